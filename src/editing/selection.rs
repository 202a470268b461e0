//! Several blocks at once: which of the selected ones an action is about, and the operations that treat them alike.

use std::collections::BTreeSet;

use crate::Rng;
use crate::document::edit::{copy, with_new_ids};
use crate::document::{Document, FractionalIndex, NodeId, Op, Place, Prop, Slot, Tree, Value};
use crate::dragging::{Dragged, Gap, drop};
use crate::lean::Gather as _;
use crate::render::audit::free_field_name;

/// The selected blocks in the order of the document. Of a block and another inside it only the outer one counts; the
/// root and what is gone are left out.
#[must_use]
pub fn tops(document: &Document, selected: &[NodeId]) -> Vec<NodeId> {
    let selected: BTreeSet<&NodeId> =
        selected.iter().filter(|id| **id != document.root && document.nodes.contains_key(*id)).gather();
    let inside = |id: &NodeId| document.ancestors(id).any(|around| selected.contains(around));
    let wanted: BTreeSet<&NodeId> = selected.iter().copied().filter(|id| !inside(id)).gather();
    match wanted.len() {
        0 | 1 => wanted.into_iter().cloned().collect(),
        _ => {
            let tree = Tree::new(document);
            let components = document.components.values().map(|component| &component.root);
            let walked = std::iter::once(&document.root).chain(components).flat_map(|top| tree.walk(top));
            walked.filter(|(_, id)| wanted.contains(id)).map(|(_, id)| id.clone()).collect()
        }
    }
}

/// Whether the block or one around it is locked. The root's own lock means nothing: it can't be moved anyway.
#[must_use]
pub fn is_guarded(document: &Document, node: &NodeId) -> bool {
    std::iter::once(node)
        .chain(document.ancestors(node))
        .any(|id| *id != document.root && document.nodes.get(id).is_some_and(|node| node.locked))
}

/// The [`tops`] that may be moved and removed, and how many are locked instead.
#[must_use]
pub fn free(document: &Document, selected: &[NodeId]) -> (Vec<NodeId>, usize) {
    let (locked, free): (Vec<NodeId>, Vec<NodeId>) =
        tops(document, selected).into_iter().partition(|id| is_guarded(document, id));
    (free, locked.len())
}

/// The block with all that stand beside it, in order.
#[must_use]
pub fn siblings(document: &Document, node: &NodeId) -> Vec<NodeId> {
    let around = document.parent(node).map(|parent| document.children(parent, &Slot::MAIN));
    around.unwrap_or_default().into_iter().cloned().collect()
}

/// The blocks in runs of one parent each, in the order of the document.
fn by_parent<'a>(document: &'a Document, tops: &'a [NodeId]) -> Vec<(&'a NodeId, Vec<&'a NodeId>)> {
    let mut groups: Vec<(&NodeId, Vec<&NodeId>)> = Vec::new();
    for top in tops {
        let Some(parent) = document.parent(top) else { continue };
        match groups.iter_mut().find(|(other, _)| *other == parent) {
            Some((_, group)) => group.push(top),
            None => groups.push((parent, vec![top])),
        }
    }
    groups
}

/// So many keys after one and before the next, in order. `None` if there is no room.
pub(super) fn keys(
    after: Option<&FractionalIndex>,
    before: Option<&FractionalIndex>,
    count: usize,
) -> Option<Vec<FractionalIndex>> {
    let mut found: Vec<FractionalIndex> = Vec::with_capacity(count);
    for _ in 0..count {
        found.push(FractionalIndex::between(found.last().or(after), before)?);
    }
    Some(found)
}

/// The key of a node and that of the sibling after it.
pub(super) fn around<'a>(
    document: &'a Document,
    node: &NodeId,
) -> Option<(&'a FractionalIndex, Option<&'a FractionalIndex>)> {
    let place = document.nodes.get(node)?.place.as_ref()?;
    let order = |id: &NodeId| document.nodes.get(id)?.place.as_ref().map(|place| &place.order);
    let children = document.children(&place.parent, &place.slot);
    let next = children.into_iter().skip_while(|id| *id != node).nth(1).and_then(order);
    Some((&place.order, next))
}

/// Copies of the selected blocks, under each parent right after the last of its selected ones, and their top nodes.
/// `None` if nothing is selected or there is no room.
#[must_use]
pub fn duplicate(document: &Document, selected: &[NodeId], rng: &dyn Rng) -> Option<(Vec<Op>, Vec<NodeId>)> {
    let tops = tops(document, selected);
    let (mut ops, mut made) = (Vec::new(), Vec::new());
    for (parent, group) in by_parent(document, &tops) {
        let (after, before) = around(document, group.last()?)?;
        for (node, order) in group.iter().zip(keys(Some(after), before, group.len())?) {
            let place = Place { parent: parent.clone(), slot: Slot::MAIN, order };
            let mut subtree = with_new_ids(&copy(document, node)?, &place, rng);
            for copy in subtree.nodes.values_mut().filter(|copy| copy.kind.is_field()) {
                // A copied field asks for something of its own; a copied form keeps its names.
                if copy.place.as_ref() == Some(&place)
                    && let Some(name) = free_field_name(document, parent, copy.text(&Prop::NAME))
                {
                    copy.props.insert(Prop::NAME, Value::text(name));
                }
            }
            made.extend(
                subtree
                    .nodes
                    .iter()
                    .find(|(_, node)| node.place.as_ref() == Some(&place))
                    .map(|(id, _)| id.clone()),
            );
            ops.push(Op::Insert(subtree));
        }
    }
    (!ops.is_empty()).then_some((ops, made))
}

/// Moves the selected blocks by one among their siblings; several move together and end up beside each other.
/// `None` if all are at the end of the line, or locked.
#[must_use]
pub fn step(document: &Document, selected: &[NodeId], down: bool) -> Option<Vec<Op>> {
    let (tops, _) = free(document, selected);
    let mut ops = Vec::new();
    for (parent, group) in by_parent(document, &tops) {
        let group: Vec<NodeId> = group.into_iter().cloned().collect();
        let children = document.children(parent, &Slot::MAIN);
        let others = |ids: &[&NodeId]| ids.iter().filter(|id| !group.contains(id)).count();
        let edge = if down { group.last() } else { group.first() };
        let at = children.iter().position(|id| Some(*id) == edge)?;
        let before = others(children.get(..at)?);
        let index = if down { Some(before + 1) } else { before.checked_sub(1) };
        let Some(index) = index.filter(|index| *index <= others(&children)) else { continue };
        let dragged = Dragged::nodes(document, &group)?;
        let gap = Gap { parent: parent.clone(), slot: Slot::MAIN, index, depth: 0 };
        ops.extend(drop::ops(document, &dragged, &gap)?);
    }
    (!ops.is_empty()).then_some(ops)
}

/// What to select when these go: a neighbour of the last one that stays, else what is around it.
#[must_use]
pub fn neighbour(document: &Document, going: &[NodeId]) -> Option<NodeId> {
    let last = going.last()?;
    let siblings = siblings(document, last);
    let at = siblings.iter().position(|id| id == last)?;
    let stays = |id: &&NodeId| !going.contains(id);
    let next = siblings.iter().skip(at + 1).find(stays);
    next.or_else(|| siblings.iter().take(at).rev().find(stays))
        .or_else(|| document.parent(last).filter(|parent| **parent != document.root))
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Lang, Node, apply_all, edit, validate};
    use crate::rng::SeededRng;

    fn id(text: &str) -> NodeId {
        NodeId::new(text).unwrap()
    }

    fn ids(text: &str) -> Vec<NodeId> {
        text.split(' ').map(id).collect()
    }

    fn page() -> Document {
        let mut document = Document::empty(id("root"), Lang::EN);
        for (name, kind, parent) in [
            ("s", Kind::Section, "root"),
            ("a", Kind::Heading, "s"),
            ("b", Kind::Container, "s"),
            ("c", Kind::Heading, "s"),
            ("d", Kind::Heading, "s"),
            ("ba", Kind::Heading, "b"),
            ("t", Kind::Section, "root"),
            ("e", Kind::Heading, "t"),
        ] {
            let place = edit::place_at(&document, &id(parent), &Slot::MAIN, usize::MAX, None);
            document.nodes.insert(id(name), Node { place, ..Node::new(kind) });
        }
        document
    }

    fn names(document: &Document, parent: &str) -> String {
        let children = document.children(&id(parent), &Slot::MAIN);
        children.into_iter().map(NodeId::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_outer_ones_in_the_order_of_the_document() {
        assert_eq!(tops(&page(), &ids("d ba b a root gone")), ids("a b d"));
    }

    #[test]
    fn what_is_locked_is_left_out_with_what_is_in_it() {
        let mut document = page();
        document.nodes.get_mut(&id("b")).unwrap().locked = true;
        assert_eq!(free(&document, &ids("a ba d")), (ids("a d"), 1));
    }

    #[test]
    fn copies_come_after_the_last_and_keep_their_order() {
        let mut document = page();
        let before = document.clone();
        let (ops, made) = duplicate(&document, &ids("c a e"), &SeededRng::new(1)).unwrap();
        let inverse = apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert_eq!(names(&document, "s"), format!("a b c {} {} d", made[0], made[1]));
        assert_eq!(names(&document, "t"), format!("e {}", made[2]));
        apply_all(&mut document, &inverse).unwrap();
        assert_eq!(document, before);
    }

    #[test]
    fn several_step_together() {
        for (selected, down, expected) in [
            ("c d", false, Some("a c d b")),
            ("a c", true, Some("b d a c")),
            ("a b", false, None),
            ("b d", true, None),
            ("d", true, None),
            ("b", true, Some("a c b d")),
            ("b", false, Some("b a c d")),
        ] {
            let mut document = page();
            let ops = step(&document, &ids(selected), down);
            assert_eq!(ops.is_some(), expected.is_some(), "{selected} {down}");
            if let (Some(ops), Some(expected)) = (ops, expected) {
                apply_all(&mut document, &ops).unwrap();
                assert_eq!(names(&document, "s"), expected, "{selected} {down}");
            }
        }
    }

    #[test]
    fn a_neighbour_that_stays() {
        assert_eq!(neighbour(&page(), &ids("b c")), Some(id("d")));
        assert_eq!(neighbour(&page(), &ids("c d")), Some(id("b")));
        assert_eq!(neighbour(&page(), &ids("e")), Some(id("t")));
        assert_eq!(neighbour(&page(), &ids("s t")), None);
    }
}
