//! Money on its way back.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RefundRow {
    /// Opaque.
    pub id: String,
    /// Of which order.
    pub order_id: String,
    /// Of which attempt.
    pub attempt_id: String,
    /// `refund` or `surplus`.
    pub kind: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// `pending`, `done` or `failed`.
    pub status: String,
    /// Why.
    pub reason: String,
    /// Microseconds.
    pub created_at: i64,
    /// How often it was asked for once more.
    pub tries: i64,
}

queries! {
    INSERT = "INSERT INTO refunds (id, order_id, attempt_id, kind, amount, currency, status, reason, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8)";
    FIND = "SELECT id, order_id, attempt_id, kind, amount, currency, status, reason, created_at, tries FROM refunds WHERE id = $1";
    SUM = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM refunds WHERE attempt_id = $1 AND status <> 'failed'";
    RETRY = "UPDATE refunds SET status = 'pending', error = NULL, done_at = NULL, tries = tries + 1 \
        WHERE order_id = $1 AND status = 'failed' RETURNING id, tries";
    HAS_SURPLUS = "SELECT COUNT(*) FROM refunds WHERE attempt_id = $1 AND kind = 'surplus'";
    HOLD = "UPDATE refunds SET status = 'failed', error = $2, done_at = $3 WHERE attempt_id = $1 AND kind = 'surplus' AND status = 'pending'";
    TAKEN = "UPDATE refunds SET status = 'done', error = NULL, done_at = $3 \
        WHERE attempt_id = $1 AND kind = 'surplus' AND status <> 'done' AND amount <= $2 RETURNING amount, currency";
    FINISH = "UPDATE refunds SET status = $2, error = $3, done_at = $4 WHERE id = $1 AND status = 'pending'";
}

/// Something to be given back.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// Opaque.
    pub id: String,
    /// Of which order.
    pub order_id: String,
    /// Of which attempt.
    pub attempt_id: String,
    /// `refund` or `surplus`.
    pub kind: &'static str,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Why.
    pub reason: String,
}

/// Notes that money is to go back. Breaks `refunds_attempt_id` where an attempt's surplus is noted.
pub async fn insert(conn: &mut Conn<'_>, new: &NewRefund, now: Timestamp) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [&new.id, &new.order_id, &new.attempt_id, new.kind, new.amount, &new.currency, &new.reason, now.0]
    )?;
    Ok(())
}

/// One.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<RefundRow>> {
    fetch_optional!(conn, FIND, RefundRow, [id])
}

/// How it ended; `false` where that is known.
pub async fn finish(
    conn: &mut Conn<'_>,
    id: &str,
    status: &str,
    error: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, FINISH, [id, status, error, now.0])? == 1)
}

/// What wasn't owed of an attempt isn't sent back for now; a person may ask for it once more. `false` where it is gone.
pub async fn hold(conn: &mut Conn<'_>, attempt: &str, why: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, HOLD, [attempt, why, now.0])? == 1)
}

/// Up to so much of an attempt was taken from us by itself: what wasn't owed needn't be sent back, if that is all of
/// it. Answers how much that is, and its currency.
pub async fn taken(
    conn: &mut Conn<'_>,
    attempt: &str,
    most: i64,
    now: Timestamp,
) -> Result<Option<(i64, String)>> {
    fetch_optional!(conn, TAKEN, (i64, String), [attempt, most, now.0])
}

/// Those of a locked order that gateways refused are to be asked for once more: id and number of the try.
pub async fn retry(conn: &mut Conn<'_>, order: &str) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, RETRY, (String, i64), [order])
}

/// Whether an attempt's money went back before, or is about to, because it wasn't owed.
pub async fn has_surplus(conn: &mut Conn<'_>, attempt: &str) -> Result<bool> {
    Ok(fetch_one!(conn, HAS_SURPLUS, (i64,), [attempt])?.0 > 0)
}

/// How much of an attempt's money went back or is about to.
pub async fn sum(conn: &mut Conn<'_>, attempt: &str) -> Result<i64> {
    Ok(fetch_one!(conn, SUM, (i64,), [attempt])?.0)
}
