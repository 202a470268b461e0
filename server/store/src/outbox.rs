//! What must happen because something was committed. A row is written in the transaction of its cause;
//! a worker claims it under a lease, does it, and says how it went.

use crate::{Conn, Result};
use landinghub::Timestamp;
use serde_json::json;

statements! {
    INSERT: "INSERT INTO outbox (id, kind, payload, dedup_key, state, attempts, due_at, leased_until, created_at) \
        VALUES ($1, $2, $3, $4, 'pending', 0, $5, 0, $6) ON CONFLICT (dedup_key) DO NOTHING";
    INSERT_ALL:
        sqlite "INSERT INTO outbox (id, kind, payload, dedup_key, state, attempts, due_at, leased_until, created_at) \
            SELECT value->>'$.id', value->>'$.kind', value->>'$.payload', value->>'$.dedup_key', 'pending', 0, value->>'$.due_at', 0, \
            value->>'$.created_at' FROM json_each($1) WHERE TRUE ON CONFLICT (dedup_key) DO NOTHING",
        postgres "INSERT INTO outbox (id, kind, payload, dedup_key, state, attempts, due_at, leased_until, created_at) \
            SELECT x.id, x.kind, x.payload, x.dedup_key, 'pending', 0, x.due_at, 0, x.created_at FROM jsonb_to_recordset(CAST($1 AS JSONB)) \
            AS x (id TEXT, kind TEXT, payload TEXT, dedup_key TEXT, due_at BIGINT, created_at BIGINT) \
            ON CONFLICT (dedup_key) DO NOTHING";
    CLAIM:
        sqlite "UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox \
            WHERE state = 'pending' AND due_at <= $1 AND leased_until <= $1 ORDER BY due_at, id LIMIT $3) \
            RETURNING id, kind, payload, attempts, created_at, due_at",
        postgres "UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox \
            WHERE state = 'pending' AND due_at <= $1 AND leased_until <= $1 ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) \
            RETURNING id, kind, payload, attempts, created_at, due_at";
    DONE: "UPDATE outbox SET state = 'done', payload = '', leased_until = 0, last_error = NULL, finished_at = $3 \
        WHERE id = $1 AND leased_until = $2 AND state = 'pending'";
    RETRY: "UPDATE outbox SET due_at = $3, leased_until = 0, last_error = $4 WHERE id = $1 AND leased_until = $2 AND state = 'pending'";
    DEAD: "UPDATE outbox SET state = 'dead', leased_until = 0, last_error = $4, finished_at = $3 \
        WHERE id = $1 AND leased_until = $2 AND state = 'pending'";
    COUNT: "SELECT COUNT(*) FROM outbox WHERE state = $1";
    FORGET: "DELETE FROM outbox WHERE state = 'done' AND finished_at < $1";
    POSTPONE: "UPDATE outbox SET due_at = $3, leased_until = 0, attempts = attempts - 1 WHERE id = $1 AND leased_until = $2 AND state = 'pending'";
    LIST: "SELECT id, kind, payload, state, attempts, last_error, created_at, due_at, finished_at FROM outbox \
        WHERE state = $1 AND (created_at, id) < ($2, $3) AND (kind = $4 OR $4 = '') ORDER BY created_at DESC, id DESC LIMIT $5";
    FIND: "SELECT id, kind, payload, state, attempts, last_error, created_at, due_at, finished_at FROM outbox WHERE id = $1";
    REVIVE: "UPDATE outbox SET state = 'pending', attempts = 0, due_at = $2, leased_until = 0, finished_at = NULL WHERE id = $1 AND state = 'dead'";
    DISCARD: "UPDATE outbox SET state = 'done', payload = '', finished_at = $2 WHERE id = $1 AND state = 'dead'";
}

/// Something to be done.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Opaque; stable over retries.
    pub id: String,
    /// Which handler.
    pub kind: &'static str,
    /// JSON for it.
    pub payload: String,
    /// A second row with the same key isn't written.
    pub dedup_key: String,
    /// Not before.
    pub due_at: Timestamp,
    /// When its cause was committed.
    pub created_at: Timestamp,
}

/// A claimed row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// As it was written.
    pub id: String,
    /// Which handler.
    pub kind: String,
    /// JSON for it.
    pub payload: String,
    /// Which attempt this is, from 1.
    pub attempts: i64,
    /// When its cause was committed.
    pub created_at: Timestamp,
    /// When it was due.
    pub due_at: Timestamp,
}

/// Where a row is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Yet to be done.
    Pending,
    /// Done.
    Done,
    /// Given up.
    Dead,
}

/// Writes a row; `false` where its key is there already.
pub async fn insert(conn: &mut Conn<'_>, new: &NewEntry) -> Result<bool> {
    let done = execute!(
        conn,
        INSERT,
        [&new.id, new.kind, &new.payload, &new.dedup_key, new.due_at.0, new.created_at.0]
    )?;
    Ok(done == 1)
}

/// Writes rows, but for those whose keys are there already.
pub async fn insert_all(conn: &mut Conn<'_>, new: &[&NewEntry]) -> Result<()> {
    if let [one] = new {
        insert(conn, one).await?;
        return Ok(());
    }
    if new.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = new
        .iter()
        .map(|row| {
            json!({
                "id": row.id, "kind": row.kind, "payload": row.payload, "dedup_key": row.dedup_key,
                "due_at": row.due_at.0, "created_at": row.created_at.0
            })
        })
        .collect();
    execute!(conn, INSERT_ALL, [json!(rows).to_string()])?;
    Ok(())
}

/// Claims up to `limit` rows that are due, until `lease`; nobody else gets them before.
pub async fn claim(
    conn: &mut Conn<'_>,
    now: Timestamp,
    lease: Timestamp,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let rows = fetch_all!(conn, CLAIM, (String, String, String, i64, i64, i64), [now.0, lease.0, limit])?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, payload, attempts, created_at, due_at)| Claimed {
            id,
            kind,
            payload,
            attempts,
            created_at: Timestamp(created_at),
            due_at: Timestamp(due_at),
        })
        .collect())
}

/// Notes that a row is done and forgets its payload; `false` where the lease was lost.
pub async fn done(conn: &mut Conn<'_>, id: &str, lease: Timestamp, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, DONE, [id, lease.0, now.0])? == 1)
}

/// Puts a row back until `due`; `false` where the lease was lost.
pub async fn retry(
    conn: &mut Conn<'_>,
    id: &str,
    lease: Timestamp,
    due: Timestamp,
    error: &str,
) -> Result<bool> {
    Ok(execute!(conn, RETRY, [id, lease.0, due.0, error])? == 1)
}

/// Gives a row up; `false` where the lease was lost.
pub async fn dead(
    conn: &mut Conn<'_>,
    id: &str,
    lease: Timestamp,
    now: Timestamp,
    error: &str,
) -> Result<bool> {
    Ok(execute!(conn, DEAD, [id, lease.0, now.0, error])? == 1)
}

/// Puts a row back until `due` without counting it as a try; `false` where the lease was lost.
pub async fn postpone(conn: &mut Conn<'_>, id: &str, lease: Timestamp, due: Timestamp) -> Result<bool> {
    Ok(execute!(conn, POSTPONE, [id, lease.0, due.0])? == 1)
}

/// A row as people look at it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryRow {
    /// As it was written.
    pub id: String,
    /// Which handler.
    pub kind: String,
    /// JSON for it; there may be secrets in it.
    pub payload: String,
    /// `pending`, `done` or `dead`.
    pub state: String,
    /// Tries so far.
    pub attempts: i64,
    /// Why the last one failed.
    pub last_error: Option<String>,
    /// When its cause was committed.
    pub created_at: i64,
    /// When it is tried next.
    pub due_at: i64,
    /// When it was done or given up.
    pub finished_at: Option<i64>,
}

/// Rows in a state, the latest first; of one kind where `kind` isn't empty.
pub async fn list(
    conn: &mut Conn<'_>,
    state: EntryState,
    (moment, id): (i64, &str),
    kind: &str,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    fetch_all!(conn, LIST, EntryRow, [state.as_str(), moment, id, kind, limit])
}

/// The row with this id.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<EntryRow>> {
    fetch_optional!(conn, FIND, EntryRow, [id])
}

/// Has a dead row tried again from the start; `false` where it isn't dead.
pub async fn revive(conn: &mut Conn<'_>, id: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, REVIVE, [id, now.0])? == 1)
}

/// Lets go of a dead row; `false` where it isn't dead. Its key stays for as long as those of done rows.
pub async fn discard(conn: &mut Conn<'_>, id: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, DISCARD, [id, now.0])? == 1)
}

impl EntryState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

/// How many rows are in a state.
pub async fn count(conn: &mut Conn<'_>, state: EntryState) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT, (i64,), [state.as_str()])?.0)
}

/// Deletes rows done before `before`.
pub async fn forget(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64> {
    execute!(conn, FORGET, [before.0])
}
