-- Pictures of pages, drawn by a browser in the background.

-- The revision the picture in the object store shows.
ALTER TABLE pages ADD COLUMN thumbnail BIGINT;
-- The last revision somebody set out to draw.
ALTER TABLE pages ADD COLUMN thumbnail_tried BIGINT NOT NULL DEFAULT 0;
CREATE INDEX pages_undrawn ON pages (updated_at) WHERE thumbnail_tried <> revision;
