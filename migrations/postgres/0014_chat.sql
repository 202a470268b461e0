-- Chat: rooms, who is in them, messages, visitors without an account, canned replies.

-- Topics are accounts' and visitors' from now on.
ALTER TABLE topic_heads DROP CONSTRAINT topic_heads_topic_fkey;
ALTER TABLE events DROP CONSTRAINT events_topic_fkey;

CREATE TABLE chat_visitors (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    email TEXT,
    page_id TEXT,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX chat_visitors_seen ON chat_visitors (seen_at);

-- Stands for a visitor on one stream.
CREATE TABLE visitor_tickets (
    hash BYTEA NOT NULL PRIMARY KEY,
    visitor_id TEXT NOT NULL REFERENCES chat_visitors (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX visitor_tickets_visitor ON visitor_tickets (visitor_id);

CREATE TABLE chat_rooms (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('support', 'seller')),
    -- An account or a visitor.
    customer_id TEXT NOT NULL,
    seller_id TEXT REFERENCES users (id),
    admin_id TEXT REFERENCES users (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'pending', 'resolved')),
    subject TEXT NOT NULL,
    subject_folded TEXT NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    -- JSON.
    tags TEXT NOT NULL,
    page_id TEXT,
    listing_id TEXT,
    order_id TEXT,
    -- One room a buyer, seller and object.
    pair_key TEXT UNIQUE,
    -- A room between buyer and seller that the support shall look at.
    reported_at BIGINT,
    locale TEXT NOT NULL,
    version BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    customer_seq BIGINT NOT NULL,
    answer_seq BIGINT NOT NULL,
    snoozed_until BIGINT,
    -- The customer's first message without an answer.
    waiting_since BIGINT,
    -- What promises are counted from: the beginning, or the last coming back.
    sla_started_at BIGINT NOT NULL,
    answered_at BIGINT,
    resolved_at BIGINT,
    -- Of the first time, for reports; microseconds.
    first_response BIGINT,
    resolution BIGINT,
    rating BIGINT CHECK (rating BETWEEN 1 AND 5),
    rating_comment TEXT,
    rated_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX chat_rooms_updated ON chat_rooms (kind, updated_at, id);
CREATE INDEX chat_rooms_admin ON chat_rooms (admin_id, updated_at, id);
CREATE INDEX chat_rooms_status ON chat_rooms (status, updated_at, id);
CREATE INDEX chat_rooms_customer ON chat_rooms (customer_id, updated_at, id);
CREATE INDEX chat_rooms_seller ON chat_rooms (seller_id, updated_at, id);
CREATE INDEX chat_rooms_created ON chat_rooms (created_at);
CREATE INDEX chat_rooms_order ON chat_rooms (order_id);
CREATE INDEX chat_rooms_snoozed ON chat_rooms (snoozed_until) WHERE snoozed_until IS NOT NULL;

CREATE TABLE chat_members (
    room_id TEXT NOT NULL REFERENCES chat_rooms (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('customer', 'seller', 'agent')),
    last_read_seq BIGINT NOT NULL DEFAULT 0,
    -- An agent who was mentioned hears of the room whoever has it.
    subscribed BIGINT NOT NULL DEFAULT 0,
    -- An agent who has it open hears of it, too.
    looking_until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX chat_members_user ON chat_members (user_id, role, room_id);

CREATE TABLE chat_messages (
    room_id TEXT NOT NULL REFERENCES chat_rooms (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL,
    sender_id TEXT NOT NULL,
    sender_type TEXT NOT NULL CHECK (sender_type IN ('user', 'admin', 'seller', 'bot', 'system')),
    body TEXT NOT NULL,
    folded TEXT NOT NULL,
    message_type TEXT NOT NULL CHECK (message_type IN ('text', 'image', 'file')),
    -- JSON.
    attachments TEXT NOT NULL,
    private BIGINT NOT NULL CHECK (private IN (0, 1)),
    read_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (room_id, seq),
    UNIQUE (room_id, sender_id, client_id)
);
CREATE INDEX chat_messages_created ON chat_messages (created_at);

-- Files of visitors, who have no library.
CREATE TABLE chat_files (
    id TEXT NOT NULL PRIMARY KEY,
    visitor_id TEXT NOT NULL,
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX chat_files_visitor ON chat_files (visitor_id);

-- When admins were last given a room.
CREATE TABLE chat_agents (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_given_at BIGINT NOT NULL
);

CREATE TABLE canned_replies (
    id TEXT NOT NULL PRIMARY KEY,
    shortcut TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
