-- The row of the outbox that mails about it: of several that are due at once, one.
ALTER TABLE notifications ADD COLUMN mailed_by TEXT;
