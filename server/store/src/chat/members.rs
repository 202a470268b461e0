//! Who is in a room, how far they have read, and who hears of it.

use crate::{Conn, Result};
use landinghub::Timestamp;

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
    PARTIES = "SELECT user_id FROM chat_members WHERE room_id = $1 AND role IN ('customer', 'seller') ORDER BY user_id";
    AGENTS = "SELECT u.id FROM users u WHERE u.role = 'admin' AND u.status = 'active' AND ($2 = '' OR u.id = $2 OR EXISTS \
        (SELECT 1 FROM chat_members m WHERE m.room_id = $1 AND m.user_id = u.id AND (m.subscribed = 1 OR m.looking_until > $3))) ORDER BY u.id";
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

/// The customer, and the seller or owner of the page.
pub async fn parties(conn: &mut Conn<'_>, room: &str) -> Result<Vec<String>> {
    let rows = fetch_all!(conn, PARTIES, (String,), [room])?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The agents who hear of a room: all where `assignee` is `None`, else that one, those who were mentioned, and those who
/// have it open.
pub async fn agents(
    conn: &mut Conn<'_>,
    room: &str,
    assignee: Option<&str>,
    now: Timestamp,
) -> Result<Vec<String>> {
    let rows = fetch_all!(conn, AGENTS, (String,), [room, assignee.unwrap_or_default(), now.0])?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
