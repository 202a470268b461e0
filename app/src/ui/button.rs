//! Buttons, and links that look like one.

use super::{Icon, Spinner, aria};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How loud a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// Anything else.
    #[default]
    Secondary,
    /// In bars and rows.
    Ghost,
    /// What destroys.
    Danger,
}

/// How large a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// In rows and bars.
    Small,
    /// Beside fields.
    #[default]
    Medium,
    /// In heroes.
    Large,
}

fn class(kind: ButtonKind, size: ButtonSize, more: &str) -> String {
    let kind = match kind {
        ButtonKind::Primary => "btn-primary",
        ButtonKind::Secondary => "btn-secondary",
        ButtonKind::Ghost => "btn-ghost",
        ButtonKind::Danger => "btn-danger",
    };
    let size = match size {
        ButtonSize::Small => " btn-sm",
        ButtonSize::Medium => "",
        ButtonSize::Large => " btn-lg",
    };
    format!("btn {kind}{size} {more}").trim_end().to_owned()
}

/// A button with words. While `busy` it shows that something goes on and takes no clicks, but keeps the focus.
#[component]
pub fn Button(
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: String,
    /// Sends the form it is in.
    #[prop(optional)]
    submit: bool,
    /// Whether it can't be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether what it started still goes on.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What a click does.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
    /// Further classes.
    #[prop(optional, into)]
    class_name: String,
    /// The words.
    children: Children,
) -> impl IntoView {
    let click = move |event: MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(event);
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=class(kind, size, &class_name)
            disabled=move || disabled.get()
            aria-disabled=move || busy.get().then_some("true")
            on:click=click
        >
            {move || busy.get().then(|| view! { <Spinner/> })}
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: String,
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: String,
    /// Further classes.
    #[prop(optional, into)]
    class_name: String,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=class(kind, size, &class_name)>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            {children()}
        </a>
    }
}

/// A button that is an icon; `label` is its name for assistive technology and shows as a tooltip.
#[component]
pub fn IconButton(
    /// Its lucide name.
    #[prop(into)]
    icon: Signal<String>,
    /// What it does, in words.
    #[prop(into)]
    label: Signal<String>,
    /// How loud.
    #[prop(default = ButtonKind::Ghost)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// For a toggle: whether it is on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Whether it can't be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What a click does.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
    /// Further classes.
    #[prop(optional, into)]
    class_name: String,
    /// A shortcut, shown in the tooltip beside the words.
    #[prop(optional, into)]
    keys: String,
) -> impl IntoView {
    let click = move |event: MouseEvent| {
        if let Some(on_click) = on_click {
            on_click.run(event);
        }
    };
    let title = move || {
        let mut title = label.get();
        if !keys.is_empty() {
            title.push_str(" (");
            title.push_str(&keys);
            title.push(')');
        }
        title
    };
    view! {
        <button
            type="button"
            class=class(kind, size, &format!("btn-icon {class_name}"))
            title=title
            aria-pressed=move || pressed.map(|pressed| aria(pressed.get()))
            disabled=move || disabled.get()
            on:click=click
        >
            <svg class="icon" aria-hidden="true" focusable="false">
                <use href=move || format!("/icons.svg#{}", icon.get())></use>
            </svg>
            // Words inside, not a label: "Show password" isn't found as the field "Password".
            <span class="sr-only">{move || label.get()}</span>
        </button>
    }
}
