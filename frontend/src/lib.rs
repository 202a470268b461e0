//! The browser's entry of the editor. It has a module of its own, linked without the router and the other screens.

#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is loaded.
#[wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    landinghub_app::start_editor();
}
