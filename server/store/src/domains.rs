//! Hosts of other people's where pages are served, with their proofs.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    CLAIM: "INSERT INTO page_domains (domain, page_id, token, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (domain, page_id) DO NOTHING";
    FIND: "SELECT domain, page_id, token, created_at, verified_at, checked_at, failing_since FROM page_domains \
        WHERE page_id = $1 AND domain = $2";
    LIST: "SELECT domain, page_id, token, created_at, verified_at, checked_at, failing_since FROM page_domains \
        WHERE page_id = $1 ORDER BY created_at, domain";
    TAKEN: "SELECT COUNT(*) FROM page_domains WHERE domain = $1 AND page_id <> $2 AND verified_at IS NOT NULL";
    VERIFY: "UPDATE page_domains SET verified_at = COALESCE(verified_at, CAST($3 AS BIGINT)), checked_at = $3, failing_since = NULL \
        WHERE page_id = $1 AND domain = $2";
    FAIL: "UPDATE page_domains SET checked_at = $3, failing_since = COALESCE(failing_since, CAST($3 AS BIGINT)) \
        WHERE page_id = $1 AND domain = $2";
    LOOK_LATER: "UPDATE page_domains SET checked_at = $3 WHERE page_id = $1 AND domain = $2";
    LOSE: "UPDATE page_domains SET verified_at = NULL WHERE page_id = $1 AND domain = $2";
    DELETE: "DELETE FROM page_domains WHERE page_id = $1 AND domain = $2";
    SERVED: "SELECT d.domain, p.slug FROM page_domains d JOIN pages p ON p.id = d.page_id WHERE d.verified_at IS NOT NULL";
    DUE: "SELECT d.domain, d.page_id, d.token, d.created_at, d.verified_at, d.checked_at, d.failing_since FROM page_domains d \
        WHERE d.verified_at IS NOT NULL AND d.checked_at < $1 ORDER BY d.checked_at LIMIT $2";
    OWNER: "SELECT owner_id FROM pages WHERE id = $1";
}

/// A claim of a host.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DomainRow {
    /// In lower case, as DNS has it.
    pub domain: String,
    /// The page.
    pub page_id: String,
    /// What the TXT record must say.
    pub token: String,
    /// When it was claimed.
    pub created_at: i64,
    /// Since when it is theirs.
    pub verified_at: Option<i64>,
    /// The last look.
    pub checked_at: Option<i64>,
    /// Since when the record is gone.
    pub failing_since: Option<i64>,
}

/// Claims a host for a page; `false` where the page has claimed it before.
pub async fn claim(
    conn: &mut Conn<'_>,
    page_id: &str,
    domain: &str,
    token: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, CLAIM, [domain, page_id, token, now.0])? == 1)
}

/// A page's claim of a host.
pub async fn find(conn: &mut Conn<'_>, page_id: &str, domain: &str) -> Result<Option<DomainRow>> {
    fetch_optional!(conn, FIND, DomainRow, [page_id, domain])
}

/// A page's claims, the oldest first.
pub async fn list(conn: &mut Conn<'_>, page_id: &str) -> Result<Vec<DomainRow>> {
    fetch_all!(conn, LIST, DomainRow, [page_id])
}

/// Whether another page has proved that the host is its.
pub async fn is_taken(conn: &mut Conn<'_>, page_id: &str, domain: &str) -> Result<bool> {
    Ok(fetch_one!(conn, TAKEN, (i64,), [domain, page_id])?.0 > 0)
}

/// The record was there; breaks `page_domains_verified` where another page has the host.
pub async fn verify(conn: &mut Conn<'_>, page_id: &str, domain: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, VERIFY, [page_id, domain, now.0])? == 1)
}

/// The record wasn't there.
pub async fn fail(conn: &mut Conn<'_>, page_id: &str, domain: &str, now: Timestamp) -> Result<()> {
    execute!(conn, FAIL, [page_id, domain, now.0])?;
    Ok(())
}

/// Nobody could tell: looked at again later.
pub async fn look_later(conn: &mut Conn<'_>, page_id: &str, domain: &str, now: Timestamp) -> Result<()> {
    execute!(conn, LOOK_LATER, [page_id, domain, now.0])?;
    Ok(())
}

/// The host is no longer the page's.
pub async fn lose(conn: &mut Conn<'_>, page_id: &str, domain: &str) -> Result<()> {
    execute!(conn, LOSE, [page_id, domain])?;
    Ok(())
}

/// Takes a claim back; `false` without one.
pub async fn delete(conn: &mut Conn<'_>, page_id: &str, domain: &str) -> Result<bool> {
    Ok(execute!(conn, DELETE, [page_id, domain])? == 1)
}

/// Every host that is served, with the slug of its page.
pub async fn served(conn: &mut Conn<'_>) -> Result<Vec<(String, String)>> {
    fetch_all!(conn, SERVED, (String, String), [])
}

/// Hosts that weren't looked at since `before`.
pub async fn due(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> Result<Vec<DomainRow>> {
    fetch_all!(conn, DUE, DomainRow, [before.0, limit])
}

/// Whose page it is.
pub async fn owner(conn: &mut Conn<'_>, page_id: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, OWNER, (String,), [page_id])?.map(|row| row.0))
}
