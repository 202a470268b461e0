-- Orders, attempts to pay them, what gateways said, what was delivered, and the ledger.

CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    buyer_id TEXT NOT NULL REFERENCES users (id),
    status TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'delivered', 'partially_refunded', 'refunded', 'disputed', 'charged_back', 'cancelled', 'expired')),
    currency TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total >= 0),
    refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND total),
    dispute_over BIGINT NOT NULL DEFAULT 0,
    payment_method TEXT,
    -- The attempt whose money was kept.
    paid_attempt_id TEXT,
    transaction_id TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    paid_at BIGINT,
    delivered_at BIGINT,
    refund_asked_at BIGINT,
    refund_reason TEXT,
    -- Why somebody should look.
    attention TEXT
);
CREATE INDEX orders_buyer ON orders (buyer_id, created_at, id);
CREATE INDEX orders_pending ON orders (expires_at) WHERE status = 'pending';
CREATE INDEX orders_attention ON orders (created_at, id) WHERE attention IS NOT NULL;
CREATE INDEX orders_created ON orders (created_at, id);

-- `stock`: reserved for the order, sold through it, or neither.
CREATE TABLE order_items (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    n BIGINT NOT NULL,
    listing_id TEXT NOT NULL REFERENCES listings (id),
    revision_id TEXT NOT NULL REFERENCES listing_revisions (id),
    seller_id TEXT NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    price BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    fee_bps BIGINT NOT NULL,
    licence TEXT NOT NULL,
    refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND price),
    stock TEXT NOT NULL CHECK (stock IN ('held', 'sold', 'free')),
    release_at BIGINT,
    released_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (order_id, n),
    UNIQUE (order_id, listing_id)
);
CREATE INDEX order_items_seller ON order_items (seller_id, created_at, id);
CREATE INDEX order_items_listing ON order_items (listing_id, stock);
CREATE INDEX order_items_release ON order_items (release_at) WHERE released_at IS NULL;

CREATE TABLE payment_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    reference TEXT NOT NULL,
    gateway_ref TEXT,
    status TEXT NOT NULL CHECK (status IN ('created', 'redirected', 'processing', 'succeeded', 'failed', 'expired', 'review')),
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    transaction_id TEXT,
    payment_url TEXT,
    client_secret TEXT,
    qr_url TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When the gateway was last asked.
    asked_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (provider, account, reference)
);
CREATE INDEX payment_attempts_order ON payment_attempts (order_id, created_at, id);
CREATE INDEX payment_attempts_gateway ON payment_attempts (provider, gateway_ref);
CREATE INDEX payment_attempts_open ON payment_attempts (asked_at) WHERE status IN ('created', 'redirected', 'processing');

-- Verified callbacks, each once.
CREATE TABLE callback_inbox (
    provider TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    attempt_id TEXT NOT NULL REFERENCES payment_attempts (id),
    received_at BIGINT NOT NULL,
    PRIMARY KEY (provider, dedupe_key)
);

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;

-- What happened to an order's money; only ever added to.
CREATE TABLE payment_events (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    amount BIGINT,
    currency TEXT
);
CREATE INDEX payment_events_order ON payment_events (order_id, at, id);
CREATE TRIGGER payment_events_stay BEFORE UPDATE ON payment_events FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_events_keep BEFORE DELETE ON payment_events FOR EACH ROW EXECUTE FUNCTION append_only();

-- Money that goes back; `surplus` was never owed.
CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    attempt_id TEXT NOT NULL REFERENCES payment_attempts (id),
    kind TEXT NOT NULL CHECK (kind IN ('refund', 'surplus')),
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'done', 'failed')),
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    error TEXT
);
CREATE INDEX refunds_order ON refunds (order_id, created_at, id);
CREATE UNIQUE INDEX refunds_surplus ON refunds (attempt_id) WHERE kind = 'surplus';

-- What a buyer has. One live one a buyer and listing.
CREATE TABLE entitlements (
    id TEXT NOT NULL PRIMARY KEY,
    buyer_id TEXT NOT NULL REFERENCES users (id),
    listing_id TEXT NOT NULL REFERENCES listings (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    item_id TEXT NOT NULL UNIQUE REFERENCES order_items (id),
    revision_id TEXT NOT NULL REFERENCES listing_revisions (id),
    page_id TEXT NOT NULL,
    licence_key TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE UNIQUE INDEX entitlements_live ON entitlements (buyer_id, listing_id) WHERE ended_at IS NULL;
CREATE INDEX entitlements_page ON entitlements (page_id);

-- Double entry: debits are positive, credits negative, and the lines of a posting make nought. Only ever added to.
CREATE TABLE ledger_postings (
    key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    order_id TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX ledger_postings_order ON ledger_postings (order_id);
CREATE TABLE ledger_entries (
    posting_key TEXT NOT NULL REFERENCES ledger_postings (key),
    n BIGINT NOT NULL,
    account TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (posting_key, n)
);
CREATE INDEX ledger_entries_owner ON ledger_entries (owner_id, account, currency);
CREATE INDEX ledger_entries_statement ON ledger_entries (owner_id, at, posting_key);
CREATE TRIGGER ledger_postings_stay BEFORE UPDATE ON ledger_postings FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_postings_keep BEFORE DELETE ON ledger_postings FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_entries_keep BEFORE DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE TABLE payouts (
    id TEXT NOT NULL PRIMARY KEY,
    seller_id TEXT NOT NULL REFERENCES users (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'processing', 'paid', 'failed', 'returned')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX payouts_seller ON payouts (seller_id, created_at, id);
CREATE INDEX payouts_status ON payouts (status, created_at, id);
