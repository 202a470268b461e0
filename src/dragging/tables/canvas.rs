//! Points on the canvas.

use std::collections::HashMap;

use super::super::{Dragged, Flow, Layout, Mark, Measured, Point, Rect, Stamp, Target, drop, hit, walk};
use super::{grid, held, id, nested, new, page, touching};
use crate::document::{Document, Kind};

fn at(page: &(Document, Layout), dragged: &Dragged, x: f64, y: f64) -> (String, usize) {
    let found = hit::target(&page.0, &page.1, dragged, Point::new(x, y), None).unwrap();
    (found.gap.parent.to_string(), found.gap.index)
}

#[track_caller]
fn check(page: &(Document, Layout), dragged: &Dragged, rows: &[(f64, f64, &str, usize)]) {
    for (x, y, parent, index) in rows {
        assert_eq!(at(page, dragged, *x, *y), ((*parent).to_owned(), *index), "at {x}, {y}");
    }
}

#[test]
fn between_two_containers_that_touch() {
    let page = touching();
    let heading = new(&page.0, &Kind::Heading);
    check(
        &page,
        &heading,
        &[
            (50.0, 30.0, "a", 0),
            (50.0, 80.0, "a", 1),
            (50.0, 90.0, "s", 1),
            (50.0, 99.9, "s", 1),
            (50.0, 100.0, "s", 1),
            (50.0, 110.0, "s", 1),
            (50.0, 115.0, "b", 0),
            (50.0, 185.0, "b", 1),
        ],
    );
}

#[test]
fn where_edges_coincide_every_level_has_its_share() {
    let page = touching();
    let heading = new(&page.0, &Kind::Heading);
    check(
        &page,
        &heading,
        &[
            (50.0, 1.0, "root", 0),
            (50.0, 8.0, "s", 0),
            (50.0, 13.0, "a", 0),
            (50.0, 190.0, "s", 2),
            (50.0, 197.0, "root", 1),
            (50.0, 203.0, "root", 1),
            (50.0, 211.9, "root", 1),
            (50.0, 212.0, "t", 0),
            // The left side of a container in a column leads nowhere.
            (1.0, 60.0, "a", 1),
        ],
    );
}

#[test]
fn sections_only_go_between_sections() {
    let page = touching();
    let section = new(&page.0, &Kind::Section);
    check(
        &page,
        &section,
        &[
            (50.0, 50.0, "root", 0),
            (50.0, 150.0, "root", 1),
            (50.0, 290.0, "root", 1),
            (50.0, 310.0, "root", 2),
            (50.0, 590.0, "root", 2),
        ],
    );
}

#[test]
fn the_third_row_of_a_wrapped_grid() {
    let page = grid(Flow::GRID, |x| x);
    let heading = new(&page.0, &Kind::Heading);
    check(
        &page,
        &heading,
        &[
            (20.0, 180.0, "s", 6),
            (80.0, 180.0, "s", 7),
            (300.0, 180.0, "s", 7),
            (20.0, 330.0, "s", 6),
            (80.0, 330.0, "s", 7),
            (20.0, 130.0, "s", 3),
            (105.0, 130.0, "s", 4),
            (215.0, 130.0, "s", 5),
            (330.0, 130.0, "s", 6),
            (330.0, 70.0, "s", 3),
        ],
    );
    // The same index at the end of one row and at the start of the next: the line is where the pointer is.
    let line = |x, y| hit::target(&page.0, &page.1, &heading, Point::new(x, y), None).unwrap().mark.rect();
    assert_eq!(line(330.0, 130.0), Rect::new(323.0, 100.0, 2.0, 50.0));
    assert_eq!(line(5.0, 180.0), Rect::new(-1.0, 160.0, 2.0, 50.0));
    assert_eq!(line(105.0, 130.0), Rect::new(104.0, 100.0, 2.0, 50.0));
}

#[test]
fn a_cell_over_two_rows_has_both_rows_beside_it() {
    let page = page(&[
        ("s", Kind::Section, "root", (0.0, 0.0, 400.0, 220.0), Flow::GRID),
        ("tall", Kind::Image, "s", (0.0, 0.0, 195.0, 210.0), Flow::BLOCK),
        ("h1", Kind::Heading, "s", (205.0, 0.0, 195.0, 100.0), Flow::BLOCK),
        ("h2", Kind::Heading, "s", (205.0, 110.0, 195.0, 100.0), Flow::BLOCK),
    ]);
    check(
        &page,
        &new(&page.0, &Kind::Heading),
        &[
            (30.0, 60.0, "s", 0),
            (180.0, 60.0, "s", 1),
            (230.0, 60.0, "s", 1),
            (380.0, 60.0, "s", 2),
            (230.0, 160.0, "s", 2),
            (380.0, 160.0, "s", 3),
        ],
    );
}

#[test]
fn from_right_to_left_and_backwards() {
    let heading = |page: &(Document, Layout)| new(&page.0, &Kind::Heading);
    for flow in [Flow::WRAPPED.rtl(), Flow::WRAPPED.reversed()] {
        let page = grid(flow, |x| 300.0 - x);
        check(
            &page,
            &heading(&page),
            &[
                (380.0, 180.0, "s", 6),
                (320.0, 180.0, "s", 7),
                (380.0, 130.0, "s", 3),
                (295.0, 130.0, "s", 4),
                (70.0, 130.0, "s", 6),
            ],
        );
    }
    let page = grid(Flow::WRAPPED.rtl().reversed(), |x| x);
    check(&page, &heading(&page), &[(105.0, 130.0, "s", 4), (80.0, 180.0, "s", 7)]);
    let column = page_of_column(Flow::COLUMN.reversed(), [(0.0, 200.0), (0.0, 100.0), (0.0, 0.0)]);
    check(
        &column,
        &heading(&column),
        &[(50.0, 290.0, "s", 0), (50.0, 190.0, "s", 1), (50.0, 120.0, "s", 2), (50.0, 20.0, "s", 3)],
    );
}

fn page_of_column(flow: Flow, at: [(f64, f64); 3]) -> (Document, Layout) {
    let [a, b, c] = at.map(|(x, y)| (x, y + 20.0, 400.0, 100.0));
    page(&[
        ("s", Kind::Section, "root", (0.0, 0.0, 400.0, 400.0), flow),
        ("h1", Kind::Heading, "s", a, Flow::BLOCK),
        ("h2", Kind::Heading, "s", b, Flow::BLOCK),
        ("h3", Kind::Heading, "s", c, Flow::BLOCK),
    ])
}

#[test]
fn a_grid_of_one_column_is_a_stack() {
    let page = page_of_column(Flow::GRID, [(0.0, 0.0), (0.0, 100.0), (0.0, 200.0)]);
    let heading = new(&page.0, &Kind::Heading);
    check(
        &page,
        &heading,
        &[(390.0, 60.0, "s", 0), (10.0, 80.0, "s", 1), (390.0, 160.0, "s", 1), (10.0, 300.0, "s", 3)],
    );
}

#[test]
fn the_deepest_container_that_takes_it() {
    let page = nested();
    check(
        &page,
        &new(&page.0, &Kind::Button),
        &[
            (100.0, 100.0, "box", 0),
            (100.0, 240.0, "box", 1),
            (100.0, 40.0, "c1", 0),
            (100.0, 65.0, "c1", 0),
            (100.0, 272.0, "s", 1),
            (300.0, 200.0, "c2", 1),
            (300.0, 90.0, "form", 1),
            // Between the columns: nothing but a column goes there.
            (200.0, 100.0, "s", 0),
            (10.0, 100.0, "s", 0),
        ],
    );
    check(
        &page,
        &new(&page.0, &Kind::Column),
        &[(100.0, 100.0, "cols", 0), (200.0, 100.0, "cols", 1), (390.0, 590.0, "cols", 2)],
    );
    // Outside of forms a new field brings one; a field of the page stays in forms.
    check(
        &page,
        &new(&page.0, &Kind::EmailField),
        &[(100.0, 100.0, "box", 0), (300.0, 90.0, "form", 1), (10.0, 10.0, "root", 0)],
    );
    check(&page, &new(&page.0, &Kind::Section), &[(100.0, 100.0, "root", 0), (-50.0, 9_000.0, "root", 1)]);
    let list_item = new(&page.0, &Kind::ListItem);
    assert_eq!(hit::target(&page.0, &page.1, &list_item, Point::new(1.0, 1.0), None), None);
}

#[test]
fn never_into_itself() {
    let page = nested();
    check(&page, &held(&page.0, &["box"]), &[(100.0, 100.0, "c1", 0), (300.0, 200.0, "c2", 1)]);
    // The form under the pointer is inside what moves.
    check(
        &page,
        &held(&page.0, &["cols"]),
        &[(100.0, 100.0, "s", 0), (300.0, 90.0, "s", 0), (300.0, 400.0, "root", 1)],
    );
}

#[test]
fn outside_of_everything_the_nearest() {
    let page = touching();
    let heading = new(&page.0, &Kind::Heading);
    check(
        &page,
        &heading,
        &[
            (-500.0, 55.0, "a", 1),
            (900.0, 130.0, "b", 0),
            (50.0, -40.0, "a", 0),
            (50.0, 500.0, "root", 2),
            (50.0, 5_000.0, "root", 2),
        ],
    );
}

#[test]
fn empty_containers_are_hit_as_a_whole() {
    let page = page(&[
        ("s", Kind::Section, "root", (0.0, 0.0, 400.0, 300.0), Flow::COLUMN),
        ("e", Kind::Container, "s", (20.0, 20.0, 360.0, 48.0), Flow::COLUMN),
        ("flat", Kind::Container, "s", (20.0, 130.0, 360.0, 0.0), Flow::COLUMN),
        ("one", Kind::Container, "s", (20.0, 200.0, 360.0, 50.0), Flow::COLUMN),
        ("h", Kind::Heading, "one", (20.0, 200.0, 360.0, 50.0), Flow::BLOCK),
    ]);
    let heading = new(&page.0, &Kind::Heading);
    check(
        &page,
        &heading,
        &[
            (25.0, 25.0, "e", 0),
            (200.0, 63.0, "e", 0),
            (200.0, 22.0, "s", 0),
            (200.0, 66.0, "s", 1),
            (200.0, 115.0, "flat", 0),
            (200.0, 145.0, "flat", 0),
            (200.0, 90.0, "s", 1),
        ],
    );
    let mark = |x, y| hit::target(&page.0, &page.1, &heading, Point::new(x, y), None).unwrap().mark;
    assert_eq!(mark(200.0, 40.0), Mark::Whole(Rect::new(20.0, 20.0, 360.0, 48.0)));
    assert_eq!(mark(200.0, 130.0), Mark::Whole(Rect::new(20.0, 106.0, 360.0, 48.0)));
    // Emptied by the drag itself: back where it was.
    let own = held(&page.0, &["h"]);
    let back = hit::target(&page.0, &page.1, &own, Point::new(200.0, 225.0), None).unwrap();
    assert_eq!((back.gap.parent.as_str(), back.gap.index, back.unchanged), ("one", 0, true));
    assert_eq!(drop::ops(&page.0, &own, &back.gap), Some(Vec::new()));
}

#[test]
fn a_target_holds_on_for_four_pixels() {
    let page = touching();
    let heading = new(&page.0, &Kind::Heading);
    let go = |y: f64, previous: Option<&Target>| {
        hit::target(&page.0, &page.1, &heading, Point::new(50.0, y), previous).unwrap()
    };
    let first = go(86.0, None);
    assert_eq!(first.gap.parent, id("a"));
    let second = go(89.0, Some(&first));
    assert_eq!(second.gap.parent, id("a"), "over the boundary at 88, but only by a little");
    let third = go(90.5, Some(&second));
    assert_eq!(third.gap.parent, id("s"), "more than 4 px from the last point where it was right");
    let fourth = go(87.0, Some(&third));
    assert_eq!(fourth.gap.parent, id("s"), "and the other way round");
    // A jump is believed at once.
    assert_eq!(go(89.0, Some(&go(60.0, None))).gap.parent, id("s"));
    // Pixel by pixel it changes once.
    let mut last = go(70.0, None);
    let mut changes = 0;
    for y in [80.0, 84.0, 86.0, 87.0, 88.5, 87.5, 88.5, 89.0, 88.0, 91.0, 95.0, 91.0, 89.0] {
        let next = go(y, Some(&last));
        changes += usize::from(next.gap != last.gap);
        last = next;
    }
    assert_eq!(changes, 1);
}

#[test]
fn locked_hidden_unknown_and_words() {
    let rows = [
        ("s", Kind::Section, "root", (0.0, 0.0, 400.0, 400.0), Flow::COLUMN),
        ("a", Kind::Container, "s", (0.0, 20.0, 400.0, 100.0), Flow::COLUMN),
        ("h", Kind::Heading, "a", (0.0, 20.0, 400.0, 100.0), Flow::BLOCK),
        ("l", Kind::Link, "s", (0.0, 130.0, 400.0, 100.0), Flow::BLOCK),
        ("u", Kind::Unknown("hologram".into()), "s", (0.0, 240.0, 400.0, 100.0), Flow::BLOCK),
    ];
    let mut page = page(&rows);
    let heading = new(&page.0, &Kind::Heading);
    check(&page, &heading, &[(50.0, 60.0, "a", 0), (50.0, 170.0, "s", 1), (50.0, 280.0, "s", 2)]);
    page.0.nodes.get_mut(&id("a")).unwrap().hidden = true;
    check(&page, &heading, &[(50.0, 60.0, "a", 0)]);
    page.0.nodes.get_mut(&id("a")).unwrap().locked = true;
    check(&page, &heading, &[(50.0, 60.0, "s", 0), (50.0, 90.0, "s", 1)]);
    assert!(Dragged::nodes(&page.0, &[id("a")]).is_none());
    assert!(Dragged::nodes(&page.0, &[id("h")]).is_none());
    assert!(Dragged::nodes(&page.0, &[id("root")]).is_none());
    assert!(walk::gaps(&page.0, &heading).iter().all(|gap| gap.parent != id("a")));
}

#[test]
fn what_has_no_rectangle_keeps_its_place() {
    let nothing = (0.0, 0.0, 0.0, 0.0);
    let page = page(&[
        ("s", Kind::Section, "root", (0.0, 0.0, 400.0, 300.0), Flow::COLUMN),
        ("h1", Kind::Heading, "s", (0.0, 50.0, 400.0, 50.0), Flow::BLOCK),
        ("off", Kind::Heading, "s", nothing, Flow::BLOCK),
        ("h2", Kind::Heading, "s", (0.0, 100.0, 400.0, 50.0), Flow::BLOCK),
        ("contents", Kind::Container, "s", nothing, Flow::BLOCK),
        ("h3", Kind::Heading, "contents", (0.0, 200.0, 400.0, 50.0), Flow::BLOCK),
    ]);
    let heading = new(&page.0, &Kind::Heading);
    check(
        &page,
        &heading,
        &[(50.0, 60.0, "s", 0), (50.0, 95.0, "s", 1), (50.0, 140.0, "s", 3), (50.0, 235.0, "contents", 1)],
    );
    assert_eq!(page.1.rect(&id("contents")), Some(Rect::new(0.0, 200.0, 400.0, 50.0)));
    assert_eq!(page.1.rect(&id("off")), None);
}

#[test]
fn a_bar_that_sticks_is_above_what_scrolls_under_it() {
    let mut scrolled = page(&[
        ("nav", Kind::Navbar, "root", (0.0, 200.0, 400.0, 60.0), Flow::ROW),
        ("link", Kind::Link, "nav", (300.0, 210.0, 80.0, 40.0), Flow::BLOCK),
        ("s", Kind::Section, "root", (0.0, 60.0, 400.0, 500.0), Flow::COLUMN),
        ("h", Kind::Heading, "s", (0.0, 100.0, 400.0, 400.0), Flow::BLOCK),
    ]);
    let button = new(&scrolled.0, &Kind::Button);
    check(&scrolled, &button, &[(320.0, 230.0, "s", 0)]);
    let nav = scrolled.0.nodes.get_mut(&id("nav")).unwrap();
    nav.props.insert(crate::document::Prop::STICKY, true.into());
    let measured = ["root", "nav", "link", "s", "h"].map(|name| {
        let flow = if name == "nav" { Flow::ROW } else { Flow::BLOCK };
        (id(name), Measured { rect: scrolled.1.rect(&id(name)).unwrap(), flow })
    });
    scrolled.1 = Layout::new(&scrolled.0, &HashMap::from(measured), Stamp::default());
    check(&scrolled, &button, &[(320.0, 230.0, "nav", 0), (370.0, 230.0, "nav", 1), (320.0, 330.0, "s", 1)]);
    // It goes along when the page is scrolled, with what is in it.
    assert_eq!(scrolled.1.raised(), [id("nav")]);
    scrolled.1.scrolled(Point::new(0.0, 300.0), &[(id("nav"), Rect::new(0.0, 300.0, 400.0, 60.0))]);
    assert_eq!(scrolled.1.rect(&id("link")), Some(Rect::new(300.0, 310.0, 80.0, 40.0)));
    assert_eq!(scrolled.1.stamp().scroll, Point::new(0.0, 300.0));
    check(&scrolled, &button, &[(320.0, 330.0, "nav", 0), (320.0, 230.0, "s", 0)]);
}
