//! Where a drag with the pointer would land: over the canvas, over the layers, or nowhere; and scrolling by itself.

use landinghub::dragging::layers::{Row, Rows};
use landinghub::dragging::walk::{Description, describe};
use landinghub::dragging::{Mark, Point, Rect, hit, layers, scroll, to_canvas};
use leptos::prelude::*;
use web_sys::Element;

use super::device::Timer;
use super::drag::{Payload, Shown};
use super::measure::rect_of;
use super::state::Editor;

/// One frame of scrolling by itself.
const FRAME: i32 = 16;

/// So many rows of layers above and below the pointer are looked at.
const NEAR: usize = 200;

/// Where the pointer is.
enum Over {
    Layers(Rows),
    Canvas,
    Nothing,
}

impl Editor {
    /// What the pointer is over: the list of layers, the canvas with everything above and below it, or a panel.
    fn over(self, pointer: Point) -> Over {
        let element = |selector: &str| document().query_selector(selector).ok().flatten();
        // Past the end of the list counts, down to the edge of the window.
        let in_list = |panel: Rect| {
            panel.w > 0.0 && panel.x <= pointer.x && pointer.x < panel.right() && pointer.y >= panel.y
        };
        if let Some(panel) = element("#ed-layers-panel")
            && in_list(rect_of(&panel))
            && let Some(rows) = self.layer_rows(pointer)
        {
            return Over::Layers(rows);
        }
        let main = element(".ed-main").map(|main| rect_of(&main));
        match main {
            Some(main) if main.x <= pointer.x && pointer.x < main.right() => Over::Canvas,
            _ => Over::Nothing,
        }
    }

    /// Finds the place under the pointer and shows it.
    pub(super) fn aim(self) {
        let name = self.drag_name();
        let Some(pointer) = self.with(|core| core.drag.as_ref().map(|drag| drag.pointer)) else { return };
        let over = self.over(pointer);
        let said = self.core(|core| {
            let (document, canvas) = (core.session.document(), core.canvas.as_ref()?);
            let lifted = core.drag.as_mut()?.lifted.as_mut()?;
            let before = lifted.target.as_ref().map(|target| target.gap.clone());
            let previous = lifted.target.take();
            lifted.cell = None;
            let mark = match over {
                Over::Nothing => None,
                Over::Layers(rows) => {
                    lifted.target =
                        layers::target(document, &rows, &lifted.dragged, pointer, previous.as_ref());
                    lifted
                        .target
                        .as_ref()
                        .map(|target| (target.mark.rect(), matches!(target.mark, Mark::Whole(_))))
                }
                Over::Canvas => {
                    canvas.follow(document, &mut lifted.layout);
                    let (frame, zoom, scroll) = (rect_of(canvas.frame()), canvas.zoom(), canvas.scroll());
                    let point = to_canvas(pointer, frame, zoom, scroll);
                    lifted.target =
                        hit::target(document, &lifted.layout, &lifted.dragged, point, previous.as_ref());
                    lifted.cell = lifted
                        .target
                        .as_ref()
                        .and_then(|target| canvas.free_cell(document, &lifted.dragged, target, point));
                    let mark = lifted.cell.as_ref().map(|cell| Mark::Whole(cell.rect));
                    mark.or_else(|| lifted.target.as_ref().map(|target| target.mark))
                        .map(|mark| on_screen(mark, frame, zoom, scroll))
                }
            };
            let gap = lifted.target.as_ref().map(|target| target.gap.clone());
            let described = gap
                .as_ref()
                .filter(|gap| before.as_ref() != Some(gap))
                .and_then(|gap| describe(document, &lifted.dragged, gap));
            Some((mark, described))
        });
        if let Some((mark, described)) = said {
            self.shown.set(Some(Shown { mark, pointer: Some(pointer), name }));
            if let Some(described) = described {
                self.say_gap(&described);
            }
        }
    }

    pub(super) fn say_gap(self, described: &Description) {
        let parent = if described.label.is_empty() {
            self.kind_name(&described.kind)
        } else {
            described.label.clone()
        };
        let (at, count) = (described.position.to_string(), described.of.to_string());
        let mut said =
            self.i.t_with("editor.said.gap", &[("parent", &parent), ("at", &at), ("count", &count)]);
        // Containers are told apart by what is in them.
        if let Some(name) = described.after.as_ref().map(|id| self.words_of(id)) {
            said.push_str(", ");
            said.push_str(&self.i.t_with("editor.said.after", &[("name", &name)]));
        }
        self.say(said);
    }

    pub(super) fn drag_name(self) -> String {
        let payload = self.with(|core| core.drag.as_ref().map(|drag| drag.payload.clone()));
        match payload {
            Some(Payload::Kind(kind)) => self.kind_name(kind),
            Some(Payload::Preset(preset)) => self.preset_name(preset).to_owned(),
            Some(Payload::Picture(upload)) => upload.name.clone(),
            Some(Payload::Nodes(_)) => {
                let tops = self.with(|core| {
                    let lifted = core.drag.as_ref().and_then(|drag| drag.lifted.as_ref());
                    lifted.map(|lifted| lifted.dragged.tops().to_vec()).unwrap_or_default()
                });
                self.name_of_all(&tops)
            }
            None => String::new(),
        }
    }

    /// The rows of the layers list that the pointer may mean. They are equally high, and there are as many as there
    /// are lines in the list, whether they exist or not.
    fn layer_rows(self, pointer: Point) -> Option<Rows> {
        let list = document().query_selector(".ed-layers").ok().flatten()?;
        let area = rect_of(&list);
        let rows = self.with(|core| {
            let all = core.rows.len();
            let step = area.h / u32::try_from(all).map_or(1.0, |all| f64::from(all.max(1)));
            let rect = |at: usize| {
                let at = u32::try_from(at).map_or(0.0, f64::from);
                Rect::new(area.x, area.y + at * step, area.w, step)
            };
            let above = (0..all).take_while(|at| rect(*at).bottom() <= pointer.y).count();
            let from = above.saturating_sub(NEAR);
            let rows = core.rows.iter().enumerate().skip(from).take(NEAR * 2);
            rows.map(|(at, row)| Row { node: row.id.clone(), depth: row.level - 1, rect: rect(at) }).collect()
        });
        let open = self.opened();
        Some(Rows { rows, left: area.x + super::layers::INSET, indent: super::layers::INDENT, open })
    }

    /// While something is held near an edge of the canvas or of the layers, they scroll.
    pub(super) fn keep_scrolling(self) {
        let timer = Timer::after(FRAME, move || {
            if self.is_alive() && self.is_dragging() && !self.is_walking() {
                if self.scroll_step() {
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

    fn scroll_step(self) -> bool {
        let seconds = f64::from(FRAME) / 1_000.0;
        self.scroll_under(|pointer, view| {
            let speed = scroll::velocity(pointer, view);
            Point::new(speed.x * seconds, speed.y * seconds)
        })
    }

    /// The wheel turns while something is dragged: the layer above everything gets it.
    pub(super) fn wheel_in_drag(self, event: &web_sys::Event) {
        let by = super::stage::wheel_delta(event);
        let turned = |pointer, view: Rect| if view.contains(pointer) { by } else { Point::default() };
        if self.is_dragging() && self.scroll_under(turned) {
            self.aim();
        }
    }

    /// Scrolls the layers or the canvas, by as many pixels of the window as `by` answers for the pointer and the view.
    fn scroll_under(self, by: impl Fn(Point, Rect) -> Point) -> bool {
        self.with(|core| {
            let (Some(canvas), Some(drag)) = (&core.canvas, &core.drag) else { return false };
            if let Some(panel) = document().get_element_by_id("ed-layers-panel")
                && rect_of(&panel).contains(drag.pointer)
            {
                let y = by(drag.pointer, rect_of(&panel)).y;
                return y != 0.0 && scrolls(&panel, 0.0, y);
            }
            let Some(stage) = document().query_selector(".ed-stage").ok().flatten() else { return false };
            // Zoomed in, the canvas is larger than the room it is seen in.
            let view = shared(rect_of(canvas.frame()), rect_of(&stage));
            let Point { x, y } = by(drag.pointer, view);
            let moved = canvas.scroll_by(x / canvas.zoom(), y / canvas.zoom());
            moved || ((x != 0.0 || y != 0.0) && scrolls(&stage, x, y))
        })
    }
}

/// A rectangle of the page as one of the window.
pub fn on_screen(mark: Mark, frame: Rect, zoom: f64, scroll: Point) -> (Rect, bool) {
    let rect = mark.rect();
    let shown = Rect::new(
        frame.x + (rect.x - scroll.x) * zoom,
        frame.y + (rect.y - scroll.y) * zoom,
        rect.w * zoom,
        rect.h * zoom,
    );
    (shown, matches!(mark, Mark::Whole(_)))
}

/// What two rectangles share.
fn shared(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.max(b.x), a.y.max(b.y));
    Rect::new(x, y, (a.right().min(b.right()) - x).max(0.0), (a.bottom().min(b.bottom()) - y).max(0.0))
}

/// Scrolls an element. Answers whether anything moved.
fn scrolls(element: &Element, x: f64, y: f64) -> bool {
    let before = (element.scroll_left(), element.scroll_top());
    // Less than a pixel would be lost.
    let whole = |by: f64| if by == 0.0 { 0.0 } else { by.signum() * by.abs().max(1.0) };
    element.scroll_by_with_x_and_y(whole(x), whole(y));
    before != (element.scroll_left(), element.scroll_top())
}
