//! Reads that look for what should never be: broken files, missing rows, gaps in histories.

use crate::{Conn, Result};

/// A page's revision as its different rows tell it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PageRevisions {
    /// The page.
    pub id: String,
    /// As the page's row says.
    pub revision: i64,
    /// As its document says; `None` where there is no document.
    pub document: Option<i64>,
    /// The first in its history.
    pub first: Option<i64>,
    /// The last in its history.
    pub last: Option<i64>,
    /// How many are in its history.
    pub count: i64,
}

/// An object that a row promises.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Promise {
    /// The upload's id or the deployment's hash.
    pub owner: String,
    /// The file of the upload; the page of the deployment.
    pub name: String,
}

statements! {
    INTEGRITY: sqlite "SELECT integrity_check FROM pragma_integrity_check",
        postgres "SELECT 'ok'";
    FOREIGN_KEYS: sqlite "SELECT DISTINCT \"table\" || ' refers to missing ' || parent FROM pragma_foreign_key_check",
        postgres "SELECT '' WHERE false";
    PAGES: "SELECT p.id, p.revision, (SELECT d.revision FROM page_documents d WHERE d.page_id = p.id) AS document, \
            (SELECT MIN(o.revision) FROM page_ops o WHERE o.page_id = p.id) AS first, \
            (SELECT MAX(o.revision) FROM page_ops o WHERE o.page_id = p.id) AS last, \
            (SELECT COUNT(*) FROM page_ops o WHERE o.page_id = p.id) AS count \
            FROM pages p WHERE p.id > $1 ORDER BY p.id LIMIT $2";
    DOCUMENT: "SELECT revision, document FROM page_documents WHERE page_id = $1";
    UPLOADS: "SELECT id AS owner, file AS name FROM uploads UNION ALL SELECT upload_id AS owner, file AS name FROM upload_variants \
              ORDER BY owner, name";
    DEPLOYMENTS: "SELECT hash AS owner, page_id AS name FROM deployments \
                  UNION ALL SELECT hash AS owner, variant_id AS name FROM variant_deployments ORDER BY owner, name";
    UNPUBLISHED: "SELECT id FROM pages WHERE status = 'published' \
                  AND NOT EXISTS (SELECT 1 FROM deployments d WHERE d.page_id = pages.id) ORDER BY id";
    CONVERSATIONS: "SELECT r.id FROM chat_rooms r WHERE r.last_seq <> (SELECT COUNT(*) FROM chat_messages m WHERE m.room_id = r.id) \
                    OR r.last_seq <> (SELECT COALESCE(MAX(m.seq), 0) FROM chat_messages m WHERE m.room_id = r.id) ORDER BY r.id LIMIT 100";
    DEAD: "SELECT COUNT(*) FROM outbox WHERE state = 'dead'";
}

/// What the database itself finds wrong with its file; empty where nothing is. PostgreSQL checks its own.
pub async fn integrity(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    let rows = fetch_all!(conn, INTEGRITY, (String,), [])?;
    Ok(rows.into_iter().map(|row| row.0).filter(|text| text != "ok").collect())
}

/// References to rows that aren't there.
pub async fn foreign_keys(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, FOREIGN_KEYS, (String,), [])?.into_iter().map(|row| row.0).collect())
}

/// Pages by id, from behind `after`.
pub async fn pages(conn: &mut Conn<'_>, after: &str, limit: i64) -> Result<Vec<PageRevisions>> {
    fetch_all!(conn, PAGES, PageRevisions, [after, limit])
}

/// A page's document and its revision.
pub async fn document(conn: &mut Conn<'_>, page_id: &str) -> Result<Option<(i64, String)>> {
    fetch_optional!(conn, DOCUMENT, (i64, String), [page_id])
}

/// Every file of every upload.
pub async fn uploads(conn: &mut Conn<'_>) -> Result<Vec<Promise>> {
    fetch_all!(conn, UPLOADS, Promise, [])
}

/// Every deployment.
pub async fn deployments(conn: &mut Conn<'_>) -> Result<Vec<Promise>> {
    fetch_all!(conn, DEPLOYMENTS, Promise, [])
}

/// Published pages without anything published.
pub async fn unpublished(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, UNPUBLISHED, (String,), [])?.into_iter().map(|row| row.0).collect())
}

/// Conversations whose messages aren't numbered from one to the last without a gap.
pub async fn broken_conversations(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, CONVERSATIONS, (String,), [])?.into_iter().map(|row| row.0).collect())
}

/// Outbox rows that were given up.
pub async fn dead_letters(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, DEAD, (i64,), [])?.0)
}
