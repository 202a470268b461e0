//! Dragging: pointer events and keys here, where a drop would land in the domain (`landinghub::dragging`).

use std::collections::HashMap;

use landinghub::document::{Kind, NodeId};
use landinghub::dragging::layers::{Row, Rows};
use landinghub::dragging::layout::Computed;
use landinghub::dragging::walk::describe;
use landinghub::dragging::{
    Dragged, Flow, Gap, Layout, Mark, Measured, Point, Rect, Stamp, Target, Walk, drop, hit, layers, scroll,
    to_canvas,
};
use landinghub::editing::{Preset, add};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::canvas::{Canvas, bounds};
use super::device::{BrowserRng, Listener, Timer};
use super::state::{Editor, use_editor};

/// A press becomes a drag after so many pixels.
const SLOP: f64 = 4.0;
/// A finger holds so long before it drags.
const HOLD: i32 = 200;
/// One frame of scrolling by itself.
const FRAME: i32 = 16;
/// One step of the layers list and where its rows begin, as the stylesheet has them.
const INDENT: f64 = 14.0;

/// What is pressed and may be dragged.
#[derive(Clone, Debug)]
pub enum Payload {
    /// A new block.
    Kind(&'static Kind),
    /// A new section.
    Preset(Preset),
    /// A block of the page.
    Node(NodeId),
}

/// A press that may become a drag, or a drag.
pub struct Drag {
    payload: Payload,
    start: Point,
    /// Where the pointer is, in pixels of the window.
    pointer: Point,
    lifted: Option<Lifted>,
    touch: bool,
    _listeners: Vec<Listener>,
    timer: Option<Timer>,
}

struct Lifted {
    dragged: Dragged,
    layout: Layout,
    target: Option<Target>,
    /// By keyboard.
    walk: Option<Walk>,
}

/// What is shown while something is dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The line or the box, in pixels of the window.
    mark: Option<(Rect, bool)>,
    /// Where the pointer is.
    pointer: Option<Point>,
    /// What is dragged.
    name: String,
}

impl Editor {
    /// Something was pressed in the window.
    pub fn press(self, event: &PointerEvent, payload: Payload) {
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        self.press_at(event, payload, point);
    }

    /// A block was pressed on the canvas.
    pub fn press_in_frame(self, event: &PointerEvent, id: NodeId) {
        if let Some(point) = self.frame_point(event) {
            self.press_at(event, Payload::Node(id), point);
        }
    }

    fn press_at(self, event: &PointerEvent, payload: Payload, start: Point) {
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        let touch = event.pointer_type() == "touch";
        let listeners = self.listen_to_window();
        let timer = touch.then(|| {
            Timer::after(HOLD, move || {
                if self.is_alive() {
                    self.lift();
                }
            })
        });
        let drag = Drag { payload, start, pointer: start, lifted: None, touch, _listeners: listeners, timer };
        self.core(|core| core.drag = Some(drag));
    }

    fn listen_to_window(self) -> Vec<Listener> {
        let window: web_sys::EventTarget = window().into();
        let mut listeners = Vec::new();
        let mut on = |name: &'static str, callback: Box<dyn FnMut(web_sys::Event)>| {
            listeners.push(Listener::new(&window, name, true, callback))
        };
        let point = |event: &web_sys::Event| {
            let event: &PointerEvent = event.unchecked_ref();
            Point::new(f64::from(event.client_x()), f64::from(event.client_y()))
        };
        on("pointermove", Box::new(move |event| self.dragged_to(point(&event))));
        on("pointerup", Box::new(move |event| self.release(Some(point(&event)))));
        on("pointercancel", Box::new(move |_| self.cancel_drag()));
        on("touchmove", Box::new(move |event| self.keep_touch(&event)));
        on(
            "blur",
            Box::new(move |event| {
                // Only when the window itself loses the focus, not one of its fields.
                let of_window = event.target().is_some_and(|target| target.has_type::<web_sys::Window>());
                if self.is_dragging() && of_window && !document().has_focus().unwrap_or(true) {
                    self.cancel_drag();
                }
            }),
        );
        listeners
    }

    /// While something is dragged by finger, nothing scrolls.
    pub fn keep_touch(self, event: &web_sys::Event) {
        if self.is_dragging() {
            event.prevent_default();
        }
    }

    /// The pointer moved in the frame; answers whether that belongs to a press.
    pub fn moved_in_frame(self, event: &PointerEvent) -> bool {
        let pressed = self.with(|core| core.drag.is_some()) && !self.is_walking();
        if pressed && let Some(point) = self.frame_point(event) {
            self.dragged_to(point);
        }
        pressed
    }

    /// The pointer was released in the frame.
    pub fn released_in_frame(self, event: &PointerEvent) {
        if self.with(|core| core.drag.is_some()) && !self.is_walking() {
            let point = self.frame_point(event);
            self.release(point);
        }
    }

    /// A point of an event in the frame as a point of the window.
    fn frame_point(self, event: &PointerEvent) -> Option<Point> {
        let frame = self.with(|core| core.canvas.as_ref().map(|canvas| bounds(canvas.frame())))?;
        let scale = self.scale.get_untracked();
        Some(Point::new(
            frame.x + f64::from(event.client_x()) * scale,
            frame.y + f64::from(event.client_y()) * scale,
        ))
    }

    /// Whether something is in the air.
    pub fn is_dragging(self) -> bool {
        self.with(|core| core.drag.as_ref().is_some_and(|drag| drag.lifted.is_some()))
    }

    /// Whether something is in the air by keyboard.
    pub fn is_walking(self) -> bool {
        self.with(|core| {
            core.drag
                .as_ref()
                .and_then(|drag| drag.lifted.as_ref())
                .is_some_and(|lifted| lifted.walk.is_some())
        })
    }

    fn dragged_to(self, point: Point) {
        let step = self.core(|core| {
            let drag = core.drag.as_mut()?;
            drag.pointer = point;
            Some((drag.lifted.is_some(), drag.touch, drag.start.distance(point) > SLOP))
        });
        match step {
            Some((true, ..)) => self.aim(),
            // A finger that moves before its time scrolls.
            Some((false, true, true)) => self.cancel_drag(),
            Some((false, false, true)) => self.lift(),
            _ => {}
        }
    }

    fn payload_of(self, payload: &Payload) -> Option<Dragged> {
        self.doc(|document| match payload {
            Payload::Kind(kind) => Dragged::kind(document, kind, &BrowserRng),
            Payload::Preset(preset) => {
                Dragged::block(document, add::preset_block(*preset, &document.lang), &BrowserRng)
            }
            Payload::Node(id) => Dragged::nodes(document, std::slice::from_ref(id)),
        })
    }

    fn lift(self) {
        self.stop_editing();
        let Some(payload) = self.with(|core| core.drag.as_ref().map(|drag| drag.payload.clone())) else {
            return;
        };
        let (Some(dragged), Some(layout)) = (self.payload_of(&payload), self.read_layout()) else {
            return self.cancel_drag();
        };
        self.core(|core| {
            if let Some(drag) = &mut core.drag {
                drag.lifted = Some(Lifted { dragged, layout, target: None, walk: None });
                drag.timer = None;
            }
        });
        self.hovered.set(None);
        let _ = document().body().map(|body| body.class_list().add_1("ed-dragging"));
        self.aim();
        self.keep_scrolling();
    }

    /// Where everything is on the canvas now.
    fn read_layout(self) -> Option<Layout> {
        self.with(|core| core.canvas.as_ref().map(|canvas| canvas.layout(core.session.document())))
    }

    /// Finds the place under the pointer and shows it.
    fn aim(self) {
        let name = self.drag_name();
        let layers = self.layer_rows();
        let said = self.core(|core| {
            let (document, canvas) = (core.session.document(), core.canvas.as_ref()?);
            let drag = core.drag.as_mut()?;
            let pointer = drag.pointer;
            let lifted = drag.lifted.as_mut()?;
            let before = lifted.target.as_ref().map(|target| target.gap.clone());
            let (frame, zoom) = (rect_of(canvas.frame()), canvas.zoom());
            let (target, mark) = match layers {
                Some((area, rows)) if area.contains(pointer) => {
                    let target =
                        layers::target(document, &rows, &lifted.dragged, pointer, lifted.target.as_ref());
                    let mark = target.as_ref().map(|target| target.mark);
                    (target, mark.map(|mark| (mark.rect(), matches!(mark, Mark::Whole(_)))))
                }
                _ => {
                    if canvas.stamp().scroll != lifted.layout.stamp().scroll {
                        lifted.layout = canvas.layout(document);
                    }
                    let scroll = canvas.scroll();
                    let point = to_canvas(pointer, frame, zoom, scroll);
                    let target =
                        hit::target(document, &lifted.layout, &lifted.dragged, point, lifted.target.as_ref());
                    let mark = target.as_ref().map(|target| on_screen(target.mark, frame, zoom, scroll));
                    (target, mark)
                }
            };
            lifted.target = target;
            let gap = lifted.target.as_ref().map(|target| target.gap.clone());
            let described = gap
                .as_ref()
                .filter(|gap| before.as_ref() != Some(gap))
                .and_then(|gap| describe(document, &lifted.dragged, gap));
            Some((mark, pointer, described))
        });
        if let Some((mark, pointer, described)) = said {
            self.shown.set(Some(Shown { mark, pointer: Some(pointer), name }));
            if let Some(described) = described {
                self.say_gap(&described);
            }
        }
    }

    fn say_gap(self, described: &landinghub::dragging::walk::Description) {
        let parent = if described.label.is_empty() {
            self.kind_name(&described.kind)
        } else {
            described.label.clone()
        };
        let (at, count) = (described.position.to_string(), described.of.to_string());
        self.say(self.i.t_with("editor.said.gap", &[("parent", &parent), ("at", &at), ("count", &count)]));
    }

    fn drag_name(self) -> String {
        let payload = self.with(|core| core.drag.as_ref().map(|drag| drag.payload.clone()));
        match payload {
            Some(Payload::Kind(kind)) => self.kind_name(kind),
            Some(Payload::Preset(preset)) => self
                .i
                .find(&format!("editor.section.{}", preset.as_str()))
                .unwrap_or(preset.as_str())
                .to_owned(),
            Some(Payload::Node(id)) => {
                self.doc(|document| document.node(&id).map(|node| self.name_of(node))).unwrap_or_default()
            }
            None => String::new(),
        }
    }

    /// The rows of the layers list; where it isn't shown, its panel has no room and is never hit.
    fn layer_rows(self) -> Option<(Rect, Rows)> {
        let list = document().query_selector(".ed-layers").ok().flatten()?;
        let panel = list.parent_element()?;
        let found = list.query_selector_all("[role=treeitem]").ok()?;
        let rows = (0..found.length())
            .filter_map(|n| {
                let row: Element = found.item(n)?.unchecked_into();
                let level: usize = row.get_attribute("aria-level")?.parse().ok()?;
                Some(Row {
                    node: NodeId::new(&row.get_attribute("data-nid")?).ok()?,
                    depth: level.saturating_sub(1),
                    rect: rect_of(&row),
                })
            })
            .collect();
        Some((rect_of(&panel), Rows { rows, left: rect_of(&list).x + 26.0, indent: INDENT }))
    }

    /// While something is held near an edge of the canvas or of the layers, they scroll.
    fn keep_scrolling(self) {
        let timer = Timer::after(FRAME, move || {
            if self.is_alive() && self.is_dragging() && !self.is_walking() {
                let moved = self.with(|core| {
                    let (Some(canvas), Some(drag)) = (&core.canvas, &core.drag) else { return false };
                    let seconds = f64::from(FRAME) / 1_000.0;
                    let speed = scroll::velocity(drag.pointer, rect_of(canvas.frame()));
                    let canvas_moved = canvas
                        .scroll_by(speed.x * seconds / canvas.zoom(), speed.y * seconds / canvas.zoom());
                    let panel = document().get_element_by_id("ed-layers-panel");
                    let panel_moved = panel.is_some_and(|panel| {
                        let speed = scroll::velocity(drag.pointer, rect_of(&panel));
                        if speed.y == 0.0 || !rect_of(&panel).contains(drag.pointer) {
                            return false;
                        }
                        panel.scroll_by_with_x_and_y(0.0, speed.y * seconds);
                        true
                    });
                    canvas_moved || panel_moved
                });
                if moved {
                    self.aim();
                }
                self.keep_scrolling();
            }
        });
        self.core(|core| {
            if let Some(drag) = &mut core.drag {
                drag.timer = Some(timer);
            }
        });
    }

    fn release(self, point: Option<Point>) {
        if !self.is_dragging() {
            self.core(|core| core.drag = None);
            return;
        }
        if let Some(point) = point {
            self.core(|core| {
                if let Some(drag) = &mut core.drag {
                    drag.pointer = point;
                }
            });
            let (width, height) = (window().inner_width(), window().inner_height());
            let size = |side: Result<wasm_bindgen::JsValue, _>| {
                side.ok().and_then(|side| side.as_f64()).unwrap_or_default()
            };
            if !Rect::new(0.0, 0.0, size(width), size(height)).contains(point) {
                return self.cancel_drag();
            }
            self.aim();
        }
        self.swallow_click();
        self.drop_it();
    }

    /// The click that follows a drag is none.
    fn swallow_click(self) {
        let window: web_sys::EventTarget = window().into();
        let listener = Listener::new(&window, "click", true, |event| {
            event.prevent_default();
            event.stop_immediate_propagation();
        });
        let timer = Timer::after(80, move || {
            if self.is_alive() {
                self.core(|core| core.swallow = None);
            }
        });
        self.core(|core| core.swallow = Some((listener, timer)));
    }

    fn drop_it(self) {
        let done = self.core(|core| {
            let lifted = core.drag.take()?.lifted?;
            let gap: Gap = match &lifted.walk {
                Some(walk) => walk.gap()?.clone(),
                None => lifted.target?.gap,
            };
            let ops = drop::ops(core.session.document(), &lifted.dragged, &gap)?;
            let ops = add::wrapped(core.session.document(), ops, &BrowserRng);
            Some((ops, lifted.dragged.tops().first()?.clone(), lifted.dragged.new_nodes().is_some()))
        });
        self.land();
        let Some((ops, top, new)) = done else { return };
        if ops.is_empty() {
            return self.say(self.i.t("editor.said.unmoved"));
        }
        if self.edit(if new { "editor.did.add" } else { "editor.did.move" }, ops) {
            self.reveal(&top);
            self.say_place(&top);
        }
    }

    /// Puts it back where it was.
    pub fn cancel_drag(self) {
        let was = self.is_dragging();
        self.core(|core| core.drag = None);
        self.land();
        if was {
            self.say(self.i.t("editor.said.cancelled"));
        }
    }

    fn land(self) {
        self.shown.set(None);
        let _ = document().body().map(|body| body.class_list().remove_1("ed-dragging"));
    }

    /// Lifts the selection by keyboard. Answers whether it can be.
    pub fn lift_by_key(self, id: &NodeId) -> bool {
        self.stop_editing();
        let payload = Payload::Node(id.clone());
        let (Some(dragged), Some(layout)) = (self.payload_of(&payload), self.read_layout()) else {
            self.say(self.i.t("editor.said.locked"));
            return false;
        };
        let Some(walk) = self.doc(|document| Walk::new(document, &dragged, None)) else { return false };
        let lifted = Lifted { dragged, layout, target: None, walk: Some(walk) };
        let drag = Drag {
            payload,
            start: Point::default(),
            pointer: Point::default(),
            lifted: Some(lifted),
            touch: false,
            _listeners: Vec::new(),
            timer: None,
        };
        self.core(|core| core.drag = Some(drag));
        self.show_walk();
        self.say(self.i.t_with("editor.said.lifted", &[("name", &self.drag_name())]));
        true
    }

    /// A key while something is in the air by keyboard.
    pub fn walk_key(self, key: &str) {
        let moved = match key {
            "Escape" => return self.cancel_drag(),
            "Enter" | " " => return self.drop_it(),
            "ArrowDown" => self.walk(Walk::down),
            "ArrowUp" => self.walk(Walk::up),
            "ArrowLeft" => self.walk(Walk::leave),
            "ArrowRight" => self.walk(Walk::enter),
            _ => return,
        };
        if moved {
            self.show_walk();
            let described = self.with(|core| {
                let lifted = core.drag.as_ref()?.lifted.as_ref()?;
                describe(core.session.document(), &lifted.dragged, lifted.walk.as_ref()?.gap()?)
            });
            if let Some(described) = described {
                self.say_gap(&described);
            }
        }
    }

    fn walk(self, step: fn(&mut Walk) -> bool) -> bool {
        self.core(|core| {
            core.drag.as_mut().and_then(|drag| drag.lifted.as_mut()?.walk.as_mut()).is_some_and(step)
        })
    }

    fn show_walk(self) {
        let parent =
            self.with(|core| Some(core.drag.as_ref()?.lifted.as_ref()?.walk.as_ref()?.gap()?.parent.clone()));
        if let Some(parent) = parent {
            self.with(|core| {
                if let Some(canvas) = &core.canvas {
                    canvas.scroll_to(&parent);
                }
            });
        }
        let mark = self.with(|core| {
            let canvas = core.canvas.as_ref()?;
            let lifted = core.drag.as_ref()?.lifted.as_ref()?;
            let mark = hit::mark(
                core.session.document(),
                &lifted.layout,
                &lifted.dragged,
                lifted.walk.as_ref()?.gap()?,
            )?;
            Some(on_screen(mark, rect_of(canvas.frame()), canvas.zoom(), canvas.scroll()))
        });
        self.shown.set(Some(Shown { mark, pointer: None, name: self.drag_name() }));
    }
}

/// A rectangle of the page as one of the window.
fn on_screen(mark: Mark, frame: Rect, zoom: f64, scroll: Point) -> (Rect, bool) {
    let rect = mark.rect();
    let shown = Rect::new(
        frame.x + (rect.x - scroll.x) * zoom,
        frame.y + (rect.y - scroll.y) * zoom,
        rect.w * zoom,
        rect.h * zoom,
    );
    (shown, matches!(mark, Mark::Whole(_)))
}

fn rect_of(element: &Element) -> Rect {
    let rect = bounds(element);
    Rect::new(rect.x, rect.y, rect.w, rect.h)
}

impl Canvas {
    /// The scale it is shown at.
    fn zoom(&self) -> f64 {
        let inner = f64::from(self.frame().offset_width());
        if inner > 0.0 { bounds(self.frame()).w / inner } else { 1.0 }
    }

    fn scroll(&self) -> Point {
        let view = self.document().default_view();
        view.map(|view| Point::new(view.scroll_x().unwrap_or_default(), view.scroll_y().unwrap_or_default()))
            .unwrap_or_default()
    }

    fn stamp(&self) -> Stamp {
        let frame = self.frame();
        Stamp {
            version: 0,
            size: (f64::from(frame.offset_width()), f64::from(frame.offset_height())),
            scroll: self.scroll(),
        }
    }

    fn scroll_by(&self, x: f64, y: f64) -> bool {
        let Some(view) = self.document().default_view().filter(|_| x != 0.0 || y != 0.0) else {
            return false;
        };
        let before = self.scroll();
        view.scroll_by_with_x_and_y(x, y);
        before != self.scroll()
    }

    /// Reads every rectangle once.
    fn layout(&self, document: &landinghub::document::Document) -> Layout {
        let (stamp, scroll) = (self.stamp(), self.scroll());
        let mut measured = HashMap::with_capacity(document.nodes.len());
        let Ok(list) = self.document().query_selector_all("[data-nid]") else {
            return Layout::new(document, &measured, stamp);
        };
        // The element that holds the children: the parent of the first child's element.
        let mut holders: HashMap<String, Element> = HashMap::new();
        let mut elements = Vec::new();
        for n in 0..list.length() {
            let Some(element) = list.item(n).map(wasm_bindgen::JsCast::unchecked_into::<Element>) else {
                continue;
            };
            let Some(id) = element.get_attribute("data-nid") else { continue };
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

    fn flow(&self, element: &Element) -> Flow {
        let style =
            self.document().default_view().and_then(|view| view.get_computed_style(element).ok().flatten());
        let Some(style) = style else { return Flow::BLOCK };
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

/// The line where a drop would land, and what is dragged beside the pointer.
#[component]
pub fn DropMark() -> impl IntoView {
    let editor = use_editor();
    move || {
        editor.shown.get().map(|Shown { mark, pointer, name }| {
            let line = mark.map(|(rect, whole)| {
                let style = format!("transform:translate({}px,{}px);width:{}px;height:{}px", rect.x, rect.y, rect.w.max(3.0), rect.h.max(3.0));
                view! { <div class="ed-drop-mark" class:is-whole=whole style=style></div> }
            });
            let ghost = pointer.map(|point| {
                view! { <div class="ed-ghost" style=format!("transform:translate({}px,{}px)", point.x + 12.0, point.y + 12.0)>{name}</div> }
            });
            view! { <div class="ed-drag-layer" class:is-pointer=pointer.is_some() aria-hidden="true">{line}{ghost}</div> }
        })
    }
}
