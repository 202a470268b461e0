//! How wide pictures are shown on wide screens, tablets and phones, for their `sizes`: a browser then fetches no more
//! than it shows. Where that can't be known from the document it is rather too wide.

use super::audit::contrast;
use super::html::columns;
use crate::document::{CssProperty, Document, Kind, Node, NodeId, Prop, Tree};

/// The widest content of a page in CSS pixels, unless its tokens say another.
const PAGE_WIDTH: f64 = 1_120.0;
/// Up to here it is a phone, in CSS pixels.
const PHONE: u16 = 767;
/// What widths in pixels are compared with on tablets and phones.
const VIEWS: [f64; 2] = [768.0, 390.0];

/// The width a box has to give to what is in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    /// On wide screens, in CSS pixels.
    wide: f64,
    /// On tablets and phones, as shares of the screen.
    narrow: [f64; 2],
}

impl Room {
    /// A picture over the whole screen.
    pub(super) const SCREEN: Self = Self { wide: 1_600.0, narrow: [1.0, 1.0] };

    /// That of a picture, by everything around it. Inside a component it counts from the component's top.
    pub(super) fn of(document: &Document, tree: &Tree<'_>, id: &NodeId, node: &Node) -> Self {
        let around: Vec<&NodeId> = document.ancestors(id).collect();
        let mut room = Self::of_page(document);
        for id in around.into_iter().rev() {
            if let Some(node) = document.nodes.get(id) {
                room = room.inside(document, node, tree.children(id).len());
            }
        }
        room.own(document, node)
    }

    /// That of the page's content.
    fn of_page(document: &Document) -> Self {
        let token = document.tokens.get("width").and_then(|token| contrast::pixels(token.value.as_str()));
        Self { wide: token.unwrap_or(PAGE_WIDTH), narrow: [1.0, 1.0] }
    }

    /// What is left inside a node that has this room, for each of `children` beside each other.
    fn inside(self, document: &Document, node: &Node, children: usize) -> Self {
        let whole = self.own(document, node);
        let count = |most: usize| share(children.clamp(1, most));
        let shares = match node.kind {
            Kind::Columns => [count(6), count(6), 1.0],
            Kind::Hero if node.choice(&Prop::VARIANT) == "split" => [0.55, 0.55, 1.0],
            Kind::Gallery
            | Kind::Features
            | Kind::Testimonials
            | Kind::Pricing
            | Kind::Team
            | Kind::Stats
            | Kind::Carousel => {
                let columns = columns(node, 3);
                // Four are two by two on tablets.
                let tablet = if columns == 4 { 2 } else { columns.min(3) };
                [share(columns), share(tablet), if columns > 3 { 0.5 } else { 1.0 }]
            }
            _ => [1.0; 3],
        };
        // Tracks of its own are exact.
        let tracks = [0, 1, 2].map(|class| {
            let value = declared(document, node, CssProperty::GridTemplateColumns, class)?;
            widest_track(value)
        });
        let [wide, tablet, phone] = [0, 1, 2]
            .map(|class| tracks.get(class).copied().flatten().or(shares.get(class).copied()).unwrap_or(1.0));
        let [on_tablet, on_phone] = whole.narrow;
        Self { wide: whole.wide * wide, narrow: [on_tablet * tablet, on_phone * phone] }
    }

    /// The width of a node itself, by its own declarations.
    fn own(self, document: &Document, node: &Node) -> Self {
        let mut room = self;
        for property in [CssProperty::Width, CssProperty::MaxWidth] {
            if let Some(value) = declared(document, node, property, 0) {
                room.wide = limited(value, room.wide, 1.0);
            }
            for (class, (share, view)) in room.narrow.iter_mut().zip(VIEWS).enumerate() {
                if let Some(value) = declared(document, node, property, class + 1) {
                    *share = limited(value, *share, view);
                }
            }
        }
        room
    }

    /// The attribute's text.
    pub(super) fn sizes(&self, document: &Document) -> String {
        let mut out = String::new();
        for point in document.breakpoints.iter().rev() {
            let Some(max) = point.max_width else { continue };
            let [tablet, phone] = self.narrow;
            let share = if max <= PHONE { phone } else { tablet };
            out.push_str("(max-width: ");
            out.push_str(&max.to_string());
            out.push_str("px) ");
            out.push_str(&whole(share * 100.0, 1));
            out.push_str("vw, ");
        }
        out.push_str(&whole(self.wide, 16));
        out.push_str("px");
        out
    }
}

/// Rounded up, never below `least`.
fn whole(number: f64, least: u32) -> String {
    let number = number.ceil().max(f64::from(least));
    let mut text = number.to_string();
    text.truncate(text.find('.').unwrap_or(text.len()));
    text
}

fn share(columns: usize) -> f64 {
    1.0 / u32::try_from(columns.max(1)).map_or(1.0, f64::from)
}

/// A declared width within what there is: `view` CSS pixels make one of its unit.
fn limited(value: &str, room: f64, view: f64) -> f64 {
    if let Some(share) = value.strip_suffix('%').and_then(|share| share.parse::<f64>().ok()) {
        return if share > 0.0 { room * (share / 100.0).min(1.0) } else { room };
    }
    match contrast::pixels(value) {
        Some(pixels) if pixels > 0.0 => room.min(pixels / view),
        _ => room,
    }
}

/// The largest share of a list of tracks in `fr`, or of `repeat(n, …fr)`.
fn widest_track(value: &str) -> Option<f64> {
    if let Some((count, _)) = value.strip_prefix("repeat(").and_then(|rest| rest.split_once(',')) {
        return Some(share(count.trim().parse().ok()?));
    }
    let parts: Option<Vec<f64>> =
        value.split(' ').map(|part| part.strip_suffix("fr")?.parse::<f64>().ok()).collect();
    let parts = parts?;
    let whole: f64 = parts.iter().sum();
    let widest = parts.into_iter().fold(0.0, f64::max);
    (whole > 0.0 && widest > 0.0).then(|| widest / whole)
}

/// What a node declares at a class of widths: 0 wide, 1 tablets, 2 phones.
fn declared<'a>(document: &'a Document, node: &Node, property: CssProperty, class: usize) -> Option<&'a str> {
    let of = |max: Option<u16>| match max {
        None => 0,
        Some(max) if max <= PHONE => 2,
        Some(_) => 1,
    };
    let at = document.breakpoints.iter().rposition(|point| of(point.max_width) <= class)?;
    contrast::declared_at(document, node, property, at).map(crate::document::CssValue::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::build::Block;
    use crate::document::{Lang, apply_all};
    use crate::editing::{Spot, add};
    use crate::rng::SeededRng;

    fn sizes(around: Block) -> String {
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        let spot = Spot { parent: document.root.clone(), index: 0 };
        let (ops, _) = add::made_at(&document, &spot, around, &SeededRng::new(3)).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let tree = Tree::new(&document);
        let (id, image) = document.nodes.iter().find(|(_, node)| node.kind == Kind::Image).unwrap();
        Room::of(&document, &tree, id, image).sizes(&document)
    }

    #[test]
    fn a_picture_is_as_wide_as_the_boxes_around_it_leave() {
        let section = |child| Block::of(Kind::Section, [child]);
        let image = || Block::new(Kind::Image);
        assert_eq!(sizes(section(image())), "(max-width: 640px) 100vw, (max-width: 991px) 100vw, 1120px");
        assert_eq!(
            sizes(section(image().css("width: 320px").mobile("width: 50%"))),
            "(max-width: 640px) 50vw, (max-width: 991px) 42vw, 320px"
        );
        let column = || Block::of(Kind::Column, [image()]);
        let columns = section(Block::of(Kind::Columns, [column(), column()]));
        assert_eq!(sizes(columns), "(max-width: 640px) 100vw, (max-width: 991px) 50vw, 560px");
        let grid = Block::of(Kind::Container, [image()])
            .css("display: grid; grid-template-columns: 3fr 1fr; max-width: 800px")
            .mobile("grid-template-columns: 1fr");
        assert_eq!(sizes(section(grid)), "(max-width: 640px) 100vw, (max-width: 991px) 75vw, 600px");
        let gallery = Block::of(Kind::Gallery, [image()]).prop(Prop::COLUMNS, 4);
        assert_eq!(sizes(section(gallery)), "(max-width: 640px) 50vw, (max-width: 991px) 50vw, 280px");
        let hero = Block::of(Kind::Hero, [image()]).prop(Prop::VARIANT, "split");
        assert_eq!(sizes(hero), "(max-width: 640px) 100vw, (max-width: 991px) 56vw, 616px");
    }
}
