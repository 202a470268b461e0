//! Colours: `#rrggbb`, `rgb(…)`, a token, a token that lets something through.

use super::{call, measure, number, split};
use crate::document::ids::TokenId;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgba {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
    /// 255 covers all.
    pub alpha: u8,
}

/// A colour as a panel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paint {
    /// Red, green, blue.
    Rgba(Rgba),
    /// One of the page's, covering so many per cent.
    Token(TokenId, u8),
}

/// Per cent of 255, rounded.
fn percent(alpha: u8) -> u8 {
    u8::try_from((u32::from(alpha) * 100 + 127) / 255).unwrap_or(100)
}

/// So many per cent as one of 256 steps.
fn steps(percent: u8) -> u8 {
    u8::try_from((u32::from(percent.min(100)) * 255 + 50) / 100).unwrap_or(u8::MAX)
}

/// A number between 0 and 255 as a byte; there is no such conversion without a cast.
fn byte(number: f64) -> Option<u8> {
    super::number(number.clamp(0.0, 255.0).round()).parse().ok()
}

/// Reads a colour.
#[must_use]
pub fn paint(text: &str) -> Option<Paint> {
    let text = text.trim();
    if let Some(hex) = text.strip_prefix('#') {
        return hexadecimal(hex).map(Paint::Rgba);
    }
    match text {
        "white" => return hexadecimal("fff").map(Paint::Rgba),
        "black" => return hexadecimal("000").map(Paint::Rgba),
        "transparent" => return hexadecimal("0000").map(Paint::Rgba),
        _ => {}
    }
    let (name, inner) = call(text)?;
    match name {
        "token" => Some(Paint::Token(TokenId::new(inner).ok()?, 100)),
        "rgb" | "rgba" => channels(inner).map(Paint::Rgba),
        "color-mix" => {
            let [space, color, rest] = split(inner, ',').try_into().ok()?;
            let (token, share) = color.split_once(' ')?;
            let share = measure(share).filter(|share| share.unit == "%")?;
            let (_, id) = call(token).filter(|(name, _)| *name == "token")?;
            (space == "in srgb" && rest == "transparent")
                .then_some(Paint::Token(TokenId::new(id).ok()?, byte(share.number)?.min(100)))
        }
        _ => None,
    }
}

fn hexadecimal(hex: &str) -> Option<Rgba> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = match digits.len() {
        3 | 4 => digits.iter().map(|digit| digit * 17).collect(),
        6 | 8 => digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? * 16 + pair.last()?)).collect(),
        _ => return None,
    };
    let at = |n: usize| bytes.get(n).copied();
    Some(Rgba { red: at(0)?, green: at(1)?, blue: at(2)?, alpha: at(3).unwrap_or(u8::MAX) })
}

fn channels(inner: &str) -> Option<Rgba> {
    let words: Vec<&str> = inner.split([',', ' ', '/']).filter(|word| !word.is_empty()).collect();
    let channel = |n: usize| {
        let found = measure(words.get(n)?)?;
        match found.unit {
            "" => byte(found.number),
            "%" => byte(found.number * 2.55),
            _ => None,
        }
    };
    let alpha = match words.get(3) {
        None => u8::MAX,
        Some(text) => {
            let found = measure(text)?;
            byte(if found.unit == "%" { found.number * 2.55 } else { found.number * 255.0 })?
        }
    };
    (words.len() <= 4).then_some(Rgba { red: channel(0)?, green: channel(1)?, blue: channel(2)?, alpha })
}

impl Rgba {
    /// `#rrggbb`, what a browser's colour field takes.
    #[must_use]
    pub fn hex(self) -> String {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        let mut out = String::from("#");
        for byte in [self.red, self.green, self.blue] {
            for digit in [byte >> 4, byte & 15] {
                out.extend(DIGITS.get(usize::from(digit)));
            }
        }
        out
    }
}

impl Paint {
    /// As a value.
    #[must_use]
    pub fn css(&self) -> String {
        match self {
            Self::Rgba(rgba) if rgba.alpha == u8::MAX => rgba.hex(),
            Self::Rgba(rgba) => {
                let mut out = String::from("rgb(");
                for (n, channel) in [rgba.red, rgba.green, rgba.blue].into_iter().enumerate() {
                    out.push_str(if n == 0 { "" } else { " " });
                    out.push_str(&number(f64::from(channel)));
                }
                out.push_str(" / ");
                out.push_str(&number(f64::from(percent(rgba.alpha))));
                out.push_str("%)");
                out
            }
            Self::Token(id, share) => {
                let mut out = String::from(if *share < 100 { "color-mix(in srgb, token(" } else { "token(" });
                out.push_str(id.as_str());
                out.push(')');
                if *share < 100 {
                    out.push(' ');
                    out.push_str(&number(f64::from(*share)));
                    out.push_str("%, transparent)");
                }
                out
            }
        }
    }

    /// How much it covers, in per cent.
    #[must_use]
    pub fn opacity(&self) -> u8 {
        match self {
            Self::Rgba(rgba) => percent(rgba.alpha),
            Self::Token(_, share) => *share,
        }
    }

    /// The same, covering so many per cent.
    #[must_use]
    pub fn with_opacity(self, percent: u8) -> Self {
        match self {
            Self::Rgba(rgba) => Self::Rgba(Rgba { alpha: steps(percent), ..rgba }),
            Self::Token(id, _) => Self::Token(id, percent.min(100)),
        }
    }
}
