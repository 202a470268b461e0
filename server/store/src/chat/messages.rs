//! Messages: numbered without gaps in their room.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MessageRow {
    /// In which room.
    pub room_id: String,
    /// Its number there.
    pub seq: i64,
    /// Opaque.
    pub id: String,
    /// As its sender named it.
    pub client_id: String,
    /// Who: an account, a visitor, `bot` or `system`.
    pub sender_id: String,
    /// Their name.
    pub sender_name: String,
    /// A word of `SenderType`.
    pub sender_type: String,
    /// Plain text.
    pub body: String,
    /// A word of `MessageType`.
    pub message_type: String,
    /// JSON.
    pub attachments: String,
    /// 1 where it is for the support only.
    pub private: i64,
    /// Microseconds.
    pub read_at: Option<i64>,
    /// Microseconds.
    pub created_at: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT t.room_id, t.seq, t.id, t.client_id, t.sender_id, COALESCE(u.name, v.name, '') AS sender_name, t.sender_type, t.body, \
             t.message_type, t.attachments, t.private, t.read_at, t.created_at FROM chat_messages t \
             LEFT JOIN users u ON u.id = t.sender_id LEFT JOIN chat_visitors v ON v.id = t.sender_id ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO chat_messages (room_id, seq, id, client_id, sender_id, sender_type, body, message_type, attachments, private, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    FIND = select!("WHERE t.room_id = $1 AND t.seq = $2");
    BY_CLIENT = select!("WHERE t.room_id = $1 AND t.sender_id = $2 AND t.client_id = $3");
    AFTER = select!("WHERE t.room_id = $1 AND t.seq > $2 AND t.seq < $3 AND (t.private = 0 OR $4 = 1) ORDER BY t.seq LIMIT $5");
    BEFORE = select!("WHERE t.room_id = $1 AND t.seq < $2 AND (t.private = 0 OR $3 = 1) ORDER BY t.seq DESC LIMIT $4");
    MARK_READ = "UPDATE chat_messages SET read_at = $4 WHERE room_id = $1 AND seq <= $2 AND read_at IS NULL AND private = 0 \
        AND (($3 = 1 AND sender_type <> 'user') OR ($3 = 0 AND sender_type = 'user'))";
    HIGHEST = "SELECT MAX(seq) FROM chat_messages WHERE room_id = $1 AND seq <= $2 AND private = 0";
}

/// Stores a message; breaks `chat_messages_room_id_sender_id_client_id` where its sender has sent it before.
pub async fn insert(conn: &mut Conn<'_>, row: &MessageRow) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &row.room_id,
            row.seq,
            &row.id,
            &row.client_id,
            &row.sender_id,
            &row.sender_type,
            &row.body,
            &row.message_type,
            &row.attachments,
            row.private,
            row.created_at
        ]
    )?;
    Ok(())
}

/// A message by its number.
pub async fn find(conn: &mut Conn<'_>, room: &str, seq: i64) -> Result<Option<MessageRow>> {
    fetch_optional!(conn, FIND, MessageRow, [room, seq])
}

/// A message by its sender's name for it.
pub async fn by_client(
    conn: &mut Conn<'_>,
    room: &str,
    sender: &str,
    client_id: &str,
) -> Result<Option<MessageRow>> {
    fetch_optional!(conn, BY_CLIENT, MessageRow, [room, sender, client_id])
}

/// The first messages between two numbers, both excluded, in order.
pub async fn after(
    conn: &mut Conn<'_>,
    room: &str,
    (after, before): (i64, i64),
    sees_private: bool,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    fetch_all!(conn, AFTER, MessageRow, [room, after, before, i64::from(sees_private), limit])
}

/// The last messages before a number, in order.
pub async fn before(
    conn: &mut Conn<'_>,
    room: &str,
    before: i64,
    sees_private: bool,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let mut rows = fetch_all!(conn, BEFORE, MessageRow, [room, before, i64::from(sees_private), limit])?;
    rows.reverse();
    Ok(rows)
}

/// Notes that one side has read the other's messages.
pub async fn mark_read(
    conn: &mut Conn<'_>,
    room: &str,
    up_to: i64,
    by_customer: bool,
    now: Timestamp,
) -> Result<()> {
    execute!(conn, MARK_READ, [room, up_to, i64::from(by_customer), now.0])?;
    Ok(())
}

/// The highest number up to `up_to` of a message that isn't private; 0 without one.
pub async fn highest_public(conn: &mut Conn<'_>, room: &str, up_to: i64) -> Result<i64> {
    Ok(fetch_one!(conn, HIGHEST, (Option<i64>,), [room, up_to])?.0.unwrap_or_default())
}
