//! Money on its way to sellers.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::market::PayoutStatus;

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PayoutRow {
    /// Opaque.
    pub id: String,
    /// To whom.
    pub seller_id: String,
    /// Their name.
    pub seller_name: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// A word of `PayoutStatus`.
    pub status: String,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
    /// Why it failed or came back.
    pub reason: Option<String>,
}

impl PayoutRow {
    /// Its status; a word that isn't one is corrupt.
    pub fn status(&self) -> Result<PayoutStatus> {
        PayoutStatus::parse(&self.status)
            .ok_or_else(|| Error::Corrupt(format!("status of payout {}", self.id)))
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.seller_id, u.name AS seller_name, p.amount, p.currency, p.status, p.created_at, p.updated_at, p.reason \
             FROM payouts p JOIN users u ON u.id = p.seller_id ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO payouts (id, seller_id, amount, currency, status, created_at, updated_at) VALUES ($1, $2, $3, $4, 'requested', $5, $5)";
    LOCK = select!("WHERE p.id = $1"), select!("WHERE p.id = $1 FOR UPDATE OF p");
    SET_STATUS = "UPDATE payouts SET status = $2, reason = $3, updated_at = $4 WHERE id = $1";
    OF_SELLER = select!("WHERE p.seller_id = $1 AND (p.created_at, p.id) < ($2, $3) ORDER BY p.created_at DESC, p.id DESC LIMIT $4");
    LIST = select!("WHERE ($1 = '' OR p.status = $1) AND (p.created_at, p.id) < ($2, $3) ORDER BY p.created_at DESC, p.id DESC LIMIT $4");
    GONE = "SELECT currency, CAST(SUM(CASE WHEN status = 'paid' THEN 0 ELSE amount END) AS BIGINT), \
        CAST(SUM(CASE WHEN status = 'paid' THEN amount ELSE 0 END) AS BIGINT) FROM payouts \
        WHERE seller_id = $1 AND status NOT IN ('failed', 'returned') GROUP BY currency ORDER BY currency";
}

/// Asks for money.
pub async fn insert(
    conn: &mut Conn<'_>,
    id: &str,
    seller: &str,
    (amount, currency): (i64, &str),
    now: Timestamp,
) -> Result<()> {
    execute!(conn, INSERT, [id, seller, amount, currency, now.0])?;
    Ok(())
}

/// A payout that nobody else changes until the transaction ends.
pub async fn lock(conn: &mut Conn<'_>, id: &str) -> Result<Option<PayoutRow>> {
    fetch_optional!(conn, LOCK, PayoutRow, [id])
}

/// Sets the status of a locked one; `reason` where it failed or came back.
pub async fn set_status(
    conn: &mut Conn<'_>,
    id: &str,
    status: PayoutStatus,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    execute!(conn, SET_STATUS, [id, status.as_str(), reason, now.0])?;
    Ok(())
}

/// A seller's, the latest first.
pub async fn of_seller(
    conn: &mut Conn<'_>,
    seller: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<PayoutRow>> {
    fetch_all!(conn, OF_SELLER, PayoutRow, [seller, after.0, &after.1, limit])
}

/// Everybody's with a status, or all, the latest first.
pub async fn list(
    conn: &mut Conn<'_>,
    status: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<PayoutRow>> {
    fetch_all!(conn, LIST, PayoutRow, [status, after.0, &after.1, limit])
}

/// What left a seller's balance: currency, what is on its way and what arrived, both in minor units.
pub async fn gone(conn: &mut Conn<'_>, seller: &str) -> Result<Vec<(String, i64, i64)>> {
    fetch_all!(conn, GONE, (String, i64, i64), [seller])
}
