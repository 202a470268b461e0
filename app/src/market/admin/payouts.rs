//! `/admin/payouts`: money on its way to sellers.

use super::super::actions::settle;
use super::super::forms::{chips, nothing, press, reasoned, slice};
use super::super::parts::{ask, more, query, shown};
use super::super::selling::payout_badge;
use super::AdminFrame;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::ui::{ButtonKind, Card, Table};
use landinghub::api::market::{Payout, Reason};
use landinghub::market::PayoutStatus;
use landinghub_services::market;
use leptos::prelude::*;

/// `/admin/payouts`.
#[component]
pub fn Payouts() -> impl IntoView {
    let i = use_i18n();
    let status = query("status");
    let wanted = status.clone();
    let list = ask(move |services, caller| async move {
        market::waiting_payouts(&services, &caller, Some(&wanted), &slice()).await
    });
    let mut statuses = vec![("", i.t("market.status.all"))];
    statuses.extend(
        ["requested", "paid", "failed", "returned"]
            .map(|word| (word, i.find(&format!("market.payout.status.{word}")).unwrap_or_default())),
    );
    let chips = chips("/admin/payouts", "status", &status, statuses, i.t("market.status"));
    view! {
        <AdminFrame here="/admin/payouts" title=i.t("market.payouts")>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("wallet", i.t("admin.payouts.empty"), i.t("admin.payouts.text"));
                    }
                    let next = more("/admin/payouts", &[("status", &status)], list.next_cursor);
                    let rows = list.items.into_iter().map(payout_row).collect_view();
                    let heads = [i.t("market.date"), i.t("admin.seller"), i.t("market.amount"), i.t("market.status"), i.t("admin.do")];
                    view! {
                        <div class="stacks"><Card flush=true><Table caption=i.t("market.payouts") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn payout_row(payout: Payout) -> AnyView {
    let i = use_i18n();
    let ids = || vec![("id", payout.id.clone())];
    let seller = i.t("admin.reason.seller");
    let acts = match payout.status {
        PayoutStatus::Requested | PayoutStatus::Approved | PayoutStatus::Processing => Some(
            view! {
                {press("approve_payout", ids(), i.t("admin.payout.paid"), ButtonKind::Primary)}
                {reasoned("fail_payout", ids(), i.t("admin.payout.fail"), seller)}
            }
            .into_any(),
        ),
        PayoutStatus::Paid => Some(reasoned("return_payout", ids(), i.t("admin.payout.return"), seller)),
        PayoutStatus::Failed | PayoutStatus::Returned => None,
    };
    let reason = payout.reason.clone().map(|reason| view! { <br/><span class="muted">{reason}</span> });
    view! {
        <tr>
            <td data-label=i.t("market.date")><time datetime=payout.created_at.to_string()>{i.moment(payout.created_at)}</time></td>
            <td data-label=i.t("admin.seller")>{payout.seller.name.clone()}</td>
            <td data-label=i.t("market.amount") class="numbers">{i.money(payout.amount)}</td>
            <td data-label=i.t("market.status")>{payout_badge(payout.status)}{reason}</td>
            <td><div class="row acts">{acts}</div></td>
        </tr>
    }
    .into_any()
}

/// Lets a payout go.
#[server(prefix = "/_fn", endpoint = "approve_payout")]
async fn approve_payout(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::approve_payout(&services, &caller, &id).await;
    settle(&services, &caller, "admin", "/admin/payouts", done, "admin.approved").await
}

/// A payout came to nothing.
#[server(prefix = "/_fn", endpoint = "fail_payout")]
async fn fail_payout(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::fail_payout(&services, &caller, &id, Reason { reason }).await;
    settle(&services, &caller, "admin", "/admin/payouts", done, "admin.payout.failed").await
}

/// A payout came back.
#[server(prefix = "/_fn", endpoint = "return_payout")]
async fn return_payout(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::return_payout(&services, &caller, &id, Reason { reason }).await;
    settle(&services, &caller, "admin", "/admin/payouts", done, "admin.payout.returned").await
}
