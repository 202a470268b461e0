//! One attempt to pay an order through one gateway. Gateways repeat themselves, come late and out of order: what is
//! old news changes nothing, and a success never regresses.

use super::Rejected;
use crate::account::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where an attempt is.
    AttemptStatus {
        /// The gateway hasn't answered yet.
        Created = "created",
        /// The buyer was sent to the gateway.
        Redirected = "redirected",
        /// The gateway works on it.
        Processing = "processing",
        /// The money is there.
        Succeeded = "succeeded",
        /// The gateway said no, or the buyer did.
        Failed = "failed",
        /// Nobody paid in time.
        Expired = "expired",
        /// Money that doesn't fit; a person decides.
        Review = "review",
    }
}

impl AttemptStatus {
    /// Whether the gateway may still be asked by the buyer: nothing has been decided.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Redirected | Self::Processing)
    }
}

/// What happens to an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptEvent {
    /// The gateway told where to send the buyer.
    Redirect,
    /// The gateway says it is at work.
    Process,
    /// The gateway says the money is there, and amount and currency are right.
    Succeed,
    /// The gateway says it came to nothing.
    Fail,
    /// Its time is over.
    Expire,
    /// The gateway tells of money that doesn't fit.
    Doubt,
}

impl AttemptEvent {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Redirect, Self::Process, Self::Succeed, Self::Fail, Self::Expire, Self::Doubt];
}

/// What becomes of an attempt. Only [`AttemptEvent::Redirect`], which is ours, can be refused.
pub fn attempt(status: AttemptStatus, event: AttemptEvent) -> Result<AttemptStatus, Rejected> {
    use AttemptEvent as E;
    use AttemptStatus as S;
    Ok(match (status, event) {
        (S::Created | S::Redirected, E::Redirect) => S::Redirected,
        (_, E::Redirect) => return Err(Rejected),
        (_, E::Succeed) | (S::Succeeded, _) => S::Succeeded,
        (S::Created | S::Redirected | S::Processing, E::Process) => S::Processing,
        (S::Created | S::Redirected | S::Processing | S::Review, E::Fail) => S::Failed,
        (S::Created | S::Redirected | S::Processing, E::Expire) => S::Expired,
        (_, E::Doubt) => S::Review,
        (same, E::Process | E::Fail | E::Expire) => same,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_is_whole_and_holds() {
        // In the order of `AttemptEvent::ALL`.
        for (status, row) in [
            ("created", ["redirected", "processing", "succeeded", "failed", "expired", "review"]),
            ("redirected", ["redirected", "processing", "succeeded", "failed", "expired", "review"]),
            ("processing", ["-", "processing", "succeeded", "failed", "expired", "review"]),
            ("succeeded", ["-", "succeeded", "succeeded", "succeeded", "succeeded", "succeeded"]),
            ("failed", ["-", "failed", "succeeded", "failed", "failed", "review"]),
            ("expired", ["-", "expired", "succeeded", "expired", "expired", "review"]),
            ("review", ["-", "review", "succeeded", "failed", "review", "review"]),
        ] {
            let from = AttemptStatus::parse(status).expect("a status");
            for (event, expected) in AttemptEvent::ALL.iter().zip(row) {
                let became = attempt(from, *event).map_or("-", AttemptStatus::as_str);
                assert_eq!(became, expected, "{status}, {event:?}");
            }
        }
        assert_eq!(AttemptStatus::ALL.len(), 7);
    }

    proptest! {
        #[test]
        fn a_success_never_regresses_and_repetition_changes_nothing(events in prop::collection::vec(0..6_usize, 0..30)) {
            let mut status = AttemptStatus::Created;
            let mut succeeded = false;
            for event in events {
                let event = AttemptEvent::ALL[event];
                let Ok(next) = attempt(status, event) else { continue };
                succeeded |= event == AttemptEvent::Succeed;
                prop_assert_eq!(next == AttemptStatus::Succeeded, succeeded);
                prop_assert_eq!(attempt(next, event), Ok(next));
                status = next;
            }
        }
    }
}
