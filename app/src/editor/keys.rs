//! Shortcuts: one function for keys pressed in the screen and in the canvas.

use landinghub::document::textedit::Sort;
use landinghub::editing::Wrap;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::canvas::event_element;
use super::state::{Device, Editor, Left, Right, Sheet};

/// The shortcuts by group, for the sheet: keys and the words' key.
pub const SHEET: &[(&str, &[(&str, &str)])] = &[
    (
        "editor.keys.general",
        &[
            ("Ctrl Z", "editor.undo"),
            ("Ctrl ⇧ Z", "editor.redo"),
            ("Ctrl S", "editor.keys.save"),
            ("Ctrl P", "editor.preview"),
            ("Ctrl Enter", "editor.publish"),
            ("Ctrl ↕", "editor.keys.zoom"),
            ("?", "editor.shortcuts"),
        ],
    ),
    (
        "editor.keys.blocks",
        &[
            ("Enter", "editor.keys.edit"),
            ("Esc", "editor.select_parent"),
            ("Space", "editor.keys.lift"),
            ("Ctrl D", "editor.duplicate"),
            ("Delete", "editor.delete"),
            ("M", "editor.move_to"),
            ("F2", "editor.rename"),
            ("Ctrl G", "editor.group"),
            ("Ctrl ⇧ G", "editor.ungroup"),
            ("Ctrl A", "editor.select_siblings"),
            ("⇧ ↔ ↕", "editor.keys.rectangle"),
            ("⇧ F10", "editor.menu"),
        ],
    ),
    (
        "editor.keys.text",
        &[
            ("Ctrl B I U", "editor.keys.marks"),
            ("Ctrl K", "editor.mark.link"),
            ("Tab ⇧ Tab", "editor.keys.levels"),
            ("Alt F10", "editor.mark.toolbar"),
            ("Esc", "editor.keys.done"),
        ],
    ),
];

/// Whether keys belong to a control: a field, a text being edited.
pub fn is_typing(element: Option<&Element>) -> bool {
    element.is_some_and(|element| {
        let tag = element.tag_name();
        matches!(tag.as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.closest("[contenteditable]").ok().flatten().is_some()
    })
}

/// Whether something covers the screen.
pub fn is_in_dialog(element: Option<&Element>) -> bool {
    element.is_some_and(|element| element.closest("dialog, [popover]").ok().flatten().is_some())
}

impl Editor {
    /// Does what the keys say. `in_canvas` for keys pressed inside the frame.
    pub fn key(self, event: &KeyboardEvent, in_canvas: bool) {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        if self.is_dragging() {
            let key = event.key();
            if self.is_walking() {
                self.walk_key(&key);
            } else if key == "Escape" {
                self.cancel_drag();
            }
            event.prevent_default();
            return;
        }
        if event.key() == "Escape" && self.give_up_drawing() {
            return event.prevent_default();
        }
        let element = event_element(event);
        // AltGr types letters; some systems say it is Ctrl and Alt.
        let (key, command) = (event.key(), (event.ctrl_key() && !event.alt_key()) || event.meta_key());
        let lower = key.to_lowercase();
        if command && lower == "s" {
            event.prevent_default();
            self.commit_inline();
            if event.shift_key() {
                return self.name_version(None);
            }
            return self.retry_save();
        }
        // Words being edited are taken along.
        if command && lower == "enter" && !is_in_dialog(element.as_ref()) {
            event.prevent_default();
            self.stop_editing();
            return self.publishing.set(true);
        }
        // In words it makes a link.
        let in_words = self.editing.get_untracked().is_some() && in_canvas;
        if command && lower == "k" && !in_words && !is_in_dialog(element.as_ref()) {
            event.prevent_default();
            return self.desk.commands.set(true);
        }
        if self.editing.get_untracked().is_some() && in_canvas {
            return self.key_in_words(event, &key);
        }
        if is_typing(element.as_ref()) || is_in_dialog(element.as_ref()) {
            return;
        }
        if command {
            return self.command(event, &lower);
        }
        let selected = self.selected.get_untracked();
        let in_tree =
            element.as_ref().is_some_and(|element| element.closest("[role=tree]").ok().flatten().is_some());
        let on_control = !in_canvas
            && !in_tree
            && element.is_some_and(|element| element.matches("button, a, summary").unwrap_or(false));
        let handled = match (key.as_str(), selected) {
            ("ContextMenu", Some(_)) => self.open_menu_by_key(),
            ("F10", Some(_)) if event.shift_key() => self.open_menu_by_key(),
            ("F2", Some(id)) => {
                self.renaming.set(Some(id));
                true
            }
            ("Delete" | "Backspace", Some(id)) => {
                self.remove(&id);
                true
            }
            ("ArrowUp" | "ArrowDown", Some(id)) if event.alt_key() => {
                self.step(&id, key == "ArrowDown");
                true
            }
            ("Enter", Some(id)) if !on_control => self.start_editing(&id, None),
            (" ", Some(id)) if !on_control => self.lift_by_key(&id),
            ("Escape", Some(_)) => {
                self.select_parent();
                true
            }
            ("m" | "M", Some(_)) if !event.alt_key() => {
                self.moving.set(true);
                true
            }
            ("1" | "2" | "3", _) => {
                self.device.set(match key.as_str() {
                    "1" => Device::Desktop,
                    "2" => Device::Tablet,
                    _ => Device::Mobile,
                });
                true
            }
            ("?", _) => {
                self.shortcuts.set(true);
                true
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
        }
    }

    fn command(self, event: &KeyboardEvent, key: &str) {
        let selected = self.selected.get_untracked();
        match (key, selected) {
            ("z", _) if event.shift_key() => self.redo(),
            ("z", _) => self.undo(),
            ("y", _) => self.redo(),
            ("d", Some(id)) => self.duplicate(&id),
            ("g", Some(_)) if event.shift_key() => self.ungroup(),
            ("g", Some(_)) => self.wrap(Wrap::Group),
            ("a", _) => self.select_siblings(),
            ("p", _) => self.open_preview(),
            ("arrowup" | "arrowdown", Some(id)) => self.step(&id, key == "arrowdown"),
            _ => return,
        }
        event.prevent_default();
    }

    /// While words are edited, keys type; only leaving is ours.
    fn key_in_words(self, event: &KeyboardEvent, key: &str) {
        let ends = key == "Escape" || (key == "Enter" && self.enter_ends());
        if ends {
            event.prevent_default();
            event.stop_propagation();
            self.stop_editing();
            return;
        }
        if self.word_key(event, key) {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        // In a question or a button a space would open or press it.
        if key == " "
            && event_element(event)
                .is_some_and(|element| element.closest("summary, button").ok().flatten().is_some())
        {
            event.prevent_default();
            self.type_plain(" ");
        }
    }

    /// Keys that mean something in rich text. Answers whether this was one.
    fn word_key(self, event: &KeyboardEvent, key: &str) -> bool {
        if matches!(key, "Home" | "End" | "PageUp" | "PageDown") || key.starts_with("Arrow") {
            self.caret_moved();
            return false;
        }
        let command = (event.ctrl_key() && !event.alt_key()) || event.meta_key();
        if !self.edits_rich() {
            // Plain words are taken back by the browser, as long as there are any.
            let back = command && !event.shift_key() && key.eq_ignore_ascii_case("z");
            let over = back && !self.can_take_back();
            if over {
                self.undo();
            }
            return over;
        }
        match key.to_lowercase().as_str() {
            "k" if command => self.open_link(),
            "z" if command && !event.shift_key() => {
                if !self.travel_words(true) {
                    self.undo();
                }
            }
            "z" | "y" if command => {
                self.travel_words(false);
            }
            "tab" if !command && !event.alt_key() => {
                // Outside of lists the tab key leaves, as everywhere.
                let deeper = !event.shift_key();
                let item = self.words.look.with_untracked(|look| {
                    look.as_ref().is_some_and(|look| matches!(look.sort, Sort::Item { .. }))
                });
                if item {
                    self.change_words(&mut |draft| {
                        draft.indent(deeper);
                    });
                }
                return item;
            }
            "f10" if event.alt_key() => self.enter_toolbar(),
            _ => return false,
        }
        true
    }

    /// Opens a panel wherever it is on this screen.
    pub fn open_left(self, panel: Left) {
        self.left.set(panel);
        self.sheet.set(Sheet::Add);
    }

    /// Opens a panel wherever it is on this screen.
    pub fn open_right(self, panel: Right) {
        self.right.set(panel);
        self.sheet.set(Sheet::Edit);
    }
}

/// The keyboard event of an event that is one.
pub fn keyboard(event: &web_sys::Event) -> &KeyboardEvent {
    event.unchecked_ref()
}
