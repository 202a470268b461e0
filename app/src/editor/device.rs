//! The browser's side of what the domain takes as parameters: randomness, listeners, timers, stored notes.

use landinghub::Rng;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The browser's secure generator.
#[derive(Clone, Copy, Debug)]
pub struct BrowserRng;

impl Rng for BrowserRng {
    fn fill(&self, bytes: &mut [u8]) {
        if let Ok(crypto) = leptos::prelude::window().crypto() {
            // Only fails for more than 65 536 bytes.
            let _ = crypto.get_random_values_with_u8_array(bytes);
        }
    }
}

/// An event listener that ends when it is dropped.
pub struct Listener {
    target: web_sys::EventTarget,
    name: &'static str,
    capture: bool,
    callback: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    /// Listens, before everybody else if `capture`.
    pub fn new(
        target: &web_sys::EventTarget,
        name: &'static str,
        capture: bool,
        callback: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        Self::boxed(target, name, capture, Box::new(callback))
    }

    fn boxed(
        target: &web_sys::EventTarget,
        name: &'static str,
        capture: bool,
        callback: Box<dyn FnMut(web_sys::Event)>,
    ) -> Self {
        let callback = Closure::wrap(callback);
        // Scrolling must not wait for us.
        let options = web_sys::AddEventListenerOptions::new();
        options.set_capture(capture);
        options.set_passive(matches!(
            name,
            "scroll" | "pointermove" | "touchstart" | "touchend" | "touchcancel"
        ));
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            callback.as_ref().unchecked_ref(),
            &options,
        );
        Self { target: target.clone(), name, capture, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.name, callback, self.capture);
    }
}

/// A timer that ends when it is dropped.
pub struct Timer {
    number: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls once, after so many milliseconds.
    pub fn after(milliseconds: i32, callback: impl FnOnce() + 'static) -> Self {
        let callback = Closure::once(callback);
        let number = leptos::prelude::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                callback.as_ref().unchecked_ref(),
                milliseconds,
            )
            .unwrap_or_default();
        Self { number, _callback: callback }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        leptos::prelude::window().clear_timeout_with_handle(self.number);
    }
}

/// Calls once what is on the screen has been painted.
pub fn after_frame(callback: impl FnOnce() + 'static) {
    let _ = leptos::prelude::request_animation_frame(move || {
        let _ = leptos::prelude::set_timeout(callback, std::time::Duration::ZERO);
    });
}

/// Texts kept in this browser. A full or forbidden store is no error: they are notes, not the truth.
pub mod notes {
    fn store() -> Option<web_sys::Storage> {
        leptos::prelude::window().local_storage().ok().flatten()
    }

    /// What was kept under this name.
    pub fn get(name: &str) -> Option<String> {
        store()?.get_item(name).ok().flatten()
    }

    /// Keeps a text.
    pub fn set(name: &str, text: &str) {
        if let Some(store) = store() {
            let _ = store.set_item(name, text);
        }
    }

    /// Forgets a text.
    pub fn remove(name: &str) {
        if let Some(store) = store() {
            let _ = store.remove_item(name);
        }
    }

    /// The texts whose names start so, under the rest of their names.
    pub fn all(prefix: &str) -> Vec<(String, String)> {
        let Some(store) = store() else { return Vec::new() };
        let names = (0..store.length().unwrap_or_default()).filter_map(|at| store.key(at).ok().flatten());
        names
            .filter_map(|name| {
                let rest = name.strip_prefix(prefix)?.to_owned();
                Some((rest, store.get_item(&name).ok().flatten()?))
            })
            .collect()
    }
}

/// Milliseconds since 1970 by this device's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Waits.
pub async fn pause(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve: js_sys::Function, _| {
        let _ = leptos::prelude::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _: Result<JsValue, JsValue> = js_sys::futures::JsFuture::from(promise).await;
}
