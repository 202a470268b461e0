//! What gateways say of an attempt, and how that moves the attempt and its order.

use super::{AttemptEvent, AttemptStatus, OrderEffect, OrderEvent, OrderState, Rejected, attempt, order};
use serde::{Deserialize, Serialize};

/// What a gateway says about an attempt, once its words are verified and the amount fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// It works on it.
    Processing,
    /// The money is there.
    Paid,
    /// It came to nothing.
    Failed,
    /// Nobody paid in time.
    Expired,
    /// Money that doesn't fit: another amount, another currency, or suspicious.
    Doubtful,
    /// The buyer's bank looks into it.
    DisputeOpened,
    /// The bank decided for the seller.
    DisputeWon,
    /// The bank decided for the buyer.
    DisputeLost {
        /// Minor units that it took; all that is left where it doesn't say.
        amount: Option<i64>,
    },
    /// Money that was to go back couldn't.
    RefundFailed,
}

/// Where a fact leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The attempt's status now.
    pub attempt: AttemptStatus,
    /// The order's state now.
    pub order: OrderState,
    /// What has to be done.
    pub effects: Vec<OrderEffect>,
}

/// What an attempt is to its order when a fact about it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether the buyer can have what the order is for.
    pub deliverable: bool,
    /// Whether the order was settled by this very attempt.
    pub kept: bool,
}

/// Folds a fact into its attempt and, where that tells of money, into the order. Never refuses: gateways are told
/// that they were heard, and old news changes nothing. What the bank says of a payment that hasn't landed is to be
/// remembered, and folded in again, in the order it came, once the payment has.
pub fn fold(before: AttemptStatus, state: OrderState, fact: Fact, standing: Standing) -> Folded {
    let Standing { deliverable, kept } = standing;
    let moves = |event| attempt(before, event).unwrap_or(before);
    let stays = |attempt, effects| Folded { attempt, order: state, effects };
    let ends_review =
        || if before == AttemptStatus::Review { vec![OrderEffect::ReverseReceipt] } else { vec![] };
    let (now, event) = match fact {
        Fact::Processing => return stays(moves(AttemptEvent::Process), vec![]),
        Fact::Failed => return stays(moves(AttemptEvent::Fail), ends_review()),
        Fact::Expired => return stays(moves(AttemptEvent::Expire), vec![]),
        Fact::Doubtful => {
            let now = moves(AttemptEvent::Doubt);
            return stays(now, if now == before { vec![] } else { vec![OrderEffect::Alert] });
        }
        Fact::Paid if before == AttemptStatus::Succeeded => return stays(before, vec![]),
        Fact::Paid => (moves(AttemptEvent::Succeed), OrderEvent::Pay { deliverable }),
        Fact::RefundFailed => return stays(before, vec![OrderEffect::Alert]),
        // Disputes, from here on. One that overtook its payment waits for it, and somebody may look meanwhile.
        _ if before != AttemptStatus::Succeeded => {
            return stays(before, vec![OrderEffect::Remember, OrderEffect::Alert]);
        }
        // About money that isn't the order's, but goes back or went.
        Fact::DisputeOpened if !kept => {
            return stays(before, vec![OrderEffect::HoldReturn, OrderEffect::Alert]);
        }
        Fact::DisputeLost { .. } if !kept => {
            return stays(before, vec![OrderEffect::NoteTaken, OrderEffect::Alert]);
        }
        _ if !kept => return stays(before, vec![OrderEffect::Alert]),
        Fact::DisputeOpened => (before, OrderEvent::OpenDispute),
        Fact::DisputeWon => (before, OrderEvent::WinDispute),
        Fact::DisputeLost { amount } => (before, OrderEvent::LoseDispute { amount }),
    };
    match order(state, event) {
        Ok((order, effects)) => Folded { attempt: now, order, effects: [ends_review(), effects].concat() },
        Err(Rejected) => stays(now, vec![OrderEffect::Alert]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::OrderStatus;

    fn state(status: OrderStatus) -> OrderState {
        OrderState { status, total: 100, refunded: 0, dispute_over: false }
    }

    #[test]
    fn facts_move_attempts_and_money_moves_orders() {
        let pending = state(OrderStatus::Pending);
        let kept = Standing { deliverable: true, kept: true };
        let open = Standing { kept: false, ..kept };
        let paid = fold(AttemptStatus::Failed, pending, Fact::Paid, open);
        assert_eq!((paid.attempt, paid.order.status), (AttemptStatus::Succeeded, OrderStatus::Paid));
        let again = fold(paid.attempt, paid.order, Fact::Paid, kept);
        assert_eq!((again.order, again.effects), (paid.order, vec![]));
        let doubt = fold(AttemptStatus::Redirected, pending, Fact::Doubtful, open);
        assert_eq!((doubt.attempt, doubt.order), (AttemptStatus::Review, pending));
        // What was in review is the payment after all, or it never came.
        let truth = fold(AttemptStatus::Review, pending, Fact::Paid, open);
        assert_eq!(truth.effects.first(), Some(&OrderEffect::ReverseReceipt));
        let never = fold(AttemptStatus::Review, pending, Fact::Failed, open);
        assert_eq!(
            (never.attempt, never.effects),
            (AttemptStatus::Failed, vec![OrderEffect::ReverseReceipt])
        );
        let late = fold(
            AttemptStatus::Expired,
            state(OrderStatus::Expired),
            Fact::Paid,
            Standing { deliverable: false, ..open },
        );
        assert_eq!(
            (late.order.status, late.effects),
            (OrderStatus::Refunded, vec![OrderEffect::ReturnPayment])
        );
    }

    #[test]
    fn what_the_bank_says_too_early_waits_and_other_money_is_not_the_orders() {
        let open = Standing { deliverable: true, kept: false };
        for fact in [Fact::DisputeOpened, Fact::DisputeWon, Fact::DisputeLost { amount: Some(30) }] {
            for before in AttemptStatus::ALL.iter().filter(|status| **status != AttemptStatus::Succeeded) {
                let early = fold(*before, state(OrderStatus::Pending), fact, open);
                assert_eq!((early.attempt, early.order), (*before, state(OrderStatus::Pending)));
                assert_eq!(early.effects, [OrderEffect::Remember, OrderEffect::Alert]);
            }
            // The order was settled by another attempt: what becomes of this one's money isn't its matter.
            let settled = state(OrderStatus::Delivered);
            let other = fold(AttemptStatus::Succeeded, settled, fact, open);
            assert_eq!(other.order, settled);
            assert_eq!(other.effects.last(), Some(&OrderEffect::Alert));
        }
    }
}
