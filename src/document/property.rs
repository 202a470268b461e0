//! The allow-list of CSS properties, and which values make sense for each.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::css::CssValue;
use super::ids::{BadId, bad};

/// Which values make sense for a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// One colour, a colour token or a colour keyword.
    Color,
    /// One of these words, and nothing else.
    Words(&'static [&'static str]),
    /// Anything the value language can say.
    Free,
}

macro_rules! properties {
    ($($variant:ident = $css:literal, $grammar:expr;)*) => {
        /// A CSS property a document may set. Positions outside the flow are not among them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CssProperty { $(#[doc = $css] $variant,)* }

        impl CssProperty {
            /// Every property, in the order rules are written.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in CSS.
            #[must_use]
            pub const fn css(self) -> &'static str {
                match self { $(Self::$variant => $css,)* }
            }

            /// What its values look like.
            #[must_use]
            pub const fn grammar(self) -> Grammar {
                match self { $(Self::$variant => $grammar,)* }
            }
        }

        impl TryFrom<&str> for CssProperty {
            type Error = BadId;
            fn try_from(text: &str) -> Result<Self, BadId> {
                match text {
                    $($css => Ok(Self::$variant),)*
                    _ => Err(bad("style property", text)),
                }
            }
        }
    };
}

const ALIGN: Grammar = Grammar::Words(&[
    "normal",
    "stretch",
    "start",
    "end",
    "center",
    "flex-start",
    "flex-end",
    "baseline",
    "auto",
]);
const JUSTIFY: Grammar = Grammar::Words(&[
    "normal",
    "stretch",
    "start",
    "end",
    "center",
    "flex-start",
    "flex-end",
    "space-between",
    "space-around",
    "space-evenly",
    "left",
    "right",
    "auto",
]);
const LINE: Grammar = Grammar::Words(&["none", "solid", "dashed", "dotted", "double"]);
const OVERFLOW: Grammar = Grammar::Words(&["visible", "hidden", "clip", "auto", "scroll"]);

// The order is the order of declarations inside a rule: shorthands stand before their longhands.
properties! {
    Display = "display", Grammar::Words(&["block", "flex", "grid", "inline", "inline-block", "inline-flex", "inline-grid", "flow-root", "none"]);
    Position = "position", Grammar::Words(&["static", "relative", "sticky"]);
    Top = "top", Grammar::Free;
    Bottom = "bottom", Grammar::Free;
    ZIndex = "z-index", Grammar::Free;
    Order = "order", Grammar::Free;
    Flex = "flex", Grammar::Free;
    FlexDirection = "flex-direction", Grammar::Words(&["row", "column", "row-reverse", "column-reverse"]);
    FlexWrap = "flex-wrap", Grammar::Words(&["nowrap", "wrap", "wrap-reverse"]);
    FlexGrow = "flex-grow", Grammar::Free;
    FlexShrink = "flex-shrink", Grammar::Free;
    FlexBasis = "flex-basis", Grammar::Free;
    GridTemplateColumns = "grid-template-columns", Grammar::Free;
    GridTemplateRows = "grid-template-rows", Grammar::Free;
    GridAutoRows = "grid-auto-rows", Grammar::Free;
    GridColumn = "grid-column", Grammar::Free;
    GridRow = "grid-row", Grammar::Free;
    GridAutoFlow = "grid-auto-flow", Grammar::Words(&["row", "column", "dense", "row dense", "column dense"]);
    AlignItems = "align-items", ALIGN;
    AlignContent = "align-content", JUSTIFY;
    AlignSelf = "align-self", ALIGN;
    JustifyContent = "justify-content", JUSTIFY;
    JustifyItems = "justify-items", JUSTIFY;
    JustifySelf = "justify-self", JUSTIFY;
    Gap = "gap", Grammar::Free;
    RowGap = "row-gap", Grammar::Free;
    ColumnGap = "column-gap", Grammar::Free;
    Columns = "columns", Grammar::Free;
    Width = "width", Grammar::Free;
    MinWidth = "min-width", Grammar::Free;
    MaxWidth = "max-width", Grammar::Free;
    Height = "height", Grammar::Free;
    MinHeight = "min-height", Grammar::Free;
    MaxHeight = "max-height", Grammar::Free;
    AspectRatio = "aspect-ratio", Grammar::Free;
    Margin = "margin", Grammar::Free;
    MarginTop = "margin-top", Grammar::Free;
    MarginRight = "margin-right", Grammar::Free;
    MarginBottom = "margin-bottom", Grammar::Free;
    MarginLeft = "margin-left", Grammar::Free;
    Padding = "padding", Grammar::Free;
    PaddingTop = "padding-top", Grammar::Free;
    PaddingRight = "padding-right", Grammar::Free;
    PaddingBottom = "padding-bottom", Grammar::Free;
    PaddingLeft = "padding-left", Grammar::Free;
    Overflow = "overflow", OVERFLOW;
    OverflowX = "overflow-x", OVERFLOW;
    OverflowY = "overflow-y", OVERFLOW;
    ObjectFit = "object-fit", Grammar::Words(&["fill", "contain", "cover", "none", "scale-down"]);
    ObjectPosition = "object-position", Grammar::Free;
    BackgroundColor = "background-color", Grammar::Color;
    BackgroundImage = "background-image", Grammar::Free;
    BackgroundSize = "background-size", Grammar::Free;
    BackgroundPosition = "background-position", Grammar::Free;
    BackgroundRepeat = "background-repeat", Grammar::Words(&["repeat", "repeat-x", "repeat-y", "no-repeat", "space", "round"]);
    BackgroundClip = "background-clip", Grammar::Words(&["border-box", "padding-box", "content-box", "text"]);
    BorderWidth = "border-width", Grammar::Free;
    BorderStyle = "border-style", LINE;
    BorderColor = "border-color", Grammar::Color;
    BorderTopWidth = "border-top-width", Grammar::Free;
    BorderTopStyle = "border-top-style", LINE;
    BorderTopColor = "border-top-color", Grammar::Color;
    BorderRightWidth = "border-right-width", Grammar::Free;
    BorderRightStyle = "border-right-style", LINE;
    BorderRightColor = "border-right-color", Grammar::Color;
    BorderBottomWidth = "border-bottom-width", Grammar::Free;
    BorderBottomStyle = "border-bottom-style", LINE;
    BorderBottomColor = "border-bottom-color", Grammar::Color;
    BorderLeftWidth = "border-left-width", Grammar::Free;
    BorderLeftStyle = "border-left-style", LINE;
    BorderLeftColor = "border-left-color", Grammar::Color;
    BorderRadius = "border-radius", Grammar::Free;
    BorderTopLeftRadius = "border-top-left-radius", Grammar::Free;
    BorderTopRightRadius = "border-top-right-radius", Grammar::Free;
    BorderBottomRightRadius = "border-bottom-right-radius", Grammar::Free;
    BorderBottomLeftRadius = "border-bottom-left-radius", Grammar::Free;
    BoxShadow = "box-shadow", Grammar::Free;
    Opacity = "opacity", Grammar::Free;
    Filter = "filter", Grammar::Free;
    BackdropFilter = "backdrop-filter", Grammar::Free;
    MixBlendMode = "mix-blend-mode", Grammar::Words(&["normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity"]);
    Color = "color", Grammar::Color;
    FontFamily = "font-family", Grammar::Free;
    FontSize = "font-size", Grammar::Free;
    FontWeight = "font-weight", Grammar::Free;
    FontStyle = "font-style", Grammar::Words(&["normal", "italic"]);
    LineHeight = "line-height", Grammar::Free;
    LetterSpacing = "letter-spacing", Grammar::Free;
    TextAlign = "text-align", Grammar::Words(&["start", "end", "left", "right", "center", "justify"]);
    TextTransform = "text-transform", Grammar::Words(&["none", "uppercase", "lowercase", "capitalize"]);
    TextDecoration = "text-decoration", Grammar::Free;
    TextShadow = "text-shadow", Grammar::Free;
    TextWrap = "text-wrap", Grammar::Words(&["wrap", "nowrap", "balance", "pretty"]);
    LineClamp = "line-clamp", Grammar::Free;
    WhiteSpace = "white-space", Grammar::Words(&["normal", "nowrap", "pre-line"]);
    Transform = "transform", Grammar::Free;
    Transition = "transition", Grammar::Free;
    Cursor = "cursor", Grammar::Words(&["auto", "default", "pointer", "help", "text", "move", "grab", "zoom-in", "not-allowed", "none"]);
    AccentColor = "accent-color", Grammar::Color;
}

impl CssProperty {
    /// The name browsers know it by.
    #[must_use]
    pub const fn in_browsers(self) -> &'static str {
        match self {
            Self::LineClamp => "-webkit-line-clamp",
            _ => self.css(),
        }
    }

    /// Whether the value makes sense here. A wrong one would be dropped by the browser; the editor wants to know.
    #[must_use]
    pub fn accepts(self, value: &CssValue) -> bool {
        match self.grammar() {
            Grammar::Free => true,
            Grammar::Words(words) => words.contains(&value.as_str()) || value.as_str() == "inherit",
            Grammar::Color => value.is_color(),
        }
    }
}

impl fmt::Display for CssProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.css())
    }
}

impl Serialize for CssProperty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.css())
    }
}

impl<'de> Deserialize<'de> for CssProperty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::try_from(&*text).map_err(serde::de::Error::custom)
    }
}
