//! Stock, copies and licences.

use super::super::HOLD_SECONDS;
use super::Desk;
use crate::context::Services;
use crate::error::{Failure, Result};
use crate::pages::{self, FIRST_REVISION};
use landinghub::market::{OrderEvent, order};
use landinghub::notify::Event;
use landinghub::page::Slug;
use landinghub::{Id, Timestamp, text};
use landinghub_store::Conn;
use landinghub_store::market::entitlements::{self, NewEntitlement};
use landinghub_store::market::orders::{self as store, ItemRow};
use landinghub_store::market::{cart, listings};
use landinghub_store::pages::{self as tried, NewPage};

/// So few left of a listing are worth a word to its seller.
const FEW: i64 = 2;

impl Desk {
    pub(super) async fn take_stock(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        for item in &self.items {
            if item.stock == "held" {
                listings::sell_reserved(conn, &item.listing_id).await?;
            } else if !listings::sell_free(conn, &item.listing_id).await? {
                return Err(Failure::Internal(format!(
                    "listing {} is sold out under its lock",
                    item.listing_id
                )));
            }
            store::sold(conn, &item.id, self.now.plus_seconds(HOLD_SECONDS)).await?;
            let listing = listings::find(conn, "", &item.listing_id).await?;
            let left = listing.as_ref().and_then(|row| Some((row.stock_limit? - row.sold).max(0)));
            if let (Some(listing), Some(left)) = (listing, left.filter(|left| *left <= FEW)) {
                let alert = Event::StockAlert {
                    listing_id: listing.id,
                    title: item.title.clone(),
                    left: u64::try_from(left).unwrap_or_default(),
                };
                self.tidings.push((listing.seller_id, alert));
            }
        }
        self.items.iter_mut().for_each(|item| "sold".clone_into(&mut item.stock));
        Ok(())
    }

    pub(super) async fn release_stock(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        for item in self.items.iter_mut().filter(|item| item.stock == "held") {
            listings::unreserve(conn, &item.listing_id).await?;
            store::set_stock(conn, &item.id, "free").await?;
            "free".clone_into(&mut item.stock);
        }
        Ok(())
    }

    /// Each item becomes a page of the buyer's: the one they tried it on, or a copy of the revision they bought.
    pub(super) async fn deliver(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        let rng = &*self.services.rng;
        for item in &mut self.items {
            // What they tried becomes theirs, with what they made of it.
            let tried = tried::unlock(conn, &self.row.buyer_id, &item.listing_id, self.now).await?;
            let (page_id, copied) = match tried {
                Some((page, revision)) => (page, (revision != item.revision_id).then_some(revision)),
                None => (copy(conn, &self.services, self.now, &self.row.buyer_id, item).await?, None),
            };
            let key = Id::random(rng).to_uppercase();
            let key: Vec<&str> = [key.get(..5), key.get(5..10), key.get(10..15), key.get(15..20)]
                .into_iter()
                .flatten()
                .collect();
            let new = NewEntitlement {
                id: Id::random(rng),
                buyer_id: self.row.buyer_id.clone(),
                listing_id: item.listing_id.clone(),
                order_id: self.row.id.clone(),
                item_id: item.id.clone(),
                revision_id: item.revision_id.clone(),
                page_id: page_id.clone(),
                copied_revision_id: copied,
                licence_key: format!("LH-{}", key.join("-")),
            };
            entitlements::insert(conn, &new, self.now).await?;
            cart::remove(conn, &self.row.buyer_id, &item.listing_id).await?;
            item.page_id = Some(page_id);
            item.licence_key = Some(new.licence_key);
        }
        let (state, _) = order(self.state()?, OrderEvent::Deliver)
            .map_err(|_| Failure::Internal(format!("order {} can't be delivered", self.row.id)))?;
        self.become_state(conn, state).await?;
        store::set_delivered(conn, &self.row.id, self.now).await?;
        self.row.delivered_at = Some(self.now.0);
        self.tell(conn, "delivered", "The copies and licences are the buyer's.", None, None).await
    }

    pub(super) async fn end_entitlements(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        entitlements::end_of_order(conn, &self.row.id, self.now).await?;
        for item in self.items.iter_mut().filter(|item| item.stock == "sold") {
            listings::give_back(conn, &item.listing_id).await?;
            store::set_stock(conn, &item.id, "free").await?;
            "free".clone_into(&mut item.stock);
        }
        Ok(())
    }
}

/// A page of the buyer's: a copy of the revision they bought.
async fn copy(
    conn: &mut Conn<'_>,
    services: &Services,
    now: Timestamp,
    buyer: &str,
    item: &ItemRow,
) -> Result<String> {
    let found = listings::document(conn, &item.revision_id).await?;
    let (_, document) =
        found.ok_or_else(|| Failure::Internal(format!("the revision {} is gone", item.revision_id)))?;
    let rng = &*services.rng;
    let suffix: String = Id::random(rng).chars().take(12).collect();
    let page = NewPage {
        id: Id::random(rng),
        owner_id: buyer.to_owned(),
        title: item.title.clone(),
        title_folded: text::fold(&item.title),
        slug: Slug::from_title(&item.title, &suffix).as_str().to_owned(),
        revision: FIRST_REVISION,
        meta: "{}".to_owned(),
        created_at: now,
        variant_of: None,
    };
    pages::begin(conn, &page, &document, "purchase".to_owned()).await?;
    Ok(page.id)
}
