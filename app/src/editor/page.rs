//! The page's own settings: name, address, what search engines and social networks show.

use landinghub::api::{Page, Upload};
use landinghub::document::{MetaField, Op, Value};
use landinghub::page::{PageTitle, Slug};
use landinghub::{Code, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::controls::{CheckControl, ChoiceControl, TextControl, Typed};
use super::state::{Editor, Info, use_editor};
use super::upload::PictureDialog;
use crate::http::{self, Failed};
use crate::ui::{Button, ButtonSize};

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
    let picture = RwSignal::new(false);
    let icon = RwSignal::new(false);
    view! {
        <div class="ed-panel-head"><h2>{i.t("editor.page")}</h2></div>
        <Address/>
        <fieldset class="ed-group">
            <legend>{i.t("editor.page.search")}</legend>
            <TextControl
                label=i.t("editor.page.meta_title")
                value=meta(|meta| meta.title.clone())
                placeholder=Signal::derive(move || editor.info.with(|info| info.title.clone()))
                on_type=text(MetaField::Title)
            />
            <TextControl
                label=i.t("editor.page.description")
                value=meta(|meta| meta.description.clone())
                multiline=true
                help=i.t("editor.page.description_help")
                on_type=text(MetaField::Description)
            />
            <ChoiceControl
                label=i.t("editor.page.language")
                options=languages
                value=lang
                on_change=Callback::new(move |tag: String| editor.set_meta(editor.gesture(), MetaField::Lang, Some(Value::Text(tag))))
            />
            <CheckControl
                label=i.t("editor.page.noindex")
                value=noindex
                on_change=Callback::new(move |on: bool| editor.set_meta(editor.gesture(), MetaField::Noindex, on.then_some(Value::Bool(true))))
            />
            <div class="ed-actions">
                <Button size=ButtonSize::Small icon="image" on_click=move |_| picture.set(true)>{i.t("editor.page.social")}</Button>
                <Button size=ButtonSize::Small icon="globe" on_click=move |_| icon.set(true)>{i.t("editor.page.favicon")}</Button>
            </div>
            <PictureDialog open=picture id="ed-social" on_choose=move |upload: Upload| { editor.use_head_picture(MetaField::OgImage, &upload); }/>
            <PictureDialog open=icon id="ed-favicon" on_choose=move |upload: Upload| { editor.use_head_picture(MetaField::Favicon, &upload); }/>
        </fieldset>
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
                    on:input:target=move |event| slug.set(event.target().value())
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
