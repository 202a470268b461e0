//! Controls that show a box: spacing around and inside, sides and corners of borders, alignment by nine places.

use landinghub::document::CssProperty as P;
use landinghub::document::{CssProperty, CssValue, NodeId};
use leptos::prelude::*;

use super::super::controls::unique;
use super::super::state::{Editor, use_editor};
use super::Panel;
use super::color::{ColorField, Colors, NamedNumber};
use super::number::{Change, MARGIN, Num, NumberInput, Numbers, ROOM, ScrubLabel};
use super::row::{Dot, ResetButton, name, number_row, numbers_of, row, segments};
use super::slot::{Lens, Slot};
use crate::ui::{Icon, aria};

const MARGINS: [CssProperty; 4] = [P::MarginTop, P::MarginRight, P::MarginBottom, P::MarginLeft];
const PADDINGS: [CssProperty; 4] = [P::PaddingTop, P::PaddingRight, P::PaddingBottom, P::PaddingLeft];
const PLACES: [&str; 4] = ["is-top", "is-right", "is-bottom", "is-left"];

/// Which sides change with one of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Together {
    One,
    Opposite,
    All,
}

/// The sides that change together with the one at `index`.
fn sides(index: usize, together: Together) -> Vec<usize> {
    match together {
        Together::One => vec![index],
        Together::Opposite => vec![index, (index + 2) % 4],
        Together::All => (0..4).collect(),
    }
}

/// Margin and padding as boxes in each other.
#[component]
pub fn SpacingBox(panel: Panel) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let together = RwSignal::new(Together::One);
    let mode = move |value: Together, key: &'static str| {
        view! {
            <button
                type="button"
                class="st-seg"
                aria-pressed=move || aria(together.get() == value)
                on:click=move |_| together.set(value)
            >
                {i.t(key)}
            </button>
        }
    };
    let ring = move |of: [CssProperty; 4], num: &'static Num, outer: bool| {
        of.into_iter()
            .zip(PLACES)
            .enumerate()
            .map(|(index, (property, place))| side(panel, of, index, property, place, num, together, outer))
            .collect_view()
    };
    view! {
        <div class="st-segs" role="group" aria-label=i.t("editor.space.together")>
            {mode(Together::One, "editor.space.one")}
            {mode(Together::Opposite, "editor.space.opposite")}
            {mode(Together::All, "editor.space.all")}
        </div>
        <div class="st-box is-margin" role="group" aria-label=i.t("editor.space.margin")>
            <span class="st-box-name" aria-hidden="true">{i.t("editor.space.margin")}</span>
            {ring(MARGINS, &MARGIN, true)}
            <div class="st-box is-padding" role="group" aria-label=i.t("editor.space.padding")>
                <span class="st-box-name" aria-hidden="true">{i.t("editor.space.padding")}</span>
                {ring(PADDINGS, &ROOM, false)}
                <div class="st-box-core"></div>
            </div>
        </div>
        <p class="ed-note">{i.t("editor.space.help")}</p>
    }
}

#[expect(clippy::too_many_arguments, reason = "called in one place, right above")]
fn side(
    panel: Panel,
    of: [CssProperty; 4],
    index: usize,
    property: CssProperty,
    place: &'static str,
    num: &'static Num,
    together: RwSignal<Together>,
    outer: bool,
) -> AnyView {
    let editor = panel.editor;
    let slot = panel.slot(property);
    let label = name(editor, property);
    let id = unique(editor);
    let marks: super::row::Marks = slot.into();
    let set = move |change: Change| {
        let together = match (change.alt, change.shift) {
            (true, _) => Together::All,
            (_, true) => Together::Opposite,
            _ => together.get_untracked(),
        };
        let value = match change.text.as_deref().map(CssValue::new) {
            None => None,
            Some(Ok(value)) => Some(value),
            Some(Err(_)) => return Some(editor.i.t("editor.wrong.css").to_owned()),
        };
        let changes: Vec<_> = sides(index, together)
            .into_iter()
            .filter_map(|side| Some((*of.get(side)?, value.clone())))
            .collect();
        editor.set_css(change.gesture, &panel.node.get_value(), &changes);
        None
    };
    let numbers = Numbers {
        label: StoredValue::new(label.clone()),
        num,
        here: slot.here(),
        shown: slot.shown(),
        set: Callback::new(set),
        marks,
        sides: true,
    };
    view! {
        <div class=["st-side ", place, if outer { " is-outer" } else { "" }].concat()>
            <ScrubLabel numbers for_id=id.clone() class="st-band">
                <Dot marks quiet=true/>
                <span class="sr-only">{label}</span>
            </ScrubLabel>
            <NumberInput numbers id bare=true/>
            <ResetButton marks label=numbers.label/>
        </div>
    }
    .into_any()
}

/// Gaps of rows and columns, as one as long as they are the same.
pub fn gaps(panel: Panel) -> AnyView {
    let editor = panel.editor;
    let both = panel.slot(P::Gap);
    let same =
        both.value().get_untracked().is_some() || both.mark().get_untracked() == super::slot::Mark::None;
    let linked = RwSignal::new(same);
    linked_rows(editor, linked, "editor.style.gap_link", move || {
        if linked.get() {
            number_row(editor, numbers_of(both, name(editor, P::Gap), &ROOM))
        } else {
            let one = |property| {
                number_row(editor, numbers_of(panel.slot(property), name(editor, property), &ROOM))
            };
            view! { {one(P::RowGap)} {one(P::ColumnGap)} }.into_any()
        }
    })
}

/// The corners, as one as long as they are the same.
pub fn corners(panel: Panel) -> AnyView {
    let editor = panel.editor;
    let all = panel.slot(P::BorderRadius);
    let same = all.value().get_untracked().is_some() || all.mark().get_untracked() == super::slot::Mark::None;
    let linked = RwSignal::new(same);
    linked_rows(editor, linked, "editor.style.corner_link", move || {
        if linked.get() {
            return number_row(editor, numbers_of(all, name(editor, P::BorderRadius), &ROOM));
        }
        let one =
            |property| number_row(editor, numbers_of(panel.slot(property), name(editor, property), &ROOM));
        view! {
            {one(P::BorderTopLeftRadius)}
            {one(P::BorderTopRightRadius)}
            {one(P::BorderBottomRightRadius)}
            {one(P::BorderBottomLeftRadius)}
        }
        .into_any()
    })
}

fn linked_rows(
    editor: Editor,
    linked: RwSignal<bool>,
    words: &'static str,
    rows: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let label = editor.i.t(words);
    view! {
        <div class="st-linked">
            <div class="st-linked-rows">{rows}</div>
            <button
                type="button"
                class="st-link"
                aria-pressed=move || aria(linked.get())
                aria-label=label
                title=label
                on:click=move |_| linked.update(|linked| *linked = !*linked)
            >
                <Icon name="link-2"/>
            </button>
        </div>
    }
    .into_any()
}

/// Style, width and colour of the line, for all sides or one.
pub fn borders(panel: Panel) -> AnyView {
    const SIDES: [(&str, [CssProperty; 3]); 5] = [
        ("editor.side.all", [P::BorderStyle, P::BorderWidth, P::BorderColor]),
        ("editor.side.top", [P::BorderTopStyle, P::BorderTopWidth, P::BorderTopColor]),
        ("editor.side.right", [P::BorderRightStyle, P::BorderRightWidth, P::BorderRightColor]),
        ("editor.side.bottom", [P::BorderBottomStyle, P::BorderBottomWidth, P::BorderBottomColor]),
        ("editor.side.left", [P::BorderLeftStyle, P::BorderLeftWidth, P::BorderLeftColor]),
    ];
    const LINES: &[(&str, &str)] = &[("none", "x"), ("solid", ""), ("dashed", ""), ("dotted", "")];
    let editor = panel.editor;
    let i = editor.i;
    let side = RwSignal::new(0_usize);
    let buttons = SIDES
        .iter()
        .enumerate()
        .map(|(index, (key, _))| {
            let words = i.find(key).unwrap_or(key);
            let class = ["st-seg st-edge is-", key.rsplit('.').next().unwrap_or_default()].concat();
            view! {
                <button
                    type="button"
                    class=class
                    aria-pressed=move || aria(side.get() == index)
                    aria-label=words
                    title=words
                    on:click=move |_| side.set(index)
                >
                    <i></i>
                </button>
            }
        })
        .collect_view();
    let rows = move || {
        let (key, [style, width, color]) = SIDES.get(side.get()).copied().unwrap_or(SIDES[0]);
        let of = |property: CssProperty, whole: CssProperty| {
            let own = name(editor, whole);
            if property == whole { own } else { [own.as_str(), ", ", i.find(key).unwrap_or(key)].concat() }
        };
        let (style, width, color) = (panel.slot(style), panel.slot(width), panel.slot(color));
        let style_name = of(style.property, P::BorderStyle);
        let color_name = of(color.property, P::BorderColor);
        view! {
            {row(style.into(), style_name, true, segments(editor, style, LINES))}
            {number_row(editor, numbers_of(width, of(width.property, P::BorderWidth), &ROOM))}
            {row(color.into(), color_name.clone(), true, view! { <ColorField colors=Colors::of(color, color_name)/> }.into_any())}
        }
        .into_any()
    };
    view! {
        <div class="st-segs is-edges" role="group" aria-label=i.t("editor.side")>{buttons}</div>
        {rows}
    }
    .into_any()
}

const NINE: [&str; 3] = ["start", "center", "end"];

/// Nine places for what stands inside.
pub fn nine(panel: Panel) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let slots = [panel.slot(P::JustifyContent), panel.slot(P::AlignItems), panel.slot(P::JustifyItems)];
    let [main, cross, items] = slots;
    // Which property goes from left to right, and which from top to bottom.
    let axes = move || {
        let ctx = panel.ctx.get();
        if ctx.is_grid {
            (items, cross)
        } else if ctx.is_column {
            (cross, main)
        } else {
            (main, cross)
        }
    };
    let is = move |slot: Slot, word: &str| {
        let text = slot.shown().get();
        text == word || text.strip_prefix("flex-") == Some(word)
    };
    let cells = NINE
        .iter()
        .flat_map(|y| NINE.iter().map(move |x| (*x, *y)))
        .map(|(x, y)| {
            let words = [i.find(&["editor.nine.y.", y].concat()).unwrap_or(y), ", ", i.find(&["editor.nine.x.", x].concat()).unwrap_or(x)].concat();
            let on = move || {
                let (across, down) = axes();
                is(across, x) && is(down, y)
            };
            view! {
                <button
                    type="button"
                    class="st-nine-cell"
                    aria-pressed=move || aria(on())
                    aria-label=words.clone()
                    title=words
                    on:click=move |_| {
                        let (across, down) = untrack(axes);
                        let value = |word: &str| CssValue::new(word).ok();
                        editor.set_css(editor.gesture(), &panel.node.get_value(), &[(across.property, value(x)), (down.property, value(y))]);
                    }
                >
                    <i></i>
                </button>
            }
        })
        .collect_view();
    view! { <div class="st-nine" role="group" aria-label=i.t("editor.style.nine")>{cells}</div> }.into_any()
}

/// Nine places of a picture in its box, and any other as text.
pub fn places(editor: Editor, slot: Slot) -> AnyView {
    const AT: [&str; 3] = ["0%", "50%", "100%"];
    let i = editor.i;
    let shown = slot.shown();
    let cells = AT
        .iter()
        .zip(NINE)
        .flat_map(|(y, yn)| AT.iter().zip(NINE).map(move |(x, xn)| (*x, xn, *y, yn)))
        .map(|(x, xn, y, yn)| {
            let words = [
                i.find(&["editor.nine.y.", yn].concat()).unwrap_or(yn),
                ", ",
                i.find(&["editor.nine.x.", xn].concat()).unwrap_or(xn),
            ]
            .concat();
            let value = [x, " ", y].concat();
            let this = value.clone();
            view! {
                <button
                    type="button"
                    class="st-nine-cell"
                    aria-pressed=move || aria(shown.with(|shown| *shown == this))
                    aria-label=words.clone()
                    title=words
                    on:click=move |_| {
                        slot.set(editor.gesture(), Some(value.clone()));
                    }
                >
                    <i></i>
                </button>
            }
        })
        .collect_view();
    view! { <div class="st-nine" role="group" aria-label=name(editor, slot.property)>{cells}</div> }
        .into_any()
}

/// Two numbers of one function beside each other: `translate(x, y)`.
pub fn pair(
    panel: Panel,
    property: CssProperty,
    lenses: [Lens; 2],
    num: &'static Num,
    keys: [&'static str; 2],
    label: &'static str,
) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let slot = panel.slot(property);
    let fields = lenses
        .into_iter()
        .zip(keys)
        .map(|(lens, key)| {
            let numbers = numbers_of(slot.through(lens), i.find(key).unwrap_or(key).to_owned(), num);
            view! { <NamedNumber numbers/> }
        })
        .collect_view();
    let first = slot.through(lenses[0]);
    row(
        first.into(),
        i.find(label).unwrap_or(label).to_owned(),
        true,
        view! { <div class="st-pair">{fields}</div> }.into_any(),
    )
}

/// The node of a panel, for what changes several properties.
pub fn set_all(panel: Panel, changes: &[(CssProperty, Option<CssValue>)]) {
    let node: NodeId = panel.node.get_value();
    panel.editor.set_css(panel.editor.gesture(), &node, changes);
}
