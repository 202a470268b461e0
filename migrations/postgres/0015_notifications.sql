-- What people are told of: rows commit with what happened, and so do the rows of the outbox that may follow.
CREATE TABLE notifications (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- What it is about: unread ones of one kind about the same may become one.
    subject TEXT NOT NULL,
    -- The event as JSON; words are made of it when it is read.
    data TEXT NOT NULL,
    dedup_key TEXT NOT NULL,
    count BIGINT NOT NULL DEFAULT 1,
    -- Whether it is in the centre; without it the row only keeps what is sent elsewhere.
    in_app BOOLEAN NOT NULL,
    -- Whether its mail waits for a digest.
    digest BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT,
    read_at BIGINT,
    digested_at BIGINT,
    mailed_at BIGINT
);
CREATE UNIQUE INDEX notifications_dedup_key ON notifications (dedup_key);
CREATE INDEX notifications_user ON notifications (user_id, created_at, id);
CREATE INDEX notifications_unread ON notifications (user_id, kind, subject) WHERE read_at IS NULL;
CREATE INDEX notifications_created ON notifications (created_at);

-- What differs from the defaults, as JSON.
CREATE TABLE notification_preferences (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- A browser that may be sent to, as long as the session holds in which it was asked for.
CREATE TABLE push_subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    p256dh BYTEA NOT NULL,
    auth BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX push_subscriptions_endpoint ON push_subscriptions (endpoint);
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id, created_at);
CREATE INDEX push_subscriptions_session ON push_subscriptions (session_id);

-- Admins read what is dead, the latest first.
CREATE INDEX outbox_state_created ON outbox (state, created_at, id);
