//! Days and times.

use crate::i18n::use_i18n;
use landinghub::Timestamp;
use leptos::prelude::*;

/// A day and time: in UTC as it comes, and once `times.js` has seen it, in the time of the reader's device.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    let i = use_i18n();
    view! { <time datetime=at.to_string()>{i.moment(at)}</time> }
}
