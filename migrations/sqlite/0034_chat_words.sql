-- Conversations are found by words: each once a room, as the domain cuts them (search::words), apart for what only the
-- support reads. They follow the messages: before a search, and by a job.

CREATE TABLE chat_words (
    word TEXT NOT NULL,
    private BIGINT NOT NULL CHECK (private IN (0, 1)),
    room_id TEXT NOT NULL REFERENCES chat_rooms (id) ON DELETE CASCADE,
    PRIMARY KEY (word, private, room_id)
) WITHOUT ROWID;
CREATE INDEX chat_words_room ON chat_words (room_id);

-- Words of messages up to this one are there; 0 and less: the subject's aren't either.
ALTER TABLE chat_rooms ADD COLUMN indexed_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX chat_rooms_behind ON chat_rooms (id) WHERE indexed_seq < last_seq;

ALTER TABLE chat_messages DROP COLUMN folded;
ALTER TABLE chat_rooms DROP COLUMN subject_folded;

-- The inbox is read by time, whatever the kind.
DROP INDEX chat_rooms_updated;
CREATE INDEX chat_rooms_updated ON chat_rooms (updated_at, id);

-- How many readers said that an article helped.
ALTER TABLE help_articles ADD COLUMN helped BIGINT NOT NULL DEFAULT 0;
