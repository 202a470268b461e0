//! The log of what was done with an admin's powers.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    INSERT: "INSERT INTO audit (id, at, actor_id, action, target, detail) VALUES ($1, $2, $3, $4, $5, $6)";
    LIST: "SELECT a.id, a.at, a.actor_id, u.name AS actor_name, a.action, a.target, a.detail FROM audit a LEFT JOIN users u ON u.id = a.actor_id \
        WHERE (a.at, a.id) < ($1, $2) AND (a.action LIKE $3 ESCAPE '\\') ORDER BY a.at DESC, a.id DESC LIMIT $4";
}

/// An entry: who did what to whom.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Opaque.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The admin, or `cli` for the command line.
    pub actor_id: String,
    /// A stable word: `user.suspended`.
    pub action: &'static str,
    /// The id of what it was done to.
    pub target: String,
    /// More, as JSON.
    pub detail: String,
}

/// Writes an entry, in the transaction of the deed.
pub async fn insert(conn: &mut Conn<'_>, entry: &Entry) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [&entry.id, entry.at.0, &entry.actor_id, entry.action, &entry.target, &entry.detail]
    )?;
    Ok(())
}

/// An entry as it is read.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryRow {
    /// Opaque.
    pub id: String,
    /// Microseconds.
    pub at: i64,
    /// The admin, or `cli`.
    pub actor_id: String,
    /// Their name, while there is such an account.
    pub actor_name: Option<String>,
    /// A stable word.
    pub action: String,
    /// The id of what it was done to.
    pub target: String,
    /// As JSON.
    pub detail: String,
}

/// The newest `limit` entries after a moment and id whose action begins with a word.
pub async fn list(
    conn: &mut Conn<'_>,
    after: &(i64, String),
    action: &str,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    let prefix = format!("{}%", crate::pages::escape_like(action));
    fetch_all!(conn, LIST, EntryRow, [after.0, &after.1, &prefix, limit])
}
