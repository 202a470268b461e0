//! Pages that come with a folder: which of its files a page asks for, and under which name they are there.

use percent_encoding::percent_decode_str;

/// Deepest folder in a folder.
const MAX_DEPTH: usize = 16;
/// Longest name of a file with its folders, in bytes.
const MAX_NAME: usize = 255;
/// Before the names of files in the texts of stylesheets, which may lie in other folders than the page.
const INSIDE: &str = "folder:/";

/// Whether a name of a file in a zip stays inside: relative, with plain parts, not too long.
#[must_use]
pub fn is_inside(name: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    let name = name.strip_suffix('/').unwrap_or(name);
    name.len() <= MAX_NAME
        && !name.contains(['\\', ':'])
        && !name.chars().any(char::is_control)
        && name.split('/').count() <= MAX_DEPTH
        && name.split('/').all(plain)
}

/// The file of the folder that an address in a file of it means. `None` for addresses of other places and for what
/// would lead out.
#[must_use]
pub fn file_at(from: &str, address: &str) -> Option<String> {
    let address = address.trim();
    if let Some(name) = address.strip_prefix(INSIDE) {
        return is_inside(name).then(|| name.to_owned());
    }
    let address = address.split(['?', '#']).next().unwrap_or_default();
    if address.is_empty() || address.starts_with("//") || address.contains(':') {
        return None;
    }
    let decoded = percent_decode_str(address).decode_utf8().ok()?;
    // From the top of the folder, as of a site.
    let mut parts: Vec<&str> = match decoded.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.rsplit_once('/').map_or_else(Vec::new, |(folder, _)| folder.split('/').collect()),
    };
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let name = parts.join("/");
    is_inside(&name).then_some(name)
}

/// The addresses in the `url(…)`s of a stylesheet's text, with where each stands.
fn urls(css: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut found = Vec::new();
    let lower = css.to_ascii_lowercase();
    let mut at = 0;
    while let Some(start) = lower.get(at..).and_then(|rest| rest.find("url(")).map(|offset| at + offset) {
        at = start + 4;
        let Some(rest) = css.get(at..) else { break };
        let body = rest.trim_start();
        let skipped = rest.len() - body.len();
        let quote = body.chars().next().filter(|c| matches!(c, '"' | '\''));
        let inner = quote.map_or(body, |_| body.get(1..).unwrap_or_default());
        let Some(end) = inner.find(|c| quote.map_or(c == ')', |quote| c == quote)) else { break };
        let address = inner.get(..end).unwrap_or_default().trim().to_owned();
        let after = at + skipped + usize::from(quote.is_some()) + end;
        let Some(close) = css.get(after..).and_then(|rest| rest.find(')')) else { break };
        found.push((start..after + close + 1, address));
        at = after + close + 1;
    }
    found
}

/// The addresses of a stylesheet's pictures, each once.
pub(super) fn addresses(css: &str, into: &mut Vec<String>) {
    for (_, address) in urls(css) {
        if !address.is_empty() && !into.contains(&address) {
            into.push(address);
        }
    }
}

/// The text with something else in the place of each `url(…)` that `instead` knows.
pub(super) fn replaced(css: &str, instead: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(css.len());
    let mut done = 0;
    for (range, address) in urls(css) {
        let Some(text) = instead(&address) else { continue };
        out.push_str(css.get(done..range.start).unwrap_or_default());
        out.push_str(&text);
        done = range.end;
    }
    out.push_str(css.get(done..).unwrap_or_default());
    out
}

/// A stylesheet of the folder with addresses that mean the same from anywhere; `from` is its own name.
#[must_use]
pub fn lifted(from: &str, css: &str) -> String {
    // A quote in a name would end it, and a space at its end would be cut off.
    let fits = |name: &String| !name.contains('"') && name.trim() == name;
    let name = |address: &str| file_at(from, address).filter(fits);
    replaced(css, |address| Some(format!("url(\"{INSIDE}{}\")", name(address)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_stay_in_the_folder() {
        for (from, address, wanted) in [
            ("index.html", "img/a.png", Some("img/a.png")),
            ("index.html", "./img//a%20b.png?v=1#x", Some("img/a b.png")),
            ("site/index.html", "img/a.png", Some("site/img/a.png")),
            ("site/css/a.css", "../img/a.png", Some("site/img/a.png")),
            ("site/index.html", "/img/a.png", Some("img/a.png")),
            ("site/index.html", "folder:/img/a.png", Some("img/a.png")),
            ("index.html", "../a.png", None),
            ("site/index.html", "../../a.png", None),
            ("index.html", "..%2f..%2fetc/passwd", None),
            ("index.html", "folder:/../a.png", None),
            ("index.html", "https://x.example/a.png", None),
            ("index.html", "//x.example/a.png", None),
            ("index.html", "data:image/png;base64,AAAA", None),
            ("index.html", "a\\b.png", None),
            ("index.html", "#top", None),
            ("index.html", "", None),
        ] {
            assert_eq!(file_at(from, address).as_deref(), wanted, "{from} {address}");
        }
        let long = format!("{}x", "a/".repeat(20));
        for bad in
            ["", "/a", "a//b", "../a", "a/../b", "C:/a", "a\\b", "a\0b", "a\nb", &long, &"x".repeat(300)]
        {
            assert!(!is_inside(bad), "{bad:?}");
        }
        assert!(is_inside("a/b c/đ.png") && is_inside("folder/"));
    }

    #[test]
    fn stylesheets_mean_the_same_from_anywhere() {
        let css = ".a{background: url( 'img/a).png' ) center} .b{background:URL(../b.png)} @import url(x";
        assert_eq!(
            lifted("css/main.css", css),
            ".a{background: url(\"folder:/css/img/a).png\") center} .b{background:url(\"folder:/b.png\")} @import url(x"
        );
        assert_eq!(
            lifted("main.css", "a{b:url(https://x.example/a.png)}"),
            "a{b:url(https://x.example/a.png)}"
        );
        let mut found = Vec::new();
        addresses("url(a)url(\"a\")url(b)url()", &mut found);
        assert_eq!(found, ["a", "b"]);
    }

    proptest! {
        #[test]
        fn nothing_leads_out(from in "[a-z/.]{0,12}", address in "[a-z/.%25f:?#\\\\ ]{0,20}") {
            if let Some(name) = file_at(&from, &address) {
                prop_assert!(is_inside(&name), "{}", name);
            }
        }

        #[test]
        fn any_stylesheet_is_read(css in "(url\\(|\\)|'|\"|[a-zđ /.]){0,30}") {
            prop_assert_eq!(replaced(&css, |_| None), css.clone());
            let once = lifted("a/b.css", &css);
            prop_assert_eq!(lifted("c.css", &once), once, "lifted once, it stays");
        }
    }
}
