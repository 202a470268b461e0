//! Menus: the platform's popovers.

use super::Icon;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// A button that opens a list of links and buttons. The platform's popover does the work, so it opens, closes
/// on Escape and on a click elsewhere, and gives the focus back, with and without script.
#[component]
pub fn Menu(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// The button's name for assistive technology.
    #[prop(into)]
    label: String,
    /// The button's look: `btn …`.
    #[prop(default = "btn btn-ghost btn-icon")]
    class: &'static str,
    /// What is on the button.
    #[prop(into)]
    button: ViewFnOnce,
    /// [`MenuItem`]s, labels, rules, forms.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class=class popovertarget=id.clone() aria-label=label.clone() title=label>
            {button.run()}
        </button>
        <div class="menu" id=id popover="auto">
            {children()}
        </div>
    }
}

/// A line of a menu: a link with `href`, else a button.
#[component]
pub fn MenuItem(
    /// The menu it is in; a click closes it.
    #[prop(into)]
    menu: String,
    /// An icon before the words.
    #[prop(into)]
    icon: String,
    /// Where a link goes.
    #[prop(optional, into)]
    href: Option<String>,
    /// Whether it destroys.
    #[prop(optional)]
    danger: bool,
    /// What a click on a button does.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = if danger { "menu-item is-danger" } else { "menu-item" };
    match href {
        Some(href) => view! {
            <a class=class href=href>
                <Icon name=icon/>
                {children()}
            </a>
        }
        .into_any(),
        None => view! {
            <button
                type="button"
                class=class
                popovertarget=menu
                popovertargetaction="hide"
                on:click=move |event| {
                    if let Some(on_click) = on_click {
                        on_click.run(event);
                    }
                }
            >
                <Icon name=icon/>
                {children()}
            </button>
        }
        .into_any(),
    }
}
