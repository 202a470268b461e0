//! Opaque cursors of lists: the last row's sort value and id, so that a page of a list costs the same wherever it is.

use crate::error::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use landinghub::api::List;
use landinghub::{Code, Problem};

/// Rows a list answers with where nobody says.
pub const DEFAULT_LIMIT: u32 = 24;

/// Which slice of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Rows, 1 to 100; [`DEFAULT_LIMIT`] where absent.
    pub limit: Option<u32>,
    /// As an earlier slice gave it.
    pub cursor: Option<String>,
}

impl Slice {
    /// The number of rows; out of range is a field error.
    pub fn limit(&self) -> Result<usize> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if (1..=100).contains(&limit) {
            Ok(usize::try_from(limit).unwrap_or(100))
        } else {
            Err(Problem::field("limit", "Ask for 1 to 100 rows.").into())
        }
    }

    /// Where it goes on; a cursor that isn't one of ours is `malformed`.
    pub fn after(&self) -> Result<Option<(String, String)>> {
        self.cursor.as_deref().filter(|cursor| !cursor.is_empty()).map(decode).transpose()
    }

    /// Where it goes on in a list by moment, the newest first; before everything without a cursor.
    pub fn after_moment(&self) -> Result<(i64, String)> {
        match self.after()? {
            None => Ok((i64::MAX, String::new())),
            Some((value, id)) => Ok((value.parse().map_err(|_| broken())?, id)),
        }
    }
}

/// Cuts the row too many that shows whether there is more, and makes the next cursor of the last one kept.
pub fn cut<T>(
    mut rows: Vec<T>,
    limit: usize,
    key: impl Fn(&T) -> (String, String),
) -> (Vec<T>, Option<String>) {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(|row| encode(&key(row))) } else { None };
    (rows, next)
}

/// A slice of a list that is whole in memory, in its order; `id` is what a cursor remembers of its last item.
pub fn part<T>(items: Vec<T>, slice: &Slice, id: impl Fn(&T) -> &str) -> Result<List<T>> {
    let limit = slice.limit()?;
    let start = match slice.after()? {
        None => 0,
        Some((_, last)) => items.iter().position(|item| id(item) == last).ok_or_else(broken)? + 1,
    };
    let rest: Vec<T> = items.into_iter().skip(start).collect();
    let (items, next_cursor) = cut(rest, limit, |item| (String::new(), id(item).to_owned()));
    Ok(List { items, next_cursor })
}

/// The cursor of a place in a list.
pub(crate) fn encode((value, id): &(String, String)) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!([value, id]).to_string())
}

fn decode(cursor: &str) -> Result<(String, String)> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| broken())?;
    let (value, id): (String, String) = serde_json::from_slice(&bytes).map_err(|_| broken())?;
    // U+0000 can't be stored, so no cursor of ours has it.
    if value.contains('\0') || id.contains('\0') { Err(broken().into()) } else { Ok((value, id)) }
}

fn broken() -> Problem {
    Problem::new(Code::Malformed, "This cursor isn't one of this list. Start again without it.")
}

/// Whether a text can be an id of ours; what can't be is missing without asking the database.
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_row() {
        let rows = vec![("b".to_owned(), "1"), ("ạ".to_owned(), "2"), ("c".to_owned(), "3")];
        let (kept, next) = cut(rows.clone(), 2, |row| (row.0.clone(), row.1.to_owned()));
        assert_eq!(kept.len(), 2);
        let slice = Slice { limit: None, cursor: next };
        assert_eq!(slice.after().expect("ours"), Some(("ạ".to_owned(), "2".to_owned())));
        assert_eq!(cut(rows, 3, |row| (row.0.clone(), row.1.to_owned())).1, None);
    }

    #[test]
    fn a_list_in_memory_is_cut_like_one_of_rows() {
        let all = || vec!["c".to_owned(), "a".to_owned(), "b".to_owned()];
        let ask = |limit, cursor| part(all(), &Slice { limit: Some(limit), cursor }, |item| item);
        let first = ask(2, None).expect("a slice");
        assert_eq!(first.items, ["c", "a"]);
        let rest = ask(2, first.next_cursor).expect("the rest");
        assert_eq!((rest.items, rest.next_cursor), (vec!["b".to_owned()], None));
        assert_eq!(ask(3, None).expect("all").next_cursor, None);
        let gone = encode(&(String::new(), "gone".to_owned()));
        assert!(ask(2, Some(gone)).is_err() && ask(0, None).is_err());
    }

    #[test]
    fn a_broken_cursor_is_malformed() {
        for cursor in ["x", "!!!", "eyJh", "W10", &URL_SAFE_NO_PAD.encode("[\"a\\u0000\",\"b\"]")] {
            let slice = Slice { limit: None, cursor: Some(cursor.to_owned()) };
            assert_eq!(slice.after().expect_err(cursor).into_problem().code, Code::Malformed, "{cursor}");
        }
        for limit in [0, 101] {
            assert!(Slice { limit: Some(limit), cursor: None }.limit().is_err());
        }
    }
}
