//! Money on its way to a seller.

use super::Rejected;
use crate::account::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where a payout is.
    PayoutStatus {
        /// The seller asked for it; the money is set aside.
        Requested = "requested",
        /// An admin agreed.
        Approved = "approved",
        /// The bank works on it.
        Processing = "processing",
        /// The seller has it.
        Paid = "paid",
        /// It came to nothing; the money is the seller's balance again.
        Failed = "failed",
        /// The bank sent it back; the money is the seller's balance again.
        Returned = "returned",
    }
}

/// What happens to a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutEvent {
    /// An admin agrees.
    Approve,
    /// It was handed to the bank.
    Process,
    /// The bank has paid.
    Settle,
    /// The bank says no.
    Fail,
    /// The money came back.
    Return,
}

impl PayoutEvent {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Approve, Self::Process, Self::Settle, Self::Fail, Self::Return];
}

/// What has to be posted in the transaction of the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutEffect {
    /// The money left the house.
    PostSettled,
    /// The money set aside is the seller's again.
    PostFailed,
    /// The money came back and is the seller's again.
    PostReturned,
}

/// What becomes of a payout.
pub fn payout(
    status: PayoutStatus,
    event: PayoutEvent,
) -> Result<(PayoutStatus, Option<PayoutEffect>), Rejected> {
    use PayoutEvent as E;
    use PayoutStatus as S;
    Ok(match (status, event) {
        (S::Requested, E::Approve) => (S::Approved, None),
        (S::Approved, E::Process) => (S::Processing, None),
        (S::Processing, E::Settle) => (S::Paid, Some(PayoutEffect::PostSettled)),
        (S::Processing, E::Fail) => (S::Failed, Some(PayoutEffect::PostFailed)),
        (S::Paid, E::Return) => (S::Returned, Some(PayoutEffect::PostReturned)),
        _ => return Err(Rejected),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_holds() {
        for (status, row) in [
            ("requested", ["approved", "-", "-", "-", "-"]),
            ("approved", ["-", "processing", "-", "-", "-"]),
            ("processing", ["-", "-", "paid", "failed", "-"]),
            ("paid", ["-", "-", "-", "-", "returned"]),
            ("failed", ["-", "-", "-", "-", "-"]),
            ("returned", ["-", "-", "-", "-", "-"]),
        ] {
            let from = PayoutStatus::parse(status).expect("a status");
            for (event, expected) in PayoutEvent::ALL.iter().zip(row) {
                let became = payout(from, *event).map_or("-", |(next, _)| next.as_str());
                assert_eq!(became, expected, "{status}, {event:?}");
            }
        }
        assert_eq!(PayoutStatus::ALL.len(), 6);
    }
}
