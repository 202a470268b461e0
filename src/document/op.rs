//! The operations a document is changed by. How they are applied is in `apply`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::css::{Declaration, DeclarationKey};
use super::ids::{AssetId, BreakpointId, ComponentId, InnerId, NodeId, Prop, StyleId, TokenId};
use super::kind::Kind;
use super::model::{AssetRef, Component, Document, Node, Place, StyleBlock, Token};
use super::value::Value;

/// Some nodes under one top node, with the style blocks that are theirs alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Subtree {
    /// The nodes. Exactly one has a parent outside, and that is the place the subtree takes.
    pub nodes: BTreeMap<NodeId, Node>,
    /// New style blocks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub styles: BTreeMap<StyleId, StyleBlock>,
    /// What the new style blocks say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declarations: Vec<Declaration>,
}

/// A field of the head, or the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MetaField {
    /// A text.
    Title,
    /// A text.
    Description,
    /// An asset.
    OgImage,
    /// An asset.
    Favicon,
    /// Yes or no.
    Noindex,
    /// A language tag; can't be unset.
    Lang,
}

/// The same variants twice: as they are, and as they are read.
macro_rules! ops {
    ($($variants:tt)*) => {
        /// One change. In JSON an object with a tag `op`.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "op", rename_all = "snake_case")]
        pub enum Op { $($variants)* }

        /// With the name outside; see `lean`.
        #[derive(Deserialize)]
        #[serde(remote = "Op", rename_all = "snake_case")]
        enum Form { $($variants)* }
    };
}

ops! {
    /// Adds nodes under a node that is there. If their position is taken, they go right after it.
    Insert(Subtree),
    /// Removes a node with everything in it, and the nameless style blocks only they used.
    Remove {
        /// The node; not the root.
        node: NodeId,
    },
    /// Puts a node elsewhere. If the position is taken, it goes right after it.
    Move {
        /// The node; not the root.
        node: NodeId,
        /// Where to; not into itself.
        place: Place,
    },
    /// Puts other nodes where a node was.
    ReplaceSubtree {
        /// The node that goes.
        node: NodeId,
        /// What comes.
        with: Subtree,
    },
    /// Replaces everything; for restoring a revision and starting from a template.
    ReplaceDocument {
        /// The whole new document.
        document: Box<Document>,
    },
    /// Sets a property.
    SetProp {
        /// The node.
        node: NodeId,
        /// The property; one of its kind's.
        prop: Prop,
        /// The value; of the property's type.
        value: Value,
    },
    /// Takes a property away.
    UnsetProp {
        /// The node.
        node: NodeId,
        /// The property.
        prop: Prop,
    },
    /// Changes what the layers list shows of a node; what is left out stays.
    SetNodeFlags {
        /// The node.
        node: NodeId,
        /// Its name; empty for its kind's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Whether the editor guards it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locked: Option<bool>,
        /// Whether it is left out when published.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hidden: Option<bool>,
    },
    /// Sets which style blocks a node has.
    SetNodeStyles {
        /// The node.
        node: NodeId,
        /// The style blocks. A nameless one wins over a shared one.
        styles: Vec<StyleId>,
    },
    /// Adds a style block.
    InsertStyle {
        /// Its id.
        style: StyleId,
        /// The block.
        #[serde(default)]
        block: StyleBlock,
        /// What it says.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        declarations: Vec<Declaration>,
    },
    /// Removes a style block that no node has.
    RemoveStyle {
        /// Its id.
        style: StyleId,
    },
    /// Names a style block, or makes it nameless.
    RenameStyle {
        /// Its id.
        style: StyleId,
        /// The name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Sets one declaration of a style block.
    SetDeclaration(Declaration),
    /// Takes one declaration away.
    UnsetDeclaration(DeclarationKey),
    /// Adds or changes a token.
    SetToken {
        /// Its id.
        token: TokenId,
        /// The token.
        value: Token,
    },
    /// Removes a token nothing uses.
    UnsetToken {
        /// Its id.
        token: TokenId,
    },
    /// Adds or changes an asset.
    SetAsset {
        /// Its id.
        asset: AssetId,
        /// The asset.
        value: AssetRef,
    },
    /// Removes an asset nothing uses.
    UnsetAsset {
        /// Its id.
        asset: AssetId,
    },
    /// Adds a component with its nodes.
    InsertComponent {
        /// Its id.
        component: ComponentId,
        /// Its name and its top node.
        value: Component,
        /// Its nodes; the top one has no place.
        nodes: Subtree,
    },
    /// Removes a component that no instance shows, with its nodes.
    RemoveComponent {
        /// Its id.
        component: ComponentId,
    },
    /// Names a component.
    RenameComponent {
        /// Its id.
        component: ComponentId,
        /// The name.
        name: String,
    },
    /// Makes a property different in one instance.
    SetOverride {
        /// The instance.
        node: NodeId,
        /// A node of its component, or of one inside it.
        inner: InnerId,
        /// The property; one of that node's kind's.
        prop: Prop,
        /// The value; of the property's type.
        value: Value,
    },
    /// Makes a property of an instance the component's again.
    UnsetOverride {
        /// The instance.
        node: NodeId,
        /// A node of its component, or one that was.
        inner: InnerId,
        /// The property.
        prop: Prop,
    },
    /// Sets a field of the head, or the language.
    SetMeta {
        /// Which.
        field: MetaField,
        /// A text, an asset or yes/no, as the field says.
        value: Value,
    },
    /// Clears a field of the head.
    UnsetMeta {
        /// Which; not the language.
        field: MetaField,
    },
}

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Outside(#[serde(with = "Form")] Op);
        crate::lean::tagged(deserializer, "op").map(|Outside(op)| op)
    }
}

/// Why an operation, or a whole document, isn't acceptable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The node isn't there.
    #[error("there is no node {0}")]
    NoSuchNode(NodeId),
    /// The id is taken.
    #[error("there is a node {0} already")]
    NodeExists(NodeId),
    /// The root can't be moved, removed or added.
    #[error("the page's root can't be moved, removed or added")]
    Root,
    /// The nodes don't hang together: none or several at the top, or a place is missing.
    #[error("the nodes don't form one tree")]
    NotATree,
    /// A node would stand inside itself.
    #[error("node {0} would stand inside itself")]
    Cycle(NodeId),
    /// Two nodes have the same position.
    #[error("node {0} has the position of another")]
    SamePosition(NodeId),
    /// The content model says no.
    #[error("a {child} can't stand in a {parent}")]
    NotAllowedHere {
        /// The kind of the child.
        child: Kind,
        /// The kind of the parent, or of the ancestor that forbids it.
        parent: Kind,
    },
    /// A field or a submit button without a form around it.
    #[error("a {0} needs a form around it")]
    NeedsForm(Kind),
    /// The kind has no such property.
    #[error("a {kind} has no property {prop}")]
    NoSuchProp {
        /// The kind.
        kind: Kind,
        /// The property.
        prop: Prop,
    },
    /// The value isn't of the property's type, or out of its range.
    #[error("this value can't be the {prop} of a {kind}")]
    WrongValue {
        /// The kind.
        kind: Kind,
        /// The property.
        prop: Prop,
    },
    /// The style block isn't there.
    #[error("there is no style {0}")]
    NoSuchStyle(StyleId),
    /// The id is taken.
    #[error("there is a style {0} already")]
    StyleExists(StyleId),
    /// A node has it.
    #[error("the style {0} is in use")]
    StyleInUse(StyleId),
    /// A style block that comes with nodes must be nameless and one of theirs.
    #[error("the style {0} doesn't belong to these nodes alone")]
    StyleNotOwn(StyleId),
    /// A declaration that comes with a style block must be about it, and come once.
    #[error("a declaration of {0} stands where it doesn't belong")]
    StrayDeclaration(StyleId),
    /// The value makes no sense for the property.
    #[error("{0} can't have this value")]
    WrongCss(super::css::CssProperty),
    /// The breakpoint isn't there.
    #[error("there is no breakpoint {0}")]
    NoSuchBreakpoint(BreakpointId),
    /// The first has a width, or the widths don't descend, or one comes twice.
    #[error("the breakpoints are not in order")]
    Breakpoints,
    /// The token isn't there.
    #[error("there is no token {0}")]
    NoSuchToken(TokenId),
    /// Something uses it.
    #[error("the token {0} is in use")]
    TokenInUse(TokenId),
    /// A token that refers to something, or whose value isn't of its kind.
    #[error("this can't be the value of the token {0}")]
    WrongToken(TokenId),
    /// The asset isn't there.
    #[error("there is no asset {0}")]
    NoSuchAsset(AssetId),
    /// Something uses it.
    #[error("the asset {0} is in use")]
    AssetInUse(AssetId),
    /// The component isn't there.
    #[error("there is no component {0}")]
    NoSuchComponent(ComponentId),
    /// The id is taken.
    #[error("there is a component {0} already")]
    ComponentExists(ComponentId),
    /// An instance shows it.
    #[error("the component {0} is in use")]
    ComponentInUse(ComponentId),
    /// It would stand inside itself.
    #[error("the component {0} would stand inside itself")]
    ComponentCycle(ComponentId),
    /// A field of the head with a value of another type, or too long.
    #[error("this can't be the value of {0:?}")]
    WrongMeta(MetaField),
    /// Over 16 on one node.
    #[error("a block can have 16 styles")]
    TooManyStyles,
    /// A label, a name or another text of the records is too long.
    #[error("a name is too long")]
    NameTooLong,
    /// Over 5 000 nodes.
    #[error("the page has more than 5 000 blocks")]
    TooManyNodes,
    /// Deeper than 32.
    #[error("blocks are nested deeper than 32")]
    TooDeep,
    /// Over 1 MiB.
    #[error("the page is over 1 MiB")]
    TooBig,
    /// Written by a newer version, or not by us.
    #[error("schema {0} isn't known here")]
    Schema(u16),
    /// Between two positions there is no room left.
    #[error("there is no room at this position")]
    NoRoom,
}

impl Reject {
    /// A stable word for what is wrong.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchNode(_) => "no_such_node",
            Self::NodeExists(_) => "node_exists",
            Self::Root => "root",
            Self::NotATree => "not_a_tree",
            Self::Cycle(_) => "cycle",
            Self::SamePosition(_) => "same_position",
            Self::NotAllowedHere { .. } => "not_allowed_here",
            Self::NeedsForm(_) => "needs_form",
            Self::NoSuchProp { .. } => "no_such_prop",
            Self::WrongValue { .. } => "wrong_value",
            Self::NoSuchStyle(_) => "no_such_style",
            Self::StyleExists(_) => "style_exists",
            Self::StyleInUse(_) => "style_in_use",
            Self::StyleNotOwn(_) => "style_not_own",
            Self::StrayDeclaration(_) => "stray_declaration",
            Self::WrongCss(_) => "wrong_css",
            Self::NoSuchBreakpoint(_) => "no_such_breakpoint",
            Self::Breakpoints => "breakpoints",
            Self::NoSuchToken(_) => "no_such_token",
            Self::TokenInUse(_) => "token_in_use",
            Self::WrongToken(_) => "wrong_token",
            Self::NoSuchAsset(_) => "no_such_asset",
            Self::AssetInUse(_) => "asset_in_use",
            Self::NoSuchComponent(_) => "no_such_component",
            Self::ComponentExists(_) => "component_exists",
            Self::ComponentInUse(_) => "component_in_use",
            Self::ComponentCycle(_) => "component_cycle",
            Self::WrongMeta(_) => "wrong_meta",
            Self::TooManyStyles => "too_many_styles",
            Self::NameTooLong => "name_too_long",
            Self::TooManyNodes => "too_many_nodes",
            Self::TooDeep => "too_deep",
            Self::TooBig => "too_big",
            Self::Schema(_) => "schema",
            Self::NoRoom => "no_room",
        }
    }
}
