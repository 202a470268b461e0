//! Making blocks and whole documents in code: for new blocks, templates, the importer and tests.

use super::css::{CssProperty, CssValue, Declaration, DeclarationKey, State};
use super::ids::{AssetId, BreakpointId, NodeId, Prop, Slot, StyleId, TokenId};
use super::kind::Kind;
use super::model::{AssetRef, Document, Lang, Node, Place, StyleBlock, Token, TokenKind, base_breakpoint_id};
use super::op::Subtree;
use super::order::FractionalIndex;
use super::paste;
use super::value::{AssetUrl, Link, Value};
use crate::Rng;

/// A node with its children and its own style, before it has ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    node: Node,
    css: Vec<Rule>,
    children: Vec<Block>,
}

type Rule = (&'static str, State, CssProperty, CssValue);

impl Block {
    /// A block of this kind without content.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { node: Node::new(kind), css: Vec::new(), children: Vec::new() }
    }

    /// What stands in it.
    #[must_use]
    pub fn children(&self) -> &[Self] {
        &self.children
    }

    /// Its node, before it has a place.
    #[must_use]
    pub const fn node(&self) -> &Node {
        &self.node
    }

    /// Whether a declaration of its own says this everywhere.
    #[must_use]
    pub fn says(&self, property: CssProperty, value: &str) -> bool {
        self.css.iter().any(|rule| {
            (rule.0, rule.1, rule.2) == ("desktop", State::None, property) && rule.3.as_str() == value
        })
    }

    /// With children.
    #[must_use]
    pub fn of(kind: Kind, children: impl IntoIterator<Item = Self>) -> Self {
        Self { children: children.into_iter().collect(), ..Self::new(kind) }
    }

    /// With one more child.
    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// With a property.
    #[must_use]
    pub fn prop(mut self, prop: Prop, value: impl Into<Value>) -> Self {
        self.node.props.insert(prop, value.into());
        self
    }

    /// With a name in the layers list.
    #[must_use]
    pub fn label(mut self, label: &str) -> Self {
        label.clone_into(&mut self.node.label);
        self
    }

    /// With a link, left out if the address isn't allowed.
    #[must_use]
    pub fn link(self, href: &str) -> Self {
        match Link::new(href) {
            Ok(link) => self.prop(Prop::LINK, link),
            Err(_) => self,
        }
    }

    /// With declarations `property: value; …` that hold everywhere.
    #[must_use]
    pub fn css(self, text: &str) -> Self {
        self.rules("desktop", State::None, text)
    }

    /// With declarations that hold up to the tablet's width.
    #[must_use]
    pub fn tablet(self, text: &str) -> Self {
        self.rules("tablet", State::None, text)
    }

    /// With declarations that hold up to the phone's width.
    #[must_use]
    pub fn mobile(self, text: &str) -> Self {
        self.rules("mobile", State::None, text)
    }

    /// With declarations that hold under the pointer.
    #[must_use]
    pub fn hover(self, text: &str) -> Self {
        self.rules("desktop", State::Hover, text)
    }

    /// Reads `property: value; …`; what isn't allowed is left out.
    fn rules(mut self, breakpoint: &'static str, state: State, text: &str) -> Self {
        for row in text.split(';').filter(|row| !row.trim().is_empty()) {
            let read = row.split_once(':').and_then(|(property, value)| {
                let property = CssProperty::try_from(property.trim()).ok()?;
                let value = CssValue::new(value).ok()?;
                property.accepts(&value).then_some((breakpoint, state, property, value))
            });
            debug_assert!(read.is_some(), "not a declaration: {row}");
            if let Some(rule) = read {
                // What is said later wins.
                self.css.retain(|old| (old.0, old.1, old.2) != (rule.0, rule.1, rule.2));
                self.css.push(rule);
            }
        }
        self
    }

    /// Gives it ids from the generator and a place: what an insert needs.
    #[must_use]
    pub fn place(self, place: Place, rng: &dyn Rng) -> Subtree {
        let mut subtree = Subtree::default();
        self.add(place, rng, &mut subtree);
        crate::lean::sort_by(&mut subtree.declarations, |a, b| a.key.cmp(&b.key));
        subtree
    }

    fn add(self, place: Place, rng: &dyn Rng, out: &mut Subtree) {
        let id = NodeId::random(rng);
        let mut node = self.node;
        node.place = Some(place);
        if !self.css.is_empty() {
            let style = StyleId::random(rng);
            for (breakpoint, state, property, value) in self.css {
                let breakpoint = BreakpointId::new(breakpoint).unwrap_or_else(|_| base_breakpoint_id());
                let key = DeclarationKey { style: style.clone(), breakpoint, state, property };
                out.declarations.push(Declaration { key, value });
            }
            out.styles.insert(style.clone(), StyleBlock::default());
            node.styles.push(style);
        }
        out.nodes.insert(id.clone(), node);
        let mut order = FractionalIndex::first();
        for child in self.children {
            child.add(Place { parent: id.clone(), slot: Slot::MAIN, order: order.clone() }, rng, out);
            order = order.next();
        }
    }
}

/// A document in the making.
pub struct Page<'r> {
    document: Document,
    order: FractionalIndex,
    rng: &'r dyn Rng,
}

impl<'r> Page<'r> {
    /// An empty page.
    #[must_use]
    pub fn new(lang: Lang, rng: &'r dyn Rng) -> Self {
        let document = Document::empty(NodeId::random(rng), lang);
        Self { document, order: FractionalIndex::first(), rng }
    }

    /// With a token; left out if id or value aren't allowed.
    #[must_use]
    pub fn token(mut self, id: &str, kind: TokenKind, name: &str, value: &str) -> Self {
        let made = TokenId::new(id).ok().zip(CssValue::new(value).ok());
        debug_assert!(made.is_some(), "not a token: {id}: {value}");
        if let Some((id, value)) = made {
            self.document.tokens.insert(id, Token { kind, name: name.to_owned(), value });
        }
        self
    }

    /// With a picture; left out if id or address aren't allowed.
    #[must_use]
    pub fn asset(mut self, id: &str, url: &str, mime: &str, width: u32, height: u32, alt: &str) -> Self {
        let made = AssetId::new(id).ok().zip(AssetUrl::new(url).ok());
        debug_assert!(made.is_some(), "not an asset: {id}: {url}");
        if let Some((id, url)) = made {
            let asset = AssetRef {
                url,
                width: Some(width),
                height: Some(height),
                mime: mime.to_owned(),
                alt: alt.to_owned(),
                variants: Vec::new(),
                crop: None,
            };
            self.document.assets.insert(id, asset);
        }
        self
    }

    /// With title and description.
    #[must_use]
    pub fn meta(mut self, title: &str, description: &str) -> Self {
        self.document.meta.title = Some(title.to_owned());
        self.document.meta.description = Some(description.to_owned());
        self
    }

    /// With one more block at the end.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        let place = Place { parent: self.document.root.clone(), slot: Slot::MAIN, order: self.order.clone() };
        let Subtree { nodes, styles, declarations } = block.place(place, self.rng);
        self.document.nodes.extend(nodes);
        self.document.styles.extend(styles);
        self.document.declarations.extend(declarations.into_iter().map(|row| (row.key, row.value)));
        self.order = self.order.next();
        self
    }

    /// The document. It is as right as the blocks were; check it with `validate`.
    #[must_use]
    pub fn finish(self) -> Document {
        self.document
    }
}

/// A heading.
#[must_use]
pub fn heading(level: i64, text: &str) -> Block {
    Block::new(Kind::Heading).prop(Prop::TEXT, text).prop(Prop::LEVEL, level)
}

/// A text; simple HTML (`<b>`, `<i>`, `<a>`, `<ul>`, …) becomes marks.
#[must_use]
pub fn text(html: &str) -> Block {
    Block::new(Kind::RichText).prop(Prop::CONTENT, paste::from_html(html))
}

/// A text in one of the looks `lead`, `small`, `eyebrow`.
#[must_use]
pub fn text_as(variant: &str, html: &str) -> Block {
    text(html).prop(Prop::VARIANT, variant)
}

/// A button.
#[must_use]
pub fn button(text: &str, href: &str) -> Block {
    Block::new(Kind::Button).prop(Prop::TEXT, text).link(href)
}

/// A text link.
#[must_use]
pub fn link(text: &str, href: &str) -> Block {
    Block::new(Kind::Link).prop(Prop::TEXT, text).link(href)
}

/// A picture of the document's assets.
#[must_use]
pub fn image(asset: &str, alt: &str) -> Block {
    let block = Block::new(Kind::Image).prop(Prop::ALT, alt);
    match AssetId::new(asset) {
        Ok(asset) => block.prop(Prop::ASSET, asset),
        Err(_) => block,
    }
}

/// A list with a marker: bullet, number, check, none.
#[must_use]
pub fn list(marker: &str, items: &[&str]) -> Block {
    let items = items.iter().map(|item| Block::new(Kind::ListItem).prop(Prop::TEXT, *item));
    Block::of(Kind::List, items).prop(Prop::MARKER, marker)
}

/// Columns, each with its blocks.
#[must_use]
pub fn columns(columns: impl IntoIterator<Item = Vec<Block>>) -> Block {
    Block::of(Kind::Columns, columns.into_iter().map(|children| Block::of(Kind::Column, children)))
}

/// Questions and answers.
#[must_use]
pub fn faq(items: &[(&str, &str)]) -> Block {
    let items = items
        .iter()
        .map(|(question, answer)| Block::of(Kind::FaqItem, [text(answer)]).prop(Prop::QUESTION, *question));
    Block::of(Kind::Faq, items)
}

/// A field of a form.
#[must_use]
pub fn field(kind: Kind, name: &str, label: &str, required: bool) -> Block {
    let block = Block::new(kind).prop(Prop::LABEL, label).prop(Prop::NAME, name);
    if required { block.prop(Prop::REQUIRED, true) } else { block }
}

/// The options of a select.
#[must_use]
pub fn options(options: &[&str]) -> Value {
    Value::Texts(options.iter().map(|option| (*option).to_owned()).collect())
}
