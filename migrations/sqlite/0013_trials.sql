-- Pages tried before they are bought, and revisions of what was bought merged into the buyer's copy.

-- The listing a page is tried of, until it is bought; the revision it was made from, for good.
ALTER TABLE pages ADD COLUMN trial_of TEXT;
ALTER TABLE pages ADD COLUMN trial_revision TEXT;
ALTER TABLE pages ADD COLUMN trial_until BIGINT;
CREATE UNIQUE INDEX pages_owner_id_trial_of ON pages (owner_id, trial_of) WHERE trial_of IS NOT NULL;
CREATE INDEX pages_trial_until ON pages (trial_until) WHERE trial_until IS NOT NULL;

-- What the copy was made from, where that isn't the revision that was bought: it was tried before.
ALTER TABLE entitlements ADD COLUMN copied_revision_id TEXT REFERENCES listing_revisions (id);
-- The last revision whose changes the copy has; without one, what it was made from.
ALTER TABLE entitlements ADD COLUMN merged_revision_id TEXT REFERENCES listing_revisions (id);

-- For search; without one the title in lower case is looked at.
ALTER TABLE order_items ADD COLUMN title_folded TEXT;

-- Copies whose seller has sold a newer revision since: what the copy has of the seller's work, and what there is.
CREATE VIEW page_updates AS
SELECT e.page_id, e.buyer_id, e.order_id, e.listing_id, e.id AS entitlement_id, b.id AS base_id, n.id AS next_id
FROM entitlements e
JOIN listings l ON l.id = e.listing_id
JOIN listing_revisions n ON n.id = l.live_revision_id
JOIN listing_revisions b ON b.id = COALESCE(e.merged_revision_id, e.copied_revision_id, e.revision_id)
WHERE e.ended_at IS NULL AND l.status IN ('approved', 'withdrawn') AND n.number > b.number AND n.page_revision <> b.page_revision;
