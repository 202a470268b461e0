//! The elements of the layers list: only those near what is seen exist, and they change where their block changed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use landinghub::document::NodeId;
use landinghub::editing::clip::excerpt;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::device::Listener;
use super::layers::{Row, focus_row};
use super::palette::icon;
use super::state::Editor;
use crate::ui::aria;

/// A list of at most so many rows has them all.
const FEW: usize = 160;
/// So many exist above the first that is seen. More are seen at most than [`FEW`] less twice this.
const AROUND: usize = 40;

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
    /// Its index, if it stands by itself away from those that are seen.
    parked: Option<usize>,
}

/// The elements by node.
#[derive(Default)]
pub struct List {
    /// Every row there would be.
    rows: Arc<Vec<Row>>,
    lines: HashMap<NodeId, Line>,
    /// Rows above and below those that exist.
    missing: (usize, usize),
    template: Option<Element>,
    chosen: Vec<NodeId>,
    /// The one row that Tab reaches.
    current: Option<NodeId>,
    renaming: Option<(NodeId, HtmlInputElement, Vec<Listener>)>,
    /// Rows that others have selected: node, class and name.
    others: Vec<(NodeId, String, String)>,
}

/// The rows that exist if this one is the first to be seen.
fn near(first: usize, len: usize) -> Range<usize> {
    if len <= FEW {
        return 0..len;
    }
    let start = first.saturating_sub(AROUND).min(len - FEW);
    start..start + FEW
}

/// The row an element is in.
pub fn row_of(element: &Element) -> Option<Element> {
    element.closest("[role=treeitem]").ok().flatten()
}

/// The node of a row.
pub fn id_of(row: &Element) -> Option<NodeId> {
    NodeId::new(&row.get_attribute("data-nid")?).ok()
}

fn face(editor: Editor, row: &Row) -> Option<Face> {
    editor.doc(|document| {
        let node = document.node(&row.id)?;
        let words = if node.label.is_empty() {
            excerpt(document, row.speaker.as_ref().unwrap_or(&row.id))
        } else {
            None
        };
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
    fn put_row(&mut self, row: &Row, parked: Option<usize>) {
        if self.row.as_ref() == Some(row) && self.parked == parked {
            return;
        }
        let old = self.row.replace(row.clone());
        let new = |read: fn(&Row) -> usize| old.as_ref().map(read) != Some(read(row));
        let set = |name: &str, value: &str| {
            let _ = self.element.set_attribute(name, value);
        };
        if new(|row| row.level) || self.parked != parked {
            let mut style = ["--level:", &row.level.to_string()].concat();
            if let Some(at) = parked {
                style.push_str(";--at:");
                style.push_str(&at.to_string());
            }
            set("style", &style);
        }
        if self.parked.is_some() != parked.is_some() {
            let _ = self.element.class_list().toggle_with_force("is-parked", parked.is_some());
        }
        self.parked = parked;
        if new(|row| row.level) {
            set("aria-level", &row.level.to_string());
        }
        if new(|row| row.position) {
            set("aria-posinset", &row.position.to_string());
        }
        if new(|row| row.siblings) {
            set("aria-setsize", &row.siblings.to_string());
        }
        if old.as_ref().map(|old| (old.parent, old.open)) != Some((row.parent, row.open)) {
            if row.parent {
                set("aria-expanded", aria(row.open));
            } else {
                let _ = self.element.remove_attribute("aria-expanded");
            }
        }
    }

    fn put_face(&mut self, now: Face) {
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
        let class = |name: &str, on: bool| {
            let _ = self.element.class_list().toggle_with_force(name, on);
        };
        if now.hidden != self.face.hidden || now.locked != self.face.locked {
            class("is-hidden", now.hidden);
            class("is-flagged", now.hidden || now.locked);
        }
        for (selector, on, was) in
            [(".is-lock", now.locked, self.face.locked), (".is-eye", now.hidden, self.face.hidden)]
        {
            if let Some(tool) = find(selector).filter(|_| on != was) {
                let _ = tool.set_attribute("aria-pressed", aria(on));
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

/// Shows that somebody else has selected a row.
fn mark(row: &Element, class: &str, name: &str) {
    let _ = row.set_attribute("data-person", name);
    let _ = row.set_attribute("aria-description", name);
    let _ = row.class_list().add_1(class);
}

impl List {
    /// Every row there would be.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Other rows, or others of them to be seen from `first` on: brings the elements into step.
    pub fn sync(&mut self, editor: Editor, list: &Element, rows: &Arc<Vec<Row>>, first: usize) {
        self.rows = rows.clone();
        let focused = document().active_element().filter(|element| list.contains(Some(element)));
        let focused = focused.and_then(|element| id_of(&row_of(&element)?));
        let near = near(first, rows.len());
        // What has the focus, or may get it, stays wherever it is.
        let kept: Vec<&NodeId> =
            [focused.as_ref(), self.current.as_ref(), self.renaming.as_ref().map(|(id, ..)| id)]
                .into_iter()
                .flatten()
                .collect();
        let mut order: Vec<usize> = near.clone().collect();
        if near.len() < rows.len() {
            let away = |at: &usize| !near.contains(at);
            let at = |id: &&NodeId| rows.iter().position(|row| row.id == **id);
            let mut parked: Vec<usize> = kept.iter().filter_map(at).filter(away).collect();
            // There is always one that Tab reaches.
            if !self.current.as_ref().is_some_and(|id| rows.iter().any(|row| row.id == *id)) {
                parked.extend(Some(0).filter(away));
            }
            for at in parked {
                if let Err(place) = order.binary_search(&at) {
                    order.insert(place, at);
                }
            }
        }
        let wanted: HashSet<&NodeId> = order.iter().filter_map(|at| Some(&rows.get(*at)?.id)).collect();
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
        for at in order {
            let Some(row) = rows.get(at) else { continue };
            if !self.lines.contains_key(&row.id) {
                let Some(element) = self.fresh(editor, &row.id) else { continue };
                self.lines
                    .insert(row.id.clone(), Line { element, row: None, face: Face::default(), parked: None });
            }
            let Some(line) = self.lines.get_mut(&row.id) else { continue };
            line.put_row(row, Some(at).filter(|at| !near.contains(at)));
            if let Some(face) = face(editor, row) {
                line.put_face(face);
            }
            let element: &Element = &line.element;
            if cursor.as_ref() == Some(element) {
                cursor = element.next_element_sibling();
            } else {
                let _ = list.insert_before(element, cursor.as_deref());
            }
        }
        let missing = (near.start, rows.len() - near.end);
        if self.missing != missing {
            self.missing = missing;
            let _ = list.set_attribute("style", &format!("--before:{};--after:{}", missing.0, missing.1));
        }
        self.aim_tab();
        // A row that was put elsewhere has lost the focus.
        if let Some(id) = focused
            && document().active_element().is_none_or(|element| !list.contains(Some(&element)))
        {
            let gone = !wanted.contains(&id);
            focus_row(&if gone { editor.selected.get_untracked().unwrap_or(id) } else { id });
        }
    }

    /// Whether the row of this node exists, if it has one.
    pub fn has(&self, id: &NodeId) -> bool {
        self.lines.contains_key(id)
    }

    fn fresh(&mut self, editor: Editor, id: &NodeId) -> Option<HtmlElement> {
        if self.template.is_none() {
            let template = document().create_element("div").ok()?;
            template.set_inner_html(ROW);
            for (selector, words) in [(".is-lock", "editor.lock"), (".is-eye", "editor.hide")] {
                if let Some(tool) = template.query_selector(selector).ok().flatten() {
                    let _ = tool.set_attribute("aria-pressed", "false");
                    let _ = tool.set_attribute("aria-label", editor.i.t(words));
                    let _ = tool.set_attribute("title", editor.i.t(words));
                }
            }
            self.template = template.first_element_child();
        }
        let element: HtmlElement = self.template.as_ref()?.clone_node_with_deep(true).ok()?.unchecked_into();
        element.set_attribute("data-nid", id.as_str()).ok()?;
        if self.chosen.contains(id) {
            element.set_attribute("aria-selected", "true").ok()?;
        }
        if let Some((_, class, name)) = self.others.iter().find(|(other, ..)| other == id) {
            mark(&element, class, name);
        }
        Some(element)
    }

    /// Reads these blocks again, or all.
    pub fn refresh(&mut self, editor: Editor, changed: Option<&[NodeId]>) {
        for (id, line) in &mut self.lines {
            let speaks =
                |row: &Row| changed.is_none_or(|ids| row.speaker.as_ref().is_some_and(|id| ids.contains(id)));
            let now = line
                .row
                .as_ref()
                .filter(|row| changed.is_none_or(|ids| ids.contains(id)) || speaks(row))
                .and_then(|row| face(editor, row));
            if let Some(face) = now {
                line.put_face(face);
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
        for (id, class, _) in self.others.drain(..) {
            if let Some(line) = self.lines.get(&id) {
                let _ = line.element.remove_attribute("data-person");
                let _ = line.element.remove_attribute("aria-description");
                let _ = line.element.class_list().remove_1(&class);
            }
        }
        for (id, color, name) in marks {
            let class = ["ed-person-", &color.to_string()].concat();
            if let Some(line) = self.lines.get(&id) {
                mark(&line.element, &class, &name);
            }
            self.others.push((id, class, name));
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
        let first = self.rows.first().map(|row| &row.id);
        let id = self.current.as_ref().filter(there).or(first);
        if let Some(line) = id.and_then(|id| self.lines.get(id)) {
            line.element.set_tab_index(if on { 0 } else { -1 });
        }
    }

    /// Puts a field where a row's name is, or takes it away.
    pub fn rename(&mut self, editor: Editor, id: Option<&NodeId>) {
        if let Some((_, field, _listeners)) = self.renaming.take() {
            if let Some(row) = row_of(&field) {
                let _ = row.class_list().remove_1("is-renaming");
            }
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
        let _ = line.element.class_list().add_1("is-renaming");
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
