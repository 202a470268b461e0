//! Pages that admins took down, and what people said is abuse.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A page that was taken down.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TakedownRow {
    /// The page.
    pub page_id: String,
    /// Its title, while it is there.
    pub title: Option<String>,
    /// Its address, while it is there.
    pub slug: Option<String>,
    /// Whose, while it is there.
    pub owner_id: Option<String>,
    /// Their name.
    pub owner_name: Option<String>,
    /// The admin.
    pub admin_id: String,
    /// Why; the owner reads it.
    pub reason: String,
    /// Listings that were suspended with it, JSON.
    pub listings: String,
    /// Microseconds.
    pub created_at: i64,
}

/// Somebody's complaint.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReportRow {
    /// Opaque.
    pub id: String,
    /// As given.
    pub url: String,
    /// In a word or a line.
    pub reason: String,
    /// More.
    pub detail: String,
    /// The page it leads to, if it is one of ours.
    pub page_id: Option<String>,
    /// The listing, likewise.
    pub listing_id: Option<String>,
    /// Who complained, if they were logged in.
    pub reporter_id: Option<String>,
    /// `open`, `acted`, `dismissed`.
    pub status: String,
    /// What the admin noted.
    pub note: Option<String>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub decided_at: Option<i64>,
    /// The page's title, while it is there.
    pub page_title: Option<String>,
    /// Whether the page is taken down.
    pub taken_down: i64,
}

/// A page anybody's, for admins.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AnyPage {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub owner_id: String,
    /// As the owner calls it.
    pub title: String,
    /// Its address.
    pub slug: String,
}

macro_rules! takedown {
    ($rest:literal) => {
        concat!(
            "SELECT t.page_id, p.title, p.slug, p.owner_id, u.name AS owner_name, t.admin_id, t.reason, t.listings, t.created_at \
             FROM takedowns t LEFT JOIN pages p ON p.id = t.page_id LEFT JOIN users u ON u.id = p.owner_id ",
            $rest
        )
    };
}

macro_rules! report {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.url, r.reason, r.detail, r.page_id, r.listing_id, r.reporter_id, r.status, r.note, r.created_at, r.decided_at, \
             p.title AS page_title, CAST(CASE WHEN EXISTS (SELECT 1 FROM takedowns t WHERE t.page_id = r.page_id) THEN 1 ELSE 0 END AS BIGINT) AS taken_down \
             FROM reports r LEFT JOIN pages p ON p.id = r.page_id ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO takedowns (page_id, admin_id, reason, listings, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (page_id) DO NOTHING";
    FIND = takedown!("WHERE t.page_id = $1");
    LIST = takedown!("WHERE (t.created_at, t.page_id) < ($1, $2) ORDER BY t.created_at DESC, t.page_id DESC LIMIT $3");
    IS_DOWN = "SELECT reason FROM takedowns WHERE page_id = $1";
    LIFT = "DELETE FROM takedowns WHERE page_id = $1";
    PAGE = "SELECT id, owner_id, title, slug FROM pages WHERE id = $1 AND variant_of IS NULL";
    PAGE_AT = "SELECT id, owner_id, title, slug FROM pages WHERE slug = $1 AND variant_of IS NULL";
    REPORT = "INSERT INTO reports (id, url, reason, detail, page_id, listing_id, reporter_id, status, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)";
    FIND_REPORT = report!("WHERE r.id = $1");
    REPORTS = report!("WHERE ($1 = '' OR r.status = $1) AND (r.created_at, r.id) < ($2, $3) ORDER BY r.created_at DESC, r.id DESC LIMIT $4");
    DECIDE = "UPDATE reports SET status = $2, note = $3, decided_at = $4 WHERE id = $1 AND status = 'open'";
    DECIDE_OF_PAGE = "UPDATE reports SET status = 'acted', note = $2, decided_at = $3 WHERE page_id = $1 AND status = 'open'";
}

/// Takes a page down; `false` where it is already.
pub async fn insert(
    conn: &mut Conn<'_>,
    page: &str,
    (admin, reason): (&str, &str),
    listings: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, INSERT, [page, admin, reason, listings, now.0])? == 1)
}

/// A takedown.
pub async fn find(conn: &mut Conn<'_>, page: &str) -> Result<Option<TakedownRow>> {
    fetch_optional!(conn, FIND, TakedownRow, [page])
}

/// All of them, the latest first.
pub async fn list(conn: &mut Conn<'_>, after: &(i64, String), limit: i64) -> Result<Vec<TakedownRow>> {
    fetch_all!(conn, LIST, TakedownRow, [after.0, &after.1, limit])
}

/// Why a page is down; `None` where it isn't.
pub async fn reason(conn: &mut Conn<'_>, page: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, IS_DOWN, (String,), [page])?.map(|row| row.0))
}

/// Lets it up again.
pub async fn lift(conn: &mut Conn<'_>, page: &str) -> Result<bool> {
    Ok(execute!(conn, LIFT, [page])? == 1)
}

/// A page, whosever.
pub async fn page(conn: &mut Conn<'_>, id: &str) -> Result<Option<AnyPage>> {
    fetch_optional!(conn, PAGE, AnyPage, [id])
}

/// The page at an address, whosever.
pub async fn page_at(conn: &mut Conn<'_>, slug: &str) -> Result<Option<AnyPage>> {
    fetch_optional!(conn, PAGE_AT, AnyPage, [slug])
}

/// A complaint to be kept.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// Opaque.
    pub id: String,
    /// As given.
    pub url: String,
    /// In a word or a line.
    pub reason: String,
    /// More.
    pub detail: String,
    /// The page it leads to.
    pub page_id: Option<String>,
    /// The listing it leads to.
    pub listing_id: Option<String>,
    /// Who complains, if they are logged in.
    pub reporter_id: Option<String>,
}

/// Keeps a complaint.
pub async fn report(conn: &mut Conn<'_>, new: &NewReport, now: Timestamp) -> Result<()> {
    execute!(
        conn,
        REPORT,
        [
            &new.id,
            &new.url,
            &new.reason,
            &new.detail,
            new.page_id.as_deref(),
            new.listing_id.as_deref(),
            new.reporter_id.as_deref(),
            now.0
        ]
    )?;
    Ok(())
}

/// A complaint.
pub async fn find_report(conn: &mut Conn<'_>, id: &str) -> Result<Option<ReportRow>> {
    fetch_optional!(conn, FIND_REPORT, ReportRow, [id])
}

/// Complaints with a status, or all, the latest first.
pub async fn reports(
    conn: &mut Conn<'_>,
    status: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ReportRow>> {
    fetch_all!(conn, REPORTS, ReportRow, [status, after.0, &after.1, limit])
}

/// Closes an open one; `false` where it isn't.
pub async fn decide(conn: &mut Conn<'_>, id: &str, status: &str, note: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, DECIDE, [id, status, note, now.0])? == 1)
}

/// Closes all about a page that was taken down.
pub async fn decide_of_page(conn: &mut Conn<'_>, page: &str, note: &str, now: Timestamp) -> Result<u64> {
    execute!(conn, DECIDE_OF_PAGE, [page, note, now.0])
}
