-- Where visitors came from and what they came with, by day. Who came is kept as a hash for two days at the most, so
-- that everybody counts once a day.

CREATE TABLE visit_sources (
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    -- In UTC, YYYY-MM-DD.
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('referrer', 'device')),
    name TEXT NOT NULL,
    visits BIGINT NOT NULL,
    PRIMARY KEY (page_id, day, kind, name)
);

CREATE TABLE visit_people (
    day TEXT NOT NULL,
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    visitor TEXT NOT NULL,
    PRIMARY KEY (day, page_id, visitor)
);
CREATE INDEX visit_people_page ON visit_people (page_id);

ALTER TABLE page_days ADD COLUMN uniques BIGINT NOT NULL DEFAULT 0;
