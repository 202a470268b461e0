//! A picture of a page's first screen, drawn from its document alone: bands in their colours, headings in their words,
//! texts as lines, pictures as fields. It stands in where no browser draws the page itself.

use crate::document::edit::When;
use crate::document::{CssProperty, Document, Kind, Node, NodeId, Prop, State, Tree, Value, cascade};
use crate::render::audit::Color;
use crate::render::base;
use std::fmt::Write as _;

/// Nodes drawn at the most.
const MOST: usize = 400;
/// Deepest nesting that is followed.
const DEEPEST: usize = 24;

/// An SVG of the page in a window of this size, in CSS pixels. The same document always gives the same text.
pub fn sketch(document: &Document, (width, height): (u32, u32)) -> String {
    let tree = Tree::new(document);
    let (width, height) = (f64::from(width), f64::from(height));
    let mut pen = Pen { document, tree: &tree, width, height, out: String::new(), left: MOST };
    let ground = pen.token("bg", Color::WHITE);
    let mut y = 0.0;
    for id in tree.children(&document.root) {
        y = pen.block(id, Place { x: 0.0, y, width, ground, centred: false, depth: 0 });
        if y > height {
            break;
        }
    }
    let (body, ground) = (pen.out, ground.to_hex());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>{body}</svg>"
    )
}

/// Where a block is drawn, and on what.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    ground: Color,
    centred: bool,
    depth: usize,
}

struct Pen<'a> {
    document: &'a Document,
    tree: &'a Tree<'a>,
    width: f64,
    height: f64,
    out: String,
    left: usize,
}

impl Pen<'_> {
    fn is_small(&self) -> bool {
        self.width < 700.0
    }

    fn token(&self, id: &str, otherwise: Color) -> Color {
        let own = self.document.tokens.get(id).and_then(|token| Color::parse(token.value.as_str()));
        let base =
            || base::TOKENS.iter().find(|(known, _)| *known == id).and_then(|(_, value)| Color::parse(value));
        own.or_else(base).unwrap_or(otherwise)
    }

    fn declared(&self, id: &NodeId, property: CssProperty) -> Option<String> {
        let breakpoint = self
            .document
            .breakpoints
            .iter()
            .rev()
            .find(|breakpoint| breakpoint.max_width.is_none_or(|most| self.width <= f64::from(most)))?;
        let when = When { breakpoint: breakpoint.id.clone(), state: State::None };
        Some(cascade::find(self.document, id, &when, property)?.value?.as_str().to_owned())
    }

    fn color(&self, id: &NodeId, property: CssProperty) -> Option<Color> {
        let value = self.declared(id, property)?;
        match value.strip_prefix("token(").and_then(|rest| rest.strip_suffix(')')) {
            Some(token) => Some(self.token(token, Color::WHITE)),
            None => Color::parse(&value),
        }
    }

    /// The colour behind a block: its own over what lies behind; of a gradient, its first colour.
    fn ground(&self, id: &NodeId, node: &Node, behind: Color) -> Option<Color> {
        if let Some(color) = self.color(id, CssProperty::BackgroundColor) {
            return Some(color.over(behind));
        }
        let image = self.declared(id, CssProperty::BackgroundImage);
        if let Some(image) = image.filter(|image| image.contains("gradient(")) {
            let inside = image.split_once('(').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
            let color = inside.split(',').find_map(|part| {
                let part = part.split_whitespace().next().unwrap_or_default();
                match part.strip_prefix("token(").and_then(|rest| rest.split(')').next()) {
                    Some(token) => Some(self.token(token, Color::WHITE)),
                    None => Color::parse(part),
                }
            });
            return color.map(|color| color.over(behind));
        }
        (node.kind == Kind::Footer).then(|| self.token("surface", behind).over(behind))
    }

    fn rect(&mut self, (x, y, width, height): (f64, f64, f64, f64), radius: f64, fill: Color) {
        if y < self.height && width > 0.0 && height > 0.0 {
            let _ = write!(
                self.out,
                "<rect x=\"{x:.0}\" y=\"{y:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" rx=\"{radius:.0}\" fill=\"{}\"/>",
                fill.to_hex()
            );
        }
    }

    /// Words in lines that fit; answers how high they are.
    fn words(&mut self, text: &str, place: Place, size: f64, weight: u32, color: Color) -> f64 {
        let room = (place.width / (size * 0.54)).max(4.0);
        let mut lines: Vec<String> = vec![String::new()];
        // Thai has no spaces: what is longer than a line is broken where the line ends.
        let most = (4..200).take_while(|most| f64::from(*most) <= room).last().unwrap_or(4);
        let pieces = text.split_whitespace().flat_map(|word| {
            let letters: Vec<char> = word.chars().take(400).collect();
            letters
                .chunks(usize::try_from(most).unwrap_or(4))
                .map(|piece| piece.iter().collect())
                .collect::<Vec<String>>()
        });
        for word in pieces {
            let word = word.as_str();
            let fits = lines.last().is_some_and(|line| count(line) + count(word) < room);
            match lines.last_mut() {
                Some(line) if fits || line.is_empty() => {
                    if !line.is_empty() {
                        line.push(' ');
                    }
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines.truncate(3);
        let mut y = place.y;
        for line in &lines {
            y += size * 1.2;
            let (x, anchor) =
                if place.centred { (place.x + place.width / 2.0, "middle") } else { (place.x, "start") };
            let _ = write!(
                self.out,
                "<text x=\"{x:.0}\" y=\"{:.0}\" font-family=\"system-ui,sans-serif\" font-size=\"{size:.0}\" font-weight=\"{weight}\" \
                 text-anchor=\"{anchor}\" fill=\"{}\">",
                y - size * 0.2,
                color.to_hex()
            );
            let shown: String = line.chars().take(120).collect();
            crate::render::escape::text(&mut self.out, &shown);
            self.out.push_str("</text>");
        }
        y - place.y
    }

    /// A text as grey lines; answers how high they are.
    fn lines(&mut self, length: f64, place: Place, color: Color) -> f64 {
        let (height, step) = (11.0, 27.0);
        let mut left = (length * 8.6).max(60.0);
        let mut y = place.y;
        for _ in 0..4 {
            let width = left.min(place.width).min(720.0);
            let x = if place.centred { place.x + (place.width - width) / 2.0 } else { place.x };
            self.rect((x, y + 8.0, width, height), 5.0, color.toward(place.ground, 0.62));
            y += step;
            left -= width;
            if left < 40.0 {
                break;
            }
        }
        y - place.y
    }

    fn ink(&self, id: &NodeId, ground: Color) -> Color {
        let ink = self
            .color(id, CssProperty::Color)
            .map_or_else(|| self.token("text", Color::BLACK), |color| color.over(ground));
        if crate::render::audit::contrast(ink, ground) >= 2.5 {
            return ink;
        }
        let dark = crate::render::audit::contrast(Color::BLACK, ground)
            >= crate::render::audit::contrast(Color::WHITE, ground);
        if dark { Color::BLACK } else { Color::WHITE }
    }

    /// Draws a block and what stands in it; answers where it ends.
    fn block(&mut self, id: &NodeId, mut place: Place) -> f64 {
        let document = self.document;
        let Some(node) = document.nodes.get(id) else { return place.y };
        if self.left == 0 || place.depth > DEEPEST || place.y > self.height || node.hidden {
            return place.y;
        }
        self.left -= 1;
        if let Some(align) = self.declared(id, CssProperty::TextAlign) {
            place.centred = align == "center";
        }
        let ink = self.ink(id, place.ground);
        let scale = if self.is_small() { 0.62 } else { 1.0 };
        match &node.kind {
            Kind::Instance => {
                let top = crate::document::components::shown(document, node).map(|(_, part)| &part.root);
                top.map_or(place.y, |top| self.block(top, Place { depth: place.depth + 1, ..place }))
            }
            Kind::Popup | Kind::Embed => place.y,
            Kind::Heading => {
                let size = match node.props.get(&Prop::LEVEL) {
                    Some(Value::Number(1)) => 58.0,
                    Some(Value::Number(2)) => 40.0,
                    Some(Value::Number(3)) => 25.0,
                    _ => 20.0,
                };
                place.y + self.words(node.text(&Prop::TEXT), place, size * scale, 700, ink)
            }
            Kind::RichText => {
                let length = node.values().flat_map(super::fingerprint::texts).map(|text| count(&text)).sum();
                place.y + self.lines(length, place, ink)
            }
            Kind::Link | Kind::ListItem | Kind::FaqItem if self.tree.children(id).is_empty() => {
                place.y + self.lines(count(node.text(&Prop::TEXT)).max(12.0), place, ink)
            }
            Kind::Button | Kind::SubmitButton => self.button(id, node, place),
            Kind::Image | Kind::Video | Kind::Map => self.picture(node, place),
            Kind::TextField | Kind::EmailField | Kind::PhoneField | Kind::SelectField | Kind::TextArea => {
                let height = if node.kind == Kind::TextArea { 110.0 } else { 48.0 };
                let width = place.width.min(520.0);
                self.rect((place.x, place.y, width, height), 10.0, ink.toward(place.ground, 0.8));
                self.rect((place.x + 1.5, place.y + 1.5, width - 3.0, height - 3.0), 9.0, place.ground);
                place.y + height
            }
            Kind::Divider => {
                self.rect((place.x, place.y + 8.0, place.width, 2.0), 0.0, ink.toward(place.ground, 0.85));
                place.y + 18.0
            }
            Kind::Spacer => place.y + 40.0 * scale,
            Kind::Icon | Kind::SocialLink => {
                let primary = self.token("primary", ink);
                let x = if place.centred { place.x + place.width / 2.0 - 20.0 } else { place.x };
                self.rect((x, place.y, 40.0, 40.0), 12.0, primary.toward(place.ground, 0.75));
                place.y + 40.0
            }
            Kind::Navbar => self.navbar(id, node, place, ink),
            _ => self.container(id, node, place),
        }
    }

    fn navbar(&mut self, id: &NodeId, node: &Node, place: Place, ink: Color) -> f64 {
        let (height, inset) = (72.0, self.inset());
        if let Some(color) = self.ground(id, node, place.ground) {
            self.rect((place.x, place.y, place.width, height), 0.0, color);
        }
        let inner = Place {
            x: place.x + inset,
            y: place.y + 22.0,
            width: place.width / 2.0,
            centred: false,
            ..place
        };
        self.words(node.text(&Prop::TEXT), inner, 22.0, 700, ink);
        let count = if self.is_small() { 1 } else { self.tree.children(id).len().min(5) };
        let mut x = place.x + place.width - inset;
        for _ in 0..count {
            x -= 96.0;
            self.rect((x, place.y + 31.0, 72.0, 10.0), 5.0, ink.toward(place.ground, 0.55));
        }
        place.y + height
    }

    fn button(&mut self, id: &NodeId, node: &Node, place: Place) -> f64 {
        let text = node.text(&Prop::TEXT);
        let width = (count(text) * 10.0 + 56.0).min(place.width).max(96.0);
        let x = if place.centred { place.x + (place.width - width) / 2.0 } else { place.x };
        let outline = matches!(node.choice(&Prop::VARIANT), "outline" | "ghost");
        let own = self.color(id, CssProperty::BackgroundColor).map(|color| color.over(place.ground));
        let fill = own.unwrap_or_else(|| self.token("primary", Color::BLACK));
        self.rect((x, place.y, width, 50.0), 12.0, fill);
        if outline && own.is_none() {
            self.rect((x + 2.0, place.y + 2.0, width - 4.0, 46.0), 10.0, place.ground);
        }
        let ground = if outline && own.is_none() { place.ground } else { fill };
        let dark = crate::render::audit::contrast(Color::BLACK, ground)
            > crate::render::audit::contrast(Color::WHITE, ground) * 1.6;
        let ink = if dark { Color::BLACK } else { Color::WHITE };
        let label = Place { x, y: place.y + 14.0, width: width.max(400.0), centred: false, ..place };
        self.words(text, Place { x: x + 28.0, ..label }, 17.0, 600, ink);
        place.y + 50.0
    }

    fn picture(&mut self, node: &Node, place: Place) -> f64 {
        let asset = node.props.values().find_map(|value| match value {
            Value::Asset { asset } => self.document.assets.get(asset),
            _ => None,
        });
        let ratio = asset
            .and_then(|asset| Some(f64::from(asset.height?) / f64::from(asset.width?.max(1))))
            .unwrap_or(0.6)
            .clamp(0.2, 1.4);
        let natural = asset.and_then(|asset| asset.width).map_or(place.width, f64::from);
        let width = place.width.min(natural.max(48.0));
        let height = (width * ratio).min(560.0);
        let x = if place.centred { place.x + (place.width - width) / 2.0 } else { place.x };
        let primary = self.token("primary", Color::BLACK);
        self.rect((x, place.y, width, height), 14.0, primary.toward(place.ground, 0.78));
        if height > 90.0 {
            let _ = write!(
                self.out,
                "<path d=\"M{:.0} {:.0}l{:.0} {:.0}l{:.0} {:.0}l{:.0} {:.0}z\" fill=\"{}\"/>",
                x,
                place.y + height,
                width * 0.36,
                -height * 0.5,
                width * 0.3,
                height * 0.3,
                width * 0.34,
                height * 0.2,
                primary.toward(place.ground, 0.6).to_hex()
            );
        }
        place.y + height
    }

    fn inset(&self) -> f64 {
        if self.is_small() { 20.0 } else { ((self.width - 1120.0) / 2.0).max(40.0) }
    }

    /// A box with others in it: a band over the whole width on top, a row where they stand beside each other.
    fn container(&mut self, id: &NodeId, node: &Node, place: Place) -> f64 {
        let children = self.tree.children(id).to_vec();
        let is_band = place.depth == 0;
        let is_card = matches!(node.kind, Kind::Feature | Kind::Plan | Kind::Testimonial | Kind::Form);
        let (pad_x, pad_y) = match (is_band, is_card) {
            (true, _) => (self.inset(), if self.is_small() { 44.0 } else { 84.0 }),
            (_, true) => (24.0, 24.0),
            _ => (0.0, 0.0),
        };
        let own = self.ground(id, node, place.ground);
        let card = is_card.then(|| self.token("surface", place.ground));
        let ground = own.or(card).unwrap_or(place.ground);
        let before = self.out.len();
        let inner = Place {
            x: place.x + pad_x,
            y: place.y + if node.kind == Kind::Footer { 40.0 } else { pad_y },
            width: (place.width - 2.0 * pad_x).max(40.0),
            ground,
            centred: place.centred,
            depth: place.depth + 1,
        };
        let beside = self.beside(id, node, &children);
        let gap = if self.is_small() { 18.0 } else { 26.0 };
        let mut y = inner.y;
        if beside > 1 {
            for row in children.chunks(beside) {
                let cells = u32::try_from(beside).map_or(1.0, f64::from);
                let width = ((inner.width - gap * (cells - 1.0)) / cells).max(24.0);
                let (mut x, mut lowest) = (inner.x, y);
                for child in row {
                    lowest = self.block(child, Place { x, y, width, ..inner }).max(lowest);
                    x += width + gap;
                }
                y = lowest + gap;
            }
        } else {
            for child in &children {
                let end = self.block(child, Place { y, ..inner });
                y = if end > y { end + gap } else { y };
            }
        }
        let end = if children.is_empty() { inner.y + 40.0 } else { (y - gap).max(inner.y) } + pad_y;
        if let Some(color) = own.or(card) {
            let radius = if is_band { 0.0 } else { 14.0 };
            let drawn = self.out.split_off(before);
            self.rect((place.x, place.y, place.width, end - place.y), radius, color);
            self.out.push_str(&drawn);
        }
        end
    }

    /// How many children stand beside each other.
    fn beside(&self, id: &NodeId, node: &Node, children: &[&NodeId]) -> usize {
        let row = match node.kind {
            Kind::Columns
            | Kind::Team
            | Kind::Stats
            | Kind::Gallery
            | Kind::Logos
            | Kind::Pricing
            | Kind::Features
            | Kind::Testimonials
            | Kind::Carousel => true,
            Kind::Social => return children.len().max(1),
            _ => {
                let display = self.declared(id, CssProperty::Display).unwrap_or_default();
                let direction = self.declared(id, CssProperty::FlexDirection).unwrap_or_default();
                display == "grid" || direction == "row" || (display == "flex" && direction.is_empty())
            }
        };
        if !row {
            return 1;
        }
        let small = matches!(node.kind, Kind::Logos | Kind::Stats | Kind::Gallery);
        let most = match (self.is_small(), node.props.get(&Prop::COLUMNS)) {
            (true, _) => {
                if small {
                    2
                } else {
                    1
                }
            }
            (false, Some(Value::Number(columns))) => usize::try_from(*columns).unwrap_or(3).clamp(1, 6),
            (false, _) => {
                if small {
                    4
                } else {
                    3
                }
            }
        };
        // A text and its button in a row are still one below the other where it is small.
        children.len().clamp(1, most)
    }
}

fn count(text: &str) -> f64 {
    u32::try_from(text.chars().count()).map_or(f64::from(u16::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Lang;
    use crate::document::build::{Block, Page, button, columns, heading, text};
    use crate::rng::SeededRng;

    fn drawn(blocks: impl IntoIterator<Item = Block>, size: (u32, u32)) -> String {
        let rng = SeededRng::new(7);
        let band = Block::of(Kind::Section, blocks).css("background-color: #102030");
        sketch(&Page::new(Lang::EN, &rng).block(band).finish(), size)
    }

    #[test]
    fn it_shows_words_bands_and_buttons_and_is_no_markup_of_theirs() {
        let svg = drawn(
            [heading(1, "<script>alert(1)</script> & more"), text("<p>Words</p>"), button("Buy", "#")],
            (1440, 1080),
        );
        assert!(
            svg.contains("#102030") && svg.contains("&lt;script&gt;") && svg.contains(">Buy</text>"),
            "{svg}"
        );
        assert!(!svg.contains("<script"), "{svg}");
    }

    #[test]
    fn it_is_drawn_for_its_width_and_always_the_same() {
        let blocks = || [columns([vec![heading(3, "One")], vec![heading(3, "Two")]])];
        let (wide, small) = (drawn(blocks(), (1440, 1080)), drawn(blocks(), (390, 844)));
        assert_eq!(wide, drawn(blocks(), (1440, 1080)));
        let line = |svg: &str, word: &str| {
            let end = svg.find(&format!(">{word}<")).expect("the word");
            let start = svg[..end].rfind(" y=\"").expect("its place") + 4;
            svg[start..].split('"').next().expect("a number").to_owned()
        };
        assert_eq!(line(&wide, "One"), line(&wide, "Two"));
        assert_ne!(line(&small, "One"), line(&small, "Two"));
    }

    #[test]
    fn whatever_the_document_it_ends() {
        let mut deep = heading(1, "x");
        for _ in 0..60 {
            deep = Block::of(Kind::Container, [deep]);
        }
        let many: Vec<Block> = (0..900).map(|_| heading(2, "word ".repeat(80).as_str())).collect();
        assert!(drawn([deep], (390, 844)).ends_with("</svg>"));
        assert!(drawn(many, (390, 844)).len() < 200_000);
    }
}
