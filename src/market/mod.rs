//! Selling and buying: money, the machines of listings, attempts, orders and payouts, and the ledger.
//!
//! Machines are pure: `(state, event) → Result<(state, effects), Rejected>`. What an effect does to rows, and what a
//! gateway is asked, is the services' matter; what may follow what is written here and nowhere else.

mod attempt;
mod checks;
mod fact;
mod fingerprint;
mod ledger;
mod listing;
mod money;
mod order;
mod payout;
#[cfg(test)]
mod simulation;
mod sketch;

pub use attempt::{AttemptEvent, AttemptStatus, attempt};
pub use checks::{Check, CheckKind, Similar, Verdict, checks};
pub use fact::{Fact, Folded, Standing, fold};
pub use fingerprint::{Fingerprint, Likeness};
pub use ledger::{Account, Entry, Posting, PostingKind, SoldItem};
pub use listing::{ListingChange, ListingEffect, ListingEvent, ListingState, ListingStatus, listing};
pub use money::{Band, Currency, FEE_BPS, MAX_AMOUNT, Money, fee, share, split};
pub use order::{OrderEffect, OrderEvent, OrderState, OrderStatus, order};
pub use payout::{PayoutEffect, PayoutEvent, PayoutStatus, payout};
pub use sketch::sketch;

use crate::account::words;
use serde::{Deserialize, Serialize};

/// An event that the present state doesn't allow; nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not possible in the present state")]
pub struct Rejected;

words! {
    /// What a buyer may do with a page, and how many may have it.
    #[derive(Default)]
    Licence {
        /// Anybody may buy it.
        #[default]
        Standard = "standard",
        /// So many may buy it, and no more.
        Limited = "limited",
        /// One buyer only.
        Exclusive = "exclusive",
    }
}

words! {
    /// Who moves the money.
    #[derive(PartialOrd, Ord)]
    Method {
        /// Our own stand-in: no money moves.
        Sandbox = "sandbox",
        /// VNPay.
        Vnpay = "vnpay",
        /// MoMo.
        Momo = "momo",
        /// Stripe.
        Stripe = "stripe",
        /// Omise (Opn).
        Omise = "omise",
    }
}

impl Method {
    /// Whether it takes money of this currency.
    pub const fn takes(self, currency: Currency) -> bool {
        match self {
            Self::Sandbox | Self::Stripe => true,
            Self::Vnpay | Self::Momo => matches!(currency, Currency::Vnd),
            Self::Omise => matches!(currency, Currency::Thb),
        }
    }

    /// Whether it takes this much. MoMo moves 1 000 to 50 000 000 ₫ at a time.
    pub fn carries(self, sum: Money) -> bool {
        self.takes(sum.currency) && (self != Self::Momo || (1_000..=50_000_000).contains(&sum.amount))
    }
}

words! {
    /// A width a page is looked at in.
    #[derive(PartialOrd, Ord)]
    View {
        /// A wide window.
        Desktop = "desktop",
        /// A tablet held upright.
        Tablet = "tablet",
        /// A telephone.
        Mobile = "mobile",
    }
}

impl View {
    /// The window, in CSS pixels.
    pub const fn window(self) -> (u32, u32) {
        match self {
            Self::Desktop => (1440, 1080),
            Self::Tablet => (768, 1024),
            Self::Mobile => (390, 844),
        }
    }
}

/// Categories of listings: the word in requests, and its English name.
pub const CATEGORIES: &[(&str, &str)] = &[
    ("product", "Product"),
    ("saas", "Software"),
    ("event", "Event"),
    ("course", "Course"),
    ("restaurant", "Restaurant"),
    ("portfolio", "Portfolio"),
    ("app", "App"),
    ("coming-soon", "Coming soon"),
    ("webinar", "Webinar"),
    ("real-estate", "Real estate"),
    ("charity", "Charity"),
    ("sale", "Sale"),
    ("business", "Business"),
    ("other", "Other"),
];
