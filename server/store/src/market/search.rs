//! What search engines are fed with: the listings for sale, and the log of what changed of them.

use crate::{Conn, Result};

/// A listing for sale as an engine needs it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryRow {
    /// Opaque.
    pub id: String,
    /// Their name.
    pub seller_name: String,
    /// Of the live revision.
    pub title: String,
    /// Of the live revision.
    pub description: String,
    /// JSON.
    pub tags: String,
    /// An id.
    pub category: String,
    /// Of the page.
    pub language: String,
    /// Minor units.
    pub price: i64,
    /// ISO 4217.
    pub currency: String,
    /// Sold and not given back.
    pub sold: i64,
    /// Of all reviews.
    pub rating_sum: i64,
    /// How many reviews.
    pub rating_count: i64,
    /// Microseconds.
    pub approved_at: i64,
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ChangeRow {
    /// Its number.
    pub seq: i64,
    /// The transaction that wrote it: its own number on SQLite, where there is one writer.
    pub tx: i64,
    /// What changed.
    pub listing_id: String,
    /// Whether it may be seen a moment later.
    pub soft: bool,
}

macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, u.name AS seller_name, r.title, r.description, r.tags, r.category, r.language, r.price, r.currency, l.sold, \
             l.rating_sum, l.rating_count, COALESCE(l.approved_at, l.created_at) AS approved_at \
             FROM listings l JOIN listing_revisions r ON r.id = l.live_revision_id JOIN users u ON u.id = l.seller_id \
             WHERE ",
            $rest
        )
    };
}

queries! {
    // The plus keeps SQLite from sorting all that is for sale for each batch: ids are in order already.
    BATCH = entries!("+l.status = 'approved' AND l.id > $1 ORDER BY l.id LIMIT $2"),
        entries!("l.status = 'approved' AND l.id > $1 ORDER BY l.id LIMIT $2");
    MANY = entries!("l.status = 'approved' AND l.id IN (SELECT value FROM json_each($1))"),
        entries!("l.status = 'approved' AND l.id IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))");
    CHANGES = "SELECT seq, seq AS tx, listing_id, soft FROM search_changes WHERE seq >= $1 ORDER BY seq LIMIT $2",
        "SELECT seq, tx, listing_id, soft FROM search_changes WHERE tx >= $1 ORDER BY seq LIMIT $2";
    HORIZON = "SELECT COALESCE(MAX(seq), 0) + 1 FROM search_changes",
        "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)";
    TRIM = "DELETE FROM search_changes WHERE seq < (SELECT MAX(seq) - $1 FROM search_changes)";
    LAST_TRIMMED = "SELECT MAX(seq) FROM search_changes WHERE seq < (SELECT MAX(seq) - $1 FROM search_changes)",
        "SELECT MAX(tx) FROM search_changes WHERE seq < (SELECT MAX(seq) - $1 FROM search_changes)";
    LAST = "SELECT COALESCE(MAX(seq), 0) FROM search_changes";
    COUNT = "SELECT COUNT(*) FROM listings WHERE status = 'approved' AND live_revision_id IS NOT NULL";
}

/// What is for sale after an id, in the order of ids.
pub async fn batch(conn: &mut Conn<'_>, after: &str, limit: i64) -> Result<Vec<EntryRow>> {
    fetch_all!(conn, BATCH, EntryRow, [after, limit])
}

/// Those of a JSON list of ids that are for sale, in no order.
pub async fn many(conn: &mut Conn<'_>, ids: &str) -> Result<Vec<EntryRow>> {
    fetch_all!(conn, MANY, EntryRow, [ids])
}

/// What was logged by transactions from a horizon on. Rows may come again where transactions overlap.
pub async fn changes(conn: &mut Conn<'_>, horizon: i64, limit: i64) -> Result<Vec<ChangeRow>> {
    fetch_all!(conn, CHANGES, ChangeRow, [horizon, limit])
}

/// The transaction from which on rows may still appear in the log: all earlier ones have ended. Read it before what
/// it is to be a horizon of.
pub async fn horizon(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, HORIZON, (i64,), [])?.0)
}

/// Forgets all but the last `keep` rows. Answers the last transaction of which rows are gone.
pub async fn trim(conn: &mut Conn<'_>, keep: i64) -> Result<Option<i64>> {
    let last = fetch_one!(conn, LAST_TRIMMED, (Option<i64>,), [keep])?.0;
    if last.is_some() {
        execute!(conn, TRIM, [keep])?;
    }
    Ok(last)
}

/// The last row of the log.
pub async fn last(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, LAST, (i64,), [])?.0)
}

/// How much is for sale.
pub async fn count(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT, (i64,), [])?.0)
}
