//! What holds for every document and every operation.

mod cascade;
mod golden;
mod laws;
mod merge;
mod rejects;
mod touched;

use super::blocks::new_block;
use super::build::{Block, Page, heading, image, text};
use super::model::{Document, Lang, TokenKind};
use super::{Kind, NodeId, Prop};
use crate::rng::SeededRng;

/// A page with every kind on it, a token, an asset and declarations at each width.
pub(super) fn sample() -> Document {
    let rng = SeededRng::new(7);
    let mut page = Page::new(Lang::EN, &rng)
        .token("primary", TokenKind::Color, "Primary", "#2f5bea")
        .asset("photo", "/_lh/t/lumen-app.svg", "image/svg+xml", 1200, 720, "A photo")
        .meta("Sample", "A page with every kind on it.")
        .block(new_block(&Kind::Navbar, &Lang::EN));
    let inner: Vec<Block> = Kind::ALL
        .iter()
        .filter(|kind| {
            !(kind.is_band()
                || kind.needs_form()
                || kind.is_part()
                || matches!(kind, Kind::Root | Kind::Image | Kind::Instance))
        })
        .map(|kind| match kind {
            Kind::Form => [Kind::PhoneField, Kind::SelectField, Kind::CheckboxField]
                .iter()
                .fold(new_block(kind, &Lang::EN), |form, field| form.child(new_block(field, &Lang::EN))),
            Kind::Embed => new_block(kind, &Lang::EN).prop(Prop::CODE, "<i>own code</i>"),
            Kind::Video => new_block(kind, &Lang::EN).prop(Prop::URL, "https://youtu.be/dQw4w9WgXcQ"),
            kind => new_block(kind, &Lang::EN),
        })
        .collect();
    page = page.block(
        Block::of(Kind::Section, inner)
            .child(image("photo", "A photo"))
            .prop(Prop::ANCHOR, "top-section")
            .css("background-color: token(primary); background-image: asset(photo); padding: 2rem")
            .tablet("padding: 1.5rem")
            .mobile("padding: 1rem")
            .hover("opacity: 0.9"),
    );
    page = page
        .block(Block::of(Kind::Section, [heading(1, "One"), text("<b>Two</b> <a href=\"/x\">three</a>")]));
    page.block(new_block(&Kind::Hero, &Lang::EN))
        .block(new_block(&Kind::Popup, &Lang::EN))
        .block(new_block(&Kind::Footer, &Lang::EN))
        .finish()
}

/// The first node of a kind, by id.
pub(super) fn first(document: &Document, kind: &Kind) -> NodeId {
    document
        .nodes
        .iter()
        .find(|(_, node)| node.kind == *kind)
        .map(|(id, _)| id.clone())
        .expect("the sample has every kind")
}
