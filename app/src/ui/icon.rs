//! Icons.

use leptos::prelude::*;

/// A lucide icon from the sprite; `style/icons.txt` lists the names. It says nothing to screen readers: the
/// control around it has the words.
#[component]
pub fn Icon(
    /// Its lucide name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
