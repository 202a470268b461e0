//! Carts.

use crate::{Conn, Result};
use landinghub::Timestamp;

queries! {
    ADD = "INSERT INTO cart_items (user_id, listing_id, added_at) VALUES ($1, $2, $3) ON CONFLICT (user_id, listing_id) DO NOTHING";
    REMOVE = "DELETE FROM cart_items WHERE user_id = $1 AND listing_id = $2";
    LIST = "SELECT listing_id, added_at FROM cart_items WHERE user_id = $1 ORDER BY added_at DESC, listing_id DESC LIMIT 100";
    COUNT = "SELECT COUNT(*) FROM cart_items WHERE user_id = $1";
}

/// Puts a listing in; twice is once.
pub async fn add(conn: &mut Conn<'_>, user: &str, listing: &str, now: Timestamp) -> Result<()> {
    execute!(conn, ADD, [user, listing, now.0])?;
    Ok(())
}

/// Takes a listing out; `false` where it isn't in.
pub async fn remove(conn: &mut Conn<'_>, user: &str, listing: &str) -> Result<bool> {
    Ok(execute!(conn, REMOVE, [user, listing])? == 1)
}

/// Listings with the moment they were put in, the latest first.
pub async fn list(conn: &mut Conn<'_>, user: &str) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, LIST, (String, i64), [user])
}

/// How many.
pub async fn count(conn: &mut Conn<'_>, user: &str) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT, (i64,), [user])?.0)
}
