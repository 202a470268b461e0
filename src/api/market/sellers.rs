//! Sellers: applications, storefronts, balances, payouts.

use super::{Listing, Person, Price};
use crate::clock::Timestamp;
use crate::market::{Money, PayoutStatus};
use serde::{Deserialize, Serialize};

/// What applying takes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SellerApply {
    /// The storefront's name; one's own where absent.
    pub store_name: Option<String>,
    /// What one sells, up to 2 000 characters.
    pub about: Option<String>,
}

/// An application to sell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SellerApplication {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub user: Person,
    /// The storefront's name.
    pub store_name: String,
    /// What they sell.
    pub about: String,
    /// `pending`, `approved` or `rejected`.
    pub status: String,
    /// Why an admin said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// What an admin decides about an application.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SellerDecision {
    /// The application …
    pub application_id: Option<String>,
    /// … or whose it is.
    pub user_id: Option<String>,
    /// `approve` (default) or `reject`.
    pub decision: Option<String>,
    /// Needed for a no.
    pub reason: Option<String>,
}

/// A seller, as buyers see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Storefront {
    /// The account's id.
    pub id: String,
    /// The storefront's name.
    pub name: String,
    /// What they sell.
    pub about: String,
    /// Since when they sell.
    pub since: Timestamp,
    /// What is for sale, the newest first; at most a hundred.
    pub listings: Vec<Listing>,
}

/// What a seller has, one row a currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Balances {
    /// By currency.
    pub balances: Vec<Balance>,
}

/// What a seller has in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Balance {
    /// Held for seven days.
    pub pending: Money,
    /// Can be paid out; negative where the seller owes.
    pub available: Money,
    /// Asked for, and not there yet.
    pub in_transit: Money,
    /// Was paid out.
    pub paid_out: Money,
}

/// A line of a seller's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatementLine {
    /// Opaque.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// `sale`, `release`, `refund`, `chargeback`, `payout`, …
    pub kind: String,
    /// `pending` or `available`.
    pub account: String,
    /// To the seller's good where positive.
    pub amount: Money,
    /// The order it belongs to, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
}

/// What asking for money takes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewPayout {
    /// All that is available where absent; then there may be one currency only.
    pub amount: Option<Price>,
}

/// Money on its way to a seller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payout {
    /// Opaque.
    pub id: String,
    /// To whom.
    pub seller: Person,
    /// How much.
    pub amount: Money,
    /// Where it is.
    pub status: PayoutStatus,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Why it failed or came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
