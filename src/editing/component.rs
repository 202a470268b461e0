//! Components: made from a block, shown in many places, different in some, and plain blocks again.

use std::collections::BTreeSet;

use crate::Rng;
use crate::document::build::Block;
use crate::document::components::{inside, owner, shown};
use crate::document::{
    Component, ComponentId, Document, InnerId, Kind, Node, NodeId, Op, Prop, Subtree, Tree, Value, edit,
};
use crate::lean::Gather as _;

use super::add::{Added, made_at};
use super::place::Spot;

/// Makes a component of a block and puts its first instance there. `None` for the page, for what is a component
/// already or part of one's instance, and for blocks with fields whose form stays outside.
#[must_use]
pub fn make(document: &Document, node: &NodeId, name: &str, rng: &dyn Rng) -> Option<Added> {
    let found = document.nodes.get(node)?;
    let place = found.place.clone()?;
    if found.kind == Kind::Instance || owner(document, node).is_some() {
        return None;
    }
    let mut nodes = edit::copy(document, node)?;
    // Style blocks that others use as well stay where they are.
    let inside: BTreeSet<&NodeId> = nodes.nodes.keys().gather();
    let others: BTreeSet<_> = document
        .nodes
        .iter()
        .filter(|(id, _)| !inside.contains(id))
        .flat_map(|(_, node)| node.styles.iter().cloned())
        .gather();
    nodes.styles.retain(|style, _| !others.contains(style));
    nodes.declarations.retain(|row| !others.contains(&row.key.style));
    let top = nodes.nodes.get_mut(node)?;
    top.place = None;
    let anchor = top.props.remove(&Prop::ANCHOR);
    let component = ComponentId::random(rng);
    let value = Component { name: name.chars().take(200).collect(), root: node.clone() };
    let mut instance = Node::new(Kind::Instance);
    instance.props.insert(Prop::COMPONENT, Value::text(component.as_str()));
    // The fragment leads to this place, not to all.
    instance.props.extend(anchor.map(|anchor| (Prop::ANCHOR, anchor)));
    instance.place = Some(place);
    let id = NodeId::random(rng);
    let mut shows = Subtree::default();
    shows.nodes.insert(id.clone(), instance);
    let ops = vec![
        Op::Remove { node: node.clone() },
        Op::InsertComponent { component, value, nodes },
        Op::Insert(shows),
    ];
    let mut after = document.clone();
    crate::document::apply_all(&mut after, &ops).ok()?;
    Some((ops, id))
}

/// Puts an instance of a component at a spot.
#[must_use]
pub fn insert(document: &Document, component: &ComponentId, spot: &Spot, rng: &dyn Rng) -> Option<Added> {
    document.components.get(component)?;
    made_at(document, spot, Block::new(Kind::Instance).prop(Prop::COMPONENT, component.as_str()), rng)
}

/// The kind an instance of a component stands for, to find a place for it.
#[must_use]
pub fn kind_of<'a>(document: &'a Document, component: &ComponentId) -> Option<&'a Kind> {
    Some(&document.nodes.get(&document.components.get(component)?.root)?.kind)
}

/// The plain nodes an instance stands for, its differences applied, under their own ids; the top one at the instance's
/// place and with its styles.
#[must_use]
pub fn expanded(document: &Document, instance: &NodeId) -> Option<Subtree> {
    let node = document.nodes.get(instance)?;
    let (_, component) = shown(document, node)?;
    let mut subtree = edit::copy(document, &component.root)?;
    for (id, props) in &node.overrides {
        // What is different inside a component in it stays so there.
        if let Some((instance, inner)) = id.enter() {
            if let Some(inside) = subtree.nodes.get_mut(instance).filter(|node| node.kind == Kind::Instance) {
                let here = inside.overrides.entry(inner).or_default();
                here.extend(props.iter().map(|(prop, value)| (prop.clone(), value.clone())));
            }
            continue;
        }
        let Some(inner) = subtree.nodes.get_mut(id.as_str()) else { continue };
        for (prop, value) in props {
            if inner.kind.prop_spec(prop).is_some_and(|spec| spec.ty.accepts(value)) {
                inner.props.insert(prop.clone(), value.clone());
            }
        }
    }
    let own = edit::copy(document, instance)?;
    subtree.styles.extend(own.styles);
    subtree.declarations.extend(own.declarations);
    crate::lean::sort_by(&mut subtree.declarations, |a, b| a.key.cmp(&b.key));
    subtree.declarations.dedup_by(|a, b| a.key == b.key);
    let top = subtree.nodes.get_mut(&component.root)?;
    top.place.clone_from(&node.place);
    top.styles.extend(node.styles.iter().cloned());
    top.hidden |= node.hidden;
    top.label.clone_from(&node.label);
    Some(subtree)
}

/// Makes plain blocks of an instance.
#[must_use]
pub fn detach(document: &Document, instance: &NodeId, rng: &dyn Rng) -> Option<Added> {
    let node = document.nodes.get(instance)?;
    let place = node.place.clone()?;
    let mut with = edit::with_new_ids(&expanded(document, instance)?, &place, rng);
    let (top, made) = with
        .nodes
        .iter_mut()
        .find(|(_, node)| node.place.as_ref().is_some_and(|own| own.parent == place.parent))?;
    if let Some(anchor) = node.props.get(&Prop::ANCHOR) {
        made.props.insert(Prop::ANCHOR, anchor.clone());
    }
    let top = top.clone();
    Some((vec![Op::ReplaceSubtree { node: instance.clone(), with }], top))
}

/// Makes a property of a component's node different in one instance; the component's own value is no difference.
#[must_use]
pub fn set(document: &Document, instance: &NodeId, inner: &InnerId, prop: &Prop, value: Value) -> Op {
    let same =
        document.nodes.get(instance).and_then(|node| without(document, node, inner, prop)) == Some(&value);
    let (node, inner, prop) = (instance.clone(), inner.clone(), prop.clone());
    if same { Op::UnsetOverride { node, inner, prop } } else { Op::SetOverride { node, inner, prop, value } }
}

/// What a property is in one instance.
#[must_use]
pub fn get<'a>(document: &'a Document, instance: &NodeId, inner: &InnerId, prop: &Prop) -> Option<&'a Value> {
    let node = document.nodes.get(instance)?;
    node.overrides
        .get(inner)
        .and_then(|props| props.get(prop))
        .or_else(|| without(document, node, inner, prop))
}

/// What it is but for what is different in this instance: the nearest instance on the way that says something, or the
/// component.
fn without<'a>(document: &'a Document, node: &Node, inner: &InnerId, prop: &Prop) -> Option<&'a Value> {
    match inner.enter() {
        Some((next, rest)) => get(document, document.nodes.get_key_value(next)?.0, &rest, prop),
        None => inside(document, node, inner)?.1.props.get(prop),
    }
}

/// Makes an instance like its component again.
#[must_use]
pub fn reset(document: &Document, instance: &NodeId) -> Vec<Op> {
    let Some(node) = document.nodes.get(instance) else { return Vec::new() };
    let each = node.overrides.iter().flat_map(|(inner, props)| props.keys().map(move |prop| (inner, prop)));
    each.map(|(inner, prop)| Op::UnsetOverride {
        node: instance.clone(),
        inner: inner.clone(),
        prop: prop.clone(),
    })
    .collect()
}

/// Removes a component: its instances become plain blocks first.
#[must_use]
pub fn remove(document: &Document, component: &ComponentId, rng: &dyn Rng) -> Vec<Op> {
    let of = |node: &Node| shown(document, node).is_some_and(|(id, _)| id == component);
    let mut ops: Vec<Op> = document
        .nodes
        .iter()
        .filter(|(_, node)| of(node))
        .filter_map(|(id, _)| detach(document, id, rng))
        .flat_map(|(ops, _)| ops)
        .collect();
    ops.push(Op::RemoveComponent { component: component.clone() });
    ops
}

/// The document with every instance in these blocks as plain blocks, for pages that don't have the components, and what
/// the blocks are called there. `None` if there are no instances in them.
#[must_use]
pub fn without_instances(document: &Document, selected: &[NodeId]) -> Option<(Document, Vec<NodeId>)> {
    let find = |document: &Document, selected: &[NodeId]| {
        let tree = Tree::new(document);
        let inside = selected
            .iter()
            .filter_map(|id| document.nodes.get_key_value(id))
            .flat_map(|(id, _)| tree.walk(id))
            .map(|(_, id)| id)
            .find(|id| document.nodes.get(*id).is_some_and(|node| shown(document, node).is_some()));
        inside.cloned()
    };
    let mut instance = find(document, selected)?;
    let (mut plain, mut selected) = (document.clone(), selected.to_vec());
    // Copying the same blocks again gives the same text.
    let seed = instance.as_str().bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(131) + u64::from(byte));
    let rng = crate::rng::SeededRng::new(seed);
    loop {
        let (ops, top) = detach(&plain, &instance, &rng)?;
        crate::document::apply_all(&mut plain, &ops).ok()?;
        for id in selected.iter_mut().filter(|id| **id == instance) {
            id.clone_from(&top);
        }
        match find(&plain, &selected) {
            Some(next) => instance = next,
            None => return Some((plain, selected)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::build::{button, heading, text};
    use crate::document::{Lang, Slot, apply, apply_all, validate};
    use crate::editing::add;
    use crate::render::{PageInfo, Target, render, render_node};
    use crate::rng::SeededRng;

    fn page(rng: &SeededRng) -> (Document, NodeId) {
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        let spot = Spot { parent: document.root.clone(), index: 0 };
        let card = Block::of(Kind::Container, [heading(2, "Title"), text("Words"), button("Go", "/go")])
            .css("padding: 8px");
        let (ops, card) = add::made_at(&document, &spot, Block::of(Kind::Section, [card]), rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let card = document.children(&card, &Slot::MAIN)[0].clone();
        (document, card)
    }

    fn published(document: &Document) -> String {
        render(document, &Target::Published(PageInfo::default())).html
    }

    fn inner(document: &Document, kind: &Kind) -> NodeId {
        let of = |(id, node): &(&NodeId, &Node)| node.kind == *kind && owner(document, id).is_some();
        document.nodes.iter().find(of).unwrap().0.clone()
    }

    #[test]
    fn a_block_becomes_a_component_and_plain_again_without_a_change_to_the_page() {
        let rng = SeededRng::new(1);
        let (mut document, card) = page(&rng);
        let (before, bytes) = (published(&document), document.to_json());
        let (ops, instance) = make(&document, &card, "Card", &rng).unwrap();
        let undo = apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert_eq!(published(&document), before);
        assert_eq!(document.nodes[&instance].kind, Kind::Instance);
        let mut back = document.clone();
        apply_all(&mut back, &undo).unwrap();
        assert_eq!(back.to_json(), bytes);
        // Again to JSON and back.
        assert_eq!(Document::from_json(&document.to_json()).unwrap(), document);
        let (ops, _) = detach(&document, &instance, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert_eq!(published(&document), before);
        let component = document.components.keys().next().unwrap().clone();
        let ops = remove(&document, &component, &rng);
        apply_all(&mut document, &ops).unwrap();
        assert!(document.components.is_empty() && validate(&document).is_ok());
    }

    #[test]
    fn instances_follow_their_component_but_where_they_differ() {
        let rng = SeededRng::new(2);
        let (mut document, card) = page(&rng);
        let (ops, first) = make(&document, &card, "Card", &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let component = document.components.keys().next().unwrap().clone();
        let spot = Spot { parent: document.root.clone(), index: 1 };
        let (ops, second) = insert(&document, &component, &spot, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert_eq!(
            document.nodes[document.parent(&second).unwrap()].kind,
            Kind::Section,
            "it gets a section"
        );
        let title = inner(&document, &Kind::Heading);
        let op = set(&document, &second, &InnerId::from(&title), &Prop::TEXT, Value::text("Mine"));
        let undo = apply(&mut document, &op).unwrap();
        let op = Op::SetProp { node: title.clone(), prop: Prop::TEXT, value: Value::text("Everywhere") };
        apply(&mut document, &op).unwrap();
        let html = published(&document);
        assert!(html.contains("Everywhere") && html.contains("Mine") && !html.contains("Title"), "{html}");
        assert_eq!(get(&document, &second, &InnerId::from(&title), &Prop::TEXT), Some(&Value::text("Mine")));
        assert_eq!(
            get(&document, &first, &InnerId::from(&title), &Prop::TEXT),
            Some(&Value::text("Everywhere"))
        );
        // On the canvas the instance is one block; its words are told apart inside.
        let canvas = Target::Canvas(PageInfo::default());
        let all = render(&document, &canvas).html;
        assert_eq!(all.matches(&format!("data-nid=\"{second}\"")).count(), 1);
        assert_eq!(all.matches(&format!("data-iid=\"{title}\"")).count(), 2);
        assert!(all.contains(&render_node(&document, &second, &canvas)));
        let open = Target::Canvas(PageInfo { open: Some(first.clone()), ..PageInfo::default() });
        let all = render(&document, &open).html;
        assert_eq!(all.matches(&format!("data-nid=\"{title}\"")).count(), 1);
        assert!(all.contains(&format!("data-of=\"{first}\"")));
        // A value that is the component's is no difference.
        assert!(matches!(
            set(&document, &second, &InnerId::from(&title), &Prop::TEXT, Value::text("Everywhere")),
            Op::UnsetOverride { .. }
        ));
        apply(&mut document, &undo).unwrap();
        assert!(!published(&document).contains("Mine"));
        // What isn't in the component, or isn't of the type, is refused.
        for (inner, prop, value) in [
            (&second, Prop::TEXT, Value::text("x")),
            (&title, Prop::LEVEL, Value::text("x")),
            (&title, Prop::ASSET, Value::text("x")),
        ] {
            let op = Op::SetOverride { node: second.clone(), inner: InnerId::from(inner), prop, value };
            assert!(apply(&mut document, &op).is_err());
        }
        assert_eq!(reset(&document, &second), []);
    }

    #[test]
    fn a_component_in_another_differs_in_each_place() {
        let rng = SeededRng::new(6);
        let (mut document, card) = page(&rng);
        let (ops, card) = make(&document, &card, "Card", &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let title = inner(&document, &Kind::Heading);
        // A second card beside the first, and both in a component of their own.
        let op = edit::duplicate(&document, &card, &rng).unwrap();
        apply(&mut document, &op).unwrap();
        let section = document.parent(&card).unwrap().clone();
        let cards: Vec<NodeId> = document.children(&section, &Slot::MAIN).into_iter().cloned().collect();
        let (ops, outer) = make(&document, &section, "Cards", &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let path = |card: &NodeId| InnerId::new(&format!("{card}/{title}")).unwrap();
        let op = set(&document, &outer, &path(&cards[1]), &Prop::TEXT, Value::text("Second"));
        let bytes = document.to_json();
        let undo = apply(&mut document, &op).unwrap();
        validate(&document).unwrap();
        assert_eq!(Document::from_json(&document.to_json()).unwrap(), document);
        let html = published(&document);
        assert_eq!((html.matches("Title").count(), html.matches("Second").count()), (1, 1), "{html}");
        assert_eq!(get(&document, &outer, &path(&cards[0]), &Prop::TEXT), Some(&Value::text("Title")));
        // What the component around says is taken over, and no difference to say again.
        let op = set(&document, &cards[0], &InnerId::from(&title), &Prop::TEXT, Value::text("Inner"));
        apply(&mut document, &op).unwrap();
        assert!(published(&document).contains("Inner"));
        let again = set(&document, &outer, &path(&cards[0]), &Prop::TEXT, Value::text("Inner"));
        assert!(matches!(again, Op::UnsetOverride { .. }));
        // The page has one block; the rest is told apart inside it.
        let canvas = render(&document, &Target::Canvas(PageInfo::default())).html;
        for id in cards.iter().chain([&title]) {
            assert!(!canvas.contains(&format!("data-nid=\"{id}\"")), "{canvas}");
        }
        assert!(canvas.contains(&format!("data-iid=\"{}\"", path(&cards[1]))));
        // Plain again, it looks the same.
        let before = published(&document);
        let (ops, _) = detach(&document, &outer, &rng).unwrap();
        let mut plain = document.clone();
        apply_all(&mut plain, &ops).unwrap();
        validate(&plain).unwrap();
        assert_eq!(published(&plain), before);
        // Nothing outside of what it shows.
        for wrong in
            [format!("{outer}/{title}"), format!("{title}/{title}"), format!("{}/{}", cards[0], cards[1])]
        {
            let inner = InnerId::new(&wrong).unwrap();
            let op =
                Op::SetOverride { node: outer.clone(), inner, prop: Prop::TEXT, value: Value::text("x") };
            assert!(apply(&mut document, &op).is_err(), "{wrong}");
        }
        let op = set(&document, &cards[0], &InnerId::from(&title), &Prop::TEXT, Value::text("Title"));
        apply(&mut document, &op).unwrap();
        apply(&mut document, &undo).unwrap();
        assert_eq!(document.to_json(), bytes);
    }

    #[test]
    fn a_component_never_stands_in_itself_and_counts_as_often_as_it_is_shown() {
        let rng = SeededRng::new(3);
        let (mut document, card) = page(&rng);
        let (ops, _) = make(&document, &card, "Card", &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let component = document.components.keys().next().unwrap().clone();
        let before = document.to_json();
        let top = document.components[&component].root.clone();
        let (ops, _) = insert(&document, &component, &Spot { parent: top, index: 0 }, &rng).unwrap();
        assert!(matches!(
            apply_all(&mut document, &ops).unwrap_err().reject,
            crate::document::Reject::ComponentCycle(_)
        ));
        let gone = Op::RemoveComponent { component: component.clone() };
        assert!(matches!(apply(&mut document, &gone), Err(crate::document::Reject::ComponentInUse(_))));
        let root = document.components[&component].root.clone();
        assert!(matches!(
            apply(&mut document, &Op::Remove { node: root }),
            Err(crate::document::Reject::Root)
        ));
        assert_eq!(document.to_json(), before);
        // Each instance is five nodes of a page that may have 5 000.
        let section = document.children(&document.root, &Slot::MAIN)[0].clone();
        let mut reject = None;
        for _ in 0..1_300 {
            let (ops, _) =
                insert(&document, &component, &Spot { parent: section.clone(), index: 0 }, &rng).unwrap();
            if let Err(rejected) = apply_all(&mut document, &ops) {
                reject = Some(rejected.reject);
                break;
            }
        }
        assert_eq!(reject, Some(crate::document::Reject::TooManyNodes));
        assert!(document.nodes.len() < 1_100, "{}", document.nodes.len());
        validate(&document).unwrap();
    }

    #[test]
    fn bands_and_parts_are_components_where_they_may_stand() {
        let rng = SeededRng::new(4);
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        let (ops, features) = add::block(&document, &Kind::Features, None, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let part = document.children(&features, &Slot::MAIN)[0].clone();
        let (ops, instance) = make(&document, &part, "Feature", &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        let component = document.components.keys().next().unwrap().clone();
        assert_eq!(kind_of(&document, &component), Some(&Kind::Feature));
        let section = document.parent(&features).unwrap().clone();
        let loose = insert(&document, &component, &Spot { parent: section.clone(), index: 0 }, &rng);
        let refused = loose.is_none_or(|(ops, _)| apply_all(&mut document, &ops).is_err());
        assert!(refused, "a part stands in its list only");
        let op = edit::duplicate(&document, &instance, &rng).unwrap();
        apply(&mut document, &op).unwrap();
        let (plain, tops) = without_instances(&document, std::slice::from_ref(&section)).unwrap();
        assert_eq!(tops, std::slice::from_ref(&section));
        assert!(plain.nodes.values().all(|node| node.kind != Kind::Instance));
        let on_page = plain.nodes.keys().filter(|id| owner(&plain, id).is_none());
        assert_eq!(on_page.filter(|id| plain.nodes[*id].kind == Kind::Feature).count(), 4);
        assert!(without_instances(&plain, &tops).is_none());
    }
}
