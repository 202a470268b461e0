//! What the handles need to know about the selected block: its box, its spacing, the grids it has and stands in.

use landinghub::document::{CssProperty, Document, Kind, NodeId};
use landinghub::dragging::{Point, Rect};

use super::canvas::Canvas;
use super::grid::Grid;
use super::grips::Grip;
use super::measure::rect_of;

/// A side of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

impl Side {
    const ALL: [Self; 4] = [Self::Top, Self::Right, Self::Bottom, Self::Left];

    pub fn is_upright(self) -> bool {
        matches!(self, Self::Top | Self::Bottom)
    }

    pub fn opposite(self) -> Self {
        match self {
            Self::Top => Self::Bottom,
            Self::Right => Self::Left,
            Self::Bottom => Self::Top,
            Self::Left => Self::Right,
        }
    }

    /// The length at this side.
    pub fn of(self, [top, right, bottom, left]: [f64; 4]) -> f64 {
        match self {
            Self::Top => top,
            Self::Right => right,
            Self::Bottom => bottom,
            Self::Left => left,
        }
    }

    /// How far a pull goes into the box.
    pub fn inwards(self, by: Point) -> f64 {
        match self {
            Self::Top => by.y,
            Self::Right => -by.x,
            Self::Bottom => -by.y,
            Self::Left => by.x,
        }
    }

    /// The pull that goes so far into the box.
    pub fn grow(self, by: f64) -> Point {
        match self {
            Self::Top => Point::new(0.0, by),
            Self::Right => Point::new(-by, 0.0),
            Self::Bottom => Point::new(0.0, -by),
            Self::Left => Point::new(by, 0.0),
        }
    }

    pub fn padding(self) -> CssProperty {
        match self {
            Self::Top => CssProperty::PaddingTop,
            Self::Right => CssProperty::PaddingRight,
            Self::Bottom => CssProperty::PaddingBottom,
            Self::Left => CssProperty::PaddingLeft,
        }
    }

    pub fn margin(self) -> CssProperty {
        match self {
            Self::Top => CssProperty::MarginTop,
            Self::Right => CssProperty::MarginRight,
            Self::Bottom => CssProperty::MarginBottom,
            Self::Left => CssProperty::MarginLeft,
        }
    }

    /// The strip of this thickness along the inside (or, below 0, the outside) of a box.
    fn strip(self, rect: Rect, thick: f64) -> Rect {
        let (out, thick) = (thick < 0.0, thick.abs());
        match self {
            Self::Top => Rect::new(rect.x, if out { rect.y - thick } else { rect.y }, rect.w, thick),
            Self::Bottom => {
                Rect::new(rect.x, if out { rect.bottom() } else { rect.bottom() - thick }, rect.w, thick)
            }
            Self::Left => Rect::new(if out { rect.x - thick } else { rect.x }, rect.y, thick, rect.h),
            Self::Right => {
                Rect::new(if out { rect.right() } else { rect.right() - thick }, rect.y, thick, rect.h)
            }
        }
    }
}

/// See the module. Lengths are pixels of the page, rectangles are in the frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub id: NodeId,
    pub parent: Option<NodeId>,
    pub rect: Rect,
    pub padding: [f64; 4],
    pub margin: [f64; 4],
    pub gap: f64,
    /// Children stand under each other.
    pub column: bool,
    /// Where the first gap is.
    between: Option<Rect>,
    /// Its height is fixed; that of boxes grows with what is in them.
    pub fixed: bool,
    /// How much wider it gets when its edge is pulled by one: 2 in the middle, −1 at the end of the line.
    pub pull: f64,
    /// The width there is.
    pub room: f64,
    band: bool,
    container: bool,
    /// The tracks it has, or of the columns around it, and whose they are.
    pub grid: Option<Grid>,
    pub grid_of: Option<NodeId>,
    /// The grid it stands in, and its cells there.
    pub around: Option<Grid>,
    pub cells: Option<((usize, usize), (usize, usize))>,
}

impl Shape {
    /// Reads the block on the canvas.
    pub fn read(canvas: &Canvas, document: &Document, id: &NodeId) -> Option<Self> {
        let (node, element) = (document.node(id)?, canvas.element(id)?);
        let style = canvas.computed(&element)?;
        let read = |name: &str| style.get_property_value(name).unwrap_or_default();
        let number = |name: &str| read(name).trim_end_matches("px").parse::<f64>().unwrap_or(0.0);
        let four = |name: &str| {
            ["top", "right", "bottom", "left"].map(|side| number(&[name, "-", side].concat()).max(0.0))
        };
        let rect = rect_of(&element);
        if rect.is_nothing() {
            return None;
        }
        let parent = document.parent(id).cloned();
        let is_columns = |id: &NodeId| document.node(id).is_some_and(|node| node.kind == Kind::Columns);
        let grid_of = match &node.kind {
            Kind::Column => parent.clone(),
            Kind::Columns | Kind::Container => Some(id.clone()),
            _ => None,
        };
        let grid = grid_of.as_ref().and_then(|id| Grid::of(canvas, &canvas.element(id)?));
        let around = parent
            .as_ref()
            .filter(|id| !is_columns(id))
            .and_then(|id| Grid::of(canvas, &canvas.element(id)?));
        let cells = around.as_ref().map(|grid| grid.covered(rect));
        let display = read("display");
        let column = !(display.contains("flex") && read("flex-direction").starts_with("row"));
        let kids: Vec<Rect> = document
            .children(id, &landinghub::document::Slot::MAIN)
            .into_iter()
            .take(2)
            .filter_map(|kid| Some(rect_of(&canvas.element(kid)?)))
            .collect();
        let between = match kids.as_slice() {
            [a, b] if grid_of.as_ref() != Some(id) || grid.is_none() => Some(if column {
                Rect::new(a.x.min(b.x), a.bottom(), a.w.max(b.w), (b.y - a.bottom()).max(0.0))
            } else {
                Rect::new(a.right(), a.y.min(b.y), (b.x - a.right()).max(0.0), a.h.max(b.h))
            }),
            _ => None,
        };
        let spaced = display.contains("flex") || display.contains("grid");
        let (room, pull) = parent.as_ref().map_or((0.0, 1.0), |parent| room(canvas, parent, rect));
        Some(Self {
            id: id.clone(),
            parent,
            rect,
            padding: four("padding"),
            margin: four("margin"),
            gap: number(if column { "row-gap" } else { "column-gap" }),
            column,
            between: between.filter(|_| spaced),
            fixed: matches!(node.kind, Kind::Image | Kind::Spacer | Kind::Divider),
            pull,
            room,
            band: node.kind.is_band(),
            container: node.kind.is_container()
                && document.children(id, &landinghub::document::Slot::MAIN).len()
                    + usize::from(node.kind != Kind::Link)
                    > 0,
            grid,
            grid_of,
            around,
            cells,
        })
    }

    /// The handles there is room for at this scale.
    pub fn grips(&self, scale: f64) -> Vec<Grip> {
        let (w, h) = (self.rect.w * scale, self.rect.h * scale);
        let mut grips = Vec::new();
        if self.around.is_some() {
            grips.extend([Grip::Cell, Grip::Across, Grip::Down]);
        } else if !self.band {
            grips.push(Grip::Width);
        }
        if self.around.is_none() && h >= 16.0 {
            grips.push(Grip::Height);
            if !self.band && w >= 56.0 && h >= 56.0 {
                grips.push(Grip::Both);
            }
        }
        // Far enough from each other to be hit.
        if self.container && w >= 120.0 && h >= 72.0 {
            grips.extend(Side::ALL.map(Grip::Padding));
        }
        if !self.band && w >= 40.0 && h >= 24.0 {
            grips.extend(Side::ALL.map(Grip::Margin));
        }
        if self.between.is_some() {
            grips.push(Grip::Gap);
        }
        if let Some(grid) = &self.grid {
            grips.extend((0..grid.columns.len().saturating_sub(1)).map(Grip::Edge));
            if self.grid_of.as_ref() == Some(&self.id) && grid.rows.len() > 1 {
                grips.extend((0..grid.rows.len().min(24)).map(Grip::Row));
            }
        }
        grips
    }

    /// The cells to outline.
    pub fn cells_shown(&self) -> Vec<Rect> {
        let grid =
            if self.grid_of.as_ref() == Some(&self.id) { self.grid.as_ref() } else { self.around.as_ref() };
        let Some(grid) = grid else { return Vec::new() };
        let rows = grid.rows.len().min(24);
        (0..rows)
            .flat_map(|row| (0..grid.columns.len().min(24)).map(move |column| (column, row)))
            .map(|at| grid.rect(at, (1, 1)))
            .collect()
    }

    /// Where a handle is, in pixels of the overlay.
    pub fn spot(&self, grip: Grip, scale: f64) -> (f64, f64) {
        let rect = self.rect;
        let middle = (rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
        let (edge_x, outer) = if self.pull < 0.0 { (rect.x, -1.0) } else { (rect.right(), 1.0) };
        let (x, y) = match grip {
            Grip::Width | Grip::Across => (edge_x, middle.1),
            Grip::Height | Grip::Down => (middle.0, rect.bottom()),
            Grip::Both => (edge_x, rect.bottom()),
            Grip::Cell => (rect.x, rect.y),
            Grip::Padding(_) | Grip::Margin(_) | Grip::Gap => {
                let tint = self.tint(grip).unwrap_or(rect);
                (tint.x + tint.w / 2.0, tint.y + tint.h / 2.0)
            }
            Grip::Edge(at) => self.grid.as_ref().map_or(middle, |grid| {
                let first = grid.rect((at, 0), (1, 1));
                let all = grid.rect((at, 0), (1, grid.rows.len()));
                (first.right() + grid.gap.0 / 2.0, all.y + all.h / 2.0)
            }),
            Grip::Row(at) => self.grid.as_ref().map_or(middle, |grid| {
                let first = grid.rect((0, at), (1, 1));
                let last = if at + 1 < grid.rows.len() { grid.gap.1 / 2.0 } else { 0.0 };
                (first.x + first.w / 2.0, first.bottom() + last)
            }),
        };
        // Beside the handles at the edges, where spacing is thin.
        let (dx, dy) = match grip {
            Grip::Margin(Side::Top) => (24.0, -6.0),
            Grip::Margin(Side::Bottom) => (24.0, 6.0),
            // Where the block is low, they stand clear of the handle in the middle of its side.
            Grip::Margin(Side::Left) if rect.h * scale < 96.0 => (-26.0, 0.0),
            Grip::Margin(Side::Right) if rect.h * scale < 96.0 => (26.0, 0.0),
            Grip::Margin(Side::Left) => (-6.0, 24.0),
            Grip::Margin(Side::Right) => (6.0, 24.0),
            Grip::Padding(Side::Top) => (-24.0, 6.0),
            Grip::Padding(Side::Bottom) => (-24.0, -6.0),
            Grip::Padding(Side::Left) => (6.0, -24.0),
            Grip::Padding(Side::Right) => (-6.0, -24.0),
            Grip::Both => (outer, 1.0),
            _ => (0.0, 0.0),
        };
        (x * scale + dx, y * scale + dy)
    }

    /// The space a handle changes.
    pub fn tint(&self, grip: Grip) -> Option<Rect> {
        match grip {
            Grip::Padding(side) => Some(side.strip(self.rect, side.of(self.padding))),
            Grip::Margin(side) => Some(side.strip(self.rect, -side.of(self.margin))),
            Grip::Gap => self.between,
            _ => None,
        }
    }
}

/// The width there is in the parent, and how a pull at the edge changes the block's own.
fn room(canvas: &Canvas, parent: &NodeId, rect: Rect) -> (f64, f64) {
    let found = canvas.element(parent).and_then(|element| {
        let style = canvas.computed(&element)?;
        let number = |name: &str| {
            style
                .get_property_value(name)
                .unwrap_or_default()
                .trim_end_matches("px")
                .parse::<f64>()
                .unwrap_or(0.0)
        };
        let around = rect_of(&element);
        let (left, right) = (around.x + number("padding-left"), around.right() - number("padding-right"));
        let (before, after) = (rect.x - left, right - rect.right());
        let pull = if (before - after).abs() < 2.0 && before > 2.0 {
            2.0
        } else if after < 2.0 && before > 8.0 {
            -1.0
        } else {
            1.0
        };
        let lone =
            style.get_property_value("flex-direction").is_ok_and(|direction| direction.starts_with("column"));
        Some((right - left, if lone { pull } else { 1.0 }))
    });
    found.unwrap_or((0.0, 1.0))
}
