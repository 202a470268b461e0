//! Statements, schemas, transactions and group commit.

use futures::future::join_all;
use landinghub_store::{Backend, Conn, Error, Store, StoreOptions, statements, testing};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::collections::BTreeMap;

async fn run(conn: &mut Conn<'_>, sql: &str) -> Result<u64, Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    Ok(match conn {
        Conn::Sqlite(conn) => sqlx::query(sql).execute(&mut **conn).await?.rows_affected(),
        Conn::Postgres(conn) => sqlx::query(sql).execute(&mut **conn).await?.rows_affected(),
    })
}

async fn count(store: &Store) -> i64 {
    let sql = "SELECT count(*) FROM t";
    match store.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
        Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await.unwrap(),
    }
}

async fn with_table(store: &Store) {
    store
        .write(|mut tx| {
            Box::pin(async move { run(&mut tx, "CREATE TABLE t (a BIGINT UNIQUE, b BIGINT)").await })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn every_statement_prepares_on_both() {
    for t in testing::both().await {
        let mut reader = t.store.read().await.unwrap();
        for (name, sql) in statements() {
            let prepared = match reader.conn() {
                Conn::Sqlite(conn) => conn.prepare(sql.sqlite.into_sql_str()).await.map(|_| ()),
                Conn::Postgres(conn) => conn.prepare(sql.postgres.into_sql_str()).await.map(|_| ()),
            };
            assert!(prepared.is_ok(), "{name} on {:?}: {:?}", t.store.backend(), prepared.err());
        }
    }
}

/// Table → column → (type folded to what both call it, nullable).
type Schema = BTreeMap<String, BTreeMap<String, (String, bool)>>;

async fn schema(store: &Store) -> Schema {
    let columns: Vec<(String, String, String, bool)> = match store.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_as(
            "SELECT m.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0 FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'",
        )
        .fetch_all(conn)
        .await
        .unwrap(),
        Conn::Postgres(conn) => sqlx::query_as(
            "SELECT table_name::text, column_name::text, upper(data_type::text), is_nullable = 'YES' FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' AND table_name IN
             (SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE')",
        )
        .fetch_all(conn)
        .await
        .unwrap(),
    };
    let mut schema = Schema::new();
    for (table, column, kind, nullable) in columns {
        let kind = match kind.as_str() {
            "BYTEA" => "BLOB".to_owned(),
            // As SQLite wants a key called that numbers itself; both are 64 bits.
            "INTEGER" => "BIGINT".to_owned(),
            _ => kind,
        };
        schema.entry(table).or_default().insert(column, (kind, nullable));
    }
    schema
}

#[tokio::test]
async fn both_schemas_are_the_same() {
    let [sqlite, postgres] = testing::both().await;
    let (sqlite, postgres) = (schema(&sqlite.store).await, schema(&postgres.store).await);
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
}

#[tokio::test]
async fn migrations_run_once_and_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open_file(&dir.path().join("x.db"), StoreOptions::default()).await.unwrap();
    assert!(store.migrations().await.unwrap().iter().all(|m| !m.applied));
    store.migrate().await.unwrap();
    store.migrate().await.unwrap();
    assert!(store.migrations().await.unwrap().iter().all(|m| m.applied));
    for t in testing::both().await {
        assert!(t.store.migrations().await.unwrap().iter().all(|m| m.applied), "{:?}", t.store.backend());
    }
}

#[tokio::test]
async fn an_error_undoes_its_own_job_only() {
    for t in testing::both().await {
        with_table(&t.store).await;
        let jobs = (0..64).map(|n| {
            t.store.write(move |mut tx| {
                Box::pin(async move {
                    run(&mut tx, &format!("INSERT INTO t VALUES ({n}, 0)")).await?;
                    if n % 2 == 0 { Ok(()) } else { Err(Error::Corrupt("no".into())) }
                })
            })
        });
        let results = join_all(jobs).await;
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 32);
        assert_eq!(count(&t.store).await, 32, "{:?}", t.store.backend());
    }
}

#[tokio::test]
async fn a_failing_statement_does_not_spoil_the_batch() {
    for t in testing::both().await {
        with_table(&t.store).await;
        let results = join_all((0..20).map(|n| {
            t.store.write(move |mut tx| {
                Box::pin(async move { run(&mut tx, &format!("INSERT INTO t VALUES ({}, 0)", n / 2)).await })
            })
        }))
        .await;
        let refused: Vec<_> = results.iter().filter_map(|r| r.as_ref().err()).collect();
        assert_eq!(refused.len(), 10);
        assert!(refused.iter().all(|error| error.breaks("t_a")), "{refused:?}");
        assert_eq!(count(&t.store).await, 10);
    }
}

#[tokio::test]
async fn a_panicking_job_is_undone_and_the_writer_lives_on() {
    let t = testing::sqlite().await;
    with_table(&t.store).await;
    let panicked = t
        .store
        .write::<(), Error, _>(|mut tx| {
            Box::pin(async move {
                run(&mut tx, "INSERT INTO t VALUES (1, 1)").await?;
                panic!("a bug in a job");
            })
        })
        .await;
    assert!(matches!(panicked, Err(Error::Writer)));
    assert_eq!(count(&t.store).await, 0);
    t.store
        .write(|mut tx| Box::pin(async move { run(&mut tx, "INSERT INTO t VALUES (2, 2)").await }))
        .await
        .unwrap();
    assert_eq!(count(&t.store).await, 1);
}

#[tokio::test]
async fn waiting_jobs_share_a_commit() {
    let t = testing::sqlite().await;
    with_table(&t.store).await;
    let before = t.store.writer_stats().unwrap();
    let results = join_all((0..200).map(|n| {
        t.store.write(move |mut tx| {
            Box::pin(async move { run(&mut tx, &format!("INSERT INTO t VALUES ({n}, 0)")).await })
        })
    }))
    .await;
    assert!(results.iter().all(Result::is_ok));
    let after = t.store.writer_stats().unwrap();
    assert_eq!(after.jobs - before.jobs, 200);
    assert!(after.commits - before.commits < 20, "{} commits", after.commits - before.commits);
}

#[tokio::test]
async fn readers_of_sqlite_cannot_write() {
    let t = testing::sqlite().await;
    assert_eq!(t.store.backend(), Backend::Sqlite);
    with_table(&t.store).await;
    let mut reader = t.store.read().await.unwrap();
    assert!(run(&mut reader.conn(), "INSERT INTO t VALUES (1, 1)").await.is_err());
}

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.db");
    let store = Store::open_file(&path, StoreOptions::default()).await.unwrap();
    with_table(&store).await;
    store
        .write(|mut tx| Box::pin(async move { run(&mut tx, "INSERT INTO t VALUES (1, 1)").await }))
        .await
        .unwrap();
    store.close().await;
    let store = Store::open_file(&path, StoreOptions::default()).await.unwrap();
    assert_eq!(count(&store).await, 1);
}
