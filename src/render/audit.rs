//! What could be better about a page: for readers, for search engines, for people with other eyes and hands.
//!
//! Findings carry a rule and a node; words are the interface's. What one press can do about one is in [`mend()`].

mod color;
pub(super) mod contrast;
mod mend;
#[cfg(test)]
mod tests;
mod weigh;

use std::collections::BTreeMap;

use super::forms::field_name;
use crate::document::{CssProperty, Document, Kind, Node, NodeId, Prop, Tree, Value};

pub use color::{Color, contrast};
pub use mend::{free_field_name, mend};
pub use weigh::compressed;

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

impl Severity {
    /// The key for translations of its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// What one such finding takes from an area's hundred.
    const fn cost(self) -> u8 {
        match self {
            Self::Note => 4,
            Self::Warning => 12,
            Self::Error => 30,
        }
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every one, in the order they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The key for translations of its words.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// What a rule is about; each has a score.
    Area {
        /// Words that can be read.
        Contrast = "contrast",
        /// The outline of the page.
        Headings = "headings",
        /// Pictures and what they show.
        Images = "images",
        /// Where links and buttons lead.
        Links = "links",
        /// Forms people can fill in.
        Forms = "forms",
        /// Search engines and social networks.
        Search = "search",
        /// Fingers.
        Touch = "touch",
        /// What has to be loaded.
        Weight = "weight",
    }
}

words! {
    /// What was looked at.
    Rule {
        /// The page has no heading of level 1.
        NoMainHeading = "no_main_heading",
        /// The page has several headings of level 1.
        SeveralMainHeadings = "several_main_headings",
        /// A heading skips a level.
        HeadingOrder = "heading_order",
        /// A heading, button or link without words.
        EmptyText = "empty_text",
        /// A picture without a description.
        ImageAlt = "image_alt",
        /// A picture block without a picture; it isn't published.
        NoPicture = "no_picture",
        /// A link or button that leads nowhere.
        EmptyLink = "empty_link",
        /// A link whose words say nothing by themselves.
        VagueLink = "vague_link",
        /// A link to an address that isn't encrypted.
        InsecureLink = "insecure_link",
        /// A `#fragment` nothing on the page has.
        DeadFragment = "dead_fragment",
        /// Two blocks with the same fragment.
        DuplicateFragment = "duplicate_fragment",
        /// A field without a label.
        FieldLabel = "field_label",
        /// Two fields of a form with the same name.
        DuplicateFieldName = "duplicate_field_name",
        /// A form without fields, or without a button.
        IncompleteForm = "incomplete_form",
        /// Words that are hard to read on their background. Measure: a hundred times the ratio.
        Contrast = "contrast",
        /// Words smaller than 12 px.
        SmallText = "small_text",
        /// A link or button lower than 24 px.
        TapTarget = "tap_target",
        /// No title for search engines.
        NoTitle = "no_title",
        /// A title that is cut off in results. Measure: its characters.
        LongTitle = "long_title",
        /// No description for search engines.
        NoDescription = "no_description",
        /// A description that is cut off in results. Measure: its characters.
        LongDescription = "long_description",
        /// No picture for social networks, though the page has some.
        NoSharePicture = "no_share_picture",
        /// Search engines are asked to stay away.
        Noindex = "noindex",
        /// The page is heavy. Measure: its bytes, compressed.
        Weight = "weight",
    }
}

impl Rule {
    /// What it is about.
    #[must_use]
    pub const fn area(self) -> Area {
        match self {
            Self::Contrast | Self::SmallText => Area::Contrast,
            Self::NoMainHeading | Self::SeveralMainHeadings | Self::HeadingOrder | Self::EmptyText => {
                Area::Headings
            }
            Self::ImageAlt | Self::NoPicture => Area::Images,
            Self::EmptyLink
            | Self::VagueLink
            | Self::InsecureLink
            | Self::DeadFragment
            | Self::DuplicateFragment => Area::Links,
            Self::FieldLabel | Self::DuplicateFieldName | Self::IncompleteForm => Area::Forms,
            Self::TapTarget => Area::Touch,
            Self::NoTitle
            | Self::LongTitle
            | Self::NoDescription
            | Self::LongDescription
            | Self::NoSharePicture
            | Self::Noindex => Area::Search,
            Self::Weight => Area::Weight,
        }
    }
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
    /// What was measured, where the rule says what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<u64>,
}

/// The score of an area, 0–100.
#[must_use]
pub fn score(findings: &[Finding], area: Area) -> u8 {
    findings
        .iter()
        .filter(|finding| finding.rule.area() == area)
        .fold(100, |score: u8, finding| score.saturating_sub(finding.severity.cost()))
}

/// HTML and CSS of an ordinary page are at most this large, compressed: what the first round trip carries.
pub const BUDGET: usize = 14 * 1024;
/// What search results show of a title and of a description, in characters.
pub const TITLE_LENGTH: usize = 60;
/// See [`TITLE_LENGTH`].
pub const DESCRIPTION_LENGTH: usize = 160;

/// Words that say nothing about where they lead, in lower case.
const VAGUE: &[&str] = &[
    "click here",
    "here",
    "read more",
    "more",
    "link",
    "this",
    "bấm vào đây",
    "nhấn vào đây",
    "tại đây",
    "ở đây",
    "xem thêm",
    "คลิกที่นี่",
    "ที่นี่",
    "อ่านต่อ",
    "เพิ่มเติม",
];

struct Audit<'a> {
    document: &'a Document,
    tree: &'a Tree<'a>,
    found: Vec<Finding>,
}

/// The nodes visitors see, from top to bottom.
fn shown<'a>(document: &'a Document, tree: &Tree<'a>) -> Vec<(&'a NodeId, &'a Node)> {
    let mut out = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut stack: Vec<&'a NodeId> = vec![&document.root];
    while let Some(id) = stack.pop() {
        let Some(node) = document.nodes.get(id) else { continue };
        if !node.hidden {
            out.push((id, node));
            stack.extend(tree.children(id).iter().rev());
            // What is wrong in a component is mended once.
            if let Some((component, it)) = crate::document::components::shown(document, node)
                && seen.insert(component)
            {
                stack.push(&it.root);
            }
        }
    }
    out
}

/// The level of a heading.
fn level(node: &Node) -> i64 {
    match node.props.get(&Prop::LEVEL) {
        Some(Value::Number(level)) => *level,
        _ => 2,
    }
}

/// Looks at everything. `html` is the page with its styles.
pub(super) fn audit(document: &Document, tree: &Tree<'_>, html: &str) -> Vec<Finding> {
    let mut audit = Audit { document, tree, found: Vec::new() };
    let nodes = shown(document, tree);
    audit.page(html);
    audit.headings(&nodes);
    audit.links(&nodes);
    audit.forms(&nodes);
    for (id, node) in &nodes {
        audit.node(id, node);
        audit.contrast(id, node);
        audit.touch(id, node);
    }
    let pictures = || nodes.iter().any(|(_, node)| picture(node).is_some());
    if document.meta.og_image.is_none() && pictures() {
        audit.note(Rule::NoSharePicture, Severity::Note, None);
    }
    audit.found
}

fn picture(node: &Node) -> Option<&crate::document::AssetId> {
    node.props.get(&Prop::ASSET).filter(|_| node.kind == Kind::Image).and_then(Value::as_asset)
}

impl<'a> Audit<'a> {
    fn note(&mut self, rule: Rule, severity: Severity, node: Option<&NodeId>) {
        self.found.push(Finding { rule, severity, node: node.cloned(), measure: None });
    }

    fn measured(&mut self, rule: Rule, severity: Severity, node: Option<&NodeId>, measure: usize) {
        let measure = u64::try_from(measure).ok();
        self.found.push(Finding { rule, severity, node: node.cloned(), measure });
    }

    fn page(&mut self, html: &str) {
        let meta = &self.document.meta;
        let length = |text: &Option<String>| text.as_deref().map_or(0, |text| text.trim().chars().count());
        match length(&meta.title) {
            0 => self.note(Rule::NoTitle, Severity::Note, None),
            long if long > TITLE_LENGTH => self.measured(Rule::LongTitle, Severity::Note, None, long),
            _ => {}
        }
        match length(&meta.description) {
            0 => self.note(Rule::NoDescription, Severity::Note, None),
            long if long > DESCRIPTION_LENGTH => {
                self.measured(Rule::LongDescription, Severity::Note, None, long);
            }
            _ => {}
        }
        if meta.noindex {
            self.note(Rule::Noindex, Severity::Note, None);
        }
        let bytes = compressed(html);
        if bytes > BUDGET {
            self.measured(Rule::Weight, Severity::Warning, None, bytes);
        }
    }

    fn headings(&mut self, nodes: &[(&NodeId, &Node)]) {
        let mut previous = 0;
        let mut main = 0;
        for (id, node) in nodes.iter().filter(|(_, node)| node.kind == Kind::Heading) {
            let level = level(node);
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
            Kind::Heading | Kind::Button | Kind::Product | Kind::Chat | Kind::ListItem
                if blank(&Prop::TEXT) =>
            {
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
            if matches!(node.kind, Kind::Link | Kind::Button | Kind::SocialLink) {
                let words = node.text(&Prop::TEXT).trim().to_lowercase();
                if !node.props.contains_key(&Prop::LINK) {
                    self.note(Rule::EmptyLink, Severity::Warning, Some(id));
                } else if VAGUE.contains(&words.as_str()) {
                    self.note(Rule::VagueLink, Severity::Note, Some(id));
                }
            }
            if node.kind == Kind::Product && node.text(&Prop::LISTING).is_empty() {
                self.note(Rule::EmptyLink, Severity::Warning, Some(id));
            }
            let rich = node
                .props
                .values()
                .filter_map(Value::as_rich)
                .flat_map(crate::document::RichText::spans)
                .filter_map(|span| span.link.as_ref());
            for link in node.props.values().filter_map(Value::as_link).chain(rich) {
                if link.href.as_str().starts_with("http://") {
                    self.note(Rule::InsecureLink, Severity::Note, Some(id));
                }
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
        let Some(found) = contrast::reading(self.document, id, node) else { return };
        if found.ratio < found.needed {
            let severity = if found.ratio < 3.0 { Severity::Error } else { Severity::Warning };
            let hundredfold = format!("{:.0}", (found.ratio * 100.0).floor()).parse().unwrap_or_default();
            self.measured(Rule::Contrast, severity, Some(id), hundredfold);
        }
    }

    /// Words and targets that were made too small. What the base rules give is large enough.
    fn touch(&mut self, id: &NodeId, node: &Node) {
        let pixels = |property| {
            contrast::declared(self.document, node, property)
                .and_then(|value| contrast::pixels(value.as_str()))
        };
        let size = pixels(CssProperty::FontSize);
        let has_words = node.kind.spec().inline.is_some();
        let small = has_words && size.is_some_and(|size| size < 12.0);
        let is_target = matches!(node.kind, Kind::Link | Kind::Button | Kind::Product | Kind::SubmitButton);
        // A link around a whole card is as high as the card.
        let is_target = is_target && self.tree.children(id).is_empty();
        let line = size.unwrap_or(17.0) * 1.65;
        let (above, below) = match node.kind {
            Kind::Link => (0.0, 0.0),
            _ => (11.2, 11.2),
        };
        let padded = line
            + pixels(CssProperty::PaddingTop).unwrap_or(above)
            + pixels(CssProperty::PaddingBottom).unwrap_or(below);
        let least = match (pixels(CssProperty::MinHeight), &node.kind) {
            (Some(height), _) => height,
            (None, Kind::Link) => 0.0,
            (None, _) => 46.4,
        };
        let height = pixels(CssProperty::Height).unwrap_or(padded).max(least);
        if small {
            self.note(Rule::SmallText, Severity::Warning, Some(id));
        }
        if is_target && height < 24.0 {
            self.note(Rule::TapTarget, Severity::Warning, Some(id));
        }
    }
}
