//! Colours as numbers: enough of CSS to tell whether words can be read.

use std::fmt::Write as _;

/// Red, green, blue and how opaque, each 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color {
    /// Red, green, blue.
    pub parts: [f64; 3],
    /// 0 is clear, 1 is solid.
    pub alpha: f64,
}

impl Color {
    /// Black.
    pub const BLACK: Self = Self { parts: [0.0; 3], alpha: 1.0 };
    /// White.
    pub const WHITE: Self = Self { parts: [1.0; 3], alpha: 1.0 };

    /// A colour that is written out: hex, `rgb()`, `hsl()`, or one of three words. Nothing for others.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text {
            "white" => return Some(Self::WHITE),
            "black" => return Some(Self::BLACK),
            "transparent" => return Some(Self { alpha: 0.0, ..Self::BLACK }),
            _ => {}
        }
        if let Some(hex) = text.strip_prefix('#') {
            return Self::hex(hex);
        }
        let (name, rest) = text.strip_suffix(')')?.split_once('(')?;
        let parts: Vec<&str> =
            rest.split([',', ' ', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let (a, b, c) = (parts.first()?, parts.get(1)?, parts.get(2)?);
        let alpha = parts.get(3).map_or(Some(1.0), |part| number(part, 1.0))?.clamp(0.0, 1.0);
        let parts = match name {
            "rgb" | "rgba" => [number(a, 255.0)?, number(b, 255.0)?, number(c, 255.0)?],
            "hsl" | "hsla" => {
                let hue = a.trim_end_matches("deg").parse::<f64>().ok()?;
                hsl(hue, number(b, 100.0)?, number(c, 100.0)?)
            }
            _ => return None,
        };
        Some(Self { parts: parts.map(|part| part.clamp(0.0, 1.0)), alpha })
    }

    fn hex(hex: &str) -> Option<Self> {
        let wide: String = match hex.len() {
            3 | 4 => hex.chars().flat_map(|c| [c, c]).collect(),
            6 | 8 => hex.to_owned(),
            _ => return None,
        };
        let part =
            |from: usize| Some(f64::from(u8::from_str_radix(wide.get(from..from + 2)?, 16).ok()?) / 255.0);
        let alpha = if wide.len() == 8 { part(6)? } else { 1.0 };
        Some(Self { parts: [part(0)?, part(2)?, part(4)?], alpha })
    }

    /// What is seen of it in front of an opaque colour.
    #[must_use]
    pub fn over(self, ground: Self) -> Self {
        let mut parts = ground.parts;
        for (part, front) in parts.iter_mut().zip(self.parts) {
            *part = front * self.alpha + *part * (1.0 - self.alpha);
        }
        Self { parts, alpha: 1.0 }
    }

    /// The same, so much of the way (0–1) to another colour.
    #[must_use]
    pub fn toward(self, other: Self, share: f64) -> Self {
        Self { alpha: share, ..other }.over(self)
    }

    /// `#rrggbb`.
    #[must_use]
    pub fn to_hex(self) -> String {
        let mut out = String::from("#");
        for part in self.parts {
            let byte: u8 = format!("{:.0}", part.clamp(0.0, 1.0) * 255.0).parse().unwrap_or_default();
            let _ = write!(out, "{byte:02x}");
        }
        out
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self
            .parts
            .map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// A number of at most `full`, or a share of it in per cent, as 0–1.
fn number(text: &str, full: f64) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => Some(percent.parse::<f64>().ok()? / 100.0),
        None => Some(text.parse::<f64>().ok()? / full),
    }
}

fn hsl(hue: f64, saturation: f64, lightness: f64) -> [f64; 3] {
    let strength = saturation * lightness.min(1.0 - lightness);
    let part = |n: f64| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        lightness - strength * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    };
    [part(0.0), part(8.0), part(4.0)]
}

/// The contrast of two opaque colours as WCAG 2 defines it, 1–21.
#[must_use]
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The shade of `words` nearest to it that has this contrast with every ground; nothing if there is none.
#[must_use]
pub fn readable(words: Color, grounds: &[Color], least: f64) -> Option<Color> {
    let enough = |color: Color| grounds.iter().all(|ground| contrast(color, *ground) >= least);
    (0_u8..=20).find_map(|step| {
        let share = f64::from(step) / 20.0;
        [Color::BLACK, Color::WHITE]
            .into_iter()
            .map(|end| words.toward(end, share))
            // As it will be stored: rounded.
            .filter_map(|color| Color::parse(&color.to_hex()))
            .find(|color| enough(*color))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let ratio = |a: &str, b: &str| contrast(Color::parse(a).unwrap(), Color::parse(b).unwrap());
        assert!((ratio("#000", "#fff") - 21.0).abs() < 0.01);
        assert!((ratio("#767676", "#ffffff") - 4.54).abs() < 0.01);
    }

    #[test]
    fn colours_are_read_as_browsers_read_them() {
        for (text, hex, alpha) in [
            ("#abc", "#aabbcc", 1.0),
            ("#12345680", "#123456", 0.502),
            ("rgb(255 0 51)", "#ff0033", 1.0),
            ("rgba(255, 0, 51, 0.5)", "#ff0033", 0.5),
            ("rgb(100% 0% 0% / 25%)", "#ff0000", 0.25),
            ("hsl(120, 100%, 25%)", "#008000", 1.0),
            ("hsl(210deg 50% 40% / 0.2)", "#336699", 0.2),
            ("white", "#ffffff", 1.0),
            ("transparent", "#000000", 0.0),
        ] {
            let color = Color::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(color.to_hex(), hex, "{text}");
            assert!((color.alpha - alpha).abs() < 0.01, "{text}");
        }
        for text in ["oklch(50% 0.1 20)", "#12", "rgb(1 2)", "currentColor", "", "#ggg", "token(x)"] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_readable_shade_is_near_and_readable() {
        let white = [Color::WHITE];
        let pale = Color::parse("#f0b070").unwrap();
        let found = readable(pale, &white, 4.5).unwrap();
        assert!(contrast(found, Color::WHITE) >= 4.5 && contrast(found, Color::WHITE) < 6.0, "{found:?}");
        assert_eq!(readable(Color::BLACK, &white, 4.5), Some(Color::BLACK), "what is good stays");
        let night = [Color::parse("#101828").unwrap()];
        let light = readable(Color::parse("#304070").unwrap(), &night, 4.5).unwrap();
        assert!(contrast(light, night[0]) >= 4.5);
        assert_eq!(readable(pale, &[Color::WHITE, Color::BLACK], 7.0), None, "nothing is readable on both");
    }
}
