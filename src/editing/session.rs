//! One tab's editing of one page: the document, undo, and the way to the server, in step with each other.

use crate::api::{MissedBatch, OpBatch};
use crate::document::{Document, NodeId, Op, Reject, apply, apply_all};

use super::clash::{Value as Clash, disturbs, shared};
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
    /// Values that somebody else changed, and this tab after them: this tab's hold.
    pub kept: Vec<Clash>,
    /// Values that this tab changed a moment ago, and somebody else after it: theirs hold.
    pub lost: Vec<Clash>,
    /// Whose changes came in, by client.
    pub clients: Vec<String>,
    /// Blocks that they changed and that are still there.
    pub blocks: Vec<NodeId>,
}

/// Why a step can't be taken back or done again. It is forgotten; nothing has changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// Somebody else has changed the same since: it stays as it is.
    Changed,
    /// It can't be done any more.
    Impossible(Reject),
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Session {
    document: Document,
    revision: u64,
    history: History,
    queue: Queue,
    /// Own operations that arrived a moment ago.
    recent: Vec<Op>,
}

/// Own operations remembered as recent, at the most.
const RECENT: usize = 200;

impl Session {
    /// Starts with what the server has. `client` is random and used by no other tab.
    #[must_use]
    pub fn new(document: Document, revision: u64, client: String) -> Self {
        Self {
            document,
            revision,
            history: History::default(),
            queue: Queue::new(client),
            recent: Vec::new(),
        }
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
    pub fn undo(&mut self) -> Option<Result<Edited, Refused>> {
        let step = self.history.pop_undo()?;
        Some(self.travel(step, History::push_redo))
    }

    /// Takes a gesture back that is given up while it goes on: it can't be done again. `None` if it changed nothing.
    ///
    /// # Errors
    /// If somebody else's change made that impossible; the step is forgotten.
    pub fn abandon(&mut self, gesture: u64) -> Option<Result<Edited, Refused>> {
        let step = self.history.take(gesture)?;
        Some(self.travel(step, |_, _| {}))
    }

    /// Does the last undone step again. `None` if there is none.
    ///
    /// # Errors
    /// If somebody else's change made that impossible; the step is forgotten.
    pub fn redo(&mut self) -> Option<Result<Edited, Refused>> {
        let step = self.history.pop_redo()?;
        Some(self.travel(step, History::push_undo))
    }

    fn travel(&mut self, step: Step, keep: fn(&mut History, Step)) -> Result<Edited, Refused> {
        let Step { label, gesture, ops, stale } = step;
        if stale {
            return Err(Refused::Changed);
        }
        let inverse =
            apply_all(&mut self.document, &ops).map_err(|rejected| Refused::Impossible(rejected.reject))?;
        let touched = Touched::of(&ops, &inverse, &self.document);
        self.enqueue(ops, &inverse);
        keep(&mut self.history, Step { label, gesture, ops: inverse, stale: false });
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

    /// Whether there are changes that aren't in the batch under way.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.queue.has_more()
    }

    /// The server took the batch. Answers whether it was the one under way.
    pub fn saved(&mut self, seq: u64, revision: u64) -> bool {
        let Some(changes) = self.queue.arrived(seq) else { return false };
        self.revision = revision;
        self.recent.extend(changes.into_iter().map(|change| change.op));
        let old = self.recent.len().saturating_sub(RECENT);
        self.recent.drain(..old);
        true
    }

    /// What arrived is no longer recent: somebody who changes the same now has seen it.
    pub fn forget_recent(&mut self) {
        self.recent.clear();
    }

    /// A batch that the event stream tells of. What is known already changes nothing. `None` where something is missing
    /// in between, and has to be asked for.
    pub fn hear(&mut self, batch: &MissedBatch) -> Option<Rebased> {
        if batch.revision <= self.revision {
            return Some(Rebased::default());
        }
        if batch.revision == self.revision + 1
            && batch.client == self.queue.client()
            && self.saved(batch.seq, batch.revision)
        {
            return Some(Rebased::default());
        }
        self.rebase(batch.revision, std::slice::from_ref(batch))
    }

    /// The server was ahead: takes own unsaved changes back, does what was missed, and makes them again on top.
    /// `None` if the missed operations don't fit, and the page has to be fetched anew ([`Session::replace`]).
    pub fn rebase(&mut self, revision: u64, missed: &[MissedBatch]) -> Option<Rebased> {
        // The stream may have told of some already.
        let known = missed.iter().take_while(|batch| batch.revision <= self.revision).count();
        let missed = missed.get(known..).unwrap_or_default();
        let Some(first) = missed.first() else {
            return (revision <= self.revision).then(Rebased::default);
        };
        if first.revision != self.revision + 1 {
            return None;
        }
        let sent = self.queue.in_flight();
        let arrived = self.queue.flight().is_some_and(|flight| {
            missed.iter().any(|batch| batch.client == self.queue.client() && batch.seq == flight.seq)
        });
        let mut rebased = Rebased::default();
        let mut others = Vec::new();
        // What leads back from here; a copy of the page would cost more than most changes.
        let mut back = Vec::new();
        if self.take_in(missed, &mut back, &mut rebased, &mut others).is_none() {
            for op in back.iter().rev() {
                let undone = apply(&mut self.document, op);
                debug_assert!(undone.is_ok(), "an inverse was refused: {undone:?}");
            }
            return None;
        }
        let mut changes = self.queue.take();
        if arrived {
            // Ours is among the missed: only what came after it is still to be made.
            changes.drain(..sent);
        }
        let theirs = others.iter().flat_map(|(ops, _)| ops.iter());
        rebased.kept = shared(changes.iter().map(|change| &change.op), &theirs);
        rebased.lost = shared(self.recent.iter(), &theirs);
        rebased.lost.retain(|value| !rebased.kept.contains(value));
        for (ops, touched) in &others {
            self.history.disturb(|step| disturbs(ops, touched, step, &self.document));
            for id in
                touched.content.iter().chain(&touched.looks).chain(&touched.flags).chain(&touched.children)
            {
                if self.document.nodes.contains_key(id) && !rebased.blocks.contains(id) {
                    rebased.blocks.push(id.clone());
                }
            }
        }
        if !others.is_empty() {
            self.recent.clear();
        }
        self.revision = missed.last().map_or(revision, |last| last.revision);
        self.redo_changes(changes, &mut rebased);
        Some(rebased)
    }

    /// Takes own unsaved changes back and does what was missed. `None` where that doesn't fit; `back` has what was done
    /// until then, each with what takes it back.
    fn take_in<'a>(
        &mut self,
        missed: &'a [MissedBatch],
        back: &mut Vec<Op>,
        rebased: &mut Rebased,
        others: &mut Vec<(&'a Vec<Op>, Touched)>,
    ) -> Option<()> {
        for change in self.queue.changes().rev() {
            back.push(apply(&mut self.document, &change.inverse).ok()?);
            rebased.touched.note(&change.op, &change.inverse, &self.document);
        }
        for batch in missed {
            let inverse = apply_all(&mut self.document, &batch.ops).ok()?;
            let touched = Touched::of(&batch.ops, &inverse, &self.document);
            // Its last operation is the first to be taken back.
            back.extend(inverse.into_iter().rev());
            if batch.client != self.queue.client() {
                if !rebased.clients.contains(&batch.client) {
                    rebased.clients.push(batch.client.clone());
                }
                others.push((&batch.ops, touched.clone()));
            }
            rebased.touched.join(touched);
        }
        Some(())
    }

    /// Takes another document as the server's present one and makes own unsaved changes again on top of it.
    pub fn replace(&mut self, document: Document, revision: u64) -> Rebased {
        let changes = self.queue.take();
        // What happened in between is unknown, so whether a step would take it along is, too.
        if self.revision != revision {
            self.history.clear();
        }
        self.document = document;
        self.revision = revision;
        let mut rebased =
            Rebased { touched: Touched { all: true, ..Touched::default() }, ..Rebased::default() };
        self.redo_changes(changes, &mut rebased);
        rebased
    }

    /// The server refuses the batch under way: it is too large, or, between versions, something in it is invalid. Goes on
    /// in halves; a change that is refused by itself is taken back, and what came after is kept as far as it still fits.
    /// `None` if nothing is under way.
    pub fn refused(&mut self) -> Option<Rebased> {
        if self.queue.halve() {
            return Some(Rebased::default());
        }
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
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
