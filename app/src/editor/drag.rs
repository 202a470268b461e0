//! Dragging with a pointer: presses, where they lead, and the drop. Where it would land is decided in the domain
//! (`landinghub::dragging`); keys are in `walk`, rectangles in `measure`.

use std::cell;
use std::rc::Rc;

use landinghub::document::{Kind, NodeId};
use landinghub::dragging::{Dragged, Gap, Layout, Point, Rect, Target, Walk};
use landinghub::editing::{Preset, add, asset};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

use super::actions::drop_ops;
use super::canvas::bounds;
use super::device::{BrowserRng, Listener, Timer};
use super::grid::Cell;
use super::room::window_size;
use super::state::{Editor, Sheet};

/// A press becomes a drag after so many pixels.
const SLOP: f64 = 4.0;
/// A finger may tremble so far while it holds.
const TREMBLE: f64 = 10.0;
/// A finger holds so long before it drags.
const HOLD: i32 = 200;

/// What is pressed and may be dragged.
#[derive(Clone, Debug)]
pub enum Payload {
    /// A new block.
    Kind(&'static Kind),
    /// A new section.
    Preset(Preset),
    /// A picture of the library, as a new block.
    Picture(Box<landinghub::api::Upload>),
    /// Blocks of the page.
    Nodes(Vec<NodeId>),
}

/// A press that may become a drag, or a drag.
pub struct Drag {
    pub(super) payload: Payload,
    pub(super) start: Point,
    /// Where the pointer is, in pixels of the window.
    pub(super) pointer: Point,
    pub(super) lifted: Option<Lifted>,
    /// Which pointer leads it, if one does: another finger doesn't.
    pub(super) pointer_id: Option<i32>,
    /// When a finger was put down, in milliseconds of the events' clock.
    pub(super) touched: Option<f64>,
    pub(super) _listeners: Vec<Listener>,
    pub(super) timer: Option<Timer>,
    /// What covered a small screen before.
    pub(super) sheet: Sheet,
}

/// What is in the air.
pub struct Lifted {
    pub(super) dragged: Dragged,
    pub(super) layout: Layout,
    pub(super) target: Option<Target>,
    /// A free cell of a grid, where the order alone wouldn't lead.
    pub(super) cell: Option<Cell>,
    /// By keyboard.
    pub(super) walk: Option<Walk>,
}

/// What is shown while something is dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The line or the box, in pixels of the window.
    pub mark: Option<(Rect, bool)>,
    /// Where the pointer is.
    pub pointer: Option<Point>,
    /// What is dragged.
    pub name: String,
}

/// Whether the button was let go where nobody heard it.
fn is_let_go(event: &PointerEvent) -> bool {
    event.pointer_type() == "mouse" && event.buttons() == 0
}

/// When a pointer began what its event tells: a busy page hears of several moves at once.
fn began(event: &PointerEvent) -> f64 {
    let first = event.get_coalesced_events().get(0);
    if first.is_undefined() { event.time_stamp() } else { first.unchecked_ref::<PointerEvent>().time_stamp() }
}

impl Editor {
    /// Something was pressed in the window.
    pub fn press(self, event: &PointerEvent, payload: Payload) {
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        self.press_at(event, payload, point);
    }

    /// A block was pressed on the canvas. With one that is selected the whole selection moves; in one that alone is
    /// selected, what was pressed does.
    pub fn press_in_frame(self, event: &PointerEvent, under: NodeId) {
        let chosen = self.chosen();
        // The top of an opened component stays where it is; what is in it moves.
        let of_chosen = self.doc(|document| {
            let in_several = || chosen.len() > 1 && document.ancestors(&under).any(|id| chosen.contains(id));
            chosen.iter().all(|id| document.parent(id).is_some()) && (chosen.contains(&under) || in_several())
        });
        if let Some(point) = self.frame_point(event) {
            self.press_at(event, Payload::Nodes(if of_chosen { chosen } else { vec![under] }), point);
        }
    }

    fn press_at(self, event: &PointerEvent, payload: Payload, start: Point) {
        if !event.is_primary() && !self.is_dragging() {
            // Two fingers scroll and zoom.
            return self.cancel_drag();
        }
        if event.button() != 0 || !event.is_primary() || self.is_walking() {
            return;
        }
        let touched = (event.pointer_type() == "touch").then(|| event.time_stamp());
        let listeners = self.listen_to_window();
        let timer = touched.map(|_| {
            Timer::after(HOLD, move || {
                if self.is_alive() {
                    self.lift();
                }
            })
        });
        let sheet = self.sheet.get_untracked();
        let drag = Drag {
            payload,
            start,
            pointer: start,
            lifted: None,
            pointer_id: Some(event.pointer_id()),
            touched,
            _listeners: listeners,
            timer,
            sheet,
        };
        self.core(|core| core.drag = Some(drag));
    }

    fn listen_to_window(self) -> Vec<Listener> {
        let window: web_sys::EventTarget = window().into();
        let mut listeners = Vec::new();
        let mut on = |name: &'static str, callback: Box<dyn FnMut(web_sys::Event)>| {
            listeners.push(Listener::new(&window, name, true, callback))
        };
        on(
            "pointermove",
            Box::new(move |event| {
                if is_let_go(event.unchecked_ref()) {
                    return self.cancel_drag();
                }
                self.follow(event.unchecked_ref());
            }),
        );
        on("pointerup", Box::new(move |event| self.follow(event.unchecked_ref())));
        on("pointercancel", Box::new(move |event| self.lost(event.unchecked_ref())));
        on("wheel", Box::new(move |event| self.wheel_in_drag(&event)));
        on(
            "contextmenu",
            Box::new(move |event| {
                // A finger that holds drags.
                event.prevent_default();
                event.stop_immediate_propagation();
            }),
        );
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
        if self.is_dragging() && event.cancelable() {
            event.prevent_default();
        }
    }

    /// The pointer moves or is let go in the window.
    pub fn follow(self, event: &PointerEvent) {
        if !self.is_led_by(event) {
            return;
        }
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        if event.type_() == "pointerup" {
            self.release(Some(point));
        } else {
            self.dragged_by(event, point);
        }
    }

    /// The browser took the pointer for itself.
    pub fn lost(self, event: &PointerEvent) {
        if self.is_led_by(event) {
            self.cancel_drag();
        }
    }

    fn is_led_by(self, event: &PointerEvent) -> bool {
        self.with(|core| core.drag.as_ref().is_some_and(|drag| drag.pointer_id == Some(event.pointer_id())))
    }

    /// The pointer moved in the frame; answers whether that belongs to a press.
    pub fn moved_in_frame(self, event: &PointerEvent) -> bool {
        if self.is_drawing() {
            if is_let_go(event) {
                self.forget_drawing();
            } else if let Some(point) = self.frame_point(event) {
                self.draw_to(point);
            }
            return true;
        }
        let pressed = self.with(|core| core.drag.is_some()) && !self.is_walking();
        if pressed && is_let_go(event) {
            self.cancel_drag();
            return false;
        }
        if pressed
            && self.is_led_by(event)
            && let Some(point) = self.frame_point(event)
        {
            self.dragged_by(event, point);
        }
        pressed
    }

    /// The pointer was released in the frame.
    pub fn released_in_frame(self, event: &PointerEvent) {
        if self.is_drawing() {
            if let Some(point) = self.frame_point(event) {
                self.drawn(point);
            }
            return;
        }
        if self.is_led_by(event) {
            let point = self.frame_point(event);
            self.release(point);
        }
    }

    /// A point of an event in the frame as a point of the window.
    pub fn frame_point(self, event: &web_sys::MouseEvent) -> Option<Point> {
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

    /// The pointer that was pressed moved.
    fn dragged_by(self, event: &PointerEvent, point: Point) {
        let step = self.with(|core| {
            let drag = core.drag.as_ref()?;
            let far = drag.start.distance(point) > if drag.touched.is_some() { TREMBLE } else { SLOP };
            (far && drag.lifted.is_none()).then_some(drag.touched)
        });
        match step {
            // A finger that moves before its time scrolls. The event knows the time better than a timer that a busy
            // page has kept waiting.
            Some(Some(touched)) if began(event) < touched + f64::from(HOLD) => {
                return self.cancel_drag();
            }
            Some(_) => self.lift(),
            None => {}
        }
        self.dragged_to(point);
    }

    /// What is in the air goes there.
    pub(super) fn dragged_to(self, point: Point) {
        self.core(|core| {
            if let Some(drag) = &mut core.drag {
                drag.pointer = point;
            }
        });
        if self.is_dragging() {
            self.aim();
        }
    }

    pub(super) fn payload_of(self, payload: &Payload) -> Option<Dragged> {
        self.doc(|document| match payload {
            Payload::Kind(kind) => Dragged::kind(document, kind, &BrowserRng),
            Payload::Preset(preset) => {
                let name = self.preset_name(*preset);
                Dragged::block(document, add::section(document, *preset, name), &BrowserRng)
            }
            Payload::Picture(upload) => {
                let (asset, _) = asset::asset_of(upload)?;
                let block = landinghub::document::build::Block::new(Kind::Image);
                Dragged::block(document, block.prop(landinghub::document::Prop::ASSET, asset), &BrowserRng)
            }
            Payload::Nodes(ids) => Dragged::nodes(document, ids),
        })
    }

    pub(super) fn lift(self) {
        self.stop_editing();
        let Some((payload, touch)) =
            self.with(|core| core.drag.as_ref().map(|drag| (drag.payload.clone(), drag.touched.is_some())))
        else {
            return;
        };
        let (Some(dragged), Some(layout)) = (self.payload_of(&payload), self.read_layout()) else {
            self.cancel_drag();
            return self.bad(self.i.t("editor.said.locked"));
        };
        if let Payload::Nodes(ids) = &payload {
            // What is dragged is selected, so that a finger that holds and lets go selects.
            if *ids != self.chosen() {
                self.select_many(ids.clone(), None);
            }
        } else if touch {
            // What is behind the panel is where it goes.
            self.sheet.set(Sheet::None);
        }
        self.core(|core| {
            if let Some(drag) = &mut core.drag {
                drag.lifted = Some(Lifted { dragged, layout, target: None, cell: None, walk: None });
                drag.timer = None;
            }
        });
        self.hovered.set(None);
        let _ = document().body().map(|body| body.class_list().add_1("ed-dragging"));
        self.aim();
        self.keep_scrolling();
    }

    /// Where everything is on the canvas now.
    pub(super) fn read_layout(self) -> Option<Layout> {
        self.with(|core| core.canvas.as_ref().map(|canvas| canvas.layout(core.session.document())))
    }

    /// The page changed under what is in the air: somebody else edits it, or a font arrived.
    pub fn renew_drag(self) {
        let payload = self.with(|core| {
            let drag = core.drag.as_ref().filter(|drag| drag.lifted.is_some())?;
            Some((
                drag.payload.clone(),
                drag.lifted.as_ref().is_some_and(|lifted| lifted.dragged.new_nodes().is_some()),
            ))
        });
        let Some((payload, new)) = payload else { return };
        let (dragged, layout) = (if new { None } else { self.payload_of(&payload) }, self.read_layout());
        if dragged.is_none() && !new {
            return self.cancel_drag();
        }
        self.core(|core| {
            let Some(lifted) = core.drag.as_mut().and_then(|drag| drag.lifted.as_mut()) else { return };
            if let Some(dragged) = dragged {
                lifted.dragged = dragged;
            }
            if let Some(layout) = layout {
                lifted.layout = layout;
            }
            if let Some(walk) = &mut lifted.walk {
                let at = walk.gap().cloned();
                if let Some(mut again) = Walk::new(core.session.document(), &lifted.dragged, None) {
                    at.map(|gap| again.go(&gap));
                    *walk = again;
                }
            }
        });
        if self.is_walking() { self.show_walk() } else { self.aim() }
    }

    fn release(self, point: Option<Point>) {
        if !self.is_dragging() {
            self.core(|core| core.drag = None);
            return;
        }
        self.swallow_click();
        if let Some(point) = point {
            self.core(|core| {
                if let Some(drag) = &mut core.drag {
                    drag.pointer = point;
                }
            });
            let (width, height) = window_size();
            if !Rect::new(0.0, 0.0, width, height).contains(point) {
                return self.cancel_drag();
            }
            self.aim();
        }
        // Over a panel there is no place.
        if self.with(|core| {
            core.drag
                .as_ref()
                .and_then(|drag| drag.lifted.as_ref())
                .is_some_and(|lifted| lifted.target.is_none())
        }) {
            return self.cancel_drag();
        }
        self.drop_it();
    }

    /// The click that follows a drag is none. After another press it is one.
    pub(super) fn swallow_click(self) {
        let window: web_sys::EventTarget = window().into();
        let pressed = Rc::new(cell::Cell::new(false));
        let press = {
            let pressed = pressed.clone();
            Listener::new(&window, "pointerdown", true, move |_| pressed.set(true))
        };
        let click = Listener::new(&window, "click", true, move |event| {
            if !pressed.get() {
                event.prevent_default();
                event.stop_immediate_propagation();
            }
        });
        let timer = Timer::after(80, move || {
            if self.is_alive() {
                self.core(|core| core.swallow = None);
            }
        });
        self.core(|core| core.swallow = Some(([press, click], timer)));
    }

    pub(super) fn drop_it(self) {
        let done = self.core(|core| {
            let drag = core.drag.take()?;
            let picture = match &drag.payload {
                Payload::Picture(upload) => asset::known(core.session.document(), upload)?.1,
                _ => None,
            };
            let lifted = drag.lifted?;
            let gap: Gap = match &lifted.walk {
                Some(walk) => walk.gap()?.clone(),
                None => lifted.target?.gap,
            };
            let document = core.session.document();
            let mut ops = drop_ops(document, &lifted.dragged, &gap)?;
            // A block can only show what the page knows.
            if let (Some(picture), false) = (picture, ops.is_empty()) {
                ops.insert(0, picture);
            }
            if let (Some(cell), Some(top)) = (&lifted.cell, lifted.dragged.tops().first()) {
                let device = self.device.get_untracked();
                let more = cell.ops(document, &ops, top, &gap.parent, &device.breakpoint(document));
                ops.extend(more);
            }
            Some((ops, lifted.dragged.tops().to_vec(), lifted.dragged.new_nodes().is_some()))
        });
        self.land();
        let Some((ops, tops, new)) = done else { return };
        if ops.is_empty() {
            return self.say(self.i.t("editor.said.unmoved"));
        }
        if self.edit(if new { "editor.did.add" } else { "editor.did.move" }, ops)
            && let Some(first) = tops.first().cloned()
        {
            self.reveal_all(tops);
            self.say_place(&first);
            if new {
                // Keys are for what was dropped, not for the button it came from.
                super::layers::focus_row(&first);
            }
        }
    }

    /// Puts it back where it was.
    pub fn cancel_drag(self) {
        let (was, sheet) = (self.is_dragging(), self.with(|core| core.drag.as_ref().map(|drag| drag.sheet)));
        self.core(|core| core.drag = None);
        self.land();
        if was {
            if let Some(sheet) = sheet {
                self.sheet.set(sheet);
            }
            self.say(self.i.t("editor.said.cancelled"));
        }
    }

    pub(super) fn land(self) {
        self.shown.set(None);
        let _ = document().body().map(|body| body.class_list().remove_1("ed-dragging"));
    }
}
