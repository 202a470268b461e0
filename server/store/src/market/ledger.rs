//! The ledger: postings and their lines, only ever added to.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::market::Posting;

queries! {
    INSERT = "INSERT INTO ledger_postings (key, kind, currency, order_id, at) VALUES ($1, $2, $3, $4, $5)";
    INSERT_ENTRY = "INSERT INTO ledger_entries (posting_key, n, account, owner_id, amount, currency, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    POSTED = "SELECT COUNT(*) FROM ledger_postings WHERE order_id = $1 AND (key = $2 OR key LIKE $2 || ':%')";
    BALANCES = "SELECT currency, account, CAST(SUM(-amount) AS BIGINT) FROM ledger_entries \
        WHERE owner_id = $1 AND account IN ('seller_pending', 'seller_available') GROUP BY currency, account ORDER BY currency, account";
    STATEMENT = "SELECT e.posting_key, e.n, e.at, p.kind, e.account, -e.amount AS amount, e.currency, p.order_id \
        FROM ledger_entries e JOIN ledger_postings p ON p.key = e.posting_key \
        WHERE e.owner_id = $1 AND (e.at, e.posting_key || ':' || CAST(e.n AS TEXT)) < ($2, $3) \
        ORDER BY e.at DESC, e.posting_key || ':' || CAST(e.n AS TEXT) DESC LIMIT $4";
}

/// A line of a seller's statement; amounts are to the seller's good where positive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementRow {
    /// Of its posting.
    pub posting_key: String,
    /// Its number there.
    pub n: i64,
    /// Microseconds.
    pub at: i64,
    /// A word of `PostingKind`.
    pub kind: String,
    /// A word of `Account`.
    pub account: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Of which order.
    pub order_id: Option<String>,
}

/// Writes a posting. One that isn't balanced is refused; its key is written once (`ledger_postings_key`).
pub async fn post(conn: &mut Conn<'_>, posting: &Posting, order: Option<&str>, now: Timestamp) -> Result<()> {
    if !posting.is_balanced() {
        return Err(Error::Corrupt(format!("the posting {} doesn't sum to nought", posting.key)));
    }
    let currency = posting.currency.code();
    execute!(conn, INSERT, [&posting.key, posting.kind.as_str(), currency, order, now.0])?;
    for (n, entry) in (0_i64..).zip(&posting.entries) {
        execute!(
            conn,
            INSERT_ENTRY,
            [&posting.key, n, entry.account.as_str(), &entry.owner, entry.amount, currency, now.0]
        )?;
    }
    Ok(())
}

/// How often something was posted of a locked order: under this key, or this key and a number.
pub async fn posted(conn: &mut Conn<'_>, order: &str, key: &str) -> Result<i64> {
    Ok(fetch_one!(conn, POSTED, (i64,), [order, key])?.0)
}

/// A seller's balances: currency, account, minor units.
pub async fn balances(conn: &mut Conn<'_>, seller: &str) -> Result<Vec<(String, String, i64)>> {
    fetch_all!(conn, BALANCES, (String, String, i64), [seller])
}

/// A seller's lines, the latest first; the cursor is a moment and `key:n`.
pub async fn statement(
    conn: &mut Conn<'_>,
    seller: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<StatementRow>> {
    fetch_all!(conn, STATEMENT, StatementRow, [seller, after.0, &after.1, limit])
}
