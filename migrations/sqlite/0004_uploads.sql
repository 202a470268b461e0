-- Uploaded files and the smaller copies of pictures. The bytes are in the object store.

CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    mime TEXT NOT NULL,
    width BIGINT,
    height BIGINT,
    bytes BIGINT NOT NULL,
    -- With all variants; what counts against the account's quota.
    stored_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX uploads_owner ON uploads (owner_id, created_at, id);

CREATE TABLE upload_variants (
    upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    width BIGINT NOT NULL,
    format TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (upload_id, file)
);
