-- What is live, what visitors left, and how many came.

CREATE TABLE deployments (
    page_id TEXT NOT NULL PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    -- SHA-256 of the HTML; the bytes are in the object store under it.
    hash TEXT NOT NULL,
    csp TEXT NOT NULL,
    -- The forms of the published revision, as JSON: what a post is checked against.
    forms TEXT NOT NULL,
    html_bytes BIGINT NOT NULL,
    css_bytes BIGINT NOT NULL,
    js_bytes BIGINT NOT NULL,
    image_bytes BIGINT NOT NULL,
    deployed_at BIGINT NOT NULL
);
CREATE INDEX deployments_hash ON deployments (hash);

CREATE TABLE leads (
    id TEXT NOT NULL PRIMARY KEY,
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    form_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX leads_page ON leads (page_id, created_at, id);

CREATE TABLE page_days (
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    -- In UTC, YYYY-MM-DD.
    day TEXT NOT NULL,
    visits BIGINT NOT NULL,
    PRIMARY KEY (page_id, day)
);
