//! A document's stylesheet: tokens, base rules, then its own rules in the order of the breakpoints, never in the
//! order of edits.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Target;
use super::base;
use crate::document::css::CssRef;
use crate::document::{CssProperty, CssValue, DeclarationKey, Document, Kind, Node, State, StyleId};
use crate::fonts::{FAMILIES, Family};
use crate::lean::Gather as _;

/// A state with its selector and with the one that stands for it on the canvas, where the editor shows a state while
/// it is edited. Both weigh the same.
const STATES: [(State, &str, &str); 4] = [
    (State::None, "", ""),
    (State::Hover, ":hover", "[data-state=hover]"),
    (State::Focus, ":focus-visible", "[data-state=focus]"),
    (State::Active, ":active", "[data-state=active]"),
];

/// What stands for a state in the text that a class's name is made of. It never changes: published pages have these names.
fn word(state: State) -> &'static str {
    match state {
        State::None => "None",
        State::Hover => "Hover",
        State::Focus => "Focus",
        State::Active => "Active",
    }
}

/// The class of each style block.
#[derive(Debug)]
pub struct Classes(BTreeMap<StyleId, String>);

impl Classes {
    /// Names the style blocks. In the canvas a name follows from the id, so that it stays when declarations change;
    /// published, from the content, so that blocks that look the same share one rule.
    #[must_use]
    pub fn new(document: &Document, target: &Target) -> Self {
        Self(
            document
                .styles
                .iter()
                .filter_map(|(id, block)| {
                    if target.is_canvas() {
                        return Some((id.clone(), class_name(id.as_str())));
                    }
                    let mut content = String::new();
                    for (key, value) in document.declarations_of(id) {
                        let state = word(key.state);
                        let _ = write!(content, "{}|{state}|{}:{value};", key.breakpoint, key.property);
                    }
                    // A shared block keeps a name of its own: its rules come before those of nameless ones.
                    let prefix = if block.name.is_some() { "shared:" } else { "" };
                    (!content.is_empty()).then(|| (id.clone(), class_name(&format!("{prefix}{content}"))))
                })
                .collect(),
        )
    }

    /// The classes of a node's style blocks.
    pub fn of<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a str> {
        node.styles.iter().filter_map(|style| self.0.get(style)).map(String::as_str)
    }
}

/// `x` and eight characters of a hash (FNV-1a, 64 bits). Never the text itself: an id is no selector.
#[must_use]
pub fn class_name(text: &str) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // The low bits of this hash are its weakest.
    hash ^= hash >> 29;
    let mut out = String::from("x");
    for _ in 0..8 {
        let index = usize::try_from(hash & 31).unwrap_or_default();
        out.push(char::from(DIGITS.get(index).copied().unwrap_or(b'a')));
        hash >>= 5;
    }
    out
}

/// The whole stylesheet. `nodes` are the ones that are rendered.
#[must_use]
pub fn stylesheet<'a>(
    document: &Document,
    target: &Target,
    classes: &Classes,
    nodes: impl Iterator<Item = &'a Node>,
) -> String {
    let mut kinds: BTreeSet<Kind> = BTreeSet::new();
    let mut styles: BTreeSet<&StyleId> = BTreeSet::new();
    let mut colors = BTreeSet::new();
    for node in nodes {
        kinds.insert(node.kind.clone());
        styles.extend(&node.styles);
        for value in node.values() {
            if let Some(rich) = value.as_rich() {
                colors.extend(rich.spans().filter_map(|span| span.color.as_ref()));
            }
        }
    }
    let mut out = tokens(document, target);
    out.push_str("@layer b{");
    out.push_str(&base::rules(&kinds, target.is_canvas()));
    // A colour just chosen on the canvas is seen before it is kept.
    if target.is_canvas() {
        let is_color = |kind| kind == crate::document::TokenKind::Color;
        colors.extend(document.tokens.iter().filter(|(_, token)| is_color(token.kind)).map(|(id, _)| id));
    }
    for token in colors {
        let _ = write!(out, ".t-{token}{{color:var(--{token})}}");
    }
    out.push('}');
    let mut ordered: Vec<&StyleId> =
        if target.is_canvas() { document.styles.keys().collect() } else { styles.into_iter().collect() };
    let nameless = |style: &StyleId| document.styles.get(style).is_none_or(|block| block.name.is_none());
    crate::lean::sort_by(&mut ordered, |a, b| nameless(a).cmp(&nameless(b)));
    rules(document, target, classes, &ordered, &mut out);
    out
}

fn tokens(document: &Document, target: &Target) -> String {
    let mut out = String::from(":root{");
    for (id, value) in base::TOKENS {
        if !document.tokens.contains_key(*id) {
            let _ = write!(out, "--{id}:{value};");
        }
    }
    for (id, token) in &document.tokens {
        if let Some(value) = resolve(document, target, &token.value) {
            let _ = write!(out, "--{id}:{value};");
        }
    }
    close(&mut out);
    out
}

/// Ends a rule without its last semicolon.
fn close(out: &mut String) {
    if out.ends_with(';') {
        out.pop();
    }
    out.push('}');
}

fn resolve(document: &Document, target: &Target, value: &CssValue) -> Option<String> {
    value.to_css(|asset| Some(target.info().url(&document.assets.get(asset)?.url)))
}

fn rules(document: &Document, target: &Target, classes: &Classes, styles: &[&StyleId], out: &mut String) {
    let mut seen = BTreeSet::new();
    let mut blocks: Vec<(&String, Vec<(&DeclarationKey, &CssValue)>)> = Vec::with_capacity(styles.len());
    for style in styles {
        if let Some(class) = classes.0.get(*style).filter(|class| seen.insert(*class)) {
            blocks.push((class, document.declarations_of(style).collect()));
        }
    }
    for breakpoint in &document.breakpoints {
        let mut here = String::new();
        for (class, all) in &blocks {
            if all.iter().all(|(key, _)| key.breakpoint != breakpoint.id) {
                continue;
            }
            for (state, selector, shown) in STATES {
                let shown = if target.is_canvas() { shown } else { "" };
                let mut rows = all
                    .iter()
                    .filter(|(key, _)| key.breakpoint == breakpoint.id && key.state == state)
                    .peekable();
                if rows.peek().is_none() {
                    continue;
                }
                let _ = write!(here, ".{class}{selector}");
                if !shown.is_empty() {
                    let _ = write!(here, ",.{class}{shown}");
                }
                here.push('{');
                let (mut side, mut in_columns) = (None, false);
                for (key, value) in rows {
                    if let Some(css) = resolve(document, target, value) {
                        declaration(key.property, &css, &mut here);
                        if key.property == CssProperty::TextAlign {
                            side = Some(css);
                        }
                        in_columns |= key.property == CssProperty::Columns;
                    }
                }
                close(&mut here);
                // For what stands inside, not for the box itself.
                let mut inside = side.map(|side| ["--ta:", side_of(&side)].concat());
                if in_columns {
                    // A picture or a card isn't torn in two.
                    let whole = "break-inside:avoid";
                    inside =
                        Some(inside.map_or_else(|| whole.to_owned(), |other| [&other, ";", whole].concat()));
                }
                if let Some(inside) = inside {
                    let _ = write!(here, ".{class}{selector}>*");
                    if !shown.is_empty() {
                        let _ = write!(here, ",.{class}{shown}>*");
                    }
                    let _ = write!(here, "{{{inside}}}");
                }
            }
        }
        match breakpoint.max_width {
            _ if here.is_empty() => {}
            Some(width) => {
                let _ = write!(out, "@media(max-width:{width}px){{{here}}}");
            }
            None => out.push_str(&here),
        }
    }
}

fn declaration(property: CssProperty, value: &str, out: &mut String) {
    let name = property.in_browsers();
    if property == CssProperty::LineClamp {
        // Lines are counted in the old box model only.
        out.push_str(match value {
            "none" => "overflow:visible;",
            _ => "display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden;",
        });
    }
    // Two that some browsers in use still know by their old names only.
    if matches!(property, CssProperty::BackdropFilter | CssProperty::BackgroundClip) {
        let _ = write!(out, "-webkit-{name}:{value};");
    }
    let _ = write!(out, "{name}:{value};");
    if property == CssProperty::AlignItems {
        let _ = write!(out, "--ai:{value};");
    }
}

/// Where `text-align` puts buttons and pictures.
fn side_of(text_align: &str) -> &'static str {
    match text_align {
        "center" => "center",
        "right" | "end" => "flex-end",
        _ => "flex-start",
    }
}

/// The families the page's tokens and these nodes' styles name.
pub fn families<'a>(document: &'a Document, nodes: impl Iterator<Item = &'a Node>) -> Vec<&'static Family> {
    let styles: BTreeSet<&StyleId> = nodes.flat_map(|node| &node.styles).gather();
    let named = styles
        .into_iter()
        .flat_map(|style| document.declarations_of(style))
        .filter(|(key, _)| key.property == CssProperty::FontFamily)
        .map(|(_, value)| value);
    let base = ["font-body", "font-heading"].iter().filter_map(|id| Some(&document.tokens.get(*id)?.value));
    let mut found = BTreeSet::new();
    for value in named.chain(base) {
        let tokens = value.refs().filter_map(|reference| match reference {
            CssRef::Token(id) => document.tokens.get(&id).map(|token| &token.value),
            CssRef::Asset(_) => None,
        });
        for value in tokens.chain([value]) {
            let here = FAMILIES.iter().enumerate().filter(|(_, family)| family.is_in(value.as_str()));
            found.extend(here.map(|(index, _)| index));
        }
    }
    found.into_iter().filter_map(|index| FAMILIES.get(index)).collect()
}

/// The `@font-face` rules of families.
#[must_use]
pub fn faces(families: &[&'static Family], target: &Target) -> String {
    let mut out = String::new();
    for family in families {
        family.faces(&mut out, |file| target.info().font_url(file));
    }
    out
}

/// The assets the stylesheet of these style blocks needs.
pub fn assets<'a>(
    document: &'a Document,
    nodes: impl Iterator<Item = &'a Node>,
) -> BTreeSet<crate::document::AssetId> {
    nodes
        .flat_map(|node| &node.styles)
        .flat_map(|style| document.declarations_of(style))
        .flat_map(|(_, value)| value.refs())
        .filter_map(|reference| match reference {
            CssRef::Asset(id) => Some(id),
            CssRef::Token(_) => None,
        })
        .gather()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What published pages were made with.
    #[test]
    fn names_of_classes_stay() {
        for (state, _, _) in STATES {
            assert_eq!(word(state), format!("{state:?}"));
        }
    }
}
