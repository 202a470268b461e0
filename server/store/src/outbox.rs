//! What must happen because something was committed. A row is written in the transaction of its cause;
//! a worker claims it under a lease, does it, and says how it went.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    INSERT: "INSERT INTO outbox (id, kind, payload, dedup_key, state, attempts, due_at, leased_until, created_at) \
        VALUES ($1, $2, $3, $4, 'pending', 0, $5, 0, $6) ON CONFLICT (dedup_key) DO NOTHING";
    CLAIM:
        sqlite "UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox \
            WHERE state = 'pending' AND due_at <= $1 AND leased_until <= $1 ORDER BY due_at, id LIMIT $3) \
            RETURNING id, kind, payload, attempts, created_at",
        postgres "UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox \
            WHERE state = 'pending' AND due_at <= $1 AND leased_until <= $1 ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) \
            RETURNING id, kind, payload, attempts, created_at";
    DONE: "UPDATE outbox SET state = 'done', payload = '', leased_until = 0, last_error = NULL, finished_at = $3 \
        WHERE id = $1 AND leased_until = $2 AND state = 'pending'";
    RETRY: "UPDATE outbox SET due_at = $3, leased_until = 0, last_error = $4 WHERE id = $1 AND leased_until = $2 AND state = 'pending'";
    DEAD: "UPDATE outbox SET state = 'dead', leased_until = 0, last_error = $4, finished_at = $3 \
        WHERE id = $1 AND leased_until = $2 AND state = 'pending'";
    COUNT: "SELECT COUNT(*) FROM outbox WHERE state = $1";
    FORGET: "DELETE FROM outbox WHERE state = 'done' AND finished_at < $1";
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

/// Claims up to `limit` rows that are due, until `lease`; nobody else gets them before.
pub async fn claim(
    conn: &mut Conn<'_>,
    now: Timestamp,
    lease: Timestamp,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let rows = fetch_all!(conn, CLAIM, (String, String, String, i64, i64), [now.0, lease.0, limit])?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, payload, attempts, created_at)| Claimed {
            id,
            kind,
            payload,
            attempts,
            created_at: Timestamp(created_at),
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

/// How many rows are in a state.
pub async fn count(conn: &mut Conn<'_>, state: EntryState) -> Result<i64> {
    let state = match state {
        EntryState::Pending => "pending",
        EntryState::Done => "done",
        EntryState::Dead => "dead",
    };
    Ok(fetch_one!(conn, COUNT, (i64,), [state])?.0)
}

/// Deletes rows done before `before`.
pub async fn forget(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64> {
    execute!(conn, FORGET, [before.0])
}
