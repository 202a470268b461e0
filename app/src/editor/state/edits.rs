//! Changes: made by the domain, shown on the canvas and in the panels, taken back and done again.

use landinghub::document::{NodeId, Op, Reject};
use landinghub::editing::{Edited, Refused, Touched};
use leptos::prelude::*;

use super::Editor;

impl Editor {
    /// Makes a change as a gesture of its own.
    pub fn edit(self, label: &'static str, ops: Vec<Op>) -> bool {
        self.edit_in(self.gesture(), label, ops)
    }

    /// Makes a change as a part of a gesture. Says so and answers false if it can't be made.
    pub fn edit_in(self, gesture: u64, label: &'static str, ops: Vec<Op>) -> bool {
        if ops.is_empty() {
            return false;
        }
        match self.core(|core| Some(core.session.edit(label, gesture, ops))) {
            Some(Ok(edited)) => {
                self.show(edited.touched);
                self.schedule_save();
                true
            }
            Some(Err(reject)) => {
                self.tell_reject(&reject);
                false
            }
            None => false,
        }
    }

    fn tell_reject(self, reject: &Reject) {
        let key = match reject {
            Reject::NotAllowedHere { .. } | Reject::Cycle(_) => "editor.reject.not_here",
            Reject::NeedsForm(_) => "editor.reject.needs_form",
            Reject::TooManyNodes | Reject::TooBig => "editor.reject.too_big",
            Reject::TooDeep => "editor.reject.too_deep",
            Reject::AssetInUse(_) | Reject::TokenInUse(_) | Reject::StyleInUse(_) => "editor.reject.in_use",
            Reject::NoSuchNode(_) => "editor.reject.gone",
            _ => "editor.reject.other",
        };
        self.toasts.bad(self.i.t(key));
    }

    /// Takes the last step back.
    pub fn undo(self) {
        // In a text field the words come first.
        if self.travel_words(true) {
            return;
        }
        self.stop_editing();
        let done = self.core(|core| core.session.undo());
        self.travelled(done, "editor.said.undone", "editor.said.nothing_to_undo");
    }

    /// Does the last undone step again.
    pub fn redo(self) {
        if self.travel_words(false) {
            return;
        }
        self.stop_editing();
        let done = self.core(|core| core.session.redo());
        self.travelled(done, "editor.said.redone", "editor.said.nothing_to_redo");
    }

    fn travelled(self, done: Option<Result<Edited, Refused>>, said: &'static str, nothing: &'static str) {
        match done {
            None => self.say(self.i.t(nothing)),
            Some(Ok(edited)) => {
                self.show(edited.touched);
                self.schedule_save();
                self.say(self.i.t_with(said, &[("what", self.i.t(edited.label))]));
            }
            Some(Err(refused)) => {
                self.steps.update(|steps| *steps = steps.wrapping_add(1));
                self.toasts.bad(match refused {
                    Refused::Changed => self.i.t("editor.reject.changed"),
                    Refused::Impossible(_) => self.i.t("editor.reject.gone"),
                });
            }
        }
    }

    /// Shows what changed: on the canvas, in the panels, around the selection.
    pub fn show(self, touched: Touched) {
        let editing = self.editing.get_untracked();
        let gone = self.core(|core| {
            if touched.all {
                core.nodes.retain(|id, _| core.session.document().nodes.contains_key(id));
            }
            Self::patch(core, &mut |core| {
                if let Some(canvas) = &core.canvas {
                    canvas.patch(core.session.document(), &touched, editing.as_ref());
                }
            });
            editing.as_ref().is_some_and(|id| core.session.document().node(id).is_none())
        });
        if gone {
            self.core(|core| core.inline.take());
            self.editing.set(None);
            self.words.look.set(None);
        }
        let triggers: Vec<ArcTrigger> = self.with(|core| {
            if touched.all {
                return core.nodes.values().cloned().collect();
            }
            let changed =
                touched.content.iter().chain(&touched.looks).chain(&touched.flags).chain(&touched.children);
            changed.filter_map(|id| core.nodes.get(id).cloned()).collect()
        });
        for trigger in triggers {
            trigger.notify();
        }
        let bump = |signal: RwSignal<u32>| signal.update(|number| *number = number.wrapping_add(1));
        if touched.all || !touched.children.is_empty() {
            bump(self.structure);
        }
        if touched.all || touched.styles {
            bump(self.styles);
        }
        if touched.all || touched.meta {
            bump(self.meta);
        }
        bump(self.steps);
        self.forget_missing();
        self.touched.update(|all| all.join(touched));
        self.moved();
        self.refresh_drag();
    }

    /// Nothing that is gone stays selected.
    fn forget_missing(self) {
        let missing = |id: &Option<NodeId>| {
            id.as_ref().is_some_and(|id| self.doc(|document| document.node(id).is_none()))
        };
        if self.selected.with_untracked(missing) {
            self.selected.set(None);
        }
        if self.many.with_untracked(|many| many.iter().any(|id| missing(&Some(id.clone())))) {
            self.many.update(|many| many.retain(|id| !missing(&Some(id.clone()))));
        }
        if self.hovered.with_untracked(missing) {
            self.hovered.set(None);
        }
        if self.open.with_untracked(missing) {
            self.close_component();
        }
    }
}
