//! Answers of POSTs that carried an `Idempotency-Key`.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    CLAIM: "INSERT INTO idempotency_keys (scope, key, body_hash, status, headers, body, created_at) \
            VALUES ($1, $2, $3, NULL, NULL, NULL, $4) \
            ON CONFLICT (scope, key) DO UPDATE \
            SET body_hash = excluded.body_hash, status = NULL, headers = NULL, body = NULL, created_at = excluded.created_at \
            WHERE idempotency_keys.created_at < $5 OR (idempotency_keys.status IS NULL AND idempotency_keys.created_at < $6)";
    FIND: "SELECT body_hash, status, headers, body FROM idempotency_keys WHERE scope = $1 AND key = $2";
    COMPLETE: "UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 \
               WHERE scope = $1 AND key = $2 AND status IS NULL AND body_hash = $6 AND created_at = $7";
    RELEASE: "DELETE FROM idempotency_keys WHERE scope = $1 AND key = $2 AND status IS NULL AND created_at = $3";
    DELETE_OLD: "DELETE FROM idempotency_keys WHERE created_at < $1";
}

/// What is kept under a key.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    /// A keyed digest of the request.
    pub body_hash: String,
    /// `None` while the first request is still at work.
    pub status: Option<i64>,
    /// Headers that belong to the answer, as JSON.
    pub headers: Option<String>,
    /// The answer's body.
    pub body: Option<Vec<u8>>,
}

/// Whose key it is and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The account, or the address of somebody without one.
    pub scope: String,
    /// As the client sent it.
    pub key: String,
}

/// Takes the key for a request. `false` where it is taken by an answer younger than `expired` or by a request
/// at work since `abandoned` or later.
pub async fn claim(
    conn: &mut Conn<'_>,
    key: &Key,
    body_hash: &str,
    now: Timestamp,
    expired: Timestamp,
    abandoned: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, CLAIM, [&key.scope, &key.key, body_hash, now.0, expired.0, abandoned.0])? == 1)
}

/// What is kept under the key, if anything is.
pub async fn find(conn: &mut Conn<'_>, key: &Key) -> Result<Option<Kept>> {
    fetch_optional!(conn, FIND, Kept, [&key.scope, &key.key])
}

/// Keeps the answer of the request that claimed the key at `claimed`; `false` where another has it by now.
pub async fn complete(conn: &mut Conn<'_>, key: &Key, claimed: Timestamp, kept: &Kept) -> Result<bool> {
    let binds = (kept.status, kept.headers.as_deref(), kept.body.as_deref());
    Ok(execute!(
        conn,
        COMPLETE,
        [&key.scope, &key.key, binds.0, binds.1, binds.2, &kept.body_hash, claimed.0]
    )? == 1)
}

/// Gives back a key claimed at `claimed` whose request made nothing.
pub async fn release(conn: &mut Conn<'_>, key: &Key, claimed: Timestamp) -> Result<()> {
    execute!(conn, RELEASE, [&key.scope, &key.key, claimed.0])?;
    Ok(())
}

/// Forgets keys older than `before`; how many.
pub async fn delete_old(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64> {
    execute!(conn, DELETE_OLD, [before.0])
}
