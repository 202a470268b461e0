//! What the palette inserts: each kind with enough content to look like something.

use super::build::{Block, button, columns, field, heading, link, list, options, text};
use super::ids::Prop;
use super::kind::Kind;
use super::model::Lang;
use super::recipe::recipe;
use super::value::Value;
use super::words::Words;

/// A new block of the kind, with words in the page's language. Place it with [`Block::place`].
#[must_use]
pub fn new_block(kind: &Kind, lang: &Lang) -> Block {
    let w = Words::of(lang);
    match kind {
        Kind::Section => {
            Block::of(Kind::Section, [heading(2, w.heading), text(w.text), button(w.button, "#")])
        }
        Kind::Columns => {
            columns([vec![heading(3, w.heading), text(w.text)], vec![heading(3, w.heading), text(w.text)]])
        }
        Kind::Heading => heading(2, w.heading),
        Kind::RichText => text(w.text),
        Kind::Button => button(w.button, "#"),
        Kind::Product => Block::new(Kind::Product).prop(Prop::TEXT, w.buy),
        Kind::Chat => Block::new(Kind::Chat).prop(Prop::TEXT, w.chat),
        Kind::Link => link(w.link, "#"),
        Kind::List => list("bullet", &[w.item, w.item, w.item]),
        Kind::ListItem => Block::new(Kind::ListItem).prop(Prop::TEXT, w.item),
        Kind::FaqItem => Block::of(Kind::FaqItem, [text(w.answer)]).prop(Prop::QUESTION, w.question),
        Kind::Form => Block::of(
            Kind::Form,
            [
                field(Kind::TextField, "name", w.name, true),
                field(Kind::EmailField, "email", w.email, true),
                field(Kind::TextArea, "message", w.message, false),
                Block::new(Kind::SubmitButton).prop(Prop::TEXT, w.send),
            ],
        )
        .prop(Prop::SUCCESS, w.sent),
        Kind::TextField => field(Kind::TextField, "name", w.name, false),
        Kind::EmailField => field(Kind::EmailField, "email", w.email, true),
        Kind::PhoneField => field(Kind::PhoneField, "phone", w.phone, false),
        Kind::TextArea => field(Kind::TextArea, "message", w.message, false),
        Kind::SelectField => {
            let choices: Value = options(&["1", "2", "3"]);
            field(Kind::SelectField, "choice", w.choice, false).prop(Prop::OPTIONS, choices)
        }
        Kind::CheckboxField => field(Kind::CheckboxField, "agree", w.agree, false),
        Kind::SubmitButton => Block::new(Kind::SubmitButton).prop(Prop::TEXT, w.send),
        Kind::Faq
        | Kind::Hero
        | Kind::Features
        | Kind::Feature
        | Kind::Testimonials
        | Kind::Testimonial
        | Kind::Pricing
        | Kind::Plan
        | Kind::Team
        | Kind::Member
        | Kind::Stats
        | Kind::Stat
        | Kind::Tabs
        | Kind::Tab
        | Kind::Gallery
        | Kind::Logos
        | Kind::Carousel
        | Kind::Countdown
        | Kind::Popup
        | Kind::Icon
        | Kind::Video
        | Kind::Map
        | Kind::Social
        | Kind::SocialLink => {
            let name = ["kind.", kind.as_str()].concat();
            recipe(&name, lang).unwrap_or_else(|| Block::new(kind.clone()))
        }
        Kind::Navbar | Kind::Footer => {
            recipe(kind.as_str(), lang).unwrap_or_else(|| Block::new(kind.clone()))
        }
        Kind::Root
        | Kind::Embed
        | Kind::Instance
        | Kind::Container
        | Kind::Column
        | Kind::Image
        | Kind::Divider
        | Kind::Spacer
        | Kind::Unknown(_) => Block::new(kind.clone()),
    }
}
