//! The rules of the hit tests, one by one, and the pages they are shown on.

mod canvas;
mod drops;
mod lists;

use std::collections::HashMap;

use super::{Dragged, Flow, Gap, Layout, Measured, Rect, Stamp};
use crate::document::{Document, Kind, Lang, Node, NodeId, Slot, edit, validate};
use crate::rng::SeededRng;

fn id(text: &str) -> NodeId {
    NodeId::new(text).unwrap()
}

type Line = (&'static str, Kind, &'static str, (f64, f64, f64, f64), Flow);

/// A page of rows (name, kind, parent, rectangle, flow); the root is 400 × 600.
fn page(rows: &[Line]) -> (Document, Layout) {
    let mut document = Document::empty(id("root"), Lang::EN);
    let root = Measured { rect: Rect::new(0.0, 0.0, 400.0, 600.0), flow: Flow::BLOCK };
    let mut measured = HashMap::from([(id("root"), root)]);
    for (name, kind, parent, (x, y, w, h), flow) in rows {
        let parent = id(parent);
        let place = edit::place_at(&document, &parent, &Slot::MAIN, usize::MAX, None);
        document.nodes.insert(id(name), Node { place, ..Node::new(kind.clone()) });
        measured.insert(id(name), Measured { rect: Rect::new(*x, *y, *w, *h), flow: *flow });
    }
    assert_eq!(validate(&document), Ok(()));
    let layout = Layout::new(&document, &measured, Stamp::default());
    (document, layout)
}

fn new(document: &Document, kind: &Kind) -> Dragged {
    Dragged::kind(document, kind, &SeededRng::new(99)).unwrap()
}

fn held(document: &Document, nodes: &[&str]) -> Dragged {
    let nodes: Vec<NodeId> = nodes.iter().map(|name| id(name)).collect();
    Dragged::nodes(document, &nodes).unwrap()
}

fn gap(parent: &str, index: usize, depth: usize) -> Gap {
    Gap { parent: id(parent), slot: Slot::MAIN, index, depth }
}

/// Two containers that touch, flush with their section, and a second section.
fn touching() -> (Document, Layout) {
    page(&[
        ("s", Kind::Section, "root", (0.0, 0.0, 400.0, 200.0), Flow::COLUMN),
        ("a", Kind::Container, "s", (0.0, 0.0, 400.0, 100.0), Flow::COLUMN),
        ("b", Kind::Container, "s", (0.0, 100.0, 400.0, 100.0), Flow::COLUMN),
        ("ah", Kind::Heading, "a", (0.0, 0.0, 400.0, 100.0), Flow::BLOCK),
        ("bh", Kind::Heading, "b", (0.0, 100.0, 400.0, 100.0), Flow::BLOCK),
        ("t", Kind::Section, "root", (0.0, 200.0, 400.0, 200.0), Flow::COLUMN),
        ("th", Kind::Heading, "t", (0.0, 250.0, 400.0, 100.0), Flow::BLOCK),
    ])
}

/// Seven boxes in rows of three; `x` and `flow` place them.
fn grid(flow: Flow, x: impl Fn(f64) -> f64) -> (Document, Layout) {
    const NAMES: [&str; 7] = ["h1", "h2", "h3", "h4", "h5", "h6", "h7"];
    let mut rows: Vec<Line> = vec![("s", Kind::Section, "root", (0.0, 0.0, 400.0, 400.0), flow)];
    let mut cell = (0.0, 0.0);
    for name in NAMES {
        rows.push((
            name,
            Kind::Heading,
            "s",
            (x(cell.0 * 110.0), 40.0 + cell.1 * 60.0, 100.0, 50.0),
            Flow::BLOCK,
        ));
        cell = if cell.0 > 1.0 { (0.0, cell.1 + 1.0) } else { (cell.0 + 1.0, cell.1) };
    }
    page(&rows)
}

fn nested() -> (Document, Layout) {
    page(&[
        ("s", Kind::Section, "root", (0.0, 0.0, 400.0, 300.0), Flow::COLUMN),
        ("cols", Kind::Columns, "s", (20.0, 20.0, 360.0, 260.0), Flow::GRID),
        ("c1", Kind::Column, "cols", (20.0, 20.0, 170.0, 260.0), Flow::COLUMN),
        ("c2", Kind::Column, "cols", (210.0, 20.0, 170.0, 260.0), Flow::COLUMN),
        ("box", Kind::Container, "c1", (20.0, 60.0, 170.0, 200.0), Flow::COLUMN),
        ("h", Kind::Heading, "box", (40.0, 80.0, 130.0, 160.0), Flow::BLOCK),
        ("form", Kind::Form, "c2", (210.0, 40.0, 170.0, 100.0), Flow::COLUMN),
        ("field", Kind::TextField, "form", (220.0, 60.0, 150.0, 40.0), Flow::BLOCK),
        ("send", Kind::SubmitButton, "form", (220.0, 100.0, 150.0, 30.0), Flow::BLOCK),
    ])
}
