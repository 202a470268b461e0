-- The log of what the search engines must look at again. Triggers write it, so that no use case can forget to.

-- `soft`: only how often it was sold and what was thought of it, which may be seen a moment later.
CREATE TABLE search_changes (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    listing_id TEXT NOT NULL,
    soft BOOLEAN NOT NULL,
    -- The transaction that wrote it, where more than one writes at a time.
    tx BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX search_changes_tx ON search_changes (tx);

CREATE TRIGGER search_listing_made AFTER INSERT ON listings WHEN NEW.status = 'approved'
BEGIN INSERT INTO search_changes (listing_id, soft) VALUES (NEW.id, FALSE); END;
CREATE TRIGGER search_listing_changed AFTER UPDATE OF status, live_revision_id ON listings
WHEN (NEW.status = 'approved' OR OLD.status = 'approved')
    AND (OLD.status <> NEW.status OR OLD.live_revision_id IS NOT NEW.live_revision_id)
BEGIN INSERT INTO search_changes (listing_id, soft) VALUES (NEW.id, FALSE); END;
CREATE TRIGGER search_listing_counted AFTER UPDATE OF sold, rating_sum, rating_count ON listings
WHEN NEW.status = 'approved'
    AND (OLD.sold <> NEW.sold OR OLD.rating_sum <> NEW.rating_sum OR OLD.rating_count <> NEW.rating_count)
BEGIN INSERT INTO search_changes (listing_id, soft) VALUES (NEW.id, TRUE); END;
CREATE TRIGGER search_seller_renamed AFTER UPDATE OF name ON users WHEN OLD.name <> NEW.name
BEGIN
    INSERT INTO search_changes (listing_id, soft)
    SELECT id, FALSE FROM listings WHERE seller_id = NEW.id AND status = 'approved';
END;

-- Tells an index of this database from one of another.
INSERT INTO settings (key, value) VALUES ('search.book', lower(hex(randomblob(16))));

-- Their work is done by the engines' own indexes.
DROP TABLE listing_terms;
DROP TABLE listing_tags;
