//! One page of the grid, and what its menu offers there and in the table.

use super::PageArt;
use super::list::{act, restore};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Badge, Icon, Menu, Tone};
use landinghub::api::Page;
use landinghub::page::PageStatus;
use leptos::prelude::*;

/// Where a page is in its life, as a badge.
pub(super) fn status(i: I18n, page: &Page) -> AnyView {
    let (tone, words) = match page.status {
        PageStatus::Published => (Tone::Good, i.t("pages.status.published")),
        PageStatus::Draft => (Tone::Neutral, i.t("pages.status.draft")),
        PageStatus::Trashed => (Tone::Bad, i.t("pages.status.trashed")),
    };
    let tried = page.trial.is_some().then(|| view! { <Badge tone=Tone::Brand>{i.t("pages.trial")}</Badge> });
    view! { <Badge tone>{words}</Badge> {tried} }.into_any()
}

/// Its picture, or a drawing while there is none.
pub(super) fn picture(page: &Page) -> AnyView {
    match page.thumbnail_url.clone() {
        Some(url) => view! { <img src=url alt="" loading="lazy" width="480" height="300"/> }.into_any(),
        None => view! { <PageArt seed=page.id.clone()/> }.into_any(),
    }
}

/// Its title, which leads to the editor while the page isn't in the trash.
pub(super) fn title(page: &Page) -> AnyView {
    let title = page.title.clone();
    if page.status == PageStatus::Trashed {
        view! { <span data-title>{title}</span> }.into_any()
    } else {
        view! { <a href=format!("/pages/{}/edit", page.id) data-title>{title}</a> }.into_any()
    }
}

/// What is tried can be bought; what was bought may have something newer.
pub(super) fn market(i: I18n, page: &Page) -> Option<AnyView> {
    if page.status == PageStatus::Trashed {
        return None;
    }
    let (href, icon, words) = match (&page.trial, &page.update_order_id) {
        (Some(trial), _) => {
            (format!("/checkout/new?listing={}", trial.listing_id), "lock", i.t("pages.trial.buy"))
        }
        (_, Some(order)) => {
            (format!("/my-orders/{order}/updates/{}", page.id), "sparkles", i.t("pages.update"))
        }
        _ => return None,
    };
    Some(view! { <a class="page-market" href=href><Icon name=icon/>{words}</a> }.into_any())
}

/// Everything else that can be done with a page.
pub(super) fn menu(page: &Page) -> AnyView {
    let i = use_i18n();
    let id = format!("menu-{}", page.id);
    let item = |icon: &'static str, href: String, words: &'static str| {
        view! { <a class="menu-item" href=href><Icon name=icon/>{words}</a> }
    };
    let press = |icon: &'static str, words: &'static str, danger: bool| {
        let class = if danger { "menu-item is-danger" } else { "menu-item" };
        view! { <button class=class><Icon name=icon/>{words}</button> }.into_any()
    };
    let lines = if page.status == PageStatus::Trashed {
        act(
            "restore_page",
            &page.id,
            "gone",
            Some("trash_page"),
            press("rotate-ccw", i.t("pages.restore"), false),
        )
    } else {
        let live = (page.status == PageStatus::Published).then(|| {
            view! {
                <a class="menu-item" href=page.url.clone() target="_blank" rel="noopener">
                    <Icon name="external-link"/>
                    {i.t("pages.visit")}
                </a>
            }
        });
        let own = page.trial.is_none();
        let copy = own.then(|| {
            act("duplicate_page", &page.id, "fresh", None, press("copy", i.t("pages.duplicate"), false))
        });
        let domains = own.then(|| item("globe", format!("/domains/{}", page.id), i.t("pages.domains")));
        view! {
            {live}
            <button type="button" class="menu-item" data-rename=page.id.clone() data-called=page.title.clone()>
                <Icon name="pencil"/>
                {i.t("pages.rename")}
            </button>
            {copy}
            {item("inbox", format!("/pages/{}/leads", page.id), i.t("pages.leads"))}
            {item("chart-column", format!("/pages/{}/analytics", page.id), i.t("pages.analytics"))}
            {domains}
            <hr/>
            {act("trash_page", &page.id, "gone", Some("restore_page"), press("trash-2", i.t("pages.trash"), true))}
        }
        .into_any()
    };
    view! {
        <Menu
            id
            label=i.t_with("pages.menu", &[("title", &page.title)])
            class="btn btn-ghost btn-icon btn-sm"
            button=|| view! { <Icon name="ellipsis"/> }
        >
            {lines}
        </Menu>
    }
    .into_any()
}

/// An `article` with its picture, title and menu.
pub(super) fn page_card(page: Page) -> AnyView {
    let i = use_i18n();
    let trashed = page.status == PageStatus::Trashed;
    let visits = i.n("pages.visits", page.views);
    let visits = if trashed {
        view! { <span class="numbers">{visits}</span> }.into_any()
    } else {
        let href = format!("/pages/{}/analytics", page.id);
        view! { <a class="numbers quiet" href=href>{visits}</a> }.into_any()
    };
    let edited = i.t_with("pages.edited", &[("date", &i.date(page.updated_at))]);
    view! {
        <article class="page-card" data-item=page.id.clone() tabindex="-1">
            <div class="page-thumb">{picture(&page)}</div>
            <div class="page-info">
                <h2 class="truncate">{title(&page)}</h2>
                {if trashed { restore(&page.id) } else { menu(&page) }}
                <p class="page-meta">{status(i, &page)} <span>{edited}</span> {visits}</p>
                {market(i, &page)}
            </div>
        </article>
    }
    .into_any()
}
