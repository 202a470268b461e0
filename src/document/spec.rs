//! The one table that says what each kind may hold: children, properties, and where the palette shows it.

use super::ids::{Prop, Slot};
use super::kind::Kind;
pub use super::prop_type::PropType;

/// Where the palette shows a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What nearly every page is made of: bands, boxes, headings, texts, pictures, buttons.
    Basic,
    /// Words.
    Text,
    /// Pictures.
    Media,
    /// Ready-made parts of a page, each with its own structure.
    Section,
    /// Links, buttons, bars.
    Navigation,
    /// Forms and fields.
    Form,
    /// Not offered by itself.
    Part,
}

impl Group {
    /// The key for translations of its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Text => "text",
            Self::Media => "media",
            Self::Section => "section",
            Self::Navigation => "navigation",
            Self::Form => "form",
            Self::Part => "part",
        }
    }
}

/// Which children a slot takes, before the rules that look further up (`Context`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// No children at all.
    Nothing,
    /// Everything of the flow: boxes, texts, pictures, forms, fields.
    Flow,
    /// The flow, and the bands only a page has.
    Page,
    /// These kinds only.
    Only(&'static [Kind]),
}

/// One property of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropSpec {
    /// Its name; also the key for translations.
    pub prop: Prop,
    /// What it holds.
    pub ty: PropType,
}

/// A kind's row in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSpec {
    /// The name people see where there is no translation, and the default label of a new node.
    pub name: &'static str,
    /// Where the palette shows it.
    pub group: Group,
    /// Its children, in the slot `main`.
    pub accepts: Accepts,
    /// Its properties, in the order a panel shows them.
    pub props: &'static [PropSpec],
    /// The property that holds its words, edited in place.
    pub inline: Option<Prop>,
}

const fn prop(prop: Prop, ty: PropType) -> PropSpec {
    PropSpec { prop, ty }
}

const LINE: PropType = PropType::Text { max: 300, multiline: false };
const LINES: PropType = PropType::Text { max: 2_000, multiline: true };
const ANCHOR: PropSpec = prop(Prop::ANCHOR, PropType::Name);
const FIELD: &[PropSpec] = &[
    prop(Prop::LABEL, LINE),
    prop(Prop::NAME, PropType::Name),
    prop(Prop::PLACEHOLDER, LINE),
    prop(Prop::REQUIRED, PropType::Bool),
];
const COLUMNS: PropSpec = prop(Prop::COLUMNS, PropType::Number { min: 1, max: 6 });
const NETWORKS: &[&str] = &[
    "facebook",
    "instagram",
    "tiktok",
    "youtube",
    "zalo",
    "line",
    "messenger",
    "x",
    "linkedin",
    "telegram",
    "whatsapp",
    "email",
    "phone",
    "website",
];
const TILES: PropType = PropType::Choice(&["plain", "card"]);
const TILES_CARD: PropType = PropType::Choice(&["card", "plain"]);
const BUTTON_LOOKS: PropType = PropType::Choice(&["solid", "outline", "ghost", "light"]);

impl Kind {
    /// The row of this kind.
    #[must_use]
    pub const fn spec(&self) -> &'static KindSpec {
        macro_rules! spec {
            ($name:literal, $group:ident, $accepts:expr, $inline:expr, $props:expr) => {
                const {
                    &KindSpec {
                        name: $name,
                        group: Group::$group,
                        accepts: $accepts,
                        props: $props,
                        inline: $inline,
                    }
                }
            };
        }
        const NOTHING: Accepts = Accepts::Nothing;
        match self {
            Self::Root => spec!("Page", Part, Accepts::Page, None, &[]),
            Self::Section => spec!("Section", Basic, Accepts::Flow, None, const { &[ANCHOR] }),
            Self::Container => spec!("Container", Basic, Accepts::Flow, None, const { &[ANCHOR] }),
            Self::Columns => {
                spec!("Columns", Basic, Accepts::Only(&[Kind::Column]), None, const { &[ANCHOR] })
            }
            Self::Column => spec!("Column", Part, Accepts::Flow, None, &[]),
            Self::Heading => spec!(
                "Heading",
                Basic,
                NOTHING,
                Some(Prop::TEXT),
                const {
                    &[prop(Prop::TEXT, LINES), prop(Prop::LEVEL, PropType::Number { min: 1, max: 6 }), ANCHOR]
                }
            ),
            Self::RichText => spec!(
                "Text",
                Basic,
                NOTHING,
                Some(Prop::CONTENT),
                const {
                    &[
                        prop(Prop::CONTENT, PropType::Rich),
                        prop(Prop::VARIANT, PropType::Choice(&["body", "lead", "small", "eyebrow", "big"])),
                    ]
                }
            ),
            Self::Image => spec!(
                "Image",
                Basic,
                NOTHING,
                None,
                const {
                    &[
                        prop(Prop::ASSET, PropType::Asset),
                        prop(Prop::ALT, LINES),
                        prop(Prop::CAPTION, LINE),
                        prop(Prop::LINK, PropType::Link),
                    ]
                }
            ),
            Self::Button => spec!(
                "Button",
                Basic,
                NOTHING,
                Some(Prop::TEXT),
                const {
                    &[
                        prop(Prop::TEXT, LINE),
                        prop(Prop::LINK, PropType::Link),
                        prop(Prop::VARIANT, BUTTON_LOOKS),
                    ]
                }
            ),
            Self::Product => spec!(
                "Buy button",
                Navigation,
                NOTHING,
                Some(Prop::TEXT),
                const {
                    &[
                        prop(Prop::TEXT, LINE),
                        prop(Prop::LISTING, PropType::Listing),
                        prop(Prop::VARIANT, BUTTON_LOOKS),
                    ]
                }
            ),
            Self::Chat => spec!(
                "Chat",
                Navigation,
                NOTHING,
                Some(Prop::TEXT),
                const {
                    &[
                        prop(Prop::TEXT, LINE),
                        prop(
                            Prop::VARIANT,
                            PropType::Choice(&["corner", "solid", "outline", "ghost", "light"]),
                        ),
                    ]
                }
            ),
            Self::Link => spec!(
                "Link",
                Navigation,
                Accepts::Flow,
                Some(Prop::TEXT),
                const { &[prop(Prop::TEXT, LINE), prop(Prop::LINK, PropType::Link)] }
            ),
            Self::List => spec!(
                "List",
                Text,
                Accepts::Only(&[Kind::ListItem]),
                None,
                const { &[prop(Prop::MARKER, PropType::Choice(&["bullet", "number", "check", "none"]))] }
            ),
            Self::ListItem => {
                spec!("List item", Part, NOTHING, Some(Prop::TEXT), const { &[prop(Prop::TEXT, LINES)] })
            }
            Self::Divider => spec!("Divider", Basic, NOTHING, None, &[]),
            Self::Spacer => spec!("Spacer", Basic, NOTHING, None, &[]),
            Self::Navbar => spec!(
                "Navbar",
                Navigation,
                Accepts::Flow,
                Some(Prop::TEXT),
                const {
                    &[
                        prop(Prop::TEXT, LINE),
                        prop(Prop::ASSET, PropType::Asset),
                        prop(Prop::LINK, PropType::Link),
                        prop(Prop::STICKY, PropType::Bool),
                    ]
                }
            ),
            Self::Footer => spec!("Footer", Navigation, Accepts::Flow, None, const { &[ANCHOR] }),
            Self::Faq => spec!("FAQ", Text, Accepts::Only(&[Kind::FaqItem]), None, const { &[ANCHOR] }),
            Self::FaqItem => spec!(
                "Question",
                Part,
                Accepts::Flow,
                Some(Prop::QUESTION),
                const { &[prop(Prop::QUESTION, LINE), prop(Prop::OPEN, PropType::Bool)] }
            ),
            Self::Form => spec!(
                "Form",
                Form,
                Accepts::Flow,
                None,
                const { &[prop(Prop::NAME, LINE), prop(Prop::SUCCESS, LINES), ANCHOR] }
            ),
            Self::TextField => spec!("Text field", Form, NOTHING, Some(Prop::LABEL), FIELD),
            Self::EmailField => spec!("E-mail field", Form, NOTHING, Some(Prop::LABEL), FIELD),
            Self::PhoneField => spec!("Phone field", Form, NOTHING, Some(Prop::LABEL), FIELD),
            Self::TextArea => spec!(
                "Text area",
                Form,
                NOTHING,
                Some(Prop::LABEL),
                const {
                    &[
                        prop(Prop::LABEL, LINE),
                        prop(Prop::NAME, PropType::Name),
                        prop(Prop::PLACEHOLDER, LINE),
                        prop(Prop::REQUIRED, PropType::Bool),
                        prop(Prop::ROWS, PropType::Number { min: 2, max: 20 }),
                    ]
                }
            ),
            Self::SelectField => spec!(
                "Select",
                Form,
                NOTHING,
                Some(Prop::LABEL),
                const {
                    &[
                        prop(Prop::LABEL, LINE),
                        prop(Prop::NAME, PropType::Name),
                        prop(Prop::OPTIONS, PropType::Texts),
                        prop(Prop::PLACEHOLDER, LINE),
                        prop(Prop::REQUIRED, PropType::Bool),
                    ]
                }
            ),
            Self::CheckboxField => spec!(
                "Checkbox",
                Form,
                NOTHING,
                Some(Prop::LABEL),
                const {
                    &[
                        prop(Prop::LABEL, LINES),
                        prop(Prop::NAME, PropType::Name),
                        prop(Prop::REQUIRED, PropType::Bool),
                    ]
                }
            ),
            Self::SubmitButton => spec!(
                "Submit button",
                Form,
                NOTHING,
                Some(Prop::TEXT),
                const { &[prop(Prop::TEXT, LINE), prop(Prop::VARIANT, BUTTON_LOOKS)] }
            ),
            Self::Hero => spec!(
                "Hero",
                Section,
                Accepts::Flow,
                None,
                const { &[prop(Prop::VARIANT, PropType::Choice(&["center", "start", "split", "cover"])), ANCHOR,] }
            ),
            Self::Features => spec!(
                "Features",
                Section,
                Accepts::Only(&[Kind::Feature]),
                None,
                const { &[COLUMNS, prop(Prop::VARIANT, TILES), ANCHOR] }
            ),
            Self::Feature => spec!("Feature", Part, Accepts::Flow, None, &[]),
            Self::Testimonials => spec!(
                "Testimonials",
                Section,
                Accepts::Only(&[Kind::Testimonial]),
                None,
                const { &[COLUMNS, prop(Prop::VARIANT, TILES_CARD), ANCHOR] }
            ),
            Self::Testimonial => spec!(
                "Testimonial",
                Part,
                Accepts::Flow,
                None,
                const { &[prop(Prop::RATING, PropType::Number { min: 0, max: 5 })] }
            ),
            Self::Pricing => {
                spec!("Pricing", Section, Accepts::Only(&[Kind::Plan]), None, const { &[COLUMNS, ANCHOR] })
            }
            Self::Plan => {
                spec!("Plan", Part, Accepts::Flow, None, const { &[prop(Prop::FEATURED, PropType::Bool)] })
            }
            Self::Team => spec!(
                "Team",
                Section,
                Accepts::Only(&[Kind::Member]),
                None,
                const { &[COLUMNS, prop(Prop::VARIANT, TILES), ANCHOR] }
            ),
            Self::Member => spec!("Person", Part, Accepts::Flow, None, &[]),
            Self::Stats => spec!(
                "Statistics",
                Section,
                Accepts::Only(&[Kind::Stat]),
                None,
                const { &[COLUMNS, prop(Prop::VARIANT, TILES), ANCHOR] }
            ),
            Self::Stat => spec!("Number", Part, Accepts::Flow, None, &[]),
            Self::Tabs => spec!("Tabs", Section, Accepts::Only(&[Kind::Tab]), None, const { &[ANCHOR] }),
            Self::Tab => {
                spec!("Tab", Part, Accepts::Flow, Some(Prop::LABEL), const { &[prop(Prop::LABEL, LINE)] })
            }
            Self::Gallery => spec!(
                "Gallery",
                Media,
                Accepts::Only(&[Kind::Image]),
                None,
                const {
                    &[
                        COLUMNS,
                        prop(Prop::RATIO, PropType::Choice(&["square", "landscape", "portrait", "natural"])),
                        ANCHOR,
                    ]
                }
            ),
            Self::Logos => {
                spec!("Logo cloud", Section, Accepts::Only(&[Kind::Image]), None, const { &[ANCHOR] })
            }
            Self::Carousel => spec!(
                "Carousel",
                Section,
                Accepts::Flow,
                None,
                const { &[prop(Prop::COLUMNS, PropType::Number { min: 1, max: 4 }), ANCHOR] }
            ),
            Self::Countdown => spec!(
                "Countdown",
                Section,
                NOTHING,
                None,
                const {
                    &[
                        prop(Prop::UNTIL, PropType::Instant),
                        prop(Prop::DONE, LINE),
                        prop(Prop::VARIANT, PropType::Choice(&["boxes", "plain"])),
                    ]
                }
            ),
            Self::Popup => spec!(
                "Popup",
                Section,
                Accepts::Flow,
                None,
                const {
                    &[
                        ANCHOR,
                        prop(Prop::LABEL, LINE),
                        prop(Prop::DELAY, PropType::Number { min: 0, max: 120 }),
                        prop(Prop::EXIT, PropType::Bool),
                    ]
                }
            ),
            Self::Icon => spec!(
                "Icon",
                Media,
                NOTHING,
                None,
                const {
                    &[
                        prop(Prop::ICON, PropType::Icon),
                        prop(Prop::VARIANT, PropType::Choice(&["plain", "tinted", "round"])),
                        prop(Prop::LABEL, LINE),
                    ]
                }
            ),
            Self::Video => spec!(
                "Video",
                Media,
                NOTHING,
                None,
                const {
                    &[
                        prop(Prop::URL, PropType::Url),
                        prop(Prop::FILE, PropType::Film),
                        prop(Prop::LABEL, LINE),
                        prop(Prop::ASSET, PropType::Asset),
                    ]
                }
            ),
            Self::Map => spec!("Map", Media, NOTHING, None, const { &[prop(Prop::ADDRESS, LINE)] }),
            Self::Social => spec!(
                "Social links",
                Navigation,
                Accepts::Only(&[Kind::SocialLink]),
                None,
                const { &[prop(Prop::VARIANT, PropType::Choice(&["plain", "solid"]))] }
            ),
            Self::SocialLink => spec!(
                "Social link",
                Part,
                NOTHING,
                None,
                const { &[prop(Prop::NETWORK, PropType::Choice(NETWORKS)), prop(Prop::LINK, PropType::Link)] }
            ),
            Self::Embed => spec!(
                "Custom code",
                Media,
                NOTHING,
                None,
                const { &[prop(Prop::CODE, PropType::Code { max: 20_000 })] }
            ),
            Self::Instance => spec!(
                "Component",
                Part,
                NOTHING,
                None,
                const { &[prop(Prop::COMPONENT, PropType::Component), ANCHOR] }
            ),
            Self::Unknown(_) => spec!("Unknown block", Part, Accepts::Flow, None, &[]),
        }
    }

    /// The property's row, if this kind knows it.
    #[must_use]
    pub fn prop_spec(&self, prop: &Prop) -> Option<&'static PropSpec> {
        self.spec().props.iter().find(|spec| spec.prop == *prop)
    }

    /// Whether nodes may stand inside this one.
    #[must_use]
    pub fn is_container(&self) -> bool {
        self.spec().accepts != Accepts::Nothing
    }

    /// Whether a child of this kind may stand in the slot, looking at these two only. [`super::validate::Context`]
    /// holds the rules that look further up.
    #[must_use]
    pub fn accepts(&self, slot: &Slot, child: &Self) -> bool {
        if *child == Self::Root {
            return false;
        }
        if matches!(self, Self::Unknown(_)) {
            return true;
        }
        if !slot.is_main() {
            return false;
        }
        // What an unknown kind is can't be judged; it may stay where a newer version put it.
        let unknown = matches!(child, Self::Unknown(_));
        match self.spec().accepts {
            Accepts::Nothing => false,
            Accepts::Page => unknown || !child.is_part(),
            Accepts::Flow => unknown || !(child.is_part() || child.is_band()),
            Accepts::Only(kinds) => unknown || kinds.contains(child),
        }
    }

    /// Belongs to one parent kind only.
    #[must_use]
    pub const fn is_part(&self) -> bool {
        matches!(
            self,
            Self::Column
                | Self::ListItem
                | Self::FaqItem
                | Self::Feature
                | Self::Testimonial
                | Self::Plan
                | Self::Member
                | Self::Stat
                | Self::Tab
                | Self::SocialLink
        )
    }

    /// Goes across the page, and stands in the root only.
    #[must_use]
    pub const fn is_band(&self) -> bool {
        matches!(self, Self::Section | Self::Hero | Self::Navbar | Self::Footer | Self::Popup)
    }

    /// Collects a value in a form, or sends it.
    #[must_use]
    pub const fn needs_form(&self) -> bool {
        self.is_field() || matches!(self, Self::SubmitButton)
    }

    /// Collects a value in a form.
    #[must_use]
    pub const fn is_field(&self) -> bool {
        matches!(
            self,
            Self::TextField
                | Self::EmailField
                | Self::PhoneField
                | Self::TextArea
                | Self::SelectField
                | Self::CheckboxField
        )
    }

    /// Can be clicked, so it may not stand inside a link.
    #[must_use]
    pub const fn is_interactive(&self) -> bool {
        matches!(
            self,
            Self::Link
                | Self::Button
                | Self::Product
                | Self::Chat
                | Self::Form
                | Self::Faq
                | Self::FaqItem
                | Self::Navbar
                | Self::Pricing
                | Self::Plan
                | Self::Tabs
                | Self::Tab
                | Self::Gallery
                | Self::Carousel
                | Self::Popup
                | Self::Video
                | Self::Map
                | Self::Social
                | Self::SocialLink
                | Self::Embed
                | Self::Instance
        ) || self.needs_form()
    }
}

/// What the palette offers, in its order: everything but parts and the page.
pub fn catalogue() -> impl Iterator<Item = (&'static Kind, &'static KindSpec)> {
    let mut kinds: Vec<_> = Kind::ALL
        .iter()
        .map(|kind| (kind, kind.spec()))
        .filter(|(_, spec)| spec.group != Group::Part)
        .collect();
    crate::lean::sort_by(&mut kinds, |a, b| a.1.group.cmp(&b.1.group));
    kinds.into_iter()
}
