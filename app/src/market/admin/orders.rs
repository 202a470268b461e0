//! `/admin/orders`: everybody's orders, those that somebody should look at, refunds and disputes.

use super::super::actions::settle;
use super::super::forms::{chips, nothing, press, reasoned, slice};
use super::super::orders::status_badge;
use super::super::parts::{ask, more, price, query, shown, with_query};
use super::super::selling::{minor, typed};
use super::AdminFrame;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::ui::{
    Badge, Button, ButtonKind, ButtonSize, Card, EmptyState, Icon, LinkButton, POST, Table, Tone,
};
use landinghub::api::market::{Order, Price, Reason, RefundRequest, Resolution};
use landinghub::market::{Currency, Money, OrderStatus};
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
    let q = query("q");
    let wanted = orders::OrdersQuery {
        status: Some(status.to_owned()),
        q: Some(q.clone()),
        slice: slice(),
        ..orders::OrdersQuery::default()
    };
    let list =
        ask(move |services, caller| async move { orders::all(&services, &caller, &wanted, attention).await });
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
    // The words stay when another status is chosen.
    let here = with_query("/admin/orders", &[("q", &q)]);
    let chips = chips(&here, "show", &show, kinds, i.t("market.status"));
    let words = q.clone();
    let kept = show.clone();
    view! {
        <AdminFrame here="/admin/orders" title=i.t("admin.orders")>
            <form class="page-tools" action="/admin/orders" role="search">
                <div class="input-group">
                    <Icon name="search"/>
                    <input class="input" type="search" name="q" value=words aria-label=i.t("admin.orders.search") placeholder=i.t("admin.orders.search") maxlength="120"/>
                </div>
                {(!kept.is_empty()).then(|| view! { <input type="hidden" name="show" value=kept.clone()/> })}
                <Button submit=true>{i.t("market.search")}</Button>
            </form>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() && !q.is_empty() {
                        return view! {
                            <EmptyState icon="search" title=i.t("market.none.title") text=i.t("market.none.text")>
                                <LinkButton href="/admin/orders">{i.t("market.clear")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    if list.items.is_empty() {
                        return nothing("receipt", i.t("admin.orders.empty"), i.t("admin.orders.text"));
                    }
                    let next = more("/admin/orders", &[("show", &show), ("q", &q)], list.next_cursor);
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
    let refund = may.then(|| refund_form(&order));
    let decline = order
        .refund_requested
        .then(|| reasoned("decline_order", ids(), i.t("market.refund.decline"), i.t("admin.reason.buyer")));
    // A buyer who waits for a decision gets one, not a tick.
    let seen = (order.attention.is_some() && !order.refund_requested)
        .then(|| press("resolve_order", ids(), i.t("admin.resolve"), ButtonKind::Secondary));
    let retry = (order.attention.as_deref() == Some("refund_failed")).then(|| {
        let fields = [ids(), vec![("retry_refund", "1".to_owned())]].concat();
        press("resolve_order", fields, i.t("admin.retry_refund"), ButtonKind::Secondary)
    });
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
            <td><div class="row acts">{refund} {decline} {doubtful} {retry} {seen}</div>{disputed}</td>
        </tr>
    }
    .into_any()
}

/// How much goes back, all that is left unless told otherwise, and why.
fn refund_form(order: &Order) -> AnyView {
    let i = use_i18n();
    let left = Money::new(order.total.amount - order.refunded.amount, order.total.currency);
    let name = |part: &str| format!("refund-{part}-{}", order.order_id);
    let (amount, reason, help) = (name("amount"), name("reason"), name("help"));
    view! {
        <details class="reasoned">
            <summary class="btn btn-secondary btn-sm">{i.t("admin.refund")}</summary>
            <form method=POST action="/_fn/refund_order" class="stack reasoned-form">
                <input type="hidden" name="id" value=order.order_id.clone()/>
                <input type="hidden" name="currency" value=left.currency.code()/>
                <label class="field" for=amount.clone()><span class="label">{i.t("market.amount")} " (" {left.currency.code()} ")"</span></label>
                <input class="input" id=amount name="amount" inputmode="decimal" maxlength="18" value=typed(left)/>
                <label class="field" for=reason.clone()><span class="label">{i.t("admin.reason")}</span></label>
                <textarea class="textarea" id=reason name="reason" rows="3" maxlength="1000" required aria-describedby=help.clone()></textarea>
                <p class="help" id=help>{i.t("admin.reason.buyer")}</p>
                <Button kind=ButtonKind::Danger size=ButtonSize::Small submit=true>{i.t("admin.refund")}</Button>
            </form>
        </details>
    }
    .into_any()
}

/// Gives money of an order back; all that hasn't gone back yet where no amount is named.
#[server(prefix = "/_fn", endpoint = "refund_order")]
async fn refund_order(
    #[server(default)] id: String,
    #[server(default)] reason: String,
    #[server(default)] amount: String,
    #[server(default)] currency: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let amount = Currency::parse(&currency).filter(|_| !amount.trim().is_empty()).map(|known| {
        // What is no amount is out of range, and said to be.
        Price { amount: minor(&amount, known).unwrap_or(-1), currency }
    });
    let done = orders::refund(&services, &caller, &id, RefundRequest { amount, reason }).await;
    settle(&services, &caller, "admin", "/admin/orders", done, "admin.refunded").await
}

/// Somebody has looked at an order that needed it; `return_payment` sends what came in for payments in review back.
#[server(prefix = "/_fn", endpoint = "resolve_order")]
async fn resolve_order(
    #[server(default)] id: String,
    #[server(default)] return_payment: String,
    #[server(default)] retry_refund: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let (return_payment, retry_refund) = (!return_payment.is_empty(), !retry_refund.is_empty());
    let good = match (return_payment, retry_refund) {
        (true, _) => "admin.payment_returned",
        (false, true) => "admin.refund_retried",
        (false, false) => "admin.resolved",
    };
    let how = Resolution { return_payment, retry_refund, reason };
    let done = orders::resolve(&services, &caller, &id, how).await;
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
