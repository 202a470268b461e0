//! Toasts: short words about what was just done, perhaps with a way back.

use super::{Button, ButtonKind, ButtonSize, Icon, IconButton};
use crate::i18n::use_i18n;
use leptos::prelude::*;
use std::time::Duration;

#[derive(Clone)]
struct Toast {
    number: u64,
    text: String,
    error: bool,
    action: Option<(String, Callback<()>)>,
}

/// The toasts of the app; from the context by [`use_toasts`]. Copy it into closures as you like.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

/// The toasts of the app.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// Something went well.
    pub fn good(self, text: impl Into<String>) {
        self.push(text.into(), false, None, 6);
    }

    /// Something went wrong; it stays longer.
    pub fn bad(self, text: impl Into<String>) {
        self.push(text.into(), true, None, 12);
    }

    /// Something went well and can be undone.
    pub fn undoable(self, text: impl Into<String>, undo: impl Into<String>, on_undo: Callback<()>) {
        self.push(text.into(), false, Some((undo.into(), on_undo)), 10);
    }

    fn push(self, text: String, error: bool, action: Option<(String, Callback<()>)>, seconds: u64) {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        self.list.update(|list| list.push(Toast { number, text, error, action }));
        // Without a timer it stays until it is dismissed by hand.
        let _ = set_timeout(move || self.dismiss(number), Duration::from_secs(seconds));
    }

    fn dismiss(self, number: u64) {
        // The page may be gone by the time the toast is.
        let _ = self.list.try_update(|list| list.retain(|toast| toast.number != number));
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// Where toasts appear; a polite live region, once a page. It is the page's `status` unless the page has another.
#[component]
pub fn ToastRegion(#[prop(default = Some("status"))] role: Option<&'static str>) -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let one = move |toast: Toast| {
        let number = toast.number;
        view! {
            <div class=if toast.error { "toast is-error" } else { "toast" }>
                <Icon name=if toast.error { "circle-alert" } else { "circle-check" }/>
                <p>{toast.text}</p>
                {toast.action.map(|(words, action)| view! {
                    <Button
                        kind=ButtonKind::Secondary
                        size=ButtonSize::Small
                        on_click=move |_| {
                            toasts.dismiss(number);
                            action.run(());
                        }
                    >
                        {words}
                    </Button>
                })}
                <IconButton
                    icon="x".to_owned()
                    label=i.t("ui.dismiss")
                    size=ButtonSize::Small
                    on_click=move |_| toasts.dismiss(number)
                />
            </div>
        }
    };
    view! {
        <div class="toasts" role=role aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.number children=one/>
        </div>
    }
}

/// The words of `public/acts.js`, once on a page that acts without being left.
#[component]
pub fn ActWords() -> impl IntoView {
    let i = use_i18n();
    view! {
        <template id="act-words" data-undo=i.t("ui.undo") data-dismiss=i.t("ui.dismiss") data-offline=i.t("ui.offline")></template>
    }
}
