//! The kinds of node. A new kind is one line in `kinds!` and one arm in [`Kind::spec`] (`spec.rs`); the renderer's
//! match then asks for its HTML.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ids::{BadId, bad, is_word};

pub use super::spec::{Accepts, Group, KindSpec, PropSpec, PropType, catalogue};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)*) => {
        /// What a node is.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $variant,)*
            /// A kind of a newer version, kept verbatim with its properties and children.
            Unknown(Box<str>),
        }

        impl Kind {
            /// Every kind this version knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in JSON; also the key for translations of its name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Unknown(word) => word,
                }
            }
        }

        impl TryFrom<&str> for Kind {
            type Error = BadId;
            fn try_from(text: &str) -> Result<Self, BadId> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ if is_word(text) => Ok(Self::Unknown(text.into())),
                    _ => Err(bad("kind", text)),
                }
            }
        }
    };
}

kinds! {
    /// The page itself; exactly one.
    Root = "root",
    /// A full-width band of the page.
    Section = "section",
    /// A box that lays out its children (flex or grid by its declarations).
    Container = "container",
    /// Columns beside each other, below each other on small screens.
    Columns = "columns",
    /// One of the columns.
    Column = "column",
    /// A heading of level 1–6.
    Heading = "heading",
    /// Paragraphs and lists with marks.
    RichText = "rich_text",
    /// A picture.
    Image = "image",
    /// A link that looks like a button.
    Button = "button",
    /// A button that opens a chat with whoever owns the page.
    Chat = "chat",
    /// A link: a text, or a box of other blocks.
    Link = "link",
    /// A list.
    List = "list",
    /// One line of a list.
    ListItem = "list_item",
    /// A thin line.
    Divider = "divider",
    /// Empty height.
    Spacer = "spacer",
    /// The bar at the top, with a brand and links.
    Navbar = "navbar",
    /// The end of the page.
    Footer = "footer",
    /// Questions and answers.
    Faq = "faq",
    /// One question with its answer.
    FaqItem = "faq_item",
    /// A form; what it collects arrives as leads.
    Form = "form",
    /// A line of text.
    TextField = "text_field",
    /// An e-mail address.
    EmailField = "email_field",
    /// A telephone number.
    PhoneField = "phone_field",
    /// Several lines of text.
    TextArea = "text_area",
    /// One of several choices.
    SelectField = "select_field",
    /// Yes or no.
    CheckboxField = "checkbox_field",
    /// Sends the form.
    SubmitButton = "submit_button",
    /// The first band of a page: what it is about and what to do.
    Hero = "hero",
    /// Reasons beside each other.
    Features = "features",
    /// One reason.
    Feature = "feature",
    /// What people say.
    Testimonials = "testimonials",
    /// What one person says.
    Testimonial = "testimonial",
    /// Plans with their prices.
    Pricing = "pricing",
    /// One plan.
    Plan = "plan",
    /// People with their pictures.
    Team = "team",
    /// One person.
    Member = "member",
    /// Numbers that say something.
    Stats = "stats",
    /// One number.
    Stat = "stat",
    /// Panels of which one is seen.
    Tabs = "tabs",
    /// One panel with its name.
    Tab = "tab",
    /// Pictures that open large.
    Gallery = "gallery",
    /// Logos of customers or partners.
    Logos = "logos",
    /// Blocks beside each other that scroll sideways.
    Carousel = "carousel",
    /// The time until a moment.
    Countdown = "countdown",
    /// A box over the page, opened by a link, after a while, or when the reader is about to go.
    Popup = "popup",
    /// A small drawing.
    Icon = "icon",
    /// A film.
    Video = "video",
    /// A place on a map.
    Map = "map",
    /// Links to social networks.
    Social = "social",
    /// One link to a social network.
    SocialLink = "social_link",
    /// The author's own HTML and script.
    Embed = "embed",
    /// A component of the document, as it stands here.
    Instance = "instance",
    /// A button that leads to a listing of the marketplace.
    Product = "product",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::try_from(&*text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::ids::Slot;

    #[test]
    fn words_lead_back_to_their_kind() {
        for kind in Kind::ALL {
            assert_eq!(Kind::try_from(kind.as_str()).unwrap(), *kind);
        }
        assert_eq!(Kind::try_from("hologram").unwrap(), Kind::Unknown("hologram".into()));
        assert!(Kind::try_from("<script>").is_err());
    }

    #[test]
    fn content_model() {
        let yes = |parent: &Kind, child: &Kind| parent.accepts(&Slot::MAIN, child);
        assert!(yes(&Kind::Root, &Kind::Section));
        assert!(yes(&Kind::Section, &Kind::Heading));
        assert!(yes(&Kind::Columns, &Kind::Column));
        assert!(!yes(&Kind::Columns, &Kind::Heading));
        assert!(!yes(&Kind::Section, &Kind::Section));
        assert!(!yes(&Kind::Container, &Kind::Navbar));
        assert!(!yes(&Kind::Section, &Kind::Column));
        assert!(!yes(&Kind::Heading, &Kind::RichText));
        assert!(!yes(&Kind::Section, &Kind::Root));
        assert!(!Kind::Section.accepts(&Slot::new("aside").unwrap(), &Kind::Heading));
    }

    #[test]
    fn every_inline_property_is_in_the_table() {
        for kind in Kind::ALL {
            if let Some(prop) = &kind.spec().inline {
                assert!(kind.prop_spec(prop).is_some(), "{kind}");
            }
        }
        assert!(catalogue().count() >= 20);
    }
}
