//! Pages with a layout, made at random for the properties.

use std::collections::HashMap;

use proptest::prelude::*;

use super::{Axis, Flow, Layout, Measured, Rect, Stamp};
use crate::document::{Document, Kind, Lang, Node, NodeId, Slot, Tree, edit, validate::check_kind};

/// What a block is made from: how it is chosen, where it goes, how it is laid out.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    kind: usize,
    parent: usize,
    flow: u8,
    padding: u8,
    gap: u8,
    height: u8,
    locked: bool,
}

pub(super) fn seeds(most: usize) -> impl Strategy<Value = Vec<Seed>> {
    let seed = (any::<u16>(), any::<u16>(), any::<u8>(), 0_u8..20, 0_u8..20, any::<u8>(), 0_u8..20).prop_map(
        |(kind, parent, flow, padding, gap, height, locked)| Seed {
            kind: kind.into(),
            parent: parent.into(),
            flow,
            padding,
            gap,
            height,
            locked: locked == 0,
        },
    );
    prop::collection::vec(seed, 1..most)
}

/// Kinds that nest well come more often.
pub(super) const KINDS: [Kind; 18] = [
    Kind::Section,
    Kind::Container,
    Kind::Container,
    Kind::Columns,
    Kind::Column,
    Kind::Column,
    Kind::Heading,
    Kind::Heading,
    Kind::Button,
    Kind::Link,
    Kind::Form,
    Kind::TextField,
    Kind::List,
    Kind::ListItem,
    Kind::Faq,
    Kind::FaqItem,
    Kind::Footer,
    Kind::Image,
];

pub(super) struct Page {
    pub(super) document: Document,
    pub(super) layout: Layout,
    /// In the order of the seeds.
    pub(super) nodes: Vec<NodeId>,
}

pub(super) fn page(seeds: &[Seed]) -> Page {
    let root = NodeId::new("root").unwrap();
    let mut document = Document::empty(root.clone(), Lang::EN);
    let mut flows: HashMap<NodeId, Seed> = HashMap::new();
    let mut nodes = Vec::new();
    for (at, seed) in seeds.iter().enumerate() {
        let kind = &KINDS[seed.kind % KINDS.len()];
        let parents: Vec<NodeId> = document
            .nodes
            .keys()
            .filter(|parent| check_kind(&document, parent, &Slot::MAIN, kind).is_ok())
            .cloned()
            .collect();
        let Some(parent) = parents.get(seed.parent % parents.len().max(1)) else { continue };
        let id = NodeId::new(&format!("n{at}")).unwrap();
        let index = usize::from(seed.height) % 3;
        let place = edit::place_at(&document, parent, &Slot::MAIN, index, None);
        document.nodes.insert(id.clone(), Node { place, locked: seed.locked, ..Node::new(kind.clone()) });
        flows.insert(id.clone(), seed.clone());
        nodes.push(id);
    }
    let mut measured = HashMap::new();
    let tree = Tree::new(&document);
    place(&tree, &flows, &document.root, (0.0, 0.0, 1_200.0), &mut measured);
    let layout = Layout::new(&document, &measured, Stamp::default());
    Page { document, layout, nodes }
}

fn flow(seed: Option<&Seed>) -> Flow {
    let Some(seed) = seed else { return Flow::BLOCK };
    let flow = match seed.flow % 4 {
        0 | 1 => Flow::COLUMN,
        2 => Flow::ROW,
        _ => Flow::WRAPPED,
    };
    let flow = if seed.flow & 16 > 0 { flow.rtl() } else { flow };
    if seed.flow & 0b0110_0000 == 0b0110_0000 { flow.reversed() } else { flow }
}

/// A small layout engine: places a node at the position and width given and answers its height.
fn place(
    tree: &Tree<'_>,
    seeds: &HashMap<NodeId, Seed>,
    id: &NodeId,
    (x, y, w): (f64, f64, f64),
    measured: &mut HashMap<NodeId, Measured>,
) -> f64 {
    let seed = seeds.get(id);
    let flow = flow(seed);
    let (padding, gap) = seed.map_or((0.0, 0.0), |seed| (f64::from(seed.padding), f64::from(seed.gap)));
    let kids = tree.children(id);
    let inner = (w - padding * 2.0).max(1.0);
    let (left, mut top) = (x + padding, y + padding);
    let row = flow.axis == Axis::Horizontal && seed.is_some();
    let per_line = match (row, flow.wraps) {
        (false, _) => 1,
        (true, true) => 3,
        (true, false) => kids.len().max(1),
    };
    let backwards = if row { flow.rtl != flow.reversed } else { flow.reversed };
    let mut lines: Vec<Vec<&NodeId>> = kids.chunks(per_line).map(<[&NodeId]>::to_vec).collect();
    if !row && backwards {
        lines.reverse();
    }
    for mut line in lines {
        if row && backwards {
            line.reverse();
        }
        let count = f64::from(u32::try_from(if flow.wraps && row { per_line } else { line.len() }).unwrap());
        let width = ((inner - gap * (count - 1.0)) / count).max(1.0);
        let mut at = if row && backwards && flow.wraps {
            let missing = f64::from(u32::try_from(per_line - line.len()).unwrap());
            left + missing * (width + gap)
        } else {
            left
        };
        let mut highest = 0.0_f64;
        for kid in line {
            highest = highest.max(place(tree, seeds, kid, (at, top, width), measured));
            at += width + gap;
        }
        top += highest + gap;
    }
    let content = if kids.is_empty() { 0.0 } else { top - gap - y - padding };
    let least =
        seed.map_or(600.0, |seed| if kids.is_empty() { 8.0 + f64::from(seed.height % 60) } else { 0.0 });
    let h = (content + padding * 2.0).max(least);
    measured.insert(id.clone(), Measured { rect: Rect::new(x, y, w, h), flow });
    h
}

impl Seed {
    /// A block of this kind in the so many-th section, or in the root.
    pub(super) fn of(kind: &Kind, section: usize) -> Self {
        let kind = KINDS.iter().position(|other| other == kind).unwrap();
        Self { kind, parent: section, flow: 0, padding: 10, gap: 10, height: 20, locked: false }
    }
}
