//! How the selection looks at the width and in the state that are edited: tables of what there is, and a few controls.
//! What is set here, what comes from elsewhere and what the browser makes of it are told apart everywhere.

mod boxes;
mod color;
mod font;
mod lists;
mod number;
mod row;
mod sections;
mod shared;
mod slot;
mod tracks;
mod usual;

use landinghub::document::cascade;
use landinghub::document::{CssProperty, Kind, NodeId, State};
use leptos::prelude::*;

use super::small::{effect, memo};
use super::state::{Device, Editor, use_editor};
use crate::ui::{Icon, aria};

pub use color::{ColorField, Colors, tokens as colors};
pub use font::FontField;
pub use number::{Change, Num, Numbers, ROOM, TEXT};
pub use row::{Marks, number_field};
pub use slot::Look;

use row::{choice, name, number_row, numbers_of, row, segments};
use sections::{SECTIONS, Section, Ui};
use slot::{Lens, Slot, state_key};

/// What decides which rows there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub struct Ctx {
    is_flex: bool,
    is_grid: bool,
    is_column: bool,
    in_flex: bool,
    in_grid: bool,
    is_container: bool,
    is_picture: bool,
    has_text: bool,
    has_background: bool,
    has_columns: bool,
    is_moved: bool,
}

/// The panel of one node. Copy it into closures as you like.
#[derive(Clone, Copy)]
pub struct Panel {
    editor: Editor,
    node: StoredValue<NodeId>,
    ctx: Memo<Ctx>,
}

impl Panel {
    fn slot(self, property: CssProperty) -> Slot {
        Slot::new(self.editor, self.node, property, Lens::Whole)
    }
}

/// What the browser makes of the node and what is around it.
fn context(editor: Editor, id: &NodeId, kind: &Kind) -> Ctx {
    editor.device.track();
    editor.watch_styles();
    editor.watch_structure();
    // The canvas may have come after the panel.
    editor.geometry.track();
    let display = editor.computed(id, "display");
    let parent = editor.doc(|document| document.parent(id).cloned());
    let around = parent.map(|id| editor.computed(&id, "display")).unwrap_or_default();
    let is_picture = matches!(kind.as_str(), "image" | "video");
    let is_line = matches!(kind.as_str(), "divider" | "spacer");
    Ctx {
        is_flex: display.ends_with("flex"),
        is_grid: display.ends_with("grid"),
        is_column: editor.computed(id, "flex-direction").starts_with("column"),
        in_flex: around.ends_with("flex"),
        in_grid: around.ends_with("grid"),
        is_container: kind.is_container(),
        is_picture,
        has_text: !is_picture && !is_line,
        has_background: editor.computed(id, "background-image") != "none",
        has_columns: editor.computed(id, "column-count") != "auto",
        is_moved: matches!(editor.computed(id, "position").as_str(), "sticky" | "relative"),
    }
}

/// See the module.
#[component]
pub fn StylePanel(id: NodeId, kind: Kind) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let node = StoredValue::new(id);
    let kind = StoredValue::new(kind);
    let state = editor.look.state;
    state.set(State::None);
    editor.look.shared.set(None);
    effect(move || {
        editor.geometry.track();
        let state = match state.get() {
            State::None => "",
            State::Hover => "hover",
            State::Focus => "focus",
            State::Active => "active",
        };
        editor.with(|core| {
            if let Some(canvas) = &core.canvas {
                canvas.force_state(Some(&node.get_value()), state);
            }
        });
    });
    on_cleanup(move || {
        let _ = state.try_set(State::None);
        editor.with(|core| {
            if let Some(canvas) = &core.canvas {
                canvas.force_state(None, "");
            }
        });
    });
    let panel = Panel {
        editor,
        node,
        ctx: Memo::new(move |before: Option<&Ctx>| {
            node.with_value(|id| match before {
                // The panel goes with the next frame; it needn't change for a block that is gone.
                Some(before) if editor.doc(|document| document.node(id).is_none()) => *before,
                _ => kind.with_value(|kind| context(editor, id, kind)),
            })
        }),
    };
    let own = memo(move || {
        let id = node.get_value();
        let when = editor.when();
        editor.watch(&id);
        editor.watch_styles();
        let shared = editor.look.shared.get();
        editor.doc(|document| match shared {
            Some(style) => cascade::rows(document, &style, &when).into_keys().collect::<Vec<_>>(),
            None => cascade::own(document, &id, &when).into_keys().collect::<Vec<_>>(),
        })
    });
    let note = move || match (editor.device.get(), state.get()) {
        (_, State::Hover | State::Focus | State::Active) => i.t("editor.style.in_state"),
        (Device::Desktop, State::None) => i.t("editor.style.all_widths"),
        (Device::Tablet, State::None) => i.t("editor.style.tablet"),
        (Device::Mobile, State::None) => i.t("editor.style.mobile"),
    };
    let states = [State::None, State::Hover, State::Focus, State::Active];
    let options = states
        .into_iter()
        .enumerate()
        .map(|(n, this)| {
            view! { <option value=n.to_string() selected=move || state.get() == this>{i.t(state_key(this))}</option> }
        })
        .collect_view();
    let index = move || states.iter().position(|this| *this == state.get()).unwrap_or_default().to_string();
    let sections =
        SECTIONS.iter().enumerate().map(|(n, section)| view_of(panel, own, n, section)).collect_view();
    view! {
        <div class="st">
            <shared::SharedStyles panel/>
            <div class="st-row">
                <label class="st-label" for="st-state">{i.t("editor.state")}</label>
                <div class="st-control">
                    <select
                        class="st-select"
                        id="st-state"
                        prop:value=index
                        on:change:target=move |event| {
                            let chosen = event.target().value().parse::<usize>().ok();
                            state.set(chosen.and_then(|n| states.get(n)).copied().unwrap_or_default());
                        }
                    >
                        {options}
                    </select>
                </div>
            </div>
            <p class="ed-note">{note}</p>
            {sections}
        </div>
    }
    .into_any()
}

/// A section: a head that opens and closes it, taking all of it away, and its rows while it is open.
fn view_of(panel: Panel, own: Memo<Vec<CssProperty>>, n: usize, section: &'static Section) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let bit = 1_u32 << n;
    let open = move || editor.look.open.get() & bit != 0;
    let id = ["st-", section.id].concat();
    let controls = id.clone();
    let words = i.find(&["editor.style.", section.id].concat()).unwrap_or(section.id);
    let here = memo(move || own.with(|own| own.iter().any(|property| section.covers(*property))));
    let seen = memo(move || (section.seen)(&panel.ctx.get()));
    let reset = move |_| {
        let rows: Vec<_> = own
            .get_untracked()
            .into_iter()
            .filter(|property| section.covers(*property))
            .map(|property| (property, None))
            .collect();
        boxes::set_all(panel, &rows);
    };
    let reset_words = i.t_with("editor.style.reset_of", &[("name", words)]);
    let rows = move || {
        open().then(|| section.rows.iter().map(|(ui, seen)| conditional(panel, ui, *seen)).collect_view())
    };
    view! {
        <Show when=move || seen.get()>
            <section class="st-section">
                <h3 class="st-head">
                    <button
                        type="button"
                        class="st-toggle"
                        aria-expanded=move || aria(open())
                        aria-controls=controls.clone()
                        on:click=move |_| editor.look.open.update(|open| *open ^= bit)
                    >
                        <Icon name="chevron-right"/>
                        <span>{words}</span>
                        {move || here.get().then(|| view! { <span class="st-dot is-here" role="img" aria-label=i.t("editor.from.here")></span> })}
                    </button>
                    {
                        let reset_words = reset_words.clone();
                        move || here.get().then(|| view! {
                            <button type="button" class="st-reset" aria-label=reset_words.clone() title=reset_words.clone() on:click=reset>
                                <Icon name="rotate-ccw"/>
                            </button>
                        })
                    }
                </h3>
                <div class="st-rows" id=id.clone()>{rows}</div>
            </section>
        </Show>
    }
    .into_any()
}

/// A row that is there while its condition holds; what changes elsewhere doesn't make it anew.
fn conditional(panel: Panel, ui: &'static Ui, seen: fn(&Ctx) -> bool) -> AnyView {
    let shown = memo(move || seen(&panel.ctx.get()));
    (move || shown.get().then(|| control(panel, ui))).into_any()
}

/// The control of a row.
fn control(panel: Panel, ui: &'static Ui) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let words = |key: &'static str| i.find(key).unwrap_or(key).to_owned();
    match ui {
        Ui::Number(property, num) => {
            number_row(editor, numbers_of(panel.slot(*property), name(editor, *property), num))
        }
        Ui::Part(property, lens, num, key) => {
            number_row(editor, numbers_of(panel.slot(*property).through(*lens), words(key), num))
        }
        Ui::Pair(property, lenses, num, keys, key) => boxes::pair(panel, *property, *lenses, num, *keys, key),
        Ui::Segments(property, list) => {
            let slot = panel.slot(*property);
            // Words need more room than icons.
            let wide = list.len() > 4 || (list.len() > 2 && list.iter().all(|(_, icon)| icon.is_empty()));
            row(slot.into(), name(editor, *property), wide, segments(editor, slot, list))
        }
        Ui::Choice(property, list) => {
            let slot = panel.slot(*property);
            let label = name(editor, *property);
            row(slot.into(), label.clone(), false, choice(editor, slot, &label, list))
        }
        Ui::PartChoice(property, lens, list, key) => {
            let slot = panel.slot(*property).through(*lens);
            let label = words(key);
            row(slot.into(), label.clone(), false, choice(editor, slot, &label, list))
        }
        Ui::Color(property) => {
            let slot = panel.slot(*property);
            let label = name(editor, *property);
            row(
                slot.into(),
                label.clone(),
                true,
                view! { <ColorField colors=Colors::of(slot, label)/> }.into_any(),
            )
        }
        Ui::Font(property) => {
            let slot = panel.slot(*property);
            let label = name(editor, *property);
            let set = Callback::new(move |(gesture, text): (u64, Option<String>)| slot.set(gesture, text));
            let field = view! { <FontField label=label.clone() here=slot.here() shown=slot.shown() tokens=true set/> };
            row(slot.into(), label, true, field.into_any())
        }
        Ui::Places(property) => {
            let slot = panel.slot(*property);
            row(slot.into(), name(editor, *property), false, boxes::places(editor, slot))
        }
        Ui::Tracks(property) => tracks::track_list(panel, *property),
        Ui::Custom(view) => view(panel),
    }
}
