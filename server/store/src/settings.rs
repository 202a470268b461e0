//! Facts about the installation.

use crate::{Conn, Result};

statements! {
    GET: "SELECT value FROM settings WHERE key = $1";
    INSERT_ONCE: "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
    PUT: "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    FORGET: "DELETE FROM settings WHERE key LIKE $1";
}

/// The value of a key.
pub async fn get(conn: &mut Conn<'_>, key: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, GET, (String,), [key])?.map(|row| row.0))
}

/// Sets a key that isn't set; of several callers one gets `true`.
pub async fn insert_once(conn: &mut Conn<'_>, key: &str, value: &str) -> Result<bool> {
    Ok(execute!(conn, INSERT_ONCE, [key, value])? == 1)
}

/// Sets a key, whatever it was.
pub async fn put(conn: &mut Conn<'_>, key: &str, value: &str) -> Result<()> {
    execute!(conn, PUT, [key, value])?;
    Ok(())
}

/// Forgets every key that begins so.
pub async fn forget(conn: &mut Conn<'_>, prefix: &str) -> Result<u64> {
    execute!(conn, FORGET, [format!("{prefix}%")])
}
