//! What reports count.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A room as reports count it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReportRow {
    /// Microseconds.
    pub created_at: i64,
    /// A word of `RoomStatus`.
    pub status: String,
    /// Who answers.
    pub admin_name: Option<String>,
    /// Microseconds.
    pub first_response: Option<i64>,
    /// Microseconds.
    pub resolution: Option<i64>,
    /// 1 to 5.
    pub rating: Option<i64>,
}

queries! {
    ROOMS = "SELECT r.created_at, r.status, u.name AS admin_name, r.first_response, r.resolution, r.rating FROM chat_rooms r \
        LEFT JOIN users u ON u.id = r.admin_id WHERE r.kind = 'support' AND r.created_at >= $1 AND r.created_at < $2 ORDER BY r.created_at";
    MESSAGES = "SELECT COUNT(*) FROM chat_messages m JOIN chat_rooms r ON r.id = m.room_id \
        WHERE r.kind = 'support' AND m.private = 0 AND r.created_at >= $1 AND r.created_at < $2";
    LATELY = "SELECT r.first_response FROM chat_rooms r WHERE r.kind = 'support' AND r.first_response IS NOT NULL AND r.created_at >= $1 \
        ORDER BY r.created_at DESC LIMIT 100";
}

/// The support's rooms opened in a period, in order.
pub async fn rooms(conn: &mut Conn<'_>, from: Timestamp, to: Timestamp) -> Result<Vec<ReportRow>> {
    fetch_all!(conn, ROOMS, ReportRow, [from.0, to.0])
}

/// Messages in those, without private notes.
pub async fn messages(conn: &mut Conn<'_>, from: Timestamp, to: Timestamp) -> Result<i64> {
    Ok(fetch_one!(conn, MESSAGES, (i64,), [from.0, to.0])?.0)
}

/// How long first answers took of late, in microseconds.
pub async fn first_responses(conn: &mut Conn<'_>, since: Timestamp) -> Result<Vec<i64>> {
    let rows = fetch_all!(conn, LATELY, (Option<i64>,), [since.0])?;
    Ok(rows.into_iter().filter_map(|row| row.0).collect())
}
