//! One tab's editing of one page: the document, undo, and the way to the server, in step with each other.

use crate::api::{MissedBatch, OpBatch};
use crate::document::{Document, Op, Reject, apply, apply_all};

use super::history::{History, Step};
use super::queue::{Change, Queue, Unsaved};
use super::touched::Touched;

/// The answer to a change, an undo or a redo.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// What it was.
    pub label: &'static str,
    /// What to show anew.
    pub touched: Touched,
}

/// The answer to a rebase.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rebased {
    /// What to show anew.
    pub touched: Touched,
    /// Own changes that could no longer be made, because what they changed is gone.
    pub dropped: usize,
    /// Whether somebody else and this tab changed the same value; this tab's holds.
    pub overlapped: bool,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Session {
    document: Document,
    revision: u64,
    history: History,
    queue: Queue,
}

impl Session {
    /// Starts with what the server has. `client` is random and used by no other tab.
    #[must_use]
    pub fn new(document: Document, revision: u64, client: String) -> Self {
        Self { document, revision, history: History::default(), queue: Queue::new(client) }
    }

    /// The document as this tab sees it.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The last revision of the server this tab has seen.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// This tab's id as a client.
    #[must_use]
    pub fn client(&self) -> &str {
        self.queue.client()
    }

    /// What can be undone and redone.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Whether everything has reached the server.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.queue.is_empty()
    }

    /// What to keep on the device in case the tab dies.
    #[must_use]
    pub fn unsaved(&self) -> Option<Unsaved> {
        self.queue.unsaved()
    }

    /// Makes a change: all operations or none. Changes with the same `gesture` are undone together.
    ///
    /// # Errors
    /// Why it can't be made; nothing has changed then.
    pub fn edit(&mut self, label: &'static str, gesture: u64, ops: Vec<Op>) -> Result<Edited, Reject> {
        let inverse = apply_all(&mut self.document, &ops).map_err(|rejected| rejected.reject)?;
        let touched = Touched::of(&ops, &inverse, &self.document);
        self.enqueue(ops, &inverse);
        self.history.record(label, gesture, inverse);
        Ok(Edited { label, touched })
    }

    /// Takes the last step back. `None` if there is none.
    ///
    /// # Errors
    /// If somebody else's change made that impossible; the step is forgotten.
    pub fn undo(&mut self) -> Option<Result<Edited, Reject>> {
        let step = self.history.pop_undo()?;
        Some(self.travel(step, History::push_redo))
    }

    /// Takes a gesture back that is given up while it goes on: it can't be done again. `None` if it changed nothing.
    ///
    /// # Errors
    /// If somebody else's change made that impossible; the step is forgotten.
    pub fn abandon(&mut self, gesture: u64) -> Option<Result<Edited, Reject>> {
        let step = self.history.take(gesture)?;
        Some(self.travel(step, |_, _| {}))
    }

    /// Does the last undone step again. `None` if there is none.
    ///
    /// # Errors
    /// If somebody else's change made that impossible; the step is forgotten.
    pub fn redo(&mut self) -> Option<Result<Edited, Reject>> {
        let step = self.history.pop_redo()?;
        Some(self.travel(step, History::push_undo))
    }

    fn travel(&mut self, step: Step, keep: fn(&mut History, Step)) -> Result<Edited, Reject> {
        let Step { label, gesture, ops } = step;
        let inverse = apply_all(&mut self.document, &ops).map_err(|rejected| rejected.reject)?;
        let touched = Touched::of(&ops, &inverse, &self.document);
        self.enqueue(ops, &inverse);
        keep(&mut self.history, Step { label, gesture, ops: inverse });
        Ok(Edited { label, touched })
    }

    /// `inverse` is in the order to apply it: the last operation's comes first.
    fn enqueue(&mut self, ops: Vec<Op>, inverse: &[Op]) {
        for (op, inverse) in ops.into_iter().zip(inverse.iter().rev()) {
            self.queue.push(op, inverse.clone());
        }
    }

    /// What to post now, if anything: the unanswered batch again, or everything since.
    pub fn batch(&mut self) -> Option<OpBatch> {
        self.queue.batch(self.revision)
    }

    /// The server took the batch.
    pub fn saved(&mut self, seq: u64, revision: u64) {
        if self.queue.arrived(seq) {
            self.revision = revision;
        }
    }

    /// The server was ahead: takes own unsaved changes back, does what was missed, and makes them again on top.
    /// `None` if the missed operations don't fit, and the page has to be fetched anew ([`Session::replace`]).
    pub fn rebase(&mut self, revision: u64, missed: &[MissedBatch]) -> Option<Rebased> {
        let mut document = self.document.clone();
        let mut own = self.queue.clone();
        let sent = own.in_flight();
        let arrived = own.flight().is_some_and(|flight| {
            missed.iter().any(|batch| batch.client == own.client() && batch.seq == flight.seq)
        });
        let mut changes = own.take();
        let mut rebased = Rebased::default();
        for change in changes.iter().rev() {
            apply(&mut document, &change.inverse).ok()?;
            rebased.touched.note(&change.op, &change.inverse, &document);
        }
        for batch in missed {
            let inverse = apply_all(&mut document, &batch.ops).ok()?;
            rebased.touched.join(Touched::of(&batch.ops, &inverse, &document));
        }
        if arrived {
            // Ours is among the missed: only what came after it is still to be made.
            changes.drain(..sent);
        }
        let theirs =
            || missed.iter().filter(|batch| batch.client != own.client()).flat_map(|batch| &batch.ops);
        rebased.overlapped =
            changes.iter().any(|change| theirs().any(|op| super::queue::same_slot(op, &change.op)));
        self.queue = own.clone();
        self.document = document;
        self.revision = revision;
        self.redo_changes(changes, &mut rebased);
        Some(rebased)
    }

    /// Takes another document as the server's present one and makes own unsaved changes again on top of it.
    pub fn replace(&mut self, document: Document, revision: u64) -> Rebased {
        let changes = self.queue.take();
        self.document = document;
        self.revision = revision;
        let mut rebased =
            Rebased { touched: Touched { all: true, ..Touched::default() }, ..Rebased::default() };
        self.redo_changes(changes, &mut rebased);
        rebased
    }

    /// The server finds the batch under way invalid, which only happens between versions: takes it back, keeps what
    /// came after as far as it still fits. `None` if nothing is under way.
    pub fn refused(&mut self) -> Option<Rebased> {
        let sent = self.queue.in_flight();
        if sent == 0 {
            return None;
        }
        let mut changes = self.queue.take();
        let mut rebased = Rebased { dropped: sent, ..Rebased::default() };
        for change in changes.iter().rev() {
            if apply(&mut self.document, &change.inverse).is_ok() {
                rebased.touched.note(&change.op, &change.inverse, &self.document);
            }
        }
        changes.drain(..sent);
        self.redo_changes(changes, &mut rebased);
        Some(rebased)
    }

    fn redo_changes(&mut self, changes: Vec<Change>, rebased: &mut Rebased) {
        let mut kept = Vec::with_capacity(changes.len());
        for Change { op, .. } in changes {
            match apply(&mut self.document, &op) {
                Ok(inverse) => {
                    rebased.touched.note(&op, &inverse, &self.document);
                    kept.push(Change { op, inverse });
                }
                Err(_) => rebased.dropped += 1,
            }
        }
        self.queue.put_back(kept);
    }

    /// Forgets what can be undone; after a restore made it meaningless.
    pub fn forget_history(&mut self) {
        self.history.clear();
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
