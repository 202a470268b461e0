//! Where everything on the canvas is, read once when a drag starts.

use std::collections::HashMap;

use super::geometry::{Point, Rect};
use super::lines::Run;
use crate::document::{CssProperty, Document, NodeId, Prop, StyleId, Tree, components};

/// A direction on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Left to right, or right to left.
    Horizontal,
    /// From top to bottom, or upwards.
    Vertical,
}

/// How a container lines up its children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one property of CSS")]
pub struct Flow {
    /// Where the second child stands, seen from the first.
    pub axis: Axis,
    /// Whether there can be several lines.
    pub wraps: bool,
    /// Whether text runs from right to left.
    pub rtl: bool,
    /// Whether children run against the direction: `row-reverse`, `column-reverse`.
    pub reversed: bool,
    /// Whether lines run against the direction: `wrap-reverse`.
    pub lines_reversed: bool,
}

/// The computed style of the element that holds the children, as far as it decides their order.
///
/// That element is the parent of the first child's element; for a container without children, its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Computed<'a> {
    /// `display`.
    pub display: &'a str,
    /// `flex-direction`.
    pub flex_direction: &'a str,
    /// `flex-wrap`.
    pub flex_wrap: &'a str,
    /// `grid-auto-flow`.
    pub grid_auto_flow: &'a str,
    /// `direction`.
    pub direction: &'a str,
}

impl Flow {
    /// Blocks under each other, words and inline blocks beside each other: the rectangles tell which.
    pub const BLOCK: Self =
        Self { axis: Axis::Horizontal, wraps: true, rtl: false, reversed: false, lines_reversed: false };
    /// Under each other.
    pub const COLUMN: Self = Self { axis: Axis::Vertical, wraps: false, ..Self::BLOCK };
    /// Beside each other.
    pub const ROW: Self = Self { wraps: false, ..Self::BLOCK };
    /// Beside each other, in as many lines as needed.
    pub const WRAPPED: Self = Self::BLOCK;
    /// In cells, line by line.
    pub const GRID: Self = Self::BLOCK;

    /// The same from right to left.
    #[must_use]
    pub const fn rtl(self) -> Self {
        Self { rtl: true, ..self }
    }

    /// The same the other way round.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { reversed: true, ..self }
    }

    /// What the computed style means.
    #[must_use]
    pub fn of(style: &Computed<'_>) -> Self {
        let flow = if style.display.contains("flex") {
            let axis =
                if style.flex_direction.starts_with("column") { Axis::Vertical } else { Axis::Horizontal };
            Self {
                axis,
                wraps: style.flex_wrap.starts_with("wrap"),
                reversed: style.flex_direction.ends_with("-reverse"),
                lines_reversed: style.flex_wrap == "wrap-reverse",
                ..Self::BLOCK
            }
        } else if style.display.contains("grid") && style.grid_auto_flow.starts_with("column") {
            Self { axis: Axis::Vertical, ..Self::GRID }
        } else {
            Self::BLOCK
        };
        Self { rtl: style.direction == "rtl", ..flow }
    }
}

/// What was read of one node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Its border box in the page's pixels: `getBoundingClientRect()` in the frame plus the frame's scroll.
    pub rect: Rect,
    /// How it lines up its children. For nodes without children it makes no difference.
    pub flow: Flow,
}

/// What a layout was read from. A different stamp means: read again.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stamp {
    /// Counts the changes of the document, as the editor counts them.
    pub version: u64,
    /// The frame's size in its own pixels.
    pub size: (f64, f64),
    /// How far the page in the frame is scrolled; sticky bars move with it.
    pub scroll: Point,
}

/// One node with everything the hit test asks of it.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) id: NodeId,
    pub(super) parent: Option<usize>,
    pub(super) kids: Vec<usize>,
    pub(super) depth: usize,
    /// None if the canvas shows nothing of it.
    pub(super) area: Option<Rect>,
    /// Around it and everything in it.
    pub(super) bounds: Option<Rect>,
    pub(super) run: Run,
    /// Painted over its siblings: it sticks to the top while they scroll away under it.
    pub(super) raised: bool,
    /// Whether any child is raised.
    pub(super) raises: bool,
}

/// The rectangles of a page at one moment, with the order of its blocks.
#[derive(Debug)]
pub struct Layout {
    /// Parents before children; the root is the first.
    spots: Vec<Spot>,
    ids: HashMap<NodeId, usize>,
    stamp: Stamp,
}

impl Layout {
    /// Puts together the document's order and what was measured. Nodes that weren't measured, or have neither width nor
    /// height, are as big as what is visible in them (`display: contents`), or invisible.
    #[must_use]
    pub fn new(document: &Document, measured: &HashMap<NodeId, Measured>, stamp: Stamp) -> Self {
        Self::opened(document, measured, stamp, None)
    }

    /// The same while the component of an instance is edited there: its blocks stand inside the instance.
    #[must_use]
    pub fn opened(
        document: &Document,
        measured: &HashMap<NodeId, Measured>,
        stamp: Stamp,
        open: Option<&NodeId>,
    ) -> Self {
        let tree = Tree::new(document);
        let shown = open
            .and_then(|id| Some((id, components::shown(document, document.nodes.get(id)?)?)))
            .map(|(id, (_, component))| (id, &component.root));
        let mut walked = Vec::new();
        for (depth, id) in tree.walk(&document.root) {
            walked.push((depth, id));
            if let Some((_, top)) = shown.filter(|(open, _)| *open == id) {
                walked.extend(tree.walk(top).into_iter().map(|(deeper, id)| (depth + 1 + deeper, id)));
            }
        }
        let sticky: Vec<&StyleId> = document
            .declarations
            .iter()
            .filter(|(key, value)| key.property == CssProperty::Position && value.as_str() == "sticky")
            .map(|(key, _)| &key.style)
            .collect();
        let mut spots: Vec<Spot> = Vec::with_capacity(walked.len());
        let mut ids = HashMap::with_capacity(walked.len());
        let mut flows: Vec<Flow> = Vec::with_capacity(walked.len());
        for (at, (depth, id)) in walked.into_iter().enumerate() {
            let around = match shown {
                Some((open, top)) if id == top => Some(open),
                _ => document.parent(id),
            };
            let parent = around.and_then(|parent| ids.get(parent)).copied();
            let raised = document.nodes.get(id).is_some_and(|node| {
                node.flag(&Prop::STICKY) || node.styles.iter().any(|style| sticky.contains(&style))
            });
            if let Some(parent) = parent.and_then(|parent: usize| spots.get_mut(parent)) {
                parent.kids.push(at);
                parent.raises |= raised;
            }
            let seen = measured.get(id).filter(|seen| !seen.rect.is_nothing());
            // Without a box of its own it leaves the order of its children to the container around.
            let around = parent.and_then(|parent| flows.get(parent)).copied().unwrap_or(Flow::BLOCK);
            flows.push(seen.map_or(around, |seen| seen.flow));
            ids.insert(id.clone(), at);
            let area = seen.map(|seen| seen.rect);
            let (id, run) = (id.clone(), Run::default());
            spots.push(Spot {
                id,
                parent,
                kids: Vec::new(),
                depth,
                area,
                bounds: area,
                run,
                raised,
                raises: false,
            });
        }
        for (at, flow) in flows.into_iter().enumerate().rev() {
            let Some(spot) = spots.get(at) else { continue };
            let inside =
                spot.kids.iter().filter_map(|kid| spots.get(*kid)?.bounds).reduce(|a, b| a.union(&b));
            let area = spot.area.or(inside);
            let bounds = match (area, inside) {
                (Some(area), Some(inside)) => Some(area.union(&inside)),
                _ => area,
            };
            let rects: Vec<Rect> = spot.kids.iter().filter_map(|kid| spots.get(*kid)?.area).collect();
            let run = Run::new(flow, area.unwrap_or_default(), &rects);
            if let Some(spot) = spots.get_mut(at) {
                (spot.area, spot.bounds, spot.run) = (area, bounds, run);
            }
        }
        Self { spots, ids, stamp }
    }

    /// What it was read from. If that has changed, the rectangles are wrong.
    #[must_use]
    pub const fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// The blocks that stick while the page scrolls; the rest keeps its rectangles then.
    #[must_use]
    pub fn raised(&self) -> Vec<NodeId> {
        self.spots
            .iter()
            .filter(|spot| spot.raised && spot.area.is_some())
            .map(|spot| spot.id.clone())
            .collect()
    }

    /// The page was scrolled: `raised` says where each of [`Layout::raised`] is now. Saves reading everything again.
    pub fn scrolled(&mut self, scroll: Point, raised: &[(NodeId, Rect)]) {
        for (id, now) in raised {
            let Some((top, was)) = self.find(id).and_then(|(at, spot)| Some((at, spot.area?))) else {
                continue;
            };
            let (dx, dy) = (now.x - was.x, now.y - was.y);
            let shift = |rect: Rect| Rect { x: rect.x + dx, y: rect.y + dy, ..rect };
            let mut inside = vec![top];
            while let Some(spot) = inside.pop().and_then(|at| self.spots.get_mut(at)) {
                (spot.area, spot.bounds) = (spot.area.map(shift), spot.bounds.map(shift));
                inside.extend(&spot.kids);
            }
            // Those around it may reach further now; that they once did costs a look inside and no more.
            let reach = self.spots.get(top).and_then(|spot| spot.bounds);
            let mut around = self.spots.get(top).and_then(|spot| spot.parent);
            while let (Some(reach), Some(spot)) = (reach, around.and_then(|at| self.spots.get_mut(at))) {
                spot.bounds = spot.bounds.map(|bounds| bounds.union(&reach));
                around = spot.parent;
            }
        }
        self.stamp.scroll = scroll;
    }

    /// The rectangle of a node; `None` if the canvas shows nothing of it.
    #[must_use]
    pub fn rect(&self, node: &NodeId) -> Option<Rect> {
        self.find(node)?.1.area
    }

    pub(super) fn find(&self, node: &NodeId) -> Option<(usize, &Spot)> {
        let at = *self.ids.get(node)?;
        Some((at, self.spots.get(at)?))
    }

    pub(super) fn spot(&self, at: usize) -> Option<&Spot> {
        self.spots.get(at)
    }

    pub(super) fn kids<'a>(&'a self, spot: &'a Spot) -> impl DoubleEndedIterator<Item = (usize, &'a Spot)> {
        spot.kids.iter().filter_map(|kid| Some((*kid, self.spots.get(*kid)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opened_component_takes_drops_and_keeps_the_page_around_it() {
        use super::super::{Dragged, drop, hit, walk::Walk};
        use crate::document::build::{Block, heading};
        use crate::document::{Kind, Lang, Slot, apply_all, validate};
        use crate::editing::{Spot, add, component};
        let rng = crate::rng::SeededRng::new(5);
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        let spot = Spot { parent: document.root.clone(), index: 0 };
        let card = Block::of(Kind::Container, [heading(2, "One"), heading(2, "Two")]);
        let section = Block::of(Kind::Section, [card, heading(2, "Outside")]);
        let (ops, section) = add::made_at(&document, &spot, section, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let card = document.children(&section, &Slot::MAIN)[0].clone();
        let (ops, instance) = component::make(&document, &card, "Card", &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let top = document.components.values().next().unwrap().root.clone();
        let inner: Vec<NodeId> = document.children(&top, &Slot::MAIN).into_iter().cloned().collect();
        let outside = document.children(&section, &Slot::MAIN)[1].clone();
        let mut measured = HashMap::new();
        for (id, y, h) in [
            (&document.root, 0.0, 400.0),
            (&section, 0.0, 300.0),
            (&top, 20.0, 160.0),
            (&inner[0], 30.0, 60.0),
            (&inner[1], 110.0, 60.0),
            (&outside, 220.0, 60.0),
        ] {
            measured.insert(id.clone(), Measured { rect: Rect::new(0.0, y, 400.0, h), flow: Flow::COLUMN });
        }
        let layout = Layout::opened(&document, &measured, Stamp::default(), Some(&instance));
        assert_eq!(layout.rect(&instance), layout.rect(&top));
        let go = |dragged: &Dragged, y: f64| {
            let target = hit::target(&document, &layout, dragged, Point::new(200.0, y), None).unwrap();
            let mut after = document.clone();
            apply_all(&mut after, &drop::ops(&document, dragged, &target.gap).unwrap()).unwrap();
            validate(&after).unwrap();
            (target.gap.parent, after)
        };
        // Within the component, and from the page into it.
        let first = Dragged::nodes(&document, &inner[..1]).unwrap();
        let (parent, after) = go(&first, 150.0);
        assert_eq!(parent, top);
        assert_eq!(after.children(&top, &Slot::MAIN), [&inner[1], &inner[0]]);
        let from_page = Dragged::nodes(&document, std::slice::from_ref(&outside)).unwrap();
        let (parent, after) = go(&from_page, 100.0);
        assert_eq!(parent, top);
        assert_eq!(after.children(&top, &Slot::MAIN), [&inner[0], &outside, &inner[1]]);
        // Keys stay inside; closed, it is one block.
        let mut walk = Walk::new(&document, &first, None).unwrap();
        while walk.down() {}
        assert_eq!((&walk.gap().unwrap().parent, walk.gap().unwrap().index), (&top, 1));
        let closed = Layout::new(&document, &measured, Stamp::default());
        assert_eq!(closed.rect(&inner[0]), None);
        assert_eq!(Dragged::nodes(&document, &inner).unwrap().tops(), inner);
    }

    #[test]
    fn computed_styles() {
        let flow = |display, flex_direction, flex_wrap, direction| {
            Flow::of(&Computed { display, flex_direction, flex_wrap, direction, grid_auto_flow: "row" })
        };
        assert_eq!(flow("flex", "column", "nowrap", "ltr"), Flow::COLUMN);
        assert_eq!(flow("flex", "column-reverse", "nowrap", "ltr"), Flow::COLUMN.reversed());
        assert_eq!(flow("inline-flex", "row", "nowrap", "rtl"), Flow::ROW.rtl());
        assert_eq!(flow("flex", "row", "wrap", "ltr"), Flow::WRAPPED);
        assert_eq!(flow("grid", "row", "nowrap", "ltr"), Flow::GRID);
        assert_eq!(flow("block", "row", "nowrap", "ltr"), Flow::BLOCK);
    }
}
