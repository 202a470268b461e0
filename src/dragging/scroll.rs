//! Scrolling by itself while something is held near an edge.

use super::geometry::{Point, Rect};

/// How near to an edge it starts, at most, in pixels of the window.
const ZONE: f64 = 64.0;
/// The fastest, in pixels of the window per second.
const FASTEST: f64 = 1_400.0;

/// How fast to scroll, in pixels of the window per second; 0 away from the edges. Both in pixels of the window.
///
/// It grows with the square of how deep the point is in the zone and stays at the fastest beyond the edge. Beside the
/// viewport nothing scrolls: whoever is over the panel at its side isn't at its upper edge.
#[must_use]
pub fn velocity(pointer: Point, viewport: Rect) -> Point {
    let along_x = viewport.y <= pointer.y && pointer.y <= viewport.bottom();
    let along_y = viewport.x <= pointer.x && pointer.x <= viewport.right();
    Point {
        x: if along_x { speed(pointer.x, viewport.x, viewport.w) } else { 0.0 },
        y: if along_y { speed(pointer.y, viewport.y, viewport.h) } else { 0.0 },
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
        assert_eq!(at(500.0, 50.0).y, -FASTEST);
        assert_eq!(at(500.0, -200.0).y, -FASTEST);
        assert_eq!(at(500.0, 650.0).y, FASTEST);
        assert_eq!(at(900.0, 350.0), Point::new(FASTEST, 0.0));
        assert!(at(500.0, 640.0).y > at(500.0, 600.0).y && at(500.0, 600.0).y > 0.0);
        assert_eq!(at(20.0, 640.0).y, 0.0, "over the palette");
        assert_eq!(velocity(Point::default(), Rect::default()), Point::default());
    }
}
