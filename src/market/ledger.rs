//! What is posted when money moves: double entry, append-only. Every posting sums to zero and has a key that can be
//! written once.

use super::{Currency, share};
use crate::account::words;
use serde::{Deserialize, Serialize};

words! {
    /// An account of the ledger. Those of sellers are one for each seller.
    #[derive(PartialOrd, Ord)]
    Account {
        /// What gateways owe us.
        GatewayReceivable = "gateway_receivable",
        /// A seller's revenue that is held.
        SellerPending = "seller_pending",
        /// A seller's revenue that can be paid out; negative where the seller owes.
        SellerAvailable = "seller_available",
        /// Our fees.
        PlatformRevenue = "platform_revenue",
        /// On its way to sellers.
        PayoutClearing = "payout_clearing",
        /// In the bank.
        Cash = "cash",
        /// Came in without being owed, or without being known to be: it goes back, or waits for a person.
        Unapplied = "unapplied",
    }
}

words! {
    /// Why something was posted.
    PostingKind {
        /// An item was sold.
        Sale = "sale",
        /// The hold on an item's revenue ended.
        Release = "release",
        /// Money of an item went back to the buyer.
        Refund = "refund",
        /// The bank took back the money of an item.
        Chargeback = "chargeback",
        /// Money came in that isn't owed.
        Surplus = "surplus",
        /// Such money went back.
        SurplusReturned = "surplus_returned",
        /// Such money is something else than it was taken for: the payment itself, another sum, or nothing.
        SurplusReversed = "surplus_reversed",
        /// A seller asked for money.
        Payout = "payout",
        /// The seller has it.
        PayoutSettled = "payout_settled",
        /// It came to nothing.
        PayoutFailed = "payout_failed",
        /// The bank sent it back.
        PayoutReturned = "payout_returned",
    }
}

/// A line: debits are positive, credits negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which account.
    pub account: Account,
    /// Whose, where it is a seller's; else empty.
    pub owner: String,
    /// Minor units.
    pub amount: i64,
}

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Written once.
    pub key: String,
    /// Why.
    pub kind: PostingKind,
    /// Of all lines.
    pub currency: Currency,
    /// At least two.
    pub entries: Vec<Entry>,
}

/// What the ledger needs to know of an item of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldItem {
    /// Opaque.
    pub id: String,
    /// Whose it was.
    pub seller: String,
    /// Of the price.
    pub currency: Currency,
    /// What the buyer paid for it.
    pub price: i64,
    /// Our part of it.
    pub fee: i64,
    /// How much of the price went back so far.
    pub refunded: i64,
    /// Whether the hold ended.
    pub released: bool,
}

fn entry(account: Account, owner: &str, amount: i64) -> Entry {
    Entry { account, owner: owner.to_owned(), amount }
}

impl Posting {
    fn new(key: String, kind: PostingKind, currency: Currency, mut entries: Vec<Entry>) -> Option<Self> {
        entries.retain(|entry| entry.amount != 0);
        (!entries.is_empty()).then_some(Self { key, kind, currency, entries })
    }

    /// Whether debits and credits are equal.
    pub fn is_balanced(&self) -> bool {
        self.entries.iter().map(|entry| i128::from(entry.amount)).sum::<i128>() == 0
    }

    /// An item was sold. `None` for what is free.
    pub fn sale(item: &SoldItem) -> Option<Self> {
        Self::new(
            format!("sale:{}", item.id),
            PostingKind::Sale,
            item.currency,
            vec![
                entry(Account::GatewayReceivable, "", item.price),
                entry(Account::SellerPending, &item.seller, -(item.price - item.fee)),
                entry(Account::PlatformRevenue, "", -item.fee),
            ],
        )
    }

    /// The hold ended: what is left of the revenue can be paid out.
    pub fn release(item: &SoldItem) -> Option<Self> {
        let left = (item.price - item.fee) - (item.refunded - share(item.fee, item.refunded, item.price));
        Self::new(
            format!("release:{}", item.id),
            PostingKind::Release,
            item.currency,
            vec![
                entry(Account::SellerPending, &item.seller, left),
                entry(Account::SellerAvailable, &item.seller, -left),
            ],
        )
    }

    /// `amount` more of an item goes back; seller and platform bear their parts. `cause` is the refund's id.
    pub fn refund(item: &SoldItem, amount: i64, cause: &str) -> Option<Self> {
        Self::back(item, amount, format!("refund:{cause}:{}", item.id), PostingKind::Refund)
    }

    /// The bank took `amount` of an item; it does so once.
    pub fn chargeback(item: &SoldItem, amount: i64) -> Option<Self> {
        Self::back(item, amount, format!("chargeback:{}", item.id), PostingKind::Chargeback)
    }

    fn back(item: &SoldItem, amount: i64, key: String, kind: PostingKind) -> Option<Self> {
        let before = share(item.fee, item.refunded, item.price);
        let of_fee = share(item.fee, item.refunded + amount, item.price) - before;
        // After the hold the seller may have the money already: then they owe it.
        let from = if item.released { Account::SellerAvailable } else { Account::SellerPending };
        Self::new(
            key,
            kind,
            item.currency,
            vec![
                entry(from, &item.seller, amount - of_fee),
                entry(Account::PlatformRevenue, "", of_fee),
                entry(Account::GatewayReceivable, "", -amount),
            ],
        )
    }

    /// An attempt's money came in without being owed, or without being known to be. `before`: how often that was
    /// posted of the attempt.
    pub fn surplus(attempt: &str, before: i64, amount: i64, currency: Currency) -> Option<Self> {
        let entries =
            vec![entry(Account::GatewayReceivable, "", amount), entry(Account::Unapplied, "", -amount)];
        Self::new(Self::surplus_key("surplus", attempt, before), PostingKind::Surplus, currency, entries)
    }

    /// Such money is something else than it was taken for. `before`: how often that was posted of the attempt.
    pub fn surplus_reversed(attempt: &str, before: i64, amount: i64, currency: Currency) -> Option<Self> {
        let entries =
            vec![entry(Account::Unapplied, "", amount), entry(Account::GatewayReceivable, "", -amount)];
        let key = Self::surplus_key("surplus_reversed", attempt, before);
        Self::new(key, PostingKind::SurplusReversed, currency, entries)
    }

    fn surplus_key(word: &str, attempt: &str, before: i64) -> String {
        if before == 0 { format!("{word}:{attempt}") } else { format!("{word}:{attempt}:{before}") }
    }

    /// Such money went back.
    pub fn surplus_returned(attempt: &str, amount: i64, currency: Currency) -> Option<Self> {
        let entries =
            vec![entry(Account::Unapplied, "", amount), entry(Account::GatewayReceivable, "", -amount)];
        Self::new(format!("surplus_returned:{attempt}"), PostingKind::SurplusReturned, currency, entries)
    }

    /// A seller asked for money: it is set aside.
    pub fn payout(payout: &str, seller: &str, amount: i64, currency: Currency) -> Option<Self> {
        let entries = vec![
            entry(Account::SellerAvailable, seller, amount),
            entry(Account::PayoutClearing, "", -amount),
        ];
        Self::new(format!("payout:{payout}"), PostingKind::Payout, currency, entries)
    }

    /// The seller has it.
    pub fn payout_settled(payout: &str, amount: i64, currency: Currency) -> Option<Self> {
        let entries = vec![entry(Account::PayoutClearing, "", amount), entry(Account::Cash, "", -amount)];
        Self::new(format!("payout_settled:{payout}"), PostingKind::PayoutSettled, currency, entries)
    }

    /// It came to nothing.
    pub fn payout_failed(payout: &str, seller: &str, amount: i64, currency: Currency) -> Option<Self> {
        let entries = vec![
            entry(Account::PayoutClearing, "", amount),
            entry(Account::SellerAvailable, seller, -amount),
        ];
        Self::new(format!("payout_failed:{payout}"), PostingKind::PayoutFailed, currency, entries)
    }

    /// The bank sent it back.
    pub fn payout_returned(payout: &str, seller: &str, amount: i64, currency: Currency) -> Option<Self> {
        let entries =
            vec![entry(Account::Cash, "", amount), entry(Account::SellerAvailable, seller, -amount)];
        Self::new(format!("payout_returned:{payout}"), PostingKind::PayoutReturned, currency, entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sale_of_a_hundred_thousand() {
        let item = SoldItem {
            id: "i".into(),
            seller: "s".into(),
            currency: Currency::Vnd,
            price: 100_000,
            fee: 10_000,
            refunded: 0,
            released: false,
        };
        let amounts = |posting: Option<Posting>| {
            let posting = posting.expect("something to post");
            assert!(posting.is_balanced(), "{posting:?}");
            posting.entries.iter().map(|entry| (entry.account.as_str(), entry.amount)).collect::<Vec<_>>()
        };
        assert_eq!(
            amounts(Posting::sale(&item)),
            [("gateway_receivable", 100_000), ("seller_pending", -90_000), ("platform_revenue", -10_000)]
        );
        assert_eq!(
            amounts(Posting::refund(&item, 100_000, "r")),
            [("seller_pending", 90_000), ("platform_revenue", 10_000), ("gateway_receivable", -100_000)]
        );
        let released = SoldItem { released: true, refunded: 40_000, ..item.clone() };
        assert_eq!(
            amounts(Posting::release(&SoldItem { refunded: 40_000, ..item.clone() })),
            [("seller_pending", 54_000), ("seller_available", -54_000)]
        );
        assert_eq!(
            amounts(Posting::chargeback(&released, released.price - released.refunded)),
            [("seller_available", 54_000), ("platform_revenue", 6_000), ("gateway_receivable", -60_000)]
        );
        assert_eq!(Posting::sale(&SoldItem { price: 0, fee: 0, ..item }), None);
    }
}
