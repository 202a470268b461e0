//! What made-up pages look like: the starters with other sections, colours and words.

use super::chance::Chance;
use crate::error::{Failure, Result};
use crate::templates;
use landinghub::account::Locale;
use landinghub::document::{Document, Kind, NodeId, Op, Prop, Value, apply_all};
use serde_json::Value as Json;

/// Sections kept of a starter's: pages needn't be long, and there are many.
const SECTIONS: usize = 3;
/// How many of each language are made.
const DESIGNS: usize = 24;
/// Good behind white text.
const COLOURS: &[&str] = &[
    "#4f46e5", "#0f766e", "#b4470a", "#be123c", "#1d4ed8", "#7c3aed", "#15803d", "#9d174d", "#334155",
    "#a16207",
];
const HEADLINE: &str = "@@headline@@";
const BRAND: &str = "@@brand@@";
const TITLE: &str = "@@title@@";
const ABOUT: &str = "@@about@@";

/// A document with room for words.
pub(super) struct Design(String);

/// Designs by language.
pub(super) struct Designs([Vec<Design>; 3]);

impl Designs {
    pub(super) fn make(chance: &Chance, whole: bool) -> Result<Self> {
        let sections = if whole { usize::MAX } else { SECTIONS };
        let mut all = [Vec::new(), Vec::new(), Vec::new()];
        for (locale, designs) in Locale::ALL.iter().zip(&mut all) {
            let starters: Vec<Document> = templates::documents()
                .filter(|document| document.lang.as_str() == locale.as_str())
                .cloned()
                .collect();
            for n in 0..DESIGNS {
                let Some(starter) = starters.get(n % starters.len().max(1)) else { break };
                designs.push(design(chance, starter.clone(), sections)?);
            }
        }
        Ok(Self(all))
    }

    /// A page's document in a language, with a design of its own choice.
    pub(super) fn document(&self, chance: &Chance, locale: Locale, said: &Said<'_>) -> String {
        let place = Locale::ALL.iter().position(|known| *known == locale).unwrap_or_default();
        let designs = self.0.get(place).map(Vec::as_slice).unwrap_or_default();
        designs.get(chance.below(designs.len())).map(|design| design.with(said)).unwrap_or_default()
    }
}

/// What a page says.
pub(super) struct Said<'a> {
    pub(super) title: &'a str,
    pub(super) headline: &'a str,
    pub(super) brand: &'a str,
    pub(super) about: &'a str,
}

impl Design {
    fn with(&self, said: &Said<'_>) -> String {
        let mut document = self.0.clone();
        for (place, text) in
            [(HEADLINE, said.headline), (BRAND, said.brand), (TITLE, said.title), (ABOUT, said.about)]
        {
            document = document.replace(place, &escaped(text));
        }
        document
    }
}

/// As it stands between quotation marks in JSON.
fn escaped(text: &str) -> String {
    let quoted = Json::from(text).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

/// A colour `#rrggbb` turned on the wheel by so many degrees.
fn turned(colour: &str, degrees: usize) -> Option<String> {
    let hex = colour.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let part = |at: usize| i64::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let (red, green, blue) = (part(0)?, part(2)?, part(4)?);
    let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
    let span = most - least;
    if span == 0 {
        return None;
    }
    // Sixths of the wheel in sixtieths, then the turn.
    let hue = if most == red {
        60 * (green - blue) / span
    } else if most == green {
        120 + 60 * (blue - red) / span
    } else {
        240 + 60 * (red - green) / span
    };
    let hue = (hue + i64::try_from(degrees).ok()?).rem_euclid(360);
    let between = least + span * (60 - (hue % 120 - 60).abs()) / 60;
    let (red, green, blue) = match hue / 60 {
        0 => (most, between, least),
        1 => (between, most, least),
        2 => (least, most, between),
        3 => (least, between, most),
        4 => (between, least, most),
        _ => (most, least, between),
    };
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}

fn design(chance: &Chance, mut document: Document, sections: usize) -> Result<Design> {
    let root = document.root.clone();
    let of_root = |document: &Document, id: &NodeId| {
        document.nodes.get(id).and_then(|node| node.place.as_ref()).is_some_and(|place| place.parent == root)
    };
    let headline = document
        .nodes
        .iter()
        .find(|(_, node)| {
            node.kind == Kind::Heading && node.props.get(&Prop::LEVEL) == Some(&Value::Number(1))
        })
        .map(|(id, _)| id.clone());
    // The section of the headline stays, and so does one with a form where chance has it.
    let mut first = headline.clone();
    while let Some(id) = first.clone().filter(|id| !of_root(&document, id)) {
        first =
            document.nodes.get(&id).and_then(|node| node.place.as_ref()).map(|place| place.parent.clone());
    }
    let mut others: Vec<NodeId> = document
        .nodes
        .iter()
        .filter(|(id, node)| {
            node.kind == Kind::Section && of_root(&document, id) && Some(*id) != first.as_ref()
        })
        .map(|(id, _)| id.clone())
        .collect();
    while others.len() > sections {
        let node = others.swap_remove(chance.below(others.len()));
        apply_all(&mut document, &[Op::Remove { node }])
            .map_err(|error| Failure::Internal(format!("a starter can't be cut: {error:?}")))?;
    }
    if let Some(node) = headline.and_then(|id| document.nodes.get_mut(&id)) {
        node.props.insert(Prop::TEXT, Value::text(HEADLINE));
    }
    for node in document.nodes.values_mut().filter(|node| node.kind == Kind::Navbar) {
        node.props.insert(Prop::TEXT, Value::text(BRAND));
    }
    document.meta.title = Some(TITLE.to_owned());
    document.meta.description = Some(ABOUT.to_owned());
    let mut json: Json = serde_json::from_str(&document.to_json())
        .map_err(|error| Failure::Internal(format!("a starter can't be read: {error}")))?;
    // The same light and dark, of other colours.
    let turn = 30 * chance.below(12);
    let tokens = json.get_mut("tokens").and_then(Json::as_object_mut).into_iter().flatten();
    for value in tokens.filter_map(|(_, token)| token.get_mut("value")) {
        if let Some(turned) = value.as_str().and_then(|colour| turned(colour, turn)) {
            *value = turned.into();
        }
    }
    let on_primary = json.pointer("/tokens/on-primary/value").and_then(Json::as_str).map(str::to_owned);
    if on_primary.as_deref() == Some("#ffffff")
        && let Some(primary) = json.pointer_mut("/tokens/primary/value")
    {
        *primary = chance.word(COLOURS).into();
    }
    let text = json.to_string();
    // As every other document is written.
    let document = Document::from_json(&text).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Design(document.to_json()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_turn() {
        assert_eq!(turned("#ff0000", 120).as_deref(), Some("#00ff00"));
        assert_eq!(turned("#ff0000", 60).as_deref(), Some("#ffff00"));
        assert_eq!(turned("#2b0d16", 0).as_deref(), Some("#2b0d16"));
        assert_eq!(turned("#ffffff", 90), None);
        assert_eq!(turned("red", 90), None);
    }
}
