//! The editor: a screen of the browser alone, and an app of its own (`frontend/`) that no other page loads. The server
//! draws its frame (`editor_frame`).
//!
//! What decides what is stored is in the domain (`landinghub::editing`); here are signals, panels and the canvas.

mod actions;
mod aim;
mod asset_details;
mod assets;
mod audit;
mod bar;
mod canvas;
mod caret;
mod clipboard;
mod code;
mod command_palette;
mod commands;
mod component;
mod context;
mod controls;
mod crop;
mod desk;
mod device;
mod dialogs;
mod draft;
mod drag;
mod drop_mark;
mod grid;
mod grips;
mod handles;
mod history;
mod imaging;
mod inline;
mod inspector;
mod keys;
mod kinds;
mod layer_rows;
mod layers;
mod link;
mod live;
mod locks;
mod marks;
mod marquee;
mod measure;
mod more;
mod offline;
mod overlay;
mod page;
mod palette;
mod past;
mod pictures;
mod presence;
mod preview;
mod publish;
mod rare;
mod room;
mod save;
mod sections;
mod selection;
mod shape;
mod sheet;
mod small;
mod stage;
mod state;
mod style;
mod theme;
mod together;
mod top;
mod trial;
mod upload;
mod variants;
mod walk;
mod workbench;

use leptos::prelude::*;

use crate::ui::ToastRegion;

/// Puts the editor in the place of the frame that the server drew. It has no router: its page has one address.
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
        // Styles, tests, and presses that came too early (`start.js`) wait for what listens to them.
        Effect::new(|_| {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-hydrated", "true");
            }
        });
        view! {
            {content}
            <ToastRegion role=None/>
        }
    });
    if let Some(launcher) = launcher {
        let _ = body.append_child(&launcher);
    }
}
