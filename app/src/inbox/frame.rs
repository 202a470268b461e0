//! `/admin/inbox`: three panes that the script fills.

use crate::boot::use_boot;
use crate::i18n::{inbox_words, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::market::parts::{ask, param, shown};
use crate::ui::Icon;
use landinghub_services::chat;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// The inbox; `/admin/support/{id}` opens it with a conversation.
#[component]
pub fn Inbox() -> impl IntoView {
    let i = use_i18n();
    let room = param("id");
    // Whoever isn't of the support is told so here, before any script runs.
    let asked = ask(|services, caller| async move { chat::counts(&services, &caller).await });
    let view = Suspend::new(async move {
        match asked.await {
            Ok(_) => panes(room),
            // The panes have their heading; without them it is only heard.
            failed => {
                view! { <h1 class="sr-only">{i.t("inbox.title")}</h1> {shown(failed, |_| ().into_any())} }
                    .into_any()
            }
        }
    });
    view! { <AppFrame section=Section::Admin>{view}</AppFrame> }
}

fn panes(room: String) -> AnyView {
    let i = use_i18n();
    let ghosts = (0..6).map(|_| view! { <li><span class="skeleton inbox-ghost"></span></li> }).collect_view();
    view! {
        <link rel="stylesheet" href="/chat/chat.css"/>
        <div class="inbox" data-inbox=room data-pane="list" aria-busy="true">
            <section class="inbox-list" data-part="side" aria-label=i.t("inbox.title")>
                <header class="inbox-top">
                    <h1>{i.t("inbox.title")}</h1>
                    <a class="btn btn-ghost btn-icon" href="/admin/inbox/reports" aria-label=i.t("inbox.reports") title=i.t("inbox.reports")>
                        <Icon name="chart-column"/>
                    </a>
                    <a class="btn btn-ghost btn-icon" href="/admin/inbox/settings" aria-label=i.t("inbox.settings") title=i.t("inbox.settings")>
                        <Icon name="settings"/>
                    </a>
                    <button type="button" class="btn btn-ghost btn-icon inbox-keys" data-part="help-button" aria-label=i.t("inbox.keys") title=i.t("inbox.keys")>
                        <Icon name="keyboard"/>
                    </button>
                </header>
                <form role="search" class="inbox-search">
                    <Icon name="search"/>
                    <input class="input" type="search" data-part="search" aria-label=i.t("inbox.search") placeholder=i.t("inbox.search") maxlength="200" autocomplete="off"/>
                </form>
                <div class="inbox-views" role="group" aria-label=i.t("inbox.views") data-part="views"></div>
                <div class="inbox-filters">{filters()}</div>
                <ul class="inbox-rooms" role="list" aria-label=i.t("inbox.conversations") data-part="rooms" aria-busy="true">{ghosts}</ul>
            </section>
            <section class="inbox-room" data-part="room" aria-label=i.t("inbox.conversations")>
                <div class="inbox-empty"><Icon name="message-circle"/><p>{i.t("inbox.choose")}</p></div>
            </section>
            <aside class="inbox-customer" data-part="customer" aria-label=i.t("inbox.details")></aside>
            <p class="sr-only" role="status" data-part="said"></p>
            {help()}
        </div>
        <script type="application/json" id="inbox-words" nonce=use_nonce() inner_html=words()></script>
        <script type="module" src="/chat/inbox.js" nonce=use_nonce()></script>
    }
    .into_any()
}

/// The script's words; ours, but nothing in a script element may look like its end.
fn words() -> String {
    inbox_words(use_boot().locale).replace('<', "\\u003c")
}

fn filters() -> AnyView {
    let i = use_i18n();
    let select = |part: &'static str, label: &'static str, options: Vec<(&'static str, &'static str)>| {
        let options = options
            .into_iter()
            .map(|(value, words)| view! { <option value=value>{words}</option> })
            .collect_view();
        view! { <select class="select inbox-select" data-part=part aria-label=label>{options}</select> }
    };
    let status = vec![
        ("", i.t("inbox.filter.open")),
        ("any", i.t("inbox.filter.any_status")),
        ("pending", i.t("inbox.status.pending")),
        ("resolved", i.t("inbox.status.resolved")),
    ];
    let priority = vec![
        ("", i.t("inbox.filter.any_priority")),
        ("urgent", i.t("inbox.priority.urgent")),
        ("high", i.t("inbox.priority.high")),
        ("normal", i.t("inbox.priority.normal")),
        ("low", i.t("inbox.priority.low")),
    ];
    view! {
        {select("filter-status", i.t("inbox.filter.status"), status)}
        {select("filter-priority", i.t("inbox.filter.priority"), priority)}
        {select("filter-tag", i.t("inbox.filter.tag"), vec![("", i.t("inbox.filter.any_tag"))])}
    }
    .into_any()
}

fn help() -> AnyView {
    let i = use_i18n();
    let rows = [
        ("J K", i.t("inbox.keys.next")),
        ("E", i.t("inbox.keys.resolve")),
        ("A", i.t("inbox.keys.assign")),
        ("N", i.t("inbox.keys.note")),
        ("R", i.t("inbox.keys.reply")),
        ("/", i.t("inbox.keys.search")),
        ("?", i.t("inbox.keys.help")),
        ("Esc", i.t("inbox.keys.leave")),
    ]
    .into_iter()
    .map(|(keys, words)| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd> " " }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{words}</dd></div> }
    })
    .collect_view();
    view! {
        <dialog class="dialog inbox-help" data-part="help" aria-labelledby="inbox-help-title">
            <h2 class="dialog-title" id="inbox-help-title">{i.t("inbox.keys")}</h2>
            <form method="dialog">
                <button class="btn btn-ghost btn-icon dialog-close" aria-label=i.t("ui.close")><Icon name="x"/></button>
            </form>
            <dl class="dialog-body">{rows}</dl>
        </dialog>
    }
    .into_any()
}
