//! Structured text: paragraphs and lists of spans with marks. Never HTML; what HTML becomes here is in `paste`.

use serde::{Deserialize, Serialize};

use super::ids::TokenId;
use super::value::Link;

/// A text of blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RichText {
    /// Paragraphs and lists, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A paragraph or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text. A line feed is a line break.
        spans: Vec<Span>,
    },
    /// A list.
    List {
        /// Numbered instead of bulleted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ordered: bool,
        /// The items, each a line of spans.
        items: Vec<Vec<Span>>,
    },
}

impl Block {
    /// How many lines of spans it has: one, or a list's items.
    #[must_use]
    pub fn lines(&self) -> usize {
        match self {
            Self::Paragraph { .. } => 1,
            Self::List { items, .. } => items.len(),
        }
    }
}

/// A run of text with the same marks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_excessive_bools, reason = "marks are independent of each other")]
pub struct Span {
    /// The text; a line feed is a line break.
    pub text: String,
    /// Strong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// Emphasised.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
    /// Underlined.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub underline: bool,
    /// Struck through.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strike: bool,
    /// Leads somewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// In the colour of a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<TokenId>,
}

impl Span {
    /// Text without marks.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Whether two spans could be one.
    #[must_use]
    pub fn same_marks(&self, other: &Self) -> bool {
        self.bold == other.bold
            && self.italic == other.italic
            && self.underline == other.underline
            && self.strike == other.strike
            && self.link == other.link
            && self.color == other.color
    }
}

impl RichText {
    /// Blank lines separate paragraphs, single line feeds stay line breaks.
    #[must_use]
    pub fn from_plain(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        Self {
            blocks: text
                .split("\n\n")
                .map(|part| part.trim_matches('\n'))
                .filter(|part| !part.trim().is_empty())
                .map(|part| Block::Paragraph { spans: vec![Span::plain(part)] })
                .collect(),
        }
    }

    /// The text alone: paragraphs by blank lines, list items one a line.
    #[must_use]
    pub fn to_plain(&self) -> String {
        let line = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
        self.blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph { spans } => line(spans),
                Block::List { items, .. } => {
                    items.iter().map(|item| line(item)).collect::<Vec<_>>().join("\n")
                }
            })
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    /// Every span of the text.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Paragraph { spans } => spans.iter().collect::<Vec<_>>(),
            Block::List { items, .. } => items.iter().flatten().collect(),
        })
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans().all(|span| span.text.trim().is_empty())
    }

    /// Joins neighbouring spans with the same marks and drops empty ones.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        for block in &mut self.blocks {
            match block {
                Block::Paragraph { spans } => join(spans),
                Block::List { items, .. } => items.iter_mut().for_each(join),
            }
        }
        self
    }
}

fn join(spans: &mut Vec<Span>) {
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        if span.text.is_empty() {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.same_marks(&span) => last.text.push_str(&span.text),
            _ => out.push(span),
        }
    }
    *spans = out;
}
