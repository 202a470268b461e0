//! What one press mends: each rule is found, mended, and found no more.

use super::super::audit_of;
use super::{Area, Finding, Rule, mend, score};
use crate::document::build::{Block, Page, button, field, heading, image, link, text};
use crate::document::{Document, Kind, Lang, Op, Prop, TokenKind, Value, apply_all};
use crate::rng::SeededRng;

fn page(lang: Lang, title: &str, blocks: impl IntoIterator<Item = Block>) -> Document {
    let rng = SeededRng::new(5);
    let page = Page::new(lang, &rng)
        .meta(title, if title.is_empty() { "" } else { "A description." })
        .asset("pic", "/_lh/t/pic.svg", "image/svg+xml", 10, 10, "")
        .token("pale", TokenKind::Color, "Pale", "#f0b070");
    blocks.into_iter().fold(page, Page::block).finish()
}

fn find(document: &Document, rule: Rule) -> Option<Finding> {
    audit_of(document).into_iter().find(|finding| finding.rule == rule)
}

/// Mends what is found, shows that it is mended, and that undoing gives the exact bytes.
fn mended(document: &Document, rule: Rule) -> Document {
    let finding = find(document, rule).unwrap_or_else(|| panic!("{rule:?} isn't found"));
    let ops =
        mend(document, &finding, &SeededRng::new(9)).unwrap_or_else(|| panic!("{rule:?} has no remedy"));
    let mut after = document.clone();
    let inverse = apply_all(&mut after, &ops).unwrap_or_else(|error| panic!("{rule:?}: {error:?}"));
    assert_ne!(find(&after, rule), Some(finding), "{rule:?} is still there");
    crate::document::validate::validate(&after).unwrap_or_else(|error| panic!("{rule:?}: {error:?}"));
    let mut before = after.clone();
    apply_all(&mut before, &inverse).expect("undone");
    assert_eq!(before.to_json(), document.to_json(), "{rule:?}: undone");
    after
}

#[test]
fn one_press_mends_what_it_says() {
    let section = |blocks: Vec<Block>| Block::of(Kind::Section, blocks);
    let one = || heading(1, "One");
    let send = || Block::new(Kind::SubmitButton).prop(Prop::TEXT, "Send");
    let named = || heading(2, "x").prop(Prop::ANCHOR, "a");
    let mute = || Block::new(Kind::Image).prop(Prop::ASSET, crate::document::AssetId::new("pic").unwrap());
    let form = |fields: Vec<Block>| Block::of(Kind::Form, fields).child(send());
    let name = || field(Kind::TextField, "name", "Name", true);
    let cases: Vec<(Rule, Vec<Block>)> = vec![
        (Rule::NoMainHeading, vec![heading(2, "Two")]),
        (Rule::SeveralMainHeadings, vec![one(), heading(1, "Again")]),
        (Rule::HeadingOrder, vec![one(), heading(2, "Two"), heading(5, "Five")]),
        (Rule::EmptyText, vec![one(), heading(2, " ")]),
        (Rule::NoPicture, vec![one(), Block::new(Kind::Image)]),
        (Rule::ImageAlt, vec![one(), mute()]),
        (Rule::InsecureLink, vec![one(), button("Shop", "http://shop.example/a?b=1")]),
        (Rule::DuplicateFragment, vec![one(), named(), named()]),
        (Rule::FieldLabel, vec![one(), form(vec![field(Kind::EmailField, "email", "", true)])]),
        (Rule::DuplicateFieldName, vec![one(), form(vec![name(), name()])]),
        (Rule::IncompleteForm, vec![one(), Block::new(Kind::Form)]),
        (Rule::Contrast, vec![one(), text("x").css("color: token(pale)")]),
        (Rule::Contrast, vec![one().css("color: #fff"), text("x").mobile("color: #eee")]),
        (Rule::SmallText, vec![one(), text("x").css("font-size: 9px")]),
        (Rule::TapTarget, vec![one(), link("Terms", "/terms").css("font-size: 0.75rem")]),
        (Rule::TapTarget, vec![one(), button("Go", "/go").css("height: 20px; min-height: 0")]),
        (Rule::NoSharePicture, vec![one(), image("pic", "A boat")]),
    ];
    for (rule, blocks) in cases {
        mended(&page(Lang::EN, "Title", [section(blocks)]), rule);
    }
}

#[test]
fn what_is_made_up_comes_from_the_page() {
    let long = "Bánh mì nóng giòn mỗi sáng, giao tận nhà trong ba mươi phút. ".repeat(5);
    let blocks = [
        heading(1, "Bánh mì Sài Gòn"),
        text(&format!("<p>{long}</p>")),
        Block::of(Kind::Form, [field(Kind::PhoneField, "phone", "", true)])
            .child(Block::new(Kind::SubmitButton).prop(Prop::TEXT, "Gửi")),
    ];
    let document = page(Lang::new("vi").unwrap(), "", [Block::of(Kind::Section, blocks)]);
    assert_eq!(mended(&document, Rule::NoTitle).meta.title.as_deref(), Some("Bánh mì Sài Gòn"));
    let described = mended(&document, Rule::NoDescription).meta.description.unwrap_or_default();
    assert!(described.starts_with("Bánh mì nóng giòn") && described.ends_with('…'), "{described}");
    assert!(described.chars().count() <= 155, "{described}");
    let labelled = mended(&document, Rule::FieldLabel);
    let label = |node: &crate::document::Node| node.text(&Prop::LABEL).to_owned();
    let labels: Vec<String> =
        labelled.nodes.values().filter(|node| node.kind == Kind::PhoneField).map(label).collect();
    assert_eq!(labels, [crate::document::words::Words::of(&document.lang).phone]);
}

#[test]
fn what_a_person_decides_has_no_remedy() {
    let one = || heading(1, "One");
    for (rule, block) in [
        (Rule::EmptyLink, Block::new(Kind::Button).prop(Prop::TEXT, "x")),
        (Rule::DeadFragment, button("x", "#nowhere")),
        (Rule::VagueLink, button("Tại đây", "/a")),
    ] {
        let document = page(Lang::EN, "Title", [Block::of(Kind::Section, [one(), block])]);
        let finding = find(&document, rule).unwrap_or_else(|| panic!("{rule:?}"));
        assert_eq!(mend(&document, &finding, &SeededRng::new(1)), None, "{rule:?}");
    }
}

#[test]
fn the_head_is_measured() {
    let mut document = page(Lang::EN, &"t".repeat(61), [Block::of(Kind::Section, [heading(1, "One")])]);
    let long = find(&document, Rule::LongTitle).expect("found");
    assert_eq!(long.measure, Some(61));
    let field = crate::document::MetaField::Noindex;
    apply_all(&mut document, &[Op::SetMeta { field, value: Value::Bool(true) }]).expect("set");
    assert!(!mended(&document, Rule::Noindex).meta.noindex);
    let findings = audit_of(&document);
    assert_eq!(score(&findings, Area::Search), 92);
    assert_eq!(score(&findings, Area::Contrast), 100);
}

#[test]
fn a_page_full_of_words_is_heavy() {
    let noise =
        |n: u32| (0..6).map(|k| crate::render::css::class_name(&format!("{n}.{k}"))).collect::<String>();
    let paragraphs = (0..900).map(|n| text(&format!("<p>{}</p>", noise(n))));
    let document = page(
        Lang::EN,
        "Title",
        [Block::of(Kind::Section, std::iter::once(heading(1, "One")).chain(paragraphs))],
    );
    let heavy = find(&document, Rule::Weight).expect("found");
    assert!(heavy.measure > Some(14 * 1024), "{heavy:?}");
}

#[test]
fn rules_are_in_areas_and_have_words_of_their_own() {
    for area in Area::ALL {
        assert!(Rule::ALL.iter().any(|rule| rule.area() == *area), "{area:?} has no rule");
    }
    let words: std::collections::BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
    assert_eq!(words.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert_eq!(serde_json::to_value(rule).expect("JSON"), rule.as_str());
    }
}

#[test]
fn letters_painted_by_a_gradient_are_judged_by_its_colours() {
    let painted = |colors: &str| {
        let css = format!(
            "background-image: linear-gradient(90deg, {colors}); background-clip: text; color: transparent"
        );
        page(Lang::EN, "Title", [heading(1, "One").css(&css)])
    };
    assert_eq!(find(&painted("#4338ca, #9d174d"), Rule::Contrast), None);
    let pale = painted("#4338ca, #fce7f3");
    let finding = find(&pale, Rule::Contrast).expect("its palest colour can't be read");
    // Another colour of the letters would hide the gradient: a person decides.
    assert_eq!(mend(&pale, &finding, &SeededRng::new(9)), None);
}
