//! Comparing three states of one thing.

use std::collections::BTreeSet;

use crate::document::ids::{InnerId, Prop};
use crate::document::model::{Document, Node};
use crate::document::op::MetaField;
use crate::document::value::Value;
use crate::lean::Gather as _;

/// What becomes of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The seller didn't change it, or both did alike.
    Same,
    /// Only the seller changed it.
    Take,
    /// Both changed it: the buyer's stays.
    Keep,
}

pub(super) fn verdict<T: PartialEq>(base: Option<&T>, mine: Option<&T>, theirs: Option<&T>) -> Verdict {
    if theirs == base || theirs == mine {
        Verdict::Same
    } else if mine == base {
        Verdict::Take
    } else {
        Verdict::Keep
    }
}

pub(super) const fn meta_fields() -> [MetaField; 6] {
    [
        MetaField::Title,
        MetaField::Description,
        MetaField::OgImage,
        MetaField::Favicon,
        MetaField::Noindex,
        MetaField::Lang,
    ]
}

/// A field of the head as operations set it.
pub(super) fn meta(document: &Document, field: MetaField) -> Option<Value> {
    let meta = &document.meta;
    match field {
        MetaField::Title => meta.title.clone().map(Value::Text),
        MetaField::Description => meta.description.clone().map(Value::Text),
        MetaField::OgImage => meta.og_image.clone().map(Value::from),
        MetaField::Favicon => meta.favicon.clone().map(Value::from),
        MetaField::Noindex => meta.noindex.then_some(Value::Bool(true)),
        MetaField::Lang => Some(Value::text(document.lang.as_str())),
    }
}

/// What either of two states of an instance has differently from its component.
pub(super) fn overrides_of(before: &Node, after: &Node) -> BTreeSet<(InnerId, Prop)> {
    let of = |node: &Node| -> Vec<(InnerId, Prop)> {
        node.overrides
            .iter()
            .flat_map(|(inner, props)| props.keys().map(|prop| (inner.clone(), prop.clone())))
            .collect()
    };
    of(before).into_iter().chain(of(after)).gather()
}
