//! The marketplace's part of the contract: listings, carts, orders, sellers, moderation.

mod listings;
mod orders;
mod sellers;

pub use listings::*;
pub use orders::*;
pub use sellers::*;

use crate::market::{Currency, Money};
use serde::{Deserialize, Serialize};

/// Somebody, as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Opaque.
    pub id: String,
    /// As shown to others.
    pub name: String,
}

/// An amount as it comes in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Price {
    /// Minor units.
    pub amount: i64,
    /// ISO 4217: `VND`, `THB` or `USD`.
    pub currency: String,
}

/// Why an admin says no.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Reason {
    /// 1 to 1 000 characters; the seller reads it.
    pub reason: String,
}

/// Reads a price: an amount of a currency we know, from nought to the highest.
pub fn price(raw: &Price) -> Option<Money> {
    let currency = Currency::parse(&raw.currency)?;
    (0..=crate::market::MAX_AMOUNT).contains(&raw.amount).then_some(Money::new(raw.amount, currency))
}
