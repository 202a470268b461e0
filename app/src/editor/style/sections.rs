//! What the panel shows, as tables: sections, their properties, and the control of each.

use landinghub::document::CssProperty;
use landinghub::document::CssProperty as P;
use leptos::prelude::*;

use super::boxes::{SpacingBox, borders, corners, gaps, nine};
use super::lists::{layer_list, shadow_list, text_shadow_list};
use super::number::{
    ANGLE, BASIS, BLUR, COUNT, FACTOR, LIMIT, LINE, LINES, MARGIN, NEW_ROW, Num, PLAIN, SHARE, SHIFT, SIZE,
    SPACING, TEXT, TIME,
};
use super::slot::Lens;
use super::usual::{clip, ratio};
use super::{Ctx, Panel};

/// A control.
pub enum Ui {
    /// A number.
    Number(CssProperty, &'static Num),
    /// A number inside a value.
    Part(CssProperty, Lens, &'static Num, &'static str),
    /// Two numbers inside a value.
    Pair(CssProperty, [Lens; 2], &'static Num, [&'static str; 2], &'static str),
    /// A few words as buttons, each with an icon or none.
    Segments(CssProperty, &'static [(&'static str, &'static str)]),
    /// Words in a list.
    Choice(CssProperty, &'static [&'static str]),
    /// Words for a piece of a value.
    PartChoice(CssProperty, Lens, &'static [&'static str], &'static str),
    /// A colour.
    Color(CssProperty),
    /// A font family.
    Font(CssProperty),
    /// One of nine places.
    Places(CssProperty),
    /// Tracks of a grid.
    Tracks(CssProperty),
    /// Something of its own.
    Custom(fn(Panel) -> AnyView),
}

/// A row, and when it is there.
type Row = (Ui, fn(&Ctx) -> bool);

/// A section.
pub struct Section {
    /// The end of the key of its name.
    pub id: &'static str,
    /// Whether there is anything in it for the node.
    pub seen: fn(&Ctx) -> bool,
    /// The first and the last of its properties in the order of `CssProperty`, as ranges.
    of: &'static [(CssProperty, CssProperty)],
    /// Its rows, each with when it is there.
    pub rows: &'static [Row],
}

impl Section {
    /// Whether the property is one of this section.
    pub fn covers(&self, property: CssProperty) -> bool {
        self.of.iter().any(|(from, to)| *from <= property && property <= *to)
    }
}

const fn always(_: &Ctx) -> bool {
    true
}

const fn arranges(ctx: &Ctx) -> bool {
    ctx.is_flex || ctx.is_grid
}

const NO_MOVE: &[&str] = &["0px", "0px"];
const NO_SCALE: &[&str] = &["1"];
const NO_TURN: &[&str] = &["0deg"];
const NO_BLUR: &[&str] = &["0px"];
const NO_FACTOR: &[&str] = &["1"];
const NO_GREY: &[&str] = &["0"];
const NO_CHANGE: &[&str] = &["all", "200ms", "ease", "0ms"];

/// Every section, from top to bottom.
pub static SECTIONS: &[Section] = &[
    Section {
        id: "layout",
        seen: |ctx| ctx.is_container,
        of: &[
            (P::Display, P::Display),
            (P::FlexDirection, P::FlexWrap),
            (P::GridTemplateColumns, P::GridAutoRows),
            (P::GridAutoFlow, P::AlignContent),
            (P::JustifyContent, P::JustifyItems),
            (P::Gap, P::Columns),
        ],
        rows: &[
            (
                Ui::Segments(
                    P::Display,
                    &[
                        ("block", "square"),
                        ("flex", "columns-2"),
                        ("grid", "layout-grid"),
                        ("none", "eye-off"),
                    ],
                ),
                always,
            ),
            (
                Ui::Segments(
                    P::FlexDirection,
                    &[
                        ("row", "arrow-right"),
                        ("column", "arrow-down"),
                        ("row-reverse", "arrow-left"),
                        ("column-reverse", "arrow-up"),
                    ],
                ),
                |ctx| ctx.is_flex,
            ),
            (Ui::Segments(P::FlexWrap, &[("nowrap", ""), ("wrap", "")]), |ctx| ctx.is_flex),
            (Ui::Tracks(P::GridTemplateColumns), |ctx| ctx.is_grid),
            (Ui::Tracks(P::GridTemplateRows), |ctx| ctx.is_grid),
            (Ui::Number(P::GridAutoRows, &NEW_ROW), |ctx| ctx.is_grid),
            (Ui::Number(P::Columns, &LINES), |ctx| !arranges(ctx)),
            (
                Ui::Segments(
                    P::GridAutoFlow,
                    &[("row", "arrow-right"), ("column", "arrow-down"), ("dense", "")],
                ),
                |ctx| ctx.is_grid,
            ),
            (Ui::Custom(nine), arranges),
            (
                Ui::Choice(
                    P::JustifyContent,
                    &["start", "center", "end", "space-between", "space-around", "space-evenly", "stretch"],
                ),
                arranges,
            ),
            (Ui::Choice(P::AlignItems, &["start", "center", "end", "stretch", "baseline"]), arranges),
            (Ui::Choice(P::JustifyItems, &["start", "center", "end", "stretch"]), |ctx| ctx.is_grid),
            (
                Ui::Choice(
                    P::AlignContent,
                    &["start", "center", "end", "space-between", "space-around", "space-evenly", "stretch"],
                ),
                arranges,
            ),
            (Ui::Custom(gaps), |ctx| arranges(ctx) || ctx.has_columns),
        ],
    },
    Section {
        id: "space",
        seen: always,
        of: &[(P::Margin, P::PaddingLeft)],
        rows: &[(Ui::Custom(|panel| view! { <SpacingBox panel/> }.into_any()), always)],
    },
    Section {
        id: "text",
        seen: |ctx| ctx.has_text,
        of: &[(P::Color, P::WhiteSpace)],
        rows: &[
            (Ui::Font(P::FontFamily), always),
            (Ui::Number(P::FontSize, &TEXT), always),
            (Ui::Choice(P::FontWeight, &["300", "400", "500", "600", "700", "800", "900"]), always),
            (Ui::Number(P::LineHeight, &LINE), always),
            (Ui::Number(P::LetterSpacing, &SPACING), always),
            (Ui::Color(P::Color), always),
            (
                Ui::Segments(
                    P::TextAlign,
                    &[
                        ("left", "align-left"),
                        ("center", "align-center"),
                        ("right", "align-right"),
                        ("justify", "align-justify"),
                    ],
                ),
                always,
            ),
            (
                Ui::Segments(
                    P::TextTransform,
                    &[
                        ("none", "x"),
                        ("uppercase", "case-upper"),
                        ("lowercase", "case-lower"),
                        ("capitalize", "case-sensitive"),
                    ],
                ),
                always,
            ),
            (
                Ui::Segments(
                    P::TextDecoration,
                    &[("none", "x"), ("underline", "underline"), ("line-through", "strikethrough")],
                ),
                always,
            ),
            (Ui::Segments(P::FontStyle, &[("normal", "type"), ("italic", "italic")]), always),
            (Ui::Choice(P::TextWrap, &["wrap", "balance", "pretty", "nowrap"]), always),
            (Ui::Number(P::LineClamp, &LINES), always),
            (Ui::Custom(text_shadow_list), always),
        ],
    },
    Section {
        id: "size",
        seen: always,
        of: &[(P::Width, P::AspectRatio), (P::Overflow, P::ObjectPosition)],
        rows: &[
            (Ui::Number(P::Width, &SIZE), always),
            (Ui::Number(P::MinWidth, &SIZE), always),
            (Ui::Number(P::MaxWidth, &LIMIT), always),
            (Ui::Number(P::Height, &SIZE), always),
            (Ui::Number(P::MinHeight, &SIZE), always),
            (Ui::Number(P::MaxHeight, &LIMIT), always),
            (Ui::Custom(ratio), always),
            (Ui::Choice(P::Overflow, &["visible", "hidden", "clip", "auto", "scroll"]), |ctx| {
                ctx.is_container
            }),
            (Ui::Choice(P::ObjectFit, &["cover", "contain", "fill", "none", "scale-down"]), |ctx| {
                ctx.is_picture
            }),
            (Ui::Places(P::ObjectPosition), |ctx| ctx.is_picture),
        ],
    },
    Section {
        id: "background",
        seen: always,
        of: &[(P::BackgroundColor, P::BackgroundClip)],
        rows: &[
            (Ui::Color(P::BackgroundColor), always),
            (Ui::Custom(layer_list), always),
            (Ui::Choice(P::BackgroundSize, &["cover", "contain", "auto", "100% 100%"]), |ctx| {
                ctx.has_background
            }),
            (Ui::Places(P::BackgroundPosition), |ctx| ctx.has_background),
            (
                Ui::Choice(
                    P::BackgroundRepeat,
                    &["no-repeat", "repeat", "repeat-x", "repeat-y", "space", "round"],
                ),
                |ctx| ctx.has_background,
            ),
            (Ui::Custom(clip), |ctx| ctx.has_background),
        ],
    },
    Section {
        id: "border",
        seen: always,
        of: &[(P::BorderWidth, P::BorderBottomLeftRadius)],
        rows: &[(Ui::Custom(borders), always), (Ui::Custom(corners), always)],
    },
    Section {
        id: "shadow",
        seen: always,
        of: &[(P::BoxShadow, P::BoxShadow)],
        rows: &[(Ui::Custom(shadow_list), always)],
    },
    Section {
        id: "effects",
        seen: always,
        of: &[(P::Opacity, P::MixBlendMode), (P::Transform, P::Cursor)],
        rows: &[
            (Ui::Number(P::Opacity, &SHARE), always),
            (Ui::Part(P::Filter, Lens::Argument("blur", 0, NO_BLUR), &BLUR, "editor.fx.blur"), always),
            (
                Ui::Part(
                    P::Filter,
                    Lens::Argument("brightness", 0, NO_FACTOR),
                    &FACTOR,
                    "editor.fx.brightness",
                ),
                always,
            ),
            (
                Ui::Part(P::Filter, Lens::Argument("saturate", 0, NO_FACTOR), &FACTOR, "editor.fx.saturate"),
                always,
            ),
            (
                Ui::Part(P::Filter, Lens::Argument("contrast", 0, NO_FACTOR), &FACTOR, "editor.fx.contrast"),
                always,
            ),
            (
                Ui::Part(P::Filter, Lens::Argument("grayscale", 0, NO_GREY), &FACTOR, "editor.fx.grayscale"),
                always,
            ),
            (
                Ui::Part(P::BackdropFilter, Lens::Argument("blur", 0, NO_BLUR), &BLUR, "editor.fx.backdrop"),
                always,
            ),
            (
                Ui::Choice(
                    P::MixBlendMode,
                    &[
                        "normal",
                        "multiply",
                        "screen",
                        "overlay",
                        "darken",
                        "lighten",
                        "soft-light",
                        "difference",
                        "luminosity",
                    ],
                ),
                always,
            ),
            (
                Ui::Pair(
                    P::Transform,
                    [Lens::Argument("translate", 0, NO_MOVE), Lens::Argument("translate", 1, NO_MOVE)],
                    &SHIFT,
                    ["editor.fx.move_x", "editor.fx.move_y"],
                    "editor.fx.move",
                ),
                always,
            ),
            (
                Ui::Part(P::Transform, Lens::Argument("scale", 0, NO_SCALE), &FACTOR, "editor.fx.scale"),
                always,
            ),
            (
                Ui::Part(P::Transform, Lens::Argument("rotate", 0, NO_TURN), &ANGLE, "editor.fx.rotate"),
                always,
            ),
            (
                Ui::PartChoice(
                    P::Transition,
                    Lens::Word(0, NO_CHANGE),
                    &["all", "color", "background-color", "transform", "opacity", "box-shadow", "filter"],
                    "editor.fx.transition",
                ),
                always,
            ),
            (Ui::Part(P::Transition, Lens::Word(1, NO_CHANGE), &TIME, "editor.fx.duration"), always),
            (
                Ui::PartChoice(
                    P::Transition,
                    Lens::Word(2, NO_CHANGE),
                    &["ease", "linear", "ease-in", "ease-out", "ease-in-out"],
                    "editor.fx.easing",
                ),
                always,
            ),
            (Ui::Part(P::Transition, Lens::Word(3, NO_CHANGE), &TIME, "editor.fx.delay"), always),
            (
                Ui::Choice(
                    P::Cursor,
                    &[
                        "auto",
                        "default",
                        "pointer",
                        "text",
                        "move",
                        "grab",
                        "zoom-in",
                        "help",
                        "not-allowed",
                        "none",
                    ],
                ),
                always,
            ),
        ],
    },
    Section {
        id: "child",
        seen: |ctx| ctx.in_flex || ctx.in_grid,
        of: &[
            (P::Order, P::Flex),
            (P::FlexGrow, P::FlexBasis),
            (P::GridColumn, P::GridRow),
            (P::AlignSelf, P::AlignSelf),
            (P::JustifySelf, P::JustifySelf),
        ],
        rows: &[
            (Ui::Choice(P::AlignSelf, &["auto", "start", "center", "end", "stretch", "baseline"]), always),
            (Ui::Choice(P::JustifySelf, &["auto", "start", "center", "end", "stretch"]), |ctx| ctx.in_grid),
            (Ui::Part(P::GridColumn, Lens::Span, &COUNT, "editor.css.grid-column"), |ctx| ctx.in_grid),
            (Ui::Part(P::GridRow, Lens::Span, &COUNT, "editor.css.grid-row"), |ctx| ctx.in_grid),
            (Ui::Number(P::FlexGrow, &COUNT), |ctx| ctx.in_flex),
            (Ui::Number(P::FlexShrink, &COUNT), |ctx| ctx.in_flex),
            (Ui::Number(P::FlexBasis, &BASIS), |ctx| ctx.in_flex),
            (Ui::Number(P::Order, &PLAIN), always),
        ],
    },
    Section {
        id: "position",
        seen: always,
        of: &[(P::Position, P::ZIndex)],
        rows: &[
            (Ui::Segments(P::Position, &[("static", ""), ("relative", ""), ("sticky", "")]), always),
            (Ui::Number(P::Top, &MARGIN), |ctx| ctx.is_moved),
            (Ui::Number(P::Bottom, &MARGIN), |ctx| ctx.is_moved),
            (Ui::Number(P::ZIndex, &PLAIN), |ctx| ctx.is_moved),
        ],
    },
];
