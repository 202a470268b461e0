//! One page of the grid.

use super::api::{PageCard, duplicate_page, restore_page, trash_page};
use super::{PageArt, Renaming};
use crate::answer::{Trouble, settle};
use crate::i18n::use_i18n;
use crate::ui::{Badge, Icon, Menu, MenuItem, Tone, use_toasts};
use landinghub::page::PageStatus;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// An `article` with its picture, title and menu; the title leads to the editor.
#[component]
pub fn PageItem(page: PageCard, renaming: Renaming, reload: Callback<()>) -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let trashed = page.status == PageStatus::Trashed;
    let (tone, status) = match page.status {
        PageStatus::Published => (Tone::Good, i.t("pages.status.published")),
        PageStatus::Draft => (Tone::Neutral, i.t("pages.status.draft")),
        PageStatus::Trashed => (Tone::Bad, i.t("pages.status.trashed")),
    };
    let menu = format!("menu-{}", page.id);
    let id = StoredValue::new(page.id.clone());
    let done = move |result: Result<(), Trouble>, words: &'static str| match result {
        Ok(()) => {
            toasts.good(words);
            reload.run(());
        }
        Err(trouble) => toasts.bad(trouble.message),
    };
    let restore = Callback::new(move |()| {
        spawn_local(async move {
            done(settle(restore_page(id.get_value()).await, offline), i.t("pages.restored"))
        });
    });
    let duplicate = move |_| {
        spawn_local(async move {
            done(settle(duplicate_page(id.get_value()).await, offline), i.t("pages.duplicated"))
        });
    };
    let trash = move |_| {
        spawn_local(async move {
            match settle(trash_page(id.get_value()).await, offline) {
                Ok(()) => {
                    // The grid is about to forget this card; undoing must outlive it.
                    let id = id.get_value();
                    let undo = Callback::new(move |()| {
                        let id = id.clone();
                        spawn_local(async move {
                            done(settle(restore_page(id).await, offline), i.t("pages.restored"))
                        });
                    });
                    toasts.undoable(i.t("pages.trashed"), i.t("ui.undo"), undo);
                    reload.run(());
                }
                Err(trouble) => toasts.bad(trouble.message),
            }
        });
    };
    let title = page.title.clone();
    let heading = if trashed {
        view! { <span>{title}</span> }.into_any()
    } else {
        view! { <a href=format!("/pages/{}/edit", page.id) rel="external">{title}</a> }.into_any()
    };
    let lines = if trashed {
        view! {
            <MenuItem menu=menu.clone() icon="rotate-ccw" on_click=move |_| restore.run(())>{i.t("pages.restore")}</MenuItem>
        }
        .into_any()
    } else {
        let about = page.clone();
        let live = (page.status == PageStatus::Published).then(|| {
            view! {
                <a class="menu-item" href=page.url.clone() target="_blank" rel="noopener external">
                    <Icon name="external-link"/>
                    {i.t("pages.visit")}
                </a>
            }
        });
        let copy = page.trial.is_none().then(|| {
            view! { <MenuItem menu=menu.clone() icon="copy" on_click=duplicate>{i.t("pages.duplicate")}</MenuItem> }
        });
        view! {
            {live}
            <MenuItem menu=menu.clone() icon="pencil" on_click=move |_| renaming.start(&about)>
                {i.t("pages.rename")}
            </MenuItem>
            {copy}
            <a class="menu-item" href=format!("/pages/{}/leads", page.id)>
                <Icon name="inbox"/>
                {i.t("pages.leads")}
            </a>
            <a class="menu-item" href=format!("/pages/{}/analytics", page.id) rel="external">
                <Icon name="chart-column"/>
                {i.t("pages.analytics")}
            </a>
            {page.trial.is_none().then(|| view! {
                <a class="menu-item" href=format!("/domains/{}", page.id) rel="external">
                    <Icon name="globe"/>
                    {i.t("pages.domains")}
                </a>
            })}
            <hr/>
            <MenuItem menu=menu.clone() icon="trash-2" danger=true on_click=trash>{i.t("pages.trash")}</MenuItem>
        }
        .into_any()
    };
    let picture = match page.picture.clone() {
        Some(url) => view! { <img src=url alt="" loading="lazy" width="480" height="300"/> }.into_any(),
        None => view! { <PageArt seed=page.id.clone()/> }.into_any(),
    };
    // What is tried is bought; what was bought may have something newer.
    let market = match (page.trial.clone(), page.update.clone()) {
        (Some(listing), _) if !trashed => {
            Some((format!("/checkout/new?listing={listing}"), "lock", i.t("pages.trial.buy")))
        }
        (_, Some(order)) if !trashed => {
            Some((format!("/my-orders/{order}/updates/{}", page.id), "sparkles", i.t("pages.update")))
        }
        _ => None,
    };
    let market = market.map(|(href, icon, words)| {
        view! { <a class="page-market" href=href rel="external"><Icon name=icon/>{words}</a> }
    });
    let tried = page.trial.is_some().then(|| view! { <Badge tone=Tone::Brand>{i.t("pages.trial")}</Badge> });
    view! {
        <article class="page-card">
            <div class="page-thumb">{picture}</div>
            <div class="page-info">
                <h2 class="truncate">{heading}</h2>
                <Menu
                    id=menu
                    label=i.t_with("pages.menu", &[("title", &page.title)])
                    class="btn btn-ghost btn-icon btn-sm"
                    button=|| view! { <Icon name="ellipsis"/> }
                >
                    {lines}
                </Menu>
                <p class="page-meta">
                    <Badge tone>{status}</Badge>
                    {tried}
                    <span>{i.t_with("pages.edited", &[("date", &i.date(page.updated_at))])}</span>
                    {if trashed {
                        view! { <span class="numbers">{i.n("pages.visits", page.views)}</span> }.into_any()
                    } else {
                        view! { <a class="numbers quiet" href=format!("/pages/{}/analytics", page.id) rel="external">{i.n("pages.visits", page.views)}</a> }.into_any()
                    }}
                </p>
                {market}
            </div>
        </article>
    }
}
