//! What one has bought: the list, and an order with its money timeline.

use super::actions::{fail, plain, words};
use super::parts::{Said, ask, more, param, price, query, shown};
use crate::answer::context;
use crate::auth::forms::on;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::messages::OrderTalk;
use crate::ui::{
    Badge, Breadcrumbs, Button, ButtonKind, Card, EmptyState, Icon, LinkButton, Moment, Notice, POST, Table,
    Tone,
};
use landinghub::api::market::{Order, OrderItem, RefundRequest, TimelineEntry};
use landinghub::market::OrderStatus;
use landinghub_services::Slice;
use landinghub_services::market::orders;
use leptos::prelude::*;

/// The statuses one may look for.
const STATUSES: [OrderStatus; 9] = [
    OrderStatus::Pending,
    OrderStatus::Paid,
    OrderStatus::Delivered,
    OrderStatus::PartiallyRefunded,
    OrderStatus::Refunded,
    OrderStatus::Disputed,
    OrderStatus::ChargedBack,
    OrderStatus::Cancelled,
    OrderStatus::Expired,
];

/// What is asked for in a list of orders or sales, as it stands in the address.
pub(super) fn asked() -> (orders::OrdersQuery, Vec<(&'static str, String)>) {
    let pairs: Vec<(&'static str, String)> =
        ["q", "status", "from", "to"].into_iter().map(|name| (name, query(name))).collect();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let of =
        |name: &str| pairs.iter().find(|(key, _)| *key == name).and_then(|(_, value)| some(value.clone()));
    let query = orders::OrdersQuery {
        q: of("q"),
        status: of("status"),
        from: of("from"),
        to: of("to"),
        slice: Slice { limit: None, cursor: some(query("cursor")) },
    };
    (query, pairs)
}

/// Words, status and days above a list.
pub(super) fn filters(path: &'static str, pairs: &[(&'static str, String)]) -> AnyView {
    let i = use_i18n();
    let of = |name: &str| {
        pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let chosen = of("status");
    let statuses = STATUSES
        .into_iter()
        .map(|status| {
            let word = status.as_str();
            view! { <option value=word selected=chosen == word>{status_words(status)}</option> }
        })
        .collect_view();
    view! {
        <form class="page-tools" action=path role="search">
            <div class="input-group">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=of("q") aria-label=i.t("market.search") placeholder=i.t("market.search") maxlength="120"/>
            </div>
            <select class="select tool" name="status" aria-label=i.t("market.status")>
                <option value="">{i.t("market.status.all")}</option>
                {statuses}
            </select>
            <input class="input tool" type="date" name="from" value=of("from") aria-label=i.t("market.from")/>
            <input class="input tool" type="date" name="to" value=of("to") aria-label=i.t("market.to")/>
            <Button submit=true>{i.t("market.search")}</Button>
        </form>
    }
    .into_any()
}

/// What a status is called.
pub(super) fn status_words(status: OrderStatus) -> &'static str {
    use_i18n().find(&format!("market.status.{}", status.as_str())).unwrap_or_default()
}

/// A status as a badge.
pub(super) fn status_badge(status: OrderStatus) -> AnyView {
    let tone = match status {
        OrderStatus::Paid | OrderStatus::Delivered => Tone::Good,
        OrderStatus::Pending => Tone::Brand,
        OrderStatus::Disputed | OrderStatus::ChargedBack => Tone::Bad,
        OrderStatus::PartiallyRefunded => Tone::Warn,
        OrderStatus::Refunded | OrderStatus::Cancelled | OrderStatus::Expired => Tone::Neutral,
    };
    view! { <Badge tone>{status_words(status)}</Badge> }.into_any()
}

/// `/my-orders`.
#[component]
pub fn MyOrders() -> impl IntoView {
    let i = use_i18n();
    let (query, pairs) = asked();
    let form = filters("/my-orders", &pairs);
    let list = ask(move |services, caller| async move { orders::list(&services, &caller, &query).await });
    view! {
        <AppFrame section=Section::Orders>
            <div class="page-head">
                <h1>{i.t("nav.orders")}</h1>
                <div class="row">
                    <LinkButton href="/liked" icon="heart">{i.t("market.liked")}</LinkButton>
                    <LinkButton href="/cart" icon="shopping-cart">{i.t("market.cart")}</LinkButton>
                </div>
            </div>
            <Said/>
            {form}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() && pairs.iter().any(|(_, value)| !value.is_empty()) {
                        return view! {
                            <EmptyState icon="search" title=i.t("market.none.title") text=i.t("market.none.text")>
                                <LinkButton href="/my-orders">{i.t("market.clear")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    if list.items.is_empty() {
                        return view! {
                            <EmptyState icon="receipt" title=i.t("market.orders.empty") text=i.t("market.orders.text")>
                                <LinkButton href="/marketplace" kind=ButtonKind::Primary>{i.t("market.title")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    let next = more("/my-orders", &pairs, list.next_cursor);
                    let rows = list.items.into_iter().map(row).collect_view();
                    let heads = [i.t("market.order"), i.t("market.total"), i.t("market.status"), i.t("market.date")];
                    view! {
                        <div class="orders-list">
                            <Card flush=true>
                                <Table caption=i.t("nav.orders") heads=heads.map(str::to_owned).to_vec()>{rows}</Table>
                            </Card>
                        </div>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AppFrame>
    }
}

fn row(order: Order) -> AnyView {
    let i = use_i18n();
    let titles: Vec<String> = order.items.iter().map(|item| item.title.clone()).collect();
    let href = if order.status == OrderStatus::Pending {
        format!("/checkout/{}", order.order_id)
    } else {
        format!("/my-orders/{}", order.order_id)
    };
    view! {
        <tr>
            <td><a href=href><strong>{titles.join(", ")}</strong></a></td>
            <td class="numbers">{price(i, order.total)}</td>
            <td>{status_badge(order.status)}</td>
            <td><time datetime=order.created_at.to_string()>{i.date(order.created_at)}</time></td>
        </tr>
    }
    .into_any()
}

/// What was bought, with what one can do with it.
pub(super) fn goods(order: &Order) -> AnyView {
    let i = use_i18n();
    let id = order.order_id.clone();
    let lines = order.items.iter().cloned().map(|item| good(&id, item)).collect_view();
    let has = order.items.iter().any(|item| item.page_id.is_some());
    let files = has.then(|| {
        view! {
            <div class="row goods-files">
                <LinkButton href=format!("/api/orders/{id}/download") icon="download">{i.t("market.download")}</LinkButton>
                <LinkButton href=format!("/api/orders/{id}/invoice") icon="printer">{i.t("market.invoice")}</LinkButton>
                <LinkButton href=format!("/api/orders/{id}/invoice?format=pdf") icon="file-text">{i.t("market.invoice_pdf")}</LinkButton>
            </div>
        }
    });
    view! { <ul role="list" class="card lines">{lines}</ul> {files} }.into_any()
}

fn good(order: &str, item: OrderItem) -> AnyView {
    let i = use_i18n();
    let update = item.page_id.clone().filter(|_| item.update_available).map(|page| {
        let href = format!("/my-orders/{order}/updates/{page}");
        view! { <LinkButton href icon="sparkles">{i.t("market.update.available")}</LinkButton> }
    });
    let open = item.page_id.map(|page| {
        view! { <LinkButton href=format!("/pages/{page}/edit") kind=ButtonKind::Primary icon="pencil">{i.t("market.open_editor")}</LinkButton> }
    });
    let licence = item
        .licence_key
        .map(|key| view! { <p class="muted">{i.t("market.licence_key")} " " <code>{key}</code></p> });
    view! {
        <li class="line">
            <div class="line-text">
                <a href=format!("/marketplace/{}", item.listing_id)><strong>{item.title}</strong></a>
                <p class="muted">{item.seller.name}</p>
                {licence}
            </div>
            <strong class="listing-price">{price(i, item.price)}</strong>
            {update}
            {open}
        </li>
    }
    .into_any()
}

/// `/my-orders/{id}`.
#[component]
pub fn OrderPage() -> impl IntoView {
    let id = param("id");
    let order = ask(move |services, caller| async move { orders::bought(&services, &caller, &id).await });
    view! {
        <AppFrame section=Section::Orders>
            <Said/>
            {Suspend::new(async move { shown(order.await, page) })}
        </AppFrame>
    }
}

fn page(order: Order) -> AnyView {
    let i = use_i18n();
    let short: String = order.order_id.chars().take(8).collect();
    let talk = view! { <OrderTalk order=order.clone()/> };
    let title = i.t_with("market.order_no", &[("number", &short)]);
    let timeline = order.timeline.clone().unwrap_or_default().into_iter().map(moment).collect_view();
    let refunded = (order.refunded.amount > 0).then(|| {
        view! { <div><dt>{i.t("market.refunded")}</dt><dd>{i.money(order.refunded)}</dd></div> }
    });
    let pay = (order.status == OrderStatus::Pending).then(|| {
        view! { <LinkButton href=format!("/checkout/{}", order.order_id) kind=ButtonKind::Primary>{i.t("market.pay")}</LinkButton> }
    });
    let may_ask =
        matches!(order.status, OrderStatus::Paid | OrderStatus::Delivered | OrderStatus::PartiallyRefunded)
            && order.total.amount > 0;
    let refund = if order.refund_requested {
        Some(view! { <Notice>{i.t("market.refund.asked")}</Notice> }.into_any())
    } else if may_ask {
        Some(refund_form(&order))
    } else {
        None
    };
    view! {
        <Breadcrumbs above=vec![("/my-orders".to_owned(), i.t("nav.orders").to_owned())] here=title.clone()/>
        <div class="page-head"><h1>{title}</h1>{status_badge(order.status)}{pay}</div>
        <div class="order-notice">{dispute(order.status)}</div>
        <span data-watch=format!("/api/orders/{}", order.order_id) data-status=order.status.as_str()></span>
        <script type="module" src="/checkout.js"></script>
        <div class="checkout">
            <div>
                {goods(&order)}
                <section class="timeline-box">
                    <h2>{i.t("market.timeline")}</h2>
                    <ol class="timeline">{timeline}</ol>
                </section>
                {talk}
            </div>
            <aside class="card checkout-sum">
                <div class="card-body">
                    <dl class="listing-facts">
                        <div><dt>{i.t("market.total")}</dt><dd><strong>{price(i, order.total)}</strong></dd></div>
                        {refunded}
                        <div><dt>{i.t("market.date")}</dt><dd><Moment at=order.created_at/></dd></div>
                        {order.payment_method.map(|method| view! { <div><dt>{i.t("market.method")}</dt><dd>{super::checkout::method_name(method)}</dd></div> })}
                        {order.transaction_id.clone().map(|id| view! { <div><dt>{i.t("market.transaction")}</dt><dd><code>{id}</code></dd></div> })}
                    </dl>
                    {refund}
                </div>
            </aside>
        </div>
    }
    .into_any()
}

/// A line of the timeline in the reader's words; kinds without words keep the sentence of the log.
pub(super) fn moment(entry: TimelineEntry) -> AnyView {
    let i = use_i18n();
    let TimelineEntry { at, kind, text, amount } = entry;
    // Gateways are named before what they said.
    let by = text.split_once(": ").map(|(name, _)| name.to_owned()).filter(|name| name.chars().count() < 12);
    let words = i.find(&format!("market.event.{kind}")).map_or(text, str::to_owned);
    let (icon, class) = match kind.as_str() {
        "paid" | "payment_succeeded" | "delivered" | "refund_done" | "dispute_won" => {
            ("circle-check", "is-good")
        }
        "payment_failed" | "payment_expired" | "expired" | "cancelled" => ("circle-alert", ""),
        "payment_review" | "refund_failed" | "dispute_opened" | "dispute_lost" | "charged_back" => {
            ("triangle-alert", "is-bad")
        }
        "refund_requested" | "refunded" | "refunded_elsewhere" | "payment_returned" => ("undo-2", "is-warn"),
        "payment_started" | "payment_processing" => ("credit-card", ""),
        _ => ("clock", ""),
    };
    view! {
        <li class=class>
            <Icon name=icon/>
            <div>
                <span>{words}</span>
                <p class="muted">
                    <time datetime=at.to_string()>{i.moment(at)}</time>
                    {by.map(|name| view! { <span>" · " {name}</span> })}
                </p>
            </div>
            {amount.filter(|amount| amount.amount > 0).map(|amount| view! { <strong class="numbers">{i.money(amount)}</strong> })}
        </li>
    }
    .into_any()
}

/// What a bank's dispute means for the buyer.
fn dispute(status: OrderStatus) -> Option<AnyView> {
    let i = use_i18n();
    match status {
        OrderStatus::Disputed => {
            Some(view! { <Notice tone=Tone::Warn>{i.t("market.disputed.text")}</Notice> }.into_any())
        }
        OrderStatus::ChargedBack => {
            Some(view! { <Notice tone=Tone::Bad>{i.t("market.charged_back.text")}</Notice> }.into_any())
        }
        _ => None,
    }
}

fn refund_form(order: &Order) -> AnyView {
    let i = use_i18n();
    view! {
        <details class="refund">
            <summary>{i.t("market.refund")}</summary>
            <form class="stack" method=POST action="/_fn/ask_refund">
                <input type="hidden" name="id" value=order.order_id.clone()/>
                <label class="field">
                    <span class="label">{i.t("market.refund.why")}</span>
                    <textarea class="textarea" name="reason" rows="3" maxlength="1000" required></textarea>
                </label>
                <Button submit=true>{i.t("market.refund.send")}</Button>
            </form>
        </details>
    }
    .into_any()
}

/// Asks for the money back; the seller or an admin decides.
#[server(prefix = "/_fn", endpoint = "ask_refund")]
async fn ask_refund(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let path = format!("/my-orders/{}", plain(&id));
    match orders::ask_refund(&services, &caller, &id, RefundRequest { amount: None, reason }).await {
        Ok(_) => on("order", words(&services, &caller, "market.refund.asked").await, &path),
        Err(failure) => fail(&services, &caller, failure, "order", &path, &[]).await,
    }
}
