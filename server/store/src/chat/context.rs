//! What the support should know of a customer, and whom a room concerns.

use crate::{Conn, Result};

/// A row of a customer's context.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ContextRow {
    /// Opaque.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub status: String,
    /// Microseconds.
    pub created_at: i64,
    /// Minor units.
    pub amount: Option<i64>,
    /// ISO 4217.
    pub currency: Option<String>,
}

queries! {
    ROOMS = "SELECT id, subject AS title, status, created_at, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS TEXT) AS currency FROM chat_rooms \
        WHERE customer_id = $1 AND kind = 'support' AND id <> $2 ORDER BY updated_at DESC, id LIMIT 5";
    PAGES = "SELECT id, title, status, created_at, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS TEXT) AS currency FROM pages \
        WHERE owner_id = $1 AND trashed_at IS NULL AND variant_of IS NULL ORDER BY updated_at DESC, id LIMIT 5";
    LISTINGS = "SELECT id, title, status, created_at, price AS amount, currency FROM listings \
        WHERE seller_id = $1 ORDER BY updated_at DESC, id LIMIT 5";
    ORDERS = "SELECT o.id, COALESCE((SELECT i.title FROM order_items i WHERE i.order_id = o.id ORDER BY i.n LIMIT 1), '') AS title, o.status, \
        o.created_at, o.total AS amount, o.currency FROM orders o WHERE o.buyer_id = $1 ORDER BY o.created_at DESC, o.id LIMIT 5";
    PAGE = "SELECT id, title, status, created_at, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS TEXT) AS currency FROM pages WHERE id = $1";
    LISTING = "SELECT id, title, status, created_at, price AS amount, currency FROM listings WHERE id = $1";
    ORDER = "SELECT o.id, COALESCE((SELECT i.title FROM order_items i WHERE i.order_id = o.id ORDER BY i.n LIMIT 1), '') AS title, o.status, \
        o.created_at, o.total AS amount, o.currency FROM orders o WHERE o.id = $1";
    PUBLISHED_OWNER = "SELECT COALESCE(p.variant_of, p.id), p.owner_id FROM pages p WHERE p.id = $1 AND p.status = 'published'";
    LISTING_SELLER = "SELECT seller_id FROM listings WHERE id = $1 AND status = 'approved'";
    ORDER_PARTIES = "SELECT o.buyer_id, i.seller_id, i.listing_id FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.id = $1 ORDER BY i.n";
}

/// Their last rooms, without one; their last pages, listings and purchases.
pub async fn of(conn: &mut Conn<'_>, user: &str, without_room: &str) -> Result<[Vec<ContextRow>; 4]> {
    Ok([
        fetch_all!(conn, ROOMS, ContextRow, [user, without_room])?,
        fetch_all!(conn, PAGES, ContextRow, [user])?,
        fetch_all!(conn, LISTINGS, ContextRow, [user])?,
        fetch_all!(conn, ORDERS, ContextRow, [user])?,
    ])
}

/// A page, whosever.
pub async fn page(conn: &mut Conn<'_>, id: &str) -> Result<Option<ContextRow>> {
    fetch_optional!(conn, PAGE, ContextRow, [id])
}

/// A listing, whosever.
pub async fn listing(conn: &mut Conn<'_>, id: &str) -> Result<Option<ContextRow>> {
    fetch_optional!(conn, LISTING, ContextRow, [id])
}

/// An order, whosever.
pub async fn order(conn: &mut Conn<'_>, id: &str) -> Result<Option<ContextRow>> {
    fetch_optional!(conn, ORDER, ContextRow, [id])
}

/// A published page (of a variant its page) and its owner.
pub async fn published_owner(conn: &mut Conn<'_>, page: &str) -> Result<Option<(String, String)>> {
    fetch_optional!(conn, PUBLISHED_OWNER, (String, String), [page])
}

/// Who sells what is for sale.
pub async fn listing_seller(conn: &mut Conn<'_>, listing: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, LISTING_SELLER, (String,), [listing])?.map(|row| row.0))
}

/// Buyer, seller and listing of each of an order's items.
pub async fn order_parties(conn: &mut Conn<'_>, order: &str) -> Result<Vec<(String, String, String)>> {
    fetch_all!(conn, ORDER_PARTIES, (String, String, String), [order])
}
