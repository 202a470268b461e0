//! What a drop stores.

use super::super::Flow;
use super::super::drop;
use super::{gap, grid, held, id, nested};
use crate::document::{Document, Kind, Node, Op, Slot, apply_all, edit};

fn names(document: &Document, parent: &str) -> Vec<String> {
    document.children(&id(parent), &Slot::MAIN).into_iter().map(ToString::to_string).collect()
}

#[test]
fn drops_land_where_they_say() {
    let (document, _) = grid(Flow::GRID, |x| x);
    for (held_nodes, index, expected) in [
        (&["h1"][..], 0, ["h1", "h2", "h3", "h4", "h5", "h6", "h7"]),
        (&["h1"], 1, ["h2", "h1", "h3", "h4", "h5", "h6", "h7"]),
        (&["h1"], 6, ["h2", "h3", "h4", "h5", "h6", "h7", "h1"]),
        (&["h7"], 0, ["h7", "h1", "h2", "h3", "h4", "h5", "h6"]),
        (&["h5", "h2"], 1, ["h1", "h2", "h5", "h3", "h4", "h6", "h7"]),
        (&["h2", "h3"], 1, ["h1", "h2", "h3", "h4", "h5", "h6", "h7"]),
        (&["h6", "h1", "h3"], 2, ["h2", "h4", "h1", "h3", "h6", "h5", "h7"]),
    ] {
        let mut document = document.clone();
        let dragged = held(&document, held_nodes);
        let ops = drop::ops(&document, &dragged, &gap("s", index, 2)).unwrap();
        let same = names(&document, "s") == expected;
        assert_eq!(ops.is_empty(), same);
        apply_all(&mut document, &ops).unwrap();
        assert_eq!(names(&document, "s"), expected, "{held_nodes:?} to {index}");
    }
}

#[test]
fn a_key_held_by_a_block_that_moves_later_is_not_taken() {
    let (mut document, _) = grid(Flow::GRID, |x| x);
    // h8 comes before in the page; h2 has exactly the key that h8 would get between h1 and h3.
    let section = edit::place_at(&document, &id("root"), &Slot::MAIN, 0, None);
    document.nodes.insert(id("first"), Node { place: section, ..Node::new(Kind::Section) });
    let place = edit::place_at(&document, &id("first"), &Slot::MAIN, 0, None);
    document.nodes.insert(id("h8"), Node { place, ..Node::new(Kind::Heading) });
    let dragged = held(&document, &["h2", "h8"]);
    let ops = drop::ops(&document, &dragged, &gap("s", 1, 2)).unwrap();
    apply_all(&mut document, &ops).unwrap();
    for op in &ops {
        let Op::Move { node, place } = op else { panic!("{op:?}") };
        assert_eq!(document.nodes[node].place.as_ref(), Some(place), "it didn't have to make room");
    }
    assert_eq!(names(&document, "s"), ["h1", "h8", "h2", "h3", "h4", "h5", "h6", "h7"]);
}

#[test]
fn of_a_block_and_another_inside_only_the_outer_moves() {
    let (mut document, _) = nested();
    let dragged = held(&document, &["h", "form", "box"]);
    assert_eq!(dragged.tops(), [id("box"), id("form")]);
    let ops = drop::ops(&document, &dragged, &gap("s", 0, 2)).unwrap();
    apply_all(&mut document, &ops).unwrap();
    assert_eq!(names(&document, "s"), ["box", "form", "cols"]);
    assert_eq!(names(&document, "box"), ["h"]);
}
