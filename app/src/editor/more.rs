//! What nobody needs in the first moment: panels, dialogs, the audit. In a build for release they are a module of their
//! own that is fetched as soon as the page can be worked on (feature `split`, docs/decisions/012).
//!
//! The rest of the editor reaches them through [`More`] alone: what is called directly is in the first module.

use std::sync::OnceLock;

use landinghub::document::{Document, Kind, NodeId};
use landinghub::dragging::Point;
use landinghub::render::{Finding, audit_of};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, KeyboardEvent, PointerEvent};

use super::audit::AuditPanel;
use super::bar::ContextBar;
use super::code::CodeDialog;
use super::command_palette::CommandsDialog;
use super::context::ContextMenu;
use super::device::Listener;
use super::dialogs::{LoginDialog, MoveDialog, ShortcutsDialog};
use super::draft::DraftDialog;
use super::drag::Payload;
use super::handles::Handles;
use super::history::VersionDialog;
use super::imaging::SendList;
use super::inspector;
use super::marks::TextToolbar;
use super::page::DeleteDialog;
use super::past::Past;
use super::preview::PreviewDialog;
use super::publish::PublishDialog;
use super::rare::Rare;
use super::sections::Sections;
use super::small::place;
use super::state::{Core, Editor};

/// A part of the screen.
#[derive(Clone, Debug)]
pub enum Part {
    /// Sections to add.
    Sections,
    /// The properties of a block.
    Block(NodeId, Kind),
    /// What could be better.
    Audit,
    /// What can be done with the selection, above the canvas.
    Bar,
    /// The handles of the selection.
    Handles,
    /// An earlier revision on the canvas.
    Past,
    /// What floats over everything: dialogs, menus, the toolbar of words.
    Floating,
    /// What most sessions never open.
    Rare(Rare),
}

/// What a hand does in the frame. Answers whether that belongs to a press already.
#[derive(Clone, Debug)]
pub enum Hand {
    /// Presses on a block.
    Press(NodeId),
    /// Presses where there is none, at a point of the window.
    Ground(Point),
    /// Moves.
    Move,
    /// Lets go.
    Release,
    /// Something else took the pointer.
    Cancel,
    /// Clicks twice.
    Twice(NodeId),
    /// Put the caret elsewhere.
    Caret,
    /// Selected something.
    Select,
    /// Is about to type.
    Before,
    /// Typed.
    Typed,
    /// Composes; whether that has ended.
    Composes(bool),
    /// Drags files over the page.
    FilesOver,
    /// Drags them away.
    FilesLeft,
    /// Lets them go.
    FilesDropped,
}

/// The way into the other module.
#[derive(Debug)]
struct More {
    view: fn(Editor, Part) -> AnyView,
    audit: fn(&Document) -> Vec<Finding>,
    hand: fn(Editor, &Hand, &Event) -> bool,
    key: fn(Editor, &KeyboardEvent, bool),
    clipboard: fn(Editor, &ClipboardEvent, bool),
    copy: fn(Editor, bool),
    press: fn(Editor, &PointerEvent, Payload),
    follow: fn(Editor, &PointerEvent),
    add: fn(Editor, &Kind),
    refresh: fn(Editor),
    take_words: fn(Editor, bool),
    end_words: fn(Editor),
    travel: fn(Editor, bool) -> bool,
    patch: fn(&mut Core, Patch),
}

/// What changes the canvas.
type Patch<'a> = &'a mut dyn FnMut(&mut Core);

static MORE: OnceLock<More> = OnceLock::new();

fn view(editor: Editor, part: Part) -> AnyView {
    match part {
        Part::Sections => view! { <Sections/> }.into_any(),
        Part::Block(id, kind) => inspector::panel(editor, id, kind).into_any(),
        Part::Audit => view! { <AuditPanel/> }.into_any(),
        Part::Bar => view! { <ContextBar/> }.into_any(),
        Part::Handles => view! { <Handles/> }.into_any(),
        Part::Past => view! { <Past/> }.into_any(),
        Part::Rare(part) => editor.rare(part),
        Part::Floating => vec![
            view! { <TextToolbar/> }.into_any(),
            view! { <SendList/> }.into_any(),
            view! { <ContextMenu/> }.into_any(),
            view! { <PublishDialog/> }.into_any(),
            view! { <PreviewDialog/> }.into_any(),
            view! { <CodeDialog/> }.into_any(),
            view! { <CommandsDialog/> }.into_any(),
            view! { <DraftDialog/> }.into_any(),
            view! { <VersionDialog/> }.into_any(),
            view! { <DeleteDialog/> }.into_any(),
            view! { <ShortcutsDialog/> }.into_any(),
            view! { <MoveDialog/> }.into_any(),
            view! { <LoginDialog/> }.into_any(),
        ]
        .into_any(),
    }
}

fn hand(editor: Editor, hand: &Hand, event: &Event) -> bool {
    match hand {
        Hand::Press(under) => editor.press_in_frame(event.unchecked_ref(), under.clone()),
        Hand::Ground(point) => editor.press_ground(event.unchecked_ref(), *point),
        Hand::Move => return editor.moved_in_frame(event.unchecked_ref()),
        Hand::Release => editor.released_in_frame(event.unchecked_ref()),
        Hand::Cancel => {
            editor.forget_drawing();
            editor.lost(event.unchecked_ref());
        }
        Hand::Twice(id) => {
            let mouse: &web_sys::MouseEvent = event.unchecked_ref();
            let at = Some((f64::from(mouse.client_x()), f64::from(mouse.client_y())));
            if !editor.start_inside(id, event, at) && !editor.pick_picture(id) {
                editor.start_editing(id, at);
            }
        }
        Hand::Caret => editor.caret_moved(),
        Hand::Select => editor.look_again(),
        Hand::Before => editor.before_input(event.unchecked_ref()),
        Hand::Typed => editor.typed(),
        Hand::Composes(ended) => editor.composes(*ended),
        Hand::FilesOver => editor.files_over(event.unchecked_ref()),
        Hand::FilesLeft => editor.files_left(),
        Hand::FilesDropped => editor.files_dropped(event.unchecked_ref()),
    }
    false
}

/// The same paste, to be made later.
fn kept(event: &ClipboardEvent) -> Option<ClipboardEvent> {
    let (from, to) = (event.clipboard_data()?, web_sys::DataTransfer::new().ok()?);
    for kind in from.types() {
        let kind = kind.as_string().unwrap_or_default();
        let _ = to.set_data(&kind, &from.get_data(&kind).unwrap_or_default());
    }
    let init = web_sys::ClipboardEventInit::new();
    init.set_clipboard_data(Some(&to));
    ClipboardEvent::new_with_event_init_dict("paste", &init).ok()
}

fn make() -> Box<More> {
    Box::new(More {
        view,
        audit: audit_of,
        hand,
        key: Editor::key,
        clipboard: Editor::clipboard,
        copy: Editor::copy_by_menu,
        press: Editor::press,
        follow: Editor::follow,
        add: Editor::add_block,
        refresh: Editor::renew_drag,
        take_words: Editor::take_words,
        end_words: Editor::end_words,
        travel: Editor::travel_in_words,
        patch: Core::patch_beside_words,
    })
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(editor_more, wasm_split_path = ::leptos::wasm_split)]
fn more() -> Box<More> {
    make()
}

#[cfg(not(feature = "split"))]
async fn more() -> Box<More> {
    make()
}

impl Editor {
    /// Fetches what isn't needed in the first moment.
    pub fn fetch_more(self) {
        spawn_local(async move {
            let fetched = more().await;
            let _ = MORE.get_or_init(|| *fetched);
            let _ = self.more.try_set(true);
            if self.is_alive() {
                self.core(|core| std::mem::take(&mut core.waiting)).into_iter().for_each(|action| action());
                self.expect_rare();
            }
        });
    }

    /// A part of the screen; until it is there, its place.
    pub fn part(self, part: Part) -> AnyView {
        // Once it is there, it is there at once and for good.
        if let Some(more) = MORE.get() {
            return (more.view)(self, part);
        }
        let floats = matches!(part, Part::Floating | Part::Past | Part::Handles);
        (move || match (self.more.get(), MORE.get()) {
            (true, Some(more)) => (more.view)(self, part.clone()),
            _ if floats => ().into_any(),
            _ if matches!(part, Part::Bar) => view! { <div class="ed-context"></div> }.into_any(),
            _ => place(),
        })
        .into_any()
    }

    /// Does something of the other module, once that is there.
    fn later(self, action: impl FnOnce(&More) + 'static) {
        if let Some(more) = MORE.get() {
            return action(more);
        }
        let wait = move || {
            if let Some(more) = MORE.get() {
                action(more);
            }
        };
        self.core(|core| core.waiting.push(Box::new(wait)));
    }

    /// What could be better about the page. `None` until that can be told.
    pub fn audit(self) -> Option<Vec<Finding>> {
        MORE.get().and_then(|more| self.doc(|document| Some((more.audit)(document))))
    }

    /// A hand does something in the frame.
    pub fn hand(self, hand: &Hand, event: &Event) -> bool {
        if let Some(more) = MORE.get() {
            return (more.hand)(self, hand, event);
        }
        // A gesture that comes early is made as soon as it can be.
        if matches!(hand, Hand::Press(_) | Hand::Ground(_) | Hand::Move | Hand::Release | Hand::Cancel) {
            let (hand, event) = (hand.clone(), event.clone());
            self.later(move |more| {
                (more.hand)(self, &hand, &event);
            });
        }
        false
    }

    /// Something is clicked twice in the frame.
    pub fn twice(self, id: NodeId, event: Event) {
        self.later(move |more| {
            (more.hand)(self, &Hand::Twice(id), &event);
        });
    }

    /// A key is pressed; whether inside the frame.
    pub fn pressed_key(self, event: &KeyboardEvent, in_frame: bool) {
        let event = event.clone();
        self.later(move |more| (more.key)(self, &event, in_frame));
    }

    /// Something is copied, cut or pasted; whether inside the frame.
    pub fn clips(self, event: &ClipboardEvent, in_frame: bool) {
        if let Some(more) = MORE.get() {
            return (more.clipboard)(self, event, in_frame);
        }
        if super::keys::is_typing(super::canvas::event_element(event).as_ref()) {
            return;
        }
        // What is pasted can only be read now; what is copied can be copied again.
        let kind = event.type_();
        if kind != "paste" {
            if self.chosen().is_empty() {
                return;
            }
            event.prevent_default();
            return self.later(move |more| (more.copy)(self, kind == "cut"));
        }
        if let Some(kept) = kept(event) {
            self.later(move |more| (more.clipboard)(self, &kept, in_frame));
        }
    }

    /// Something in the panels is pressed that can be dragged.
    pub fn grab(self, event: &PointerEvent, payload: Payload) {
        if let Some(more) = MORE.get() {
            return (more.press)(self, event, payload);
        }
        // The press waits, and so does what follows it.
        let event = event.clone();
        self.later(move |more| (more.press)(self, &event, payload));
        let window: web_sys::EventTarget = window().into();
        let follow = |name| {
            Listener::new(&window, name, true, move |event| {
                self.later(move |more| (more.follow)(self, event.unchecked_ref()));
            })
        };
        let listeners = [follow("pointermove"), follow("pointerup")];
        // From then on the press has its own.
        self.later(move |_| drop(listeners));
    }

    /// Adds a block where it fits best, and selects it.
    pub fn add(self, kind: &'static Kind) {
        self.later(move |more| (more.add)(self, kind));
    }

    /// The page changed under what is in the air: somebody else edits it, or a font arrived.
    pub fn refresh_drag(self) {
        if let Some(more) = MORE.get().filter(|_| self.is_dragging()) {
            (more.refresh)(self);
        }
    }

    fn has_words(self) -> bool {
        self.with(|core| core.inline.is_some())
    }

    /// Takes what is being typed into the document.
    pub fn commit_inline(self) {
        match MORE.get().filter(|_| self.has_words()) {
            Some(more) => (more.take_words)(self, false),
            None => self.wont_save(),
        }
    }

    /// Ends editing in place.
    pub fn stop_editing(self) {
        match MORE.get().filter(|_| self.has_words()) {
            Some(more) => (more.end_words)(self),
            None => self.wont_save(),
        }
    }

    /// Changes the canvas. Words that are being edited stay as they are.
    pub fn patch(core: &mut Core, patch: Patch) {
        match MORE.get().filter(|_| core.inline.is_some()) {
            Some(more) => (more.patch)(core, patch),
            None => patch(core),
        }
    }

    /// Takes the last run of typing back, or brings it back. Answers whether there was one.
    pub fn travel_words(self, back: bool) -> bool {
        MORE.get().filter(|_| self.has_words()).is_some_and(|more| (more.travel)(self, back))
    }
}
