//! `/admin/audit`: who did what with an admin's powers, when.

use super::super::forms::{chips, nothing, slice};
use super::super::parts::{ask, more, query, shown};
use super::AdminFrame;
use crate::i18n::use_i18n;
use crate::ui::{Card, Table};
use landinghub::api::admin::AuditEntry;
use landinghub_services::audit;
use leptos::prelude::*;

/// `/admin/audit`.
#[component]
pub fn Audit() -> impl IntoView {
    let i = use_i18n();
    let action = query("action");
    let wanted = action.clone();
    let list = ask(move |services, caller| async move {
        audit::list(&services, &caller, Some(&wanted), &slice()).await
    });
    let kinds = vec![
        ("", i.t("market.status.all")),
        ("listing.", i.t("admin.listings")),
        ("seller.", i.t("admin.sellers")),
        ("user.", i.t("admin.users")),
        ("order.", i.t("admin.orders")),
        ("payout.", i.t("market.payouts")),
        ("page.", i.t("admin.takedowns")),
        ("report.", i.t("admin.reports")),
    ];
    let chips = chips("/admin/audit", "action", &action, kinds, i.t("admin.what"));
    view! {
        <AdminFrame here="/admin/audit" title=i.t("admin.audit")>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("history", i.t("admin.audit.empty"), i.t("admin.audit.text"));
                    }
                    let next = more("/admin/audit", &[("action", &action)], list.next_cursor);
                    let rows = list.items.into_iter().map(entry).collect_view();
                    let heads = [i.t("market.date"), i.t("admin.who"), i.t("admin.what"), i.t("admin.to")];
                    view! {
                        <div class="stacks"><Card flush=true><Table caption=i.t("admin.audit") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn entry(it: AuditEntry) -> AnyView {
    let i = use_i18n();
    let detail: Vec<String> = it
        .detail
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("{name}: {value}")
        })
        .collect();
    let detail = (!detail.is_empty()).then(|| view! { <br/><span class="muted">{detail.join(" · ")}</span> });
    let name = if it.actor.name.is_empty() { it.actor.id } else { it.actor.name };
    let words = i.find(&format!("audit.{}", it.action)).map_or_else(|| it.action.clone(), str::to_owned);
    let target = match it.action.split('.').next() {
        Some("listing") => Some(format!("/marketplace/{}", it.target)),
        Some("order") => Some(format!("/my-orders/{}", it.target)),
        _ => None,
    };
    let target = match target {
        Some(href) => view! { <a href=href><code>{it.target}</code></a> }.into_any(),
        None => view! { <code>{it.target}</code> }.into_any(),
    };
    view! {
        <tr>
            <td data-label=i.t("market.date")><time datetime=it.at.to_string()>{i.moment(it.at)}</time></td>
            <td data-label=i.t("admin.who")>{name}</td>
            <td data-label=i.t("admin.what")><span title=it.action>{words}</span>{detail}</td>
            <td data-label=i.t("admin.to")>{target}</td>
        </tr>
    }
    .into_any()
}
