//! Whole sections to add, each with a small picture of itself: drawn by the renderer, in a shadow root, once it is
//! near.

use landinghub::document::{Document, NodeId, Op, apply, edit};
use landinghub::editing::Preset;
use landinghub::editing::add::preset_block;
use landinghub::render::{PageInfo, Target, render_css, render_node};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::device::BrowserRng;
use super::drag::Payload;
use super::palette::{fold, is_meant, note_used, recent, search_field};
use super::state::{Editor, use_editor};

/// The width the small pictures are laid out at, in CSS pixels.
const WIDTH: f64 = 1120.0;

/// The categories in their order.
const CATEGORIES: &[&str] = &["start", "content", "trust", "sell", "contact", "end"];

/// All sections on one page with this page's theme: one stylesheet for all pictures.
struct Samples {
    document: Document,
    nodes: Vec<(Preset, NodeId)>,
    sheet: JsValue,
}

fn target() -> Target {
    Target::Canvas(PageInfo::default())
}

impl Samples {
    fn new(page: &Document) -> Option<Self> {
        let mut document = Document::empty(page.root.clone(), page.lang.clone());
        document.tokens.clone_from(&page.tokens);
        document.breakpoints.clone_from(&page.breakpoints);
        let mut nodes = Vec::new();
        for preset in Preset::ALL {
            let block = preset_block(*preset, &document.lang);
            let op = edit::insert_block(&document, &document.root, usize::MAX, block, &BrowserRng)?;
            let Op::Insert(subtree) = &op else { continue };
            let top = subtree.nodes.iter().find(|(_, node)| {
                node.place.as_ref().is_some_and(|place| place.parent == document.root)
            });
            let top = top.map(|(id, _)| id.clone());
            if let (Some(top), Ok(_)) = (top, apply(&mut document, &op)) {
                nodes.push((*preset, top));
            }
        }
        // In a shadow root there is neither a root nor a body.
        let css = render_css(&document, &target()).replace(":root{", ":host{").replace("}body{", "}.page{");
        let sheet = web_sys::CssStyleSheet::new().ok()?;
        sheet.replace_sync(&css).ok()?;
        Some(Self { document, nodes, sheet: sheet.into() })
    }

    fn draw(&self, preset: Preset, host: &web_sys::HtmlElement) {
        let Some((_, id)) = self.nodes.iter().find(|(known, _)| *known == preset) else { return };
        if host.shadow_root().is_some() {
            return;
        }
        let init = web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open);
        let Ok(shadow) = host.attach_shadow(&init) else { return };
        // Not the page's own style element: the policy of this page allows none.
        let sheets = js_sys::Array::of1(&self.sheet);
        let _ = js_sys::Reflect::set(&shadow, &JsValue::from_str("adoptedStyleSheets"), &sheets);
        let scale = f64::from(host.client_width()) / WIDTH;
        let mut html = format!(
            "<div class=\"page\" lang=\"{}\" style=\"width:{WIDTH}px;transform:scale({scale});transform-origin:0 0;min-height:100%\"><main>",
            self.document.lang
        );
        html.push_str(&render_node(&self.document, id, &target()));
        html.push_str("</main></div>");
        shadow.set_inner_html(&html);
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
                    let name = host.get_attribute("data-preset");
                    if let Some(preset) = Preset::ALL.iter().find(|preset| Some(preset.as_str()) == name.as_deref()) {
                        samples.draw(*preset, &host);
                    }
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
    let nearby = StoredValue::new_local(editor.doc(|document| Samples::new(document)).and_then(Nearby::new));
    on_cleanup(move || {
        let _ = nearby.try_update_value(|nearby| {
            if let Some(nearby) = nearby.take() {
                nearby.observer.disconnect();
            }
        });
    });
    let used: Vec<Preset> = recent()
        .iter()
        .filter_map(|key| {
            let key = key.strip_prefix("section.")?;
            Preset::ALL.iter().find(|preset| preset.as_str() == key).copied()
        })
        .take(2)
        .collect();
    let list = move || {
        let wanted = fold(&search.read());
        let mut items = Vec::new();
        let title = |items: &mut Vec<AnyView>, key: &'static str| {
            let name = i.find(&format!("editor.sections.{key}")).unwrap_or(key);
            items.push(view! { <li class="ed-blocks-title"><h3>{name}</h3></li> }.into_any());
        };
        for name in CATEGORIES {
            let here: Vec<Preset> = Preset::ALL
                .iter()
                .copied()
                .filter(|preset| preset.category() == *name)
                .filter(|preset| is_meant(&wanted, editor.preset_name(*preset), preset.as_str(), ""))
                .collect();
            if !here.is_empty() {
                title(&mut items, name);
                items.extend(here.into_iter().map(|preset| card(editor, preset, false, nearby)));
            }
        }
        if items.is_empty() {
            return view! { <p class="ed-note" role="status">{i.t("editor.sections.none")}</p> }.into_any();
        }
        view! { <ul class="ed-sections" role="list" aria-label=i.t("editor.sections")>{items}</ul> }.into_any()
    };
    let last = move || {
        if used.is_empty() || !search.with(String::is_empty) {
            return None;
        }
        let cards = used.iter().map(|preset| card(editor, *preset, true, nearby)).collect_view();
        Some(view! {
            <div class="ed-recent-sections">
                <h3 class="ed-blocks-title" id="ed-recent-title">{i.t("editor.blocks.recent")}</h3>
                <ul class="ed-sections" role="list" aria-labelledby="ed-recent-title">{cards}</ul>
            </div>
        })
    };
    view! {
        {search_field(i.t("editor.sections.search"), search)}
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
    Effect::new(move |_| {
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
