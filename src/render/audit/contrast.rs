//! Whether words can be read on what lies behind them: colours as the cascade gives them, tokens and widths included.

use super::color::{Color, contrast};
use crate::document::{CssProperty, CssValue, Document, Kind, Node, NodeId, Prop, State, Value};
use crate::render::base;

/// Grounds looked at behind one text; gradients over gradients multiply.
const MOST_GROUNDS: usize = 16;

/// How words stand out where they stand out least.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// 1–21.
    pub ratio: f64,
    /// What would do for words of this size.
    pub needed: f64,
    /// The words, opaque.
    pub words: Color,
    /// What lies behind.
    pub grounds: Vec<Color>,
    /// Whether a gradient paints the letters, so that another colour of theirs would hide it.
    pub painted: bool,
    /// The breakpoint it is so at, as a position in the document's list.
    pub breakpoint: usize,
}

/// The worst reading of a node's words over all widths. Nothing for nodes without words, and where a picture lies
/// behind or a colour isn't known: that can't be judged from here.
#[must_use]
pub fn reading(document: &Document, id: &NodeId, node: &Node) -> Option<Reading> {
    let has_words = matches!(
        node.kind,
        Kind::Heading
            | Kind::RichText
            | Kind::Button
            | Kind::Product
            | Kind::SubmitButton
            | Kind::Link
            | Kind::ListItem
            | Kind::FaqItem
    );
    if !has_words {
        return None;
    }
    (0..document.breakpoints.len())
        .filter_map(|breakpoint| At { document, breakpoint }.reading(id, node))
        .min_by(|a, b| (a.ratio / a.needed).total_cmp(&(b.ratio / b.needed)))
}

/// The document at one width.
#[derive(Clone, Copy)]
struct At<'a> {
    document: &'a Document,
    breakpoint: usize,
}

impl<'a> At<'a> {
    fn reading(self, id: &NodeId, node: &Node) -> Option<Reading> {
        let grounds = self.grounds(id)?;
        let words = self.words(id, node)?;
        let painted = words.alpha <= 0.0 && self.is_clipped(node);
        let mut words = match self.declared(node, CssProperty::BackgroundImage) {
            Some(image) if painted => self.stops(image.as_str())?,
            _ => vec![words],
        };
        let opacity = self.opacity(id);
        for color in &mut words {
            color.alpha *= opacity;
        }
        let needed = if self.is_large(node) { 3.0 } else { 4.5 };
        let (ratio, words) = grounds
            .iter()
            .flat_map(|ground| words.iter().map(move |color| (color.over(*ground), *ground)))
            .map(|(color, ground)| (contrast(color, ground), color))
            .min_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(Reading { ratio, needed, words, grounds, painted, breakpoint: self.breakpoint })
    }

    /// Whether its background is painted in the letters alone.
    fn is_clipped(self, node: &Node) -> bool {
        self.declared(node, CssProperty::BackgroundClip).is_some_and(|value| value.as_str() == "text")
    }

    /// Whether three to one will do: 24 px, or 18.66 px and bold.
    fn is_large(self, node: &Node) -> bool {
        let size = self.declared(node, CssProperty::FontSize).map(|value| pixels(value.as_str()));
        match (size, &node.kind) {
            (Some(Some(size)), Kind::Heading) => size >= 18.66,
            (Some(Some(size)), _) => size >= 24.0,
            (Some(None) | None, Kind::Heading) => {
                !matches!(node.props.get(&Prop::LEVEL), Some(Value::Number(4..)))
            }
            _ => false,
        }
    }

    /// What holds at this width: the narrowest breakpoint that says something wins, there a node's own block.
    fn declared(self, node: &Node, property: CssProperty) -> Option<&'a CssValue> {
        let document = self.document;
        document.breakpoints.iter().take(self.breakpoint + 1).rev().find_map(|breakpoint| {
            let find = |nameless: bool| {
                node.styles
                    .iter()
                    .rev()
                    .filter_map(|style| document.styles.get_key_value(style))
                    .filter(move |(_, block)| block.name.is_none() == nameless)
                    .flat_map(|(style, _)| document.declarations_of(style))
                    .find(|(key, _)| {
                        key.property == property
                            && key.state == State::None
                            && key.breakpoint == breakpoint.id
                    })
                    .map(|(_, value)| value)
            };
            find(true).or_else(|| find(false))
        })
    }

    fn token(self, id: &str) -> Option<Color> {
        match self.document.tokens.get(id) {
            Some(token) => Color::parse(token.value.as_str()),
            None => {
                base::TOKENS.iter().find(|(known, _)| *known == id).and_then(|(_, value)| Color::parse(value))
            }
        }
    }

    fn color(self, text: &str) -> Option<Color> {
        match text.strip_prefix("token(").and_then(|rest| rest.strip_suffix(')')) {
            Some(id) => self.token(id),
            None => Color::parse(text),
        }
    }

    fn words(self, id: &NodeId, node: &Node) -> Option<Color> {
        if let Some(value) = self.declared(node, CssProperty::Color) {
            return self.color(value.as_str());
        }
        match (&node.kind, node.choice(&Prop::VARIANT)) {
            (Kind::Button | Kind::Product | Kind::SubmitButton, "solid") => return self.token("on-primary"),
            (Kind::Button | Kind::Product | Kind::SubmitButton, "light") => return Color::parse("#141a26"),
            (Kind::RichText, "eyebrow") => return self.token("primary"),
            _ => {}
        }
        for ancestor in self.document.ancestors(id) {
            let Some(node) = self.document.nodes.get(ancestor) else { continue };
            if let Some(value) = self.declared(node, CssProperty::Color) {
                return self.color(value.as_str());
            }
            match node.kind {
                Kind::Footer => return self.token("muted"),
                Kind::Form => return self.token("text"),
                _ => {}
            }
        }
        self.token("text")
    }

    /// How much of the node is seen, 0–1.
    fn opacity(self, id: &NodeId) -> f64 {
        std::iter::once(id)
            .chain(self.document.ancestors(id))
            .filter_map(|id| self.document.nodes.get(id))
            .filter_map(|node| self.declared(node, CssProperty::Opacity))
            .filter_map(|value| value.as_str().parse::<f64>().ok())
            .product()
    }

    /// The colours behind a node. Nothing where there is a picture or a colour that isn't known.
    fn grounds(self, id: &NodeId) -> Option<Vec<Color>> {
        // From the words outwards, until something hides what lies further back.
        let mut layers: Vec<Vec<Color>> = Vec::new();
        for ancestor in std::iter::once(id).chain(self.document.ancestors(id)) {
            let Some(node) = self.document.nodes.get(ancestor) else { continue };
            if self.is_clipped(node) {
                continue;
            }
            if let Some(image) = self.declared(node, CssProperty::BackgroundImage)
                && image.as_str() != "none"
            {
                layers.push(self.stops(image.as_str())?);
            }
            if let Some(value) = self.declared(node, CssProperty::BackgroundColor) {
                layers.push(vec![self.color(value.as_str())?]);
            } else if let Some(base) = base_ground(node, ancestor == id) {
                layers.push(vec![self.color(base)?]);
            }
            if layers.last().is_some_and(|layer| layer.iter().all(|color| color.alpha >= 1.0)) {
                break;
            }
        }
        let mut seen = vec![self.token("bg")?];
        for layer in layers.iter().rev() {
            seen = seen
                .iter()
                .flat_map(|ground| layer.iter().map(|color| color.over(*ground)))
                .take(MOST_GROUNDS)
                .collect();
        }
        Some(seen)
    }

    /// The colours of gradients. Nothing if there is a picture among them, or a colour that isn't known.
    fn stops(self, image: &str) -> Option<Vec<Color>> {
        if ["asset(", "color-mix(", "oklch("].iter().any(|word| image.contains(word)) {
            return None;
        }
        let mut stops = Vec::new();
        let mut rest = image;
        while let Some(at) = rest.find(|c: char| c == '#' || c.is_ascii_alphabetic()) {
            let here = rest.get(at..)?;
            let word = here
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '#' | '-')))
                .unwrap_or(here.len());
            let (name, after) = here.split_at_checked(word)?;
            let is_color = matches!(name, "rgb" | "rgba" | "hsl" | "hsla" | "token");
            let end = if is_color && after.starts_with('(') { word + after.find(')')? + 1 } else { word };
            let (text, after) = here.split_at_checked(end)?;
            if is_color {
                stops.push(self.color(text)?);
            } else if let Some(color) = Color::parse(text) {
                stops.push(color);
            }
            rest = after;
        }
        (!stops.is_empty()).then_some(stops)
    }
}

/// What the base rules put behind a kind; nothing if they put nothing there.
fn base_ground(node: &Node, own: bool) -> Option<&'static str> {
    match (&node.kind, node.choice(&Prop::VARIANT)) {
        (Kind::Button | Kind::Product | Kind::SubmitButton, "solid") if own => Some("token(primary)"),
        (Kind::Button | Kind::Product | Kind::SubmitButton, "light") if own => Some("white"),
        (Kind::Footer, _) => Some("token(surface)"),
        (Kind::Form | Kind::Navbar, _) => Some("token(bg)"),
        _ => None,
    }
}

/// A length in pixels, where it is one whatever is around: `px`, `rem`.
#[must_use]
pub fn pixels(text: &str) -> Option<f64> {
    if let Some(number) = text.strip_suffix("rem") {
        return Some(number.parse::<f64>().ok()? * 16.0);
    }
    text.strip_suffix("px").unwrap_or(if text == "0" { text } else { "" }).parse().ok()
}

/// A declaration that holds at a width, by the breakpoint's position in the document's list.
pub(in crate::render) fn declared_at<'a>(
    document: &'a Document,
    node: &Node,
    property: CssProperty,
    breakpoint: usize,
) -> Option<&'a CssValue> {
    At { document, breakpoint }.declared(node, property)
}

/// A declaration that holds at the widest width, whichever block of the node it stands in.
#[must_use]
pub fn declared<'a>(document: &'a Document, node: &Node, property: CssProperty) -> Option<&'a CssValue> {
    At { document, breakpoint: 0 }.declared(node, property)
}
