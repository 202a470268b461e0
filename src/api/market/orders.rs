//! Buying: carts, orders, attempts to pay, sales, refunds.

use super::{Listing, Person, Price};
use crate::clock::Timestamp;
use crate::market::{AttemptStatus, Licence, Method, Money, OrderStatus};
use serde::{Deserialize, Serialize};

/// What somebody means to buy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cart {
    /// The latest first.
    pub items: Vec<CartItem>,
    /// One sum a currency.
    pub totals: Vec<Money>,
}

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartItem {
    /// As it is for sale now.
    pub listing: Listing,
    /// When.
    pub added_at: Timestamp,
}

/// What ordering takes: a listing or the cart, and how it is paid.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewOrder {
    /// One listing …
    pub listing_id: Option<String>,
    /// … or all that is in the cart.
    pub cart: bool,
    /// With `cart`: only what is priced in this currency.
    pub currency: Option<String>,
    /// `sandbox`, `vnpay`, `momo`, `stripe` or `omise`.
    pub payment_method: String,
    /// For Omise: the source's type; `promptpay` where absent.
    pub source_type: Option<String>,
    /// For Omise: a card's token.
    pub payment_token: Option<String>,
}

/// How another attempt is paid.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewAttempt {
    /// As in [`NewOrder`]; the order's where absent.
    pub payment_method: Option<String>,
    /// For Omise.
    pub source_type: Option<String>,
    /// For Omise.
    pub payment_token: Option<String>,
}

/// An order and where to pay it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Placed {
    /// The order.
    pub order: Order,
    /// `null` where there is nothing to pay.
    pub payment: Option<Payment>,
}

/// Where and how to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// Through whom.
    pub method: Method,
    /// Send the buyer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_url: Option<String>,
    /// For Stripe.js.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// A QR code to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_url: Option<String>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// Opaque.
    pub order_id: String,
    /// Where it is.
    pub status: OrderStatus,
    /// Who buys.
    pub buyer: Person,
    /// What.
    pub items: Vec<OrderItem>,
    /// To pay.
    pub total: Money,
    /// What went back.
    pub refunded: Money,
    /// Through whom; of the attempt that paid, once one has.
    pub payment_method: Option<Method>,
    /// The gateway's name for the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
    /// When the money came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Timestamp>,
    /// When the copies were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
    /// Whether a refund was asked for and nobody has decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refund_requested: bool,
    /// Tries to pay; only where one order is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<Vec<Attempt>>,
    /// What happened; only where one order is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Vec<TimelineEntry>>,
    /// For admins: why somebody should look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<String>,
}

/// An item of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderItem {
    /// Which listing.
    pub listing_id: String,
    /// As it was bought.
    pub title: String,
    /// Who sold it.
    pub seller: Person,
    /// As it was bought.
    pub price: Money,
    /// Our part.
    pub platform_fee: Money,
    /// The seller's part.
    pub seller_revenue: Money,
    /// What the buyer may do with it.
    pub licence: Licence,
    /// The buyer's copy, once it is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_id: Option<String>,
    /// Names the licence, once it is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_key: Option<String>,
    /// Whether the seller has a newer revision than the copy.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub update_available: bool,
}

/// A try to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attempt {
    /// Opaque.
    pub id: String,
    /// Through whom.
    pub method: Method,
    /// Where it is.
    pub status: AttemptStatus,
    /// Asked for.
    pub amount: Money,
    /// When.
    pub created_at: Timestamp,
}

/// A line of the money timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// A stable word.
    pub kind: String,
    /// A sentence.
    pub text: String,
    /// Where it is about money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// A sale, for its seller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sale {
    /// The order it belongs to.
    pub order_id: String,
    /// What was sold.
    pub listing_id: String,
    /// As it was sold.
    pub title: String,
    /// To whom.
    pub buyer: Person,
    /// As it was sold.
    pub price: Money,
    /// Our part.
    pub platform_fee: Money,
    /// The seller's part.
    pub seller_revenue: Money,
    /// Where the order is.
    pub status: OrderStatus,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// Whether the buyer asks for their money back and nobody has decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refund_requested: bool,
    /// Why, in the buyer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_reason: Option<String>,
    /// Whether the decision is the seller's: everything in the order is theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decides: bool,
}

/// A seller's sales with what they come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sales {
    /// A slice.
    pub items: Vec<Sale>,
    /// Pass it as `?cursor=` for what follows.
    pub next_cursor: Option<String>,
    /// What all that was asked for comes to, one row a currency.
    pub totals: Vec<SalesTotal>,
}

/// What sales come to in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SalesTotal {
    /// How many items were sold.
    pub count: u64,
    /// What buyers paid.
    pub gross: Money,
    /// Of it, what went back to them.
    pub refunded: Money,
    /// Our part of what stayed.
    pub fee: Money,
    /// The seller's part of what stayed.
    pub revenue: Money,
    /// By day (UTC, `YYYY-MM-DD`) with sales, in order.
    pub days: Vec<SalesDay>,
}

/// What one day's sales come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SalesDay {
    /// In UTC, `YYYY-MM-DD`.
    pub date: String,
    /// How many items were sold.
    pub count: u64,
    /// The seller's part of what stayed, minor units.
    pub revenue: i64,
}

/// Money back, asked for or decided.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RefundRequest {
    /// All that is left where absent.
    pub amount: Option<Price>,
    /// Why, up to 1 000 characters.
    pub reason: String,
}

/// What an admin made of an order that somebody had to look at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Resolution {
    /// Whether what came in for its payments in review goes back.
    pub return_payment: bool,
    /// Whether refunds that a gateway refused are asked for once more.
    pub retry_refund: bool,
    /// Why, up to 1 000 characters; the buyer reads it at their gateway.
    pub reason: String,
}
