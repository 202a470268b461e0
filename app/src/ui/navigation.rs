//! Ways from here: breadcrumbs, tabs, segments, the next slice of a list.

use super::{Button, Icon, aria};
use crate::i18n::use_i18n;
use leptos::prelude::*;

/// Where this page is: links to what is above it, then its own name.
#[component]
pub fn Breadcrumbs(
    /// Address and name of what is above, from the top.
    above: Vec<(String, String)>,
    /// This page's name.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let i = use_i18n();
    let above = above
        .into_iter()
        .map(|(href, name)| view! { <li><a href=href>{name}</a><Icon name="chevron-right"/></li> })
        .collect_view();
    view! {
        <nav class="breadcrumbs" aria-label=i.t("ui.breadcrumbs")>
            <ol>
                {above}
                <li aria-current="page"><span class="truncate">{here}</span></li>
            </ol>
        </nav>
    }
}

/// Links between views of one thing.
#[component]
pub fn Tabs(
    /// What they are about.
    #[prop(into)]
    label: String,
    /// Address and name of each.
    tabs: Vec<(String, String)>,
    /// The address shown now.
    #[prop(into)]
    current: String,
) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|(href, name)| {
            let here = (href == current).then_some("page");
            view! { <a class="tab" href=href aria-current=here>{name}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{tabs}</nav> }
}

/// One of a few, side by side.
#[component]
pub fn Segments(
    /// What they are about.
    #[prop(into)]
    label: String,
    /// Value and words of each.
    options: Vec<(&'static str, &'static str)>,
    /// The one chosen.
    bind: RwSignal<&'static str>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, words)| {
            view! {
                <button
                    type="button"
                    class="segment"
                    aria-pressed=move || aria(bind.get() == value)
                    on:click=move |_| bind.set(value)
                >
                    {words}
                </button>
            }
        })
        .collect_view();
    view! { <div class="segments" role="group" aria-label=label>{options}</div> }
}

/// Asks for the next slice of a list.
#[component]
pub fn LoadMore(
    /// Whether there is more.
    #[prop(into)]
    more: Signal<bool>,
    /// Whether it is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Asks for it.
    #[prop(into)]
    on_more: Callback<()>,
) -> impl IntoView {
    let i = use_i18n();
    view! {
        <Show when=move || more.get()>
            <div class="load-more">
                <Button busy on_click=move |_| on_more.run(())>{i.t("ui.load_more")}</Button>
            </div>
        </Show>
    }
}
