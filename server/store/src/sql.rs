//! Statements and the macros that run them on either database.

use std::cell::Cell;

/// A statement in both dialects; most often the same text twice.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
}

impl Sql {
    /// One text for both.
    pub const fn both(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }
}

/// Declares a file's statements as constants and lists them in `STATEMENTS`.
///
/// ```text
/// statements! {
///     FIND: "SELECT … WHERE id = $1";
///     CLAIM: sqlite "UPDATE …", postgres "… FOR UPDATE SKIP LOCKED";
/// }
/// ```
macro_rules! statements {
    (@sql $text:expr) => { $crate::Sql::both($text) };
    (@sql sqlite $sqlite:expr, postgres $postgres:expr) => { $crate::Sql { sqlite: $sqlite, postgres: $postgres } };
    ($($name:ident : $($dialect:ident)? $text:literal $(, postgres $postgres:literal)? ;)*) => {
        $(const $name: $crate::Sql = statements!(@sql $($dialect)? $text $(, postgres $postgres)?);)*
        pub(crate) const STATEMENTS: &[(&str, $crate::Sql)] = &[$((concat!(module_path!(), "::", stringify!($name)), $name),)*];
    };
}

/// Declares a file's statements, which may be put together by `concat!`: one text for both databases, or SQLite's and
/// PostgreSQL's.
macro_rules! queries {
    (@sql $both:expr) => { $crate::Sql::both($both) };
    (@sql $sqlite:expr, $postgres:expr) => { $crate::Sql { sqlite: $sqlite, postgres: $postgres } };
    ($($name:ident = $first:expr $(, $second:expr)?;)*) => {
        $(const $name: $crate::Sql = queries!(@sql $first $(, $second)?);)*
        pub(crate) const STATEMENTS: &[(&str, $crate::Sql)] = &[$((concat!(module_path!(), "::", stringify!($name)), $name),)*];
    };
}

thread_local! {
    static RUN: Cell<u64> = const { Cell::new(0) };
}

/// Counts a statement of this thread.
pub(crate) fn count() {
    RUN.set(RUN.get() + 1);
}

/// Statements this thread has run. The writer's thread runs nothing but its jobs.
pub(crate) fn counted() -> u64 {
    RUN.get()
}

/// Runs a query's last step on whichever database the connection is of.
macro_rules! run {
    ($conn:expr, $sql:expr, $make:ident :: <$row:ty>, [$($bind:expr),* $(,)?], $step:ident) => {{
        $crate::sql::count();
        match $conn {
            $crate::Conn::Sqlite(conn) =>
                sqlx::$make::<sqlx::Sqlite, $row>($sql.sqlite)$(.bind($bind))*.$step(&mut **conn).await,
            $crate::Conn::Postgres(conn) =>
                sqlx::$make::<sqlx::Postgres, $row>($sql.postgres)$(.bind($bind))*.$step(&mut **conn).await,
        }.map_err($crate::Error::from)
    }};
}

/// `fetch_optional!(conn, SQL, RowType, [binds])` → `Result<Option<RowType>>`.
macro_rules! fetch_optional {
    ($conn:expr, $sql:expr, $row:ty, [$($bind:tt)*]) => { run!($conn, $sql, query_as::<$row>, [$($bind)*], fetch_optional) };
}

/// `fetch_one!(conn, SQL, RowType, [binds])` → `Result<RowType>`; no row is an error.
macro_rules! fetch_one {
    ($conn:expr, $sql:expr, $row:ty, [$($bind:tt)*]) => { run!($conn, $sql, query_as::<$row>, [$($bind)*], fetch_one) };
}

/// `fetch_all!(conn, SQL, RowType, [binds])` → `Result<Vec<RowType>>`.
macro_rules! fetch_all {
    ($conn:expr, $sql:expr, $row:ty, [$($bind:tt)*]) => { run!($conn, $sql, query_as::<$row>, [$($bind)*], fetch_all) };
}

/// `execute!(conn, SQL, [binds])` → `Result<u64>`, the rows affected.
macro_rules! execute {
    ($conn:expr, $sql:expr, [$($bind:expr),* $(,)?]) => {{
        $crate::sql::count();
        match $conn {
            $crate::Conn::Sqlite(conn) =>
                sqlx::query::<sqlx::Sqlite>($sql.sqlite)$(.bind($bind))*.execute(&mut **conn).await.map(|done| done.rows_affected()),
            $crate::Conn::Postgres(conn) =>
                sqlx::query::<sqlx::Postgres>($sql.postgres)$(.bind($bind))*.execute(&mut **conn).await.map(|done| done.rows_affected()),
        }.map_err($crate::Error::from)
    }};
}
