//! A listing's life. What is sold is a revision that was pinned when it was submitted; while one is approved, the
//! seller may prepare and submit the next.

use super::Rejected;
use crate::account::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where a listing is.
    ListingStatus {
        /// Seen by its seller only.
        Draft = "draft",
        /// Waits for an admin.
        Pending = "pending",
        /// For sale.
        Approved = "approved",
        /// An admin said no; it can be changed and submitted again.
        Rejected = "rejected",
        /// The seller took it off the market.
        Withdrawn = "withdrawn",
        /// An admin took it off the market.
        Suspended = "suspended",
    }
}

words! {
    /// What becomes of an approved listing's next revision.
    #[derive(Default)]
    ListingChange {
        /// There is none.
        #[default]
        None = "none",
        /// The seller works on it.
        Draft = "draft",
        /// Waits for an admin.
        Pending = "pending",
        /// An admin said no.
        Rejected = "rejected",
    }
}

/// A listing's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListingState {
    /// Where it is.
    pub status: ListingStatus,
    /// Of an approved one: where its next revision is.
    pub change: ListingChange,
}

/// What happens to a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingEvent {
    /// The seller changes title, price and the like.
    Edit,
    /// The seller asks for approval.
    Submit,
    /// An admin approves, or lifts a suspension.
    Approve,
    /// An admin says no.
    Reject,
    /// The seller takes it back: from review, or off the market with what is being reviewed of it.
    Withdraw,
    /// The seller takes an approved one's next revision back from review, and goes on selling.
    Recall,
    /// An admin takes it off the market.
    Suspend,
}

impl ListingEvent {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Edit, Self::Submit, Self::Approve, Self::Reject, Self::Withdraw, Self::Suspend, Self::Recall];
}

/// What has to be done in the transaction of the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingEffect {
    /// Pin the page's present revision, with title and price, as what is reviewed.
    Pin,
    /// What was reviewed is what is sold from now on.
    GoLive,
    /// The approved revision is for sale again.
    ComeBack,
    /// It is no longer for sale.
    LeaveMarket,
    /// What was submitted isn't looked at any more.
    Unpin,
    /// The seller is told.
    TellSeller,
}

/// What becomes of a listing.
pub fn listing(
    state: ListingState,
    event: ListingEvent,
) -> Result<(ListingState, Vec<ListingEffect>), Rejected> {
    use ListingChange as C;
    use ListingEffect::{ComeBack, GoLive, LeaveMarket, Pin, TellSeller, Unpin};
    use ListingEvent as E;
    use ListingStatus as S;
    let plain = |status| ListingState { status, change: C::None };
    let change = |change| ListingState { status: S::Approved, change };
    let pending = state.change == C::Pending;
    Ok(match (state.status, event) {
        (S::Draft | S::Rejected | S::Withdrawn, E::Edit) => (state, vec![]),
        (S::Approved, E::Edit) if !pending => (change(C::Draft), vec![]),
        (S::Draft | S::Rejected | S::Withdrawn, E::Submit) => (plain(S::Pending), vec![Pin]),
        (S::Approved, E::Submit) if !pending => (change(C::Pending), vec![Pin]),
        (S::Pending, E::Approve) => (plain(S::Approved), vec![GoLive, TellSeller]),
        (S::Approved, E::Approve) if pending => (plain(S::Approved), vec![GoLive, TellSeller]),
        (S::Suspended, E::Approve) => (plain(S::Approved), vec![ComeBack, TellSeller]),
        (S::Pending, E::Reject) => (plain(S::Rejected), vec![Unpin, TellSeller]),
        (S::Approved, E::Reject) if pending => (change(C::Rejected), vec![Unpin, TellSeller]),
        (S::Pending, E::Withdraw) => (plain(S::Draft), vec![Unpin]),
        (S::Approved, E::Recall) if pending => (change(C::Draft), vec![Unpin]),
        (S::Approved, E::Withdraw) if pending => (plain(S::Withdrawn), vec![Unpin, LeaveMarket]),
        (S::Approved, E::Withdraw) => (plain(S::Withdrawn), vec![LeaveMarket]),
        (S::Approved, E::Suspend) if pending => (plain(S::Suspended), vec![Unpin, LeaveMarket, TellSeller]),
        (S::Approved, E::Suspend) => (plain(S::Suspended), vec![LeaveMarket, TellSeller]),
        _ => return Err(Rejected),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The whole table: for each state what the events do, in the order of [`ListingEvent::ALL`]; `-` is refused.
    const TABLE: &[(&str, &str, [&str; 7])] = &[
        ("draft", "none", ["draft none", "pending none", "-", "-", "-", "-", "-"]),
        ("pending", "none", ["-", "-", "approved none", "rejected none", "draft none", "-", "-"]),
        (
            "approved",
            "none",
            ["approved draft", "approved pending", "-", "-", "withdrawn none", "suspended none", "-"],
        ),
        (
            "approved",
            "draft",
            ["approved draft", "approved pending", "-", "-", "withdrawn none", "suspended none", "-"],
        ),
        (
            "approved",
            "pending",
            [
                "-",
                "-",
                "approved none",
                "approved rejected",
                "withdrawn none",
                "suspended none",
                "approved draft",
            ],
        ),
        (
            "approved",
            "rejected",
            ["approved draft", "approved pending", "-", "-", "withdrawn none", "suspended none", "-"],
        ),
        ("rejected", "none", ["rejected none", "pending none", "-", "-", "-", "-", "-"]),
        ("withdrawn", "none", ["withdrawn none", "pending none", "-", "-", "-", "-", "-"]),
        ("suspended", "none", ["-", "-", "approved none", "-", "-", "-", "-"]),
    ];

    fn state(status: &str, change: &str) -> ListingState {
        ListingState {
            status: ListingStatus::parse(status).expect("a status"),
            change: ListingChange::parse(change).expect("a change"),
        }
    }

    #[test]
    fn the_table_is_whole_and_holds() {
        for (status, change, row) in TABLE {
            for (event, expected) in ListingEvent::ALL.iter().zip(row) {
                let became = match listing(state(status, change), *event) {
                    Ok((next, _)) => format!("{} {}", next.status.as_str(), next.change.as_str()),
                    Err(Rejected) => "-".to_owned(),
                };
                assert_eq!(&became, expected, "{status} {change}, {event:?}");
            }
        }
        for status in ListingStatus::ALL {
            assert!(TABLE.iter().any(|(known, _, _)| *known == status.as_str()));
        }
    }

    proptest! {
        #[test]
        fn one_revision_is_reviewed_at_a_time(events in prop::collection::vec(0..7_usize, 0..40)) {
            let mut now = state("draft", "none");
            let (mut pinned, mut live, mut for_sale) = (false, false, false);
            for event in events {
                let Ok((next, effects)) = listing(now, ListingEvent::ALL[event]) else { continue };
                for effect in effects {
                    match effect {
                        ListingEffect::Pin => {
                            prop_assert!(!pinned);
                            pinned = true;
                        }
                        ListingEffect::Unpin => {
                            prop_assert!(pinned);
                            pinned = false;
                        }
                        ListingEffect::GoLive => {
                            prop_assert!(pinned, "nothing goes live that wasn't reviewed");
                            (pinned, live, for_sale) = (false, true, true);
                        }
                        ListingEffect::ComeBack => {
                            prop_assert!(live && !for_sale);
                            for_sale = true;
                        }
                        ListingEffect::LeaveMarket => {
                            prop_assert!(for_sale);
                            for_sale = false;
                        }
                        ListingEffect::TellSeller => {}
                    }
                }
                now = next;
                prop_assert_eq!(for_sale, now.status == ListingStatus::Approved);
                let reviewed = now.status == ListingStatus::Pending || now.change == ListingChange::Pending;
                prop_assert_eq!(pinned, reviewed);
                prop_assert!(now.status == ListingStatus::Approved || now.change == ListingChange::None);
            }
        }
    }
}
