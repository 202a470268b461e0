//! Handles on the canvas for the selected block: its size, its spacing, the tracks of its grid, the cells it takes.
//! One gesture is one undo step; Escape takes it back; arrow keys do what dragging does.

use landinghub::document::Op;
use landinghub::dragging::Point;
use landinghub::editing::sizing::{self, Row};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::canvas::event_element;
use super::device::BrowserRng;
use super::grips::{Grip, Reach, wanted};
use super::shape::Shape;
use super::small::memo;
use super::state::{Editor, use_editor};

/// A drag of a handle.
struct Pull {
    gesture: u64,
    from: Point,
    shape: Shape,
    changed: bool,
}

impl Editor {
    fn pull(self, grip: Grip, shape: &Shape, reach: Reach, gesture: u64) -> bool {
        let device = self.device.get_untracked();
        let ops: Vec<Op> = self.doc(|document| {
            let at = device.breakpoint(document);
            let Some((id, rows)) = wanted(document, grip, shape, reach, &at) else { return Vec::new() };
            // What is said already isn't said again: a gesture stays a few operations.
            let rows: Vec<Row> = rows.into_iter().filter(|row| !sizing::says(document, &id, row)).collect();
            if rows.is_empty() { Vec::new() } else { sizing::declare(document, &id, &rows, &BrowserRng) }
        });
        self.edit_in(gesture, "editor.did.resize", ops)
    }

    /// Takes a gesture back that isn't over.
    fn take_back(self, gesture: u64) {
        if let Some(Ok(edited)) = self.core(|core| core.session.abandon(gesture)) {
            self.show(edited.touched);
            self.schedule_save();
        }
        self.say(self.i.t("editor.said.cancelled"));
    }
}

/// The handles of the selection.
#[component]
pub fn Handles() -> impl IntoView {
    let editor = use_editor();
    let shape = memo(move || {
        editor.geometry.track();
        let alone = editor.count() == 1;
        let id = editor.selected.get().filter(|id| alone && !editor.is_locked(id))?;
        let busy = editor.editing.get().is_some() || editor.shown.with(Option::is_some);
        if busy {
            None
        } else {
            editor.with(|core| Shape::read(core.canvas.as_ref()?, core.session.document(), &id))
        }
    });
    // The same for as long as the same block is selected, so that a handle keeps the pointer and the focus.
    let pulled = RwSignal::new(None::<Grip>);
    let grips = Memo::new(move |before: Option<&Vec<Grip>>| {
        let now = shape
            .with(|shape| shape.as_ref().map(|shape| shape.grips(editor.scale.get())).unwrap_or_default());
        before
            .filter(|before| pulled.get().is_some_and(|grip| before.contains(&grip)))
            .cloned()
            .unwrap_or(now)
    });
    let tracks = memo(move || shape.with(|shape| shape.as_ref().map(Shape::cells_shown).unwrap_or_default()));
    view! {
        <div class="ed-handles" role="group" aria-label=editor.i.t("editor.handles") class:is-pulled=move || pulled.with(Option::is_some)>
            {move || tracks.get().into_iter().map(|rect| {
                let scale = editor.scale.get();
                let style = format!("transform:translate({}px,{}px);width:{}px;height:{}px", rect.x * scale, rect.y * scale, rect.w * scale, rect.h * scale);
                view! { <i class="ed-cell" style=style></i> }
            }).collect_view()}
            <For each=move || grips.get() key=|grip| *grip let:grip>
                {handle(editor, grip, shape, pulled)}
            </For>
        </div>
    }
}

fn handle(
    editor: Editor,
    grip: Grip,
    shape: Memo<Option<Shape>>,
    pulled: RwSignal<Option<Grip>>,
) -> impl IntoView {
    let pull = StoredValue::new_local(None::<Pull>);
    // One visit by keyboard is one gesture.
    let visit = StoredValue::new(None::<u64>);
    let with =
        move |read: &dyn Fn(&Shape) -> f64| shape.with(|shape| shape.as_ref().map(read).unwrap_or_default());
    let value = move || with(&|shape| grip.value(shape));
    let upright = move || shape.with(|shape| shape.as_ref().is_some_and(|shape| grip.is_upright(shape)));
    let place = move || {
        let scale = editor.scale.get();
        shape.with(|shape| {
            let Some((x, y)) = shape.as_ref().map(|shape| shape.spot(grip, scale)) else {
                return String::new();
            };
            format!("transform:translate({x}px,{y}px)")
        })
    };
    let tint = move || {
        let scale = editor.scale.get();
        shape.with(|shape| {
            let Some((rect, (x, y))) =
                shape.as_ref().and_then(|shape| Some((shape.tint(grip)?, shape.spot(grip, scale))))
            else {
                return String::from("display:none");
            };
            format!(
                "left:{}px;top:{}px;width:{}px;height:{}px",
                rect.x * scale - x,
                rect.y * scale - y,
                rect.w * scale,
                rect.h * scale
            )
        })
    };
    let point = |event: &PointerEvent| Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
    let down = move |event: PointerEvent| {
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let Some(now) = shape.get_untracked() else { return };
        if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok())
        {
            let _ = element.set_pointer_capture(event.pointer_id());
            let _ = element.focus();
        }
        pull.set_value(Some(Pull {
            gesture: editor.gesture(),
            from: point(&event),
            shape: now,
            changed: false,
        }));
        pulled.set(Some(grip));
    };
    let go = move |event: PointerEvent| {
        let to = point(&event);
        let frame =
            editor.with(|core| core.canvas.as_ref().map(|canvas| super::measure::rect_of(canvas.frame())));
        let (Some(frame), scale) = (frame, editor.scale.get_untracked()) else { return };
        let found =
            pull.with_value(|pull| pull.as_ref().map(|pull| (pull.gesture, pull.from, pull.shape.clone())));
        let Some((gesture, from, shape)) = found else { return };
        let reach = Reach {
            by: Point::new((to.x - from.x) / scale, (to.y - from.y) / scale),
            at: Some(Point::new((to.x - frame.x) / scale, (to.y - frame.y) / scale)),
            coarse: event.shift_key(),
            both: event.alt_key(),
        };
        if editor.pull(grip, &shape, reach, gesture) {
            pull.update_value(|pull| {
                if let Some(pull) = pull {
                    pull.changed = true;
                }
            });
        }
    };
    let end = move |back: bool| {
        let Some(done) = pull.try_update_value(Option::take).flatten() else { return };
        pulled.set(None);
        if back && done.changed {
            editor.take_back(done.gesture);
        } else if done.changed {
            editor.say(format!("{}: {:.0}{}", editor.i.t(grip.words()), value(), grip.unit()));
        }
    };
    let key = move |event: KeyboardEvent| {
        let dragged = pull.with_value(Option::is_some);
        let (x, y) = match event.key().as_str() {
            "Escape" if dragged => {
                end(true);
                (0.0, 0.0)
            }
            "Escape" => {
                let Some(gesture) = visit.try_update_value(Option::take).flatten() else { return };
                editor.take_back(gesture);
                (0.0, 0.0)
            }
            "ArrowRight" => (1.0, 0.0),
            "ArrowLeft" => (-1.0, 0.0),
            "ArrowDown" => (0.0, 1.0),
            "ArrowUp" => (0.0, -1.0),
            "Delete" | "Backspace" => return event.stop_propagation(),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if (x == 0.0 && y == 0.0) || dragged {
            return;
        }
        let Some(now) = shape.get_untracked() else { return };
        let gesture = visit.get_value().unwrap_or_else(|| editor.gesture());
        visit.set_value(Some(gesture));
        // Right and up are more, as sliders have it; a corner and a cell go where the arrow points.
        let more: f64 = if x != 0.0 { x } else { -y };
        let length = if event.shift_key() { sizing::STEP } else { 1.0 };
        let by = match grip {
            Grip::Padding(side) => side.grow(more * length),
            Grip::Margin(side) => side.grow(-more * length),
            Grip::Both | Grip::Cell => Point::new(x * length, y * length),
            Grip::Width => Point::new(more * length / now.pull, 0.0),
            Grip::Across | Grip::Edge(_) => Point::new(more * length, 0.0),
            Grip::Height | Grip::Down | Grip::Row(_) => Point::new(0.0, more * length),
            Grip::Gap => Point::new(more * length, more * length),
        };
        let reach = Reach { by, at: None, coarse: event.shift_key(), both: false };
        editor.pull(grip, &now, reach, gesture);
    };
    let gone = move |event: leptos::ev::FocusEvent| {
        let _ = event_element(&event);
        visit.set_value(None);
    };
    view! {
        <div
            class=grip.class()
            class:is-pulled=move || pulled.get() == Some(grip)
            role="slider"
            tabindex="0"
            aria-label=editor.i.t(grip.words())
            aria-orientation=move || if upright() { "vertical" } else { "horizontal" }
            aria-valuemin="0"
            aria-valuemax="10000"
            aria-valuenow=move || format!("{:.0}", value())
            aria-valuetext=move || format!("{:.0}{}", value(), grip.unit())
            title=editor.i.t(grip.words())
            style=place
            on:pointerdown=down
            on:pointermove=go
            on:pointerup=move |_| end(false)
            on:pointercancel=move |_| end(true)
            on:keydown=key
            on:blur=gone
            on:click=|event| event.stop_propagation()
        >
            <i class="ed-tint" style=tint></i>
            <span class="ed-measure" aria-hidden="true">{move || format!("{:.0}", value())}</span>
        </div>
    }
}
