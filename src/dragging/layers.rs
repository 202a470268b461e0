//! The hit test of the layers list: the height picks the gap between two rows, the distance from the left the depth.

use super::dragged::{Dragged, Fit};
use super::geometry::{Point, Rect};
use super::target::{Gap, Mark, Target, unchanged};
use crate::document::{Document, NodeId, Slot};

const THICK: f64 = 2.0;

/// One row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The node.
    pub node: NodeId,
    /// How far it is indented, in steps. A child is one step further in than its parent.
    pub depth: usize,
    /// Where it is, in the same pixels as the point.
    pub rect: Rect,
}

/// The rows that are to be seen, from top to bottom. What is folded away has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the content of rows of depth 0 begins.
    pub left: f64,
    /// One step, in pixels.
    pub indent: f64,
    /// The instance below which the blocks of its component are listed, and the top of these.
    pub open: Option<(NodeId, NodeId)>,
}

/// A gap with the depth of its line.
struct Choice {
    gap: Gap,
    depth: usize,
}

/// Where a drop at this point of the list would land.
///
/// Between two rows there can be several gaps, from the depth of the row below to one step into the row above; the one
/// whose indent is nearest to the point is taken. Below the last row all depths are open. If the payload may go into
/// none of them, the nearest place in the list counts. `None` if it may go nowhere.
#[must_use]
pub fn target(
    document: &Document,
    rows: &Rows,
    dragged: &Dragged,
    point: Point,
    previous: Option<&Target>,
) -> Option<Target> {
    let fit = Fit::new(document, dragged);
    // With an instance goes what is listed below it.
    let top = rows.open.as_ref().filter(|(instance, _)| dragged.holds(instance)).map(|(_, top)| top);
    let goes_along = |node: &NodeId| {
        top.is_some_and(|top| node == top || document.ancestors(node).any(|around| around == top))
    };
    let kept: Vec<&Row> =
        rows.rows.iter().filter(|row| !dragged.holds(&row.node) && !goes_along(&row.node)).collect();
    // Where a row is dragged away, the place between its neighbours is as high as the row.
    let edge = |at: usize| {
        let above = at.checked_sub(1).and_then(|at| kept.get(at)).map(|row| row.rect.bottom());
        let below = kept.get(at).map(|row| row.rect.y);
        (above.or(below).unwrap_or(point.y), below.or(above).unwrap_or(point.y))
    };
    let far = |at: usize| {
        let (from, to) = edge(at);
        (from - point.y).max(point.y - to).max(0.0)
    };
    let mut order: Vec<(f64, usize)> = (0..=kept.len()).map(|at| (far(at), at)).collect();
    crate::lean::sort_by(&mut order, |a, b| a.0.total_cmp(&b.0));
    for (_, at) in order {
        let above = at.checked_sub(1).and_then(|at| kept.get(at)).copied();
        let choices = choices(document, &fit, dragged, (above, kept.get(at).copied()), rows.open.as_ref());
        let from = |depth: usize| rows.left + steps(depth) * rows.indent;
        let off = |choice: &Choice| (from(choice.depth) + rows.indent / 2.0 - point.x).abs();
        let Some(Choice { gap, depth }) = choices.into_iter().min_by(|a, b| off(a).total_cmp(&off(b))) else {
            continue;
        };
        let right = kept.iter().map(|row| row.rect.right()).fold(0.0, f64::max);
        let (from, (upper, lower)) = (from(depth), edge(at));
        let y = f64::midpoint(upper, lower);
        let mark = Mark::Line(Rect::new(from, y - THICK / 2.0, (right - from).max(0.0), THICK));
        let unchanged = unchanged(document.children(&gap.parent, &gap.slot).into_iter(), dragged, &gap);
        let found = Target { gap, mark, unchanged, at: point };
        let still = |gap: &Gap| takes(document, &fit, &gap.parent);
        return Some(found.settle(previous, point, still));
    }
    None
}

fn steps(depth: usize) -> f64 {
    u32::try_from(depth).map_or(0.0, f64::from)
}

fn takes(document: &Document, fit: &Fit<'_>, parent: &NodeId) -> bool {
    // Only a link is asked whether it has children; looking through all nodes for each row would be a waste.
    let links = document.nodes.get(parent).is_some_and(|node| node.kind == crate::document::Kind::Link);
    fit.fits(parent, links && document.children(parent, &Slot::MAIN).is_empty())
}

/// The gaps between two rows, none of which is dragged.
fn choices(
    document: &Document,
    fit: &Fit<'_>,
    dragged: &Dragged,
    (above, below): (Option<&Row>, Option<&Row>),
    open: Option<&(NodeId, NodeId)>,
) -> Vec<Choice> {
    let rest = |parent: &NodeId| -> Vec<&NodeId> {
        document.children(parent, &Slot::MAIN).into_iter().filter(|id| !dragged.holds(id)).collect()
    };
    let position = |node: &NodeId| {
        let parent = document.parent(node)?;
        Some((parent, rest(parent).iter().position(|id| *id == node)?))
    };
    let gap = |parent: &NodeId, index| {
        let depth = document.ancestors(parent).count() + 1;
        Gap { parent: parent.clone(), slot: Slot::MAIN, index, depth }
    };
    let mut found = Vec::new();
    let Some(above) = above else {
        let depth = below.map_or(0, |row| row.depth);
        let first = match below.and_then(|row| position(&row.node)) {
            Some((parent, index)) => Some((parent, index)),
            // The list begins with the root, before which nothing stands, or is empty.
            None if below.is_none() => Some((&document.root, rest(&document.root).len())),
            None => None,
        };
        let first = first.filter(|(parent, _)| takes(document, fit, parent));
        found.extend(first.map(|(parent, index)| Choice { gap: gap(parent, index), depth }));
        return found;
    };
    let least = below.map_or(0, |row| row.depth);
    if takes(document, fit, &above.node) {
        let children = rest(&above.node);
        let first = below.and_then(|row| children.iter().position(|id| **id == row.node));
        found.push(Choice { gap: gap(&above.node, first.unwrap_or(children.len())), depth: above.depth + 1 });
    }
    let mut node = Some(&above.node);
    let mut depth = above.depth;
    while depth >= least
        && let Some(here) = node
    {
        node = match position(here) {
            Some((parent, index)) => {
                if takes(document, fit, parent) {
                    found.push(Choice { gap: gap(parent, index + 1), depth });
                }
                Some(parent)
            }
            // Behind a component's blocks the page goes on.
            None => open.filter(|(_, top)| top == here).map(|(instance, _)| instance),
        };
        let Some(outer) = depth.checked_sub(1) else { break };
        depth = outer;
    }
    found
}
