//! How long searches take, with their facets: full text of SQLite (FTS5), full text of PostgreSQL where
//! `LANDINGHUB_TEST_POSTGRES_URL` names a server, and the embedded engine, over the same made-up listings.
//!
//! `search [engine] [LISTINGS…]`, by default 100000; with `engine` the databases are left out, which take minutes beyond that.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops at the first surprise"
)]

use landinghub::market::CATEGORIES;
use landinghub::rng::SeededRng;
use landinghub::{Id, search, text};
use landinghub_services::search::{Embedded, Engine, Filters, Search, Sort};
use landinghub_store::seeding::{self, Table};
use landinghub_store::{Conn, Store, StoreOptions};
use serde_json::json;
use std::time::{Duration, Instant};

/// Words that most listings have, with those every search for is asked about.
const COMMON: &[&str] = &[
    "landing",
    "page",
    "template",
    "mẫu",
    "trang",
    "nhà",
    "hàng",
    "bán",
    "khoá",
    "học",
    "เปิดร้านอาหาร",
    "restaurant",
    "course",
    "webinar",
    "startup",
    "modern",
    "responsive",
    "đặt",
    "bàn",
    "คอร์สออนไลน์",
];
const TAGS: &[&str] = &[
    "restaurant",
    "saas",
    "sale",
    "course",
    "event",
    "minimal",
    "dark",
    "bold",
    "elegant",
    "free",
    "vietnam",
    "thai",
    "food",
    "fashion",
    "fitness",
    "travel",
    "finance",
    "health",
    "music",
    "photo",
];
const BATCH: usize = 2_000;
const ROUNDS: usize = 60;
/// Databases get fewer where one round takes longer than this.
const SLOW: Duration = Duration::from_millis(200);

/// What is measured: a name, words, filters, an order.
fn queries(rare: &str) -> Vec<(&'static str, String, Filters, Sort)> {
    let filtered = Filters { category: "saas".to_owned(), tag: "dark".to_owned(), ..Filters::default() };
    let plain = Filters::default;
    vec![
        ("everything, newest", String::new(), plain(), Sort::Newest),
        ("everything, by price", String::new(), plain(), Sort::PriceAsc),
        ("a common word", "landing".to_owned(), plain(), Sort::Relevance),
        ("a common word, by price", "landing".to_owned(), plain(), Sort::PriceAsc),
        ("two common words", "landing page".to_owned(), plain(), Sort::Relevance),
        ("four common words", "landing page nha hang".to_owned(), plain(), Sort::Relevance),
        ("Thai", "ร้านอาหาร".to_owned(), plain(), Sort::Relevance),
        ("a common word, filtered", "landing".to_owned(), filtered, Sort::Relevance),
        ("one letter", "l".to_owned(), plain(), Sort::Relevance),
        ("two letters", "la".to_owned(), plain(), Sort::Relevance),
        ("three letters", "res".to_owned(), plain(), Sort::Relevance),
        ("a rare word", rare.to_owned(), plain(), Sort::Relevance),
        ("a slip in a common word", "restuarant".to_owned(), plain(), Sort::Relevance),
    ]
}

#[tokio::main]
async fn main() {
    let engine_only = std::env::args().any(|arg| arg == "engine");
    let sizes: Vec<u32> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    for size in if sizes.is_empty() { vec![100_000] } else { sizes } {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("search.db");
        let store = Store::open_file(&file, StoreOptions::default()).await.expect("SQLite");
        let rare = fill(&store, size, !engine_only).await;
        if !engine_only {
            measure("SQLite FTS5", size, &rare, &store).await;
        }
        let engine = Embedded::new(store.clone(), folder.path().join("search"));
        let began = Instant::now();
        engine.rebuild().await.expect("an index");
        let bytes = size_of(&folder.path().join("search"));
        println!(
            "embedded engine, {size} listings: index made in {:.1} s, {} MiB",
            began.elapsed().as_secs_f64(),
            bytes >> 20
        );
        println!("| search | found | p50 ms | p95 ms |\n|---|---:|---:|---:|");
        for (name, words, filters, sort) in queries(&rare) {
            let mut times = Vec::new();
            let mut total = 0;
            for _ in 0..ROUNDS {
                let search = Search {
                    words: search::words(&words),
                    filters: filters.clone(),
                    sort,
                    after: None,
                    limit: 24,
                };
                let began = Instant::now();
                total = engine.find(search).await.expect("found").counts.total;
                times.push(began.elapsed());
            }
            row(name, total, times);
        }
        println!();
        store.close().await;
        if let Some(url) = std::env::var("LANDINGHUB_TEST_POSTGRES_URL").ok().filter(|_| !engine_only) {
            let store = postgres(&url).await;
            let rare = fill(&store, size, true).await;
            measure("PostgreSQL", size, &rare, &store).await;
            store.close().await;
        }
    }
}

fn row(name: &str, total: u64, mut times: Vec<Duration>) {
    times.sort();
    let at = |part: usize| {
        times.get((times.len() * part / 100).min(times.len() - 1)).unwrap().as_secs_f64() * 1000.0
    };
    println!("| {name} | {total} | {:.2} | {:.2} |", at(50), at(95));
}

fn size_of(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => size_of(&entry.path()),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}

async fn postgres(url: &str) -> Store {
    let (server, _) = url.rsplit_once('/').expect("a database in the URL");
    let mut admin = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.expect("PostgreSQL");
    for sql in ["DROP DATABASE IF EXISTS lh_bench_search WITH (FORCE)", "CREATE DATABASE lh_bench_search"] {
        sqlx::query(sql).execute(&mut admin).await.expect("a database");
    }
    Store::open(&format!("{server}/lh_bench_search"), StoreOptions::default()).await.expect("PostgreSQL")
}

/// Made-up listings, with `full_text` what a database needs to search them by itself; answers a rare word.
async fn fill(store: &Store, size: u32, full_text: bool) -> String {
    store.migrate().await.expect("migrated");
    let rng = SeededRng::new(7);
    let below = |end: usize| usize::try_from(rng.next_u64() % u64::try_from(end).unwrap()).unwrap();
    let vocabulary: Vec<String> = (0..20_000)
        .map(|_| {
            let length = 4 + below(7);
            (0..length)
                .map(|n| {
                    if n % 2 == 0 {
                        "bcdfghklmnprst".chars().nth(below(14)).unwrap()
                    } else {
                        "aeiou".chars().nth(below(5)).unwrap()
                    }
                })
                .collect()
        })
        .collect();
    let word = || match below(3) {
        0 => COMMON[below(COMMON.len())].to_owned(),
        _ => vocabulary[below(below(vocabulary.len()) + 1)].clone(),
    };
    let words = |count: usize| (0..count).map(|_| word()).collect::<Vec<_>>().join(" ");
    let sellers: Vec<_> = (0..1_000).map(|n| json!({
        "id": format!("s{n}"), "email": format!("s{n}@seed.test"), "email_verified_at": 0, "name": format!("Studio {}", vocabulary[n]),
        "name_folded": "", "password_hash": "", "role": "seller", "status": "active", "locale": "en", "theme": "system",
        "created_at": 0, "updated_at": 0,
    })).collect();
    write(store, vec![(Table::Users, json!(sellers).to_string())], Vec::new()).await;
    let create = match store.backend() {
        landinghub_store::Backend::Sqlite => vec![
            "CREATE TABLE facts (id INTEGER PRIMARY KEY, listing TEXT, category TEXT, language TEXT, price BIGINT, sold BIGINT, approved BIGINT)".to_owned(),
            "CREATE TABLE fact_tags (id INTEGER, tag TEXT, PRIMARY KEY (id, tag)) WITHOUT ROWID".to_owned(),
            "CREATE VIRTUAL TABLE found USING fts5(title, tags, seller, description, content='', prefix='1 2 3')".to_owned(),
        ],
        landinghub_store::Backend::Postgres => vec![
            "CREATE TABLE facts (id INTEGER PRIMARY KEY, listing TEXT, category TEXT, language TEXT, price BIGINT, sold BIGINT, approved BIGINT, found TSVECTOR)".to_owned(),
            "CREATE TABLE fact_tags (id INTEGER, tag TEXT, PRIMARY KEY (id, tag))".to_owned(),
            "CREATE INDEX facts_found ON facts USING gin (found)".to_owned(),
        ],
    };
    write(store, Vec::new(), create).await;
    let mut done = 0_usize;
    let all = usize::try_from(size).unwrap();
    while done < all {
        let (mut listings, mut revisions, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        for n in done..all.min(done + BATCH) {
            let (id, revision) = (Id::random(&rng), Id::random(&rng));
            let (title, description) = (words(5), words(45));
            let mut tags: Vec<&str> = (0..3).map(|_| TAGS[below(TAGS.len())]).collect();
            tags.sort_unstable();
            tags.dedup();
            let category = CATEGORIES[below(CATEGORIES.len())].0;
            let (language, currency) = ([("vi", "VND"), ("en", "USD"), ("th", "THB")])[below(3)];
            let (price, sold, seller) = (below(600) * 1_000, below(below(400) + 1), below(1_000));
            let gallery = "[\"desktop\"]";
            listings.push(json!({
                "id": id, "seller_id": format!("s{seller}"), "page_id": "p", "status": "approved", "change": "none", "title": title,
                "description": description, "price": price, "currency": currency, "category": category,
                "tags": json!(tags).to_string(), "licence": "standard", "live_revision_id": revision, "sold": sold, "reserved": 0,
                "views": 0, "likes": 0, "rating_sum": 40, "rating_count": 9 + below(4), "created_at": n, "updated_at": n,
                "approved_at": n, "gallery": gallery,
            }));
            revisions.push(json!({
                "id": revision, "listing_id": id, "number": 1, "page_revision": 1, "title": title, "description": description,
                "price": price, "currency": currency, "category": category, "tags": json!(tags).to_string(),
                "licence": "standard", "language": language, "created_at": n, "document": "{}", "gallery": gallery, "draw_tried": true,
            }));
            let folded = |text: &str| search::words(text).join(" ");
            facts.push(json!({
                "n": n, "id": id, "category": category, "language": language, "price": price, "sold": sold, "approved": n,
                "title": folded(&title), "tags": text::fold(&tags.join(" ")), "tag": tags,
                "seller": text::fold(&vocabulary[seller]), "description": folded(&description),
            }));
        }
        done += listings.len();
        let rows = vec![
            (Table::Listings, json!(listings).to_string()),
            (Table::Revisions, json!(revisions).to_string()),
        ];
        let facts = json!(facts).to_string().replace('\'', "''");
        let sql = match store.backend() {
            _ if !full_text => Vec::new(),
            landinghub_store::Backend::Sqlite => vec![
                format!(
                    "INSERT INTO facts SELECT value->>'n', value->>'id', value->>'category', value->>'language', value->>'price', value->>'sold', value->>'approved' FROM json_each('{facts}')"
                ),
                format!(
                    "INSERT INTO fact_tags SELECT f.value->>'n', t.value FROM json_each('{facts}') f, json_each(f.value->'tag') t"
                ),
                format!(
                    "INSERT INTO found (rowid, title, tags, seller, description) SELECT value->>'n', value->>'title', value->>'tags', value->>'seller', value->>'description' FROM json_each('{facts}')"
                ),
            ],
            landinghub_store::Backend::Postgres => vec![
                format!(
                    "INSERT INTO facts SELECT x.n, x.id, x.category, x.language, x.price, x.sold, x.approved, setweight(to_tsvector('simple', x.title), 'A') || setweight(to_tsvector('simple', x.tags), 'B') || setweight(to_tsvector('simple', x.seller), 'C') || to_tsvector('simple', x.description) FROM json_to_recordset('{facts}') AS x (n INTEGER, id TEXT, category TEXT, language TEXT, price BIGINT, sold BIGINT, approved BIGINT, title TEXT, tags TEXT, seller TEXT, description TEXT)"
                ),
                format!(
                    "INSERT INTO fact_tags SELECT CAST(f->>'n' AS INTEGER), t FROM json_array_elements('{facts}') f, json_array_elements_text(f->'tag') t"
                ),
            ],
        };
        write(store, rows, sql).await;
    }
    if !full_text {
        return vocabulary[19_990].clone();
    }
    let end = match store.backend() {
        landinghub_store::Backend::Sqlite => "INSERT INTO found (found) VALUES ('optimize')",
        landinghub_store::Backend::Postgres => "ANALYZE",
    };
    write(
        store,
        Vec::new(),
        vec![end.to_owned(), "CREATE INDEX facts_approved ON facts (approved)".to_owned()],
    )
    .await;
    vocabulary[19_990].clone()
}

async fn write(store: &Store, rows: Vec<(Table, String)>, sql: Vec<String>) {
    store
        .write(move |mut tx| {
            Box::pin(async move {
                for (table, rows) in &rows {
                    seeding::insert(&mut tx, *table, rows).await?;
                }
                for sql in sql {
                    let sql = sqlx::AssertSqlSafe(sql);
                    match &mut tx {
                        Conn::Sqlite(conn) => sqlx::query(sql).execute(&mut **conn).await.map(|_| ()),
                        Conn::Postgres(conn) => sqlx::query(sql).execute(&mut **conn).await.map(|_| ()),
                    }?;
                }
                Ok::<_, landinghub_store::Error>(())
            })
        })
        .await
        .expect("written");
}

/// A search by the database's own means: the slice, the total, three facets.
async fn measure(what: &str, size: u32, rare: &str, store: &Store) {
    println!("{what}, {size} listings\n| search | found | p50 ms | p95 ms |\n|---|---:|---:|---:|");
    let sqlite = matches!(store.backend(), landinghub_store::Backend::Sqlite);
    for (name, words, filters, sort) in queries(rare) {
        let words = search::words(&words);
        let joined = if sqlite {
            words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
        } else {
            words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ")
        };
        let mut from = "FROM facts f".to_owned();
        let mut conditions = vec!["1 = 1".to_owned()];
        let mut rank = "0".to_owned();
        if !words.is_empty() {
            if sqlite {
                from.push_str(" JOIN found ON found.rowid = f.id");
                conditions.push(format!("found MATCH '{joined}'"));
                "-bm25(found, 8, 5, 3, 1)".clone_into(&mut rank);
            } else {
                conditions.push(format!("f.found @@ to_tsquery('simple', '{joined}')"));
                rank = format!("ts_rank(f.found, to_tsquery('simple', '{joined}'))");
            }
        }
        if !filters.category.is_empty() {
            conditions.push(format!("f.category = '{}'", filters.category));
        }
        if !filters.tag.is_empty() {
            conditions.push(format!(
                "EXISTS (SELECT 1 FROM fact_tags t WHERE t.id = f.id AND t.tag = '{}')",
                filters.tag
            ));
        }
        let place = match sort {
            Sort::Newest => "f.approved DESC".to_owned(),
            Sort::PriceAsc => "f.price ASC".to_owned(),
            _ => format!("{rank} DESC"),
        };
        let rest = format!("{from} WHERE {}", conditions.join(" AND "));
        let texts = [
            format!("SELECT f.listing {rest} ORDER BY {place}, f.id DESC LIMIT 25"),
            format!("SELECT CAST(COUNT(*) AS TEXT) {rest}"),
            format!("SELECT f.category || COUNT(*) {rest} GROUP BY f.category"),
            format!("SELECT f.language || COUNT(*) {rest} GROUP BY f.language"),
            format!("SELECT (f.price / 100000) || ' ' || COUNT(*) {rest} GROUP BY f.price / 100000"),
            format!(
                "SELECT t.tag || COUNT(*) FROM fact_tags t WHERE t.id IN (SELECT f.id {rest}) GROUP BY t.tag"
            ),
        ];
        let (mut times, mut total) = (Vec::new(), 0);
        for round in 0..ROUNDS {
            if round >= 2 && times.first().is_some_and(|first| *first > SLOW) {
                break;
            }
            let began = Instant::now();
            for (n, sql) in texts.iter().enumerate() {
                let sql = sqlx::AssertSqlSafe(sql.clone());
                let mut reader = store.read().await.expect("a reader");
                let rows: Vec<String> = match reader.conn() {
                    Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_all(conn).await,
                    Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_all(conn).await,
                }
                .expect("found");
                if n == 1 {
                    total = rows.first().and_then(|count| count.parse().ok()).unwrap_or_default();
                }
            }
            times.push(began.elapsed());
        }
        row(name, total, times);
    }
    println!();
}
