//! Blocks and sections to add.

use landinghub::document::Kind;
use landinghub::document::kind::catalogue;
use landinghub::editing::Preset;
use leptos::prelude::*;

use super::drag::Payload;
use super::state::use_editor;
use crate::ui::Icon;

/// The icon of a kind.
pub fn icon(kind: &Kind) -> &'static str {
    match kind {
        Kind::Section | Kind::Root => "panel-top",
        Kind::Container | Kind::Column => "square",
        Kind::Columns => "columns-2",
        Kind::Heading => "heading",
        Kind::RichText => "text",
        Kind::Image => "image",
        Kind::Button | Kind::SubmitButton => "mouse-pointer-click",
        Kind::Link => "link",
        Kind::List | Kind::ListItem => "list",
        Kind::Divider => "minus",
        Kind::Spacer => "move-vertical",
        Kind::Navbar => "panel-top",
        Kind::Footer => "panel-bottom",
        Kind::Faq | Kind::FaqItem => "circle-help",
        Kind::Form => "mail",
        Kind::TextField | Kind::EmailField | Kind::PhoneField | Kind::TextArea => "text-cursor-input",
        Kind::SelectField => "chevron-down",
        Kind::CheckboxField => "square-check",
        Kind::Unknown(_) => "sparkles",
    }
}

/// Folds for search; the browser decomposes.
pub fn fold(text: &str) -> String {
    let decomposed = String::from(js_sys::JsString::from(text).normalize("NFD"));
    landinghub::text::fold_decomposed(decomposed.chars())
}

/// Every kind, in groups, with a field to find one.
#[component]
pub fn Blocks() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let search = RwSignal::new(String::new());
    let kinds: Vec<(&'static Kind, String)> =
        catalogue().map(|(kind, _)| (kind, editor.kind_name(kind))).collect();
    let list = move || {
        let wanted = fold(&search.read());
        let found: Vec<_> = kinds.iter().filter(|(_, name)| fold(name).contains(&wanted)).cloned().collect();
        let none = found.is_empty();
        let items = found
            .into_iter()
            .map(|(kind, name)| {
                view! {
                    <li>
                        <button type="button" class="ed-block" data-kind=kind.as_str().to_owned() on:pointerdown=move |event| editor.press(&event, Payload::Kind(kind)) on:click=move |_| editor.add_block(kind)>
                            <Icon name=icon(kind)/>
                            <span>{name}</span>
                        </button>
                    </li>
                }
            })
            .collect_view();
        view! {
            <ul class="ed-blocks" role="list" aria-label=i.t("editor.blocks")>{items}</ul>
            {none.then(|| view! { <p class="ed-note" role="status">{i.t("editor.blocks.none")}</p> })}
        }
    };
    view! {
        <div class="ed-search">
            <input
                class="input"
                type="search"
                aria-label=i.t("editor.blocks.search")
                placeholder=i.t("editor.blocks.search")
                on:input:target=move |event| search.set(event.target().value())
            />
        </div>
        {list}
    }
}

/// Whole sections.
#[component]
pub fn Sections() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let items = Preset::ALL
        .iter()
        .map(|preset| {
            let key = format!("editor.section.{}", preset.as_str());
            let name = i.find(&key).unwrap_or(preset.as_str());
            view! {
                <li>
                    <button type="button" class="ed-section" on:pointerdown=move |event| editor.press(&event, Payload::Preset(*preset)) on:click=move |_| editor.add_preset(*preset, name)>
                        <span class=format!("ed-sketch is-{}", preset.as_str()) aria-hidden="true"><i></i><i></i><i></i><i></i></span>
                        <span>{name}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="ed-sections" role="list" aria-label=i.t("editor.sections")>{items}</ul> }
}
