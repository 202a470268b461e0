//! Blocks to add, found by their names, with those used a moment ago.

use landinghub::document::Kind;
use landinghub::document::kind::catalogue;
use landinghub::editing::Preset;
use leptos::prelude::*;

use super::device::notes;
use super::drag::Payload;
use super::state::{Editor, use_editor};
use crate::ui::Icon;

/// Where the names of blocks used last are kept.
const RECENT: &str = "lh.recent";
/// Blocks and sections remembered.
const REMEMBERED: usize = 6;

/// The icon of a kind.
pub fn icon(kind: &Kind) -> &'static str {
    match kind {
        Kind::Section | Kind::Root => "panel-top",
        Kind::Container | Kind::Column => "square",
        Kind::Columns => "columns-2",
        Kind::Heading => "heading",
        Kind::RichText => "text",
        Kind::Image => "image",
        Kind::Product => "shopping-cart",
        Kind::Chat => "message-circle",
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
        Kind::Hero => "layout-template",
        Kind::Features | Kind::Feature => "layers",
        Kind::Testimonials | Kind::Testimonial => "message-circle",
        Kind::Pricing | Kind::Plan => "tag",
        Kind::Team | Kind::Member => "users",
        Kind::Stats | Kind::Stat => "chart-no-axes-column",
        Kind::Tabs | Kind::Tab => "folder",
        Kind::Gallery => "images",
        Kind::Logos => "badge-check",
        Kind::Carousel => "gallery-horizontal",
        Kind::Countdown => "timer",
        Kind::Popup => "app-window",
        Kind::Icon => "star",
        Kind::Video => "square-play",
        Kind::Map => "map-pin",
        Kind::Social | Kind::SocialLink => "share-2",
        Kind::Embed => "code-xml",
        Kind::Instance => "component",
        Kind::Unknown(_) => "sparkles",
    }
}

/// Folds for search; the browser decomposes.
pub fn fold(text: &str) -> String {
    let decomposed = String::from(js_sys::JsString::from(text).normalize("NFD"));
    landinghub::text::fold_decomposed(decomposed.chars())
}

/// Words people look for beside the names: kinds and presets by their key.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("heading", "title headline h1 h2"),
    ("rich_text", "paragraph copy words"),
    ("image", "picture photo img"),
    ("button", "cta link action"),
    ("chat", "message support contact talk live"),
    ("container", "box div group flex grid card"),
    ("columns", "grid row two three"),
    ("spacer", "gap space"),
    ("divider", "line rule separator hr"),
    ("navbar", "menu header navigation"),
    ("form", "lead contact subscribe signup"),
    ("hero", "header intro banner first"),
    ("features", "benefits services reasons"),
    ("image_text", "picture split about"),
    ("quotes", "testimonials reviews feedback"),
    ("pricing", "plans prices packages"),
    ("faq", "questions answers help"),
    ("contact", "form lead message"),
    ("call_to_action", "cta banner"),
    ("footer", "bottom copyright"),
    ("testimonials", "reviews quotes feedback"),
    ("stats", "numbers counters statistics"),
    ("team", "people staff"),
    ("tabs", "switch panels"),
    ("gallery", "photos album lightbox"),
    ("logos", "brands partners clients"),
    ("carousel", "slider swipe"),
    ("countdown", "timer clock sale"),
    ("sale_countdown", "timer clock discount promotion"),
    ("popup", "modal dialog offer"),
    ("icon", "symbol drawing"),
    ("video", "youtube vimeo film mp4"),
    ("map", "google location address place"),
    ("social", "facebook zalo tiktok instagram"),
    ("embed", "html script iframe code custom"),
    ("newsletter", "subscribe mail"),
    ("announcement", "banner notice bar top"),
    ("comparison", "versus compare lists"),
    ("schedule", "agenda programme timeline hours"),
    ("guarantee", "benefits delivery warranty trust badges"),
    ("booking", "appointment reservation"),
    ("order_form", "buy shop checkout"),
];

/// Whether a thing is meant by the folded words: by its name here, its English name, or another word for it.
pub fn is_meant(wanted: &str, name: &str, key: &str, english: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let others = OTHER_WORDS.iter().find(|(known, _)| *known == key).map_or("", |(_, words)| words);
    let mut all = fold(name);
    for more in [english, key, others] {
        all.push(' ');
        all.push_str(&more.to_lowercase().replace('_', " "));
    }
    wanted.split_whitespace().all(|word| all.contains(word))
}

/// Kinds and presets used last, the latest first.
pub fn recent() -> Vec<String> {
    let text = notes::get(RECENT).unwrap_or_default();
    text.split(' ').filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

/// Remembers that something was added.
pub fn note_used(payload: &Payload) {
    let key = match payload {
        Payload::Kind(kind) => kind.as_str().to_owned(),
        Payload::Preset(preset) => format!("section.{}", preset.as_str()),
        _ => return,
    };
    let mut list = recent();
    list.retain(|known| *known != key);
    list.insert(0, key);
    list.truncate(REMEMBERED);
    notes::set(RECENT, &list.join(" "));
}

impl Editor {
    /// What a section of the palette is called.
    pub fn preset_name(self, preset: Preset) -> &'static str {
        self.i.find(&format!("editor.section.{}", preset.as_str())).unwrap_or(preset.as_str())
    }
}

/// A button that adds a block by click or drag.
fn block_button(editor: Editor, kind: &'static Kind) -> AnyView {
    view! {
        <button
            type="button"
            class="ed-block"
            data-kind=kind.as_str().to_owned()
            on:pointerdown=move |event| editor.grab(&event, Payload::Kind(kind))
            on:click=move |_| {
                note_used(&Payload::Kind(kind));
                editor.add(kind);
            }
        >
            <Icon name=icon(kind)/>
            <span>{editor.kind_name(kind)}</span>
        </button>
    }
    .into_any()
}

/// A search field above a list.
pub fn search_field(label: &'static str, bind: RwSignal<String>) -> AnyView {
    view! {
        <div class="ed-search">
            <input
                class="input"
                type="search"
                aria-label=label
                placeholder=label
                prop:value=move || bind.get()
                on:input:target=move |event| bind.set(event.target().value())
            />
        </div>
    }
    .into_any()
}

/// The button that opens the dialog for a few words.
pub fn draft_button(editor: Editor) -> AnyView {
    view! {
        <button type="button" class="btn btn-secondary btn-sm ed-draft-button" title=editor.i.t("editor.draft") on:click=move |_| editor.desk.drafting.set(true)>
            <Icon name="sparkles"/>
            {editor.i.t("editor.draft")}
        </button>
    }
    .into_any()
}

/// Every kind, in groups, with a field to find one.
#[component]
pub fn Blocks() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let search = RwSignal::new(String::new());
    let known = recent();
    let used: Vec<&'static Kind> = known
        .iter()
        .filter_map(|key| catalogue().find(|(kind, _)| kind.as_str() == key).map(|(kind, _)| kind))
        .take(4)
        .collect();
    let last = move || {
        if used.is_empty() || !search.with(String::is_empty) {
            return None;
        }
        let chips = used
            .iter()
            .map(|kind| {
                let kind = *kind;
                view! {
                    <li>
                        <button
                            type="button"
                            class="ed-chip"
                            title=editor.kind_name(kind)
                            on:pointerdown=move |event| editor.grab(&event, Payload::Kind(kind))
                            on:click=move |_| editor.add(kind)
                        >
                            <Icon name=icon(kind)/>
                            <span class="sr-only">{editor.i.t_with("editor.blocks.again", &[("name", &editor.kind_name(kind))])}</span>
                        </button>
                    </li>
                }
            })
            .collect_view();
        Some(view! {
            <div class="ed-recent">
                <span id="ed-recent-title">{i.t("editor.blocks.recent")}</span>
                <ul role="list" aria-labelledby="ed-recent-title">{chips}</ul>
            </div>
        })
    };
    let list = move || {
        let wanted = fold(&search.read());
        let mut items = Vec::new();
        let mut group = None;
        for (kind, spec) in catalogue() {
            if !is_meant(&wanted, &editor.kind_name(kind), kind.as_str(), spec.name) {
                continue;
            }
            if group != Some(spec.group) {
                group = Some(spec.group);
                let name = i.find(&format!("editor.group.{}", spec.group.as_str()));
                let name = name.unwrap_or_else(|| spec.group.as_str());
                items.push(view! { <li class="ed-blocks-title"><h2>{name}</h2></li> }.into_any());
            }
            // An item of a list has no name unless it is given one.
            let name = editor.kind_name(kind);
            items.push(view! { <li aria-label=name>{block_button(editor, kind)}</li> }.into_any());
        }
        if items.is_empty() {
            return view! { <p class="ed-note" role="status">{i.t("editor.blocks.none")}</p> }.into_any();
        }
        view! { <ul class="ed-blocks" role="list" aria-label=i.t("editor.blocks")>{items}</ul> }.into_any()
    };
    view! {
        {search_field(i.t("editor.blocks.search"), search)}
        {draft_button(editor)}
        {last}
        {list}
        <super::component::Components/>
    }
}
