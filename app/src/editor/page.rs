//! The page's own settings: name, address, what search engines and social networks show.

use landinghub::api::{AddressCheck, Page, Upload};
use landinghub::document::{MetaField, Op, Prop, Value};
use landinghub::editing::code;
use landinghub::page::{PageTitle, Slug};
use landinghub::render::audit::{DESCRIPTION_LENGTH, TITLE_LENGTH};
use landinghub::{Code, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::controls::{CheckControl, ChoiceControl, TextControl, Typed};
use super::device::{BrowserRng, Timer};
use super::pictures::PictureDialog;
use super::small::{effect, memo};
use super::state::{Editor, Info, use_editor};
use crate::http::{self, Failed};
use crate::ui::{Button, ButtonKind, ButtonSize, ConfirmDialog, Icon};

/// Characters of code at the most, as of any embed.
const MAX_CODE: usize = 20_000;
/// Quiet in the address before it is asked about, in milliseconds.
const QUIET: i32 = 350;

/// What is sent to rename a page or give it another address.
#[derive(serde::Serialize)]
struct Patch<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<&'a str>,
}

impl Editor {
    /// Renames the page.
    pub fn set_title(self, text: &str) {
        let Ok(title) = PageTitle::try_from(text) else {
            self.info.update(|_| {});
            return self.bad(self.i.t("editor.wrong.title"));
        };
        if self.info.with_untracked(|info| info.title == title.as_str()) {
            return;
        }
        let before = self.info.with_untracked(|info| info.title.clone());
        self.info.update(|info| title.as_str().clone_into(&mut info.title));
        spawn_local(async move {
            if let Err(failed) = self.patch_page(&Patch { title: Some(title.as_str()), slug: None }).await
                && self.is_alive()
            {
                self.info.update(|info| info.title = before);
                self.bad(self.failure(&failed));
            }
        });
    }

    async fn patch_page(self, patch: &Patch<'_>) -> Result<(), Failed> {
        let path = format!("/api/pages/{}", self.info.with_untracked(|info| info.id.clone()));
        let page = http::call::<Page>("PATCH", &path, http::json(patch)).await?;
        let _ = self.info.try_set(Info::from(&page));
        Ok(())
    }

    fn set_meta(self, gesture: u64, field: MetaField, value: Option<Value>) {
        let op = match value {
            Some(value) => Op::SetMeta { field, value },
            None => Op::UnsetMeta { field },
        };
        self.edit_in(gesture, "editor.did.page", vec![op]);
    }
}

/// See the module.
#[component]
pub fn PagePanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let meta = move |read: fn(&landinghub::document::Meta) -> Option<String>| {
        Signal::derive(move || {
            editor.watch_meta();
            editor.doc(|document| read(&document.meta)).unwrap_or_default()
        })
    };
    let title = meta(|meta| meta.title.clone());
    let description = meta(|meta| meta.description.clone());
    let text = move |field: MetaField| {
        Callback::new(move |typed: Typed| {
            let text: String = typed.text.chars().take(1_000).collect();
            editor.set_meta(typed.gesture, field, (!text.is_empty()).then_some(Value::Text(text)));
            None
        })
    };
    let noindex = Signal::derive(move || {
        editor.watch_meta();
        editor.doc(|document| document.meta.noindex)
    });
    let lang = Signal::derive(move || {
        editor.watch_meta();
        editor.doc(|document| document.lang.to_string())
    });
    let languages = [("en", "English"), ("vi", "Tiếng Việt"), ("th", "ไทย")]
        .map(|(tag, name)| (tag.to_owned(), name.to_owned()))
        .to_vec();
    // Somebody was sent here to a certain field.
    effect(move || {
        if let Some(field) = editor.desk.field.get() {
            let _ = request_animation_frame(move || {
                let selector = format!("#{field} :is(input, textarea, select, button), input#{field}");
                if let Some(found) = document().query_selector(&selector).ok().flatten() {
                    let found: web_sys::HtmlElement = found.unchecked_into();
                    let _ = found.focus();
                    found.scroll_into_view();
                }
                let _ = editor.desk.field.try_set(None);
            });
        }
    });
    view! {
        <div class="ed-panel-head"><h2>{i.t("editor.page")}</h2></div>
        <Address/>
        <fieldset class="ed-group">
            <legend>{i.t("editor.page.search")}</legend>
            <Snippet title description/>
            <div id="ed-meta-title">
                <TextControl
                    label=i.t("editor.page.meta_title")
                    value=title
                    placeholder=Signal::derive(move || editor.info.with(|info| info.title.clone()))
                    on_type=text(MetaField::Title)
                />
                {length(editor, title, TITLE_LENGTH)}
            </div>
            <div id="ed-meta-description">
                <TextControl
                    label=i.t("editor.page.description")
                    value=description
                    multiline=true
                    help=i.t("editor.page.description_help")
                    on_type=text(MetaField::Description)
                />
                {length(editor, description, DESCRIPTION_LENGTH)}
            </div>
            <div id="ed-meta-noindex">
                <CheckControl
                    label=i.t("editor.page.noindex")
                    value=noindex
                    on_change=Callback::new(move |on: bool| editor.set_meta(editor.gesture(), MetaField::Noindex, on.then_some(Value::Bool(true))))
                />
            </div>
        </fieldset>
        <fieldset class="ed-group">
            <legend>{i.t("editor.page.sharing")}</legend>
            <ShareCard title description/>
            <div id="ed-meta-picture"><HeadPicture field=MetaField::OgImage id="ed-social" words=i.t("editor.page.social")/></div>
            <div id="ed-meta-icon"><HeadPicture field=MetaField::Favicon id="ed-favicon" words=i.t("editor.page.favicon")/></div>
        </fieldset>
        <fieldset class="ed-group">
            <legend>{i.t("editor.page.code")}</legend>
            <PageCode/>
        </fieldset>
        <fieldset class="ed-group">
            <legend>{i.t("editor.page.more")}</legend>
            <div id="ed-meta-lang">
                <ChoiceControl
                    label=i.t("editor.page.language")
                    options=languages
                    value=lang
                    on_change=Callback::new(move |tag: String| editor.set_meta(editor.gesture(), MetaField::Lang, Some(Value::Text(tag))))
                />
            </div>
            <div class="ed-actions">
                <Button size=ButtonSize::Small kind=ButtonKind::Danger icon="trash-2" on_click=move |_| editor.desk.deleting.set(true)>{i.t("editor.page.delete")}</Button>
            </div>
        </fieldset>
    }
}

/// The author's own code for the whole page.
#[component]
fn PageCode() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let value = Signal::derive(move || {
        editor.watch_structure();
        let node = editor.doc(|document| code::page_code(document).cloned());
        node.and_then(|id| editor.node(&id, |_, node| node.text(&Prop::CODE).to_owned())).unwrap_or_default()
    });
    let typed = move |typed: Typed| {
        let text: String = typed.text.chars().take(MAX_CODE).collect();
        let ops = editor.doc(|document| code::set_page_code(document, &text, &BrowserRng));
        editor.edit_in(typed.gesture, "editor.did.page", ops);
        None
    };
    view! {
        <TextControl label=i.t("editor.prop.code") value multiline=true help=i.t("editor.page.code_help") on_type=Callback::new(typed)/>
    }
}

/// How long a text is, and how long it should be.
fn length(editor: Editor, text: Signal<String>, most: usize) -> AnyView {
    let i = editor.i;
    let count = memo(move || text.with(|text| text.trim().chars().count()));
    let words = move || {
        let number = |number: usize| i.number(u64::try_from(number).unwrap_or_default());
        i.t_with("editor.page.length", &[("count", &number(count.get())), ("most", &number(most))])
    };
    view! { <p class="ed-length" class:is-over=move || { count.get() > most }>{words}</p> }.into_any()
}

/// What search engines show: the title set for them, else the page's name.
fn shown_title(editor: Editor, title: Signal<String>) -> String {
    let title = title.get();
    if title.trim().is_empty() { editor.info.with(|info| info.title.clone()) } else { title }
}

/// The page in a list of results.
#[component]
fn Snippet(title: Signal<String>, description: Signal<String>) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let text = move || {
        let text = description.get();
        if text.trim().is_empty() { i.t("editor.page.no_description").to_owned() } else { text }
    };
    view! {
        <div class="ed-snippet" aria-label=i.t("editor.page.snippet") role="group">
            <p class="ed-snippet-url">{move || editor.info.with(|info| info.url.trim_end_matches('/').to_owned())}</p>
            <p class="ed-snippet-title">{move || shown_title(editor, title)}</p>
            <p class="ed-snippet-text">{text}</p>
        </div>
    }
}

/// The picture of a field of the head.
fn head_picture(editor: Editor, field: MetaField) -> Option<String> {
    editor.watch_meta();
    editor.doc(|document| {
        let id = match field {
            MetaField::Favicon => document.meta.favicon.as_ref()?,
            _ => document.meta.og_image.as_ref()?,
        };
        document.assets.get(id).map(|asset| asset.url.as_str().to_owned())
    })
}

/// A link to the page in a chat.
#[component]
fn ShareCard(title: Signal<String>, description: Signal<String>) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let picture = move || match head_picture(editor, MetaField::OgImage) {
        Some(url) => view! { <img src=url alt=""/> }.into_any(),
        None => view! { <span class="ed-card-none"><Icon name="image"/></span> }.into_any(),
    };
    let host = move || {
        let url = editor.info.with(|info| info.url.clone());
        let rest = url.split_once("//").map_or(url.clone(), |(_, rest)| rest.to_owned());
        rest.split('/').next().unwrap_or_default().to_owned()
    };
    view! {
        <div class="ed-card" aria-label=i.t("editor.page.card") role="group">
            {picture}
            <div>
                <p class="ed-note">{host}</p>
                <p class="ed-card-title">{move || shown_title(editor, title)}</p>
                <p class="ed-note">{description}</p>
            </div>
        </div>
    }
}

/// Chooses a picture of the head, or takes it away.
#[component]
fn HeadPicture(field: MetaField, id: &'static str, words: &'static str) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let open = RwSignal::new(false);
    let small = move || {
        (field == MetaField::Favicon).then(|| head_picture(editor, field)).flatten().map(|url| {
            view! { <img class="ed-favicon" src=url alt="" width="16" height="16"/> }
        })
    };
    view! {
        <div class="ed-actions">
            {small}
            <Button size=ButtonSize::Small icon=if field == MetaField::Favicon { "globe" } else { "image" } on_click=move |_| open.set(true)>{words}</Button>
            <Show when=move || head_picture(editor, field).is_some()>
                <Button size=ButtonSize::Small kind=ButtonKind::Ghost on_click=move |_| editor.set_meta(editor.gesture(), field, None)>
                    {i.t("editor.picture.remove")}
                    <span class="sr-only">": "{words}</span>
                </Button>
            </Show>
        </div>
        <PictureDialog open id on_choose=move |upload: Upload| { editor.use_head_picture(field, &upload); }/>
    }
}

/// Asks before the page goes to the trash.
#[component]
pub fn DeleteDialog() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let delete = move |()| {
        spawn_local(async move {
            // What was just done comes along, should the page be taken out again.
            editor.saved().await;
            let path = format!("/api/pages/{}", editor.info.with_untracked(|info| info.id.clone()));
            match http::send("DELETE", &path, &http::Body::Empty).await {
                Ok(_) => {
                    let _ = window().location().set_href("/pages");
                }
                Err(failed) if editor.is_alive() => editor.bad(editor.failure(&failed)),
                Err(_) => {}
            }
        });
    };
    view! {
        <ConfirmDialog
            open=editor.desk.deleting
            id="ed-delete-page"
            title=i.t("editor.page.delete_title")
            text=i.t("editor.page.delete_text")
            confirm=i.t("editor.page.delete")
            on_confirm=Callback::new(delete)
        />
    }
}

/// The page's address, saved when asked to: it can be refused.
#[component]
fn Address() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let slug = RwSignal::new(editor.info.with_untracked(|info| info.slug.clone()));
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let waiting = StoredValue::new_local(None::<Timer>);
    let typed = move |text: String| {
        slug.set(text.clone());
        let text = text.trim().to_lowercase();
        // While it is typed, what is too short may still grow.
        let checked = Slug::try_from(text.as_str());
        wrong.set(checked.as_ref().err().filter(|_| text.len() >= 3).map(|problem| say(editor, problem)));
        if checked.is_err() || editor.info.with_untracked(|info| info.slug == text) {
            return waiting.set_value(None);
        }
        let ask = move || {
            spawn_local(async move {
                let id = editor.info.with_untracked(|info| info.id.clone());
                let path = ["/api/pages/", &id, "/address?slug=", &text].concat();
                let answer = http::call::<AddressCheck>("GET", &path, http::Body::Empty).await;
                let still = slug.try_with_untracked(|now| now.trim().to_lowercase() == text) == Some(true);
                if let (Ok(AddressCheck { code: Some(code), .. }), true) = (answer, still) {
                    wrong.set(Some(say(editor, &Problem::from(code))));
                }
            });
        };
        waiting.set_value(Some(Timer::after(QUIET, ask)));
    };
    let url = move || {
        let (now, url) = editor.info.with(|info| (info.slug.clone(), info.url.clone()));
        url.replacen(&format!("//{now}."), &format!("//{}.", slug.get()), 1)
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = slug.get_untracked().trim().to_lowercase();
        let checked = Slug::try_from(text.as_str());
        if let Err(problem) = checked {
            return wrong.set(Some(say(editor, &problem)));
        }
        wrong.set(None);
        busy.set(true);
        spawn_local(async move {
            let done = editor.patch_page(&Patch { title: None, slug: Some(&text) }).await;
            if !editor.is_alive() {
                return;
            }
            let _ = busy.try_set(false);
            match done {
                Ok(()) => editor.good(i.t("editor.page.address_saved")),
                Err(Failed::Problem(problem)) => {
                    let _ = wrong.try_set(Some(say(editor, &problem)));
                }
                Err(failed) => editor.bad(editor.failure(&failed)),
            }
        });
    };
    view! {
        <form class="ed-group" on:submit=save>
            <div class="ed-field">
                <label class="label" for="ed-slug">{i.t("editor.page.address")}</label>
                <input
                    class="input"
                    id="ed-slug"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="63"
                    prop:value=move || slug.get()
                    on:input:target=move |event| typed(event.target().value())
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby="ed-slug-note"
                />
                <p id="ed-slug-note" class=move || if wrong.with(Option::is_some) { "field-error" } else { "help" }>
                    {move || wrong.get().unwrap_or_else(&url)}
                </p>
            </div>
            <Show when=move || slug.with(|slug| editor.info.with(|info| info.slug != *slug))>
                <Button size=ButtonSize::Small submit=true busy>{i.t("editor.page.address_save")}</Button>
            </Show>
        </form>
    }
}

fn say(editor: Editor, problem: &Problem) -> String {
    match problem.code {
        Code::SlugTaken => editor.i.t("editor.page.slug_taken").to_owned(),
        Code::SlugReserved => editor.i.t("editor.page.slug_reserved").to_owned(),
        Code::ValidationFailed => editor.i.t("editor.page.slug_wrong").to_owned(),
        _ => problem.detail.clone(),
    }
}
