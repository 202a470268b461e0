//! What stands where content is on its way, missing or wrong.

use super::{Button, Icon, LinkButton};
use crate::i18n::use_i18n;
use leptos::prelude::*;

/// A grey bar where text will be.
#[component]
pub fn Skeleton(
    /// Any CSS length.
    #[prop(default = "100%")]
    width: &'static str,
    /// Any CSS length.
    #[prop(default = "1rem")]
    height: &'static str,
) -> impl IntoView {
    view! { <span class="skeleton" style=format!("width:{width};height:{height}") aria-hidden="true"></span> }
}

/// A grid of cards that are on their way.
#[component]
pub fn SkeletonGrid(
    /// How many.
    #[prop(default = 6)]
    count: usize,
) -> impl IntoView {
    let i = use_i18n();
    let cards = (0..count)
        .map(|_| view! {
            <div class="card">
                <div class="page-thumb"><Skeleton height="100%"/></div>
                <div class="card-body stack"><Skeleton width="70%"/><Skeleton width="40%" height="0.75rem"/></div>
            </div>
        })
        .collect_view();
    view! {
        <p class="sr-only" role="status">{i.t("ui.loading")}</p>
        <div class="grid" aria-hidden="true">{cards}</div>
    }
}

/// Something goes on.
#[component]
pub fn Spinner() -> impl IntoView {
    view! { <span class="spinner" aria-hidden="true"></span> }
}

/// How far something is.
#[component]
pub fn Progress(
    /// What it is.
    #[prop(into)]
    label: String,
    /// 0 to 100; `None` while unknown.
    #[prop(into)]
    percent: Signal<Option<u8>>,
) -> impl IntoView {
    view! { <progress class="progress" max="100" aria-label=label value=move || percent.get().map(|p| p.to_string())></progress> }
}

/// What this place is for and the first thing to do.
#[component]
pub fn EmptyState(
    /// An icon.
    #[prop(into)]
    icon: String,
    /// What isn't here yet.
    #[prop(into)]
    title: String,
    /// What it is for.
    #[prop(into)]
    text: String,
    /// The first action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon/>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="form-actions">{children()}</div> })}
        </div>
    }
}

/// What happened, and another try.
#[component]
pub fn ErrorState(
    /// A sentence.
    #[prop(into)]
    message: String,
    /// Tries again; no button without it.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
    /// The address that is tried again, on a document.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let i = use_i18n();
    view! {
        <div class="empty is-error" role="alert">
            <Icon name="triangle-alert"/>
            <h2>{i.t("ui.error.title")}</h2>
            <p>{message}</p>
            {on_retry.map(|retry| view! {
                <div class="form-actions">
                    <Button icon="refresh-cw" on_click=move |_| retry.run(())>{i.t("ui.retry")}</Button>
                </div>
            })}
            {href.map(|href| view! {
                <div class="form-actions">
                    <LinkButton href icon="refresh-cw">{i.t("ui.retry")}</LinkButton>
                </div>
            })}
        </div>
    }
}

/// Words beside a control on hover and focus. The control's own label must say as much.
#[component]
pub fn Tooltip(
    /// The words.
    #[prop(into)]
    text: String,
    /// The control.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="tooltip">
            {children()}
            <span role="tooltip" aria-hidden="true">{text}</span>
        </span>
    }
}
