//! What buyers have.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A copy of a listing that is older than what is for sale now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BehindRow {
    /// The copy.
    pub page_id: String,
    /// Whose.
    pub buyer_id: String,
    /// From which order.
    pub order_id: String,
    /// The revision for sale now.
    pub next_id: String,
}

/// Copies of a listing that are older than what is for sale now, those after the page `after`.
pub async fn behind(conn: &mut Conn<'_>, listing: &str, after: &str, limit: i64) -> Result<Vec<BehindRow>> {
    fetch_all!(conn, BEHIND, BehindRow, [listing, after, limit])
}

/// What a buyer has.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EntitlementRow {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub buyer_id: String,
    /// Of which listing.
    pub listing_id: String,
    /// From which order.
    pub order_id: String,
    /// Their copy.
    pub page_id: String,
    /// Names the licence.
    pub licence_key: String,
}

queries! {
    INSERT = "INSERT INTO entitlements (id, buyer_id, listing_id, order_id, item_id, revision_id, page_id, licence_key, created_at, copied_revision_id) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIVE = "SELECT id, buyer_id, listing_id, order_id, page_id, licence_key FROM entitlements \
        WHERE buyer_id = $1 AND listing_id = $2 AND ended_at IS NULL";
    UPDATABLE = "SELECT u.entitlement_id AS id, u.listing_id, u.order_id, u.page_id, b.number AS base_number, b.document AS base, \
        n.id AS next_id, n.number AS next_number, n.document AS next, n.created_at AS next_at \
        FROM page_updates u JOIN listing_revisions b ON b.id = u.base_id JOIN listing_revisions n ON n.id = u.next_id \
        WHERE u.page_id = $1 AND u.buyer_id = $2";
    BEHIND = "SELECT page_id, buyer_id, order_id, next_id FROM page_updates WHERE listing_id = $1 AND page_id > $2 ORDER BY page_id LIMIT $3";
    MERGED = "UPDATE entitlements SET merged_revision_id = $2 WHERE id = $1";
    END_OF_ORDER = "UPDATE entitlements SET ended_at = $2 WHERE order_id = $1 AND ended_at IS NULL";
}

/// An entitlement to be given.
#[derive(Clone, Debug)]
pub struct NewEntitlement {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub buyer_id: String,
    /// Of which listing.
    pub listing_id: String,
    /// From which order.
    pub order_id: String,
    /// From which item.
    pub item_id: String,
    /// What was bought.
    pub revision_id: String,
    /// Their copy.
    pub page_id: String,
    /// Names the licence.
    pub licence_key: String,
    /// What the copy was made from, where that isn't what was bought.
    pub copied_revision_id: Option<String>,
}

/// A copy whose seller has a newer revision.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UpdatableRow {
    /// The entitlement.
    pub id: String,
    /// Of which listing.
    pub listing_id: String,
    /// From which order.
    pub order_id: String,
    /// The copy.
    pub page_id: String,
    /// The number of the revision whose changes the copy has.
    pub base_number: i64,
    /// Its document.
    pub base: String,
    /// The revision for sale now.
    pub next_id: String,
    /// Its number.
    pub next_number: i64,
    /// Its document.
    pub next: String,
    /// When it was sent in, microseconds.
    pub next_at: i64,
}

/// A buyer's copy whose seller has a newer revision; `None` where there is none, or the page is no such copy.
pub async fn updatable(conn: &mut Conn<'_>, page: &str, buyer: &str) -> Result<Option<UpdatableRow>> {
    fetch_optional!(conn, UPDATABLE, UpdatableRow, [page, buyer])
}

/// The copy has the changes of a revision.
pub async fn merged(conn: &mut Conn<'_>, id: &str, revision: &str) -> Result<()> {
    execute!(conn, MERGED, [id, revision])?;
    Ok(())
}

/// Gives one. Breaks `entitlements_live` where the buyer has it.
pub async fn insert(conn: &mut Conn<'_>, new: &NewEntitlement, now: Timestamp) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &new.id,
            &new.buyer_id,
            &new.listing_id,
            &new.order_id,
            &new.item_id,
            &new.revision_id,
            &new.page_id,
            &new.licence_key,
            now.0,
            new.copied_revision_id.as_deref()
        ]
    )?;
    Ok(())
}

/// A buyer's live one.
pub async fn live(conn: &mut Conn<'_>, buyer: &str, listing: &str) -> Result<Option<EntitlementRow>> {
    fetch_optional!(conn, LIVE, EntitlementRow, [buyer, listing])
}

/// Ends those of an order.
pub async fn end_of_order(conn: &mut Conn<'_>, order: &str, now: Timestamp) -> Result<u64> {
    execute!(conn, END_OF_ORDER, [order, now.0])
}
