//! What holds on every page, for every payload, at every point.

use proptest::prelude::*;

use super::generated::{KINDS, Page, Seed, page, seeds};
use super::hit::Search;
use super::layers::{self, Row, Rows};
use super::{Dragged, Flow, Gap, Layout, Measured, Point, Rect, Stamp, drop, hit, walk};
use crate::document::validate::{check_kind, check_move};
use crate::document::{Document, Kind, NodeId, Op, Prop, Slot, Tree, apply_all, validate};
use crate::editing::add::wrapped;
use crate::rng::SeededRng;

/// A kind to drag from the palette, or blocks of the page.
fn payload(page: &Page, new: bool, picks: &[u16]) -> Option<Dragged> {
    if new {
        let kind = &KINDS[usize::from(picks[0]) % KINDS.len()];
        return Dragged::kind(&page.document, kind, &SeededRng::new(7));
    }
    let picked: Vec<NodeId> = picks
        .iter()
        .filter_map(|pick| page.nodes.get(usize::from(*pick) % page.nodes.len().max(1)).cloned())
        .collect();
    Dragged::nodes(&page.document, &picked)
}

fn picks() -> impl Strategy<Value = (bool, Vec<u16>)> {
    (any::<bool>(), prop::collection::vec(any::<u16>(), 1..4))
}

fn point() -> impl Strategy<Value = Point> {
    (-50.0..1_250.0, -50.0..2_000.0).prop_map(|(x, y)| Point::new(x, y))
}

/// Drops, and looks where everything went.
fn drop_and_look(
    document: &Document,
    dragged: &Dragged,
    gap: &Gap,
    unchanged: Option<bool>,
) -> Result<(), TestCaseError> {
    let dropped = drop::ops(document, dragged, gap).expect("there is room");
    let ops = wrapped(document, dropped.clone(), &SeededRng::new(8));
    if ops.len() != dropped.len() {
        // It brings what it needs round it, which takes its place.
        let mut after = document.clone();
        let inverse = apply_all(&mut after, &ops)
            .map_err(|reject| TestCaseError::fail(format!("{gap:?}: {reject}")))?;
        prop_assert_eq!(validate(&after), Ok(()));
        for top in dragged.tops() {
            prop_assert!(after.ancestors(top).any(|id| *id == gap.parent));
        }
        apply_all(&mut after, &inverse).unwrap();
        prop_assert_eq!(&after, document);
        return Ok(());
    }
    let mut after = document.clone();
    let inverse =
        apply_all(&mut after, &ops).map_err(|reject| TestCaseError::fail(format!("{gap:?}: {reject}")))?;
    prop_assert_eq!(validate(&after), Ok(()));
    for op in &ops {
        // Nothing had to make room: what is stored is what the operation says.
        if let Op::Move { node, place } = op {
            prop_assert_eq!(after.nodes[node].place.as_ref(), Some(place));
        }
    }
    if let Some(unchanged) = unchanged {
        prop_assert_eq!(unchanged, ops.is_empty());
    }
    prop_assert_eq!(after == *document, ops.is_empty());
    let children = after.children(&gap.parent, &gap.slot);
    for (step, top) in dragged.tops().iter().enumerate() {
        prop_assert_eq!(children.get(gap.index + step), Some(&top));
        prop_assert_eq!(after.ancestors(top).count(), gap.depth);
    }
    let mut rest = document.children(&gap.parent, &gap.slot);
    rest.retain(|id| !dragged.holds(id));
    let mut left = children;
    left.retain(|id| !dragged.holds(id));
    prop_assert_eq!(left, rest, "the others keep their order");
    apply_all(&mut after, &inverse).unwrap();
    prop_assert_eq!(&after, document);
    Ok(())
}

fn rows(document: &Document) -> Rows {
    let mut y = -20.0;
    let rows = Tree::new(document).walk(&document.root).into_iter().skip(1).map(|(depth, node)| {
        y += 20.0;
        Row { node: node.clone(), depth: depth - 1, rect: Rect::new(0.0, y, 240.0, 20.0) }
    });
    Rows { rows: rows.collect(), left: 8.0, indent: 12.0, open: None }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_drop_lands_exactly_where_the_target_says(seeds in seeds(40), (new, picks) in picks(), points in prop::collection::vec(point(), 1..12)) {
        let page = page(&seeds);
        let Some(dragged) = payload(&page, new, &picks) else { return Ok(()) };
        let gaps = walk::gaps(&page.document, &dragged);
        let mut previous = None;
        for point in points {
            let raw = hit::target(&page.document, &page.layout, &dragged, point, None);
            prop_assert_eq!(&raw, &hit::target(&page.document, &page.layout, &dragged, point, None));
            prop_assert_eq!(raw.is_none(), gaps.is_empty(), "always some target");
            previous = hit::target(&page.document, &page.layout, &dragged, point, previous.as_ref());
            for target in raw.iter().chain(&previous) {
                prop_assert!(!dragged.holds(&target.gap.parent));
                prop_assert!(gaps.contains(&target.gap), "the keyboard knows it too");
                drop_and_look(&page.document, &dragged, &target.gap, Some(target.unchanged))?;
            }
        }
    }

    #[test]
    fn every_gap_of_the_keyboard_can_be_dropped_into(seeds in seeds(25), (new, picks) in picks()) {
        let page = page(&seeds);
        let Some(dragged) = payload(&page, new, &picks) else { return Ok(()) };
        for gap in walk::gaps(&page.document, &dragged) {
            drop_and_look(&page.document, &dragged, &gap, None)?;
            prop_assert!(hit::mark(&page.document, &page.layout, &dragged, &gap).is_some());
        }
    }

    #[test]
    fn containers_are_those_of_the_content_model(seeds in seeds(25), (new, picks) in picks()) {
        let page = page(&seeds);
        let Some(dragged) = payload(&page, new, &picks) else { return Ok(()) };
        let gaps = walk::gaps(&page.document, &dragged);
        for (id, node) in &page.document.nodes {
            let allowed = dragged.tops().iter().all(|top| match dragged.first_kind() {
                Some(kind) if new => {
                    let brings = kind.needs_form() && check_kind(&page.document, id, &Slot::MAIN, &Kind::Form).is_ok();
                    brings || check_kind(&page.document, id, &Slot::MAIN, kind).is_ok()
                }
                _ => check_move(&page.document, top, id, &Slot::MAIN).is_ok(),
            });
            let locked = std::iter::once(id).chain(page.document.ancestors(id)).any(|id| page.document.nodes[id].locked);
            let words = node.kind == Kind::Link && page.document.children(id, &Slot::MAIN).is_empty();
            // A selection may hold the container although none of the tops is it.
            let expected = allowed && !locked && !words && !dragged.holds(id);
            prop_assert_eq!(gaps.iter().any(|gap| gap.parent == *id), expected, "{} {}", id, node.kind);
        }
    }

    #[test]
    fn layers_and_canvas_agree_on_what_is_possible(seeds in seeds(30), (new, picks) in picks(), points in prop::collection::vec((-20.0..260.0, -20.0..700.0), 1..12)) {
        let page = page(&seeds);
        let Some(dragged) = payload(&page, new, &picks) else { return Ok(()) };
        let gaps = walk::gaps(&page.document, &dragged);
        let list = rows(&page.document);
        for (x, y) in points {
            let found = layers::target(&page.document, &list, &dragged, Point::new(x, y), None);
            prop_assert_eq!(found.is_none(), gaps.is_empty());
            if let Some(target) = found {
                prop_assert!(gaps.contains(&target.gap));
                drop_and_look(&page.document, &dragged, &target.gap, Some(target.unchanged))?;
            }
        }
    }

    #[test]
    fn what_sticks_is_where_reading_again_would_find_it(seeds in seeds(30), picks in prop::collection::vec(any::<u16>(), 1..3), dy in -400.0..400.0_f64) {
        let mut page = page(&seeds);
        let picked = |pick: &u16| page.nodes.get(usize::from(*pick) % page.nodes.len().max(1)).cloned();
        let tops = crate::editing::selection::tops(&page.document, &picks.iter().filter_map(picked).collect::<Vec<_>>());
        for top in &tops {
            page.document.nodes.get_mut(top).unwrap().props.insert(Prop::STICKY, true.into());
        }
        let moves = |id: &NodeId| tops.contains(id) || page.document.ancestors(id).any(|around| tops.contains(around));
        let read = |by: f64| {
            let seen = page.document.nodes.keys().filter_map(|id| {
                let rect = page.layout.rect(id)?;
                let rect = Rect { y: rect.y + if moves(id) { by } else { 0.0 }, ..rect };
                Some((id.clone(), Measured { rect, flow: Flow::COLUMN }))
            });
            let stamp = Stamp { scroll: Point::new(0.0, by), ..Stamp::default() };
            Layout::new(&page.document, &seen.collect(), stamp)
        };
        let (mut layout, again) = (read(0.0), read(dy));
        let raised: Vec<(NodeId, Rect)> =
            layout.raised().into_iter().filter_map(|id| Some((id.clone(), again.rect(&id)?))).collect();
        layout.scrolled(Point::new(0.0, dy), &raised);
        prop_assert_eq!(layout.stamp(), again.stamp());
        for id in page.document.nodes.keys() {
            let (followed, read) = (layout.rect(id).unwrap(), again.rect(id).unwrap());
            prop_assert!((followed.y - read.y).abs() < 1e-6 && (followed.x - read.x).abs() < 1e-6, "{}", id);
        }
        // What it answers is the same, too.
        if let Some(dragged) = payload(&page, true, &picks) {
            for step in 0..20 {
                let point = Point::new(f64::from(step * 61 % 1_200), f64::from(step * 97 % 1_500));
                let (a, b) = (
                    hit::target(&page.document, &layout, &dragged, point, None),
                    hit::target(&page.document, &again, &dragged, point, None),
                );
                prop_assert_eq!(a.map(|target| target.gap), b.map(|target| target.gap));
            }
        }
    }

    #[test]
    fn a_trembling_hand_flips_nothing(seeds in seeds(40), (new, picks) in picks(), start in point(), steps in prop::collection::vec((-1.4..1.4, -1.4..1.4), 1..30)) {
        let page = page(&seeds);
        let Some(dragged) = payload(&page, new, &picks) else { return Ok(()) };
        let first = hit::target(&page.document, &page.layout, &dragged, start, None);
        let mut last = first.clone();
        // Anywhere within 2 px of the start is within 4 px of any other such point.
        for (dx, dy) in steps {
            last = hit::target(&page.document, &page.layout, &dragged, Point::new(start.x + dx, start.y + dy), last.as_ref());
            prop_assert_eq!(last.as_ref().map(|target| &target.gap), first.as_ref().map(|target| &target.gap));
        }
    }
}

/// 40 sections of 49 headings each: no hit test may look at more than the sections and one section's blocks, each a
/// few times.
#[test]
fn of_two_thousand_nodes_few_are_looked_at() {
    let mut seeds = vec![Seed::of(&Kind::Section, 0); 40];
    seeds.extend((0..40).flat_map(|section| (0..49).map(move |_| Seed::of(&Kind::Heading, section))));
    let page = page(&seeds);
    assert_eq!(page.document.nodes.len(), 2_001);
    let heading = Dragged::kind(&page.document, &Kind::Heading, &SeededRng::new(1)).unwrap();
    let field = Dragged::nodes(&page.document, &page.nodes[60..62]).unwrap();
    let bottom = page.layout.rect(&page.document.root).unwrap().h;
    for dragged in [heading, field] {
        for step in 0..200 {
            let y = f64::from(step) / 190.0 * bottom - 100.0;
            for x in [-500.0, 3.0, 600.0] {
                let search = Search::new(&page.document, &page.layout, &dragged);
                assert!(search.target(Point::new(x, y)).is_some());
                assert!(search.visited.get() <= 4 * (40 + 49), "{} nodes at {x}, {y}", search.visited.get());
            }
        }
    }
}
