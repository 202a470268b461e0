-- Hosts of other people's where pages are served, too. Anybody may claim one; a TXT record proves whose it is, and one
-- page at a time has it.
CREATE TABLE page_domains (
    domain TEXT NOT NULL,
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    verified_at BIGINT,
    -- The last look at the record, and since when it is gone.
    checked_at BIGINT,
    failing_since BIGINT,
    PRIMARY KEY (domain, page_id)
);
CREATE UNIQUE INDEX page_domains_verified ON page_domains (domain) WHERE verified_at IS NOT NULL;
CREATE INDEX page_domains_page ON page_domains (page_id, created_at);
CREATE INDEX page_domains_checked ON page_domains (checked_at) WHERE verified_at IS NOT NULL;
