//! The editor's state: the domain's session as the truth, and small signals that say what changed.

use std::collections::HashMap;

use landinghub::api::Page;
use landinghub::document::{BreakpointId, Document, Node, NodeId, Op, Reject};
use landinghub::editing::{Edited, Refused, Session, Touched};
use landinghub::live::Here;
use landinghub::page::PageStatus;
use landinghub::{Id, Timestamp};
use leptos::prelude::*;

use super::canvas::Canvas;
use super::device::{BrowserRng, Listener, Timer};
use super::inline::Inline;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Toasts, use_toasts};

/// The widths a page is looked at in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// 1440 px.
    Desktop,
    /// 768 px.
    Tablet,
    /// 390 px.
    Mobile,
}

impl Device {
    /// The canvas' width in CSS pixels.
    pub const fn width(self) -> u32 {
        match self {
            Self::Desktop => 1440,
            Self::Tablet => 768,
            Self::Mobile => 390,
        }
    }

    /// The breakpoint whose declarations are edited at this width.
    pub fn breakpoint(self, document: &Document) -> BreakpointId {
        let mut fits = document
            .breakpoints
            .iter()
            .filter(|point| point.max_width.is_none_or(|max| u32::from(max) >= self.width()));
        fits.next_back()
            .map_or_else(landinghub::document::model::base_breakpoint_id, |point| point.id.clone())
    }
}

/// How large the canvas is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// As large as there is room, at most 100 %.
    Fit,
    /// So many per cent.
    Percent(u16),
}

/// How saving goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything has arrived.
    Saved,
    /// Something is on its way.
    Saving,
    /// The server can't be reached; changes are kept here and sent later.
    Offline,
    /// The session is over.
    LoggedOut,
    /// What went wrong; another try follows.
    Wrong(String),
}

/// The page apart from its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Info {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The first label of its address.
    pub slug: String,
    /// Draft or published.
    pub status: PageStatus,
    /// Its address.
    pub url: String,
    /// Last publication.
    pub published_at: Option<Timestamp>,
    /// What it is a trial of, while it isn't bought.
    pub trial: Option<landinghub::api::market::Trial>,
}

impl From<&Page> for Info {
    fn from(page: &Page) -> Self {
        Self {
            id: page.id.clone(),
            title: page.title.clone(),
            slug: page.slug.clone(),
            status: page.status,
            url: page.url.clone(),
            published_at: page.published_at,
            trial: page.trial.clone(),
        }
    }
}

/// What is open on the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Blocks to add.
    Blocks,
    /// Sections to add.
    Sections,
    /// Files of the media library.
    Assets,
}

/// What is open on the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// The selection's properties.
    Block,
    /// The page's tokens.
    Theme,
    /// The page's settings.
    Page,
    /// What could be better.
    Audit,
    /// A/B variants.
    Variants,
    /// Earlier revisions.
    History,
}

/// Which panel covers a small screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// None: the canvas is seen.
    None,
    /// Layers.
    Layers,
    /// Properties.
    Edit,
    /// Blocks.
    Add,
}

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
    pub rows: std::sync::Arc<Vec<super::layers::Row>>,
    /// Takes the click that follows a drag.
    pub swallow: Option<([Listener; 2], Timer)>,
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

/// Whether this is a phone, where the page is looked at as on a phone.
pub fn is_narrow() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width < 700.0)
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
            rows: std::sync::Arc::default(),
            swallow: None,
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

    /// Makes a change as a gesture of its own.
    pub fn edit(self, label: &'static str, ops: Vec<Op>) -> bool {
        self.edit_in(self.gesture(), label, ops)
    }

    /// Makes a change as a part of a gesture. Says so and answers false if it can't be made.
    pub fn edit_in(self, gesture: u64, label: &'static str, ops: Vec<Op>) -> bool {
        if ops.is_empty() {
            return false;
        }
        match self.core(|core| Some(core.session.edit(label, gesture, ops))) {
            Some(Ok(edited)) => {
                self.show(edited.touched);
                self.schedule_save();
                true
            }
            Some(Err(reject)) => {
                self.tell_reject(&reject);
                false
            }
            None => false,
        }
    }

    fn tell_reject(self, reject: &Reject) {
        let key = match reject {
            Reject::NotAllowedHere { .. } | Reject::Cycle(_) => "editor.reject.not_here",
            Reject::NeedsForm(_) => "editor.reject.needs_form",
            Reject::TooManyNodes | Reject::TooBig => "editor.reject.too_big",
            Reject::TooDeep => "editor.reject.too_deep",
            Reject::AssetInUse(_) | Reject::TokenInUse(_) | Reject::StyleInUse(_) => "editor.reject.in_use",
            Reject::NoSuchNode(_) => "editor.reject.gone",
            _ => "editor.reject.other",
        };
        self.toasts.bad(self.i.t(key));
    }

    /// Takes the last step back.
    pub fn undo(self) {
        // In a text field the words come first.
        if self.travel_words(true) {
            return;
        }
        self.stop_editing();
        let done = self.core(|core| core.session.undo());
        self.travelled(done, "editor.said.undone", "editor.said.nothing_to_undo");
    }

    /// Does the last undone step again.
    pub fn redo(self) {
        if self.travel_words(false) {
            return;
        }
        self.stop_editing();
        let done = self.core(|core| core.session.redo());
        self.travelled(done, "editor.said.redone", "editor.said.nothing_to_redo");
    }

    fn travelled(self, done: Option<Result<Edited, Refused>>, said: &'static str, nothing: &'static str) {
        match done {
            None => self.say(self.i.t(nothing)),
            Some(Ok(edited)) => {
                self.show(edited.touched);
                self.schedule_save();
                self.say(self.i.t_with(said, &[("what", self.i.t(edited.label))]));
            }
            Some(Err(refused)) => {
                self.steps.update(|steps| *steps = steps.wrapping_add(1));
                self.toasts.bad(match refused {
                    Refused::Changed => self.i.t("editor.reject.changed"),
                    Refused::Impossible(_) => self.i.t("editor.reject.gone"),
                });
            }
        }
    }

    /// Shows what changed: on the canvas, in the panels, around the selection.
    pub fn show(self, touched: Touched) {
        let editing = self.editing.get_untracked();
        let gone = self.core(|core| {
            if touched.all {
                core.nodes.retain(|id, _| core.session.document().nodes.contains_key(id));
            }
            if let Some(canvas) = &core.canvas {
                canvas.patch(core.session.document(), &touched, editing.as_ref());
            }
            editing.as_ref().is_some_and(|id| core.session.document().node(id).is_none())
        });
        if gone {
            self.core(|core| core.inline.take());
            self.editing.set(None);
            self.words.look.set(None);
        }
        let triggers: Vec<ArcTrigger> = self.with(|core| {
            if touched.all {
                return core.nodes.values().cloned().collect();
            }
            let changed =
                touched.content.iter().chain(&touched.looks).chain(&touched.flags).chain(&touched.children);
            changed.filter_map(|id| core.nodes.get(id).cloned()).collect()
        });
        for trigger in triggers {
            trigger.notify();
        }
        let bump = |signal: RwSignal<u32>| signal.update(|number| *number = number.wrapping_add(1));
        if touched.all || !touched.children.is_empty() {
            bump(self.structure);
        }
        if touched.all || touched.styles {
            bump(self.styles);
        }
        if touched.all || touched.meta {
            bump(self.meta);
        }
        bump(self.steps);
        self.forget_missing();
        self.touched.update(|all| all.join(touched));
        self.moved();
        self.refresh_drag();
    }

    /// Nothing that is gone stays selected.
    fn forget_missing(self) {
        let missing = |id: &Option<NodeId>| {
            id.as_ref().is_some_and(|id| self.doc(|document| document.node(id).is_none()))
        };
        if self.selected.with_untracked(missing) {
            self.selected.set(None);
        }
        if self.many.with_untracked(|many| many.iter().any(|id| missing(&Some(id.clone())))) {
            self.many.update(|many| many.retain(|id| !missing(&Some(id.clone()))));
        }
        if self.hovered.with_untracked(missing) {
            self.hovered.set(None);
        }
        if self.open.with_untracked(missing) {
            self.close_component();
        }
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

    /// What a node is called.
    pub fn name_of(self, node: &Node) -> String {
        if !node.label.is_empty() {
            return node.label.clone();
        }
        let component = self.doc(|document| {
            landinghub::document::components::shown(document, node)
                .map(|(_, component)| component.name.clone())
        });
        component.filter(|name| !name.is_empty()).unwrap_or_else(|| self.kind_name(&node.kind))
    }

    /// What a kind is called.
    pub fn kind_name(self, kind: &landinghub::document::Kind) -> String {
        self.i.find(&format!("editor.kind.{}", kind.as_str())).unwrap_or(kind.spec().name).to_owned()
    }
}
