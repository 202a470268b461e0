//! What a rectangle drawn on the canvas selects.

use super::geometry::Rect;
use super::layout::Layout;
use crate::document::NodeId;

/// The blocks a rectangle touches, in the order of the page: neighbours of one container, so that they can be moved,
/// grouped and aligned together.
///
/// It looks inside a block as long as that is the only one touched and not covered whole: drawn across three texts of
/// a section it selects the texts, drawn around the section the section.
#[must_use]
pub fn chosen(layout: &Layout, area: Rect) -> Vec<NodeId> {
    let Some(mut around) = layout.spot(0) else { return Vec::new() };
    loop {
        let touched: Vec<_> = layout
            .kids(around)
            .map(|(_, spot)| spot)
            .filter(|spot| spot.area.is_some_and(|rect| touches(area, rect)))
            .collect();
        match touched.as_slice() {
            [only] if !only.kids.is_empty() && !only.area.is_some_and(|rect| covers(area, rect)) => {
                around = only;
            }
            _ => return touched.into_iter().map(|spot| spot.id.clone()).collect(),
        }
    }
}

/// Whether they share at least a line.
fn touches(a: Rect, b: Rect) -> bool {
    a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom()
}

fn covers(a: Rect, b: Rect) -> bool {
    a.x <= b.x && a.y <= b.y && a.right() >= b.right() && a.bottom() >= b.bottom()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::generated::{Seed, page, seeds};
    use super::*;
    use crate::document::{Kind, Slot};

    #[test]
    fn it_selects_neighbours_of_the_innermost_container_it_is_drawn_in() {
        let of = Seed::of;
        let page = page(&[
            of(&Kind::Section, 0),
            of(&Kind::Section, 0),
            of(&Kind::Heading, 1),
            of(&Kind::Heading, 1),
            of(&Kind::Heading, 1),
        ]);
        let sections = page.document.children(&page.document.root, &Slot::MAIN);
        let full = sections.iter().find(|id| !page.document.children(id, &Slot::MAIN).is_empty()).unwrap();
        let headings = page.document.children(full, &Slot::MAIN);
        let rect = |id: &NodeId| page.layout.rect(id).unwrap();
        // From the middle of the first to the middle of the second.
        let (a, b) = (rect(headings[0]), rect(headings[1]));
        let across = Rect::new(a.x + 20.0, a.y + a.h / 2.0, 30.0, b.y - a.y);
        assert_eq!(chosen(&page.layout, across), [headings[0].clone(), headings[1].clone()]);
        // Around the section: the section.
        let whole = rect(full);
        let around = Rect::new(whole.x - 1.0, whole.y - 0.0, whole.w + 2.0, whole.h);
        assert!(chosen(&page.layout, around).contains(full));
        assert_eq!(chosen(&page.layout, Rect::new(-50.0, -50.0, 10.0, 10.0)), []);
        assert_eq!(chosen(&page.layout, Rect::new(whole.x + 2.0, whole.y + 2.0, 3.0, 3.0)), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]

        #[test]
        fn what_it_selects_is_touched_and_stands_together(
            seeds in seeds(40), x in -50.0..1_250.0, y in -50.0..2_000.0, w in 0.0..900.0, h in 0.0..900.0,
        ) {
            let page = page(&seeds);
            let area = Rect::new(x, y, w, h);
            let found = chosen(&page.layout, area);
            let parent = found.first().and_then(|id| page.document.parent(id)).cloned();
            for id in &found {
                prop_assert_eq!(page.document.parent(id), parent.as_ref());
                prop_assert!(touches(area, page.layout.rect(id).unwrap()));
            }
            if let Some(parent) = &parent {
                // None of the neighbours it touches is left out, and the order is the page's.
                let all: Vec<NodeId> = page.document.children(parent, &Slot::MAIN).into_iter()
                    .filter(|id| page.layout.rect(id).is_some_and(|rect| touches(area, rect)))
                    .cloned().collect();
                prop_assert_eq!(&found, &all);
            }
        }
    }
}
