//! A page from a few words about it.

use super::api::page_from_brief;
use crate::answer::settle;
use crate::i18n::use_i18n;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form; what it makes is opened in the editor.
#[component]
pub fn BriefForm() -> impl IntoView {
    let i = use_i18n();
    let offline = i.t("ui.offline");
    let brief = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            match settle(page_from_brief(brief.get_untracked()).await, offline) {
                Ok(id) => {
                    #[cfg(feature = "hydrate")]
                    let _ = window().location().set_href(&format!("/pages/{id}/edit"));
                    #[cfg(not(feature = "hydrate"))]
                    let _ = id;
                }
                Err(trouble) => {
                    let _ = busy.try_set(false);
                    let field = trouble.fields.into_iter().find(|(name, _)| name == "brief");
                    let _ = wrong.try_set(Some(field.map_or(trouble.message, |(_, words)| words)));
                }
            }
        });
    };
    view! {
        <form
            class="stack"
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <p class="muted small">{i.t("pages.brief.text")}</p>
            <label class="label" for="brief">{i.t("pages.brief.label")}</label>
            <textarea
                class="textarea"
                id="brief"
                rows="6"
                maxlength="4000"
                placeholder=i.t("pages.brief.example")
                prop:value=move || brief.get()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=move || wrong.with(Option::is_some).then_some("brief-wrong")
                on:input:target=move |event| brief.set(event.target().value())
            ></textarea>
            <p class="error" id="brief-wrong" role="alert">{move || wrong.get()}</p>
            <div class="row">
                <Button kind=ButtonKind::Primary submit=true busy>{i.t("pages.brief.submit")}</Button>
            </div>
        </form>
    }
}
