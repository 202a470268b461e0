//! What is being dragged, and which containers would take it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::Rng;
use crate::document::blocks::new_block;
use crate::document::build::Block;
use crate::document::components::effective;
use crate::document::validate::{Context, check_pair, descend};
use crate::document::{Document, FractionalIndex, Kind, Node, NodeId, Place, Prop, Slot, Subtree, Tree};
use crate::editing::selection::{is_guarded, tops};
use crate::lean::Gather as _;

/// The payload of a drag: blocks of the page, or something new. Made once, when the drag starts.
#[derive(Debug, Clone)]
pub struct Dragged {
    /// In the order of the document.
    tops: Vec<NodeId>,
    /// The tops and everything in them, without their content.
    nodes: BTreeMap<NodeId, Node>,
    /// What isn't on the page yet.
    new: Option<Subtree>,
}

impl Dragged {
    /// Blocks of the page. Of a block and another inside it only the outer one counts; locked blocks, blocks in locked
    /// ones, missing ones and the root are left out. `None` if nothing is left.
    #[must_use]
    pub fn nodes(document: &Document, selected: &[NodeId]) -> Option<Self> {
        let free: Vec<NodeId> = selected.iter().filter(|id| !is_guarded(document, id)).cloned().collect();
        let (tree, tops) = (Tree::new(document), tops(document, &free));
        let nodes: Vec<(&NodeId, &Node)> = tops
            .iter()
            .filter_map(|top| document.nodes.get_key_value(top))
            .flat_map(|(top, _)| tree.walk(top))
            .filter_map(|(_, id)| document.nodes.get_key_value(id))
            .collect();
        let nodes = light(nodes.into_iter());
        (!tops.is_empty()).then_some(Self { tops, nodes, new: None })
    }

    /// A new block of this kind, as the palette offers it.
    #[must_use]
    pub fn kind(document: &Document, kind: &Kind, rng: &dyn Rng) -> Option<Self> {
        Self::block(document, new_block(kind, &document.lang), rng)
    }

    /// A new block made elsewhere: a whole section, a picture just dropped. Its ids are made now, so it can be
    /// dropped once.
    #[must_use]
    pub fn block(document: &Document, block: Block, rng: &dyn Rng) -> Option<Self> {
        let nowhere =
            Place { parent: document.root.clone(), slot: Slot::MAIN, order: FractionalIndex::first() };
        Self::subtree(block.place(nowhere, rng))
    }

    /// New nodes with one at the top; their ids must be free. `None` if they don't hang together.
    #[must_use]
    pub fn subtree(subtree: Subtree) -> Option<Self> {
        let parent = |node: &Node| node.place.as_ref().map(|place| place.parent.clone());
        let mut tops = subtree
            .nodes
            .iter()
            .filter(|(_, node)| parent(node).is_none_or(|id| !subtree.nodes.contains_key(&id)));
        let (top, None) = (tops.next()?.0.clone(), tops.next()) else { return None };
        let nodes = light(subtree.nodes.iter());
        Some(Self { tops: vec![top], nodes, new: Some(subtree) })
    }

    /// The nodes that move, in the order of the document; for something new, its top node.
    #[must_use]
    pub fn tops(&self) -> &[NodeId] {
        &self.tops
    }

    /// Whether the node is dragged, itself or with one around it.
    #[must_use]
    pub fn holds(&self, node: &NodeId) -> bool {
        self.nodes.contains_key(node)
    }

    /// The kind of the first node, for the picture at the pointer and for announcements.
    #[must_use]
    pub fn first_kind(&self) -> Option<&Kind> {
        self.nodes.get(self.tops.first()?).map(|node| &node.kind)
    }

    /// The nodes to insert; `None` if they are on the page and move.
    #[must_use]
    pub const fn new_nodes(&self) -> Option<&Subtree> {
        self.new.as_ref()
    }
}

/// Kinds and places only, and which component an instance shows: all that the content model asks for.
fn light<'a>(nodes: impl Iterator<Item = (&'a NodeId, &'a Node)>) -> BTreeMap<NodeId, Node> {
    nodes
        .map(|(id, node)| {
            let mut light = Node { place: node.place.clone(), ..Node::new(node.kind.clone()) };
            if let Some(component) = node.props.get(&Prop::COMPONENT) {
                light.props.insert(Prop::COMPONENT, component.clone());
            }
            (id.clone(), light)
        })
        .gather()
}

/// Answers which containers take the payload, with the checks that guard the operations themselves.
pub(super) struct Fit<'a> {
    document: &'a Document,
    dragged: &'a Dragged,
    tree: Tree<'a>,
    /// What stands inside the payload depends on the context alone, of which there are few.
    known: RefCell<Vec<(Context, bool)>>,
}

impl<'a> Fit<'a> {
    pub(super) fn new(document: &'a Document, dragged: &'a Dragged) -> Self {
        Self { document, dragged, tree: Tree::of(&dragged.nodes), known: RefCell::default() }
    }

    /// Whether the payload may go into `parent`. `childless`: it has no children at all, dragged ones counted.
    pub(super) fn fits(&self, parent: &NodeId, childless: bool) -> bool {
        let Some(node) = self.document.nodes.get(parent) else { return false };
        let words = node.kind == Kind::Link && childless;
        if words
            || matches!(node.kind, Kind::Unknown(_))
            || !node.kind.is_container()
            || self.dragged.holds(parent)
        {
            return false;
        }
        let takes = |top: &NodeId| {
            self.dragged
                .nodes
                .get(top)
                .is_some_and(|top| check_pair(&node.kind, &Slot::MAIN, effective(self.document, top)).is_ok())
        };
        let context = Context::inside(self.document, parent);
        self.dragged.tops.iter().all(takes)
            && !is_guarded(self.document, parent)
            && (self.inside(context) || self.brings_form(&node.kind, context))
    }

    /// A drop gives new fields a form round them (`editing::add::wrapped`), where a form may stand. Those of the page
    /// stay in forms.
    fn brings_form(&self, parent: &Kind, context: Context) -> bool {
        self.dragged.new.is_some()
            && self.dragged.nodes.values().any(|node| node.kind.needs_form())
            && !context.is_in_form()
            && parent.accepts(&Slot::MAIN, &Kind::Form)
            && self.inside(context.enter(&Kind::Form))
    }

    fn inside(&self, context: Context) -> bool {
        let known = self.known.borrow().iter().find(|(other, _)| *other == context).map(|(_, fits)| *fits);
        known.unwrap_or_else(|| {
            let mut found = Vec::new();
            for top in &self.dragged.tops {
                descend(self.document, &self.dragged.nodes, &self.tree, top, context, &mut found);
            }
            self.known.borrow_mut().push((context, found.is_empty()));
            found.is_empty()
        })
    }
}
