//! An order's life.

use super::Rejected;
use crate::account::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where an order is.
    OrderStatus {
        /// Waits for money; its stock is reserved.
        Pending = "pending",
        /// The money is there.
        Paid = "paid",
        /// The buyer has their copies.
        Delivered = "delivered",
        /// Some of the money went back.
        PartiallyRefunded = "partially_refunded",
        /// All of the money went back.
        Refunded = "refunded",
        /// The buyer's bank looks into it.
        Disputed = "disputed",
        /// The buyer's bank took the money back.
        ChargedBack = "charged_back",
        /// Called off before it was paid.
        Cancelled = "cancelled",
        /// Not paid in time.
        Expired = "expired",
    }
}

impl OrderStatus {
    /// Whether the buyer's money was kept at some time and nothing was taken back in full.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Paid | Self::Delivered | Self::PartiallyRefunded | Self::Disputed)
    }
}

/// An order's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderState {
    /// Where it is.
    pub status: OrderStatus,
    /// Minor units to pay.
    pub total: i64,
    /// Minor units that went back to the buyer.
    pub refunded: i64,
    /// A dispute was decided; news of its opening that comes later is old.
    pub dispute_over: bool,
}

/// What happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEvent {
    /// All of its money came, through one attempt. `deliverable`: it is still for sale and not owned already.
    Pay {
        /// Whether the buyer can have what they paid for.
        deliverable: bool,
    },
    /// The buyer has their copies.
    Deliver,
    /// Somebody who may decided to send money back.
    Refund {
        /// Minor units.
        amount: i64,
    },
    /// Money was sent back at the gateway itself, by somebody with an account there.
    RefundElsewhere {
        /// Minor units.
        amount: i64,
    },
    /// The bank looks into it.
    OpenDispute,
    /// The bank decided for the seller.
    WinDispute,
    /// The bank decided for the buyer.
    LoseDispute {
        /// Minor units that it took; all that is left where it doesn't say, or says more.
        amount: Option<i64>,
    },
    /// The buyer calls it off.
    Cancel,
    /// Its time is over.
    Expire,
}

/// What has to be done in the transaction of the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEffect {
    /// Post each item's sale, once.
    PostSales,
    /// What was reserved is sold; where nothing is reserved any more, take it from what is free.
    TakeStock,
    /// Make the copies, entitlements and licences.
    Deliver,
    /// What was reserved is free again.
    ReleaseStock,
    /// Nobody can use its attempts any more.
    CloseAttempts,
    /// The attempt's money isn't needed: send all of it back.
    ReturnPayment,
    /// Post a refund over the items.
    PostRefund {
        /// Minor units.
        amount: i64,
    },
    /// Have the gateway send money back.
    ReturnMoney {
        /// Minor units.
        amount: i64,
    },
    /// Write down that the gateway has sent money back.
    NoteReturn {
        /// Minor units.
        amount: i64,
    },
    /// Post what the bank took.
    PostChargeback {
        /// Minor units.
        amount: i64,
    },
    /// The entitlements end, and what was sold is free again.
    EndEntitlements,
    /// What came in and was in review isn't any more: it is the payment itself, or it never came.
    ReverseReceipt,
    /// News of a payment that hasn't landed: keep it, and fold it in when it does.
    Remember,
    /// The bank looks into money that was to go back: it isn't sent meanwhile.
    HoldReturn,
    /// The bank took money that was to go back: it needn't be sent.
    NoteTaken,
    /// A person should look at it.
    Alert,
}

/// What becomes of an order.
pub fn order(state: OrderState, event: OrderEvent) -> Result<(OrderState, Vec<OrderEffect>), Rejected> {
    use OrderEffect as F;
    use OrderEvent as E;
    use OrderStatus as S;
    let to = |status| OrderState { status, ..state };
    let left = state.total - state.refunded;
    Ok(match (state.status, event) {
        (S::Pending | S::Expired | S::Cancelled, E::Pay { deliverable: true }) => {
            (to(S::Paid), vec![F::PostSales, F::TakeStock, F::CloseAttempts, F::Deliver])
        }
        (S::Pending, E::Pay { deliverable: false }) => {
            (to(S::Refunded), vec![F::ReturnPayment, F::ReleaseStock, F::CloseAttempts])
        }
        (S::Expired | S::Cancelled, E::Pay { deliverable: false }) => {
            (to(S::Refunded), vec![F::ReturnPayment])
        }
        // Settled before: nobody pays twice.
        (_, E::Pay { .. }) => (state, vec![F::ReturnPayment]),
        (S::Paid, E::Deliver) => (to(S::Delivered), vec![]),
        (
            S::Paid | S::Delivered | S::PartiallyRefunded,
            E::Refund { amount } | E::RefundElsewhere { amount },
        ) if (1..=left).contains(&amount) => {
            let back = match event {
                E::RefundElsewhere { .. } => F::NoteReturn { amount },
                _ => F::ReturnMoney { amount },
            };
            let effects = vec![F::PostRefund { amount }, back];
            let refunded = state.refunded + amount;
            if refunded == state.total {
                let next = OrderState { status: S::Refunded, refunded, ..state };
                (next, [effects, vec![F::EndEntitlements]].concat())
            } else {
                (OrderState { status: S::PartiallyRefunded, refunded, ..state }, effects)
            }
        }
        (S::Paid | S::Delivered | S::PartiallyRefunded, E::OpenDispute) if !state.dispute_over => {
            (to(S::Disputed), vec![F::Alert])
        }
        (S::Disputed, E::WinDispute) => {
            let status = if state.refunded > 0 { S::PartiallyRefunded } else { S::Delivered };
            (OrderState { status, dispute_over: true, ..state }, vec![])
        }
        (S::Paid | S::Delivered | S::PartiallyRefunded, E::WinDispute) => {
            (OrderState { dispute_over: true, ..state }, vec![])
        }
        (S::Disputed | S::Paid | S::Delivered | S::PartiallyRefunded, E::LoseDispute { amount })
            if !state.dispute_over =>
        {
            let taken = amount.filter(|amount| (1..left).contains(amount)).unwrap_or(left);
            let effects = vec![F::PostChargeback { amount: taken }];
            if taken < left {
                // The bank took a part: the buyer keeps what they bought, and the rest stays paid.
                let refunded = state.refunded + taken;
                let next = OrderState { status: S::PartiallyRefunded, refunded, dispute_over: true, ..state };
                (next, [effects, vec![F::Alert]].concat())
            } else {
                let next = OrderState { status: S::ChargedBack, dispute_over: true, ..state };
                (next, [effects, vec![F::EndEntitlements, F::Alert]].concat())
            }
        }
        // It is gone all the same, and the books don't say so: somebody has to look.
        // Or the money went back before, or came again after it was lost: somebody should know, nothing moves.
        (_, E::RefundElsewhere { .. })
        | (S::Refunded, E::OpenDispute | E::LoseDispute { .. })
        | (S::ChargedBack, E::WinDispute) => (state, vec![F::Alert]),
        (
            S::Paid | S::Delivered | S::PartiallyRefunded | S::Refunded | S::Disputed | S::ChargedBack,
            E::OpenDispute | E::WinDispute | E::LoseDispute { .. },
        ) => (state, vec![]),
        (S::Pending, E::Cancel) => (to(S::Cancelled), vec![F::ReleaseStock, F::CloseAttempts]),
        (S::Pending, E::Expire) => (to(S::Expired), vec![F::ReleaseStock, F::CloseAttempts]),
        _ => return Err(Rejected),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [OrderEvent; 10] = [
        OrderEvent::Pay { deliverable: true },
        OrderEvent::Pay { deliverable: false },
        OrderEvent::Deliver,
        OrderEvent::Refund { amount: 40 },
        OrderEvent::Refund { amount: 100 },
        OrderEvent::OpenDispute,
        OrderEvent::WinDispute,
        OrderEvent::LoseDispute { amount: None },
        OrderEvent::Cancel,
        OrderEvent::Expire,
    ];

    const LOST: OrderEvent = OrderEvent::LoseDispute { amount: None };

    fn state(status: OrderStatus) -> OrderState {
        let refunded = match status {
            OrderStatus::PartiallyRefunded => 10,
            OrderStatus::Refunded => 100,
            _ => 0,
        };
        OrderState { status, total: 100, refunded, dispute_over: status == OrderStatus::ChargedBack }
    }

    #[test]
    fn the_table_is_whole_and_holds() {
        // pay, pay what can't be delivered, deliver, refund 40, refund 100, dispute opened, won, lost, cancel, expire
        for (status, row) in [
            ("pending", ["paid", "refunded", "-", "-", "-", "-", "-", "-", "cancelled", "expired"]),
            (
                "paid",
                [
                    "paid",
                    "paid",
                    "delivered",
                    "partially_refunded",
                    "refunded",
                    "disputed",
                    "paid",
                    "charged_back",
                    "-",
                    "-",
                ],
            ),
            (
                "delivered",
                [
                    "delivered",
                    "delivered",
                    "-",
                    "partially_refunded",
                    "refunded",
                    "disputed",
                    "delivered",
                    "charged_back",
                    "-",
                    "-",
                ],
            ),
            (
                "partially_refunded",
                [
                    "partially_refunded",
                    "partially_refunded",
                    "-",
                    "partially_refunded",
                    "-",
                    "disputed",
                    "partially_refunded",
                    "charged_back",
                    "-",
                    "-",
                ],
            ),
            (
                "refunded",
                ["refunded", "refunded", "-", "-", "-", "refunded", "refunded", "refunded", "-", "-"],
            ),
            (
                "disputed",
                ["disputed", "disputed", "-", "-", "-", "disputed", "delivered", "charged_back", "-", "-"],
            ),
            (
                "charged_back",
                [
                    "charged_back",
                    "charged_back",
                    "-",
                    "-",
                    "-",
                    "charged_back",
                    "charged_back",
                    "charged_back",
                    "-",
                    "-",
                ],
            ),
            ("cancelled", ["paid", "refunded", "-", "-", "-", "-", "-", "-", "-", "-"]),
            ("expired", ["paid", "refunded", "-", "-", "-", "-", "-", "-", "-", "-"]),
        ] {
            let from = state(OrderStatus::parse(status).expect("a status"));
            for (event, expected) in EVENTS.iter().zip(row) {
                let became = order(from, *event).map_or("-", |(next, _)| next.status.as_str());
                assert_eq!(became, expected, "{status}, {event:?}");
            }
        }
        assert_eq!(OrderStatus::ALL.len(), 9);
    }

    #[test]
    fn money_for_a_settled_order_goes_back() {
        for status in
            [OrderStatus::Paid, OrderStatus::Delivered, OrderStatus::Refunded, OrderStatus::ChargedBack]
        {
            for deliverable in [true, false] {
                let (next, effects) =
                    order(state(status), OrderEvent::Pay { deliverable }).expect("never refused");
                assert_eq!((next, effects), (state(status), vec![OrderEffect::ReturnPayment]));
            }
        }
    }

    #[test]
    fn money_sent_back_at_the_gateway_is_written_down_and_not_sent_again() {
        let elsewhere = |amount| OrderEvent::RefundElsewhere { amount };
        let (part, effects) = order(state(OrderStatus::Delivered), elsewhere(40)).expect("noted");
        assert_eq!((part.status, part.refunded), (OrderStatus::PartiallyRefunded, 40));
        assert_eq!(effects, [OrderEffect::PostRefund { amount: 40 }, OrderEffect::NoteReturn { amount: 40 }]);
        let (all, effects) = order(part, elsewhere(60)).expect("noted");
        assert_eq!(all.status, OrderStatus::Refunded);
        assert!(effects.contains(&OrderEffect::EndEntitlements));
        // More than there is, or where nothing is left to take back: nothing moves, and somebody looks.
        for (status, amount) in [
            (OrderStatus::Delivered, 101),
            (OrderStatus::Delivered, 0),
            (OrderStatus::Refunded, 1),
            (OrderStatus::Disputed, 1),
            (OrderStatus::ChargedBack, 1),
            (OrderStatus::Pending, 1),
            (OrderStatus::Expired, 1),
        ] {
            let from = state(status);
            assert_eq!(order(from, elsewhere(amount)), Ok((from, vec![OrderEffect::Alert])), "{status:?}");
        }
    }

    #[test]
    fn a_dispute_is_deducted_once() {
        let (lost, effects) = order(state(OrderStatus::Delivered), LOST).expect("lost");
        assert!(effects.contains(&OrderEffect::PostChargeback { amount: 100 }));
        assert_eq!(order(lost, OrderEvent::OpenDispute), Ok((lost, vec![])));
        assert_eq!(order(lost, LOST), Ok((lost, vec![])));
        assert_eq!(order(lost, OrderEvent::WinDispute), Ok((lost, vec![OrderEffect::Alert])));
        let (won, _) =
            order(state(OrderStatus::Delivered), OrderEvent::WinDispute).expect("won before it was opened");
        assert_eq!(order(won, OrderEvent::OpenDispute), Ok((won, vec![])));
    }

    #[test]
    fn a_part_that_the_bank_took_is_booked_as_a_part() {
        let lose = |amount| OrderEvent::LoseDispute { amount: Some(amount) };
        for before in [OrderStatus::Disputed, OrderStatus::Delivered] {
            let (next, effects) = order(state(before), lose(40)).expect("lost");
            assert_eq!((next.status, next.refunded), (OrderStatus::PartiallyRefunded, 40));
            assert_eq!(effects, [OrderEffect::PostChargeback { amount: 40 }, OrderEffect::Alert]);
            // The rest can go back, once; the bank doesn't take twice.
            assert_eq!(order(next, lose(40)), Ok((next, vec![])));
            let (all, _) = order(next, OrderEvent::Refund { amount: 60 }).expect("the rest");
            assert_eq!((all.status, all.refunded), (OrderStatus::Refunded, 100));
        }
        // All of it, more than there is, and nonsense: what is left is gone.
        for (before, amount, taken) in [
            (OrderStatus::Disputed, 100, 100),
            (OrderStatus::Disputed, 101, 100),
            (OrderStatus::Disputed, 0, 100),
            (OrderStatus::PartiallyRefunded, 90, 90),
        ] {
            let (next, effects) = order(state(before), lose(amount)).expect("lost");
            assert_eq!(next.status, OrderStatus::ChargedBack);
            assert!(effects.contains(&OrderEffect::PostChargeback { amount: taken }), "{amount}");
            assert!(effects.contains(&OrderEffect::EndEntitlements));
        }
    }
}
