//! The editor's arithmetic on a page of 2 000 nodes: applying operations, the hit test, rendering.
//!
//! `cargo run --release --example editor [-- FILE]` prints medians in milliseconds as JSON; with FILE it also writes
//! the page there, as the benchmark in the browser opens it.

use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use landinghub::document::build::{Block, Page, button, heading, text};
use landinghub::document::{Document, Kind, Lang, NodeId, Op, Prop, Tree, Value, apply, edit};
use landinghub::dragging::{Dragged, Flow, Layout, Measured, Point, Rect, Stamp, hit};
use landinghub::editing::Session;
use landinghub::render::{PageInfo, Target, render};
use landinghub::rng::SeededRng;

/// How many nodes the page has.
const NODES: usize = 2_000;
/// Sections with cards: each has 28 nodes.
const SECTIONS: usize = 71;

fn main() -> Result<(), Box<dyn Error>> {
    let rng = SeededRng::new(2_000);
    let document = page(&rng);
    if document.nodes.len() != NODES {
        return Err(format!("the page has {} nodes", document.nodes.len()).into());
    }
    if let Some(file) = std::env::args().nth(1) {
        std::fs::write(file, document.to_json())?;
    }
    let leaves: Vec<NodeId> = document
        .nodes
        .iter()
        .filter(|(_, node)| node.kind == Kind::Heading)
        .map(|(id, _)| id.clone())
        .collect();
    let ops = operations(&document, &leaves, &rng);
    for (name, op) in &ops {
        let mut copy = document.clone();
        let milliseconds = median(101, || {
            let inverse = apply(&mut copy, op).map_err(|reject| format!("{name}: {reject:?}"))?;
            apply(&mut copy, &inverse).map_err(|reject| format!("{name}, undone: {reject:?}"))?;
            Ok(())
        })?;
        // Each is done and undone.
        report(&format!("apply {name}"), milliseconds / 2.0);
    }
    let layout = layout(&document);
    let node = leaves.get(3).ok_or("no leaf")?;
    let dragged = Dragged::nodes(&document, std::slice::from_ref(node)).ok_or("nothing to drag")?;
    let mut at = 0_u32;
    let mut last = None;
    let milliseconds = median(1_001, || {
        at += 1;
        let point = Point::new(f64::from(at * 37 % 1_200), f64::from(at * 131 % 20_000));
        last = hit::target(&document, &layout, &dragged, point, last.as_ref());
        last.as_ref().map(|_| ()).ok_or("no target anywhere".to_owned())
    })?;
    report("hit test", milliseconds);
    let target = Target::Published(PageInfo::default());
    report(
        "layout of a drag",
        median(21, || {
            black_box(self::layout(&document));
            Ok(())
        })?,
    );
    report(
        "render",
        median(21, || {
            black_box(render(&document, &target));
            Ok(())
        })?,
    );
    let mut session = Session::new(document.clone(), 1, "bench".to_owned());
    for (gesture, leaf) in (1..).zip(leaves.iter().take(20)) {
        session
            .edit("remove", gesture, vec![Op::Remove { node: leaf.clone() }])
            .map_err(|e| format!("{e:?}"))?;
    }
    let start = Instant::now();
    while session.undo().is_some() {}
    report("20 undos", start.elapsed().as_secs_f64() * 1e3);
    if session.document().to_json() != document.to_json() {
        return Err("20 undos did not lead back to the page".into());
    }
    Ok(())
}

fn report(name: &str, milliseconds: f64) {
    println!("{name}\t{milliseconds:.4}");
}

/// The median of so many runs, in milliseconds.
fn median(runs: usize, mut work: impl FnMut() -> Result<(), String>) -> Result<f64, String> {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(runs / 2).copied().unwrap_or_default())
}

/// Sections of six cards each, and buttons until the count is right.
fn page(rng: &SeededRng) -> Document {
    let card = |section: usize, at: usize| {
        Block::of(
            Kind::Container,
            [
                heading(3, &format!("Card {section}.{at}")),
                text("Short words about one thing that is worth having, in two lines or three."),
                button("Read on", "#"),
            ],
        )
        .css("padding: 16px; background-color: #f4f4f5; border-radius: 8px; gap: 8px")
    };
    let section = |number: usize| {
        let cards = Block::of(Kind::Container, (0..6).map(|at| card(number, at)))
            .css("display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 16px")
            .mobile("grid-template-columns: 1fr");
        Block::of(
            Kind::Section,
            [heading(2, &format!("Part {number}")), text("What the cards below have in common."), cards],
        )
    };
    let mut page = Page::new(Lang::EN, rng).meta("Two thousand nodes", "For measuring.");
    for number in 0..SECTIONS {
        page = page.block(section(number));
    }
    let rest = NODES - 1 - SECTIONS * 28 - 1;
    page.block(Block::of(Kind::Section, (0..rest).map(|_| button("One more", "#")))).finish()
}

/// One of each kind of change that a gesture makes.
fn operations(document: &Document, leaves: &[NodeId], rng: &SeededRng) -> Vec<(&'static str, Op)> {
    let mut ops = Vec::new();
    let Some(node) = leaves.get(leaves.len() / 2) else { return ops };
    let value = Value::from("Other words");
    ops.push(("set text", Op::SetProp { node: node.clone(), prop: Prop::TEXT, value }));
    ops.push(("remove", Op::Remove { node: node.clone() }));
    ops.extend(edit::move_by(document, node, 1).map(|op| ("move", op)));
    let parent = document.parent(node).cloned().unwrap_or_else(|| document.root.clone());
    ops.extend(edit::insert_block(document, &parent, 1, heading(3, "New"), rng).map(|op| ("insert", op)));
    ops
}

/// Rectangles as a browser would give them: sections below each other, cards in three columns.
fn layout(document: &Document) -> Layout {
    let tree = Tree::new(document);
    let mut measured = HashMap::new();
    let mut top = 0.0;
    place(&tree, &document.root, (0.0, 1_200.0), &mut top, &mut measured);
    Layout::new(document, &measured, Stamp::default())
}

fn place(
    tree: &Tree<'_>,
    id: &NodeId,
    (left, width): (f64, f64),
    top: &mut f64,
    measured: &mut HashMap<NodeId, Measured>,
) {
    let start = *top;
    let kids = tree.children(id);
    let cards = kids.len() == 6;
    let columns = if cards { 3 } else { 1 };
    for line in kids.chunks(columns) {
        let mut deepest = *top;
        let mut x = left;
        for kid in line {
            let mut y = *top;
            let each = if cards { width / 3.0 } else { width };
            place(tree, kid, (x, each), &mut y, measured);
            deepest = deepest.max(y);
            x += each;
        }
        *top = deepest;
    }
    if kids.is_empty() {
        *top += 40.0;
    }
    let flow = if cards { Flow::GRID } else { Flow::COLUMN };
    let rect = Rect { x: left, y: start, w: width, h: *top - start };
    measured.insert(id.clone(), Measured { rect, flow });
}
