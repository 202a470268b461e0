//! Copies of blocks on their way through the clipboard, from page to page, with all they need.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::place::{Spot, best_spot};
use super::selection::{around, keys, tops};
use crate::Rng;
use crate::document::validate::check_kind;
use crate::document::{
    AssetId, AssetRef, CssValue, Declaration, Document, FractionalIndex, Node, NodeId, Op, Place, Prop, Slot,
    StyleBlock, StyleId, Subtree, Token, TokenId, Tree, Value, css::CssRef,
};
use crate::lean::Gather as _;

/// The type of a clip's text on the clipboard.
pub const MIME: &str = "application/x-landinghub";
/// The attribute that holds a clip's text in HTML, which every clipboard carries.
const ATTRIBUTE: &str = "data-landinghub=\"";

/// Blocks with everything they need, on their way to another page or another place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clip {
    /// Marks the text on the clipboard as ours.
    pub landinghub: u16,
    /// The nodes on top, in order.
    pub tops: Vec<NodeId>,
    /// They were taken away: pasting moves them, and their ids stay if they can.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// The nodes with their styles.
    pub subtree: Subtree,
    /// Assets they show.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub assets: BTreeMap<AssetId, AssetRef>,
    /// Tokens they use.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tokens: BTreeMap<TokenId, Token>,
}

impl Clip {
    /// Takes blocks out of a document; instances of components become plain blocks. `None` if none of them can be copied.
    #[must_use]
    pub fn of(document: &Document, selected: &[NodeId]) -> Option<Self> {
        match super::component::without_instances(document, selected) {
            Some((plain, selected)) => Self::of_plain(&plain, &selected),
            None => Self::of_plain(document, selected),
        }
    }

    fn of_plain(document: &Document, selected: &[NodeId]) -> Option<Self> {
        let mut clip = Self {
            landinghub: crate::document::model::SCHEMA,
            tops: tops(document, selected),
            cut: false,
            subtree: Subtree::default(),
            assets: BTreeMap::new(),
            tokens: BTreeMap::new(),
        };
        let tree = Tree::new(document);
        for (_, id) in clip.tops.clone().iter().flat_map(|top| tree.walk(top)) {
            let node = document.nodes.get(id)?.clone();
            for style in &node.styles {
                let Some(block) = document.styles.get(style) else { continue };
                if clip.subtree.styles.insert(style.clone(), block.clone()).is_none() {
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
        (!clip.tops.is_empty()).then_some(clip)
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

    /// The places of the top nodes, seen from the selection: after it if it is what was copied, else in it or after
    /// it, wherever all of them may stand; and if they may nowhere together, each where it fits.
    fn places(&self, document: &Document, selection: Option<&NodeId>) -> Option<Vec<Place>> {
        let kinds: Vec<_> =
            self.tops.iter().filter_map(|top| Some(&self.subtree.nodes.get(top)?.kind)).collect();
        let fits = |parent: &NodeId| {
            kinds.iter().all(|kind| check_kind(document, parent, &Slot::MAIN, kind).is_ok())
        };
        let own = selection.filter(|id| self.tops.contains(id)).and_then(|_| {
            let last = self.tops.iter().rev().find(|id| document.nodes.contains_key(*id))?;
            let (after, before) = around(document, last)?;
            Some((document.parent(last)?.clone(), Some(after), before))
        });
        let spot = own.filter(|(parent, ..)| fits(parent)).or_else(|| {
            let Spot { parent, index } = best_spot(document, kinds.first()?, selection)?;
            let children = document.children(&parent, &Slot::MAIN);
            let order = |at: usize| {
                children
                    .get(at)
                    .and_then(|id| document.nodes.get(*id)?.place.as_ref())
                    .map(|place| &place.order)
            };
            let (after, before) = (index.checked_sub(1).and_then(order), order(index));
            fits(&parent).then(|| (parent.clone(), after, before))
        });
        if let Some((parent, after, before)) = spot {
            let orders: Vec<FractionalIndex> = keys(after, before, self.tops.len())?;
            let place = |order| Place { parent: parent.clone(), slot: Slot::MAIN, order };
            return Some(orders.into_iter().map(place).collect());
        }
        kinds.iter().map(|kind| best_spot(document, kind, selection)?.place(document, None)).collect()
    }

    /// The operations that put the blocks where they fit best, seen from the selection, and the new top nodes. All
    /// ids are new, except of what was cut and isn't there any more. Tokens and named styles of the page win over the
    /// clip's; what is missing comes along. `None` if they fit nowhere.
    #[must_use]
    pub fn paste(
        &self,
        document: &Document,
        selection: Option<&NodeId>,
        rng: &dyn Rng,
    ) -> Option<(Vec<Op>, Vec<NodeId>)> {
        let places = self.places(document, selection)?;
        let assets = self.assets.iter().filter(|(id, _)| !document.assets.contains_key(*id));
        let tokens = self.tokens.iter().filter(|(id, _)| !document.tokens.contains_key(*id));
        let mut ops: Vec<Op> =
            assets.map(|(id, asset)| Op::SetAsset { asset: id.clone(), value: asset.clone() }).collect();
        ops.extend(tokens.map(|(id, token)| Op::SetToken { token: id.clone(), value: token.clone() }));
        let moves = self.cut
            && !self.subtree.nodes.keys().any(|id| document.nodes.contains_key(id))
            && !self.subtree.styles.keys().any(|id| document.styles.contains_key(id));
        let anchors: BTreeSet<&str> =
            document.nodes.values().filter_map(|node| node.props.get(&Prop::ANCHOR)?.as_text()).gather();
        let mut made = Vec::new();
        for (top, place) in self.tops.iter().zip(places) {
            let (subtree, id) = self.renewed(document, top, &place, moves.then_some(()), &anchors, rng)?;
            ops.push(Op::Insert(subtree));
            made.push(id);
        }
        Some((ops, made))
    }

    /// One of the top nodes with everything in it, as a subtree that can be inserted.
    fn renewed(
        &self,
        document: &Document,
        top: &NodeId,
        place: &Place,
        same_ids: Option<()>,
        anchors: &BTreeSet<&str>,
        rng: &dyn Rng,
    ) -> Option<(Subtree, NodeId)> {
        let tree = Tree::of(&self.subtree.nodes);
        let inside: Vec<&NodeId> =
            tree.walk(self.subtree.nodes.get_key_value(top)?.0).into_iter().map(|(_, id)| id).collect();
        let fresh = |id: &NodeId| same_ids.map_or_else(|| NodeId::random(rng), |()| id.clone());
        let nodes: BTreeMap<&NodeId, NodeId> = inside.iter().map(|id| (*id, fresh(id))).gather();
        // A named style of the same page stays the same style.
        let shared = |id: &StyleId, block: &StyleBlock| {
            block.name.is_some() && document.styles.get(id).is_some_and(|there| there.name == block.name)
        };
        let mut styles: BTreeMap<&StyleId, StyleId> = BTreeMap::new();
        let mut subtree = Subtree::default();
        for id in &inside {
            let mut node: Node = self.subtree.nodes.get(*id)?.clone();
            node.place = match node.place {
                _ if *id == top => Some(place.clone()),
                Some(old) => Some(Place { parent: nodes.get(&old.parent)?.clone(), ..old }),
                None => None,
            };
            // Two nodes of one name would both be where the link leads.
            if node
                .props
                .get(&Prop::ANCHOR)
                .and_then(Value::as_text)
                .is_some_and(|name| anchors.contains(name))
            {
                node.props.remove(&Prop::ANCHOR);
            }
            for style in &mut node.styles {
                let Some((old, block)) = self.subtree.styles.get_key_value(style) else { continue };
                if shared(old, block) {
                    continue;
                }
                let new = styles.entry(old).or_insert_with(|| match same_ids {
                    Some(()) if self.tops.len() == 1 => old.clone(),
                    _ => StyleId::random(rng),
                });
                *style = new.clone();
            }
            node.styles.retain(|style| {
                document.styles.contains_key(style) || styles.values().any(|new| new == style)
            });
            subtree.nodes.insert(nodes.get(*id)?.clone(), node);
        }
        for (old, new) in &styles {
            subtree.styles.insert(new.clone(), StyleBlock::default());
            for row in self.subtree.declarations.iter().filter(|row| row.key.style == **old) {
                let mut row = row.clone();
                row.key.style = new.clone();
                if document.breakpoints.iter().any(|breakpoint| breakpoint.id == row.key.breakpoint) {
                    subtree.declarations.push(row);
                }
            }
        }
        Some((subtree, nodes.get(top)?.clone()))
    }

    /// Reads what [`Clip::to_text`] or [`Clip::to_html`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        if let Some((_, rest)) = text.split_once(ATTRIBUTE) {
            let (inside, _) = rest.split_once('"')?;
            let inside = inside.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
            return Self::from_json(&inside.replace("&amp;", "&"));
        }
        Self::from_json(text)
    }

    fn from_json(text: &str) -> Option<Self> {
        if !text.starts_with("{\"landinghub\":") {
            return None;
        }
        let clip: Self = serde_json::from_str(text).ok()?;
        let there = !clip.tops.is_empty() && clip.tops.iter().all(|top| clip.subtree.nodes.contains_key(top));
        there.then_some(clip)
    }

    /// The clip as the clipboard carries it under [`MIME`].
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The clip for clipboards that carry HTML only; elsewhere the words are pasted.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = String::from("<div ");
        html.push_str(ATTRIBUTE);
        html.push_str(&escape(&self.to_text()));
        html.push_str("\">");
        for line in self.words().lines() {
            html.push_str("<p>");
            html.push_str(&escape(line));
            html.push_str("</p>");
        }
        html.push_str("</div>");
        html
    }

    /// The words of the blocks, a line each, for other programs.
    #[must_use]
    pub fn words(&self) -> String {
        let tree = Tree::of(&self.subtree.nodes);
        let mut words = String::new();
        for (_, id) in self
            .tops
            .iter()
            .filter_map(|top| self.subtree.nodes.get_key_value(top))
            .flat_map(|(top, _)| tree.walk(top))
        {
            if let Some(text) = self.subtree.nodes.get(id).and_then(text_of) {
                if !words.is_empty() {
                    words.push('\n');
                }
                words.push_str(&text);
            }
        }
        words
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The first words a node has of its own, on one line.
fn text_of(node: &Node) -> Option<String> {
    let text = match node.kind.spec().inline.as_ref().and_then(|prop| node.props.get(prop)) {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Rich { rich }) => {
            rich.to_plain().lines().find(|line| !line.trim().is_empty())?.to_owned()
        }
        _ => return None,
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The words of a node for the layers list: its text or its first words inside, cut short.
#[must_use]
pub fn excerpt(document: &Document, id: &NodeId) -> Option<String> {
    Some(text_of(document.nodes.get(id)?)?.chars().take(40).collect())
}

/// The first block with words of its own at or below `id`: containers are told apart by it.
#[must_use]
pub fn speaker(document: &Document, tree: &Tree<'_>, id: &NodeId) -> Option<NodeId> {
    let mut stack = vec![id];
    // No more than a glance: a section of a thousand wordless blocks goes by its name.
    for _ in 0..40 {
        let id = stack.pop()?;
        if excerpt(document, id).is_some() {
            return Some(id.clone());
        }
        stack.extend(tree.children(id).iter().rev());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edit::{When, set_style};
    use crate::document::{BreakpointId, CssProperty, Kind, Lang, State, apply_all, validate};
    use crate::editing::add::{Preset, preset};
    use crate::rng::SeededRng;

    fn empty(root: &str) -> Document {
        Document::empty(NodeId::new(root).unwrap(), Lang::EN)
    }

    fn with_presets() -> (Document, Vec<NodeId>) {
        let (rng, mut document) = (SeededRng::new(4), empty("root"));
        let mut tops = Vec::new();
        for which in ["call_to_action", "hero", "contact"].map(|name| Preset::find(name).unwrap()) {
            let (ops, top) = preset(&document, which, "", tops.last(), &rng).unwrap();
            apply_all(&mut document, &ops).unwrap();
            tops.push(top);
        }
        (document, tops)
    }

    fn kinds(document: &Document, parent: &NodeId) -> Vec<Kind> {
        let children = document.children(parent, &Slot::MAIN);
        children.into_iter().map(|id| document.nodes[id].kind.clone()).collect()
    }

    #[test]
    fn several_survive_the_clipboard_and_bring_what_they_need() {
        let rng = SeededRng::new(5);
        let (document, tops) = with_presets();
        let clip = Clip::of(&document, &[tops[2].clone(), tops[0].clone()]).unwrap();
        for text in [clip.to_text(), clip.to_html()] {
            let clip = Clip::from_text(&text).unwrap();
            let mut other = empty("other");
            let (ops, made) = clip.paste(&other, None, &rng).unwrap();
            let inverse = apply_all(&mut other, &ops).unwrap();
            validate(&other).unwrap();
            assert_eq!(other.children(&other.root, &Slot::MAIN), made.iter().collect::<Vec<_>>());
            assert_eq!(other.nodes.len() - 1, clip.subtree.nodes.len());
            assert_eq!(other.declarations.len(), clip.subtree.declarations.len());
            assert!(made.iter().all(|id| !document.nodes.contains_key(id)));
            apply_all(&mut other, &inverse).unwrap();
            assert_eq!(other, empty("other"));
        }
        assert_eq!(Clip::from_text("{\"landinghub\":1}"), None);
        assert_eq!(Clip::from_text("hello"), None);
    }

    #[test]
    fn every_width_and_state_comes_along() {
        let rng = SeededRng::new(6);
        let (mut document, tops) = with_presets();
        let node = document.children(&tops[1], &Slot::MAIN)[0].clone();
        let mut at = 0;
        for breakpoint in document.breakpoints.clone() {
            for state in [State::None, State::Hover] {
                at += 1;
                let when = When { breakpoint: breakpoint.id.clone(), state };
                let value = CssValue::new(&format!("{at}px")).ok();
                let ops = set_style(&document, &node, &when, CssProperty::MarginTop, value, &rng);
                apply_all(&mut document, &ops).unwrap();
            }
        }
        assert_eq!(at, 6);
        let rows = |document: &Document, node: &NodeId| -> Vec<(BreakpointId, State, CssProperty, String)> {
            let styles = document.nodes[node].styles.iter();
            let rows = styles.flat_map(|style| document.declarations_of(style));
            rows.map(|(key, value)| {
                (key.breakpoint.clone(), key.state, key.property, value.as_str().to_owned())
            })
            .collect()
        };
        let clip = Clip::of(&document, std::slice::from_ref(&node)).unwrap();
        let mut other = empty("other");
        let (ops, _) = preset(&other, Preset::find("faq").unwrap(), "", None, &rng).unwrap();
        apply_all(&mut other, &ops).unwrap();
        let (ops, made) = clip.paste(&other, None, &rng).unwrap();
        apply_all(&mut other, &ops).unwrap();
        assert_eq!(rows(&other, &made[0]), rows(&document, &node));
    }

    #[test]
    fn a_copy_goes_after_what_was_copied_and_what_was_cut_is_moved() {
        let rng = SeededRng::new(7);
        let (mut document, tops) = with_presets();
        let clip = Clip::of(&document, &tops[..2]).unwrap();
        let (ops, made) = clip.paste(&document, Some(&tops[0]), &rng).unwrap();
        let before = document.clone();
        let inverse = apply_all(&mut document, &ops).unwrap();
        let order = [&tops[0], &tops[1], &made[0], &made[1], &tops[2]];
        assert_eq!(document.children(&document.root, &Slot::MAIN), order);
        apply_all(&mut document, &inverse).unwrap();
        assert_eq!(document, before);

        let mut cut = Clip::of(&document, &tops[..1]).unwrap();
        cut.cut = true;
        apply_all(&mut document, &[Op::Remove { node: tops[0].clone() }]).unwrap();
        let (ops, made) =
            Clip::from_text(&cut.to_text()).unwrap().paste(&document, Some(&tops[2]), &rng).unwrap();
        assert_eq!(made, [tops[0].clone()]);
        apply_all(&mut document, &ops).unwrap();
        assert_eq!(document.children(&document.root, &Slot::MAIN), [&tops[1], &tops[2], &tops[0]]);
        let (ops, made) = cut.paste(&document, None, &rng).unwrap();
        assert!(!document.nodes.contains_key(&made[0]), "the second time it is a copy");
        apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
    }

    #[test]
    fn what_fits_together_nowhere_goes_each_its_way() {
        let rng = SeededRng::new(8);
        let (mut document, tops) = with_presets();
        let heading = document.children(&tops[0], &Slot::MAIN)[0].clone();
        let clip = Clip::of(&document, &[heading, tops[1].clone()]).unwrap();
        let inside = document.children(&tops[2], &Slot::MAIN)[0].clone();
        let (ops, _) = clip.paste(&document, Some(&inside), &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        let bands = kinds(&document, &document.root);
        assert!(bands.len() == 4 && bands.iter().all(Kind::is_band), "{bands:?}");
    }
}
