//! `/pages`: all pages of an account, as a grid of pictures or a table of numbers.

use super::asked::{Asked, PATH, SORTS, View};
use super::card::page_card;
use super::starts::PickerDialog;
use super::table::page_table;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::parts::{Said, ask, more, shown};
use crate::ui::{ActWords, Button, ButtonKind, ButtonSize, EmptyState, Icon, POST};
use landinghub::api::{List, Page};
use landinghub_services::pages;
use leptos::prelude::*;

/// `/pages`.
#[component]
pub fn Pages() -> impl IntoView {
    let i = use_i18n();
    let asked = Asked::read();
    let wanted = asked.to_query();
    let list = ask(move |services, caller| async move { pages::list(&services, &caller, &wanted).await });
    let for_list = asked.clone();
    view! {
        <AppFrame section=Section::Pages>
            <div class="page-head">
                <h1>{i.t("pages.title")}</h1>
                <NewButton/>
            </div>
            <Said/>
            <Tools asked/>
            <section id="found" aria-label=i.t("pages.title")>
                {Suspend::new(async move { shown(list.await, |list| found(&for_list, list)) })}
            </section>
            <PickerDialog/>
            <RenameDialog/>
            <ActWords/>
        </AppFrame>
    }
}

/// Leads to what a page can begin with: a dialog of this page, and without script a page of its own.
#[component]
fn NewButton() -> impl IntoView {
    let i = use_i18n();
    view! {
        <form action="/pages/new" data-opens="new-page" class="inline-form">
            <Button kind=ButtonKind::Primary icon="plus" submit=true>{i.t("pages.new")}</Button>
        </form>
    }
    .into_any()
}

/// What narrows the list down and how it is shown.
#[component]
fn Tools(asked: Asked) -> impl IntoView {
    let i = use_i18n();
    let status = [
        ("", i.t("pages.filter.all")),
        ("published", i.t("pages.status.published")),
        ("draft", i.t("pages.status.draft")),
        ("trashed", i.t("pages.status.trashed")),
    ]
    .map(|(value, words)| {
        let checked = value == asked.status;
        view! {
            <label class="segment">
                <input type="radio" name="status" value=value checked=checked/>
                <span>{words}</span>
            </label>
        }
    })
    .collect_view();
    let views = [
        (View::Grid, "grid", "layout-grid", i.t("pages.view.grid")),
        (View::Table, "table", "list", i.t("pages.view.table")),
    ]
    .map(|(view, value, icon, words)| {
        let checked = view == asked.view;
        view! {
            <label class="segment" title=words>
                <input type="radio" name="view" value=value checked=checked/>
                <Icon name=icon/>
                <span class="sr-only">{words}</span>
            </label>
        }
    })
    .collect_view();
    let sorts = SORTS
        .map(|sort| {
            let chosen = sort == asked.sorted();
            view! { <option value=sort selected=chosen>{i.find(&format!("pages.sort.{sort}"))}</option> }
        })
        .collect_view();
    view! {
        <form class="page-tools" action=PATH role="search" data-live="found">
            <div class="input-group">
                <Icon name="search"/>
                <input
                    class="input"
                    type="search"
                    name="q"
                    value=asked.q
                    aria-label=i.t("pages.search")
                    placeholder=i.t("pages.search")
                    maxlength="120"
                    autocomplete="off"
                />
            </div>
            <div class="segments" role="radiogroup" aria-label=i.t("pages.filter")>{status}</div>
            <label class="page-sort">
                <span class="sr-only">{i.t("pages.sort")}</span>
                <select class="select" name="sort">{sorts}</select>
            </label>
            <div class="segments page-views" role="radiogroup" aria-label=i.t("pages.view")>{views}</div>
            <noscript><Button submit=true>{i.t("pages.show")}</Button></noscript>
        </form>
    }
    .into_any()
}

fn found(asked: &Asked, list: List<Page>) -> AnyView {
    let i = use_i18n();
    if list.items.is_empty() {
        return nothing(asked);
    }
    let count = i.n("pages.shown", u64::try_from(list.items.len()).unwrap_or_default());
    let next = more(PATH, &asked.pairs(), list.next_cursor);
    let items = match asked.view {
        View::Grid => {
            let cards = list.items.into_iter().map(page_card).collect_view();
            view! { <div class="grid" data-list>{cards}</div> }.into_any()
        }
        View::Table => page_table(asked, list.items),
    };
    view! { <p class="sr-only" role="status">{count}</p> {items} {next} }.into_any()
}

fn nothing(asked: &Asked) -> AnyView {
    let i = use_i18n();
    if asked.is_plain() {
        return view! {
            <EmptyState icon="layout-template" title=i.t("pages.empty.title") text=i.t("pages.empty.text")>
                <NewButton/>
            </EmptyState>
        }
        .into_any();
    }
    let (icon, title, text) = if asked.trash() && asked.q.is_empty() {
        ("trash-2", i.t("pages.trash.empty"), i.t("pages.trash.text"))
    } else {
        ("search", i.t("pages.none.title"), i.t("pages.none.text"))
    };
    view! { <EmptyState icon title text/> }.into_any()
}

/// Gives a page another title; the menu of each opens it for its own.
#[component]
fn RenameDialog() -> impl IntoView {
    let i = use_i18n();
    view! {
        <dialog class="dialog" id="rename" aria-labelledby="rename-title">
            <h2 class="dialog-title" id="rename-title">{i.t("pages.rename")}</h2>
            <div class="dialog-body">
                <form class="form" method=POST action="/_fn/rename_page" data-act="fresh">
                    <input type="hidden" name="id" value=""/>
                    <input type="hidden" name="next" value=PATH/>
                    <div class="field">
                        <label class="label" for="rename-field">{i.t("pages.field.title")}</label>
                        <input class="input" id="rename-field" name="title" required maxlength="120" autocomplete="off" aria-describedby="rename-wrong"/>
                        <p class="field-error" id="rename-wrong" role="alert" data-wrong></p>
                    </div>
                    <div class="dialog-foot">
                        <button type="button" class="btn btn-secondary" data-closes>{i.t("ui.cancel")}</button>
                        <Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button>
                    </div>
                </form>
            </div>
            <button type="button" class="btn btn-ghost btn-icon dialog-close" data-closes aria-label=i.t("ui.close") title=i.t("ui.close")><Icon name="x"/></button>
        </dialog>
    }
    .into_any()
}

/// A button that does one thing to one page, as a form of its own.
pub(super) fn act(
    endpoint: &str,
    id: &str,
    how: &'static str,
    undo: Option<&'static str>,
    button: AnyView,
) -> AnyView {
    let action = format!("/_fn/{endpoint}");
    let undo = undo.map(|endpoint| format!("/_fn/{endpoint}"));
    view! {
        <form method=POST action=action data-act=how data-undo=undo>
            <input type="hidden" name="id" value=id.to_owned()/>
            {button}
        </form>
    }
    .into_any()
}

/// The button that brings a page back, in the trash.
pub(super) fn restore(id: &str) -> AnyView {
    let i = use_i18n();
    let button = view! { <Button size=ButtonSize::Small icon="rotate-ccw" submit=true>{i.t("pages.restore")}</Button> };
    act("restore_page", id, "gone", Some("trash_page"), button.into_any())
}
