//! What still has to reach the server: one batch under way, and the changes made since.

use serde::{Deserialize, Serialize};

use crate::api::{MAX_OPS, OpBatch};
use crate::document::Op;

/// An operation with its inverse.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What was done.
    pub op: Op,
    /// What takes it back.
    pub inverse: Op,
}

/// The batch that was sent and not answered yet. A retry sends exactly the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Flight {
    /// Its number.
    pub seq: u64,
    /// The revision it was made on.
    pub base_revision: u64,
    /// What is in it.
    pub changes: Vec<Change>,
}

/// Unsaved work as it is kept on the device, should the tab die.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unsaved {
    /// Sent, perhaps arrived: to be sent again as it is, or not at all.
    pub sent: Option<OpBatch>,
    /// What would be sent next; a tab that goes away may have sent it in its last moment.
    pub next: Option<OpBatch>,
}

/// The way to the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    client: String,
    next_seq: u64,
    flight: Option<Flight>,
    pending: Vec<Change>,
    /// Changes in the next batch at the most: fewer after one that was refused.
    most: usize,
}

impl Queue {
    /// An empty queue of a client, whose id is random and never used by another tab.
    #[must_use]
    pub fn new(client: String) -> Self {
        Self { client, next_seq: 1, flight: None, pending: Vec::new(), most: MAX_OPS }
    }

    /// Whether everything has arrived.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flight.is_none() && self.pending.is_empty()
    }

    /// Whose batches these are.
    #[must_use]
    pub fn client(&self) -> &str {
        &self.client
    }

    pub(super) fn push(&mut self, op: Op, inverse: Op) {
        if let Some(last) = self.pending.last_mut()
            && same_slot(&last.op, &op)
        {
            // Typing: the last value goes, the first inverse stays.
            last.op = op;
            return;
        }
        self.pending.push(Change { op, inverse });
    }

    /// What to post now: the batch under way again, or the changes since as a new one; none if all has arrived.
    pub fn batch(&mut self, revision: u64) -> Option<OpBatch> {
        if self.flight.is_none() && !self.pending.is_empty() {
            let later = self.pending.split_off(self.most.min(self.pending.len()));
            let changes = std::mem::replace(&mut self.pending, later);
            self.flight = Some(Flight { seq: self.next_seq, base_revision: revision, changes });
            self.next_seq += 1;
        }
        self.flight.as_ref().map(|flight| batch_of(&self.client, flight))
    }

    /// The batch arrived. Answers what was in it, if it was the one under way.
    pub(super) fn arrived(&mut self, seq: u64) -> Option<Vec<Change>> {
        let arrived = self.flight.take_if(|flight| flight.seq == seq)?;
        self.most = self.most.saturating_mul(2).min(MAX_OPS);
        Some(arrived.changes)
    }

    /// The batch under way was refused: its changes go in two halves. False if it is a single one.
    pub(super) fn halve(&mut self) -> bool {
        let Some(refused) = self.flight.take_if(|flight| flight.changes.len() > 1) else { return false };
        let mut changes = refused.changes;
        self.most = changes.len() / 2;
        changes.append(&mut self.pending);
        self.pending = changes;
        true
    }

    /// Whether there are changes that aren't in the batch under way.
    pub(super) fn has_more(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Everything not acknowledged, oldest first; the queue is empty afterwards.
    pub(super) fn take(&mut self) -> Vec<Change> {
        let mut changes = self.flight.take().map(|flight| flight.changes).unwrap_or_default();
        changes.append(&mut self.pending);
        changes
    }

    /// Everything not acknowledged, oldest first.
    pub(super) fn changes(&self) -> impl DoubleEndedIterator<Item = &Change> {
        self.flight.iter().flat_map(|flight| &flight.changes).chain(&self.pending)
    }

    pub(super) fn flight(&self) -> Option<&Flight> {
        self.flight.as_ref()
    }

    /// How many changes of the batch under way come first in what [`Queue::take`] answers.
    pub(super) fn in_flight(&self) -> usize {
        self.flight.as_ref().map_or(0, |flight| flight.changes.len())
    }

    pub(super) fn put_back(&mut self, changes: Vec<Change>) {
        self.pending = changes;
    }

    /// What to keep on the device; none if all has arrived.
    #[must_use]
    pub fn unsaved(&self) -> Option<Unsaved> {
        (!self.is_empty()).then(|| Unsaved {
            sent: self.flight.as_ref().map(|flight| batch_of(&self.client, flight)),
            next: (!self.pending.is_empty()).then(|| OpBatch {
                base_revision: 0,
                client: self.client.clone(),
                seq: self.next_seq,
                ops: self.pending.iter().map(|change| change.op.clone()).collect(),
            }),
        })
    }
}

fn batch_of(client: &str, flight: &Flight) -> OpBatch {
    OpBatch {
        base_revision: flight.base_revision,
        client: client.to_owned(),
        seq: flight.seq,
        ops: flight.changes.iter().map(|change| change.op.clone()).collect(),
    }
}

/// Whether two operations set the same single value, so that the later one alone says all.
#[must_use]
pub fn same_slot(a: &Op, b: &Op) -> bool {
    match (prop_slot(a), prop_slot(b)) {
        (Some(a), Some(b)) => return a == b,
        (None, None) => {}
        _ => return false,
    }
    match (a, b) {
        (
            Op::SetDeclaration(crate::document::Declaration { key: a, .. }) | Op::UnsetDeclaration(a),
            Op::SetDeclaration(crate::document::Declaration { key: b, .. }) | Op::UnsetDeclaration(b),
        ) => a == b,
        (
            Op::SetMeta { field: a, .. } | Op::UnsetMeta { field: a },
            Op::SetMeta { field: b, .. } | Op::UnsetMeta { field: b },
        ) => a == b,
        (Op::SetToken { token: a, .. }, Op::SetToken { token: b, .. }) => a == b,
        _ => false,
    }
}

/// A node, the node of its component if it is about that, and the property.
type PropSlot<'a> =
    (&'a crate::document::NodeId, Option<&'a crate::document::InnerId>, &'a crate::document::Prop);

fn prop_slot(op: &Op) -> Option<PropSlot<'_>> {
    match op {
        Op::SetProp { node, prop, .. } | Op::UnsetProp { node, prop } => Some((node, None, prop)),
        Op::SetOverride { node, inner, prop, .. } | Op::UnsetOverride { node, inner, prop } => {
            Some((node, Some(inner), prop))
        }
        _ => None,
    }
}
