//! New blocks and whole sections, put where they fit.

use crate::Rng;
use crate::document::blocks::new_block;
use crate::document::build::{Block, button, columns, faq, field, heading, link, list, text, text_as};
use crate::document::validate::check_kind;
use crate::document::words::Words;
use crate::document::{Document, Kind, Lang, NodeId, Op, Prop, Slot, edit};

use super::place::{Spot, best_spot};

/// What to do to add something, and which node to select then.
pub type Added = (Vec<Op>, NodeId);

/// Adds a block of this kind where it fits best, seen from the selection. Outside a section it brings one, outside a
/// form a field brings a form. `None` if even that fits nowhere.
#[must_use]
pub fn block(document: &Document, kind: &Kind, selection: Option<&NodeId>, rng: &dyn Rng) -> Option<Added> {
    let made = new_block(kind, &document.lang);
    if let Some(spot) = best_spot(document, kind, selection) {
        if spot.parent != document.root || kind.is_band() {
            return at(document, &spot, made, rng);
        }
        let spot = best_spot(document, &Kind::Section, selection)?;
        return inside(document, &spot, Block::of(Kind::Section, [made]), 1, rng);
    }
    if !kind.needs_form() {
        return None;
    }
    let form = Block::of(Kind::Form, [made]).prop(Prop::SUCCESS, Words::of(&document.lang).sent);
    let spot = best_spot(document, &Kind::Form, selection)?;
    if spot.parent == document.root {
        let spot = best_spot(document, &Kind::Section, selection)?;
        return inside(document, &spot, Block::of(Kind::Section, [form]), 2, rng);
    }
    inside(document, &spot, form, 1, rng)
}

/// Adds a block of this kind exactly there. `None` if it may not stand there.
#[must_use]
pub fn block_at(document: &Document, kind: &Kind, spot: &Spot, rng: &dyn Rng) -> Option<Added> {
    check_kind(document, &spot.parent, &Slot::MAIN, kind).ok()?;
    at(document, spot, new_block(kind, &document.lang), rng)
}

fn at(document: &Document, spot: &Spot, made: Block, rng: &dyn Rng) -> Option<Added> {
    inside(document, spot, made, 0, rng)
}

/// Puts it there and answers the node so many only children below the top.
fn inside(document: &Document, spot: &Spot, made: Block, below: usize, rng: &dyn Rng) -> Option<Added> {
    let op = edit::insert_block(document, &spot.parent, spot.index, made, rng)?;
    let Op::Insert(subtree) = &op else { return None };
    let child_of = |parent: &NodeId| {
        subtree
            .nodes
            .iter()
            .find(|(_, node)| node.place.as_ref().is_some_and(|place| place.parent == *parent))
            .map(|(id, _)| id)
    };
    let mut node = child_of(&spot.parent)?;
    for _ in 0..below {
        node = child_of(node)?;
    }
    let node = node.clone();
    Some((vec![op], node))
}

macro_rules! presets {
    ($($(#[$doc:meta])* $variant:ident = $word:literal;)*) => {
        /// A section made of several blocks, to start from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Preset { $($(#[$doc])* $variant,)* }

        impl Preset {
            /// Every preset, in the order they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The key for translations of its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

presets! {
    /// Brand and links at the top.
    Navbar = "navbar";
    /// The first thing people see.
    Hero = "hero";
    /// Three reasons beside each other.
    Features = "features";
    /// A picture beside a text.
    ImageText = "image_text";
    /// Three things people say.
    Quotes = "quotes";
    /// Two prices.
    Pricing = "pricing";
    /// Questions and answers.
    Faq = "faq";
    /// A form.
    Contact = "contact";
    /// One last call.
    CallToAction = "call_to_action";
    /// The end of the page.
    Footer = "footer";
}

/// Adds a section after the one selected, or where such sections belong.
#[must_use]
pub fn preset(
    document: &Document,
    preset: Preset,
    selection: Option<&NodeId>,
    rng: &dyn Rng,
) -> Option<Added> {
    let kind = match preset {
        Preset::Navbar => Kind::Navbar,
        Preset::Footer => Kind::Footer,
        _ => Kind::Section,
    };
    let selection = selection.filter(|_| kind == Kind::Section);
    let spot = best_spot(document, &kind, selection)?;
    at(document, &spot, preset_block(preset, &document.lang), rng)
}

const CENTER: &str = "text-align: center";
const CARD: &str =
    "padding: 24px; border-radius: 16px; border-width: 1px; border-style: solid; border-color: #e4e7ec";

/// The blocks of a preset, in the page's language.
#[must_use]
pub fn preset_block(preset: Preset, lang: &Lang) -> Block {
    let w = Words::of(lang);
    let card = |title: &str| Block::of(Kind::Container, [heading(3, title), text(w.text)]).css(CARD);
    match preset {
        Preset::Navbar => new_block(&Kind::Navbar, lang),
        Preset::Footer => new_block(&Kind::Footer, lang),
        Preset::Hero => Block::of(
            Kind::Section,
            [
                heading(1, w.heading).css(CENTER),
                text_as("lead", w.text).css(CENTER),
                row([button(w.button, "#"), button(w.link, "#").prop(Prop::VARIANT, "outline")]),
            ],
        )
        .css("padding: 96px 24px")
        .mobile("padding: 56px 20px"),
        Preset::Features => Block::of(
            Kind::Section,
            [
                heading(2, w.heading).css(CENTER),
                columns([vec![card(w.item)], vec![card(w.item)], vec![card(w.item)]]),
            ],
        ),
        Preset::ImageText => Block::of(
            Kind::Section,
            [columns([
                vec![Block::new(Kind::Image)],
                vec![
                    heading(2, w.heading),
                    text(w.text),
                    list("check", &[w.item, w.item, w.item]),
                    button(w.button, "#"),
                ],
            ])],
        ),
        Preset::Quotes => {
            let quote =
                || vec![Block::of(Kind::Container, [text(w.text), text_as("small", w.name)]).css(CARD)];
            Block::of(
                Kind::Section,
                [heading(2, w.heading).css(CENTER), columns([quote(), quote(), quote()])],
            )
        }
        Preset::Pricing => {
            let plan = |price: &str| {
                let parts = [
                    heading(3, w.item),
                    text_as("lead", price),
                    list("check", &[w.item, w.item, w.item]),
                    button(w.button, "#"),
                ];
                vec![Block::of(Kind::Container, parts).css(CARD)]
            };
            Block::of(
                Kind::Section,
                [heading(2, w.heading).css(CENTER), columns([plan("<b>19</b>"), plan("<b>49</b>")])],
            )
        }
        Preset::Faq => Block::of(
            Kind::Section,
            [
                heading(2, w.heading),
                faq(&[(w.question, w.answer), (w.question, w.answer), (w.question, w.answer)]),
            ],
        ),
        Preset::Contact => {
            let form = Block::of(
                Kind::Form,
                [
                    field(Kind::TextField, "name", w.name, true),
                    field(Kind::EmailField, "email", w.email, true),
                    field(Kind::TextArea, "message", w.message, false),
                    Block::new(Kind::SubmitButton).prop(Prop::TEXT, w.send),
                ],
            )
            .prop(Prop::SUCCESS, w.sent);
            Block::of(
                Kind::Section,
                [columns([vec![heading(2, w.heading), text(w.text), link(w.link, "#")], vec![form]])],
            )
        }
        Preset::CallToAction => Block::of(
            Kind::Section,
            [heading(2, w.heading).css(CENTER), text(w.text).css(CENTER), row([button(w.button, "#")])],
        )
        .css("background-color: #f2f4f7; padding: 80px 24px")
        .mobile("padding: 48px 20px"),
    }
}

/// Blocks beside each other, in the middle.
fn row<const N: usize>(children: [Block; N]) -> Block {
    Block::of(Kind::Container, children)
        .css("display: flex; flex-wrap: wrap; justify-content: center; gap: 12px")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{apply_all, kind::catalogue, validate};
    use crate::rng::SeededRng;

    fn empty() -> Document {
        Document::empty(NodeId::new("root").unwrap(), Lang::EN)
    }

    #[test]
    fn everything_offered_can_be_added_to_an_empty_page_and_taken_back() {
        let rng = SeededRng::new(1);
        for (kind, _) in catalogue() {
            let mut document = empty();
            let (ops, node) = block(&document, kind, None, &rng).unwrap();
            let inverse =
                apply_all(&mut document, &ops).unwrap_or_else(|rejected| panic!("{kind}: {rejected}"));
            validate(&document).unwrap();
            assert_eq!(document.nodes[&node].kind, *kind);
            apply_all(&mut document, &inverse).unwrap();
            assert_eq!(document, empty());
        }
        for which in Preset::ALL {
            let mut document = empty();
            let (ops, _) = preset(&document, *which, None, &rng).unwrap();
            apply_all(&mut document, &ops).unwrap_or_else(|rejected| panic!("{which:?}: {rejected}"));
            validate(&document).unwrap();
        }
    }

    #[test]
    fn everything_offered_can_be_added_with_any_selection() {
        let rng = SeededRng::new(2);
        let mut document = empty();
        for which in Preset::ALL {
            let (ops, _) = preset(&document, *which, None, &rng).unwrap();
            apply_all(&mut document, &ops).unwrap();
        }
        for selection in document.nodes.keys().cloned().collect::<Vec<_>>() {
            for (kind, _) in catalogue() {
                let mut document = document.clone();
                let (ops, _) = block(&document, kind, Some(&selection), &rng).unwrap();
                apply_all(&mut document, &ops)
                    .unwrap_or_else(|rejected| panic!("{kind} at {selection}: {rejected}"));
                validate(&document).unwrap();
            }
        }
    }

    #[test]
    fn a_field_outside_a_form_brings_one() {
        let rng = SeededRng::new(3);
        let document = empty();
        let (ops, _) = block(&document, &Kind::EmailField, None, &rng).unwrap();
        let Some(Op::Insert(subtree)) = ops.first() else { panic!("{ops:?}") };
        let kinds: Vec<_> = subtree.nodes.values().map(|node| node.kind.clone()).collect();
        assert!(
            kinds.contains(&Kind::Form) && kinds.contains(&Kind::Section) && kinds.len() == 3,
            "{kinds:?}"
        );
    }
}
