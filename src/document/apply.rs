//! Applying operations: each is checked, done and answered by its inverse, or refused with the document untouched.
//!
//! Checks look at what the operation touches, not at the whole document. A few need one pass over the nodes
//! (who uses this style? is this position taken?), which is well under a millisecond for thousands of them. How nodes come
//! and go is in `nodes`, what is said of them in `values`.

mod nodes;
mod values;

use super::components;
use super::css::{CssValue, Declaration, DeclarationKey};
use super::ids::{AssetId, NodeId, StyleId, TokenId};
use super::model::{AssetRef, Document, Node, Token};
use super::op::{Op, Reject};
use super::size;
use super::validate::{check_asset, check_declaration, check_name, check_token, validate};
use nodes::{insert, insert_component, relocate, remove, remove_component, replace_subtree};
use values::{
    asset_in_use, insert_style, remove_style, set_flags, set_meta, set_override, set_prop, set_styles,
    token_in_use,
};

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

fn declaration_inverse(key: &DeclarationKey, old: Option<CssValue>) -> Op {
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
