//! Laws of merging a seller's changes into a buyer's copy.

use proptest::prelude::*;

use super::laws::{Choice, choice, op};
use super::{first, sample};
use crate::document::build::{heading, text};
use crate::document::merge::{Changed, Part, Why, merge};
use crate::document::tree::Tree;
use crate::document::{
    Document, FractionalIndex, Kind, MetaField, NodeId, Op, Place, Prop, RichText, Slot, Token, TokenId,
    TokenKind, Value, apply, apply_all, edit, validate,
};
use crate::render::{PageInfo, Target, render};
use crate::rng::SeededRng;

fn changed(document: &Document, choices: &[Choice], seed: u64) -> Document {
    let rng = SeededRng::new(seed);
    let mut document = document.clone();
    for choice in choices {
        let op = op(&document, choice, &rng);
        let _ = apply(&mut document, &op);
    }
    document
}

fn merged(base: &Document, mine: &Document, theirs: &Document) -> Document {
    let mut document = mine.clone();
    apply_all(&mut document, &merge(base, mine, theirs).ops).expect("what was tried can be done again");
    document
}

fn page(document: &Document) -> String {
    let rendered = render(document, &Target::Published(PageInfo::default()));
    format!("{}\n{}", rendered.html, rendered.css)
}

/// Children in order, whatever their positions are called.
fn shape(document: &Document) -> Vec<(usize, NodeId)> {
    let tree = Tree::new(document);
    tree.walk(&document.root).into_iter().map(|(depth, id)| (depth, id.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn an_untouched_copy_becomes_the_sellers_page(choices in prop::collection::vec(choice(), 1..16)) {
        let base = sample();
        let theirs = changed(&base, &choices, 11);
        let merge = merge(&base, &base, &theirs);
        let result = merged(&base, &base, &theirs);
        prop_assert_eq!(validate(&result), Ok(()));
        prop_assert!(merge.conflicts.is_empty(), "{:?}", merge.conflicts);
        prop_assert_eq!(shape(&result), shape(&theirs));
        prop_assert_eq!(page(&result), page(&theirs));
        prop_assert_eq!(merge.changes.is_empty() && merge.ops.is_empty(), merge.ops.is_empty() && base == result);
    }

    #[test]
    fn nothing_new_changes_nothing(choices in prop::collection::vec(choice(), 1..16)) {
        let base = sample();
        let mine = changed(&base, &choices, 12);
        for (old, new) in [(&base, &base), (&base, &mine)] {
            let merge = merge(old, &mine, new);
            prop_assert_eq!((merge.ops, merge.changes, merge.conflicts), (vec![], vec![], vec![]));
        }
    }

    #[test]
    fn the_buyers_edits_stay(
        ours in prop::collection::vec(choice(), 1..14),
        sellers in prop::collection::vec(choice(), 1..14),
    ) {
        let base = sample();
        let mine = changed(&base, &ours, 13);
        let theirs = changed(&base, &sellers, 14);
        let outcome = merge(&base, &mine, &theirs);
        let mut result = mine.clone();
        let inverse = apply_all(&mut result, &outcome.ops);
        prop_assert!(inverse.is_ok(), "{:?}", inverse);
        prop_assert_eq!(validate(&result), Ok(()));
        for (id, node) in &mine.nodes {
            let was = base.nodes.get(id);
            // What the buyer added or touched is there; so is what both have left alone.
            if was != Some(node) {
                prop_assert!(result.nodes.contains_key(id), "{id} is gone");
            }
            let Some(now) = result.nodes.get(id) else { continue };
            for (prop, value) in &node.props {
                if was.and_then(|was| was.props.get(prop)) != Some(value) {
                    prop_assert_eq!(now.props.get(prop), Some(value), "{} {}", id, prop);
                }
            }
            if let (Some(was), Some(place)) = (was, &node.place)
                && was.place.as_ref() != Some(place)
            {
                let now = now.place.as_ref().expect("a place");
                prop_assert_eq!((&now.parent, &now.slot), (&place.parent, &place.slot));
            }
        }
        for (key, value) in &mine.declarations {
            if base.declarations.get(key) != Some(value) {
                prop_assert_eq!(result.declarations.get(key), Some(value));
            }
        }
        for id in base.nodes.keys().filter(|id| !mine.nodes.contains_key(*id)) {
            prop_assert!(!result.nodes.contains_key(id), "{id} came back");
        }
        // Taken once, there is nothing to take again; and it can be undone to the byte.
        let again = merge(&theirs, &result, &theirs);
        prop_assert!(again.ops.is_empty());
        prop_assert!(apply_all(&mut result, &inverse.unwrap_or_default()).is_ok());
        prop_assert_eq!(result.to_json(), mine.to_json());
    }
}

fn set(document: &mut Document, node: &NodeId, words: &str) {
    let value = Value::text(words);
    apply(document, &Op::SetProp { node: node.clone(), prop: Prop::TEXT, value }).expect("set");
}

#[test]
fn both_sides_work_meets_in_one_page_and_says_so() {
    let rng = SeededRng::new(5);
    let base = sample();
    let (title, button, section) =
        (first(&base, &Kind::Heading), first(&base, &Kind::Button), first(&base, &Kind::Section));
    let mut theirs = base.clone();
    set(&mut theirs, &title, "Summer sale");
    set(&mut theirs, &button, "Order today");
    let place = edit::place_at(&theirs, &section, &Slot::MAIN, 0, None).expect("a place");
    apply(
        &mut theirs,
        &Op::Insert(heading(2, "Free delivery").css("color: token(accent)").place(place, &rng)),
    )
    .expect_err("there is no such colour yet");
    let token = Token {
        kind: TokenKind::Color,
        name: "Accent".to_owned(),
        value: crate::document::CssValue::new("#0a7").expect("a colour"),
    };
    let accent = TokenId::new("accent").expect("an id");
    apply(&mut theirs, &Op::SetToken { token: accent, value: token }).expect("set");
    let place = edit::place_at(&theirs, &section, &Slot::MAIN, 0, None).expect("a place");
    apply(
        &mut theirs,
        &Op::Insert(heading(2, "Free delivery").css("color: token(accent)").place(place, &rng)),
    )
    .expect("inserted");
    let divider = first(&theirs, &Kind::Divider);
    apply(&mut theirs, &Op::Remove { node: divider.clone() }).expect("removed");
    let mut mine = base.clone();
    set(&mut mine, &button, "Buy from Lan");
    apply(&mut mine, &Op::SetMeta { field: MetaField::Title, value: Value::text("Lan's shop") })
        .expect("set");

    let outcome = merge(&base, &mine, &theirs);
    let result = merged(&base, &mine, &theirs);
    assert_eq!(result.nodes[&title].text(&Prop::TEXT), "Summer sale");
    assert_eq!(result.nodes[&button].text(&Prop::TEXT), "Buy from Lan");
    assert_eq!(result.meta.title.as_deref(), Some("Lan's shop"));
    assert!(!result.nodes.contains_key(&divider));
    let of = |what: Changed, block: &str| {
        let mut found = outcome.changes.iter().filter(|change| change.what == what && change.block == block);
        found.next().cloned().unwrap_or_else(|| panic!("{what:?} {block} in {:?}", outcome.changes))
    };
    assert_eq!(of(Changed::Added, "heading").after.as_deref(), Some("Free delivery"));
    let edited = of(Changed::Edited, "heading");
    assert_eq!((edited.after.as_deref(), edited.parts), (Some("Summer sale"), vec![Part::Text]));
    assert!(edited.before.is_some());
    assert_eq!(of(Changed::Added, "theme").label, "Accent");
    of(Changed::Removed, "divider");
    let [conflict] = outcome.conflicts.as_slice() else { panic!("{:?}", outcome.conflicts) };
    assert_eq!((conflict.why, conflict.change.block.as_str()), (Why::Edited, "button"));
    assert_eq!(
        (conflict.change.after.as_deref(), conflict.yours.as_deref()),
        (Some("Order today"), Some("Buy from Lan"))
    );
}

#[test]
fn what_the_buyer_removed_stays_removed_and_what_they_changed_stays() {
    let base = sample();
    let section = first(&base, &Kind::Section);
    let inner = base.children(&section, &Slot::MAIN)[0].clone();
    let mut theirs = base.clone();
    apply(
        &mut theirs,
        &Op::SetNodeFlags { node: inner, label: Some("x".into()), locked: None, hidden: None },
    )
    .expect("named");
    let mut mine = base.clone();
    apply(&mut mine, &Op::Remove { node: section.clone() }).expect("removed");
    let outcome = merge(&base, &mine, &theirs);
    assert!(outcome.ops.is_empty() && outcome.changes.is_empty());
    let [conflict] = outcome.conflicts.as_slice() else { panic!("{:?}", outcome.conflicts) };
    assert_eq!((conflict.why, conflict.change.node.as_deref()), (Why::Removed, Some(section.as_str())));

    // The other way round: the seller removes a block in which the buyer wrote something.
    let mut theirs = base.clone();
    apply(&mut theirs, &Op::Remove { node: section.clone() }).expect("removed");
    let mut mine = base.clone();
    let order = FractionalIndex::new("a0G").expect("a position");
    let place = Place { parent: section.clone(), slot: Slot::MAIN, order };
    apply(&mut mine, &Op::Insert(text("mine").place(place, &SeededRng::new(1)))).expect("inserted");
    let outcome = merge(&base, &mine, &theirs);
    assert!(outcome.ops.iter().all(|op| !matches!(op, Op::Remove { .. })), "{:?}", outcome.ops);
    assert_eq!(outcome.conflicts[0].why, Why::Edited);
    assert_eq!(outcome.conflicts[0].change.what, Changed::Removed);
}

#[test]
fn blocks_that_change_places_end_where_the_seller_has_them() {
    let base = sample();
    let root = base.root.clone();
    let bands =
        |document: &Document| document.children(&root, &Slot::MAIN).into_iter().cloned().collect::<Vec<_>>();
    let mut theirs = base.clone();
    let before = bands(&base);
    let place = |at: usize| base.nodes[&before[at]].place.clone().expect("a place");
    for node in [&before[0], &before[1], &before[0]] {
        let free = edit::place_at(&theirs, &root, &Slot::MAIN, 99, Some(node)).expect("a place");
        apply(&mut theirs, &Op::Move { node: node.clone(), place: free }).expect("moved");
    }
    for (node, at) in [(&before[0], 1), (&before[1], 0)] {
        apply(&mut theirs, &Op::Move { node: node.clone(), place: place(at) }).expect("moved");
    }
    let outcome = merge(&base, &base, &theirs);
    assert_eq!(bands(&merged(&base, &base, &theirs)), bands(&theirs));
    assert!(outcome.changes.iter().all(|change| change.what == Changed::Moved), "{:?}", outcome.changes);
}

#[test]
fn rich_text_is_told_as_plain_words() {
    let base = sample();
    let node = first(&base, &Kind::RichText);
    let mut theirs = base.clone();
    let value = Value::from(RichText::from_plain("Two\nlines"));
    apply(&mut theirs, &Op::SetProp { node, prop: Prop::CONTENT, value }).expect("set");
    let outcome = merge(&base, &base, &theirs);
    assert_eq!(outcome.changes[0].after.as_deref(), Some("Two lines"));
}
