//! Databases for tests: every store test runs on SQLite and on PostgreSQL.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "without its database no test can run")]

use crate::{Store, StoreOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::atomic::{AtomicU64, Ordering};

/// A fresh, migrated database that disappears when dropped.
pub struct TestStore {
    /// The database.
    pub store: Store,
    _folder: Folder,
}

/// Where the database is; it goes away with it.
enum Folder {
    /// A folder with the SQLite file.
    Disk(#[expect(dead_code, reason = "held until the test ends")] tempfile::TempDir),
    /// A database of the PostgreSQL server: its URL and its name. Thousands of left ones would fill the disk.
    Server(String, String),
}

impl Drop for Folder {
    fn drop(&mut self) {
        let Self::Server(base, name) = self else { return };
        let (base, name) = (std::mem::take(base), std::mem::take(name));
        // The test's own runtime is ending and can't be waited on.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&base).await.ok()?;
                let drop = AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                sqlx::query(drop).execute(&mut admin).await.ok()
            })
        });
        let _ = dropping.join();
    }
}

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A fresh SQLite file.
pub async fn sqlite() -> TestStore {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let store =
        Store::open_file(&dir.path().join("test.db"), StoreOptions::default()).await.expect("SQLite opens");
    store.migrate().await.expect("migrations run on SQLite");
    TestStore { store, _folder: Folder::Disk(dir) }
}

/// A fresh database on the PostgreSQL server that `cargo xtask test` starts. A missing server is a failure.
pub async fn postgres() -> TestStore {
    let base = std::env::var("LANDINGHUB_TEST_POSTGRES_URL")
        .expect("LANDINGHUB_TEST_POSTGRES_URL names the test server; `cargo xtask test` sets it");
    let (server, _) = base.rsplit_once('/').expect("a database name in the URL");
    let name = format!("lh_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&base).await.expect("PostgreSQL answers");
    sqlx::query(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}")))
        .execute(&mut admin)
        .await
        .expect("dropped");
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.expect("created");
    let store = Store::open(&format!("{server}/{name}"), StoreOptions { connections: 4 })
        .await
        .expect("PostgreSQL opens");
    store.migrate().await.expect("migrations run on PostgreSQL");
    TestStore { store, _folder: Folder::Server(base.clone(), name) }
}

/// Both, one after the other: `for t in testing::both().await { … t.store … }`.
pub async fn both() -> [TestStore; 2] {
    [sqlite().await, postgres().await]
}
