//! Orders paid and delivered a second on SQLite (`synchronous=FULL`): placed, paid by the sandbox's signed callback,
//! delivered with copy, licence and ledger by the services; against a loop that writes as many rows as such an order
//! has, each in a transaction of its own, into the same schema. `orders [ORDERS] [CALLERS]`.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark stops at the first surprise")]

use futures::{StreamExt, stream};
use landinghub::account::Role;
use landinghub::api::market::NewOrder;
use landinghub::market::{Method, OrderStatus};
use landinghub_services::gateways::http::Client;
use landinghub_services::gateways::sandbox::{Notice, SIGNATURE, Sandbox};
use landinghub_services::gateways::{Incoming, Payments};
use landinghub_services::market::orders;
use landinghub_services::{
    Actor, Caller, Config, Limits, Reach, Secret, Services, SystemClock, SystemRng, doctor, seeding,
};
use landinghub_store::{Conn, Store, StoreOptions};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const BUYERS: u32 = 400;
const ROUNDS: usize = 3;
/// Tables an order writes into.
const TABLES: &[&str] = &[
    "orders",
    "order_items",
    "payment_attempts",
    "callback_inbox",
    "payment_events",
    "entitlements",
    "pages",
    "page_documents",
    "page_snapshots",
    "page_ops",
    "ledger_postings",
    "ledger_entries",
    "outbox",
    "events",
];

#[tokio::main]
async fn main() {
    let given: Vec<usize> = std::env::args().skip(1).filter_map(|number| number.parse().ok()).collect();
    let (count, callers) = (given.first().copied().unwrap_or(400), given.get(1).copied().unwrap_or(64));
    println!(
        "| round | orders/s, {callers} buyers at once | rows an order | one row a transaction, orders/s | ratio |"
    );
    println!("|---|---:|---:|---:|---:|");
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let folder =
            tempfile::tempdir_in(std::env::var("LANDINGHUB_BENCH_DIR").unwrap_or_else(|_| ".".into()))
                .expect("a folder");
        let services = services(folder.path()).await;
        let plan = seeding::Plan {
            users: BUYERS,
            pages: 60,
            listings: 60,
            orders: 0,
            rooms: 0,
            messages: 0,
            seed: 3,
            demo: false,
        };
        seeding::run(&services, &plan, &|_| {}).await.expect("seeded");
        let pairs = pairs(&services, count).await;
        let before = rows(&services).await;
        let began = Instant::now();
        let done: Vec<OrderStatus> = stream::iter(pairs.clone())
            .map(|(buyer, listing)| bought(&services, buyer, listing))
            .buffer_unordered(callers)
            .collect()
            .await;
        let seconds = began.elapsed().as_secs_f64();
        assert!(done.iter().all(|status| *status == OrderStatus::Delivered), "all are delivered");
        let each = (rows(&services).await - before) / i64::try_from(count).expect("a number");
        let found = doctor::diagnose(&services).await.expect("examined");
        assert_eq!(found.ills, Vec::<String>::new());
        let ours = number(count) / seconds;
        let naive = naive(&services, each).await;
        services.store.close().await;
        println!("| {round} | {ours:.0} | {each} | {naive:.0} | {:.1} × |", ours / naive);
        ratios.push(ours / naive);
    }
    ratios.sort_by(f64::total_cmp);
    println!("\nMedian: **{:.1} ×**", ratios[ratios.len() / 2]);
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("a small number"))
}

async fn services(folder: &Path) -> Services {
    let store =
        Store::open_file(&folder.join("landinghub.db"), StoreOptions::default()).await.expect("SQLite");
    store.migrate().await.expect("migrated");
    let config = Config {
        base_url: "http://localhost:3000".parse().expect("a URL"),
        pages_domain: "localhost:3000".to_owned(),
        content_domain: "content.localhost:3000".to_owned(),
        data_dir: folder.to_owned(),
        jwt_secret: Secret::new("a secret of more than thirty-two bytes"),
        smtp_url: None,
        redis_url: None,
        meilisearch: None,
        ai: None,
        mail_from: "LandingHub <noreply@localhost.localdomain>".to_owned(),
        browser: None,
        dns: None,
        limits: Limits::default(),
        payments: Payments { sandbox: Some(true), ..Payments::default() },
        order_ttl_seconds: 900,
        reach: Reach::default(),
    };
    Services::new(store, Arc::new(SystemClock), Arc::new(SystemRng), config)
}

/// Who buys what, each pair once, and nobody of their own.
async fn pairs(services: &Services, count: usize) -> Vec<(String, String)> {
    let buyers: Vec<String> = texts(services, "SELECT id FROM users WHERE role = 'user' ORDER BY id").await;
    let listings: Vec<String> = texts(
        services,
        "SELECT l.id FROM listings l WHERE l.status = 'approved' AND l.stock_limit IS NULL AND l.price > 0 ORDER BY l.id",
    )
    .await;
    (0..count)
        .map(|n| {
            (buyers[n % buyers.len()].clone(), listings[(n / buyers.len() + n) % listings.len()].clone())
        })
        .collect()
}

async fn texts(services: &Services, sql: &'static str) -> Vec<String> {
    match services.store.read().await.expect("a reader").conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_all(conn).await,
        Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_all(conn).await,
    }
    .expect("rows")
}

async fn rows(services: &Services) -> i64 {
    let mut all = 0;
    for table in TABLES {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let count: i64 = match services.store.read().await.expect("a reader").conn() {
            Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await,
            Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await,
        }
        .expect("a count");
        all += count;
    }
    all
}

async fn bought(services: &Services, buyer: String, listing: String) -> OrderStatus {
    let caller = Caller {
        actor: Some(Actor {
            user_id: buyer,
            session_id: "bench".to_owned(),
            role: Role::User,
            email_verified: true,
        }),
        ..Caller::anonymous(IpAddr::V4(Ipv4Addr::LOCALHOST))
    };
    let wanted =
        NewOrder { listing_id: Some(listing), payment_method: "sandbox".to_owned(), ..NewOrder::default() };
    let placed = orders::place(services, &caller, wanted).await.expect("placed");
    let order = placed.order.order_id;
    let known = orders::get(services, &caller, &order).await.expect("an order");
    let attempt = known.attempts.expect("attempts").pop().expect("an attempt");
    let notice = Notice {
        event_id: order.clone(),
        reference: attempt.id,
        outcome: "paid".to_owned(),
        amount: placed.order.total.amount,
        currency: placed.order.total.currency.code().to_owned(),
        refunded: None,
    };
    let (body, signature) = Sandbox::new(&services.config, Client::new()).signed(&notice).expect("signed");
    let headers = BTreeMap::from([(SIGNATURE.to_owned(), signature)]);
    let incoming = Incoming { query: String::new(), headers, body: body.to_string().into_bytes() };
    orders::receive(services, Method::Sandbox, &incoming).await.expect("heard").expect("news");
    orders::get(services, &caller, &order).await.expect("an order").status
}

/// As many rows as an order has, one a transaction, by one connection of the same kind; orders a second.
async fn naive(services: &Services, rows: i64) -> f64 {
    const ORDERS: i64 = 60;
    use sqlx::{ConnectOptions, Connection};
    let mut conn = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(services.config.data_dir.join("naive.db"))
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .connect()
        .await
        .expect("SQLite");
    sqlx::query("CREATE TABLE rows (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c BIGINT)")
        .execute(&mut conn)
        .await
        .expect("a table");
    let began = Instant::now();
    for n in 0..ORDERS * rows {
        let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await.expect("begun");
        sqlx::query("INSERT INTO rows (a, b, c) VALUES ($1, $2, $3)")
            .bind("0123456789abcdefghjkmnpqrs")
            .bind("a line of an order")
            .bind(n)
            .execute(&mut *transaction)
            .await
            .expect("written");
        transaction.commit().await.expect("committed");
    }
    number(usize::try_from(ORDERS).expect("small")) / began.elapsed().as_secs_f64()
}
