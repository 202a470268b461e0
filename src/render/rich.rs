//! Structured text as HTML.

use std::borrow::Cow;

use super::escape::{attribute, lines};
use crate::document::Link;
use crate::document::richtext::{Block, RichText, Span};

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
    for block in &rich.blocks {
        match block {
            Block::Paragraph { spans } => {
                out.push_str("<p>");
                spans_html(out, spans, follow, canvas);
                out.push_str("</p>");
            }
            Block::List { ordered, items } => {
                let tag = if *ordered { "ol" } else { "ul" };
                out.push('<');
                out.push_str(tag);
                out.push('>');
                for item in items {
                    out.push_str("<li>");
                    spans_html(out, item, follow, canvas);
                    out.push_str("</li>");
                }
                out.push_str("</");
                out.push_str(tag);
                out.push('>');
            }
        }
    }
}

fn spans_html(out: &mut String, spans: &[Span], follow: bool, canvas: bool) {
    for span in spans {
        let mut open: Vec<Cow<'static, str>> = Vec::new();
        if let Some(link) = span.link.as_ref().filter(|_| follow) {
            out.push_str("<a");
            if canvas {
                // The address survives a round trip through the editable element without leading anywhere.
                attribute(out, "data-href", link.href.as_str());
                if link.new_tab {
                    out.push_str(" data-new-tab");
                }
            } else {
                href(out, link);
            }
            out.push('>');
            open.push("a".into());
        }
        if let Some(color) = &span.color {
            out.push_str("<span");
            attribute(out, "class", &format!("t-{color}"));
            if canvas {
                attribute(out, "data-color", color.as_str());
            }
            out.push('>');
            open.push("span".into());
        }
        for (set, tag) in
            [(span.bold, "strong"), (span.italic, "em"), (span.underline, "u"), (span.strike, "s")]
        {
            if set {
                out.push('<');
                out.push_str(tag);
                out.push('>');
                open.push(tag.into());
            }
        }
        lines(out, &span.text);
        for tag in open.iter().rev() {
            out.push_str("</");
            out.push_str(tag);
            out.push('>');
        }
    }
}
