//! The frame of a crop: which part of a picture stays, moved and resized inside it, freely or in a ratio.

use crate::document::model::CropArea;

/// Smallest side of a part, in pixels.
const LEAST: i64 = 16;

/// A part of a picture of `width` × `height` pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    width: i64,
    height: i64,
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
    ratio: Option<(i64, i64)>,
}

/// Which edges a handle takes along: −1 for left or top, 1 for right or bottom, 0 for neither.
pub type Handle = (i8, i8);

impl Frame {
    /// The part, or as much of it as is inside.
    #[must_use]
    pub fn new(width: u32, height: u32, area: CropArea) -> Self {
        let (width, height) = (i64::from(width).max(1), i64::from(height).max(1));
        let (left, top) = (i64::from(area.x).min(width - 1), i64::from(area.y).min(height - 1));
        let right = (left + i64::from(area.width)).clamp(left + 1, width);
        let bottom = (top + i64::from(area.height)).clamp(top + 1, height);
        Self { width, height, left, top, right, bottom, ratio: None }
    }

    /// Everything.
    #[must_use]
    pub fn whole(width: u32, height: u32) -> Self {
        Self::new(width, height, CropArea { x: 0, y: 0, width, height })
    }

    /// The part as the server takes it.
    #[must_use]
    pub fn area(&self) -> CropArea {
        let side = |number: i64| u32::try_from(number).unwrap_or_default();
        CropArea {
            x: side(self.left),
            y: side(self.top),
            width: side(self.right - self.left),
            height: side(self.bottom - self.top),
        }
    }

    /// Whether nothing is cut off.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.left == 0 && self.top == 0 && self.right == self.width && self.bottom == self.height
    }

    const fn size(&self) -> (i64, i64) {
        (self.right - self.left, self.bottom - self.top)
    }

    /// Moved by so many pixels, as far as there is room.
    #[must_use]
    pub fn moved(mut self, x: i64, y: i64) -> Self {
        let x = x.clamp(-self.left, self.width - self.right);
        let y = y.clamp(-self.top, self.height - self.bottom);
        (self.left, self.right) = (self.left + x, self.right + x);
        (self.top, self.bottom) = (self.top + y, self.bottom + y);
        self
    }

    /// One of its handles moved by so many pixels.
    #[must_use]
    pub fn resized(mut self, (across, down): Handle, x: i64, y: i64) -> Self {
        let (least_x, least_y) = (LEAST.min(self.width), LEAST.min(self.height));
        match across {
            -1 => self.left = (self.left + x).clamp(0, (self.right - least_x).max(0)),
            1 => self.right = (self.right + x).clamp((self.left + least_x).min(self.width), self.width),
            _ => {}
        }
        match down {
            -1 => self.top = (self.top + y).clamp(0, (self.bottom - least_y).max(0)),
            1 => self.bottom = (self.bottom + y).clamp((self.top + least_y).min(self.height), self.height),
            _ => {}
        }
        let Some((rx, ry)) = self.ratio else { return self };
        let (w, h) = self.size();
        let (w, h) = if across == 0 { (h * rx / ry, h) } else { (w, w * ry / rx) };
        // What stays where it is, and how far the other side may go.
        let (cx, cy) = (i64::midpoint(self.left, self.right), i64::midpoint(self.top, self.bottom));
        let room = |fixed: i8, low: i64, high: i64, middle: i64, end: i64| match fixed {
            -1 => high,
            1 => end - low,
            _ => 2 * middle.min(end - middle),
        };
        let most_w = room(across, self.left, self.right, cx, self.width);
        let most_h = room(down, self.top, self.bottom, cy, self.height);
        let (w, h) = within(w, h, most_w, most_h, (rx, ry));
        (self.left, self.right) = stretch(across, self.left, self.right, cx, w);
        (self.top, self.bottom) = stretch(down, self.top, self.bottom, cy, h);
        self.kept_inside()
    }

    /// In this ratio from now on, or freely; as large as before, around the same middle.
    #[must_use]
    pub fn in_ratio(mut self, ratio: Option<(u16, u16)>) -> Self {
        self.ratio = ratio.map(|(x, y)| (i64::from(x).max(1), i64::from(y).max(1)));
        let Some((rx, ry)) = self.ratio else { return self };
        let (w, _) = self.size();
        self.around(w, w * ry / rx, (rx, ry))
    }

    /// How much larger the part is shown than the whole would be, in per cent, from 100.
    #[must_use]
    pub fn zoom(&self) -> u32 {
        let (w, h) = self.size();
        let (most, _) = within(self.width, self.width * h / w.max(1), self.width, self.height, (w, h));
        u32::try_from(most * 100 / w.max(1)).unwrap_or(100).max(100)
    }

    /// Shown so much larger, around the same middle.
    #[must_use]
    pub fn zoomed(self, percent: u32) -> Self {
        let (w, h) = self.size();
        let ratio = self.ratio.unwrap_or((w.max(1), h.max(1)));
        let (most, _) = within(self.width, self.width * ratio.1 / ratio.0, self.width, self.height, ratio);
        let w = (most * 100 / i64::from(percent.clamp(100, 1_000))).max(LEAST.min(self.width));
        self.around(w, w * ratio.1 / ratio.0, ratio)
    }

    fn around(mut self, w: i64, h: i64, ratio: (i64, i64)) -> Self {
        let (cx, cy) = (i64::midpoint(self.left, self.right), i64::midpoint(self.top, self.bottom));
        let (w, h) = within(w, h, self.width, self.height, ratio);
        (self.left, self.right) = stretch(0, 0, 0, cx, w);
        (self.top, self.bottom) = stretch(0, 0, 0, cy, h);
        self.kept_inside()
    }

    fn kept_inside(mut self) -> Self {
        let (w, h) = self.size();
        let (w, h) = (w.clamp(1, self.width), h.clamp(1, self.height));
        self.left = self.left.clamp(0, self.width - w);
        self.top = self.top.clamp(0, self.height - h);
        (self.right, self.bottom) = (self.left + w, self.top + h);
        self
    }
}

/// A size in a ratio that is no larger than it may be.
fn within(w: i64, h: i64, most_w: i64, most_h: i64, (rx, ry): (i64, i64)) -> (i64, i64) {
    let (mut w, mut h) = (w.max(1), h.max(1));
    if w > most_w {
        (w, h) = (most_w.max(1), (most_w * ry / rx.max(1)).max(1));
    }
    if h > most_h {
        (w, h) = ((most_h * rx / ry.max(1)).max(1), most_h.max(1));
    }
    (w, h)
}

/// Both ends of a side of this length.
const fn stretch(handle: i8, low: i64, high: i64, middle: i64, length: i64) -> (i64, i64) {
    match handle {
        -1 => (high - length, high),
        1 => (low, low + length),
        _ => (middle - length / 2, middle - length / 2 + length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn area(frame: Frame) -> (u32, u32, u32, u32) {
        let CropArea { x, y, width, height } = frame.area();
        (x, y, width, height)
    }

    #[test]
    fn moved_resized_zoomed() {
        let frame = Frame::whole(400, 300);
        assert!(frame.is_whole());
        assert_eq!(area(frame.resized((-1, -1), 100, 50)), (100, 50, 300, 250));
        assert_eq!(area(frame.resized((-1, 0), 100, 0).moved(-500, 10)), (0, 0, 300, 300));
        assert_eq!(area(frame.in_ratio(Some((1, 1)))), (50, 0, 300, 300));
        let square = frame.in_ratio(Some((1, 1))).zoomed(200);
        assert_eq!((area(square), square.zoom()), ((125, 75, 150, 150), 200));
        assert_eq!(area(square.resized((1, 1), 1_000, 0)), (125, 75, 225, 225));
        assert_eq!(area(frame.in_ratio(Some((16, 9)))), (0, 38, 400, 225));
    }

    #[derive(Debug, Clone)]
    enum Act {
        Move(i64, i64),
        Resize(Handle, i64, i64),
        Ratio(Option<(u16, u16)>),
        Zoom(u32),
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let by = -900_i64..900;
        let act = prop_oneof![
            (by.clone(), by.clone()).prop_map(|(x, y)| Act::Move(x, y)),
            (-1_i8..=1, -1_i8..=1, by.clone(), by).prop_map(|(a, d, x, y)| Act::Resize((a, d), x, y)),
            proptest::option::of((1_u16..20, 1_u16..20)).prop_map(Act::Ratio),
            (0_u32..2_000).prop_map(Act::Zoom),
        ];
        proptest::collection::vec(act, 0..12)
    }

    proptest! {
        #[test]
        fn a_part_is_always_inside(width in 1_u32..900, height in 1_u32..900, acts in acts()) {
            let mut frame = Frame::whole(width, height);
            for act in acts {
                frame = match act {
                    Act::Move(x, y) => frame.moved(x, y),
                    Act::Resize(handle, x, y) => frame.resized(handle, x, y),
                    Act::Ratio(ratio) => frame.in_ratio(ratio),
                    Act::Zoom(percent) => frame.zoomed(percent),
                };
                let CropArea { x, y, width: w, height: h } = frame.area();
                prop_assert!(w >= 1 && h >= 1 && x + w <= width && y + h <= height, "{frame:?}");
                prop_assert!(frame.zoom() >= 100);
            }
        }
    }
}
