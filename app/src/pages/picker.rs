//! `/pages/new`: how a page begins, as a page of its own. The same stands in a dialog of the list.

use super::starts::Starts;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::parts::{Said, query};
use crate::ui::Breadcrumbs;
use leptos::prelude::*;

/// `/pages/new`.
#[component]
pub fn NewPage() -> impl IntoView {
    let i = use_i18n();
    let start = query("start");
    view! {
        <AppFrame section=Section::Pages>
            <Breadcrumbs above=vec![("/pages".to_owned(), i.t("pages.title").to_owned())] here=i.t("pages.new")/>
            <div class="page-head"><h1>{i.t("pages.new")}</h1></div>
            <Said/>
            <Starts start/>
        </AppFrame>
    }
}
