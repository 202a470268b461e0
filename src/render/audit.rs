//! What could be better about a page: for readers, for search engines, for people with other eyes.

use std::collections::BTreeMap;

use super::base;
use super::forms::field_name;
use crate::document::{CssProperty, CssValue, Document, Kind, Node, NodeId, Prop, State, Tree, Value};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a thought.
    Note,
    /// Should be mended.
    Warning,
    /// Keeps people from using the page.
    Error,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The page has no heading of level 1.
    NoMainHeading,
    /// The page has several headings of level 1.
    SeveralMainHeadings,
    /// A heading skips a level.
    HeadingOrder,
    /// A heading, button or link without words.
    EmptyText,
    /// A picture without a description.
    ImageAlt,
    /// A picture block without a picture; it isn't published.
    NoPicture,
    /// A link or button that leads nowhere.
    EmptyLink,
    /// A `#fragment` nothing on the page has.
    DeadFragment,
    /// Two blocks with the same fragment.
    DuplicateFragment,
    /// A field without a label.
    FieldLabel,
    /// Two fields of a form with the same name.
    DuplicateFieldName,
    /// A form without fields, or without a button.
    IncompleteForm,
    /// Words that are hard to read on their background.
    Contrast,
    /// No title for search engines.
    NoTitle,
    /// No description for search engines.
    NoDescription,
    /// The page is heavy.
    Weight,
}

/// One thing that could be better.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// What.
    pub rule: Rule,
    /// How bad.
    pub severity: Severity,
    /// Where, if it is about one node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
}

/// HTML and CSS above this many bytes rarely fit into 14 KB compressed.
const HEAVY: usize = 80_000;

struct Audit<'a> {
    document: &'a Document,
    tree: &'a Tree<'a>,
    found: Vec<Finding>,
}

/// Looks at everything. `bytes` is the length of the HTML with its styles.
pub(super) fn audit(document: &Document, tree: &Tree<'_>, bytes: usize) -> Vec<Finding> {
    let mut audit = Audit { document, tree, found: Vec::new() };
    let nodes = audit.shown();
    audit.page(bytes);
    audit.headings(&nodes);
    audit.links(&nodes);
    audit.forms(&nodes);
    for (id, node) in &nodes {
        audit.node(id, node);
        audit.contrast(id, node);
    }
    audit.found
}

impl<'a> Audit<'a> {
    fn note(&mut self, rule: Rule, severity: Severity, node: Option<&NodeId>) {
        self.found.push(Finding { rule, severity, node: node.cloned() });
    }

    /// The nodes visitors see, from top to bottom.
    fn shown(&self) -> Vec<(&'a NodeId, &'a Node)> {
        let document = self.document;
        let mut out = Vec::new();
        let mut stack: Vec<&'a NodeId> = vec![&document.root];
        while let Some(id) = stack.pop() {
            let Some(node) = document.nodes.get(id) else { continue };
            if !node.hidden {
                out.push((id, node));
                stack.extend(self.tree.children(id).iter().rev());
            }
        }
        out
    }

    fn page(&mut self, bytes: usize) {
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        if blank(&self.document.meta.title) {
            self.note(Rule::NoTitle, Severity::Note, None);
        }
        if blank(&self.document.meta.description) {
            self.note(Rule::NoDescription, Severity::Note, None);
        }
        if bytes > HEAVY {
            self.note(Rule::Weight, Severity::Warning, None);
        }
    }

    fn headings(&mut self, nodes: &[(&NodeId, &Node)]) {
        let mut previous = 0;
        let mut main = 0;
        for (id, node) in nodes.iter().filter(|(_, node)| node.kind == Kind::Heading) {
            let level = match node.props.get(&Prop::LEVEL) {
                Some(Value::Number(level)) => *level,
                _ => 2,
            };
            if level == 1 {
                main += 1;
                if main > 1 {
                    self.note(Rule::SeveralMainHeadings, Severity::Warning, Some(id));
                }
            }
            if previous > 0 && level > previous + 1 {
                self.note(Rule::HeadingOrder, Severity::Warning, Some(id));
            }
            previous = level;
        }
        if main == 0 {
            self.note(Rule::NoMainHeading, Severity::Warning, None);
        }
    }

    fn node(&mut self, id: &NodeId, node: &Node) {
        let blank = |prop: &Prop| node.text(prop).trim().is_empty();
        match node.kind {
            Kind::Heading | Kind::Button | Kind::ListItem if blank(&Prop::TEXT) => {
                self.note(Rule::EmptyText, Severity::Warning, Some(id));
            }
            Kind::Link if blank(&Prop::TEXT) && self.tree.children(id).is_empty() => {
                self.note(Rule::EmptyText, Severity::Warning, Some(id));
            }
            Kind::FaqItem if blank(&Prop::QUESTION) => {
                self.note(Rule::EmptyText, Severity::Warning, Some(id));
            }
            Kind::Image => match node.props.get(&Prop::ASSET).and_then(Value::as_asset) {
                None => self.note(Rule::NoPicture, Severity::Note, Some(id)),
                // An alt that was set to nothing says that the picture is decoration.
                Some(asset) => {
                    let told =
                        self.document.assets.get(asset).is_some_and(|asset| !asset.alt.trim().is_empty());
                    if !told && !node.props.contains_key(&Prop::ALT) {
                        self.note(Rule::ImageAlt, Severity::Warning, Some(id));
                    }
                }
            },
            _ if node.kind.is_field() && blank(&Prop::LABEL) => {
                self.note(Rule::FieldLabel, Severity::Error, Some(id));
            }
            _ => {}
        }
    }

    fn links(&mut self, nodes: &[(&'a NodeId, &'a Node)]) {
        let mut fragments: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, node) in nodes {
            let anchor = node.text(&Prop::ANCHOR);
            if !anchor.is_empty() {
                let seen = fragments.entry(anchor).or_default();
                *seen += 1;
                if *seen > 1 {
                    self.note(Rule::DuplicateFragment, Severity::Warning, Some(id));
                }
            }
        }
        for (id, node) in nodes {
            if matches!(node.kind, Kind::Link | Kind::Button) && !node.props.contains_key(&Prop::LINK) {
                self.note(Rule::EmptyLink, Severity::Warning, Some(id));
            }
            let rich = node
                .props
                .values()
                .filter_map(Value::as_rich)
                .flat_map(crate::document::RichText::spans)
                .filter_map(|span| span.link.as_ref());
            for link in node.props.values().filter_map(Value::as_link).chain(rich) {
                match link.href.as_str().strip_prefix('#') {
                    Some("") => self.note(Rule::EmptyLink, Severity::Note, Some(id)),
                    Some(fragment) if fragment != "top" && !fragments.contains_key(fragment) => {
                        self.note(Rule::DeadFragment, Severity::Warning, Some(id));
                    }
                    _ => {}
                }
            }
        }
    }

    fn forms(&mut self, nodes: &[(&'a NodeId, &'a Node)]) {
        for (id, _) in nodes.iter().filter(|(_, node)| node.kind == Kind::Form) {
            let inside: Vec<(&NodeId, &Node)> = self
                .tree
                .walk(id)
                .into_iter()
                .filter_map(|(_, id)| Some((id, self.document.nodes.get(id)?)))
                .filter(|(_, node)| !node.hidden)
                .collect();
            let mut names = std::collections::BTreeSet::new();
            for (field, node) in inside.iter().filter(|(_, node)| node.kind.is_field()) {
                if !names.insert(field_name(field, node)) {
                    self.note(Rule::DuplicateFieldName, Severity::Warning, Some(field));
                }
            }
            if names.is_empty() || !inside.iter().any(|(_, node)| node.kind == Kind::SubmitButton) {
                self.note(Rule::IncompleteForm, Severity::Warning, Some(id));
            }
        }
    }

    fn contrast(&mut self, id: &NodeId, node: &Node) {
        let large = match node.kind {
            Kind::Heading => !matches!(node.props.get(&Prop::LEVEL), Some(Value::Number(4..))),
            Kind::RichText
            | Kind::Button
            | Kind::SubmitButton
            | Kind::Link
            | Kind::ListItem
            | Kind::FaqItem => false,
            _ => return,
        };
        let (Some(words), Some(ground)) = (self.words_color(id, node), self.ground_color(id, node)) else {
            return;
        };
        let ratio = contrast(words, ground);
        if ratio < 3.0 || (ratio < 4.5 && !large) {
            let severity = if ratio < 3.0 { Severity::Error } else { Severity::Warning };
            self.note(Rule::Contrast, severity, Some(id));
        }
    }

    /// A declaration of a node that holds everywhere, its own block before shared ones.
    fn declared(&self, node: &Node, property: CssProperty) -> Option<&'a CssValue> {
        let document = self.document;
        let base = &document.breakpoints.first()?.id;
        let find = |nameless: bool| {
            node.styles
                .iter()
                .filter_map(|style| document.styles.get_key_value(style))
                .filter(move |(_, block)| block.name.is_none() == nameless)
                .flat_map(|(style, _)| document.declarations_of(style))
                .find(|(key, _)| {
                    key.property == property && key.state == State::None && key.breakpoint == *base
                })
                .map(|(_, value)| value)
        };
        find(true).or_else(|| find(false))
    }

    fn token(&self, id: &str) -> Option<Color> {
        match self.document.tokens.get(id) {
            Some(token) => literal(token.value.as_str()),
            None => base::TOKENS.iter().find(|(known, _)| *known == id).and_then(|(_, value)| literal(value)),
        }
    }

    fn color(&self, value: &CssValue) -> Option<Color> {
        match value.as_str().strip_prefix("token(").and_then(|rest| rest.strip_suffix(')')) {
            Some(id) => self.token(id),
            None => literal(value.as_str()),
        }
    }

    fn words_color(&self, id: &NodeId, node: &Node) -> Option<Color> {
        if let Some(value) = self.declared(node, CssProperty::Color) {
            return self.color(value);
        }
        match (&node.kind, node.choice(&Prop::VARIANT)) {
            (Kind::Button | Kind::SubmitButton, "solid") => return self.token("on-primary"),
            (Kind::Button | Kind::SubmitButton, "light") => return literal("#141a26"),
            (Kind::RichText, "eyebrow") => return self.token("primary"),
            _ => {}
        }
        for ancestor in self.document.ancestors(id) {
            let Some(node) = self.document.nodes.get(ancestor) else { continue };
            if let Some(value) = self.declared(node, CssProperty::Color) {
                return self.color(value);
            }
            match node.kind {
                Kind::Footer => return self.token("muted"),
                Kind::Form => return self.token("text"),
                _ => {}
            }
        }
        self.token("text")
    }

    /// Nothing where a picture or a gradient lies behind: that can't be judged from here.
    fn ground_color(&self, id: &NodeId, node: &Node) -> Option<Color> {
        let own = match (&node.kind, node.choice(&Prop::VARIANT)) {
            (Kind::Button | Kind::SubmitButton, "solid") => Some(self.token("primary")),
            (Kind::Button | Kind::SubmitButton, "light") => Some(literal("#fff")),
            _ => None,
        };
        for ancestor in std::iter::once(id).chain(self.document.ancestors(id)) {
            let Some(node) = self.document.nodes.get(ancestor) else { continue };
            if self.declared(node, CssProperty::BackgroundImage).is_some_and(|value| value.as_str() != "none")
            {
                return None;
            }
            if let Some(value) = self.declared(node, CssProperty::BackgroundColor)
                && value.as_str() != "transparent"
            {
                return self.color(value);
            }
            if ancestor == id
                && let Some(own) = own
            {
                return own;
            }
            match node.kind {
                Kind::Footer => return self.token("surface"),
                Kind::Form | Kind::Navbar => return self.token("bg"),
                _ => {}
            }
        }
        self.token("bg")
    }
}

/// Red, green, blue.
type Color = [u8; 3];

/// An opaque colour that is written out; nothing for others.
fn literal(text: &str) -> Option<Color> {
    match text {
        "white" => return Some([255; 3]),
        "black" => return Some([0; 3]),
        _ => {}
    }
    let hex = text.strip_prefix('#')?;
    let wide: String = match hex.len() {
        3 => hex.chars().flat_map(|c| [c, c]).collect(),
        6 => hex.to_owned(),
        _ => return None,
    };
    let part = |from: usize| u8::from_str_radix(wide.get(from..from + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The contrast of two colours as WCAG 2 defines it, 1–21.
fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance([red, green, blue]: Color) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let ratio = |a: &str, b: &str| contrast(literal(a).unwrap(), literal(b).unwrap());
        assert!((ratio("#000", "#fff") - 21.0).abs() < 0.01);
        assert!((ratio("#767676", "#ffffff") - 4.54).abs() < 0.01);
        assert_eq!(literal("rgb(1 2 3)"), None);
        assert_eq!(literal("#12345678"), None);
    }
}
