//! Operations for what people do: put a block here, move it up, duplicate it, style it. Each answers the operations;
//! applying them is the caller's.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Block;
use super::css::{CssProperty, CssValue, Declaration, DeclarationKey, State};
use super::ids::{BreakpointId, NodeId, Prop, Slot, StyleId};
use super::model::{Document, Place, StyleBlock};
use super::op::{Op, Subtree};
use super::order::FractionalIndex;
use super::tree::Tree;
use crate::Rng;
use crate::lean::Gather as _;

/// The place before the `index`-th child of a slot, not counting `moving`; the end if there are fewer.
#[must_use]
pub fn place_at(
    document: &Document,
    parent: &NodeId,
    slot: &Slot,
    index: usize,
    moving: Option<&NodeId>,
) -> Option<Place> {
    let siblings: Vec<&FractionalIndex> = document
        .children(parent, slot)
        .into_iter()
        .filter(|id| Some(*id) != moving)
        .filter_map(|id| document.nodes.get(id)?.place.as_ref())
        .map(|place| &place.order)
        .collect();
    let index = index.min(siblings.len());
    let before = index.checked_sub(1).and_then(|at| siblings.get(at)).copied();
    let order = FractionalIndex::between(before, siblings.get(index).copied())?;
    Some(Place { parent: parent.clone(), slot: slot.clone(), order })
}

/// The position of a node among its siblings, from 0.
#[must_use]
pub fn index_of(document: &Document, node: &NodeId) -> Option<usize> {
    let place = document.nodes.get(node)?.place.as_ref()?;
    document.children(&place.parent, &place.slot).iter().position(|id| *id == node)
}

/// Puts a new block before the `index`-th child of `parent`.
#[must_use]
pub fn insert_block(
    document: &Document,
    parent: &NodeId,
    index: usize,
    block: Block,
    rng: &dyn Rng,
) -> Option<Op> {
    let place = place_at(document, parent, &Slot::MAIN, index, None)?;
    Some(Op::Insert(block.place(place, rng)))
}

/// The operation that moves a node by so many positions among its siblings; none at either end.
#[must_use]
pub fn move_by(document: &Document, node: &NodeId, delta: isize) -> Option<Op> {
    let place = document.nodes.get(node)?.place.as_ref()?;
    let index = index_of(document, node)?.checked_add_signed(delta)?;
    if index >= document.children(&place.parent, &place.slot).len() || delta == 0 {
        return None;
    }
    let place = place_at(document, &place.parent, &place.slot, index, Some(node))?;
    Some(Op::Move { node: node.clone(), place })
}

/// A copy of a node with everything in it and the nameless style blocks it uses.
#[must_use]
pub fn copy(document: &Document, node: &NodeId) -> Option<Subtree> {
    let (top, _) = document.nodes.get_key_value(node)?;
    let nodes: BTreeMap<_, _> = Tree::new(document)
        .walk(top)
        .into_iter()
        .filter_map(|(_, id)| document.nodes.get_key_value(id))
        .map(|(id, node)| (id.clone(), node.clone()))
        .gather();
    let used: BTreeSet<&StyleId> = nodes.values().flat_map(|node| &node.styles).gather();
    let styles: BTreeMap<StyleId, StyleBlock> = used
        .into_iter()
        .filter_map(|id| document.styles.get_key_value(id))
        .filter(|(_, block)| block.name.is_none())
        .map(|(id, block)| (id.clone(), block.clone()))
        .gather();
    let declarations = styles
        .keys()
        .flat_map(|style| document.declarations_of(style))
        .map(|(key, value)| Declaration { key: key.clone(), value: value.clone() })
        .collect();
    Some(Subtree { nodes, styles, declarations })
}

/// The same subtree with new ids for its nodes and style blocks, at the place given. Fragments (`#pricing`) stay with
/// the original.
#[must_use]
pub fn with_new_ids(subtree: &Subtree, place: &Place, rng: &dyn Rng) -> Subtree {
    let nodes: BTreeMap<&NodeId, NodeId> = subtree.nodes.keys().map(|id| (id, NodeId::random(rng))).gather();
    let styles: BTreeMap<&StyleId, StyleId> =
        subtree.styles.keys().map(|id| (id, StyleId::random(rng))).gather();
    Subtree {
        nodes: subtree
            .nodes
            .iter()
            .filter_map(|(id, node)| {
                let mut node = node.clone();
                node.place = Some(match node.place.take() {
                    Some(old) if nodes.contains_key(&old.parent) => {
                        Place { parent: nodes.get(&old.parent)?.clone(), ..old }
                    }
                    _ => place.clone(),
                });
                for style in &mut node.styles {
                    if let Some(new) = styles.get(style) {
                        *style = new.clone();
                    }
                }
                node.props.remove(&Prop::ANCHOR);
                Some((nodes.get(id)?.clone(), node))
            })
            .collect(),
        styles: subtree
            .styles
            .iter()
            .filter_map(|(id, block)| Some((styles.get(id)?.clone(), block.clone())))
            .collect(),
        declarations: subtree
            .declarations
            .iter()
            .filter_map(|row| {
                let key = DeclarationKey { style: styles.get(&row.key.style)?.clone(), ..row.key.clone() };
                Some(Declaration { key, value: row.value.clone() })
            })
            .collect(),
    }
}

/// The operation that puts a copy of a node right after it.
#[must_use]
pub fn duplicate(document: &Document, node: &NodeId, rng: &dyn Rng) -> Option<Op> {
    let place = document.nodes.get(node)?.place.as_ref()?;
    let place = place_at(document, &place.parent, &place.slot, index_of(document, node)? + 1, None)?;
    Some(Op::Insert(with_new_ids(&copy(document, node)?, &place, rng)))
}

/// The style block that is this node's alone, if it has one.
#[must_use]
pub fn own_style<'a>(document: &'a Document, node: &NodeId) -> Option<&'a StyleId> {
    document.nodes.get(node)?.styles.iter().rev().find(|style| {
        document.styles.get(*style).is_some_and(|block| block.name.is_none())
            && document.nodes.values().filter(|other| other.styles.contains(style)).count() == 1
    })
}

/// Where and when a declaration holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The width.
    pub breakpoint: BreakpointId,
    /// The state.
    pub state: State,
}

/// The operations that set (or, with none, unset) a declaration of one node alone; its own style block is made if
/// it has none yet.
#[must_use]
pub fn set_style(
    document: &Document,
    node: &NodeId,
    when: &When,
    property: CssProperty,
    value: Option<CssValue>,
    rng: &dyn Rng,
) -> Vec<Op> {
    let key = |style: StyleId| DeclarationKey {
        style,
        breakpoint: when.breakpoint.clone(),
        state: when.state,
        property,
    };
    match (own_style(document, node), value) {
        (Some(style), Some(value)) => {
            vec![Op::SetDeclaration(Declaration { key: key(style.clone()), value })]
        }
        (Some(style), None) => vec![Op::UnsetDeclaration(key(style.clone()))],
        (None, None) => Vec::new(),
        (None, Some(value)) => {
            let style = StyleId::random(rng);
            let mut styles = document.nodes.get(node).map(|node| node.styles.clone()).unwrap_or_default();
            styles.push(style.clone());
            let declarations = vec![Declaration { key: key(style.clone()), value }];
            vec![
                Op::InsertStyle { style, block: StyleBlock::default(), declarations },
                Op::SetNodeStyles { node: node.clone(), styles },
            ]
        }
    }
}
