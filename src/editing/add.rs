//! New blocks and whole sections, put where they fit.

use std::collections::BTreeMap;

use crate::Rng;
use crate::document::blocks::new_block;
use crate::document::build::Block;
use crate::document::components::effective;
use crate::document::paste::Part;
use crate::document::richtext;
use crate::document::validate::{Context, check_kind};
use crate::document::words::Words;
use crate::document::{
    Document, FractionalIndex, Kind, Node, NodeId, Op, Place, Prop, RichText, Slot, Subtree, Tree, edit,
};
use crate::render::audit::free_field_name;

use super::place::{Spot, best_spot};
pub use super::presets::{Preset, preset, preset_block, section};

/// What to do to add something, and which node to select then.
pub type Added = (Vec<Op>, NodeId);

/// Adds a block of this kind where it fits best, seen from the selection. Outside a section it brings one, outside a
/// form a field brings a form. `None` if even that fits nowhere.
#[must_use]
pub fn block(document: &Document, kind: &Kind, selection: Option<&NodeId>, rng: &dyn Rng) -> Option<Added> {
    let spot = best_spot(document, kind, selection)
        .or_else(|| kind.needs_form().then(|| best_spot(document, &Kind::Form, selection)).flatten())?;
    // What is loose goes where a section would.
    let spot = if spot.parent == document.root && !kind.is_band() {
        best_spot(document, &Kind::Section, selection)?
    } else {
        spot
    };
    block_at(document, kind, &spot, rng)
}

/// Adds a block of this kind exactly there, with what it needs round it: straight on the page a section, outside a form
/// a form for a field. `None` if it may not stand there even so.
#[must_use]
pub fn block_at(document: &Document, kind: &Kind, spot: &Spot, rng: &dyn Rng) -> Option<Added> {
    let mut made = new_block(kind, &document.lang);
    // Answers of two fields of one name would be taken for one.
    if kind.is_field()
        && let Some(name) = free_field_name(document, &spot.parent, made.node().text(&Prop::NAME))
    {
        made = made.prop(Prop::NAME, name);
    }
    made_at(document, spot, made, rng)
}

/// The same for blocks made elsewhere: a preset, a picture just dropped.
#[must_use]
pub fn made_at(document: &Document, spot: &Spot, made: Block, rng: &dyn Rng) -> Option<Added> {
    let op = edit::insert_block(document, &spot.parent, spot.index, made, rng)?;
    let Op::Insert(subtree) = &op else { return None };
    let node = top(subtree)?.0.clone();
    let ops = wrapped(document, vec![op], rng);
    let parent = ops.iter().find_map(|op| match op {
        Op::Insert(subtree) => top(subtree),
        _ => None,
    });
    // Only the outermost has to fit; what comes with it was made to fit.
    let (_, outer) = parent?;
    check_kind(document, &spot.parent, &Slot::MAIN, effective(document, outer)).ok()?;
    Some((ops, node))
}

/// Puts several blocks one after another where a text would go, seen from the selection.
#[must_use]
pub fn several(
    document: &Document,
    selection: Option<&NodeId>,
    blocks: Vec<Block>,
    rng: &dyn Rng,
) -> Option<(Vec<Op>, Vec<NodeId>)> {
    let mut page = document.clone();
    let (mut all, mut nodes) = (Vec::new(), Vec::<NodeId>::new());
    for block in blocks {
        let spot = match nodes.last() {
            Some(last) => {
                super::place::spot_of(&page, last).map(|spot| Spot { index: spot.index + 1, ..spot })?
            }
            None => best_spot(&page, &Kind::RichText, selection)?,
        };
        let (ops, node) = made_at(&page, &spot, block, rng)?;
        crate::document::apply_all(&mut page, &ops).ok()?;
        all.extend(ops);
        nodes.push(node);
    }
    (!nodes.is_empty()).then_some((all, nodes))
}

/// What was pasted as blocks, and the pictures in it that are files first: address and words. Headings become headings,
/// everything else texts.
#[must_use]
pub fn pasted(parts: Vec<Part>) -> (Vec<Block>, Vec<(String, String)>) {
    let (mut blocks, mut pictures) = (Vec::new(), Vec::new());
    for part in parts {
        let rich = match part {
            Part::Text(rich) => rich,
            Part::Picture { src, alt } => {
                pictures.push((src, alt));
                continue;
            }
        };
        let mut text = RichText::default();
        let end = |text: &mut RichText, blocks: &mut Vec<Block>| {
            let text = std::mem::take(text);
            if !text.is_empty() {
                blocks.push(Block::new(Kind::RichText).prop(Prop::CONTENT, text));
            }
        };
        for block in rich.blocks {
            if let richtext::Block::Heading { level, spans, .. } = &block {
                end(&mut text, &mut blocks);
                let words: String = spans.iter().map(|span| span.text.as_str()).collect();
                let words: String = words.trim().chars().take(2_000).collect();
                blocks.push(
                    Block::new(Kind::Heading).prop(Prop::TEXT, words).prop(Prop::LEVEL, i64::from(*level)),
                );
            } else {
                text.blocks.push(block);
            }
        }
        end(&mut text, &mut blocks);
    }
    (blocks, pictures)
}

/// The node of a subtree that has its parent outside.
fn top(subtree: &Subtree) -> Option<(&NodeId, &Node)> {
    subtree
        .nodes
        .iter()
        .find(|(_, node)| node.place.as_ref().is_none_or(|place| !subtree.nodes.contains_key(&place.parent)))
}

/// The operations of a drop with what the blocks need round them: straight on the page, what isn't a band gets a
/// section; outside a form, what holds loose fields gets a form. Neighbours share what they get.
#[must_use]
pub fn wrapped(document: &Document, ops: Vec<Op>, rng: &dyn Rng) -> Vec<Op> {
    let mut out = Vec::with_capacity(ops.len());
    // The parent and the wrapper of the operation before, and the next position inside the wrapper.
    let mut last: Option<(NodeId, Vec<Kind>, Place)> = None;
    for mut op in ops {
        let Some((needs, place)) = needs(document, &op) else {
            last = None;
            out.push(op);
            continue;
        };
        if needs.is_empty() {
            last = None;
            out.push(op);
            continue;
        }
        let inside = match last.take() {
            Some((parent, kinds, inside)) if parent == place.parent && kinds == needs => inside,
            _ => {
                let mut around = place.clone();
                for kind in &needs {
                    let mut block = Block::new(kind.clone());
                    if *kind == Kind::Form {
                        block = block.prop(Prop::SUCCESS, Words::of(&document.lang).sent);
                    }
                    let subtree = block.place(around.clone(), rng);
                    let Some((id, _)) = top(&subtree) else { continue };
                    around = Place { parent: id.clone(), slot: Slot::MAIN, order: FractionalIndex::first() };
                    out.push(Op::Insert(subtree));
                }
                around
            }
        };
        match &mut op {
            Op::Move { place, .. } => *place = inside.clone(),
            Op::Insert(subtree) => {
                let id = top(subtree).map(|(id, _)| id.clone());
                if let Some(node) = id.and_then(|id| subtree.nodes.get_mut(&id)) {
                    node.place = Some(inside.clone());
                }
            }
            _ => {}
        }
        last = Some((place.parent, needs, Place { order: inside.order.next(), ..inside }));
        out.push(op);
    }
    out
}

/// What an insert or a move lacks at its place, from the outside in, and the place.
fn needs(document: &Document, op: &Op) -> Option<(Vec<Kind>, Place)> {
    let (kind, place, loose) = match op {
        Op::Move { node, place } => {
            let moved = document.nodes.get(node)?;
            (effective(document, moved), place, has_loose_fields(&document.nodes, node))
        }
        Op::Insert(subtree) => {
            let (id, node) = top(subtree)?;
            (effective(document, node), node.place.as_ref()?, has_loose_fields(&subtree.nodes, id))
        }
        _ => return None,
    };
    let mut needs = Vec::new();
    let parent = document.nodes.get(&place.parent)?;
    if place.parent == document.root && !kind.is_band() {
        needs.push(Kind::Section);
    }
    if loose && !Context::inside(document, &place.parent).is_in_form() {
        // A list of parts takes no form; then the refusal says so.
        let takes = !needs.is_empty() || parent.kind.accepts(&Slot::MAIN, &Kind::Form);
        if takes {
            needs.push(Kind::Form);
        }
    }
    Some((needs, place.clone()))
}

/// Whether there is a field without a form around it, looking at this node and below.
fn has_loose_fields(nodes: &BTreeMap<NodeId, Node>, top: &NodeId) -> bool {
    let tree = Tree::of(nodes);
    let mut stack = vec![top];
    while let Some(id) = stack.pop() {
        let Some(node) = nodes.get(id) else { continue };
        if node.kind.needs_form() {
            return true;
        }
        if node.kind != Kind::Form {
            stack.extend(tree.children(id));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Lang, apply_all, kind::catalogue, validate};
    use crate::rng::SeededRng;

    fn empty() -> Document {
        Document::empty(NodeId::new("root").unwrap(), Lang::EN)
    }

    #[test]
    fn everything_offered_can_be_added_to_an_empty_page_and_taken_back() {
        let rng = SeededRng::new(1);
        for (kind, _) in catalogue() {
            let mut document = empty();
            let (ops, node) = block(&document, kind, None, &rng).unwrap();
            let inverse =
                apply_all(&mut document, &ops).unwrap_or_else(|rejected| panic!("{kind}: {rejected}"));
            validate(&document).unwrap();
            assert_eq!(document.nodes[&node].kind, *kind);
            apply_all(&mut document, &inverse).unwrap();
            assert_eq!(document, empty());
        }
        for which in Preset::ALL {
            let mut document = empty();
            let (ops, _) = preset(&document, *which, "", None, &rng).unwrap();
            apply_all(&mut document, &ops).unwrap_or_else(|rejected| panic!("{which:?}: {rejected}"));
            validate(&document).unwrap();
        }
    }

    #[test]
    fn fields_of_a_form_have_names_of_their_own() {
        let rng = SeededRng::new(3);
        let mut document = empty();
        let (ops, form) = block(&document, &Kind::Form, None, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let mut names = Vec::new();
        for _ in 0..2 {
            let (ops, field) = block(&document, &Kind::TextField, Some(&form), &rng).unwrap();
            apply_all(&mut document, &ops).unwrap();
            names.push(document.nodes[&field].text(&Prop::NAME).to_owned());
            let (ops, copies) = crate::editing::selection::duplicate(&document, &[field], &rng).unwrap();
            apply_all(&mut document, &ops).unwrap();
            names.push(document.nodes[&copies[0]].text(&Prop::NAME).to_owned());
        }
        assert_eq!(names, ["name-2", "name-2-2", "name-3", "name-3-2"]);
        validate(&document).unwrap();
        // The button that sends stays the last; a form that is copied keeps its names.
        let last = document.children(&form, &Slot::MAIN).last().map(|id| document.nodes[*id].kind.clone());
        assert_eq!(last, Some(Kind::SubmitButton));
        let (ops, copies) =
            crate::editing::selection::duplicate(&document, std::slice::from_ref(&form), &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let names_in = |form: &NodeId| -> Vec<String> {
            let fields = document.children(form, &Slot::MAIN);
            fields.iter().map(|id| document.nodes[*id].text(&Prop::NAME).to_owned()).collect()
        };
        assert_eq!(names_in(&form), names_in(&copies[0]));
    }

    #[test]
    fn everything_offered_can_be_added_with_any_selection() {
        let rng = SeededRng::new(2);
        let mut document = empty();
        for which in Preset::ALL {
            let (ops, _) = preset(&document, *which, "", None, &rng).unwrap();
            apply_all(&mut document, &ops).unwrap();
        }
        for selection in document.nodes.keys().cloned().collect::<Vec<_>>() {
            for (kind, _) in catalogue() {
                let mut document = document.clone();
                let (ops, _) = block(&document, kind, Some(&selection), &rng).unwrap();
                apply_all(&mut document, &ops)
                    .unwrap_or_else(|rejected| panic!("{kind} at {selection}: {rejected}"));
                validate(&document).unwrap();
            }
        }
    }

    #[test]
    fn a_field_outside_a_form_brings_one() {
        let rng = SeededRng::new(3);
        let document = empty();
        let (ops, node) = block(&document, &Kind::EmailField, None, &rng).unwrap();
        let mut after = document;
        apply_all(&mut after, &ops).unwrap();
        let around: Vec<&Kind> = after.ancestors(&node).map(|id| &after.nodes[id].kind).collect();
        assert_eq!(around, [&Kind::Form, &Kind::Section, &Kind::Root]);
    }

    #[test]
    fn what_is_dropped_straight_on_the_page_gets_a_section() {
        let rng = SeededRng::new(4);
        let mut document = empty();
        let root = Spot { parent: document.root.clone(), index: 0 };
        for kind in [Kind::Heading, Kind::TextField, Kind::Section] {
            let (ops, _) = block_at(&document, &kind, &root, &rng).unwrap();
            apply_all(&mut document, &ops).unwrap();
            validate(&document).unwrap();
        }
        let bands = document.children(&document.root, &Slot::MAIN);
        assert!(bands.iter().all(|id| document.nodes[*id].kind == Kind::Section));
        // Two blocks that move out together share a section.
        let (from, loose) = (bands[0].clone(), document.children(bands[0], &Slot::MAIN)[0].clone());
        let second = document.children(&from, &Slot::MAIN)[1].clone();
        let place = |order: &str| Place {
            parent: document.root.clone(),
            slot: Slot::MAIN,
            order: FractionalIndex::new(order).unwrap(),
        };
        let moves = vec![
            Op::Move { node: loose.clone(), place: place("a8") },
            Op::Move { node: second.clone(), place: place("a9") },
        ];
        let ops = wrapped(&document, moves, &rng);
        assert_eq!(ops.len(), 3, "{ops:?}");
        let before = document.to_json();
        let inverse = apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert_eq!(document.parent(&loose), document.parent(&second));
        assert_eq!(document.parent(document.parent(&loose).unwrap()), Some(&document.root));
        apply_all(&mut document, &inverse).unwrap();
        assert_eq!(document.to_json(), before);
    }
}
