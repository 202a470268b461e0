//! HTML from outside (the clipboard, a contenteditable element) as structured text.
//!
//! An allow-list: known tags become marks and blocks, everything else becomes its text or nothing. Of attributes
//! only addresses, a few styles and what the canvas writes are read, addresses through
//! [`Href`](super::value::Href). The result holds no markup at all, so whatever this reader misunderstands can only be
//! wrong words, not script.

use super::ids::TokenId;
use super::richtext::{Align, MAX_BLOCKS, MAX_LEVEL, RichText, Span, trim};
use super::textedit::{Line, Sort, blocks_of};
use super::value::Link;
use crate::markup::{Attributes, Piece, Pieces, decode};

/// Longest input read, in bytes; the rest is dropped.
pub const MAX_HTML: usize = 512 * 1024;
/// Most lines of a text.
const MAX_LINES: usize = 4_000;

/// What a clipboard holds: words and pictures in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Paragraphs, headings, lists.
    Text(RichText),
    /// A picture.
    Picture {
        /// Its address; `data:` too.
        src: String,
        /// What it shows.
        alt: String,
    },
}

/// Reads HTML as structured text, without pictures. Never fails; what can't be kept is dropped.
#[must_use]
pub fn from_html(html: &str) -> RichText {
    let blocks = read(html, Manner::Outside).into_iter().flat_map(|part| match part {
        Part::Text(rich) => rich.blocks,
        Part::Picture { .. } => Vec::new(),
    });
    RichText { blocks: blocks.collect() }
}

/// Reads HTML as words and pictures.
#[must_use]
pub fn parts(html: &str) -> Vec<Part> {
    read(html, Manner::Outside)
}

/// Reads what is in an element that is being edited: every space and every empty line counts.
#[must_use]
pub fn from_canvas(html: &str) -> RichText {
    let parts = read(html, Manner::Canvas);
    match parts.into_iter().next() {
        Some(Part::Text(rich)) => rich,
        _ => RichText::default(),
    }
}

/// Where the HTML comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Somebody's program: white space is folded, empty lines are dropped.
    Outside,
    /// Our own canvas: white space counts, a last `<br>` of a line only holds it open.
    Canvas,
}

fn read(html: &str, manner: Manner) -> Vec<Part> {
    let mut end = html.len().min(MAX_HTML);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let mut reader = Reader::new(manner);
    reader.read(html.get(..end).unwrap_or_default());
    reader.finish()
}

/// One open inline tag with the marks it brings.
#[derive(Debug, Clone)]
struct Open {
    tag: String,
    marks: Vec<Mark>,
}

#[derive(Debug, Clone)]
enum Mark {
    Bold(bool),
    Italic(bool),
    Underline,
    Strike,
    Code,
    Link(Link),
    Color(TokenId),
    /// Marks only machines look at: Word's list bullets.
    Hidden,
}

#[derive(Debug)]
struct Reader {
    manner: Manner,
    parts: Vec<Part>,
    lines: Vec<Line>,
    count: usize,
    spans: Vec<Span>,
    /// The lists around, innermost last: ordered or not.
    lists: Vec<bool>,
    /// Items around that are open, innermost last: whether their line has begun.
    items: usize,
    /// What the line being read is, besides an item.
    sort: Sort,
    align: Vec<Align>,
    /// Whether a tag opened this line, so that it counts even without words.
    opened: bool,
    /// The cell of a table's row, from 1.
    cell: usize,
    /// Whether nothing of the cell was read yet.
    fresh: bool,
    open: Vec<Open>,
    /// What Word wrote as a bullet: a list item of its own making.
    word: Option<(u8, String)>,
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
    fn new(manner: Manner) -> Self {
        Self {
            manner,
            parts: Vec::new(),
            lines: Vec::new(),
            count: 0,
            spans: Vec::new(),
            lists: Vec::new(),
            items: 0,
            sort: Sort::Paragraph,
            align: Vec::new(),
            opened: false,
            cell: 0,
            fresh: false,
            open: Vec::new(),
            word: None,
        }
    }

    fn read(&mut self, html: &str) {
        let mut pieces = Pieces::new(html);
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Close(name) => self.close(&name),
                Piece::Open(name, _) if DROPPED.contains(&name.as_str()) => {
                    pieces.raw(&name);
                }
                Piece::Open(name, attributes) => self.open(&name, &attributes),
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &Attributes) {
        let mut marks = match name {
            "b" | "strong" => vec![Mark::Bold(true)],
            "i" | "em" | "cite" => vec![Mark::Italic(true)],
            "u" | "ins" => vec![Mark::Underline],
            "s" | "strike" | "del" => vec![Mark::Strike],
            "code" | "kbd" | "tt" | "samp" => vec![Mark::Code],
            "a" => link_of(attributes).map(Mark::Link).into_iter().collect(),
            "span" | "font" => Vec::new(),
            "br" => return self.push_text("\n"),
            "img" => return self.picture(attributes),
            "ul" | "ol" => {
                self.end_line();
                self.align.push(align_of(attributes));
                return self.lists.push(name == "ol");
            }
            "li" => {
                self.end_line();
                self.items += 1;
                self.opened = true;
                self.align.push(align_of(attributes));
                return;
            }
            "td" | "th" => {
                self.cell += 1;
                self.fresh = true;
                if self.cell > 1 && !self.is_blank() {
                    trim(&mut self.spans);
                    self.push_text(" | ");
                }
                return;
            }
            _ if BLOCKS.contains(&name) => return self.open_block(name, attributes),
            _ => return,
        };
        style_marks(attributes, &mut marks);
        if self.open.len() < 64 {
            self.open.push(Open { tag: name.to_owned(), marks });
        }
    }

    fn open_block(&mut self, name: &str, attributes: &Attributes) {
        // A paragraph at the start of a list item or of a cell is the item's own text.
        let own = if self.cell > 0 { self.fresh } else { self.items > 0 && self.is_blank() };
        self.fresh = false;
        if !own {
            self.end_line();
            self.opened = matches!(name, "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        }
        if name == "tr" {
            self.cell = 0;
        }
        let align = align_of(attributes);
        self.align.push(align);
        self.sort = match name {
            "h1" | "h2" => Sort::Heading(2),
            "h3" => Sort::Heading(3),
            "h4" | "h5" | "h6" => Sort::Heading(4),
            _ => Sort::Paragraph,
        };
        if let Some(level) = word_level(attributes) {
            self.word = Some((level, String::new()));
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "ul" | "ol" => {
                self.end_line();
                self.lists.pop();
                self.align.pop();
            }
            "li" => {
                self.end_line();
                self.items = self.items.saturating_sub(1);
                self.align.pop();
            }
            "td" | "th" => {}
            _ if BLOCKS.contains(&name) => {
                if matches!(name, "tr" | "table") {
                    self.cell = 0;
                }
                if self.items == 0 && (self.cell == 0 || matches!(self.sort, Sort::Heading(_))) {
                    self.end_line();
                }
                self.align.pop();
                self.sort = Sort::Paragraph;
            }
            _ => {
                if let Some(at) = self.open.iter().rposition(|open| open.tag == name) {
                    self.open.remove(at);
                }
            }
        }
    }

    fn is_blank(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// Text between tags: entities decoded, white space as HTML folds it.
    fn text(&mut self, raw: &str) {
        let decoded = decode(raw);
        if self.manner == Manner::Canvas {
            let kept: String = decoded
                .chars()
                .map(|c| if c == '\u{a0}' { ' ' } else { c })
                .filter(|c| *c == '\n' || !c.is_control())
                .collect();
            return self.push_text(&kept);
        }
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
        for mark in self.open.iter().flat_map(|open| &open.marks) {
            match mark {
                Mark::Bold(on) => span.bold = *on,
                Mark::Italic(on) => span.italic = *on,
                Mark::Underline => span.underline = true,
                Mark::Strike => span.strike = true,
                Mark::Code => span.code = true,
                Mark::Link(link) => span.link = Some(link.clone()),
                Mark::Color(token) => span.color = Some(token.clone()),
                Mark::Hidden => {
                    if let Some((_, bullet)) = &mut self.word {
                        bullet.push_str(text);
                    }
                    return;
                }
            }
        }
        // Programs underline what is a link anyway.
        if self.manner == Manner::Outside && span.link.is_some() {
            span.underline = false;
        }
        match self.spans.last_mut() {
            Some(last) if last.same_marks(&span) => last.text.push_str(text),
            _ => self.spans.push(span),
        }
    }

    fn picture(&mut self, attributes: &Attributes) {
        let Some(src) = attributes.get("src").filter(|_| self.manner == Manner::Outside) else { return };
        let alt = attributes.get("alt").unwrap_or_default();
        if self.items == 0 {
            self.end_line();
            self.end_text();
            self.parts.push(Part::Picture { src: src.to_owned(), alt: alt.to_owned() });
        }
    }

    fn end_line(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        let opened = std::mem::take(&mut self.opened);
        let word = self.word.take();
        match self.manner {
            Manner::Outside => trim(&mut spans),
            Manner::Canvas => {
                // What holds an empty line open, or the last line break visible.
                if let Some(last) = spans.last_mut()
                    && last.text.ends_with('\n')
                {
                    last.text.pop();
                }
                spans.retain(|span| !span.text.is_empty());
            }
        }
        let counts = !spans.is_empty() || (opened && self.manner == Manner::Canvas);
        if !counts || self.count >= MAX_LINES {
            return;
        }
        let sort = match (self.lists.last(), word) {
            (Some(ordered), _) => {
                let level = u8::try_from(self.lists.len() - 1).unwrap_or(MAX_LEVEL).min(MAX_LEVEL);
                Sort::Item { ordered: *ordered, level }
            }
            (None, Some((level, bullet))) => {
                let bullet = bullet.trim();
                let ordered = bullet.len() > 1 && bullet.ends_with(['.', ')']);
                Sort::Item { ordered, level }
            }
            (None, None) => self.sort,
        };
        let align = self.align.iter().rev().copied().find(|align| !align.is_auto()).unwrap_or_default();
        self.count += 1;
        self.lines.push(Line { sort, align, spans });
    }

    fn end_text(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let mut blocks = blocks_of(lines);
        blocks.truncate(MAX_BLOCKS);
        if !blocks.is_empty() {
            self.parts.push(Part::Text(RichText { blocks }));
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.end_line();
        self.end_text();
        self.parts
    }
}

fn link_of(attributes: &Attributes) -> Option<Link> {
    // The canvas writes `data-href`, so that its links lead nowhere.
    let mut link = Link::new(attributes.get("data-href").or(attributes.get("href"))?).ok()?;
    link.new_tab = attributes.get("target") == Some("_blank") || attributes.get("data-new-tab").is_some();
    Some(link)
}

fn align_of(attributes: &Attributes) -> Align {
    // The canvas writes classes, everybody else styles.
    let class = attributes.get("class").and_then(|class| {
        class.split_ascii_whitespace().find_map(|word| word.strip_prefix("a-")).map(str::to_owned)
    });
    let said = class
        .or_else(|| attributes.style("text-align"))
        .or_else(|| attributes.get("align").map(str::to_owned));
    match said.as_deref().map(Align::of) {
        // Where a program says what is so anyway.
        Some(Align::Start) if attributes.get("class").is_none_or(|class| !class.contains("a-start")) => {
            Align::Auto
        }
        found => found.unwrap_or_default(),
    }
}

/// Word writes list items as paragraphs of a level: `mso-list:l0 level2 lfo1`.
fn word_level(attributes: &Attributes) -> Option<u8> {
    let list = attributes.style("mso-list")?;
    let level = list.split_ascii_whitespace().find_map(|word| word.strip_prefix("level"))?;
    Some(level.parse::<u8>().ok()?.saturating_sub(1).min(MAX_LEVEL))
}

/// Word, Docs and Pages write marks as styles, and take them back as styles; our own canvas marks colours.
fn style_marks(attributes: &Attributes, marks: &mut Vec<Mark>) {
    if let Some(color) = attributes.get("data-color").and_then(|id| TokenId::new(id).ok()) {
        marks.push(Mark::Color(color));
    }
    if attributes.get("style").is_none() {
        return;
    }
    if attributes.style("mso-list").as_deref() == Some("ignore") {
        marks.push(Mark::Hidden);
    }
    if let Some(weight) = attributes.style("font-weight") {
        let heavy = matches!(weight.as_str(), "bold" | "bolder")
            || weight.parse::<u16>().is_ok_and(|number| number >= 600);
        marks.push(Mark::Bold(heavy));
    }
    if let Some(style) = attributes.style("font-style") {
        marks.push(Mark::Italic(matches!(style.as_str(), "italic" | "oblique")));
    }
    let line = attributes.style("text-decoration").or_else(|| attributes.style("text-decoration-line"));
    if let Some(line) = line {
        if line.contains("underline") {
            marks.push(Mark::Underline);
        }
        if line.contains("line-through") {
            marks.push(Mark::Strike);
        }
    }
}

#[cfg(test)]
#[path = "paste_fixtures.rs"]
mod fixtures;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::richtext::Block;
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
