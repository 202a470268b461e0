//! Pages as a table: sorted by any column, several at once into the trash or out of it. On a telephone it is a list.

use super::asked::Asked;
use super::card::{market, menu, picture, status, title};
use super::list::restore;
use crate::i18n::use_i18n;
use crate::ui::{Button, ButtonKind, ButtonSize, Icon, POST};
use landinghub::api::Page;
use landinghub::page::PageStatus;
use leptos::prelude::*;

/// The form of what is done to all that are chosen.
const CHOSEN: &str = "chosen";

/// The roles stay with rows and cells that are laid out as a list.
pub(super) fn page_table(asked: &Asked, pages: Vec<Page>) -> AnyView {
    let i = use_i18n();
    let heads = [
        ("title", i.t("pages.field.title"), ""),
        ("status", i.t("pages.status"), ""),
        ("updated", i.t("pages.changed"), "is-date"),
        ("views", i.t("dashboard.visits"), "is-number"),
        ("leads", i.t("pages.leads"), "is-number"),
    ]
    .map(|(sort, words, class)| {
        let here = sort == asked.sorted();
        let (way, icon) =
            if asked.falling() { ("descending", "arrow-down") } else { ("ascending", "arrow-up") };
        let mark = here.then(|| view! { <Icon name=icon/> });
        view! {
            <th scope="col" role="columnheader" class=class aria-sort=here.then_some(way)>
                <a class="sorts" href=asked.ordered(sort)>{words}{mark}</a>
            </th>
        }
    })
    .collect_view();
    let rows = pages.into_iter().map(row).collect_view();
    view! {
        <div class="card pages-list">
            {bulk(asked.trash())}
            <div class="table-wrap">
                <table class="table pages-table" role="table">
                    <caption class="sr-only">{i.t("pages.title")}</caption>
                    <thead role="rowgroup">
                        <tr role="row">
                            <th scope="col" role="columnheader" class="is-choice">
                                <label>
                                    <input type="checkbox" data-all=CHOSEN aria-label=i.t("pages.choose.all") data-scripted/>
                                    <span class="narrow-words" data-scripted aria-hidden="true">{i.t("pages.choose.all")}</span>
                                </label>
                            </th>
                            {heads}
                            <td role="cell"></td>
                        </tr>
                    </thead>
                    <tbody role="rowgroup" data-list>{rows}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

/// Shown once something is chosen.
fn bulk(trash: bool) -> AnyView {
    let i = use_i18n();
    let (action, undo, icon, words) = if trash {
        ("/_fn/restore_pages", "/_fn/trash_pages", "rotate-ccw", i.t("pages.restore"))
    } else {
        ("/_fn/trash_pages", "/_fn/restore_pages", "trash-2", i.t("pages.trash"))
    };
    let kind = if trash { ButtonKind::Secondary } else { ButtonKind::Danger };
    view! {
        <form id=CHOSEN class="bulk" method=POST action=action data-act="gone" data-undo=undo>
            <span class="bulk-words">{i.t("pages.chosen")}</span>
            <output class="bulk-count numbers" data-count=CHOSEN></output>
            <Button kind size=ButtonSize::Small icon submit=true>{words}</Button>
        </form>
    }
    .into_any()
}

fn row(page: Page) -> AnyView {
    let i = use_i18n();
    let trashed = page.status == PageStatus::Trashed;
    let number = |to: &str, words: &'static str, number: u64| {
        let shown = i.number(number);
        let shown = if trashed {
            view! { <span>{shown}</span> }.into_any()
        } else {
            view! { <a class="quiet" href=format!("/pages/{}/{to}", page.id)>{shown}</a> }.into_any()
        };
        view! { <td role="cell" class="is-number">{shown}<span class="narrow-words">{words}</span></td> }
    };
    let choose = i.t_with("pages.choose", &[("title", &page.title)]);
    let address = page
        .url
        .split_once("://")
        .map_or(page.url.as_str(), |(_, rest)| rest)
        .trim_end_matches('/')
        .to_owned();
    let edited = i.t_with("pages.edited", &[("date", &i.date(page.updated_at))]);
    view! {
        <tr role="row" data-item=page.id.clone() tabindex="-1">
            <td role="cell" class="is-choice"><input type="checkbox" name="ids[]" value=page.id.clone() form=CHOSEN aria-label=choose/></td>
            <th scope="row" role="rowheader" class="is-title">
                <span class="latest-thumb">{picture(&page)}</span>
                <span class="is-title-text">{title(&page)}<span class="small muted truncate">{address}</span>{market(i, &page)}</span>
            </th>
            <td role="cell" class="is-status">{status(i, &page)}</td>
            <td role="cell" class="is-date"><span class="wide-words">{i.date(page.updated_at)}</span><span class="narrow-words">{edited}</span></td>
            {number("analytics", i.t("pages.visits.word"), page.views)}
            {number("leads", i.t("pages.leads.word"), page.leads.unwrap_or_default())}
            <td role="cell" class="is-menu">{if trashed { restore(&page.id) } else { menu(&page) }}</td>
        </tr>
    }
    .into_any()
}
