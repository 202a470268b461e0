//! The editor: a screen of the browser alone. The server renders its frame; everything else is an app of its own
//! (`frontend/editor`) that no other page loads.
//!
//! What decides what is stored is in the domain (`landinghub::editing`); here are signals, panels and the canvas.

#[cfg(feature = "hydrate")]
mod actions;
#[cfg(feature = "hydrate")]
mod aim;
#[cfg(feature = "hydrate")]
mod assets;
#[cfg(feature = "hydrate")]
mod audit;
#[cfg(feature = "hydrate")]
mod bar;
#[cfg(feature = "hydrate")]
mod canvas;
#[cfg(feature = "hydrate")]
mod caret;
#[cfg(feature = "hydrate")]
mod clipboard;
#[cfg(feature = "hydrate")]
mod code;
#[cfg(feature = "hydrate")]
mod commands;
#[cfg(feature = "hydrate")]
mod component;
#[cfg(feature = "hydrate")]
mod context;
#[cfg(feature = "hydrate")]
mod controls;
#[cfg(feature = "hydrate")]
mod crop;
#[cfg(feature = "hydrate")]
mod desk;
#[cfg(feature = "hydrate")]
mod device;
#[cfg(feature = "hydrate")]
mod dialogs;
#[cfg(feature = "hydrate")]
mod draft;
#[cfg(feature = "hydrate")]
mod drag;
#[cfg(feature = "hydrate")]
mod drop_mark;
#[cfg(feature = "hydrate")]
mod grid;
#[cfg(feature = "hydrate")]
mod grips;
#[cfg(feature = "hydrate")]
mod handles;
#[cfg(feature = "hydrate")]
mod history;
#[cfg(feature = "hydrate")]
mod imaging;
#[cfg(feature = "hydrate")]
mod inline;
#[cfg(feature = "hydrate")]
mod inspector;
#[cfg(feature = "hydrate")]
mod keys;
#[cfg(feature = "hydrate")]
mod kinds;
#[cfg(feature = "hydrate")]
mod layer_rows;
#[cfg(feature = "hydrate")]
mod layers;
#[cfg(feature = "hydrate")]
mod link;
#[cfg(feature = "hydrate")]
mod live;
#[cfg(feature = "hydrate")]
mod locks;
#[cfg(feature = "hydrate")]
mod marks;
#[cfg(feature = "hydrate")]
mod marquee;
#[cfg(feature = "hydrate")]
mod measure;
#[cfg(feature = "hydrate")]
mod more;
#[cfg(feature = "hydrate")]
mod offline;
#[cfg(feature = "hydrate")]
mod overlay;
#[cfg(feature = "hydrate")]
mod page;
#[cfg(feature = "hydrate")]
mod palette;
#[cfg(feature = "hydrate")]
mod past;
#[cfg(feature = "hydrate")]
mod presence;
#[cfg(feature = "hydrate")]
mod preview;
#[cfg(feature = "hydrate")]
mod publish;
#[cfg(feature = "hydrate")]
mod rare;
#[cfg(feature = "hydrate")]
mod save;
#[cfg(feature = "hydrate")]
mod sections;
#[cfg(feature = "hydrate")]
mod selection;
#[cfg(feature = "hydrate")]
mod shape;
#[cfg(feature = "hydrate")]
mod small;
#[cfg(feature = "hydrate")]
mod stage;
#[cfg(feature = "hydrate")]
mod state;
#[cfg(feature = "hydrate")]
mod style;
#[cfg(feature = "hydrate")]
mod theme;
#[cfg(feature = "hydrate")]
mod together;
#[cfg(feature = "hydrate")]
mod top;
#[cfg(feature = "hydrate")]
mod trial;
#[cfg(feature = "hydrate")]
mod upload;
#[cfg(feature = "hydrate")]
mod variants;
#[cfg(feature = "hydrate")]
mod walk;
#[cfg(feature = "hydrate")]
mod workbench;

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::ui::Skeleton;
#[cfg(feature = "hydrate")]
use crate::ui::WindowTitle;

/// What the server draws at `/pages/{id}/edit`: the frame.
#[cfg(not(feature = "hydrate"))]
#[component]
pub fn Screen() -> impl IntoView {
    Frame()
}

/// Puts the editor in the place of the frame that the server drew. It is an app of its own, without a router: its
/// page has one address.
#[cfg(feature = "hydrate")]
pub fn start() {
    let path = window().location().pathname().unwrap_or_default();
    let id = path.split('/').nth(2).unwrap_or_default().to_owned();
    let body = document().body().unwrap_or_else(|| unreachable!("a page without a body"));
    // The support's button is the server's and stays, after the editor, where the keyboard finds it last.
    let launcher = body.query_selector("[data-talk]").ok().flatten();
    body.set_text_content(None);
    leptos::mount::mount_to_body(move || {
        crate::boot::provide_page();
        let content = workbench::load(small::memo(move || id.clone()));
        view! {
            <WindowTitle text=crate::i18n::use_i18n().t("editor.screen")/>
            {content}
            <crate::ui::ToastRegion role=None/>
        }
    });
    if let Some(launcher) = launcher {
        let _ = body.append_child(&launcher);
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
                <p class="sr-only">{i.t("ui.loading")}</p>
                <Skeleton width="min(100%, 60rem)" height="80%"/>
            </main>
            <div class="ed-right"><Skeleton height="2rem"/><Skeleton height="12rem"/></div>
        </div>
    }
}
