//! Dialogs: the platform's own, opened by a signal.

use super::{Button, ButtonKind, IconButton};
use crate::i18n::use_i18n;
use leptos::html;
use leptos::prelude::*;

/// A modal `<dialog>`: the platform keeps the focus inside, closes on Escape and gives the focus back.
/// What is in it exists only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open. Closing it by hand sets it, too.
    open: RwSignal<bool>,
    /// Its heading and name.
    #[prop(into)]
    title: Signal<String>,
    /// Unique on the page.
    id: &'static str,
    /// For grids and lists.
    #[prop(optional)]
    wide: bool,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let i = use_i18n();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = open.get();
        let Some(dialog) = node.get() else { return };
        if open && !dialog.open() {
            // It can only fail for a dialog outside the document.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=node
            class=if wide { "dialog is-wide" } else { "dialog" }
            aria-labelledby=format!("{id}-title")
            on:close=move |_| open.set(false)
        >
            <h2 class="dialog-title" id=format!("{id}-title")>{move || title.get()}</h2>
            <div class="dialog-body">
                <Show when=move || open.get()>{children()}</Show>
            </div>
            // Last, so that the focus starts on what the dialog is for.
            <IconButton
                icon="x".to_owned()
                label=i.t("ui.close").to_owned()
                class_name="dialog-close"
                on_click=move |_| open.set(false)
            />
        </dialog>
    }
}

/// Asks before something that can't be undone.
#[component]
pub fn ConfirmDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Unique on the page.
    id: &'static str,
    /// What is about to happen.
    #[prop(into)]
    title: Signal<String>,
    /// What it means.
    #[prop(into)]
    text: Signal<String>,
    /// The words of the button that does it.
    #[prop(into)]
    confirm: Signal<String>,
    /// Does it; the dialog has closed by then.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let i = use_i18n();
    view! {
        <Dialog open title id>
            <p>{move || text.get()}</p>
            <div class="dialog-foot">
                <Button on_click=move |_| open.set(false)>{i.t("ui.cancel")}</Button>
                <Button
                    kind=ButtonKind::Danger
                    on_click=move |_| {
                        open.set(false);
                        on_confirm.run(());
                    }
                >
                    {move || confirm.get()}
                </Button>
            </div>
        </Dialog>
    }
}
