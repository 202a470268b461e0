//! Editing words in place. The browser types, composes and moves the caret; whatever changes marks, lines or lists goes
//! through the domain (`landinghub::document::textedit`) and is written back, so that the canvas holds nothing but what
//! the renderer writes. One session is one step of the page's history; inside it there is a history of its own. What the
//! browser is about to type is looked at in `typing`.

mod stay;
mod typing;

use landinghub::document::kind::PropType;
use landinghub::document::richtext::Span;
use landinghub::document::textedit::{Caret, Draft, Look, Mark, toggle_next};
use landinghub::document::{InnerId, NodeId, Op, Prop, Value, components, paste};
use landinghub::editing::component;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::canvas::event_element;
use super::caret::Edges;
use super::device::Timer;
use super::state::Editor;

/// Reading waits for a short pause in typing.
const PAUSE: i32 = 140;
/// An empty line to type into.
const EMPTY: &str = "<p><br></p>";
/// Steps back inside one session.
const STEPS: usize = 200;

/// The session of one element.
pub struct Inline {
    id: NodeId,
    /// Of an instance: the node of its component whose words are different here.
    inner: Option<InnerId>,
    prop: Prop,
    element: HtmlElement,
    form: Form,
    gesture: u64,
    timer: Option<Timer>,
    /// What the document held when the session began, for coming back to the very same bytes.
    original: Option<Value>,
    /// What the document held when it was last looked at: any other value is somebody else's.
    known: Option<Value>,
    /// What was in the element then: anything else was typed since.
    shown: String,
    /// Whether the session has changed the document.
    wrote: bool,
    past: Vec<Draft>,
    future: Vec<Draft>,
    run: Run,
    /// Marks for what is typed next.
    next: Option<Span>,
    /// Where a composition that takes them began.
    composed_from: Option<Caret>,
    /// What was selected when a field outside took the focus.
    held: Option<(Caret, Caret)>,
}

/// What is being typed; everything in one run is taken back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    None,
    Typing,
    Deleting,
}

/// What sort of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Line { max: usize },
    Lines { max: usize },
    Rich,
}

/// What the toolbar is told.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// How the selected words look; none while no rich text is edited.
    pub look: RwSignal<Option<Look>>,
    /// Whether the link popover is open.
    pub linking: RwSignal<bool>,
    /// The selection on the screen, in pixels of the window.
    pub place: RwSignal<Option<Edges>>,
}

impl Words {
    /// Nothing is edited.
    pub fn new() -> Self {
        Self { look: RwSignal::new(None), linking: RwSignal::new(false), place: RwSignal::new(None) }
    }
}

impl Editor {
    /// Starts editing a node's words, with the caret at a point of the frame or everything selected.
    pub fn start_editing(self, id: &NodeId, at: Option<(f64, f64)>) -> bool {
        self.start_words(id, None, at)
    }

    /// The same inside an instance of a component: what is typed is different here only.
    pub fn start_words(self, id: &NodeId, inner: Option<InnerId>, at: Option<(f64, f64)>) -> bool {
        if self.editing.get_untracked().as_ref() == Some(id) {
            return true;
        }
        self.select(Some(id.clone()));
        let found = self.doc(|document| {
            document.node(id).filter(|node| !node.locked)?;
            let node = match &inner {
                Some(inner) => components::inside(document, document.node(id)?, inner)?.1,
                None => document.node(id)?,
            };
            let prop = node.kind.spec().inline.clone()?;
            let form = match node.kind.prop_spec(&prop)?.ty {
                PropType::Rich => Form::Rich,
                PropType::Text { max, multiline: true } => Form::Lines { max },
                PropType::Text { max, .. } => Form::Line { max },
                _ => return None,
            };
            let original = match &inner {
                Some(inner) => component::get(document, id, inner, &prop).cloned(),
                None => node.props.get(&prop).cloned(),
            };
            Some((prop, form, original))
        });
        let element = found.as_ref().and_then(|(prop, ..)| {
            self.with(|core| {
                let canvas = core.canvas.as_ref()?;
                let element = match &inner {
                    Some(inner) => canvas.inner(id, inner)?,
                    None => canvas.element(id)?,
                };
                canvas.words(element, prop)
            })
        });
        let (Some((prop, form, original)), Some(element)) = (found, element) else { return false };
        let rich = form == Form::Rich;
        let _ = element.set_attribute("contenteditable", if rich { "true" } else { "plaintext-only" });
        let _ = element.set_attribute("spellcheck", "false");
        // The outline over the canvas shows where the words are; every space that is typed is a space.
        let _ = element.style().set_property("outline", "none");
        let _ = element.style().set_property("white-space", "pre-wrap");
        if rich && original.as_ref().and_then(Value::as_rich).is_none_or(|rich| rich.blocks.is_empty()) {
            element.set_inner_html(EMPTY);
        }
        let gesture = self.gesture();
        self.core(|core| {
            if let Some(canvas) = &core.canvas {
                let _ = canvas.frame().focus();
                let _ = element.focus();
                canvas.put_caret(&element, at);
            }
            core.inline = Some(Inline {
                id: id.clone(),
                inner,
                prop,
                shown: element.inner_html(),
                element,
                form,
                gesture,
                timer: None,
                known: original.clone(),
                original,
                wrote: false,
                past: Vec::new(),
                future: Vec::new(),
                run: Run::None,
                next: None,
                composed_from: None,
                held: None,
            });
        });
        self.editing.set(Some(id.clone()));
        self.hovered.set(None);
        self.look_again();
        true
    }

    /// Whether rich text is being edited.
    pub fn edits_rich(self) -> bool {
        self.editing.with(Option::is_some) && self.is_rich()
    }

    fn is_rich(self) -> bool {
        self.with(|core| core.inline.as_ref().is_some_and(|inline| inline.form == Form::Rich))
    }

    /// Something was typed: read it after a short pause.
    pub fn typed(self) {
        self.will_save();
        let timer = Timer::after(PAUSE, move || {
            if self.is_alive() {
                self.commit_inline();
            }
        });
        self.core(|core| {
            if let Some(inline) = &mut core.inline {
                inline.timer = Some(timer);
                inline.future.clear();
            }
        });
        // The outline grows with the words.
        self.moved();
    }

    /// Takes what is in the element into the document.
    pub fn take_words(self, last: bool) {
        let read = self.core(|core| {
            let inline = core.inline.as_mut()?;
            inline.timer = None;
            // Who only looks changes nothing, whatever others have written here.
            let has_typed = inline.is_typed() || (last && inline.wrote);
            if !has_typed {
                return None;
            }
            let document = core.session.document();
            document.node(&inline.id)?;
            let value = inline.value(last);
            inline.shown = inline.element.inner_html();
            let old = inline.stored(document);
            let same = old == Some(&value)
                || (old.is_none()
                    && match &value {
                        Value::Text(text) => text.is_empty(),
                        Value::Rich { rich } => rich.is_empty(),
                        _ => false,
                    });
            (!same).then(|| {
                (inline.known, inline.wrote) = (Some(value.clone()), true);
                let op = match &inline.inner {
                    Some(inner) => component::set(document, &inline.id, inner, &inline.prop, value),
                    None => Op::SetProp { node: inline.id.clone(), prop: inline.prop.clone(), value },
                };
                (inline.gesture, op)
            })
        });
        match read {
            Some((gesture, op)) => {
                self.edit_in(gesture, "editor.did.text", vec![op]);
            }
            None => self.wont_save(),
        }
    }

    /// Ends editing in place; the canvas shows the document's words again.
    pub fn end_words(self) {
        self.take_words(true);
        let Some(inline) = self.core(|core| core.inline.take()) else { return };
        let _ = inline.element.remove_attribute("contenteditable");
        let _ = inline.element.blur();
        self.editing.set(None);
        self.words.look.set(None);
        self.words.linking.set(false);
        let mut touched = landinghub::editing::Touched::default();
        touched.content.insert(inline.id);
        self.show(touched);
    }

    /// Whether an event in the frame is about the element being edited.
    pub fn is_in_words(self, event: &web_sys::Event) -> bool {
        let element = event_element(event);
        self.with(|core| {
            core.inline
                .as_ref()
                .is_some_and(|inline| element.is_some_and(|at| inline.element.contains(Some(&at))))
        })
    }

    /// Enter ends editing where words are one line.
    pub fn enter_ends(self) -> bool {
        self.with(|core| core.inline.as_ref().is_some_and(|inline| matches!(inline.form, Form::Line { .. })))
    }

    /// Whether the browser has something to take back in plain words.
    pub fn can_take_back(self) -> bool {
        self.with(|core| core.canvas.as_ref().is_some_and(|canvas| canvas.can_exec("undo")))
    }

    /// Types a text where the words are plain.
    pub fn type_plain(self, text: &str) {
        self.with(|core| {
            if let Some(canvas) = &core.canvas {
                canvas.exec("insertText", text);
            }
        });
        self.typed();
    }

    /// Changes the rich text being edited: reads it with its selection, changes it, shows it again. The selection
    /// stays on the same words.
    pub fn change_words(self, change: &mut dyn FnMut(&mut Draft)) {
        let changed = self.core(|core| {
            let (Some(canvas), Some(inline)) = (&core.canvas, &mut core.inline) else { return false };
            if inline.form != Form::Rich {
                return false;
            }
            let mut draft = canvas.read(&inline.element);
            if let Some((from, to)) = inline.held.take() {
                draft.select(from, to);
            }
            let before = draft.clone();
            change(&mut draft);
            if draft.rich() != before.rich() {
                inline.remember(before);
            }
            inline.run = Run::None;
            let _ = canvas.frame().focus();
            let _ = inline.element.focus();
            canvas.show_words(&inline.element, &draft);
            true
        });
        if changed {
            self.typed();
            self.look_again();
        }
    }

    /// A mark on the selected words, or on what is typed next.
    pub fn toggle_mark(self, mark: Mark) {
        let caret = self.words.look.with_untracked(|look| look.as_ref().is_some_and(|look| look.is_caret));
        if !caret {
            return self.change_words(&mut |draft| draft.toggle(&mark));
        }
        let marks = self.words.look.with_untracked(|look| look.as_ref().map(|look| look.marks.clone()));
        let mut marks = marks.unwrap_or_default();
        toggle_next(&mut marks, &mark);
        self.core(|core| {
            if let (Some(canvas), Some(inline)) = (&core.canvas, &mut core.inline) {
                inline.next = Some(marks);
                let _ = canvas.frame().focus();
                let _ = inline.element.focus();
            }
        });
        self.look_again();
    }

    /// Takes the last run of typing back, or brings it back. Answers whether there was one.
    pub fn travel_in_words(self, back: bool) -> bool {
        let done = self.core(|core| {
            let (Some(canvas), Some(inline)) = (&core.canvas, &mut core.inline) else { return false };
            let to = if back { inline.past.pop() } else { inline.future.pop() };
            let Some(to) = to else { return false };
            let now = canvas.read(&inline.element);
            if back {
                inline.future.push(now)
            } else {
                inline.past.push(now)
            }
            inline.run = Run::None;
            inline.next = None;
            canvas.show_words(&inline.element, &to);
            inline.timer = None;
            true
        });
        if done {
            self.commit_inline();
            self.look_again();
        }
        done
    }

    /// The caret was put elsewhere: what is typed now is a new run.
    pub fn caret_moved(self) {
        self.core(|core| {
            if let Some(inline) = &mut core.inline {
                inline.run = Run::None;
                inline.next = None;
            }
        });
    }

    /// The focus goes to a field outside: what is selected stays known.
    pub fn hold_selection(self, whole_link: bool) {
        self.core(|core| {
            if let (Some(canvas), Some(inline)) = (&core.canvas, &mut core.inline) {
                let mut draft = canvas.read(&inline.element);
                if whole_link {
                    draft.reach_link();
                }
                inline.held = Some(draft.selection());
            }
        });
    }

    /// The focus goes back to the words.
    pub fn back_to_words(self) {
        self.core(|core| {
            if let (Some(canvas), Some(inline)) = (&core.canvas, &mut core.inline) {
                inline.held = None;
                let _ = canvas.frame().focus();
                let _ = inline.element.focus();
            }
        });
    }

    /// Tells the toolbar how the selected words look and where they are.
    pub fn look_again(self) {
        if !self.is_rich() {
            return;
        }
        let seen = self.with(|core| {
            let (canvas, inline) = (core.canvas.as_ref()?, core.inline.as_ref()?);
            let mut look = canvas.read(&inline.element).look();
            if let Some(next) = &inline.next {
                look.marks = next.clone();
            }
            Some((look, canvas.selected_edges(&inline.element)))
        });
        if let Some((look, edges)) = seen {
            if self.words.look.with_untracked(|old| old.as_ref() != Some(&look)) {
                self.words.look.set(Some(look));
            }
            self.words.place.set(edges);
        }
    }
}

impl Inline {
    fn remember(&mut self, before: Draft) {
        if self.past.len() >= STEPS {
            self.past.remove(0);
        }
        self.past.push(before);
        self.future.clear();
    }

    fn value(&self, last: bool) -> Value {
        match self.form {
            Form::Rich => {
                let mut rich = paste::from_canvas(&self.element.inner_html());
                if last {
                    rich = rich.tidied();
                }
                // What says the same is the same, to the byte.
                match &self.original {
                    Some(Value::Rich { rich: old })
                        if old.clone().normalised() == rich || old.clone().tidied() == rich =>
                    {
                        Value::Rich { rich: old.clone() }
                    }
                    _ => Value::Rich { rich },
                }
            }
            Form::Lines { max } => Value::Text(cut(self.element.inner_text().trim_end_matches('\n'), max)),
            Form::Line { max } => Value::Text(cut(&self.element.inner_text().replace('\n', " "), max)),
        }
    }
}

/// At most so many characters, without the hard spaces that editing leaves behind.
fn cut(text: &str, max: usize) -> String {
    text.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }).take(max).collect()
}
