//! Bringing what a seller changed into a copy that its buyer changed, too.
//!
//! Three documents: what both started from, the buyer's, the seller's. What only one of them changed is taken; where
//! both changed the same thing, the buyer's stays and is named. Records keep their ids in copies, so that things are
//! compared one by one: a block, one of its properties, its place, one declaration of a style, a token, a field of the
//! head. The result is a list of operations on the buyer's document: each was tried, so all of them apply.

mod apart;
mod told;

pub use told::{Change, Changed, Conflict, Part, Why};

use std::collections::{BTreeMap, BTreeSet};

use super::apply::apply;
use super::css::{Declaration, DeclarationKey};
use super::ids::{ComponentId, NodeId, StyleId, TokenId};
use super::model::{Document, Node};
use super::op::{Op, Reject, Subtree};
use super::tree::Tree;
use crate::lean::Gather as _;
use apart::{Verdict, meta_fields, overrides_of, verdict};
use told::{Subject, Told};

/// Things a single operation may miss before it is given up: a band brings its pictures, colours and styles along.
const MOST_SUPPLIES: usize = 400;

/// What merging comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// Applied to the buyer's document in this order they make the merged one.
    pub ops: Vec<Op>,
    /// What is taken over, in the order of the seller's page.
    pub changes: Vec<Change>,
    /// What stays as the buyer has it.
    pub conflicts: Vec<Conflict>,
}

/// Merges what `theirs` changed since `base` into `mine`. See the module.
#[must_use]
pub fn merge(base: &Document, mine: &Document, theirs: &Document) -> Merged {
    let mut merger =
        Merger { base, mine, theirs, work: mine.clone(), ops: Vec::new(), told: Told::default() };
    merger.assets();
    merger.tokens();
    merger.shared_styles();
    merger.components();
    merger.inserts();
    merger.moves();
    merger.nodes();
    merger.declarations();
    merger.head();
    merger.removals();
    merger.settle();
    merger.leftovers();
    let Merger { mut ops, told, .. } = merger;
    let (mut changes, mut conflicts) = told.list(base, mine, theirs);
    // Whoever hasn't touched their copy gets the seller's page, also where no order of steps leads there one by one.
    if mine == base && !conflicts.is_empty() {
        ops = vec![Op::ReplaceDocument { document: Box::new(theirs.clone()) }];
        changes.extend(conflicts.drain(..).map(|conflict| conflict.change));
    }
    Merged { ops, changes, conflicts }
}

struct Merger<'a> {
    base: &'a Document,
    mine: &'a Document,
    theirs: &'a Document,
    /// The buyer's document with the operations so far.
    work: Document,
    ops: Vec<Op>,
    told: Told,
}

impl<'a> Merger<'a> {
    /// Does an operation if it can be done, with whatever of the seller's it refers to.
    fn attempt(&mut self, op: Op) -> bool {
        for _ in 0..MOST_SUPPLIES {
            match apply(&mut self.work, &op) {
                Ok(_) => {
                    self.ops.push(op);
                    return true;
                }
                Err(reject) => {
                    let Some(missing) = self.supply(&reject) else { return false };
                    if apply(&mut self.work, &missing).is_err() {
                        return false;
                    }
                    self.ops.push(missing);
                }
            }
        }
        false
    }

    /// What would mend a refusal: something of the seller's that isn't there.
    fn supply(&self, reject: &Reject) -> Option<Op> {
        match reject {
            Reject::NoSuchAsset(id) => {
                let value = self.theirs.assets.get(id)?.clone();
                Some(Op::SetAsset { asset: id.clone(), value })
            }
            Reject::NoSuchToken(id) => {
                let value = self.theirs.tokens.get(id)?.clone();
                Some(Op::SetToken { token: id.clone(), value })
            }
            Reject::NoSuchStyle(id) => self.style(id),
            _ => None,
        }
    }

    fn style(&self, id: &StyleId) -> Option<Op> {
        let block = self.theirs.styles.get(id)?.clone();
        let declarations = rows(self.theirs, id);
        Some(Op::InsertStyle { style: id.clone(), block, declarations })
    }

    /// Takes or keeps one value, and notes which.
    fn decide(&mut self, verdict: Verdict, subject: Subject, part: Part, op: impl FnOnce() -> Op) {
        match verdict {
            Verdict::Same => {}
            Verdict::Keep => self.told.kept(subject, part, Why::Edited),
            Verdict::Take => {
                if self.attempt(op()) {
                    self.told.took(subject, part);
                } else {
                    self.told.kept(subject, part, Why::Impossible);
                }
            }
        }
    }

    fn assets(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        for (id, value) in &theirs.assets {
            let verdict = verdict(base.assets.get(id), mine.assets.get(id), Some(value));
            if verdict == Verdict::Take {
                self.attempt(Op::SetAsset { asset: id.clone(), value: value.clone() });
            }
        }
    }

    fn tokens(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        for (id, value) in &theirs.tokens {
            let verdict = verdict(base.tokens.get(id), mine.tokens.get(id), Some(value));
            let op = || Op::SetToken { token: id.clone(), value: value.clone() };
            self.decide(verdict, Subject::Token(id.clone()), Part::Theme, op);
        }
    }

    fn shared_styles(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        for (id, block) in &theirs.styles {
            let Some(before) = base.styles.get(id) else {
                if block.name.is_some()
                    && !self.work.styles.contains_key(id)
                    && let Some(op) = self.style(id)
                {
                    self.decide(Verdict::Take, Subject::Style(id.clone()), Part::Looks, || op);
                }
                continue;
            };
            let Some(own) = mine.styles.get(id) else { continue };
            let verdict = verdict(Some(&before.name), Some(&own.name), Some(&block.name));
            let op = || Op::RenameStyle { style: id.clone(), name: block.name.clone() };
            self.decide(verdict, Subject::Style(id.clone()), Part::Settings, op);
        }
    }

    fn components(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        let mut waiting: Vec<ComponentId> = Vec::new();
        for (id, value) in &theirs.components {
            match (base.components.get(id), mine.components.get(id)) {
                (None, None) => waiting.push(id.clone()),
                (Some(before), Some(own)) => {
                    let verdict = verdict(Some(&before.name), Some(&own.name), Some(&value.name));
                    let op = || Op::RenameComponent { component: id.clone(), name: value.name.clone() };
                    self.decide(verdict, Subject::Component(id.clone()), Part::Settings, op);
                }
                _ => {}
            }
        }
        // One may show another: as long as some go in, the others may follow.
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|id| !self.insert_component(id));
            if waiting.len() == before {
                break;
            }
        }
        for id in waiting {
            self.told.kept(Subject::Component(id), Part::Whole, Why::Impossible);
        }
    }

    fn insert_component(&mut self, id: &ComponentId) -> bool {
        let theirs = self.theirs;
        let Some(value) = theirs.components.get(id) else { return false };
        let tree = Tree::new(theirs);
        let ids: BTreeSet<&NodeId> = tree.walk(&value.root).into_iter().map(|(_, id)| id).gather();
        let nodes = self.subtree(&ids);
        let op = Op::InsertComponent { component: id.clone(), value: value.clone(), nodes };
        let done = self.attempt(op);
        if done {
            self.told.took(Subject::Component(id.clone()), Part::Whole);
        }
        done
    }

    /// Nodes of the seller's with the nameless styles that are new with them.
    fn subtree(&self, ids: &BTreeSet<&NodeId>) -> Subtree {
        let nodes: BTreeMap<NodeId, Node> =
            ids.iter().filter_map(|id| Some(((*id).clone(), self.theirs.nodes.get(*id)?.clone()))).gather();
        let mut styles = BTreeMap::new();
        let mut declarations = Vec::new();
        for id in nodes.values().flat_map(|node| &node.styles) {
            if let Some(block) = self.theirs.styles.get(id)
                && block.name.is_none()
                && !self.work.styles.contains_key(id)
                && styles.insert(id.clone(), block.clone()).is_none()
            {
                declarations.extend(rows(self.theirs, id));
            }
        }
        Subtree { nodes, styles, declarations }
    }

    fn inserts(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        let tree = Tree::new(theirs);
        let mut done: BTreeSet<&NodeId> = BTreeSet::new();
        let is_new = |id: &NodeId| !base.nodes.contains_key(id) && !mine.nodes.contains_key(id);
        let new: Vec<&NodeId> = self.order(&tree).into_iter().filter(|id| is_new(id)).collect();
        let known: BTreeSet<&NodeId> = new.iter().copied().gather();
        for top in new {
            let Some(place) = theirs.nodes.get(top).and_then(|node| node.place.as_ref()) else { continue };
            if done.contains(top) || self.work.nodes.contains_key(top) {
                continue;
            }
            let mut ids = BTreeSet::new();
            let mut stack = vec![top];
            while let Some(id) = stack.pop() {
                ids.insert(id);
                stack.extend(tree.children(id).iter().copied().filter(|id| known.contains(id)));
            }
            done.extend(&ids);
            if !self.work.nodes.contains_key(&place.parent) {
                let above = self.lost(&place.parent);
                let subject = above.map_or_else(|| Subject::Node(top.clone()), Subject::Node);
                self.told.kept(subject, Part::Whole, Why::Removed);
                continue;
            }
            let op = Op::Insert(self.subtree(&ids));
            self.decide(Verdict::Take, Subject::Node(top.clone()), Part::Whole, || op);
        }
    }

    /// The seller's nodes, parents before children: the page's, then those of components.
    fn order(&self, tree: &Tree<'a>) -> Vec<&'a NodeId> {
        let mut all = Vec::new();
        let theirs = self.theirs;
        let tops = std::iter::once(&theirs.root).chain(theirs.components.values().map(|own| &own.root));
        for top in tops {
            all.extend(tree.walk(top).into_iter().map(|(_, id)| id));
        }
        all
    }

    /// The topmost block around a node (itself counted) that the buyer removed.
    fn lost(&self, id: &NodeId) -> Option<NodeId> {
        let gone = |id: &&NodeId| !self.mine.nodes.contains_key(*id);
        let around = std::iter::once(id).chain(self.base.ancestors(id));
        around.filter(|id| self.base.nodes.contains_key(*id)).filter(gone).last().cloned()
    }

    fn moves(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        let mut waiting = Vec::new();
        for (id, node) in &theirs.nodes {
            let Some(before) = base.nodes.get(id) else { continue };
            let Some(own) = mine.nodes.get(id) else { continue };
            let Some(place) = &node.place else { continue };
            match verdict(before.place.as_ref(), own.place.as_ref(), Some(place)) {
                Verdict::Same => {}
                Verdict::Keep => self.told.kept(Subject::Node(id.clone()), Part::Place, Why::Edited),
                Verdict::Take => waiting.push(id.clone()),
            }
        }
        // What stands in the way may be about to move, too.
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|id| !self.relocate(id));
            if waiting.len() == before {
                break;
            }
        }
        for id in waiting {
            self.told.kept(Subject::Node(id), Part::Place, Why::Impossible);
        }
    }

    fn relocate(&mut self, id: &NodeId) -> bool {
        let theirs = self.theirs;
        let place = theirs.nodes.get(id).and_then(|node| node.place.clone());
        let Some(place) = place else { return false };
        let done = self.attempt(Op::Move { node: id.clone(), place });
        if done {
            self.told.took(Subject::Node(id.clone()), Part::Place);
        }
        done
    }

    fn nodes(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        for (id, node) in &theirs.nodes {
            let Some(before) = base.nodes.get(id) else { continue };
            if before == node {
                continue;
            }
            let Some(own) = mine.nodes.get(id) else {
                let subject = self.lost(id).unwrap_or_else(|| id.clone());
                self.told.kept(Subject::Node(subject), Part::Whole, Why::Removed);
                continue;
            };
            self.node(id, before, own, node);
        }
    }

    fn node(&mut self, id: &NodeId, before: &Node, own: &Node, node: &Node) {
        let subject = || Subject::Node(id.clone());
        if before.kind != node.kind {
            self.told.kept(subject(), Part::Whole, Why::Impossible);
            return;
        }
        let props: BTreeSet<_> = before.props.keys().chain(node.props.keys()).gather();
        for prop in props {
            let next = node.props.get(prop);
            let verdict = verdict(before.props.get(prop), own.props.get(prop), next);
            let op = || match next.cloned() {
                Some(value) => Op::SetProp { node: id.clone(), prop: prop.clone(), value },
                None => Op::UnsetProp { node: id.clone(), prop: prop.clone() },
            };
            self.decide(verdict, subject(), Part::of(&node.kind, prop), op);
        }
        let flags = Op::SetNodeFlags { node: id.clone(), label: None, locked: None, hidden: None };
        let label = verdict(Some(&before.label), Some(&own.label), Some(&node.label));
        self.decide(label, subject(), Part::Settings, || match flags.clone() {
            Op::SetNodeFlags { node: id, locked, hidden, .. } => {
                Op::SetNodeFlags { node: id, label: Some(node.label.clone()), locked, hidden }
            }
            other => other,
        });
        let locked = verdict(Some(&before.locked), Some(&own.locked), Some(&node.locked));
        self.decide(locked, subject(), Part::Settings, || Op::SetNodeFlags {
            node: id.clone(),
            label: None,
            locked: Some(node.locked),
            hidden: None,
        });
        let hidden = verdict(Some(&before.hidden), Some(&own.hidden), Some(&node.hidden));
        self.decide(hidden, subject(), Part::Settings, || Op::SetNodeFlags {
            node: id.clone(),
            label: None,
            locked: None,
            hidden: Some(node.hidden),
        });
        let styles = verdict(Some(&before.styles), Some(&own.styles), Some(&node.styles));
        self.decide(styles, subject(), Part::Looks, || Op::SetNodeStyles {
            node: id.clone(),
            styles: node.styles.clone(),
        });
        for (inner, prop) in overrides_of(before, node) {
            let of = |node: &Node| node.overrides.get(&inner).and_then(|props| props.get(&prop)).cloned();
            let (was, has, next) = (of(before), of(own), of(node));
            let verdict = verdict(was.as_ref(), has.as_ref(), next.as_ref());
            let (node, inner, prop) = (id.clone(), inner.clone(), prop.clone());
            self.decide(verdict, subject(), Part::Text, || match next {
                Some(value) => Op::SetOverride { node, inner, prop, value },
                None => Op::UnsetOverride { node, inner, prop },
            });
        }
    }

    fn declarations(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        let keys: BTreeSet<&DeclarationKey> =
            base.declarations.keys().chain(theirs.declarations.keys()).gather();
        for key in keys {
            // Whole blocks come and go by themselves.
            let stays = [base, theirs, mine].iter().all(|d| d.styles.contains_key(&key.style));
            if !stays || !self.work.styles.contains_key(&key.style) {
                continue;
            }
            let next = theirs.declarations.get(key);
            let verdict = verdict(base.declarations.get(key), mine.declarations.get(key), next);
            let op = || match next.cloned() {
                Some(value) => Op::SetDeclaration(Declaration { key: key.clone(), value }),
                None => Op::UnsetDeclaration(key.clone()),
            };
            let subject = self.whose(&key.style);
            self.decide(verdict, subject, Part::Looks, op);
        }
    }

    /// The block a nameless style belongs to; a shared style stands for itself.
    fn whose(&self, style: &StyleId) -> Subject {
        let named = self.theirs.styles.get(style).is_some_and(|block| block.name.is_some());
        let owner = || {
            self.theirs.nodes.iter().find(|(_, node)| node.styles.contains(style)).map(|(id, _)| id.clone())
        };
        let own = if named { None } else { owner() };
        own.map_or_else(|| Subject::Style(style.clone()), Subject::Node)
    }

    fn head(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        for field in meta_fields() {
            let of = |document: &Document| apart::meta(document, field);
            let (before, own, next) = (of(base), of(mine), of(theirs));
            let verdict = verdict(before.as_ref(), own.as_ref(), next.as_ref());
            self.decide(verdict, Subject::Head, Part::Head, || match next {
                Some(value) => Op::SetMeta { field, value },
                None => Op::UnsetMeta { field },
            });
        }
    }

    fn removals(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        let gone: Vec<&NodeId> = self
            .base
            .nodes
            .iter()
            .filter(|(id, node)| {
                let below = node.place.as_ref().is_none_or(|place| theirs.nodes.contains_key(&place.parent));
                below && !theirs.nodes.contains_key(*id) && mine.nodes.contains_key(*id)
            })
            .map(|(id, _)| id)
            .collect();
        for id in gone {
            // Tops of components go with them.
            if base.nodes.get(id).is_none_or(|node| node.place.is_none()) {
                continue;
            }
            if self.is_touched(id) {
                self.told.kept(Subject::Node(id.clone()), Part::Whole, Why::Edited);
            } else {
                let op = || Op::Remove { node: id.clone() };
                self.decide(Verdict::Take, Subject::Node(id.clone()), Part::Whole, op);
            }
        }
    }

    /// Whether something in a block isn't as the seller left it, or isn't the seller's to remove.
    fn is_touched(&self, top: &NodeId) -> bool {
        let tree = Tree::new(&self.work);
        let Some((top, _)) = self.work.nodes.get_key_value(top) else { return true };
        tree.walk(top).into_iter().any(|(_, id)| {
            let (was, has) = (self.base.nodes.get(id), self.mine.nodes.get(id));
            let styled = |node: &Node| {
                node.styles.iter().any(|style| rows(self.base, style) != rows(self.mine, style))
            };
            was.is_none() || was != has || self.theirs.nodes.contains_key(id) || was.is_some_and(styled)
        })
    }

    /// Positions that were taken for a moment are free now.
    fn settle(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        for (id, node) in &theirs.nodes {
            let Some(place) = &node.place else { continue };
            let now = self.work.nodes.get(id).and_then(|node| node.place.clone());
            let own = mine.nodes.get(id).and_then(|node| node.place.as_ref());
            let before = base.nodes.get(id).and_then(|node| node.place.as_ref());
            let ours = own.is_none() || own == before;
            if let Some(now) = now
                && now != *place
                && ours
                && before != Some(place)
                && now.parent == place.parent
                && now.slot == place.slot
            {
                self.attempt(Op::Move { node: id.clone(), place: place.clone() });
            }
        }
    }

    /// What the seller no longer uses, and neither does the buyer.
    fn leftovers(&mut self) {
        let (base, mine, theirs) = (self.base, self.mine, self.theirs);
        for (id, value) in &base.components {
            let gone = !theirs.components.contains_key(id) && mine.components.get(id) == Some(value);
            if gone && !self.is_touched(&value.root) {
                let op = Op::RemoveComponent { component: id.clone() };
                if self.attempt(op) {
                    self.told.took(Subject::Component(id.clone()), Part::Whole);
                }
            }
        }
        for (id, block) in &base.styles {
            let gone = !theirs.styles.contains_key(id) && mine.styles.get(id) == Some(block);
            if gone && self.work.styles.contains_key(id) && rows(base, id) == rows(mine, id) {
                self.attempt(Op::RemoveStyle { style: id.clone() });
            }
        }
        let tokens: Vec<TokenId> = removed(&base.tokens, &mine.tokens, &theirs.tokens);
        for token in tokens {
            if self.attempt(Op::UnsetToken { token: token.clone() }) {
                self.told.took(Subject::Token(token), Part::Theme);
            }
        }
        for asset in removed(&base.assets, &mine.assets, &theirs.assets) {
            self.attempt(Op::UnsetAsset { asset });
        }
    }
}

/// What a style block says.
fn rows(document: &Document, style: &StyleId) -> Vec<Declaration> {
    let row = |(key, value): (&DeclarationKey, &super::css::CssValue)| Declaration {
        key: key.clone(),
        value: value.clone(),
    };
    document.declarations_of(style).map(row).collect()
}

/// The keys that the seller removed and the buyer left alone.
fn removed<K: Ord + Clone, V: PartialEq>(
    base: &BTreeMap<K, V>,
    mine: &BTreeMap<K, V>,
    theirs: &BTreeMap<K, V>,
) -> Vec<K> {
    base.iter()
        .filter(|(key, value)| !theirs.contains_key(*key) && mine.get(*key) == Some(value))
        .map(|(key, _)| key.clone())
        .collect()
}
