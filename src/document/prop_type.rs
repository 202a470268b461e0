//! What a property of a kind can hold, and whether a value fits.

use super::icons::ICONS;
use super::ids::ComponentId;
use super::instant::Instant;
use super::richtext::RichText;
use super::value::{Href, Value};

/// What a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropType {
    /// Plain text of at most so many characters.
    Text {
        /// Longest text, in characters.
        max: usize,
        /// Edited in a box of several lines.
        multiline: bool,
    },
    /// Structured text.
    Rich,
    /// A whole number from–to.
    Number {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// Yes or no.
    Bool,
    /// Where it leads.
    Link,
    /// A picture of the document's assets.
    Asset,
    /// One of these words; the first is the default.
    Choice(&'static [&'static str]),
    /// Several plain texts.
    Texts,
    /// One of the icons.
    Icon,
    /// A moment: `2026-12-31T23:59+07:00`.
    Instant,
    /// An address on the web.
    Url,
    /// An uploaded film of the document's assets.
    Film,
    /// HTML and script, as the author wrote it, of at most so many characters.
    Code {
        /// Longest text, in characters.
        max: usize,
    },
    /// A component of the document.
    Component,
    /// A listing of the marketplace, by its id.
    Listing,
    /// A name for machines: a fragment or a field's name (`a-z A-Z 0-9 _ -`, up to 64).
    Name,
}

impl PropType {
    /// Whether the value fits.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text { max, .. } | Self::Code { max }, Value::Text(text)) => text.chars().count() <= *max,
            (Self::Number { min, max }, Value::Number(number)) => (min..=max).contains(&number),
            (Self::Choice(words), Value::Text(text)) => words.contains(&text.as_str()),
            (Self::Texts, Value::Texts(texts)) => {
                texts.len() <= 100 && texts.iter().all(|t| t.chars().count() <= 300)
            }
            (Self::Name | Self::Listing, Value::Text(text)) => is_name(text),
            (Self::Icon, Value::Text(text)) => ICONS.contains(&text.as_str()),
            (Self::Instant, Value::Text(text)) => Instant::new(text).is_some(),
            (Self::Url, Value::Text(text)) => Href::new(text).is_ok_and(|href| href.is_external()),
            (Self::Component, Value::Text(text)) => ComponentId::new(text).is_ok(),
            (Self::Rich, Value::Rich { rich }) => rich.is_sound(),
            (Self::Bool, Value::Bool(_))
            | (Self::Link, Value::Link { .. })
            | (Self::Asset | Self::Film, Value::Asset { .. }) => true,
            _ => false,
        }
    }

    /// An empty value of this sort, for panels. Links and assets have none.
    #[must_use]
    pub fn empty(&self) -> Option<Value> {
        Some(match self {
            Self::Text { .. } | Self::Name | Self::Code { .. } => Value::text(""),
            Self::Icon => Value::text(*ICONS.first()?),
            Self::Rich => Value::Rich { rich: RichText::default() },
            Self::Number { min, .. } => Value::Number(*min),
            Self::Bool => Value::Bool(false),
            Self::Choice(words) => Value::text(*words.first()?),
            Self::Texts => Value::Texts(Vec::new()),
            Self::Link
            | Self::Asset
            | Self::Film
            | Self::Instant
            | Self::Url
            | Self::Listing
            | Self::Component => {
                return None;
            }
        })
    }
}

/// A field's name or a fragment.
fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= 64
        && bytes.next().is_some_and(|b| b.is_ascii_alphanumeric())
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
