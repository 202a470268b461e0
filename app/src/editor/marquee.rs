//! Selecting by drawing a rectangle: from the page's own ground, from beside the canvas, or anywhere with Shift. What
//! it selects is decided in the domain (`landinghub::dragging::marquee`).

use landinghub::document::NodeId;
use landinghub::dragging::{Layout, Mark, Point, Rect, marquee, scroll, to_canvas};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

use super::aim::on_screen;
use super::device::{Listener, Timer};
use super::measure::rect_of;
use super::state::{Editor, use_editor};

/// A press becomes a rectangle after so many pixels.
const SLOP: f64 = 4.0;
/// One frame of scrolling by itself, in milliseconds.
const FRAME: i32 = 16;

/// A rectangle that is being drawn.
pub struct Marquee {
    /// Where it began, in pixels of the window while nothing is drawn, then of the page.
    start: Point,
    /// Where the pointer is, in pixels of the window.
    pointer: Point,
    /// What was selected before, and stays so.
    before: Vec<NodeId>,
    layout: Option<Layout>,
    hits: Vec<NodeId>,
    /// Given up; it waits for the release.
    over: bool,
    _listeners: Vec<Listener>,
    timer: Option<Timer>,
}

/// What is shown of it, in pixels of the window: itself, and what it selects.
#[derive(Clone, Debug, PartialEq)]
pub struct Lasso {
    area: Rect,
    hits: Vec<Rect>,
}

impl Editor {
    /// The ground was pressed with a mouse or a pen, at a point of the window. A finger scrolls.
    pub fn press_ground(self, event: &PointerEvent, point: Point) {
        let touch = event.pointer_type() == "touch";
        if event.button() != 0 || !event.is_primary() || touch || self.is_walking() || self.is_drawing() {
            return;
        }
        let window: web_sys::EventTarget = window().into();
        let at = |event: &web_sys::Event| {
            let event: &PointerEvent = event.unchecked_ref();
            Point::new(f64::from(event.client_x()), f64::from(event.client_y()))
        };
        let mut listeners = Vec::new();
        let mut on = |name: &'static str, callback: Box<dyn FnMut(web_sys::Event)>| {
            listeners.push(Listener::new(&window, name, true, callback));
        };
        on("pointermove", Box::new(move |event| self.draw_to(at(&event))));
        on("pointerup", Box::new(move |event| self.drawn(at(&event))));
        on("pointercancel", Box::new(move |_| self.forget_drawing()));
        let before = if event.shift_key() { self.chosen() } else { Vec::new() };
        self.core(|core| {
            core.marquee = Some(Marquee {
                start: point,
                pointer: point,
                before,
                layout: None,
                hits: Vec::new(),
                over: false,
                _listeners: listeners,
                timer: None,
            });
        });
    }

    /// Whether a press on the ground goes on.
    pub fn is_drawing(self) -> bool {
        self.with(|core| core.marquee.is_some())
    }

    /// The pointer is at a point of the window.
    pub fn draw_to(self, point: Point) {
        let begins = self.core(|core| {
            let marquee = core.marquee.as_mut()?;
            marquee.pointer = point;
            Some(!marquee.over && marquee.layout.is_none() && marquee.start.distance(point) > SLOP)
        });
        if begins == Some(true) {
            self.stop_editing();
            self.hovered.set(None);
            let layout = self.read_layout();
            self.core(|core| {
                if let (Some(marquee), Some(canvas)) = (&mut core.marquee, &core.canvas) {
                    marquee.start =
                        to_canvas(marquee.start, rect_of(canvas.frame()), canvas.zoom(), canvas.scroll());
                    marquee.layout = layout;
                }
            });
            let _ = document().body().map(|body| body.class_list().add_1("ed-drawing"));
            self.scroll_drawing();
        }
        self.redraw();
    }

    fn redraw(self) {
        let lasso = self.core(|core| {
            let (marquee, canvas) = (core.marquee.as_mut()?, core.canvas.as_ref()?);
            let layout = marquee.layout.as_ref()?;
            let (frame, zoom, scroll) = (rect_of(canvas.frame()), canvas.zoom(), canvas.scroll());
            let end = to_canvas(marquee.pointer, frame, zoom, scroll);
            let area = between(marquee.start, end);
            marquee.hits = marquee::chosen(layout, area);
            let shown = |rect: Rect| on_screen(Mark::Whole(rect), frame, zoom, scroll).0;
            let hits = marquee.hits.iter().filter_map(|id| layout.rect(id)).map(shown).collect();
            Some(Lasso { area: shown(area), hits })
        });
        if lasso.is_some() {
            self.lasso.set(lasso);
        }
    }

    /// Near an edge of the canvas, it scrolls.
    fn scroll_drawing(self) {
        let timer = Timer::after(FRAME, move || {
            if !self.is_alive() || !self.is_drawing() {
                return;
            }
            let moved = self.with(|core| {
                let (Some(marquee), Some(canvas)) = (&core.marquee, &core.canvas) else { return false };
                let speed = scroll::velocity(marquee.pointer, rect_of(canvas.frame()));
                let step = f64::from(FRAME) / 1_000.0 / canvas.zoom();
                canvas.scroll_by(speed.x * step, speed.y * step)
            });
            if moved {
                self.redraw();
            }
            self.scroll_drawing();
        });
        self.core(|core| {
            if let Some(marquee) = &mut core.marquee {
                marquee.timer = Some(timer);
            }
        });
    }

    /// Gives the rectangle up; what was selected stays. Answers whether there was one.
    pub fn give_up_drawing(self) -> bool {
        let was = self.core(|core| {
            let marquee = core.marquee.as_mut()?;
            // The release that follows is no click.
            marquee.over = true;
            Some(marquee.layout.take().is_some())
        });
        if was == Some(true) {
            self.erase();
            self.say(self.i.t("editor.said.cancelled"));
        }
        was == Some(true)
    }

    fn erase(self) {
        self.lasso.set(None);
        let _ = document().body().map(|body| body.class_list().remove_1("ed-drawing"));
    }

    /// The pointer was released at a point of the window.
    pub fn drawn(self, point: Point) {
        self.draw_to(point);
        let Some(marquee) = self.core(|core| core.marquee.take()) else { return };
        if marquee.over || marquee.layout.is_some() {
            self.swallow_click();
        }
        if marquee.layout.is_none() {
            return;
        }
        self.erase();
        let mut chosen = marquee.before;
        for id in marquee.hits {
            if !chosen.contains(&id) {
                chosen.push(id);
            }
        }
        self.select_many(chosen, None);
    }

    /// The press is over without a release.
    pub fn forget_drawing(self) {
        if self.give_up_drawing() || self.is_drawing() {
            self.core(|core| core.marquee = None);
        }
    }
}

/// The rectangle between two corners.
fn between(a: Point, b: Point) -> Rect {
    Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs())
}

/// See the module.
#[component]
pub fn LassoMark() -> impl IntoView {
    let editor = use_editor();
    let place = |rect: Rect| {
        format!("transform:translate({}px,{}px);width:{}px;height:{}px", rect.x, rect.y, rect.w, rect.h)
    };
    move || {
        editor.lasso.get().map(|lasso| {
            let hits = lasso.hits.into_iter().map(|rect| view! { <i class="ed-hit" style=place(rect)></i> });
            view! {
                <div class="ed-drag-layer" aria-hidden="true">
                    {hits.collect_view()}
                    <div class="ed-lasso" style=place(lasso.area)></div>
                </div>
            }
        })
    }
}
