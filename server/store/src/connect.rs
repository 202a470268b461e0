//! Opening a database, reading from it, and its migrations.

use crate::error::{Error, Result};
use crate::writer::{Writer, WriterStats};
use futures::future::BoxFuture;
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// The first SQLite with the WAL-reset corruption fix, as `3 * 1_000_000 + 51 * 1_000 + 3`.
const OLDEST_SQLITE: i64 = 3_051_003;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file on this machine.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Sizes of the pools.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// Connections for reading (SQLite) or in all (PostgreSQL).
    pub connections: u32,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { connections: 8 }
    }
}

/// A connection within a read or a write, as store functions take it.
#[derive(Debug)]
pub enum Conn<'c> {
    /// To SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// To PostgreSQL.
    Postgres(&'c mut PgConnection),
}

/// A connection taken from the pool for reading; it goes back when dropped.
#[derive(Debug)]
pub enum Reader {
    /// From SQLite's readers, which can't write.
    Sqlite(PoolConnection<Sqlite>),
    /// From PostgreSQL's pool.
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    /// The connection, for store functions.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A migration and whether it has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its number.
    pub version: i64,
    /// Its name.
    pub description: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// The database. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Inner,
}

#[derive(Clone, Debug)]
enum Inner {
    Sqlite { readers: SqlitePool, writer: Writer },
    Postgres { pool: PgPool },
}

impl Store {
    /// Opens the database at `url` (`sqlite:PATH`, `postgres://…`); a missing SQLite file is made.
    /// Migrations are run by [`Store::migrate`].
    pub async fn open(url: &str, options: StoreOptions) -> Result<Self> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = sqlx::postgres::PgPoolOptions::new()
                .max_connections(options.connections.max(2))
                .acquire_timeout(Duration::from_secs(5))
                .connect_with(sqlx::postgres::PgConnectOptions::from_str(url)?.disable_statement_logging())
                .await?;
            return Ok(Self { inner: Inner::Postgres { pool } });
        }
        let base = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-8000")
            // More than there are in use at a time, so that none is prepared again and again.
            .statement_cache_capacity(512)
            .disable_statement_logging();
        let writing = base.clone().optimize_on_close(true, None).connect().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(Duration::from_secs(5))
            // A file doesn't hang up as a server may: a test would only be one more way to the connection's thread.
            .test_before_acquire(false)
            .connect_with(base.pragma("query_only", "true"))
            .await?;
        let writer = Writer::start(writing)?;
        let store = Self { inner: Inner::Sqlite { readers, writer } };
        store.check_sqlite_version().await?;
        Ok(store)
    }

    /// Opens the SQLite file at `path`.
    pub async fn open_file(path: &Path, options: StoreOptions) -> Result<Self> {
        Self::open(&format!("sqlite:{}", path.display()), options).await
    }

    async fn check_sqlite_version(&self) -> Result<()> {
        let Inner::Sqlite { readers, .. } = &self.inner else { return Ok(()) };
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(readers).await?;
        let number = version
            .split('.')
            .take(3)
            .try_fold(0_i64, |sum, part| part.parse::<i64>().ok().map(|n| sum * 1000 + n));
        match number {
            Some(number) if number >= OLDEST_SQLITE => Ok(()),
            _ => {
                Err(Error::Corrupt(format!("SQLite {version} is older than 3.51.3 and can corrupt its log")))
            }
        }
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        match self.inner {
            Inner::Sqlite { .. } => Backend::Sqlite,
            Inner::Postgres { .. } => Backend::Postgres,
        }
    }

    /// Takes a connection for reading.
    pub async fn read(&self) -> Result<Reader> {
        Ok(match &self.inner {
            Inner::Sqlite { readers, .. } => Reader::Sqlite(readers.acquire().await?),
            Inner::Postgres { pool } => Reader::Postgres(pool.acquire().await?),
        })
    }

    /// Runs `job` in a transaction and answers after the commit; an `Err` undoes what the job did.
    ///
    /// On SQLite jobs of all callers share transactions (group commit), so `job` must not wait for
    /// anything but the database. Dropping the returned future doesn't undo a job that has started.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        match &self.inner {
            Inner::Sqlite { writer, .. } => writer.run(job).await,
            Inner::Postgres { pool } => {
                let mut transaction = pool.begin().await.map_err(Error::from)?;
                let value = job(Conn::Postgres(&mut transaction)).await?;
                transaction.commit().await.map_err(Error::from)?;
                Ok(value)
            }
        }
    }

    /// Runs the migrations that haven't run.
    pub async fn migrate(&self) -> Result<()> {
        match &self.inner {
            Inner::Sqlite { writer, .. } => writer.migrate(&SQLITE_MIGRATIONS, None).await,
            Inner::Postgres { pool } => Ok(POSTGRES_MIGRATIONS.run(pool).await?),
        }
    }

    /// Runs the migrations up to this one that haven't run: for rows of an earlier version.
    pub async fn migrate_to(&self, last: i64) -> Result<()> {
        match &self.inner {
            Inner::Sqlite { writer, .. } => writer.migrate(&SQLITE_MIGRATIONS, Some(last)).await,
            Inner::Postgres { pool } => Ok(POSTGRES_MIGRATIONS.run_to(last, pool).await?),
        }
    }

    /// Whether nobody else has the SQLite file at `path` open. Its log goes into it then, so that it is one file.
    pub async fn is_alone(path: &Path) -> Result<bool> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Delete)
            .busy_timeout(Duration::from_millis(500))
            .disable_statement_logging();
        match options.connect().await {
            Ok(conn) => {
                conn.close().await?;
                Ok(true)
            }
            Err(sqlx::Error::Database(error)) if error.message().contains("locked") => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Every migration in order, with what the database has already.
    pub async fn migrations(&self) -> Result<Vec<Migration>> {
        let (all, applied) = match &self.inner {
            Inner::Sqlite { readers, .. } => (&SQLITE_MIGRATIONS, {
                let known = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
                if sqlx::query_scalar::<_, i64>(known).fetch_one(readers).await? == 0 {
                    Vec::new()
                } else {
                    sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
                        .fetch_all(readers)
                        .await?
                }
            }),
            Inner::Postgres { pool } => (&POSTGRES_MIGRATIONS, {
                let known = "SELECT count(*) FROM pg_tables WHERE tablename = '_sqlx_migrations' AND schemaname = current_schema()";
                if sqlx::query_scalar::<_, i64>(known).fetch_one(pool).await? == 0 {
                    Vec::new()
                } else {
                    sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
                        .fetch_all(pool)
                        .await?
                }
            }),
        };
        Ok(all
            .iter()
            .map(|migration| Migration {
                version: migration.version,
                description: migration.description.to_string(),
                applied: applied.contains(&migration.version),
            })
            .collect())
    }

    /// What the writer has done; `None` on PostgreSQL.
    pub fn writer_stats(&self) -> Option<WriterStats> {
        match &self.inner {
            Inner::Sqlite { writer, .. } => Some(writer.stats()),
            Inner::Postgres { .. } => None,
        }
    }

    /// Finishes what is queued and closes every connection.
    pub async fn close(&self) {
        match &self.inner {
            Inner::Sqlite { readers, writer } => {
                writer.close().await;
                readers.close().await;
            }
            Inner::Postgres { pool } => pool.close().await,
        }
    }
}
