//! What buyers have.

use crate::{Conn, Result};
use landinghub::Timestamp;

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
    INSERT = "INSERT INTO entitlements (id, buyer_id, listing_id, order_id, item_id, revision_id, page_id, licence_key, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIVE = "SELECT id, buyer_id, listing_id, order_id, page_id, licence_key FROM entitlements \
        WHERE buyer_id = $1 AND listing_id = $2 AND ended_at IS NULL";
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
            now.0
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
