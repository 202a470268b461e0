//! The popover for a link: a web address, a place on this page, a mail address or a telephone number.

use landinghub::document::{Href, Kind, Link, NodeId, Op, Prop, Value};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::small::effect;
use super::state::{Editor, use_editor};
use crate::ui::Icon;

/// What sort of address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Web,
    Page,
    Mail,
    Phone,
}

const WAYS: &[(Way, &str, &str)] = &[
    (Way::Web, "web", "editor.link.web"),
    (Way::Page, "page", "editor.link.page"),
    (Way::Mail, "mail", "editor.link.mail"),
    (Way::Phone, "phone", "editor.link.phone"),
];

/// An address taken apart: its sort, and what people write of it.
fn taken_apart(href: &str) -> (Way, String) {
    if let Some(mail) = href.strip_prefix("mailto:") {
        (Way::Mail, mail.to_owned())
    } else if let Some(phone) = href.strip_prefix("tel:") {
        (Way::Phone, phone.to_owned())
    } else if href.starts_with('#') {
        (Way::Page, href.to_owned())
    } else {
        (Way::Web, href.to_owned())
    }
}

/// What people wrote as an address. `example.com` is meant as a web address.
fn put_together(way: Way, text: &str) -> Option<Href> {
    let text = text.trim();
    let whole = match way {
        Way::Mail if text.contains('@') && !text.starts_with('@') && !text.ends_with('@') => {
            ["mailto:", text].concat()
        }
        Way::Phone => {
            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            if digits.len() < 3 {
                return None;
            }
            ["tel:", &digits].concat()
        }
        Way::Mail => return None,
        Way::Page => text.to_owned(),
        Way::Web => {
            let bare = !text.contains(':') && !text.starts_with(['/', '#', '?', '.']) && text.contains('.');
            if bare { ["https://", text].concat() } else { text.to_owned() }
        }
    };
    if whole.is_empty() { None } else { Href::new(&whole).ok() }
}

/// What people type into a field that takes any address: `example.com` and `name@example.com` are meant as what they
/// look like.
pub fn address(text: &str) -> Option<Href> {
    let text = text.trim();
    let is_mail = text.contains('@') && !text.contains([':', '/', '#', '?']);
    put_together(if is_mail { Way::Mail } else { Way::Web }, text)
}

/// A place on the page a link can lead to.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The block.
    pub node: NodeId,
    /// Its fragment; a new one if it has none yet.
    pub anchor: String,
    /// Whether the block has to get it.
    pub is_new: bool,
    /// Its label or first words.
    pub name: String,
}

/// A fragment made of words, or of a number where they have no letters to be read in an address.
fn fragment(words: &str, number: usize, taken: &[&str], made: &[Place]) -> String {
    let mut slug = String::new();
    for c in super::palette::fold(words).chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.len() >= 32 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    let mut anchor =
        if slug.is_empty() { ["section-", &number.to_string()].concat() } else { slug.to_owned() };
    while taken.contains(&anchor.as_str()) || made.iter().any(|place| place.anchor == anchor) {
        anchor.push('x');
    }
    anchor
}

/// Places with an anchor, and sections that can have one.
pub fn places(editor: Editor) -> Vec<Place> {
    editor.doc(|document| {
        let tree = landinghub::document::Tree::new(document);
        let walk = tree.walk(&document.root);
        let taken: Vec<&str> = document.nodes.values().map(|node| node.text(&Prop::ANCHOR)).collect();
        let mut found: Vec<Place> = Vec::new();
        for (number, (_, id)) in walk.into_iter().enumerate() {
            let Some(node) = document.node(id) else { continue };
            let anchor = node.text(&Prop::ANCHOR);
            let is_new = anchor.is_empty();
            if is_new && !matches!(node.kind, Kind::Section | Kind::Footer) {
                continue;
            }
            let name = landinghub::editing::clip::excerpt(document, id)
                .or_else(|| {
                    // A section goes by its first words.
                    let inside = tree.walk(id);
                    inside.into_iter().find_map(|(_, id)| landinghub::editing::clip::excerpt(document, id))
                })
                .filter(|_| node.label.is_empty())
                .unwrap_or_else(|| editor.name_of(node));
            let anchor = if is_new { fragment(&name, number, &taken, &found) } else { anchor.to_owned() };
            found.push(Place { node: id.clone(), anchor, is_new, name });
        }
        found
    })
}

/// See the module.
#[component]
pub fn LinkPopover() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let now = editor.words.look.with_untracked(|look| look.as_ref().and_then(|look| look.marks.link.clone()));
    let has = now.is_some();
    let (way, text) = now.as_ref().map_or((Way::Web, String::new()), |link| taken_apart(link.href.as_str()));
    let way = RwSignal::new(way);
    let text = RwSignal::new(text);
    let new_tab = RwSignal::new(now.is_some_and(|link| link.new_tab));
    let wrong = RwSignal::new(false);
    let places = StoredValue::new(places(editor));
    let form = NodeRef::<html::Form>::new();
    let first = move || {
        let field =
            form.get_untracked().and_then(|form| form.query_selector("[name=address]").ok().flatten());
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            let _ = field.focus();
        }
    };
    effect(move || {
        if form.get().is_some() {
            first();
        }
    });
    let close = move || {
        editor.words.linking.set(false);
        editor.back_to_words();
    };
    let apply = move || {
        let way = way.get_untracked();
        let Some(href) = put_together(way, &text.get_untracked()) else {
            wrong.set(true);
            return first();
        };
        if way == Way::Page {
            let made = places.with_value(|places| {
                places
                    .iter()
                    .find(|place| place.is_new && href.as_str().strip_prefix('#') == Some(&place.anchor))
                    .cloned()
            });
            if let Some(Place { node, anchor, .. }) = made {
                let op = Op::SetProp { node, prop: Prop::ANCHOR, value: Value::text(anchor) };
                editor.edit("editor.did.text", vec![op]);
            }
        }
        let link = Link { href, new_tab: way == Way::Web && new_tab.get_untracked() };
        editor.words.linking.set(false);
        editor.change_words(&mut |draft| draft.link(Some(link.clone())));
    };
    let remove = move |_| {
        editor.words.linking.set(false);
        editor.change_words(&mut |draft| draft.link(None));
    };
    let error = move || {
        i.t(match way.get() {
            Way::Mail => "editor.link.wrong.mail",
            Way::Phone => "editor.link.wrong.phone",
            Way::Page => "editor.link.wrong.page",
            Way::Web => "editor.wrong.link",
        })
    };
    let ways = WAYS
        .iter()
        .map(|(one, word, label)| {
            view! {
                <label class="ed-link-way">
                    <input
                        type="radio"
                        name="ed-link-way"
                        value=*word
                        prop:checked=move || way.get() == *one
                        on:change=move |_| {
                            way.set(*one);
                            text.set(String::new());
                            wrong.set(false);
                        }
                    />
                    <span>{i.t(label)}</span>
                </label>
            }
        })
        .collect_view();
    let field = move || {
        match way.get() {
        Way::Page => view! {
            <select class="select" name="address" aria-label=i.t("editor.link.page") aria-invalid=move || wrong.get().then_some("true")
                on:change:target=move |event| text.set(event.target().value())>
                <option value="" selected=move || text.with(String::is_empty)>{i.t("editor.link.choose")}</option>
                {places.with_value(|places| places.iter().map(|place| {
                    let value = ["#", &place.anchor].concat();
                    let is = value.clone();
                    view! { <option value=value selected=move || text.with(|text| *text == is)>{place.name.clone()}</option> }
                }).collect_view())}
            </select>
        }
        .into_any(),
        way => {
            let (kind, mode, label, hint) = match way {
                Way::Mail => ("email", "email", "editor.link.mail", "name@example.com"),
                Way::Phone => ("tel", "tel", "editor.link.phone", "+84 90 123 45 67"),
                _ => ("text", "url", "editor.link.web", "https://"),
            };
            view! {
                <input
                    class="input"
                    name="address"
                    type=kind
                    inputmode=mode
                    autocomplete="off"
                    aria-label=i.t(label)
                    placeholder=hint
                    aria-invalid=move || wrong.get().then_some("true")
                    prop:value=move || text.get()
                    on:input:target=move |event| {
                        text.set(event.target().value());
                        wrong.set(false);
                    }
                />
            }
            .into_any()
        }
    }
    };
    let tab = move || {
        (way.get() == Way::Web).then(|| {
            view! {
                <label class="ed-check">
                    <input type="checkbox" prop:checked=move || new_tab.get() on:change:target=move |event| new_tab.set(event.target().checked())/>
                    {i.t("editor.new_tab")}
                </label>
            }
        })
    };
    view! {
        <form
            node_ref=form
            class="ed-link"
            role="dialog"
            aria-label=i.t("editor.mark.link")
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                apply();
            }
            on:keydown=move |event| {
                event.stop_propagation();
                if event.key() == "Escape" {
                    event.prevent_default();
                    close();
                }
            }
        >
            <fieldset class="ed-link-ways">
                <legend class="sr-only">{i.t("editor.link.kind")}</legend>
                {ways}
            </fieldset>
            {field}
            <p class="error" role="alert">{move || wrong.get().then(error)}</p>
            {tab}
            <div class="ed-link-foot">
                {has.then(|| view! {
                    <button type="button" class="btn btn-ghost btn-sm" on:click=remove><Icon name="x"/>{i.t("editor.link.remove")}</button>
                })}
                <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| close()>{i.t("ui.cancel")}</button>
                <button type="submit" class="btn btn-primary btn-sm">{i.t("editor.mark.apply")}</button>
            </div>
        </form>
    }
    .into_any()
}
