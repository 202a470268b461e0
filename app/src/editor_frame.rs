//! The editor while it is on its way: what the server draws at `/pages/{id}/edit`, and the editor until it has its page.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::ui::Skeleton;

/// See the module.
#[component]
pub fn EditorFrame() -> impl IntoView {
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
