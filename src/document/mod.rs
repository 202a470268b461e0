//! The page document: what it is made of, how it is changed, and when it is right.
//!
//! Records are flat and children point up ([`model`]); every change is an [`Op`] with an inverse ([`apply()`]); the same
//! [`validate()`] runs in the browser and on the server. How it becomes HTML is in [`crate::render`].

pub mod apply;
pub mod blocks;
pub mod build;
pub mod cascade;
pub mod components;
pub mod css;
pub mod edit;
pub mod icons;
pub mod ids;
pub mod instant;
pub mod kind;
pub mod merge;
pub mod migrate;
pub mod model;
pub mod op;
pub mod order;
pub mod parts;
pub mod paste;
mod prop_type;
pub mod property;
pub mod recipe;
pub mod richtext;
#[cfg(feature = "openapi")]
mod schema;
pub mod size;
mod spec;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod tests;
pub mod textedit;
pub mod theme;
pub mod tree;
pub mod validate;
pub mod value;
pub mod words;

pub use apply::{Rejected, apply, apply_all};
pub use css::{CssProperty, CssValue, Declaration, DeclarationKey, State};
pub use ids::{AssetId, BreakpointId, ComponentId, InnerId, NodeId, Prop, Slot, StyleId, TokenId};
pub use kind::Kind;
pub use migrate::LoadError;
pub use model::{
    AssetRef, AssetVariant, Breakpoint, Component, Document, Lang, Meta, Node, Place, StyleBlock, Token,
    TokenKind,
};
pub use op::{MetaField, Op, Reject, Subtree};
pub use order::FractionalIndex;
pub use richtext::RichText;
pub use tree::Tree;
pub use validate::validate;
pub use value::{AssetUrl, Href, Link, Value};
