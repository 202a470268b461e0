-- Pages, their current document, their history, and the addresses they had.

CREATE TABLE pages (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'trashed')),
    revision BIGINT NOT NULL,
    -- Fields of the head that were set beside the document; they win over the document's.
    meta TEXT NOT NULL,
    views BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    published_at BIGINT,
    trashed_at BIGINT
);
CREATE INDEX pages_owner_updated ON pages (owner_id, updated_at, id);
CREATE INDEX pages_trashed ON pages (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE page_documents (
    page_id TEXT NOT NULL PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE page_ops (
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    client TEXT NOT NULL,
    seq BIGINT NOT NULL,
    ops TEXT NOT NULL,
    inverse TEXT NOT NULL,
    author_id TEXT NOT NULL,
    summary TEXT NOT NULL,
    name TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (page_id, revision),
    UNIQUE (page_id, client, seq)
);

-- Whole documents now and then, so that any revision is a snapshot and a few operations.
CREATE TABLE page_snapshots (
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (page_id, revision)
);

-- Addresses that rest: they lead to the page that had them, even when it is gone for good.
CREATE TABLE slug_redirects (
    slug TEXT NOT NULL PRIMARY KEY,
    page_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX slug_redirects_page ON slug_redirects (page_id);
