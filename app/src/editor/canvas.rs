//! The live page in its frame: painted by the publish renderer, patched node by node, listened to from outside.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use landinghub::document::{Document, InnerId, Kind, NodeId, Slot};
use landinghub::editing::Touched;
use landinghub::render::{PageInfo, Target, bars, render_css, render_faces, render_node};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlIFrameElement};

use super::sheet::Sheet;

/// The document inside the frame.
pub struct Canvas {
    frame: HtmlIFrameElement,
    document: web_sys::Document,
    style: Sheet,
    faces: Element,
    target: Target,
    /// Elements of nodes that were asked for since something changed: finding one goes through the whole page.
    found: RefCell<HashMap<NodeId, Element>>,
    /// What is shown as in a state.
    forced: RefCell<Option<Element>>,
}

/// A rectangle in the frame's CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// From the frame's left edge.
    pub x: f64,
    /// From the frame's top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Canvas {
    /// Takes the frame over and paints the page. `None` while the frame has no document.
    pub fn mount(frame: HtmlIFrameElement, page: &Document, title: &str) -> Option<Self> {
        let document = frame.content_document()?;
        let head = document.head()?;
        let sheet = |id: &str| {
            if let Some(style) = document.get_element_by_id(id) {
                return Some(style);
            }
            let style = document.create_element("style").ok()?;
            style.set_id(id);
            head.append_child(&style).ok()?;
            Some(style)
        };
        let (faces, style) = (sheet("lh-fonts")?, sheet("lh-css")?);
        let target = Target::Canvas(PageInfo { title: title.to_owned(), ..PageInfo::default() });
        let canvas = Self {
            frame,
            document,
            style: Sheet::new(style),
            faces,
            target,
            found: RefCell::default(),
            forced: RefCell::default(),
        };
        canvas.paint(page);
        Some(canvas)
    }

    /// The document inside.
    pub fn document(&self) -> &web_sys::Document {
        &self.document
    }

    /// The frame.
    pub fn frame(&self) -> &HtmlIFrameElement {
        &self.frame
    }

    /// Shows the component of an instance as blocks to edit, or none.
    pub fn open(&mut self, page: &Document, instance: Option<NodeId>) {
        if let Target::Canvas(info) = &mut self.target {
            info.open = instance;
        }
        self.paint(page);
    }

    /// The instance whose component is shown as blocks to edit.
    pub fn opened(&self) -> Option<&NodeId> {
        self.target.info().open.as_ref()
    }

    /// The element of a component's node inside an instance.
    pub fn inner(&self, instance: &NodeId, inner: &InnerId) -> Option<Element> {
        let element = self.element(instance)?;
        let selector = format!("[data-iid=\"{inner}\"]");
        if element.matches(&selector).ok()? {
            Some(element)
        } else {
            element.query_selector(&selector).ok().flatten()
        }
    }

    /// Paints everything anew, keeping the scroll position.
    pub fn paint(&self, page: &Document) {
        let Some(body) = self.document.body() else { return };
        let scroll = self.document.scrolling_element().map(|element| (element.clone(), element.scroll_top()));
        self.paint_styles(page, false);
        self.paint_language(page);
        self.paint_body_class(page);
        body.set_inner_html(&render_node(page, &page.root, &self.target));
        self.found.borrow_mut().clear();
        // Asking for the top would lay everything out.
        if let Some((element, top)) = scroll.filter(|(_, top)| *top != 0) {
            element.set_scroll_top(top);
        }
    }

    /// Fonts stand apart: they would be fetched anew with every change of a style.
    fn paint_styles(&self, page: &Document, grown: bool) {
        let faces = render_faces(page, &self.target);
        if self.faces.text_content().as_deref() != Some(faces.as_str()) {
            self.faces.set_text_content(Some(&faces));
        }
        self.style.put(render_css(page, &self.target), grown);
    }

    /// Shows a node as in a state (`hover`, `focus`, `active`); nothing else is.
    pub fn force_state(&self, id: Option<&NodeId>, state: &str) {
        let wanted = id.filter(|_| !state.is_empty()).and_then(|id| self.element(id));
        let old = self.forced.replace(wanted.clone());
        if let Some(old) = old.filter(|old| Some(old) != wanted.as_ref()) {
            let _ = old.remove_attribute("data-state");
        }
        if let Some(element) = wanted {
            let _ = element.set_attribute("data-state", state);
        }
    }

    fn speaks(&self, page: &Document) -> bool {
        let html = self.document.document_element();
        html.and_then(|html| html.get_attribute("lang")).as_deref() == Some(page.lang.as_str())
    }

    fn paint_language(&self, page: &Document) {
        if let Some(html) = self.document.document_element() {
            let _ = html.set_attribute("lang", page.lang.as_str());
            let _ = html.set_attribute("dir", if page.lang.is_rtl() { "rtl" } else { "ltr" });
        }
    }

    /// The page's own element carries its id and styles, too.
    fn paint_body_class(&self, page: &Document) {
        let (Some(body), Some(root)) = (self.document.body(), page.node(&page.root)) else { return };
        let classes = landinghub::render::css::Classes::new(page, &self.target);
        let class = classes.of(root).collect::<Vec<_>>().join(" ");
        let _ = body.set_attribute("data-nid", page.root.as_str());
        let _ = body.set_attribute("class", &class);
    }

    /// The element of a node.
    pub fn element(&self, id: &NodeId) -> Option<Element> {
        if let Some(element) = self.found.borrow().get(id).filter(|element| element.is_connected()) {
            return Some(element.clone());
        }
        // Ids hold nothing that means anything in a selector.
        let selector = format!("[data-nid=\"{id}\"],[data-of=\"{id}\"]");
        let element = self.document.query_selector(&selector).ok().flatten()?;
        self.found.borrow_mut().insert(id.clone(), element.clone());
        Some(element)
    }

    /// The rectangle of a node.
    pub fn rect(&self, id: &NodeId) -> Option<Rect> {
        let element = self.element(id)?;
        let mut rect = bounds(&element);
        // `display: contents` has no box of its own.
        if rect.w == 0.0
            && rect.h == 0.0
            && let Some(child) = element.first_element_child()
        {
            rect = bounds(&child);
        }
        Some(rect)
    }

    /// Brings a node into view unless it is.
    pub fn scroll_to(&self, id: &NodeId) {
        if let (Some(element), Some(rect), Some(window)) =
            (self.element(id), self.rect(id), self.document.default_view())
        {
            let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
            if rect.y < 0.0 || rect.y + rect.h.min(height * 0.5) > height {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Center);
                element.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    }

    /// Renews what changed and nothing else. The node being edited in place is left alone.
    pub fn patch(&self, page: &Document, touched: &Touched, editing: Option<&NodeId>) {
        // Blocks say some words themselves, in the page's language.
        if touched.all || (touched.meta && !self.speaks(page)) {
            return self.paint(page);
        }
        self.renew_all(page, touched, editing);
        // What went isn't held on to.
        self.found.borrow_mut().retain(|_, element| element.is_connected());
    }

    fn renew_all(&self, page: &Document, touched: &Touched, editing: Option<&NodeId>) {
        // What moves keeps its looks; what comes brings them.
        if touched.styles || touched.grown {
            self.paint_styles(page, !touched.styles);
        }
        let mut made = HashSet::new();
        for parent in touched.children.iter().filter(|id| page.nodes.contains_key(*id)) {
            self.renew_children(page, parent, &mut made);
        }
        let words = editing.and_then(|id| self.element(id));
        let is_new =
            |id: &NodeId| made.contains(id) || page.ancestors(id).any(|around| made.contains(around));
        let there = touched.content.iter().filter(|id| page.nodes.contains_key(*id) && !is_new(id));
        for id in there.filter(|id| editing != Some(*id)) {
            // Nor is an instance around it, while its component is edited there.
            let around = page.node(id).is_some_and(|node| node.kind == Kind::Instance)
                && words.as_ref().is_some_and(|words| {
                    self.element(id).is_some_and(|element| element.contains(Some(words)))
                });
            if !around {
                self.renew(page, id);
            }
        }
        for id in touched.classes.iter().filter(|id| !touched.content.contains(*id)) {
            self.renew_attributes(page, id);
        }
    }

    fn fresh(&self, page: &Document, id: &NodeId) -> Option<Element> {
        // Objects of another frame fail `instanceof`, so casts are unchecked in here.
        let template: web_sys::HtmlTemplateElement =
            self.document.create_element("template").ok()?.unchecked_into();
        template.set_inner_html(&render_node(page, id, &self.target));
        template.content().first_element_child()
    }

    fn renew(&self, page: &Document, id: &NodeId) {
        if *id == page.root {
            return self.paint(page);
        }
        if let (Some(old), Some(new)) = (self.element(id), self.fresh(page, id)) {
            let _ = old.replace_with_with_node_1(&new);
        }
    }

    fn renew_attributes(&self, page: &Document, id: &NodeId) {
        if *id == page.root {
            return self.paint_body_class(page);
        }
        let (Some(old), Some(new)) = (self.element(id), self.fresh(page, id)) else { return };
        for name in ["class", "data-off"] {
            let _ = match new.get_attribute(name) {
                Some(value) => old.set_attribute(name, &value),
                None => old.remove_attribute(name),
            };
        }
    }

    /// Brings the children's elements into the order of the document, keeping those that are there. Notes what is new.
    fn renew_children(&self, page: &Document, parent: &NodeId, made: &mut HashSet<NodeId>) {
        let Some(element) = self.element(parent) else { return };
        let wanted = page.children(parent, &Slot::MAIN);
        let there = child_elements(&element);
        let (slot, wanted, there) = if *parent == page.root {
            match self.root_slot(page, wanted, there) {
                Some(found) => found,
                None => {
                    made.insert(parent.clone());
                    return self.paint(page);
                }
            }
        } else {
            let slot = there.first().and_then(|(_, child)| child.parent_element());
            let shared = there.iter().all(|(_, child)| child.parent_element() == slot);
            match slot {
                Some(slot) if shared && !wanted.is_empty() => (slot, wanted, there),
                // From or to no children the element itself looks different.
                _ => {
                    made.insert(parent.clone());
                    return self.renew(page, parent);
                }
            }
        };
        let mut after = match there.last() {
            Some((_, last)) => last.next_sibling(),
            None => None,
        };
        let mut known: HashMap<String, Element> = there.into_iter().collect();
        let keep: Vec<&NodeId> = wanted;
        for (id, element) in &known {
            if !keep.iter().any(|kept| kept.as_str() == id) {
                element.remove();
            }
        }
        for id in keep.into_iter().rev() {
            let element = known.remove(id.as_str()).or_else(|| {
                made.insert(id.clone());
                self.fresh(page, id)
            });
            let Some(element) = element else { continue };
            let in_place =
                element.parent_element().as_ref() == Some(&slot) && element.next_sibling() == after;
            if !in_place {
                let _ = slot.insert_before(&element, after.as_ref());
            }
            after = Some(element.into());
        }
    }

    /// For the page itself: `<main>` with what belongs in it, as long as the bars around it stay the same.
    #[expect(clippy::type_complexity, reason = "used once, right above")]
    fn root_slot<'a>(
        &self,
        page: &'a Document,
        wanted: Vec<&'a NodeId>,
        there: Vec<(String, Element)>,
    ) -> Option<(Element, Vec<&'a NodeId>, Vec<(String, Element)>)> {
        let main = self.document.get_element_by_id("lh-main")?;
        let (before, after) = bars(page, &wanted);
        let (inside, outside): (Vec<_>, Vec<_>) =
            there.into_iter().partition(|(_, child)| child.parent_element().as_ref() == Some(&main));
        let middle = before..wanted.len() - after;
        let bars = wanted.iter().enumerate().filter(|(n, _)| !middle.contains(n)).map(|(_, id)| id.as_str());
        if !bars.eq(outside.iter().map(|(id, _)| id.as_str())) {
            return None;
        }
        Some((main, wanted.get(middle)?.to_vec(), inside))
    }
}

/// Elements of nodes right under this one, in the order of the frame's document.
fn child_elements(element: &Element) -> Vec<(String, Element)> {
    let mut found = Vec::new();
    let mut next = element.first_element_child();
    while let Some(child) = next {
        match child.get_attribute("data-nid") {
            Some(id) => found.push((id, child.clone())),
            None => found.extend(child_elements(&child)),
        }
        next = child.next_element_sibling();
    }
    found
}

/// The box of an element.
pub fn bounds(element: &Element) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect { x: rect.x(), y: rect.y(), w: rect.width(), h: rect.height() }
}

/// The node an event in the frame is about: the innermost that is a block of this page. What a component is made of
/// belongs to the component.
pub fn node_of(page: &Document, event: &web_sys::Event) -> Option<NodeId> {
    let mut element = event_element(event);
    while let Some(found) = element.and_then(|element| element.closest("[data-nid]").ok().flatten()) {
        let id = found.get_attribute("data-nid").and_then(|id| NodeId::new(&id).ok());
        if let Some(id) = id.filter(|id| page.nodes.contains_key(id)) {
            return Some(id);
        }
        element = found.parent_element();
    }
    None
}

/// The element an event in the frame is about. Objects of another frame fail `instanceof`, so nothing is checked here
/// but the node's type.
pub fn event_element(event: &web_sys::Event) -> Option<Element> {
    let node: web_sys::Node = event.target()?.unchecked_into();
    match node.node_type() {
        web_sys::Node::ELEMENT_NODE => Some(node.unchecked_into()),
        web_sys::Node::TEXT_NODE => node.parent_element(),
        _ => None,
    }
}
