//! Which declaration holds for a node at a width and in a state, and where it comes from; and the operations that set
//! or take away several at once. The order is the renderer's: a state's rules win over those that always hold, then
//! the narrower width, then the node's own block over shared ones.

use std::collections::BTreeMap;

use super::css::{CssProperty, CssValue, Declaration, DeclarationKey, State};
use super::edit::{When, own_style};
use super::ids::{BreakpointId, NodeId, StyleId};
use super::kind::Kind;
use super::model::{Document, Node, StyleBlock};
use super::op::Op;
use super::parts;
use crate::Rng;
use crate::lean::Gather as _;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Set right here: this node, this width, this state.
    Here,
    /// The node's own, at this wider width or without the state.
    Own(BreakpointId, State),
    /// A shared style of the node.
    Shared(StyleId),
    /// A node around it.
    Parent(NodeId),
}

/// A value and its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The value; `None` for a shorthand whose sides differ.
    pub value: Option<CssValue>,
    /// Where it comes from; of differing sides, the nearest.
    pub origin: Origin,
}

impl Origin {
    /// Nearer ones are smaller.
    fn distance(&self) -> u8 {
        match self {
            Self::Here => 0,
            Self::Own(..) => 1,
            Self::Shared(_) => 2,
            Self::Parent(_) => 3,
        }
    }
}

/// Whether nodes take it over from around them.
#[must_use]
pub const fn is_inherited(property: CssProperty) -> bool {
    matches!(
        property,
        CssProperty::Color
            | CssProperty::FontFamily
            | CssProperty::FontSize
            | CssProperty::FontWeight
            | CssProperty::FontStyle
            | CssProperty::LineHeight
            | CssProperty::LetterSpacing
            | CssProperty::TextAlign
            | CssProperty::TextTransform
            | CssProperty::TextWrap
            | CssProperty::WhiteSpace
            | CssProperty::Cursor
            | CssProperty::AccentColor
    )
}

/// Whether the renderer's own rules give nodes of this kind a value, so that they take over none.
fn has_default(kind: &Kind, property: CssProperty) -> bool {
    use CssProperty as P;
    match kind {
        Kind::Heading => matches!(
            property,
            P::FontFamily | P::FontSize | P::FontWeight | P::LineHeight | P::LetterSpacing | P::TextWrap
        ),
        Kind::Button | Kind::Product | Kind::SubmitButton => matches!(
            property,
            P::FontFamily | P::FontSize | P::FontWeight | P::LineHeight | P::Color | P::TextAlign | P::Cursor
        ),
        Kind::Form => matches!(property, P::Color | P::TextAlign),
        Kind::List => property == P::TextAlign,
        _ => false,
    }
}

/// The shorthand a property is a part of, and which part.
#[must_use]
pub const fn shorthand(property: CssProperty) -> Option<(CssProperty, usize)> {
    use CssProperty as P;
    Some(match property {
        P::MarginTop => (P::Margin, 0),
        P::MarginRight => (P::Margin, 1),
        P::MarginBottom => (P::Margin, 2),
        P::MarginLeft => (P::Margin, 3),
        P::PaddingTop => (P::Padding, 0),
        P::PaddingRight => (P::Padding, 1),
        P::PaddingBottom => (P::Padding, 2),
        P::PaddingLeft => (P::Padding, 3),
        P::BorderTopWidth => (P::BorderWidth, 0),
        P::BorderRightWidth => (P::BorderWidth, 1),
        P::BorderBottomWidth => (P::BorderWidth, 2),
        P::BorderLeftWidth => (P::BorderWidth, 3),
        P::BorderTopStyle => (P::BorderStyle, 0),
        P::BorderRightStyle => (P::BorderStyle, 1),
        P::BorderBottomStyle => (P::BorderStyle, 2),
        P::BorderLeftStyle => (P::BorderStyle, 3),
        P::BorderTopColor => (P::BorderColor, 0),
        P::BorderRightColor => (P::BorderColor, 1),
        P::BorderBottomColor => (P::BorderColor, 2),
        P::BorderLeftColor => (P::BorderColor, 3),
        P::BorderTopLeftRadius => (P::BorderRadius, 0),
        P::BorderTopRightRadius => (P::BorderRadius, 1),
        P::BorderBottomRightRadius => (P::BorderRadius, 2),
        P::BorderBottomLeftRadius => (P::BorderRadius, 3),
        P::RowGap => (P::Gap, 0),
        P::ColumnGap => (P::Gap, 1),
        P::OverflowX => (P::Overflow, 0),
        P::OverflowY => (P::Overflow, 1),
        _ => return None,
    })
}

/// The parts of a shorthand, in the order of its values; none of what isn't one.
#[must_use]
pub const fn longhands(property: CssProperty) -> &'static [CssProperty] {
    use CssProperty as P;
    match property {
        P::Margin => &[P::MarginTop, P::MarginRight, P::MarginBottom, P::MarginLeft],
        P::Padding => &[P::PaddingTop, P::PaddingRight, P::PaddingBottom, P::PaddingLeft],
        P::BorderWidth => &[P::BorderTopWidth, P::BorderRightWidth, P::BorderBottomWidth, P::BorderLeftWidth],
        P::BorderStyle => &[P::BorderTopStyle, P::BorderRightStyle, P::BorderBottomStyle, P::BorderLeftStyle],
        P::BorderColor => &[P::BorderTopColor, P::BorderRightColor, P::BorderBottomColor, P::BorderLeftColor],
        P::BorderRadius => &[
            P::BorderTopLeftRadius,
            P::BorderTopRightRadius,
            P::BorderBottomRightRadius,
            P::BorderBottomLeftRadius,
        ],
        P::Gap => &[P::RowGap, P::ColumnGap],
        P::Overflow => &[P::OverflowX, P::OverflowY],
        _ => &[],
    }
}

/// The part a shorthand's value gives to its `index`-th longhand. `None` for values with a slash.
fn part(value: &CssValue, index: usize) -> Option<CssValue> {
    let pieces = parts::split(value.as_str(), ' ');
    if pieces.contains(&"/") || parts::split(value.as_str(), '/').len() > 1 {
        return None;
    }
    let at = match (pieces.len(), index) {
        (1, _) | (_, 0) | (2, 2) => 0,
        (2 | 3, 1 | 3) => 1,
        (_, index) => index,
    };
    CssValue::new(pieces.get(at)?).ok()
}

/// What holds for the node; `None` if nothing was said anywhere it would take it from.
#[must_use]
pub fn find(document: &Document, node: &NodeId, when: &When, property: CssProperty) -> Option<Found> {
    let (id, record) = document.nodes.get_key_value(node)?;
    if let Some(found) = on_node(document, id, record, when, property) {
        return Some(found);
    }
    if !is_inherited(property) || has_default(&record.kind, property) {
        return None;
    }
    let always = When { breakpoint: when.breakpoint.clone(), state: State::None };
    for id in document.ancestors(node) {
        let record = document.nodes.get(id)?;
        if let Some(found) = on_node(document, id, record, &always, property) {
            return Some(Found { origin: Origin::Parent(id.clone()), ..found });
        }
        if has_default(&record.kind, property) {
            return None;
        }
    }
    None
}

fn on_node(
    document: &Document,
    id: &NodeId,
    node: &Node,
    when: &When,
    property: CssProperty,
) -> Option<Found> {
    let mut styles: Vec<&StyleId> = node.styles.iter().collect();
    let nameless = |style: &StyleId| document.styles.get(style).is_none_or(|block| block.name.is_none());
    crate::lean::sort_by(&mut styles, |a, b| (nameless(a), *a).cmp(&(nameless(b), *b)));
    in_styles(document, &styles, own_style(document, id), when, property)
}

/// What a style block says by itself, for those who change it wherever it is used.
#[must_use]
pub fn find_in(document: &Document, style: &StyleId, when: &When, property: CssProperty) -> Option<Found> {
    in_styles(document, &[style], Some(style), when, property)
}

/// Later styles win over earlier ones; `own` is the one that is edited.
fn in_styles(
    document: &Document,
    styles: &[&StyleId],
    own: Option<&StyleId>,
    when: &When,
    property: CssProperty,
) -> Option<Found> {
    let one = |property| one(document, styles, own, when, property);
    let parts = longhands(property);
    if parts.is_empty() {
        return one(property);
    }
    let found: Vec<Option<Found>> = parts.iter().map(|part| one(*part)).collect();
    let origin =
        found.iter().flatten().map(|found| &found.origin).min_by_key(|origin| origin.distance())?.clone();
    let first = found.first().and_then(|found| found.as_ref()).and_then(|found| found.value.clone());
    let same =
        found.iter().all(|found| found.as_ref().and_then(|found| found.value.as_ref()) == first.as_ref());
    Some(Found { value: first.filter(|_| same), origin })
}

fn one(
    document: &Document,
    styles: &[&StyleId],
    own: Option<&StyleId>,
    when: &When,
    property: CssProperty,
) -> Option<Found> {
    let states: &[State] = if when.state.is_none() { &[State::None] } else { &[State::None, when.state] };
    let last = document.breakpoints.iter().position(|row| row.id == when.breakpoint)?;
    let whole = shorthand(property);
    let mut best = None;
    for state in states {
        for breakpoint in document.breakpoints.iter().take(last + 1) {
            for style in styles {
                let value = |property| {
                    let key = DeclarationKey {
                        style: (*style).clone(),
                        breakpoint: breakpoint.id.clone(),
                        state: *state,
                        property,
                    };
                    document.declaration(&key).cloned()
                };
                // Later ones win; in one rule the longhand stands after its shorthand.
                let here = value(property).or_else(|| {
                    let (whole, index) = whole?;
                    part(&value(whole)?, index)
                });
                if let Some(value) = here {
                    best = Some((value, *style, &breakpoint.id, *state));
                }
            }
        }
    }
    let (value, style, breakpoint, state) = best?;
    let origin = if own != Some(style) {
        Origin::Shared(style.clone())
    } else if *breakpoint == when.breakpoint && state == when.state {
        Origin::Here
    } else {
        Origin::Own(breakpoint.clone(), state)
    };
    Some(Found { value: Some(value), origin })
}

/// The properties the node's own block sets for exactly this width and state.
#[must_use]
pub fn own(document: &Document, node: &NodeId, when: &When) -> BTreeMap<CssProperty, CssValue> {
    own_style(document, node).map(|style| rows(document, style, when)).unwrap_or_default()
}

/// The properties a style block sets for exactly this width and state.
#[must_use]
pub fn rows(document: &Document, style: &StyleId, when: &When) -> BTreeMap<CssProperty, CssValue> {
    document
        .declarations_of(style)
        .filter(|(key, _)| key.breakpoint == when.breakpoint && key.state == when.state)
        .map(|(key, value)| (key.property, value.clone()))
        .gather()
}

/// The operations after which the node's own block says this for the width and state: each property set, or taken
/// away where there is no value. Shorthands take their parts along; taking away a part of a shorthand keeps the rest.
#[must_use]
pub fn set(
    document: &Document,
    node: &NodeId,
    when: &When,
    changes: &[(CssProperty, Option<CssValue>)],
    rng: &dyn Rng,
) -> Vec<Op> {
    if let Some(style) = own_style(document, node) {
        return set_in(document, style, when, changes);
    }
    let mut after = BTreeMap::new();
    for (property, value) in changes {
        change(&mut after, *property, value.as_ref());
    }
    if after.is_empty() {
        return Vec::new();
    }
    let style = StyleId::random(rng);
    let declarations = after
        .into_iter()
        .map(|(property, value)| Declaration { key: key_of(&style, when, property), value })
        .collect();
    let mut styles = document.nodes.get(node).map(|node| node.styles.clone()).unwrap_or_default();
    styles.push(style.clone());
    vec![
        Op::InsertStyle { style, block: StyleBlock::default(), declarations },
        Op::SetNodeStyles { node: node.clone(), styles },
    ]
}

fn key_of(style: &StyleId, when: &When, property: CssProperty) -> DeclarationKey {
    DeclarationKey { style: style.clone(), breakpoint: when.breakpoint.clone(), state: when.state, property }
}

/// The same for a style block, wherever it is used.
#[must_use]
pub fn set_in(
    document: &Document,
    style: &StyleId,
    when: &When,
    changes: &[(CssProperty, Option<CssValue>)],
) -> Vec<Op> {
    let before = rows(document, style, when);
    let mut after = before.clone();
    for (property, value) in changes {
        change(&mut after, *property, value.as_ref());
    }
    let gone = before.keys().filter(|property| !after.contains_key(property));
    let gone: Vec<Op> = gone.map(|property| Op::UnsetDeclaration(key_of(style, when, *property))).collect();
    let new = after.iter().filter(|(property, value)| before.get(property) != Some(value));
    let new = new.map(|(property, value)| {
        Op::SetDeclaration(Declaration { key: key_of(style, when, *property), value: value.clone() })
    });
    new.chain(gone).collect()
}

fn change(rows: &mut BTreeMap<CssProperty, CssValue>, property: CssProperty, value: Option<&CssValue>) {
    if !longhands(property).is_empty() {
        for part in longhands(property) {
            rows.remove(part);
        }
    } else if value.is_none()
        && let Some((whole, _)) = shorthand(property)
        && let Some(all) = rows.remove(&whole)
    {
        for (index, other) in longhands(whole).iter().enumerate() {
            if let Some(value) = part(&all, index) {
                rows.entry(*other).or_insert(value);
            }
        }
    }
    match value {
        Some(value) => rows.insert(property, value.clone()),
        None => rows.remove(&property),
    };
}
