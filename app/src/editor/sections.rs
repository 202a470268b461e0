//! Whole sections to add, each with a small picture of itself: drawn by the renderer, in a shadow root, once it is
//! near.

use landinghub::document::{Document, apply, edit};
use landinghub::editing::Preset;
use landinghub::editing::add::preset_block;
use landinghub::render::{PageInfo, Target, render_css, render_node};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::device::BrowserRng;
use super::drag::Payload;
use super::palette::{draft_button, fold, is_meant, note_used, recent, search_field};
use super::small::effect;
use super::state::{Editor, use_editor};

/// The width the small pictures are laid out at, in CSS pixels.
const WIDTH: f64 = 1120.0;

fn target() -> Target {
    Target::Canvas(PageInfo::default())
}

/// An empty page with this page's theme, for the samples.
struct Samples(Document);

impl Samples {
    fn new(page: &Document) -> Self {
        let mut document = Document::empty(page.root.clone(), page.lang.clone());
        document.tokens.clone_from(&page.tokens);
        document.breakpoints.clone_from(&page.breakpoints);
        Self(document)
    }

    fn draw(&self, preset: Preset, host: &web_sys::HtmlElement) -> Option<()> {
        if host.shadow_root().is_some() {
            return None;
        }
        let mut document = self.0.clone();
        let block = preset_block(preset, &document.lang);
        let op = edit::insert_block(&document, &document.root, 0, block, &BrowserRng)?;
        apply(&mut document, &op).ok()?;
        // In a shadow root there is neither a root nor a body.
        let css = render_css(&document, &target()).replace(":root{", ":host{").replace("}body{", "}.page{");
        let sheet = web_sys::CssStyleSheet::new().ok()?;
        sheet.replace_sync(&css).ok()?;
        let init = web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open);
        let shadow = host.attach_shadow(&init).ok()?;
        // Not an element of its own: the policy of this page allows none.
        let sheets = js_sys::Array::of1(&sheet);
        let _ = js_sys::Reflect::set(&shadow, &JsValue::from_str("adoptedStyleSheets"), &sheets);
        let scale = f64::from(host.client_width()) / WIDTH;
        let mut html = format!(
            "<div class=\"page\" lang=\"{}\" style=\"width:{WIDTH}px;transform:scale({scale});transform-origin:0 0\">",
            document.lang
        );
        html.push_str(&render_node(&document, &document.root, &target()));
        html.push_str("</div>");
        shadow.set_inner_html(&html);
        // What is low leaves no empty room under it.
        let page: Option<web_sys::HtmlElement> =
            shadow.first_element_child().and_then(|page| page.dyn_into().ok());
        if let Some(high) =
            page.map(|page| f64::from(page.offset_height()) * scale).filter(|high| *high > 8.0)
        {
            let _ = host.style().set_property("max-block-size", &format!("{high:.0}px"));
        }
        Some(())
    }
}

/// Draws each picture when it comes near; ends with the panel.
#[derive(Clone)]
struct Nearby {
    observer: web_sys::IntersectionObserver,
    _callback: std::rc::Rc<Closure<dyn FnMut(js_sys::Array)>>,
}

impl Nearby {
    fn new(samples: Samples) -> Option<Self> {
        let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            for entry in entries.iter() {
                let entry: web_sys::IntersectionObserverEntry = entry.unchecked_into();
                if entry.is_intersecting() {
                    let host: web_sys::HtmlElement = entry.target().unchecked_into();
                    let name = host.get_attribute("data-preset").unwrap_or_default();
                    let _ = Preset::find(&name).and_then(|preset| samples.draw(preset, &host));
                }
            }
        });
        let init = web_sys::IntersectionObserverInit::new();
        init.set_root_margin("200px");
        let observer =
            web_sys::IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &init).ok()?;
        Some(Self { observer, _callback: std::rc::Rc::new(callback) })
    }
}

/// See the module.
#[component]
pub fn Sections() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let search = RwSignal::new(String::new());
    let nearby =
        StoredValue::new_local(editor.doc(|document| Some(Samples::new(document))).and_then(Nearby::new));
    on_cleanup(move || {
        let _ = nearby.try_update_value(|nearby| {
            if let Some(nearby) = nearby.take() {
                nearby.observer.disconnect();
            }
        });
    });
    let used: Vec<Preset> =
        recent().iter().filter_map(|key| Preset::find(key.strip_prefix("section.")?)).take(2).collect();
    let list = move || {
        let wanted = fold(&search.read());
        let mut items = Vec::new();
        let mut last = "";
        for preset in Preset::ALL {
            if !is_meant(&wanted, editor.preset_name(*preset), preset.as_str(), preset.category()) {
                continue;
            }
            if last != preset.category() {
                last = preset.category();
                let name = i.find(&format!("editor.sections.{last}")).unwrap_or(last);
                items.push(view! { <li class="ed-blocks-title"><h2>{name}</h2></li> }.into_any());
            }
            items.push(card(editor, *preset, false, nearby));
        }
        if items.is_empty() {
            return view! { <p class="ed-note" role="status">{i.t("editor.sections.none")}</p> }.into_any();
        }
        view! { <ul class="ed-sections" role="list" aria-label=i.t("editor.sections")>{items}</ul> }
            .into_any()
    };
    let last = move || {
        if used.is_empty() || !search.with(String::is_empty) {
            return None;
        }
        let cards = used.iter().map(|preset| card(editor, *preset, true, nearby)).collect_view();
        Some(view! {
            <div class="ed-recent-sections">
                <h2 class="ed-blocks-title" id="ed-recent-title">{i.t("editor.blocks.recent")}</h2>
                <ul class="ed-sections" role="list" aria-labelledby="ed-recent-title">{cards}</ul>
            </div>
        })
    };
    view! {
        {search_field(i.t("editor.sections.search"), search)}
        {draft_button(editor)}
        {last}
        {list}
    }
}

/// A section with its picture.
fn card(
    editor: Editor,
    preset: Preset,
    again: bool,
    nearby: StoredValue<Option<Nearby>, LocalStorage>,
) -> AnyView {
    let name = editor.preset_name(preset);
    let label = again.then(|| editor.i.t_with("editor.blocks.again", &[("name", name)]));
    let picture = NodeRef::<html::Span>::new();
    effect(move || {
        if let Some(host) = picture.get() {
            let _ = nearby.try_with_value(|nearby| {
                if let Some(nearby) = nearby {
                    nearby.observer.observe(&host);
                }
            });
        }
    });
    view! {
        <li>
            <button
                type="button"
                class="ed-section"
                aria-label=label
                on:pointerdown=move |event| editor.press(&event, Payload::Preset(preset))
                on:click=move |_| {
                    note_used(&Payload::Preset(preset));
                    editor.add_preset(preset, name);
                }
            >
                <span class="ed-thumb" node_ref=picture data-preset=preset.as_str() aria-hidden="true" inert=true></span>
                <span class="ed-section-name">{name}</span>
            </button>
        </li>
    }
    .into_any()
}
