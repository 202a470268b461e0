//! Scrolling by itself while something is held near an edge.

use super::geometry::{Point, Rect};

/// How near to an edge it starts, at most, in pixels of the window.
const ZONE: f64 = 64.0;
/// The fastest, in pixels of the window per second.
const FASTEST: f64 = 1_400.0;

/// How fast to scroll, in pixels of the window per second; 0 away from the edges. Both in pixels of the window.
///
/// It grows with the square of how deep the point is in the zone. Above and below the viewport it stays at the fastest;
/// beside it nothing scrolls: there are the panels things are dragged from.
#[must_use]
pub fn velocity(pointer: Point, viewport: Rect) -> Point {
    let within = |at: f64, from: f64, side: f64| from <= at && at <= from + side;
    if !within(pointer.x, viewport.x, viewport.w) {
        return Point::default();
    }
    let beside = within(pointer.y, viewport.y, viewport.h);
    Point {
        x: if beside { speed(pointer.x, viewport.x, viewport.w) } else { 0.0 },
        y: speed(pointer.y, viewport.y, viewport.h),
    }
}

fn speed(at: f64, from: f64, side: f64) -> f64 {
    let zone = ZONE.min(side * 0.2);
    if zone <= 0.0 {
        return 0.0;
    }
    let depth = |distance: f64| ((zone - distance) / zone).clamp(0.0, 1.0);
    let (back, forth) = (depth(at - from), depth(from + side - at));
    (forth * forth - back * back) * FASTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_edges_and_faster_towards_them() {
        let view = Rect::new(100.0, 50.0, 800.0, 600.0);
        let at = |x: f64, y: f64| velocity(Point::new(x, y), view);
        assert_eq!(at(500.0, 350.0), Point::default());
        assert_eq!(at(500.0, 50.0 + ZONE), Point::default());
        assert_eq!(at(500.0, 50.0), Point::new(0.0, -FASTEST));
        assert_eq!(at(500.0, -200.0), Point::new(0.0, -FASTEST));
        assert_eq!(at(500.0, 650.0), Point::new(0.0, FASTEST));
        assert_eq!(at(900.0, 350.0), Point::new(FASTEST, 0.0));
        assert!(at(500.0, 640.0).y > at(500.0, 600.0).y && at(500.0, 600.0).y > 0.0);
        assert_eq!(at(20.0, 640.0), Point::default(), "over the palette");
        assert_eq!(velocity(Point::default(), Rect::default()), Point::default());
    }
}
