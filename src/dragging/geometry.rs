//! Points and rectangles.

/// A point, in CSS pixels of whatever it was measured in.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// How far away the other one is, in pixels.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// A rectangle. Sides are never negative.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// The left edge.
    pub x: f64,
    /// The top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// The rectangle.
    #[must_use]
    pub const fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// The bottom edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// Whether the point is inside; the left and top edges belong to it, the right and bottom ones don't.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        self.x <= point.x && point.x < self.right() && self.y <= point.y && point.y < self.bottom()
    }

    /// How far the point is from the nearest point of the rectangle; 0 inside.
    #[must_use]
    pub fn distance(&self, point: Point) -> f64 {
        let dx = (self.x - point.x).max(point.x - self.right()).max(0.0);
        let dy = (self.y - point.y).max(point.y - self.bottom()).max(0.0);
        dx.hypot(dy)
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, w: self.right().max(other.right()) - x, h: self.bottom().max(other.bottom()) - y }
    }

    /// Around the same centre, at least so wide and so high.
    #[must_use]
    pub fn at_least(&self, side: f64) -> Self {
        let (w, h) = (self.w.max(side), self.h.max(side));
        Self { x: self.x - (w - self.w) / 2.0, y: self.y - (h - self.h) / 2.0, w, h }
    }

    /// Whether an element with it shows nothing at all.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.w <= 0.0 && self.h <= 0.0
    }
}

/// A point of the window as a point of the page in the canvas.
///
/// `frame` is the canvas's rectangle in the window as the browser reports it, that is after zooming; `zoom` is 1 for
/// 100 %; `scroll` is how far the page in the canvas is scrolled, in its own pixels. Zoom must be above 0.
#[must_use]
pub fn to_canvas(client: Point, frame: Rect, zoom: f64, scroll: Point) -> Point {
    Point { x: (client.x - frame.x) / zoom + scroll.x, y: (client.y - frame.y) / zoom + scroll.y }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canvas_at_every_zoom() {
        let frame = Rect::new(300.0, 60.0, 720.0, 500.0);
        for (zoom, scroll, expected) in [
            (1.0, Point::new(0.0, 0.0), Point::new(100.0, 40.0)),
            (0.25, Point::new(0.0, 0.0), Point::new(400.0, 160.0)),
            (0.5, Point::new(0.0, 0.0), Point::new(200.0, 80.0)),
            (0.5, Point::new(10.0, 1_000.0), Point::new(210.0, 1_080.0)),
            (2.0, Point::new(0.0, 300.0), Point::new(50.0, 320.0)),
        ] {
            assert_eq!(
                to_canvas(Point::new(400.0, 100.0), frame, zoom, scroll),
                expected,
                "{zoom} {scroll:?}"
            );
        }
    }

    #[test]
    fn rectangles() {
        let rect = Rect::new(10.0, 10.0, 20.0, 10.0);
        assert!(rect.contains(Point::new(10.0, 10.0)));
        assert!(!rect.contains(Point::new(30.0, 10.0)));
        assert!((rect.distance(Point::new(33.0, 24.0)) - 5.0).abs() < 1e-9);
        assert!(rect.distance(Point::new(20.0, 15.0)) <= 0.0);
        assert_eq!(rect.union(&Rect::new(0.0, 15.0, 5.0, 30.0)), Rect::new(0.0, 10.0, 30.0, 35.0));
        assert_eq!(rect.at_least(20.0), Rect::new(10.0, 5.0, 20.0, 20.0));
    }
}
