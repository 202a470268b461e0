//! Copies of nodes on their way through the clipboard, from page to page, with all they need.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Rng;
use crate::document::{
    AssetId, AssetRef, CssValue, Declaration, Document, Node, NodeId, Op, Place, Prop, StyleId, Subtree,
    Token, TokenId, Tree, Value, css::CssRef,
};

use super::place::Spot;

/// A node with everything it needs, on its way to another page or another place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clip {
    /// Marks the text on the clipboard as ours.
    pub landinghub: u16,
    /// The node on top.
    pub top: NodeId,
    /// The nodes with their own styles.
    pub subtree: Subtree,
    /// Assets they show.
    pub assets: BTreeMap<AssetId, AssetRef>,
    /// Tokens they use.
    pub tokens: BTreeMap<TokenId, Token>,
}

impl Clip {
    /// Takes a node out of a document. Shared styles become copies of their own. `None` for the root.
    #[must_use]
    pub fn of(document: &Document, top: &NodeId) -> Option<Self> {
        if *top == document.root {
            return None;
        }
        let ids = Tree::new(document).walk(top);
        let mut clip = Self {
            landinghub: crate::document::model::SCHEMA,
            top: top.clone(),
            subtree: Subtree::default(),
            assets: BTreeMap::new(),
            tokens: BTreeMap::new(),
        };
        for (_, id) in ids {
            let node = document.nodes.get(id)?.clone();
            for style in &node.styles {
                if clip.subtree.styles.insert(style.clone(), crate::document::StyleBlock::default()).is_none()
                {
                    for (key, value) in document.declarations_of(style) {
                        clip.note_css(document, value);
                        clip.subtree
                            .declarations
                            .push(Declaration { key: key.clone(), value: value.clone() });
                    }
                }
            }
            for value in node.props.values() {
                clip.note_value(document, value);
            }
            clip.subtree.nodes.insert(id.clone(), node);
        }
        Some(clip)
    }

    fn note_css(&mut self, document: &Document, value: &CssValue) {
        for reference in value.refs() {
            match reference {
                CssRef::Token(id) => self.note_token(document, &id),
                CssRef::Asset(id) => self.note_asset(document, &id),
            }
        }
    }

    fn note_value(&mut self, document: &Document, value: &Value) {
        match value {
            Value::Asset { asset } => self.note_asset(document, asset),
            Value::Rich { rich } => {
                for token in rich.spans().filter_map(|span| span.color.clone()).collect::<Vec<_>>() {
                    self.note_token(document, &token);
                }
            }
            _ => {}
        }
    }

    fn note_asset(&mut self, document: &Document, id: &AssetId) {
        self.assets.extend(document.assets.get_key_value(id).map(|(id, asset)| (id.clone(), asset.clone())));
    }

    fn note_token(&mut self, document: &Document, id: &TokenId) {
        self.tokens.extend(document.tokens.get_key_value(id).map(|(id, token)| (id.clone(), token.clone())));
    }

    /// The operations that put a copy at a spot, all ids new, and the new top node. Tokens of the page win over the
    /// clip's; what is missing comes along.
    #[must_use]
    pub fn paste(&self, document: &Document, spot: &Spot, rng: &dyn Rng) -> Option<(Vec<Op>, NodeId)> {
        let nodes: BTreeMap<&NodeId, NodeId> =
            self.subtree.nodes.keys().map(|id| (id, NodeId::random(rng))).collect();
        let styles: BTreeMap<&StyleId, StyleId> =
            self.subtree.styles.keys().map(|id| (id, StyleId::random(rng))).collect();
        let place = spot.place(document, None)?;
        let mut subtree = Subtree::default();
        for (id, node) in &self.subtree.nodes {
            let mut node: Node = node.clone();
            node.place = if *id == self.top {
                Some(place.clone())
            } else {
                node.place.and_then(|old| Some(Place { parent: nodes.get(&old.parent)?.clone(), ..old }))
            };
            // Two nodes of one name would both be where the link leads.
            node.props.remove(&Prop::ANCHOR);
            node.styles = node.styles.iter().filter_map(|style| styles.get(style).cloned()).collect();
            subtree.nodes.insert(nodes.get(id)?.clone(), node);
        }
        for (old, new) in &styles {
            subtree.styles.insert(new.clone(), self.subtree.styles.get(*old)?.clone());
        }
        for row in &self.subtree.declarations {
            let mut row = row.clone();
            row.key.style = styles.get(&row.key.style)?.clone();
            if document.breakpoints.iter().any(|breakpoint| breakpoint.id == row.key.breakpoint) {
                subtree.declarations.push(row);
            }
        }
        let assets = self.assets.iter().filter(|(id, _)| !document.assets.contains_key(*id));
        let tokens = self.tokens.iter().filter(|(id, _)| !document.tokens.contains_key(*id));
        let mut ops: Vec<Op> =
            assets.map(|(id, asset)| Op::SetAsset { asset: id.clone(), value: asset.clone() }).collect();
        ops.extend(tokens.map(|(id, token)| Op::SetToken { token: id.clone(), value: token.clone() }));
        ops.push(Op::Insert(subtree));
        Some((ops, nodes.get(&self.top)?.clone()))
    }

    /// Reads what [`Clip::to_text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        if !text.starts_with("{\"landinghub\":") {
            return None;
        }
        let clip: Self = serde_json::from_str(text).ok()?;
        clip.subtree.nodes.contains_key(&clip.top).then_some(clip)
    }

    /// The clip as the clipboard carries it.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The words of a node for the layers list: of its text, its alternative text, or its first words inside.
#[must_use]
pub fn excerpt(document: &Document, id: &NodeId) -> Option<String> {
    let node = document.nodes.get(id)?;
    let text = match node.kind.spec().inline.as_ref().and_then(|prop| node.props.get(prop)) {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Rich { rich }) => rich.lines().next()?.iter().map(|span| span.text.as_str()).collect(),
        _ => return None,
    };
    let short: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Lang, apply_all, validate};
    use crate::editing::add::{Preset, preset};
    use crate::rng::SeededRng;

    #[test]
    fn a_clip_survives_the_clipboard_and_brings_what_it_needs() {
        let rng = SeededRng::new(4);
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        let (ops, top) = preset(&document, Preset::CallToAction, None, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let text = Clip::of(&document, &top).unwrap().to_text();
        let clip = Clip::from_text(&text).unwrap();
        let mut other = Document::empty(NodeId::new("other").unwrap(), Lang::EN);
        let spot = Spot { parent: other.root.clone(), index: 0 };
        let (ops, _) = clip.paste(&other, &spot, &rng).unwrap();
        apply_all(&mut other, &ops).unwrap();
        validate(&other).unwrap();
        assert_eq!(other.nodes.len(), document.nodes.len());
        assert_eq!(Clip::from_text("{\"landinghub\":1}"), None);
        assert_eq!(Clip::from_text("hello"), None);
    }
}
