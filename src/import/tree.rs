//! HTML as a tree, as tolerant as people's pages need it.

use crate::markup::{Attributes, Piece, Pieces, decode};

/// Deepest nesting that is followed; what is deeper stands beside.
const MAX_DEPTH: usize = 120;
/// Most elements that are read.
const MAX_ELEMENTS: usize = 20_000;

/// An element or a text.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    /// Decoded.
    Text(String),
}

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// In lower case.
    pub(super) name: String,
    pub(super) attributes: Attributes,
    pub(super) children: Vec<Node>,
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Their content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "noscript", "iframe", "xmp"];

/// Whether an open element ends where this one begins.
fn ends(open: &str, next: &str) -> bool {
    match open {
        "p" => matches!(
            next,
            "p" | "div"
                | "section"
                | "article"
                | "header"
                | "footer"
                | "nav"
                | "main"
                | "aside"
                | "ul"
                | "ol"
                | "dl"
                | "table"
                | "form"
                | "blockquote"
                | "pre"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "hr"
                | "figure"
                | "details"
                | "fieldset"
        ),
        "li" => next == "li",
        "option" => matches!(next, "option" | "optgroup"),
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "tfoot"),
        "tr" => matches!(next, "tr" | "tbody" | "tfoot"),
        "head" => next == "body",
        _ => false,
    }
}

/// Reads a page. The result is a nameless element around everything.
pub(super) fn read(html: &str) -> Element {
    let mut stack = vec![Element::default()];
    let mut pieces = Pieces::new(html);
    let mut count = 0;
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => add(&mut stack, Node::Text(decode(text))),
            Piece::Close(name) => {
                let at = stack.iter().rposition(|open| open.name == name).filter(|at| *at > 0);
                // A stray `</p>` is a paragraph to browsers, nothing to us.
                if let Some(at) = at {
                    while stack.len() > at {
                        fold(&mut stack);
                    }
                }
            }
            Piece::Open(name, attributes) => {
                count += 1;
                if count > MAX_ELEMENTS {
                    break;
                }
                if stack.last().is_some_and(|open| ends(&open.name, &name)) {
                    fold(&mut stack);
                }
                let mut element = Element { name, attributes, children: Vec::new() };
                if RAW.contains(&element.name.as_str()) {
                    let raw = pieces.raw(&element.name);
                    let text = if matches!(element.name.as_str(), "script" | "style") {
                        raw.to_owned()
                    } else {
                        decode(raw)
                    };
                    element.children.push(Node::Text(text));
                    add(&mut stack, Node::Element(element));
                } else if VOID.contains(&element.name.as_str()) || stack.len() >= MAX_DEPTH {
                    add(&mut stack, Node::Element(element));
                } else {
                    stack.push(element);
                }
            }
        }
    }
    while stack.len() > 1 {
        fold(&mut stack);
    }
    stack.pop().unwrap_or_default()
}

fn add(stack: &mut [Element], node: Node) {
    if let Some(open) = stack.last_mut() {
        open.children.push(node);
    }
}

fn fold(stack: &mut Vec<Element>) {
    if stack.len() > 1
        && let Some(done) = stack.pop()
    {
        add(stack, Node::Element(done));
    }
}

impl Node {
    pub(super) const fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

impl Element {
    /// The elements right inside.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(Node::element)
    }

    /// Every element inside, from the top.
    pub(super) fn all<'a>(&'a self, found: &mut Vec<&'a Self>) {
        for element in self.elements() {
            found.push(element);
            element.all(found);
        }
    }

    /// The first element of this name inside.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        self.elements()
            .find_map(|element| if element.name == name { Some(element) } else { element.find(name) })
    }

    /// Its words, white space folded.
    pub(super) fn words(&self) -> String {
        let mut out = String::new();
        self.collect(&mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn collect(&self, out: &mut String) {
        if matches!(self.name.as_str(), "script" | "style" | "noscript" | "template" | "svg") {
            return;
        }
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => {
                    let line = element.name == "br" || is_block(&element.name);
                    if line {
                        out.push(' ');
                    }
                    element.collect(out);
                    if line {
                        out.push(' ');
                    }
                }
            }
        }
    }

    /// Whether one of its classes holds this word.
    pub(super) fn has_class_like(&self, words: &[&str]) -> bool {
        let class = self.attributes.get("class").unwrap_or_default().to_ascii_lowercase();
        class.split_ascii_whitespace().any(|class| words.iter().any(|word| class.contains(word)))
    }

    /// As HTML again, for the reader of structured text.
    pub(super) fn html(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for name in ["href", "target", "style", "src", "alt"] {
            if let Some(value) = self.attributes.get(name) {
                crate::render::escape::attribute(out, name, value);
            }
        }
        out.push('>');
        if VOID.contains(&self.name.as_str()) {
            return;
        }
        self.children.iter().for_each(|child| child.html(out));
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

impl Node {
    /// As HTML again.
    pub(super) fn html(&self, out: &mut String) {
        match self {
            Self::Text(text) => crate::render::escape::text(out, text),
            Self::Element(element) => element.html(out),
        }
    }

    /// Whether it is nothing but white space.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// Whether it stands in a line of text, with everything inside.
    pub(super) fn is_inline(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Element(element) => {
                matches!(
                    element.name.as_str(),
                    "a" | "abbr"
                        | "b"
                        | "bdi"
                        | "bdo"
                        | "br"
                        | "cite"
                        | "code"
                        | "data"
                        | "del"
                        | "dfn"
                        | "em"
                        | "font"
                        | "i"
                        | "ins"
                        | "kbd"
                        | "mark"
                        | "q"
                        | "s"
                        | "samp"
                        | "small"
                        | "span"
                        | "strike"
                        | "strong"
                        | "sub"
                        | "sup"
                        | "time"
                        | "tt"
                        | "u"
                        | "var"
                        | "wbr"
                ) && element.children.iter().all(Self::is_inline)
            }
        }
    }
}

/// Whether an element starts a line of its own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "nav"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "blockquote"
            | "pre"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "figure"
            | "figcaption"
            | "form"
            | "details"
            | "summary"
            | "fieldset"
            | "dl"
            | "dt"
            | "dd"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sloppy_pages_are_trees() {
        let page = read("<ul><li>a<li>b<p>c<p>d</ul><img src=x>tail<br/>&amp;</div>");
        let list = page.find("ul").unwrap();
        assert_eq!(list.elements().count(), 2);
        assert_eq!(list.words(), "a b c d");
        assert_eq!(page.children.len(), 5);
        let deep = "<div>".repeat(5_000);
        assert!(read(&deep).find("div").is_some());
    }
}
