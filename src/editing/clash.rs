//! Where two people's changes meet: on the same value, or one inside what the other takes away.

use crate::document::{Declaration, DeclarationKey, Document, MetaField, NodeId, Op, Prop, TokenId};

use super::queue::same_slot;
use super::touched::Touched;

/// A single value that two people changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A property of a block.
    Prop(NodeId, Prop),
    /// A declaration of a style block.
    Declaration(DeclarationKey),
    /// A token of the theme.
    Token(TokenId),
    /// A field of the head.
    Meta(MetaField),
    /// A block's place.
    Place(NodeId),
}

impl Value {
    /// What an operation sets, if it is one value.
    #[must_use]
    pub fn of(op: &Op) -> Option<Self> {
        Some(match op {
            Op::SetProp { node, prop, .. } | Op::UnsetProp { node, prop } => {
                Self::Prop(node.clone(), prop.clone())
            }
            Op::SetDeclaration(Declaration { key, .. }) | Op::UnsetDeclaration(key) => {
                Self::Declaration(key.clone())
            }
            Op::SetToken { token, .. } | Op::UnsetToken { token } => Self::Token(token.clone()),
            Op::SetMeta { field, .. } | Op::UnsetMeta { field } => Self::Meta(*field),
            Op::Move { node, .. } => Self::Place(node.clone()),
            _ => return None,
        })
    }

    /// The block it belongs to, if it is one's.
    #[must_use]
    pub fn node(&self, document: &Document) -> Option<NodeId> {
        match self {
            Self::Prop(node, _) | Self::Place(node) => Some(node.clone()),
            Self::Declaration(key) => {
                let has = |(_, node): &(&NodeId, &crate::document::Node)| node.styles.contains(&key.style);
                document.nodes.iter().find(has).map(|(id, _)| id.clone())
            }
            Self::Token(_) | Self::Meta(_) => None,
        }
    }
}

/// The values that both sides set.
pub(super) fn shared<'a>(
    mine: impl Iterator<Item = &'a Op>,
    theirs: &(impl Iterator<Item = &'a Op> + Clone),
) -> Vec<Value> {
    let mut shared = Vec::new();
    for value in mine.filter_map(Value::of) {
        if !shared.contains(&value) && theirs.clone().filter_map(Value::of).any(|other| other == value) {
            shared.push(value);
        }
    }
    shared
}

/// Whether taking `step` would take something of theirs with it. `document` has their changes already, `touched` is what
/// those changed.
pub(super) fn disturbs(theirs: &[Op], touched: &Touched, step: &Op, document: &Document) -> bool {
    if touched.all || matches!(step, Op::ReplaceDocument { .. }) {
        return true;
    }
    if theirs.iter().any(|op| meets(op, step)) {
        return true;
    }
    let inside = |top: &NodeId| {
        let within = |id: &NodeId| id == top || document.ancestors(id).any(|above| above == top);
        touched
            .content
            .iter()
            .chain(&touched.looks)
            .chain(&touched.children)
            .chain(&touched.flags)
            .any(within)
    };
    match step {
        Op::Remove { node } | Op::ReplaceSubtree { node, .. } => inside(node),
        _ => false,
    }
}

fn meets(theirs: &Op, step: &Op) -> bool {
    if same_slot(theirs, step) {
        return true;
    }
    match (theirs, step) {
        (Op::Move { node: a, .. }, Op::Move { node: b, .. })
        | (Op::SetNodeStyles { node: a, .. }, Op::SetNodeStyles { node: b, .. }) => a == b,
        (
            Op::SetNodeFlags { node: a, label: al, locked: ak, hidden: ah },
            Op::SetNodeFlags { node: b, label: bl, locked: bk, hidden: bh },
        ) => {
            a == b
                && ((al.is_some() && bl.is_some())
                    || (ak.is_some() && bk.is_some())
                    || (ah.is_some() && bh.is_some()))
        }
        (
            Op::SetDeclaration(Declaration { key: DeclarationKey { style: a, .. }, .. })
            | Op::UnsetDeclaration(DeclarationKey { style: a, .. })
            | Op::RenameStyle { style: a, .. },
            Op::RemoveStyle { style: b },
        )
        | (Op::RenameStyle { style: a, .. }, Op::RenameStyle { style: b, .. }) => a == b,
        (
            Op::SetToken { token: a, .. } | Op::UnsetToken { token: a },
            Op::SetToken { token: b, .. } | Op::UnsetToken { token: b },
        ) => a == b,
        (
            Op::SetAsset { asset: a, .. } | Op::UnsetAsset { asset: a },
            Op::SetAsset { asset: b, .. } | Op::UnsetAsset { asset: b },
        ) => a == b,
        _ => false,
    }
}
