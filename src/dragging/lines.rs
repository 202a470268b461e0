//! The children of a container as they stand in lines, in logical coordinates: along the line and across, both growing
//! in the order of the document, whatever the direction on the screen.

use super::geometry::{Point, Rect};
use super::layout::{Axis, Flow};

/// Thickness of the insertion line, in page pixels.
const THICK: f64 = 2.0;
/// How far before the first and after the last child the insertion line stands, at most.
const BESIDE: f64 = 4.0;

/// The directions in which a container's children really run, once their rectangles are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    pub(super) axis: Axis,
    /// 1 to the right or downwards, −1 to the left or upwards.
    along: f64,
    across: f64,
    wraps: bool,
}

impl Default for Run {
    fn default() -> Self {
        Self { axis: Axis::Vertical, along: 1.0, across: 1.0, wraps: false }
    }
}

/// From and to.
type Span = (f64, f64);

fn sign(negative: bool) -> f64 {
    if negative { -1.0 } else { 1.0 }
}

fn span(from: f64, length: f64, sign: f64) -> Span {
    if sign < 0.0 { (-(from + length), -from) } else { (from, from + length) }
}

impl Run {
    /// A container that may wrap but whose every line has one child is a stack, and gaps are between the lines.
    pub(super) fn new(flow: Flow, area: Rect, kids: &[Rect]) -> Self {
        let (along, across) = match flow.axis {
            Axis::Horizontal => (flow.rtl != flow.reversed, flow.lines_reversed),
            Axis::Vertical => (flow.reversed, flow.rtl != flow.lines_reversed),
        };
        let run = Self { axis: flow.axis, along: sign(along), across: sign(across), wraps: flow.wraps };
        if !flow.wraps {
            return run;
        }
        let lines = Lines::new(run, area, kids.iter().copied().enumerate());
        let stacked = match kids {
            [] => true,
            [only] => {
                let ((from, to), _) = run.spans(*only);
                let ((start, end), _) = run.spans(area);
                (to - from) * 2.0 >= end - start
            }
            _ => lines.lines.len() == kids.len(),
        };
        if !stacked {
            return run;
        }
        let axis = match run.axis {
            Axis::Horizontal => Axis::Vertical,
            Axis::Vertical => Axis::Horizontal,
        };
        Self { axis, along: run.across, across: run.along, wraps: false }
    }

    /// Along and across.
    fn spans(self, rect: Rect) -> (Span, Span) {
        match self.axis {
            Axis::Horizontal => (span(rect.x, rect.w, self.along), span(rect.y, rect.h, self.across)),
            Axis::Vertical => (span(rect.y, rect.h, self.along), span(rect.x, rect.w, self.across)),
        }
    }

    fn point(self, point: Point) -> (f64, f64) {
        let (along, across) = match self.axis {
            Axis::Horizontal => (point.x, point.y),
            Axis::Vertical => (point.y, point.x),
        };
        (along * self.along, across * self.across)
    }

    fn rect(self, along: Span, across: Span) -> Rect {
        let (a, b) =
            (span(along.0, along.1 - along.0, self.along), span(across.0, across.1 - across.0, self.across));
        match self.axis {
            Axis::Horizontal => Rect::new(a.0, b.0, a.1 - a.0, b.1 - b.0),
            Axis::Vertical => Rect::new(b.0, a.0, b.1 - b.0, a.1 - a.0),
        }
    }
}

#[derive(Debug)]
struct Item {
    /// Its position among the children.
    index: usize,
    along: Span,
    across: Span,
}

impl Item {
    fn middle(&self) -> f64 {
        f64::midpoint(self.along.0, self.along.1)
    }

    fn distance(&self, along: f64, across: f64) -> f64 {
        outside(along, self.along).hypot(outside(across, self.across))
    }
}

fn outside(at: f64, (from, to): Span) -> f64 {
    (from - at).max(at - to).max(0.0)
}

#[derive(Debug)]
struct Line {
    across: Span,
    items: Vec<Item>,
}

impl Line {
    /// Whether an item goes on with this line: beside it for the most part, and further along.
    fn goes_on(&self, item: &Item) -> bool {
        let (from, to) = (self.across.0.max(item.across.0), self.across.1.min(item.across.1));
        let least = (self.across.1 - self.across.0).min(item.across.1 - item.across.0) / 2.0;
        let further = self.items.last().is_none_or(|last| item.along.0 >= last.middle());
        further && from <= to && to - from >= least
    }
}

/// The visible children of a container, without those that are being dragged.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "lines are what they are called in CSS")]
pub(super) struct Lines {
    run: Run,
    area: Span,
    lines: Vec<Line>,
}

impl Lines {
    /// `kids` come in the order of the document, each with its index among its siblings.
    pub(super) fn new(run: Run, area: Rect, kids: impl Iterator<Item = (usize, Rect)>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for (index, rect) in kids {
            let (along, across) = run.spans(rect);
            let item = Item { index, along, across };
            match lines.last_mut() {
                Some(line) if !run.wraps || line.goes_on(&item) => {
                    line.across = (line.across.0.min(across.0), line.across.1.max(across.1));
                    line.items.push(item);
                }
                _ => lines.push(Line { across, items: vec![item] }),
            }
        }
        Self { run, area: run.spans(area).0, lines }
    }

    /// The gap nearest to a point: the index before which a child would go, and the line that shows it. `None`
    /// without children.
    pub(super) fn nearest(&self, point: Point) -> Option<(usize, Rect)> {
        let (along, across) = self.run.point(point);
        let key = |line: &Line| {
            let nearest =
                line.items.iter().map(|item| item.distance(along, across)).fold(f64::INFINITY, f64::min);
            (outside(across, line.across), nearest)
        };
        let (_, line) = self.lines.iter().map(|line| (key(line), line)).reduce(|best, next| {
            let less = next.0.0.total_cmp(&best.0.0).then(next.0.1.total_cmp(&best.0.1)).is_lt();
            if less { next } else { best }
        })?;
        let before = line.items.iter().take_while(|item| item.middle() < along).count();
        let index = match before.checked_sub(1).and_then(|at| line.items.get(at)) {
            Some(previous) => previous.index + 1,
            None => line.items.first()?.index,
        };
        Some((index, self.mark(line, before)?))
    }

    /// The line that shows the gap before the child with this index. `None` without children.
    pub(super) fn mark_of(&self, index: usize) -> Option<Rect> {
        let ends = |line: &&Line| line.items.first().is_some_and(|item| item.index < index);
        let line = self.lines.iter().rev().find(ends).or_else(|| self.lines.first())?;
        self.mark(line, line.items.iter().take_while(|item| item.index < index).count())
    }

    /// The line after so many items.
    fn mark(&self, line: &Line, after: usize) -> Option<Rect> {
        let previous = after.checked_sub(1).and_then(|at| line.items.get(at));
        let at = match (previous, line.items.get(after)) {
            (Some(a), Some(b)) => f64::midpoint(a.along.1, b.along.0),
            (Some(a), None) => a.along.1 + ((self.area.1 - a.along.1) / 2.0).clamp(0.0, BESIDE),
            (None, Some(b)) => b.along.0 - ((b.along.0 - self.area.0) / 2.0).clamp(0.0, BESIDE),
            (None, None) => return None,
        };
        Some(self.run.rect((at - THICK / 2.0, at + THICK / 2.0), line.across))
    }
}
