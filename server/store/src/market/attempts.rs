//! Attempts to pay, and the inbox of callbacks.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::market::AttemptStatus;

/// An attempt.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AttemptRow {
    /// Opaque.
    pub id: String,
    /// Of which order.
    pub order_id: String,
    /// A word of `Method`.
    pub provider: String,
    /// Our account there.
    pub account: String,
    /// Our name for it there.
    pub reference: String,
    /// The gateway's name for it.
    pub gateway_ref: Option<String>,
    /// A word of `AttemptStatus`.
    pub status: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// The gateway's name for the movement of money.
    pub transaction_id: Option<String>,
    /// Of one in review: what came in, minor units.
    pub received: Option<i64>,
    /// Its currency, ISO 4217.
    pub received_currency: Option<String>,
    /// What the bank said of it before it landed: JSON, a list of `Fact`.
    pub early: Option<String>,
    /// Where to send the buyer.
    pub payment_url: Option<String>,
    /// For the browser's library.
    pub client_secret: Option<String>,
    /// A QR code.
    pub qr_url: Option<String>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub expires_at: i64,
}

impl AttemptRow {
    /// Its status; a word that isn't one is corrupt.
    pub fn status(&self) -> Result<AttemptStatus> {
        AttemptStatus::parse(&self.status)
            .ok_or_else(|| Error::Corrupt(format!("status of attempt {}", self.id)))
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, order_id, provider, account, reference, gateway_ref, status, amount, currency, transaction_id, received, \
             received_currency, early, payment_url, client_secret, qr_url, created_at, expires_at FROM payment_attempts ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO payment_attempts (id, order_id, provider, account, reference, status, amount, currency, created_at, updated_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, 'created', $6, $7, $8, $8, $9)";
    FIND = select!("WHERE id = $1");
    BY_REFERENCE = select!("WHERE provider = $1 AND account = $2 AND reference = $3");
    BY_GATEWAY_REF = select!("WHERE provider = $1 AND account = $2 AND gateway_ref = $3");
    OF_ORDER = select!("WHERE order_id = $1 ORDER BY created_at, id");
    MADE = "UPDATE payment_attempts SET gateway_ref = $2, payment_url = $3, client_secret = $4, qr_url = $5, updated_at = $6 WHERE id = $1";
    SET_STATUS = "UPDATE payment_attempts SET status = $2, updated_at = $3 WHERE id = $1";
    SET_TRANSACTION = "UPDATE payment_attempts SET transaction_id = COALESCE(CAST($2 AS TEXT), transaction_id), \
        gateway_ref = COALESCE(gateway_ref, CAST($3 AS TEXT)) WHERE id = $1";
    SET_RECEIVED = "UPDATE payment_attempts SET received = $2, received_currency = $3 WHERE id = $1";
    SET_EARLY = "UPDATE payment_attempts SET early = $2 WHERE id = $1";
    RECEIVE = "INSERT INTO callback_inbox (provider, dedupe_key, attempt_id, received_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (provider, dedupe_key) DO NOTHING";
    QUIET = select!("WHERE status IN ('created', 'redirected', 'processing') AND created_at <= $1 AND asked_at <= $1 ORDER BY asked_at LIMIT $2");
    ASKED = "UPDATE payment_attempts SET asked_at = $2 WHERE id = $1";
}

/// An attempt to be made.
#[derive(Clone, Debug)]
pub struct NewAttempt {
    /// Opaque; also our name for it at the gateway.
    pub id: String,
    /// Of which order.
    pub order_id: String,
    /// A word of `Method`.
    pub provider: String,
    /// Our account there.
    pub account: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Now.
    pub created_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
}

/// Makes an attempt.
pub async fn insert(conn: &mut Conn<'_>, new: &NewAttempt) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &new.id,
            &new.order_id,
            &new.provider,
            &new.account,
            &new.id,
            new.amount,
            &new.currency,
            new.created_at.0,
            new.expires_at.0
        ]
    )?;
    Ok(())
}

/// An attempt.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<AttemptRow>> {
    fetch_optional!(conn, FIND, AttemptRow, [id])
}

/// The attempt that a gateway speaks of, by our name for it or, where that is empty, by theirs.
pub async fn named(
    conn: &mut Conn<'_>,
    provider: &str,
    account: &str,
    reference: &str,
    gateway_ref: Option<&str>,
) -> Result<Option<AttemptRow>> {
    if reference.is_empty() {
        let Some(name) = gateway_ref else { return Ok(None) };
        return fetch_optional!(conn, BY_GATEWAY_REF, AttemptRow, [provider, account, name]);
    }
    fetch_optional!(conn, BY_REFERENCE, AttemptRow, [provider, account, reference])
}

/// An order's attempts, the first first.
pub async fn of_order(conn: &mut Conn<'_>, order: &str) -> Result<Vec<AttemptRow>> {
    fetch_all!(conn, OF_ORDER, AttemptRow, [order])
}

/// Keeps what the gateway answered.
pub async fn made(
    conn: &mut Conn<'_>,
    id: &str,
    gateway_ref: Option<&str>,
    (payment_url, client_secret, qr_url): (Option<&str>, Option<&str>, Option<&str>),
    now: Timestamp,
) -> Result<()> {
    execute!(conn, MADE, [id, gateway_ref, payment_url, client_secret, qr_url, now.0])?;
    Ok(())
}

/// Sets the status of an attempt whose order is locked.
pub async fn set_status(conn: &mut Conn<'_>, id: &str, status: AttemptStatus, now: Timestamp) -> Result<()> {
    execute!(conn, SET_STATUS, [id, status.as_str(), now.0])?;
    Ok(())
}

/// Keeps the gateway's names; what isn't told stays.
pub async fn set_names(
    conn: &mut Conn<'_>,
    id: &str,
    transaction: Option<&str>,
    gateway_ref: Option<&str>,
) -> Result<()> {
    execute!(conn, SET_TRANSACTION, [id, transaction, gateway_ref])?;
    Ok(())
}

/// What came in for an attempt that a person has to look at and stands in the books: minor units, ISO 4217.
pub async fn set_received(conn: &mut Conn<'_>, id: &str, sum: Option<(i64, &str)>) -> Result<()> {
    let (amount, currency) = sum.unzip();
    execute!(conn, SET_RECEIVED, [id, amount, currency])?;
    Ok(())
}

/// What the bank said of an attempt before it landed.
pub async fn set_early(conn: &mut Conn<'_>, id: &str, news: Option<&str>) -> Result<()> {
    execute!(conn, SET_EARLY, [id, news])?;
    Ok(())
}

/// Takes a verified callback in; `false` where it came before.
pub async fn receive(
    conn: &mut Conn<'_>,
    provider: &str,
    dedupe: &str,
    attempt: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, RECEIVE, [provider, dedupe, attempt, now.0])? == 1)
}

/// Open attempts that were neither made nor asked about since `before`.
pub async fn quiet(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> Result<Vec<AttemptRow>> {
    fetch_all!(conn, QUIET, AttemptRow, [before.0, limit])
}

/// The gateway was asked.
pub async fn asked(conn: &mut Conn<'_>, id: &str, now: Timestamp) -> Result<()> {
    execute!(conn, ASKED, [id, now.0])?;
    Ok(())
}
