-- What the bank says of a payment before the payment itself has come: a list of facts, folded in when it has.
ALTER TABLE payment_attempts ADD COLUMN early TEXT;
-- Money in review is in the books from when it came; what is in review now wasn't posted yet.
INSERT INTO ledger_postings (key, kind, currency, order_id, at)
    SELECT 'surplus:' || id, 'surplus', received_currency, order_id, updated_at FROM payment_attempts
    WHERE status = 'review' AND received > 0 AND NOT EXISTS (SELECT 1 FROM ledger_postings p WHERE p.key = 'surplus:' || payment_attempts.id);
INSERT INTO ledger_entries (posting_key, n, account, owner_id, amount, currency, at)
    SELECT 'surplus:' || id, 0, 'gateway_receivable', '', received, received_currency, updated_at FROM payment_attempts
    WHERE status = 'review' AND received > 0 AND NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.posting_key = 'surplus:' || payment_attempts.id AND e.n = 0);
INSERT INTO ledger_entries (posting_key, n, account, owner_id, amount, currency, at)
    SELECT 'surplus:' || id, 1, 'unapplied', '', -received, received_currency, updated_at FROM payment_attempts
    WHERE status = 'review' AND received > 0 AND NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.posting_key = 'surplus:' || payment_attempts.id AND e.n = 1);
