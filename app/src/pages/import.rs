//! A page from HTML: pasted, or a file. What couldn't be kept is told before the editor opens.

use super::api::{ImportedPage, import_page};
use crate::answer::settle;
use crate::i18n::use_i18n;
use crate::ui::{Button, ButtonKind, Icon, LinkButton};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The form, and after it the report.
#[component]
pub fn ImportForm() -> impl IntoView {
    let i = use_i18n();
    let offline = i.t("ui.offline");
    let html = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let done = RwSignal::new(None::<ImportedPage>);
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = settle(import_page(html.get_untracked()).await, offline);
            let _ = busy.try_set(false);
            match answer {
                Ok(page) => {
                    let _ = done.try_set(Some(page));
                }
                Err(trouble) => {
                    let field = trouble.fields.into_iter().find(|(name, _)| name == "html");
                    let _ = wrong.try_set(Some(field.map_or(trouble.message, |(_, words)| words)));
                }
            }
        });
    };
    let report = move |page: ImportedPage| {
        let address = format!("/pages/{}/edit", page.id);
        let rows = page
            .dropped
            .into_iter()
            .map(|(what, code)| {
                let why = i.find(&format!("pages.import.why.{code}")).unwrap_or_default();
                view! { <li><code>{what}</code> <span class="muted">{why}</span></li> }
            })
            .collect_view();
        view! {
            <div class="import-report" role="status">
                <p><strong>{i.n("pages.import.kept", page.kept)}</strong></p>
                {(!rows.is_empty()).then(|| view! {
                    <p>{i.t("pages.import.dropped")}</p>
                    <ul class="import-dropped">{rows}</ul>
                })}
                <LinkButton href=address kind=ButtonKind::Primary external=true>{i.t("pages.import.open")}</LinkButton>
            </div>
        }
        .into_any()
    };
    let form = move || {
        view! {
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <p class="muted small">{i.t("pages.import.text")}</p>
                <label class="label" for="import-html">{i.t("pages.import.html")}</label>
                <textarea
                    class="textarea import-html"
                    id="import-html"
                    rows="8"
                    spellcheck="false"
                    autocomplete="off"
                    placeholder="<!doctype html>…"
                    prop:value=move || html.get()
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=move || wrong.with(Option::is_some).then_some("import-wrong")
                    on:input:target=move |event| html.set(event.target().value())
                ></textarea>
                <p class="error" id="import-wrong" role="alert">{move || wrong.get()}</p>
                <div class="row">
                    <label class="btn btn-secondary import-file">
                        <Icon name="upload"/>
                        {i.t("pages.import.file")}
                        <input
                            class="sr-only"
                            type="file"
                            accept=".html,.htm,text/html"
                            on:change:target=move |event| read_file(&event.target(), html, wrong, i.t("pages.import.unreadable"))
                        />
                    </label>
                    <Button kind=ButtonKind::Primary submit=true busy>{i.t("pages.import.submit")}</Button>
                </div>
            </form>
        }
        .into_any()
    };
    move || done.get().map_or_else(form, report)
}

/// Puts a file's text into the field.
#[cfg(feature = "hydrate")]
fn read_file(
    field: &web_sys::HtmlInputElement,
    html: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
    unreadable: &'static str,
) {
    use wasm_bindgen::JsCast;
    let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
    field.set_value("");
    spawn_local(async move {
        let blob: &web_sys::Blob = file.unchecked_ref();
        let text = js_sys::futures::JsFuture::from(blob.text()).await.ok().and_then(|text| text.as_string());
        match text {
            Some(text) => {
                let _ = html.try_set(text);
            }
            None => {
                let _ = wrong.try_set(Some(unreadable.to_owned()));
            }
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn read_file<T>(_: &T, _: RwSignal<String>, _: RwSignal<Option<String>>, _: &'static str) {}
