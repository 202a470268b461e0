//! What is for sale: listings, trials and updates of what was bought, search, reviews.

use super::{Person, Price};
use crate::clock::Timestamp;
use crate::market::{Check, Licence, ListingChange, ListingStatus, Money, View};
use serde::{Deserialize, Serialize};

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
    pub page: crate::api::Page,
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
