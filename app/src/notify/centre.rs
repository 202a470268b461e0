//! `/notifications`: everything one was told of.

use crate::answer::context;
use crate::auth::forms::own_path;
use crate::i18n::{I18n, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::market::actions::settle;
use crate::market::parts::{Said, ask, here, more, query, shown, with_query};
use crate::ui::{Button, ButtonKind, ButtonSize, EmptyState, Icon, LinkButton, POST};
use landinghub::account::Role;
use landinghub::api::notifications::{Notification, Reading};
use landinghub::notify::{Group, Kind};
use landinghub_services::{Slice, notifications};
use leptos::prelude::*;

/// What a group looks like.
const fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Payout | Kind::OrderRefunded | Kind::RefundAsked | Kind::RefundDeclined => "wallet",
        Kind::ReviewReceived | Kind::ReviewReply => "star",
        Kind::TemplateUpdate => "refresh-cw",
        Kind::LeadReceived => "inbox",
        Kind::DomainTrouble => "globe",
        Kind::OrderDisputed | Kind::StockAlert => "triangle-alert",
        _ => match kind.group() {
            Group::Selling => "tag",
            Group::Buying => "receipt",
            Group::Pages => "file-text",
            Group::Chat => "message-circle",
            Group::Account => "shield-check",
            Group::Admin => "gavel",
        },
    }
}

fn group_words(i: I18n, group: Group) -> &'static str {
    i.find(&format!("notify.group.{}", group.as_str())).unwrap_or_default()
}

/// `/notifications`.
#[component]
pub fn Centre() -> impl IntoView {
    let i = use_i18n();
    let (group, unread, cursor) = (query("group"), query("unread"), query("cursor"));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let asked = notifications::Query {
        kind: None,
        group: some(&group),
        unread: !unread.is_empty(),
        slice: Slice { limit: None, cursor: some(&cursor) },
    };
    let filtered = !group.is_empty() || !unread.is_empty();
    let list =
        ask(move |services, caller| async move { notifications::list(&services, &caller, &asked).await });
    let is_admin = crate::boot::use_boot().person.is_some_and(|person| person.role == Role::Admin);
    let chip = |href: String, words: &'static str, current: bool| {
        view! { <a class="chip" href=href aria-current=current.then_some("true")>{words}</a> }
    };
    let groups = Group::ALL
        .iter()
        .copied()
        .filter(|one| is_admin || *one != Group::Admin)
        .map(|one| {
            let href = with_query("/notifications", &[("group", one.as_str()), ("unread", &unread)]);
            chip(href, group_words(i, one), one.as_str() == group)
        })
        .collect_view();
    let all = chip("/notifications".to_owned(), i.t("notify.all"), !filtered);
    let only = {
        let turned = if unread.is_empty() { "1" } else { "" };
        let href = with_query("/notifications", &[("group", &group), ("unread", turned)]);
        chip(href, i.t("notify.unread"), !unread.is_empty())
    };
    let back = here();
    view! {
        <AppFrame section=Section::Notifications>
            <div class="page-head">
                <h1>{i.t("bell.title")}</h1>
                <form method=POST action="/_fn/read_notifications" class="inline-form">
                    <input type="hidden" name="next" value=back/>
                    <Button submit=true icon="check-check">{i.t("bell.read")}</Button>
                </form>
                <LinkButton href="/settings/notifications" icon="settings">{i.t("bell.settings")}</LinkButton>
            </div>
            <Said/>
            <p class="chips">{all}{only}{groups}</p>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        let text = if filtered { i.t("notify.empty.filtered") } else { i.t("notify.empty.text") };
                        return view! { <EmptyState icon="bell" title=i.t("notify.empty") text=text/> }.into_any();
                    }
                    let next = more("/notifications", &[("group", &group), ("unread", &unread)], list.next_cursor);
                    let rows = list.items.into_iter().map(row).collect_view();
                    view! { <ul role="list" class="card notices" data-notices="">{rows}</ul> {next} }.into_any()
                })
            })}
        </AppFrame>
    }
}

fn row(one: Notification) -> AnyView {
    let i = use_i18n();
    let fresh = one.read_at.is_none();
    let title = format!(": {}", one.title);
    let mark = fresh.then(|| {
        view! {
            <form method=POST action="/_fn/read_notifications" class="inline-form">
                <input type="hidden" name="id" value=one.id.clone()/>
                <input type="hidden" name="next" value=here()/>
                <Button kind=ButtonKind::Ghost size=ButtonSize::Small submit=true>
                    {i.t("notify.mark")}
                    <span class="sr-only">{title}</span>
                </Button>
            </form>
        }
    });
    let said = (!one.text.is_empty()).then(|| view! { <p>{one.text.clone()}</p> });
    view! {
        <li class=if fresh { "noticed is-new" } else { "noticed" } data-id=one.id.clone()>
            <Icon name=icon(one.kind)/>
            <div class="noticed-text">
                <a href=one.url.clone()>
                    {one.title.clone()}
                    {fresh.then(|| view! { <span class="sr-only">{format!(" ({})", i.t("notify.unread"))}</span> })}
                </a>
                {said}
                <time class="muted" datetime=one.created_at.to_string()>{i.moment(one.created_at)}</time>
            </div>
            {mark}
        </li>
    }
    .into_any()
}

/// Notes that one was read, or all where none is named.
#[server(prefix = "/_fn", endpoint = "read_notifications")]
async fn read_notifications(
    #[server(default)] id: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let reading = if id.is_empty() {
        Reading { all: true, ..Reading::default() }
    } else {
        Reading { ids: vec![id], ..Reading::default() }
    };
    let done = notifications::read(&services, &caller, reading).await;
    settle(&services, &caller, "notifications", own_path(&next, "/notifications"), done, "").await
}
