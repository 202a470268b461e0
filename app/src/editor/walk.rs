//! Dragging by keyboard: Space lifts, arrows walk the gaps, Enter drops.

use landinghub::document::NodeId;
use landinghub::dragging::walk::describe;
use landinghub::dragging::{Point, Walk, hit};
use leptos::prelude::*;

use super::aim::on_screen;
use super::drag::{Drag, Lifted, Payload, Shown};
use super::measure::rect_of;
use super::state::Editor;

impl Editor {
    /// Whether something is in the air by keyboard.
    pub fn is_walking(self) -> bool {
        self.with(|core| {
            let lifted = core.drag.as_ref().and_then(|drag| drag.lifted.as_ref());
            lifted.is_some_and(|lifted| lifted.walk.is_some())
        })
    }

    /// Lifts the node, or the selection it is part of. Answers whether it can be.
    pub fn lift_by_key(self, id: &NodeId) -> bool {
        self.stop_editing();
        let payload = Payload::Nodes(self.together(id));
        let (Some(dragged), Some(layout)) = (self.payload_of(&payload), self.read_layout()) else {
            self.bad(self.i.t("editor.said.locked"));
            return true;
        };
        let Some(walk) = self.doc(|document| Walk::new(document, &dragged, None)) else { return false };
        let lifted = Lifted { dragged, layout, target: None, cell: None, walk: Some(walk) };
        let drag = Drag {
            payload,
            start: Point::default(),
            pointer: Point::default(),
            lifted: Some(lifted),
            pointer_id: None,
            touched: None,
            _listeners: Vec::new(),
            timer: None,
            sheet: self.sheet.get_untracked(),
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

    pub(super) fn show_walk(self) {
        let parent =
            self.with(|core| Some(core.drag.as_ref()?.lifted.as_ref()?.walk.as_ref()?.gap()?.parent.clone()));
        if let Some(parent) = parent {
            self.with(|core| {
                if let Some(canvas) = &core.canvas {
                    canvas.scroll_to(&parent);
                }
            });
        }
        let mark = self.core(|core| {
            let canvas = core.canvas.as_ref()?;
            let document = core.session.document();
            let lifted = core.drag.as_mut()?.lifted.as_mut()?;
            canvas.follow(document, &mut lifted.layout);
            let mark = hit::mark(document, &lifted.layout, &lifted.dragged, lifted.walk.as_ref()?.gap()?)?;
            Some(on_screen(mark, rect_of(canvas.frame()), canvas.zoom(), canvas.scroll()))
        });
        self.shown.set(Some(Shown { mark, pointer: None, name: self.drag_name() }));
    }
}
