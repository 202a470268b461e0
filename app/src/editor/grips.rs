//! The handles there are, what each is called, and the declarations a pull at it means.

use landinghub::document::{BreakpointId, CssProperty, CssValue, Document, Kind, NodeId};
use landinghub::dragging::Point;
use landinghub::editing::sizing::{self, Row};

use super::grid::{Grid, cell_rows};
use super::shape::{Shape, Side};

/// The narrowest column, in pixels.
const LEAST: f64 = 40.0;
/// The lowest row, in pixels.
const LEAST_ROW: f64 = 8.0;

/// One handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grip {
    Width,
    Height,
    Both,
    Padding(Side),
    Margin(Side),
    Gap,
    /// The edge after a column of the grid.
    Edge(usize),
    /// The edge after a row of the grid.
    Row(usize),
    /// How many columns or rows of the grid around it the block takes.
    Across,
    Down,
    /// Which cell it begins in.
    Cell,
}

impl Grip {
    pub fn words(self) -> &'static str {
        match self {
            Self::Width => "editor.handle.width",
            Self::Height => "editor.handle.height",
            Self::Both => "editor.handle.both",
            Self::Padding(Side::Top) => "editor.handle.padding_top",
            Self::Padding(Side::Right) => "editor.handle.padding_right",
            Self::Padding(Side::Bottom) => "editor.handle.padding_bottom",
            Self::Padding(Side::Left) => "editor.handle.padding_left",
            Self::Margin(Side::Top) => "editor.handle.margin_top",
            Self::Margin(Side::Right) => "editor.handle.margin_right",
            Self::Margin(Side::Bottom) => "editor.handle.margin_bottom",
            Self::Margin(Side::Left) => "editor.handle.margin_left",
            Self::Gap => "editor.handle.gap",
            Self::Edge(_) => "editor.handle.column",
            Self::Row(_) => "editor.handle.row",
            Self::Across => "editor.handle.across",
            Self::Down => "editor.handle.down",
            Self::Cell => "editor.handle.cell",
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::Width => "ed-grip is-width",
            Self::Height => "ed-grip is-height",
            Self::Both => "ed-grip is-both",
            Self::Padding(side) | Self::Margin(side) if side.is_upright() => "ed-grip is-space is-upright",
            Self::Padding(_) | Self::Margin(_) => "ed-grip is-space",
            Self::Gap => "ed-grip is-space is-gap",
            Self::Edge(_) => "ed-grip is-edge",
            Self::Row(_) => "ed-grip is-edge is-row",
            Self::Across => "ed-grip is-width is-cell",
            Self::Down => "ed-grip is-height is-cell",
            Self::Cell => "ed-grip is-move",
        }
    }

    /// Whether it is pulled up and down.
    pub fn is_upright(self, shape: &Shape) -> bool {
        match self {
            Self::Height | Self::Down | Self::Row(_) => true,
            Self::Padding(side) | Self::Margin(side) => side.is_upright(),
            Self::Gap => shape.column,
            _ => false,
        }
    }

    /// What it is now: pixels, or cells.
    pub fn value(self, shape: &Shape) -> f64 {
        let cells = |count: usize| u32::try_from(count).map_or(0.0, f64::from);
        match self {
            Self::Width | Self::Both => shape.rect.w,
            Self::Height => shape.rect.h,
            Self::Padding(side) => side.of(shape.padding),
            Self::Margin(side) => side.of(shape.margin),
            Self::Gap => shape.gap,
            Self::Edge(at) => {
                shape.grid.as_ref().and_then(|grid| grid.columns.get(at)).copied().unwrap_or_default()
            }
            Self::Row(at) => {
                shape.grid.as_ref().and_then(|grid| grid.rows.get(at)).copied().unwrap_or_default()
            }
            Self::Across => shape.cells.map_or(1.0, |(_, span)| cells(span.0)),
            Self::Down => shape.cells.map_or(1.0, |(_, span)| cells(span.1)),
            Self::Cell => shape.cells.map_or(1.0, |((column, _), _)| cells(column + 1)),
        }
    }

    pub fn unit(self) -> &'static str {
        if matches!(self, Self::Across | Self::Down | Self::Cell) { "" } else { " px" }
    }
}

/// What a pull says at one moment.
#[derive(Clone, Copy)]
pub struct Reach {
    /// How far from where it began, in pixels of the page.
    pub by: Point,
    /// Where the pointer is, in the frame.
    pub at: Option<Point>,
    /// Steps of eight.
    pub coarse: bool,
    /// The opposite side, too.
    pub both: bool,
}

/// The node the declarations go to, and the declarations.
pub fn wanted(
    document: &Document,
    grip: Grip,
    shape: &Shape,
    reach: Reach,
    at: &BreakpointId,
) -> Option<(NodeId, Vec<Row>)> {
    let own = |rows: Vec<(CssProperty, Option<CssValue>)>| {
        let rows = rows.into_iter().filter_map(|(property, value)| Some((at.clone(), property, value?)));
        Some((shape.id.clone(), rows.collect()))
    };
    let pixels = |length: f64| sizing::pixels(sizing::snap(length, reach.coarse));
    let width = || {
        let length = sizing::snap(shape.rect.w + reach.by.x * shape.pull, reach.coarse).max(8.0);
        // As wide as there is room: then it stays so at every width.
        let full = shape.room > 0.0 && length >= shape.room - 1.0;
        let value = if full { CssValue::new("100%").ok() } else { sizing::pixels(length) };
        vec![(CssProperty::Width, value), (CssProperty::MaxWidth, CssValue::new("100%").ok())]
    };
    let height = || {
        let length = pixels((shape.rect.h + reach.by.y).max(1.0));
        vec![(if shape.fixed { CssProperty::Height } else { CssProperty::MinHeight }, length)]
    };
    match grip {
        Grip::Width => own(width()),
        Grip::Height => own(height()),
        Grip::Both => own(width().into_iter().chain(height()).collect()),
        Grip::Padding(side) => {
            let length = pixels(side.of(shape.padding) + side.inwards(reach.by));
            let opposite = reach.both.then(|| (side.opposite().padding(), length.clone()));
            own(std::iter::once((side.padding(), length)).chain(opposite).collect())
        }
        Grip::Margin(side) => {
            let length = pixels(side.of(shape.margin) - side.inwards(reach.by));
            let opposite = reach.both.then(|| (side.opposite().margin(), length.clone()));
            own(std::iter::once((side.margin(), length)).chain(opposite).collect())
        }
        Grip::Gap => {
            let by = if shape.column { reach.by.y } else { reach.by.x };
            own(vec![(CssProperty::Gap, pixels(shape.gap + by))])
        }
        Grip::Edge(edge) => {
            let grid = shape.grid.as_ref()?;
            let id = shape.grid_of.clone()?;
            let by =
                if reach.coarse { (reach.by.x / sizing::STEP).round() * sizing::STEP } else { reach.by.x };
            let value = sizing::shares(&sizing::move_edge(&grid.columns, edge, by, LEAST))?;
            let property = CssProperty::GridTemplateColumns;
            let mut rows = vec![(at.clone(), property, value)];
            // Columns fold on telephones by themselves until somebody says how wide they are.
            let folds = document.node(&id).is_some_and(|node| node.kind == Kind::Columns);
            let narrow = document.breakpoints.last().filter(|last| last.id != *at);
            if let Some(narrow) = narrow.filter(|_| folds)
                && !sizing::declares(document, &id, &narrow.id, property)
            {
                rows.push((narrow.id.clone(), property, CssValue::new("1fr").ok()?));
            }
            Some((id, rows))
        }
        Grip::Row(row) => {
            let grid = shape.grid.as_ref()?;
            let height = sizing::snap(grid.rows.get(row)? + reach.by.y, reach.coarse).max(LEAST_ROW);
            let property = CssProperty::GridTemplateRows;
            let declared = sizing::declared(document, &shape.id, at, property);
            let value = sizing::row_heights(declared, grid.rows.len(), row, height);
            let mut rows = vec![(at.clone(), property, value?)];
            // Where the columns are others, the rows are, too.
            for narrower in document.breakpoints.iter().skip_while(|point| point.id != *at).skip(1) {
                if sizing::declares(document, &shape.id, &narrower.id, CssProperty::GridTemplateColumns)
                    && !sizing::declares(document, &shape.id, &narrower.id, property)
                {
                    rows.push((narrower.id.clone(), property, CssValue::new("none").ok()?));
                }
            }
            Some((shape.id.clone(), rows))
        }
        Grip::Across | Grip::Down | Grip::Cell => {
            let (grid, parent) = (shape.around.as_ref()?, shape.parent.clone()?);
            let (mut first, mut span) = shape.cells?;
            let (column, row) =
                reach.at.map_or_else(|| moved_cell(grid, grip, first, span, reach.by), |at| grid.at(at));
            match grip {
                Grip::Across => span.0 = (column + 1).saturating_sub(first.0).max(1),
                Grip::Down => span.1 = (row + 1).saturating_sub(first.1).max(1),
                _ => first = (column.min(grid.columns.len().saturating_sub(span.0)), row),
            }
            Some((shape.id.clone(), cell_rows(document, &parent, at, first, span)))
        }
    }
}

/// The cell one key press away.
fn moved_cell(
    grid: &Grid,
    grip: Grip,
    first: (usize, usize),
    span: (usize, usize),
    by: Point,
) -> (usize, usize) {
    let step = |at: usize, by: f64, most: usize| {
        let to = if by > 0.0 {
            at + 1
        } else if by < 0.0 {
            at.saturating_sub(1)
        } else {
            at
        };
        to.min(most.saturating_sub(1))
    };
    let from = if grip == Grip::Cell { first } else { (first.0 + span.0 - 1, first.1 + span.1 - 1) };
    // A block may open one more row.
    (step(from.0, by.x, grid.columns.len()), step(from.1, by.y, grid.rows.len() + 1))
}
