//! The element that is edited: where the selection is in it, between it and the domain's draft of it.

use landinghub::document::textedit::{Caret, Draft, FROM, TO};
use landinghub::document::{Prop, paste};
use landinghub::render::rich_html;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDocument, HtmlElement, Node, Range};

use super::canvas::{Canvas, bounds};

/// What is selected, in pixels of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edges {
    /// The middle.
    pub x: f64,
    /// The upper edge.
    pub top: f64,
    /// The lower edge.
    pub bottom: f64,
}

fn is(node: &Node, names: &[&str]) -> bool {
    names.contains(&node.node_name().as_str())
}

fn is_text(node: &Node) -> bool {
    node.node_type() == Node::TEXT_NODE
}

fn child(node: &Node, at: u32) -> Option<Node> {
    node.child_nodes().item(at)
}

fn length(node: &Node) -> u32 {
    if is_text(node) {
        node.node_value().map_or(0, |text| u32::try_from(text.encode_utf16().count()).unwrap_or_default())
    } else {
        node.child_nodes().length()
    }
}

/// A point of the DOM, brought from between lines into one of them.
fn settle(root: &Node, mut node: Node, mut offset: u32, end: bool) -> (Node, u32) {
    loop {
        let count = length(&node);
        if is_text(&node) || count == 0 {
            return (node, offset);
        }
        let between = node.is_same_node(Some(root)) || is(&node, &["UL", "OL"]);
        // After the list inside an item is at the end of that list.
        let after_list = is(&node, &["LI"])
            && offset > 0
            && child(&node, offset - 1).is_some_and(|before| is(&before, &["UL", "OL"]));
        if between || after_list {
            let before = after_list || offset >= count || (end && offset > 0);
            let Some(next) = child(&node, if before { offset.min(count) - 1 } else { offset }) else {
                return (node, offset);
            };
            offset = if before { length(&next) } else { 0 };
            node = next;
            continue;
        }
        // Before the <br> that only holds its line open.
        if offset == count && child(&node, count - 1).is_some_and(|last| is(&last, &["BR"])) {
            offset -= 1;
        }
        return (node, offset);
    }
}

/// The way from the element down to a node, by numbers of children.
fn way(root: &Node, node: &Node) -> Option<Vec<u32>> {
    let mut steps = Vec::new();
    let mut here = node.clone();
    while !here.is_same_node(Some(root)) {
        let mut at = 0;
        let mut before = here.previous_sibling();
        while let Some(sibling) = before {
            at += 1;
            before = sibling.previous_sibling();
        }
        steps.push(at);
        here = here.parent_node()?;
    }
    steps.reverse();
    Some(steps)
}

/// Puts a sign into a copy of the element.
fn sign(copy: &Node, steps: &[u32], offset: u32, mark: char) {
    let mut node = copy.clone();
    for step in steps {
        let Some(next) = child(&node, *step) else { return };
        node = next;
    }
    if is_text(&node) {
        let text: &web_sys::CharacterData = node.unchecked_ref();
        let _ = text.insert_data(offset, mark.encode_utf8(&mut [0; 4]));
    } else if let Some(document) = node.owner_document() {
        let text = document.create_text_node(mark.encode_utf8(&mut [0; 4]));
        let _ = node.insert_before(&text, child(&node, offset).as_ref());
    }
}

/// The place so many characters into a line; counts down what is left.
fn find(node: &Node, left: &mut usize) -> Option<(Node, u32)> {
    for at in 0..node.child_nodes().length() {
        let next = child(node, at)?;
        if is_text(&next) {
            let text = next.node_value().unwrap_or_default();
            let count = text.chars().count();
            if *left <= count {
                let units: usize = text.chars().take(*left).map(char::len_utf16).sum();
                return Some((next, u32::try_from(units).unwrap_or_default()));
            }
            *left -= count;
        } else if is(&next, &["BR"]) {
            if *left == 0 {
                return Some((node.clone(), at));
            }
            *left -= 1;
        } else if is(&next, &["UL", "OL"]) {
            return Some((node.clone(), at));
        } else if let Some(found) = find(&next, left) {
            return Some(found);
        }
    }
    None
}

impl Canvas {
    fn selection(&self) -> Option<web_sys::Selection> {
        self.document().get_selection().ok().flatten()
    }

    /// What is selected in the element.
    fn range_in(&self, element: &HtmlElement) -> Option<Range> {
        let selection = self.selection().filter(|selection| selection.range_count() > 0)?;
        let range = selection.get_range_at(0).ok()?;
        let inside = |node: Result<Node, _>| node.is_ok_and(|node| element.contains(Some(&node)));
        (inside(range.start_container()) && inside(range.end_container())).then_some(range)
    }

    /// Whether nothing is selected.
    pub fn is_caret(&self) -> bool {
        self.selection().is_none_or(|selection| selection.is_collapsed())
    }

    /// What is in the element that is edited, with what is selected in it.
    pub fn read(&self, element: &HtmlElement) -> Draft {
        let root: &Node = element;
        let Ok(copy) = root.clone_node_with_deep(true) else {
            return Draft::marked(&paste::from_canvas(&element.inner_html()));
        };
        if let Some(range) = self.range_in(element) {
            let end = |late: bool| {
                let (node, offset) = if late {
                    (range.end_container().ok()?, range.end_offset().ok()?)
                } else {
                    (range.start_container().ok()?, range.start_offset().ok()?)
                };
                let (node, offset) = settle(root, node, offset, late && !range.collapsed());
                Some((way(root, &node)?, offset))
            };
            // The later one first, so that it doesn't move the other.
            let points = (end(true), end(false));
            if let Some((steps, offset)) = points.0 {
                sign(&copy, &steps, offset, TO);
            }
            if let Some((steps, offset)) = points.1 {
                sign(&copy, &steps, offset, FROM);
            }
        }
        let copy: HtmlElement = copy.unchecked_into();
        Draft::marked(&paste::from_canvas(&copy.inner_html()))
    }

    /// Selects words of the element, which must be as the renderer writes it.
    pub fn select_words(&self, element: &HtmlElement, (from, to): (Caret, Caret)) {
        let Ok(lines) = element.query_selector_all("p,h2,h3,h4,li") else { return };
        let point = |caret: Caret| {
            let line = lines.item(u32::try_from(caret.line).unwrap_or(u32::MAX))?;
            let mut left = caret.at;
            Some(find(&line, &mut left).unwrap_or_else(|| (line.clone(), length(&line))))
        };
        let is_caret = from == to;
        if let (Some(selection), Some(from), Some(to)) = (self.selection(), point(from), point(to)) {
            let _ = selection.set_base_and_extent(&from.0, from.1, &to.0, to.1);
            if is_caret {
                let line = if is_text(&to.0) { to.0.parent_element() } else { Some(to.0.unchecked_into()) };
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                if let Some(line) = line {
                    line.scroll_into_view_with_scroll_into_view_options(&options);
                }
            }
        }
    }

    /// Puts the caret at a point, or selects everything.
    pub fn put_caret(&self, element: &HtmlElement, at: Option<(f64, f64)>) {
        let Some(selection) = self.selection() else { return };
        match at.and_then(|(x, y)| self.caret_at(x, y)) {
            Some(range) => {
                let _ = selection.remove_all_ranges();
                let _ = selection.add_range(&range);
            }
            None => {
                let _ = selection.select_all_children(element);
            }
        }
    }

    /// `caretRangeFromPoint`, which isn't in web-sys; browsers without it select everything.
    fn caret_at(&self, x: f64, y: f64) -> Option<Range> {
        let function = js_sys::Reflect::get(self.document(), &"caretRangeFromPoint".into()).ok()?;
        let function: js_sys::Function = function.is_function().then(|| function.unchecked_into())?;
        let range = function.call2(self.document(), &x.into(), &y.into()).ok()?;
        (!range.is_null() && !range.is_undefined()).then(|| range.unchecked_into())
    }

    /// Where the selection is on the screen.
    pub fn selected_edges(&self, element: &HtmlElement) -> Option<Edges> {
        let range = self.range_in(element);
        let rect = range.as_ref().map(Range::get_bounding_client_rect).filter(|rect| rect.height() > 0.0);
        let rect = rect.map_or_else(
            || {
                // An empty line has no letters to measure.
                let line = range.and_then(|range| range.start_container().ok()).and_then(|node| {
                    // Objects of the frame fail `instanceof`.
                    if is_text(&node) {
                        node.parent_element()
                    } else {
                        Some(node.unchecked_into::<Element>())
                    }
                });
                line.map_or_else(|| bounds(element), |line| bounds(&line))
            },
            |rect| super::canvas::Rect { x: rect.x(), y: rect.y(), w: rect.width(), h: rect.height() },
        );
        let frame = bounds(self.frame());
        let inner = f64::from(self.frame().offset_width());
        let scale = if inner > 0.0 { frame.w / inner } else { 1.0 };
        let top = (frame.y + rect.y * scale).clamp(frame.y, frame.y + frame.h);
        let bottom = (frame.y + (rect.y + rect.h) * scale).clamp(frame.y, frame.y + frame.h);
        Some(Edges { x: frame.x + (rect.x + rect.w / 2.0) * scale, top, bottom })
    }

    /// The element that holds a node's words.
    pub fn words(&self, element: Element, prop: &Prop) -> Option<HtmlElement> {
        let selector = format!("[data-prop=\"{prop}\"]");
        let found = if element.matches(&selector).ok()? {
            element
        } else {
            element.query_selector(&selector).ok().flatten()?
        };
        Some(found.unchecked_into())
    }

    /// A command of the frame's own editing.
    pub fn exec(&self, command: &str, value: &str) {
        let document: &HtmlDocument = self.document().unchecked_ref();
        let _ = document.exec_command_with_show_ui_and_value(command, false, value);
    }

    /// Whether a command of the frame's own editing would do anything.
    pub fn can_exec(&self, command: &str) -> bool {
        let document: &HtmlDocument = self.document().unchecked_ref();
        document.query_command_enabled(command).unwrap_or(false)
    }

    /// Shows a text with its selection in the element that is edited.
    pub fn show_words(&self, element: &HtmlElement, draft: &Draft) {
        element.set_inner_html(&rich_html(&draft.rich(), true));
        self.select_words(element, draft.selection());
    }
}
