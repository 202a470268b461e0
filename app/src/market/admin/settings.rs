//! `/admin/settings`: how this installation is set up, and the way to what is set on screens. What the environment sets is
//! shown, never its secrets.

use super::super::checkout::method_name;
use super::super::parts::{ask, shown};
use super::AdminFrame;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Badge, Card, Icon, Table, Tone};
use landinghub_services::{Config, Limit};
use leptos::prelude::*;

/// What is shown of the settings.
struct Setup {
    addresses: Vec<(&'static str, String)>,
    /// What it is, what does it, and the words where nothing does.
    parts: Vec<(&'static str, Option<String>, &'static str)>,
    order_minutes: u64,
    limits: Vec<(Limit, Option<u64>)>,
}

/// `/admin/settings`.
#[component]
pub fn InstallationSettings() -> impl IntoView {
    let i = use_i18n();
    let services = ask(|services, caller| async move {
        caller.admin()?;
        Ok(services)
    });
    view! {
        <AdminFrame here="/admin/settings" title=i.t("admin.settings")>
            {Suspend::new(async move {
                shown(services.await, |services| {
                    let methods: Vec<&str> = services.gateways.methods().map(method_name).collect();
                    page(setup(i, &services.config, &methods))
                })
            })}
        </AdminFrame>
    }
}

fn setup(i: I18n, config: &Config, methods: &[&str]) -> Setup {
    let host = |domain: &str| format!("{}://{domain}", config.scheme());
    let yes = |there: bool, words: &'static str| there.then(|| words.to_owned());
    Setup {
        addresses: vec![
            (i.t("admin.setup.app"), config.app_url("")),
            (i.t("admin.setup.pages"), host(&format!("*.{}", config.pages_domain))),
            (i.t("admin.setup.content"), host(&config.content_domain)),
            (i.t("admin.setup.from"), config.mail_from.clone()),
        ],
        parts: vec![
            (i.t("admin.setup.mail"), yes(config.smtp_url.is_some(), "SMTP"), i.t("admin.setup.off.mail")),
            (
                i.t("market.method"),
                Some(methods.join(", ")).filter(|names| !names.is_empty()),
                i.t("admin.setup.off.method"),
            ),
            (
                i.t("admin.setup.ai"),
                config.ai.as_ref().map(|model| model.name.clone()),
                i.t("admin.setup.off.ai"),
            ),
            (
                i.t("admin.setup.search"),
                yes(config.meilisearch.is_some(), "Meilisearch"),
                i.t("admin.setup.off.search"),
            ),
            (
                i.t("admin.setup.servers"),
                yes(config.redis_url.is_some(), "Redis"),
                i.t("admin.setup.off.servers"),
            ),
            (
                i.t("admin.setup.pictures"),
                yes(config.browser.is_some(), "Chromium"),
                i.t("admin.setup.off.pictures"),
            ),
            (i.t("admin.setup.sms"), yes(config.reach.sms.is_some(), "SMS"), i.t("admin.setup.off.sms")),
        ],
        order_minutes: u64::try_from(config.order_ttl_seconds / 60).unwrap_or_default(),
        limits: Limit::ALL.iter().map(|limit| (*limit, config.limits.get(*limit))).collect(),
    }
}

fn page(setup: Setup) -> AnyView {
    let i = use_i18n();
    let addresses = setup
        .addresses
        .into_iter()
        .map(|(words, value)| view! { <div><dt>{words}</dt><dd class="break">{value}</dd></div> })
        .collect_view();
    let parts = setup
        .parts
        .into_iter()
        .map(|(words, value, off)| {
            let (tone, value) = match value {
                Some(value) => (Tone::Good, value),
                None => (Tone::Neutral, off.to_owned()),
            };
            view! { <div><dt>{words}</dt><dd><Badge tone>{value}</Badge></dd></div> }
        })
        .collect_view();
    let link = |href: &'static str, icon: &'static str, words: &'static str| {
        view! {
            <li class="list-row">
                <Icon name=icon/>
                <a class="grow" href=href>{words}</a>
                <Icon name="chevron-right"/>
            </li>
        }
    };
    let limits = setup.limits.into_iter().map(|(limit, value)| limit_row(i, limit, value)).collect_view();
    let heads = ["admin.setup.limit", "admin.setup.number", "admin.setup.variable"];
    view! {
        <div class="settings is-wide">
            <Card title=i.t("admin.setup.screens") flush=true>
                <ul>
                    {link("/admin/inbox/settings", "message-circle", i.t("inbox.settings"))}
                    {link("/admin/ai", "sparkles", i.t("help.ai.title"))}
                    {link("/admin/help", "circle-help", i.t("help.admin.title"))}
                    {link("/settings/notifications", "bell", i.t("bell.settings"))}
                </ul>
            </Card>
            <Card title=i.t("admin.setup.addresses")><dl class="setup">{addresses}</dl></Card>
            <Card title=i.t("admin.setup.parts")><dl class="setup">{parts}</dl></Card>
            <Card title=i.t("admin.setup.limits") flush=true>
                <p class="card-body muted">
                    {i.t("admin.setup.text")} " " {i.n("admin.setup.order", setup.order_minutes)}
                </p>
                <Table caption=i.t("admin.setup.limits") heads=heads.map(|key| i.find(key).unwrap_or_default().to_owned()).to_vec()>
                    {limits}
                </Table>
            </Card>
        </div>
    }
    .into_any()
}

/// A limit as people say it: so many, or so many bytes, or so many in a time.
fn limit_row(i: I18n, limit: Limit, value: Option<u64>) -> AnyView {
    let words = i.find(&format!("admin.limit.{}", limit.name)).unwrap_or(limit.what);
    let number = match value {
        None => i.t("admin.setup.unlimited").to_owned(),
        Some(bytes) if limit.name.ends_with("_BYTES") => crate::media::size(i, bytes),
        Some(number) => i.number(number),
    };
    let often = match (value, limit.seconds) {
        (None, _) | (_, 0) => String::new(),
        (_, 60) => i.t("admin.setup.minute").to_owned(),
        (_, 3600) => i.t("admin.setup.hour").to_owned(),
        (_, 86_400) => i.t("admin.setup.day").to_owned(),
        (_, seconds) => i.n("admin.setup.minutes", seconds / 60),
    };
    view! {
        <tr>
            <td>{words}</td>
            <td class="numbers">{number} " " {often}</td>
            <td><code class="break">{format!("LANDINGHUB_LIMIT_{}", limit.name)}</code></td>
        </tr>
    }
    .into_any()
}
