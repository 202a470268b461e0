//! The document: flat records that point to each other by id.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::css::{CssValue, Declaration, DeclarationKey};
use super::ids::{
    AssetId, BadId, BreakpointId, ComponentId, InnerId, NodeId, Prop, Slot, StyleId, TokenId, bad,
};
use super::kind::Kind;
use super::order::FractionalIndex;
use super::value::{AssetUrl, Value};

/// The schema this version writes.
pub const SCHEMA: u16 = 2;

/// A page's content and looks. Its revision stands beside it, so that undo restores the exact bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Document {
    /// The numbered form of these records; see `migrate`.
    #[serde(deserialize_with = "super::migrate::schema")]
    pub schema: u16,
    /// The language of the text.
    pub lang: Lang,
    /// The node everything stands in.
    pub root: NodeId,
    /// Every node; children point to their parent.
    pub nodes: BTreeMap<NodeId, Node>,
    /// Style blocks, apart from nodes.
    #[serde(default)]
    pub styles: BTreeMap<StyleId, StyleBlock>,
    /// What the style blocks say. An array of records in JSON, in the order of their keys.
    #[serde(default, with = "declarations")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Declaration>))]
    pub declarations: BTreeMap<DeclarationKey, CssValue>,
    /// Colours, lengths and fonts with a name.
    #[serde(default)]
    pub tokens: BTreeMap<TokenId, Token>,
    /// Widths from the widest to the narrowest; the first has no limit and holds everywhere.
    #[serde(default = "default_breakpoints")]
    pub breakpoints: Vec<Breakpoint>,
    /// Pictures and files.
    #[serde(default)]
    pub assets: BTreeMap<AssetId, AssetRef>,
    /// Parts that stand in several places.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub components: BTreeMap<ComponentId, Component>,
    /// What stands in the head.
    #[serde(default)]
    pub meta: Meta,
}

/// A part of the page that stands in several places. Its nodes are among the document's, under a node of their own
/// without a place; nodes of kind `instance` show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Component {
    /// What people call it.
    pub name: String,
    /// The node on top.
    pub root: NodeId,
}

/// One block of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands; only the root and the tops of components have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Its content and settings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub props: BTreeMap<Prop, Value>,
    /// Its style blocks. Its own (nameless) one wins over shared ones, whatever the order here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub styles: Vec<StyleId>,
    /// A name for the layers list; empty means the kind's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The editor doesn't change it by accident.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// Not rendered when published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Of an instance: what is different here, by the component's nodes. What a node no longer knows has no effect.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub overrides: BTreeMap<InnerId, BTreeMap<Prop, Value>>,
}

/// Where a node stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// The node around it.
    pub parent: NodeId,
    /// Which of the parent's slots; `main` is left out in JSON.
    #[serde(default, skip_serializing_if = "Slot::is_main")]
    pub slot: Slot,
    /// Its position among the others there.
    pub order: FractionalIndex,
}

/// A group of declarations. Without a name it is one node's own and goes with it; with a name it is shared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StyleBlock {
    /// The name of a shared style.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What sort of thing a token is, for the panel that edits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A colour.
    Color,
    /// A length: spacing, radius, width.
    Length,
    /// A list of font families.
    Font,
    /// Anything else a value can be: shadows, ratios.
    Other,
}

/// A value with a name, used all over the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// Colour, length, font.
    pub kind: TokenKind,
    /// The name people see.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The value; it may not refer to other tokens.
    pub value: CssValue,
}

/// A width below which declarations start to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Breakpoint {
    /// Its id.
    pub id: BreakpointId,
    /// Holds up to this width in CSS pixels; none for the first, which holds everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_width: Option<u16>,
}

/// A picture or file, as the page uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssetRef {
    /// The address of the original or the largest variant.
    pub url: AssetUrl,
    /// In pixels; unknown for files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// In pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Its media type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mime: String,
    /// What it shows; a node's own `alt` wins.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// The same picture in other widths, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<AssetVariant>,
    /// The whole picture, if this one is a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crop: Option<Box<Crop>>,
}

/// A picture another one was cut out of, so that another part can be taken later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Crop {
    /// Its id among the uploads.
    pub of: AssetId,
    /// Its address.
    pub url: AssetUrl,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The part that was taken.
    pub area: CropArea,
}

/// A part of a picture, in its own pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CropArea {
    /// From the left edge.
    pub x: u32,
    /// From the upper edge.
    pub y: u32,
    /// At least 1.
    pub width: u32,
    /// At least 1.
    pub height: u32,
}

/// The same picture in another width.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssetVariant {
    /// Its address.
    pub url: AssetUrl,
    /// In pixels.
    pub width: u32,
    /// `webp`, `avif`, `jpeg`, `png`.
    pub format: String,
}

/// What stands in the head of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meta {
    /// The `<title>`; without it the page's own title is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The description search engines and social networks show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The picture social networks show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub og_image: Option<AssetId>,
    /// The icon in the tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favicon: Option<AssetId>,
    /// Asks search engines to stay away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub noindex: bool,
}

/// A language tag: `en`, `vi`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "en"))]
pub struct Lang(Cow<'static, str>);

impl Lang {
    /// English.
    pub const EN: Self = Self(Cow::Borrowed("en"));

    /// # Errors
    /// If it isn't two or three letters, perhaps with parts of 2–8 letters or digits after hyphens.
    pub fn new(text: &str) -> Result<Self, BadId> {
        let mut parts = text.split('-');
        let first = parts
            .next()
            .is_some_and(|p| matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_lowercase()));
        let rest = parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if first && rest && text.len() <= 20 {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(bad("language", text))
        }
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written from right to left.
    #[must_use]
    pub fn is_rtl(&self) -> bool {
        let language = self.0.split('-').next().unwrap_or_default();
        matches!(language, "ar" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

static DESKTOP: std::sync::LazyLock<BreakpointId> =
    std::sync::LazyLock::new(|| constant_breakpoint("desktop"));

#[expect(clippy::expect_used, reason = "the constants are valid ids, as the tests show")]
fn constant_breakpoint(id: &str) -> BreakpointId {
    BreakpointId::new(id).expect("a constant breakpoint id is valid")
}

/// The id of the breakpoint that holds everywhere.
#[must_use]
pub fn base_breakpoint_id() -> BreakpointId {
    DESKTOP.clone()
}

/// Desktop, tablet (up to 991 px), mobile (up to 640 px).
#[must_use]
pub fn default_breakpoints() -> Vec<Breakpoint> {
    vec![
        Breakpoint { id: base_breakpoint_id(), max_width: None },
        Breakpoint { id: constant_breakpoint("tablet"), max_width: Some(991) },
        Breakpoint { id: constant_breakpoint("mobile"), max_width: Some(640) },
    ]
}

impl Node {
    /// A node without place or content.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            place: None,
            props: BTreeMap::new(),
            styles: Vec::new(),
            label: String::new(),
            locked: false,
            hidden: false,
            overrides: BTreeMap::new(),
        }
    }

    /// Every value of its own: its properties and its overrides.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.props.values().chain(self.overrides.values().flat_map(BTreeMap::values))
    }

    /// The text of a property, or nothing.
    #[must_use]
    pub fn text(&self, prop: &Prop) -> &str {
        self.props.get(prop).and_then(Value::as_text).unwrap_or_default()
    }

    /// Whether a yes-or-no property says yes.
    #[must_use]
    pub fn flag(&self, prop: &Prop) -> bool {
        matches!(self.props.get(prop), Some(Value::Bool(true)))
    }

    /// The word of a choice, the kind's first choice if there is none.
    #[must_use]
    pub fn choice(&self, prop: &Prop) -> &str {
        use super::kind::PropType;
        let Some(PropType::Choice(words)) = self.kind.prop_spec(prop).map(|spec| spec.ty) else { return "" };
        let chosen = self.text(prop);
        words.iter().find(|word| **word == chosen).or(words.first()).copied().unwrap_or_default()
    }

    /// What the layers list calls it: its label, its words, or its kind's English name.
    #[must_use]
    pub fn title(&self) -> &str {
        if self.label.is_empty() { self.kind.spec().name } else { &self.label }
    }
}

impl Document {
    /// A page with nothing but its root.
    #[must_use]
    pub fn empty(root: NodeId, lang: Lang) -> Self {
        Self {
            schema: SCHEMA,
            lang,
            nodes: BTreeMap::from([(root.clone(), Node::new(Kind::Root))]),
            root,
            styles: BTreeMap::new(),
            declarations: BTreeMap::new(),
            tokens: BTreeMap::new(),
            breakpoints: default_breakpoints(),
            assets: BTreeMap::new(),
            components: BTreeMap::new(),
            meta: Meta::default(),
        }
    }

    /// The canonical bytes: the same document always gives the same text.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every map has text keys and no value can fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The node, if it is there.
    #[must_use]
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// The node around this one.
    #[must_use]
    pub fn parent(&self, id: &NodeId) -> Option<&NodeId> {
        Some(&self.nodes.get(id)?.place.as_ref()?.parent)
    }

    /// The nodes around this one, from the nearest to the root. Ends at a missing node, and after as many steps
    /// as there are nodes, so that it ends even in a broken document.
    pub fn ancestors<'a>(&'a self, id: &NodeId) -> impl Iterator<Item = &'a NodeId> {
        let mut next = self.parent(id);
        let mut left = self.nodes.len();
        std::iter::from_fn(move || {
            let here = next?;
            left = left.checked_sub(1)?;
            next = self.parent(here);
            Some(here)
        })
    }

    /// The children in a slot, in order. Looks at every node; for whole trees build a [`super::tree::Tree`] once.
    #[must_use]
    pub fn children(&self, parent: &NodeId, slot: &Slot) -> Vec<&NodeId> {
        let mut children: Vec<(&FractionalIndex, &NodeId)> = self
            .nodes
            .iter()
            .filter_map(|(id, node)| {
                let place = node.place.as_ref()?;
                (place.parent == *parent && place.slot == *slot).then_some((&place.order, id))
            })
            .collect();
        crate::lean::sort_by(&mut children, Ord::cmp);
        children.into_iter().map(|(_, id)| id).collect()
    }

    /// A declaration's value.
    #[must_use]
    pub fn declaration(&self, key: &DeclarationKey) -> Option<&CssValue> {
        self.declarations.get(key)
    }

    /// The declarations of one style block, in the order of their keys.
    pub fn declarations_of<'a>(
        &'a self,
        style: &'a StyleId,
    ) -> impl Iterator<Item = (&'a DeclarationKey, &'a CssValue)> {
        let from = DeclarationKey {
            style: style.clone(),
            breakpoint: smallest_breakpoint(),
            state: super::css::State::None,
            property: super::css::CssProperty::Display,
        };
        self.declarations.range(from..).take_while(move |(key, _)| key.style == *style)
    }
}

/// No id is less than this one (digits come first, and one character is shortest).
fn smallest_breakpoint() -> BreakpointId {
    static SMALLEST: std::sync::LazyLock<BreakpointId> =
        std::sync::LazyLock::new(|| constant_breakpoint("0"));
    SMALLEST.clone()
}

mod declarations {
    use crate::lean::Gather as _;

    use super::{
        BTreeMap, CssValue, Declaration, DeclarationKey, Deserialize, Deserializer, Serialize, Serializer,
    };

    #[derive(Serialize)]
    struct Row<'a> {
        #[serde(flatten)]
        key: &'a DeclarationKey,
        value: &'a CssValue,
    }

    pub(super) fn serialize<S: Serializer>(
        map: &BTreeMap<DeclarationKey, CssValue>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map.iter().map(|(key, value)| Row { key, value }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<DeclarationKey, CssValue>, D::Error> {
        let rows = Vec::<Declaration>::deserialize(deserializer)?;
        let len = rows.len();
        let map: BTreeMap<_, _> = rows.into_iter().map(|row| (row.key, row.value)).gather();
        if map.len() == len { Ok(map) } else { Err(serde::de::Error::custom("the same declaration twice")) }
    }
}
