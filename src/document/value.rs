//! What a property of a node can hold.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::ids::{AssetId, BadId, bad};
use super::richtext::RichText;

/// Longest address of a link or a picture, in bytes.
pub const MAX_URL_LEN: usize = 2_048;

/// A property's value. In JSON: `true`, `3`, `"text"`, `["a","b"]`, `{"link":{…}}`, `{"asset":"id"}`, `{"rich":{…}}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// Plain text, or the word of a choice. Never markup.
    Text(String),
    /// Several plain texts, such as the options of a select.
    Texts(Vec<String>),
    /// Where something leads.
    Link {
        /// Address and window.
        link: Link,
    },
    /// A picture or file of the document.
    Asset {
        /// Its id.
        asset: AssetId,
    },
    /// Paragraphs and lists with marks.
    Rich {
        /// The text.
        rich: RichText,
    },
    /// What a newer version wrote. Kept as it is, never rendered.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    Unknown(serde_json::Value),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// One of them, by its only field.
        #[derive(Deserialize)]
        struct Fields<'a> {
            #[serde(borrow)]
            link: Option<&'a RawValue>,
            #[serde(borrow)]
            asset: Option<&'a RawValue>,
            #[serde(borrow)]
            rich: Option<&'a RawValue>,
        }
        let text = crate::lean::text(deserializer)?;
        let read = |raw: &RawValue, what: fn(&str) -> Option<Self>| what(raw.get());
        let known = match text.as_bytes().first() {
            Some(b't' | b'f') => serde_json::from_str(&text).ok().map(Self::Bool),
            Some(b'"') => serde_json::from_str(&text).ok().map(Self::Text),
            Some(b'[') => serde_json::from_str(&text).ok().map(Self::Texts),
            Some(b'{') => serde_json::from_str::<Fields<'_>>(&text).ok().and_then(|fields| {
                let link = fields.link.and_then(|raw| {
                    read(raw, |text| serde_json::from_str(text).ok().map(|link| Self::Link { link }))
                });
                let asset = || {
                    read(fields.asset?, |text| {
                        serde_json::from_str(text).ok().map(|asset| Self::Asset { asset })
                    })
                };
                let rich = || {
                    read(fields.rich?, |text| serde_json::from_str(text).ok().map(|rich| Self::Rich { rich }))
                };
                link.or_else(asset).or_else(rich)
            }),
            _ => serde_json::from_str(&text).ok().map(Self::Number),
        };
        match known {
            Some(known) => Ok(known),
            None => serde_json::from_str(&text).map(Self::Unknown).map_err(serde::de::Error::custom),
        }
    }
}

impl Value {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The text of a text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The link of a link.
    #[must_use]
    pub fn as_link(&self) -> Option<&Link> {
        match self {
            Self::Link { link } => Some(link),
            _ => None,
        }
    }

    /// The asset's id of a picture.
    #[must_use]
    pub fn as_asset(&self) -> Option<&AssetId> {
        match self {
            Self::Asset { asset } => Some(asset),
            _ => None,
        }
    }

    /// The structured text of a rich text.
    #[must_use]
    pub fn as_rich(&self) -> Option<&RichText> {
        match self {
            Self::Rich { rich } => Some(rich),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<Link> for Value {
    fn from(link: Link) -> Self {
        Self::Link { link }
    }
}

impl From<AssetId> for Value {
    fn from(asset: AssetId) -> Self {
        Self::Asset { asset }
    }
}

impl From<RichText> for Value {
    fn from(rich: RichText) -> Self {
        Self::Rich { rich }
    }
}

/// Where a link leads, and in which window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// The address.
    pub href: Href,
    /// Opens in a window of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new_tab: bool,
}

impl Link {
    /// A link in the same window.
    pub fn new(href: &str) -> Result<Self, BadId> {
        Ok(Self { href: Href::new(href)?, new_tab: false })
    }
}

fn is_plain_url(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_URL_LEN
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '<' | '>' | '"' | '`'))
}

fn scheme(text: &str) -> Option<String> {
    let end = text.find([':', '/', '?', '#'])?;
    let (head, tail) = text.split_at_checked(end)?;
    tail.starts_with(':').then(|| head.to_ascii_lowercase())
}

macro_rules! checked_url {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
        pub struct $name(String);

        impl $name {
            /// # Errors
            /// If the text isn't an address of the sort described on the type.
            pub fn new(text: &str) -> Result<Self, BadId> {
                let check: fn(&str) -> bool = $check;
                let text = text.trim();
                if is_plain_url(text) && check(text) { Ok(Self(text.to_owned())) } else { Err(bad($what, text)) }
            }

            /// The address as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

checked_url!(
    /// The address of a link: http, https, mailto, tel, a path, a query or a `#fragment`. No other scheme, no `//host`,
    /// no spaces, quotes or backslashes.
    Href,
    "link address",
    |text| match scheme(text) {
        Some(scheme) => matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"),
        None => !text.starts_with("//"),
    }
);

checked_url!(
    /// The address of a picture or file: http, https or a path from the root; safe inside `url("…")`.
    AssetUrl,
    "file address",
    |text| !text.contains(['\'', '(', ')'])
        && match scheme(text) {
            Some(scheme) => matches!(scheme.as_str(), "http" | "https"),
            None => text.starts_with('/') && !text.starts_with("//"),
        }
);

impl Href {
    /// Whether it leaves this page's origin.
    #[must_use]
    pub fn is_external(&self) -> bool {
        scheme(&self.0).is_some_and(|scheme| scheme.starts_with("http"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_are_links() {
        for text in [
            "https://a.example/x?y=1#z",
            "http://a",
            "mailto:a@b.c",
            "tel:+84901234567",
            "/x",
            "#top",
            "?a=b",
            "x/y",
            "a/b:c",
            "./x",
        ] {
            assert!(Href::new(text).is_ok(), "{text}");
        }
        for text in [
            "",
            " ",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "\\\\evil",
            "/\\evil",
            "file:///x",
            "blob:x",
            "x\"onclick=",
            "a b",
            "ftp://x",
            "javascript&colon;:x",
        ] {
            assert!(Href::new(text).is_err(), "{text}");
        }
        assert!(Href::new(&format!("/{}", "a".repeat(3_000))).is_err());
    }

    #[test]
    fn asset_addresses_are_safe_in_css() {
        assert!(AssetUrl::new("/_lh/t/hero.svg").is_ok());
        assert!(AssetUrl::new("https://c.example/u/1.webp").is_ok());
        for text in
            ["x.png", "//c/x", "data:image/svg+xml,x", "/a)b", "/a'b", "/a\"b", "javascript:x", "/a b"]
        {
            assert!(AssetUrl::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_are_natural_json() {
        for (json, value) in [
            ("true", Value::Bool(true)),
            ("3", Value::Number(3)),
            ("\"x\"", Value::text("x")),
            ("[\"a\",\"b\"]", Value::Texts(vec!["a".into(), "b".into()])),
            ("{\"link\":{\"href\":\"#a\"}}", Value::from(Link::new("#a").unwrap())),
            ("{\"asset\":\"a1\"}", Value::from(AssetId::new("a1").unwrap())),
            ("{\"new\":[1.5]}", Value::Unknown(serde_json::json!({"new": [1.5]}))),
        ] {
            assert_eq!(serde_json::from_str::<Value>(json).unwrap(), value, "{json}");
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        // A link that isn't allowed is no link; the kind's table refuses it wherever a link is expected.
        let value: Value = serde_json::from_str("{\"link\":{\"href\":\"javascript:x\"}}").unwrap();
        assert!(matches!(value, Value::Unknown(_)));
    }
}
