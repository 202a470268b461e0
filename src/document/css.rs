//! CSS as data: an allow-list of properties and a small checked language of values.
//!
//! A value is kept as canonical text, but only after every piece of it was recognised: numbers with known units,
//! hex colours, keywords, quoted font names and allow-listed functions. There is no `;`, `{`, `<`, `!`, `\`,
//! comment, `url(` or `var(` in the language; tokens and pictures are reached through `token(id)` and `asset(id)`,
//! which the renderer resolves. So a value can't leave its declaration.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use super::property::{CssProperty, Grammar};

use super::ids::{AssetId, BreakpointId, StyleId, TokenId};

/// Longest value, in bytes.
pub const MAX_VALUE_LEN: usize = 512;

/// When a declaration holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Always.
    #[default]
    None,
    /// Under the pointer.
    Hover,
    /// Focused by keyboard.
    Focus,
    /// Being pressed.
    Active,
}

impl State {
    /// True for the state that is left out in JSON.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// What a declaration is addressed by: at most one value each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclarationKey {
    /// The style block it belongs to.
    pub style: StyleId,
    /// The width it starts to hold at.
    #[serde(default = "base_breakpoint")]
    pub breakpoint: BreakpointId,
    /// The state it holds in; left out when it always does.
    #[serde(default, skip_serializing_if = "State::is_none")]
    pub state: State,
    /// What it sets.
    pub property: CssProperty,
}

/// The breakpoint without a width: what holds everywhere.
#[must_use]
pub fn base_breakpoint() -> BreakpointId {
    super::model::base_breakpoint_id()
}

/// A key with its value, as it stands in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DeclarationForm")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Declaration {
    /// What is set, where and when.
    #[serde(flatten)]
    pub key: DeclarationKey,
    /// To what.
    pub value: CssValue,
}

/// How a declaration is read.
#[derive(Deserialize)]
struct DeclarationForm {
    style: StyleId,
    #[serde(default = "base_breakpoint")]
    breakpoint: BreakpointId,
    #[serde(default)]
    state: State,
    property: CssProperty,
    value: CssValue,
}

impl From<DeclarationForm> for Declaration {
    fn from(form: DeclarationForm) -> Self {
        let DeclarationForm { style, breakpoint, state, property, value } = form;
        Self { key: DeclarationKey { style, breakpoint, state, property }, value }
    }
}

/// A reference inside a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CssRef {
    /// `token(id)`
    Token(TokenId),
    /// `asset(id)`
    Asset(AssetId),
}

/// A checked CSS value; see the module for the language. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "16px 24px"))]
pub struct CssValue(Arc<str>);

/// Why a text isn't a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCss {
    /// Nothing but space.
    #[error("the value is empty")]
    Empty,
    /// Over 512 bytes, or nested deeper than four functions.
    #[error("the value is too long")]
    TooLong,
    /// A piece that isn't in the language.
    #[error("\"{0}\" can't be used in a style value")]
    Piece(String),
    /// Brackets that don't match.
    #[error("the brackets don't match")]
    Brackets,
}

const FUNCTIONS: &[&str] = &[
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "oklch",
    "color-mix",
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "calc",
    "min",
    "max",
    "clamp",
    "minmax",
    "repeat",
    "fit-content",
    "translate",
    "translatex",
    "translatey",
    "scale",
    "rotate",
    "skew",
    "blur",
    "brightness",
    "contrast",
    "grayscale",
    "saturate",
    "sepia",
    "drop-shadow",
    "cubic-bezier",
];

const UNITS: &[&str] = &[
    "", "%", "px", "rem", "em", "ch", "ex", "lh", "vw", "vh", "svh", "dvh", "lvh", "svw", "dvw", "vmin",
    "vmax", "fr", "deg", "turn", "rad", "s", "ms", "cqw", "cqi",
];

impl CssValue {
    /// Reads a value and brings it into canonical form (trimmed, single spaces).
    pub fn new(text: &str) -> Result<Self, BadCss> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadCss::Empty);
        }
        if text.len() > MAX_VALUE_LEN {
            return Err(BadCss::TooLong);
        }
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        check(&text)?;
        Ok(Self(text.into()))
    }

    /// `token(id)`.
    #[must_use]
    pub fn token(id: &TokenId) -> Self {
        Self(format!("token({id})").into())
    }

    /// `asset(id)`.
    #[must_use]
    pub fn asset(id: &AssetId) -> Self {
        Self(format!("asset({id})").into())
    }

    /// The canonical text, with `token(…)` and `asset(…)` unresolved.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tokens and assets the value needs.
    pub fn refs(&self) -> impl Iterator<Item = CssRef> + '_ {
        self.pieces().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Ref(reference) => Some(reference),
        })
    }

    /// The value as it stands in a stylesheet. Assets go through `url_of`; `None` if one of them has no address.
    pub fn to_css(&self, url_of: impl Fn(&AssetId) -> Option<String>) -> Option<String> {
        let mut out = String::with_capacity(self.0.len() + 8);
        for piece in self.pieces() {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Ref(CssRef::Token(id)) => {
                    out.push_str("var(--");
                    out.push_str(id.as_str());
                    out.push(')');
                }
                Piece::Ref(CssRef::Asset(id)) => {
                    // Asset addresses hold no quotes, brackets, backslashes or spaces (see `AssetUrl`).
                    out.push_str("url(\"");
                    out.push_str(&url_of(&id)?);
                    out.push_str("\")");
                }
            }
        }
        Some(out)
    }

    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> + '_ {
        let mut rest: &str = &self.0;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let at = match (rest.find("token("), rest.find("asset(")) {
                (Some(a), Some(b)) => a.min(b),
                (Some(a), None) | (None, Some(a)) => a,
                (None, None) => rest.len(),
            };
            if at > 0 {
                let (text, after) = rest.split_at_checked(at)?;
                rest = after;
                return Some(Piece::Text(text));
            }
            let (name, after) = rest.split_once('(')?;
            let (id, after) = after.split_once(')')?;
            rest = after;
            Some(Piece::Ref(if name == "token" {
                CssRef::Token(TokenId::new(id).ok()?)
            } else {
                CssRef::Asset(AssetId::new(id).ok()?)
            }))
        })
    }

    /// Whether it is one colour, a token or a keyword.
    #[must_use]
    pub fn is_color(&self) -> bool {
        let text = self.as_str();
        if text.contains(' ') && !text.ends_with(')') {
            return false;
        }
        text.starts_with('#')
            || text.starts_with("token(")
            || ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "color-mix("]
                .iter()
                .any(|name| text.starts_with(name))
            || text.bytes().all(|b| b.is_ascii_alphabetic())
    }
}

enum Piece<'a> {
    Text(&'a str),
    Ref(CssRef),
}

/// Walks the whole text, or says which piece isn't known.
fn check(text: &str) -> Result<(), BadCss> {
    let mut rest = text;
    let mut depth = 0_u8;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("/*") || rest.starts_with("*/") {
            return Err(BadCss::Piece("/*".to_owned()));
        }
        let tail = rest.get(first.len_utf8()..).unwrap_or_default();
        match first {
            ' ' | ',' | '/' | '*' => rest = tail,
            ')' => {
                depth = depth.checked_sub(1).ok_or(BadCss::Brackets)?;
                rest = tail;
            }
            '(' => {
                depth = deeper(depth)?;
                rest = tail;
            }
            '#' => {
                let hex = prefix(tail, |c| c.is_ascii_hexdigit());
                if !matches!(hex.len(), 3 | 4 | 6 | 8) {
                    return Err(BadCss::Piece(format!("#{hex}")));
                }
                rest = tail.get(hex.len()..).unwrap_or_default();
                if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') {
                    return Err(BadCss::Piece(format!("#{hex}")));
                }
            }
            '"' => {
                let name = prefix(tail, |c| c.is_ascii_alphanumeric() || c == ' ' || c == '-');
                rest = tail
                    .get(name.len()..)
                    .and_then(|r| r.strip_prefix('"'))
                    .ok_or_else(|| BadCss::Piece("\"".to_owned()))?;
            }
            '+' | '-' | '.' | '0'..='9' if is_number_start(rest) => rest = number(rest)?,
            '+' | '-' if tail.starts_with(' ') => rest = tail,
            'a'..='z' | 'A'..='Z' | '-' => {
                let word = prefix(rest, |c| c.is_ascii_alphanumeric() || c == '-');
                if word.starts_with("--") {
                    return Err(BadCss::Piece(word.to_owned()));
                }
                rest = rest.get(word.len()..).unwrap_or_default();
                if let Some(inner) = rest.strip_prefix('(') {
                    rest = match word {
                        "token" => reference(inner, |id| TokenId::new(id).is_ok())?,
                        "asset" => reference(inner, |id| AssetId::new(id).is_ok())?,
                        _ if FUNCTIONS.contains(&word.to_ascii_lowercase().as_str()) => {
                            depth = deeper(depth)?;
                            inner
                        }
                        _ => return Err(BadCss::Piece(format!("{word}("))),
                    };
                }
            }
            other => return Err(BadCss::Piece(other.to_string())),
        }
    }
    if depth == 0 { Ok(()) } else { Err(BadCss::Brackets) }
}

fn deeper(depth: u8) -> Result<u8, BadCss> {
    if depth < 4 { Ok(depth + 1) } else { Err(BadCss::TooLong) }
}

fn prefix(text: &str, keep: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !keep(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn is_number_start(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    text.len() - digits.len() <= 1
        && digits.strip_prefix('.').unwrap_or(digits).starts_with(|c: char| c.is_ascii_digit())
}

fn number(text: &str) -> Result<&str, BadCss> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = prefix(unsigned, |c| c.is_ascii_digit() || c == '.');
    let rest = unsigned.get(digits.len()..).unwrap_or_default();
    let unit = prefix(rest, |c| c.is_ascii_alphabetic() || c == '%');
    let fine = digits.len() <= 12 && digits.matches('.').count() <= 1 && !digits.ends_with('.');
    if fine && UNITS.contains(&unit) {
        Ok(rest.get(unit.len()..).unwrap_or_default())
    } else {
        Err(BadCss::Piece(format!("{digits}{unit}")))
    }
}

fn reference(inner: &str, known: impl Fn(&str) -> bool) -> Result<&str, BadCss> {
    match inner.split_once(')') {
        Some((id, rest)) if known(id) => Ok(rest),
        _ => Err(BadCss::Piece(inner.chars().take(20).collect())),
    }
}

impl TryFrom<&str> for CssValue {
    type Error = BadCss;
    fn try_from(text: &str) -> Result<Self, BadCss> {
        Self::new(text)
    }
}

impl fmt::Debug for CssValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CssValue({})", self.0)
    }
}

impl fmt::Display for CssValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for CssValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CssValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_values_are_read() {
        for text in [
            "16px 24px",
            "-0.02em",
            "#fff",
            "#0f172acc",
            "clamp(2rem, 5vw, 4.5rem)",
            "1fr 1fr",
            "repeat(3, minmax(0, 1fr))",
            "linear-gradient(135deg, token(primary) 0%, #7c3aed 100%)",
            "token(primary)",
            "asset(hero) ",
            "calc(100% - 2rem)",
            "0 10px 30px -12px rgb(15 23 42 / .25)",
            "\"Be Vietnam Pro\", system-ui, sans-serif",
            "auto",
            "translateY(-2px)",
            "color-mix(in srgb, token(primary) 12%, white)",
            "16 / 9",
            "all .2s ease",
            "span 2",
            "1.5",
        ] {
            assert!(CssValue::new(text).is_ok(), "{text}: {:?}", CssValue::new(text));
        }
    }

    #[test]
    fn nothing_leaves_the_declaration() {
        for text in [
            "",
            " ",
            "red;",
            "red}",
            "{",
            "url(x)",
            "url(javascript:alert(1))",
            "expression(alert(1))",
            "var(--x)",
            "--x",
            "red!important",
            "</style>",
            "\\65",
            "/* x",
            "*/",
            "'x'",
            "\"a",
            "\"a\\\"",
            "env(x)",
            "attr(x)",
            "image-set(x)",
            "calc(1px",
            "1px)",
            "#12",
            "12foo",
            "1..2px",
            "token(A)",
            "token()",
            "asset(../x)",
            "token(a b)",
            "@import",
            "a:b",
            "é",
            "\u{0}",
            "calc(calc(calc(calc(calc(1px)))))",
            "src(x)",
            "URL(x)",
            "1e9px",
            "token(a",
            "#fffg",
        ] {
            assert!(CssValue::new(text).is_err(), "{text}");
        }
        assert!(CssValue::new(&"1px ".repeat(200)).is_err());
    }

    #[test]
    fn references_are_found_and_resolved() {
        let value = CssValue::new("linear-gradient(token(a), token(b)), asset(c)").unwrap();
        assert_eq!(value.refs().count(), 3);
        assert_eq!(
            value.to_css(|_| Some("/x.png".into())).as_deref(),
            Some("linear-gradient(var(--a), var(--b)), url(\"/x.png\")")
        );
        assert_eq!(value.to_css(|_| None), None);
    }

    #[test]
    fn properties_know_their_values() {
        let value = |text| CssValue::new(text).unwrap();
        assert!(CssProperty::Color.accepts(&value("#fff")));
        assert!(CssProperty::Color.accepts(&value("token(x)")));
        assert!(!CssProperty::Color.accepts(&value("12px")));
        assert!(!CssProperty::Position.accepts(&value("fixed")));
        assert!(CssProperty::try_from("behavior").is_err());
        assert!(CssProperty::try_from("-moz-binding").is_err());
    }

    proptest! {
        #[test]
        fn an_accepted_value_has_no_dangerous_character(text in "\\PC{0,60}|[a-z0-9#(),./ %*-]{0,60}") {
            if let Ok(value) = CssValue::new(&text) {
                let css = value.to_css(|_| Some("/x".into())).unwrap_or_default();
                prop_assert!(!css.contains([';', '{', '}', '<', '>', '!', '\\', '@', ':', '\'']), "{}", css);
                prop_assert_eq!(css.matches('(').count(), css.matches(')').count());
                prop_assert_eq!(CssValue::new(value.as_str()).unwrap(), value);
            }
        }
    }
}
