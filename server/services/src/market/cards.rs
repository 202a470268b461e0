//! What a card in a grid shows of a listing that is for sale.

use super::{money, views};
use crate::context::Services;
use crate::error::Result;
use crate::thumbnails;
use landinghub::api::market::{Listing, Person};
use landinghub::market::Money;
use landinghub_store::market::listings::CardRow;

/// A listing as a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Opaque.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it costs.
    pub price: Money,
    /// Whose it is.
    pub seller: Person,
    /// The mean of its reviews.
    pub rating: Option<f64>,
    /// How many there are.
    pub rating_count: u64,
    /// Whether the viewer likes it.
    pub liked: bool,
    /// Its first picture.
    pub picture: Option<String>,
}

impl Card {
    pub(super) fn of(services: &Services, row: CardRow) -> Result<Self> {
        let first = views(&row.gallery).first().copied();
        let picture = first
            .map(|view| thumbnails::of_listing(services, &row.revision_id, row.drawn_at.is_some(), view).url);
        Ok(Self {
            title: row.title,
            price: money(row.price, &row.currency)?,
            seller: Person { id: row.seller_id, name: row.seller_name },
            rating: super::rating(row.rating_sum, row.rating_count),
            rating_count: super::count(row.rating_count),
            liked: row.liked != 0,
            picture,
            id: row.id,
        })
    }
}

impl From<Listing> for Card {
    fn from(listing: Listing) -> Self {
        Self {
            id: listing.id,
            title: listing.title,
            price: listing.price,
            seller: listing.seller,
            rating: listing.rating,
            rating_count: listing.rating_count,
            liked: listing.liked,
            picture: listing.thumbnail_url,
        }
    }
}
