//! Rows of all tables as JSON, out of one database and into another of either sort: backup and restore.

use crate::{Backend, Conn, Error, Result};
use futures::TryStreamExt;
use sqlx::AssertSqlSafe;

/// Tables that are made anew from others, and the migrator's own.
const LEFT_OUT: &[&str] = &["_sqlx_migrations", "search_changes"];

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it holds bytes.
    pub is_bytes: bool,
}

/// A constraint that was dropped for the load: table, name, definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint(String, String, String);

/// Takes whatever a use case tells it, line by line.
pub type Sink<'s> = &'s mut dyn FnMut(&str) -> std::io::Result<()>;

/// From now on everything read through `conn` is of one moment, until [`end_snapshot`].
pub async fn begin_snapshot(conn: &mut Conn<'_>) -> Result<()> {
    match conn {
        Conn::Sqlite(conn) => sqlx::query("BEGIN").execute(&mut **conn).await.map(drop),
        Conn::Postgres(conn) => {
            let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            sqlx::query(begin).execute(&mut **conn).await.map(drop)
        }
    }?;
    Ok(())
}

/// Ends what [`begin_snapshot`] began.
pub async fn end_snapshot(conn: &mut Conn<'_>) -> Result<()> {
    match conn {
        Conn::Sqlite(conn) => sqlx::query("ROLLBACK").execute(&mut **conn).await.map(drop),
        Conn::Postgres(conn) => sqlx::query("ROLLBACK").execute(&mut **conn).await.map(drop),
    }?;
    Ok(())
}

/// The tables that are carried over, by name.
pub async fn tables(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    let names: Vec<String> = match conn {
        Conn::Sqlite(conn) => {
            let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";
            sqlx::query_scalar(sql).fetch_all(&mut **conn).await?
        }
        Conn::Postgres(conn) => {
            let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE \"C\"";
            sqlx::query_scalar(sql).fetch_all(&mut **conn).await?
        }
    };
    Ok(names.into_iter().filter(|name| !LEFT_OUT.contains(&name.as_str())).collect())
}

/// The columns of a table, in their order.
pub async fn columns(conn: &mut Conn<'_>, table: &str) -> Result<Vec<Column>> {
    let rows: Vec<(String, String)> = match conn {
        Conn::Sqlite(conn) => {
            let sql = "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid";
            sqlx::query_as(sql).bind(table).fetch_all(&mut **conn).await?
        }
        Conn::Postgres(conn) => {
            let sql = "SELECT column_name::text, data_type::text FROM information_schema.columns \
                WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";
            sqlx::query_as(sql).bind(table).fetch_all(&mut **conn).await?
        }
    };
    let column =
        |(name, kind): (String, String)| Column { is_bytes: kind == "blob" || kind == "bytea", name };
    Ok(rows.into_iter().map(column).collect())
}

/// How many rows a table has.
pub async fn count(conn: &mut Conn<'_>, table: &str) -> Result<i64> {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {}", quoted(table)));
    Ok(match conn {
        Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(&mut **conn).await?,
        Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(&mut **conn).await?,
    })
}

/// Gives every row of a table to `sink`, each as one line of JSON: bytes as `\x` and hexadecimal digits.
pub async fn dump(conn: &mut Conn<'_>, table: &str, sink: Sink<'_>) -> Result<u64> {
    let columns = columns(conn, table).await?;
    let written = |error: std::io::Error| Error::Corrupt(format!("the copy can't be written: {error}"));
    let mut rows = 0;
    match conn {
        Conn::Sqlite(conn) => {
            let pairs: Vec<String> = columns.iter().map(|column| {
                let name = quoted(&column.name);
                let text = column.name.replace('\'', "''");
                format!("'{text}', CASE typeof({name}) WHEN 'blob' THEN '\\x' || lower(hex({name})) ELSE {name} END")
            }).collect();
            let sql = format!("SELECT json_object({}) FROM {}", pairs.join(", "), quoted(table));
            let mut stream = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(&mut **conn);
            while let Some(row) = stream.try_next().await? {
                sink(&row).map_err(written)?;
                rows += 1;
            }
        }
        Conn::Postgres(conn) => {
            let sql = format!("SELECT row_to_json(t)::text FROM {} t", quoted(table));
            let mut stream = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(&mut **conn);
            while let Some(row) = stream.try_next().await? {
                sink(&row).map_err(written)?;
                rows += 1;
            }
        }
    }
    Ok(rows)
}

/// Lets rows come in any order until [`end_load`]; within one transaction.
pub async fn begin_load(conn: &mut Conn<'_>) -> Result<Vec<Constraint>> {
    match conn {
        Conn::Sqlite(conn) => {
            sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut **conn).await?;
            Ok(Vec::new())
        }
        Conn::Postgres(conn) => {
            let sql = "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint \
                WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2";
            let rows: Vec<(String, String, String)> = sqlx::query_as(sql).fetch_all(&mut **conn).await?;
            for (table, name, _) in &rows {
                let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {}", quoted(name));
                sqlx::query(AssertSqlSafe(drop)).execute(&mut **conn).await?;
            }
            Ok(rows.into_iter().map(|(table, name, text)| Constraint(table, name, text)).collect())
        }
    }
}

/// Every reference must lead somewhere again.
pub async fn end_load(conn: &mut Conn<'_>, constraints: Vec<Constraint>) -> Result<()> {
    if let Conn::Postgres(conn) = conn {
        for Constraint(table, name, text) in constraints {
            let add = format!("ALTER TABLE {table} ADD CONSTRAINT {} {text}", quoted(&name));
            sqlx::query(AssertSqlSafe(add)).execute(&mut **conn).await?;
        }
    }
    Ok(())
}

/// Puts rows into a table: a JSON array of lines as [`dump`] gives them.
pub async fn load(conn: &mut Conn<'_>, table: &str, columns: &[Column], rows: &str) -> Result<u64> {
    let names = columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    let table = quoted(table);
    match conn {
        Conn::Sqlite(conn) => {
            let value = |column: &Column| {
                let path = format!("'$.\"{}\"'", column.name.replace('\'', "''"));
                if column.is_bytes {
                    format!("unhex(substr(json_extract(value, {path}), 3))")
                } else {
                    format!("json_extract(value, {path})")
                }
            };
            let values = columns.iter().map(value).collect::<Vec<_>>().join(", ");
            let sql = format!("INSERT INTO {table} ({names}) SELECT {values} FROM json_each($1)");
            Ok(sqlx::query(AssertSqlSafe(sql)).bind(rows).execute(&mut **conn).await?.rows_affected())
        }
        Conn::Postgres(conn) => {
            let sql = format!(
                "INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, $1::json)"
            );
            Ok(sqlx::query(AssertSqlSafe(sql)).bind(rows).execute(&mut **conn).await?.rows_affected())
        }
    }
}

/// The word of a database in manifests.
pub const fn word(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgresql",
    }
}

/// Names come from the schema; quoted all the same.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
