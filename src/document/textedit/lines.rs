//! A text as lines, and lines as a text.

use crate::document::richtext::{Align, Block, Item, MAX_BLOCKS, MAX_LEVEL, RichText, Span, join};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A paragraph.
    Paragraph,
    /// A heading of level 2, 3 or 4.
    Heading(u8),
    /// An item of a list.
    Item {
        /// Numbered instead of bulleted.
        ordered: bool,
        /// 0 to [`MAX_LEVEL`].
        level: u8,
    },
}

/// One line: a paragraph, a heading or an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub sort: Sort,
    /// Which edge it stands at.
    pub align: Align,
    /// Its text.
    pub spans: Vec<Span>,
}

impl Line {
    pub(super) fn plain() -> Self {
        Self { sort: Sort::Paragraph, align: Align::Auto, spans: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.spans.iter().map(|span| span.text.chars().count()).sum()
    }

    pub(super) const fn is_item(&self) -> bool {
        matches!(self.sort, Sort::Item { .. })
    }
}

/// The lines of a text.
#[must_use]
pub fn lines_of(rich: &RichText) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in &rich.blocks {
        match block {
            Block::Paragraph { spans, align } => {
                lines.push(Line { sort: Sort::Paragraph, align: *align, spans: spans.clone() });
            }
            Block::Heading { level, spans, align } => {
                lines.push(Line { sort: Sort::Heading(*level), align: *align, spans: spans.clone() });
            }
            Block::List { ordered, items, align } => lines.extend(items.iter().map(|item| {
                let ordered = if item.level == 0 { *ordered } else { item.ordered };
                let sort = Sort::Item { ordered, level: item.level.min(MAX_LEVEL) };
                Line { sort, align: *align, spans: item.spans.clone() }
            })),
        }
    }
    lines
}

/// Lines as blocks: items that follow each other are one list. A level is never more than one below the item before.
#[must_use]
pub fn blocks_of(lines: Vec<Line>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for mut line in lines {
        join(&mut line.spans);
        let Line { sort, align, spans } = line;
        match sort {
            Sort::Paragraph => blocks.push(Block::Paragraph { spans, align }),
            Sort::Heading(level) => blocks.push(Block::Heading { level: level.clamp(2, 4), spans, align }),
            Sort::Item { ordered, level } => match blocks.last_mut() {
                Some(Block::List { ordered: same, items, align: there })
                    if (level > 0 || *same == ordered) && *there == align && items.len() < MAX_BLOCKS =>
                {
                    let deepest = items.last().map_or(0, |item| item.level + 1).min(MAX_LEVEL);
                    let level = level.min(deepest);
                    items.push(Item { level, ordered: level > 0 && ordered, spans });
                }
                _ => {
                    let item = Item { level: 0, ordered: false, spans };
                    blocks.push(Block::List { ordered, items: vec![item], align });
                }
            },
        }
    }
    blocks
}

/// Spans before and after so many characters.
pub(super) fn split(spans: &[Span], at: usize) -> (Vec<Span>, Vec<Span>) {
    let (mut before, mut after, mut left) = (Vec::new(), Vec::new(), at);
    for span in spans {
        let count = span.text.chars().count();
        if count <= left {
            left -= count;
            before.push(span.clone());
            continue;
        }
        let byte = span.text.char_indices().nth(left).map_or(0, |(byte, _)| byte);
        let (head, tail) = span.text.split_at_checked(byte).unwrap_or(("", &span.text));
        if !head.is_empty() {
            before.push(span.with_text(head));
        }
        after.push(span.with_text(tail));
        left = 0;
    }
    (before, after)
}
