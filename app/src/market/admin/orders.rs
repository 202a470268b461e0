//! `/admin/orders`: everybody's orders, those that somebody should look at, refunds and disputes.

use super::super::actions::settle;
use super::super::forms::{chips, nothing, press, reasoned, slice};
use super::super::orders::status_badge;
use super::super::parts::{ask, more, price, query, shown};
use super::AdminFrame;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::ui::{Badge, ButtonKind, Card, Table, Tone};
use landinghub::api::market::{Order, Price, Reason, RefundRequest, Resolution};
use landinghub::market::OrderStatus;
use landinghub_services::market::orders;
use leptos::prelude::*;

/// `/admin/orders`.
#[component]
pub fn Orders() -> impl IntoView {
    let i = use_i18n();
    let show = query("show");
    let (status, attention) = match show.as_str() {
        "attention" => ("", true),
        word => (OrderStatus::parse(word).map_or("", OrderStatus::as_str), false),
    };
    let list = ask(move |services, caller| async move {
        orders::all(&services, &caller, Some(status), attention, &slice()).await
    });
    let kinds = vec![
        ("", i.t("market.status.all")),
        ("attention", i.t("admin.attention")),
        ("disputed", i.t("market.status.disputed")),
        ("charged_back", i.t("market.status.charged_back")),
        ("delivered", i.t("market.status.delivered")),
        ("partially_refunded", i.t("market.status.partially_refunded")),
        ("refunded", i.t("market.status.refunded")),
        ("pending", i.t("market.status.pending")),
    ];
    let chips = chips("/admin/orders", "show", &show, kinds, i.t("market.status"));
    view! {
        <AdminFrame here="/admin/orders" title=i.t("admin.orders")>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("receipt", i.t("admin.orders.empty"), i.t("admin.orders.text"));
                    }
                    let next = more("/admin/orders", &[("show", &show)], list.next_cursor);
                    let rows = list.items.into_iter().map(order_row).collect_view();
                    let heads = [i.t("market.order"), i.t("market.buyer"), i.t("market.total"), i.t("market.status"), i.t("market.date"), i.t("admin.do")];
                    view! {
                        <div class="stacks"><Card flush=true><Table caption=i.t("admin.orders") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn order_row(order: Order) -> AnyView {
    let i = use_i18n();
    let titles: Vec<String> = order.items.iter().map(|item| item.title.clone()).collect();
    let may =
        matches!(order.status, OrderStatus::Paid | OrderStatus::Delivered | OrderStatus::PartiallyRefunded)
            && order.total.amount > 0;
    let asked =
        order.refund_requested.then(|| view! { <Badge tone=Tone::Warn>{i.t("admin.refund_asked")}</Badge> });
    let ids = || vec![("id", order.order_id.clone())];
    let why = order.attention.clone().map(|why| {
        let words = i.find(&format!("admin.attention.{why}")).map_or(why, str::to_owned);
        view! { <br/><span class="muted">{words}</span> }
    });
    let disputed = (order.status == OrderStatus::Disputed)
        .then(|| view! { <p class="muted">{i.t("admin.disputed")}</p> });
    let refund = may.then(|| reasoned("refund_order", ids(), i.t("admin.refund"), i.t("admin.reason.buyer")));
    let decline = order
        .refund_requested
        .then(|| reasoned("decline_order", ids(), i.t("market.refund.decline"), i.t("admin.reason.buyer")));
    // A buyer who waits for a decision gets one, not a tick.
    let seen = (order.attention.is_some() && !order.refund_requested)
        .then(|| press("resolve_order", ids(), i.t("admin.resolve"), ButtonKind::Secondary));
    let doubtful = matches!(order.attention.as_deref(), Some("wrong_amount" | "suspicious")).then(|| {
        let fields = [ids(), vec![("return_payment", "1".to_owned())]].concat();
        reasoned("resolve_order", fields, i.t("admin.return_payment"), i.t("admin.reason.buyer"))
    });
    view! {
        <tr>
            <td><a href=format!("/my-orders/{}", order.order_id)><strong>{titles.join(", ")}</strong></a>{why}</td>
            <td data-label=i.t("market.buyer")>{order.buyer.name.clone()}</td>
            <td data-label=i.t("market.total") class="numbers">{price(i, order.total)}</td>
            <td data-label=i.t("market.status")>{status_badge(order.status)} {asked}</td>
            <td data-label=i.t("market.date")><time datetime=order.created_at.to_string()>{i.date(order.created_at)}</time></td>
            <td><div class="row acts">{refund} {decline} {doubtful} {seen}</div>{disputed}</td>
        </tr>
    }
    .into_any()
}

/// Gives all the money of an order back that hasn't gone back yet.
#[server(prefix = "/_fn", endpoint = "refund_order")]
async fn refund_order(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = orders::refund(&services, &caller, &id, RefundRequest { amount: None::<Price>, reason }).await;
    settle(&services, &caller, "admin", "/admin/orders", done, "admin.refunded").await
}

/// Somebody has looked at an order that needed it; `return_payment` sends what came in for payments in review back.
#[server(prefix = "/_fn", endpoint = "resolve_order")]
async fn resolve_order(
    #[server(default)] id: String,
    #[server(default)] return_payment: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let (back, good) = if return_payment.is_empty() {
        (false, "admin.resolved")
    } else {
        (true, "admin.payment_returned")
    };
    let done = orders::resolve(&services, &caller, &id, Resolution { return_payment: back, reason }).await;
    settle(&services, &caller, "admin", "/admin/orders", done, good).await
}

/// Says no to a buyer who asks for their money back.
#[server(prefix = "/_fn", endpoint = "decline_order")]
async fn decline_order(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = orders::decline_refund(&services, &caller, &id, Reason { reason }).await;
    settle(&services, &caller, "admin", "/admin/orders", done, "market.refund.declined").await
}
