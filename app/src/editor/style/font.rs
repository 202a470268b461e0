//! Choosing a font family: each in its own letters.

use landinghub::document::{TokenKind, theme};
use landinghub::fonts::FAMILIES;
use leptos::prelude::*;

use super::super::state::{Editor, use_editor};
use super::row::word_name;
use crate::ui::{Icon, aria};

/// The families that come with every device.
const SYSTEM: &[(&str, &str)] = &[
    ("system-ui, sans-serif", "editor.font.system"),
    ("Georgia, \"Times New Roman\", serif", "editor.font.serif"),
    ("ui-monospace, Menlo, Consolas, monospace", "editor.font.mono"),
];

/// What a family value is called.
pub fn family_name(editor: Editor, value: &str) -> String {
    if let Some(id) = value.strip_prefix("token(").and_then(|rest| rest.strip_suffix(')')) {
        return editor.token_words(id);
    }
    let known = FAMILIES.iter().find(|family| family.is_in(value)).map(|family| family.name.to_owned());
    let system = || SYSTEM.iter().find(|(known, _)| *known == value).map(|(_, key)| word_of(editor, key));
    known.or_else(system).unwrap_or_else(|| {
        let first = value.split(',').next().unwrap_or_default().trim().trim_matches('"');
        if first == "system-ui" { word_of(editor, "editor.font.system") } else { word_name(editor, first) }
    })
}

fn word_of(editor: Editor, key: &str) -> String {
    editor.i.find(key).unwrap_or(key).to_owned()
}

/// A list that opens under the present family. `tokens` offers the page's own fonts first.
#[component]
pub fn FontField(
    #[prop(into)] label: String,
    here: Signal<Option<String>>,
    shown: Signal<String>,
    tokens: bool,
    set: Callback<(u64, Option<String>), Option<String>>,
) -> impl IntoView {
    let editor = use_editor();
    let open = RwSignal::new(false);
    let now = move || here.get().unwrap_or_else(|| shown.get());
    let button = NodeRef::<leptos::html::Button>::new();
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let choice = move |value: String, words: String| {
        let this = value.clone();
        let style =
            if value.starts_with("token(") { String::new() } else { ["font-family:", &value].concat() };
        view! {
            <li role="presentation">
                <button
                    type="button"
                    class="st-font"
                    style=style
                    aria-pressed=move || aria(now() == this)
                    on:click=move |_| {
                        set.run((editor.gesture(), Some(value.clone())));
                        close();
                    }
                >
                    {words}
                </button>
            </li>
        }
    };
    let list = move || {
        let own: Vec<(String, String)> = if tokens {
            editor
                .doc(theme::tokens)
                .into_iter()
                .filter(|(_, token)| token.kind == TokenKind::Font)
                .map(|(id, token)| {
                    let name =
                        if token.name.is_empty() { editor.token_words(id.as_str()) } else { token.name };
                    (["token(", id.as_str(), ")"].concat(), name)
                })
                .collect()
        } else {
            Vec::new()
        };
        let shipped = FAMILIES.iter().map(|family| (family.value(), family.name.to_owned()));
        let system = SYSTEM.iter().map(|(value, key)| ((*value).to_owned(), word_of(editor, key)));
        own.into_iter().chain(shipped).chain(system).map(|(value, words)| choice(value, words)).collect_view()
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let key = event.key();
        if key == "Escape" && open.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            return close();
        }
        let Some(from) = super::super::canvas::event_element(&event) else { return };
        let next = match key.as_str() {
            "ArrowDown" => from.parent_element().and_then(|item| item.next_element_sibling()),
            "ArrowUp" => from.parent_element().and_then(|item| item.previous_element_sibling()),
            _ => return,
        };
        if let Some(to) = next.and_then(|item| item.first_element_child()) {
            event.prevent_default();
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(to).focus();
        }
    };
    let words = [label.as_str(), ": "].concat();
    let named = move || [words.as_str(), &family_name(editor, &now())].concat();
    view! {
        <div class="st-fonts" on:keydown=key>
            // The list shows every family in its own letters; the files are fetched when it opens.
            <button
                type="button"
                class="st-select st-font-now"
                node_ref=button
                aria-expanded=move || aria(open.get())
                aria-label=named
                on:click=move |_| {
                    load_faces();
                    open.update(|open| *open = !*open);
                }
            >
                <span>{move || family_name(editor, &now())}</span>
                <Icon name="chevron-down"/>
            </button>
            {move || open.get().then(|| view! { <ul class="st-font-list" role="list" aria-label=label.clone()>{list()}</ul> })}
        </div>
    }
    .into_any()
}

/// Lets this screen draw the families, too: a stylesheet with all of them.
fn load_faces() {
    let document = document();
    if document.get_element_by_id("st-faces").is_some() {
        return;
    }
    if let (Ok(link), Some(head)) = (document.create_element("link"), document.head()) {
        link.set_id("st-faces");
        let _ = link.set_attribute("rel", "stylesheet");
        let _ = link.set_attribute("href", &[landinghub::fonts::PATH, landinghub::fonts::SHEET].concat());
        let _ = head.append_child(&link);
    }
}
