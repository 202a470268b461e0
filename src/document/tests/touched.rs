//! What an operation is said to have touched is all that looks different: the canvas renews nothing else.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::laws::{choice, op};
use super::sample;
use crate::document::{Document, MetaField, NodeId, Op, Value, apply};
use crate::editing::Touched;
use crate::render::{PageInfo, Target, render_css, render_faces, render_node};
use crate::rng::SeededRng;

/// Where the children of a block stand in its own markup.
const HOLE: char = '\u{fffc}';
const VOID: &[&str] =
    &["br", "hr", "img", "input", "source", "wbr", "meta", "link", "path", "circle", "rect"];

/// The page as the canvas has it: each block's own markup, and its children.
#[derive(Debug, Default)]
struct Shown {
    own: BTreeMap<String, String>,
    children: BTreeMap<String, Vec<String>>,
    parents: BTreeMap<String, String>,
    css: String,
    faces: String,
    lang: String,
}

fn shown(document: &Document) -> Shown {
    let target = Target::Canvas(PageInfo::default());
    let html = render_node(document, &document.root, &target);
    let mut shown = Shown {
        css: render_css(document, &target),
        faces: render_faces(document, &target),
        lang: document.lang.to_string(),
        ..Shown::default()
    };
    let mut around = vec![document.root.to_string()];
    // Whether each open element is a block.
    let mut open = Vec::new();
    let mut rest = html.as_str();
    while !rest.is_empty() {
        let end = tag_end(rest);
        let (token, after) = rest.split_at(end);
        rest = after;
        let name: String =
            token.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_block = attribute(token, "data-nid");
        let closes = token.starts_with("</");
        let opens = token.starts_with('<') && !closes;
        if let Some(id) = is_block.filter(|_| opens) {
            let parent = around.last().unwrap().clone();
            let own = shown.own.entry(parent.clone()).or_default();
            if !own.ends_with(HOLE) {
                own.push(HOLE);
            }
            shown.children.entry(parent.clone()).or_default().push(id.clone());
            shown.parents.insert(id.clone(), parent);
            around.push(id.clone());
            shown.own.insert(id, token.to_owned());
            if VOID.contains(&name.as_str()) {
                around.pop();
            } else {
                open.push(true);
            }
            continue;
        }
        shown.own.entry(around.last().unwrap().clone()).or_default().push_str(token);
        if closes && open.pop() == Some(true) {
            around.pop();
        } else if opens && !VOID.contains(&name.as_str()) && !token.ends_with("/>") {
            open.push(false);
        }
    }
    assert!(open.is_empty(), "all elements are closed: {html}");
    shown
}

/// The end of the tag or text that comes first.
fn tag_end(rest: &str) -> usize {
    if !rest.starts_with('<') {
        return rest.find('<').unwrap_or(rest.len());
    }
    let mut quoted = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

/// Without what is only said to the network.
fn visible(own: &str) -> String {
    let mut own = own.to_owned();
    for name in ["sizes", "loading", "fetchpriority", "decoding"] {
        while let Some(value) = attribute(&own, name) {
            own = own.replacen(&format!(" {name}=\"{value}\""), "", 1);
        }
    }
    own
}

/// Without what new looks change: the classes, and whether it is hidden.
fn without_looks(own: &str) -> String {
    let end = tag_end(own);
    let (tag, rest) = own.split_at(end);
    let class = attribute(tag, "class").map(|class| format!(" class=\"{class}\""));
    [&tag.replacen(&class.unwrap_or_default(), "", 1).replacen(" data-off", "", 1), rest].concat()
}

/// Fails if the canvas would show something old.
fn expect_told(before: &Shown, after: &Shown, touched: &Touched, what: &Op) -> Result<(), TestCaseError> {
    // Another language paints everything, too.
    if touched.all || (touched.meta && before.lang != after.lang) {
        return Ok(());
    }
    let told =
        |set: &std::collections::BTreeSet<NodeId>, id: &str| set.iter().any(|known| known.as_str() == id);
    let holes = |shown: &Shown, id: &str| shown.own.get(id).map_or(0, |own| own.matches(HOLE).count());
    let is_root = |id: &str| !after.parents.contains_key(id);
    let mut todo: Vec<(&str, bool)> =
        after.own.keys().filter(|id| is_root(id)).map(|id| (id.as_str(), false)).collect();
    while let Some((id, in_new)) = todo.pop() {
        let rebuilt = told(&touched.children, id) && (holes(before, id) != 1 || holes(after, id) != 1);
        let new = in_new
            || !before.own.contains_key(id)
            || before.parents.get(id) != after.parents.get(id)
            || told(&touched.content, id)
            || (rebuilt && !is_root(id));
        if !new {
            if before.children.get(id) != after.children.get(id) {
                prop_assert!(told(&touched.children, id), "the children of {id} aren't told: {what:?}");
            }
            let (old, now) = (visible(&before.own[id]), visible(&after.own[id]));
            if old != now && !is_root(id) {
                let looks = told(&touched.classes, id) && without_looks(&old) == without_looks(&now);
                prop_assert!(looks, "{id} looks different and isn't told:\n{old}\n{now}\n{what:?}");
            }
        }
        let children = after.children.get(id).into_iter().flatten();
        todo.extend(children.map(|child| (child.as_str(), new && !is_root(id))));
    }
    if before.css != after.css || before.faces != after.faces {
        let mut rules = before.css.split('}');
        let fewer =
            before.faces == after.faces && after.css.split('}').all(|rule| rules.any(|old| old == rule));
        prop_assert!(touched.styles || touched.grown || fewer, "other rules aren't told: {what:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn all_that_looks_different_is_told(choices in prop::collection::vec((choice(), 0..16_u8), 1..8)) {
        let rng = SeededRng::new(17);
        let mut document = sample();
        let mut before = shown(&document);
        for (choice, more) in &choices {
            let what = match more {
                0 => Op::SetMeta { field: MetaField::Lang, value: Value::text("vi") },
                1 => Op::SetMeta { field: MetaField::Lang, value: Value::text("ar") },
                _ => op(&document, choice, &rng),
            };
            let Ok(inverse) = apply(&mut document, &what) else { continue };
            let touched = Touched::of(std::slice::from_ref(&what), std::slice::from_ref(&inverse), &document);
            let after = shown(&document);
            expect_told(&before, &after, &touched, &what)?;
            // Back and forth again: an undo tells as much.
            let mut back = document.clone();
            let again = apply(&mut back, &inverse).unwrap();
            let touched = Touched::of(std::slice::from_ref(&inverse), std::slice::from_ref(&again), &back);
            expect_told(&after, &shown(&back), &touched, &inverse)?;
            before = after;
        }
    }
}
