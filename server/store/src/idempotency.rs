//! Answers of POSTs that carried an `Idempotency-Key`.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    CLAIM: "INSERT INTO idempotency_keys (scope, key, body_hash, claim, leased_until, status, headers, body, created_at) \
            VALUES ($1, $2, $3, $4, $5, NULL, NULL, NULL, $6) \
            ON CONFLICT (scope, key) DO UPDATE \
            SET body_hash = excluded.body_hash, claim = excluded.claim, leased_until = excluded.leased_until, \
            status = NULL, headers = NULL, body = NULL, created_at = excluded.created_at \
            WHERE idempotency_keys.created_at < $7 \
            OR (idempotency_keys.status IS NULL AND idempotency_keys.leased_until < excluded.created_at)";
    FIND: "SELECT body_hash, status, headers, body FROM idempotency_keys WHERE scope = $1 AND key = $2";
    RENEW: "UPDATE idempotency_keys SET leased_until = $4 WHERE scope = $1 AND key = $2 AND claim = $3 AND status IS NULL";
    COMPLETE: "UPDATE idempotency_keys SET status = $4, headers = $5, body = $6 \
               WHERE scope = $1 AND key = $2 AND claim = $3 AND status IS NULL";
    RELEASE: "DELETE FROM idempotency_keys WHERE scope = $1 AND key = $2 AND claim = $3 AND status IS NULL";
    DELETE_OLD: "DELETE FROM idempotency_keys WHERE created_at < $1";
}

/// What is kept under a key.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    /// A keyed digest of the request.
    pub body_hash: String,
    /// `None` while the request is still at work.
    pub status: Option<i64>,
    /// Headers that belong to the answer, as JSON.
    pub headers: Option<String>,
    /// The answer's body.
    pub body: Option<Vec<u8>>,
}

/// The right of one request to answer under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose key: the account, or the address of somebody without one.
    pub scope: String,
    /// As the client sent it.
    pub key: String,
    /// Different for each request that holds the key.
    pub id: String,
}

/// Takes the key for a request until `leased_until`. `false` where it is taken: by an answer that isn't older than
/// `expired`, or by a request whose lease isn't over at `now`.
pub async fn claim(
    conn: &mut Conn<'_>,
    claim: &Claim,
    body_hash: &str,
    (now, leased_until): (Timestamp, Timestamp),
    expired: Timestamp,
) -> Result<bool> {
    let binds = (leased_until.0, now.0, expired.0);
    Ok(execute!(conn, CLAIM, [&claim.scope, &claim.key, body_hash, &claim.id, binds.0, binds.1, binds.2])?
        == 1)
}

/// What is kept under the key of a claim, if anything is.
pub async fn find(conn: &mut Conn<'_>, claim: &Claim) -> Result<Option<Kept>> {
    fetch_optional!(conn, FIND, Kept, [&claim.scope, &claim.key])
}

/// Says that the request is still at work; `false` where another holds the key by now.
pub async fn renew(conn: &mut Conn<'_>, claim: &Claim, leased_until: Timestamp) -> Result<bool> {
    Ok(execute!(conn, RENEW, [&claim.scope, &claim.key, &claim.id, leased_until.0])? == 1)
}

/// Keeps the answer; `false` where another holds the key by now.
pub async fn complete(
    conn: &mut Conn<'_>,
    claim: &Claim,
    status: i64,
    headers: &str,
    body: &[u8],
) -> Result<bool> {
    Ok(execute!(conn, COMPLETE, [&claim.scope, &claim.key, &claim.id, status, headers, body])? == 1)
}

/// Gives back the key of a request that made nothing.
pub async fn release(conn: &mut Conn<'_>, claim: &Claim) -> Result<()> {
    execute!(conn, RELEASE, [&claim.scope, &claim.key, &claim.id])?;
    Ok(())
}

/// Forgets keys older than `before`; how many.
pub async fn delete_old(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64> {
    execute!(conn, DELETE_OLD, [before.0])
}
