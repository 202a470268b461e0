-- Codes of an authenticator at login. What a secret is derived from stands here, never the secret itself: this table
-- alone opens nothing. A row stays when codes are switched off, so that the next secret is another one.
CREATE TABLE two_step (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    seed TEXT NOT NULL,
    generation BIGINT NOT NULL,
    -- Set while a code is asked for.
    confirmed_at BIGINT,
    -- The last step of 30 seconds whose code opened a session: none opens a second one.
    last_step BIGINT NOT NULL
);

-- Each opens one session without the authenticator; as SHA-256 of 80 random bits.
CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, hash)
);
