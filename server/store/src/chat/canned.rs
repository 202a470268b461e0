//! Canned replies.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A canned reply.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CannedRow {
    /// Opaque.
    pub id: String,
    /// What it is called by.
    pub shortcut: String,
    /// What it is for.
    pub title: String,
    /// With placeholders.
    pub body: String,
    /// Microseconds.
    pub updated_at: i64,
}

queries! {
    INSERT = "INSERT INTO canned_replies (id, shortcut, title, body, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)";
    UPDATE = "UPDATE canned_replies SET shortcut = $2, title = $3, body = $4, updated_at = $5 WHERE id = $1";
    FIND = "SELECT id, shortcut, title, body, updated_at FROM canned_replies WHERE id = $1";
    LIST = "SELECT id, shortcut, title, body, updated_at FROM canned_replies WHERE (shortcut, id) > ($1, $2) ORDER BY shortcut, id LIMIT $3";
    DELETE = "DELETE FROM canned_replies WHERE id = $1";
}

/// Adds one; breaks `canned_replies_shortcut` where the word is taken.
pub async fn insert(conn: &mut Conn<'_>, row: &CannedRow, by: &str) -> Result<()> {
    execute!(conn, INSERT, [&row.id, &row.shortcut, &row.title, &row.body, by, row.updated_at])?;
    Ok(())
}

/// Changes one; breaks `canned_replies_shortcut` where the word is taken.
pub async fn update(conn: &mut Conn<'_>, row: &CannedRow, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, UPDATE, [&row.id, &row.shortcut, &row.title, &row.body, now.0])? == 1)
}

/// One of them.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<CannedRow>> {
    fetch_optional!(conn, FIND, CannedRow, [id])
}

/// By shortcut, after one.
pub async fn list(conn: &mut Conn<'_>, after: &(String, String), limit: i64) -> Result<Vec<CannedRow>> {
    fetch_all!(conn, LIST, CannedRow, [&after.0, &after.1, limit])
}

/// Deletes one; `false` where it isn't there.
pub async fn delete(conn: &mut Conn<'_>, id: &str) -> Result<bool> {
    Ok(execute!(conn, DELETE, [id])? == 1)
}
