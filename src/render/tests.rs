//! What the audit finds, what the forms of a page are, and the bytes of a small published page.

use super::forms::forms;
use super::{Finding, PageInfo, Rule, Target, audit_of, render};
use crate::document::build::{Block, Page, button, field, heading, image, text};
use crate::document::{Document, Kind, Lang, Op, Prop, TokenKind, Value, apply};
use crate::rng::SeededRng;

fn page(blocks: impl IntoIterator<Item = Block>) -> Document {
    let rng = SeededRng::new(11);
    let page = Page::new(Lang::EN, &rng)
        .meta("Title", "Description")
        .asset("pic", "/_lh/t/pic.svg", "image/svg+xml", 10, 10, "")
        .token("pale", TokenKind::Color, "Pale", "#cccccc");
    blocks.into_iter().fold(page, Page::block).finish()
}

fn rules(blocks: impl IntoIterator<Item = Block>) -> Vec<Rule> {
    audit_of(&page(blocks)).into_iter().map(|Finding { rule, .. }| rule).collect()
}

fn section(blocks: impl IntoIterator<Item = Block>) -> Block {
    Block::of(Kind::Section, blocks)
}

#[test]
fn the_audit_finds_what_is_wrong_and_nothing_else() {
    let one = || heading(1, "One");
    assert_eq!(rules([section([one(), heading(2, "Two"), text("words"), button("Go", "/go")])]), []);
    assert_eq!(rules([section([heading(2, "Two")])]), [Rule::NoMainHeading]);
    assert_eq!(rules([section([one(), heading(1, "Again")])]), [Rule::SeveralMainHeadings]);
    assert_eq!(rules([section([one(), heading(3, "Three")])]), [Rule::HeadingOrder]);
    assert_eq!(rules([section([one(), heading(2, " ")])]), [Rule::EmptyText]);
    assert_eq!(rules([section([one(), Block::new(Kind::Image)])]), [Rule::NoPicture]);
    let mute = Block::new(Kind::Image).prop(Prop::ASSET, crate::document::AssetId::new("pic").unwrap());
    assert_eq!(rules([section([one(), mute])]), [Rule::ImageAlt, Rule::NoSharePicture]);
    let decided = rules([section([one(), image("pic", "")])]);
    assert_eq!(decided, [Rule::NoSharePicture], "an empty alt is a decision");
    assert_eq!(rules([section([one(), Block::new(Kind::Button).prop(Prop::TEXT, "x")])]), [Rule::EmptyLink]);
    assert_eq!(rules([section([one(), button("x", "#nowhere")])]), [Rule::DeadFragment]);
    let named = || heading(2, "x").prop(Prop::ANCHOR, "a");
    assert_eq!(rules([section([one(), named(), named()])]), [Rule::DuplicateFragment]);
    assert_eq!(rules([section([one(), text("x").css("color: token(pale)")])]), [Rule::Contrast]);
    assert_eq!(rules([section([one(), text("x").css("color: #767676")])]), []);
    assert_eq!(
        rules([
            section([one().css("color: #000"), text("x").css("color: #fff")]).css("background-color: #fff")
        ]),
        [Rule::Contrast]
    );
    assert_eq!(
        rules(
            [section([one(), text("x")]).css("color: #fff; background-image: linear-gradient(#000, #111)")]
        ),
        [],
        "white on nearly black"
    );
    let on = |ground: &str| {
        rules([section([one(), text("x").css("color: #555")]).css(&format!("background-image: {ground}"))])
    };
    assert_eq!(on("linear-gradient(#fff, #000)"), [Rule::Contrast; 2], "as bad as at its worst place");
    assert_eq!(on("asset(pic)"), [], "what lies on a picture can't be judged");
    assert_eq!(rules([section([one(), Block::new(Kind::Form)])]), [Rule::IncompleteForm]);
    let form = |fields: [Block; 2]| {
        Block::of(Kind::Form, fields).child(Block::new(Kind::SubmitButton).prop(Prop::TEXT, "Send"))
    };
    let twice = || field(Kind::TextField, "name", "Name", true);
    assert_eq!(rules([section([one(), form([twice(), twice()])])]), [Rule::DuplicateFieldName]);
    let bare = field(Kind::EmailField, "email", "", true);
    assert_eq!(rules([section([one(), form([twice(), bare])])]), [Rule::FieldLabel]);
}

#[test]
fn hidden_blocks_are_neither_published_nor_judged() {
    let mut document = page([section([heading(1, "One"), button("Secret", "#nowhere")])]);
    let node =
        document.nodes.iter().find(|(_, node)| node.kind == Kind::Button).map(|(id, _)| id.clone()).unwrap();
    apply(&mut document, &Op::SetNodeFlags { node, label: None, locked: None, hidden: Some(true) }).unwrap();
    assert_eq!(audit_of(&document), []);
    let published = render(&document, &Target::Published(PageInfo::default())).html;
    assert!(!published.contains("Secret"));
    assert!(render(&document, &Target::Canvas(PageInfo::default())).html.contains("Secret"));
}

#[test]
fn forms_say_what_they_collect() {
    let fields = [
        field(Kind::TextField, "name", "Name", true),
        field(Kind::SelectField, "size", "Size", false)
            .prop(Prop::OPTIONS, Value::Texts(vec!["S".into(), "L".into()])),
        Block::of(Kind::Container, [Block::new(Kind::CheckboxField).prop(Prop::LABEL, "Agree")]),
    ];
    let document = page([section([Block::of(Kind::Form, fields).prop(Prop::NAME, "Orders")])]);
    let found = forms(&document);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name, "Orders");
    let rows: Vec<(&str, bool, usize)> =
        found[0].fields.iter().map(|f| (f.label.as_str(), f.required, f.options.len())).collect();
    assert_eq!(rows, [("Name", true, 0), ("Size", false, 2), ("Agree", false, 0)]);
    assert_eq!(found[0].fields[2].name, found[0].fields[2].node.as_str(), "without a name, its id");
    let html = render(&document, &Target::Published(PageInfo::default())).html;
    assert!(html.contains(&format!("action=\"/_lh/form/{}\"", found[0].id)));
    assert!(html.contains(&format!("id=\"lh-sent-{}\"", found[0].id)));
    assert!(html.contains("name=\"_lh_trap\""));
    for field in &found[0].fields {
        assert!(html.contains(&format!("name=\"{}\"", field.name)));
        assert!(
            html.contains(&format!("for=\"f-{0}\"", field.node))
                && html.contains(&format!("id=\"f-{0}\"", field.node))
        );
    }
}

#[test]
fn the_head_says_what_the_page_is() {
    let document = page([section([heading(1, "Tom & Jerry")])]);
    let info = PageInfo {
        title: "Fallback".into(),
        canonical: Some("https://a.example/".into()),
        ..PageInfo::default()
    };
    let html = render(&document, &Target::Published(info.clone())).html;
    for part in [
        "<!doctype html><html lang=\"en\">",
        "<meta charset=\"utf-8\">",
        "<title>Title</title>",
        "<meta name=\"description\" content=\"Description\">",
        "<link rel=\"canonical\" href=\"https://a.example/\">",
        "<meta property=\"og:title\" content=\"Title\">",
        "\"@type\":\"WebPage\"",
        "<main id=\"lh-main\"><section class=\"section\"><h1 class=\"h\">Tom &amp; Jerry</h1></section></main>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("noindex"));
    assert!(render(&document, &Target::Preview(info.clone())).html.contains("noindex"));
    let mut untitled = document;
    apply(&mut untitled, &Op::UnsetMeta { field: crate::document::MetaField::Title }).unwrap();
    assert!(render(&untitled, &Target::Published(info)).html.contains("<title>Fallback</title>"));
}

#[test]
fn the_first_picture_comes_first_and_others_when_they_are_near() {
    let pictures = || section([heading(1, "x"), image("pic", "a"), image("pic", "b")]);
    let html =
        render(&page([pictures(), section([image("pic", "c")])]), &Target::Published(PageInfo::default()))
            .html;
    assert_eq!(html.matches("fetchpriority=\"high\"").count(), 1);
    assert_eq!(html.matches("loading=\"lazy\"").count(), 2);
    assert!(html.contains("width=\"10\" height=\"10\" alt=\"a\" fetchpriority"));
}

#[test]
fn lines_are_clamped_the_old_way_and_columns_tear_nothing_in_two() {
    let css = |block: Block| render(&page([section([block])]), &Target::Published(PageInfo::default())).css;
    let clamped = css(text("x").css("line-clamp: 2").mobile("line-clamp: none"));
    assert!(
        clamped.contains(
            "{display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden;-webkit-line-clamp:2}"
        )
    );
    assert!(clamped.contains("{overflow:visible;-webkit-line-clamp:none}"));
    let columns =
        css(Block::of(Kind::Container, [text("x")]).css("display: block; columns: 3; text-align: center"));
    assert!(columns.contains("columns:3"));
    assert!(columns.contains(">*{--ta:center;break-inside:avoid}"));
}
