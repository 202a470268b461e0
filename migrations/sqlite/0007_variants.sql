-- A/B variants. The document of a variant is a page's that no list shows and that has no address of its own.

ALTER TABLE pages ADD COLUMN variant_of TEXT REFERENCES pages (id) ON DELETE CASCADE;
CREATE INDEX pages_variant_of ON pages (variant_of) WHERE variant_of IS NOT NULL;

CREATE TABLE page_variants (
    id TEXT NOT NULL PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Of a hundred visitors; what all variants leave over sees the page itself.
    share BIGINT NOT NULL CHECK (share BETWEEN 0 AND 100),
    created_at BIGINT NOT NULL
);
CREATE INDEX page_variants_page ON page_variants (page_id, created_at, id);

-- What of a variant is live; made together with the page's deployment.
CREATE TABLE variant_deployments (
    variant_id TEXT NOT NULL PRIMARY KEY REFERENCES page_variants (id) ON DELETE CASCADE,
    page_id TEXT NOT NULL REFERENCES deployments (page_id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    hash TEXT NOT NULL,
    csp TEXT NOT NULL,
    forms TEXT NOT NULL
);
CREATE INDEX variant_deployments_page ON variant_deployments (page_id);
CREATE INDEX variant_deployments_hash ON variant_deployments (hash);

-- Who saw what while a page has variants, and what came of it; variant '' is the page itself.
CREATE TABLE variant_days (
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    variant TEXT NOT NULL,
    day TEXT NOT NULL,
    visits BIGINT NOT NULL,
    leads BIGINT NOT NULL,
    PRIMARY KEY (page_id, variant, day)
);
