//! Nodes that come, go and move: subtrees, and the components whose nodes stand in no page.

use std::collections::{BTreeMap, BTreeSet};

use super::{node_mut, undo};
use crate::document::components;
use crate::document::css::{Declaration, DeclarationKey};
use crate::document::ids::{ComponentId, NodeId, Prop, StyleId};
use crate::document::kind::Kind;
use crate::document::model::{Component, Document, Node, Place};
use crate::document::op::{Op, Reject, Subtree};
use crate::document::order::FractionalIndex;
use crate::document::tree::Tree;
use crate::document::validate::{
    Context, MAX_NODES, check_declaration, check_move, check_name, check_node, check_pair, descend,
};
use crate::lean::Gather as _;

/// Makes room: if another node has exactly this position, the order right after it.
fn free_place(document: &Document, place: &Place, but: Option<&NodeId>) -> Result<Place, Reject> {
    let siblings: Vec<&FractionalIndex> = document
        .nodes
        .iter()
        .filter(|(id, _)| Some(*id) != but)
        .filter_map(|(_, node)| node.place.as_ref())
        .filter(|other| other.parent == place.parent && other.slot == place.slot)
        .map(|other| &other.order)
        .collect();
    if !siblings.contains(&&place.order) {
        return Ok(place.clone());
    }
    let after = siblings.into_iter().filter(|order| **order > place.order).min();
    let order = FractionalIndex::between(Some(&place.order), after).ok_or(Reject::NoRoom)?;
    Ok(Place { order, ..place.clone() })
}

/// The one node of a subtree whose parent isn't in it.
fn top_of(subtree: &Subtree) -> Result<NodeId, Reject> {
    let mut tops = subtree
        .nodes
        .iter()
        .filter(|(_, node)| {
            node.place.as_ref().is_none_or(|place| !subtree.nodes.contains_key(&place.parent))
        })
        .map(|(id, _)| id);
    match (tops.next(), tops.next()) {
        (Some(top), None) => Ok(top.clone()),
        _ => Err(Reject::NotATree),
    }
}

/// Whether nodes are new here and sound by themselves.
fn check_new(document: &Document, subtree: &Subtree) -> Result<(), Reject> {
    if document.nodes.len() + subtree.nodes.len() > MAX_NODES {
        return Err(Reject::TooManyNodes);
    }
    if let Some(id) = subtree.nodes.keys().find(|id| document.nodes.contains_key(*id)) {
        return Err(Reject::NodeExists(id.clone()));
    }
    check_own_styles(document, subtree)?;
    subtree.nodes.values().try_for_each(|node| check_node(document, &subtree.styles, node))
}

/// Whether they are one tree in which each may stand where it does.
fn check_tree(document: &Document, subtree: &Subtree, top: &NodeId, context: Context) -> Result<(), Reject> {
    let mut found = Vec::new();
    let met = descend(document, &subtree.nodes, &Tree::of(&subtree.nodes), top, context, &mut found);
    match found.into_iter().next() {
        Some(reject) => Err(reject),
        None if met != subtree.nodes.len() => Err(Reject::NotATree),
        None => Ok(()),
    }
}

fn take_in(document: &mut Document, mut subtree: Subtree) {
    document.nodes.append(&mut subtree.nodes);
    document.styles.append(&mut subtree.styles);
    document.declarations.extend(subtree.declarations.into_iter().map(|row| (row.key, row.value)));
}

pub(super) fn insert(document: &mut Document, mut subtree: Subtree) -> Result<NodeId, Reject> {
    let top = top_of(&subtree)?;
    check_new(document, &subtree)?;
    let node = subtree.nodes.get(&top).ok_or(Reject::NotATree)?;
    let place = node.place.clone().ok_or(Reject::NotATree)?;
    let parent = document.nodes.get(&place.parent).ok_or_else(|| Reject::NoSuchNode(place.parent.clone()))?;
    check_pair(&parent.kind, &place.slot, components::effective(document, node))?;
    check_tree(document, &subtree, &top, Context::inside(document, &place.parent))?;
    let place = free_place(document, &place, None)?;
    if let Some(node) = subtree.nodes.get_mut(&top) {
        node.place = Some(place);
    }
    take_in(document, subtree);
    Ok(top)
}

pub(super) fn insert_component(
    document: &mut Document,
    id: &ComponentId,
    value: &Component,
    subtree: &Subtree,
) -> Result<Op, Reject> {
    if document.components.contains_key(id) {
        return Err(Reject::ComponentExists(id.clone()));
    }
    check_name(&value.name)?;
    let top = top_of(subtree)?;
    let node = subtree.nodes.get(&top).ok_or(Reject::NotATree)?;
    if top != value.root || node.place.is_some() || matches!(node.kind, Kind::Root | Kind::Instance) {
        return Err(Reject::NotATree);
    }
    check_new(document, subtree)?;
    check_tree(document, subtree, &top, Context::default())?;
    take_in(document, subtree.clone());
    document.components.insert(id.clone(), value.clone());
    Ok(Op::RemoveComponent { component: id.clone() })
}

pub(super) fn remove_component(document: &mut Document, id: &ComponentId) -> Result<Op, Reject> {
    let value = document.components.get(id).cloned().ok_or_else(|| Reject::NoSuchComponent(id.clone()))?;
    if document.nodes.values().any(|node| node.text(&Prop::COMPONENT) == id.as_str()) {
        return Err(Reject::ComponentInUse(id.clone()));
    }
    let nodes = remove(document, &value.root)?;
    document.components.remove(id);
    Ok(Op::InsertComponent { component: id.clone(), value, nodes })
}

/// Style blocks that come with nodes are new, nameless and used by them, so that removing the nodes removes them.
fn check_own_styles(document: &Document, subtree: &Subtree) -> Result<(), Reject> {
    for (id, block) in &subtree.styles {
        if document.styles.contains_key(id) {
            return Err(Reject::StyleExists(id.clone()));
        }
        if block.name.is_some() || !subtree.nodes.values().any(|node| node.styles.contains(id)) {
            return Err(Reject::StyleNotOwn(id.clone()));
        }
    }
    let mut seen = BTreeSet::new();
    for row in &subtree.declarations {
        if !subtree.styles.contains_key(&row.key.style) || !seen.insert(&row.key) {
            return Err(Reject::StrayDeclaration(row.key.style.clone()));
        }
        check_declaration(document, &row.key, &row.value)?;
    }
    Ok(())
}

pub(super) fn remove(document: &mut Document, top: &NodeId) -> Result<Subtree, Reject> {
    if *top == document.root {
        return Err(Reject::Root);
    }
    if !document.nodes.contains_key(top) {
        return Err(Reject::NoSuchNode(top.clone()));
    }
    let ids: Vec<NodeId> = Tree::new(document).walk(top).into_iter().map(|(_, id)| id.clone()).collect();
    let nodes: BTreeMap<NodeId, Node> = ids.iter().filter_map(|id| document.nodes.remove_entry(id)).gather();
    let mut own: BTreeSet<&StyleId> = nodes.values().flat_map(|node| &node.styles).gather();
    for node in document.nodes.values() {
        for style in &node.styles {
            own.remove(style);
        }
    }
    let mut styles = BTreeMap::new();
    let mut declarations = Vec::new();
    for style in own {
        if document.styles.get(style).is_some_and(|block| block.name.is_none())
            && let Some((id, block)) = document.styles.remove_entry(style)
        {
            declarations.extend(take_declarations(document, &id));
            styles.insert(id, block);
        }
    }
    Ok(Subtree { nodes, styles, declarations })
}

pub(super) fn take_declarations(document: &mut Document, style: &StyleId) -> Vec<Declaration> {
    let keys: Vec<DeclarationKey> = document.declarations_of(style).map(|(key, _)| key.clone()).collect();
    keys.into_iter()
        .filter_map(|key| document.declarations.remove(&key).map(|value| Declaration { key, value }))
        .collect()
}

pub(super) fn relocate(document: &mut Document, node: &NodeId, place: &Place) -> Result<Op, Reject> {
    check_move(document, node, &place.parent, &place.slot)?;
    let place = free_place(document, place, Some(node))?;
    let old = node_mut(document, node)?.place.replace(place).ok_or(Reject::Root)?;
    Ok(Op::Move { node: node.clone(), place: old })
}

pub(super) fn replace_subtree(document: &mut Document, node: &NodeId, with: &Subtree) -> Result<Op, Reject> {
    let top = top_of(with)?;
    let place = document.nodes.get(node).ok_or_else(|| Reject::NoSuchNode(node.clone()))?.place.clone();
    let place = place.ok_or(Reject::Root)?;
    let old = remove(document, node)?;
    let mut new = with.clone();
    if let Some(node) = new.nodes.get_mut(&top) {
        node.place = Some(place);
    }
    match insert(document, new) {
        Ok(top) => Ok(Op::ReplaceSubtree { node: top, with: old }),
        Err(reject) => {
            undo(document, &[Op::Insert(old)]);
            Err(reject)
        }
    }
}
