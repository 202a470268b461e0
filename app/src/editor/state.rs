//! The editor's state: the domain's session as the truth, and small signals that say what changed. How a change is made
//! and shown is in `edits`, what the screen can be in is in `modes`.

mod edits;
mod modes;

use std::collections::HashMap;
use std::sync::Arc;

use landinghub::Id;
use landinghub::api::Page;
use landinghub::document::{Document, Kind, Node, NodeId, Tree, components};
use landinghub::editing::{Session, Touched, clip};
use landinghub::live::Here;
use leptos::prelude::*;

pub use modes::{Device, Info, Left, Right, Sheet, Status, Zoom, is_narrow};

use super::canvas::Canvas;
use super::device::{BrowserRng, Listener, Timer};
use super::inline::Inline;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Toasts, use_toasts};

/// What isn't for signals.
pub struct Core {
    /// The truth.
    pub session: Session,
    /// The live page, once its frame is loaded.
    pub canvas: Option<Canvas>,
    /// The text being edited in place.
    pub inline: Option<Inline>,
    /// Saving.
    pub saver: super::save::Saver,
    /// Unsaved work on this device.
    pub notes: super::offline::Notes,
    /// Editing with others.
    pub together: super::together::Together,
    /// Whose document is edited: the page's, or a variant's.
    pub branch: String,
    nodes: HashMap<NodeId, ArcTrigger>,
    gesture: u64,
    /// Listeners on the frame's document; they end with the editor.
    pub listeners: Vec<Listener>,
    /// A press or a drag.
    pub drag: Option<super::drag::Drag>,
    /// A rectangle that is being drawn to select.
    pub marquee: Option<super::marquee::Marquee>,
    /// What is done once the other module is there; see `more`.
    pub waiting: Vec<Box<dyn FnOnce()>>,
    /// What fetches the parts that are opened rarely; see `rare`.
    pub expecting: Option<(Listener, Option<Timer>)>,
    /// The rows of the layers list.
    pub rows: Arc<Vec<super::layers::Row>>,
    /// Takes the click that follows a drag.
    pub swallow: Option<([Listener; 2], Timer)>,
    /// Where the canvas was pressed, in its own pixels, until the click that follows.
    pub pressed: Option<landinghub::dragging::Point>,
    /// The pause after which a fading announcement is cleared.
    pub quiet: Option<Timer>,
}

/// The editor of one page. Copy it into closures as you like.
#[derive(Clone, Copy)]
pub struct Editor {
    core: StoredValue<Core, LocalStorage>,
    /// The page apart from its document.
    pub info: RwSignal<Info>,
    /// The selected node.
    pub selected: RwSignal<Option<NodeId>>,
    /// Everything selected, if that is more than one; see `selection`.
    pub many: RwSignal<Vec<NodeId>>,
    /// The node under the pointer.
    pub hovered: RwSignal<Option<NodeId>>,
    /// The node whose text is edited in place.
    pub editing: RwSignal<Option<NodeId>>,
    /// What the style panel remembers.
    pub look: super::style::Look,
    /// The width looked at.
    pub device: RwSignal<Device>,
    /// How large it is shown.
    pub zoom: RwSignal<Zoom>,
    /// The scale in use, 1 = 100 %.
    pub scale: RwSignal<f64>,
    /// How saving goes.
    pub status: RwSignal<Status>,
    /// What is open on the left.
    pub left: RwSignal<Left>,
    /// What is open on the right.
    pub right: RwSignal<Right>,
    /// What covers a small screen.
    pub sheet: RwSignal<Sheet>,
    /// Who else has the page open.
    pub people: RwSignal<Vec<Here>>,
    /// What the live region says.
    pub said: RwSignal<String>,
    /// Whether the shortcuts are shown.
    pub shortcuts: RwSignal<bool>,
    /// The instance in which its component is edited.
    pub open: RwSignal<Option<NodeId>>,
    /// Whether the dialog "Move to…" is open.
    pub moving: RwSignal<bool>,
    /// The image whose picture is about to be chosen.
    pub picking: RwSignal<Option<NodeId>>,
    /// Whether the publish dialog is open.
    pub publishing: RwSignal<bool>,
    /// What the panels share.
    pub desk: super::desk::Desk,
    /// Whether what isn't needed in the first moment is there; see `more`.
    pub more: RwSignal<bool>,
    /// Where the menu of the selection is open, in pixels of the window.
    pub menu: RwSignal<Option<(f64, f64)>>,
    /// The node whose name is edited in the layers list.
    pub renaming: RwSignal<Option<NodeId>>,
    /// What changed since the layers list looked.
    pub touched: RwSignal<Touched>,
    /// What is shown of a drag.
    pub shown: RwSignal<Option<super::drag::Shown>>,
    /// What is shown of a rectangle that selects.
    pub lasso: RwSignal<Option<super::marquee::Lasso>>,
    /// Child lists changed.
    structure: RwSignal<u32>,
    /// Declarations or tokens changed.
    styles: RwSignal<u32>,
    /// The head changed.
    meta: RwSignal<u32>,
    /// Undo and redo changed.
    steps: RwSignal<u32>,
    /// Something moved on the canvas.
    pub geometry: RwSignal<u32>,
    /// What the toolbar of rich text is told.
    pub words: super::inline::Words,
    /// Files on their way to the canvas.
    pub sends: super::imaging::Sends,
    /// The language.
    pub i: I18n,
    toasts: Toasts,
}

/// The editor, from the context.
pub fn use_editor() -> Editor {
    expect_context::<Editor>()
}

impl Editor {
    /// The editor of a page that was just fetched.
    pub fn new(page: &Page, document: Document) -> Self {
        let session = Session::new(document, page.revision, Id::random(&BrowserRng));
        let core = Core {
            session,
            canvas: None,
            inline: None,
            saver: super::save::Saver::default(),
            notes: super::offline::Notes::default(),
            together: super::together::Together::default(),
            branch: page.id.clone(),
            nodes: HashMap::new(),
            gesture: 0,
            listeners: Vec::new(),
            drag: None,
            marquee: None,
            waiting: Vec::new(),
            expecting: None,
            rows: Arc::default(),
            swallow: None,
            pressed: None,
            quiet: None,
        };
        Self {
            core: StoredValue::new_local(core),
            info: RwSignal::new(Info::from(page)),
            selected: RwSignal::new(None),
            many: RwSignal::new(Vec::new()),
            hovered: RwSignal::new(None),
            editing: RwSignal::new(None),
            look: super::style::Look::new(),
            device: RwSignal::new(if is_narrow() { Device::Mobile } else { Device::Desktop }),
            zoom: RwSignal::new(Zoom::Fit),
            scale: RwSignal::new(1.0),
            status: RwSignal::new(Status::Saved),
            left: RwSignal::new(Left::Blocks),
            right: RwSignal::new(Right::Block),
            sheet: RwSignal::new(Sheet::None),
            people: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            shortcuts: RwSignal::new(false),
            open: RwSignal::new(None),
            moving: RwSignal::new(false),
            picking: RwSignal::new(None),
            publishing: RwSignal::new(false),
            desk: super::desk::Desk::new(),
            more: RwSignal::new(false),
            menu: RwSignal::new(None),
            renaming: RwSignal::new(None),
            touched: RwSignal::new(Touched::default()),
            shown: RwSignal::new(None),
            lasso: RwSignal::new(None),
            structure: RwSignal::new(0),
            styles: RwSignal::new(0),
            meta: RwSignal::new(0),
            steps: RwSignal::new(0),
            geometry: RwSignal::new(0),
            words: super::inline::Words::new(),
            sends: super::imaging::Sends::new(),
            i: use_i18n(),
            toasts: use_toasts(),
        }
    }

    /// The id of the document that is edited: the page's, or a variant's.
    pub fn branch(self) -> String {
        self.with(|core| core.branch.clone())
    }

    /// Whether the screen is still there; asynchronous work asks before it goes on.
    pub fn is_alive(self) -> bool {
        !self.core.is_disposed()
    }

    /// Reads what isn't for signals. Once the screen is gone there is nothing.
    pub fn with<T: Default>(self, read: impl FnOnce(&Core) -> T) -> T {
        self.core.try_with_value(read).unwrap_or_default()
    }

    /// Changes what isn't for signals. Nothing in `change` may come back here.
    pub fn core<T: Default>(self, change: impl FnOnce(&mut Core) -> T) -> T {
        self.core.try_update_value(change).unwrap_or_default()
    }

    /// Reads the document.
    pub fn doc<T: Default>(self, read: impl FnOnce(&Document) -> T) -> T {
        self.with(|core| read(core.session.document()))
    }

    /// Reads a node and is told when it changes.
    pub fn node<T: Default>(self, id: &NodeId, read: impl FnOnce(&Document, &Node) -> T) -> Option<T> {
        self.watch(id);
        self.doc(|document| document.node(id).map(|node| read(document, node)))
    }

    /// Is told when the node changes.
    pub fn watch(self, id: &NodeId) {
        let trigger =
            self.core(|core| Some(core.nodes.entry(id.clone()).or_insert_with(ArcTrigger::new).clone()));
        if let Some(trigger) = trigger {
            trigger.track();
        }
    }

    /// Is told when child lists change.
    pub fn watch_structure(self) {
        self.structure.track();
    }

    /// Is told when declarations or tokens change.
    pub fn watch_styles(self) {
        self.styles.track();
    }

    /// Is told when the head changes.
    pub fn watch_meta(self) {
        self.meta.track();
    }

    /// Is told when undo and redo change.
    pub fn watch_steps(self) {
        self.steps.track();
    }

    /// A number for a new gesture; what is done under one number is undone together.
    pub fn gesture(self) -> u64 {
        self.core(|core| {
            core.gesture += 1;
            core.gesture
        })
    }

    /// Something moved on the canvas: outlines follow.
    pub fn moved(self) {
        let _ = self.geometry.try_update(|number| *number = number.wrapping_add(1));
    }

    /// Selects a node, or nothing; the page itself is never selected.
    pub fn select(self, id: Option<NodeId>) {
        let id = id.filter(|id| self.doc(|document| *id != document.root && document.nodes.contains_key(id)));
        if self.editing.get_untracked().is_some() && self.editing.get_untracked() != id {
            self.stop_editing();
        }
        if id.is_some() {
            self.right.set(Right::Block);
        }
        if !self.many.with_untracked(Vec::is_empty) {
            self.many.set(Vec::new());
        }
        if self.selected.get_untracked() != id {
            self.selected.set(id);
        }
    }

    /// Selects and brings it into view.
    pub fn reveal(self, id: &NodeId) {
        self.select(Some(id.clone()));
        self.with(|core| {
            if let Some(canvas) = &core.canvas {
                canvas.scroll_to(id);
            }
        });
        self.moved();
    }

    /// Says something to screen readers, once.
    pub fn say(self, text: impl Into<String>) {
        self.said.set(text.into());
        let timer = Timer::after(4_000, move || {
            let _ = self.said.try_update(String::clear);
        });
        self.core(|core| core.quiet = Some(timer));
    }

    /// Shows a good toast.
    pub fn good(self, text: impl Into<String>) {
        self.toasts.good(text);
    }

    /// Shows a toast with something to press.
    pub fn offer(self, text: impl Into<String>, action: impl Into<String>, on_press: Callback<()>) {
        self.toasts.undoable(text, action, on_press);
    }

    /// Shows a bad toast.
    pub fn bad(self, text: impl Into<String>) {
        self.toasts.bad(text);
    }

    /// What a node is called: its label, or its kind's name.
    pub fn name(self, id: &NodeId) -> String {
        self.node(id, |_, node| self.name_of(node)).unwrap_or_default()
    }

    /// What a node is called, and its first words.
    pub fn words_of(self, id: &NodeId) -> String {
        let name = self.name(id);
        let words = self.doc(|document| {
            let speaker = clip::speaker(document, &Tree::new(document), id)?;
            clip::excerpt(document, &speaker)
        });
        words.map_or(name.clone(), |words| [name.as_str(), &words].join(": "))
    }

    /// What a node is called.
    pub fn name_of(self, node: &Node) -> String {
        if !node.label.is_empty() {
            return node.label.clone();
        }
        let component = self
            .doc(|document| components::shown(document, node).map(|(_, component)| component.name.clone()));
        component.filter(|name| !name.is_empty()).unwrap_or_else(|| self.kind_name(&node.kind))
    }

    /// What a kind is called.
    pub fn kind_name(self, kind: &Kind) -> String {
        let word = if matches!(kind, Kind::Unknown(_)) { "unknown" } else { kind.as_str() };
        self.i.find(&format!("editor.kind.{word}")).unwrap_or(kind.spec().name).to_owned()
    }
}
