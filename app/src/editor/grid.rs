//! Grids on the canvas: their tracks, their free cells, and which cells a block takes.

use landinghub::document::{BreakpointId, CssProperty, CssValue, Document, Kind, NodeId, Op, apply_all};
use landinghub::dragging::{Dragged, Point, Rect, Target};
use landinghub::editing::sizing::{self, Row};
use web_sys::Element;

use super::canvas::Canvas;
use super::device::BrowserRng;
use super::measure::rect_of;

/// The tracks of one grid, in pixels of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Where the first cell begins, in the frame.
    pub origin: Point,
    /// Widths of the columns.
    pub columns: Vec<f64>,
    /// Heights of the rows.
    pub rows: Vec<f64>,
    /// Between columns and between rows.
    pub gap: (f64, f64),
}

impl Grid {
    /// Reads an element's tracks; `None` if it is no grid of several columns.
    pub fn of(canvas: &Canvas, element: &Element) -> Option<Self> {
        let style = canvas.computed(element)?;
        let read = |name: &str| style.get_property_value(name).unwrap_or_default();
        if !read("display").contains("grid") {
            return None;
        }
        let number = |name: &str| read(name).trim_end_matches("px").parse().unwrap_or(0.0);
        let columns = sizing::tracks(&read("grid-template-columns"))?;
        let rows = sizing::tracks(&read("grid-template-rows")).unwrap_or_default();
        let rect = rect_of(element);
        let origin = Point::new(
            rect.x + number("padding-left") + number("border-left-width"),
            rect.y + number("padding-top") + number("border-top-width"),
        );
        let grid = Self { origin, columns, rows, gap: (number("column-gap"), number("row-gap")) };
        (grid.columns.len() > 1 && read("direction") != "rtl").then_some(grid)
    }

    /// The column and the row at a point of the frame, from 0.
    pub fn at(&self, point: Point) -> (usize, usize) {
        let column = sizing::track_at(&self.columns, self.gap.0, point.x - self.origin.x);
        (column, sizing::track_at(&self.rows, self.gap.1, point.y - self.origin.y))
    }

    /// The cells a rectangle covers: the first column and row, and how many of each.
    pub fn covered(&self, rect: Rect) -> ((usize, usize), (usize, usize)) {
        let first = self.at(Point::new(rect.x + 2.0, rect.y + 2.0));
        let last = self.at(Point::new(rect.right() - 2.0, rect.bottom() - 2.0));
        (first, (last.0.saturating_sub(first.0) + 1, last.1.saturating_sub(first.1) + 1))
    }

    /// The rectangle of some cells, in the frame.
    pub fn rect(&self, (column, row): (usize, usize), (across, down): (usize, usize)) -> Rect {
        let (x, w) = sizing::extent(&self.columns, self.gap.0, column, across);
        let (y, h) = sizing::extent(&self.rows, self.gap.1, row, down);
        Rect::new(self.origin.x + x, self.origin.y + y, w, h)
    }
}

/// A free cell a drop leads to.
#[derive(Clone, Debug)]
pub struct Cell {
    at: (usize, usize),
    /// Where it is, in pixels of the page.
    pub rect: Rect,
}

impl Cell {
    /// What puts the block there, after the operations of the drop.
    pub fn ops(
        &self,
        document: &Document,
        drop: &[Op],
        node: &NodeId,
        parent: &NodeId,
        breakpoint: &BreakpointId,
    ) -> Vec<Op> {
        let mut after = document.clone();
        if apply_all(&mut after, drop).is_err() {
            return Vec::new();
        }
        let rows = cell_rows(&after, parent, breakpoint, self.at, (1, 1));
        sizing::declare(&after, node, &rows, &BrowserRng)
    }
}

/// The declarations that put a block into cells. On narrower screens where the grid is another one, it flows again.
pub fn cell_rows(
    document: &Document,
    parent: &NodeId,
    breakpoint: &BreakpointId,
    (column, row): (usize, usize),
    (across, down): (usize, usize),
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut set = |breakpoint: &BreakpointId, property, value: Option<CssValue>| {
        rows.extend(value.map(|value| (breakpoint.clone(), property, value)));
    };
    set(breakpoint, CssProperty::GridColumn, sizing::cell(column + 1, across));
    set(breakpoint, CssProperty::GridRow, sizing::cell(row + 1, down));
    for narrower in document.breakpoints.iter().skip_while(|point| point.id != *breakpoint).skip(1) {
        if sizing::declares(document, parent, &narrower.id, CssProperty::GridTemplateColumns) {
            set(&narrower.id, CssProperty::GridColumn, CssValue::new("auto").ok());
            set(&narrower.id, CssProperty::GridRow, CssValue::new("auto").ok());
        }
    }
    rows
}

impl Canvas {
    /// The free cell under the pointer, if the target is a grid and its order alone wouldn't lead there.
    pub fn free_cell(
        &self,
        document: &Document,
        dragged: &Dragged,
        target: &Target,
        point: Point,
    ) -> Option<Cell> {
        let parent = &target.gap.parent;
        if dragged.tops().len() != 1 || document.node(parent)?.kind != Kind::Container {
            return None;
        }
        let grid = Grid::of(self, &self.element(parent)?)?;
        let scroll = self.scroll();
        let at = grid.at(Point::new(point.x - scroll.x, point.y - scroll.y));
        let rect = grid.rect(at, (1, 1));
        let inside = Point::new(rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
        let others: Vec<&NodeId> =
            document.children(parent, &target.gap.slot).into_iter().filter(|id| !dragged.holds(id)).collect();
        let next = (others.len() % grid.columns.len(), others.len() / grid.columns.len());
        let pointed = Rect::new(rect.x + scroll.x, rect.y + scroll.y, rect.w, rect.h);
        let taken =
            others.iter().any(|id| self.element(id).is_some_and(|child| rect_of(&child).contains(inside)));
        (!taken && at != next && pointed.contains(point)).then_some(Cell { at, rect: pointed })
    }
}
