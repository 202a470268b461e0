-- What admins search and read.

-- The name without case and marks; empty until the next start folds those that were there before.
ALTER TABLE users ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
CREATE INDEX users_created ON users (created_at, id);
CREATE INDEX users_unfolded ON users (id) WHERE name_folded = '';
