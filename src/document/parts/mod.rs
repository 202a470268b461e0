//! Values taken apart for panels that edit their pieces, and put together again. What can't be taken apart is left as
//! it is: every reader answers `None` rather than lose something.

mod color;
mod gradient;
mod list;
mod shadow;
#[cfg(test)]
mod tests;

pub use color::{Paint, Rgba, paint};
pub use gradient::{Gradient, Layer, Stop, layers, print_layers};
pub use list::{function, print_tracks, repeated, span, tracks, with_function};
pub use shadow::{Shadow, print_shadows, print_text_shadows, shadows};

use super::css::CssValue;

/// The pieces of a text between separators that stand in no brackets and no quotes, trimmed. With a space as the
/// separator there are no empty pieces.
#[must_use]
pub fn split(text: &str, separator: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut depth, mut quoted, mut from) = (0_u16, false, 0);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if !quoted => depth = depth.saturating_sub(1),
            c if c == separator && depth == 0 && !quoted => {
                pieces.push(text.get(from..at).unwrap_or_default().trim());
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(text.get(from..).unwrap_or_default().trim());
    if separator == ' ' {
        pieces.retain(|piece| !piece.is_empty());
    }
    pieces
}

/// `name(inner)` as name and inner, if the text is one function and nothing else.
#[must_use]
pub fn call(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('(')?;
    let inner = rest.strip_suffix(')')?;
    let mut depth = 0_i32;
    for c in inner.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    (depth == 0 && !name.is_empty() && !name.contains(' ')).then_some((name, inner.trim()))
}

/// A number with its unit, or a bare one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure<'a> {
    /// The number.
    pub number: f64,
    /// `px`, `%`, or nothing.
    pub unit: &'a str,
}

/// Reads `24px`, `1.5`, `-.5em`.
#[must_use]
pub fn measure(text: &str) -> Option<Measure<'_>> {
    let text = text.trim();
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let known = unit.is_empty() || unit == "%" || unit.chars().all(|c| c.is_ascii_lowercase());
    // `parse` takes "inf" and "nan" too, but those have no digits.
    let number: f64 = number.parse().ok()?;
    (known && number.is_finite()).then_some(Measure { number, unit })
}

/// A number in as few characters as it takes, with four decimals at the most.
#[must_use]
pub fn number(number: f64) -> String {
    let mut text = format!("{number:.4}");
    if text.contains('.') {
        let end = text.trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(end);
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// Why what was typed isn't a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadEntry {
    /// A sum, a product: only values are taken.
    Expression,
    /// A unit this property doesn't have.
    Unit,
    /// Anything else.
    Value,
}

/// What a person typed into a number field as a value. A bare number is in `unit`; a comma may stand for the point;
/// besides `words`, whole references and functions of the value language are taken.
///
/// # Errors
/// If it is no value; see [`BadEntry`].
pub fn entry(text: &str, unit: &str, units: &[&str], words: &[&str]) -> Result<String, BadEntry> {
    let lower = text.trim().to_ascii_lowercase();
    let point = lower.replace(',', ".");
    if let Some(found) = measure(&point) {
        let wanted = if found.unit.is_empty() { unit } else { found.unit };
        if !units.contains(&wanted) {
            return Err(BadEntry::Unit);
        }
        let mut out = number(found.number);
        // Twelve digits are what a value holds.
        if out.len() > 12 {
            return Err(BadEntry::Value);
        }
        out.push_str(wanted);
        return Ok(out);
    }
    if words.contains(&lower.as_str()) {
        return Ok(lower);
    }
    if call(&lower).is_some() && CssValue::new(&lower).is_ok() {
        return Ok(lower);
    }
    let digits = lower.chars().any(|c| c.is_ascii_digit());
    let signs = lower
        .char_indices()
        .any(|(at, c)| matches!(c, '*' | '/' | '(' | '=') || at > 0 && matches!(c, '+' | '-'));
    Err(if digits && signs { BadEntry::Expression } else { BadEntry::Value })
}
