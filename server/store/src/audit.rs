//! The log of what was done with an admin's powers.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    INSERT: "INSERT INTO audit (id, at, actor_id, action, target, detail) VALUES ($1, $2, $3, $4, $5, $6)";
    OF_TARGET: "SELECT actor_id, action, detail FROM audit WHERE target = $1 ORDER BY at, id LIMIT $2";
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

/// The actor, action and detail of the oldest `limit` entries about a target.
pub async fn of_target(
    conn: &mut Conn<'_>,
    target: &str,
    limit: i64,
) -> Result<Vec<(String, String, String)>> {
    fetch_all!(conn, OF_TARGET, (String, String, String), [target, limit])
}
