//! The tree of layers, with the keys of the ARIA authoring practices. Its rows are plain elements that are kept in
//! step with the page; of a long list only those near what is seen exist.

use std::collections::BTreeSet;
use std::sync::Arc;

use landinghub::document::{NodeId, Tree};
use landinghub::editing::clip::{excerpt, speaker};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::canvas::event_element;
use super::device::{Listener, after_frame};
use super::drag::Payload;
use super::layer_rows::{List, id_of, row_of};
use super::measure::rect_of;
use super::palette::fold;
use super::presence;
use super::small::{effect, memo};
use super::state::{Editor, use_editor};
use crate::ui::{ButtonSize, IconButton};

/// One step of the list to the right, as the stylesheet has it, in pixels.
pub const INDENT: f64 = 14.0;
/// Where the names of the outermost rows begin.
pub const INSET: f64 = 26.0;

/// The list is brought into step after it was scrolled by so many rows.
const STEP: u8 = 20;

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: NodeId,
    pub level: usize,
    pub position: usize,
    pub siblings: usize,
    pub parent: bool,
    pub open: bool,
    /// The first block inside that has words, for a block of the page itself: sections are told apart by them.
    pub speaker: Option<NodeId>,
}

/// Whether a key does something to a block.
fn acts(key: &str, command: bool) -> bool {
    if command {
        matches!(key, "c" | "x" | "v" | "d" | "g" | "k" | "C" | "X" | "V" | "D" | "G" | "K")
    } else {
        matches!(key, " " | "Delete" | "Backspace" | "m" | "M" | "F10" | "ContextMenu")
    }
}

fn is_row(element: &Element) -> bool {
    element.get_attribute("role").is_some_and(|role| role == "treeitem")
}

/// Whether a key was pressed on a button in a row.
fn on_tool(event: &leptos::ev::KeyboardEvent) -> bool {
    event_element(event).is_some_and(|element| element.tag_name() == "BUTTON")
}

/// The rows that are to be seen. With words to find, those that have them and those around them, all open.
fn rows(editor: Editor, closed: &BTreeSet<NodeId>, wanted: &str) -> Vec<Row> {
    // The blocks of an opened component are listed where it is edited.
    let opened = editor.opened();
    editor.doc(|document| {
        let tree = Tree::new(document);
        let inside = opened.as_ref().map(|(instance, top)| (instance, [top]));
        let children = |id: &NodeId| match &inside {
            Some((instance, top)) if *instance == id => top.as_slice(),
            _ => tree.children(id),
        };
        let found: Option<BTreeSet<NodeId>> = (!wanted.is_empty()).then(|| {
            let mut found = BTreeSet::new();
            for (id, node) in &document.nodes {
                let has = |text: &str| fold(text).contains(wanted);
                if has(&editor.name_of(node)) || excerpt(document, id).is_some_and(|words| has(&words)) {
                    found.insert(id.clone());
                    found.extend(editor.around(id));
                }
            }
            found
        });
        let mut out = Vec::new();
        let mut stack: Vec<Row> = Vec::new();
        let push = |stack: &mut Vec<Row>, parent: &NodeId, level: usize| {
            let siblings = children(parent);
            for (n, id) in siblings.iter().enumerate().rev() {
                if found.as_ref().is_some_and(|found| !found.contains(*id)) {
                    continue;
                }
                let is_parent = !children(id).is_empty();
                stack.push(Row {
                    id: (*id).clone(),
                    level,
                    position: n + 1,
                    siblings: siblings.len(),
                    parent: is_parent,
                    open: is_parent && (found.is_some() || !closed.contains(*id)),
                    speaker: if level == 1 { speaker(document, &tree, id) } else { None },
                });
            }
        };
        push(&mut stack, &document.root, 1);
        while let Some(row) = stack.pop() {
            if row.open {
                push(&mut stack, &row.id, row.level + 1);
            }
            out.push(row);
        }
        out
    })
}

/// See the module.
#[component]
pub fn Layers() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let closed = RwSignal::new(BTreeSet::<NodeId>::new());
    let search = RwSignal::new(String::new());
    let list = NodeRef::<html::Ul>::new();
    let shown = StoredValue::new_local(List::default());
    let anchor = StoredValue::new(None::<NodeId>);
    let seen = memo(move || {
        editor.watch_structure();
        editor.open.track();
        Arc::new(closed.with(|closed| rows(editor, closed, &fold(search.read().trim()))))
    });
    // The first row that is seen, in steps.
    let first = RwSignal::new(0_usize);
    let scrolled = StoredValue::new_local(None::<Listener>);
    effect(move || {
        let Some(list) = list.get() else { return };
        let Some(panel) = list.parent_element() else { return };
        scrolled.set_value(Some(Listener::new(&panel.clone(), "scroll", false, move |_| {
            let now = first_seen(&panel, &list, seen.with_untracked(|rows| rows.len()));
            if first.get_untracked() != now {
                first.set(now);
            }
        })));
    });
    let sync = move || {
        let Some(list) = list.get_untracked() else { return };
        seen.with_untracked(|rows| {
            shown.update_value(|shown| shown.sync(editor, &list, rows, first.get_untracked()));
        });
    };
    // A row that somebody goes to has to exist.
    let need = move |id: &NodeId| {
        let away = |shown: &List| !shown.has(id) && shown.rows().iter().any(|row| row.id == *id);
        if shown.with_value(away) {
            sync();
        }
    };
    effect(move || {
        list.track();
        first.track();
        sync();
    });
    // Other blocks are seen on the canvas first; the rows follow in the frame after.
    let due = StoredValue::new(false);
    effect(move || {
        seen.with(|rows| editor.core(|core| core.rows = rows.clone()));
        if due.get_value() {
            return;
        }
        due.set_value(true);
        after_frame(move || {
            if due.try_set_value(false).is_some() || !editor.is_alive() {
                return;
            }
            let has =
                |id: &Option<NodeId>| shown.with_value(|shown| id.as_ref().is_none_or(|id| shown.has(id)));
            let (selected, renaming) = (editor.selected.get_untracked(), editor.renaming.get_untracked());
            let (selected_is_new, renaming_is_new) = (!has(&selected), !has(&renaming));
            sync();
            if let Some(id) = selected.filter(|_| selected_is_new) {
                need(&id);
                scroll_row(&id);
            }
            if renaming_is_new {
                shown.update_value(|shown| shown.rename(editor, renaming.as_ref()));
            }
        });
    });
    // Names, locks and words, for rows that stay.
    effect(move || {
        editor.touched.track();
        let touched = editor.touched.try_update_untracked(std::mem::take).unwrap_or_default();
        let changed: Vec<NodeId> = touched.content.into_iter().chain(touched.flags).collect();
        shown.update_value(|shown| {
            if touched.all { shown.refresh(editor, None) } else { shown.refresh(editor, Some(&changed)) }
        });
    });
    // What is selected on the canvas is seen here.
    effect(move || {
        if let Some(id) = editor.selected.get() {
            let around = editor.around(&id);
            if closed.with_untracked(|closed| around.iter().any(|id| closed.contains(id))) {
                closed.update(|closed| closed.retain(|id| !around.contains(id)));
            }
            scroll_row(&id);
        }
    });
    effect(move || {
        seen.track();
        let (chosen, selected) = (editor.selection(), editor.selected.get());
        shown.update_value(|shown| shown.select(&chosen, selected.as_ref()));
        if let Some(id) = selected {
            need(&id);
        }
    });
    effect(move || {
        seen.track();
        let branch = editor.branch();
        let marks = editor.people.with(|people| {
            let mark = |here: &landinghub::live::Here| {
                let id = NodeId::new(here.selected.as_deref().filter(|_| here.branch == branch)?).ok()?;
                Some((id, presence::color(&here.client), presence::name_of(here)))
            };
            people.iter().filter_map(mark).collect::<Vec<_>>()
        });
        shown.update_value(|shown| shown.others(marks));
    });
    effect(move || {
        let id = editor.renaming.get();
        shown.update_value(|shown| shown.rename(editor, id.as_ref()));
    });
    // The focus and the selection go together: what came last leads. Only with Ctrl the focus goes alone.
    let turned = StoredValue::new(None::<NodeId>);
    let stays = StoredValue::new(false);
    effect(move || {
        editor.many.track();
        let selected = editor.selected.get();
        turned.set_value(None);
        if stays.try_update_value(std::mem::take).unwrap_or_default() {
            return;
        }
        let focused = document().active_element().filter(is_row).and_then(|row| id_of(&row));
        if let (Some(id), Some(focused)) = (selected, focused)
            && id != focused
        {
            focus_row(&id);
        }
    });
    let focused = move |event: leptos::ev::FocusEvent| {
        let Some(id) = event_element(&event).filter(is_row).and_then(|row| id_of(&row)) else { return };
        if editor.chosen().contains(&id) {
            return turned.set_value(None);
        }
        let from = event.related_target().and_then(|from| from.dyn_into::<Element>().ok());
        match editor.selected.get_untracked() {
            // What was done in a dialog selected another one.
            Some(selected) if super::keys::is_in_dialog(from.as_ref()) => focus_row(&selected),
            _ => turned.set_value(Some(id)),
        }
    };
    let toggle = move |id: &NodeId| {
        closed.update(|closed| {
            if !closed.remove(id) {
                closed.insert(id.clone());
            }
        });
    };
    let range = move |to: &NodeId| {
        let from = anchor.get_value().or(editor.selected.get_untracked()).unwrap_or_else(|| to.clone());
        let ids: Vec<NodeId> = seen.with_untracked(|rows| {
            let at = |id: &NodeId| rows.iter().position(|row| row.id == *id);
            let (Some(a), Some(b)) = (at(&from), at(to)) else { return vec![to.clone()] };
            rows.iter().take(a.max(b) + 1).skip(a.min(b)).map(|row| row.id.clone()).collect()
        });
        editor.select_many(ids, Some(to));
        anchor.set_value(Some(from));
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let typing = event_element(&event).is_some_and(|element| element.tag_name() == "INPUT");
        if typing || editor.is_walking() {
            return;
        }
        let key = event.key();
        let command = event.ctrl_key() || event.meta_key();
        let rows = seen.get_untracked();
        let focused = event_element(&event).and_then(|element| id_of(row_of(&element).as_ref()?));
        // The focus alone is enough to say which block is meant, if it came after the selection.
        if let Some(id) = focused.as_ref().filter(|_| acts(&key, command) && !on_tool(&event)) {
            let chosen = editor.chosen();
            let lifts = key == " " && !command;
            let turned = turned.get_value().as_ref() == Some(id) && chosen.len() == 1;
            if chosen.is_empty() || ((lifts || turned) && !chosen.contains(id)) {
                editor.reveal(id);
            }
        }
        if event.alt_key() {
            return;
        }
        let current = focused.or(editor.selected.get_untracked()).or(rows.first().map(|row| row.id.clone()));
        let Some(at) = current.and_then(|id| rows.iter().position(|row| row.id == id)) else { return };
        let Some(row) = rows.get(at) else { return };
        if command {
            // The focus goes on its own, and takes up what it is on.
            let to = match key.as_str() {
                "ArrowDown" => rows.get(at + 1),
                "ArrowUp" => at.checked_sub(1).and_then(|at| rows.get(at)),
                "Home" => rows.first(),
                "End" => rows.last(),
                " " => {
                    stays.set_value(true);
                    editor.toggle_selected(&row.id);
                    anchor.set_value(Some(row.id.clone()));
                    Some(row)
                }
                _ => return,
            };
            if let Some(row) = to {
                need(&row.id);
                focus_row(&row.id);
            }
            event.prevent_default();
            return event.stop_propagation();
        }
        let (extends, here) = (event.shift_key(), &row.id);
        let go = |to: Option<&Row>| {
            if let Some(row) = to {
                if extends {
                    let chosen = editor.chosen();
                    let from =
                        anchor.get_value().filter(|from| chosen.contains(from) && chosen.contains(here));
                    anchor.set_value(Some(from.unwrap_or_else(|| here.clone())));
                    range(&row.id);
                } else {
                    editor.reveal(&row.id);
                    anchor.set_value(Some(row.id.clone()));
                }
                focus_row(&row.id);
            }
        };
        match key.as_str() {
            "ArrowDown" => go(rows.get(at + 1)),
            "ArrowUp" => go(at.checked_sub(1).and_then(|at| rows.get(at))),
            "Home" => go(rows.first()),
            "End" => go(rows.last()),
            "ArrowRight" if row.parent && !row.open => toggle(&row.id),
            "ArrowRight" if row.parent => go(rows.get(at + 1)),
            "ArrowLeft" if row.open => toggle(&row.id),
            "ArrowLeft" => go(rows.iter().take(at).rev().find(|other| other.level < row.level)),
            "Enter" if editor.selected.get_untracked().as_ref() != Some(&row.id) => editor.reveal(&row.id),
            "*" => closed.update(|closed| {
                rows.iter().filter(|other| other.level == row.level).for_each(|other| {
                    closed.remove(&other.id);
                });
            }),
            "F2" => editor.renaming.set(Some(row.id.clone())),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let click = move |event: leptos::ev::MouseEvent| {
        let Some(element) = event_element(&event) else { return };
        let Some(id) = row_of(&element).and_then(|row| id_of(&row)) else { return };
        let on = |selector: &str| element.closest(selector).ok().flatten().is_some();
        if on("input") {
            return;
        }
        if on(".ed-twist") {
            toggle(&id);
        } else if on(".is-lock") {
            editor.set_locked(&id, !editor.is_locked(&id));
        } else if on(".is-eye") {
            let hidden = editor.doc(|document| document.node(&id).is_some_and(|node| node.hidden));
            editor.set_hidden(&id, !hidden);
        } else if event.shift_key() {
            range(&id);
        } else if event.ctrl_key() || event.meta_key() {
            stays.set_value(true);
            editor.toggle_selected(&id);
            anchor.set_value(Some(id));
        } else {
            editor.reveal(&id);
            anchor.set_value(Some(id));
        }
    };
    let press = move |event: leptos::ev::PointerEvent| {
        let Some(element) = event_element(&event) else { return };
        let on_control = element.closest("button, input, .ed-twist").ok().flatten().is_some();
        // The top of a component stays where it is.
        let moves = |id: &NodeId| editor.doc(|document| document.parent(id).is_some());
        let row = row_of(&element).and_then(|row| id_of(&row)).filter(|_| !on_control);
        if let Some(id) = row.filter(moves) {
            editor.grab(&event, Payload::Nodes(editor.together(&id)));
        }
    };
    let all = move |open: bool| {
        if open {
            return closed.update(BTreeSet::clear);
        }
        let mut parents: BTreeSet<NodeId> = editor.doc(|document| {
            document.nodes.values().filter_map(|node| Some(node.place.as_ref()?.parent.clone())).collect()
        });
        parents.extend(editor.open.get_untracked());
        closed.set(parents);
    };
    view! {
        <div class="ed-layers-head">
            <input
                class="input"
                type="search"
                aria-label=i.t("editor.layers.search")
                placeholder=i.t("editor.layers.search")
                on:input:target=move |event| search.set(event.target().value())
            />
            <IconButton icon="chevron-down".to_owned() size=ButtonSize::Small label=i.t("editor.layers.expand") on_click=move |_| all(true)/>
            <IconButton icon="chevron-up".to_owned() size=ButtonSize::Small label=i.t("editor.layers.collapse") on_click=move |_| all(false)/>
        </div>
        <ul
            node_ref=list
            class="ed-layers"
            role="tree"
            aria-label=i.t("editor.layers")
            aria-multiselectable="true"
            on:keydown=keys
            on:focusin=focused
            on:click=click
            on:pointerdown=press
            on:dblclick=move |event| {
                let Some(element) = event_element(&event) else { return };
                let on_control = element.closest("button, input, .ed-twist").ok().flatten().is_some();
                if !on_control {
                    editor.renaming.set(row_of(&element).and_then(|row| id_of(&row)));
                }
            }
            on:contextmenu=move |event| {
                let row = event_element(&event).and_then(|element| row_of(&element)).and_then(|row| id_of(&row));
                if let Some(id) = row {
                    event.prevent_default();
                    editor.open_menu_on(Some(id), f64::from(event.client_x()), f64::from(event.client_y()));
                }
            }
            on:pointerover=move |event| {
                let over = event_element(&event).and_then(|element| row_of(&element)).and_then(|row| id_of(&row));
                if editor.hovered.get_untracked() != over && !editor.is_dragging() {
                    editor.hovered.set(over);
                }
            }
            on:pointerleave=move |_| editor.hovered.set(None)
        ></ul>
        <Show when=move || seen.with(|rows| rows.is_empty())>
            <p class="ed-note">
                {move || i.t(if search.with(String::is_empty) { "editor.layers.none" } else { "editor.layers.not_found" })}
            </p>
        </Show>
    }
}

/// The index of the row at the panel's upper edge, in steps. All rows are equally high.
fn first_seen(panel: &web_sys::Element, list: &web_sys::Element, rows: usize) -> usize {
    let above = rect_of(panel).y - rect_of(list).y;
    let step = rect_of(list).h * f64::from(STEP) / u32::try_from(rows).map_or(f64::INFINITY, f64::from);
    let steps = (1_u32..).take_while(|n| step > 0.0 && step.is_finite() && f64::from(*n) * step <= above);
    steps.count() * usize::from(STEP)
}

fn row_element(id: &NodeId) -> Option<web_sys::HtmlElement> {
    let found = document().query_selector(&format!("[role=treeitem][data-nid=\"{id}\"]")).ok().flatten()?;
    found.dyn_into().ok()
}

/// Puts the focus on a row.
pub fn focus_row(id: &NodeId) {
    fn focus(id: &NodeId) -> bool {
        row_element(id).is_some_and(|row| row.focus().is_ok())
    }
    let id = id.clone();
    let _ = request_animation_frame(move || {
        // The row of a new block comes in the frame after.
        if !focus(&id) {
            after_frame(move || {
                focus(&id);
            });
        }
    });
}

fn scroll_row(id: &NodeId) {
    let id = id.clone();
    // Asking where it is would lay out what the frame is about to show.
    after_frame(move || {
        if let Some(row) = row_element(&id) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}
