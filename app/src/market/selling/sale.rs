//! `/my-sales/{order}`: a seller's part of an order, and the way of its money.

use super::super::checkout::method_name;
use super::super::orders::{moment, status_badge};
use super::super::parts::{Said, ask, param, price, shown};
use super::tabs;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{Breadcrumbs, LinkButton, Moment, Notice};
use landinghub::api::market::{Order, OrderItem};
use landinghub::market::Money;
use landinghub_services::market::orders;
use leptos::prelude::*;

/// `/my-sales/{order}`.
#[component]
pub fn SalePage() -> impl IntoView {
    let id = param("id");
    let order = ask(move |services, caller| async move {
        let order = orders::get(&services, &caller, &id).await?;
        // Their own purchases have a page of their own.
        let actor = &caller.actor()?.user_id;
        if order.items.iter().any(|item| item.seller.id == *actor) {
            Ok(order)
        } else {
            Err(landinghub::Problem::not_found().into())
        }
    });
    view! {
        <AppFrame section=Section::Selling>
            {tabs("/my-sales")}
            <Said/>
            {Suspend::new(async move { shown(order.await, page) })}
        </AppFrame>
    }
}

fn page(order: Order) -> AnyView {
    let i = use_i18n();
    let short: String = order.order_id.chars().take(8).collect();
    let title = i.t_with("market.order_no", &[("number", &short)]);
    let sum = |of: fn(&OrderItem) -> Money| {
        i.money(Money::new(order.items.iter().map(|item| of(item).amount).sum(), order.total.currency))
    };
    let lines = order.items.iter().cloned().map(line).collect_view();
    let timeline = order.timeline.clone().unwrap_or_default().into_iter().map(moment).collect_view();
    let refunded = (order.refunded.amount > 0).then(|| {
        view! { <div><dt>{i.t("market.refunded")}</dt><dd>{i.money(order.refunded)}</dd></div> }
    });
    let asked = order.refund_requested.then(|| {
        view! {
            <Notice>
                {i.t("market.refund.waits")} " "
                <a href="/my-sales">{i.t("market.sales")}</a>
            </Notice>
        }
    });
    view! {
        <Breadcrumbs above=vec![("/my-sales".to_owned(), i.t("market.sales").to_owned())] here=title.clone()/>
        <div class="page-head">
            <h1>{title}</h1>
            {status_badge(order.status)}
            <LinkButton href="/messages" icon="message-circle">{i.t("nav.messages")}</LinkButton>
        </div>
        {asked}
        <div class="checkout">
            <div>
                <ul role="list" class="card lines">{lines}</ul>
                <section class="timeline-box">
                    <h2>{i.t("market.timeline")}</h2>
                    <ol class="timeline">{timeline}</ol>
                </section>
            </div>
            <aside class="card checkout-sum">
                <div class="card-body">
                    <dl class="listing-facts">
                        <div><dt>{i.t("market.buyer")}</dt><dd>{order.buyer.name.clone()}</dd></div>
                        <div><dt>{i.t("market.price")}</dt><dd>{sum(|item| item.price)}</dd></div>
                        <div><dt>{i.t("market.fee")}</dt><dd>{sum(|item| item.platform_fee)}</dd></div>
                        <div><dt>{i.t("market.revenue")}</dt><dd><strong>{sum(|item| item.seller_revenue)}</strong></dd></div>
                        {refunded}
                        <div><dt>{i.t("market.date")}</dt><dd><Moment at=order.created_at/></dd></div>
                        {order.payment_method.map(|method| view! { <div><dt>{i.t("market.method")}</dt><dd>{method_name(method)}</dd></div> })}
                        {order.transaction_id.clone().map(|id| view! { <div><dt>{i.t("market.transaction")}</dt><dd><code>{id}</code></dd></div> })}
                    </dl>
                </div>
            </aside>
        </div>
    }
    .into_any()
}

fn line(item: OrderItem) -> AnyView {
    let i = use_i18n();
    let licence = i.find(&format!("market.licence.{}", item.licence.as_str())).unwrap_or_default();
    view! {
        <li class="line">
            <div class="line-text">
                <a href=format!("/my-listings/{}", item.listing_id)><strong>{item.title}</strong></a>
                <p class="muted">{licence}</p>
            </div>
            <strong class="listing-price">{price(i, item.price)}</strong>
        </li>
    }
    .into_any()
}
