-- The log of what the search engines must look at again. Triggers write it, so that no use case can forget to.

-- `soft`: only how often it was sold and what was thought of it, which may be seen a moment later.
CREATE TABLE search_changes (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    listing_id TEXT NOT NULL,
    soft BOOLEAN NOT NULL,
    -- The transaction that wrote it, where more than one writes at a time.
    tx BIGINT NOT NULL DEFAULT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
);
CREATE INDEX search_changes_tx ON search_changes (tx);

CREATE FUNCTION search_hard() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO search_changes (listing_id, soft) VALUES (NEW.id, FALSE); RETURN NULL; END $$;
CREATE FUNCTION search_soft() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO search_changes (listing_id, soft) VALUES (NEW.id, TRUE); RETURN NULL; END $$;
CREATE FUNCTION search_renamed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    INSERT INTO search_changes (listing_id, soft)
    SELECT id, FALSE FROM listings WHERE seller_id = NEW.id AND status = 'approved';
    RETURN NULL;
END $$;
CREATE TRIGGER search_listing_made AFTER INSERT ON listings FOR EACH ROW WHEN (NEW.status = 'approved')
EXECUTE FUNCTION search_hard();
CREATE TRIGGER search_listing_changed AFTER UPDATE OF status, live_revision_id ON listings FOR EACH ROW
WHEN ((NEW.status = 'approved' OR OLD.status = 'approved')
    AND (OLD.status <> NEW.status OR OLD.live_revision_id IS DISTINCT FROM NEW.live_revision_id))
EXECUTE FUNCTION search_hard();
CREATE TRIGGER search_listing_counted AFTER UPDATE OF sold, rating_sum, rating_count ON listings FOR EACH ROW
WHEN (NEW.status = 'approved'
    AND (OLD.sold <> NEW.sold OR OLD.rating_sum <> NEW.rating_sum OR OLD.rating_count <> NEW.rating_count))
EXECUTE FUNCTION search_soft();
CREATE TRIGGER search_seller_renamed AFTER UPDATE OF name ON users FOR EACH ROW WHEN (OLD.name <> NEW.name)
EXECUTE FUNCTION search_renamed();

-- Tells an index of this database from one of another.
INSERT INTO settings (key, value) VALUES ('search.book', md5(random()::text || clock_timestamp()::text));

-- Their work is done by the engines' own indexes.
DROP TABLE listing_terms;
DROP TABLE listing_tags;
