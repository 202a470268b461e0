//! Pages, operations, uploads, leads and deployments, as rows.

use landinghub::Timestamp;
use landinghub::page::PageStatus;
use landinghub_store::page_lists::{self, After, Filter, Sort};
use landinghub_store::pages::{self, NewPage};
use landinghub_store::sites::DeploymentRow;
use landinghub_store::{Conn, Error, Store, page_ops, sites, testing, thumbnails};
use sqlx::AssertSqlSafe;

const NOW: Timestamp = Timestamp(1_795_000_000_000_000);

async fn run(conn: &mut Conn<'_>, sql: String) {
    match conn {
        Conn::Sqlite(conn) => drop(sqlx::query(AssertSqlSafe(sql)).execute(&mut **conn).await.unwrap()),
        Conn::Postgres(conn) => drop(sqlx::query(AssertSqlSafe(sql)).execute(&mut **conn).await.unwrap()),
    }
}

async fn user(store: &Store, id: &'static str) {
    let sql = format!(
        "INSERT INTO users (id, email, name, password_hash, role, status, locale, theme, created_at, updated_at) \
         VALUES ('{id}', '{id}@example.com', 'N', 'x', 'user', 'active', 'vi', 'system', 0, 0)"
    );
    store
        .write(|mut tx| {
            Box::pin(async move {
                run(&mut tx, sql).await;
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
}

fn new(id: &str, owner: &str, title: &str, slug: &str) -> NewPage {
    NewPage {
        id: id.to_owned(),
        owner_id: owner.to_owned(),
        title: title.to_owned(),
        title_folded: title.to_lowercase(),
        slug: slug.to_owned(),
        revision: 1,
        meta: "{}".to_owned(),
        created_at: NOW,
        variant_of: None,
    }
}

async fn insert(store: &Store, page: NewPage) -> Result<(), Error> {
    store.write(move |mut tx| Box::pin(async move { pages::insert(&mut tx, &page).await })).await
}

#[tokio::test]
async fn a_revision_is_taken_once() {
    for t in testing::both().await {
        user(&t.store, "u1").await;
        insert(&t.store, new("p1", "u1", "T", "slug-1")).await.unwrap();
        let advance = |owner: &'static str, from: i64| {
            let store = t.store.clone();
            async move {
                store
                    .write(move |mut tx| {
                        Box::pin(async move {
                            pages::advance(&mut tx, ("p1", owner), (from, from + 1), "{}", NOW).await
                        })
                    })
                    .await
                    .unwrap()
            }
        };
        let (a, b, c) = tokio::join!(advance("u1", 1), advance("u1", 1), advance("u1", 1));
        assert_eq!([a, b, c].iter().filter(|won| **won).count(), 1);
        assert!(!advance("u2", 2).await, "somebody else's");
        assert!(!advance("u1", 1).await, "the past");
        assert!(!advance("u1", 3).await, "the future");
        assert!(advance("u1", 2).await);
        let op = |seq: i64| page_ops::NewOp {
            page_id: "p1".to_owned(),
            revision: 10 + seq,
            client: "c".to_owned(),
            seq: 7,
            ops: "[]".to_owned(),
            inverse: "[]".to_owned(),
            author_id: "u1".to_owned(),
            summary: String::new(),
            created_at: NOW,
        };
        for (seq, fits) in [(1, true), (2, false)] {
            let op = op(seq);
            let done = t
                .store
                .write(move |mut tx| Box::pin(async move { page_ops::insert(&mut tx, &op).await }))
                .await;
            assert_eq!(done.is_ok(), fits);
            assert!(done.err().is_none_or(|error| error.breaks("page_ops_page_id_client_seq")));
        }
        assert_eq!(
            page_ops::revision_of(&mut t.store.read().await.unwrap().conn(), "p1", "c", 7).await.unwrap(),
            Some(11)
        );
    }
}

#[tokio::test]
async fn a_slug_is_one_pages() {
    for t in testing::both().await {
        user(&t.store, "u1").await;
        insert(&t.store, new("p1", "u1", "T", "slug-1")).await.unwrap();
        let taken = insert(&t.store, new("p2", "u1", "T", "slug-1")).await.unwrap_err();
        assert!(taken.breaks("pages_slug"), "{taken:?}");
        let orphan = insert(&t.store, new("p3", "nobody", "T", "slug-3")).await.unwrap_err();
        assert!(matches!(orphan, Error::ForeignKey), "{orphan:?}");
    }
}

#[tokio::test]
async fn lists_match_text_as_text() {
    for t in testing::both().await {
        user(&t.store, "u1").await;
        for (id, title) in
            [("p1", "100% sale"), ("p2", "under_score"), ("p3", "back\\slash"), ("p4", "plain")]
        {
            insert(&t.store, new(id, "u1", title, &format!("slug-{id}"))).await.unwrap();
        }
        let mut reader = t.store.read().await.unwrap();
        for (query, found) in [("%", 1), ("_", 1), ("\\", 1), ("", 4), ("plain", 1), ("'", 0)] {
            let filter = Filter { query: query.to_owned(), limit: 10, ..Filter::default() };
            assert_eq!(
                page_lists::list(&mut reader.conn(), "u1", &filter).await.unwrap().len(),
                found,
                "{query}"
            );
        }
        let filter = |after| Filter {
            sort: Sort::Title,
            limit: 10,
            after,
            status: Some(PageStatus::Draft),
            ..Filter::default()
        };
        let all = page_lists::list(&mut reader.conn(), "u1", &filter(None)).await.unwrap();
        let after = After { value: all[1].title.clone(), id: all[1].id.clone() };
        assert_eq!(page_lists::list(&mut reader.conn(), "u1", &filter(Some(after))).await.unwrap(), all[2..]);
    }
}

#[tokio::test]
async fn an_older_publication_does_not_replace_a_newer() {
    for t in testing::both().await {
        user(&t.store, "u1").await;
        insert(&t.store, new("p1", "u1", "T", "slug-1")).await.unwrap();
        for (revision, live, hash) in [(2, true, "b"), (1, false, "a"), (2, true, "c")] {
            let row = DeploymentRow {
                page_id: "p1".to_owned(),
                revision,
                hash: hash.to_owned(),
                csp: String::new(),
                forms: "{}".to_owned(),
                html_bytes: 1,
                css_bytes: 1,
                js_bytes: 0,
                image_bytes: 0,
                deployed_at: NOW.0,
            };
            let put = t
                .store
                .write(move |mut tx| Box::pin(async move { sites::put(&mut tx, &row).await }))
                .await
                .unwrap();
            assert_eq!(put, live, "{revision}");
        }
        let mut reader = t.store.read().await.unwrap();
        assert_eq!(sites::find(&mut reader.conn(), "p1").await.unwrap().unwrap().hash, "c");
        assert_eq!(sites::uses(&mut reader.conn(), "c").await.unwrap(), 1);
        assert_eq!(sites::uses(&mut reader.conn(), "b").await.unwrap(), 0);
    }
}

#[tokio::test]
async fn visits_add_up_by_day() {
    for t in testing::both().await {
        user(&t.store, "u1").await;
        insert(&t.store, new("p1", "u1", "T", "slug-1")).await.unwrap();
        for (page, day, visits) in [
            ("p1", "2026-11-22", 2),
            ("p1", "2026-11-22", 3),
            ("p1", "2026-11-23", 1),
            ("gone", "2026-11-23", 9),
        ] {
            t.store
                .write(move |mut tx| {
                    Box::pin(async move { sites::add_visits(&mut tx, page, day, visits).await })
                })
                .await
                .unwrap();
        }
        let mut reader = t.store.read().await.unwrap();
        let days = sites::days(&mut reader.conn(), "p1").await.unwrap();
        assert_eq!(days, [("2026-11-22".to_owned(), 5), ("2026-11-23".to_owned(), 1)]);
        assert_eq!(pages::find(&mut reader.conn(), "p1", "u1").await.unwrap().unwrap().views, 6);
    }
}

#[tokio::test]
async fn a_page_is_drawn_once_a_revision() {
    for t in testing::both().await {
        user(&t.store, "u1").await;
        insert(&t.store, new("p1", "u1", "T", "slug-1")).await.unwrap();
        let due = async |from: i64, to: i64| {
            let mut reader = t.store.read().await.unwrap();
            let (from, to) = (NOW.plus_seconds(from), NOW.plus_seconds(to));
            thumbnails::due(&mut reader.conn(), from, to)
                .await
                .unwrap()
                .map(|page| (page.id, page.revision, page.thumbnail))
        };
        let claim = async |revision: i64| {
            t.store
                .write(move |mut tx| {
                    Box::pin(async move { thumbnails::claim(&mut tx, "p1", revision).await })
                })
                .await
                .unwrap()
        };
        let drawn = async |revision: i64| {
            t.store
                .write(move |mut tx| {
                    Box::pin(async move { thumbnails::drawn(&mut tx, "p1", revision).await })
                })
                .await
                .unwrap()
        };
        assert_eq!(due(-10, -1).await, None, "it changed a moment ago");
        assert_eq!(due(0, 10).await, None, "it changed long ago");
        assert_eq!(due(-10, 10).await, Some(("p1".into(), 1, None)));
        assert!(claim(1).await);
        assert!(!claim(1).await, "one server draws");
        assert_eq!(due(-10, 10).await, None);
        assert!(drawn(1).await);
        assert!(!drawn(1).await, "a later picture stays");
        let advanced = t
            .store
            .write(|mut tx| {
                Box::pin(async move {
                    pages::advance(&mut tx, ("p1", "u1"), (1, 2), "{}", NOW.plus_seconds(5)).await
                })
            })
            .await
            .unwrap();
        assert!(advanced);
        assert_eq!(due(-10, 10).await, Some(("p1".into(), 2, Some(1))));
    }
}
