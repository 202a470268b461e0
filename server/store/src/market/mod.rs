//! The market's aggregates: sellers, listings, carts, orders and their money.
//!
//! What may happen is decided by the machines of the domain; here rows are found, locked and changed. Whoever changes
//! an order locks it first ([`orders::lock`]), then its listings in the order of their ids ([`listings::lock`]), so that no
//! two transactions wait for each other.

pub mod attempts;
mod books;
pub mod cart;
pub mod doctor;
pub mod entitlements;
pub mod ledger;
pub mod listings;
pub mod orders;
pub mod payouts;
pub mod refunds;
pub mod reviewing;
pub mod reviews;
pub mod search;
pub mod sellers;

use crate::Sql;

/// Every statement of the market.
pub(crate) fn statements() -> Vec<(&'static str, Sql)> {
    [
        attempts::STATEMENTS,
        books::STATEMENTS,
        cart::STATEMENTS,
        doctor::STATEMENTS,
        entitlements::STATEMENTS,
        ledger::STATEMENTS,
        listings::STATEMENTS,
        orders::STATEMENTS,
        payouts::STATEMENTS,
        refunds::STATEMENTS,
        reviewing::STATEMENTS,
        reviews::STATEMENTS,
        search::STATEMENTS,
        sellers::STATEMENTS,
    ]
    .concat()
}
