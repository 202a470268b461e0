//! Editing structured text: what the keys and buttons of a text field do, without a field.
//!
//! A [`Draft`] is a text as a list of lines with a selection between two [`Caret`]s. Plain typing inside a line is left
//! to the browser, which knows every input method; whatever changes marks, lines or lists comes here, so that no
//! browser's own idea of it is ever stored. The lines themselves are in `lines`, what keys and pasting do in `keys`; here
//! are the selection, its marks and what its lines are.

mod keys;
mod lines;

use super::ids::TokenId;
use super::richtext::{Align, MAX_LEVEL, RichText, Span, join};
use super::value::Link;
use lines::split;

pub use lines::{Line, Sort, blocks_of, lines_of};

/// Stands in a text where the selection begins. Not a character of any language.
pub const FROM: char = '\u{fdd0}';
/// Stands in a text where the selection ends.
pub const TO: char = '\u{fdd1}';

/// A place between two characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caret {
    /// The line, from 0.
    pub line: usize,
    /// Characters before it in the line; a line break is one.
    pub at: usize,
}

/// What a button of the toolbar puts on words or takes off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Strong.
    Bold,
    /// Emphasised.
    Italic,
    /// Underlined.
    Underline,
    /// Struck through.
    Strike,
    /// As in code.
    Code,
    /// Leading somewhere, or nowhere.
    Link(Option<Link>),
    /// In a token's colour, or in none of its own.
    Color(Option<TokenId>),
}

/// What the toolbar shows of the selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Marks that all selected words have, without the words.
    pub marks: Span,
    /// What its first line is.
    pub sort: Sort,
    /// Where its first line stands.
    pub align: Align,
    /// Whether nothing is selected, only the caret set.
    pub is_caret: bool,
}

/// A text being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    lines: Vec<Line>,
    from: Caret,
    to: Caret,
}

fn put(span: &mut Span, mark: &Mark, on: bool) {
    match mark {
        Mark::Bold => span.bold = on,
        Mark::Italic => span.italic = on,
        Mark::Underline => span.underline = on,
        Mark::Strike => span.strike = on,
        Mark::Code => span.code = on,
        Mark::Link(link) => span.link = link.clone().filter(|_| on),
        Mark::Color(color) => span.color = color.clone().filter(|_| on),
    }
}

fn has(span: &Span, mark: &Mark) -> bool {
    match mark {
        Mark::Bold => span.bold,
        Mark::Italic => span.italic,
        Mark::Underline => span.underline,
        Mark::Strike => span.strike,
        Mark::Code => span.code,
        Mark::Link(link) => span.link == *link,
        Mark::Color(color) => span.color == *color,
    }
}

/// Puts a mark on what is typed next, or takes it off.
pub fn toggle_next(marks: &mut Span, mark: &Mark) {
    let on = !has(marks, mark);
    put(marks, mark, on);
}

impl Draft {
    /// A text with a selection; carets outside are brought inside. A text without lines gets an empty one.
    #[must_use]
    pub fn new(rich: &RichText, from: Caret, to: Caret) -> Self {
        Self::of(lines_of(rich), from, to)
    }

    fn of(mut lines: Vec<Line>, from: Caret, to: Caret) -> Self {
        if lines.is_empty() {
            lines.push(Line::plain());
        }
        let last = lines.len() - 1;
        let inside = |caret: Caret| {
            let line = caret.line.min(last);
            let len = lines.get(line).map_or(0, Line::len);
            Caret { line, at: if caret.line > last { len } else { caret.at.min(len) } }
        };
        let (from, to) = (inside(from), inside(to));
        Self { lines, from: from.min(to), to: to.max(from) }
    }

    /// A text in which [`FROM`] and [`TO`] stand; without them the caret is at the end.
    #[must_use]
    pub fn marked(rich: &RichText) -> Self {
        let mut lines = lines_of(rich);
        let (mut from, mut to) = (None, None);
        for (index, line) in lines.iter_mut().enumerate() {
            let mut at = 0;
            for span in &mut line.spans {
                if !span.text.contains([FROM, TO]) {
                    at += span.text.chars().count();
                    continue;
                }
                let mut kept = String::with_capacity(span.text.len());
                for c in span.text.chars() {
                    match c {
                        FROM => from = Some(Caret { line: index, at }),
                        TO => to = Some(Caret { line: index, at }),
                        _ => {
                            kept.push(c);
                            at += 1;
                        }
                    }
                }
                span.text = kept;
            }
            join(&mut line.spans);
        }
        let end = Caret { line: usize::MAX, at: 0 };
        let to = to.or(from).unwrap_or(end);
        Self::of(lines, from.unwrap_or(to), to)
    }

    /// The text.
    #[must_use]
    pub fn rich(&self) -> RichText {
        RichText { blocks: blocks_of(self.lines.clone()) }
    }

    /// Where the selection begins and ends.
    #[must_use]
    pub const fn selection(&self) -> (Caret, Caret) {
        (self.from, self.to)
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_caret(&self) -> bool {
        self.from == self.to
    }

    /// Selects something else.
    pub fn select(&mut self, from: Caret, to: Caret) {
        *self = Self::of(std::mem::take(&mut self.lines), from, to);
    }

    /// The selected words.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = String::new();
        for (index, line) in self.touched() {
            if index > self.from.line {
                words.push('\n');
            }
            let (a, b) = self.range(index, line);
            let (_, tail) = split(&line.spans, a);
            let (middle, _) = split(&tail, b - a);
            for span in middle {
                words.push_str(&span.text);
            }
        }
        words
    }

    /// What the toolbar shows.
    #[must_use]
    pub fn look(&self) -> Look {
        let first = self.lines.get(self.from.line);
        let mut marks: Option<Span> = None;
        let mut add = |span: &Span| match &mut marks {
            None => marks = Some(span.with_text("")),
            Some(all) => {
                all.bold &= span.bold;
                all.italic &= span.italic;
                all.underline &= span.underline;
                all.strike &= span.strike;
                all.code &= span.code;
                if all.link != span.link {
                    all.link = None;
                }
                if all.color != span.color {
                    all.color = None;
                }
            }
        };
        if self.is_caret() {
            if let Some(span) = first.and_then(|line| {
                let (before, after) = split(&line.spans, self.from.at);
                before.last().or(after.first()).cloned()
            }) {
                add(&span);
            }
        } else {
            for (index, line) in self.touched() {
                let (a, b) = self.range(index, line);
                let (_, tail) = split(&line.spans, a);
                split(&tail, b - a).0.iter().for_each(&mut add);
            }
        }
        Look {
            marks: marks.unwrap_or_default(),
            sort: first.map_or(Sort::Paragraph, |line| line.sort),
            align: first.map_or(Align::Auto, |line| line.align),
            is_caret: self.is_caret(),
        }
    }

    /// The lines the selection touches, with their numbers.
    fn touched(&self) -> impl Iterator<Item = (usize, &Line)> {
        let count = self.to.line - self.from.line + 1;
        self.lines.iter().enumerate().skip(self.from.line).take(count)
    }

    /// The part of a touched line that is selected.
    fn range(&self, index: usize, line: &Line) -> (usize, usize) {
        let a = if index == self.from.line { self.from.at } else { 0 };
        let b = if index == self.to.line { self.to.at } else { line.len() };
        (a, b.max(a))
    }

    fn each_line(&mut self, mut change: impl FnMut(&mut Line)) {
        let count = self.to.line - self.from.line + 1;
        self.lines.iter_mut().skip(self.from.line).take(count).for_each(&mut change);
    }

    fn each_span(&mut self, mut change: impl FnMut(&mut Span)) {
        let ranges: Vec<(usize, usize)> =
            self.touched().map(|(index, line)| self.range(index, line)).collect();
        for (line, (a, b)) in self.lines.iter_mut().skip(self.from.line).zip(ranges) {
            let (mut spans, tail) = split(&line.spans, a);
            let (mut middle, tail) = split(&tail, b - a);
            middle.iter_mut().for_each(&mut change);
            spans.extend(middle);
            spans.extend(tail);
            join(&mut spans);
            line.spans = spans;
        }
    }

    /// Puts a mark on the selected words.
    pub fn set(&mut self, mark: &Mark, on: bool) {
        self.each_span(|span| put(span, mark, on));
    }

    /// Gives the selected words these marks and no others.
    pub fn dress(&mut self, marks: &Span) {
        self.each_span(|span| *span = marks.with_text(std::mem::take(&mut span.text)));
    }

    /// Puts a mark on the selected words, or takes it off if all of them have it.
    pub fn toggle(&mut self, mark: &Mark) {
        let on = !has(&self.look().marks, mark);
        self.set(mark, on);
    }

    /// Takes every mark and alignment off; words, headings and lists stay.
    pub fn clear(&mut self) {
        self.each_span(|span| *span = Span::plain(std::mem::take(&mut span.text)));
        self.each_line(|line| line.align = Align::Auto);
    }

    /// With only the caret in a link: the whole link is selected. Answers the link that is selected, if it is one.
    pub fn reach_link(&mut self) -> Option<Link> {
        let link = self.look().marks.link;
        if let Some(found) = &link
            && self.is_caret()
            && let Some(line) = self.lines.get(self.from.line)
        {
            let (mut start, mut run) = (0, 0);
            for span in &line.spans {
                let count = span.text.chars().count();
                if span.link.as_ref() == Some(found) {
                    run += count;
                } else if start + run < self.from.at {
                    start += run + count;
                    run = 0;
                } else {
                    break;
                }
            }
            (self.from.at, self.to.at) = (start, start + run);
        }
        link
    }

    /// Leads the selected words to an address, or nowhere. Without a selection the address itself is put in.
    pub fn link(&mut self, link: Option<Link>) {
        self.reach_link();
        match link {
            Some(link) if self.is_caret() => {
                let text = link.href.as_str();
                let text = text.strip_prefix("mailto:").or_else(|| text.strip_prefix("tel:")).unwrap_or(text);
                let span = Span { text: text.to_owned(), link: Some(link.clone()), ..self.look().marks };
                self.insert_spans(vec![span]);
            }
            link => self.set(&Mark::Link(link), true),
        }
    }

    /// Makes the selected lines something; items and headings that are that already become paragraphs.
    pub fn sort(&mut self, wanted: Sort) {
        let kin = |sort: Sort| match (sort, wanted) {
            (Sort::Item { ordered, .. }, Sort::Item { ordered: other, .. }) => ordered == other,
            (sort, wanted) => sort == wanted,
        };
        let all = self.touched().all(|(_, line)| kin(line.sort));
        self.each_line(|line| {
            line.sort = match (line.sort, wanted) {
                _ if all => Sort::Paragraph,
                (Sort::Item { level, .. }, Sort::Item { ordered, .. }) => Sort::Item { ordered, level },
                (_, wanted) => wanted,
            };
        });
    }

    /// Puts the selected lines at an edge.
    pub fn align(&mut self, align: Align) {
        self.each_line(|line| line.align = align);
    }

    /// Takes the selected items a level down or up; above the first level they become paragraphs. Answers whether
    /// there were items.
    pub fn indent(&mut self, deeper: bool) -> bool {
        let mut before = match self.from.line.checked_sub(1).and_then(|line| self.lines.get(line)) {
            Some(Line { sort: Sort::Item { level, .. }, .. }) => Some(*level),
            _ => None,
        };
        let mut any = false;
        self.each_line(|line| {
            let Sort::Item { ordered, level } = line.sort else {
                before = None;
                return;
            };
            any = true;
            line.sort = if deeper {
                let deepest = before.map_or(0, |level| level + 1).min(MAX_LEVEL);
                Sort::Item { ordered, level: (level + 1).min(deepest).max(level.min(deepest)) }
            } else {
                level.checked_sub(1).map_or(Sort::Paragraph, |level| Sort::Item { ordered, level })
            };
            before = match line.sort {
                Sort::Item { level, .. } => Some(level),
                _ => None,
            };
        });
        any
    }
}

#[cfg(test)]
#[path = "textedit_tests.rs"]
mod tests;
