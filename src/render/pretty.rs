//! The output as people read it: a line for each block and each declaration, with words of the language marked.

/// A line of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins in the output, in bytes.
    pub from: usize,
    /// How deep it is nested.
    pub depth: usize,
    /// What stands on it.
    pub text: String,
}

/// Tags that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "html",
    "head",
    "body",
    "meta",
    "link",
    "title",
    "style",
    "script",
    "header",
    "nav",
    "main",
    "section",
    "article",
    "aside",
    "footer",
    "div",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "form",
    "label",
    "input",
    "textarea",
    "select",
    "option",
    "button",
    "figure",
    "figcaption",
    "picture",
    "source",
    "img",
    "video",
    "iframe",
    "details",
    "summary",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "hr",
];
/// Tags that are never closed.
const VOID: &[&str] = &["meta", "link", "input", "img", "source", "br", "hr", "!doctype"];

/// HTML, a line for each block. What stands in `<style>` is left out: it is shown by itself.
#[must_use]
pub fn html(source: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    let mut fresh = true;
    let put =
        |lines: &mut Vec<Line>, fresh: bool, from: usize, depth: usize, text: &str| match lines.last_mut() {
            Some(line) if !fresh => line.text.push_str(text),
            _ => lines.push(Line { from, depth, text: text.to_owned() }),
        };
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = rest.get(..end).unwrap_or_default();
            put(&mut lines, fresh, at, depth, text);
            fresh = false;
            at += end;
            continue;
        }
        let end = tag_end(rest);
        let tag = rest.get(..end).unwrap_or(rest);
        let closing = tag.starts_with("</");
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '!')
            .flat_map(char::to_lowercase)
            .collect();
        let is_block = BLOCKS.contains(&name.as_str()) || name == "!doctype";
        if closing && is_block {
            depth = depth.saturating_sub(1);
            // What holds nothing but words closes on its line.
            let opened = lines.last().is_some_and(|line| {
                line.depth == depth && line.text.get(1..).is_some_and(|text| text.starts_with(&name))
            });
            put(&mut lines, fresh && !opened, at, depth, tag);
            fresh = true;
        } else if is_block {
            put(&mut lines, true, at, depth, tag);
            fresh = VOID.contains(&name.as_str());
            if !fresh {
                depth += 1;
            }
        } else {
            put(&mut lines, fresh, at, depth, tag);
            fresh = false;
        }
        at += end;
        if name == "style" && !closing {
            let inside = source.get(at..).and_then(|rest| rest.find("</style")).unwrap_or_default();
            if inside > 0 {
                put(&mut lines, false, at, depth, "…");
            }
            at += inside;
        }
    }
    lines
}

/// The length of a tag: `>` inside quotes doesn't end it.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// CSS, a line for each declaration.
#[must_use]
pub fn css(source: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut depth, mut brackets, mut quote) = (0_usize, 0_usize, None);
    let mut text = String::new();
    let mut from = 0;
    for (at, c) in source.char_indices() {
        if text.is_empty() {
            if c == ' ' {
                continue;
            }
            from = at;
        }
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '(') => brackets += 1,
            (None, ')') => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let plain = quote.is_none() && brackets == 0;
        if plain && c == '}' {
            let rest = std::mem::take(&mut text);
            if !rest.is_empty() {
                lines.push(Line { from, depth, text: rest });
            }
            depth = depth.saturating_sub(1);
            lines.push(Line { from: at, depth, text: "}".to_owned() });
            continue;
        }
        if plain && c == '{' {
            text.push_str(" {");
            lines.push(Line { from, depth, text: std::mem::take(&mut text) });
            depth += 1;
            continue;
        }
        text.push(c);
        if plain && c == ';' {
            lines.push(Line { from, depth, text: std::mem::take(&mut text) });
        }
    }
    if !text.is_empty() {
        lines.push(Line { from, depth, text });
    }
    lines
}

/// A script, as it stands.
#[must_use]
pub fn script(source: &str) -> Vec<Line> {
    let mut from = 0;
    source
        .split('\n')
        .map(|text| {
            let line = Line { from, depth: 0, text: text.to_owned() };
            from += text.len() + 1;
            line
        })
        .filter(|line| !line.text.is_empty())
        .collect()
}

/// What a language is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Markup.
    Html,
    /// Styles.
    Css,
    /// Scripts.
    Script,
}

/// A line with its words marked: text as it is, escaped, inside of `<b>` (names), `<i>` (values) and `<u>` (signs).
#[must_use]
pub fn marked(language: Language, line: &str) -> String {
    let mut out = String::with_capacity(line.len() * 2);
    let mut mark = |tag: &str, text: &str| {
        if text.is_empty() {
            return;
        }
        if !tag.is_empty() {
            for part in ["<", tag, ">"] {
                out.push_str(part);
            }
        }
        super::escape::text(&mut out, text);
        if !tag.is_empty() {
            for part in ["</", tag, ">"] {
                out.push_str(part);
            }
        }
    };
    match language {
        Language::Html => {
            let mut rest = line;
            while let Some(start) = rest.find('<') {
                let (text, tag) = rest.split_at(start);
                mark("", text);
                let (tag, after) = tag.split_at(tag_end(tag));
                mark_tag(tag, &mut mark);
                rest = after;
            }
            mark("", rest);
        }
        Language::Css => {
            if line.ends_with('{') || !line.contains(':') {
                mark("b", line);
            } else if let Some((name, value)) = line.split_once(':') {
                mark("u", name);
                mark("", ":");
                mark("i", value);
            }
        }
        Language::Script => mark("", line),
    }
    out
}

fn mark_tag(tag: &str, mark: &mut impl FnMut(&str, &str)) {
    let name = tag.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(name);
    mark("b", name);
    while let Some(at) = rest.find(['"', '\'']) {
        let (key, value) = rest.split_at(at);
        let end =
            value.get(1..).and_then(|rest| rest.find(value.get(..1)?)).map_or(value.len(), |end| end + 2);
        mark("u", key);
        let (value, after) = value.split_at(end);
        mark("i", value);
        rest = after;
    }
    match rest.strip_suffix('>') {
        Some(last) => {
            mark("u", last);
            mark("b", ">");
        }
        None => mark("u", rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> super::super::Rendered {
        use crate::document::build::{Page, button, heading, text};
        use crate::document::{Kind, Lang};
        let rng = crate::rng::SeededRng::new(3);
        let section = crate::document::build::Block::of(
            Kind::Section,
            [heading(1, "Tom & \"Jerry\" <3"), text("<p>One <b>two</b></p>"), button("Go", "/a?b=1&c=2")],
        );
        let page = Page::new(Lang::EN, &rng).meta("T", "D").block(section).finish();
        super::super::render(&page, &super::super::Target::Published(super::super::PageInfo::default()))
    }

    #[test]
    fn lines_say_what_the_output_says() {
        let page = page();
        let lines = html(&page.html);
        let joined: String = lines.iter().map(|line| line.text.as_str()).collect();
        let whole = page.html.replace(&page.css, "…");
        assert_eq!(joined, whole);
        assert!(lines.iter().all(|line| page.html.get(line.from..).is_some()));
        let heading = lines.iter().find(|line| line.text.contains("Tom")).expect("the heading");
        assert!(heading.text.starts_with("<h1") && heading.text.ends_with("</h1>"), "{heading:?}");
        assert!(page.html.get(heading.from..).is_some_and(|rest| rest.starts_with("<h1")));
        assert_eq!(lines.last().map(|line| (line.depth, line.text.as_str())), Some((0, "</html>")));
        let styles = css(&page.css);
        let joined: String = styles.iter().map(|line| line.text.as_str()).collect();
        let bare = |text: &str| text.replace(' ', "");
        assert_eq!(bare(&joined), bare(&page.css));
        assert_eq!(
            styles.iter().filter(|line| line.text.ends_with('{')).count(),
            page.css.matches('{').count()
        );
        assert_eq!(script("a();\n\nb();").len(), 2);
    }

    #[test]
    fn marks_change_nothing_but_the_looks() {
        let page = page();
        for (language, lines) in [(Language::Html, html(&page.html)), (Language::Css, css(&page.css))] {
            for line in lines {
                let marked = marked(language, &line.text);
                let mut plain = marked.clone();
                for tag in ["b", "i", "u"] {
                    plain = plain.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
                }
                assert!(!plain.contains('<'), "{marked}");
                let plain = plain
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'");
                assert_eq!(plain.replace("&amp;", "&"), line.text);
            }
        }
        assert_eq!(
            marked(Language::Html, "<a href=\"x\">"),
            "<b>&lt;a</b><u> href=</u><i>&quot;x&quot;</i><b>&gt;</b>"
        );
        assert_eq!(marked(Language::Html, "<a title='"), "<b>&lt;a</b><u> title=</u><i>&#39;</i>");
    }
}
