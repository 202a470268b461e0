//! HTML from outside (the clipboard, an import, a contenteditable element) as structured text.
//!
//! An allow-list: known tags become marks and blocks, everything else becomes its text or nothing. Of attributes
//! only `href` (and what the canvas writes) is read, and that through [`Href`](super::value::Href). The result holds no markup at all, so
//! whatever this reader misunderstands can only be wrong words, not script.

use super::ids::TokenId;
use super::richtext::{Block, RichText, Span};
use super::value::Link;

/// Longest input read, in bytes; the rest is dropped.
pub const MAX_HTML: usize = 512 * 1024;
const MAX_BLOCKS: usize = 500;

/// Reads HTML as structured text. Never fails; what can't be kept is dropped.
#[must_use]
pub fn from_html(html: &str) -> RichText {
    let mut end = html.len().min(MAX_HTML);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let mut reader = Reader::default();
    reader.read(html.get(..end).unwrap_or_default());
    reader.finish()
}

/// One open inline tag.
#[derive(Debug, Clone)]
struct Open {
    tag: String,
    mark: Mark,
}

#[derive(Debug, Clone)]
enum Mark {
    Bold,
    Italic,
    Underline,
    Strike,
    Link(Option<Link>),
    Color(TokenId),
    None,
}

#[derive(Debug, Default)]
struct Reader {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    /// The lists around, innermost last: ordered or not. Nested lists become one level.
    lists: Vec<bool>,
    in_item: bool,
    open: Vec<Open>,
}

/// Tags whose content is not text.
const DROPPED: &[&str] = &[
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed", "svg", "math",
    "select", "textarea", "xml", "video", "audio", "canvas",
];

/// Tags that start a line of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "table",
    "tr",
    "td",
    "th",
    "figure",
    "figcaption",
    "address",
    "dl",
    "dt",
    "dd",
    "form",
    "hr",
    "body",
    "html",
    "details",
    "summary",
    "fieldset",
];

impl Reader {
    fn read(&mut self, html: &str) {
        let mut rest = html;
        while !rest.is_empty() {
            let Some(at) = rest.find('<') else {
                self.text(rest);
                return;
            };
            let (text, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.text(text);
            rest = self.markup(tail);
        }
    }

    /// Handles what starts with `<` and answers what comes after it.
    fn markup<'a>(&mut self, text: &'a str) -> &'a str {
        if let Some(comment) = text.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let inner = text.get(1..).unwrap_or_default();
        if inner.starts_with(['!', '?']) {
            return inner.split_once('>').map_or("", |(_, rest)| rest);
        }
        let closing = inner.starts_with('/');
        let name_start = if closing { inner.get(1..).unwrap_or_default() } else { inner };
        let name_len = name_start
            .find(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '-')
            .unwrap_or(name_start.len());
        let name = name_start.get(..name_len).unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // A bare `<` is text.
            self.text("<");
            return inner;
        }
        let name = name.to_ascii_lowercase();
        let (attributes, rest) = attributes(name_start.get(name_len..).unwrap_or_default());
        if closing {
            self.close(&name);
            return rest;
        }
        if DROPPED.contains(&name.as_str()) {
            return after_closing(rest, &name);
        }
        self.open(&name, &attributes);
        rest
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        let mark = match name {
            "b" | "strong" => Mark::Bold,
            "i" | "em" => Mark::Italic,
            "u" | "ins" => Mark::Underline,
            "s" | "strike" | "del" => Mark::Strike,
            "a" => Mark::Link(link_of(attributes)),
            "br" => {
                self.push_text("\n");
                return;
            }
            "ul" | "ol" => {
                self.end_line();
                self.lists.push(name == "ol");
                return;
            }
            "li" => {
                self.end_line();
                self.in_item = true;
                return;
            }
            "span" | "font" => style_mark(attributes),
            _ if BLOCKS.contains(&name) => {
                // A paragraph inside a list item is the item's text.
                if !(self.in_item && self.spans.iter().all(|span| span.text.trim().is_empty())) {
                    self.end_line();
                }
                return;
            }
            _ => return,
        };
        if self.open.len() < 64 {
            self.open.push(Open { tag: name.to_owned(), mark });
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "ul" | "ol" => {
                self.end_line();
                self.in_item = false;
                self.lists.pop();
            }
            "li" => {
                self.end_line();
                self.in_item = false;
            }
            _ if BLOCKS.contains(&name) => {
                if !self.in_item {
                    self.end_line();
                }
            }
            _ => {
                if let Some(at) = self.open.iter().rposition(|open| open.tag == name) {
                    self.open.remove(at);
                }
            }
        }
    }

    /// Text between tags: entities decoded, white space as HTML folds it.
    fn text(&mut self, raw: &str) {
        let decoded = decode(raw);
        let mut folded = String::with_capacity(decoded.len());
        let mut space = self.spans.last().is_none_or(|span| span.text.ends_with([' ', '\n']));
        for c in decoded.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !space {
                    folded.push(' ');
                }
                space = true;
            } else if !c.is_control() {
                folded.push(if c == '\u{a0}' { ' ' } else { c });
                space = false;
            }
        }
        self.push_text(&folded);
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut span = Span::plain(text);
        for open in &self.open {
            match &open.mark {
                Mark::Bold => span.bold = true,
                Mark::Italic => span.italic = true,
                Mark::Underline => span.underline = true,
                Mark::Strike => span.strike = true,
                Mark::Link(link) => span.link.clone_from(link),
                Mark::Color(token) => span.color = Some(token.clone()),
                Mark::None => {}
            }
        }
        match self.spans.last_mut() {
            Some(last) if last.same_marks(&span) => last.text.push_str(text),
            _ => self.spans.push(span),
        }
    }

    fn end_line(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        // White space and line breaks at either end of a line are nobody's words.
        while let Some(first) = spans.first_mut() {
            first.text = first.text.trim_start().to_owned();
            if !first.text.is_empty() {
                break;
            }
            spans.remove(0);
        }
        while let Some(last) = spans.last_mut() {
            last.text = last.text.trim_end().to_owned();
            if !last.text.is_empty() {
                break;
            }
            spans.pop();
        }
        if spans.is_empty() || self.blocks.len() >= MAX_BLOCKS {
            return;
        }
        match self.lists.first() {
            None => self.blocks.push(Block::Paragraph { spans }),
            Some(ordered) => match self.blocks.last_mut() {
                Some(Block::List { ordered: same, items }) if same == ordered && items.len() < MAX_BLOCKS => {
                    items.push(spans);
                }
                _ => self.blocks.push(Block::List { ordered: *ordered, items: vec![spans] }),
            },
        }
    }

    fn finish(mut self) -> RichText {
        self.end_line();
        RichText { blocks: self.blocks }.normalised()
    }
}

/// Reads attributes up to the end of the tag; answers them and what follows the `>`.
fn attributes(text: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (found, after);
        }
        if rest.is_empty() {
            return (found, "");
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        // A tag can't start with `=`, but text can; one character forward is always progress.
        let end = if end == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { end };
        let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => {
                if let Some(quote @ ('"' | '\'')) = value.chars().next() {
                    value.get(1..).unwrap_or_default().split_once(quote).unwrap_or((value, ""))
                } else {
                    let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
                    value.split_at_checked(end).unwrap_or((value, ""))
                }
            }
        };
        if found.len() < 32 {
            found.push((name.to_ascii_lowercase(), decode(value)));
        }
        rest = after;
    }
}

/// What follows the closing tag of a dropped element; nothing if it is never closed.
fn after_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, tail)) = rest.split_once("</") {
        if tail.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name)) {
            return tail.split_once('>').map_or("", |(_, after)| after);
        }
        rest = tail;
    }
    ""
}

fn link_of(attributes: &[(String, String)]) -> Option<Link> {
    let get = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    // The canvas writes `data-href`, so that its links lead nowhere.
    let mut link = Link::new(get("data-href").or(get("href"))?).ok()?;
    link.new_tab = get("target") == Some("_blank") || get("data-new-tab").is_some();
    Some(link)
}

/// Word and Google Docs write bold and italic as styles of spans; our own canvas marks colours.
fn style_mark(attributes: &[(String, String)]) -> Mark {
    let color =
        attributes.iter().find(|(key, _)| key == "data-color").and_then(|(_, id)| TokenId::new(id).ok());
    if let Some(color) = color {
        return Mark::Color(color);
    }
    let style = attributes
        .iter()
        .find(|(key, _)| key == "style")
        .map(|(_, value)| value.to_ascii_lowercase().replace(' ', ""));
    let Some(style) = style else { return Mark::None };
    if ["font-weight:bold", "font-weight:600", "font-weight:700", "font-weight:800", "font-weight:900"]
        .iter()
        .any(|s| style.contains(s))
    {
        Mark::Bold
    } else if style.contains("font-style:italic") {
        Mark::Italic
    } else {
        Mark::None
    }
}

/// Decodes the entities people's programs write; others stay as they are.
fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        let found = tail.split_once(';').filter(|(name, _)| name.len() <= 8);
        if let Some((c, after)) = found.and_then(|(name, after)| Some((entity(name)?, after))) {
            out.push(c);
            rest = after;
        } else {
            out.push('&');
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" => '•',
        "middot" => '·',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "euro" => '€',
        "times" => '×',
        "laquo" => '«',
        "raquo" => '»',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(html: &str) -> String {
        from_html(html).to_plain()
    }

    #[test]
    fn marks_and_blocks_are_kept() {
        let rich = from_html(
            "<p>One <b>two <i>three</i></b> <a href=\"/x\" target=_blank>four</a></p><ul><li>a<li><p>b</p></ul><ol><li>c</ol>",
        );
        assert_eq!(rich.to_plain(), "One two three four\n\na\nb\n\nc");
        let spans: Vec<&Span> = rich.spans().collect();
        assert!(spans[1].bold && !spans[1].italic);
        assert!(spans[2].bold && spans[2].italic);
        assert!(spans[4].link.as_ref().is_some_and(|link| link.new_tab && link.href.as_str() == "/x"));
        assert!(matches!(rich.blocks[1], Block::List { ordered: false, .. }));
        assert!(matches!(rich.blocks[2], Block::List { ordered: true, .. }));
    }

    #[test]
    fn what_is_not_text_is_dropped() {
        assert_eq!(plain("a<script>alert(1)</script>b"), "ab");
        assert_eq!(plain("<style>p{}</style><p onclick=x>hi</p><img src=x onerror=alert(1)>"), "hi");
        assert_eq!(plain("<!-- <b>x</b> -->y<!doctype z>"), "y");
        assert_eq!(plain("<svg><script>alert(1)</script></svg>z"), "z");
        assert_eq!(plain("x<script>never closed"), "x");
        assert_eq!(plain("1 < 2 &amp;&lt;b&gt; &#x41;&#66;&nope;"), "1 < 2 &<b> AB&nope;");
        assert_eq!(plain("<p>a\n   b&nbsp;c</p>\n<p> </p>"), "a b c");
        assert_eq!(plain("a<br>b"), "a\nb");
        assert_eq!(plain("<o:p>Word</o:p>"), "Word");
    }

    #[test]
    fn links_go_through_the_allow_list() {
        for href in [
            "javascript:alert(1)",
            "&#106;avascript:alert(1)",
            "data:text/html,x",
            "//evil",
            " \tjavascript:x",
        ] {
            let rich = from_html(&format!("<a href=\"{href}\">x</a>"));
            assert!(rich.spans().all(|span| span.link.is_none()), "{href}");
        }
    }

    proptest! {
        #[test]
        fn any_input_ends(html in "[<>/a-z=\"' &;#!-]{0,80}|\\PC{0,60}") {
            let rich = from_html(&html);
            prop_assert!(rich.spans().count() <= html.len() + 1);
        }
    }
}
