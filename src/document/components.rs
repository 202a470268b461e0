//! Components: what an instance shows, and when a document with components is right.
//!
//! A component's nodes are ordinary nodes under a top without a place, so every operation works on them, and whatever
//! changes there changes all instances. What instances make of a page counts as if it were there: nodes and depth.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::{ComponentId, InnerId, NodeId, Prop};
use super::kind::Kind;
use super::model::{Component, Document, Node};
use super::op::Reject;
use super::tree::Tree;
use super::validate::{MAX_DEPTH, MAX_NODES};

/// The component an instance shows.
#[must_use]
pub fn shown<'a>(document: &'a Document, node: &Node) -> Option<(&'a ComponentId, &'a Component)> {
    if node.kind != Kind::Instance {
        return None;
    }
    document.components.get_key_value(node.text(&Prop::COMPONENT))
}

/// The kind a node has for the content model: an instance stands where the top of its component could.
#[must_use]
pub fn effective<'a>(document: &'a Document, node: &'a Node) -> &'a Kind {
    shown(document, node)
        .and_then(|(_, component)| document.nodes.get(&component.root))
        .map_or(&node.kind, |top| &top.kind)
}

/// The component a node is part of; none for nodes of the page.
#[must_use]
pub fn owner<'a>(document: &'a Document, node: &NodeId) -> Option<&'a ComponentId> {
    if document.components.is_empty() {
        return None;
    }
    let top = document.ancestors(node).last().unwrap_or(node);
    document.components.iter().find(|(_, component)| component.root == *top).map(|(id, _)| id)
}

/// The node an override of an instance is about, if it is part of what the instance shows.
#[must_use]
pub fn inside<'a>(
    document: &'a Document,
    instance: &Node,
    inner: &InnerId,
) -> Option<(&'a NodeId, &'a Node)> {
    let (way, node) = inner.parts();
    let part = |id: &str, component: &ComponentId| {
        let (id, node) = document.nodes.get_key_value(id)?;
        (owner(document, id) == Some(component)).then_some((id, node))
    };
    let mut component = shown(document, instance)?.0;
    for id in way {
        component = shown(document, part(id, component)?.1)?.0;
    }
    part(node, component)
}

/// Every instance that shows these components, itself or through others.
#[must_use]
pub fn instances(document: &Document, components: BTreeSet<ComponentId>) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    let mut known = components.clone();
    let mut todo: Vec<ComponentId> = components.into_iter().collect();
    while let Some(component) = todo.pop() {
        for (id, node) in &document.nodes {
            if node.kind == Kind::Instance && node.text(&Prop::COMPONENT) == component.as_str() {
                found.insert(id.clone());
                if let Some(around) = owner(document, id)
                    && known.insert(around.clone())
                {
                    todo.push(around.clone());
                }
            }
        }
    }
    found
}

/// What a component makes of a page.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    nodes: usize,
    depth: usize,
    has_form: bool,
}

struct Weigh<'a> {
    document: &'a Document,
    tree: Tree<'a>,
    /// None while it is being weighed.
    known: BTreeMap<&'a ComponentId, Option<Weight>>,
}

impl<'a> Weigh<'a> {
    fn component(&mut self, id: &'a ComponentId) -> Result<Weight, Reject> {
        match self.known.get(id) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(Reject::ComponentCycle(id.clone())),
            None => {}
        }
        let top = self.document.components.get(id).ok_or_else(|| Reject::NoSuchComponent(id.clone()))?;
        self.known.insert(id, None);
        let weight = self.below(&top.root)?;
        self.known.insert(id, Some(weight));
        Ok(weight)
    }

    /// Everything from this node on, with what instances add.
    fn below(&mut self, top: &'a NodeId) -> Result<Weight, Reject> {
        let document = self.document;
        let mut sum = Weight::default();
        let mut stack: Vec<(usize, &'a NodeId, bool)> = vec![(1, top, false)];
        while let Some((depth, id, in_form)) = stack.pop() {
            let Some(node) = document.nodes.get(id) else { continue };
            sum.nodes += 1;
            sum.depth = sum.depth.max(depth);
            let in_form = in_form || node.kind == Kind::Form;
            sum.has_form |= in_form;
            if node.kind == Kind::Instance {
                let not_in = |parent| Reject::NotAllowedHere { child: Kind::Instance, parent };
                let around = || document.ancestors(id).filter_map(|id| document.nodes.get(id));
                if around().any(|node| node.kind == Kind::Link) {
                    return Err(not_in(Kind::Link));
                }
                let word = node.text(&Prop::COMPONENT);
                if !word.is_empty() {
                    let Some((component, _)) = shown(document, node) else {
                        let unknown = ComponentId::new(word).map(Reject::NoSuchComponent);
                        return Err(unknown.unwrap_or(Reject::NotATree));
                    };
                    let weight = self.component(component)?;
                    if weight.has_form && in_form {
                        return Err(not_in(Kind::Form));
                    }
                    sum.nodes += weight.nodes;
                    sum.depth = sum.depth.max(depth - 1 + weight.depth);
                    sum.has_form |= weight.has_form;
                }
            }
            if sum.nodes > MAX_NODES {
                return Err(Reject::TooManyNodes);
            }
            stack.extend(self.tree.children(id).iter().map(|child| (depth + 1, *child, in_form)));
        }
        if sum.depth > MAX_DEPTH {
            return Err(Reject::TooDeep);
        }
        Ok(sum)
    }
}

/// No component stands in itself, every instance shows one that is there, and the page with everything in it isn't too
/// big or too deep.
pub(super) fn check(document: &Document) -> Result<(), Reject> {
    let instance = |node: &Node| node.kind == Kind::Instance;
    if document.components.is_empty() && !document.nodes.values().any(instance) {
        return Ok(());
    }
    let mut weigh = Weigh { document, tree: Tree::new(document), known: BTreeMap::new() };
    for id in document.components.keys() {
        weigh.component(id)?;
    }
    weigh.below(&document.root).map(|_| ())
}
