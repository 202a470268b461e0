//! The canvas as the hit test sees it: rectangles, directions, scroll and zoom.

use std::collections::HashMap;

use landinghub::document::{Document, NodeId};
use landinghub::dragging::layout::Computed;
use landinghub::dragging::{Flow, Layout, Measured, Point, Rect, Stamp};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{CssStyleDeclaration, Element};

use super::canvas::{Canvas, bounds};

#[wasm_bindgen(module = "/src/editor/measure.js")]
extern "C" {
    fn measure(document: &web_sys::Document, containers: &str) -> js_sys::Array;
}

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
        let stamp = self.stamp();
        let mut containers = String::new();
        for (id, node) in &document.nodes {
            if node.kind.is_container() {
                containers.push_str(id.as_str());
                containers.push(' ');
            }
        }
        let read = measure(self.document(), &containers);
        let text = |at| read.get(at).as_string().unwrap_or_default();
        let (ids, flows) = (text(0), text(3));
        let flows: Vec<Flow> = flows.lines().map(flow).collect();
        let rects = read.get(1).unchecked_into::<js_sys::Float64Array>().to_vec();
        let which = read.get(2).unchecked_into::<js_sys::Int32Array>().to_vec();
        let mut measured = HashMap::with_capacity(document.nodes.len());
        for ((id, rect), which) in ids.split(' ').zip(rects.chunks_exact(4)).zip(which) {
            // What a component is made of is no block of this page.
            let Some((id, _)) = document.nodes.get_key_value(id) else { continue };
            let &[x, y, w, mut h] = rect else { continue };
            // A short page goes on to the end of the canvas: what is let go below it comes last.
            if *id == document.root {
                h = h.max(stamp.scroll.y + stamp.size.1 - y);
            }
            let flow = usize::try_from(which).ok().and_then(|which| flows.get(which).copied());
            measured.insert(
                id.clone(),
                Measured { rect: Rect::new(x, y, w, h), flow: flow.unwrap_or(Flow::BLOCK) },
            );
        }
        Layout::opened(document, &measured, stamp, self.opened())
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
}

/// What a computed style means, in the order of `measure.js`.
fn flow(words: &str) -> Flow {
    let mut words = words.split('|');
    let mut next = || words.next().unwrap_or_default();
    Flow::of(&Computed {
        display: next(),
        flex_direction: next(),
        flex_wrap: next(),
        grid_auto_flow: next(),
        direction: next(),
    })
}
