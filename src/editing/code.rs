//! The author's own code for the whole page, such as that of a counter. It is an embed like any other, the only place
//! for raw HTML and script: one that stands in no section.

use crate::Rng;
use crate::document::build::Block;
use crate::document::{Document, Kind, NodeId, Op, Prop, Slot, Value, edit};

/// The embed that holds it, if there is one.
#[must_use]
pub fn page_code(document: &Document) -> Option<&NodeId> {
    let of_page = |id: &&NodeId| document.nodes.get(*id).is_some_and(|node| node.kind == Kind::Embed);
    document.children(&document.root, &Slot::MAIN).into_iter().rev().find(of_page)
}

/// What sets it; without any it goes. It stands before the footer, so that what is said of the page's end stays true.
#[must_use]
pub fn set_page_code(document: &Document, code: &str, rng: &dyn Rng) -> Vec<Op> {
    let blank = code.trim().is_empty();
    match page_code(document) {
        Some(node) if blank => vec![Op::Remove { node: node.clone() }],
        Some(node) => {
            vec![Op::SetProp { node: node.clone(), prop: Prop::CODE, value: Value::text(code) }]
        }
        None if blank => Vec::new(),
        None => {
            let children = document.children(&document.root, &Slot::MAIN);
            let (_, after) = crate::render::bars(document, &children);
            let block = Block::new(Kind::Embed).prop(Prop::CODE, code);
            edit::insert_block(document, &document.root, children.len() - after, block, rng)
                .into_iter()
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Lang, apply_all, validate};
    use crate::editing::add;
    use crate::render::{PageInfo, Target, render};
    use crate::rng::SeededRng;

    #[test]
    fn it_is_set_changed_and_taken_away_before_the_footer() {
        let rng = SeededRng::new(1);
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        for kind in [Kind::Section, Kind::Footer] {
            let (ops, _) = add::block(&document, &kind, None, &rng).unwrap();
            apply_all(&mut document, &ops).unwrap();
        }
        let before = document.to_json();
        assert!(set_page_code(&document, "  ", &rng).is_empty());
        let ops = set_page_code(&document, "<script>count(1)</script>", &rng);
        apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        let html = render(&document, &Target::Published(PageInfo::default())).html;
        assert!(html.find("count(1)").unwrap() < html.find("<footer").unwrap());
        assert!(html.find("</main>").unwrap() < html.find("<footer").unwrap());
        let ops = set_page_code(&document, "<script>count(2)</script>", &rng);
        apply_all(&mut document, &ops).unwrap();
        assert_eq!(
            document.nodes[page_code(&document).unwrap()].text(&Prop::CODE),
            "<script>count(2)</script>"
        );
        // Nothing of it runs on the canvas.
        let canvas = render(&document, &Target::Canvas(PageInfo::default())).html;
        assert!(!canvas.contains("<script>count"));
        let ops = set_page_code(&document, "", &rng);
        apply_all(&mut document, &ops).unwrap();
        assert_eq!(document.to_json(), before);
    }
}
