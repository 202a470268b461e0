//! `/admin/reports` and `/admin/takedowns`: what people complain of, and pages nobody may see.

use super::super::actions::{plain, settle};
use super::super::forms::{chips, nothing, press, reasoned, slice};
use super::super::parts::{ask, flash_of, more, query, shown};
use super::AdminFrame;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::ui::{Badge, Button, ButtonKind, Card, FormErrors, POST, Table, TextField, Textarea, Tone};
use landinghub::api::admin::{Report, ReportDecision, Takedown};
use landinghub::api::market::Reason;
use landinghub_services::takedowns;
use leptos::prelude::*;

/// `/admin/reports`.
#[component]
pub fn Reports() -> impl IntoView {
    let i = use_i18n();
    let status = query("status");
    let wanted = if status.is_empty() { "open".to_owned() } else { status.clone() };
    let list = ask(move |services, caller| async move {
        takedowns::reports(&services, &caller, Some(&wanted), &slice()).await
    });
    let statuses = vec![
        ("", i.t("report.status.open")),
        ("acted", i.t("report.status.acted")),
        ("dismissed", i.t("report.status.dismissed")),
        ("all", i.t("market.status.all")),
    ];
    let chips = chips("/admin/reports", "status", &status, statuses, i.t("market.status"));
    view! {
        <AdminFrame here="/admin/reports" title=i.t("admin.reports")>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("shield-check", i.t("admin.reports.empty"), i.t("admin.reports.text"));
                    }
                    let next = more("/admin/reports", &[("status", &status)], list.next_cursor);
                    let rows = list.items.into_iter().map(report).collect_view();
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AdminFrame>
    }
}

fn report(it: Report) -> AnyView {
    let i = use_i18n();
    let open = it.status == "open";
    let tone = match it.status.as_str() {
        "open" => Tone::Warn,
        "acted" => Tone::Bad,
        _ => Tone::Neutral,
    };
    let words = i.find(&format!("report.status.{}", it.status)).unwrap_or_default();
    let down = it.taken_down.then(|| view! { <Badge tone=Tone::Bad>{i.t("admin.is_down")}</Badge> });
    let take = it.page_id.clone().filter(|_| !it.taken_down).map(|page| {
        reasoned("take_down", vec![("id", page)], i.t("admin.take_down"), i.t("admin.reason.owner"))
    });
    let listing = it.listing_id.clone().map(|id| view! { <a class="btn btn-secondary btn-sm" href=format!("/marketplace/{id}")>{i.t("market.listing.look")}</a> });
    let close = open.then(|| view! {
        {press("decide_report", vec![("id", it.id.clone()), ("decision", "act".to_owned())], i.t("report.act"), ButtonKind::Secondary)}
        {press("decide_report", vec![("id", it.id.clone()), ("decision", "dismiss".to_owned())], i.t("report.dismiss"), ButtonKind::Ghost)}
    });
    let reason = i.find(&format!("report.reason.{}", it.reason)).map_or(it.reason, str::to_owned);
    let (title, reason) = match it.page_title {
        Some(title) => (title, Some(view! { <span>{reason}</span> })),
        None => (reason, None),
    };
    view! {
        <li class="line is-tall">
            <div class="line-text">
                <h2 class="line-title">{title}</h2>
                <p class="page-meta"><Badge tone>{words}</Badge> {down} {reason} <time datetime=it.created_at.to_string()>{i.moment(it.created_at)}</time></p>
                <p><a class="break" href=it.url.clone() target="_blank" rel="noopener noreferrer nofollow">{it.url.clone()}</a></p>
                <p class="lines-text">{it.detail}</p>
                {it.note.map(|note| view! { <p class="muted">{note}</p> })}
                <div class="row acts">{listing} {close} {take}</div>
            </div>
        </li>
    }
    .into_any()
}

/// `/admin/takedowns`.
#[component]
pub fn Takedowns() -> impl IntoView {
    let i = use_i18n();
    let flash = flash_of("takedown");
    let message = (!flash.good && !flash.message.is_empty()).then(|| flash.message.clone());
    let list = ask(|services, caller| async move { takedowns::list(&services, &caller, &slice()).await });
    view! {
        <AdminFrame here="/admin/takedowns" title=i.t("admin.takedowns")>
            <Card title=i.t("admin.take_down")>
                <form class="form" method=POST action="/_fn/take_down">
                    <FormErrors message=Signal::stored(message) fields=Signal::stored(flash.errors.clone())/>
                    <TextField name="id" label=i.t("admin.page_id") help=i.t("admin.page_id.help") value=flash.value("id") required=true maxlength=300/>
                    <Textarea name="reason" label=i.t("admin.reason") bind=RwSignal::new(flash.value("reason")) rows=3 maxlength=1000/>
                    <div class="form-actions"><Button kind=ButtonKind::Danger submit=true>{i.t("admin.take_down")}</Button></div>
                </form>
            </Card>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("shield-check", i.t("admin.takedowns.empty"), i.t("admin.takedowns.text"));
                    }
                    let next = more("/admin/takedowns", &[], list.next_cursor);
                    let rows = list.items.into_iter().map(takedown).collect_view();
                    let heads = [i.t("market.date"), i.t("market.listing.page"), i.t("admin.owner"), i.t("admin.reason"), i.t("admin.do")];
                    view! {
                        <div class="stacks"><Card flush=true><Table caption=i.t("admin.takedowns") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn takedown(it: Takedown) -> AnyView {
    let i = use_i18n();
    let title = if it.title.is_empty() { it.page_id.clone() } else { it.title };
    let url = it.url.map(|url| view! { <br/><a class="break" href=url.clone() target="_blank" rel="noopener">{url.clone()}</a> });
    view! {
        <tr>
            <td data-label=i.t("market.date")><time datetime=it.created_at.to_string()>{i.moment(it.created_at)}</time></td>
            <td><strong>{title}</strong>{url}</td>
            <td data-label=i.t("admin.owner")>{it.owner.map(|owner| owner.name)}</td>
            <td data-label=i.t("admin.reason")>{it.reason}</td>
            <td>{press("lift_takedown", vec![("id", it.page_id)], i.t("admin.lift"), ButtonKind::Secondary)}</td>
        </tr>
    }
    .into_any()
}

/// Takes a page down, named by its id or by an address it is at.
#[server(prefix = "/_fn", endpoint = "take_down")]
async fn take_down(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = match takedowns::page_named(&services, &caller, &id).await {
        Ok(page) => takedowns::take_down(&services, &caller, &page, Reason { reason: reason.clone() }).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(_) => settle(&services, &caller, "admin", "/admin/takedowns", Ok(()), "admin.taken_down").await,
        Err(failure) => {
            let values = [("id", id.as_str()), ("reason", reason.as_str())];
            super::super::actions::fail(&services, &caller, failure, "takedown", "/admin/takedowns", &values)
                .await
        }
    }
}

/// Lets a page up again.
#[server(prefix = "/_fn", endpoint = "lift_takedown")]
async fn lift_takedown(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = takedowns::lift(&services, &caller, &plain(&id)).await;
    settle(&services, &caller, "admin", "/admin/takedowns", done, "admin.lifted").await
}

/// Closes a report.
#[server(prefix = "/_fn", endpoint = "decide_report")]
async fn decide_report(
    #[server(default)] id: String,
    #[server(default)] decision: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = ReportDecision { decision, note: String::new() };
    let done = takedowns::decide(&services, &caller, &plain(&id), input).await;
    settle(&services, &caller, "admin", "/admin/reports", done, "admin.changed").await
}
