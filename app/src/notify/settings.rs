//! `/settings/notifications`: the matrix of events and ways, quiet hours, the digest, push on this device.
#![expect(clippy::too_many_arguments, reason = "one for each field of the form")]

use crate::answer::context;
use crate::auth::forms::on as told;
use crate::i18n::{I18n, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::market::actions::{fail, words};
use crate::market::parts::{Said, ask, flash_of, shown};
use crate::ui::{Breadcrumbs, Button, ButtonKind, Card, Icon, POST};
use landinghub::api::notifications::{
    Digest, EventChange, EventRow, NotificationPreferences, PreferencesChange, QuietHours,
};
use landinghub::notify::{Channel, Group, Kind};
use landinghub_services::notifications;
use leptos::prelude::*;

const PATH: &str = "/settings/notifications";

/// `/settings/notifications`.
#[component]
pub fn NotificationSettings() -> impl IntoView {
    let i = use_i18n();
    let asked = ask(|services, caller| async move { notifications::preferences(&services, &caller).await });
    view! {
        <AppFrame section=Section::Settings>
            <Breadcrumbs above=vec![("/settings".to_owned(), i.t("nav.settings").to_owned())] here=i.t("bell.settings")/>
            <div class="page-head"><h1>{i.t("bell.settings")}</h1></div>
            <Said/>
            {Suspend::new(async move { shown(asked.await, form) })}
        </AppFrame>
    }
}

fn form(now: NotificationPreferences) -> AnyView {
    let i = use_i18n();
    let ways: Vec<Channel> =
        Channel::ALL.iter().copied().filter(|way| *way != Channel::Sms || now.sms_available).collect();
    let groups = Group::ALL
        .iter()
        .copied()
        .filter_map(|group| {
            let rows: Vec<(Kind, EventRow)> = now
                .events
                .iter()
                .filter(|(_, row)| row.group == group)
                .map(|(kind, row)| (*kind, *row))
                .collect();
            (!rows.is_empty()).then(|| part(i, group, rows, &ways))
        })
        .collect_view();
    let heads = ways.iter().map(|way| view! { <th scope="col">{way_words(i, *way)}</th> }).collect_view();
    view! {
        <section class="card push-card" data-push="" data-on=i.t("push.on") data-off=i.t("push.off") data-denied=i.t("push.denied") data-failed=i.t("push.failed") hidden=true>
            <div class="card-body row">
                <Icon name="bell"/>
                <div class="push-text">
                    <h2>{i.t("push.title")}</h2>
                    <p class="muted" role="status">{i.t("push.off")}</p>
                </div>
                <button type="button" class="switch-button" role="switch" aria-checked="false" aria-label=i.t("push.title")><span></span></button>
            </div>
        </section>
        <form method=POST action="/_fn/save_notifications" class="stack notify-settings">
            <section class="card">
                <div class="matrix-wrap">
                    <table class="matrix">
                        <caption class="sr-only">{i.t("notify.matrix")}</caption>
                        <thead><tr><th scope="col">{i.t("notify.event")}</th>{heads}</tr></thead>
                        {groups}
                    </table>
                </div>
            </section>
            {times(&now)}
            <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button></div>
        </form>
    }
    .into_any()
}

fn way_words(i: I18n, way: Channel) -> &'static str {
    i.find(&format!("notify.way.{}", way.as_str())).unwrap_or_default()
}

fn part(i: I18n, group: Group, rows: Vec<(Kind, EventRow)>, ways: &[Channel]) -> AnyView {
    let title = i.find(&format!("notify.group.{}", group.as_str()));
    let span = (ways.len() + 1).to_string();
    let rows = rows
        .into_iter()
        .map(|(kind, row)| {
            let name = i.find(&format!("notify.kind.{}", kind.as_str())).unwrap_or_default();
            let cells = ways
                .iter()
                .map(|way| {
                    let label = format!("{name}: {}", way_words(i, *way));
                    let value = format!("{}.{}", kind.as_str(), way.as_str());
                    let locked = row.locked.get(*way);
                    let why = locked.then(|| i.t("notify.locked"));
                    view! {
                        <td>
                            <input type="checkbox" name="on[]" value=value aria-label=label title=why checked=row.on.get(*way) disabled=locked/>
                        </td>
                    }
                })
                .collect_view();
            view! { <tr><th scope="row">{name}</th>{cells}</tr> }
        })
        .collect_view();
    view! { <tbody><tr><th class="matrix-group" scope="rowgroup" colspan=span>{title}</th></tr>{rows}</tbody> }.into_any()
}

fn times(now: &NotificationPreferences) -> AnyView {
    let i = use_i18n();
    let flash = flash_of("notify-settings");
    let zones = notifications::time_zones()
        .into_iter()
        .map(|name| {
            let words = name.replace('_', " ");
            let chosen = name == now.time_zone;
            view! { <option value=name selected=chosen>{words}</option> }
        })
        .collect_view();
    let time = |name: &'static str, label: &'static str, value: &str| {
        let (id, value) = (format!("field-{name}"), value.to_owned());
        view! {
            <div class="field">
                <label class="label" for=id.clone()>{label}</label>
                <input class="input tool" type="time" id=id name=name value=value required/>
            </div>
        }
    };
    let (from, to) = (
        time("from", i.t("notify.from"), &now.quiet_hours.from),
        time("to", i.t("notify.to"), &now.quiet_hours.to),
    );
    let at = time("at", i.t("notify.at"), &now.digest.at);
    let (quiet, digest) = (now.quiet_hours.enabled, now.digest.enabled);
    let phone = now.sms_available.then(|| {
        let wrong = flash.error("phone");
        let typed = flash.value("phone");
        let value = if typed.is_empty() { now.phone.clone().unwrap_or_default() } else { typed };
        let invalid = wrong.is_some().then_some("true");
        view! {
            <div class="field">
                <label class="label" for="field-phone">{i.t("notify.phone")}</label>
                <input class="input" type="tel" id="field-phone" name="phone" value=value autocomplete="tel" maxlength="24" placeholder="+84 90 123 45 67" aria-invalid=invalid aria-describedby="field-phone-help"/>
                <p class="field-help" id="field-phone-help">{i.t("notify.phone.help")}</p>
                {wrong.map(|what| view! { <p class="field-error"><Icon name="circle-alert"/><span>{what}</span></p> })}
            </div>
        }
    });
    view! {
        <Card title=i.t("notify.quiet")>
            <div class="stack">
                <p class="muted">{i.t("notify.quiet.text")}</p>
                <label class="check-line"><input type="checkbox" name="quiet" value="1" checked=quiet/><span>{i.t("notify.quiet.on")}</span></label>
                <div class="row times">
                    {from}
                    {to}
                </div>
            </div>
        </Card>
        <Card title=i.t("notify.digest")>
            <div class="stack">
                <p class="muted">{i.t("notify.digest.text")}</p>
                <label class="check-line"><input type="checkbox" name="digest" value="1" checked=digest/><span>{i.t("notify.digest.on")}</span></label>
                <div class="row times">
                    {at}
                    <div class="field zone-field">
                        <label class="label" for="field-zone">{i.t("notify.zone")}</label>
                        <select class="select" id="field-zone" name="zone">{zones}</select>
                    </div>
                </div>
                {phone}
            </div>
        </Card>
    }
    .into_any()
}

/// Keeps what was chosen: of what is shown, that which isn't ticked is off.
#[server(prefix = "/_fn", endpoint = "save_notifications")]
async fn save_notifications(
    #[server(default)] on: Vec<String>,
    #[server(default)] quiet: String,
    #[server(default)] from: String,
    #[server(default)] to: String,
    #[server(default)] digest: String,
    #[server(default)] at: String,
    #[server(default)] zone: String,
    #[server(default)] phone: Option<String>,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let ticked = |kind: Kind, way: Channel| {
        let name = format!("{}.{}", kind.as_str(), way.as_str());
        Some(on.contains(&name))
    };
    let row = |kind: Kind| EventChange {
        in_app: ticked(kind, Channel::InApp),
        email: ticked(kind, Channel::Email),
        push: ticked(kind, Channel::Push),
        sms: phone.is_some().then(|| ticked(kind, Channel::Sms)).flatten(),
    };
    // What isn't shown, such as an admin's to others, stays as it is.
    let shown =
        notifications::preferences(&services, &caller).await.map(|now| now.events).unwrap_or_default();
    let change = PreferencesChange {
        events: shown.keys().map(|kind| (kind.as_str().to_owned(), row(*kind))).collect(),
        quiet_hours: (!from.is_empty()).then_some(QuietHours { enabled: !quiet.is_empty(), from, to }),
        digest: (!at.is_empty()).then_some(Digest { enabled: !digest.is_empty(), at }),
        time_zone: (!zone.is_empty()).then_some(zone),
        phone: phone.clone(),
    };
    match notifications::change(&services, &caller, change).await {
        Ok(_) => told("notify-settings", words(&services, &caller, "notify.saved").await, PATH),
        Err(failure) => {
            let typed = [("phone", phone.as_deref().unwrap_or_default())];
            fail(&services, &caller, failure, "notify-settings", PATH, &typed).await
        }
    }
}
