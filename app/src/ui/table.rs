//! Tables.

use leptos::prelude::*;

/// A table that scrolls sideways in its own box where it doesn't fit.
#[component]
pub fn Table(
    /// What it shows, for assistive technology.
    #[prop(into)]
    caption: String,
    /// Heads of the columns.
    heads: Vec<String>,
    /// The rows: `<tr>`s.
    children: Children,
) -> impl IntoView {
    let heads = heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view();
    let label = caption.clone();
    view! {
        <div class="table-wrap" role="region" aria-label=label tabindex="0">
            <table class="table">
                <caption class="sr-only">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
