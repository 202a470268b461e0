//! The bytes of each schema. These files never change; a later schema gets a step and a golden file of its own.

use super::sample;
use crate::document::{Document, Kind, size};

const SCHEMA_1: &str = include_str!("schema_1.json");
const SCHEMA_2: &str = include_str!("schema_2.json");

#[test]
fn schema_2_is_read_and_written_byte_for_byte() {
    let document = Document::from_json(SCHEMA_2.trim_end()).expect("the golden file is right");
    assert_eq!(document.to_json(), SCHEMA_2.trim_end());
    // Kinds that came later need no step: versions without them keep them as unknown ones.
    for kind in Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Product | Kind::Chat)) {
        assert!(document.nodes.values().any(|node| node.kind == *kind), "{kind} is missing");
    }
    assert!(!document.components.is_empty());
    assert!(document.nodes.values().any(|node| !node.overrides.is_empty()));
}

#[test]
fn schema_1_is_read_and_becomes_2_by_its_number_alone() {
    let document = Document::from_json(SCHEMA_1.trim_end()).expect("the golden file is right");
    assert_eq!(document.to_json(), SCHEMA_1.trim_end().replacen("\"schema\":1", "\"schema\":2", 1));
    // By whatever way it comes in.
    let read: Document = serde_json::from_str(SCHEMA_1.trim_end()).expect("the golden file is right");
    assert_eq!(read, document);
    let (bound, exact) = (size::at_most(&document), size::size(&document));
    assert_eq!(exact, SCHEMA_1.trim_end().len());
    assert!(bound >= exact && bound < exact * 3, "{bound} for {exact}");
    // What this version doesn't know is there and stays there.
    let unknown =
        document.nodes.values().find(|node| matches!(node.kind, Kind::Unknown(_))).expect("an unknown kind");
    assert_eq!(unknown.kind.as_str(), "hologram");
    assert_eq!(unknown.props.len(), 2);
    for kind in Kind::ALL.iter().take_while(|kind| **kind != Kind::Hero).filter(|kind| **kind != Kind::Chat) {
        assert!(document.nodes.values().any(|node| node.kind == *kind), "{kind} is missing");
    }
}

/// Writes the golden file of the present schema; run by hand, once, when a schema is new.
#[test]
#[ignore = "writes schema_2.json"]
fn write_the_golden_file() {
    use crate::document::{CssProperty, CssValue, Op, Prop, State, Value, apply, apply_all, edit};
    use crate::editing::component;
    let rng = crate::rng::SeededRng::new(21);
    let mut document = sample();
    let feature = super::first(&document, &Kind::Feature);
    let when = edit::When { breakpoint: crate::document::model::base_breakpoint_id(), state: State::Hover };
    let ops = edit::set_style(
        &document,
        &feature,
        &when,
        CssProperty::Color,
        CssValue::new("token(primary)").ok(),
        &rng,
    );
    apply_all(&mut document, &ops).unwrap();
    let (ops, instance) = component::make(&document, &feature, "Reason – lý do", &rng).unwrap();
    apply_all(&mut document, &ops).unwrap();
    let op = edit::duplicate(&document, &instance, &rng).unwrap();
    apply(&mut document, &op).unwrap();
    let inner = document.children(&feature, &crate::document::Slot::MAIN)[1].clone();
    let op = Op::SetOverride {
        node: instance,
        inner: crate::document::InnerId::from(&inner),
        prop: Prop::TEXT,
        value: Value::text("Khác"),
    };
    apply(&mut document, &op).unwrap();
    let image = super::super::blocks::new_block(&Kind::Image, &crate::document::Lang::EN);
    let section = super::first(&document, &Kind::Section);
    let op = edit::insert_block(&document, &section, 0, image, &rng).unwrap();
    apply(&mut document, &op).unwrap();
    crate::document::validate(&document).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/document/tests/schema_2.json");
    std::fs::write(path, document.to_json() + "\n").unwrap();
}

#[test]
fn the_sample_is_the_same_every_time() {
    assert_eq!(sample().to_json(), sample().to_json());
}
