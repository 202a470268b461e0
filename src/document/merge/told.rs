//! A merge in words: which blocks, what of them, and their texts before and after.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::document::ids::{ComponentId, NodeId, Prop, StyleId, TokenId};
use crate::document::kind::{Kind, PropType};
use crate::document::model::Document;
use crate::document::tree::Tree;
use crate::document::value::Value;

/// Longest text that is shown of a block, in characters.
const LONGEST: usize = 240;

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// It is new.
    Added,
    /// Something of it is different.
    Edited,
    /// It stands elsewhere, and is otherwise the same.
    Moved,
    /// It is gone.
    Removed,
}

/// What of a thing is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// Its words.
    Text,
    /// Its picture or film.
    Picture,
    /// Where it leads.
    Link,
    /// How it looks.
    Looks,
    /// Where it stands.
    Place,
    /// Its other settings.
    Settings,
    /// A colour, length or font of the theme.
    Theme,
    /// What search engines and social networks show.
    Head,
}

impl Part {
    /// What a property of a block is about.
    pub(super) fn of(kind: &Kind, prop: &Prop) -> Self {
        match kind.prop_spec(prop).map(|spec| spec.ty) {
            Some(PropType::Text { .. } | PropType::Rich | PropType::Texts) => Self::Text,
            Some(PropType::Asset | PropType::Film | PropType::Icon) => Self::Picture,
            Some(PropType::Link | PropType::Url) => Self::Link,
            _ => Self::Settings,
        }
    }
}

/// Why the buyer's stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The buyer changed the same.
    Edited,
    /// The buyer removed it, or what it stands in.
    Removed,
    /// It doesn't fit into the buyer's page.
    Impossible,
}

/// Something the seller changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// What happened to it.
    pub what: Changed,
    /// The kind of the block, or `theme`, `style`, `component`, `head`.
    pub block: String,
    /// The block's id, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// What people call it; may be empty.
    pub label: String,
    /// What of it.
    pub parts: Vec<Part>,
    /// Its words before, where it had some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its words after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Something the seller changed that isn't taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// What the seller did.
    #[serde(flatten)]
    pub change: Change,
    /// Why it isn't taken.
    pub why: Why,
    /// The buyer's words, which stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yours: Option<String>,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Head,
    Token(TokenId),
    Style(StyleId),
    Component(ComponentId),
    Node(NodeId),
}

/// What was taken and what was kept, by subject.
#[derive(Debug, Default)]
pub(super) struct Told {
    took: BTreeMap<Subject, BTreeSet<Part>>,
    kept: BTreeMap<(Subject, Why), BTreeSet<Part>>,
}

impl Told {
    pub(super) fn took(&mut self, subject: Subject, part: Part) {
        self.took.entry(subject).or_default().insert(part);
    }

    pub(super) fn kept(&mut self, subject: Subject, part: Part, why: Why) {
        self.kept.entry((subject, why)).or_default().insert(part);
    }

    /// Lines in the order of the seller's page, what it no longer has at the end.
    pub(super) fn list(
        self,
        base: &Document,
        mine: &Document,
        theirs: &Document,
    ) -> (Vec<Change>, Vec<Conflict>) {
        let mut places: BTreeMap<&NodeId, usize> = BTreeMap::new();
        for document in [theirs, base] {
            let tree = Tree::new(document);
            for (_, id) in tree.walk(&document.root) {
                let next = places.len();
                places.entry(id).or_insert(next);
            }
        }
        let rank = |subject: &Subject| match subject {
            Subject::Node(id) => (1, places.get(id).copied().unwrap_or(usize::MAX)),
            _ => (0, 0),
        };
        let mut took: Vec<_> = self.took.into_iter().collect();
        took.sort_by_key(|(subject, _)| rank(subject));
        let mut kept: Vec<_> = self.kept.into_iter().collect();
        kept.sort_by_key(|((subject, _), _)| rank(subject));
        let changes =
            took.into_iter().map(|(subject, parts)| change(base, theirs, &subject, parts)).collect();
        let conflicts = kept
            .into_iter()
            .map(|((subject, why), parts)| Conflict {
                yours: words(mine, &subject, parts.contains(&Part::Whole)).filter(|_| why != Why::Removed),
                change: change(base, theirs, &subject, parts),
                why,
            })
            .collect();
        (changes, conflicts)
    }
}

fn change(base: &Document, theirs: &Document, subject: &Subject, parts: BTreeSet<Part>) -> Change {
    let what = match (is_there(base, subject), is_there(theirs, subject)) {
        (false, true) => Changed::Added,
        (true, false) => Changed::Removed,
        _ if parts.len() == 1 && parts.contains(&Part::Place) => Changed::Moved,
        _ => Changed::Edited,
    };
    let whole = parts.contains(&Part::Whole);
    let (block, label) = name(if what == Changed::Removed { base } else { theirs }, subject);
    let (before, after) = (words(base, subject, whole), words(theirs, subject, whole));
    let same = before == after;
    Change {
        what,
        block,
        node: match subject {
            Subject::Node(id) => Some(id.to_string()),
            _ => None,
        },
        label,
        parts: parts.into_iter().collect(),
        before: before.filter(|_| what == Changed::Removed || (what == Changed::Edited && !same)),
        after: after.filter(|_| what != Changed::Removed),
    }
}

fn is_there(document: &Document, subject: &Subject) -> bool {
    match subject {
        Subject::Head => true,
        Subject::Token(id) => document.tokens.contains_key(id),
        Subject::Style(id) => document.styles.contains_key(id),
        Subject::Component(id) => document.components.contains_key(id),
        Subject::Node(id) => document.nodes.contains_key(id),
    }
}

fn name(document: &Document, subject: &Subject) -> (String, String) {
    let own = |text: Option<&String>, id: &str| match text {
        Some(text) if !text.is_empty() => text.clone(),
        _ => id.to_owned(),
    };
    match subject {
        Subject::Head => ("head".to_owned(), String::new()),
        Subject::Token(id) => {
            ("theme".to_owned(), own(document.tokens.get(id).map(|token| &token.name), id.as_str()))
        }
        Subject::Style(id) => (
            "style".to_owned(),
            own(document.styles.get(id).and_then(|style| style.name.as_ref()), id.as_str()),
        ),
        Subject::Component(id) => {
            ("component".to_owned(), own(document.components.get(id).map(|one| &one.name), id.as_str()))
        }
        Subject::Node(id) => {
            let node = document.nodes.get(id);
            let kind = node.map_or_else(String::new, |node| node.kind.as_str().to_owned());
            (kind, node.map_or_else(String::new, |node| node.label.clone()))
        }
    }
}

/// The words of a thing; of a block its own, or with all that stands in it.
fn words(document: &Document, subject: &Subject, whole: bool) -> Option<String> {
    let text = match subject {
        Subject::Head => {
            let meta = &document.meta;
            [meta.title.clone(), meta.description.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        }
        Subject::Token(id) => {
            document.tokens.get(id).map(|token| token.value.to_string()).unwrap_or_default()
        }
        Subject::Style(_) | Subject::Component(_) => String::new(),
        Subject::Node(id) => {
            let (id, _) = document.nodes.get_key_value(id)?;
            if whole {
                let tree = Tree::new(document);
                let all: Vec<String> = tree
                    .walk(id)
                    .into_iter()
                    .map(|(_, id)| own_words(document, id))
                    .filter(|text| !text.is_empty())
                    .collect();
                all.join(" · ")
            } else {
                own_words(document, id)
            }
        }
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= LONGEST {
        return Some(text);
    }
    Some(text.chars().take(LONGEST).chain(['…']).collect())
}

fn own_words(document: &Document, id: &NodeId) -> String {
    let Some(node) = document.nodes.get(id) else { return String::new() };
    let shown = |prop: &Prop, value: &Value| match (node.kind.prop_spec(prop).map(|spec| spec.ty), value) {
        (Some(PropType::Text { .. }), Value::Text(text)) => Some(text.clone()),
        (_, Value::Rich { rich }) => Some(rich.to_plain()),
        (_, Value::Texts(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let own = node.props.iter().filter_map(|(prop, value)| shown(prop, value));
    let over = node.overrides.values().flatten().filter_map(|(prop, value)| shown(prop, value));
    own.chain(over).filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(" · ")
}
