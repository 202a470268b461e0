//! Editing words in place: the element itself is edited, the domain reads it back. One session is one undo step.

use landinghub::document::kind::PropType;
use landinghub::document::{NodeId, Op, Prop, Value, paste};
use landinghub::render::rich_html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::canvas::event_element;
use super::device::Timer;
use super::state::Editor;

/// Reading waits for a short pause in typing.
const PAUSE: i32 = 140;

/// The session of one element.
pub struct Inline {
    id: NodeId,
    prop: Prop,
    element: HtmlElement,
    form: Form,
    gesture: u64,
    timer: Option<Timer>,
}

/// What sort of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Line { max: usize },
    Lines { max: usize },
    Rich,
}

impl Editor {
    /// Starts editing a node's words, with the caret at a point of the frame or everything selected.
    pub fn start_editing(self, id: &NodeId, at: Option<(f64, f64)>) -> bool {
        if self.editing.get_untracked().as_ref() == Some(id) {
            return true;
        }
        self.select(Some(id.clone()));
        let found = self.doc(|document| {
            let node = document.node(id).filter(|node| !node.locked)?;
            let prop = node.kind.spec().inline.clone()?;
            let form = match node.kind.prop_spec(&prop)?.ty {
                PropType::Rich => Form::Rich,
                PropType::Text { max, multiline: true } => Form::Lines { max },
                PropType::Text { max, .. } => Form::Line { max },
                _ => return None,
            };
            Some((prop, form))
        });
        let element =
            found.as_ref().and_then(|(prop, _)| self.with(|core| core.canvas.as_ref()?.words(id, prop)));
        let (Some((prop, form)), Some(element)) = (found, element) else { return false };
        let _ = element
            .set_attribute("contenteditable", if form == Form::Rich { "true" } else { "plaintext-only" });
        let _ = element.set_attribute("spellcheck", "false");
        // The outline over the canvas shows where the words are.
        let _ = element.style().set_property("outline", "none");
        let gesture = self.gesture();
        self.core(|core| {
            if let Some(canvas) = &core.canvas {
                let _ = canvas.frame().focus();
                let _ = element.focus();
                canvas.put_caret(&element, at);
                if form == Form::Rich {
                    canvas.exec("styleWithCSS", "false");
                    canvas.exec("defaultParagraphSeparator", "p");
                }
            }
            core.inline = Some(Inline { id: id.clone(), prop, element, form, gesture, timer: None });
        });
        self.editing.set(Some(id.clone()));
        self.hovered.set(None);
        true
    }

    /// Whether rich text is being edited.
    pub fn edits_rich(self) -> bool {
        self.editing.with(Option::is_some)
            && self.with(|core| core.inline.as_ref().is_some_and(|inline| inline.form == Form::Rich))
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
            }
        });
    }

    /// Takes what is in the element into the document.
    pub fn commit_inline(self) {
        let read = self.core(|core| {
            let inline = core.inline.as_mut()?;
            inline.timer = None;
            let node = core.session.document().node(&inline.id)?;
            let value = inline.value();
            let old = node.props.get(&inline.prop);
            let same = old == Some(&value)
                || (old.is_none() && matches!(&value, Value::Text(text) if text.is_empty()));
            (!same).then(|| {
                (inline.gesture, Op::SetProp { node: inline.id.clone(), prop: inline.prop.clone(), value })
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
    pub fn stop_editing(self) {
        self.commit_inline();
        let Some(inline) = self.core(|core| core.inline.take()) else { return };
        let _ = inline.element.remove_attribute("contenteditable");
        let _ = inline.element.blur();
        self.editing.set(None);
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

    /// A mark on the selected words: bold, italic, underline, strikeThrough, a list, or none of them.
    pub fn mark(self, command: &'static str, value: &str) {
        self.with(|core| {
            if let (Some(canvas), Some(inline)) = (&core.canvas, &core.inline) {
                let _ = canvas.frame().focus();
                let _ = inline.element.focus();
                canvas.exec(command, value);
            }
        });
        self.typed();
    }

    /// Puts the selected words into a token's colour.
    pub fn mark_color(self, token: &str) {
        let html = self.with(|core| core.canvas.as_ref()?.selected_html());
        if let Some(html) = html {
            self.mark(
                "insertHTML",
                &format!("<span class=\"t-{token}\" data-color=\"{token}\">{html}</span>"),
            );
        }
    }

    /// Words from the clipboard: as plain text, or cleaned by the domain where marks are kept.
    pub fn paste_words(self, event: &web_sys::ClipboardEvent) {
        event.prevent_default();
        let Some(data) = event.clipboard_data() else { return };
        let form = self.with(|core| core.inline.as_ref().map(|inline| inline.form));
        let html = data.get_data("text/html").unwrap_or_default();
        let plain = data.get_data("text/plain").unwrap_or_default();
        match form {
            Some(Form::Rich) if !html.trim().is_empty() => {
                let rich = paste::from_html(&html);
                let one_line = matches!(
                    rich.blocks.as_slice(),
                    [landinghub::document::richtext::Block::Paragraph { .. }]
                );
                let mut html = rich_html(&rich, true);
                if one_line {
                    // A piece of a line stays in its line.
                    html = html.trim_start_matches("<p>").trim_end_matches("</p>").to_owned();
                }
                self.mark("insertHTML", &html);
            }
            Some(Form::Line { .. }) => {
                self.mark("insertText", &plain.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            Some(_) => self.mark("insertText", &plain),
            None => {}
        }
    }
}

impl Inline {
    fn value(&self) -> Value {
        match self.form {
            Form::Rich => Value::Rich { rich: paste::from_html(&self.element.inner_html()) },
            Form::Lines { max } => Value::Text(cut(self.element.inner_text().trim_end_matches('\n'), max)),
            Form::Line { max } => Value::Text(cut(&self.element.inner_text().replace('\n', " "), max)),
        }
    }
}

/// At most so many characters, without the hard spaces that editing leaves behind.
fn cut(text: &str, max: usize) -> String {
    text.chars().map(|c| if c == '\u{a0}' { ' ' } else { c }).take(max).collect()
}

impl super::canvas::Canvas {
    /// The element that holds a node's words.
    fn words(&self, id: &NodeId, prop: &Prop) -> Option<HtmlElement> {
        let element = self.element(id)?;
        let selector = format!("[data-prop=\"{prop}\"]");
        let found = if element.matches(&selector).ok()? {
            element
        } else {
            element.query_selector(&selector).ok().flatten()?
        };
        Some(found.unchecked_into())
    }

    /// A command of the frame's own editing.
    fn exec(&self, command: &str, value: &str) {
        let document: &web_sys::HtmlDocument = self.document().unchecked_ref();
        let _ = document.exec_command_with_show_ui_and_value(command, false, value);
    }

    fn selection(&self) -> Option<web_sys::Selection> {
        self.document().get_selection().ok().flatten()
    }

    fn selected_html(&self) -> Option<String> {
        let selection = self.selection().filter(|selection| !selection.is_collapsed())?;
        let holder = self.document().create_element("div").ok()?;
        let contents = selection.get_range_at(0).ok()?.clone_contents().ok()?;
        holder.append_child(&contents).ok()?;
        Some(holder.inner_html())
    }

    fn put_caret(&self, element: &HtmlElement, at: Option<(f64, f64)>) {
        let Some(selection) = self.selection() else { return };
        match at.and_then(|(x, y)| self.caret_at(x, y)) {
            Some(range) => {
                let _ = selection.remove_all_ranges();
                let _ = selection.add_range(&range);
            }
            None => {
                let _ = selection.select_all_children(element);
            }
        }
    }

    /// `caretRangeFromPoint`, which isn't in web-sys; browsers without it select everything.
    fn caret_at(&self, x: f64, y: f64) -> Option<web_sys::Range> {
        let function = js_sys::Reflect::get(self.document(), &"caretRangeFromPoint".into()).ok()?;
        let function: js_sys::Function = function.is_function().then(|| function.unchecked_into())?;
        let range = function.call2(self.document(), &x.into(), &y.into()).ok()?;
        (!range.is_null() && !range.is_undefined()).then(|| range.unchecked_into())
    }
}
