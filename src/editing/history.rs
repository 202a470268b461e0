//! What can be undone: inverse batches, one a gesture.

use crate::document::Op;

use super::queue::same_slot;

/// Most steps kept; the oldest go first.
pub const MAX_STEPS: usize = 300;

/// One undoable step: the operations that go back (or, on the other stack, forward again).
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The key for translations of what was done.
    pub label: &'static str,
    /// Changes with the same number are one step.
    pub gesture: u64,
    /// What to apply, in order.
    pub ops: Vec<Op>,
    /// Somebody else has changed what this changes: it would take their work along.
    pub stale: bool,
}

/// Two stacks of steps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

impl History {
    /// Remembers how to go back from a new change. A further change of the same gesture joins its step, as long as
    /// nothing else came in between.
    pub fn record(&mut self, label: &'static str, gesture: u64, inverse: Vec<Op>) {
        let joins = self.redo.is_empty();
        self.redo.clear();
        if let Some(step) = self.undo.last_mut()
            && joins
            && !step.stale
            && step.gesture == gesture
        {
            if let ([new], [old, ..]) = (inverse.as_slice(), step.ops.as_slice())
                && same_slot(new, old)
            {
                // The older inverse goes back further.
                return;
            }
            let older = std::mem::replace(&mut step.ops, inverse);
            step.ops.extend(older);
            return;
        }
        self.undo.push(Step { label, gesture, ops: inverse, stale: false });
        if self.undo.len() > MAX_STEPS {
            self.undo.remove(0);
        }
    }

    /// The label of what undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&'static str> {
        self.undo.last().map(|step| step.label)
    }

    /// The label of what redo would do again.
    #[must_use]
    pub fn redo_label(&self) -> Option<&'static str> {
        self.redo.last().map(|step| step.label)
    }

    pub(super) fn pop_undo(&mut self) -> Option<Step> {
        self.undo.pop()
    }

    /// Takes out the last step if it is this gesture's.
    pub(super) fn take(&mut self, gesture: u64) -> Option<Step> {
        self.undo.pop_if(|step| step.gesture == gesture)
    }

    pub(super) fn pop_redo(&mut self) -> Option<Step> {
        self.redo.pop()
    }

    pub(super) fn push_undo(&mut self, step: Step) {
        self.undo.push(step);
    }

    pub(super) fn push_redo(&mut self, step: Step) {
        self.redo.push(step);
    }

    /// Marks the steps with an operation that would take somebody else's work along.
    pub(super) fn disturb(&mut self, disturbed: impl Fn(&Op) -> bool) {
        for step in self.undo.iter_mut().chain(&mut self.redo) {
            step.stale |= step.ops.iter().any(&disturbed);
        }
    }

    /// Forgets everything; after another document took this one's place.
    pub fn clear(&mut self) {
        self.undo.clear();
        self.redo.clear();
    }
}
