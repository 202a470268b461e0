//! What most sessions never open: the contents of dialogs and of the panels that aren't about a block. In a build for
//! release they are a third module (feature `split`, docs/decisions/012). It is fetched when the first of them is opened,
//! when the pointer comes near the buttons that do, or once the browser has nothing else to do, so that they open offline,
//! too.

use std::sync::OnceLock;

use landinghub::api::{Revision, Upload};
use landinghub::document::{NodeId, Prop};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::assets::Assets;
use super::canvas::event_element;
use super::code::Code;
use super::crop::Cropping;
use super::device::{Listener, Timer};
use super::draft::Draft;
use super::history::{HistoryPanel, Version};
use super::page::PagePanel;
use super::past::Look;
use super::pictures::Choices;
use super::preview::Frames;
use super::publish::Publish;
use super::small::place;
use super::state::Editor;
use super::theme::ThemePanel;
use super::variants::VariantsPanel;
use crate::ui::Button;

/// After so many milliseconds it may be fetched without having been asked for.
const IDLE: i32 = 4_000;
/// After so many milliseconds what was opened offers to be fetched again: the page's own offer may be behind a dialog.
const LATE: i32 = 4_000;
/// Where the buttons are that open these.
const NEAR: &str = ".ed-top, .ed-tabs, .ed-picture";
/// What takes the focus in a dialog.
const FIRST: &str = ".dialog-body :is([autofocus], button, input, select, textarea, a[href], [tabindex='0'])";

/// A part of the screen.
#[derive(Clone, Debug)]
pub enum Rare {
    /// Files of the media library.
    Assets,
    /// The page's tokens.
    Theme,
    /// The page's settings.
    Page,
    /// A/B variants.
    Variants,
    /// Earlier revisions.
    History,
    /// An earlier revision on the canvas.
    Look(Revision),
    /// Publishing.
    Publish,
    /// The page as visitors see it.
    Preview,
    /// The page as code.
    Code,
    /// Sections from the words in it.
    Draft(RwSignal<String>),
    /// A version's name.
    Version,
    /// The part of a node's picture that is shown, while that is open.
    Crop(RwSignal<bool>, StoredValue<NodeId>, StoredValue<Prop>),
    /// Pictures to choose from, while that is open.
    Pictures(RwSignal<bool>, Callback<Upload>),
}

/// The way into the module.
#[derive(Debug)]
struct Rarely {
    view: fn(Editor, Rare) -> AnyView,
}

static RARELY: OnceLock<Rarely> = OnceLock::new();

fn view(_: Editor, part: Rare) -> AnyView {
    match part {
        Rare::Assets => view! { <Assets/> }.into_any(),
        Rare::Theme => view! { <ThemePanel/> }.into_any(),
        Rare::Page => view! { <PagePanel/> }.into_any(),
        Rare::Variants => view! { <VariantsPanel/> }.into_any(),
        Rare::History => view! { <HistoryPanel/> }.into_any(),
        Rare::Look(revision) => view! { <Look revision/> }.into_any(),
        Rare::Publish => view! { <Publish/> }.into_any(),
        Rare::Preview => view! { <Frames/> }.into_any(),
        Rare::Code => view! { <Code/> }.into_any(),
        Rare::Draft(brief) => view! { <Draft brief/> }.into_any(),
        Rare::Version => view! { <Version/> }.into_any(),
        Rare::Crop(open, node, prop) => view! { <Cropping open node prop/> }.into_any(),
        Rare::Pictures(open, on_choose) => view! { <Choices open on_choose/> }.into_any(),
    }
}

fn make() -> Box<Rarely> {
    Box::new(Rarely { view })
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(editor_rare, wasm_split_path = ::leptos::wasm_split)]
fn rarely() -> Box<Rarely> {
    make()
}

#[cfg(not(feature = "split"))]
async fn rarely() -> Box<Rarely> {
    make()
}

impl Editor {
    /// Fetches what is opened rarely.
    pub fn fetch_rare(self) {
        if RARELY.get().is_some() {
            return;
        }
        spawn_local(async move {
            let fetched = rarely().await;
            let _ = RARELY.get_or_init(|| *fetched);
            let _ = self.desk.rare.try_set(true);
        });
    }

    /// Fetches it when it will soon be wanted, or when nothing else goes on.
    pub fn expect_rare(self) {
        // In one module with everything else it is there already.
        if !cfg!(feature = "split") {
            return self.fetch_rare();
        }
        let near = Listener::new(&window().into(), "pointerover", true, move |event| {
            if event_element(&event).is_some_and(|element| element.closest(NEAR).ok().flatten().is_some()) {
                self.fetch_rare();
            }
        });
        let idle = (!saves_data()).then(|| {
            Timer::after(IDLE, move || {
                let _ = request_idle_callback(move || self.fetch_rare());
            })
        });
        self.core(|core| core.expecting = Some((near, idle)));
    }

    /// A part of the screen; until it is there, its place.
    pub fn rare(self, part: Rare) -> AnyView {
        // Once it is there, it is there at once and for good.
        if let Some(rarely) = RARELY.get() {
            return (rarely.view)(self, part);
        }
        self.fetch_rare();
        let late = RwSignal::new(false);
        let timer = Timer::after(LATE, move || {
            let _ = late.try_set(true);
        });
        // It ends with what is shown.
        let _timer = StoredValue::new_local(timer);
        (move || match (self.desk.rare.get(), RARELY.get()) {
            (true, Some(rarely)) => {
                let _ = request_animation_frame(focus_first);
                (rarely.view)(self, part.clone())
            }
            _ if late.get() => view! {
                <div class="stack">
                    <p role="alert">{self.i.t("ui.offline")}</p>
                    <Button on_click=ask_again>{self.i.t("ui.retry")}</Button>
                </div>
            }
            .into_any(),
            _ => place(),
        })
        .into_any()
    }
}

/// Whoever waits for a part of the app asks for it again when the browser is online.
fn ask_again(_: leptos::ev::MouseEvent) {
    if let Ok(event) = web_sys::Event::new("online") {
        let _ = window().dispatch_event(&event);
    }
}

/// A dialog that opened empty had nothing to put the focus on but the button that closes it, or the one that asked again,
/// which is gone.
fn focus_first() {
    let focused = document().active_element();
    let free =
        |element: &web_sys::Element| element.matches("body, dialog, .dialog-close").unwrap_or_default();
    let dialog =
        focused.is_none_or(|element| free(&element)).then(|| document().query_selector("dialog:modal"));
    let dialog = dialog.and_then(|found| found.ok().flatten());
    let wanted = dialog.and_then(|dialog| {
        let autofocus = dialog.query_selector(".dialog-body [autofocus]").ok().flatten();
        autofocus.or_else(|| dialog.query_selector(FIRST).ok().flatten())
    });
    if let Some(wanted) = wanted {
        let _ = wanted.unchecked_into::<HtmlElement>().focus();
    }
}

/// Whether somebody pays for every byte, as far as the browser tells.
fn saves_data() -> bool {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name)).ok();
    get(&window().navigator(), "connection")
        .filter(JsValue::is_object)
        .and_then(|connection| get(&connection, "saveData"))
        .is_some_and(|saves| saves.is_truthy())
}
