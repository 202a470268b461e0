//! Names of things inside one document: nodes, styles, tokens, assets, breakpoints, and the small
//! words (props, slots) that address parts of a node.
//!
//! None of these is ever used as a CSS selector: class names in the output are hashes (see `render::class_name`),
//! so an id can't reach into the stylesheet. All are short, lower-case and checked when they enter the program.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Rng;

/// Longest id accepted, in bytes.
pub const MAX_ID_LEN: usize = 32;

/// Why a text isn't an id or a word of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a valid {what}")]
pub struct BadId {
    /// What it should have been: "node id", "property name", …
    pub what: &'static str,
    /// The start of the offending text.
    pub text: String,
}

fn is_id(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= MAX_ID_LEN
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

pub(crate) fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= 40
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

pub(crate) fn bad(what: &'static str, text: &str) -> BadId {
    BadId { what, text: text.chars().take(40).collect() }
}

/// Twelve characters of base 32, 60 bits of the generator.
fn random_text(rng: &dyn Rng) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 12];
    rng.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(DIGITS.get(usize::from(byte & 31)).copied().unwrap_or(b'a'))).collect()
}

/// What a checked text does as the text it is: shown, looked up, written, and checked again when it is read.
macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
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

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[a-z0-9][a-z0-9_-]{0,31}$"))]
        pub struct $name(Arc<str>);

        impl $name {
            /// A new id from the generator given.
            #[must_use]
            pub fn random(rng: &dyn Rng) -> Self {
                Self(random_text(rng).into())
            }

            /// # Errors
            /// If the text isn't 1–32 of `a-z 0-9 _ -`, starting with a letter or a digit.
            pub fn new(text: &str) -> Result<Self, BadId> {
                if is_id(text) { Ok(Self(text.into())) } else { Err(bad($what, text)) }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = BadId;
            fn try_from(text: &str) -> Result<Self, BadId> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::new(text)
            }
        }

        as_text!($name);
    };
}

id!(
    /// One node of a page. Rendered as `data-nid` in the editor's canvas only.
    NodeId,
    "node id"
);
id!(
    /// One style block, local to a node or shared by many.
    StyleId,
    "style id"
);
id!(
    /// One design token (a colour, a length, a font). Becomes the custom property `--{id}`.
    TokenId,
    "token id"
);
id!(
    /// One image or file the page uses.
    AssetId,
    "asset id"
);
id!(
    /// One component.
    ComponentId,
    "component id"
);
id!(
    /// One breakpoint: `desktop`, `tablet`, `mobile`.
    BreakpointId,
    "breakpoint id"
);
/// Most instances inside each other on the way to a node, and the node.
const MAX_PARTS: usize = 8;

/// A node inside an instance: its id, after those of the instances in between: `card/title`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[a-z0-9][a-z0-9_-]{0,31}(/[a-z0-9][a-z0-9_-]{0,31}){0,7}$"))]
pub struct InnerId(Arc<str>);

impl InnerId {
    /// # Errors
    /// If the text isn't 1–8 node ids with slashes between.
    pub fn new(text: &str) -> Result<Self, BadId> {
        let sound = text.split('/').count() <= MAX_PARTS && text.split('/').all(is_id);
        if sound { Ok(Self(text.into())) } else { Err(bad("node inside an instance", text)) }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instances on the way, the outermost first, and the node.
    #[must_use]
    pub fn parts(&self) -> (Vec<&str>, &str) {
        let mut parts: Vec<&str> = self.0.split('/').collect();
        let node = parts.pop().unwrap_or_default();
        (parts, node)
    }

    /// The first instance on the way, and the rest as seen from it; `None` for a node of the component itself.
    #[must_use]
    pub fn enter(&self) -> Option<(&str, Self)> {
        let (instance, rest) = self.0.split_once('/')?;
        Some((instance, Self(rest.into())))
    }
}

impl From<&NodeId> for InnerId {
    fn from(node: &NodeId) -> Self {
        Self(Arc::clone(&node.0))
    }
}

as_text!(InnerId);

macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$cdoc:meta])* $konst:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[a-z][a-z0-9_]{0,39}$"))]
        pub struct $name(Cow<'static, str>);

        impl $name {
            $($(#[$cdoc])* pub const $konst: Self = Self(Cow::Borrowed($text));)*

            /// # Errors
            /// If the text isn't 1–40 of `a-z 0-9 _`, starting with a letter.
            pub fn new(text: &str) -> Result<Self, BadId> {
                if is_word(text) { Ok(Self(Cow::Owned(text.to_owned()))) } else { Err(bad($what, text)) }
            }

            /// The word as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        as_text!($name);
    };
}

word!(
    /// The name of a node's property. What each kind knows is in `kind::spec`; others are kept and not rendered.
    Prop,
    "property name",
    {
        /// The plain text of a heading, button, link, list item or brand.
        TEXT = "text",
        /// The structured text of a rich text block.
        CONTENT = "content",
        /// Heading level, 1–6.
        LEVEL = "level",
        /// Where a link, button or image leads.
        LINK = "link",
        /// The picture of an image, or the logo of a navbar.
        ASSET = "asset",
        /// What a picture shows, for those who can't see it.
        ALT = "alt",
        /// A look chosen among a kind's own: solid, outline, …
        VARIANT = "variant",
        /// A listing of the marketplace.
        LISTING = "listing",
        /// The fragment (`#pricing`) that leads to this node.
        ANCHOR = "anchor",
        /// A field's visible label.
        LABEL = "label",
        /// A field's name in what the form sends.
        NAME = "name",
        /// A field's example text.
        PLACEHOLDER = "placeholder",
        /// Whether a field must be filled in.
        REQUIRED = "required",
        /// The choices of a select.
        OPTIONS = "options",
        /// Lines of a text area.
        ROWS = "rows",
        /// What a form says when it has been sent.
        SUCCESS = "success",
        /// The question of an FAQ item.
        QUESTION = "question",
        /// Whether an FAQ item starts open.
        OPEN = "open",
        /// Marker of a list: bullet, number, check, none.
        MARKER = "marker",
        /// Whether a navbar stays at the top while scrolling.
        STICKY = "sticky",
        /// Words under a picture.
        CAPTION = "caption",
        /// Which drawing an icon shows.
        ICON = "icon",
        /// How many stand beside each other where there is room.
        COLUMNS = "columns",
        /// The shape of the pictures of a gallery.
        RATIO = "ratio",
        /// The moment a countdown ends.
        UNTIL = "until",
        /// What a countdown says afterwards.
        DONE = "done",
        /// The address of a film.
        URL = "url",
        /// An uploaded film.
        FILE = "file",
        /// Seconds after which a popup opens by itself; none for never.
        DELAY = "delay",
        /// Whether a popup opens when the pointer leaves the page.
        EXIT = "exit",
        /// HTML and script.
        CODE = "code",
        /// Whether a plan stands out.
        FEATURED = "featured",
        /// Stars, 1–5.
        RATING = "rating",
        /// A place in words.
        ADDRESS = "address",
        /// A social network.
        NETWORK = "network",
        /// The component an instance shows.
        COMPONENT = "component",
    }
);

word!(
    /// A named place for children inside a node. Nearly every kind has only `main`.
    Slot,
    "slot name",
    {
        /// The one slot of most containers.
        MAIN = "main",
    }
);

impl Slot {
    /// True for the slot that is left out in JSON.
    #[must_use]
    pub fn is_main(&self) -> bool {
        *self == Self::MAIN
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self::MAIN
    }
}
