//! Those who answer for the support.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// An active admin.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AgentRow {
    /// The account.
    pub id: String,
    /// As shown to others.
    pub name: String,
    /// When they were last given a room; microseconds.
    pub last_given_at: Option<i64>,
    /// Open rooms they have.
    pub load: i64,
}

queries! {
    ALL = "SELECT u.id, u.name, a.last_given_at, \
        (SELECT COUNT(*) FROM chat_rooms r WHERE r.admin_id = u.id AND r.status = 'open') AS load \
        FROM users u LEFT JOIN chat_agents a ON a.user_id = u.id WHERE u.role = 'admin' AND u.status = 'active' ORDER BY u.name, u.id";
    GIVEN = "INSERT INTO chat_agents (user_id, last_given_at) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET last_given_at = excluded.last_given_at";
    SETTINGS = "SELECT value FROM settings WHERE key = 'chat'", "SELECT value FROM settings WHERE key = 'chat' FOR UPDATE";
    SAVE = "INSERT INTO settings (key, value) VALUES ('chat', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}

/// Every active admin, by name.
pub async fn all(conn: &mut Conn<'_>) -> Result<Vec<AgentRow>> {
    fetch_all!(conn, ALL, AgentRow, [])
}

/// An admin was given a room.
pub async fn given(conn: &mut Conn<'_>, user: &str, now: Timestamp) -> Result<()> {
    execute!(conn, GIVEN, [user, now.0])?;
    Ok(())
}

/// The settings of chat as JSON, locked until the transaction ends: rooms are dealt out one after the other.
pub async fn lock_settings(conn: &mut Conn<'_>) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, SETTINGS, (String,), [])?.map(|row| row.0))
}

/// Keeps the settings of chat.
pub async fn save_settings(conn: &mut Conn<'_>, json: &str) -> Result<()> {
    execute!(conn, SAVE, [json])?;
    Ok(())
}
