//! The panel's view of the cascade is the renderer's.

use proptest::prelude::*;

use super::first;
use crate::document::build::{Block, Page, heading};
use crate::document::cascade::{Origin, find, find_in, longhands, own, set, set_in, shorthand};
use crate::document::edit::When;
use crate::document::theme;
use crate::document::{
    BreakpointId, CssProperty as P, CssValue, Declaration, DeclarationKey, Document, Kind, Lang, NodeId, Op,
    State, StyleBlock, StyleId, TokenId, apply, apply_all, validate,
};
use crate::rng::SeededRng;

fn page() -> Document {
    let rng = SeededRng::new(3);
    Page::new(Lang::EN, &rng)
        .block(
            Block::of(Kind::Section, [heading(1, "One")])
                .css("color: #111111; padding: 1px 2px; text-align: center")
                .tablet("padding-top: 3px")
                .hover("color: #222222"),
        )
        .finish()
}

fn when(breakpoint: &str, state: State) -> When {
    When { breakpoint: BreakpointId::new(breakpoint).expect("an id"), state }
}

fn value(text: &str) -> CssValue {
    CssValue::new(text).expect("a value")
}

fn shown(document: &Document, node: &NodeId, at: &When, property: P) -> Option<(String, Origin)> {
    let found = find(document, node, at, property)?;
    Some((found.value.map(|value| value.as_str().to_owned()).unwrap_or_default(), found.origin))
}

#[test]
fn values_come_from_the_nearest_place() {
    let mut page = page();
    let section = first(&page, &Kind::Section);
    let title = first(&page, &Kind::Heading);
    let (desktop, tablet) = (when("desktop", State::None), when("tablet", State::None));
    let base = |text: &str| Some((text.to_owned(), Origin::Own(desktop.breakpoint.clone(), State::None)));
    assert_eq!(shown(&page, &section, &desktop, P::Color), Some(("#111111".into(), Origin::Here)));
    assert_eq!(shown(&page, &section, &tablet, P::Color), base("#111111"));
    // A state wins over a narrower width, as its selector weighs more.
    let hover = Origin::Own(desktop.breakpoint.clone(), State::Hover);
    assert_eq!(
        shown(&page, &section, &when("tablet", State::Hover), P::Color),
        Some(("#222222".into(), hover))
    );
    assert_eq!(shown(&page, &section, &when("desktop", State::Focus), P::Color), base("#111111"));
    // Parts of shorthands.
    assert_eq!(shown(&page, &section, &desktop, P::PaddingLeft), Some(("2px".into(), Origin::Here)));
    assert_eq!(shown(&page, &section, &tablet, P::PaddingTop), Some(("3px".into(), Origin::Here)));
    assert_eq!(shown(&page, &section, &tablet, P::PaddingBottom), base("1px"));
    assert_eq!(shown(&page, &section, &desktop, P::Padding), Some((String::new(), Origin::Here)));
    // What text takes over, unless its kind has a value of its own.
    assert_eq!(
        shown(&page, &title, &desktop, P::Color),
        Some(("#111111".into(), Origin::Parent(section.clone())))
    );
    assert_eq!(shown(&page, &title, &desktop, P::PaddingTop), None);
    let bigger = set(&page, &section, &desktop, &[(P::FontSize, Some(value("2rem")))], &SeededRng::new(1));
    apply_all(&mut page, &bigger).expect("applied");
    assert_eq!(shown(&page, &title, &desktop, P::FontSize), None);
    assert_eq!(shown(&page, &section, &desktop, P::Width), None);
}

#[test]
fn a_shared_style_gives_way_to_the_nodes_own_at_the_same_width() {
    let mut page = page();
    let section = first(&page, &Kind::Section);
    let style = StyleId::new("shared").expect("an id");
    let row = |breakpoint: &str, property, text| Declaration {
        key: DeclarationKey {
            style: style.clone(),
            breakpoint: BreakpointId::new(breakpoint).expect("an id"),
            state: State::None,
            property,
        },
        value: value(text),
    };
    let mut styles = page.nodes.get(&section).expect("there").styles.clone();
    styles.push(style.clone());
    let block = StyleBlock { name: Some("Card".to_owned()) };
    let declarations = vec![
        row("desktop", P::Color, "#333333"),
        row("tablet", P::Color, "#444444"),
        row("desktop", P::Width, "10px"),
    ];
    apply(&mut page, &Op::InsertStyle { style: style.clone(), block, declarations }).expect("applied");
    apply(&mut page, &Op::SetNodeStyles { node: section.clone(), styles }).expect("applied");
    let (desktop, tablet) = (when("desktop", State::None), when("tablet", State::None));
    assert_eq!(shown(&page, &section, &desktop, P::Color), Some(("#111111".into(), Origin::Here)));
    // Widths come before whose block it is, as in the stylesheet.
    assert_eq!(
        shown(&page, &section, &tablet, P::Color),
        Some(("#444444".into(), Origin::Shared(style.clone())))
    );
    assert_eq!(
        shown(&page, &section, &desktop, P::Width),
        Some(("10px".into(), Origin::Shared(style.clone())))
    );
    // Seen from the style itself.
    let inside = |page: &Document, at: &When| find_in(page, &style, at, P::Color).map(|found| found.origin);
    assert_eq!(inside(&page, &tablet), Some(Origin::Here));
    assert_eq!(
        inside(&page, &when("mobile", State::None)),
        Some(Origin::Own(tablet.breakpoint.clone(), State::None))
    );
    let ops = set_in(&page, &style, &tablet, &[(P::Color, None), (P::Width, Some(value("4px")))]);
    apply_all(&mut page, &ops).expect("applied");
    assert_eq!(inside(&page, &tablet), Some(Origin::Own(desktop.breakpoint.clone(), State::None)));
    assert_eq!(
        shown(&page, &section, &tablet, P::Width),
        Some(("4px".into(), Origin::Shared(style.clone())))
    );
}

#[test]
fn taking_away_one_side_keeps_the_others() {
    let mut page = page();
    let section = first(&page, &Kind::Section);
    let desktop = when("desktop", State::None);
    let ops = set(&page, &section, &desktop, &[(P::PaddingLeft, None)], &SeededRng::new(1));
    let before = page.to_json();
    let inverse = apply_all(&mut page, &ops).expect("applied");
    let rows = own(&page, &section, &desktop);
    let rows: Vec<(P, &str)> = rows.iter().map(|(property, value)| (*property, value.as_str())).collect();
    assert_eq!(
        rows,
        [
            (P::PaddingTop, "1px"),
            (P::PaddingRight, "2px"),
            (P::PaddingBottom, "1px"),
            (P::Color, "#111111"),
            (P::TextAlign, "center")
        ]
    );
    apply_all(&mut page, &inverse).expect("undone");
    assert_eq!(page.to_json(), before);
    // All of it at once, and the shorthand takes its parts along.
    let ops = set(
        &page,
        &section,
        &desktop,
        &[(P::PaddingLeft, Some(value("9px"))), (P::Padding, Some(value("4px")))],
        &SeededRng::new(1),
    );
    apply_all(&mut page, &ops).expect("applied");
    assert_eq!(shown(&page, &section, &desktop, P::PaddingLeft), Some(("4px".into(), Origin::Here)));
    assert!(!own(&page, &section, &desktop).contains_key(&P::PaddingLeft));
}

#[test]
fn shorthands_and_their_parts_know_each_other() {
    for property in P::ALL {
        for (index, part) in longhands(*property).iter().enumerate() {
            assert_eq!(shorthand(*part), Some((*property, index)));
            assert!(property < part, "{property} stands before {part}");
        }
        if let Some((whole, index)) = shorthand(*property) {
            assert_eq!(longhands(whole).get(index), Some(property));
        }
    }
}

#[test]
fn a_token_is_counted_and_replaced() {
    let mut page = super::sample();
    let (old, new) = (TokenId::new("primary").expect("an id"), TokenId::new("brand").expect("an id"));
    assert!(theme::uses(&page, &old) > 0);
    apply(
        &mut page,
        &Op::SetToken { token: new.clone(), value: theme::default_token(&old, "Brand").expect("a token") },
    )
    .expect("applied");
    let ops = theme::replace(&page, &old, &new);
    apply_all(&mut page, &ops).expect("applied");
    assert_eq!(theme::uses(&page, &old), 0);
    assert!(theme::uses(&page, &new) > 0);
    assert!(!page.tokens.contains_key(&old));
    assert_eq!(validate(&page), Ok(()));
}

/// Contrast by WCAG 2.
fn contrast(a: &str, b: &str) -> f64 {
    let light = |color: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).expect("hex")) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (a, b) = (light(a) + 0.05, light(b) + 0.05);
    a.max(b) / a.min(b)
}

#[test]
fn palettes_can_be_read_and_undone() {
    for palette in theme::PALETTES {
        let color = |id: &str| {
            palette.colors.iter().find(|(known, _)| *known == id).map(|(_, color)| *color).expect("there")
        };
        for (words, behind) in [
            ("text", "bg"),
            ("text", "surface"),
            ("muted", "bg"),
            ("muted", "surface"),
            ("on-primary", "primary"),
            ("primary", "bg"),
        ] {
            let ratio = contrast(color(words), color(behind));
            assert!(ratio >= 4.5, "{}: {words} on {behind} is {ratio:.2}", palette.id);
        }
        let mut page = super::sample();
        let before = page.to_json();
        let ops = theme::use_palette(&page, palette, str::to_owned);
        let inverse = apply_all(&mut page, &ops).expect("applied");
        assert_eq!(validate(&page), Ok(()));
        assert!(theme::use_palette(&page, palette, str::to_owned).is_empty());
        apply_all(&mut page, &inverse).expect("undone");
        assert_eq!(page.to_json(), before);
    }
}

/// What the stylesheet says for a class, the way a browser reads it: the last of the heaviest matching rules.
fn by_stylesheet(css: &str, class: &str, width: u16, hover: bool, property: &str) -> Option<String> {
    let mut found = (0, None);
    let mut rest = css;
    let mut applies = true;
    let mut in_media = false;
    while let Some(open) = rest.find('{') {
        let (head, after) = rest.split_at(open);
        let after = &after[1..];
        if let Some(max) = head.strip_prefix("@media(max-width:") {
            let max: u16 = max.trim_end_matches("px)").parse().expect("a width");
            (applies, in_media, rest) = (width <= max, true, after);
            continue;
        }
        let (body, tail) = after.split_once('}').expect("a rule");
        let weight = if head == format!(".{class}") {
            1
        } else if head == format!(".{class}:hover") && hover {
            2
        } else {
            0
        };
        if applies && weight >= 1 {
            for row in body.split(';') {
                if let Some((name, value)) = row.split_once(':')
                    && name == property
                    && weight >= found.0
                {
                    found = (weight, Some(value.to_owned()));
                }
            }
        }
        rest = tail;
        if in_media && let Some(tail) = rest.strip_prefix('}') {
            (applies, in_media, rest) = (true, false, tail);
        }
    }
    found.1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever was edited in whatever order: the panel says what the browser will do.
    #[test]
    fn the_panel_and_the_browser_agree(
        edits in prop::collection::vec((0..3_usize, any::<bool>(), 0..3_usize, prop::option::of(0..50_u8)), 1..24),
    ) {
        let points = [("desktop", 1440), ("tablet", 768), ("mobile", 390)];
        let properties = [P::FontSize, P::Width, P::Opacity];
        let mut page = Page::new(Lang::EN, &SeededRng::new(5)).block(Block::of(Kind::Section, [])).finish();
        let section = first(&page, &Kind::Section);
        for (point, hover, property, number) in edits {
            let at = when(points[point].0, if hover { State::Hover } else { State::None });
            let new = number.map(|number| value(&format!("{number}px")));
            let ops = set(&page, &section, &at, &[(properties[property], new)], &SeededRng::new(9));
            apply_all(&mut page, &ops).expect("applied");
        }
        prop_assert_eq!(validate(&page), Ok(()));
        let target = crate::render::Target::Published(crate::render::PageInfo::default());
        let css = crate::render::render_css(&page, &target);
        let own_rules = css.rsplit_once("@layer b{").map_or("", |(_, tail)| tail);
        let classes = crate::render::css::Classes::new(&page, &target);
        let class: String = classes.of(page.nodes.get(&section).expect("there")).collect();
        let at = own_rules.find(&format!(".{class}")).unwrap_or(own_rules.len());
        let media = own_rules.find("@media(max-width:991px)").or_else(|| own_rules.find("@media(max-width:640px)"));
        let own_rules = &own_rules[at.min(media.unwrap_or(own_rules.len()))..];
        for (point, width) in points {
            for hover in [false, true] {
                let at = when(point, if hover { State::Hover } else { State::None });
                for property in properties {
                    let panel = find(&page, &section, &at, property).and_then(|found| found.value).map(|value| value.as_str().to_owned());
                    let browser = if class.is_empty() { None } else { by_stylesheet(own_rules, &class, width, hover, property.css()) };
                    prop_assert_eq!(panel, browser, "{} {} {}", point, hover, property);
                }
            }
        }
    }
}
