//! Talking: `/messages` with all conversations of an account, the conversation of an order, and the launcher of the
//! support's chat on every page. The server renders the frame; what happens inside is `public/chat`.

use crate::boot::use_boot;
use crate::i18n::{Area, dictionary, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::market::parts::{ask, param, shown};
use crate::ui::Icon;
use landinghub::api::market::Order;
use landinghub_services::market;
use landinghub_services::market::orders;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use serde_json::{Value, json};

/// `/messages` and `/messages/{id}`.
#[component]
pub fn Messages() -> impl IntoView {
    let room = param("id");
    let wish = if room.is_empty() { json!({}) } else { json!({ "room": room }) };
    view! { <Screen>{talk(&wish)}</Screen> }
}

/// `/messages/listing/{id}`: with the seller, about what they sell.
#[component]
pub fn AboutListing() -> impl IntoView {
    let id = param("id");
    let found = ask(move |services, caller| async move {
        caller.actor()?;
        market::get(&services, &caller, &id).await
    });
    let view = Suspend::new(async move {
        shown(found.await, |listing| {
            talk(&json!({ "listing_id": listing.id, "subject": listing.title, "partner": listing.seller }))
        })
    });
    view! { <Screen>{view}</Screen> }
}

/// `/messages/order/{id}`: with the other side of an order.
#[component]
pub fn AboutOrder() -> impl IntoView {
    let id = param("id");
    let found = ask(move |services, caller| async move { orders::get(&services, &caller, &id).await });
    let view = Suspend::new(async move { shown(found.await, |order| talk(&about(&order))) });
    view! { <Screen>{view}</Screen> }
}

fn about(order: &Order) -> Value {
    let item = order.items.first();
    json!({
        "order_id": order.order_id,
        "listing_id": item.map(|item| &item.listing_id),
        "subject": item.map(|item| &item.title),
        "partner": item.map(|item| &item.seller),
    })
}

#[component]
fn Screen(children: Children) -> impl IntoView {
    let i = use_i18n();
    view! {
        <AppFrame section=Section::Messages>
            <h1 class="sr-only">{i.t("nav.messages")}</h1>
            {children()}
        </AppFrame>
    }
}

/// The place of the conversations; its script puts them there.
fn talk(wish: &Value) -> AnyView {
    let rows =
        (0..5).map(|_| view! { <li><span class="skeleton talk-ghost-row"></span></li> }).collect_view();
    view! {
        <link rel="stylesheet" href="/chat/chat.css"/>
        <div class="messages" data-messages=wish.to_string()>
            <section class="messages-side" aria-busy="true"><ul class="talk-rooms" role="list">{rows}</ul></section>
            <section class="messages-main"></section>
        </div>
        <script type="module" src="/chat/messages.js" nonce=use_nonce()></script>
    }
    .into_any()
}

/// The conversation of an order, on the order's page.
#[component]
pub fn OrderTalk(order: Order) -> impl IntoView {
    let i = use_i18n();
    let item = order.items.first().cloned();
    item.map(|item| {
        view! {
            <section class="card order-talk" id="messages">
                <h2>{i.t("market.talk")}</h2>
                <link rel="stylesheet" href="/chat/chat.css"/>
                <div data-talk-order=order.order_id data-talk-listing=item.listing_id data-talk-subject=item.title></div>
                <script type="module" src="/chat/order.js" nonce=use_nonce()></script>
            </section>
        }
    })
}

/// How large the button of the support's chat is on a page: small beside the editor's panels, none where the chat is a
/// screen of its own. `<body>` says so, too: what makes room for it would have to look for it with every change of the page.
pub fn launcher(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts.as_slice() {
        ["messages", ..] | ["admin", "support" | "inbox", ..] => None,
        ["pages", _, "edit"] => Some("small"),
        _ => Some("full"),
    }
}

/// The button that opens the support's chat, on every page but those where it is a screen of its own; a small one beside
/// the editor's panels. Its script comes with the first touch (`listen.js`).
#[component]
pub fn Launcher(path: String) -> impl IntoView {
    let i = dictionary(use_boot().locale, Area::of(&path));
    launcher(&path).map(|size| {
        view! {
            <button
                type="button"
                class=if size == "small" { "talk-launcher is-small" } else { "talk-launcher" }
                data-talk=""
                aria-label=i.t("nav.support")
                aria-haspopup="dialog"
                aria-expanded="false"
            >
                <Icon name="message-circle"/>
                <span class="talk-badge" data-chat-unread="" hidden=true><span></span><span class="sr-only">{i.t("nav.unread")}</span></span>
            </button>
        }
    })
}
