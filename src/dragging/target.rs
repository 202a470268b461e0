//! Where a drop would land.

use super::dragged::Dragged;
use super::geometry::{Point, Rect};
use crate::document::{NodeId, Slot};

/// A new target must be so far from where the last one was still right, in pixels.
const HYSTERESIS: f64 = 4.0;

/// A position between two blocks, or inside an empty one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Gap {
    /// The node around it.
    pub parent: NodeId,
    /// The slot of the parent.
    pub slot: Slot,
    /// How many children come before, not counting those that are dragged. After the drop the first of what was
    /// dragged has this index.
    pub index: usize,
    /// How deep what is dropped would stand: 1 for the children of the root.
    pub depth: usize,
}

/// What shows a target on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// A line between two blocks.
    Line(Rect),
    /// The whole of an empty container.
    Whole(Rect),
}

impl Mark {
    /// The rectangle to draw.
    #[must_use]
    pub const fn rect(&self) -> Rect {
        match self {
            Self::Line(rect) | Self::Whole(rect) => *rect,
        }
    }
}

/// Where a drop at a point would land.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The position.
    pub gap: Gap,
    /// What shows it.
    pub mark: Mark,
    /// Everything is there already: a drop changes nothing.
    pub unchanged: bool,
    /// The last point at which this was the answer, for the hysteresis.
    pub at: Point,
}

impl Target {
    /// Stays with the previous target until the pointer is a few pixels away from the last point where it was right.
    #[must_use]
    pub(super) fn settle(self, previous: Option<&Self>, point: Point, still: impl Fn(&Gap) -> bool) -> Self {
        match previous {
            Some(last)
                if last.gap != self.gap && last.at.distance(point) < HYSTERESIS && still(&last.gap) =>
            {
                last.clone()
            }
            _ => self,
        }
    }
}

/// Whether the drop leaves the children of the gap's parent, given with those dragged, as they are.
pub(super) fn unchanged<'a>(
    children: impl Iterator<Item = &'a NodeId>,
    dragged: &Dragged,
    gap: &Gap,
) -> bool {
    let tops = dragged.tops();
    let (mut before, mut held) = (0, 0);
    for child in children {
        if tops.get(held) == Some(child) {
            // They must stand together, and all of them, exactly at the gap.
            if before != gap.index {
                return false;
            }
            held += 1;
        } else if tops.contains(child) {
            return false;
        } else {
            before += 1;
        }
    }
    held == tops.len()
}
