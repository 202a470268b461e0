//! People without an account, their files, and their tickets for streams.

use crate::{Conn, Result};
use landinghub::Timestamp;
use landinghub::text;

/// A visitor.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VisitorRow {
    /// Opaque.
    pub id: String,
    /// As they want to be called.
    pub name: String,
    /// Where they can be reached.
    pub email: Option<String>,
    /// The published page they came from.
    pub page_id: Option<String>,
    /// The language they read.
    pub locale: String,
    /// Microseconds.
    pub created_at: i64,
}

/// A visitor's file; its bytes are in the object store below `chat/{id}/`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FileRow {
    /// Unguessable.
    pub id: String,
    /// Whose.
    pub visitor_id: String,
    /// As it was called.
    pub name: String,
    /// The last part of its key.
    pub file: String,
    /// By content.
    pub mime: String,
    /// Its size.
    pub bytes: i64,
    /// Microseconds.
    pub created_at: i64,
}

queries! {
    INSERT = "INSERT INTO chat_visitors (id, token_hash, name, name_folded, email, page_id, locale, created_at, seen_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    BY_TOKEN = "SELECT id, name, email, page_id, locale, created_at FROM chat_visitors WHERE token_hash = $1";
    FIND = "SELECT id, name, email, page_id, locale, created_at FROM chat_visitors WHERE id = $1";
    INSERT_FILE = "INSERT INTO chat_files (id, visitor_id, name, file, mime, bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FIND_FILE = "SELECT id, visitor_id, name, file, mime, bytes, created_at FROM chat_files WHERE id = $1 AND visitor_id = $2";
    FILE_BYTES = "SELECT bytes FROM chat_files WHERE id = $1";
    STORED = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM chat_files WHERE visitor_id = $1";
    ADD_TICKET = "INSERT INTO visitor_tickets (hash, visitor_id, expires_at) VALUES ($1, $2, $3)";
    TAKE_TICKET = "DELETE FROM visitor_tickets WHERE hash = $1 RETURNING visitor_id, expires_at";
    FORGET_TICKETS = "DELETE FROM visitor_tickets WHERE expires_at <= $1";
}

/// Adds a visitor with the hash of their token.
pub async fn insert(conn: &mut Conn<'_>, row: &VisitorRow, token_hash: &[u8]) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &row.id,
            token_hash,
            &row.name,
            text::fold(&row.name),
            &row.email,
            &row.page_id,
            &row.locale,
            row.created_at
        ]
    )?;
    Ok(())
}

/// Whose token it is.
pub async fn by_token(conn: &mut Conn<'_>, token_hash: &[u8]) -> Result<Option<VisitorRow>> {
    fetch_optional!(conn, BY_TOKEN, VisitorRow, [token_hash])
}

/// A visitor.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<VisitorRow>> {
    fetch_optional!(conn, FIND, VisitorRow, [id])
}

/// Keeps a file's row.
pub async fn insert_file(conn: &mut Conn<'_>, row: &FileRow) -> Result<()> {
    execute!(
        conn,
        INSERT_FILE,
        [&row.id, &row.visitor_id, &row.name, &row.file, &row.mime, row.bytes, row.created_at]
    )?;
    Ok(())
}

/// A file, if it is the visitor's.
pub async fn find_file(conn: &mut Conn<'_>, id: &str, visitor: &str) -> Result<Option<FileRow>> {
    fetch_optional!(conn, FIND_FILE, FileRow, [id, visitor])
}

/// The size of a file, whosever.
pub async fn file_bytes(conn: &mut Conn<'_>, id: &str) -> Result<Option<i64>> {
    Ok(fetch_optional!(conn, FILE_BYTES, (i64,), [id])?.map(|row| row.0))
}

/// Bytes a visitor keeps.
pub async fn stored_bytes(conn: &mut Conn<'_>, visitor: &str) -> Result<i64> {
    Ok(fetch_one!(conn, STORED, (i64,), [visitor])?.0)
}

/// Keeps a ticket's hash.
pub async fn add_ticket(
    conn: &mut Conn<'_>,
    hash: &[u8],
    visitor: &str,
    expires_at: Timestamp,
) -> Result<()> {
    execute!(conn, ADD_TICKET, [hash, visitor, expires_at.0])?;
    Ok(())
}

/// Takes a ticket out: whose, and until when it was good.
pub async fn take_ticket(conn: &mut Conn<'_>, hash: &[u8]) -> Result<Option<(String, i64)>> {
    fetch_optional!(conn, TAKE_TICKET, (String, i64), [hash])
}

/// Deletes tickets that nobody took in time.
pub async fn forget_tickets(conn: &mut Conn<'_>, now: Timestamp) -> Result<u64> {
    execute!(conn, FORGET_TICKETS, [now.0])
}
