//! Structured text: paragraphs, headings and lists of spans with marks. Never HTML; what HTML becomes here is in
//! `paste`, what editing does to it in `textedit`.

use serde::{Deserialize, Deserializer, Serialize};

use super::ids::TokenId;
use super::value::Link;

/// Most blocks of a text, and most items of one of its lists.
pub const MAX_BLOCKS: usize = 500;
/// The deepest level of a list's items, from 0.
pub const MAX_LEVEL: u8 = 5;

/// A text of blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RichText {
    /// Paragraphs, headings and lists, from top to bottom.
    pub blocks: Vec<Block>,
}

/// Which edge lines stand at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// As the block around says.
    #[default]
    Auto,
    /// Where the script begins.
    Start,
    /// In the middle.
    Center,
    /// Where the script ends.
    End,
    /// At both edges.
    Justify,
}

impl Align {
    /// Every one, in the order a panel shows them.
    pub const ALL: [Self; 5] = [Self::Auto, Self::Start, Self::Center, Self::End, Self::Justify];

    /// True for the one that is left out in JSON.
    #[must_use]
    pub fn is_auto(&self) -> bool {
        *self == Self::Auto
    }

    /// The word in JSON and the class in HTML after `a-`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Start => "start",
            Self::Center => "center",
            Self::End => "end",
            Self::Justify => "justify",
        }
    }

    /// The one with this word; `left` and `right` as in a script that runs to the right.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "start" | "left" => Self::Start,
            "center" => Self::Center,
            "end" | "right" => Self::End,
            "justify" => Self::Justify,
            _ => Self::Auto,
        }
    }
}

/// A paragraph, a heading or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text. A line feed is a line break.
        spans: Vec<Span>,
        /// Which edge it stands at.
        #[serde(default, skip_serializing_if = "Align::is_auto")]
        align: Align,
    },
    /// A heading inside the text.
    Heading {
        /// 2, 3 or 4.
        level: u8,
        /// Its text.
        spans: Vec<Span>,
        /// Which edge it stands at.
        #[serde(default, skip_serializing_if = "Align::is_auto")]
        align: Align,
    },
    /// A list.
    List {
        /// Numbered instead of bulleted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ordered: bool,
        /// The items, each a line of spans: an array of them, or an object with a level.
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<ItemForm>))]
        items: Vec<Item>,
        /// Which edge it stands at.
        #[serde(default, skip_serializing_if = "Align::is_auto")]
        align: Align,
    },
}

/// How a block is read: with the name outside; see `lean`.
#[derive(Deserialize)]
#[serde(remote = "Block", rename_all = "snake_case")]
enum Form {
    Paragraph {
        spans: Vec<Span>,
        #[serde(default)]
        align: Align,
    },
    Heading {
        level: u8,
        spans: Vec<Span>,
        #[serde(default)]
        align: Align,
    },
    List {
        #[serde(default)]
        ordered: bool,
        items: Vec<Item>,
        #[serde(default)]
        align: Align,
    },
}

impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Outside(#[serde(with = "Form")] Block);
        crate::lean::tagged(deserializer, "type").map(|Outside(block)| block)
    }
}

/// One line of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ItemForm", into = "ItemForm")]
pub struct Item {
    /// 0 for the list's own items, 1 for those of a list inside, up to [`MAX_LEVEL`].
    pub level: u8,
    /// Whether the list inside is numbered; at level 0 the list itself says that.
    pub ordered: bool,
    /// Its text.
    pub spans: Vec<Span>,
}

/// How an item stands in JSON.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ItemForm {
    /// A line of the list itself.
    Line(Vec<Span>),
    /// A line of a list inside.
    Nested {
        /// 1 or more.
        level: u8,
        /// Numbered instead of bulleted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ordered: bool,
        /// Its text.
        spans: Vec<Span>,
    },
}

impl<'de> Deserialize<'de> for ItemForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Nested {
            level: u8,
            #[serde(default)]
            ordered: bool,
            spans: Vec<Span>,
        }
        let text = crate::lean::text(deserializer)?;
        let read = if text.starts_with('[') {
            serde_json::from_str(&text).map(Self::Line)
        } else {
            let nested = |Nested { level, ordered, spans }| Self::Nested { level, ordered, spans };
            serde_json::from_str(&text).map(nested)
        };
        read.map_err(serde::de::Error::custom)
    }
}

impl From<ItemForm> for Item {
    fn from(form: ItemForm) -> Self {
        match form {
            ItemForm::Line(spans) => Self { level: 0, ordered: false, spans },
            ItemForm::Nested { level, ordered, spans } => Self { level, ordered, spans },
        }
    }
}

impl From<Item> for ItemForm {
    fn from(item: Item) -> Self {
        match item.level {
            0 => Self::Line(item.spans),
            level => Self::Nested { level, ordered: item.ordered, spans: item.spans },
        }
    }
}

impl Block {
    /// A paragraph.
    #[must_use]
    pub fn paragraph(spans: Vec<Span>) -> Self {
        Self::Paragraph { spans, align: Align::Auto }
    }

    /// Its lines of spans: one, or a list's items.
    pub fn lines(&self) -> impl Iterator<Item = &[Span]> {
        let (own, items): (Option<&[Span]>, &[Item]) = match self {
            Self::Paragraph { spans, .. } | Self::Heading { spans, .. } => (Some(spans), &[]),
            Self::List { items, .. } => (None, items),
        };
        own.into_iter().chain(items.iter().map(|item| item.spans.as_slice()))
    }

    fn lines_mut(&mut self) -> Vec<&mut Vec<Span>> {
        match self {
            Self::Paragraph { spans, .. } | Self::Heading { spans, .. } => vec![spans],
            Self::List { items, .. } => items.iter_mut().map(|item| &mut item.spans).collect(),
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
    /// Letters of one width, as in code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub code: bool,
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

    /// Other text with the same marks.
    #[must_use]
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self.clone() }
    }

    /// Whether two spans could be one.
    #[must_use]
    pub fn same_marks(&self, other: &Self) -> bool {
        self.bold == other.bold
            && self.italic == other.italic
            && self.underline == other.underline
            && self.strike == other.strike
            && self.code == other.code
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
                .map(|part| Block::paragraph(vec![Span::plain(part)]))
                .collect(),
        }
    }

    /// The text alone: blocks by blank lines, list items one a line.
    #[must_use]
    pub fn to_plain(&self) -> String {
        let line = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
        let blocks = self.blocks.iter().map(|block| block.lines().map(line).collect::<Vec<_>>().join("\n"));
        blocks.collect::<Vec<_>>().join("\n\n")
    }

    /// Every line of the text: paragraphs, headings, items.
    pub fn lines(&self) -> impl Iterator<Item = &[Span]> {
        self.blocks.iter().flat_map(Block::lines)
    }

    /// Every span of the text.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.lines().flatten()
    }

    /// Every span of the text, to be changed.
    pub fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        self.blocks.iter_mut().flat_map(Block::lines_mut).flatten()
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans().all(|span| span.text.trim().is_empty())
    }

    /// Whether numbers are within their limits.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let sound = |block: &Block| match block {
            Block::Paragraph { .. } => true,
            Block::Heading { level, .. } => (2..=4).contains(level),
            Block::List { items, .. } => items.iter().all(|item| item.level <= MAX_LEVEL),
        };
        self.blocks.len() <= MAX_BLOCKS && self.blocks.iter().all(sound)
    }

    /// Joins neighbouring spans with the same marks and drops empty ones.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        self.blocks.iter_mut().flat_map(Block::lines_mut).for_each(join);
        self
    }

    /// As it is kept when editing ends: no white space at the ends of lines, no empty lines at the ends of the text.
    #[must_use]
    pub fn tidied(self) -> Self {
        let mut tidy = self.normalised();
        tidy.blocks.iter_mut().flat_map(Block::lines_mut).for_each(trim);
        let empty = |block: &Block| block.lines().all(<[Span]>::is_empty);
        while tidy.blocks.last().is_some_and(empty) {
            tidy.blocks.pop();
        }
        let first = tidy.blocks.iter().position(|block| !empty(block)).unwrap_or_default();
        tidy.blocks.drain(..first);
        tidy
    }
}

/// Joins neighbours with the same marks and drops empty spans.
pub(super) fn join(spans: &mut Vec<Span>) {
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

/// White space and line breaks at either end of a line are nobody's words.
pub(super) fn trim(spans: &mut Vec<Span>) {
    while let Some(first) = spans.first_mut() {
        first.text = first.text.trim_start().to_owned();
        if !first.text.is_empty() {
            break;
        }
        spans.remove(0);
    }
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_short_in_json_and_old_documents_are_read() {
        let old = r#"{"blocks":[{"type":"list","items":[[{"text":"a"}]]},{"type":"paragraph","spans":[{"text":"b"}]}]}"#;
        let rich: RichText = serde_json::from_str(old).unwrap();
        assert_eq!(rich.to_plain(), "a\n\nb");
        assert_eq!(serde_json::to_string(&rich).unwrap(), old);
        let nested = Item { level: 2, ordered: true, spans: vec![Span::plain("c")] };
        let json = serde_json::to_string(&nested).unwrap();
        assert_eq!(json, r#"{"level":2,"ordered":true,"spans":[{"text":"c"}]}"#);
        assert_eq!(serde_json::from_str::<Item>(&json).unwrap(), nested);
    }

    #[test]
    fn tidied_drops_what_nobody_wrote() {
        let empty = Block::paragraph(vec![]);
        let rich = RichText {
            blocks: vec![
                empty.clone(),
                Block::paragraph(vec![Span::plain("  a "), Span::plain("b \n")]),
                empty.clone(),
                Block::paragraph(vec![Span::plain("c")]),
                Block::paragraph(vec![Span::plain(" ")]),
                empty.clone(),
            ],
        };
        let tidy = rich.tidied();
        assert_eq!(tidy.blocks.len(), 3);
        assert_eq!(tidy.to_plain(), "a b\n\n\n\nc");
        assert!(RichText { blocks: vec![empty] }.tidied().blocks.is_empty());
    }
}
