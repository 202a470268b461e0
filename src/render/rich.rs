//! Structured text as HTML.

use super::escape::{attribute, lines};
use crate::document::Link;
use crate::document::richtext::{Align, Block, Item, RichText, Span};

/// `href`, `target`, `rel`.
pub(super) fn href(out: &mut String, link: &Link) {
    attribute(out, "href", link.href.as_str());
    if link.new_tab {
        out.push_str(" target=\"_blank\" rel=\"noopener\"");
    }
}

/// Structured text as HTML. With `follow` off, links are only their words (inside another link); in the canvas they
/// are marked but lead nowhere.
pub(super) fn rich_html(out: &mut String, rich: &RichText, follow: bool, canvas: bool) {
    let mut writer = Writer { out, follow, canvas };
    for block in &rich.blocks {
        match block {
            Block::Paragraph { spans, align } => writer.block("p", *align, spans),
            Block::Heading { level, spans, align } => {
                let tag = match level {
                    4 => "h4",
                    3 => "h3",
                    _ => "h2",
                };
                writer.block(tag, *align, spans);
            }
            Block::List { ordered, items, align } => writer.list(*ordered, items, *align),
        }
    }
}

struct Writer<'o> {
    out: &'o mut String,
    follow: bool,
    canvas: bool,
}

impl Writer<'_> {
    fn open(&mut self, tag: &str, align: Align) {
        self.out.push('<');
        self.out.push_str(tag);
        if !align.is_auto() {
            self.out.push_str(" class=\"a-");
            self.out.push_str(align.as_str());
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    fn block(&mut self, tag: &str, align: Align, spans: &[Span]) {
        self.open(tag, align);
        self.spans(spans);
        // An empty line has its height, and a last line break is seen, only with something after it.
        let open_end = spans.last().is_none_or(|span| span.text.ends_with('\n'));
        if open_end && (self.canvas || (spans.is_empty() && tag != "li")) {
            self.out.push_str("<br>");
        }
        if tag != "li" {
            self.close(tag);
        }
    }

    /// Lists inside stand in the item before them.
    fn list(&mut self, ordered: bool, items: &[Item], align: Align) {
        let name = |ordered: bool| if ordered { "ol" } else { "ul" };
        // The lists that are open, outermost first. Every one of them has an open item.
        let mut open: Vec<&'static str> = Vec::new();
        for item in items {
            let level = usize::from(item.level).min(open.len());
            let tag = if level == 0 { name(ordered) } else { name(item.ordered) };
            while open.len() > level + 1 {
                self.end(&mut open);
            }
            if open.len() == level + 1 {
                if open.last() == Some(&tag) {
                    self.close("li");
                } else {
                    self.end(&mut open);
                }
            }
            if open.len() == level {
                self.open(tag, if level == 0 { align } else { Align::Auto });
                open.push(tag);
            }
            self.block("li", Align::Auto, &item.spans);
        }
        while !open.is_empty() {
            self.end(&mut open);
        }
    }

    fn end(&mut self, open: &mut Vec<&'static str>) {
        if let Some(tag) = open.pop() {
            self.close("li");
            self.close(tag);
        }
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            self.span(span);
        }
    }

    fn span(&mut self, span: &Span) {
        let link = span.link.as_ref().filter(|_| self.follow);
        if let Some(link) = link {
            self.out.push_str("<a");
            if self.canvas {
                // The address survives a round trip through the editable element without leading anywhere.
                attribute(self.out, "data-href", link.href.as_str());
                if link.new_tab {
                    self.out.push_str(" data-new-tab");
                }
            } else {
                href(self.out, link);
            }
            self.out.push('>');
        }
        if let Some(color) = &span.color {
            self.out.push_str("<span class=\"t-");
            self.out.push_str(color.as_str());
            self.out.push('"');
            if self.canvas {
                attribute(self.out, "data-color", color.as_str());
            }
            self.out.push('>');
        }
        let tags = [
            (span.bold, "strong"),
            (span.italic, "em"),
            (span.underline, "u"),
            (span.strike, "s"),
            (span.code, "code"),
        ];
        for (_, tag) in tags.iter().filter(|(on, _)| *on) {
            self.open(tag, Align::Auto);
        }
        lines(self.out, &span.text);
        for (_, tag) in tags.iter().rev().filter(|(on, _)| *on) {
            self.close(tag);
        }
        if span.color.is_some() {
            self.close("span");
        }
        if link.is_some() {
            self.close("a");
        }
    }
}
