//! Pages and their addresses. Documents and history are in [`crate::page_ops`].

use crate::{Conn, Result};
use landinghub::Timestamp;
use landinghub::page::PageStatus;

/// A page as stored, without its document.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PageRow {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub owner_id: String,
    /// Its name in lists.
    pub title: String,
    /// The first label of its address.
    pub slug: String,
    /// `draft`, `published` or `trashed`.
    pub status: String,
    /// One more with every batch of operations.
    pub revision: i64,
    /// Fields of the head that were set beside the document, as JSON.
    pub meta: String,
    /// Visits so far.
    pub views: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
    /// Microseconds; `None` while it isn't published.
    pub published_at: Option<i64>,
    /// Microseconds; `None` outside the trash.
    pub trashed_at: Option<i64>,
    /// The page this is an A/B variant of: it has no address, and no list shows it.
    pub variant_of: Option<String>,
    /// The revision its picture shows; `None` while there is no picture.
    pub thumbnail: Option<i64>,
    /// The listing it is tried of, while it isn't bought.
    pub trial_of: Option<String>,
    /// Microseconds; until when it can be tried.
    pub trial_until: Option<i64>,
    /// The order it was bought with, where its seller has a newer revision.
    pub update_of: Option<String>,
    /// What visitors left; counted in lists only.
    #[sqlx(default)]
    pub leads: Option<i64>,
}

impl PageRow {
    /// Its status as a word of the domain; the schema allows no other.
    pub fn status(&self) -> PageStatus {
        PageStatus::parse(&self.status).unwrap_or(PageStatus::Draft)
    }
}

statements! {
    INSERT: "INSERT INTO pages (id, owner_id, title, title_folded, slug, status, revision, meta, created_at, updated_at, variant_of) \
             VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $8, $9)";
    FIND: "SELECT id, owner_id, title, slug, status, revision, meta, views, created_at, updated_at, published_at, trashed_at, variant_of, thumbnail, trial_of, trial_until, \
           (SELECT u.order_id FROM page_updates u WHERE u.page_id = pages.id) AS update_of \
           FROM pages WHERE id = $1 AND owner_id = $2";
    FIND_BY_SLUG: "SELECT id, owner_id, title, slug, status, revision, meta, views, created_at, updated_at, published_at, trashed_at, variant_of, thumbnail, trial_of, trial_until, \
           (SELECT u.order_id FROM page_updates u WHERE u.page_id = pages.id) AS update_of \
           FROM pages WHERE slug = $1";
    FIND_SLUG: "SELECT slug FROM pages WHERE id = $1";
    COUNT: "SELECT count(*) FROM pages WHERE owner_id = $1 AND variant_of IS NULL";
    UPDATE: "UPDATE pages SET title = $3, title_folded = $4, slug = $5, meta = $6, updated_at = $7 WHERE id = $1 AND owner_id = $2";
    ADVANCE: "UPDATE pages SET revision = $4, meta = $5, updated_at = $6 \
              WHERE id = $1 AND owner_id = $2 AND revision = $3 AND status <> 'trashed'";
    TRASH: "UPDATE pages SET status = 'trashed', trashed_at = $3, updated_at = $3 WHERE id = $1 AND owner_id = $2 AND status <> 'trashed'";
    RESTORE: "UPDATE pages SET status = CASE WHEN published_at IS NULL THEN 'draft' ELSE 'published' END, trashed_at = NULL, updated_at = $3 \
              WHERE id = $1 AND owner_id = $2 AND status = 'trashed'";
    PUBLISHED: "UPDATE pages SET status = 'published', published_at = $3 WHERE id = $1 AND owner_id = $2 AND status <> 'trashed'";
    UNPUBLISHED: "UPDATE pages SET status = 'draft', published_at = NULL, updated_at = $3 \
                  WHERE id = $1 AND owner_id = $2 AND status = 'published'";
    TRASHED_BEFORE: "SELECT id, slug FROM pages WHERE trashed_at < $1 ORDER BY trashed_at LIMIT $2";
    PURGE: "DELETE FROM pages WHERE id = $1 AND status = 'trashed'";
    REDIRECT: "SELECT page_id FROM slug_redirects WHERE slug = $1 AND expires_at > $2";
    REST_SLUG: "INSERT INTO slug_redirects (slug, page_id, expires_at) VALUES ($1, $2, $3) \
                ON CONFLICT (slug) DO UPDATE SET page_id = excluded.page_id, expires_at = excluded.expires_at";
    FREE_SLUG: "DELETE FROM slug_redirects WHERE slug = $1 AND (page_id = $2 OR expires_at <= $3)";
    FREE_EXPIRED: "DELETE FROM slug_redirects WHERE expires_at <= $1";
    LOCALE: "SELECT locale FROM users WHERE id = $1";
    MARK_TRIAL: "UPDATE pages SET trial_of = $2, trial_revision = $3, trial_until = $4 WHERE id = $1";
    TRIAL: "SELECT id FROM pages WHERE owner_id = $1 AND trial_of = $2";
    COUNT_TRIALS: "SELECT count(*) FROM pages WHERE owner_id = $1 AND trial_of IS NOT NULL AND trial_until > $2";
    UNLOCK: "UPDATE pages SET trial_of = NULL, trial_until = NULL, trashed_at = NULL, updated_at = $3, \
             status = CASE WHEN status = 'trashed' THEN 'draft' ELSE status END WHERE owner_id = $1 AND trial_of = $2 \
             RETURNING id, trial_revision";
    // What waits for its money may be unlocked yet.
    PURGE_TRIALS: "DELETE FROM pages WHERE trial_until < $1 AND NOT EXISTS (SELECT 1 FROM orders o \
                   JOIN order_items i ON i.order_id = o.id WHERE o.buyer_id = pages.owner_id AND o.status = 'pending' \
                   AND i.listing_id = pages.trial_of)";
}

/// What a new page starts with.
#[derive(Clone, Debug)]
pub struct NewPage {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub owner_id: String,
    /// As typed.
    pub title: String,
    /// Folded for search.
    pub title_folded: String,
    /// Nobody else's.
    pub slug: String,
    /// The revision of the first document.
    pub revision: i64,
    /// As JSON.
    pub meta: String,
    /// Now.
    pub created_at: Timestamp,
    /// The page it is a variant of.
    pub variant_of: Option<String>,
}

/// Adds a page. Breaks `pages_slug` where the slug is in use.
pub async fn insert(conn: &mut Conn<'_>, page: &NewPage) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &page.id,
            &page.owner_id,
            &page.title,
            &page.title_folded,
            &page.slug,
            page.revision,
            &page.meta,
            page.created_at.0,
            &page.variant_of
        ]
    )?;
    Ok(())
}

/// The page, if it is the owner's.
pub async fn find(conn: &mut Conn<'_>, id: &str, owner: &str) -> Result<Option<PageRow>> {
    fetch_optional!(conn, FIND, PageRow, [id, owner])
}

/// The page at an address, whosever.
pub async fn find_by_slug(conn: &mut Conn<'_>, slug: &str) -> Result<Option<PageRow>> {
    fetch_optional!(conn, FIND_BY_SLUG, PageRow, [slug])
}

/// The present slug of a page.
pub async fn slug_of(conn: &mut Conn<'_>, id: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, FIND_SLUG, (String,), [id])?.map(|row| row.0))
}

/// How many pages an account has, the trash included.
pub async fn count(conn: &mut Conn<'_>, owner: &str) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT, (i64,), [owner])?.0)
}

pub(crate) fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Changes title, slug and meta; `false` where the page isn't the owner's. Breaks `pages_slug`.
pub async fn update(conn: &mut Conn<'_>, page: &PageRow, title_folded: &str, now: Timestamp) -> Result<bool> {
    let rows = execute!(
        conn,
        UPDATE,
        [&page.id, &page.owner_id, &page.title, title_folded, &page.slug, &page.meta, now.0]
    )?;
    Ok(rows == 1)
}

/// Compare-and-set of the revision; `false` where it isn't `from` (or the page isn't the owner's, or is in the trash).
pub async fn advance(
    conn: &mut Conn<'_>,
    page: (&str, &str),
    (from, to): (i64, i64),
    meta: &str,
    now: Timestamp,
) -> Result<bool> {
    let (id, owner) = page;
    Ok(execute!(conn, ADVANCE, [id, owner, from, to, meta, now.0])? == 1)
}

/// To the trash; `false` where it is there already or isn't the owner's.
pub async fn trash(conn: &mut Conn<'_>, id: &str, owner: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, TRASH, [id, owner, now.0])? == 1)
}

/// Out of the trash, to where it was; `false` where it isn't in there.
pub async fn restore(conn: &mut Conn<'_>, id: &str, owner: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, RESTORE, [id, owner, now.0])? == 1)
}

/// Marks it published; `false` where it is in the trash or isn't the owner's.
pub async fn published(conn: &mut Conn<'_>, id: &str, owner: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, PUBLISHED, [id, owner, now.0])? == 1)
}

/// Marks it a draft again; `false` where it wasn't published.
pub async fn unpublished(conn: &mut Conn<'_>, id: &str, owner: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, UNPUBLISHED, [id, owner, now.0])? == 1)
}

/// Pages that have been in the trash since before `moment`: id and slug.
pub async fn trashed_before(
    conn: &mut Conn<'_>,
    moment: Timestamp,
    limit: i64,
) -> Result<Vec<(String, String)>> {
    fetch_all!(conn, TRASHED_BEFORE, (String, String), [moment.0, limit])
}

/// Deletes a page of the trash for good, with everything that is its own.
pub async fn purge(conn: &mut Conn<'_>, id: &str) -> Result<bool> {
    Ok(execute!(conn, PURGE, [id])? == 1)
}

/// The page an old address belongs to while it rests.
pub async fn redirect(conn: &mut Conn<'_>, slug: &str, now: Timestamp) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, REDIRECT, (String,), [slug, now.0])?.map(|row| row.0))
}

/// Lets an address rest until `expires_at`: nobody but this page may take it.
pub async fn rest_slug(conn: &mut Conn<'_>, slug: &str, page_id: &str, expires_at: Timestamp) -> Result<()> {
    execute!(conn, REST_SLUG, [slug, page_id, expires_at.0])?;
    Ok(())
}

/// Ends the rest of an address that is this page's own, or over.
pub async fn free_slug(conn: &mut Conn<'_>, slug: &str, page_id: &str, now: Timestamp) -> Result<()> {
    execute!(conn, FREE_SLUG, [slug, page_id, now.0])?;
    Ok(())
}

/// Forgets the addresses whose rest is over.
pub async fn free_expired_slugs(conn: &mut Conn<'_>, now: Timestamp) -> Result<u64> {
    execute!(conn, FREE_EXPIRED, [now.0])
}

/// The language of an account's interface, for the pages it makes.
pub async fn owner_locale(conn: &mut Conn<'_>, owner: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, LOCALE, (String,), [owner])?.map(|row| row.0))
}

/// Makes a page of an account's one that is tried: of which listing, from which revision, until when. Breaks
/// `pages_owner_id_trial_of` where the account tries that listing already.
pub async fn mark_trial(
    conn: &mut Conn<'_>,
    page: &str,
    (listing, revision): (&str, &str),
    until: Timestamp,
) -> Result<()> {
    execute!(conn, MARK_TRIAL, [page, listing, revision, until.0])?;
    Ok(())
}

/// The page on which an account tries a listing.
pub async fn trial(conn: &mut Conn<'_>, owner: &str, listing: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, TRIAL, (String,), [owner, listing])?.map(|row| row.0))
}

/// How many listings an account tries at `now`.
pub async fn count_trials(conn: &mut Conn<'_>, owner: &str, now: Timestamp) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT_TRIALS, (i64,), [owner, now.0])?.0)
}

/// Makes the page on which an account tries a listing its own, out of the trash, too: its id, and the revision it was
/// made from. `None` where nothing is tried.
pub async fn unlock(
    conn: &mut Conn<'_>,
    owner: &str,
    listing: &str,
    now: Timestamp,
) -> Result<Option<(String, String)>> {
    fetch_optional!(conn, UNLOCK, (String, String), [owner, listing, now.0])
}

/// Deletes for good what could be tried until before `moment`.
pub async fn purge_trials(conn: &mut Conn<'_>, moment: Timestamp) -> Result<u64> {
    execute!(conn, PURGE_TRIALS, [moment.0])
}
