//! Where blocks may stand: places for new ones, neighbours to change with, targets to move to.

use std::collections::HashMap;

use crate::document::kind::Group;
use crate::document::validate::check_kind;
use crate::document::{Document, Kind, NodeId, Place, Slot, edit};
use crate::dragging::{Dragged, walk};

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
    let end_of = |parent: &NodeId| {
        let index = document.children(parent, &Slot::MAIN).len();
        before_submit(document, kind, Spot { parent: parent.clone(), index })
    };
    let loose = |parent: &NodeId| *parent == document.root && !kind.is_band();
    if let Some(selected) = selection.filter(|id| document.nodes.contains_key(*id)) {
        if let Some(spot) = after_hero(document, kind, selected).filter(|spot| fits(&spot.parent)) {
            return Some(spot);
        }
        if fits(selected) && !loose(selected) && (*selected != document.root) {
            return Some(end_of(selected));
        }
        for node in std::iter::once(selected).chain(document.ancestors(selected)) {
            if let Some(Spot { parent, index }) = spot_of(document, node)
                && fits(&parent)
                && !loose(&parent)
            {
                return Some(before_submit(document, kind, Spot { parent, index: index + 1 }));
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

/// A field doesn't follow the button that sends its form.
fn before_submit(document: &Document, kind: &Kind, spot: Spot) -> Spot {
    if !kind.is_field() {
        return spot;
    }
    let siblings = document.children(&spot.parent, &Slot::MAIN);
    let sends = |id: &NodeId| document.nodes.get(id).is_some_and(|node| node.kind == Kind::SubmitButton);
    let after = siblings.iter().take(spot.index).rev().take_while(|id| sends(id)).count();
    Spot { index: spot.index - after, ..spot }
}

/// Ready-made parts aren't squeezed into the first screen that is selected: they come right after it.
fn after_hero(document: &Document, kind: &Kind, selected: &NodeId) -> Option<Spot> {
    let is_hero = |id: &&NodeId| document.nodes.get(*id).is_some_and(|node| node.kind == Kind::Hero);
    let hero = std::iter::once(selected).chain(document.ancestors(selected)).find(is_hero)?;
    let spot = spot_of(document, hero).filter(|_| kind.spec().group == Group::Section)?;
    Some(Spot { index: spot.index + 1, ..spot })
}

/// Sections go before the footer, a navbar to the top, a footer to the end.
fn band_spot(document: &Document, kind: &Kind) -> Option<Spot> {
    check_kind(document, &document.root, &Slot::MAIN, kind).ok()?;
    let bands = document.children(&document.root, &Slot::MAIN);
    let index = match kind {
        Kind::Navbar => 0,
        Kind::Footer => bands.len(),
        _ => bands.len() - crate::render::bars(document, &bands).1,
    };
    Some(Spot { parent: document.root.clone(), index })
}

/// Every node that would take what is dragged, in the order of the page, with the depth and how many other children
/// it has; the present parent included. The rules are those of drags.
#[must_use]
pub fn targets(document: &Document, dragged: &Dragged) -> Vec<(usize, NodeId, usize)> {
    let mut found: Vec<(usize, NodeId, usize)> = Vec::new();
    let mut at: HashMap<NodeId, usize> = HashMap::new();
    for gap in walk::gaps(document, dragged) {
        let place = *at.entry(gap.parent.clone()).or_insert(found.len());
        match found.get_mut(place) {
            Some((_, _, last)) => *last = gap.index,
            None => found.push((gap.depth - 1, gap.parent, gap.index)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Lang, Node};

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
    fn ready_made_parts_come_after_the_first_screen() {
        let id = |text: &str| NodeId::new(text).unwrap();
        let mut document = page();
        for (name, kind, parent, index) in
            [("hero", Kind::Hero, "root", 0), ("title", Kind::Heading, "hero", 0)]
        {
            let place = Spot { parent: id(parent), index }.place(&document, None);
            document.nodes.insert(id(name), Node { place, ..Node::new(kind) });
        }
        for selected in ["hero", "title"] {
            let best = |kind| best_spot(&document, kind, Some(&id(selected)));
            assert_eq!(best(&Kind::Pricing), Some(spot("root", 1)));
            assert_eq!(best(&Kind::Features), Some(spot("root", 1)));
            assert_eq!(best(&Kind::Button), Some(spot("hero", 1)));
        }
    }

    #[test]
    fn fields_come_before_the_button_that_sends_them() {
        let id = |text: &str| NodeId::new(text).unwrap();
        let mut document = page();
        for (index, (name, kind, parent)) in [
            (2, ("form", Kind::Form, "s1")),
            (0, ("name", Kind::TextField, "form")),
            (1, ("send", Kind::SubmitButton, "form")),
        ] {
            let place = Spot { parent: id(parent), index }.place(&document, None);
            document.nodes.insert(id(name), Node { place, ..Node::new(kind) });
        }
        let best = |kind, selected| best_spot(&document, kind, Some(&id(selected)));
        assert_eq!(best(&Kind::SelectField, "form"), Some(spot("form", 1)));
        assert_eq!(best(&Kind::SelectField, "send"), Some(spot("form", 1)));
        assert_eq!(best(&Kind::SelectField, "name"), Some(spot("form", 1)));
        assert_eq!(best(&Kind::SubmitButton, "form"), Some(spot("form", 2)));
        assert_eq!(best(&Kind::RichText, "send"), Some(spot("form", 2)));
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
    fn targets_take_all_of_them_and_never_themselves() {
        let document = page();
        let names = |selected: &[&str]| -> Vec<String> {
            let selected: Vec<NodeId> = selected.iter().map(|id| NodeId::new(id).unwrap()).collect();
            let dragged = Dragged::nodes(&document, &selected).unwrap();
            let found = targets(&document, &dragged);
            found.into_iter().map(|(depth, id, rest)| format!("{depth} {id} {rest}")).collect()
        };
        assert_eq!(names(&["cols"]), ["0 root 3", "1 s1 2", "1 s2 0", "1 f 0"]);
        assert_eq!(names(&["h", "cols"]), ["0 root 3", "1 s1 1", "1 s2 0", "1 f 0"]);
        assert_eq!(names(&["h", "s1"]), ["0 root 2"]);
    }
}
