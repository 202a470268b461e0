//! Words that conversations are found by: each once a room, apart for what only the support reads.

use crate::{Conn, Result};

/// Words of a search that count; more don't narrow it further.
const MOST: usize = 6;
/// After everything that begins alike.
const LAST: char = '\u{10FFFF}';

queries! {
    BEHIND = "SELECT id, subject, indexed_seq, last_seq FROM chat_rooms WHERE indexed_seq < last_seq ORDER BY updated_at DESC, id DESC LIMIT $1";
    MESSAGES = "SELECT seq, body, private FROM chat_messages WHERE room_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    ADVANCE = "UPDATE chat_rooms SET indexed_seq = $3 WHERE id = $1 AND indexed_seq = $2";
    FORGET = "DELETE FROM chat_words WHERE room_id = $1";
    ADD = "INSERT INTO chat_words (room_id, private, word) SELECT $1, $2, value FROM json_each($3) WHERE TRUE ON CONFLICT DO NOTHING",
        "INSERT INTO chat_words (room_id, private, word) SELECT $1, $2, word FROM jsonb_array_elements_text(CAST($3 AS JSONB)) AS word \
        ON CONFLICT DO NOTHING";
}

/// A room whose last messages can't be found yet.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BehindRow {
    /// The room.
    pub id: String,
    /// One line.
    pub subject: String,
    /// Words up to this message are there; 0 and less: the subject's aren't either.
    pub indexed_seq: i64,
    /// The last message of all.
    pub last_seq: i64,
}

/// What is said in a message.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SaidRow {
    /// Its number.
    pub seq: i64,
    /// Plain text.
    pub body: String,
    /// 1 where it is for the support only.
    pub private: i64,
}

/// Some of the rooms that are behind, the latest first.
pub async fn behind(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<BehindRow>> {
    fetch_all!(conn, BEHIND, BehindRow, [limit])
}

/// Messages of a room after a number, in order.
pub async fn said(conn: &mut Conn<'_>, room: &str, after: i64, limit: i64) -> Result<Vec<SaidRow>> {
    fetch_all!(conn, MESSAGES, SaidRow, [room, after, limit])
}

/// Adds words, for all and for the support (JSON lists), and notes how far the room is. `false` where somebody else has
/// done so meanwhile, or the subject is another by now.
pub async fn add(
    conn: &mut Conn<'_>,
    room: &BehindRow,
    up_to: i64,
    (public, private): (&str, &str),
) -> Result<bool> {
    if execute!(conn, ADVANCE, [&room.id, room.indexed_seq, up_to])? != 1 {
        return Ok(false);
    }
    if room.indexed_seq <= 0 {
        execute!(conn, FORGET, [&room.id])?;
    }
    for (flag, words) in [(0_i64, public), (1, private)] {
        if words != "[]" {
            execute!(conn, ADD, [&room.id, flag, words])?;
        }
    }
    Ok(true)
}

/// The words of a search as ranges, each of all words that begin so. Empty ones ask nothing; without a word the first one
/// finds nothing.
pub(super) fn ranges(query: &str) -> [(String, String); MOST] {
    let mut words = landinghub::search::words(query).into_iter();
    std::array::from_fn(|_| {
        words.next().map_or_else(Default::default, |word| (word.clone(), format!("{word}{LAST}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_ranges_of_words() {
        let [first, second, third, ..] = ranges("Hoàn  TIỀN!");
        assert_eq!(first, ("hoan".to_owned(), "hoan\u{10FFFF}".to_owned()));
        assert_eq!(second.0, "tien");
        assert_eq!(third, Default::default());
        assert!(ranges("% _ '").iter().all(|(from, to)| from.is_empty() && to.is_empty()));
    }
}
