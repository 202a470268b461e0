//! The tree of layers, with the keys of the ARIA authoring practices.

use std::collections::BTreeSet;

use landinghub::document::{NodeId, Tree};
use landinghub::editing::clip::excerpt;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::drag::Payload;
use super::palette::icon;
use super::state::{Editor, use_editor};
use crate::ui::Icon;

/// A line of the tree.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Row {
    id: NodeId,
    level: usize,
    position: usize,
    siblings: usize,
    parent: bool,
    open: bool,
}

fn rows(editor: Editor, closed: &BTreeSet<NodeId>) -> Vec<Row> {
    editor.doc(|document| {
        let tree = Tree::new(document);
        let mut out = Vec::new();
        let mut stack: Vec<Row> = Vec::new();
        let push = |stack: &mut Vec<Row>, parent: &NodeId, level: usize| {
            let children = tree.children(parent);
            for (n, id) in children.iter().enumerate().rev() {
                let is_parent = !tree.children(id).is_empty();
                let row = Row {
                    id: (*id).clone(),
                    level,
                    position: n + 1,
                    siblings: children.len(),
                    parent: is_parent,
                    open: is_parent && !closed.contains(*id),
                };
                stack.push(row);
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
    let renaming = RwSignal::new(None::<NodeId>);
    let list = Memo::new(move |_| {
        editor.watch_structure();
        closed.with(|closed| rows(editor, closed))
    });
    // What is selected on the canvas is seen here.
    Effect::new(move |_| {
        if let Some(id) = editor.selected.get() {
            let around: Vec<NodeId> = editor.doc(|document| document.ancestors(&id).cloned().collect());
            if closed.with_untracked(|closed| around.iter().any(|id| closed.contains(id))) {
                closed.update(|closed| {
                    around.iter().for_each(|id| {
                        closed.remove(id);
                    })
                });
            }
            scroll_row(&id);
        }
    });
    let toggle = move |id: &NodeId| {
        closed.update(|closed| {
            if !closed.remove(id) {
                closed.insert(id.clone());
            }
        });
    };
    // The one row that Tab reaches.
    let current = Memo::new(move |_| {
        editor.selected.get().or_else(|| list.with(|list| list.first().map(|row| row.id.clone())))
    });
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let typing =
            super::canvas::event_element(&event).is_some_and(|element| element.tag_name() == "INPUT");
        if typing || editor.is_walking() || event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let rows = list.get_untracked();
        let focused = super::canvas::event_element(&event)
            .and_then(|element| element.closest("[role=treeitem]").ok().flatten())
            .and_then(|row| NodeId::new(&row.get_attribute("data-nid")?).ok());
        let Some(at) =
            focused.or(current.get_untracked()).and_then(|id| rows.iter().position(|row| row.id == id))
        else {
            return;
        };
        let Some(row) = rows.get(at) else { return };
        let key = event.key();
        let go = |to: Option<&Row>| {
            if let Some(row) = to {
                editor.reveal(&row.id);
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
            "F2" => renaming.set(Some(row.id.clone())),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <ul class="ed-layers" role="tree" aria-label=i.t("editor.layers") on:keydown=keys>
            <For each=move || list.get() key=|row| row.clone() let:row>
                {layer(editor, row, current, renaming, Callback::new(move |id: NodeId| toggle(&id)))}
            </For>
        </ul>
        <Show when=move || list.with(Vec::is_empty)>
            <p class="ed-note">{i.t("editor.layers.none")}</p>
        </Show>
    }
}

fn layer(
    editor: Editor,
    row: Row,
    current: Memo<Option<NodeId>>,
    renaming: RwSignal<Option<NodeId>>,
    toggle: Callback<NodeId>,
) -> impl IntoView {
    let i = editor.i;
    let Row { id, level, position, siblings, parent, open } = row;
    let id = StoredValue::new(id);
    let read = move |what: fn(&landinghub::document::Node) -> bool| {
        Signal::derive(move || editor.node(&id.get_value(), |_, node| what(node)).unwrap_or_default())
    };
    let (hidden, locked) = (read(|node| node.hidden), read(|node| node.locked));
    let name = Memo::new(move |_| id.with_value(|id| editor.name(id)));
    let words = move || {
        editor
            .node(&id.get_value(), |document, node| {
                node.label.is_empty().then(|| excerpt(document, &id.get_value()))
            })
            .flatten()
            .flatten()
    };
    let kind = editor.node(&id.get_value(), |_, node| icon(&node.kind)).unwrap_or("square");
    let selected = Memo::new(move |_| {
        editor.selected.with(|selected| id.with_value(|id| selected.as_ref() == Some(id)))
    });
    let is_renaming =
        Memo::new(move |_| renaming.with(|renaming| id.with_value(|id| renaming.as_ref() == Some(id))));
    let rename = move |text: String| {
        if renaming.get_untracked().is_some() {
            renaming.set(None);
            editor.rename(&id.get_value(), &text);
            focus_row(&id.get_value());
        }
    };
    view! {
        <li
            {..custom_attribute("aria-level", level.to_string())}
            role="treeitem"
            class="ed-layer"
            class:is-hidden=hidden
            data-nid=id.with_value(|id| id.to_string())
            aria-label=name
            aria-posinset=position.to_string()
            aria-setsize=siblings.to_string()
            aria-expanded=parent.then_some(if open { "true" } else { "false" })
            aria-selected=move || if selected.get() { "true" } else { "false" }
            tabindex=move || if current.with(|current| id.with_value(|id| current.as_ref() == Some(id))) { "0" } else { "-1" }
            style=format!("--level:{level}")
            on:click=move |_| editor.reveal(&id.get_value())
            on:pointerdown=move |event| {
                let on_control = super::canvas::event_element(&event).is_some_and(|element| element.closest("button, input, .ed-twist").ok().flatten().is_some());
                if !on_control {
                    editor.press(&event, Payload::Node(id.get_value()));
                }
            }
            on:dblclick=move |_| renaming.set(Some(id.get_value()))
            on:pointerenter=move |_| editor.hovered.set(Some(id.get_value()))
            on:pointerleave=move |_| editor.hovered.set(None)
        >
            <span
                class="ed-twist"
                class:is-open=open
                aria-hidden="true"
                on:click=move |event| {
                    event.stop_propagation();
                    toggle.run(id.get_value());
                }
            >
                {parent.then(|| view! { <Icon name="chevron-right"/> })}
            </span>
            <Icon name=kind/>
            <Show
                when=move || is_renaming.get()
                fallback=move || view! {
                    <span class="ed-layer-name">{name} <span class="ed-layer-words">{words}</span></span>
                }
            >
                <RenameField name=name on_done=Callback::new(rename) on_cancel=Callback::new(move |()| renaming.set(None))/>
            </Show>
            <span class="ed-layer-tools">
                // By keyboard these are in the panel of the selection, so that Tab doesn't stop at every row.
                {tool(i.t("editor.lock"), locked, "lock", "lock", Callback::new(move |()| editor.set_locked(&id.get_value(), !locked.get_untracked())))}
                {tool(i.t("editor.hide"), hidden, "eye", "eye-off", Callback::new(move |()| editor.set_hidden(&id.get_value(), !hidden.get_untracked())))}
            </span>
        </li>
    }
}

fn tool(
    label: &'static str,
    on: Signal<bool>,
    off_icon: &'static str,
    on_icon: &'static str,
    toggle: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="ed-layer-tool"
            tabindex="-1"
            aria-label=label
            title=label
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |event| {
                event.stop_propagation();
                toggle.run(());
            }
            on:dblclick=|event| event.stop_propagation()
        >
            {move || view! { <Icon name=if on.get() { on_icon } else { off_icon }/> }}
        </button>
    }
}

#[component]
fn RenameField(name: Memo<String>, on_done: Callback<String>, on_cancel: Callback<()>) -> impl IntoView {
    let editor = use_editor();
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    view! {
        <input
            node_ref=field
            class="input ed-rename"
            aria-label=editor.i.t("editor.rename")
            value=name.get_untracked()
            maxlength="200"
            on:click=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:keydown:target=move |event| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Enter" => on_done.run(event.target().value()),
                    "Escape" => on_cancel.run(()),
                    _ => {}
                }
            }
            on:blur:target=move |event| on_done.run(event.target().value())
        />
    }
}

fn row_element(id: &NodeId) -> Option<web_sys::HtmlElement> {
    let found = document().query_selector(&format!("[role=treeitem][data-nid=\"{id}\"]")).ok().flatten()?;
    found.dyn_into().ok()
}

/// Rows are made before this runs.
fn focus_row(id: &NodeId) {
    let id = id.clone();
    let _ = request_animation_frame(move || {
        if let Some(row) = row_element(&id) {
            let _ = row.focus();
        }
    });
}

fn scroll_row(id: &NodeId) {
    let id = id.clone();
    let _ = request_animation_frame(move || {
        if let Some(row) = row_element(&id) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}
