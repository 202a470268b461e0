//! What another look of a block needs besides its name: a hero in two columns needs two of them.

use super::group::{self, Wrap};
use crate::Rng;
use crate::document::build::Block;
use crate::document::edit::insert_block;
use crate::document::{Document, Kind, NodeId, Op, Prop, Slot, Value, apply_all};

/// What stands beside the words in a hero of two columns.
const BESIDE: [Kind; 7] =
    [Kind::Image, Kind::Video, Kind::Form, Kind::Map, Kind::Gallery, Kind::Carousel, Kind::Countdown];

/// The operations that come with the change of a property: where a hero with several blocks becomes one of two
/// columns, its words go into the first, and a place for a picture is the second unless there is something.
#[must_use]
pub fn comes_with(
    document: &Document,
    node: &NodeId,
    prop: &Prop,
    value: Option<&Value>,
    rng: &dyn Rng,
) -> Vec<Op> {
    let is_split = *prop == Prop::VARIANT && value.and_then(Value::as_text) == Some("split");
    let is_hero = document.nodes.get(node).is_some_and(|node| node.kind == Kind::Hero);
    if !is_split || !is_hero {
        return Vec::new();
    }
    let children = document.children(node, &Slot::MAIN);
    let is_one =
        |kinds: &[Kind], id: &NodeId| document.nodes.get(id).is_some_and(|node| kinds.contains(&node.kind));
    let (beside, words): (Vec<&NodeId>, Vec<&NodeId>) =
        children.into_iter().partition(|id| is_one(&BESIDE, id));
    // Two already, or nothing to part.
    if words.len() < 2 || (words.len() == 2 && words.iter().all(|id| is_one(&[Kind::Container], id))) {
        return Vec::new();
    }
    let words: Vec<NodeId> = words.into_iter().cloned().collect();
    let Some((mut ops, _)) = group::wrap(document, &words, Wrap::Group, rng) else { return Vec::new() };
    if beside.is_empty() {
        let mut after = document.clone();
        if apply_all(&mut after, &ops).is_err() {
            return Vec::new();
        }
        ops.extend(insert_block(&after, node, usize::MAX, Block::new(Kind::Image), rng));
    }
    ops
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::blocks::new_block;
    use crate::document::{Lang, Subtree, validate};
    use crate::rng::SeededRng;

    fn hero(block: Block) -> (Document, NodeId) {
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        let root = document.root.clone();
        let op = insert_block(&document, &root, 0, block, &SeededRng::new(7)).unwrap();
        apply_all(&mut document, &[op]).unwrap();
        let id = document.children(&root, &Slot::MAIN)[0].clone();
        (document, id)
    }

    fn kinds(document: &Document, id: &NodeId) -> Vec<Kind> {
        document.children(id, &Slot::MAIN).into_iter().map(|id| document.nodes[id].kind.clone()).collect()
    }

    fn looks(document: &Document, id: &NodeId, look: &str) -> Vec<Op> {
        comes_with(document, id, &Prop::VARIANT, Some(&Value::text(look)), &SeededRng::new(9))
    }

    #[test]
    fn words_and_a_picture_become_the_two_columns() {
        let (mut document, id) = hero(new_block(&Kind::Hero, &Lang::EN));
        let before: Vec<NodeId> = document.children(&id, &Slot::MAIN).into_iter().cloned().collect();
        let ops = looks(&document, &id, "split");
        apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert_eq!(kinds(&document, &id), [Kind::Container, Kind::Image]);
        let first = document.children(&id, &Slot::MAIN)[0];
        assert_eq!(document.children(first, &Slot::MAIN), before.iter().collect::<Vec<_>>());
        assert_eq!(looks(&document, &id, "split"), []);
    }

    #[test]
    fn a_picture_that_is_there_is_the_second() {
        let (mut document, id) = hero(new_block(&Kind::Hero, &Lang::EN).child(Block::new(Kind::Image)));
        let ops = looks(&document, &id, "split");
        apply_all(&mut document, &ops).unwrap();
        assert_eq!(kinds(&document, &id), [Kind::Container, Kind::Image]);
        assert!(ops.iter().filter(|op| matches!(op, Op::Insert(Subtree { .. }))).count() == 1);
    }

    #[test]
    fn other_looks_move_nothing() {
        let (document, id) = hero(new_block(&Kind::Hero, &Lang::EN));
        assert_eq!(looks(&document, &id, "start"), []);
    }
}
