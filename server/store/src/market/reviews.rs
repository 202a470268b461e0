//! What buyers say.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReviewRow {
    /// Opaque.
    pub id: String,
    /// Of which listing.
    pub listing_id: String,
    /// Who.
    pub user_id: String,
    /// Their name.
    pub user_name: String,
    /// 1 to 5.
    pub rating: i64,
    /// Plain text.
    pub comment: String,
    /// The seller's answer.
    pub reply: Option<String>,
    /// Microseconds.
    pub created_at: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.listing_id, v.user_id, u.name AS user_name, v.rating, v.comment, v.reply, v.created_at \
             FROM reviews v JOIN users u ON u.id = v.user_id ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO reviews (id, listing_id, user_id, rating, comment, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (listing_id, user_id) DO NOTHING";
    COUNT = "UPDATE listings SET rating_sum = rating_sum + $2, rating_count = rating_count + 1 WHERE id = $1";
    FIND = select!("WHERE v.id = $1");
    LIST = select!("WHERE v.listing_id = $1 AND (v.created_at, v.id) < ($2, $3) ORDER BY v.created_at DESC, v.id DESC LIMIT $4");
    REPLY = "UPDATE reviews SET reply = $3 WHERE id = $1 AND listing_id IN (SELECT id FROM listings WHERE seller_id = $2)";
}

/// Adds a review and counts it; `false` where they have said something already.
pub async fn insert(
    conn: &mut Conn<'_>,
    id: &str,
    (listing, user): (&str, &str),
    (rating, comment): (i64, &str),
    now: Timestamp,
) -> Result<bool> {
    let new = execute!(conn, INSERT, [id, listing, user, rating, comment, now.0])? == 1;
    if new {
        execute!(conn, COUNT, [listing, rating])?;
    }
    Ok(new)
}

/// A review.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<ReviewRow>> {
    fetch_optional!(conn, FIND, ReviewRow, [id])
}

/// Those of a listing, the latest first.
pub async fn list(
    conn: &mut Conn<'_>,
    listing: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ReviewRow>> {
    fetch_all!(conn, LIST, ReviewRow, [listing, after.0, &after.1, limit])
}

/// The seller's answer; `false` where the listing isn't theirs.
pub async fn reply(conn: &mut Conn<'_>, id: &str, seller: &str, text: &str) -> Result<bool> {
    Ok(execute!(conn, REPLY, [id, seller, text])? == 1)
}
