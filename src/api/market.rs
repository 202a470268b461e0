//! The marketplace's part of the contract: listings, carts, orders, sellers, moderation.

use crate::clock::Timestamp;
use crate::market::{
    AttemptStatus, Check, Currency, Licence, ListingChange, ListingStatus, Method, Money, OrderStatus,
    PayoutStatus, View,
};
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

/// Something for sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Listing {
    /// Opaque.
    pub id: String,
    /// The page it is made from.
    pub page_id: String,
    /// Who sells it.
    pub seller: Person,
    /// As shown.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// Nought where it is free.
    pub price: Money,
    /// The id of a category.
    pub category: String,
    /// Lower case.
    pub tags: Vec<String>,
    /// The language of the page.
    pub language: String,
    /// What a buyer may do, and how many may have it.
    pub licence: Licence,
    /// How many may be sold in all; `null` for any number.
    pub stock: Option<u64>,
    /// Where it is.
    pub status: ListingStatus,
    /// Mean of the reviews, 1 to 5; `null` without any.
    pub rating: Option<f64>,
    /// How many reviews.
    pub rating_count: u64,
    /// Looked at so often.
    pub views: u64,
    /// Liked by so many.
    pub likes: u64,
    /// Whether whoever asks likes it.
    pub liked: bool,
    /// Sold so often, without what was given back.
    pub sold_count: u64,
    /// A picture, once there is one: the first of the gallery.
    pub thumbnail_url: Option<String>,
    /// Pictures of the page as it is sold, in the seller's order; the first is the cover.
    pub gallery: Vec<Picture>,
    /// When it was made.
    pub created_at: Timestamp,
    /// What machines found before an admin looked; for admins, and only where one listing or the queue is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Why an admin said no; for its seller and admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection_reason: Option<String>,
    /// For its seller and admins: where the next revision of an approved one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ListingChange>,
    /// For its seller and admins, where it differs from what is for sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<ListingDraft>,
    /// For whoever asks, where they own it: the order it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by_order: Option<String>,
}

/// What a page is a trial of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trial {
    /// Which listing; buying it unlocks the page.
    pub listing_id: String,
    /// Until when it can be edited unbought.
    pub expires_at: Timestamp,
    /// Whether that is over.
    pub expired: bool,
}

/// The page on which a listing is tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tried {
    /// A copy of what is for sale.
    pub page: super::Page,
}

/// What the seller of a copy changed since, and what merging it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageUpdate {
    /// Whether there is a newer revision.
    pub available: bool,
    /// Names the newer revision; send it along to get what was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    /// Number of the listing's revision that the copy has.
    pub from: u64,
    /// Number of the newer one.
    pub to: u64,
    /// When the seller sent it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The order it was bought with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// The listing it is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing_id: Option<String>,
    /// What would be taken over, in the order of the page.
    pub changes: Vec<Change>,
    /// Where the copy was changed, too, and stays as it is.
    pub conflicts: Vec<Conflict>,
}

pub use crate::document::merge::{Change, Changed, Conflict, Part, Why};

/// Takes the seller's newer revision over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TakeUpdate {
    /// The revision that was looked at; the newest where absent.
    pub revision_id: Option<String>,
}

/// What taking an update over came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TookUpdate {
    /// The page's revision now; the same as before where nothing had to change.
    pub revision: u64,
    /// What was taken over.
    pub changes: Vec<Change>,
    /// What stayed as the buyer has it.
    pub conflicts: Vec<Conflict>,
}

/// A picture of a page in one width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Picture {
    /// Which width.
    pub view: View,
    /// On the content origin.
    pub url: String,
    /// Of the window it shows, in CSS pixels.
    pub width: u32,
    /// Of the window it shows, in CSS pixels.
    pub height: u32,
}

/// What a seller says about a listing, as it will be reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListingDraft {
    /// As shown.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// Nought where it is free.
    pub price: Money,
    /// The id of a category.
    pub category: String,
    /// Lower case.
    pub tags: Vec<String>,
    /// What a buyer may do.
    pub licence: Licence,
    /// How many may be sold in all.
    pub stock: Option<u64>,
    /// Which pictures are shown, the cover first.
    pub gallery: Vec<View>,
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

/// What making a listing takes, and, but for `page_id`, changing one; what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ListingChanges {
    /// One's own page.
    pub page_id: Option<String>,
    /// 1 to 120 characters.
    pub title: Option<String>,
    /// Up to 5 000 characters.
    pub description: Option<String>,
    /// Nought for free.
    pub price: Option<Price>,
    /// The id of a category.
    pub category: Option<String>,
    /// Up to ten, of up to 30 characters.
    pub tags: Option<Vec<String>>,
    /// `standard`, `limited` or `exclusive`.
    pub licence: Option<String>,
    /// Needed for `limited`: how many may be sold in all.
    pub stock: Option<i64>,
    /// Which pictures are shown, the cover first: `desktop`, `tablet`, `mobile`; at least one.
    pub gallery: Option<Vec<String>>,
}

/// A value and how many listings have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many of those found.
    pub count: u64,
}

/// How what was found is spread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facets {
    /// By category.
    pub category: Vec<Facet>,
    /// By tag, the commonest twenty.
    pub tag: Vec<Facet>,
    /// By language.
    pub language: Vec<Facet>,
    /// By currency.
    pub currency: Vec<Facet>,
    /// By price: `free`, `VND:1-99999`, `VND:500000-`, … in minor units.
    pub price: Vec<Facet>,
    /// From so many stars on.
    pub rating: Vec<Facet>,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found {
    /// A slice.
    pub items: Vec<Listing>,
    /// Pass it as `?cursor=` for what follows.
    pub next_cursor: Option<String>,
    /// How all that was found is spread.
    pub facets: Facets,
    /// How much was found in all.
    pub total: u64,
    /// The words that were looked for instead, where some were mistyped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
}

/// A category of listings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    /// For `?category=`.
    pub id: String,
    /// In English.
    pub name: String,
    /// How many are for sale.
    pub count: u64,
}

/// What a buyer says of what they bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// Opaque.
    pub id: String,
    /// Who.
    pub user: Person,
    /// 1 to 5.
    pub rating: u8,
    /// Plain text.
    pub comment: String,
    /// What the seller answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// A review as it is posted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewReview {
    /// 1 to 5.
    pub rating: i64,
    /// Up to 2 000 characters.
    pub comment: String,
}

/// A seller's answer to a review.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewReply {
    /// 1 to 2 000 characters.
    pub comment: String,
}

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
    /// Was paid out, or is on its way.
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
