//! A page from HTML: pasted, or a file, or a zip with its styles and pictures. What couldn't be kept is told before the
//! editor opens.

use super::api::{ImportedPage, import_page};
use crate::answer::settle;
use crate::i18n::{I18n, use_i18n};
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
    // The zip that is on its way.
    let sending = RwSignal::new(None::<String>);
    let chosen = move |files: Chosen| take_file(files, html, Import { i, busy, wrong, done, sending });
    let over = RwSignal::new(false);
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
                class="stack import-form"
                class:is-over=over
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
                on:dragover=move |event| {
                    event.prevent_default();
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=move |event| {
                    event.prevent_default();
                    over.set(false);
                    chosen(dropped(&event));
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
                            accept=".html,.htm,.zip,text/html,application/zip"
                            disabled=busy
                            on:change:target=move |event| chosen(picked(&event.target()))
                        />
                    </label>
                    <Button kind=ButtonKind::Primary submit=true busy>{i.t("pages.import.submit")}</Button>
                </div>
                <div class="import-sending" role="status">
                    {move || sending.get().map(|name| view! {
                        <progress class="progress" aria-label=i.t("pages.import.sending")></progress>
                        <span class="small muted">{i.t("pages.import.sending")} " " <bdi>{name}</bdi></span>
                    })}
                </div>
            </form>
        }
        .into_any()
    };
    move || done.get().map_or_else(form, report)
}

/// What the form knows.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "files are taken in the browser"))]
struct Import {
    i: I18n,
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
    done: RwSignal<Option<ImportedPage>>,
    sending: RwSignal<Option<String>>,
}

#[cfg(feature = "hydrate")]
type Chosen = Option<web_sys::File>;
#[cfg(not(feature = "hydrate"))]
type Chosen = Option<()>;

#[cfg(feature = "hydrate")]
fn picked(field: &web_sys::HtmlInputElement) -> Chosen {
    let file = field.files().and_then(|files| files.get(0));
    // The same file may be chosen again.
    field.set_value("");
    file
}

#[cfg(not(feature = "hydrate"))]
fn picked<T>(_: &T) -> Chosen {
    None
}

#[cfg(feature = "hydrate")]
fn dropped(event: &leptos::ev::DragEvent) -> Chosen {
    event.data_transfer()?.files()?.get(0)
}

#[cfg(not(feature = "hydrate"))]
fn dropped<T>(_: &T) -> Chosen {
    None
}

/// Puts a file's text into the field; a zip is sent at once.
#[cfg(feature = "hydrate")]
fn take_file(file: Chosen, html: RwSignal<String>, form: Import) {
    use wasm_bindgen::JsCast;
    let Import { i, busy, wrong, done, sending } = form;
    let Some(file) = file.filter(|_| !busy.get_untracked()) else { return };
    wrong.set(None);
    if file.name().to_lowercase().ends_with(".zip") || file.type_().contains("zip") {
        busy.set(true);
        sending.set(Some(file.name()));
        return spawn_local(async move {
            let answer = zip::send(&file).await;
            let _ = busy.try_set(false);
            let _ = sending.try_set(None);
            match answer {
                Ok(page) => {
                    let _ = done.try_set(Some(page));
                }
                Err(reason) => {
                    let words = i.find(&format!("pages.import.zip.{reason}"));
                    let _ = wrong.try_set(Some(words.unwrap_or(i.t("ui.offline")).to_owned()));
                }
            }
        });
    }
    let unreadable = i.t("pages.import.unreadable");
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
fn take_file(_: Chosen, _: RwSignal<String>, _: Import) {}

/// Zips go through the public interface: server functions take forms of texts.
#[cfg(feature = "hydrate")]
mod zip {
    use super::ImportedPage;
    use js_sys::futures::JsFuture;
    use leptos::prelude::*;
    use serde::Deserialize;
    use wasm_bindgen::{JsCast, JsValue};

    /// Most bytes of a zip.
    const MAX_BYTES: f64 = 10.0 * 1_048_576.0;

    #[derive(Deserialize)]
    struct Made {
        id: String,
        import_report: Report,
    }

    #[derive(Deserialize)]
    struct Report {
        kept: u64,
        dropped: Vec<Dropped>,
    }

    #[derive(Deserialize)]
    struct Dropped {
        what: String,
        code: String,
    }

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Refused {
        code: String,
        reason: String,
    }

    async fn post(path: &str, form: Option<&web_sys::FormData>) -> Result<(u16, String), JsValue> {
        let init = web_sys::RequestInit::new();
        init.set_method("POST");
        if let Some(form) = form {
            init.set_body(form);
        }
        let answer = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await?;
        let answer: web_sys::Response = answer.dyn_into()?;
        let text = JsFuture::from(answer.text()?).await?;
        Ok((answer.status(), text.as_string().unwrap_or_default()))
    }

    /// Sends it. What went wrong is a word for which there are sentences.
    pub async fn send(file: &web_sys::File) -> Result<ImportedPage, String> {
        if file.size() > MAX_BYTES {
            return Err("payload_too_large".to_owned());
        }
        let offline = |_| "offline".to_owned();
        let form = web_sys::FormData::new().map_err(offline)?;
        form.append_with_blob_and_filename("file", file, &file.name()).map_err(offline)?;
        let (mut status, mut text) = post("/api/pages/import", Some(&form)).await.map_err(offline)?;
        if status == 401 {
            let _ = post("/api/auth/refresh", None).await;
            (status, text) = post("/api/pages/import", Some(&form)).await.map_err(offline)?;
        }
        if status == 401 {
            // The session ended: to the login, and back here after it.
            let _ = window().location().set_href("/auth?next=/pages");
        }
        if status >= 400 {
            let refused: Refused = serde_json::from_str(&text).unwrap_or_default();
            return Err(if refused.reason.is_empty() { refused.code } else { refused.reason });
        }
        let made: Made = serde_json::from_str(&text).map_err(|_| "internal".to_owned())?;
        let dropped = made.import_report.dropped.into_iter().map(|row| (row.what, row.code)).collect();
        Ok(ImportedPage { id: made.id, kept: made.import_report.kept, dropped })
    }
}
