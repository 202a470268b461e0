//! Applying operations: each is checked, done and answered by its inverse, or refused with the document untouched.
//!
//! Checks look at what the operation touches, not at the whole document. A few need one pass over the nodes
//! (who uses this style? is this position taken?), which is well under a millisecond for thousands of them.

use std::collections::BTreeMap;

use super::components;
use super::css::{CssRef, Declaration, DeclarationKey};
use super::ids::{AssetId, ComponentId, InnerId, NodeId, Prop, StyleId, TokenId};
use super::kind::Kind;
use super::model::{AssetRef, Component, Document, Lang, Node, Place, StyleBlock, Token};
use super::op::{MetaField, Op, Reject, Subtree};
use super::order::FractionalIndex;
use super::size;
use super::tree::Tree;
use super::validate::{
    Context, MAX_NODES, MAX_STYLES, check_asset, check_declaration, check_meta_text, check_move, check_name,
    check_node, check_pair, check_refs, check_token, descend, validate,
};
use super::value::Value;
use crate::lean::Gather as _;

/// A batch that was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("operation {index}: {reject}")]
pub struct Rejected {
    /// Which operation, from 0. The last one if the batch as a whole makes the page too big.
    pub index: usize,
    /// Why.
    pub reject: Reject,
}

/// Does one operation and answers its inverse: applied next, it restores the exact bytes.
///
/// # Errors
/// Why not; then nothing was changed.
pub fn apply(document: &mut Document, op: &Op) -> Result<Op, Reject> {
    let inverse = step(document, op)?;
    if may_grow(op)
        && let Err(reject) = size::check(document).and_then(|()| components::check(document))
    {
        undo(document, std::slice::from_ref(&inverse));
        return Err(reject);
    }
    Ok(inverse)
}

/// Does all operations or none, and answers the batch that undoes them, in the order to apply it.
///
/// # Errors
/// The first that can't be done, and why; then nothing was changed.
pub fn apply_all(document: &mut Document, ops: &[Op]) -> Result<Vec<Op>, Rejected> {
    let mut inverses = Vec::with_capacity(ops.len());
    for (index, op) in ops.iter().enumerate() {
        match step(document, op) {
            Ok(inverse) => inverses.push(inverse),
            Err(reject) => {
                inverses.reverse();
                undo(document, &inverses);
                return Err(Rejected { index, reject });
            }
        }
    }
    inverses.reverse();
    if ops.iter().any(may_grow)
        && let Err(reject) = size::check(document).and_then(|()| components::check(document))
    {
        undo(document, &inverses);
        return Err(Rejected { index: ops.len().saturating_sub(1), reject });
    }
    Ok(inverses)
}

/// Applies inverses of what was just done; these can't fail.
fn undo(document: &mut Document, inverses: &[Op]) {
    for inverse in inverses {
        let undone = step(document, inverse);
        debug_assert!(undone.is_ok(), "an inverse was refused: {undone:?}");
    }
}

/// Whether the page can be bigger afterwards.
const fn may_grow(op: &Op) -> bool {
    !matches!(
        op,
        Op::Remove { .. }
            | Op::UnsetProp { .. }
            | Op::RemoveStyle { .. }
            | Op::UnsetDeclaration(_)
            | Op::UnsetToken { .. }
            | Op::UnsetAsset { .. }
            | Op::UnsetMeta { .. }
            | Op::RemoveComponent { .. }
            | Op::UnsetOverride { .. }
    )
}

fn step(document: &mut Document, op: &Op) -> Result<Op, Reject> {
    match op {
        Op::Insert(subtree) => insert(document, subtree.clone()).map(|node| Op::Remove { node }),
        Op::Remove { node } => match document.nodes.get(node) {
            // The page's, or a component's: these go in other ways.
            Some(found) if found.place.is_none() => Err(Reject::Root),
            _ => remove(document, node).map(Op::Insert),
        },
        Op::Move { node, place } => relocate(document, node, place),
        Op::ReplaceSubtree { node, with } => replace_subtree(document, node, with),
        Op::ReplaceDocument { document: new } => {
            validate(new).map_err(|found| found.into_iter().next().unwrap_or(Reject::NotATree))?;
            let old = std::mem::replace(document, (**new).clone());
            Ok(Op::ReplaceDocument { document: Box::new(old) })
        }
        Op::SetProp { node, prop, value } => set_prop(document, node, prop, Some(value)),
        Op::UnsetProp { node, prop } => set_prop(document, node, prop, None),
        Op::SetNodeFlags { node, label, locked, hidden } => {
            set_flags(document, node, label.as_ref(), *locked, *hidden)
        }
        Op::SetNodeStyles { node, styles } => set_styles(document, node, styles),
        Op::InsertStyle { style, block, declarations } => insert_style(document, style, block, declarations),
        Op::RemoveStyle { style } => remove_style(document, style),
        Op::RenameStyle { style, name } => {
            name.as_deref().map_or(Ok(()), check_name)?;
            let block = document.styles.get_mut(style).ok_or_else(|| Reject::NoSuchStyle(style.clone()))?;
            let old = std::mem::replace(&mut block.name, name.clone());
            Ok(Op::RenameStyle { style: style.clone(), name: old })
        }
        Op::SetDeclaration(Declaration { key, value }) => {
            known_style(document, &key.style)?;
            check_declaration(document, key, value)?;
            let old = document.declarations.insert(key.clone(), value.clone());
            Ok(declaration_inverse(key, old))
        }
        Op::UnsetDeclaration(key) => {
            known_style(document, &key.style)?;
            let old = document.declarations.remove(key);
            Ok(declaration_inverse(key, old))
        }
        Op::SetToken { token, value } => {
            check_token(token, value)?;
            let old = document.tokens.insert(token.clone(), value.clone());
            Ok(token_inverse(token, old))
        }
        Op::UnsetToken { token } => {
            if token_in_use(document, token) {
                return Err(Reject::TokenInUse(token.clone()));
            }
            let old = document.tokens.remove(token).ok_or_else(|| Reject::NoSuchToken(token.clone()))?;
            Ok(token_inverse(token, Some(old)))
        }
        Op::SetAsset { asset, value } => {
            check_asset(value)?;
            let old = document.assets.insert(asset.clone(), value.clone());
            Ok(asset_inverse(asset, old))
        }
        Op::UnsetAsset { asset } => {
            if asset_in_use(document, asset) {
                return Err(Reject::AssetInUse(asset.clone()));
            }
            let old = document.assets.remove(asset).ok_or_else(|| Reject::NoSuchAsset(asset.clone()))?;
            Ok(asset_inverse(asset, Some(old)))
        }
        Op::InsertComponent { component, value, nodes } => {
            insert_component(document, component, value, nodes)
        }
        Op::RemoveComponent { component } => remove_component(document, component),
        Op::RenameComponent { component, name } => {
            check_name(name)?;
            let known = document
                .components
                .get_mut(component)
                .ok_or_else(|| Reject::NoSuchComponent(component.clone()))?;
            let name = std::mem::replace(&mut known.name, name.clone());
            Ok(Op::RenameComponent { component: component.clone(), name })
        }
        Op::SetOverride { node, inner, prop, value } => {
            set_override(document, node, inner, prop, Some(value))
        }
        Op::UnsetOverride { node, inner, prop } => set_override(document, node, inner, prop, None),
        Op::SetMeta { field, value } => set_meta(document, *field, Some(value)),
        Op::UnsetMeta { field } => set_meta(document, *field, None),
    }
}

fn declaration_inverse(key: &DeclarationKey, old: Option<super::css::CssValue>) -> Op {
    match old {
        Some(value) => Op::SetDeclaration(Declaration { key: key.clone(), value }),
        None => Op::UnsetDeclaration(key.clone()),
    }
}

fn token_inverse(token: &TokenId, old: Option<Token>) -> Op {
    let token = token.clone();
    match old {
        Some(value) => Op::SetToken { token, value },
        None => Op::UnsetToken { token },
    }
}

fn asset_inverse(asset: &AssetId, old: Option<AssetRef>) -> Op {
    let asset = asset.clone();
    match old {
        Some(value) => Op::SetAsset { asset, value },
        None => Op::UnsetAsset { asset },
    }
}

fn known_style(document: &Document, style: &StyleId) -> Result<(), Reject> {
    if document.styles.contains_key(style) { Ok(()) } else { Err(Reject::NoSuchStyle(style.clone())) }
}

fn node_mut<'a>(document: &'a mut Document, id: &NodeId) -> Result<&'a mut Node, Reject> {
    document.nodes.get_mut(id).ok_or_else(|| Reject::NoSuchNode(id.clone()))
}

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

fn insert(document: &mut Document, mut subtree: Subtree) -> Result<NodeId, Reject> {
    let top = top_of(&subtree)?;
    if document.nodes.len() + subtree.nodes.len() > MAX_NODES {
        return Err(Reject::TooManyNodes);
    }
    if let Some(id) = subtree.nodes.keys().find(|id| document.nodes.contains_key(*id)) {
        return Err(Reject::NodeExists(id.clone()));
    }
    check_own_styles(document, &subtree)?;
    for node in subtree.nodes.values() {
        check_node(document, &subtree.styles, node)?;
    }
    let node = subtree.nodes.get(&top).ok_or(Reject::NotATree)?;
    let place = node.place.clone().ok_or(Reject::NotATree)?;
    let parent = document.nodes.get(&place.parent).ok_or_else(|| Reject::NoSuchNode(place.parent.clone()))?;
    check_pair(&parent.kind, &place.slot, components::effective(document, node))?;
    let mut found = Vec::new();
    let context = Context::inside(document, &place.parent);
    let met = descend(document, &subtree.nodes, &Tree::of(&subtree.nodes), &top, context, &mut found);
    if let Some(reject) = found.into_iter().next() {
        return Err(reject);
    }
    if met != subtree.nodes.len() {
        return Err(Reject::NotATree);
    }
    let place = free_place(document, &place, None)?;
    if let Some(node) = subtree.nodes.get_mut(&top) {
        node.place = Some(place);
    }
    document.nodes.append(&mut subtree.nodes);
    document.styles.append(&mut subtree.styles);
    document.declarations.extend(subtree.declarations.into_iter().map(|row| (row.key, row.value)));
    Ok(top)
}

fn insert_component(
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
    if document.nodes.len() + subtree.nodes.len() > MAX_NODES {
        return Err(Reject::TooManyNodes);
    }
    if let Some(id) = subtree.nodes.keys().find(|id| document.nodes.contains_key(*id)) {
        return Err(Reject::NodeExists(id.clone()));
    }
    check_own_styles(document, subtree)?;
    for node in subtree.nodes.values() {
        check_node(document, &subtree.styles, node)?;
    }
    let mut found = Vec::new();
    let tree = Tree::of(&subtree.nodes);
    let met = descend(document, &subtree.nodes, &tree, &top, Context::default(), &mut found);
    if let Some(reject) = found.into_iter().next() {
        return Err(reject);
    }
    if met != subtree.nodes.len() {
        return Err(Reject::NotATree);
    }
    let mut subtree = subtree.clone();
    document.nodes.append(&mut subtree.nodes);
    document.styles.append(&mut subtree.styles);
    document.declarations.extend(subtree.declarations.into_iter().map(|row| (row.key, row.value)));
    document.components.insert(id.clone(), value.clone());
    Ok(Op::RemoveComponent { component: id.clone() })
}

fn remove_component(document: &mut Document, id: &ComponentId) -> Result<Op, Reject> {
    let value = document.components.get(id).cloned().ok_or_else(|| Reject::NoSuchComponent(id.clone()))?;
    if document.nodes.values().any(|node| node.text(&Prop::COMPONENT) == id.as_str()) {
        return Err(Reject::ComponentInUse(id.clone()));
    }
    let nodes = remove(document, &value.root)?;
    document.components.remove(id);
    Ok(Op::InsertComponent { component: id.clone(), value, nodes })
}

fn set_override(
    document: &mut Document,
    id: &NodeId,
    inner: &InnerId,
    prop: &Prop,
    value: Option<&Value>,
) -> Result<Op, Reject> {
    let node = document.nodes.get(id).ok_or_else(|| Reject::NoSuchNode(id.clone()))?;
    if let Some(value) = value {
        let known = components::inside(document, node, inner);
        let kind = &known.ok_or_else(|| Reject::NoSuchNode(id.clone()))?.1.kind;
        match kind.prop_spec(prop) {
            Some(spec) if !spec.ty.accepts(value) => {
                return Err(Reject::WrongValue { kind: kind.clone(), prop: prop.clone() });
            }
            None => return Err(Reject::NoSuchProp { kind: kind.clone(), prop: prop.clone() }),
            // A copy that shows something else is another component's.
            Some(_) if *prop == Prop::COMPONENT => {
                return Err(Reject::NoSuchProp { kind: kind.clone(), prop: prop.clone() });
            }
            Some(_) => {}
        }
        check_refs(document, value)?;
    }
    let node = node_mut(document, id)?;
    let old = match value {
        Some(value) => node.overrides.entry(inner.clone()).or_default().insert(prop.clone(), value.clone()),
        None => node.overrides.get_mut(inner).and_then(|props| props.remove(prop)),
    };
    if node.overrides.get(inner).is_some_and(BTreeMap::is_empty) {
        node.overrides.remove(inner);
    }
    let (node, inner, prop) = (id.clone(), inner.clone(), prop.clone());
    Ok(match old {
        Some(value) => Op::SetOverride { node, inner, prop, value },
        None => Op::UnsetOverride { node, inner, prop },
    })
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
    let mut seen = std::collections::BTreeSet::new();
    for row in &subtree.declarations {
        if !subtree.styles.contains_key(&row.key.style) || !seen.insert(&row.key) {
            return Err(Reject::StrayDeclaration(row.key.style.clone()));
        }
        check_declaration(document, &row.key, &row.value)?;
    }
    Ok(())
}

fn remove(document: &mut Document, top: &NodeId) -> Result<Subtree, Reject> {
    if *top == document.root {
        return Err(Reject::Root);
    }
    if !document.nodes.contains_key(top) {
        return Err(Reject::NoSuchNode(top.clone()));
    }
    let ids: Vec<NodeId> = Tree::new(document).walk(top).into_iter().map(|(_, id)| id.clone()).collect();
    let nodes: BTreeMap<NodeId, Node> = ids.iter().filter_map(|id| document.nodes.remove_entry(id)).gather();
    let mut own: std::collections::BTreeSet<&StyleId> = nodes.values().flat_map(|node| &node.styles).gather();
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

fn take_declarations(document: &mut Document, style: &StyleId) -> Vec<Declaration> {
    let keys: Vec<DeclarationKey> = document.declarations_of(style).map(|(key, _)| key.clone()).collect();
    keys.into_iter()
        .filter_map(|key| document.declarations.remove(&key).map(|value| Declaration { key, value }))
        .collect()
}

fn relocate(document: &mut Document, node: &NodeId, place: &Place) -> Result<Op, Reject> {
    check_move(document, node, &place.parent, &place.slot)?;
    let place = free_place(document, place, Some(node))?;
    let old = node_mut(document, node)?.place.replace(place).ok_or(Reject::Root)?;
    Ok(Op::Move { node: node.clone(), place: old })
}

fn replace_subtree(document: &mut Document, node: &NodeId, with: &Subtree) -> Result<Op, Reject> {
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

fn set_prop(document: &mut Document, id: &NodeId, prop: &Prop, value: Option<&Value>) -> Result<Op, Reject> {
    let node = document.nodes.get(id).ok_or_else(|| Reject::NoSuchNode(id.clone()))?;
    let kind = &node.kind;
    // Nobody changes what this version doesn't know of a kind it knows; of a kind it doesn't know, anything goes.
    match kind.prop_spec(prop) {
        Some(spec) if value.is_some_and(|value| !spec.ty.accepts(value)) => {
            return Err(Reject::WrongValue { kind: kind.clone(), prop: prop.clone() });
        }
        None if !matches!(kind, Kind::Unknown(_)) => {
            return Err(Reject::NoSuchProp { kind: kind.clone(), prop: prop.clone() });
        }
        _ => {}
    }
    if let Some(value) = value {
        check_refs(document, value)?;
    }
    let node = node_mut(document, id)?;
    let old = match value {
        Some(value) => node.props.insert(prop.clone(), value.clone()),
        None => node.props.remove(prop),
    };
    let (node, prop) = (id.clone(), prop.clone());
    Ok(match old {
        Some(value) => Op::SetProp { node, prop, value },
        None => Op::UnsetProp { node, prop },
    })
}

fn set_flags(
    document: &mut Document,
    id: &NodeId,
    label: Option<&String>,
    locked: Option<bool>,
    hidden: Option<bool>,
) -> Result<Op, Reject> {
    label.map_or(Ok(()), |label| check_name(label))?;
    let node = node_mut(document, id)?;
    Ok(Op::SetNodeFlags {
        node: id.clone(),
        label: label.map(|label| std::mem::replace(&mut node.label, label.clone())),
        locked: locked.map(|locked| std::mem::replace(&mut node.locked, locked)),
        hidden: hidden.map(|hidden| std::mem::replace(&mut node.hidden, hidden)),
    })
}

fn set_styles(document: &mut Document, id: &NodeId, styles: &[StyleId]) -> Result<Op, Reject> {
    for style in styles {
        known_style(document, style)?;
    }
    if styles.len() > MAX_STYLES {
        return Err(Reject::TooManyStyles);
    }
    let node = node_mut(document, id)?;
    let old = std::mem::replace(&mut node.styles, styles.to_vec());
    Ok(Op::SetNodeStyles { node: id.clone(), styles: old })
}

fn insert_style(
    document: &mut Document,
    style: &StyleId,
    block: &StyleBlock,
    rows: &[Declaration],
) -> Result<Op, Reject> {
    if document.styles.contains_key(style) {
        return Err(Reject::StyleExists(style.clone()));
    }
    block.name.as_deref().map_or(Ok(()), check_name)?;
    let mut new = BTreeMap::new();
    for row in rows {
        check_declaration(document, &row.key, &row.value)?;
        if row.key.style != *style || new.insert(row.key.clone(), row.value.clone()).is_some() {
            return Err(Reject::StrayDeclaration(row.key.style.clone()));
        }
    }
    document.styles.insert(style.clone(), block.clone());
    document.declarations.append(&mut new);
    Ok(Op::RemoveStyle { style: style.clone() })
}

fn remove_style(document: &mut Document, style: &StyleId) -> Result<Op, Reject> {
    known_style(document, style)?;
    if document.nodes.values().any(|node| node.styles.contains(style)) {
        return Err(Reject::StyleInUse(style.clone()));
    }
    let declarations = take_declarations(document, style);
    let block = document.styles.remove(style).unwrap_or_default();
    Ok(Op::InsertStyle { style: style.clone(), block, declarations })
}

fn token_in_use(document: &Document, token: &TokenId) -> bool {
    let by_style = document.declarations.values().any(|value| {
        value.refs().any(|reference| matches!(&reference, CssRef::Token(used) if used == token))
    });
    by_style
        || document.nodes.values().flat_map(Node::values).any(
            |value| matches!(value, Value::Rich { rich } if rich.spans().any(|span| span.color.as_ref() == Some(token))),
        )
}

fn asset_in_use(document: &Document, asset: &AssetId) -> bool {
    let by_style = document.declarations.values().any(|value| {
        value.refs().any(|reference| matches!(&reference, CssRef::Asset(used) if used == asset))
    });
    let meta = &document.meta;
    by_style
        || meta.og_image.as_ref() == Some(asset)
        || meta.favicon.as_ref() == Some(asset)
        || document.nodes.values().flat_map(Node::values).any(|value| value.as_asset() == Some(asset))
}

fn set_meta(document: &mut Document, field: MetaField, value: Option<&Value>) -> Result<Op, Reject> {
    let wrong = Reject::WrongMeta(field);
    let text = |value: Option<&Value>| match value {
        None => Ok(None),
        Some(Value::Text(text)) => check_meta_text(field, text).map(|()| Some(text.clone())),
        Some(_) => Err(wrong.clone()),
    };
    let asset = |value: Option<&Value>| match value {
        None => Ok(None),
        Some(Value::Asset { asset }) if document.assets.contains_key(asset) => Ok(Some(asset.clone())),
        Some(Value::Asset { asset }) => Err(Reject::NoSuchAsset(asset.clone())),
        Some(_) => Err(wrong.clone()),
    };
    let old: Option<Value> = match field {
        MetaField::Title => std::mem::replace(&mut document.meta.title, text(value)?).map(Value::Text),
        MetaField::Description => {
            std::mem::replace(&mut document.meta.description, text(value)?).map(Value::Text)
        }
        MetaField::OgImage => {
            let new = asset(value)?;
            std::mem::replace(&mut document.meta.og_image, new).map(Value::from)
        }
        MetaField::Favicon => {
            let new = asset(value)?;
            std::mem::replace(&mut document.meta.favicon, new).map(Value::from)
        }
        MetaField::Noindex => {
            let new = match value {
                None => false,
                Some(Value::Bool(new)) => *new,
                Some(_) => return Err(wrong),
            };
            let old = std::mem::replace(&mut document.meta.noindex, new);
            old.then_some(Value::Bool(true))
        }
        MetaField::Lang => {
            let new = value.and_then(Value::as_text).and_then(|tag| Lang::new(tag).ok()).ok_or(wrong)?;
            let old = std::mem::replace(&mut document.lang, new);
            Some(Value::text(old.as_str()))
        }
    };
    Ok(match old {
        Some(value) => Op::SetMeta { field, value },
        None => Op::UnsetMeta { field },
    })
}
