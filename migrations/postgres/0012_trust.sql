-- Which pictures a listing shows, what machines found before people reviewed it, and what people complained about.

-- Words of `View` as JSON, the cover first.
ALTER TABLE listings ADD COLUMN gallery TEXT NOT NULL DEFAULT '["desktop","tablet","mobile"]';
ALTER TABLE listing_revisions ADD COLUMN gallery TEXT NOT NULL DEFAULT '["desktop","tablet","mobile"]';
-- When a browser drew the revision, and whether one has tried; before that, pictures are drawn from the document.
ALTER TABLE listing_revisions ADD COLUMN drawn_at BIGINT;
ALTER TABLE listing_revisions ADD COLUMN draw_tried BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX listing_revisions_undrawn ON listing_revisions (created_at) WHERE NOT draw_tried;

-- What checks found at submission, and the fingerprint others are compared with; both JSON.
CREATE TABLE revision_checks (
    revision_id TEXT NOT NULL PRIMARY KEY REFERENCES listing_revisions (id) ON DELETE CASCADE,
    checks TEXT NOT NULL,
    fingerprint TEXT NOT NULL
);
-- Pages that are alike share a band.
CREATE TABLE revision_bands (
    band BIGINT NOT NULL,
    revision_id TEXT NOT NULL REFERENCES listing_revisions (id) ON DELETE CASCADE,
    PRIMARY KEY (band, revision_id)
);

-- Why a payout failed or came back.
ALTER TABLE payouts ADD COLUMN reason TEXT;

-- Pages an admin took down. No foreign key: it outlives the page, so that nobody puts it up again.
CREATE TABLE takedowns (
    page_id TEXT NOT NULL PRIMARY KEY,
    admin_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The listings that were suspended with it, as JSON.
    listings TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX takedowns_created ON takedowns (created_at, page_id);

-- What anybody may say is abuse.
CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    page_id TEXT,
    listing_id TEXT,
    reporter_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'acted', 'dismissed')),
    note TEXT,
    created_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX reports_status ON reports (status, created_at, id);
CREATE INDEX reports_page ON reports (page_id);

-- What analytics counts by day.
CREATE INDEX pages_created ON pages (created_at);
CREATE INDEX listings_created ON listings (created_at);
CREATE INDEX orders_paid ON orders (paid_at);
