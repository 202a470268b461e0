//! Pages: making, editing, history, addresses, trash, and other people's.

use crate::support::{World, problem, worlds, worlds_with};
use landinghub::api::{NewPage, Page, PageChange, RawOpBatch, RevisionChange};
use landinghub::document::{Document, Kind, NodeId, Prop};
use landinghub::page::PageStatus;
use landinghub::{Code, Problem};
use landinghub_services::cursor::Slice;
use landinghub_services::sites::QrOf;
use landinghub_services::{Caller, pages};
use serde_json::{Value, json};

pub async fn owner(world: &World, email: &str) -> Caller {
    let grant = world.register(email).await;
    world.caller(&grant.answer.access_token).await
}

pub async fn page(world: &World, caller: &Caller, title: &str) -> Page {
    let new = NewPage { title: title.to_owned(), ..NewPage::default() };
    pages::create(&world.services, caller, new).await.expect("a page")
}

pub fn heading(document: &Document) -> NodeId {
    let mut nodes = document.nodes.iter();
    nodes.find(|(_, node)| node.kind == Kind::Heading).map(|(id, _)| id.clone()).expect("a heading")
}

pub fn say(node: &NodeId, text: &str) -> Value {
    json!({ "op": "set_prop", "node": node, "prop": "text", "value": text })
}

pub fn batch(base_revision: u64, client: &str, seq: u64, ops: Vec<Value>) -> RawOpBatch {
    RawOpBatch { base_revision, client: client.to_owned(), seq, ops }
}

async fn text(world: &World, caller: &Caller, id: &str) -> String {
    let document =
        pages::get(&world.services, caller, id).await.expect("the page").document.expect("its document");
    document.node(&heading(&document)).expect("the heading").text(&Prop::TEXT).to_owned()
}

#[tokio::test]
async fn a_page_is_made_found_and_changed() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "Khai trương Đặc Biệt").await;
        assert_eq!((made.status, made.revision, made.views), (PageStatus::Draft, 1, 0));
        assert!(made.slug.starts_with("khai-truong-dac-biet-"), "{}", made.slug);
        assert_eq!(made.url, format!("http://{}.localhost:3000/", made.slug));
        assert_eq!(text(&world, &lan, &made.id).await, "Khai trương Đặc Biệt");
        let found = |q: &str| {
            let query = pages::Query { q: Some(q.to_owned()), ..Default::default() };
            let (services, lan) = (world.services.clone(), lan.clone());
            async move { pages::list(&services, &lan, &query).await.expect("a list").items.len() }
        };
        assert_eq!(found("DAC biet").await, 1);
        assert_eq!(found("100%").await, 0);
        assert_eq!(found("_").await, 0);
        for (title, field) in [("", "title"), (&"x".repeat(121)[..], "title")] {
            let new = NewPage { title: title.to_owned(), ..NewPage::default() };
            let refused = problem(pages::create(&world.services, &lan, new).await).unwrap_err();
            assert!(refused.fields.contains_key(field));
        }
        let bad = NewPage {
            title: "T".to_owned(),
            html: Some("<p>".to_owned()),
            document: Some(json!({"schema": 1})),
            ..NewPage::default()
        };
        let refused = problem(pages::create(&world.services, &lan, bad).await).unwrap_err();
        assert_eq!(refused.fields.keys().collect::<Vec<_>>(), ["html"]);
        assert_eq!(world.count("pages").await, 1);
    }
}

#[tokio::test]
async fn every_template_makes_a_page() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        for starter in landinghub_services::templates::list(&world.services) {
            let new = NewPage { title: "T".to_owned(), template: Some(starter.id), ..NewPage::default() };
            let made = pages::create(&world.services, &lan, new).await.expect("a page");
            let document = made.document.expect("its document");
            assert!(document.nodes.len() > 20 && document.meta.title.is_none());
        }
        let new = NewPage { title: "T".to_owned(), template: Some("none".to_owned()), ..NewPage::default() };
        assert!(
            problem(pages::create(&world.services, &lan, new).await)
                .unwrap_err()
                .fields
                .contains_key("template")
        );
    }
}

#[tokio::test]
async fn operations_make_revisions_once() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let node = heading(made.document.as_ref().expect("a document"));
        let apply = |batch| pages::apply_ops(&world.services, &lan, &made.id, batch);
        let first = batch(1, "tab", 1, vec![say(&node, "a"), say(&node, "b")]);
        assert_eq!(apply(first.clone()).await.expect("applied").revision, 2);
        assert_eq!(apply(batch(2, "tab", 2, vec![say(&node, "c")])).await.expect("applied").revision, 3);
        assert_eq!(apply(first).await.expect("the same answer").revision, 2);
        assert_eq!(text(&world, &lan, &made.id).await, "c");
        for base in [1, 2, 9] {
            let refused = problem(apply(batch(base, "other", 1, vec![say(&node, "x")])).await).unwrap_err();
            assert_eq!(refused.code, Code::RevisionConflict);
            let extra = refused.extra.expect("members");
            assert_eq!(extra["revision"], 3);
            let missed: Vec<u64> =
                extra["missed"].as_array().unwrap().iter().map(|b| b["revision"].as_u64().unwrap()).collect();
            assert_eq!(missed, (base + 1..=3).collect::<Vec<_>>());
        }
        assert_eq!(text(&world, &lan, &made.id).await, "c");
    }
}

#[tokio::test]
async fn a_batch_with_one_wrong_operation_changes_nothing() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let node = heading(made.document.as_ref().expect("a document"));
        let good = || say(&node, "changed");
        for (wrong, field) in [
            (json!({"op": "explode"}), "ops[1]"),
            (json!(7), "ops[1]"),
            (json!({"op": "set_prop", "node": node, "prop": "text"}), "ops[1]"),
            (json!({"op": "set_prop", "node": node, "prop": "level", "value": 9}), "ops[1]"),
            (json!({"op": "set_prop", "node": "nobody", "prop": "text", "value": "x"}), "ops[1]"),
            (json!({"op": "remove", "node": made.document.as_ref().unwrap().root}), "ops[1]"),
        ] {
            let refused = problem(
                pages::apply_ops(
                    &world.services,
                    &lan,
                    &made.id,
                    batch(1, "tab", 1, vec![good(), wrong.clone()]),
                )
                .await,
            );
            let refused = refused.unwrap_err();
            assert_eq!(
                (refused.code, refused.fields.contains_key(field)),
                (Code::ValidationFailed, true),
                "{wrong}: {refused:?}"
            );
        }
        for (client, ops) in [("", vec![good()]), ("a b", vec![good()]), ("tab", vec![])] {
            assert!(
                problem(pages::apply_ops(&world.services, &lan, &made.id, batch(1, client, 1, ops)).await)
                    .is_err()
            );
        }
        assert_eq!(text(&world, &lan, &made.id).await, "T");
        assert_eq!(world.count("page_ops").await, 1);
    }
}

#[tokio::test]
async fn of_many_writers_on_one_revision_one_wins() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let node = heading(made.document.as_ref().expect("a document"));
        let writers = (0..8_u64).map(|n| {
            let ops = vec![say(&node, &n.to_string())];
            pages::apply_ops(&world.services, &lan, &made.id, batch(1, &format!("tab{n}"), 1, ops))
        });
        let results: Vec<Result<_, Problem>> =
            futures::future::join_all(writers).await.into_iter().map(problem).collect();
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        for refused in results.into_iter().filter_map(Result::err) {
            assert_eq!(refused.code, Code::RevisionConflict);
            assert_eq!(refused.extra.expect("members")["missed"].as_array().unwrap().len(), 1);
        }
        // The same batch sent twice at once gets one answer.
        let same = || {
            pages::apply_ops(&world.services, &lan, &made.id, batch(2, "tab", 7, vec![say(&node, "same")]))
        };
        let (a, b) = tokio::join!(same(), same());
        assert_eq!((a.expect("applied").revision, b.expect("applied").revision), (3, 3));
        assert_eq!(world.count("page_ops").await, 3);
    }
}

#[tokio::test]
async fn any_revision_can_be_seen_and_brought_back() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let node = heading(made.document.as_ref().expect("a document"));
        for n in 1..=120 {
            let ops = vec![say(&node, &format!("text {n}"))];
            pages::apply_ops(&world.services, &lan, &made.id, batch(n, "tab", n, ops))
                .await
                .expect("applied");
        }
        for revision in [1_u64, 2, 49, 50, 51, 99, 100, 121] {
            let document =
                pages::document_at(&world.services, &lan, &made.id, revision).await.expect("a document");
            let expected = if revision == 1 { "T".to_owned() } else { format!("text {}", revision - 1) };
            assert_eq!(document.nodes[&node].text(&Prop::TEXT), expected, "{revision}");
        }
        for missing in [0, 122, u64::MAX] {
            let refused =
                problem(pages::restore_revision(&world.services, &lan, &made.id, missing).await).unwrap_err();
            assert_eq!(refused.code, Code::NotFound);
        }
        let restored = pages::restore_revision(&world.services, &lan, &made.id, 42).await.expect("restored");
        assert_eq!(restored.revision, 122);
        assert_eq!(text(&world, &lan, &made.id).await, "text 41");
        let slice = Slice { limit: Some(100), cursor: None };
        let history = pages::revisions(&world.services, &lan, &made.id, &slice).await.expect("a history");
        assert_eq!((history.items[0].revision, history.items[0].summary.as_str()), (122, "restore 42"));
        assert_eq!(
            (history.items[0].author.as_str(), history.items[1].summary.as_str()),
            ("Mai", "edit heading")
        );
        let rest = Slice { limit: Some(100), cursor: history.next_cursor };
        let rest = pages::revisions(&world.services, &lan, &made.id, &rest).await.expect("a history");
        assert_eq!(
            (rest.items.len(), rest.items[21].summary.as_str(), rest.next_cursor),
            (22, "create", None)
        );
    }
}

#[tokio::test]
async fn an_address_is_checked_before_it_is_taken() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let (mine, other) = (page(&world, &lan, "One").await, page(&world, &lan, "Two").await);
        let check = async |slug: &str| {
            let checked = pages::check_address(&world.services, &lan, &mine.id, slug).await.expect("checked");
            assert_eq!(checked.available, checked.detail.is_empty());
            checked.code
        };
        assert_eq!(check("free-as-a-bird").await, None);
        assert_eq!(check(&mine.slug).await, None, "its own");
        assert_eq!(check(&other.slug).await, Some(Code::SlugTaken));
        assert_eq!(check("www").await, Some(Code::SlugReserved));
        assert_eq!(check("a--b").await, Some(Code::ValidationFailed));
        let left = other.slug.clone();
        let elsewhere = PageChange { slug: Some("somewhere-else".into()), ..Default::default() };
        pages::update(&world.services, &lan, &other.id, elsewhere).await.expect("moved");
        assert_eq!(check(&left).await, Some(Code::SlugTaken), "an address that rests");
        let other_person = owner(&world, "minh@example.com").await;
        let theirs = pages::check_address(&world.services, &other_person, &mine.id, "free-as-a-bird").await;
        assert_eq!(problem(theirs).unwrap_err(), Problem::not_found());
    }
}

#[tokio::test]
async fn a_revision_has_the_name_it_was_given() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let name = async |revision: u64, name: &str| {
            let change = RevisionChange { name: Some(name.to_owned()) };
            problem(pages::name_revision(&world.services, &lan, &made.id, revision, &change).await)
        };
        let named = name(1, " Bản\nđầu ").await.expect("named");
        assert_eq!((named.revision, named.name.as_deref()), (1, Some("Bản đầu")));
        let slice = Slice::default();
        let history = pages::revisions(&world.services, &lan, &made.id, &slice).await.expect("a history");
        assert_eq!(history.items, [named]);
        assert_eq!(name(1, "").await.expect("unnamed").name, None);
        assert_eq!(name(2, "later").await.unwrap_err(), Problem::not_found());
        assert_eq!(name(1, &"x".repeat(81)).await.unwrap_err().code, Code::ValidationFailed);
    }
}

#[tokio::test]
async fn other_peoples_pages_are_missing() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let minh = owner(&world, "minh@example.com").await;
        let made = page(&world, &lan, "T").await;
        let (services, slice) = (&world.services, Slice::default());
        for id in [made.id.as_str(), "00000000000000000000000000", "", "a\0b", "../x", "' OR 1=1 --"] {
            let id = id.to_owned();
            let node = heading(made.document.as_ref().expect("a document"));
            let answers: Vec<Problem> = vec![
                problem(pages::get(services, &minh, &id).await).unwrap_err(),
                problem(
                    pages::update(
                        services,
                        &minh,
                        &id,
                        PageChange { title: Some("x".into()), ..Default::default() },
                    )
                    .await,
                )
                .unwrap_err(),
                problem(
                    pages::apply_ops(services, &minh, &id, batch(1, "t", 1, vec![say(&node, "x")])).await,
                )
                .unwrap_err(),
                problem(pages::revisions(services, &minh, &id, &slice).await).unwrap_err(),
                problem(pages::document_at(services, &minh, &id, 1).await).unwrap_err(),
                problem(pages::name_revision(services, &minh, &id, 1, &RevisionChange::default()).await)
                    .unwrap_err(),
                problem(landinghub_services::sites::deployment(services, &minh, &id).await).unwrap_err(),
                problem(landinghub_services::sites::qr(services, &minh, &id, QrOf::Site).await).unwrap_err(),
                problem(landinghub_services::sites::qr(services, &minh, &id, QrOf::Preview).await)
                    .unwrap_err(),
                problem(pages::restore_revision(services, &minh, &id, 1).await).unwrap_err(),
                problem(pages::duplicate(services, &minh, &id).await).unwrap_err(),
                problem(pages::trash(services, &minh, &id).await).unwrap_err(),
                problem(pages::restore(services, &minh, &id).await).unwrap_err(),
                problem(landinghub_services::sites::deploy(services, &minh, &id).await).unwrap_err(),
                problem(landinghub_services::sites::undeploy(services, &minh, &id).await).unwrap_err(),
                problem(landinghub_services::sites::preview(services, &minh, &id).await).unwrap_err(),
                problem(landinghub_services::export::export(services, &minh, &id).await).unwrap_err(),
                problem(landinghub_services::leads::list(services, &minh, &id, &slice).await).unwrap_err(),
                problem(landinghub_services::leads::csv(services, &minh, &id).await).unwrap_err(),
            ];
            for answer in answers {
                assert_eq!(answer, Problem::not_found(), "{id}");
            }
        }
        let anonymous = crate::support::at("192.0.2.1");
        assert_eq!(
            problem(pages::get(services, &anonymous, &made.id).await).unwrap_err().code,
            Code::Unauthenticated
        );
        let kept = pages::get(services, &lan, &made.id).await.expect("untouched");
        assert_eq!((kept.title.as_str(), kept.revision, kept.status), ("T", 1, PageStatus::Draft));
    }
}

#[tokio::test]
async fn addresses_are_one_persons_and_rest_when_left() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let minh = owner(&world, "minh@example.com").await;
        let (a, b) = (page(&world, &lan, "A").await, page(&world, &minh, "B").await);
        let slug = |caller: Caller, id: String, slug: &str| {
            let change = PageChange { slug: Some(slug.to_owned()), ..Default::default() };
            let services = world.services.clone();
            async move { problem(pages::update(&services, &caller, &id, change).await) }
        };
        assert_eq!(slug(lan.clone(), a.id.clone(), "shop-of-lan").await.expect("free").revision, 1);
        assert_eq!(slug(minh.clone(), b.id.clone(), "shop-of-lan").await.unwrap_err().code, Code::SlugTaken);
        assert_eq!(slug(minh.clone(), b.id.clone(), "admin").await.unwrap_err().code, Code::SlugReserved);
        assert_eq!(slug(minh.clone(), b.id.clone(), "a b").await.unwrap_err().code, Code::ValidationFailed);
        slug(lan.clone(), a.id.clone(), "other-shop").await.expect("free");
        let taken = slug(minh.clone(), b.id.clone(), "shop-of-lan").await.unwrap_err();
        assert_eq!((taken.code, taken.fields.contains_key("slug")), (Code::SlugTaken, true));
        slug(lan.clone(), a.id.clone(), "shop-of-lan").await.expect("its own old address");
        slug(lan.clone(), a.id.clone(), "other-shop").await.expect("and back");
        world.pass(89 * 86_400);
        let lan = world.caller(&world.login("lan@example.com").await.answer.access_token).await;
        let minh = world.caller(&world.login("minh@example.com").await.answer.access_token).await;
        assert_eq!(slug(minh.clone(), b.id.clone(), "shop-of-lan").await.unwrap_err().code, Code::SlugTaken);
        world.pass(2 * 86_400);
        slug(minh.clone(), b.id.clone(), "shop-of-lan").await.expect("free after 90 days");
        assert_eq!(slug(lan, a.id.clone(), "shop-of-lan").await.unwrap_err().code, Code::SlugTaken);
    }
}

#[tokio::test]
async fn the_head_is_set_beside_the_document_and_the_last_change_counts() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let change = |meta: Value| {
            let change = PageChange { meta: meta.as_object().cloned(), ..Default::default() };
            let (services, lan, id) = (world.services.clone(), lan.clone(), made.id.clone());
            async move { problem(pages::update(&services, &lan, &id, change).await) }
        };
        let meta = || async {
            pages::get(&world.services, &lan, &made.id).await.expect("the page").meta.expect("its head")
        };
        let changed = change(json!({"title": "Head", "description": "D", "noindex": true, "unknown": 1}))
            .await
            .expect("changed");
        assert_eq!(changed.revision, 1);
        assert_eq!((meta().await.title.as_deref(), meta().await.noindex), (Some("Head"), true));
        for bad in [
            json!({"title": 7}),
            json!({"og_image": "nothing"}),
            json!({"title": "x".repeat(5000)}),
            json!({"noindex": "yes"}),
        ] {
            assert_eq!(change(bad.clone()).await.unwrap_err().code, Code::ValidationFailed, "{bad}");
        }
        let ops = vec![json!({"op": "set_meta", "field": "title", "value": "From the editor"})];
        pages::apply_ops(&world.services, &lan, &made.id, batch(1, "tab", 1, ops)).await.expect("applied");
        assert_eq!(meta().await.title.as_deref(), Some("From the editor"));
        assert_eq!(meta().await.description.as_deref(), Some("D"));
        change(json!({"title": null})).await.expect("cleared");
        assert_eq!(meta().await.title, None);
    }
}

#[tokio::test]
async fn lists_go_on_where_they_stopped() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        for n in 0..7 {
            page(&world, &lan, &format!("Page {n}")).await;
            // Two of each moment: the order must still be one order.
            world.pass(n % 2);
        }
        let orders = ["updated", "created", "title", "status", "views", "leads"];
        let orders = orders.into_iter().flat_map(|sort| ["", "asc", "desc"].map(|order| (sort, order)));
        for (sort, order) in orders {
            let (mut seen, mut first) = (Vec::new(), None);
            let mut cursor = None;
            loop {
                let slice = Slice { limit: Some(2), cursor };
                let query = pages::Query {
                    sort: Some(sort.to_owned()),
                    order: Some(order.to_owned()),
                    slice,
                    ..Default::default()
                };
                let list = pages::list(&world.services, &lan, &query).await.expect("a list");
                assert!(list.items.len() <= 2 && list.items.iter().all(|page| page.document.is_none()));
                first = first.or_else(|| list.items.first().map(|page| page.title.clone()));
                seen.extend(list.items.into_iter().map(|page| page.id));
                cursor = list.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
            assert_eq!((seen.len(), distinct.len()), (7, 7), "{sort} {order}");
            if sort == "title" {
                let wanted = if order == "desc" { "Page 6" } else { "Page 0" };
                assert_eq!(first.as_deref(), Some(wanted), "{order}");
            }
        }
        for (query, code) in [
            (pages::Query { sort: Some("size".into()), ..Default::default() }, Code::ValidationFailed),
            (pages::Query { order: Some("up".into()), ..Default::default() }, Code::ValidationFailed),
            (pages::Query { status: Some("lost".into()), ..Default::default() }, Code::ValidationFailed),
            (
                pages::Query { slice: Slice { limit: Some(0), cursor: None }, ..Default::default() },
                Code::ValidationFailed,
            ),
            (
                pages::Query { slice: Slice { limit: None, cursor: Some("?".into()) }, ..Default::default() },
                Code::Malformed,
            ),
        ] {
            assert_eq!(problem(pages::list(&world.services, &lan, &query).await).unwrap_err().code, code);
        }
    }
}

#[tokio::test]
async fn the_trash_keeps_for_thirty_days() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let node = heading(made.document.as_ref().expect("a document"));
        let all = pages::Query::default();
        let trashed = pages::Query { status: Some("trashed".into()), ..Default::default() };
        let count = |query: pages::Query| {
            let (services, lan) = (world.services.clone(), lan.clone());
            async move { pages::list(&services, &lan, &query).await.expect("a list").items.len() }
        };
        pages::trash(&world.services, &lan, &made.id).await.expect("trashed");
        pages::trash(&world.services, &lan, &made.id).await.expect("still trashed");
        assert_eq!((count(all.clone()).await, count(trashed.clone()).await), (0, 1));
        let refused = problem(
            pages::apply_ops(&world.services, &lan, &made.id, batch(1, "t", 1, vec![say(&node, "x")])).await,
        );
        assert_eq!(refused.unwrap_err().code, Code::Conflict);
        assert_eq!(
            pages::restore(&world.services, &lan, &made.id).await.expect("back").status,
            PageStatus::Draft
        );
        assert_eq!((count(all).await, count(trashed).await), (1, 0));
        pages::trash(&world.services, &lan, &made.id).await.expect("trashed");
        world.pass(30 * 86_400 - 1);
        assert_eq!(pages::purge_trash(&world.services).await.expect("purged"), 0);
        world.pass(2);
        assert_eq!(pages::purge_trash(&world.services).await.expect("purged"), 1);
        for table in ["pages", "page_documents", "page_ops", "page_snapshots"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
        assert_eq!(world.count("slug_redirects").await, 1, "the address rests");
    }
}

#[tokio::test]
async fn a_copy_is_a_page_of_its_own() {
    for world in worlds_with(|config| {
        config.limits.set("PAGES", 2);
    })
    .await
    {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let copy = pages::duplicate(&world.services, &lan, &made.id).await.expect("a copy");
        assert_eq!((copy.title.as_str(), copy.revision, copy.status), ("T (2)", 1, PageStatus::Draft));
        assert_ne!((&copy.id, &copy.slug), (&made.id, &made.slug));
        assert_eq!(copy.document, made.document);
        let refused = problem(pages::duplicate(&world.services, &lan, &made.id).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict);
        assert_eq!(world.count("pages").await, 2);
    }
}
