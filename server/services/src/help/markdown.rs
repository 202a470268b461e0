//! Markdown as HTML that can't do anything: no raw HTML, no scripts' addresses, no foreign pictures.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// The HTML of a text. What is HTML in it is shown as it was typed.
pub fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        // The page's own title is the first level.
        Event::Start(Tag::Heading { level: pulldown_cmark::HeadingLevel::H1, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: pulldown_cmark::HeadingLevel::H2, id, classes, attrs })
        }
        Event::End(TagEnd::Heading(pulldown_cmark::HeadingLevel::H1)) => {
            Event::End(TagEnd::Heading(pulldown_cmark::HeadingLevel::H2))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: safe(dest_url), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let own = dest_url.starts_with('/') && !dest_url.starts_with("//");
            let dest_url = if own { dest_url } else { CowStr::Borrowed("") };
            Event::Start(Tag::Image { link_type, dest_url, title, id })
        }
        other => other,
    });
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    out
}

fn safe(address: CowStr<'_>) -> CowStr<'_> {
    let lower = address.to_ascii_lowercase();
    let own = lower.starts_with('/') && !lower.starts_with("//") || lower.starts_with('#');
    if own || ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        address
    } else {
        CowStr::Borrowed("#")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_markup_of_its_own() {
        let html = to_html(
            "# One\n\n<script>alert(1)</script> <b onclick=x>b</b>\n\n[a](javascript:alert(1)) [b](/help) [c](//evil) ![p](https://evil/x.png) \
             [d](JaVaScRiPt:x) [e](data:text/html,x)\n\n<!-- c -->",
        );
        for never in ["<script", "<b ", "javascript", "JaVaScRiPt", "evil", "data:", "<!--", "<h1"] {
            assert!(!html.contains(never), "{never} in {html}");
        }
        assert!(
            html.contains("<h2>One</h2>")
                && html.contains("href=\"/help\"")
                && html.contains("&lt;script&gt;")
        );
    }

    #[test]
    fn what_articles_use_is_there() {
        let html =
            to_html("1. One\n2. **Two**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`code` [l](https://x.test)");
        for wanted in
            ["<ol>", "<strong>Two</strong>", "<table>", "<code>code</code>", "href=\"https://x.test\""]
        {
            assert!(html.contains(wanted), "{wanted} in {html}");
        }
    }
}
