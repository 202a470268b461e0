//! The event log: per account, numbered without gaps in the order of commits.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;

/// An event about to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'e> {
    /// Whose log.
    pub topic: &'e str,
    /// Used by the topic's first event only.
    pub epoch: &'e str,
    /// Its name.
    pub kind: &'e str,
    /// What it is about.
    pub subject: &'e str,
    /// JSON.
    pub body: &'e str,
}

/// Where a topic stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// Another one where numbers start anew.
    pub epoch: String,
    /// The number of the last event; 0 before the first.
    pub head: i64,
}

/// An event as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EventRow {
    /// Its number in the topic.
    pub seq: i64,
    /// Its name.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// JSON on one line.
    pub body: String,
}

statements! {
    ADVANCE: "INSERT INTO topic_heads (topic, epoch, head, touched_at) VALUES ($1, $2, 1, $3) \
              ON CONFLICT (topic) DO UPDATE SET head = topic_heads.head + 1, touched_at = excluded.touched_at RETURNING epoch, head";
    APPEND: "INSERT INTO events (topic, seq, type, subject, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    ADVANCE_ALL:
        sqlite "INSERT INTO topic_heads (topic, epoch, head, touched_at) \
            SELECT value->>'$.topic', value->>'$.epoch', value->>'$.count', $2 FROM json_each($1) WHERE TRUE \
            ON CONFLICT (topic) DO UPDATE SET head = topic_heads.head + excluded.head, touched_at = excluded.touched_at \
            RETURNING topic, epoch, head",
        postgres "INSERT INTO topic_heads (topic, epoch, head, touched_at) \
            SELECT x.topic, x.epoch, x.count, $2 FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS x (topic TEXT, epoch TEXT, count BIGINT) \
            ORDER BY x.topic COLLATE \"C\" \
            ON CONFLICT (topic) DO UPDATE SET head = topic_heads.head + excluded.head, touched_at = excluded.touched_at \
            RETURNING topic, epoch, head";
    APPEND_ALL:
        sqlite "INSERT INTO events (topic, seq, type, subject, body, created_at) SELECT value->>'$.topic', value->>'$.seq', \
            value->>'$.type', value->>'$.subject', value->>'$.body', $2 FROM json_each($1)",
        postgres "INSERT INTO events (topic, seq, type, subject, body, created_at) SELECT x.topic, x.seq, x.type, x.subject, x.body, $2 \
            FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS x (topic TEXT, seq BIGINT, type TEXT, subject TEXT, body TEXT)";
    OPEN: "INSERT INTO topic_heads (topic, epoch, head, touched_at) VALUES ($1, $2, 0, $3) ON CONFLICT (topic) DO NOTHING";
    HEAD: "SELECT epoch, head FROM topic_heads WHERE topic = $1";
    TOUCHED: "SELECT topic, head FROM topic_heads WHERE touched_at >= $1";
    AFTER: "SELECT seq, type AS kind, subject, body FROM events WHERE topic = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4";
    FORGET_OLD: "DELETE FROM events WHERE created_at < $1";
    FORGET_FAR: "DELETE FROM events WHERE seq <= (SELECT h.head - $1 FROM topic_heads h WHERE h.topic = events.topic)";
    ADD_TICKET: "INSERT INTO event_tickets (hash, session_id, expires_at) VALUES ($1, $2, $3)";
    TAKE_TICKET: "DELETE FROM event_tickets WHERE hash = $1 RETURNING session_id, expires_at";
    FORGET_TICKETS: "DELETE FROM event_tickets WHERE expires_at <= $1";
}

/// Adds an event to a topic, in the transaction of what it tells; `epoch` is only used by the first. Several topics in
/// one transaction are written in sorted order.
pub async fn append(
    conn: &mut Conn<'_>,
    topic: &str,
    epoch: &str,
    (kind, subject, body): (&str, &str, &str),
    now: Timestamp,
) -> Result<Head> {
    let head = fetch_one!(conn, ADVANCE, Head, [topic, epoch, now.0])?;
    execute!(conn, APPEND, [topic, head.head, kind, subject, body, now.0])?;
    Ok(head)
}

/// Adds events in their order, those of several topics at once; the topics' rows are locked in sorted order. Where each
/// stands afterwards, in the order of `events`.
pub async fn append_all(conn: &mut Conn<'_>, events: &[NewEvent<'_>], now: Timestamp) -> Result<Vec<Head>> {
    let mut topics: BTreeMap<&str, (&str, i64)> = BTreeMap::new();
    for event in events {
        topics.entry(event.topic).or_insert((event.epoch, 0)).1 += 1;
    }
    let rows: Vec<_> = topics
        .iter()
        .map(|(topic, (epoch, count))| json!({ "topic": topic, "epoch": epoch, "count": count }))
        .collect();
    let rows = json!(rows).to_string();
    let heads = fetch_all!(conn, ADVANCE_ALL, (String, String, i64), [&rows, now.0])?;
    // The number before the first of the new ones.
    let mut at: BTreeMap<&str, Head> = BTreeMap::new();
    for (topic, epoch, head) in &heads {
        let count = topics.get(topic.as_str()).map_or(0, |(_, count)| *count);
        at.insert(topic, Head { epoch: epoch.clone(), head: head - count });
    }
    let (mut numbered, mut rows) = (Vec::with_capacity(events.len()), Vec::with_capacity(events.len()));
    for event in events {
        let head = at.get_mut(event.topic).ok_or_else(|| Error::Corrupt(format!("topic {}", event.topic)))?;
        head.head += 1;
        numbered.push(head.clone());
        rows.push(json!({
            "topic": event.topic, "seq": head.head, "type": event.kind, "subject": event.subject, "body": event.body
        }));
    }
    execute!(conn, APPEND_ALL, [json!(rows).to_string(), now.0])?;
    Ok(numbered)
}

/// Gives a topic its epoch, unless it has one.
pub async fn open(conn: &mut Conn<'_>, topic: &str, epoch: &str, now: Timestamp) -> Result<()> {
    execute!(conn, OPEN, [topic, epoch, now.0])?;
    Ok(())
}

/// Where a topic stands, if it was ever opened.
pub async fn head(conn: &mut Conn<'_>, topic: &str) -> Result<Option<Head>> {
    fetch_optional!(conn, HEAD, Head, [topic])
}

/// Topics with their heads that grew since `moment`.
pub async fn touched(conn: &mut Conn<'_>, moment: Timestamp) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, TOUCHED, (String, i64), [moment.0])
}

/// The events after `from` up to `to`, in order, `limit` at the most.
pub async fn after(
    conn: &mut Conn<'_>,
    topic: &str,
    (from, to): (i64, i64),
    limit: i64,
) -> Result<Vec<EventRow>> {
    fetch_all!(conn, AFTER, EventRow, [topic, from, to, limit])
}

/// Deletes events before `moment`, and those more than `keep` behind their topic's head.
pub async fn forget(conn: &mut Conn<'_>, moment: Timestamp, keep: i64) -> Result<u64> {
    Ok(execute!(conn, FORGET_OLD, [moment.0])? + execute!(conn, FORGET_FAR, [keep])?)
}

/// Keeps a ticket's hash.
pub async fn add_ticket(
    conn: &mut Conn<'_>,
    hash: &[u8],
    session_id: &str,
    expires_at: Timestamp,
) -> Result<()> {
    execute!(conn, ADD_TICKET, [hash, session_id, expires_at.0])?;
    Ok(())
}

/// Takes a ticket out: its session, and until when it was good.
pub async fn take_ticket(conn: &mut Conn<'_>, hash: &[u8]) -> Result<Option<(String, i64)>> {
    fetch_optional!(conn, TAKE_TICKET, (String, i64), [hash])
}

/// Deletes tickets that nobody took in time.
pub async fn forget_tickets(conn: &mut Conn<'_>, now: Timestamp) -> Result<u64> {
    execute!(conn, FORGET_TICKETS, [now.0])
}
