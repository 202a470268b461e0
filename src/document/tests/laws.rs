//! Laws of operations and of rendering, over generated sequences.

use proptest::prelude::*;

use super::{first, sample};
use crate::document::blocks::new_block;
use crate::document::build::{Block, Page, heading, text};
use crate::document::css::{CssValue, Declaration, DeclarationKey, State};
use crate::document::model::base_breakpoint_id;
use crate::document::size;
use crate::document::{
    AssetId, Component, ComponentId, CssProperty, Document, FractionalIndex, InnerId, Kind, Lang, MetaField,
    NodeId, Op, Place, Prop, RichText, Slot, StyleBlock, StyleId, Token, TokenId, TokenKind, Value, apply,
    apply_all, edit, paste, validate,
};
use crate::render::{PageInfo, Target, render, render_css, render_node};
use crate::rng::SeededRng;

/// One generated choice; what it means depends on the document it meets.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    what: u8,
    a: prop::sample::Index,
    b: prop::sample::Index,
    words: String,
}

pub(super) fn choice() -> impl Strategy<Value = Choice> {
    (
        0..32_u8,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        "[ -~]{0,12}|\\PC{0,8}|<script>x</script>",
    )
        .prop_map(|(what, a, b, words)| Choice { what, a, b, words })
}

/// An operation that may or may not be acceptable.
pub(super) fn op(document: &Document, choice: &Choice, rng: &SeededRng) -> Op {
    let nodes: Vec<&NodeId> = document.nodes.keys().collect();
    let node = (*choice.a.get(&nodes)).clone();
    let other = (*choice.b.get(&nodes)).clone();
    let styles: Vec<&StyleId> = document.styles.keys().collect();
    let style =
        if styles.is_empty() { StyleId::new("none").unwrap() } else { (*choice.b.get(&styles)).clone() };
    let order = FractionalIndex::new(["a0", "a1", "Zz", "a0V", "a5"][choice.b.index(5)]).unwrap();
    let place = Place { parent: other.clone(), slot: Slot::MAIN, order };
    let kind = choice.b.get(Kind::ALL);
    let key = DeclarationKey {
        style: style.clone(),
        breakpoint: document.breakpoints[choice.a.index(document.breakpoints.len())].id.clone(),
        state: [State::None, State::Hover][choice.a.index(2)],
        property: *choice.a.get(CssProperty::ALL),
    };
    let css = CssValue::new(
        ["12px", "token(primary)", "asset(photo)", "center", "#fff", "token(nope)"][choice.b.index(6)],
    )
    .unwrap();
    let prop = [Prop::TEXT, Prop::CONTENT, Prop::LINK, Prop::ASSET, Prop::ANCHOR, Prop::LEVEL]
        [choice.a.index(6)]
    .clone();
    let value = match choice.b.index(5) {
        0 => Value::text(choice.words.clone()),
        1 => Value::Number(3),
        2 => Value::from(paste::from_html(&choice.words)),
        3 => Value::from(AssetId::new("photo").unwrap()),
        _ => Value::from(RichText::from_plain(&choice.words)),
    };
    let token = TokenId::new(["primary", "extra", "nope"][choice.a.index(3)]).unwrap();
    match choice.what {
        0..=3 => Op::Insert(new_block(kind, &Lang::EN).css("padding: 3px").place(place, rng)),
        4..=6 => Op::Remove { node },
        7..=10 => Op::Move { node, place },
        11 => Op::ReplaceSubtree { with: new_block(kind, &Lang::EN).css("gap: 1px").place(place, rng), node },
        12..=14 => Op::SetProp { node, prop, value },
        15 => Op::UnsetProp { node, prop },
        16 => Op::SetNodeFlags { node, label: Some(choice.words.clone()), locked: Some(true), hidden: None },
        17 => Op::SetNodeStyles { node, styles: vec![style] },
        18 => Op::InsertStyle {
            style: StyleId::random(rng),
            block: StyleBlock { name: Some(choice.words.clone()) },
            declarations: Vec::new(),
        },
        19 => Op::RemoveStyle { style },
        20 => Op::SetDeclaration(Declaration { key, value: css }),
        21 => Op::UnsetDeclaration(key),
        22 => Op::SetToken {
            token,
            value: Token { kind: TokenKind::Color, name: choice.words.clone(), value: css },
        },
        23 => Op::UnsetToken { token },
        24 => Op::SetMeta { field: MetaField::Title, value },
        25 | 26 => {
            // Whatever is there: blocks, parts, bands; as a component with its first instance, or its nodes alone.
            let component = ComponentId::random(rng);
            let mut nodes = edit::with_new_ids(&edit::copy(document, &node).unwrap(), &place, rng);
            let top = nodes
                .nodes
                .iter()
                .find(|(_, node)| {
                    node.place.as_ref().is_none_or(|own| !nodes.nodes.contains_key(&own.parent))
                })
                .map(|(id, _)| id.clone())
                .unwrap();
            nodes.nodes.get_mut(&top).unwrap().place = None;
            Op::InsertComponent {
                component,
                value: Component { name: choice.words.clone(), root: top },
                nodes,
            }
        }
        27 => Op::Insert(
            Block::new(Kind::Instance)
                .prop(Prop::COMPONENT, component_of(document, choice.b))
                .place(place, rng),
        ),
        28 => {
            // Half of them about an instance that is there and a node of what it shows.
            let instances: Vec<&NodeId> = document
                .nodes
                .iter()
                .filter(|(_, node)| node.kind == Kind::Instance)
                .map(|(id, _)| id)
                .collect();
            let (node, inner) = match instances.first().filter(|_| choice.b.index(2) == 0) {
                Some(id) => {
                    let shown = crate::document::components::shown(document, &document.nodes[*id]);
                    ((*id).clone(), shown.map_or(other, |(_, component)| component.root.clone()))
                }
                None => (node, other),
            };
            Op::SetOverride { node, inner: InnerId::from(&inner), prop, value }
        }
        29 => Op::UnsetOverride { node, inner: InnerId::from(&other), prop },
        30 => ComponentId::new(&component_of(document, choice.b)).map_or(Op::Remove { node }, |component| {
            if choice.a.index(2) == 0 {
                Op::RemoveComponent { component }
            } else {
                Op::RenameComponent { component, name: choice.words.clone() }
            }
        }),
        _ => edit::duplicate(document, &node, rng).unwrap_or(Op::UnsetMeta { field: MetaField::OgImage }),
    }
}

fn component_of(document: &Document, pick: prop::sample::Index) -> String {
    let known: Vec<String> = document.components.keys().map(ToString::to_string).collect();
    if known.is_empty() { "none".to_owned() } else { pick.get(&known).clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn operations_keep_documents_right_and_inverses_restore_the_bytes(choices in prop::collection::vec(choice(), 1..24)) {
        let rng = SeededRng::new(99);
        let mut document = sample();
        let start = document.to_json();
        let mut inverses = Vec::new();
        for choice in &choices {
            let before = document.to_json();
            let op = op(&document, choice, &rng);
            let Ok(inverse) = apply(&mut document, &op) else {
                prop_assert_eq!(document.to_json(), before, "a refused operation changed something: {:?}", op);
                continue;
            };
            prop_assert_eq!(validate(&document), Ok(()), "{:?}", op);
            // The operation survives JSON, and its inverse restores the exact bytes at once.
            let again: Op = serde_json::from_str(&serde_json::to_string(&op).unwrap()).unwrap();
            prop_assert_eq!(&again, &op);
            let mut back = document.clone();
            let redo = apply(&mut back, &inverse);
            prop_assert!(redo.is_ok(), "{:?}", redo);
            prop_assert_eq!(back.to_json(), before);
            prop_assert!(size::at_most(&document) >= size::size(&document));
            inverses.push(inverse);
        }
        inverses.reverse();
        prop_assert!(apply_all(&mut document, &inverses).is_ok());
        prop_assert_eq!(document.to_json(), start);
    }

    #[test]
    fn a_batch_is_all_or_nothing(choices in prop::collection::vec(choice(), 1..10)) {
        let rng = SeededRng::new(5);
        let mut document = sample();
        let before = document.to_json();
        let ops: Vec<Op> = choices.iter().map(|choice| op(&document, choice, &rng)).collect();
        match apply_all(&mut document, &ops) {
            Err(_) => prop_assert_eq!(document.to_json(), before),
            Ok(inverses) => {
                prop_assert!(apply_all(&mut document, &inverses).is_ok());
                prop_assert_eq!(document.to_json(), before);
            }
        }
    }

    #[test]
    fn what_people_write_stays_text(words in "[<>\"'&/a-z =;:{}()]{1,30}|<script>alert\\(1\\)</script>|\\PC{1,20}") {
        let hostile = format!("<img src=x onerror=alert(1)>\"'>{words}");
        let rng = SeededRng::new(1);
        let mut document = sample();
        for id in document.nodes.keys().cloned().collect::<Vec<_>>() {
            for spec in document.nodes[&id].kind.spec().props {
                let value = match spec.prop.as_str() {
                    "options" => Value::Texts(vec![hostile.clone()]),
                    // The one place where markup is markup.
                    "code" => continue,
                    "content" => Value::from(RichText::from_plain(&hostile)),
                    _ => Value::text(hostile.clone()),
                };
                let _ = apply(&mut document, &Op::SetProp { node: id.clone(), prop: spec.prop.clone(), value });
            }
            let _ = apply(&mut document, &Op::SetNodeFlags { node: id, label: Some(hostile.clone()), locked: None, hidden: None });
        }
        for field in [MetaField::Title, MetaField::Description] {
            apply(&mut document, &Op::SetMeta { field, value: Value::text(hostile.clone()) }).unwrap();
        }
        let _ = rng;
        let info = PageInfo { title: hostile.clone(), canonical: Some("https://a.example/".into()), ..PageInfo::default() };
        for target in [Target::Canvas(info.clone()), Target::Preview(info.clone()), Target::Published(info)] {
            let rendered = render(&document, &target);
            prop_assert!(!rendered.html.contains("<img src=x"));
            prop_assert!(!rendered.html.contains(&hostile));
            prop_assert_eq!(rendered.html.matches("<script").count(), if target.is_canvas() { 0 } else { 2 }, "structured data, and behaviours");
            prop_assert_eq!(rendered.html.matches("</style>").count(), 1);
            prop_assert_eq!(render(&document, &target), rendered);
        }
    }

    #[test]
    fn rich_text_survives_the_canvas(html in "(<p>|</p>|<b>|</b>|<i>|<a href=/x>|</a>|<ul><li>|</li>|</ul>|<br>|[a-zé ไทย&<>]{1,4}){0,20}") {
        let rich = paste::from_html(&html);
        let again = paste::from_html(&crate::render::rich_html(&rich, true));
        prop_assert_eq!(again, rich);
    }
}

#[test]
fn the_sample_is_right_and_every_node_is_on_the_canvas_once() {
    let document = sample();
    assert_eq!(validate(&document), Ok(()));
    let target = Target::Canvas(PageInfo::default());
    let page = render(&document, &target);
    for (id, node) in &document.nodes {
        let mark = format!("data-nid=\"{id}\"");
        assert_eq!(page.html.matches(&mark).count(), 1, "{}", node.kind);
        // Patching one node gives what rendering everything gives.
        assert!(page.html.contains(&render_node(&document, id, &target)), "{}", node.kind);
    }
    assert_eq!(render_css(&document, &target), page.css);
    assert!(page.html.contains(&page.css));
    let drawings = page.html.replace("<use href=\"/block-icons.svg#", "");
    assert!(!drawings.contains(" href="), "the canvas leads nowhere");
    assert!(page.js.is_empty() && !page.html.contains("own code</i>"), "and nothing runs there");
}

#[test]
fn published_pages_carry_no_editor_data_and_rules_in_breakpoint_order() {
    let mut document = sample();
    let section = document
        .nodes
        .iter()
        .find(|(_, node)| node.text(&Prop::ANCHOR) == "top-section")
        .map(|(id, _)| id.clone())
        .unwrap();
    let hidden = first(&document, &Kind::Divider);
    apply(&mut document, &Op::SetNodeFlags { node: hidden, label: None, locked: None, hidden: Some(true) })
        .unwrap();
    let page = render(&document, &Target::Published(PageInfo { title: "T".into(), ..PageInfo::default() }));
    for mark in ["data-nid", "data-prop", "data-empty", "data-off"] {
        assert!(!page.html.contains(mark), "{mark}");
    }
    assert!(!page.html.contains(section.as_str()), "ids stay inside, but for forms");
    assert!(!page.html.contains("<hr"));
    assert!(!page.css.contains(".divider"), "only rules of kinds that are there");
    assert!(page.html.contains(&format!("<script type=\"module\">{}</script>", page.js)));
    assert!(page.html.contains("<i>own code</i>"));
    assert_eq!(page.needs.frames, ["https://www.google.com", "https://www.youtube-nocookie.com"]);
    assert!(page.needs.code);
    let at = |needle: &str| page.css.find(needle).unwrap_or_else(|| panic!("{needle} in {}", page.css));
    assert!(at("padding:2rem") < at("@media(max-width:991px)"));
    assert!(at("@media(max-width:991px)") < at("@media(max-width:640px)"));
    assert!(page.css.contains("url(\"/_lh/t/lumen-app.svg\")"));
    assert_eq!(page.assets, ["/_lh/t/lumen-app.svg"]);
    assert_eq!(page.html.matches("<h1").count(), 2);
    assert!(page.html.contains("<form") && page.html.contains("method=\"post\""));
}

#[test]
fn exports_rewrite_pictures_and_link_the_stylesheet() {
    let document = sample();
    let info = PageInfo {
        asset_urls: [("/_lh/t/lumen-app.svg".to_owned(), "assets/a.svg".to_owned())].into(),
        stylesheet: Some("styles.css".to_owned()),
        ..PageInfo::default()
    };
    let page = render(&document, &Target::Published(info));
    assert!(page.html.contains("src=\"assets/a.svg\"") && page.css.contains("url(\"assets/a.svg\")"));
    assert!(
        page.html.contains("<link rel=\"stylesheet\" href=\"styles.css\">") && !page.html.contains("<style")
    );
}

#[test]
fn nobody_loses_a_block_when_two_insert_at_the_same_place() {
    let rng = SeededRng::new(3);
    let mut document =
        Page::new(Lang::EN, &rng).block(Block::of(Kind::Section, [heading(1, "a"), text("b")])).finish();
    let section = first(&document, &Kind::Section);
    let place = edit::place_at(&document, &section, &Slot::MAIN, 1, None).unwrap();
    for words in ["x", "y"] {
        apply(&mut document, &Op::Insert(heading(2, words).place(place.clone(), &rng))).unwrap();
    }
    let words: Vec<&str> = document
        .children(&section, &Slot::MAIN)
        .iter()
        .map(|id| document.nodes[*id].text(&Prop::TEXT))
        .collect();
    assert_eq!(words, ["a", "x", "y", ""]);
}

#[test]
fn blocks_move_up_and_down_and_stop_at_the_ends() {
    let mut document = sample();
    let root = document.root.clone();
    let children =
        |document: &Document| document.children(&root, &Slot::MAIN).into_iter().cloned().collect::<Vec<_>>();
    let before = children(&document);
    let op = edit::move_by(&document, &before[1], 1).unwrap();
    apply(&mut document, &op).unwrap();
    let mut swapped = before.clone();
    swapped.swap(1, 2);
    assert_eq!(children(&document), swapped);
    let op = edit::move_by(&document, &before[1], -1).unwrap();
    apply(&mut document, &op).unwrap();
    assert_eq!(children(&document), before);
    assert_eq!(edit::move_by(&document, &before[0], -1), None);
    assert_eq!(edit::move_by(&document, &before[before.len() - 1], 1), None);
}

#[test]
fn styling_a_block_makes_its_own_style_once() {
    let rng = SeededRng::new(8);
    let mut document = sample();
    let node = first(&document, &Kind::Heading);
    let when = edit::When { breakpoint: base_breakpoint_id(), state: State::None };
    let set = |document: &mut Document, value: &str| {
        let value = CssValue::new(value).unwrap();
        let ops = edit::set_style(document, &node, &when, CssProperty::Color, Some(value), &rng);
        apply_all(document, &ops).unwrap();
        ops.len()
    };
    assert_eq!(set(&mut document, "#111"), 2);
    assert_eq!(set(&mut document, "#222"), 1);
    assert_eq!(document.nodes[&node].styles.len(), 1);
    assert_eq!(validate(&document), Ok(()));
    // A duplicate has a style of its own.
    let op = edit::duplicate(&document, &node, &rng).unwrap();
    let Op::Remove { node: copy } = apply(&mut document, &op).unwrap() else {
        panic!("an insert is undone by a remove")
    };
    assert_ne!(document.nodes[&copy].styles, document.nodes[&node].styles);
}

#[test]
fn two_thousand_blocks_are_edited_and_rendered() {
    let rng = SeededRng::new(4);
    let mut page = Page::new(Lang::EN, &rng);
    for _ in 0..100 {
        let blocks = (0..19)
            .map(|i| if i % 2 == 0 { heading(2, "Heading") } else { text("Some words").css("padding: 1px") });
        page = page.block(Block::of(Kind::Section, blocks));
    }
    let mut document = page.finish();
    assert_eq!(document.nodes.len(), 2_001);
    assert_eq!(validate(&document), Ok(()));
    let heading = first(&document, &Kind::Heading);
    let section = first(&document, &Kind::Section);
    for index in 0..10 {
        let place = edit::place_at(&document, &section, &Slot::MAIN, index, Some(&heading)).unwrap();
        apply(&mut document, &Op::Move { node: heading.clone(), place }).unwrap();
    }
    assert_eq!(validate(&document), Ok(()));
    assert!(render(&document, &Target::Published(PageInfo::default())).html.len() > 50_000);
}
