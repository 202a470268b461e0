//! The canvas as the hit test sees it: rectangles, directions, scroll and zoom.

use std::collections::HashMap;

use landinghub::document::{Document, NodeId};
use landinghub::dragging::layout::Computed;
use landinghub::dragging::{Flow, Layout, Measured, Point, Rect, Stamp};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, Element};

use super::canvas::{Canvas, bounds};

/// An element's rectangle.
pub fn rect_of(element: &Element) -> Rect {
    let rect = bounds(element);
    Rect::new(rect.x, rect.y, rect.w, rect.h)
}

impl Canvas {
    /// The scale it is shown at.
    pub fn zoom(&self) -> f64 {
        let inner = f64::from(self.frame().offset_width());
        if inner > 0.0 { bounds(self.frame()).w / inner } else { 1.0 }
    }

    /// How far the page is scrolled.
    pub fn scroll(&self) -> Point {
        let view = self.document().default_view();
        view.map(|view| Point::new(view.scroll_x().unwrap_or_default(), view.scroll_y().unwrap_or_default()))
            .unwrap_or_default()
    }

    /// What rectangles read now would depend on.
    pub fn stamp(&self) -> Stamp {
        let frame = self.frame();
        Stamp {
            version: 0,
            size: (f64::from(frame.offset_width()), f64::from(frame.offset_height())),
            scroll: self.scroll(),
        }
    }

    /// Scrolls by so many of its own pixels. Answers whether anything moved.
    pub fn scroll_by(&self, x: f64, y: f64) -> bool {
        let Some(view) = self.document().default_view().filter(|_| x != 0.0 || y != 0.0) else {
            return false;
        };
        let before = self.scroll();
        view.scroll_by_with_x_and_y(x, y);
        before != self.scroll()
    }

    /// Reads every rectangle once.
    pub fn layout(&self, document: &Document) -> Layout {
        let (stamp, scroll) = (self.stamp(), self.scroll());
        let mut measured = HashMap::with_capacity(document.nodes.len());
        let Ok(list) = self.document().query_selector_all("[data-nid]") else {
            return Layout::new(document, &measured, stamp);
        };
        // The element that holds the children: the parent of the first child's element.
        let mut holders: HashMap<String, Element> = HashMap::new();
        let mut elements = Vec::new();
        for n in 0..list.length() {
            let Some(element) = list.item(n).map(JsCast::unchecked_into::<Element>) else {
                continue;
            };
            let Some(id) = element.get_attribute("data-nid") else { continue };
            // What a component is made of is no block of this page.
            if NodeId::new(&id).is_ok_and(|id| !document.nodes.contains_key(&id)) {
                continue;
            }
            if let Some(holder) = element.parent_element()
                && let Some(parent) = super::canvas::owner(Some(holder.clone()))
            {
                holders.entry(parent).or_insert(holder);
            }
            elements.push((id, element));
        }
        for (text, element) in elements {
            let Ok(id) = NodeId::new(&text) else { continue };
            let rect = rect_of(&element);
            let rect = Rect::new(rect.x + scroll.x, rect.y + scroll.y, rect.w, rect.h);
            let is_container = document.node(&id).is_some_and(|node| node.kind.is_container());
            let flow =
                if is_container { self.flow(holders.get(&text).unwrap_or(&element)) } else { Flow::BLOCK };
            measured.insert(id, Measured { rect, flow });
        }
        Layout::new(document, &measured, stamp)
    }

    /// Follows a scroll: only what sticks has to be read again. Everything, if more than the scroll has changed.
    pub fn follow(&self, document: &Document, layout: &mut Layout) {
        let (now, then) = (self.stamp(), layout.stamp());
        if now.size != then.size {
            *layout = self.layout(document);
        } else if now.scroll != then.scroll {
            let at = |id: NodeId| {
                let rect = rect_of(&self.element(&id)?);
                Some((id, Rect::new(rect.x + now.scroll.x, rect.y + now.scroll.y, rect.w, rect.h)))
            };
            let raised: Vec<(NodeId, Rect)> = layout.raised().into_iter().filter_map(at).collect();
            layout.scrolled(now.scroll, &raised);
        }
    }

    /// The computed style of an element of the page.
    pub fn computed(&self, element: &Element) -> Option<CssStyleDeclaration> {
        self.document().default_view()?.get_computed_style(element).ok().flatten()
    }

    fn flow(&self, element: &Element) -> Flow {
        let Some(style) = self.computed(element) else { return Flow::BLOCK };
        let read = |name: &str| style.get_property_value(name).unwrap_or_default();
        Flow::of(&Computed {
            display: &read("display"),
            flex_direction: &read("flex-direction"),
            flex_wrap: &read("flex-wrap"),
            grid_auto_flow: &read("grid-auto-flow"),
            direction: &read("direction"),
        })
    }
}
