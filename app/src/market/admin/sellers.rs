//! `/admin/sellers`: who wants to sell.

use super::super::actions::{plain, settle};
use super::super::forms::{chips, nothing, press, reasoned, slice};
use super::super::parts::{ask, more, query, shown};
use super::AdminFrame;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::ui::{Badge, ButtonKind, Tone};
use landinghub::api::market::{SellerApplication, SellerDecision};
use landinghub_services::market;
use leptos::prelude::*;

/// `/admin/sellers`.
#[component]
pub fn Applications() -> impl IntoView {
    let i = use_i18n();
    let status = query("status");
    let wanted = if status.is_empty() { "all".to_owned() } else { status.clone() };
    let list = ask(move |services, caller| async move {
        market::applications(&services, &caller, Some(&wanted), &slice()).await
    });
    let mut statuses = vec![("", i.t("market.status.all"))];
    statuses.extend(
        ["pending", "approved", "rejected"]
            .map(|word| (word, i.find(&format!("admin.application.{word}")).unwrap_or_default())),
    );
    let chips = chips("/admin/sellers", "status", &status, statuses, i.t("market.status"));
    view! {
        <AdminFrame here="/admin/sellers" title=i.t("admin.sellers")>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("users", i.t("admin.sellers.empty"), i.t("admin.sellers.text"));
                    }
                    let next = more("/admin/sellers", &[("status", &status)], list.next_cursor);
                    let rows = list.items.into_iter().map(application).collect_view();
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AdminFrame>
    }
}

fn application(it: SellerApplication) -> AnyView {
    let i = use_i18n();
    let pending = it.status == "pending";
    let tone = match it.status.as_str() {
        "approved" => Tone::Good,
        "rejected" => Tone::Bad,
        _ => Tone::Brand,
    };
    let words = i.find(&format!("admin.application.{}", it.status)).unwrap_or_default();
    let acts = pending.then(|| {
        view! {
            <div class="row acts">
                {press("decide_seller", vec![("id", it.id.clone())], i.t("market.approve"), ButtonKind::Primary)}
                {reasoned("refuse_seller", vec![("id", it.id.clone())], i.t("admin.reject"), i.t("admin.reason.seller"))}
            </div>
        }
    });
    view! {
        <li class="line is-tall">
            <div class="line-text">
                <h2 class="line-title">{it.store_name}</h2>
                <p class="page-meta"><Badge tone>{words}</Badge> <span>{it.user.name}</span> <time datetime=it.created_at.to_string()>{i.date(it.created_at)}</time></p>
                <p class="lines-text">{it.about}</p>
                {it.reason.map(|reason| view! { <p class="muted">{reason}</p> })}
                {acts}
            </div>
        </li>
    }
    .into_any()
}

/// Makes somebody a seller.
#[server(prefix = "/_fn", endpoint = "decide_seller")]
async fn decide_seller(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = SellerDecision { application_id: Some(plain(&id)), ..SellerDecision::default() };
    let done = market::decide(&services, &caller, input).await;
    settle(&services, &caller, "admin", "/admin/sellers", done, "admin.approved").await
}

/// Refuses an application.
#[server(prefix = "/_fn", endpoint = "refuse_seller")]
async fn refuse_seller(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = SellerDecision {
        application_id: Some(plain(&id)),
        decision: Some("reject".to_owned()),
        reason: Some(reason),
        ..SellerDecision::default()
    };
    let done = market::decide(&services, &caller, input).await;
    settle(&services, &caller, "admin", "/admin/sellers", done, "admin.rejected").await
}
