-- The words of what was said last come first: while thousands of imported conversations wait, today's are found.
DROP INDEX chat_rooms_behind;
CREATE INDEX chat_rooms_behind ON chat_rooms (updated_at, id) WHERE indexed_seq < last_seq;
