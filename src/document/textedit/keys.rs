//! What changes lines: deleting, typing over a selection, Enter, Backspace and Delete at an edge, pasting.

use super::lines::{Line, Sort, lines_of, split};
use super::{Caret, Draft};
use crate::document::richtext::{RichText, Span, join};

impl Draft {
    /// Deletes what is selected.
    pub fn remove(&mut self) {
        if self.is_caret() {
            return;
        }
        let tail = self.lines.get(self.to.line).map(|line| split(&line.spans, self.to.at).1);
        if let Some(line) = self.lines.get_mut(self.from.line) {
            line.spans = split(&line.spans, self.from.at).0;
            line.spans.extend(tail.unwrap_or_default());
            join(&mut line.spans);
        }
        self.lines.drain(self.from.line + 1..=self.to.line);
        self.to = self.from;
    }

    pub(super) fn insert_spans(&mut self, spans: Vec<Span>) {
        self.remove();
        let len: usize = spans.iter().map(|span| span.text.chars().count()).sum();
        if let Some(line) = self.lines.get_mut(self.from.line) {
            let (mut all, tail) = split(&line.spans, self.from.at);
            all.extend(spans);
            all.extend(tail);
            join(&mut all);
            line.spans = all;
        }
        self.from.at += len;
        self.to = self.from;
    }

    /// Types words over the selection, with given marks or those that are there.
    pub fn insert_text(&mut self, text: &str, marks: Option<&Span>) {
        let marks = marks.cloned().unwrap_or_else(|| self.look().marks);
        self.insert_spans(vec![marks.with_text(text)]);
    }

    /// Enter: the line ends here and another begins. In an empty item the list ends, or its level.
    pub fn enter(&mut self) {
        self.remove();
        let Some(line) = self.lines.get_mut(self.from.line) else { return };
        if line.is_item() && line.len() == 0 {
            self.indent(false);
            return;
        }
        let (before, after) = split(&line.spans, self.from.at);
        let sort = match line.sort {
            // After a heading comes text.
            Sort::Heading(_) if after.is_empty() => Sort::Paragraph,
            sort => sort,
        };
        let next = Line { sort, align: line.align, spans: after };
        line.spans = before;
        self.from = Caret { line: self.from.line + 1, at: 0 };
        self.to = self.from;
        self.lines.insert(self.from.line, next);
    }

    /// Backspace where the browser's own would cross a line's edge. Answers false where that is not so and nothing
    /// was done.
    pub fn back(&mut self) -> bool {
        if !self.is_caret() {
            let crosses = self.from.line != self.to.line;
            if crosses {
                self.remove();
            }
            return crosses;
        }
        if self.from.at > 0 {
            return false;
        }
        let index = self.from.line;
        match self.lines.get(index).map(|line| line.sort) {
            Some(Sort::Item { .. }) => {
                self.indent(false);
            }
            Some(Sort::Heading(_))
                if index == 0 || self.lines.get(index).is_some_and(|line| line.len() > 0) =>
            {
                self.each_line(|line| line.sort = Sort::Paragraph);
            }
            _ if index > 0 => self.join_up(index),
            _ => {}
        }
        true
    }

    /// Delete where the browser's own would cross a line's edge; like [`Draft::back`].
    pub fn forward(&mut self) -> bool {
        if !self.is_caret() {
            return self.back();
        }
        let at_end = self.lines.get(self.from.line).is_some_and(|line| self.from.at >= line.len());
        if at_end && self.from.line + 1 < self.lines.len() {
            self.join_up(self.from.line + 1);
        }
        at_end
    }

    /// Joins a line to the one before; the caret stands between them.
    fn join_up(&mut self, index: usize) {
        if index == 0 || index >= self.lines.len() {
            return;
        }
        let below = self.lines.remove(index);
        if let Some(line) = self.lines.get_mut(index - 1) {
            self.from = Caret { line: index - 1, at: line.len() };
            if line.len() == 0 && !line.is_item() {
                // An empty line gives way to what comes.
                line.sort = below.sort;
                line.align = below.align;
            }
            line.spans.extend(below.spans);
            join(&mut line.spans);
        }
        self.to = self.from;
    }

    /// Puts another text in over the selection: a piece of one line into the line, lines between lines.
    pub fn insert(&mut self, rich: &RichText) {
        let mut lines = lines_of(rich);
        if lines.is_empty() {
            return;
        }
        if let [Line { sort: Sort::Paragraph, spans, .. }] = lines.as_slice() {
            let spans = spans.clone();
            return self.insert_spans(spans);
        }
        self.remove();
        let Some(here) = self.lines.get(self.from.line).cloned() else { return };
        let (before, after) = split(&here.spans, self.from.at);
        if !before.is_empty() {
            // Words stay where they are; what begins as a paragraph goes on in their line.
            let goes_on = lines.first().is_some_and(|line| line.sort == Sort::Paragraph);
            let mut first = Line { spans: before, ..here.clone() };
            if goes_on {
                first.spans.extend(lines.remove(0).spans);
            }
            lines.insert(0, first);
        }
        let at = lines.last().map_or(0, Line::len);
        if let Some(last) = lines.last_mut() {
            last.spans.extend(after);
        }
        for line in &mut lines {
            join(&mut line.spans);
        }
        let index = self.from.line;
        self.from = Caret { line: index + lines.len() - 1, at };
        self.to = self.from;
        self.lines.splice(index..=index, lines);
    }
}
