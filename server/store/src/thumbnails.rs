//! Which pages want a picture. The pictures are in the object store, the revision they show is the page's.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    DUE: "SELECT id, owner_id, revision, thumbnail FROM pages \
          WHERE thumbnail_tried <> revision AND updated_at > $1 AND updated_at <= $2 AND status <> 'trashed' \
          AND variant_of IS NULL ORDER BY updated_at DESC LIMIT 1";
    CLAIM: "UPDATE pages SET thumbnail_tried = $2 WHERE id = $1 AND thumbnail_tried <> $2";
    DRAWN: "UPDATE pages SET thumbnail = $2 WHERE id = $1 AND (thumbnail IS NULL OR thumbnail < $2)";
}

/// A page whose picture is of an earlier revision, or isn't there.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Undrawn {
    /// The page.
    pub id: String,
    /// Whose.
    pub owner_id: String,
    /// Its present revision.
    pub revision: i64,
    /// The revision of the picture there is.
    pub thumbnail: Option<i64>,
}

/// The page changed last that wants a picture, among those changed after `from` and not after `to`.
pub async fn due(conn: &mut Conn<'_>, from: Timestamp, to: Timestamp) -> Result<Option<Undrawn>> {
    fetch_optional!(conn, DUE, Undrawn, [from.0, to.0])
}

/// Sets out to draw a revision; `false` where somebody else has.
pub async fn claim(conn: &mut Conn<'_>, page: &str, revision: i64) -> Result<bool> {
    Ok(execute!(conn, CLAIM, [page, revision])? == 1)
}

/// The picture of a revision is there; `false` where a later one is, or the page is gone.
pub async fn drawn(conn: &mut Conn<'_>, page: &str, revision: i64) -> Result<bool> {
    Ok(execute!(conn, DRAWN, [page, revision])? == 1)
}
