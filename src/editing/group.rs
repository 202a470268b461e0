//! Putting something around blocks, and taking it away again.

use super::place::Spot;
use super::selection::{around, free, keys};
use crate::Rng;
use crate::document::build::Block;
use crate::document::{
    CssProperty, Document, FractionalIndex, Kind, NodeId, Op, Place, Slot, Subtree, apply_all,
};

/// What can be put around blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// A container.
    Group,
    /// A section, for blocks that stand loose on the page.
    Section,
    /// Columns, one for each block.
    Columns,
    /// A link.
    Link,
}

/// The operations that put it around the selected blocks, where the first of them stands, and its id. `None` if there
/// is nothing to wrap, something is locked or the content model says no.
#[must_use]
pub fn wrap(
    document: &Document,
    selected: &[NodeId],
    with: Wrap,
    rng: &dyn Rng,
) -> Option<(Vec<Op>, NodeId)> {
    let (tops, 0) = free(document, selected) else { return None };
    let spot = common(document, &tops)?;
    let block = match with {
        Wrap::Group => Block::new(Kind::Container).css(&flow_of(document, &spot.parent)),
        Wrap::Section => Block::new(Kind::Section),
        Wrap::Link => Block::new(Kind::Link).link("#"),
        Wrap::Columns => Block::of(Kind::Columns, tops.iter().map(|_| Block::new(Kind::Column))),
    };
    let subtree = block.place(spot.place(document, None)?, rng);
    let top = children(&subtree, &spot.parent).first().map(|(id, _)| (*id).clone())?;
    let columns = children(&subtree, &top);
    let moves = tops.iter().zip(keys(None, None, tops.len())?).enumerate().map(|(at, (node, order))| {
        let place = match columns.get(at) {
            Some((column, _)) => (*column, FractionalIndex::first()),
            None => (&top, order),
        };
        let place = Place { parent: place.0.clone(), slot: Slot::MAIN, order: place.1 };
        Op::Move { node: node.clone(), place }
    });
    let moves: Vec<Op> = moves.collect();
    let mut ops = vec![Op::Insert(subtree)];
    ops.extend(moves);
    apply_all(&mut document.clone(), &ops).ok()?;
    Some((ops, top))
}

/// The innermost node around all of them, and where in it the first one is.
fn common(document: &Document, tops: &[NodeId]) -> Option<Spot> {
    let (first, rest) = tops.split_first()?;
    let mut inner = first;
    for parent in document.ancestors(first) {
        if rest.iter().all(|other| document.ancestors(other).any(|around| around == parent)) {
            let index = document.children(parent, &Slot::MAIN).into_iter().position(|id| id == inner)?;
            return Some(Spot { parent: parent.clone(), index });
        }
        inner = parent;
    }
    None
}

fn children<'a>(subtree: &'a Subtree, parent: &NodeId) -> Vec<(&'a NodeId, &'a FractionalIndex)> {
    let mut found: Vec<_> = subtree
        .nodes
        .iter()
        .filter_map(|(id, node)| node.place.as_ref().map(|place| (id, place)))
        .filter(|(_, place)| place.parent == *parent)
        .map(|(id, place)| (id, &place.order))
        .collect();
    crate::lean::sort_by(&mut found, |a, b| a.1.cmp(b.1));
    found
}

/// How the parent lines its children up at every width, so that a group of buttons in a row stays a row.
fn flow_of(document: &Document, parent: &NodeId) -> String {
    const KEPT: [CssProperty; 6] = [
        CssProperty::Display,
        CssProperty::FlexDirection,
        CssProperty::FlexWrap,
        CssProperty::AlignItems,
        CssProperty::JustifyContent,
        CssProperty::Gap,
    ];
    let mut css = String::new();
    let Some(node) = document.nodes.get(parent).filter(|node| node.kind == Kind::Container) else {
        return css;
    };
    let base = crate::document::model::base_breakpoint_id();
    let rows: Vec<_> = node.styles.iter().flat_map(|style| document.declarations_of(style)).collect();
    let is_row = rows.iter().any(|(key, value)| {
        key.breakpoint == base && key.property == CssProperty::Display && value.as_str() == "flex"
    });
    if is_row {
        for (key, value) in rows {
            if key.breakpoint == base
                && key.state.is_none()
                && KEPT.contains(&key.property)
                && value.refs().next().is_none()
            {
                for part in [key.property.css(), ": ", value.as_str(), "; "] {
                    css.push_str(part);
                }
            }
        }
    }
    css
}

/// The operations that put what is in the selected containers in their place, and the blocks set free. `None` if none
/// of them can be taken away.
#[must_use]
pub fn ungroup(document: &Document, selected: &[NodeId]) -> Option<(Vec<Op>, Vec<NodeId>)> {
    let (tops, _) = free(document, selected);
    let (mut ops, mut set_free) = (Vec::new(), Vec::new());
    for top in &tops {
        let Some(node) = document.nodes.get(top) else { continue };
        let inside: Vec<&NodeId> = match node.kind {
            Kind::Container | Kind::Section | Kind::Link | Kind::Form => document.children(top, &Slot::MAIN),
            Kind::Columns => {
                let columns = document.children(top, &Slot::MAIN);
                columns.into_iter().flat_map(|column| document.children(column, &Slot::MAIN)).collect()
            }
            _ => continue,
        };
        let Some(place) = node.place.as_ref().filter(|_| !inside.is_empty()) else { continue };
        let (after, before) = around(document, top)?;
        for (child, order) in inside.iter().zip(keys(Some(after), before, inside.len())?) {
            ops.push(Op::Move { node: (*child).clone(), place: Place { order, ..place.clone() } });
        }
        ops.push(Op::Remove { node: top.clone() });
        set_free.extend(inside.into_iter().cloned());
    }
    if ops.is_empty() || apply_all(&mut document.clone(), &ops).is_err() {
        return None;
    }
    Some((ops, set_free))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Lang, Node, edit, validate};
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
            ("ba", Kind::Button, "b"),
            ("bb", Kind::Image, "b"),
            ("c", Kind::Heading, "s"),
            ("loose", Kind::Heading, "root"),
            ("f", Kind::Form, "s"),
            ("fe", Kind::EmailField, "f"),
        ] {
            let place = edit::place_at(&document, &id(parent), &Slot::MAIN, usize::MAX, None);
            document.nodes.insert(id(name), Node { place, ..Node::new(kind) });
        }
        document
    }

    fn names(document: &Document, parent: &NodeId) -> String {
        document.children(parent, &Slot::MAIN).into_iter().map(NodeId::as_str).collect::<Vec<_>>().join(" ")
    }

    fn there_and_back(selected: &str, with: Wrap) -> Option<(Document, NodeId)> {
        let mut document = page();
        let (ops, top) = wrap(&document, &ids(selected), with, &SeededRng::new(3))?;
        let inverse = apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        let wrapped = document.clone();
        apply_all(&mut document, &inverse).unwrap();
        assert_eq!(document, page());
        Some((wrapped, top))
    }

    #[test]
    fn a_group_stands_where_the_first_stood_and_keeps_the_order() {
        let (document, top) = there_and_back("c a", Wrap::Group).unwrap();
        assert_eq!(names(&document, &top), "a c");
        assert_eq!(names(&document, &id("s")), format!("{top} b f"));
        // From different depths: in what is around all of them.
        let (document, top) = there_and_back("ba c", Wrap::Group).unwrap();
        assert_eq!(names(&document, &id("s")), format!("a {top} b f"));
        assert_eq!(names(&document, &top), "ba c");
    }

    #[test]
    fn every_block_has_its_column() {
        let (document, top) = there_and_back("a bb c", Wrap::Columns).unwrap();
        let columns = document.children(&top, &Slot::MAIN);
        let inside: Vec<String> = columns.into_iter().map(|column| names(&document, column)).collect();
        assert_eq!(inside, ["a", "bb", "c"]);
    }

    #[test]
    fn only_what_the_content_model_allows() {
        assert!(there_and_back("loose", Wrap::Section).is_some());
        assert!(there_and_back("a", Wrap::Section).is_none());
        assert!(there_and_back("a bb", Wrap::Link).is_some());
        assert!(there_and_back("ba", Wrap::Link).is_none(), "a button in a link");
        let mut document = page();
        document.nodes.get_mut(&id("a")).unwrap().locked = true;
        assert!(wrap(&document, &ids("a c"), Wrap::Group, &SeededRng::new(3)).is_none());
    }

    #[test]
    fn what_was_inside_takes_the_place() {
        let mut document = page();
        let (ops, free) = ungroup(&document, &ids("b")).unwrap();
        let inverse = apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert_eq!(free, ids("ba bb"));
        assert_eq!(names(&document, &id("s")), "a ba bb c f");
        apply_all(&mut document, &inverse).unwrap();
        assert_eq!(document, page());
        assert!(ungroup(&document, &ids("f")).is_none(), "fields need their form");
        assert!(ungroup(&document, &ids("a")).is_none());
    }
}
