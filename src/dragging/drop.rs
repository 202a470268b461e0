//! The operations of a drop.

use super::dragged::Dragged;
use super::target::{Gap, unchanged};
use crate::document::{Document, FractionalIndex, NodeId, Op, Place};

/// Puts the payload into the gap: one move for each block, in the order of the document, or one insert. Apply them as
/// one batch. Empty if everything is there already; `None` if there is no room between the neighbours.
#[must_use]
pub fn ops(document: &Document, dragged: &Dragged, gap: &Gap) -> Option<Vec<Op>> {
    let children = document.children(&gap.parent, &gap.slot);
    if unchanged(children.iter().copied(), dragged, gap) {
        return Some(Vec::new());
    }
    let order = |id: &NodeId| document.nodes.get(id)?.place.as_ref().map(|place| &place.order);
    let (held, rest): (Vec<&NodeId>, Vec<&NodeId>) =
        children.into_iter().partition(|id| dragged.tops().contains(id));
    let index = gap.index.min(rest.len());
    let after = rest.get(index).and_then(|id| order(id));
    let mut before = index.checked_sub(1).and_then(|at| rest.get(at)).and_then(|id| order(id)).cloned();
    let mut next = |me: &NodeId| {
        let mut key = FractionalIndex::between(before.as_ref(), after)?;
        // A block that moves later may still stand exactly here.
        while held.iter().any(|id| *id != me && order(id) == Some(&key)) {
            key = FractionalIndex::between(Some(&key), after)?;
        }
        before = Some(key.clone());
        Some(Place { parent: gap.parent.clone(), slot: gap.slot.clone(), order: key })
    };
    if let Some(subtree) = dragged.new_nodes() {
        let mut subtree = subtree.clone();
        let top = dragged.tops().first()?;
        subtree.nodes.get_mut(top)?.place = Some(next(top)?);
        return Some(vec![Op::Insert(subtree)]);
    }
    dragged.tops().iter().map(|node| Some(Op::Move { node: node.clone(), place: next(node)? })).collect()
}
