-- The event log: what an account's streams are a view of.

-- A topic is one account's inbox. Its head grows in the transaction of what it tells, so that commits and numbers
-- have one order, without gaps.
CREATE TABLE topic_heads (
    topic TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- Another one where numbers start anew.
    epoch TEXT NOT NULL,
    head BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE INDEX topic_heads_touched ON topic_heads (touched_at);

CREATE TABLE events (
    topic TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    type TEXT NOT NULL,
    -- What it is about, so that it can be authorised again when it is replayed.
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (topic, seq)
);
CREATE INDEX events_created ON events (created_at);

-- Stands for a session on one stream, where no cookie can be sent.
CREATE TABLE event_tickets (
    hash BLOB NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX event_tickets_session ON event_tickets (session_id);
