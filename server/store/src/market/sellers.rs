//! Applications to sell.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ApplicationRow {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub user_id: String,
    /// Their name.
    pub name: String,
    /// The storefront's name.
    pub store_name: String,
    /// What they sell.
    pub about: String,
    /// `pending`, `approved` or `rejected`.
    pub status: String,
    /// Why not.
    pub reason: Option<String>,
    /// Microseconds.
    pub created_at: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.user_id, u.name, a.store_name, a.about, a.status, a.reason, a.created_at \
             FROM seller_applications a JOIN users u ON u.id = a.user_id ",
            $rest
        )
    };
}

queries! {
    APPLY = "INSERT INTO seller_applications (id, user_id, store_name, about, status, created_at) VALUES ($1, $2, $3, $4, 'pending', $5) \
        ON CONFLICT (user_id) DO UPDATE SET store_name = excluded.store_name, about = excluded.about, status = 'pending', reason = NULL, \
        created_at = excluded.created_at, decided_at = NULL WHERE seller_applications.status = 'rejected'";
    OF_USER = select!("WHERE a.user_id = $1");
    FIND = select!("WHERE a.id = $1");
    LIST = select!("WHERE ($1 = '' OR a.status = $1) AND (a.created_at, a.id) < ($2, $3) ORDER BY a.created_at DESC, a.id DESC LIMIT $4");
    DECIDE = "UPDATE seller_applications SET status = $2, reason = $3, decided_at = $4 WHERE id = $1 AND status = 'pending'";
    PROMOTE = "UPDATE users SET role = 'seller', updated_at = $2 WHERE id = $1 AND role = 'user'";
    LOCK = "SELECT id FROM users WHERE id = $1", "SELECT id FROM users WHERE id = $1 FOR UPDATE";
}

/// Applies, or applies again after a no; `false` where an application waits or was granted.
pub async fn apply(
    conn: &mut Conn<'_>,
    id: &str,
    user: &str,
    store_name: &str,
    about: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, APPLY, [id, user, store_name, about, now.0])? == 1)
}

/// An account's application.
pub async fn of_user(conn: &mut Conn<'_>, user: &str) -> Result<Option<ApplicationRow>> {
    fetch_optional!(conn, OF_USER, ApplicationRow, [user])
}

/// An application.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<ApplicationRow>> {
    fetch_optional!(conn, FIND, ApplicationRow, [id])
}

/// Applications with a status (all where it is empty), the latest first.
pub async fn list(
    conn: &mut Conn<'_>,
    status: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ApplicationRow>> {
    fetch_all!(conn, LIST, ApplicationRow, [status, after.0, &after.1, limit])
}

/// Decides a waiting application; `false` where it was decided.
pub async fn decide(
    conn: &mut Conn<'_>,
    id: &str,
    status: &str,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, DECIDE, [id, status, reason, now.0])? == 1)
}

/// Makes a user a seller; `false` where they are one, or an admin.
pub async fn promote(conn: &mut Conn<'_>, user: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, PROMOTE, [user, now.0])? == 1)
}

/// Nobody else does anything that locks this account until the transaction ends; `false` where there is none.
pub async fn lock(conn: &mut Conn<'_>, user: &str) -> Result<bool> {
    Ok(fetch_optional!(conn, LOCK, (String,), [user])?.is_some())
}
