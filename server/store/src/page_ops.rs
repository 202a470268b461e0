//! Documents and their history: the current text, every batch of operations, and snapshots now and then.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A batch of operations as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OpRow {
    /// The revision it made.
    pub revision: i64,
    /// Which client sent it.
    pub client: String,
    /// Its number there.
    pub seq: i64,
    /// The operations, as JSON.
    pub ops: String,
}

/// A line of a page's history.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RevisionRow {
    /// Its number.
    pub revision: i64,
    /// Microseconds.
    pub created_at: i64,
    /// The author's name; `None` where the account is gone.
    pub author: Option<String>,
    /// What was done, in a few words.
    pub summary: String,
    /// A name given by hand.
    pub name: Option<String>,
    /// Length of its operations as JSON.
    pub size: i64,
}

statements! {
    INSERT_DOCUMENT: "INSERT INTO page_documents (page_id, revision, document) VALUES ($1, $2, $3) \
                      ON CONFLICT (page_id) DO UPDATE SET revision = excluded.revision, document = excluded.document";
    DOCUMENTS_OF: "SELECT p.id, p.title, d.document FROM pages p JOIN page_documents d ON d.page_id = p.id \
                   WHERE p.owner_id = $1 AND p.id > $2 ORDER BY p.id LIMIT $3";
    DOCUMENT: "SELECT d.revision, d.document FROM page_documents d JOIN pages p ON p.id = d.page_id WHERE d.page_id = $1 AND p.owner_id = $2";
    INSERT_OP: "INSERT INTO page_ops (page_id, revision, client, seq, ops, inverse, author_id, summary, created_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REVISION_OF: "SELECT revision FROM page_ops WHERE page_id = $1 AND client = $2 AND seq = $3";
    OPS_BETWEEN: "SELECT revision, client, seq, ops FROM page_ops WHERE page_id = $1 AND revision > $2 AND revision <= $3 ORDER BY revision";
    HISTORY: "SELECT o.revision, o.created_at, u.name AS author, o.summary, o.name, CAST(LENGTH(o.ops) AS BIGINT) AS size \
              FROM page_ops o LEFT JOIN users u ON u.id = o.author_id \
              WHERE o.page_id = $1 AND o.revision < $2 ORDER BY o.revision DESC LIMIT $3";
    REVISION: "SELECT o.revision, o.created_at, u.name AS author, o.summary, o.name, CAST(LENGTH(o.ops) AS BIGINT) AS size \
               FROM page_ops o LEFT JOIN users u ON u.id = o.author_id WHERE o.page_id = $1 AND o.revision = $2";
    RENAME: "UPDATE page_ops SET name = $3 WHERE page_id = $1 AND revision = $2";
    INSERT_SNAPSHOT: "INSERT INTO page_snapshots (page_id, revision, document) VALUES ($1, $2, $3)";
    SNAPSHOT: "SELECT revision, document FROM page_snapshots WHERE page_id = $1 AND revision <= $2 ORDER BY revision DESC LIMIT 1";
}

/// Sets the current document.
pub async fn put_document(conn: &mut Conn<'_>, page_id: &str, revision: i64, document: &str) -> Result<()> {
    execute!(conn, INSERT_DOCUMENT, [page_id, revision, document])?;
    Ok(())
}

/// The current document with its revision, if the page is the owner's.
pub async fn document(conn: &mut Conn<'_>, page_id: &str, owner: &str) -> Result<Option<(i64, String)>> {
    fetch_optional!(conn, DOCUMENT, (i64, String), [page_id, owner])
}

/// The documents of an owner's pages, variants and the trash included, by id after one: id, title, document.
pub async fn documents_of(
    conn: &mut Conn<'_>,
    owner: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, String, String)>> {
    fetch_all!(conn, DOCUMENTS_OF, (String, String, String), [owner, after, limit])
}

/// A batch to be stored.
#[derive(Clone, Debug)]
pub struct NewOp {
    /// Of which page.
    pub page_id: String,
    /// The revision it makes.
    pub revision: i64,
    /// Which client sent it.
    pub client: String,
    /// Its number there.
    pub seq: i64,
    /// As JSON.
    pub ops: String,
    /// What undoes it, as JSON.
    pub inverse: String,
    /// Who.
    pub author_id: String,
    /// What was done, in a few words.
    pub summary: String,
    /// Now.
    pub created_at: Timestamp,
}

/// Adds a batch to the history. Breaks `page_ops_page_id_client_seq` where the client's number was used.
pub async fn insert(conn: &mut Conn<'_>, op: &NewOp) -> Result<()> {
    execute!(
        conn,
        INSERT_OP,
        [
            &op.page_id,
            op.revision,
            &op.client,
            op.seq,
            &op.ops,
            &op.inverse,
            &op.author_id,
            &op.summary,
            op.created_at.0
        ]
    )?;
    Ok(())
}

/// The revision that a client's batch made, if it was accepted before.
pub async fn revision_of(conn: &mut Conn<'_>, page_id: &str, client: &str, seq: i64) -> Result<Option<i64>> {
    Ok(fetch_optional!(conn, REVISION_OF, (i64,), [page_id, client, seq])?.map(|row| row.0))
}

/// The batches after `from` up to `to`, in order.
pub async fn between(conn: &mut Conn<'_>, page_id: &str, from: i64, to: i64) -> Result<Vec<OpRow>> {
    fetch_all!(conn, OPS_BETWEEN, OpRow, [page_id, from, to])
}

/// The history before a revision, the latest first.
pub async fn history(
    conn: &mut Conn<'_>,
    page_id: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<RevisionRow>> {
    fetch_all!(conn, HISTORY, RevisionRow, [page_id, before, limit])
}

/// One line of the history.
pub async fn revision(conn: &mut Conn<'_>, page_id: &str, revision: i64) -> Result<Option<RevisionRow>> {
    fetch_optional!(conn, REVISION, RevisionRow, [page_id, revision])
}

/// Gives a revision a name, or takes it away; `false` where there is no such revision.
pub async fn rename(conn: &mut Conn<'_>, page_id: &str, revision: i64, name: Option<&str>) -> Result<bool> {
    Ok(execute!(conn, RENAME, [page_id, revision, name])? == 1)
}

/// Keeps a whole document.
pub async fn insert_snapshot(
    conn: &mut Conn<'_>,
    page_id: &str,
    revision: i64,
    document: &str,
) -> Result<()> {
    execute!(conn, INSERT_SNAPSHOT, [page_id, revision, document])?;
    Ok(())
}

/// The last snapshot at or before a revision.
pub async fn snapshot(conn: &mut Conn<'_>, page_id: &str, revision: i64) -> Result<Option<(i64, String)>> {
    fetch_optional!(conn, SNAPSHOT, (i64, String), [page_id, revision])
}
