//! Words being edited stay under the hands of whoever edits them while others change the page: the element takes its place
//! again where blocks around it were shown anew, and shows the words of others as long as nothing is typed into them.

use landinghub::document::{Document, Value};
use landinghub::editing::component;
use landinghub::render::rich_html;
use web_sys::{HtmlElement, Node};

use super::super::canvas::Canvas;
use super::super::state::Core;
use super::{EMPTY, Form, Inline};

impl Core {
    /// Changes the canvas around the words that are being edited.
    pub fn patch_beside_words(&mut self, patch: &mut dyn FnMut(&mut Self)) {
        let selected = match (&self.canvas, &self.inline) {
            (Some(canvas), Some(inline)) if canvas.has_focus(&inline.element) => canvas.points(),
            _ => None,
        };
        patch(self);
        let (Some(canvas), Some(inline)) = (&self.canvas, &mut self.inline) else { return };
        inline.take_place(canvas);
        if let Some([from, to]) = selected
            && !canvas.has_focus(&inline.element)
        {
            let _ = inline.element.focus();
            canvas.select_points(&from, &to);
        }
        inline.show_theirs(canvas, self.session.document());
    }
}

impl Inline {
    /// The element stands where the canvas shows its words now.
    fn take_place(&self, canvas: &Canvas) {
        if self.element.is_connected() {
            return;
        }
        let place = match &self.inner {
            Some(inner) => canvas.inner(&self.id, inner),
            None => canvas.element(&self.id),
        };
        if let Some(place) = place.and_then(|place| canvas.words(place, &self.prop)) {
            if let Some(class) = place.get_attribute("class") {
                let _ = self.element.set_attribute("class", &class);
            }
            let _ = place.replace_with_with_node_1(&self.element);
        }
    }

    /// Words that somebody else wrote here meanwhile.
    fn show_theirs(&mut self, canvas: &Canvas, document: &Document) {
        if self.is_typed() {
            return;
        }
        let value = self.stored(document).cloned();
        if value == self.known {
            return;
        }
        match &value {
            Some(Value::Rich { rich }) => {
                let selection = canvas.read(&self.element).selection();
                let html = if rich.blocks.is_empty() { EMPTY.to_owned() } else { rich_html(rich, true) };
                self.element.set_inner_html(&html);
                if canvas.has_focus(&self.element) {
                    canvas.select_words(&self.element, selection);
                }
            }
            Some(Value::Text(text)) if self.form != Form::Rich => {
                self.element.set_inner_text(text);
                if canvas.has_focus(&self.element) {
                    canvas.put_caret_last(&self.element);
                }
            }
            _ => return,
        }
        self.original.clone_from(&value);
        self.known = value;
        self.shown = self.element.inner_html();
        self.wrote = false;
        self.past.clear();
        self.future.clear();
    }

    /// Whether something was typed that the document doesn't have yet.
    pub(super) fn is_typed(&self) -> bool {
        self.element.inner_html() != self.shown
    }

    /// What the document has here.
    pub(super) fn stored<'a>(&self, document: &'a Document) -> Option<&'a Value> {
        match &self.inner {
            Some(inner) => component::get(document, &self.id, inner, &self.prop),
            None => document.node(&self.id)?.props.get(&self.prop),
        }
    }
}

impl Canvas {
    /// Whether the frame's focus is on this element.
    fn has_focus(&self, element: &HtmlElement) -> bool {
        self.document().active_element().is_some_and(|active| active.is_same_node(Some(element)))
    }

    /// Both ends of what is selected.
    fn points(&self) -> Option<[(Node, u32); 2]> {
        let selection = self.document().get_selection().ok().flatten()?;
        Some([
            (selection.anchor_node()?, selection.anchor_offset()),
            (selection.focus_node()?, selection.focus_offset()),
        ])
    }

    fn select_points(&self, from: &(Node, u32), to: &(Node, u32)) {
        if let Ok(Some(selection)) = self.document().get_selection() {
            let _ = selection.set_base_and_extent(&from.0, from.1, &to.0, to.1);
        }
    }

    /// The caret goes after the last word.
    fn put_caret_last(&self, element: &HtmlElement) {
        if let Ok(Some(selection)) = self.document().get_selection() {
            let _ = selection.select_all_children(element);
            let _ = selection.collapse_to_end();
        }
    }
}
