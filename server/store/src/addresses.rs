//! Billing addresses, and the copies orders keep of them.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::api::addresses::{Address, AddressFields};

statements! {
    INSERT: "INSERT INTO addresses (id, user_id, body, is_default, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)";
    UPDATE: "UPDATE addresses SET body = $3, is_default = $4, updated_at = $5 WHERE id = $1 AND user_id = $2";
    DELETE: "DELETE FROM addresses WHERE id = $1 AND user_id = $2";
    CLEAR_DEFAULT: "UPDATE addresses SET is_default = FALSE WHERE user_id = $1 AND is_default";
    NEWEST_IS_DEFAULT: "UPDATE addresses SET is_default = TRUE WHERE id = (SELECT id FROM addresses WHERE user_id = $1 \
        ORDER BY created_at DESC, id DESC LIMIT 1) AND NOT EXISTS (SELECT 1 FROM addresses WHERE user_id = $1 AND is_default)";
    FIND: "SELECT id, body, is_default, created_at, updated_at FROM addresses WHERE id = $1 AND user_id = $2";
    COUNT: "SELECT COUNT(*) FROM addresses WHERE user_id = $1";
    LIST: "SELECT id, body, is_default, created_at, updated_at FROM addresses WHERE user_id = $1 \
        AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4";
    KEEP_FOR_ORDER: "INSERT INTO order_addresses (order_id, body) SELECT $1, body FROM addresses WHERE user_id = $2 AND is_default";
    OF_ORDER: "SELECT body FROM order_addresses WHERE order_id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    body: String,
    is_default: bool,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for Address {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            fields: read(&row.body, &row.id)?,
            id: row.id,
            is_default: row.is_default,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

fn read(body: &str, of: &str) -> Result<AddressFields> {
    serde_json::from_str(body).map_err(|error| Error::Corrupt(format!("address {of}: {error}")))
}

fn write(fields: &AddressFields) -> Result<String> {
    serde_json::to_string(fields).map_err(|error| Error::Corrupt(format!("an address: {error}")))
}

/// Keeps a new address. Another default one has to be cleared before.
pub async fn insert(conn: &mut Conn<'_>, user_id: &str, address: &Address) -> Result<()> {
    let body = write(&address.fields)?;
    execute!(conn, INSERT, [&address.id, user_id, &body, address.is_default, address.created_at.0])?;
    Ok(())
}

/// Changes a user's address; `false` where it isn't theirs.
pub async fn update(conn: &mut Conn<'_>, user_id: &str, address: &Address) -> Result<bool> {
    let body = write(&address.fields)?;
    Ok(execute!(conn, UPDATE, [&address.id, user_id, &body, address.is_default, address.updated_at.0])? == 1)
}

/// Deletes a user's address; `false` where it isn't theirs.
pub async fn delete(conn: &mut Conn<'_>, user_id: &str, id: &str) -> Result<bool> {
    Ok(execute!(conn, DELETE, [id, user_id])? == 1)
}

/// None of the user's is the default one.
pub async fn clear_default(conn: &mut Conn<'_>, user_id: &str) -> Result<()> {
    execute!(conn, CLEAR_DEFAULT, [user_id])?;
    Ok(())
}

/// The newest becomes the default one where none is.
pub async fn ensure_default(conn: &mut Conn<'_>, user_id: &str) -> Result<()> {
    execute!(conn, NEWEST_IS_DEFAULT, [user_id])?;
    Ok(())
}

/// A user's address.
pub async fn find(conn: &mut Conn<'_>, user_id: &str, id: &str) -> Result<Option<Address>> {
    fetch_optional!(conn, FIND, Row, [id, user_id])?.map(Address::try_from).transpose()
}

/// How many a user has.
pub async fn count(conn: &mut Conn<'_>, user_id: &str) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT, (i64,), [user_id])?.0)
}

/// A user's addresses, the newest first, after a moment and id.
pub async fn list(
    conn: &mut Conn<'_>,
    user_id: &str,
    (before, before_id): (i64, &str),
    limit: i64,
) -> Result<Vec<Address>> {
    let rows = fetch_all!(conn, LIST, Row, [user_id, before, before_id, limit])?;
    rows.into_iter().map(Address::try_from).collect()
}

/// An order keeps its buyer's default address as it is now, if there is one.
pub async fn keep_for_order(conn: &mut Conn<'_>, order_id: &str, buyer_id: &str) -> Result<()> {
    execute!(conn, KEEP_FOR_ORDER, [order_id, buyer_id])?;
    Ok(())
}

/// The address an order was placed with.
pub async fn of_order(conn: &mut Conn<'_>, order_id: &str) -> Result<Option<AddressFields>> {
    let row = fetch_optional!(conn, OF_ORDER, (String,), [order_id])?;
    row.map(|(body,)| read(&body, order_id)).transpose()
}
