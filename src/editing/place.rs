//! Where blocks may stand: places for new ones, neighbours to change with, targets to move to.

use crate::document::validate::{check_kind, check_move};
use crate::document::{Document, Kind, NodeId, Op, Place, Slot, Tree, edit};

/// A position: so many-th child of a parent, counted without the node that moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The node around it.
    pub parent: NodeId,
    /// How many children come before.
    pub index: usize,
}

impl Spot {
    /// The place for a node at this spot. `moving` is left out of the count.
    /// `None` if there is no room between the neighbours.
    #[must_use]
    pub fn place(&self, document: &Document, moving: Option<&NodeId>) -> Option<Place> {
        edit::place_at(document, &self.parent, &Slot::MAIN, self.index, moving)
    }
}

fn siblings<'a>(document: &'a Document, parent: &NodeId, moving: Option<&NodeId>) -> Vec<&'a NodeId> {
    document.children(parent, &Slot::MAIN).into_iter().filter(|id| Some(*id) != moving).collect()
}

/// Where the node stands among its siblings.
#[must_use]
pub fn spot_of(document: &Document, node: &NodeId) -> Option<Spot> {
    let parent = document.parent(node)?;
    let index = document.children(parent, &Slot::MAIN).into_iter().position(|id| id == node)?;
    Some(Spot { parent: parent.clone(), index })
}

/// The best spot for a new block of this kind, seen from the selection: in it at the end if it takes such blocks,
/// else after it or after the nearest ancestor that has room for it; without a selection at the end of the page's last
/// section. `None` if it fits nowhere, such as a field without a form.
#[must_use]
pub fn best_spot(document: &Document, kind: &Kind, selection: Option<&NodeId>) -> Option<Spot> {
    let fits = |parent: &NodeId| check_kind(document, parent, &Slot::MAIN, kind).is_ok();
    let end_of = |parent: &NodeId| Spot {
        parent: parent.clone(),
        index: document.children(parent, &Slot::MAIN).len(),
    };
    let loose = |parent: &NodeId| *parent == document.root && !kind.is_band();
    if let Some(selected) = selection.filter(|id| document.nodes.contains_key(*id)) {
        if fits(selected) && !loose(selected) && (*selected != document.root) {
            return Some(end_of(selected));
        }
        for node in std::iter::once(selected).chain(document.ancestors(selected)) {
            if let Some(Spot { parent, index }) = spot_of(document, node)
                && fits(&parent)
                && !loose(&parent)
            {
                return Some(Spot { parent, index: index + 1 });
            }
        }
    }
    if kind.is_band() {
        return band_spot(document, kind);
    }
    let bands = document.children(&document.root, &Slot::MAIN);
    let is_section = |id: &&&NodeId| document.nodes.get(**id).is_some_and(|node| node.kind == Kind::Section);
    let section = bands.iter().rev().filter(is_section).find(|id| fits(id));
    section.map(|id| end_of(id)).or_else(|| fits(&document.root).then(|| end_of(&document.root)))
}

/// Sections go before the footer, a navbar to the top, a footer to the end.
fn band_spot(document: &Document, kind: &Kind) -> Option<Spot> {
    check_kind(document, &document.root, &Slot::MAIN, kind).ok()?;
    let bands = document.children(&document.root, &Slot::MAIN);
    let is = |id: &NodeId, kind: &Kind| document.nodes.get(id).is_some_and(|node| node.kind == *kind);
    let index = match kind {
        Kind::Navbar => 0,
        Kind::Footer => bands.len(),
        _ => bands.len() - bands.iter().rev().take_while(|id| is(id, &Kind::Footer)).count(),
    };
    Some(Spot { parent: document.root.clone(), index })
}

/// Moves a node by one among its siblings. `None` at the end of the line.
#[must_use]
pub fn step(document: &Document, node: &NodeId, down: bool) -> Option<Op> {
    let Spot { parent, index } = spot_of(document, node)?;
    let count = document.children(&parent, &Slot::MAIN).len();
    let index = if down { Some(index + 1).filter(|index| *index < count)? } else { index.checked_sub(1)? };
    move_to(document, node, &Spot { parent, index })
}

/// The operation that puts a node at a spot. `None` if it may not stand there or is there already.
#[must_use]
pub fn move_to(document: &Document, node: &NodeId, spot: &Spot) -> Option<Op> {
    if spot_of(document, node).as_ref() == Some(spot) {
        return None;
    }
    check_move(document, node, &spot.parent, &Slot::MAIN).ok()?;
    Some(Op::Move { node: node.clone(), place: spot.place(document, Some(node))? })
}

/// Every node that would take this one, in the order of the page, with the depth; its present parent included. Links
/// that are words, locked blocks and what this version doesn't know take nothing, as in drags.
#[must_use]
pub fn targets(document: &Document, node: &NodeId) -> Vec<(usize, NodeId)> {
    let tree = Tree::new(document);
    let open = |id: &NodeId| {
        document.nodes.get(id).is_some_and(|target| match target.kind {
            Kind::Unknown(_) => false,
            Kind::Link => !tree.children(id).is_empty(),
            _ => *id == document.root || !target.locked,
        })
    };
    tree.walk(&document.root)
        .into_iter()
        .filter(|(_, id)| open(id) && check_move(document, node, id, &Slot::MAIN).is_ok())
        .map(|(depth, id)| (depth, id.clone()))
        .collect()
}

/// What to select when a node goes: the next sibling, else the previous, else the parent unless that's the page.
#[must_use]
pub fn neighbour(document: &Document, node: &NodeId) -> Option<NodeId> {
    let Spot { parent, index } = spot_of(document, node)?;
    let siblings = siblings(document, &parent, Some(node));
    let next = siblings.get(index).or_else(|| siblings.get(index.checked_sub(1)?));
    next.map(|id| (*id).clone()).or_else(|| (parent != document.root).then_some(parent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Lang, Node, apply};

    fn page() -> Document {
        let id = |text: &str| NodeId::new(text).unwrap();
        let mut document = Document::empty(id("root"), Lang::EN);
        for (name, kind, parent) in [
            ("s1", Kind::Section, "root"),
            ("s2", Kind::Section, "root"),
            ("f", Kind::Footer, "root"),
            ("h", Kind::Heading, "s1"),
            ("t", Kind::RichText, "s1"),
            ("cols", Kind::Columns, "s2"),
            ("c1", Kind::Column, "cols"),
        ] {
            let parent = id(parent);
            let index = document.children(&parent, &Slot::MAIN).len();
            let place = Spot { parent, index }.place(&document, None);
            document.nodes.insert(id(name), Node { place, ..Node::new(kind) });
        }
        document
    }

    fn spot(parent: &str, index: usize) -> Spot {
        Spot { parent: NodeId::new(parent).unwrap(), index }
    }

    fn best(kind: &Kind, selection: Option<&str>) -> Option<Spot> {
        best_spot(&page(), kind, selection.map(|id| NodeId::new(id).unwrap()).as_ref())
    }

    #[test]
    fn new_blocks_go_where_people_expect_them() {
        assert_eq!(best(&Kind::Button, Some("h")), Some(spot("s1", 1)));
        assert_eq!(best(&Kind::Button, Some("s1")), Some(spot("s1", 2)));
        assert_eq!(best(&Kind::Button, Some("c1")), Some(spot("c1", 0)));
        assert_eq!(best(&Kind::Button, Some("cols")), Some(spot("s2", 1)));
        assert_eq!(best(&Kind::Button, None), Some(spot("s2", 1)));
        assert_eq!(best(&Kind::Section, Some("h")), Some(spot("root", 1)));
        assert_eq!(best(&Kind::Section, None), Some(spot("root", 2)));
        assert_eq!(best(&Kind::Navbar, None), Some(spot("root", 0)));
        assert_eq!(best(&Kind::Column, Some("c1")), Some(spot("cols", 1)));
        assert_eq!(best(&Kind::TextField, Some("h")), None);
    }

    #[test]
    fn steps_change_places_with_the_neighbour_and_end_at_the_ends() {
        let mut document = page();
        let (h, t) = (NodeId::new("h").unwrap(), NodeId::new("t").unwrap());
        assert_eq!(step(&document, &h, false), None);
        let op = step(&document, &h, true).unwrap();
        apply(&mut document, &op).unwrap();
        assert_eq!(document.children(&NodeId::new("s1").unwrap(), &Slot::MAIN), [&t, &h]);
        assert_eq!(step(&document, &h, true), None);
    }

    #[test]
    fn a_node_never_goes_into_itself() {
        let document = page();
        let s1 = NodeId::new("s1").unwrap();
        assert!(targets(&document, &s1).iter().all(|(_, id)| *id != s1));
        let cols = NodeId::new("cols").unwrap();
        let names: Vec<_> = targets(&document, &cols).into_iter().map(|(_, id)| id.to_string()).collect();
        assert_eq!(names, ["root", "s1", "s2", "f"]);
    }
}
