//! The hit test of the canvas.

use super::dragged::{Dragged, Fit};
use super::geometry::{Point, Rect};
use super::layout::{Axis, Layout, Spot};
use super::lines::Lines;
use super::target::{Gap, Mark, Target, unchanged};
use crate::document::{Document, Slot};

/// An empty container is at least so big, in page pixels.
pub const EMPTY_SIDE: f64 = 48.0;
/// The edge zone: this part of the side, within these limits.
const EDGE: (f64, f64, f64) = (0.2, 4.0, 12.0);

/// Where a drop at this point of the page would land.
///
/// It is the nearest gap of the deepest container at the point that takes the payload. Close to the container's edge it
/// is the container around instead, so that one can drop between two that touch; where several edges coincide, the
/// zone is shared among them, the outermost at the edge. Outside of everything that takes the payload it is the nearest
/// container that does. `None` only if nothing on the canvas takes it.
///
/// `previous` is the last answer of this drag: it stays until the pointer is 4 px away from where it was right.
/// `layout` must be of this document; see [`Layout::stamp`].
#[must_use]
pub fn target(
    document: &Document,
    layout: &Layout,
    dragged: &Dragged,
    point: Point,
    previous: Option<&Target>,
) -> Option<Target> {
    let search = Search::new(document, layout, dragged);
    let target = search.target(point)?;
    let still = |gap: &Gap| layout.find(&gap.parent).is_some_and(|(_, spot)| search.takes(spot));
    Some(target.settle(previous, point, still))
}

/// What shows a gap on the canvas; for gaps found by the keyboard. `None` if the canvas shows nothing of the parent.
#[must_use]
pub fn mark(document: &Document, layout: &Layout, dragged: &Dragged, gap: &Gap) -> Option<Mark> {
    let (_, spot) = layout.find(&gap.parent)?;
    let search = Search::new(document, layout, dragged);
    let area = spot.area?;
    Some(
        search
            .lines(spot, area)
            .mark_of(gap.index)
            .map_or(Mark::Whole(area.at_least(EMPTY_SIDE)), Mark::Line),
    )
}

/// One hit test.
pub(super) struct Search<'a> {
    layout: &'a Layout,
    dragged: &'a Dragged,
    fit: Fit<'a>,
    /// Nodes that were looked at, for the tests of its cost.
    pub(super) visited: std::cell::Cell<usize>,
}

impl<'a> Search<'a> {
    pub(super) fn new(document: &'a Document, layout: &'a Layout, dragged: &'a Dragged) -> Self {
        Self { layout, dragged, fit: Fit::new(document, dragged), visited: std::cell::Cell::new(0) }
    }

    pub(super) fn target(&self, point: Point) -> Option<Target> {
        let container = match self.deepest(point) {
            Some(found) => self.climb(found, point),
            None => self.nearest(point)?,
        };
        let gap =
            |index| Gap { parent: container.id.clone(), slot: Slot::MAIN, index, depth: container.depth + 1 };
        let area = container.area?;
        let (gap, mark) = match self.lines(container, area).nearest(point) {
            Some((index, line)) => (gap(index), Mark::Line(line)),
            None => (gap(self.rest(container).count()), Mark::Whole(area.at_least(EMPTY_SIDE))),
        };
        let unchanged = unchanged(self.layout.kids(container).map(|(_, kid)| &kid.id), self.dragged, &gap);
        Some(Target { gap, mark, unchanged, at: point })
    }

    fn takes(&self, spot: &Spot) -> bool {
        self.fit.fits(&spot.id, spot.kids.is_empty())
    }

    fn visit(&self) {
        self.visited.set(self.visited.get() + 1);
    }

    /// The children that stay.
    fn rest<'b>(&'b self, spot: &'b Spot) -> impl DoubleEndedIterator<Item = (usize, &'b Spot)> {
        self.layout.kids(spot).inspect(|_| self.visit()).filter(|(_, kid)| !self.dragged.holds(&kid.id))
    }

    fn lines(&self, spot: &Spot, area: Rect) -> Lines {
        let kids = self.rest(spot).enumerate().filter_map(|(index, (_, kid))| Some((index, kid.area?)));
        Lines::new(spot.run, area, kids)
    }

    /// Whether there is nothing to see in it but what is dragged.
    fn is_empty(&self, spot: &Spot) -> bool {
        !self.rest(spot).any(|(_, kid)| kid.area.is_some())
    }

    /// The deepest node at the point, the last painted if there are several. What is outside of its parent counts.
    fn at(&self, spot: &'a Spot, point: Point) -> Option<&'a Spot> {
        if !spot.bounds?.contains(point) {
            return None;
        }
        let within = |raised: bool| {
            let kids = self.layout.kids(spot).rev().map(|(_, kid)| kid).inspect(|_| self.visit());
            let mut kids = kids.filter(|kid| kid.raised == raised && !self.dragged.holds(&kid.id));
            kids.find_map(|kid| self.at(kid, point))
        };
        let raised = if spot.raises { within(true) } else { None };
        let found = raised.or_else(|| within(false));
        found.or_else(|| spot.area.filter(|area| area.contains(point)).map(|_| spot))
    }

    /// The deepest container at the point that takes the payload.
    fn deepest(&self, point: Point) -> Option<&'a Spot> {
        let at = self.at(self.layout.spot(0)?, point)?;
        // An empty container that is too small to be hit takes the free space around it.
        let small = |kid: &Spot| {
            kid.area.is_some_and(|area| {
                (area.w < EMPTY_SIDE || area.h < EMPTY_SIDE) && area.at_least(EMPTY_SIDE).contains(point)
            }) && !self.dragged.holds(&kid.id)
                && self.takes(kid)
                && self.is_empty(kid)
        };
        let small = self.layout.kids(at).rev().map(|(_, kid)| kid).find(|kid| small(kid));
        small.or_else(|| self.line(at).find(|spot| self.takes(spot)))
    }

    /// The node and those around it.
    fn line(&self, from: &'a Spot) -> impl Iterator<Item = &'a Spot> {
        std::iter::successors(Some(from), |spot| self.layout.spot(spot.parent?))
    }

    /// The container around, if the point is in the edge zone, as far up as zones go. Zones are at the sides where
    /// the neighbours in the parent are.
    fn climb(&self, from: &'a Spot, point: Point) -> &'a Spot {
        let (mut found, mut shares) = (from, 1.0);
        for spot in self.line(from) {
            let around = spot.parent.and_then(|parent| self.layout.spot(parent));
            let (Some(around), Some(area)) = (around, spot.area) else { continue };
            let empty = self.is_empty(spot);
            let area = if empty { area.at_least(EMPTY_SIDE) } else { area };
            let (at, start, side) = match around.run.axis {
                Axis::Horizontal => (point.x, area.x, area.w),
                Axis::Vertical => (point.y, area.y, area.h),
            };
            let (part, least, most) = EDGE;
            // Of an empty container nearly everything is inside.
            let part = if empty { 0.0 } else { part };
            let zone = (side * part).clamp(least, most) / shares;
            // Below 0 it is outside, in something that hangs out of its parent.
            let inside = (at - start).min(start + side - at);
            if (0.0..zone).contains(&inside) && self.takes(around) {
                found = around;
                shares += 1.0;
            }
        }
        found
    }

    /// The container nearest to the point that takes the payload, the deepest of those equally near.
    fn nearest(&self, point: Point) -> Option<&'a Spot> {
        let mut best: Option<(f64, &Spot)> = None;
        self.approach(self.layout.spot(0)?, point, &mut best);
        best.map(|(_, spot)| spot)
    }

    fn approach(&self, spot: &'a Spot, point: Point, best: &mut Option<(f64, &'a Spot)>) {
        if self.dragged.holds(&spot.id) {
            return;
        }
        if let Some(distance) = spot.area.map(|area| area.distance(point))
            && best.is_none_or(|(least, found)| {
                distance < least || (distance <= least && spot.depth > found.depth)
            })
            && self.takes(spot)
        {
            *best = Some((distance, spot));
        }
        let mut kids: Vec<(f64, &Spot)> = self
            .layout
            .kids(spot)
            .filter_map(|(_, kid)| Some((kid.bounds?.distance(point), kid)))
            .inspect(|_| self.visit())
            .collect();
        crate::lean::sort_by(&mut kids, |a, b| a.0.total_cmp(&b.0));
        for (distance, kid) in kids {
            if best.is_some_and(|(least, _)| distance > least) {
                break;
            }
            self.approach(kid, point, best);
        }
    }
}
