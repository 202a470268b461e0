//! The interface of LandingHub: shell, routes, our design system, and one folder per feature.
//!
//! Views and their state live here; what a server function does lives in `landinghub-services`.
#![recursion_limit = "512"]

use leptos::prelude::*;

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    view! { <main></main> }
}
