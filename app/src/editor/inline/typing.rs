//! What is typed, deleted, composed and pasted while words are edited: left to the browser where it is good at it, done by
//! the domain where it isn't.

use landinghub::document::richtext::{Block, Span};
use landinghub::document::textedit::{Draft, Mark};
use landinghub::document::{RichText, paste};
use web_sys::{ClipboardEvent, InputEvent};

use super::super::state::Editor;
use super::{Form, Run};

impl Editor {
    /// Before the browser changes the element: what it isn't good at is done by the domain instead.
    pub fn before_input(self, event: &InputEvent) {
        if event.is_composing() || !self.is_rich() || !self.is_in_words(event) {
            return;
        }
        let kind = event.input_type();
        let data = event.data().unwrap_or_default();
        let handled = match kind.as_str() {
            "insertText" | "insertReplacementText" => self.types(&kind, &data),
            "insertTranspose"
            | "insertCompositionText"
            | "deleteCompositionText"
            | "insertFromComposition" => false,
            "insertParagraph" => self.changes(&mut Draft::enter),
            "insertLineBreak" => self.changes(&mut |draft| draft.insert_text("\n", None)),
            "historyUndo" => self.travel_words(true),
            "historyRedo" => self.travel_words(false),
            "formatBold" => self.toggles(Mark::Bold),
            "formatItalic" => self.toggles(Mark::Italic),
            "formatUnderline" => self.toggles(Mark::Underline),
            "formatStrikeThrough" => self.toggles(Mark::Strike),
            _ if kind.starts_with("delete") => self.deletes(kind.ends_with("Forward")),
            // Lists and colours of the browser's own making, drops from elsewhere; pasting is an event of its own.
            _ => true,
        };
        if handled {
            event.prevent_default();
        }
    }

    fn changes(self, change: &mut dyn FnMut(&mut Draft)) -> bool {
        self.change_words(change);
        true
    }

    fn toggles(self, mark: Mark) -> bool {
        self.toggle_mark(mark);
        true
    }

    /// Typing is the browser's, unless marks wait for it or it goes over several lines.
    fn types(self, kind: &str, data: &str) -> bool {
        let next = self.core(|core| core.inline.as_mut().and_then(|inline| inline.next.take()));
        let lines = self.with(|core| {
            let (canvas, inline) = (core.canvas.as_ref()?, core.inline.as_ref()?);
            if canvas.is_caret() {
                return Some(false);
            }
            let (from, to) = canvas.read(&inline.element).selection();
            Some(from.line != to.line)
        });
        let ours = kind == "insertText" && (next.is_some() || lines == Some(true) || data.contains('\n'));
        if !ours {
            self.begins(Run::Typing);
            return false;
        }
        let data = data.to_owned();
        self.changes(&mut |draft| draft.insert_text(&data, next.as_ref()))
    }

    /// Deleting inside a line is the browser's, across its edges ours.
    fn deletes(self, forward: bool) -> bool {
        let crosses = self.with(|core| {
            let (canvas, inline) = (core.canvas.as_ref()?, core.inline.as_ref()?);
            let mut draft = canvas.read(&inline.element);
            Some(if forward { draft.forward() } else { draft.back() })
        });
        if crosses == Some(true) {
            return self.changes(&mut |draft| {
                if forward {
                    draft.forward()
                } else {
                    draft.back()
                };
            });
        }
        self.begins(Run::Deleting);
        false
    }

    /// A run of typing or deleting begins or goes on. What an input method takes back while typing belongs to it.
    fn begins(self, run: Run) {
        self.core(|core| {
            let (Some(canvas), Some(inline)) = (&core.canvas, &mut core.inline) else { return };
            if inline.run != run && inline.run != Run::Typing {
                let before = canvas.read(&inline.element);
                inline.remember(before);
                inline.run = run;
            }
        });
    }

    /// A composition of an input method begins or has ended.
    pub fn composes(self, ended: bool) {
        self.will_save();
        if !self.is_rich() {
            if ended {
                self.typed();
            }
            return;
        }
        if !ended {
            self.begins(Run::Typing);
            self.core(|core| {
                if let (Some(canvas), Some(inline)) = (&core.canvas, &mut core.inline)
                    && inline.next.is_some()
                {
                    inline.composed_from = Some(canvas.read(&inline.element).selection().0);
                }
            });
            return;
        }
        let waiting = self.core(|core| {
            let inline = core.inline.as_mut()?;
            Some((inline.composed_from.take()?, inline.next.take()?))
        });
        if let Some((from, marks)) = waiting {
            self.change_words(&mut |draft| {
                let (_, to) = draft.selection();
                draft.select(from, to);
                draft.dress(&marks);
                draft.select(to, to);
            });
        }
        self.typed();
    }

    /// Words from the clipboard: as plain text, or cleaned by the domain where marks are kept.
    pub fn paste_words(self, event: &ClipboardEvent) {
        event.prevent_default();
        let Some(data) = event.clipboard_data() else { return };
        let form = self.with(|core| core.inline.as_ref().map(|inline| inline.form));
        let html = data.get_data("text/html").unwrap_or_default();
        let plain = data.get_data("text/plain").unwrap_or_default();
        match form {
            Some(Form::Rich) => {
                let rich = if html.trim().is_empty() { lines(&plain) } else { paste::from_html(&html) };
                if !rich.blocks.is_empty() {
                    self.change_words(&mut |draft| draft.insert(&rich));
                }
            }
            Some(Form::Line { .. }) => {
                self.type_plain(&plain.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Some(_) => self.type_plain(&plain),
            None => {}
        }
    }
}

/// Plain text of one line goes into a line as it is, with the spaces at its ends.
fn lines(plain: &str) -> RichText {
    if plain.contains(['\n', '\r']) {
        return RichText::from_plain(plain);
    }
    let spans = vec![Span::plain(plain)];
    RichText { blocks: vec![Block::paragraph(spans)] }
}
