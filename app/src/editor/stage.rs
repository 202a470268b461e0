//! The stage: the canvas in its frame, and what people do there.

use landinghub::dragging::Point;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::canvas::{Canvas, event_element, node_of};
use super::device::Listener;
use super::keys::keyboard;
use super::more::Hand;
use super::overlay::Overlay;
use super::room::Room;
use super::small::{effect, memo};
use super::state::{Editor, Left, Zoom, is_narrow, use_editor};

/// Room around the canvas, in pixels.
const MARGIN: f64 = 24.0;

/// The room on both sides; on phones there is none.
fn margin() -> f64 {
    if is_narrow() { 0.0 } else { MARGIN * 2.0 }
}

thread_local! {
    /// How far the wheel has been turned towards the next zoom.
    static TURNED: std::cell::Cell<f64> = const { std::cell::Cell::new(0.0) };
}

/// How far the wheel was turned, in pixels.
pub fn wheel_delta(event: &web_sys::Event) -> Point {
    /// Some browsers count lines.
    const LINE: f64 = 16.0;
    let number = |name: &str| {
        js_sys::Reflect::get(event, &name.into()).ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let unit = if number("deltaMode") > 0.0 { LINE } else { 1.0 };
    Point::new(number("deltaX") * unit, number("deltaY") * unit)
}

/// The wheel with Ctrl or ⌘, and two fingers on a touchpad, zoom the canvas; without, they scroll as ever.
fn wheel(editor: Editor, event: &web_sys::Event) {
    /// So much is a step: a notch of a wheel, or a part of a pinch.
    const STEP: f64 = 40.0;
    let mouse: &web_sys::MouseEvent = event.unchecked_ref();
    if !(mouse.ctrl_key() || mouse.meta_key()) {
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    let turned = TURNED.get() + wheel_delta(event).y;
    if turned.abs() < STEP {
        return TURNED.set(turned);
    }
    TURNED.set(0.0);
    let now = editor.scale.get_untracked() * 100.0;
    let mut zooms = super::top::ZOOMS.into_iter();
    let next = if turned < 0.0 {
        zooms.find(|zoom| f64::from(*zoom) > now + 0.5)
    } else {
        zooms.rfind(|zoom| f64::from(*zoom) < now - 0.5)
    };
    if let Some(next) = next {
        editor.zoom.set(Zoom::Percent(next));
    }
}

/// The frame, scaled to the room there is.
#[component]
pub fn Stage() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let frame = NodeRef::<html::Iframe>::new();
    let room = Room::new();
    let source = format!("/pages/{}/canvas", editor.info.with_untracked(|info| info.id.clone()));

    effect(move || {
        room.node.track();
        room.measure();
    });

    let scale = memo(move || {
        let (width, _) = room.size.get();
        let margin = margin();
        match editor.zoom.get() {
            Zoom::Percent(percent) => f64::from(percent) / 100.0,
            Zoom::Fit if width > 0.0 => {
                ((width - margin) / f64::from(editor.device.get().width())).clamp(0.1, 1.0)
            }
            Zoom::Fit => 1.0,
        }
    });
    // The overlay and the zoom list read it, too.
    effect(move || {
        editor.scale.set(scale.get());
        editor.moved();
    });
    let shown = move || {
        let (_, height) = room.size.get();
        (f64::from(editor.device.get().width()), (height - margin()).max(200.0) / scale.get())
    };
    let loaded = move |_| {
        if let Some(frame) = frame.get_untracked() {
            enter_frame(editor, frame);
        }
    };
    // The frame may have loaded before anybody listened.
    effect(move || {
        if let Some(frame) = frame.get() {
            let ready = frame.content_document().is_some_and(|document| {
                document.ready_state() == "complete" && document.get_element_by_id("lh-canvas").is_some()
            });
            if ready {
                enter_frame(editor, frame);
            }
        }
    });
    // Beside the canvas.
    let is_ground = |event: &web_sys::Event| event.target() == event.current_target();
    view! {
        <div
            class="ed-stage"
            node_ref=room.node
            on:wheel=move |event| wheel(editor, &event)
            on:pointerdown=move |event| {
                if is_ground(&event) {
                    let point = (f64::from(event.client_x()), f64::from(event.client_y()));
                    editor.press_ground(&event, landinghub::dragging::Point::new(point.0, point.1));
                }
            }
            on:click=move |event| {
                if is_ground(&event) {
                    editor.stop_editing();
                    editor.select(None);
                }
            }
        >
            <div
                class="ed-sheet"
                style:width=move || format!("{}px", shown().0 * scale.get())
                style:height=move || format!("{}px", shown().1 * scale.get())
            >
                <iframe
                    node_ref=frame
                    title=i.t("editor.canvas")
                    class="ed-frame"
                    sandbox="allow-same-origin"
                    src=source
                    style:width=move || format!("{}px", shown().0)
                    style:height=move || format!("{}px", shown().1)
                    style:transform=move || format!("scale({})", scale.get())
                    on:load=loaded
                ></iframe>
                <Overlay/>
                <super::presence::Outlines/>
            </div>
            <Show when=move || editor.doc_is_empty()>
                <div class="ed-empty">
                    <p>{i.t("editor.empty.text")}</p>
                    <button type="button" class="btn btn-primary" on:click=move |_| editor.open_left(Left::Sections)>
                        {i.t("editor.empty.action")}
                    </button>
                </div>
            </Show>
        </div>
    }
}

impl Editor {
    /// Whether the page has no blocks.
    fn doc_is_empty(self) -> bool {
        self.watch_structure();
        self.doc(|document| document.nodes.len() <= 1)
    }
}

/// Paints the page into the frame and listens to what people do there.
fn enter_frame(editor: Editor, frame: web_sys::HtmlIFrameElement) {
    let title = editor.info.with_untracked(|info| info.title.clone());
    let canvas = editor.with(|core| Canvas::mount(frame, core.session.document(), &title));
    let Some(canvas) = canvas else { return };
    // Before anything else in the frame sees an event.
    let Some(target) = canvas.document().default_view() else { return };
    let target: web_sys::EventTarget = target.into();
    editor.core(|core| {
        core.canvas = Some(canvas);
        core.inline = None;
        core.listeners = Vec::new();
    });
    editor.editing.set(None);
    let mut listeners = Vec::new();
    let mut on = |name: &'static str, callback: Box<dyn FnMut(web_sys::Event)>| {
        listeners.push(Listener::new(&target, name, true, callback));
    };
    on(
        "click",
        Box::new(move |event| {
            clicked(editor, &event);
            event.stop_immediate_propagation();
        }),
    );
    on(
        "auxclick",
        Box::new(|event| {
            event.prevent_default();
            event.stop_immediate_propagation();
        }),
    );
    // No script runs in the frame. What a tool of the browser attached there would only complain, or wait for a timer
    // that never comes, while something is dragged.
    for name in ["mousedown", "mouseup", "mousemove", "touchstart", "touchend", "touchcancel"] {
        on(name, Box::new(|event| event.stop_immediate_propagation()));
    }
    on(
        "dblclick",
        Box::new(move |event| {
            event.stop_immediate_propagation();
            if !editor.is_in_words(&event)
                && let Some(id) = editor.doc(|document| node_of(document, &event))
            {
                editor.twice(id, event);
            }
        }),
    );
    on(
        "pointerdown",
        Box::new(move |event| {
            event.stop_immediate_propagation();
            // Another press makes another click.
            editor.core(|core| (core.swallow, core.pressed) = (None, Some(point_of(event.unchecked_ref()))));
            if editor.is_in_words(&event) {
                return;
            }
            let under = editor
                .doc(|document| node_of(document, &event))
                .filter(|id| editor.doc(|document| *id != document.root));
            let pointer: &web_sys::PointerEvent = event.unchecked_ref();
            match under.filter(|_| !pointer.shift_key() || pointer.pointer_type() == "touch") {
                Some(under) => editor.hand(&Hand::Press(under), &event),
                None => {
                    editor.frame_point(pointer).is_some_and(|point| editor.hand(&Hand::Ground(point), &event))
                }
            };
        }),
    );
    on(
        "selectstart",
        Box::new(move |event| {
            if !editor.is_in_words(&event) {
                event.prevent_default();
            }
        }),
    );
    on(
        "contextmenu",
        Box::new(move |event| {
            if editor.is_in_words(&event) {
                return;
            }
            event.prevent_default();
            event.stop_immediate_propagation();
            let pointer: &web_sys::PointerEvent = event.unchecked_ref();
            // A finger that holds drags; the toolbar has the menu, too.
            let held = pointer.pointer_type() == "touch" || editor.is_dragging();
            if let Some(point) = editor.frame_point(event.unchecked_ref()).filter(|_| !held) {
                editor.core(|core| core.drag = None);
                let under =
                    editor.doc(|document| node_of(document, &event).filter(|id| *id != document.root));
                editor.open_menu_on(under, point.x, point.y);
            }
        }),
    );
    on("submit", Box::new(|event| event.prevent_default()));
    on("dragstart", Box::new(|event| event.prevent_default()));
    on(
        "pointerup",
        Box::new(move |event| {
            editor.hand(&Hand::Release, &event);
            event.stop_immediate_propagation();
        }),
    );
    on(
        "pointercancel",
        Box::new(move |event| {
            editor.hand(&Hand::Cancel, &event);
        }),
    );
    on("touchmove", Box::new(move |event| editor.keep_touch(&event)));
    on(
        "pointermove",
        Box::new(move |event| {
            if editor.hand(&Hand::Move, &event) {
                return;
            }
            let over = if editor.editing.get_untracked().is_some() {
                None
            } else {
                editor.doc(|document| node_of(document, &event))
            };
            let over = over.filter(|id| editor.doc(|document| *id != document.root));
            if editor.hovered.get_untracked() != over {
                editor.hovered.set(over);
            }
        }),
    );
    on(
        "pointerout",
        Box::new(move |event| {
            // Out of the frame, not from one block to another.
            let pointer: &web_sys::PointerEvent = event.unchecked_ref();
            if pointer.related_target().is_none() {
                editor.hovered.set(None);
            }
        }),
    );
    on("keydown", Box::new(move |event| editor.pressed_key(keyboard(&event), true)));
    on("wheel", Box::new(move |event| wheel(editor, &event)));
    on(
        "input",
        Box::new(move |event| {
            let input: &web_sys::InputEvent = event.unchecked_ref();
            if !input.is_composing() && editor.is_in_words(&event) {
                editor.hand(&Hand::Typed, &event);
            }
        }),
    );
    let mut pass = |name: &'static str, hand: Hand| {
        on(
            name,
            Box::new(move |event| {
                editor.hand(&hand, &event);
            }),
        );
    };
    pass("beforeinput", Hand::Before);
    pass("selectionchange", Hand::Select);
    pass("compositionstart", Hand::Composes(false));
    pass("compositionend", Hand::Composes(true));
    pass("dragover", Hand::FilesOver);
    pass("drop", Hand::FilesDropped);
    for name in ["copy", "cut", "paste"] {
        on(name, Box::new(move |event| editor.clips(event.unchecked_ref(), true)));
    }
    // The frame is as wide as the device only after its `resize`, whatever the scale is.
    for name in ["scroll", "load", "toggle", "resize", "transitionend"] {
        on(name, Box::new(move |_| editor.moved()));
    }
    on(
        "dragleave",
        Box::new(move |event| {
            // Out of the frame, not from one block to another.
            let drag: &web_sys::DragEvent = event.unchecked_ref();
            if drag.related_target().is_none() {
                editor.hand(&Hand::FilesLeft, &event);
            }
        }),
    );
    editor.core(|core| core.listeners = listeners);
    editor.open.set(None);
    editor.moved();
    // The page is there and listens: what comes next may come.
    super::device::after_frame(move || editor.fetch_more());
}

/// Where in the canvas, in its own pixels.
fn point_of(event: &web_sys::MouseEvent) -> Point {
    Point::new(f64::from(event.client_x()), f64::from(event.client_y()))
}

fn clicked(editor: Editor, event: &web_sys::Event) {
    /// So many pixels of the window from where it was pressed it is no click; a finger trembles less.
    const FAR: f64 = 16.0;
    // There is one such click and no more.
    if editor.core(|core| core.swallow.take()).is_some() {
        event.prevent_default();
        return;
    }
    if editor.is_in_words(event) {
        // The caret is set already; nothing else may happen: no link, no opening question.
        editor.hand(&Hand::Caret, event);
        event.prevent_default();
        return;
    }
    // Pressed somewhere else, it ends a drag that was refused or given up. Keys press nowhere.
    let mouse: &web_sys::MouseEvent = event.unchecked_ref();
    let pressed = editor.core(|core| core.pressed.take()).filter(|_| mouse.detail() > 0);
    if pressed.is_some_and(|at| at.distance(point_of(mouse)) * editor.scale.get_untracked() > FAR) {
        event.prevent_default();
        return;
    }
    let id = editor.doc(|document| node_of(document, event));
    let again = id.is_some() && editor.selected.get_untracked() == id;
    let summary =
        event_element(event).is_some_and(|element| element.closest("summary").ok().flatten().is_some());
    // A question opens at the second click.
    if !(summary && again) {
        event.prevent_default();
    }
    editor.stop_editing();
    match id.filter(|id| editor.doc(|document| *id != document.root)) {
        Some(id) if mouse.shift_key() || mouse.ctrl_key() || mouse.meta_key() => editor.toggle_selected(&id),
        id => editor.select(id),
    }
}
