//! The cart, choosing how to pay, and the page that waits for the money and turns once it is there.

use super::actions::{fail, plain, settle, words};
use super::parts::{Said, Shot, ask, param, price, query, shown};
use crate::answer::context;
use crate::auth::forms::{Done, on, own_path};
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{Button, ButtonKind, EmptyState, Icon, LinkButton, Notice, POST, Tone};
use landinghub::api::market::{Listing, NewAttempt, NewOrder, Order, Payment, Placed};
use landinghub::market::{AttemptStatus, Currency, Method, Money, OrderStatus};
use landinghub_services::market::{self, orders};
use leptos::prelude::*;
use leptos_axum::redirect;

/// `/cart`.
#[component]
pub fn Cart() -> impl IntoView {
    let i = use_i18n();
    let cart = ask(|services, caller| async move { market::cart(&services, &caller).await });
    view! {
        <AppFrame section=Section::Orders>
            <div class="page-head"><h1>{i.t("market.cart")}</h1></div>
            <Said/>
            {Suspend::new(async move {
                shown(cart.await, |cart| {
                    if cart.items.is_empty() {
                        return view! {
                            <EmptyState icon="shopping-cart" title=i.t("market.cart.empty") text=i.t("market.cart.empty.text")>
                                <LinkButton href="/marketplace" kind=ButtonKind::Primary>{i.t("market.title")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    let several = cart.totals.len() > 1;
                    let totals = cart.totals.iter().map(|total| view! { <li><strong>{i.money(*total)}</strong></li> }).collect_view();
                    let lines = cart.items.into_iter().map(|item| cart_line(item.listing)).collect_view();
                    let pay = if several {
                        // An order has one currency.
                        let ways = cart.totals.iter().map(|total| {
                            let href = format!("/checkout/new?cart={}", total.currency.code());
                            let words = i.t_with("market.cart.checkout_of", &[("sum", &i.money(*total))]);
                            view! { <LinkButton href kind=ButtonKind::Primary>{words}</LinkButton> }
                        });
                        view! {
                            <Notice>{i.t("market.cart.currencies")}</Notice>
                            <div class="stack">{ways.collect_view()}</div>
                        }
                        .into_any()
                    } else {
                        view! {
                            <LinkButton href="/checkout/new?cart=1" kind=ButtonKind::Primary>{i.t("market.cart.checkout")}</LinkButton>
                        }
                        .into_any()
                    };
                    view! {
                        <div class="checkout">
                            <ul role="list" class="card lines">{lines}</ul>
                            <aside class="card checkout-sum">
                                <div class="card-body">
                                    <h2>{i.t("market.total")}</h2>
                                    <ul role="list" class="totals">{totals}</ul>
                                    {pay}
                                </div>
                            </aside>
                        </div>
                    }
                    .into_any()
                })
            })}
        </AppFrame>
    }
}

fn cart_line(listing: Listing) -> AnyView {
    let i = use_i18n();
    let (id, title, seller, cost) =
        (listing.id.clone(), listing.title.clone(), listing.seller.name.clone(), price(i, listing.price));
    view! {
        <li class="line">
            <div class="page-thumb line-shot"><Shot listing/></div>
            <div class="line-text">
                <a href=format!("/marketplace/{id}")><strong>{title.clone()}</strong></a>
                <p class="muted">{seller}</p>
            </div>
            <strong class="listing-price">{cost}</strong>
            <form method=POST action="/_fn/cart_remove" class="inline-form">
                <input type="hidden" name="id" value=id.clone()/>
                <button class="btn btn-ghost btn-icon" aria-label=i.t_with("market.cart.remove", &[("title", &title)]) title=i.t("market.cart.take_out")>
                    <Icon name="trash-2"/>
                </button>
            </form>
        </li>
    }
    .into_any()
}

/// What is about to be bought.
struct Basket {
    listings: Vec<Listing>,
    total: Money,
    methods: Vec<Method>,
}

/// `/checkout/new?listing=` and `?cart=1`: what it costs, and how to pay. Nothing is ordered yet.
#[component]
pub fn NewCheckout() -> impl IntoView {
    let i = use_i18n();
    let (listing, cart) = (query("listing"), query("cart"));
    let (wanted, only) = (listing.clone(), Currency::parse(&cart));
    let basket = ask(move |services, caller| async move {
        caller.actor()?;
        let listings: Vec<Listing> = if wanted.is_empty() {
            let all = market::cart(&services, &caller).await?.items.into_iter().map(|item| item.listing);
            all.filter(|listing| only.is_none_or(|only| listing.price.currency == only)).collect()
        } else {
            vec![market::get(&services, &caller, &wanted).await?]
        };
        let currency = listings.first().map_or(Currency::Vnd, |listing| listing.price.currency);
        let amount = listings.iter().map(|listing| listing.price.amount).sum();
        let total = Money::new(amount, currency);
        let methods = services.gateways.methods().filter(|method| method.carries(total)).collect();
        Ok(Basket { listings, total, methods })
    });
    view! {
        <AppFrame section=Section::Orders>
            <div class="page-head"><h1>{i.t("market.checkout")}</h1></div>
            <Said/>
            {Suspend::new(async move { shown(basket.await, |basket| choose(basket, listing, cart)) })}
        </AppFrame>
    }
}

fn choose(basket: Basket, listing: String, cart: String) -> AnyView {
    let i = use_i18n();
    let Basket { listings, total, methods } = basket;
    if listings.is_empty() {
        return view! { <EmptyState icon="shopping-cart" title=i.t("market.cart.empty") text=i.t("market.cart.empty.text")/> }.into_any();
    }
    let lines = listings
        .into_iter()
        .map(|listing| {
            let (title, cost) = (listing.title.clone(), price(i, listing.price));
            view! {
                <li class="line">
                    <div class="page-thumb line-shot"><Shot listing/></div>
                    <div class="line-text"><strong>{title}</strong></div>
                    <strong class="listing-price">{cost}</strong>
                </li>
            }
        })
        .collect_view();
    let pay = if total.amount == 0 {
        view! { <Button kind=ButtonKind::Primary submit=true>{i.t("market.get_free")}</Button> }.into_any()
    } else if methods.is_empty() {
        view! { <Notice tone=Tone::Warn>{i.t("market.no_method")}</Notice> }.into_any()
    } else {
        view! {
            {choices(methods, None)}
            <Button kind=ButtonKind::Primary submit=true>{i.t("market.pay")}</Button>
            <p class="help">{i.t("market.pay.help")}</p>
        }
        .into_any()
    };
    view! {
        <div class="checkout">
            <ul role="list" class="card lines">{lines}</ul>
            <aside class="card checkout-sum">
                <form class="card-body" method=POST action="/_fn/place_order">
                    <input type="hidden" name="listing" value=listing/>
                    <input type="hidden" name="cart" value=cart/>
                    <h2>{i.t("market.total")}</h2>
                    <p class="listing-cost">{price(i, total)}</p>
                    {pay}
                </form>
            </aside>
        </div>
    }
    .into_any()
}

/// The ways to pay, each with what one pays with there; the first where none was chosen before.
fn choices(methods: Vec<Method>, chosen: Option<Method>) -> AnyView {
    let i = use_i18n();
    let chosen = chosen.filter(|method| methods.contains(method)).or(methods.first().copied());
    let choices = methods
        .into_iter()
        .map(|method| {
            let word = method.as_str();
            let (name, help) = (format!("method-{word}"), format!("method-{word}-help"));
            let hint = i.find(&format!("market.method.{word}.help"));
            let described = hint.map(|_| help.clone());
            view! {
                <label class="method">
                    <input type="radio" name="method" value=word required checked=Some(method) == chosen aria-labelledby=name.clone() aria-describedby=described/>
                    <span>
                        <span id=name>{method_name(method)}</span>
                        {hint.map(|hint| view! { <span class="method-help" id=help>{hint}</span> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="methods"><legend class="label">{i.t("market.method")}</legend>{choices}</fieldset> }
        .into_any()
}

/// What a method is called.
pub fn method_name(method: Method) -> &'static str {
    let i = use_i18n();
    match method {
        Method::Sandbox => i.t("market.method.sandbox"),
        Method::Vnpay => "VNPay",
        Method::Momo => "MoMo",
        Method::Stripe => "Stripe",
        Method::Omise => i.t("market.method.omise"),
    }
}

/// An order with where to pay it.
struct Waiting {
    order: Order,
    payment: Option<Payment>,
    methods: Vec<Method>,
    /// The buyer has just chosen how to pay.
    go: bool,
}

/// `/checkout/{id}`: waits for the money; once it is there, it says so.
#[component]
pub fn Checkout() -> impl IntoView {
    let id = param("id");
    let go = !query("go").is_empty();
    let waiting = ask(move |services, caller| async move {
        let order = orders::bought(&services, &caller, &id).await?;
        let methods: Vec<Method> =
            services.gateways.methods().filter(|method| method.carries(order.total)).collect();
        let mine = caller.actor.as_ref().is_some_and(|actor| actor.user_id == order.buyer.id);
        let payment =
            if mine { orders::open_payment(&services, &caller, &order.order_id).await? } else { None };
        Ok(Waiting { order, payment, methods, go })
    });
    view! {
        <AppFrame section=Section::Orders>
            <Said/>
            {Suspend::new(async move { shown(waiting.await, page) })}
        </AppFrame>
    }
}

fn page(waiting: Waiting) -> AnyView {
    let i = use_i18n();
    let Waiting { order, payment, methods, go } = waiting;
    match order.status {
        OrderStatus::Pending => pending(order, payment, methods, go),
        OrderStatus::Paid | OrderStatus::Delivered => {
            let delivered = order.status == OrderStatus::Delivered;
            let poll = (!delivered).then(|| poll(&order));
            view! {
                <section class="paid" role="status">
                    <Icon name="circle-check"/>
                    <h1>{i.t("market.paid.title")}</h1>
                    <p>{if delivered { i.t("market.paid.text") } else { i.t("market.paid.soon") }}</p>
                    {poll}
                </section>
                {super::orders::goods(&order)}
                <p class="more"><LinkButton href=format!("/my-orders/{}", order.order_id)>{i.t("market.to_order")}</LinkButton></p>
            }
            .into_any()
        }
        status => ended(&order, status),
    }
}

/// An order that nobody can pay any more, or whose money went back.
fn ended(order: &Order, status: OrderStatus) -> AnyView {
    let i = use_i18n();
    let unpaid = matches!(status, OrderStatus::Expired | OrderStatus::Cancelled);
    let title = if status == OrderStatus::Expired {
        i.t("market.expired.title")
    } else {
        super::orders::status_words(status)
    };
    let text = if unpaid { i.t("market.expired.text") } else { i.t("market.ended.text") };
    let there = format!("/my-orders/{}", order.order_id);
    let again = order.items.first().filter(|_| unpaid).map(|item| {
        let href = format!("/checkout/new?listing={}", item.listing_id);
        view! { <LinkButton href kind=ButtonKind::Primary>{i.t("market.order_again")}</LinkButton> }
    });
    view! {
        <EmptyState icon="clock" title text>
            <div class="row">
                {again}
                <LinkButton href=there>{i.t("market.to_order")}</LinkButton>
            </div>
        </EmptyState>
    }
    .into_any()
}

/// Turns the page once the order is somewhere else.
pub(super) fn poll(order: &Order) -> AnyView {
    let (address, status) = (format!("/api/orders/{}", order.order_id), order.status.as_str());
    view! { <span data-poll=address data-status=status></span> }.into_any()
}

fn pending(order: Order, payment: Option<Payment>, methods: Vec<Method>, go: bool) -> AnyView {
    let i = use_i18n();
    let choices = choices(methods, order.payment_method);
    let on_way = payment.and_then(|payment| {
        let (href, own) = way(&order.order_id, &payment)?;
        // To another site forms may not lead; a page of ours that leads there may.
        let away = (go && !own).then(|| {
            view! {
                <meta http-equiv="refresh" content=format!("0;url={href}")/>
                <p>{i.t("market.going")}</p>
            }
        });
        Some(view! {
            <div class="on-way">
                {away}
                <LinkButton href kind=ButtonKind::Primary>
                    {i.t_with("market.go_on", &[("method", method_name(payment.method))])}
                </LinkButton>
            </div>
        })
    });
    let last =
        order.attempts.as_ref().and_then(|all| all.last()).and_then(|attempt| last_try(attempt.status));
    let id = order.order_id.clone();
    let lines = order
        .items
        .iter()
        .map(|item| view! { <li class="line"><div class="line-text"><strong>{item.title.clone()}</strong></div><strong class="listing-price">{price(i, item.price)}</strong></li> })
        .collect_view();
    view! {
        <div class="page-head"><h1>{i.t("market.waiting.title")}</h1></div>
        <p class="muted" role="status">{i.t_with("market.waiting.text", &[("moment", &i.moment(order.expires_at))])}</p>
        {poll(&order)}
        <script type="module" src="/checkout.js"></script>
        <div class="checkout">
            <div>
                {last}
                {on_way}
                <ul role="list" class="card lines">{lines}</ul>
            </div>
            <aside class="card checkout-sum">
                <div class="card-body">
                    <h2>{i.t("market.total")}</h2>
                    <p class="listing-cost">{price(i, order.total)}</p>
                    <form class="stack" method=POST action="/_fn/pay_order">
                        <input type="hidden" name="id" value=id.clone()/>
                        {choices}
                        <Button kind=ButtonKind::Primary submit=true>{i.t("market.pay")}</Button>
                    </form>
                    <form method=POST action="/_fn/cancel_order">
                        <input type="hidden" name="id" value=id/>
                        <Button kind=ButtonKind::Ghost submit=true>{i.t("market.cancel")}</Button>
                    </form>
                </div>
            </aside>
        </div>
    }
    .into_any()
}

/// What became of the last try to pay, where the buyer has to know.
fn last_try(status: AttemptStatus) -> Option<AnyView> {
    let i = use_i18n();
    let (tone, words) = match status {
        AttemptStatus::Failed => (Tone::Bad, i.t("market.last.failed")),
        AttemptStatus::Review => (Tone::Warn, i.t("market.last.review")),
        AttemptStatus::Processing => (Tone::Neutral, i.t("market.last.processing")),
        _ => return None,
    };
    Some(view! { <div class="order-notice"><Notice tone>{words}</Notice></div> }.into_any())
}

/// Puts a listing into the cart.
#[server(prefix = "/_fn", endpoint = "cart_add")]
async fn cart_add(
    #[server(default)] id: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::add_to_cart(&services, &caller, &id).await;
    settle(&services, &caller, "cart", own_path(&next, "/cart"), done, "market.cart.added").await
}

/// Takes a listing out of the cart.
#[server(prefix = "/_fn", endpoint = "cart_remove")]
async fn cart_remove(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::remove_from_cart(&services, &caller, &id).await;
    settle(&services, &caller, "cart", "/cart", done, "market.cart.removed").await
}

/// Orders a listing or the cart, and goes where it is paid.
#[server(prefix = "/_fn", endpoint = "place_order")]
async fn place_order(
    #[server(default)] listing: String,
    #[server(default)] cart: String,
    #[server(default)] method: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let only = Currency::parse(&cart).map(|currency| currency.code().to_owned());
    let cart = !cart.is_empty();
    let path = if cart {
        format!("/checkout/new?cart={}", only.as_deref().unwrap_or("1"))
    } else {
        format!("/checkout/new?listing={}", plain(&listing))
    };
    let input = NewOrder {
        listing_id: (!cart).then_some(listing),
        cart,
        currency: only,
        payment_method: method,
        ..NewOrder::default()
    };
    match orders::place(&services, &caller, input).await {
        Ok(placed) => go(placed),
        Err(failure) => fail(&services, &caller, failure, "checkout", &path, &[]).await,
    }
}

/// Another try to pay, perhaps in another way.
#[server(prefix = "/_fn", endpoint = "pay_order")]
async fn pay_order(
    #[server(default)] id: String,
    #[server(default)] method: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = NewAttempt { payment_method: Some(method), ..NewAttempt::default() };
    match orders::pay(&services, &caller, &id, input).await {
        Ok(placed) => go(placed),
        Err(failure) => {
            fail(&services, &caller, failure, "checkout", &format!("/checkout/{}", plain(&id)), &[]).await
        }
    }
}

/// Where a payment is made, and whether that is with us.
fn way(order: &str, payment: &Payment) -> Option<(String, bool)> {
    let Payment { payment_url, client_secret, qr_url, .. } = payment;
    if client_secret.is_some() {
        return Some((format!("/checkout/{order}/card"), true));
    }
    // MoMo's page has its code on it.
    if qr_url.is_some() && payment_url.is_none() {
        return Some((format!("/checkout/{order}/qr"), true));
    }
    let own = payment.method == Method::Sandbox;
    payment_url.clone().map(|url| (url, own))
}

/// To where it is paid. Forms may not lead to another site, so those of others are opened by the order's page.
fn go(placed: Placed) -> Done {
    let order = placed.order.order_id;
    match placed.payment.and_then(|payment| way(&order, &payment)) {
        Some((url, true)) => redirect(&url, false),
        _ => redirect(&format!("/checkout/{order}?go=1"), false),
    }
    Ok(())
}

/// Gives an unpaid order up.
#[server(prefix = "/_fn", endpoint = "cancel_order")]
async fn cancel_order(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let path = format!("/my-orders/{}", plain(&id));
    match orders::cancel(&services, &caller, &id).await {
        Ok(_) => on("order", words(&services, &caller, "market.cancelled").await, &path),
        Err(failure) => fail(&services, &caller, failure, "order", &path, &[]).await,
    }
}
