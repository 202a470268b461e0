-- Billing addresses; `body` is JSON.
CREATE TABLE addresses (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX addresses_user ON addresses (user_id, created_at, id);
-- New orders have one address.
CREATE UNIQUE INDEX addresses_default ON addresses (user_id) WHERE is_default;

-- The address an order was placed with: its invoice never changes.
CREATE TABLE order_addresses (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
    body TEXT NOT NULL
);
