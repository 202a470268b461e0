//! The bytes of schema 1. This file never changes; a later schema gets a step and a golden file of its own.

use super::sample;
use crate::document::{Document, Kind, size};

const SCHEMA_1: &str = include_str!("schema_1.json");

#[test]
fn schema_1_is_read_and_written_byte_for_byte() {
    let document = Document::from_json(SCHEMA_1.trim_end()).expect("the golden file is right");
    assert_eq!(document.to_json(), SCHEMA_1.trim_end());
    let (bound, exact) = (size::at_most(&document), size::size(&document));
    assert_eq!(exact, SCHEMA_1.trim_end().len());
    assert!(bound >= exact && bound < exact * 3, "{bound} for {exact}");
    // What this version doesn't know is there and stays there.
    let unknown =
        document.nodes.values().find(|node| matches!(node.kind, Kind::Unknown(_))).expect("an unknown kind");
    assert_eq!(unknown.kind.as_str(), "hologram");
    assert_eq!(unknown.props.len(), 2);
    for kind in Kind::ALL.iter().take_while(|kind| **kind != Kind::Hero) {
        assert!(document.nodes.values().any(|node| node.kind == *kind), "{kind} is missing");
    }
}

#[test]
fn the_sample_is_the_same_every_time() {
    assert_eq!(sample().to_json(), sample().to_json());
}
