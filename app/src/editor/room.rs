//! How much room there is: in the window, and in a box while the window changes.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The window's inner width and height, in pixels.
pub fn window_size() -> (f64, f64) {
    let side = |side: Result<JsValue, JsValue>| side.ok().and_then(|side| side.as_f64()).unwrap_or_default();
    (side(window().inner_width()), side(window().inner_height()))
}

/// A box that is measured. Copy it into closures as you like.
#[derive(Clone, Copy)]
pub struct Room {
    /// The box.
    pub node: NodeRef<html::Div>,
    /// Its inner width and height, in pixels; 0 until it is there.
    pub size: RwSignal<(f64, f64)>,
}

impl Room {
    /// Of a box that is about to be drawn.
    pub fn new() -> Self {
        let room = Self { node: NodeRef::new(), size: RwSignal::new((0.0, 0.0)) };
        let resized = window_event_listener(leptos::ev::resize, move |_| room.measure());
        on_cleanup(move || resized.remove());
        room
    }

    /// Looks again.
    pub fn measure(self) {
        let Some(node) = self.node.try_get_untracked().flatten() else { return };
        let now = (f64::from(node.client_width()), f64::from(node.client_height()));
        if self.size.try_get_untracked().is_some_and(|size| size != now) {
            self.size.set(now);
        }
    }
}
