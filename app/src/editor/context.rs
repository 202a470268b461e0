//! The menu of the selection: which of the commands it offers, and when.

use landinghub::document::{Kind, NodeId};
use landinghub::editing::Wrap;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::canvas::event_element;
use super::commands::{COMMANDS, Command, Group, on_selected, row};
use super::room::window_size;
use super::small::effect;
use super::state::{Editor, use_editor};
use crate::ui::Icon;

/// The lines of the menu, by the words of their commands.
const LINES: &[&str] = &[
    "editor.edit_text",
    RULE,
    "editor.cut",
    "editor.copy",
    "editor.paste",
    "editor.duplicate",
    "editor.delete",
    RULE,
    "editor.select_parent",
    "editor.select_siblings",
    "editor.move_up",
    "editor.move_down",
    "editor.move_to",
    RULE,
    "editor.group",
    "editor.ungroup",
    "editor.wrap.columns",
    "editor.wrap.link",
    "editor.wrap.section",
    RULE,
    "editor.component.make",
    "editor.component.edit",
    "editor.component.detach",
    RULE,
    "editor.rename",
    "editor.hide",
    "editor.lock",
];
/// Stands for a rule between lines.
const RULE: &str = "";

/// What the menu alone offers: each takes a selection of a certain sort.
const ONLY_HERE: &[Command] = &[
    row(Group::Blocks, "editor.wrap.columns", "", "columns-2", |editor| editor.wrap(Wrap::Columns)),
    row(Group::Blocks, "editor.wrap.link", "", "link", |editor| editor.wrap(Wrap::Link)),
    row(Group::Blocks, "editor.wrap.section", "", "panel-top", |editor| editor.wrap(Wrap::Section)),
    row(Group::Blocks, "editor.component.edit", "", "component", |editor| {
        on_selected(editor, Editor::edit_component);
    }),
    row(Group::Blocks, "editor.component.detach", "", "square", |editor| on_selected(editor, Editor::detach)),
];

fn command(words: &str) -> Option<&'static Command> {
    COMMANDS.iter().chain(ONLY_HERE).find(|command| command.words == words)
}

impl Editor {
    /// Opens the menu at a point of the window, for a block or, without one, for the selection.
    pub fn open_menu_on(self, id: Option<NodeId>, x: f64, y: f64) {
        if let Some(id) = id
            && !self.chosen().contains(&id)
        {
            self.select(Some(id));
        }
        if self.selected.get_untracked().is_some() && !self.is_dragging() {
            self.menu.set(Some((x, y)));
        }
    }

    /// Opens the menu of the selection where it is seen.
    pub fn open_menu_by_key(self) -> bool {
        let Some(id) = self.selected.get_untracked() else { return false };
        let scale = self.scale.get_untracked();
        let at = self.with(|core| {
            let canvas = core.canvas.as_ref()?;
            let (frame, rect) = (super::canvas::bounds(canvas.frame()), canvas.rect(&id)?);
            let y = (rect.y * scale).clamp(0.0, frame.h - 40.0);
            Some((frame.x + (rect.x * scale).max(0.0) + 12.0, frame.y + y + 12.0))
        });
        self.menu.set(Some(at.unwrap_or((120.0, 120.0))));
        true
    }

    /// Whether a line of the menu makes sense for the selection.
    fn offers(self, words: &str, ids: &[NodeId]) -> bool {
        let locked = |id: &NodeId| self.is_locked(id);
        self.doc(|document| {
            let kind = ids.first().and_then(|id| document.node(id)).map(|node| &node.kind);
            let loose = ids.iter().all(|id| document.parent(id) == Some(&document.root));
            let bands = kind.is_some_and(Kind::is_band);
            match words {
                "editor.edit_text" => ids.len() == 1 && kind.is_some_and(|kind| kind.spec().inline.is_some()),
                "editor.group" | "editor.wrap.columns" | "editor.wrap.link" => !bands,
                "editor.wrap.section" => loose && !bands,
                "editor.ungroup" => kind.is_some_and(|kind| {
                    matches!(kind, Kind::Container | Kind::Columns | Kind::Link | Kind::Section)
                }),
                "editor.rename" => ids.len() == 1,
                "editor.component.make" => {
                    let part = |id| landinghub::document::components::owner(document, id).is_some();
                    ids.len() == 1 && kind != Some(&Kind::Instance) && !ids.iter().any(part)
                }
                "editor.component.edit" | "editor.component.detach" => {
                    ids.len() == 1 && kind == Some(&Kind::Instance)
                }
                _ => true,
            }
        }) && match words {
            "editor.paste" => self.has_clip(),
            "editor.edit_text" | "editor.delete" | "editor.cut" | "editor.group" | "editor.ungroup"
            | "editor.move_up" | "editor.move_down" | "editor.move_to" => !ids.iter().all(locked),
            _ => true,
        }
    }
}

/// The focusable lines.
fn lines(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.item(n)?.dyn_into().ok()).collect()
}

/// See the module.
#[component]
pub fn ContextMenu() -> impl IntoView {
    let editor = use_editor();
    let back = StoredValue::new_local(None::<HtmlElement>);
    let close = move || {
        if editor.menu.get_untracked().is_none() {
            return;
        }
        editor.menu.set(None);
        if let Some(element) = back.try_update_value(Option::take).flatten() {
            let _ = element.focus();
        }
    };
    let menu = move |(x, y): (f64, f64)| {
        let node = NodeRef::<html::Div>::new();
        let ids = editor.chosen();
        let ids = StoredValue::new(ids);
        effect(move || {
            let Some(menu) = node.get() else { return };
            let before = document().active_element().and_then(|element| element.dyn_into().ok());
            back.set_value(before);
            // Inside the window, wherever it was asked for.
            let (w, h) = (f64::from(menu.offset_width()), f64::from(menu.offset_height()));
            let (width, height) = window_size();
            let (x, y) = (x.min(width - w - 8.0).max(8.0), y.min(height - h - 8.0).max(8.0));
            let element: &HtmlElement = &menu;
            let _ = element.style().set_property("left", &format!("{x}px"));
            let _ = element.style().set_property("top", &format!("{y}px"));
            if let Some(first) = lines(&menu).first() {
                let _ = first.focus();
            }
        });
        let mut rule = false;
        let mut any = false;
        let rows = LINES
            .iter()
            .filter_map(|words| {
                if *words == RULE {
                    rule = any;
                    return None;
                }
                let Command { words, keys, icon, run, .. } = command(words)?;
                if !ids.with_value(|ids| editor.offers(words, ids)) {
                    return None;
                }
                let line = std::mem::take(&mut rule).then(|| view! { <div class="ed-menu-rule" role="separator"></div> });
                any = true;
                let click = move |_| {
                    close();
                    run(editor);
                };
                let danger = *words == "editor.delete";
                let shown = keys.split(' ').filter(|key| !key.is_empty()).map(|key| view! { <kbd>{key}</kbd> }).collect_view();
                Some(view! {
                    {line}
                    <button type="button" role="menuitem" tabindex="-1" class="menu-item" class:is-danger=danger on:click=click>
                        <Icon name=*icon/>
                        <span class="ed-menu-words">{editor.i.t(words)}</span>
                        <span class="ed-menu-keys" aria-hidden="true">{shown}</span>
                    </button>
                })
            })
            .collect_view();
        let keys = move |event: leptos::ev::KeyboardEvent| {
            let Some(menu) = node.get_untracked() else { return };
            let lines = lines(&menu);
            let focused = event_element(&event);
            let at = lines
                .iter()
                .position(|line| focused.as_ref().is_some_and(|element| line.contains(Some(element))));
            let count = lines.len().max(1);
            let to = match event.key().as_str() {
                "ArrowDown" => at.map_or(0, |at| (at + 1) % count),
                "ArrowUp" => at.map_or(count - 1, |at| (at + count - 1) % count),
                "Home" => 0,
                "End" => count - 1,
                "Escape" | "Tab" => {
                    event.prevent_default();
                    event.stop_propagation();
                    return close();
                }
                key if key.chars().count() == 1 && key != " " && !event.ctrl_key() => {
                    let wanted = super::palette::fold(key);
                    let starts = |line: &HtmlElement| {
                        super::palette::fold(line.text_content().unwrap_or_default().trim())
                            .starts_with(&wanted)
                    };
                    let from = at.map_or(0, |at| at + 1);
                    let Some(to) =
                        (0..count).map(|n| (from + n) % count).find(|n| lines.get(*n).is_some_and(starts))
                    else {
                        return;
                    };
                    to
                }
                _ => return event.stop_propagation(),
            };
            event.prevent_default();
            event.stop_propagation();
            if let Some(line) = lines.get(to) {
                let _ = line.focus();
            }
        };
        let name = ids.with_value(|ids| editor.name_of_all(ids));
        view! {
            <div class="ed-menu-back" on:pointerdown=move |event| {
                if event_element(&event).is_some_and(|element| element.matches(".ed-menu-back").unwrap_or(false)) {
                    event.prevent_default();
                    close();
                }
            } on:contextmenu=move |event| event.prevent_default()>
                <div class="ed-menu" role="menu" aria-label=name node_ref=node on:keydown=keys>{rows}</div>
            </div>
        }
    };
    move || editor.menu.get().map(menu)
}
