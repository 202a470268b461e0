//! What is known of a pinned revision beside its document: checks, fingerprints, pictures, and the uploads it needs.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A pinned revision of somebody else's that may be nearly the same.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    /// The listing.
    pub listing_id: String,
    /// As submitted.
    pub title: String,
    /// Its seller's name.
    pub seller_name: String,
    /// JSON.
    pub fingerprint: String,
}

/// A pinned revision that no browser has drawn.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Undrawn {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub listing_id: String,
}

queries! {
    PUT = "INSERT INTO revision_checks (revision_id, checks, fingerprint) VALUES ($1, $2, $3)";
    PUT_BANDS = "INSERT INTO revision_bands (band, revision_id) SELECT DISTINCT value, $1 FROM json_each($2) WHERE TRUE ON CONFLICT (band, revision_id) DO NOTHING",
        "INSERT INTO revision_bands (band, revision_id) SELECT DISTINCT CAST(b AS BIGINT), $1 \
        FROM jsonb_array_elements_text(CAST($2 AS JSONB)) b ON CONFLICT (band, revision_id) DO NOTHING";
    OF_LISTING = "SELECT c.checks FROM listings l JOIN revision_checks c ON c.revision_id = COALESCE(l.pending_revision_id, l.live_revision_id) WHERE l.id = $1";
    OF_LISTINGS = "SELECT l.id, c.checks FROM listings l JOIN revision_checks c ON c.revision_id = COALESCE(l.pending_revision_id, l.live_revision_id) \
        WHERE l.id IN (SELECT value FROM json_each($1))",
        "SELECT l.id, c.checks FROM listings l JOIN revision_checks c ON c.revision_id = COALESCE(l.pending_revision_id, l.live_revision_id) \
        WHERE l.id IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))";
    CANDIDATES = "SELECT r.listing_id, r.title, u.name AS seller_name, c.fingerprint FROM listing_revisions r JOIN listings l ON l.id = r.listing_id \
        JOIN users u ON u.id = l.seller_id JOIN revision_checks c ON c.revision_id = r.id \
        WHERE l.seller_id <> $1 AND (r.id = l.live_revision_id OR r.id = l.pending_revision_id) \
        AND r.id IN (SELECT b.revision_id FROM revision_bands b WHERE b.band IN (SELECT value FROM json_each($2))) ORDER BY r.created_at, r.id LIMIT $3",
        "SELECT r.listing_id, r.title, u.name AS seller_name, c.fingerprint FROM listing_revisions r JOIN listings l ON l.id = r.listing_id \
        JOIN users u ON u.id = l.seller_id JOIN revision_checks c ON c.revision_id = r.id \
        WHERE l.seller_id <> $1 AND (r.id = l.live_revision_id OR r.id = l.pending_revision_id) \
        AND r.id IN (SELECT b.revision_id FROM revision_bands b WHERE b.band IN (SELECT CAST(jsonb_array_elements_text(CAST($2 AS JSONB)) AS BIGINT))) \
        ORDER BY r.created_at, r.id LIMIT $3";
    UNDRAWN = "SELECT r.id, r.listing_id FROM listing_revisions r JOIN listings l ON l.id = r.listing_id \
        WHERE NOT r.draw_tried AND r.created_at > $1 AND (r.id = l.live_revision_id OR r.id = l.pending_revision_id) ORDER BY r.created_at DESC LIMIT 1";
    CLAIM = "UPDATE listing_revisions SET draw_tried = TRUE WHERE id = $1 AND NOT draw_tried";
    DRAWN = "UPDATE listing_revisions SET drawn_at = $2 WHERE id = $1";
    IS_DRAWN = "SELECT drawn_at FROM listing_revisions WHERE id = $1";
    USES_UPLOAD = "SELECT COUNT(*) FROM listing_revisions r JOIN listings l ON l.id = r.listing_id WHERE l.seller_id = $1 AND r.document LIKE $2 \
        AND (r.id = l.live_revision_id OR r.id = l.pending_revision_id OR EXISTS (SELECT 1 FROM entitlements e WHERE e.revision_id = r.id))";
    PAGE_OF = "SELECT l.page_id FROM listing_revisions r JOIN listings l ON l.id = r.listing_id WHERE r.id = $1";
}

/// Keeps what checks found of a revision, and by what others are compared with it; `bands` is a JSON list of numbers.
pub async fn put(
    conn: &mut Conn<'_>,
    revision: &str,
    checks: &str,
    fingerprint: &str,
    bands: &str,
) -> Result<()> {
    execute!(conn, PUT, [revision, checks, fingerprint])?;
    execute!(conn, PUT_BANDS, [revision, bands])?;
    Ok(())
}

/// What was found of what is reviewed of a listing, else of what is for sale.
pub async fn of_listing(conn: &mut Conn<'_>, listing: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, OF_LISTING, (String,), [listing])?.map(|row| row.0))
}

/// The same of a JSON list of listings: id, checks.
pub async fn of_listings(conn: &mut Conn<'_>, ids: &str) -> Result<Vec<(String, String)>> {
    fetch_all!(conn, OF_LISTINGS, (String, String), [ids])
}

/// Others' revisions that are for sale or reviewed and share one of these bands, the oldest first.
pub async fn candidates(
    conn: &mut Conn<'_>,
    seller: &str,
    bands: &str,
    limit: i64,
) -> Result<Vec<Candidate>> {
    fetch_all!(conn, CANDIDATES, Candidate, [seller, bands, limit])
}

/// The newest revision pinned after a moment that nobody has set out to draw.
pub async fn undrawn(conn: &mut Conn<'_>, from: Timestamp) -> Result<Option<Undrawn>> {
    fetch_optional!(conn, UNDRAWN, Undrawn, [from.0])
}

/// Sets out to draw it; `false` where somebody else has.
pub async fn claim(conn: &mut Conn<'_>, revision: &str) -> Result<bool> {
    Ok(execute!(conn, CLAIM, [revision])? == 1)
}

/// Its pictures are in the object store.
pub async fn drawn(conn: &mut Conn<'_>, revision: &str, now: Timestamp) -> Result<()> {
    execute!(conn, DRAWN, [revision, now.0])?;
    Ok(())
}

/// Whether its pictures are; `None` where there is no such revision.
pub async fn is_drawn(conn: &mut Conn<'_>, revision: &str) -> Result<Option<bool>> {
    Ok(fetch_optional!(conn, IS_DRAWN, (Option<i64>,), [revision])?.map(|row| row.0.is_some()))
}

/// Whether an upload stands in something the seller has for sale, in review, or sold.
pub async fn uses_upload(conn: &mut Conn<'_>, seller: &str, upload: &str) -> Result<bool> {
    let pattern = format!("%/{upload}/%");
    Ok(fetch_one!(conn, USES_UPLOAD, (i64,), [seller, &pattern])?.0 > 0)
}

/// The page a revision was made from.
pub async fn page_of(conn: &mut Conn<'_>, revision: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, PAGE_OF, (String,), [revision])?.map(|row| row.0))
}
