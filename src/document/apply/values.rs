//! What is said of nodes, of looks and of the page: properties, what instances say differently, flags, style blocks, the head.

use std::collections::BTreeMap;

use super::nodes::take_declarations;
use super::{known_style, node_mut};
use crate::document::components;
use crate::document::css::{CssRef, Declaration};
use crate::document::ids::{AssetId, InnerId, NodeId, Prop, StyleId, TokenId};
use crate::document::kind::Kind;
use crate::document::model::{Document, Lang, Node, StyleBlock};
use crate::document::op::{MetaField, Op, Reject};
use crate::document::validate::{MAX_STYLES, check_declaration, check_meta_text, check_name, check_refs};
use crate::document::value::Value;

pub(super) fn set_prop(
    document: &mut Document,
    id: &NodeId,
    prop: &Prop,
    value: Option<&Value>,
) -> Result<Op, Reject> {
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

pub(super) fn set_override(
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

pub(super) fn set_flags(
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

pub(super) fn set_styles(document: &mut Document, id: &NodeId, styles: &[StyleId]) -> Result<Op, Reject> {
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

pub(super) fn insert_style(
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

pub(super) fn remove_style(document: &mut Document, style: &StyleId) -> Result<Op, Reject> {
    known_style(document, style)?;
    if document.nodes.values().any(|node| node.styles.contains(style)) {
        return Err(Reject::StyleInUse(style.clone()));
    }
    let declarations = take_declarations(document, style);
    let block = document.styles.remove(style).unwrap_or_default();
    Ok(Op::InsertStyle { style: style.clone(), block, declarations })
}

pub(super) fn token_in_use(document: &Document, token: &TokenId) -> bool {
    let by_style = document.declarations.values().any(|value| {
        value.refs().any(|reference| matches!(&reference, CssRef::Token(used) if used == token))
    });
    by_style
        || document.nodes.values().flat_map(Node::values).any(
            |value| matches!(value, Value::Rich { rich } if rich.spans().any(|span| span.color.as_ref() == Some(token))),
        )
}

pub(super) fn asset_in_use(document: &Document, asset: &AssetId) -> bool {
    let by_style = document.declarations.values().any(|value| {
        value.refs().any(|reference| matches!(&reference, CssRef::Asset(used) if used == asset))
    });
    let meta = &document.meta;
    by_style
        || meta.og_image.as_ref() == Some(asset)
        || meta.favicon.as_ref() == Some(asset)
        || document.nodes.values().flat_map(Node::values).any(|value| value.as_asset() == Some(asset))
}

pub(super) fn set_meta(
    document: &mut Document,
    field: MetaField,
    value: Option<&Value>,
) -> Result<Op, Reject> {
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
