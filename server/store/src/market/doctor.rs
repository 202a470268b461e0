//! Reads that look for money and goods that don't add up. Each answers one sentence for each thing that is wrong.

use super::books;
use crate::{Conn, Result};

queries! {
    UNBALANCED = "SELECT 'posting ' || p.key || ' doesn''t sum to nought' FROM ledger_postings p \
        WHERE COALESCE((SELECT SUM(e.amount) FROM ledger_entries e WHERE e.posting_key = p.key), 1) <> 0";
    FOREIGN_LINES = "SELECT 'posting ' || p.key || ' has lines of another currency' FROM ledger_postings p \
        WHERE EXISTS (SELECT 1 FROM ledger_entries e WHERE e.posting_key = p.key AND e.currency <> p.currency)";
    UNPOSTED = "SELECT 'item ' || i.id || ' is paid and its sale isn''t posted' FROM order_items i JOIN orders o ON o.id = i.order_id \
        WHERE o.paid_at IS NOT NULL AND i.price > 0 AND NOT EXISTS (SELECT 1 FROM ledger_postings p WHERE p.key = 'sale:' || i.id)";
    MISPOSTED = "SELECT 'the sale of item ' || i.id || ' isn''t posted as it was sold' FROM order_items i \
        JOIN ledger_postings p ON p.key = 'sale:' || i.id WHERE \
        i.price <> (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entries e WHERE e.posting_key = p.key AND e.account = 'gateway_receivable') OR \
        i.fee - i.price <> (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entries e WHERE e.posting_key = p.key AND e.account = 'seller_pending' AND e.owner_id = i.seller_id)";
    RELEASED = "SELECT 'the release of item ' || i.id || ' isn''t posted as it is' FROM order_items i WHERE \
        (i.released_at IS NULL AND EXISTS (SELECT 1 FROM ledger_postings p WHERE p.key = 'release:' || i.id)) OR \
        (i.released_at IS NOT NULL AND i.price > i.fee AND i.refunded = 0 AND NOT EXISTS (SELECT 1 FROM ledger_postings p WHERE p.key = 'release:' || i.id))";
    UNEARNED = "SELECT 'the sale of item ' || i.id || ' is posted and its order isn''t paid' FROM order_items i JOIN orders o ON o.id = i.order_id \
        WHERE o.paid_at IS NULL AND EXISTS (SELECT 1 FROM ledger_postings p WHERE p.key = 'sale:' || i.id)";
    SUMS = "SELECT 'the items of order ' || o.id || ' don''t make its total' FROM orders o \
        WHERE o.total <> (SELECT COALESCE(SUM(i.price), 0) FROM order_items i WHERE i.order_id = o.id)";
    FEES = "SELECT 'the fee of item ' || id || ' isn''t its part of the price' FROM order_items WHERE fee <> (price * fee_bps + 5000) / 10000";
    REFUNDS = "SELECT 'order ' || o.id || ' has given back something else than its items' FROM orders o \
        WHERE o.status NOT IN ('charged_back') AND o.paid_at IS NOT NULL \
        AND o.refunded <> (SELECT COALESCE(SUM(i.refunded), 0) FROM order_items i WHERE i.order_id = o.id)";
    TOO_MUCH = "SELECT 'order ' || o.id || ' has given back more than was paid' FROM orders o \
        WHERE o.total < (SELECT COALESCE(SUM(i.refunded), 0) FROM order_items i WHERE i.order_id = o.id) OR o.refunded > o.total";
    OVERPAID = "SELECT 'attempt ' || a.id || ' has given back more than came in' FROM payment_attempts a WHERE \
        (SELECT COALESCE(SUM(f.amount), 0) FROM refunds f WHERE f.attempt_id = a.id AND f.kind = 'refund' AND f.status <> 'failed') > a.amount \
        OR EXISTS (SELECT 1 FROM refunds f WHERE f.attempt_id = a.id AND f.kind = 'surplus' \
        AND f.amount > CASE WHEN COALESCE(a.received, 0) > a.amount THEN a.received ELSE a.amount END)";
    OWNED_TWICE = "SELECT 'buyer ' || buyer_id || ' has listing ' || listing_id || ' more than once' FROM entitlements WHERE ended_at IS NULL \
        GROUP BY buyer_id, listing_id HAVING COUNT(*) > 1";
    RECEIVABLE = "SELECT 'what gateways owe for order ' || o.id || ' isn''t what it keeps' FROM orders o WHERE o.paid_at IS NOT NULL \
        AND (SELECT COALESCE(SUM(i.price - i.refunded), 0) FROM order_items i WHERE i.order_id = o.id) <> \
        (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entries e JOIN ledger_postings p ON p.key = e.posting_key \
        WHERE p.order_id = o.id AND e.account = 'gateway_receivable' AND p.kind IN ('sale', 'refund', 'chargeback'))";
    SETTLED_TWICE = "SELECT 'order ' || o.id || ' was paid more than once and kept it' FROM orders o WHERE \
        (SELECT COUNT(*) FROM payment_attempts a WHERE a.order_id = o.id AND a.status = 'succeeded') > \
        (SELECT COUNT(*) FROM refunds f WHERE f.order_id = o.id AND f.kind = 'surplus') + CASE WHEN o.paid_attempt_id IS NULL THEN 0 ELSE 1 END";
    UNSETTLED = "SELECT 'attempt ' || a.id || ' succeeded and its order knows nothing of it' FROM payment_attempts a JOIN orders o ON o.id = a.order_id \
        WHERE a.status = 'succeeded' AND COALESCE(o.paid_attempt_id, '') <> a.id \
        AND NOT EXISTS (SELECT 1 FROM refunds f WHERE f.attempt_id = a.id AND f.kind = 'surplus')";
    UNDELIVERED = "SELECT 'order ' || o.id || ' is paid and item ' || i.id || ' wasn''t delivered' FROM orders o JOIN order_items i ON i.order_id = o.id \
        WHERE o.status IN ('paid', 'delivered', 'partially_refunded', 'disputed') \
        AND NOT EXISTS (SELECT 1 FROM entitlements e WHERE e.item_id = i.id AND e.ended_at IS NULL)";
    UNPAID = "SELECT 'entitlement ' || e.id || ' is live and its order isn''t paid' FROM entitlements e JOIN orders o ON o.id = e.order_id \
        WHERE e.ended_at IS NULL AND o.status NOT IN ('paid', 'delivered', 'partially_refunded', 'disputed')";
    OVERSOLD = "SELECT 'listing ' || id || ' is oversold' FROM listings WHERE stock_limit IS NOT NULL AND sold + reserved > stock_limit";
    COUNTS = "SELECT 'listing ' || l.id || ' counts its sales wrongly' FROM listings l WHERE \
        l.sold <> (SELECT COUNT(*) FROM order_items i WHERE i.listing_id = l.id AND i.stock = 'sold') OR \
        l.reserved <> (SELECT COUNT(*) FROM order_items i WHERE i.listing_id = l.id AND i.stock = 'held')";
    HELD = "SELECT 'item ' || i.id || ' is held for an order that doesn''t wait' FROM order_items i JOIN orders o ON o.id = i.order_id \
        WHERE (i.stock = 'held') <> (o.status = 'pending')";
    OWN = "SELECT 'order ' || o.id || ' is of its buyer''s own listing' FROM orders o JOIN order_items i ON i.order_id = o.id WHERE i.seller_id = o.buyer_id";
    COPIES = "SELECT 'the copy of item ' || e.item_id || ' isn''t the revision that was bought' FROM entitlements e \
        JOIN order_items i ON i.id = e.item_id WHERE i.revision_id <> e.revision_id OR EXISTS (SELECT 1 FROM page_snapshots s \
        JOIN listing_revisions r ON r.id = COALESCE(e.copied_revision_id, e.revision_id) WHERE s.page_id = e.page_id AND s.revision = 1 AND s.document <> r.document)";
    COPYLESS = "SELECT 'the copy of item ' || e.item_id || ' was never made' FROM entitlements e WHERE e.ended_at IS NULL AND \
        EXISTS (SELECT 1 FROM pages p WHERE p.id = e.page_id) AND NOT EXISTS (SELECT 1 FROM page_documents d WHERE d.page_id = e.page_id)";
    SURPLUS = "SELECT 'the surplus of attempt ' || f.attempt_id || ' isn''t posted as it is' FROM refunds f WHERE f.kind = 'surplus' AND \
        (NOT EXISTS (SELECT 1 FROM ledger_postings p WHERE p.order_id = f.order_id AND p.kind = 'surplus' \
        AND (p.key = 'surplus:' || f.attempt_id OR p.key LIKE 'surplus:' || f.attempt_id || ':%')) OR \
        (f.status = 'done') <> EXISTS (SELECT 1 FROM ledger_postings p WHERE p.key = 'surplus_returned:' || f.attempt_id))";
    UNAPPLIED = "SELECT 'what came in for order ' || d.order_id || ' and isn''t owed (' || d.currency || ') isn''t what the books hold' FROM \
        (SELECT t.order_id, t.currency, SUM(t.amount) AS difference FROM \
        (SELECT p.order_id, e.currency, -e.amount AS amount FROM ledger_entries e JOIN ledger_postings p ON p.key = e.posting_key WHERE e.account = 'unapplied' \
        UNION ALL SELECT a.order_id, a.received_currency, -a.received FROM payment_attempts a WHERE a.status = 'review' AND a.received IS NOT NULL \
        UNION ALL SELECT f.order_id, f.currency, -f.amount FROM refunds f WHERE f.kind = 'surplus' AND f.status <> 'done') t \
        GROUP BY t.order_id, t.currency) d WHERE d.difference <> 0";
    EARLY = "SELECT 'attempt ' || id || ' succeeded and what the bank said of it wasn''t taken in' FROM payment_attempts \
        WHERE status = 'succeeded' AND early IS NOT NULL";
    PAYOUTS = "SELECT 'payout ' || p.id || ' isn''t posted as it is' FROM payouts p WHERE \
        NOT EXISTS (SELECT 1 FROM ledger_postings g WHERE g.key = 'payout:' || p.id) OR \
        (p.status IN ('paid', 'returned')) <> EXISTS (SELECT 1 FROM ledger_postings g WHERE g.key = 'payout_settled:' || p.id) OR \
        (p.status = 'failed') <> EXISTS (SELECT 1 FROM ledger_postings g WHERE g.key = 'payout_failed:' || p.id) OR \
        (p.status = 'returned') <> EXISTS (SELECT 1 FROM ledger_postings g WHERE g.key = 'payout_returned:' || p.id)";
    CLEARING = "SELECT 'what is on its way to sellers in ' || c.currency || ' isn''t what their payouts say' FROM \
        (SELECT DISTINCT currency FROM ledger_postings UNION SELECT DISTINCT currency FROM payouts) c WHERE \
        (SELECT COALESCE(SUM(-e.amount), 0) FROM ledger_entries e WHERE e.account = 'payout_clearing' AND e.currency = c.currency) <> \
        (SELECT COALESCE(SUM(p.amount), 0) FROM payouts p WHERE p.currency = c.currency AND p.status IN ('requested', 'approved', 'processing'))";
    RATINGS = "SELECT 'listing ' || l.id || ' counts its reviews wrongly' FROM listings l WHERE \
        l.rating_count <> (SELECT COUNT(*) FROM reviews v WHERE v.listing_id = l.id) OR \
        l.rating_sum <> (SELECT COALESCE(SUM(v.rating), 0) FROM reviews v WHERE v.listing_id = l.id)";
    LOCKED = "SELECT 'page ' || p.id || ' is bought and still a trial' FROM pages p JOIN entitlements e ON e.page_id = p.id \
        WHERE p.trial_of IS NOT NULL AND e.ended_at IS NULL";
    TRIED = "SELECT 'page ' || id || ' is a trial and published' FROM pages WHERE trial_of IS NOT NULL AND status = 'published'";
    ORDERS = "SELECT COUNT(*) FROM orders";
    REFUSED = "SELECT COUNT(*) FROM refunds WHERE status = 'failed'";
}

/// Everything that is wrong.
pub async fn ills(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    let mut ills = Vec::new();
    for sql in [
        UNBALANCED,
        FOREIGN_LINES,
        UNPOSTED,
        UNEARNED,
        MISPOSTED,
        RELEASED,
        SUMS,
        FEES,
        REFUNDS,
        TOO_MUCH,
        OVERPAID,
        OWNED_TWICE,
        RECEIVABLE,
        SETTLED_TWICE,
        UNSETTLED,
        UNDELIVERED,
        UNPAID,
        OVERSOLD,
        COUNTS,
        HELD,
        OWN,
        COPIES,
        COPYLESS,
        SURPLUS,
        UNAPPLIED,
        EARLY,
        PAYOUTS,
        CLEARING,
        RATINGS,
        LOCKED,
        TRIED,
    ] {
        ills.extend(fetch_all!(conn, sql, (String,), [])?.into_iter().map(|row| row.0));
    }
    for (seller, currency) in books::untied(conn).await? {
        ills.push(format!(
            "the {currency} balance of seller {seller} isn't what their sales and payouts come to"
        ));
    }
    Ok(ills)
}

/// How many orders there are.
pub async fn orders(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, ORDERS, (i64,), [])?.0)
}

/// Refunds that a gateway refused: somebody has to do them by hand.
pub async fn refused(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, REFUSED, (i64,), [])?.0)
}
