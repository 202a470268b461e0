//! What a batch of operations changed, so that the canvas and the panels renew that and nothing else.

use std::collections::BTreeSet;

use crate::document::components;
use crate::document::{AssetId, Document, NodeId, Op, StyleId, Subtree, Value};
use crate::lean::Gather as _;

/// What has to be shown anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is another part of the screen")]
pub struct Touched {
    /// Everything: another document.
    pub all: bool,
    /// Nodes whose own content changed.
    pub content: BTreeSet<NodeId>,
    /// Nodes whose styles changed; their markup is the same but for classes.
    pub looks: BTreeSet<NodeId>,
    /// Those of them that have other style blocks than before, and so other classes.
    pub classes: BTreeSet<NodeId>,
    /// Nodes whose child list changed.
    pub children: BTreeSet<NodeId>,
    /// Nodes whose name, lock or visibility changed.
    pub flags: BTreeSet<NodeId>,
    /// Declarations, tokens or who has which style.
    pub styles: bool,
    /// Blocks came with styles of their own; no other block looks different for it. Of blocks that went, nothing has to
    /// be shown anew.
    pub grown: bool,
    /// The head, or the language.
    pub meta: bool,
}

impl Touched {
    /// Adds what one operation did. `after` is the document it was applied to, `inverse` what `apply` answered.
    pub fn note(&mut self, op: &Op, inverse: &Op, after: &Document) {
        self.note_half(op, after, false);
        self.note_half(inverse, after, true);
        self.spread(after);
    }

    /// The nodes of a batch and its inverse, applied to `after`.
    #[must_use]
    pub fn of(ops: &[Op], inverses: &[Op], after: &Document) -> Self {
        let mut touched = Self::default();
        for op in ops {
            touched.note_half(op, after, false);
        }
        for inverse in inverses {
            touched.note_half(inverse, after, true);
        }
        touched.spread(after);
        touched
    }

    /// What changed in a component changed in all its instances.
    fn spread(&mut self, after: &Document) {
        if after.components.is_empty() {
            return;
        }
        let nodes = self.content.iter().chain(&self.looks).chain(&self.children).chain(&self.flags);
        let changed: BTreeSet<_> = nodes.filter_map(|id| components::owner(after, id)).cloned().gather();
        if !changed.is_empty() {
            self.content.extend(components::instances(after, changed));
        }
    }

    /// Adds everything of another.
    pub fn join(&mut self, other: Self) {
        self.all |= other.all;
        self.styles |= other.styles;
        self.grown |= other.grown;
        self.meta |= other.meta;
        self.content.extend(other.content);
        self.looks.extend(other.looks);
        self.classes.extend(other.classes);
        self.children.extend(other.children);
        self.flags.extend(other.flags);
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What `op` is about; as an inverse it tells what was there before.
    fn note_half(&mut self, op: &Op, after: &Document, inverse: bool) {
        match op {
            Op::ReplaceDocument { .. } => self.all = true,
            Op::Insert(subtree) => {
                self.styles |= subtree.styles.values().any(|block| block.name.is_some());
                self.grown |= !inverse && !subtree.styles.is_empty();
                self.subtree(subtree);
            }
            // Where it was is in the inverse.
            Op::Remove { .. } | Op::RemoveComponent { .. } => {}
            Op::Move { place, .. } => {
                self.children.insert(place.parent.clone());
            }
            Op::ReplaceSubtree { node, with } => {
                self.styles |= !with.styles.is_empty();
                self.subtree(with);
                self.children.extend(after.parent(node).cloned());
            }
            Op::SetProp { node, .. }
            | Op::UnsetProp { node, .. }
            | Op::SetOverride { node, .. }
            | Op::UnsetOverride { node, .. } => {
                self.content.insert(node.clone());
            }
            Op::SetNodeFlags { node, hidden, .. } => {
                self.flags.insert(node.clone());
                if hidden.is_some() {
                    self.content.insert(node.clone());
                }
            }
            Op::SetNodeStyles { node, .. } => {
                self.looks.insert(node.clone());
                self.classes.insert(node.clone());
                self.styles = true;
            }
            Op::InsertStyle { style, .. } | Op::RemoveStyle { style } | Op::RenameStyle { style, .. } => {
                self.style(style, after);
            }
            Op::SetDeclaration(row) => self.style(&row.key.style, after),
            Op::UnsetDeclaration(key) => self.style(&key.style, after),
            Op::SetToken { .. } | Op::UnsetToken { .. } => self.styles = true,
            Op::SetAsset { asset, .. } | Op::UnsetAsset { asset } => self.asset(asset, after),
            Op::InsertComponent { nodes, .. } => self.styles |= !nodes.styles.is_empty(),
            Op::RenameComponent { component, .. } => {
                self.flags.extend(components::instances(after, BTreeSet::from([component.clone()])));
            }
            Op::SetMeta { .. } | Op::UnsetMeta { .. } => self.meta = true,
        }
    }

    fn subtree(&mut self, subtree: &Subtree) {
        for node in subtree.nodes.values() {
            if let Some(place) = &node.place
                && !subtree.nodes.contains_key(&place.parent)
            {
                self.children.insert(place.parent.clone());
            }
        }
        // A node that was replaced under its own id shows other content.
        self.content.extend(subtree.nodes.keys().cloned());
    }

    fn style(&mut self, style: &StyleId, after: &Document) {
        self.styles = true;
        self.looks.extend(
            after.nodes.iter().filter(|(_, node)| node.styles.contains(style)).map(|(id, _)| id.clone()),
        );
    }

    fn asset(&mut self, asset: &AssetId, after: &Document) {
        self.styles = true;
        self.meta = true;
        let shows = |value: &Value| value.as_asset() == Some(asset);
        self.content.extend(
            after.nodes.iter().filter(|(_, node)| node.values().any(shows)).map(|(id, _)| id.clone()),
        );
    }
}
