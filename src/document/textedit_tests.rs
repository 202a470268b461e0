//! What keys and buttons do to a text, and that nothing of it is ever lost on the way through the canvas.

use super::*;
use crate::document::paste::{from_canvas, from_html};
use crate::render::rich_html;
use proptest::prelude::*;

fn caret(line: usize, at: usize) -> Caret {
    Caret { line, at }
}

fn draft(html: &str, from: (usize, usize), to: (usize, usize)) -> Draft {
    Draft::new(&from_html(html), caret(from.0, from.1), caret(to.0, to.1))
}

fn html(draft: &Draft) -> String {
    rich_html(&draft.rich(), false)
}

#[test]
fn marks_go_on_and_off_and_the_selection_stays() {
    let mut words = draft("<p>one two three</p>", (0, 4), (0, 7));
    words.toggle(&Mark::Bold);
    assert_eq!(html(&words), "<p>one <strong>two</strong> three</p>");
    assert_eq!(words.selection(), (caret(0, 4), caret(0, 7)));
    assert_eq!(words.words(), "two");
    words.select(caret(0, 2), caret(0, 9));
    words.toggle(&Mark::Bold);
    assert_eq!(html(&words), "<p>on<strong>e two t</strong>hree</p>");
    words.toggle(&Mark::Bold);
    assert_eq!(html(&words), "<p>one two three</p>");
    words.set(&Mark::Color(TokenId::new("primary").ok()), true);
    words.toggle(&Mark::Italic);
    words.clear();
    assert_eq!(html(&words), "<p>one two three</p>");
}

#[test]
fn surrogates_and_joined_emoji_are_counted_by_characters() {
    let mut words = draft("<p>a👩‍👩‍👧b</p>", (0, 6), (0, 7));
    assert_eq!(words.words(), "b");
    words.toggle(&Mark::Italic);
    assert_eq!(html(&words), "<p>a👩‍👩‍👧<em>b</em></p>");
}

#[test]
fn enter_and_backspace_at_the_edges() {
    let mut words = draft("<h2>Title</h2><p>text</p>", (0, 5), (0, 5));
    words.enter();
    assert_eq!(html(&words), "<h2>Title</h2><p><br></p><p>text</p>");
    assert!(words.back());
    assert_eq!(html(&words), "<h2>Title</h2><p>text</p>");
    assert_eq!(words.selection().0, caret(0, 5));
    assert!(!words.back());
    assert!(words.forward());
    assert_eq!(html(&words), "<h2>Titletext</h2>");
    let mut list = draft("<ul><li>a</li><li></li><li>b</li></ul>", (0, 1), (0, 1));
    list.enter();
    list.enter();
    assert_eq!(html(&list), "<ul><li>a</li></ul><p><br></p><ul><li>b</li></ul>");
    let mut first = draft("<p>a</p>", (0, 0), (0, 0));
    assert!(first.back());
    assert_eq!(html(&first), "<p>a</p>");
    let mut item = draft("<p>a</p><ol><li>b</li></ol>", (1, 0), (1, 0));
    assert!(item.back());
    assert_eq!(html(&item), "<p>a</p><p>b</p>");
    let mut across = draft("<p>one</p><p>two</p><ul><li>three</li></ul>", (0, 1), (2, 2));
    assert!(across.back());
    assert_eq!(html(&across), "<p>oree</p>");
}

#[test]
fn items_have_levels() {
    let mut list = draft("<ul><li>a</li><li>b</li><li>c</li></ul>", (1, 0), (2, 1));
    assert!(list.indent(true));
    assert_eq!(html(&list), "<ul><li>a<ul><li>b</li><li>c</li></ul></li></ul>");
    list.select(caret(2, 0), caret(2, 0));
    assert!(list.indent(true));
    assert!(list.indent(true), "no deeper than one below the item before");
    assert_eq!(html(&list), "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>");
    list.sort(Sort::Item { ordered: true, level: 0 });
    assert_eq!(html(&list), "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>");
    for _ in 0..3 {
        assert!(list.indent(false));
    }
    assert!(!list.indent(false));
    assert_eq!(html(&list), "<ul><li>a<ul><li>b</li></ul></li></ul><p>c</p>");
    let mut first = draft("<ol><li>a</li></ol>", (0, 0), (0, 0));
    assert!(first.indent(true));
    assert_eq!(html(&first), "<ol><li>a</li></ol>");
}

#[test]
fn links_are_made_changed_and_taken_off_whole() {
    let mut words = draft("<p>see the shop now</p>", (0, 8), (0, 12));
    words.link(Link::new("/shop").ok());
    assert_eq!(html(&words), "<p>see the <a href=\"/shop\">shop</a> now</p>");
    words.select(caret(0, 10), caret(0, 10));
    assert_eq!(words.reach_link().map(|link| link.href.to_string()).as_deref(), Some("/shop"));
    assert_eq!(words.words(), "shop");
    words.select(caret(0, 10), caret(0, 10));
    words.link(None);
    assert_eq!(html(&words), "<p>see the shop now</p>");
    words.select(caret(0, 0), caret(0, 0));
    words.link(Link::new("mailto:a@b.example").ok());
    assert_eq!(html(&words), "<p><a href=\"mailto:a@b.example\">a@b.example</a>see the shop now</p>");
}

#[test]
fn lines_become_headings_lists_and_back() {
    let mut words = draft("<p>a</p><p>b</p>", (0, 0), (1, 1));
    words.sort(Sort::Item { ordered: false, level: 0 });
    assert_eq!(html(&words), "<ul><li>a</li><li>b</li></ul>");
    words.sort(Sort::Item { ordered: false, level: 0 });
    words.sort(Sort::Heading(3));
    words.align(Align::Center);
    assert_eq!(html(&words), "<h3 class=\"a-center\">a</h3><h3 class=\"a-center\">b</h3>");
}

#[test]
fn a_paste_goes_into_the_line_or_between_lines() {
    let mut words = draft("<p>ab</p>", (0, 1), (0, 1));
    words.insert(&from_html("<b>X</b>"));
    assert_eq!(html(&words), "<p>a<strong>X</strong>b</p>");
    words.insert(&from_html("<p>one</p><h2>two</h2><ul><li>three</li></ul>"));
    assert_eq!(html(&words), "<p>a<strong>X</strong>one</p><h2>two</h2><ul><li>threeb</li></ul>");
    assert_eq!(words.selection().0, caret(2, 5));
    let mut empty = Draft::new(&RichText::default(), caret(0, 0), caret(0, 0));
    empty.insert(&from_html("<h2>two</h2><p>x</p>"));
    assert_eq!(html(&empty), "<h2>two</h2><p>x</p>");
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let text = "[ab é👩\n]{0,6}";
    let span = (text, any::<[bool; 5]>(), 0_u8..3, 0_u8..3).prop_map(|(text, on, link, color)| Span {
        text,
        bold: on[0],
        italic: on[1],
        underline: on[2],
        strike: on[3],
        code: on[4],
        link: (link == 1).then(|| Link::new("/x?a=1&b=2").unwrap()),
        color: (color == 1).then(|| TokenId::new("primary").unwrap()),
    });
    proptest::collection::vec(span, 0..4)
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let sort = prop_oneof![
        Just(Sort::Paragraph),
        (2_u8..5).prop_map(Sort::Heading),
        (any::<bool>(), 0_u8..4).prop_map(|(ordered, level)| Sort::Item { ordered, level }),
    ];
    let align = prop_oneof![3 => Just(Align::Auto), 1 => Just(Align::Center), 1 => Just(Align::Start)];
    let line = (sort, align, spans()).prop_map(|(sort, align, mut spans)| {
        join(&mut spans);
        Line { sort, align, spans }
    });
    proptest::collection::vec(line, 1..6)
}

fn places() -> impl Strategy<Value = (Caret, Caret)> {
    (0_usize..6, 0_usize..9, 0_usize..6, 0_usize..9).prop_map(|(a, b, c, d)| (caret(a, b), caret(c, d)))
}

proptest! {
    #[test]
    fn the_canvas_gives_back_what_it_was_given(lines in lines()) {
        let rich = RichText { blocks: blocks_of(lines) };
        let shown = rich_html(&rich, true);
        prop_assert_eq!(from_canvas(&shown), rich, "{}", shown);
    }

    #[test]
    fn lines_and_blocks_are_the_same_text(lines in lines()) {
        let rich = RichText { blocks: blocks_of(lines) };
        prop_assert!(rich.is_sound());
        prop_assert_eq!(blocks_of(lines_of(&rich)), rich.blocks);
    }

    #[test]
    fn no_mark_list_or_heading_eats_a_letter(lines in lines(), (from, to) in places(), what in 0_u8..11) {
        let rich = RichText { blocks: blocks_of(lines) };
        let mut draft = Draft::new(&rich, from, to);
        let selection = draft.selection();
        let letters = |rich: &RichText| rich.lines().map(|line| {
            line.iter().map(|span| span.text.as_str()).collect::<String>()
        }).collect::<Vec<_>>();
        let before = letters(&draft.rich());
        match what {
            0 => draft.toggle(&Mark::Bold),
            1 => draft.toggle(&Mark::Code),
            2 => draft.set(&Mark::Color(TokenId::new("text").ok()), true),
            3 => draft.set(&Mark::Link(Link::new("#a").ok()), true),
            4 => draft.clear(),
            5 => draft.sort(Sort::Heading(2)),
            6 => draft.sort(Sort::Item { ordered: true, level: 0 }),
            7 => draft.align(Align::End),
            8 => { draft.indent(true); }
            9 => { draft.indent(false); }
            _ => draft.set(&Mark::Link(None), false),
        }
        prop_assert_eq!(letters(&draft.rich()), before);
        prop_assert_eq!(draft.selection(), selection);
        prop_assert!(draft.rich().is_sound());
    }

    #[test]
    fn enter_and_backspace_undo_each_other(lines in lines(), (at, _) in places()) {
        let rich = RichText { blocks: blocks_of(lines) };
        let mut draft = Draft::new(&rich, at, at);
        let words = |draft: &Draft| draft.rich().spans().map(|span| span.text.as_str()).collect::<String>();
        let before = words(&draft);
        draft.enter();
        prop_assert_eq!(words(&draft), before.clone());
        draft.back();
        prop_assert_eq!(words(&draft), before);
    }

    #[test]
    fn what_is_typed_over_a_selection_is_all_that_changes(lines in lines(), (from, to) in places()) {
        let rich = RichText { blocks: blocks_of(lines) };
        let mut draft = Draft::new(&rich, from, to);
        let count = |text: &str| text.chars().filter(|c| *c != '\n').count();
        let whole = |draft: &Draft| count(&draft.rich().to_plain());
        let (before, gone) = (whole(&draft), count(&draft.words()));
        draft.insert_text("żเ👍", None);
        prop_assert_eq!(whole(&draft), before - gone + 3);
        prop_assert!(draft.is_caret());
    }

    #[test]
    fn the_selection_comes_back_from_the_canvas(lines in lines(), (from, to) in places()) {
        let rich = RichText { blocks: blocks_of(lines) };
        let draft = Draft::new(&rich, from, to);
        let (from, to) = draft.selection();
        let mut marked = draft.clone();
        marked.select(to, to);
        marked.insert_text(&TO.to_string(), None);
        marked.select(from, from);
        marked.insert_text(&FROM.to_string(), None);
        let read = Draft::marked(&from_canvas(&rich_html(&marked.rich(), true)));
        prop_assert_eq!(read.selection(), (from, to));
        prop_assert_eq!(read.rich(), draft.rich());
    }
}
