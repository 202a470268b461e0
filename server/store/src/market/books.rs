//! Whether sellers' balances in the ledger are what their sales and payouts come to.

use crate::{Conn, Result};
use landinghub::market::share;
use std::collections::BTreeMap;

queries! {
    KEPT = "SELECT i.seller_id, o.currency, CAST(SUM(i.price - i.fee) AS BIGINT) FROM order_items i JOIN orders o ON o.id = i.order_id \
        WHERE o.paid_at IS NOT NULL AND i.refunded = 0 GROUP BY i.seller_id, o.currency";
    PARTS = "SELECT i.seller_id, o.currency, i.price, i.fee, i.refunded FROM order_items i JOIN orders o ON o.id = i.order_id \
        WHERE o.paid_at IS NOT NULL AND i.refunded > 0 AND i.refunded < i.price";
    GONE = "SELECT seller_id, currency, CAST(SUM(amount) AS BIGINT) FROM payouts WHERE status NOT IN ('failed', 'returned') \
        GROUP BY seller_id, currency";
    BALANCES = "SELECT owner_id, currency, CAST(SUM(-amount) AS BIGINT) FROM ledger_entries \
        WHERE account IN ('seller_pending', 'seller_available') GROUP BY owner_id, currency";
}

/// Sellers, with the currency, whose balance isn't what they earned and weren't paid out yet.
pub(super) async fn untied(conn: &mut Conn<'_>) -> Result<Vec<(String, String)>> {
    let mut differences: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut add = |seller: String, currency: String, amount: i64| {
        *differences.entry((seller, currency)).or_default() += amount;
    };
    for (seller, currency, earned) in fetch_all!(conn, KEPT, (String, String, i64), [])? {
        add(seller, currency, earned);
    }
    // Of what went back in part, our fee went back in part, rounded as it was posted.
    for (seller, currency, price, fee, refunded) in
        fetch_all!(conn, PARTS, (String, String, i64, i64, i64), [])?
    {
        add(seller, currency, (price - refunded) - (fee - share(fee, refunded, price)));
    }
    for (seller, currency, amount) in fetch_all!(conn, GONE, (String, String, i64), [])? {
        add(seller, currency, -amount);
    }
    for (seller, currency, balance) in fetch_all!(conn, BALANCES, (String, String, i64), [])? {
        add(seller, currency, -balance);
    }
    Ok(differences.into_iter().filter(|(_, difference)| *difference != 0).map(|(whose, _)| whose).collect())
}
