//! The bell in the header.

use crate::i18n::use_i18n;
use crate::ui::Icon;
use leptos::prelude::*;

/// The way to the centre. Script puts the number of unread ones on it and opens the latest below it; without script it
/// is a link.
#[component]
pub fn Bell() -> impl IntoView {
    let i = use_i18n();
    view! {
        <a
            class="btn btn-ghost btn-icon bell"
            id="bell"
            href="/notifications"

            title=i.t("bell.title")
            aria-label=i.t("bell.title")
            data-unread=i.t("bell.unread")
            data-all=i.t("bell.all")
            data-none=i.t("bell.none")
            data-read=i.t("bell.read")
            data-settings=i.t("bell.settings")
            data-failed=i.t("ui.offline")
            data-retry=i.t("ui.retry")
            data-dismiss=i.t("ui.dismiss")
            data-open=i.t("bell.open")
        >
            <Icon name="bell"/>
            <span class="bell-count" aria-hidden="true"></span>
        </a>
    }
}
