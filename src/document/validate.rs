//! When a document is right. The same checks guard each operation (`apply`) and whole documents ([`validate`]).

use std::collections::BTreeMap;

use super::components;
use super::css::{CssRef, CssValue, DeclarationKey};
use super::ids::{NodeId, Slot, StyleId, TokenId};
use super::kind::Kind;
use super::model::{Document, Node, SCHEMA, Token, TokenKind};
use super::op::{MetaField, Reject};
use super::size::size;
use super::tree::Tree;
use super::value::Value;

/// Most nodes of a page.
pub const MAX_NODES: usize = 5_000;
/// Most nodes on the way from the root to the deepest, both counted.
pub const MAX_DEPTH: usize = 32;
/// Most bytes of a page's JSON.
pub const MAX_BYTES: usize = 1 << 20;
const MAX_NAME: usize = 200;
const MAX_META: usize = 1_000;
pub(super) const MAX_STYLES: usize = 16;
/// After so many violations the rest isn't listed.
const ENOUGH: usize = 100;

/// What the nodes around a place mean for what may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context {
    in_form: bool,
    in_link: bool,
    /// Nodes from the root to the parent, both counted.
    depth: usize,
}

impl Context {
    /// The context inside `parent`.
    #[must_use]
    pub fn inside(document: &Document, parent: &NodeId) -> Self {
        let mut context = Self::default();
        for id in std::iter::once(parent).chain(document.ancestors(parent)) {
            if let Some(node) = document.nodes.get(id) {
                context = context.enter(&node.kind);
            }
        }
        context
    }

    /// Whether there is a form around.
    #[must_use]
    pub const fn is_in_form(self) -> bool {
        self.in_form
    }

    /// The context inside a node of this kind that stands here.
    #[must_use]
    pub fn enter(self, kind: &Kind) -> Self {
        Self {
            in_form: self.in_form || *kind == Kind::Form,
            in_link: self.in_link || *kind == Kind::Link,
            depth: self.depth + 1,
        }
    }

    /// Whether a node of this kind may stand here, looking at ancestors only.
    fn check(self, kind: &Kind) -> Result<(), Reject> {
        let not_in = |parent| Reject::NotAllowedHere { child: kind.clone(), parent };
        if self.depth >= MAX_DEPTH {
            Err(Reject::TooDeep)
        } else if self.in_link && kind.is_interactive() {
            Err(not_in(Kind::Link))
        } else if self.in_form && *kind == Kind::Form {
            Err(not_in(Kind::Form))
        } else if !self.in_form && kind.needs_form() {
            Err(Reject::NeedsForm(kind.clone()))
        } else {
            Ok(())
        }
    }
}

/// Whether a new node of this kind could stand in `parent`.
pub fn check_kind(document: &Document, parent: &NodeId, slot: &Slot, kind: &Kind) -> Result<(), Reject> {
    let node = document.nodes.get(parent).ok_or_else(|| Reject::NoSuchNode(parent.clone()))?;
    check_pair(&node.kind, slot, kind)?;
    Context::inside(document, parent).check(kind)
}

/// Whether a node with everything in it could move into `parent`.
pub fn check_move(document: &Document, node: &NodeId, parent: &NodeId, slot: &Slot) -> Result<(), Reject> {
    let moved = document.nodes.get(node).ok_or_else(|| Reject::NoSuchNode(node.clone()))?;
    let target = document.nodes.get(parent).ok_or_else(|| Reject::NoSuchNode(parent.clone()))?;
    if moved.place.is_none() {
        return Err(Reject::Root);
    }
    if parent == node || document.ancestors(parent).any(|ancestor| ancestor == node) {
        return Err(Reject::Cycle(node.clone()));
    }
    check_pair(&target.kind, slot, components::effective(document, moved))?;
    let mut found = Vec::new();
    descend(
        document,
        &document.nodes,
        &Tree::new(document),
        node,
        Context::inside(document, parent),
        &mut found,
    );
    found.into_iter().next().map_or(Ok(()), Err)
}

pub(crate) fn check_pair(parent: &Kind, slot: &Slot, child: &Kind) -> Result<(), Reject> {
    if parent.accepts(slot, child) {
        Ok(())
    } else {
        Err(Reject::NotAllowedHere { child: child.clone(), parent: parent.clone() })
    }
}

/// Checks `top` and all below against the content model, the depth and the positions; answers how many it met.
/// `document` has the components that instances among the nodes show.
pub(crate) fn descend(
    document: &Document,
    nodes: &BTreeMap<NodeId, Node>,
    tree: &Tree<'_>,
    top: &NodeId,
    context: Context,
    found: &mut Vec<Reject>,
) -> usize {
    let Some(node) = nodes.get(top) else {
        found.push(Reject::NoSuchNode(top.clone()));
        return 0;
    };
    if let Err(reject) = context.check(components::effective(document, node)) {
        let deep = reject == Reject::TooDeep;
        found.push(reject);
        if deep {
            return 1;
        }
    }
    let inside = context.enter(&node.kind);
    let mut met = 1;
    let mut previous = None;
    for id in tree.children(top) {
        let place = nodes.get(*id).and_then(|child| child.place.as_ref());
        if let (Some(place), Some(child)) = (place, nodes.get(*id)) {
            let position = (&place.slot, &place.order);
            if previous == Some(position) {
                found.push(Reject::SamePosition((*id).clone()));
            }
            previous = Some(position);
            if let Err(reject) = check_pair(&node.kind, &place.slot, components::effective(document, child)) {
                found.push(reject);
            }
        }
        met += descend(document, nodes, tree, id, inside, found);
    }
    met
}

/// A node's own records: names, properties and what they refer to.
pub(super) fn check_node(
    document: &Document,
    own: &BTreeMap<StyleId, super::model::StyleBlock>,
    node: &Node,
) -> Result<(), Reject> {
    check_name(&node.label)?;
    if node.styles.len() > MAX_STYLES {
        return Err(Reject::TooManyStyles);
    }
    for style in &node.styles {
        if !document.styles.contains_key(style) && !own.contains_key(style) {
            return Err(Reject::NoSuchStyle(style.clone()));
        }
    }
    for (prop, value) in &node.props {
        // A property this version doesn't know is kept; one it knows must be of its type.
        if let Some(spec) = node.kind.prop_spec(prop)
            && !spec.ty.accepts(value)
        {
            return Err(Reject::WrongValue { kind: node.kind.clone(), prop: prop.clone() });
        }
        check_refs(document, value)?;
    }
    let over = node.overrides.values().flat_map(BTreeMap::values);
    over.into_iter().try_for_each(|value| check_refs(document, value))
}

/// What a value refers to is there.
pub(super) fn check_refs(document: &Document, value: &Value) -> Result<(), Reject> {
    match value {
        Value::Asset { asset } if !document.assets.contains_key(asset) => {
            Err(Reject::NoSuchAsset(asset.clone()))
        }
        Value::Rich { rich } => rich
            .spans()
            .filter_map(|span| span.color.as_ref())
            .try_for_each(|token| check_token_ref(document, token)),
        _ => Ok(()),
    }
}

fn check_token_ref(document: &Document, token: &TokenId) -> Result<(), Reject> {
    if document.tokens.contains_key(token) { Ok(()) } else { Err(Reject::NoSuchToken(token.clone())) }
}

/// A declaration's breakpoint, value and references; not its style.
pub(super) fn check_declaration(
    document: &Document,
    key: &DeclarationKey,
    value: &CssValue,
) -> Result<(), Reject> {
    if !document.breakpoints.iter().any(|breakpoint| breakpoint.id == key.breakpoint) {
        return Err(Reject::NoSuchBreakpoint(key.breakpoint.clone()));
    }
    if !key.property.accepts(value) {
        return Err(Reject::WrongCss(key.property));
    }
    for reference in value.refs() {
        match reference {
            CssRef::Token(token) => check_token_ref(document, &token)?,
            CssRef::Asset(asset) if !document.assets.contains_key(&asset) => {
                return Err(Reject::NoSuchAsset(asset));
            }
            CssRef::Asset(_) => {}
        }
    }
    Ok(())
}

pub(super) fn check_token(id: &TokenId, token: &Token) -> Result<(), Reject> {
    check_name(&token.name)?;
    let fits = token.kind != TokenKind::Color || token.value.is_color();
    if fits && token.value.refs().next().is_none() { Ok(()) } else { Err(Reject::WrongToken(id.clone())) }
}

pub(super) fn check_name(name: &str) -> Result<(), Reject> {
    if name.chars().count() <= MAX_NAME { Ok(()) } else { Err(Reject::NameTooLong) }
}

pub(super) fn check_meta_text(field: MetaField, text: &str) -> Result<(), Reject> {
    if text.chars().count() <= MAX_META { Ok(()) } else { Err(Reject::WrongMeta(field)) }
}

/// An asset's texts; its address is checked by its type.
pub(super) fn check_asset(asset: &super::model::AssetRef) -> Result<(), Reject> {
    check_name(&asset.mime)?;
    if asset.alt.chars().count() > 2_000 || asset.variants.len() > 20 {
        return Err(Reject::NameTooLong);
    }
    asset.variants.iter().try_for_each(|variant| check_name(&variant.format))
}

/// Checks everything. Each operation keeps a valid document valid, so this is for documents from outside.
///
/// # Errors
/// What is wrong, at most a hundred things.
pub fn validate(document: &Document) -> Result<(), Vec<Reject>> {
    let mut found = Vec::new();
    if document.schema != SCHEMA {
        return Err(vec![Reject::Schema(document.schema)]);
    }
    if document.nodes.len() > MAX_NODES {
        return Err(vec![Reject::TooManyNodes]);
    }
    if size(document) > MAX_BYTES {
        return Err(vec![Reject::TooBig]);
    }
    check_records(document, &mut found);
    check_tree(document, &mut found);
    found.truncate(ENOUGH);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn check_tree(document: &Document, found: &mut Vec<Reject>) {
    match document.nodes.get(&document.root) {
        None => return found.push(Reject::NoSuchNode(document.root.clone())),
        Some(root) if root.kind != Kind::Root || root.place.is_some() => return found.push(Reject::Root),
        Some(_) => {}
    }
    let tops: Vec<&NodeId> = std::iter::once(&document.root)
        .chain(document.components.values().map(|component| &component.root))
        .collect();
    for (nth, top) in tops.iter().enumerate() {
        let twice = tops.iter().take(nth).any(|other| other == top);
        let instance = |node: &Node| node.kind == Kind::Instance || node.place.is_some();
        if twice || document.nodes.get(*top).is_none_or(instance) {
            return found.push(Reject::NotATree);
        }
    }
    for (id, node) in &document.nodes {
        match &node.place {
            None if !tops.contains(&id) => found.push(Reject::NotATree),
            Some(place) if !document.nodes.contains_key(&place.parent) => {
                found.push(Reject::NoSuchNode(place.parent.clone()));
            }
            _ => {}
        }
    }
    let tree = Tree::new(document);
    let met: usize = tops
        .iter()
        .map(|top| descend(document, &document.nodes, &tree, top, Context::default(), found))
        .sum();
    // Whatever the walk from the root doesn't reach goes round in a circle.
    if found.is_empty() && met != document.nodes.len() {
        found.push(Reject::NotATree);
    }
    if found.is_empty()
        && let Err(reject) = components::check(document)
    {
        found.push(reject);
    }
}

fn check_records(document: &Document, found: &mut Vec<Reject>) {
    let no_own = BTreeMap::new();
    let mut note = |result: Result<(), Reject>| found.extend(result.err());
    for node in document.nodes.values() {
        note(check_node(document, &no_own, node));
    }
    for style in document.styles.values() {
        note(style.name.as_deref().map_or(Ok(()), check_name));
    }
    for (key, value) in &document.declarations {
        if document.styles.contains_key(&key.style) {
            note(check_declaration(document, key, value));
        } else {
            note(Err(Reject::NoSuchStyle(key.style.clone())));
        }
    }
    for (id, token) in &document.tokens {
        note(check_token(id, token));
    }
    for asset in document.assets.values() {
        note(check_asset(asset));
    }
    for component in document.components.values() {
        note(check_name(&component.name));
    }
    let meta = &document.meta;
    note(meta.title.as_deref().map_or(Ok(()), |text| check_meta_text(MetaField::Title, text)));
    note(meta.description.as_deref().map_or(Ok(()), |text| check_meta_text(MetaField::Description, text)));
    for asset in meta.og_image.iter().chain(&meta.favicon) {
        if !document.assets.contains_key(asset) {
            note(Err(Reject::NoSuchAsset(asset.clone())));
        }
    }
    note(check_breakpoints(document));
}

fn check_breakpoints(document: &Document) -> Result<(), Reject> {
    let mut rows = document.breakpoints.iter();
    let first = rows.next().ok_or(Reject::Breakpoints)?;
    if first.max_width.is_some() || document.breakpoints.len() > 8 {
        return Err(Reject::Breakpoints);
    }
    let mut width = u16::MAX;
    let mut seen = vec![&first.id];
    for row in rows {
        match row.max_width {
            Some(next) if next < width && next > 0 && !seen.contains(&&row.id) => width = next,
            _ => return Err(Reject::Breakpoints),
        }
        seen.push(&row.id);
    }
    Ok(())
}
