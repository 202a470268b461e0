//! Durable one-row writes per second: the store's group commit against a loop of single transactions on
//! the same file system, alternated. Prints a Markdown table; run by `cargo xtask bench store`.
#![expect(
    clippy::expect_used,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a benchmark stops at the first surprise"
)]

use futures::future::join_all;
use landinghub_store::{Conn, Error, Store, StoreOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use std::time::Instant;

const ROWS: i64 = 1000;
const ROUNDS: usize = 5;
const INSERT: &str = "INSERT INTO rows (body) VALUES ($1)";
const CREATE: &str = "CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)";

#[tokio::main]
async fn main() {
    let dir = tempfile::tempdir_in(std::env::var("LANDINGHUB_BENCH_DIR").unwrap_or_else(|_| ".".into()))
        .expect("a folder");
    let store =
        Store::open_file(&dir.path().join("grouped.db"), StoreOptions::default()).await.expect("opens");
    store.write(|tx| Box::pin(async move { execute(tx, CREATE, None).await })).await.expect("created");
    let mut single = SqliteConnectOptions::new()
        .filename(dir.path().join("single.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await
        .expect("opens");
    sqlx::query(CREATE).execute(&mut single).await.expect("created");

    println!(
        "| round | single transactions, rows/s | group commit, 8 callers | ratio | 64 callers | ratio |"
    );
    println!("|---|---|---|---|---|---|");
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let started = Instant::now();
        for n in 0..ROWS {
            let mut transaction = single.begin_with("BEGIN IMMEDIATE").await.expect("begins");
            sqlx::query(INSERT).bind(format!("row {n}")).execute(&mut *transaction).await.expect("inserted");
            transaction.commit().await.expect("commits");
        }
        let naive = ROWS as f64 / started.elapsed().as_secs_f64();
        let eight = grouped(&store, 8).await;
        let many = grouped(&store, 64).await;
        println!(
            "| {round} | {naive:.0} | {eight:.0} | {:.1} × | {many:.0} | {:.1} × |",
            eight / naive,
            many / naive
        );
        ratios.push(many / naive);
    }
    ratios.sort_by(f64::total_cmp);
    println!("\nmedian ratio with 64 callers: {:.1} ×", ratios.get(ROUNDS / 2).copied().unwrap_or_default());
}

async fn grouped(store: &Store, callers: i64) -> f64 {
    let started = Instant::now();
    join_all((0..callers).map(|caller| async move {
        for n in 0..ROWS / callers {
            let body = format!("row {caller} {n}");
            store
                .write(|tx| Box::pin(async move { execute(tx, INSERT, Some(body)).await }))
                .await
                .expect("written");
        }
    }))
    .await;
    (ROWS / callers * callers) as f64 / started.elapsed().as_secs_f64()
}

async fn execute(tx: Conn<'_>, sql: &'static str, body: Option<String>) -> Result<(), Error> {
    if let Conn::Sqlite(conn) = tx {
        let query = sqlx::query(sql);
        match body {
            Some(body) => query.bind(body).execute(conn).await?,
            None => query.execute(conn).await?,
        };
    }
    Ok(())
}
