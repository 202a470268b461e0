//! A/B variants of pages: their names and shares, what of them is live, and what came of it.
//!
//! A variant's document is that of a page with the variant's id, see [`crate::pages`] and [`crate::page_ops`].

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A variant as stored, with what it has brought so far.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VariantRow {
    /// Its own, and its document's.
    pub id: String,
    /// Of which page.
    pub page_id: String,
    /// As its owner calls it.
    pub name: String,
    /// Of a hundred visitors.
    pub share: i64,
    /// Its document's revision.
    pub revision: i64,
    /// The revision that is live, if one is.
    pub live_revision: Option<i64>,
    /// Who saw it.
    pub visits: i64,
    /// Forms they sent.
    pub leads: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}

/// What of a variant is live.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LiveRow {
    /// Which.
    pub variant_id: String,
    /// Of a hundred visitors, now.
    pub share: i64,
    /// Its document's revision.
    pub revision: i64,
    /// SHA-256 of the HTML, in hex.
    pub hash: String,
    /// The `Content-Security-Policy` it is served with.
    pub csp: String,
    /// Its forms, as JSON.
    pub forms: String,
}

statements! {
    INSERT: "INSERT INTO page_variants (id, page_id, name, share, created_at) VALUES ($1, $2, $3, $4, $5)";
    LIST: "SELECT v.id, v.page_id, v.name, v.share, d.revision, l.revision AS live_revision, \
           CAST(COALESCE((SELECT SUM(visits) FROM variant_days t WHERE t.page_id = v.page_id AND t.variant = v.id), 0) AS BIGINT) AS visits, \
           CAST(COALESCE((SELECT SUM(leads) FROM variant_days t WHERE t.page_id = v.page_id AND t.variant = v.id), 0) AS BIGINT) AS leads, \
           v.created_at, d.updated_at \
           FROM page_variants v JOIN pages d ON d.id = v.id LEFT JOIN variant_deployments l ON l.variant_id = v.id \
           WHERE v.page_id = $1 ORDER BY v.created_at, v.id";
    LOCK: sqlite "SELECT id FROM pages WHERE id = $1", postgres "SELECT id FROM pages WHERE id = $1 FOR UPDATE";
    UPDATE: "UPDATE page_variants SET name = $3, share = $4 WHERE id = $1 AND page_id = $2";
    DELETE: "DELETE FROM pages WHERE id = $1 AND variant_of = $2";
    DELETE_ALL: "DELETE FROM pages WHERE variant_of = $1";
    LIVE: "SELECT l.variant_id, v.share, l.revision, l.hash, l.csp, l.forms FROM variant_deployments l \
           JOIN page_variants v ON v.id = l.variant_id WHERE l.page_id = $1 ORDER BY v.created_at, v.id";
    CLEAR_LIVE: "DELETE FROM variant_deployments WHERE page_id = $1";
    PUT_LIVE: "INSERT INTO variant_deployments (variant_id, page_id, revision, hash, csp, forms) \
               SELECT v.id, v.page_id, CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT) FROM page_variants v WHERE v.id = $1 AND v.page_id = $2";
    ADD_DAY: "INSERT INTO variant_days (page_id, variant, day, visits, leads) SELECT p.id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT) FROM pages p WHERE p.id = $1 \
              ON CONFLICT (page_id, variant, day) DO UPDATE SET visits = variant_days.visits + excluded.visits, leads = variant_days.leads + excluded.leads";
    TOTALS: "SELECT CAST(COALESCE(SUM(visits), 0) AS BIGINT), CAST(COALESCE(SUM(leads), 0) AS BIGINT) FROM variant_days WHERE page_id = $1 AND variant = $2";
    FORGET_DAYS: "DELETE FROM variant_days WHERE page_id = $1";
}

/// Adds a variant; its page of the same id is there already.
pub async fn insert(
    conn: &mut Conn<'_>,
    (id, page_id): (&str, &str),
    name: &str,
    share: i64,
    now: Timestamp,
) -> Result<()> {
    execute!(conn, INSERT, [id, page_id, name, share, now.0])?;
    Ok(())
}

/// The variants of a page, the oldest first.
pub async fn list(conn: &mut Conn<'_>, page_id: &str) -> Result<Vec<VariantRow>> {
    fetch_all!(conn, LIST, VariantRow, [page_id])
}

/// Until the transaction ends, nobody else changes this page's variants.
pub async fn lock(conn: &mut Conn<'_>, page_id: &str) -> Result<()> {
    fetch_optional!(conn, LOCK, (String,), [page_id])?;
    Ok(())
}

/// Changes name and share; `false` where the page has no such variant.
pub async fn update(
    conn: &mut Conn<'_>,
    (id, page_id): (&str, &str),
    name: &str,
    share: i64,
) -> Result<bool> {
    Ok(execute!(conn, UPDATE, [id, page_id, name, share])? == 1)
}

/// Deletes a variant with its document; `false` where the page has none such.
pub async fn delete(conn: &mut Conn<'_>, id: &str, page_id: &str) -> Result<bool> {
    Ok(execute!(conn, DELETE, [id, page_id])? == 1)
}

/// Deletes all variants of a page, and what was counted.
pub async fn delete_all(conn: &mut Conn<'_>, page_id: &str) -> Result<()> {
    execute!(conn, DELETE_ALL, [page_id])?;
    execute!(conn, FORGET_DAYS, [page_id])?;
    Ok(())
}

/// What of a page's variants is live, in the order in which shares are dealt out.
pub async fn live(conn: &mut Conn<'_>, page_id: &str) -> Result<Vec<LiveRow>> {
    fetch_all!(conn, LIVE, LiveRow, [page_id])
}

/// Makes these the live variants of a page that is live; a variant that is gone meanwhile is skipped.
pub async fn put_live(conn: &mut Conn<'_>, page_id: &str, rows: &[LiveRow]) -> Result<()> {
    execute!(conn, CLEAR_LIVE, [page_id])?;
    for row in rows {
        execute!(conn, PUT_LIVE, [&row.variant_id, page_id, row.revision, &row.hash, &row.csp, &row.forms])?;
    }
    Ok(())
}

/// Adds visits and leads of one day to a variant ('' is the page itself); a page that is gone meanwhile is skipped.
pub async fn add_day(
    conn: &mut Conn<'_>,
    (page_id, variant): (&str, &str),
    day: &str,
    (visits, leads): (i64, i64),
) -> Result<()> {
    execute!(conn, ADD_DAY, [page_id, variant, day, visits, leads])?;
    Ok(())
}

/// Visits and leads so far.
pub async fn totals(conn: &mut Conn<'_>, page_id: &str, variant: &str) -> Result<(i64, i64)> {
    fetch_one!(conn, TOTALS, (i64, i64), [page_id, variant])
}
