//! A room's life: who takes it, when it is done, and when it comes back.

use super::RoomStatus;

/// What decides; `seq`s are numbers of messages, 0 before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomState {
    /// Where it is.
    pub status: RoomStatus,
    /// Who answers.
    pub admin: Option<String>,
    /// The last message of all.
    pub last_seq: i64,
    /// The customer's last message.
    pub customer_seq: i64,
    /// The last message the customer can see that isn't theirs.
    pub answer_seq: i64,
}

/// How somebody comes to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignedBy {
    /// Only if nobody does.
    Asking,
    /// Whoever does.
    TakingOver,
}

/// What became of an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// They have it now.
    Now,
    /// They had it before; nothing changes.
    Already,
}

/// Somebody else answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("taken by {admin}")]
pub struct AlreadyAssigned {
    /// Who.
    pub admin: String,
}

/// The customer has written since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a newer message: {seq}")]
pub struct NewerMessage {
    /// Their last message.
    pub seq: i64,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub seq: i64,
    /// Status or assignee have changed with it.
    pub changed: bool,
    /// It brought a resolved room back.
    pub reopened: bool,
    /// It is the first the customer waits on.
    pub waits: bool,
}

impl RoomState {
    /// `who` shall answer: two at once don't both get it.
    pub fn assign(&mut self, who: &str, how: AssignedBy) -> Result<Assigned, AlreadyAssigned> {
        match &self.admin {
            Some(admin) if admin == who => return Ok(Assigned::Already),
            Some(admin) if how == AssignedBy::Asking => {
                return Err(AlreadyAssigned { admin: admin.clone() });
            }
            _ => self.admin = Some(who.to_owned()),
        }
        Ok(Assigned::Now)
    }

    /// Done, as far as `up_to` was seen; without it, as far as there is. `Ok(false)` where it was done before.
    pub fn resolve(&mut self, up_to: Option<i64>) -> Result<bool, NewerMessage> {
        if up_to.is_some_and(|seen| self.customer_seq > seen) {
            return Err(NewerMessage { seq: self.customer_seq });
        }
        Ok(self.set(RoomStatus::Resolved))
    }

    /// Brought back by hand. `false` where it wasn't done.
    pub fn reopen(&mut self) -> bool {
        self.status == RoomStatus::Resolved && self.set(RoomStatus::Open)
    }

    /// Set aside. `false` where it is done, or was set aside before.
    pub fn snooze(&mut self) -> bool {
        self.status == RoomStatus::Open && self.set(RoomStatus::Pending)
    }

    /// Its time has come. `false` where it wasn't set aside.
    pub fn wake(&mut self) -> bool {
        self.status == RoomStatus::Pending && self.set(RoomStatus::Open)
    }

    fn set(&mut self, status: RoomStatus) -> bool {
        std::mem::replace(&mut self.status, status) != status
    }

    /// The customer writes. That, and nothing else, brings a resolved room back; one that comes back leaves whoever
    /// isn't there to answer, for somebody who is.
    pub fn customer_writes(&mut self, assignee_is_there: bool) -> Stored {
        let waits = !self.is_waiting();
        self.last_seq += 1;
        self.customer_seq = self.last_seq;
        let reopened = self.status == RoomStatus::Resolved;
        let mut changed = self.set(RoomStatus::Open);
        if reopened && !assignee_is_there {
            changed |= self.admin.take().is_some();
        }
        Stored { seq: self.last_seq, changed, reopened, waits }
    }

    /// The other side writes, where the customer reads it.
    pub fn staff_writes(&mut self) -> Stored {
        self.last_seq += 1;
        self.answer_seq = self.last_seq;
        Stored { seq: self.last_seq, ..Stored::default() }
    }

    /// The support writes for itself: nothing but a number.
    pub fn staff_notes(&mut self) -> Stored {
        self.last_seq += 1;
        Stored { seq: self.last_seq, ..Stored::default() }
    }

    /// Whether the customer's last message has no answer yet.
    pub const fn is_waiting(&self) -> bool {
        self.customer_seq > self.answer_seq
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn room(status: RoomStatus, admin: Option<&str>) -> RoomState {
        RoomState { status, admin: admin.map(str::to_owned), last_seq: 3, customer_seq: 2, answer_seq: 3 }
    }

    #[test]
    fn who_gets_a_room() {
        use AssignedBy::{Asking, TakingOver};
        for (admin, who, how, expected) in [
            (None, "lan", Asking, Ok(Assigned::Now)),
            (None, "lan", TakingOver, Ok(Assigned::Now)),
            (Some("lan"), "lan", Asking, Ok(Assigned::Already)),
            (Some("lan"), "lan", TakingOver, Ok(Assigned::Already)),
            (Some("minh"), "lan", Asking, Err(AlreadyAssigned { admin: "minh".to_owned() })),
            (Some("minh"), "lan", TakingOver, Ok(Assigned::Now)),
        ] {
            let mut room = room(RoomStatus::Open, admin);
            let got = room.assign(who, how);
            assert_eq!(got, expected, "{admin:?} {who} {how:?}");
            let has = if got.is_ok() { Some(who) } else { admin };
            assert_eq!(room.admin.as_deref(), has);
        }
    }

    #[test]
    fn what_follows_what() {
        use RoomStatus::{Open, Pending, Resolved};
        for (status, resolved, reopened, snoozed, woken) in [
            (Open, Resolved, Open, Pending, Open),
            (Pending, Resolved, Pending, Pending, Open),
            (Resolved, Resolved, Open, Resolved, Resolved),
        ] {
            let after = |act: &dyn Fn(&mut RoomState) -> bool| {
                let mut room = room(status, None);
                let changed = act(&mut room);
                assert_eq!(changed, room.status != status);
                room.status
            };
            assert_eq!(after(&|room| room.resolve(Some(3)).expect("nothing newer")), resolved);
            assert_eq!(after(&RoomState::reopen), reopened);
            assert_eq!(after(&RoomState::snooze), snoozed);
            assert_eq!(after(&RoomState::wake), woken);
            assert_eq!(after(&|room| room.customer_writes(true).changed), Open);
            assert_eq!(after(&|room| room.staff_writes().changed), status);
            assert_eq!(after(&|room| room.staff_notes().changed), status);
        }
    }

    #[test]
    fn only_a_reopened_room_leaves_who_is_not_there() {
        for (status, there, admin) in [
            (RoomStatus::Resolved, false, None),
            (RoomStatus::Resolved, true, Some("lan")),
            (RoomStatus::Open, false, Some("lan")),
            (RoomStatus::Pending, false, Some("lan")),
        ] {
            let mut room = room(status, Some("lan"));
            let stored = room.customer_writes(there);
            assert_eq!(room.admin.as_deref(), admin);
            assert_eq!((stored.reopened, stored.waits), (status == RoomStatus::Resolved, true));
        }
    }

    #[test]
    fn a_newer_message_keeps_a_room_open() {
        let mut room = room(RoomStatus::Open, None);
        assert_eq!(room.resolve(Some(1)), Err(NewerMessage { seq: 2 }));
        assert_eq!(room.status, RoomStatus::Open);
        assert_eq!(room.resolve(Some(2)), Ok(true));
        assert_eq!(room.resolve(None), Ok(false));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Customer,
        Staff,
        Note,
        Resolve,
        See,
        Reopen,
        Snooze,
        Wake,
    }

    proptest! {
        /// Whoever resolves only what they have seen never leaves the customer without an answer unseen.
        #[test]
        fn no_message_is_resolved_unseen(steps in proptest::collection::vec(
            prop_oneof![
                Just(Step::Customer), Just(Step::Staff), Just(Step::Note), Just(Step::Resolve),
                Just(Step::See), Just(Step::Reopen), Just(Step::Snooze), Just(Step::Wake)
            ], 0..60)) {
            let (mut room, mut seen, mut count) = (RoomState::default(), 0, 0);
            for step in steps {
                let before = room.clone();
                match step {
                    Step::Customer => { count += 1; prop_assert_eq!(room.customer_writes(true).seq, count); }
                    Step::Staff => { count += 1; prop_assert_eq!(room.staff_writes().seq, count); }
                    Step::Note => { count += 1; prop_assert_eq!(room.staff_notes().seq, count); }
                    Step::Resolve => { let _ = room.resolve(Some(seen)); }
                    Step::See => seen = room.last_seq,
                    Step::Reopen => { room.reopen(); }
                    Step::Snooze => { room.snooze(); }
                    Step::Wake => { room.wake(); }
                }
                if room.status == RoomStatus::Resolved {
                    prop_assert!(room.customer_seq <= seen, "{:?} {:?}", step, room);
                }
                if before.status == RoomStatus::Resolved && room.status != RoomStatus::Resolved {
                    prop_assert!(matches!(step, Step::Customer | Step::Reopen));
                }
                prop_assert!(room.last_seq >= before.last_seq && room.last_seq == count);
            }
        }
    }
}
