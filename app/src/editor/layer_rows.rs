//! The elements of the layers list, changed where their block changed and nowhere else.

use std::collections::{HashMap, HashSet};

use landinghub::document::NodeId;
use landinghub::editing::clip::excerpt;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::device::Listener;
use super::layers::{Row, focus_row};
use super::palette::icon;
use super::state::Editor;

/// What every row is cloned from. No words in it: those are set as text.
const ROW: &str = "<li class=\"ed-layer\" role=\"treeitem\" tabindex=\"-1\" aria-selected=\"false\">\
<span class=\"ed-twist\" aria-hidden=\"true\"><svg class=\"icon\"><use href=\"/icons.svg#chevron-right\"></use></svg></span>\
<svg class=\"icon\" aria-hidden=\"true\"><use></use></svg>\
<span class=\"ed-layer-name\"><span></span> <span class=\"ed-layer-words\"></span></span>\
<span class=\"ed-layer-tools\">\
<button type=\"button\" class=\"ed-layer-tool is-lock\" tabindex=\"-1\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"/icons.svg#lock\"></use></svg></button>\
<button type=\"button\" class=\"ed-layer-tool is-eye\" tabindex=\"-1\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"/icons.svg#eye\"></use></svg></button>\
</span></li>";

/// What a row shows of its block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Face {
    name: String,
    words: String,
    icon: &'static str,
    hidden: bool,
    locked: bool,
}

struct Line {
    element: HtmlElement,
    row: Option<Row>,
    face: Face,
}

/// The elements by node.
#[derive(Default)]
pub struct List {
    lines: HashMap<NodeId, Line>,
    template: Option<Element>,
    chosen: Vec<NodeId>,
    /// The one row that Tab reaches.
    current: Option<NodeId>,
    first: Option<NodeId>,
    renaming: Option<(NodeId, HtmlInputElement, Vec<Listener>)>,
    /// Rows that others have selected.
    others: Vec<(NodeId, String)>,
}

/// The row an element is in.
pub fn row_of(element: &Element) -> Option<Element> {
    element.closest("[role=treeitem]").ok().flatten()
}

/// The node of a row.
pub fn id_of(row: &Element) -> Option<NodeId> {
    NodeId::new(&row.get_attribute("data-nid")?).ok()
}

fn face(editor: Editor, id: &NodeId) -> Option<Face> {
    editor.doc(|document| {
        let node = document.node(id)?;
        let words = if node.label.is_empty() { excerpt(document, id) } else { None };
        Some(Face {
            name: editor.name_of(node),
            words: words.unwrap_or_default(),
            icon: icon(&node.kind),
            hidden: node.hidden,
            locked: node.locked,
        })
    })
}

impl Line {
    fn put_row(&mut self, row: &Row) {
        let old = self.row.replace(row.clone());
        let new = |read: fn(&Row) -> usize| old.as_ref().map(read) != Some(read(row));
        let set = |name: &str, value: &str| {
            let _ = self.element.set_attribute(name, value);
        };
        if new(|row| row.level) {
            set("aria-level", &row.level.to_string());
            set("style", &format!("--level:{}", row.level));
        }
        if new(|row| row.position) {
            set("aria-posinset", &row.position.to_string());
        }
        if new(|row| row.siblings) {
            set("aria-setsize", &row.siblings.to_string());
        }
        if old.as_ref().map(|old| (old.parent, old.open)) != Some((row.parent, row.open)) {
            if row.parent {
                set("aria-expanded", if row.open { "true" } else { "false" });
            } else {
                let _ = self.element.remove_attribute("aria-expanded");
            }
        }
    }

    fn put_face(&mut self, editor: Editor, now: Face) {
        if now == self.face {
            return;
        }
        let find = |selector: &str| self.element.query_selector(selector).ok().flatten();
        let text = |selector: &str, text: &str| {
            if let Some(element) = find(selector) {
                element.set_text_content(Some(text));
            }
        };
        if now.name != self.face.name {
            let _ = self.element.set_attribute("aria-label", &now.name);
            text(".ed-layer-name > span", &now.name);
        }
        if now.words != self.face.words {
            text(".ed-layer-words", &now.words);
        }
        if now.icon != self.face.icon
            && let Some(mark) = find(":scope > svg > use")
        {
            let _ = mark.set_attribute("href", &format!("/icons.svg#{}", now.icon));
        }
        let _ = self.element.class_list().toggle_with_force("is-hidden", now.hidden);
        for (selector, on, words) in
            [(".is-lock", now.locked, "editor.lock"), (".is-eye", now.hidden, "editor.hide")]
        {
            if let Some(tool) = find(selector) {
                let _ = tool.set_attribute("aria-pressed", if on { "true" } else { "false" });
                let _ = tool.set_attribute("aria-label", editor.i.t(words));
                let _ = tool.set_attribute("title", editor.i.t(words));
            }
        }
        if now.hidden != self.face.hidden
            && let Some(mark) = find(".is-eye use")
        {
            let _ =
                mark.set_attribute("href", if now.hidden { "/icons.svg#eye-off" } else { "/icons.svg#eye" });
        }
        self.face = now;
    }
}

impl List {
    /// Brings the elements into step with the rows.
    pub fn sync(&mut self, editor: Editor, list: &Element, rows: &[Row]) {
        let focused = document().active_element().filter(|element| list.contains(Some(element)));
        let focused = focused.and_then(|element| id_of(&row_of(&element)?));
        let wanted: HashSet<&NodeId> = rows.iter().map(|row| &row.id).collect();
        self.lines.retain(|id, line| {
            let stays = wanted.contains(id);
            if !stays {
                line.element.remove();
            }
            stays
        });
        if self.renaming.as_ref().is_some_and(|(id, ..)| !wanted.contains(id)) {
            self.renaming = None;
        }
        let mut cursor = list.first_element_child();
        for row in rows {
            if !self.lines.contains_key(&row.id) {
                let Some(element) = self.fresh(&row.id) else { continue };
                self.lines.insert(row.id.clone(), Line { element, row: None, face: Face::default() });
            }
            let Some(line) = self.lines.get_mut(&row.id) else { continue };
            if line.row.as_ref() != Some(row) {
                line.put_row(row);
            }
            if let Some(face) = face(editor, &row.id) {
                line.put_face(editor, face);
            }
            let element: &Element = &line.element;
            if cursor.as_ref() == Some(element) {
                cursor = element.next_element_sibling();
            } else {
                let _ = list.insert_before(element, cursor.as_deref());
            }
        }
        self.first = rows.first().map(|row| row.id.clone());
        self.aim_tab();
        // A row that was put elsewhere has lost the focus.
        if let Some(id) = focused
            && document().active_element().is_none_or(|element| !list.contains(Some(&element)))
        {
            let gone = !wanted.contains(&id);
            focus_row(&if gone { editor.selected.get_untracked().unwrap_or(id) } else { id });
        }
    }

    fn fresh(&mut self, id: &NodeId) -> Option<HtmlElement> {
        if self.template.is_none() {
            let template = document().create_element("div").ok()?;
            template.set_inner_html(ROW);
            self.template = template.first_element_child();
        }
        let element: HtmlElement = self.template.as_ref()?.clone_node_with_deep(true).ok()?.unchecked_into();
        element.set_attribute("data-nid", id.as_str()).ok()?;
        if self.chosen.contains(id) {
            element.set_attribute("aria-selected", "true").ok()?;
        }
        Some(element)
    }

    /// Reads these blocks again, or all.
    pub fn refresh(&mut self, editor: Editor, changed: Option<&[NodeId]>) {
        let all: Vec<NodeId>;
        let ids = match changed {
            Some(ids) => ids,
            None => {
                all = self.lines.keys().cloned().collect();
                &all
            }
        };
        for id in ids {
            if let (Some(line), Some(face)) = (self.lines.get_mut(id), face(editor, id)) {
                line.put_face(editor, face);
            }
        }
    }

    /// Marks what is selected.
    pub fn select(&mut self, chosen: &[NodeId], current: Option<&NodeId>) {
        let mark = |id: &NodeId, on: &str| {
            if let Some(line) = self.lines.get(id) {
                let _ = line.element.set_attribute("aria-selected", on);
            }
        };
        self.chosen.iter().filter(|id| !chosen.contains(id)).for_each(|id| mark(id, "false"));
        chosen.iter().for_each(|id| mark(id, "true"));
        self.chosen = chosen.to_vec();
        self.tab_to(false);
        self.current = current.cloned();
        self.tab_to(true);
    }

    /// Marks what others have selected: node, colour and name.
    pub fn others(&mut self, marks: Vec<(NodeId, u32, String)>) {
        for (id, class) in self.others.drain(..) {
            if let Some(line) = self.lines.get(&id) {
                let _ = line.element.remove_attribute("data-person");
                let _ = line.element.class_list().remove_1(&class);
            }
        }
        for (id, color, name) in marks {
            let Some(line) = self.lines.get(&id) else { continue };
            let _ = line.element.set_attribute("data-person", &name);
            let class = format!("ed-person-{color}");
            let _ = line.element.class_list().add_1(&class);
            self.others.push((id, class));
        }
    }

    fn aim_tab(&mut self) {
        for line in self.lines.values().filter(|line| line.element.tab_index() == 0) {
            line.element.set_tab_index(-1);
        }
        self.tab_to(true);
    }

    fn tab_to(&self, on: bool) {
        let there = |id: &&NodeId| self.lines.contains_key(*id);
        let id = self.current.as_ref().filter(there).or(self.first.as_ref());
        if let Some(line) = id.and_then(|id| self.lines.get(id)) {
            line.element.set_tab_index(if on { 0 } else { -1 });
        }
    }

    /// Puts a field where a row's name is, or takes it away.
    pub fn rename(&mut self, editor: Editor, id: Option<&NodeId>) {
        if let Some((_, field, _listeners)) = self.renaming.take() {
            field.remove();
        }
        let Some(id) = id else { return };
        let Some(line) = self.lines.get(id) else { return };
        let made = document()
            .create_element("input")
            .ok()
            .and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
        let (Some(field), Ok(Some(name))) = (made, line.element.query_selector(".ed-layer-name")) else {
            return;
        };
        field.set_class_name("input ed-rename");
        let _ = field.set_attribute("aria-label", editor.i.t("editor.rename"));
        let _ = field.set_attribute("maxlength", "200");
        field.set_value(&line.face.name);
        let _ = name.insert_adjacent_element("afterend", &field);
        let (node, input) = (id.clone(), field.clone());
        let done = move |keep: bool, focus: bool| {
            if editor.renaming.get_untracked().as_ref() != Some(&node) {
                return;
            }
            let text = input.value();
            editor.renaming.set(None);
            let same = editor
                .doc(|document| document.node(&node).is_none_or(|node| editor.name_of(node) == text.trim()));
            if keep && !same {
                editor.rename(&node, &text);
            }
            if focus {
                focus_row(&node);
            }
        };
        let by_key = done.clone();
        let listeners = vec![
            Listener::new(&field, "keydown", false, move |event| {
                event.stop_propagation();
                let key: &web_sys::KeyboardEvent = event.unchecked_ref();
                match key.key().as_str() {
                    "Enter" if !key.is_composing() => by_key(true, true),
                    "Escape" => by_key(false, true),
                    _ => {}
                }
            }),
            Listener::new(&field, "blur", false, move |_| done(true, false)),
        ];
        let _ = field.focus();
        field.select();
        self.renaming = Some((id.clone(), field, listeners));
    }
}
