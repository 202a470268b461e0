//! Finding what is for sale: one corpus, both engines, both databases.

#![expect(clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use crate::meilisearch::{KEY, StandIn};
use crate::support::{World, at, worlds, worlds_with};
use landinghub::api::market::Found;
use landinghub_services::market::search::{Query, find};
use landinghub_services::search::{Embedded, Engine, MeilisearchServer, Search};
use landinghub_services::{Secret, Slice, seeding};
use landinghub_store::seeding::{self as rows, Table};
use serde_json::json;
use std::sync::atomic::Ordering;

/// Title, tags, category, language, currency, price, sold, stars given, how many gave them.
type Row =
    (&'static str, &'static [&'static str], &'static str, &'static str, &'static str, i64, i64, i64, i64);

const CORPUS: &[Row] = &[
    ("Đặt bàn nhà hàng Sen", &["food", "tết"], "restaurant", "vi", "VND", 199_000, 30, 45, 10),
    ("Restaurant opening night", &["food"], "restaurant", "en", "USD", 1_900, 5, 8, 2),
    ("เปิดร้านอาหารไทย", &["food", "thai"], "restaurant", "th", "THB", 29_000, 9, 12, 3),
    ("SaaS landing page Lumen", &["startup", "dark"], "saas", "en", "USD", 2_900, 50, 18, 4),
    ("Landing page for coaches", &["coaching"], "course", "en", "USD", 0, 80, 5, 1),
    ("Khoá học tiếng Anh", &["education"], "course", "vi", "VND", 0, 12, 0, 0),
    ("คอร์สออนไลน์สำหรับร้านค้า", &["education"], "course", "th", "THB", 49_000, 3, 3, 1),
    ("Webinar about landing pages", &["live"], "webinar", "en", "USD", 900, 1, 0, 0),
    ("Bất động sản Đà Nẵng", &["villa"], "real-estate", "vi", "VND", 990_000, 2, 4, 1),
    ("Photographer portfolio", &["dark", "minimal"], "portfolio", "en", "USD", 1_500, 7, 20, 4),
];

/// Puts the corpus up for sale; ids begin with its number.
async fn fill(world: &World) {
    let now = world.services.now().0;
    let user = json!([{
        "id": "seller0", "email": "s@example.com", "email_verified_at": now, "name": "Kiosk", "name_folded": "kiosk",
        "password_hash": "x", "role": "seller", "status": "active", "locale": "en", "theme": "system", "created_at": now,
        "updated_at": now,
    }]);
    let (mut listings, mut revisions) = (Vec::new(), Vec::new());
    for (n, (title, tags, category, language, currency, price, sold, stars, raters)) in (0_i64..).zip(CORPUS)
    {
        let (id, revision) = (format!("{n}listing"), format!("{n}revision"));
        let tags = json!(tags).to_string();
        let common = json!({
            "title": title, "description": "Made with care.", "price": price, "currency": currency, "category": category,
            "tags": tags, "licence": "standard", "stock": null, "gallery": "[\"desktop\"]", "created_at": now,
        });
        let mut listing = common.clone();
        let more = json!({
            "id": id, "seller_id": "seller0", "page_id": "page", "status": "approved", "change": "none",
            "live_revision_id": revision, "stock_limit": null, "sold": sold, "reserved": 0, "views": 0, "likes": 0,
            "rating_sum": stars, "rating_count": raters, "updated_at": now, "approved_at": now + n,
        });
        let mut row = common;
        let of_revision = json!({
            "id": revision, "listing_id": id, "number": 1, "page_revision": 1, "language": language, "document": "{}",
            "draw_tried": true,
        });
        for (target, more) in [(&mut listing, more), (&mut row, of_revision)] {
            let target = target.as_object_mut().expect("an object");
            target.extend(more.as_object().expect("an object").clone());
        }
        listings.push(listing);
        revisions.push(row);
    }
    let tables =
        [(Table::Users, user), (Table::Listings, json!(listings)), (Table::Revisions, json!(revisions))];
    world
        .services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                for (table, rows) in &tables {
                    rows::insert(&mut tx, *table, &rows.to_string()).await?;
                }
                Ok::<_, landinghub_store::Error>(())
            })
        })
        .await
        .expect("the corpus");
}

fn q(text: &str) -> Query {
    Query { q: Some(text.to_owned()), ..Query::default() }
}

async fn ask(world: &World, query: &Query) -> Found {
    find(&world.services, &at("192.0.2.7"), query).await.expect("searched")
}

/// Numbers in the corpus, in the order found.
fn numbers(found: &Found) -> Vec<usize> {
    found.items.iter().map(|item| item.id[..1].parse().expect("a number")).collect()
}

async fn sorted(world: &World, query: Query) -> Vec<usize> {
    let mut found = numbers(&ask(world, &query).await);
    found.sort_unstable();
    found
}

/// What both engines must do with the corpus.
async fn corpus(world: &World) {
    for (text, expected) in [
        // Folded, đ and Đ too.
        ("dat ban", &[0][..]),
        ("ĐẶT BÀN", &[0]),
        ("nha hang", &[0]),
        ("bat dong san da nang", &[8]),
        ("khoá học", &[5]),
        // Thai, any part of it.
        ("ร้านอาหาร", &[2]),
        ("อาหารไทย", &[2]),
        ("ออนไลน์", &[6]),
        ("โรงแรม", &[]),
        // As it is typed.
        ("rest", &[1]),
        ("restaurant o", &[1]),
        ("land", &[3, 4, 7]),
        ("landing p", &[3, 4, 7]),
        // Slips of the fingers.
        ("restuarant", &[1]),
        ("resturant", &[1]),
        ("photografer", &[9]),
        ("lumne", &[3]),
        // Tags and sellers.
        ("coaching", &[4]),
        ("startup", &[3]),
        ("kiosk", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("landing kiosk coaching", &[4]),
        ("landing restaurant", &[]),
        ("zzzzz", &[]),
    ] {
        assert_eq!(sorted(world, q(text)).await, expected, "{text}");
    }
    // The title counts more than a tag, and among equals what sells.
    assert_eq!(numbers(&ask(world, &q("landing")).await), [4, 3, 7]);

    let some = |text: &str| Some(text.to_owned());
    let plain = Query::default;
    for (what, query, expected) in [
        ("category", Query { category: some("course"), ..plain() }, &[4, 5, 6][..]),
        ("tag", Query { tag: some("Dark"), ..plain() }, &[3, 9]),
        ("tag with marks", Query { tag: some("tết"), ..plain() }, &[0]),
        ("language", Query { language: some("vi"), ..plain() }, &[0, 5, 8]),
        ("currency", Query { currency: some("thb"), ..plain() }, &[2, 6]),
        ("free", Query { free: true, ..plain() }, &[4, 5]),
        ("stars", Query { rating: Some(4), ..plain() }, &[0, 1, 2, 3, 4, 8, 9]),
        ("least price", Query { min_price: Some(49_000), currency: some("VND"), ..plain() }, &[0, 8]),
        // Without a currency they are of the commonest: dollars in all, đồng among the Vietnamese.
        ("least of all", Query { min_price: Some(1_900), ..plain() }, &[1, 3]),
        ("least of some", Query { min_price: Some(49_000), language: some("vi"), ..plain() }, &[0, 8]),
        ("prices", Query { min_price: Some(1), max_price: Some(1_900), ..plain() }, &[1, 7, 9]),
        ("two", Query { category: some("restaurant"), language: some("th"), ..plain() }, &[2]),
        ("words too", Query { language: some("en"), max_price: Some(1_000), ..q("landing") }, &[4, 7]),
        ("nothing", Query { tag: some("no\" OR \"x"), ..plain() }, &[]),
        ("unknown", Query { category: some("nope"), ..plain() }, &[]),
    ] {
        assert_eq!(sorted(world, query).await, expected, "{what}");
    }

    let by = |sort: &str| Query { sort: some(sort), ..plain() };
    assert_eq!(numbers(&ask(world, &by("newest")).await), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(numbers(&ask(world, &by("best_selling")).await)[..4], [4, 3, 0, 5]);
    // By what it costs, whatever the currency: $9, ฿290, $15, 199 000 ₫, ฿490, $19, $29, 990 000 ₫.
    let dear = numbers(&ask(world, &by("price_desc")).await);
    assert_eq!(dear[..8], [8, 3, 1, 9, 6, 7, 2, 0]);
    let mut cheap = numbers(&ask(world, &by("price_asc")).await);
    cheap.drain(..2);
    assert_eq!(cheap, dear[..8].iter().rev().copied().collect::<Vec<_>>());
    // 5 by four, 5 by one, 4.5 by ten.
    assert_eq!(numbers(&ask(world, &by("rating")).await)[..3], [9, 4, 0]);

    let found = ask(world, &q("landing")).await;
    let facet = |facets: &[landinghub::api::market::Facet]| {
        facets.iter().map(|facet| (facet.value.clone(), facet.count)).collect::<Vec<_>>()
    };
    let pair = |value: &str, count| (value.to_owned(), count);
    assert_eq!(found.total, 3);
    assert_eq!(facet(&found.facets.category), [pair("course", 1), pair("saas", 1), pair("webinar", 1)]);
    assert_eq!(facet(&found.facets.language), [pair("en", 3)]);
    assert_eq!(facet(&found.facets.currency), [pair("USD", 3)]);
    assert_eq!(facet(&found.facets.price), [pair("free", 1), pair("USD:1-999", 1), pair("USD:2000-4999", 1)]);
    assert_eq!(facet(&found.facets.rating), [pair("4", 2), pair("3", 2), pair("2", 2), pair("1", 2)]);
    assert_eq!(facet(&found.facets.tag).len(), 4);

    // Slices follow each other without gaps and tell the same total, in every order.
    for sort in ["relevance", "newest", "best_selling", "price_asc", "price_desc", "rating"] {
        for text in ["", "kiosk"] {
            let whole = numbers(&ask(world, &Query { sort: some(sort), ..q(text) }).await);
            let (mut cursor, mut all) = (None, Vec::new());
            loop {
                let slice = Slice { limit: Some(3), cursor };
                let found = ask(world, &Query { sort: some(sort), slice, ..q(text) }).await;
                assert_eq!(found.total, 10, "{sort}");
                all.extend(numbers(&found));
                cursor = found.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(all, whole, "{sort} {text}");
        }
    }
}

#[tokio::test]
async fn the_embedded_engine_finds_the_corpus() {
    for world in worlds().await {
        fill(&world).await;
        corpus(&world).await;
        assert_eq!(ask(&world, &q("restuarant")).await.corrected.as_deref(), Some("restaurant"));
        assert_eq!(ask(&world, &q("restaurant")).await.corrected, None);
        assert_eq!(world.services.search.rebuild().await.expect("made anew"), CORPUS.len());
        corpus(&world).await;
    }
}

#[tokio::test]
async fn meilisearch_finds_the_corpus_and_the_embedded_engine_while_it_is_away() {
    let server = StandIn::start().await;
    let key = Some(Secret::new(KEY));
    let url = server.url.clone();
    for world in worlds_with(move |config| {
        config.meilisearch = Some(MeilisearchServer { url: url.clone(), key: key.clone() });
    })
    .await
    {
        fill(&world).await;
        assert_eq!(world.services.search.catch_up().await.expect("fed"), CORPUS.len());
        assert_eq!(server.documents("listings"), CORPUS.len());
        let before = server.searches();
        corpus(&world).await;
        assert!(server.searches() > before + 20, "it was asked");

        // What changes is sent, once.
        change(&world, "UPDATE listings SET status = 'withdrawn' WHERE id = '3listing'").await;
        change(&world, "UPDATE listings SET sold = 500 WHERE id = '7listing'").await;
        assert_eq!(world.services.search.catch_up().await.expect("fed"), 2);
        assert_eq!(world.services.search.catch_up().await.expect("fed"), 0);
        assert_eq!(server.documents("listings"), CORPUS.len() - 1);
        assert_eq!(
            numbers(&ask(&world, &Query { sort: Some("best_selling".into()), ..q("landing") }).await),
            [7, 4]
        );

        server.away.store(true, Ordering::SeqCst);
        let asked = server.searches();
        assert_eq!(sorted(&world, q("landing")).await, [4, 7], "away");
        assert_eq!(sorted(&world, q("dat ban")).await, [0]);
        assert_eq!(server.searches(), asked);
        change(&world, "UPDATE listings SET status = 'withdrawn' WHERE id = '4listing'").await;
        assert!(world.services.search.catch_up().await.is_err(), "and it says so");
        assert_eq!(sorted(&world, q("landing")).await, [7], "changes meanwhile are seen");

        server.away.store(false, Ordering::SeqCst);
        world.pass(6);
        assert_eq!(world.services.search.catch_up().await.expect("fed"), 1);
        assert_eq!(sorted(&world, q("landing")).await, [7], "back");
        assert_eq!(server.searches(), asked + 1);
    }
}

async fn change(world: &World, sql: &'static str) {
    world
        .services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                match &mut tx {
                    landinghub_store::Conn::Sqlite(conn) => {
                        sqlx::query(sql).execute(&mut **conn).await.map(|_| ())
                    }
                    landinghub_store::Conn::Postgres(conn) => {
                        sqlx::query(sql).execute(&mut **conn).await.map(|_| ())
                    }
                }
                .map_err(landinghub_store::Error::from)
            })
        })
        .await
        .expect("changed");
}

#[tokio::test]
async fn an_index_follows_the_database_and_survives() {
    for world in worlds().await {
        fill(&world).await;
        assert_eq!(ask(&world, &q("")).await.total, 10);
        change(&world, "UPDATE listings SET status = 'suspended' WHERE id = '0listing'").await;
        assert_eq!(ask(&world, &q("")).await.total, 9);
        assert_eq!(sorted(&world, q("dat ban")).await, [0_usize; 0]);
        change(&world, "UPDATE users SET name = 'Quầy Hàng' WHERE id = 'seller0'").await;
        assert_eq!(ask(&world, &q("quay hang")).await.total, 9);
        assert_eq!(ask(&world, &q("kiosk")).await.total, 0);
        // Another process of this data folder has an index of its own, and both follow.
        let other =
            Embedded::new(world.services.store.clone(), world.services.config.data_dir.join("search"));
        let all = || Search { limit: 24, ..Search::default() };
        assert_eq!(other.find(all()).await.expect("found").counts.total, 9);
        change(&world, "UPDATE listings SET status = 'approved' WHERE id = '0listing'").await;
        assert_eq!(other.find(all()).await.expect("found").counts.total, 10);
        assert_eq!(ask(&world, &q("")).await.total, 10);
        // The next process finds what the last one left.
        drop(other);
        let next = Embedded::new(world.services.store.clone(), world.services.config.data_dir.join("search"));
        // On PostgreSQL what was written beside other transactions may be looked at once more.
        next.catch_up().await.expect("little to do");
        assert_eq!(next.find(all()).await.expect("found").counts.total, 10);
    }
}

#[tokio::test]
async fn what_is_seeded_is_sound_and_the_same_again() {
    let mut first = Vec::new();
    for world in worlds().await {
        let plan = seeding::Plan::DEMO;
        let seeded = seeding::run(&world.services, &plan, &|_| {}).await.expect("seeded");
        assert_eq!((seeded.users, seeded.listings, seeded.rooms), (24, 48, 16));
        assert!(seeded.pages >= 120 && seeded.orders >= 60 && seeded.messages >= 100, "{seeded:?}");
        let found = landinghub_services::doctor::diagnose(&world.services).await.expect("examined");
        assert_eq!(found.ills, Vec::<String>::new());
        for status in ["pending", "draft", "withdrawn", "rejected", "suspended", "approved"] {
            assert!(world.count(leak(format!("listings WHERE status = '{status}'"))).await > 0, "{status}");
        }
        for status in
            ["delivered", "refunded", "partially_refunded", "charged_back", "pending", "expired", "cancelled"]
        {
            assert!(world.count(leak(format!("orders WHERE status = '{status}'"))).await > 0, "{status}");
        }
        let newest = Query { sort: Some("newest".into()), ..Query::default() };
        let titles: Vec<String> =
            ask(&world, &newest).await.items.into_iter().map(|item| item.title).collect();
        assert_eq!(titles.len(), 24);
        if first.is_empty() {
            first.clone_from(&titles);
        }
        assert_eq!(titles, first, "the same on both databases");
        // Once more makes other things and breaks nothing.
        let again = seeding::Plan { users: 30, rooms: 0, messages: 0, ..plan };
        assert_eq!(seeding::run(&world.services, &again, &|_| {}).await.expect("seeded").users, 6);
        let found = landinghub_services::doctor::diagnose(&world.services).await.expect("examined");
        assert_eq!(found.ills, Vec::<String>::new());
    }
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
