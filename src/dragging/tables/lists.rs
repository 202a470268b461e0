//! The layers list and the keyboard.

use super::super::layers::{self, Row, Rows};
use super::super::{Dragged, Point, Rect, Walk, hit, walk};
use super::{gap, held, id, nested, new, touching};
use crate::document::{Document, Kind, Lang};

/// The rows of the layers list without the root, 20 px high, 16 px a step.
fn rows(document: &Document) -> Rows {
    let tree = crate::document::Tree::new(document);
    let mut y = -20.0;
    let rows = tree
        .walk(&document.root)
        .into_iter()
        .skip(1)
        .map(|(depth, node)| {
            y += 20.0;
            Row { node: node.clone(), depth: depth - 1, rect: Rect::new(0.0, y, 240.0, 20.0) }
        })
        .collect();
    Rows { rows, left: 10.0, indent: 16.0, open: None }
}

#[test]
fn in_layers_the_height_picks_the_gap_and_the_side_the_depth() {
    let (document, _) = nested();
    let list = rows(&document);
    let button = new(&document, &Kind::Button);
    // s 0–20, cols –40, c1 –60, box –80, h –100, c2 –120, form –140, field –160, send –180
    let at = |dragged: &Dragged, x: f64, y: f64| {
        let found = layers::target(&document, &list, dragged, Point::new(x, y), None).unwrap();
        (found.gap.parent.to_string(), found.gap.index, found.mark.rect().x)
    };
    let is = |parent: &str, index: usize, depth: f64| (parent.to_owned(), index, 10.0 + depth * 16.0);
    assert_eq!(at(&button, 40.0, 2.0), is("root", 0, 0.0));
    assert_eq!(at(&button, 40.0, 21.0), is("s", 0, 1.0));
    assert_eq!(at(&button, 40.0, 62.0), is("c1", 0, 3.0));
    assert_eq!(at(&button, 90.0, 99.0), is("box", 1, 4.0));
    assert_eq!(at(&button, 66.0, 99.0), is("c1", 1, 3.0));
    assert_eq!(at(&button, 10.0, 99.0), is("c1", 1, 3.0));
    // Past the end: the last position at every depth, whatever is there.
    assert_eq!(at(&button, 12.0, 900.0), is("root", 1, 0.0));
    assert_eq!(at(&button, 30.0, 900.0), is("s", 1, 1.0));
    assert_eq!(at(&button, 62.0, 900.0), is("c2", 1, 3.0));
    assert_eq!(at(&button, 200.0, 900.0), is("form", 2, 4.0));
    // A column goes into columns only.
    assert_eq!(at(&new(&document, &Kind::Column), 200.0, 900.0), is("cols", 2, 2.0));
    assert_eq!(at(&new(&document, &Kind::Column), 10.0, 10.0), is("cols", 0, 2.0));
    // The place of the dragged rows is one gap.
    let own = held(&document, &["box"]);
    let found = layers::target(&document, &list, &own, Point::new(66.0, 80.0), None).unwrap();
    assert_eq!((found.gap.parent, found.gap.index, found.unchanged), (id("c1"), 0, true));
    let send = held(&document, &["send"]);
    assert_eq!(at(&send, 74.0, 900.0), is("form", 1, 4.0));
}

#[test]
fn folded_rows_take_at_their_end() {
    let (document, _) = nested();
    let mut list = rows(&document);
    list.rows.retain(|row| ["s", "cols", "c1", "c2"].contains(&row.node.as_str()));
    for (row, y) in list.rows.iter_mut().zip([0.0, 20.0, 40.0, 60.0]) {
        row.rect.y = y;
    }
    let button = new(&document, &Kind::Button);
    let found = layers::target(&document, &list, &button, Point::new(200.0, 59.0), None).unwrap();
    assert_eq!(found.gap, gap("c1", 1, 4));
    let found = layers::target(&document, &list, &button, Point::new(200.0, 99.0), None).unwrap();
    assert_eq!(found.gap, gap("c2", 1, 4));
}

#[test]
fn the_list_may_begin_with_the_page_itself() {
    let (document, _) = touching();
    let mut list = rows(&document);
    for row in &mut list.rows {
        row.depth += 1;
        row.rect.y += 20.0;
    }
    list.rows.insert(0, Row { node: id("root"), depth: 0, rect: Rect::new(0.0, 0.0, 240.0, 20.0) });
    let section = new(&document, &Kind::Section);
    let at = |y: f64| layers::target(&document, &list, &section, Point::new(0.0, y), None).unwrap().gap;
    assert_eq!(at(1.0), gap("root", 0, 1));
    assert_eq!(at(25.0), gap("root", 0, 1));
    assert_eq!(at(900.0), gap("root", 2, 1));
    let empty = Document::empty(id("root"), Lang::EN);
    let none = Rows { rows: Vec::new(), left: 0.0, indent: 16.0, open: None };
    let section = new(&empty, &Kind::Section);
    assert_eq!(
        layers::target(&empty, &none, &section, Point::default(), None).unwrap().gap,
        gap("root", 0, 1)
    );
}

#[test]
fn the_blocks_of_an_opened_component_are_places_too() {
    let (mut document, _) = nested();
    let rng = crate::rng::SeededRng::new(1);
    let (ops, instance) = crate::editing::component::make(&document, &id("box"), "Box", &rng).unwrap();
    crate::document::apply_all(&mut document, &ops).unwrap();
    let mut list = rows(&document);
    // s 0–20, cols –40, c1 –60, the instance –80, box –100, h –120, c2 –140 …
    let at = list.rows.iter().position(|row| row.node == instance).unwrap();
    for (n, node) in ["box", "h"].into_iter().enumerate() {
        let rect = Rect::new(0.0, 0.0, 240.0, 20.0);
        list.rows.insert(at + 1 + n, Row { node: id(node), depth: 4 + n, rect });
    }
    for (row, n) in list.rows.iter_mut().zip(0_u32..) {
        row.rect.y = f64::from(n) * 20.0;
    }
    list.open = Some((instance.clone(), id("box")));
    let at = |dragged: &Dragged, x: f64, y: f64| {
        layers::target(&document, &list, dragged, Point::new(x, y), None).unwrap().gap
    };
    let button = new(&document, &Kind::Button);
    assert_eq!(at(&button, 98.0, 100.0), gap("box", 0, 1));
    assert_eq!(at(&button, 98.0, 119.0), gap("box", 1, 1));
    assert_eq!(at(&button, 66.0, 119.0), gap("c1", 1, 4), "behind the instance");
    // Blocks change places in it, and it never goes into itself.
    let heading = held(&document, &["h"]);
    assert_eq!(at(&heading, 98.0, 101.0), gap("box", 0, 1));
    let whole = held(&document, &[instance.as_str()]);
    for y in [85.0, 100.0, 119.0] {
        assert_ne!(at(&whole, 98.0, y).parent, id("box"), "{y}");
    }
}

#[test]
fn the_keyboard_walks_every_gap() {
    let (document, layout) = nested();
    let own = held(&document, &["h"]);
    let mut walk = Walk::new(&document, &own, None).unwrap();
    assert_eq!(walk.gap(), Some(&gap("box", 0, 5)));
    let told = walk::describe(&document, &own, walk.gap().unwrap()).unwrap();
    assert_eq!((told.kind, told.position, told.of, told.unchanged), (Kind::Container, 1, 1, true));
    assert!(walk.up());
    assert_eq!(walk.gap(), Some(&gap("c1", 0, 4)));
    assert!(walk.enter());
    assert_eq!(walk.gap(), Some(&gap("box", 0, 5)));
    assert!(walk.leave());
    assert_eq!(walk.gap(), Some(&gap("c1", 1, 4)));
    assert!(walk.enter());
    assert_eq!(walk.gap(), Some(&gap("box", 0, 5)));
    assert!(walk.down() && walk.down());
    assert_eq!(walk.gap(), Some(&gap("c2", 0, 4)), "columns take no heading");
    assert!(walk.leave());
    assert_eq!(walk.gap(), Some(&gap("s", 1, 2)));
    let told = walk::describe(&document, &own, walk.gap().unwrap()).unwrap();
    assert_eq!((told.kind, told.position, told.of, told.unchanged), (Kind::Section, 2, 2, false));
    assert_eq!(
        hit::mark(&document, &layout, &own, walk.gap().unwrap()).unwrap().rect(),
        Rect::new(20.0, 283.0, 360.0, 2.0)
    );
    assert!(walk.leave());
    assert_eq!(walk.gap(), Some(&gap("root", 1, 1)));
    assert!(!walk.leave() && !walk.down());
    assert!(walk.enter());
    assert_eq!(walk.gap(), Some(&gap("s", 1, 2)));
    assert!(walk.go(&gap("form", 2, 5)) && !walk.go(&gap("box", 7, 5)));
    // Something new starts where it would be added.
    let button = new(&document, &Kind::Button);
    assert_eq!(Walk::new(&document, &button, Some(&id("h"))).unwrap().gap(), Some(&gap("box", 1, 5)));
    assert!(Walk::new(&document, &new(&document, &Kind::ListItem), None).is_none());
}
