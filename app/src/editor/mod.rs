//! The editor: a screen of the browser alone. The server renders its frame; everything else comes with a module of
//! its own that public pages never load.
//!
//! What decides what is stored is in the domain (`landinghub::editing`); here are signals, panels and the canvas.

#[cfg(feature = "hydrate")]
mod actions;
#[cfg(feature = "hydrate")]
mod assets;
#[cfg(feature = "hydrate")]
mod audit;
#[cfg(feature = "hydrate")]
mod canvas;
#[cfg(feature = "hydrate")]
mod caret;
#[cfg(feature = "hydrate")]
mod clipboard;
#[cfg(feature = "hydrate")]
mod context;
#[cfg(feature = "hydrate")]
mod controls;
#[cfg(feature = "hydrate")]
mod desk;
#[cfg(feature = "hydrate")]
mod device;
#[cfg(feature = "hydrate")]
mod dialogs;
#[cfg(feature = "hydrate")]
mod drag;
#[cfg(feature = "hydrate")]
mod drop_mark;
#[cfg(feature = "hydrate")]
mod grid;
#[cfg(feature = "hydrate")]
mod handles;
#[cfg(feature = "hydrate")]
mod history;
#[cfg(feature = "hydrate")]
mod inline;
#[cfg(feature = "hydrate")]
mod inspector;
#[cfg(feature = "hydrate")]
mod keys;
#[cfg(feature = "hydrate")]
mod layer_rows;
#[cfg(feature = "hydrate")]
mod kinds;
#[cfg(feature = "hydrate")]
mod layers;
#[cfg(feature = "hydrate")]
mod link;
#[cfg(feature = "hydrate")]
mod marks;
#[cfg(feature = "hydrate")]
mod measure;
#[cfg(feature = "hydrate")]
mod page;
#[cfg(feature = "hydrate")]
mod palette;
#[cfg(feature = "hydrate")]
mod publish;
#[cfg(feature = "hydrate")]
mod save;
#[cfg(feature = "hydrate")]
mod sections;
#[cfg(feature = "hydrate")]
mod selection;
#[cfg(feature = "hydrate")]
mod shape;
#[cfg(feature = "hydrate")]
mod stage;
#[cfg(feature = "hydrate")]
mod state;
#[cfg(feature = "hydrate")]
mod style;
#[cfg(feature = "hydrate")]
mod theme;
#[cfg(feature = "hydrate")]
mod top;
#[cfg(feature = "hydrate")]
mod upload;
#[cfg(feature = "hydrate")]
mod live;
#[cfg(feature = "hydrate")]
mod locks;
#[cfg(feature = "hydrate")]
mod offline;
#[cfg(feature = "hydrate")]
mod presence;
#[cfg(feature = "hydrate")]
mod together;
#[cfg(feature = "hydrate")]
mod variants;
#[cfg(feature = "hydrate")]
mod walk;
#[cfg(feature = "hydrate")]
mod workbench;

use crate::ui::WindowTitle;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use crate::i18n::use_i18n;
use crate::ui::Skeleton;

/// The route `/pages/{id}/edit`.
#[derive(Debug)]
pub struct EditorRoute {
    id: Memo<String>,
}

#[lazy_route]
impl LazyRoute for EditorRoute {
    fn data() -> Self {
        let params = use_params_map();
        Self { id: Memo::new(move |_| params.read().get("id").unwrap_or_default()) }
    }

    fn view(this: Self) -> AnyView {
        let id = this.id;
        view! { <Screen id/> }.into_any()
    }
}

/// The page that is edited, or what there is instead.
#[component]
fn Screen(id: Memo<String>) -> impl IntoView {
    let i = use_i18n();
    #[cfg(feature = "hydrate")]
    let content = workbench::load(id);
    #[cfg(not(feature = "hydrate"))]
    let content = {
        let _ = id;
        || view! { <Frame/> }.into_any()
    };
    view! {
        <WindowTitle text=i.t("editor.screen")/>
        {content}
    }
}

/// The frame of the screen while the page is on its way.
#[component]
fn Frame() -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="ed is-loading" aria-busy="true">
            <div class="ed-top"><Skeleton width="12rem" height="1.5rem"/></div>
            <div class="ed-left"><Skeleton height="2rem"/><Skeleton height="8rem"/><Skeleton height="8rem"/></div>
            <main class="ed-stage">
                <p class="sr-only" role="status">{i.t("ui.loading")}</p>
                <Skeleton width="min(100%, 60rem)" height="80%"/>
            </main>
            <div class="ed-right"><Skeleton height="2rem"/><Skeleton height="12rem"/></div>
        </div>
    }
}
