//! Who is in a room, how far they have read, and who hears of it.

use crate::notifications::Recipient;
use crate::{Conn, Result};
use landinghub::Timestamp;

/// Somebody who may hear of a room: an active admin, or one of its parties. Whoever is both is there twice.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HearerRow {
    /// An account or a visitor.
    pub id: String,
    /// 1 for an admin.
    pub is_agent: i64,
    /// 1 for an admin who was mentioned in the room or has it open.
    pub follows: i64,
    /// The account's name, where it is active.
    pub name: Option<String>,
    email: Option<String>,
    locale: Option<String>,
    role: Option<String>,
    preferences: Option<String>,
}

impl HearerRow {
    /// As one who can be notified: an active account.
    pub fn recipient(&self) -> Option<Recipient> {
        Some(Recipient {
            id: self.id.clone(),
            name: self.name.clone()?,
            email: self.email.clone()?,
            locale: self.locale.clone()?,
            role: self.role.clone()?,
            preferences: self.preferences.clone(),
        })
    }
}

queries! {
    ADD = "INSERT INTO chat_members (room_id, user_id, role) VALUES ($1, $2, $3) ON CONFLICT (room_id, user_id) DO NOTHING";
    READ = "INSERT INTO chat_members (room_id, user_id, role, last_read_seq) VALUES ($1, $2, $3, $4) ON CONFLICT (room_id, user_id) \
        DO UPDATE SET last_read_seq = excluded.last_read_seq WHERE chat_members.last_read_seq < excluded.last_read_seq";
    LOOK = "INSERT INTO chat_members (room_id, user_id, role, looking_until) VALUES ($1, $2, 'agent', $3) ON CONFLICT (room_id, user_id) \
        DO UPDATE SET looking_until = excluded.looking_until";
    LOOKING = "SELECT looking_until FROM chat_members WHERE room_id = $1 AND user_id = $2";
    SUBSCRIBE = "INSERT INTO chat_members (room_id, user_id, role, subscribed) VALUES ($1, $2, 'agent', 1) ON CONFLICT (room_id, user_id) \
        DO UPDATE SET subscribed = 1";
    LAST_READ = "SELECT last_read_seq FROM chat_members WHERE room_id = $1 AND user_id = $2";
    HEARERS = "SELECT u.id, CAST(1 AS BIGINT) AS is_agent, CASE WHEN m.subscribed = 1 OR m.looking_until > $2 THEN CAST(1 AS BIGINT) \
        ELSE CAST(0 AS BIGINT) END AS follows, u.name, u.email, u.locale, u.role, p.body AS preferences FROM users u \
        LEFT JOIN chat_members m ON m.room_id = $1 AND m.user_id = u.id LEFT JOIN notification_preferences p ON p.user_id = u.id \
        WHERE $3 = 1 AND u.role = 'admin' AND u.status = 'active' \
        UNION ALL SELECT m.user_id, CAST(0 AS BIGINT), CAST(0 AS BIGINT), u.name, u.email, u.locale, u.role, p.body FROM chat_members m \
        LEFT JOIN users u ON u.id = m.user_id AND u.status = 'active' LEFT JOIN notification_preferences p ON p.user_id = u.id \
        WHERE m.room_id = $1 AND m.role IN ('customer', 'seller')";
}

/// Adds somebody: `role` is `customer` or `seller`.
pub async fn add(conn: &mut Conn<'_>, room: &str, user: &str, role: &str) -> Result<()> {
    execute!(conn, ADD, [room, user, role])?;
    Ok(())
}

/// Notes how far somebody has read; `false` where they had read as far before.
pub async fn read(conn: &mut Conn<'_>, room: &str, (user, role): (&str, &str), up_to: i64) -> Result<bool> {
    Ok(execute!(conn, READ, [room, user, role, up_to])? == 1)
}

/// How far somebody has read.
pub async fn last_read(conn: &mut Conn<'_>, room: &str, user: &str) -> Result<i64> {
    Ok(fetch_optional!(conn, LAST_READ, (i64,), [room, user])?.map_or(0, |row| row.0))
}

/// Until when an agent counts as having the room open.
pub async fn looking_until(conn: &mut Conn<'_>, room: &str, user: &str) -> Result<Timestamp> {
    Ok(Timestamp(fetch_optional!(conn, LOOKING, (i64,), [room, user])?.map_or(0, |row| row.0)))
}

/// An agent has the room open until then.
pub async fn look(conn: &mut Conn<'_>, room: &str, user: &str, until: Timestamp) -> Result<()> {
    execute!(conn, LOOK, [room, user, until.0])?;
    Ok(())
}

/// An agent hears of the room from now on.
pub async fn subscribe(conn: &mut Conn<'_>, room: &str, user: &str) -> Result<()> {
    execute!(conn, SUBSCRIBE, [room, user])?;
    Ok(())
}

/// The customer, the seller or owner of the page, and, where `with_support`, all active admins.
pub async fn hearers(
    conn: &mut Conn<'_>,
    room: &str,
    with_support: bool,
    now: Timestamp,
) -> Result<Vec<HearerRow>> {
    fetch_all!(conn, HEARERS, HearerRow, [room, now.0, i64::from(with_support)])
}
