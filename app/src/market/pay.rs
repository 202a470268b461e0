//! Paying here: by card with Stripe's own fields, and by scanning a QR code. Whatever is loaded from elsewhere is loaded
//! on these two pages only, under policies of their own.

use super::parts::{Said, ask, param, price, redirect_later, shown};
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::policy::{Extra, policy};
use crate::ui::{Breadcrumbs, Button, ButtonKind, Icon, LinkButton, Notice, POST, Spinner, Tone};
use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use landinghub::account::Theme;
use landinghub::api::market::{Order, Payment};
use landinghub::market::{Method, OrderStatus};
use landinghub_services::market::orders;
use landinghub_services::{Config, Services};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// An order with where it can be paid; without one that attempt came to nothing.
struct Paying {
    order: Order,
    payment: Option<Payment>,
    stripe: Option<(String, String)>,
}

async fn paying(
    services: Services,
    caller: landinghub_services::Caller,
    id: String,
) -> Result<Paying, landinghub_services::Failure> {
    let order = orders::bought(&services, &caller, &id).await?;
    let payment = orders::open_payment(&services, &caller, &id).await?;
    let stripe = services.config.payments.stripe.as_ref();
    let stripe = stripe.map(|stripe| (stripe.publishable_key.clone(), stripe.js_url.clone()));
    Ok(Paying { order, payment, stripe })
}

/// Sets this page's own policy.
fn allow(answer: Option<ResponseOptions>, nonce: Option<&str>, config: &Config, extra: &Extra) {
    let line = HeaderValue::from_str(&policy(config, nonce.unwrap_or_default(), extra));
    if let (Some(answer), Ok(line)) = (answer, line) {
        answer.insert_header(CONTENT_SECURITY_POLICY, line);
    }
}

/// The origin of an address, with a space before it; nothing where it isn't one.
fn origin(url: &str) -> String {
    let end = url.find("://").map(|at| at + 3).and_then(|from| {
        let rest = url.get(from..)?;
        Some(from + rest.find(['/', '?', '#']).unwrap_or(rest.len()))
    });
    let origin = end.and_then(|end| url.get(..end)).unwrap_or_default();
    let plain = origin.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.-[]".contains(&b));
    if origin.is_empty() || !plain { String::new() } else { format!(" {origin}") }
}

/// What Stripe.js needs, as Stripe says it.
fn stripe_needs(js: &str) -> Extra {
    let own = origin(js);
    if own.trim() != "https://js.stripe.com" {
        return Extra { script: own.clone(), frame: own.clone(), connect: own.clone(), image: own };
    }
    Extra {
        script: " https://js.stripe.com https://*.js.stripe.com".to_owned(),
        frame: " https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com".to_owned(),
        connect: " https://api.stripe.com".to_owned(),
        image: " https://*.stripe.com".to_owned(),
    }
}

/// `/checkout/{id}/card`.
#[component]
pub fn Card() -> impl IntoView {
    let id = param("id");
    let (answer, nonce) = (use_context::<ResponseOptions>(), use_nonce().map(|nonce| nonce.to_string()));
    let redirect = redirect_later();
    let asked = ask(move |services, caller| async move {
        let found = paying(services.clone(), caller, id).await?;
        if found.order.status != OrderStatus::Pending {
            redirect(&format!("/orders/{}", found.order.order_id));
        }
        if let Some((_, js)) = &found.stripe {
            allow(answer, nonce.as_deref(), &services.config, &stripe_needs(js));
        }
        Ok(found)
    });
    view! {
        <AppFrame section=Section::Orders>
            <Said/>
            {Suspend::new(async move { shown(asked.await, card) })}
        </AppFrame>
    }
}

fn card(paying: Paying) -> AnyView {
    let i = use_i18n();
    let Paying { order, payment, stripe } = paying;
    if order.status != OrderStatus::Pending {
        return elsewhere(&order);
    }
    let secret =
        payment.filter(|payment| payment.method == Method::Stripe).and_then(|payment| payment.client_secret);
    let (Some(secret), Some((key, js))) = (secret, stripe) else { return again(&order, Method::Stripe) };
    let theme = match use_boot().theme {
        Theme::Dark => "night",
        Theme::Light => "stripe",
        Theme::System => "",
    };
    let back = format!("/orders/{}", order.order_id);
    view! {
        {head(&order, i.t("market.card.title"))}
        <div class="checkout">
            <form
                class="card card-pay"
                data-stripe=key
                data-secret=secret
                data-return=back
                data-theme=theme
                data-locale=i.locale().as_str()
                data-failed=i.t("market.card.failed")
                data-wrong=i.t("market.card.wrong")
            >
                <div class="card-body stack">
                    <p class="muted">{i.t("market.card.text")}</p>
                    <div class="card-fields" data-fields="">
                        <p class="card-wait" role="status"><Spinner/>{i.t("market.card.loading")}</p>
                    </div>
                    <p class="notice notice-bad" role="alert" data-say="" hidden></p>
                    <button class="btn btn-primary" disabled data-pay="">
                        {i.t("market.pay")} " " {price(i, order.total)}
                    </button>
                    <p class="help"><Icon name="lock"/>{i.t("market.card.safe")}</p>
                    <noscript>{i.t("market.card.noscript")}</noscript>
                </div>
            </form>
            {aside(&order)}
        </div>
        {super::checkout::poll(&order)}
        <script defer src=js data-stripe-js=""></script>
        <script type="module" src="/checkout.js"></script>
    }
    .into_any()
}

/// `/checkout/{id}/qr`.
#[component]
pub fn Scan() -> impl IntoView {
    let id = param("id");
    let (answer, nonce) = (use_context::<ResponseOptions>(), use_nonce().map(|nonce| nonce.to_string()));
    let redirect = redirect_later();
    let asked = ask(move |services, caller| async move {
        let found = paying(services.clone(), caller, id).await?;
        if found.order.status != OrderStatus::Pending {
            redirect(&format!("/orders/{}", found.order.order_id));
        }
        if let Some(url) = found.payment.as_ref().and_then(|payment| payment.qr_url.as_deref()) {
            // Omise hands the picture on to where it keeps it, which may be another host of theirs.
            let extra = Extra { image: format!("{} https:", origin(url)), ..Extra::default() };
            allow(answer, nonce.as_deref(), &services.config, &extra);
        }
        Ok(found)
    });
    view! {
        <AppFrame section=Section::Orders>
            <Said/>
            {Suspend::new(async move { shown(asked.await, scan) })}
        </AppFrame>
    }
}

fn scan(paying: Paying) -> AnyView {
    let i = use_i18n();
    let Paying { order, payment, .. } = paying;
    if order.status != OrderStatus::Pending {
        return elsewhere(&order);
    }
    let Some((url, until)) = payment.and_then(|payment| Some((payment.qr_url?, payment.expires_at))) else {
        return again(&order, Method::Omise);
    };
    view! {
        {head(&order, i.t("market.scan.title"))}
        <div class="checkout">
            <section class="card scan" data-scan="">
                <div class="card-body">
                    <div data-waiting="">
                        <figure class="qr">
                            <img src=url alt=i.t("market.qr") width="280" height="280" data-qr=""/>
                            <figcaption>
                                <strong class="listing-cost">{price(i, order.total)}</strong>
                            </figcaption>
                        </figure>
                        <ol class="scan-steps">
                            <li>{i.t("market.scan.step1")}</li>
                            <li>{i.t("market.scan.step2")}</li>
                            <li>{i.t("market.scan.step3")}</li>
                        </ol>
                        <p class="scan-left">
                            <Icon name="clock"/>
                            <span>{i.t("market.scan.left")} " " <time datetime=until.to_string() data-until="">{i.moment(until)}</time></span>
                        </p>
                        <p class="muted scan-wait" role="status"><Spinner/>{i.t("market.scan.wait")}</p>
                    </div>
                    <div class="stack" data-over="" hidden>
                        <p class="notice" role="alert">{i.t("market.scan.over")}</p>
                        {retry(&order, Method::Omise)}
                    </div>
                    <p class="notice notice-bad" data-broken="" role="alert" hidden>{i.t("market.scan.broken")}</p>
                </div>
            </section>
            {aside(&order)}
        </div>
        {super::checkout::poll(&order)}
        <script type="module" src="/checkout.js"></script>
    }
    .into_any()
}

/// An order that doesn't wait any more is shown where orders are; browsers are on their way there.
fn elsewhere(order: &Order) -> AnyView {
    let address = format!("/orders/{}", order.order_id);
    let i = use_i18n();
    view! { <p><LinkButton href=address>{i.t("market.to_order")}</LinkButton></p> }.into_any()
}

fn head(order: &Order, title: &'static str) -> AnyView {
    let i = use_i18n();
    let above = vec![
        ("/my-orders".to_owned(), i.t("nav.orders").to_owned()),
        (format!("/checkout/{}", order.order_id), i.t("market.checkout").to_owned()),
    ];
    view! {
        <Breadcrumbs above here=title.to_owned()/>
        <div class="page-head"><h1>{title}</h1></div>
    }
    .into_any()
}

fn aside(order: &Order) -> AnyView {
    let i = use_i18n();
    let lines = order
        .items
        .iter()
        .map(|item| {
            view! {
                <li class="line">
                    <div class="line-text"><strong>{item.title.clone()}</strong></div>
                    <strong class="listing-price">{price(i, item.price)}</strong>
                </li>
            }
        })
        .collect_view();
    view! {
        <aside class="card checkout-sum">
            <div class="card-body">
                <h2>{i.t("market.total")}</h2>
                <p class="listing-cost">{price(i, order.total)}</p>
                <ul role="list" class="lines">{lines}</ul>
                <p class="load-more">
                    <LinkButton href=format!("/checkout/{}", order.order_id)>{i.t("market.other_method")}</LinkButton>
                </p>
            </div>
        </aside>
    }
    .into_any()
}

/// The attempt came to nothing: another one, or another way.
fn again(order: &Order, method: Method) -> AnyView {
    let i = use_i18n();
    view! {
        {head(order, i.t("market.checkout"))}
        <div class="stack narrow">
            <Notice tone=Tone::Warn>{i.t("market.attempt_over")}</Notice>
            {retry(order, method)}
            <p><LinkButton href=format!("/checkout/{}", order.order_id)>{i.t("market.other_method")}</LinkButton></p>
        </div>
        {super::checkout::poll(order)}
    }
    .into_any()
}

fn retry(order: &Order, method: Method) -> AnyView {
    let i = use_i18n();
    let words = if method == Method::Omise { i.t("market.scan.new") } else { i.t("ui.retry") };
    view! {
        <form method=POST action="/_fn/pay_order">
            <input type="hidden" name="id" value=order.order_id.clone()/>
            <input type="hidden" name="method" value=method.as_str()/>
            <Button kind=ButtonKind::Primary submit=true icon="refresh-cw">{words}</Button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_get_into_a_policy() {
        assert_eq!(origin("https://api.omise.co/charges/x?y"), " https://api.omise.co");
        assert_eq!(origin("http://127.0.0.1:9/v3/"), " http://127.0.0.1:9");
        for bad in ["", "javascript:alert(1)", "https://a;script-src *", "https://a b/", "//x"] {
            assert_eq!(origin(bad), "", "{bad}");
        }
        assert!(stripe_needs("https://js.stripe.com/v3/").frame.contains("https://hooks.stripe.com"));
        assert_eq!(stripe_needs("http://localhost:1/x.js").script, " http://localhost:1");
    }
}
