//! Publishing, serving, leads, previews, export.

use crate::pages::{batch, heading, owner, page, say};
use crate::support::{World, at, problem, worlds, worlds_with};
use landinghub::api::{NewPage, Page, PageChange};
use landinghub::page::PageStatus;
use landinghub::{Code, Problem};
use landinghub_services::cursor::Slice;
use landinghub_services::sites::{Encoding, LiveSite, Look, Site, Visits};
use landinghub_services::{Caller, Services, export, leads, pages, sites};
use serde_json::{Value, json};
use std::io::Read;
use std::sync::Arc;

async fn live(services: &Services, slug: &str) -> Arc<LiveSite> {
    match sites::at(services, slug).await.expect("looked up") {
        Site::Live(site) => site,
        other => panic!("{slug} isn't live: {other:?}"),
    }
}

fn html(site: &Arc<LiveSite>) -> String {
    String::from_utf8(site.body(Encoding::Identity).expect("the HTML").to_vec()).expect("UTF-8")
}

/// A second process: nothing in memory, the same database and folder.
fn restarted(world: &World) -> Services {
    let (clock, rng) = (Arc::clone(&world.services.clock), Arc::clone(&world.services.rng));
    Services::new(world.test_store.store.clone(), clock, rng, world.services.config.clone())
}

fn objects(world: &World) -> usize {
    fn count(path: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(path) else { return 0 };
        entries
            .map(|entry| entry.expect("an entry").path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&world.services.config.data_dir.join("objects"))
}

#[tokio::test]
async fn a_published_page_is_served_from_every_process() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "Tom & \"Jerry\" </title><script>").await;
        assert!(matches!(sites::at(&world.services, &made.slug).await, Ok(Site::Missing)));
        let deployed = sites::deploy(&world.services, &lan, &made.id).await.expect("published");
        assert_eq!(deployed.url, made.url);
        assert_eq!(deployed.revision, made.revision);
        let told = sites::deployment(&world.services, &lan, &made.id).await.expect("live");
        assert_eq!(told, deployed);
        assert!(deployed.bytes.html > 0 && deployed.bytes.css > 0 && deployed.bytes.js == 0);
        let site = live(&world.services, &made.slug).await;
        let text = html(&site);
        assert!(text.contains("<title>Tom &amp; "), "{text}");
        assert!(!text.contains("<script>"), "{text}");
        assert!(
            site.csp.contains("default-src 'none'; style-src 'sha256-") && !site.csp.contains("unsafe"),
            "{}",
            site.csp
        );
        let brotli = site.body(Encoding::Brotli).expect("brotli");
        let mut plain = Vec::new();
        brotli::Decompressor::new(&brotli[..], 4096).read_to_end(&mut plain).expect("brotli");
        assert_eq!(plain, text.as_bytes());
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&site.body(Encoding::Gzip).expect("gzip")[..])
            .read_to_end(&mut plain)
            .expect("gzip");
        assert_eq!(plain, text.as_bytes());
        assert_eq!(
            zstd::decode_all(&site.body(Encoding::Zstd).expect("zstd")[..]).expect("zstd"),
            text.as_bytes()
        );
        assert_ne!(site.etag(Encoding::Brotli), site.etag(Encoding::Identity));
        let other = restarted(&world);
        assert_eq!(html(&live(&other, &made.slug).await), text);
        assert_eq!(
            pages::get(&world.services, &lan, &made.id).await.expect("a page").status,
            PageStatus::Published
        );
        // A change shows after the next publication: at once here, within seconds elsewhere.
        let node = heading(made.document.as_ref().expect("a document"));
        pages::apply_ops(&world.services, &lan, &made.id, batch(1, "t", 1, vec![say(&node, "Changed")]))
            .await
            .expect("applied");
        assert_eq!(html(&live(&world.services, &made.slug).await), text);
        sites::deploy(&world.services, &lan, &made.id).await.expect("published again");
        assert!(html(&live(&world.services, &made.slug).await).contains("Changed"));
        world.pass(30);
        assert!(html(&live(&other, &made.slug).await).contains("Changed"));
        assert_eq!(objects(&world), 4, "the bytes of the first publication are gone");
    }
}

#[tokio::test]
async fn addresses_answer_what_became_of_their_page() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        sites::deploy(&world.services, &lan, &made.id).await.expect("published");
        live(&world.services, &made.slug).await;
        let change = PageChange {
            slug: Some("new-address".into()),
            title: Some("Later".into()),
            ..Default::default()
        };
        pages::update(&world.services, &lan, &made.id, change).await.expect("moved");
        match sites::at(&world.services, &made.slug).await.expect("looked up") {
            Site::Moved(url) => assert_eq!(url, "http://new-address.localhost:3000/"),
            other => panic!("{other:?}"),
        }
        assert!(
            html(&live(&world.services, "new-address").await).contains("<title>T</title>"),
            "the title shows at the next publication"
        );
        pages::trash(&world.services, &lan, &made.id).await.expect("trashed");
        assert!(matches!(sites::at(&world.services, "new-address").await, Ok(Site::Gone)));
        // Where an old address leads is believed for a moment.
        world.pass(3);
        assert!(matches!(sites::at(&world.services, &made.slug).await, Ok(Site::Gone)));
        assert_eq!(
            problem(sites::deploy(&world.services, &lan, &made.id).await).unwrap_err().code,
            Code::Conflict
        );
        assert_eq!(
            pages::restore(&world.services, &lan, &made.id).await.expect("back").status,
            PageStatus::Published
        );
        live(&world.services, "new-address").await;
        sites::undeploy(&world.services, &lan, &made.id).await.expect("offline");
        sites::undeploy(&world.services, &lan, &made.id).await.expect("still offline");
        assert!(matches!(sites::at(&world.services, "new-address").await, Ok(Site::Missing)));
        assert_eq!((objects(&world), world.count("deployments").await), (0, 0));
        for nowhere in ["", "x", "no-such-page", "UPPER", "a.b", "admin", "../x", &"a".repeat(200)] {
            assert!(matches!(sites::at(&world.services, nowhere).await, Ok(Site::Missing)), "{nowhere}");
        }
    }
}

#[tokio::test]
async fn a_large_page_is_published_quickly() {
    let [world, _] = worlds().await;
    let lan = owner(&world, "lan@example.com").await;
    let made = page(&world, &lan, "T").await;
    let document = made.document.expect("a document");
    let section = document.nodes[&heading(&document)].place.clone().expect("a place").parent;
    let mut order = landinghub::document::FractionalIndex::first();
    let mut ops = Vec::new();
    for n in 0..1000 {
        order = order.next();
        let place = json!({ "parent": section, "order": order });
        let node = json!({ "kind": "heading", "place": place, "props": { "text": format!("Line {n} of many"), "level": 3 } });
        ops.push(json!({ "op": "insert", "nodes": { format!("n{n}"): node } }));
    }
    pages::apply_ops(&world.services, &lan, &made.id, batch(1, "t", 1, ops)).await.expect("applied");
    sites::deploy(&world.services, &lan, &made.id).await.expect("published");
    let text = html(&live(&world.services, &made.slug).await);
    assert!(text.contains("Line 999 of many"));
}

fn form_document() -> Value {
    let place = |parent: &str, order: &str| json!({ "parent": parent, "order": order });
    json!({
        "schema": 1, "lang": "vi", "root": "root",
        "nodes": {
            "root": { "kind": "root" },
            "band": { "kind": "section", "place": place("root", "a0") },
            "title": { "kind": "heading", "place": place("band", "a0"), "props": { "text": "Đăng ký", "level": 1 } },
            "form": { "kind": "form", "place": place("band", "a1"), "props": { "name": "Sign up", "success": "Cảm ơn!" } },
            "name": { "kind": "text_field", "place": place("form", "a0"), "props": { "name": "name", "label": "Tên", "required": true } },
            "mail": { "kind": "email_field", "place": place("form", "a1"), "props": { "name": "email", "label": "E-mail" } },
            "size": { "kind": "select_field", "place": place("form", "a2"), "props": { "name": "size", "label": "Cỡ", "options": ["S", "M"] } },
            "send": { "kind": "submit_button", "place": place("form", "a3"), "props": { "text": "Gửi" } }
        }
    })
}

async fn published_form(world: &World, lan: &Caller) -> (Page, Arc<LiveSite>) {
    let new = NewPage { title: "Form".into(), document: Some(form_document()), ..Default::default() };
    let made = pages::create(&world.services, lan, new).await.expect("a page");
    sites::deploy(&world.services, lan, &made.id).await.expect("published");
    let site = live(&world.services, &made.slug).await;
    (made, site)
}

fn sent(pairs: &[(&str, &str)]) -> leads::Sent {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn forms_arrive_as_leads() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let (made, site) = published_form(&world, &lan).await;
        assert!(html(&site).contains("action=\"/_lh/form/form\""));
        let visitor = at("198.51.100.7");
        let submit = |form: &'static str, pairs: &'static [(&str, &str)]| {
            let (services, site, visitor) = (world.services.clone(), Arc::clone(&site), visitor.clone());
            async move { problem(leads::submit(&services, &visitor, &site, form, sent(pairs)).await) }
        };
        submit(
            "form",
            &[("name", "=Mai"), ("email", "m@x.vn"), ("size", "S"), ("admin", "1"), ("name", "b")],
        )
        .await
        .expect("taken");
        world.pass(1);
        submit("form", &[("name", "Thứ hai\0")]).await.expect("taken");
        submit("form", &[("name", "bot"), (landinghub::render::forms::TRAP, "x")]).await.expect("pretends");
        let refused = submit("form", &[("email", "nobody"), ("size", "XXL")]).await.unwrap_err();
        assert_eq!(refused.fields.keys().collect::<Vec<_>>(), ["email", "name", "size"]);
        assert_eq!(submit("nothing", &[("name", "x")]).await.unwrap_err(), Problem::not_found());
        assert_eq!(world.count("leads").await, 2);
        let list = leads::list(&world.services, &lan, &made.id, &Slice::default()).await.expect("a list");
        assert_eq!(list.items[0].fields["name"], "Thứ hai");
        assert_eq!(list.items[1].fields["name"], "=Mai, b");
        assert_eq!(list.items[1].fields.get("admin"), None);
        let csv = String::from_utf8(leads::csv(&world.services, &lan, &made.id).await.expect("csv"))
            .expect("UTF-8");
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(csv.contains("\"'=Mai, b\""), "{csv}");
    }
}

#[tokio::test]
async fn forms_are_limited_by_network_and_page() {
    for world in worlds_with(|config| {
        config.limits.set("FORM_PREFIX", 2);
    })
    .await
    {
        let lan = owner(&world, "lan@example.com").await;
        let (_, site) = published_form(&world, &lan).await;
        let submit = |ip: &'static str| {
            let (services, site) = (world.services.clone(), Arc::clone(&site));
            async move { problem(leads::submit(&services, &at(ip), &site, "form", sent(&[("name", "x")])).await) }
        };
        submit("198.51.100.7").await.expect("taken");
        submit("198.51.100.8").await.expect("taken");
        let refused = submit("198.51.100.9").await.unwrap_err();
        assert_eq!((refused.code, refused.retry_after.is_some()), (Code::RateLimited, true));
        submit("203.0.113.1").await.expect("another network");
        assert_eq!(world.count("leads").await, 3);
    }
}

#[tokio::test]
async fn visits_are_written_together() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "T").await;
        let visits: &Visits = &world.services.visits;
        for _ in 0..3 {
            visits.count(&made.id, world.services.now());
        }
        visits.count("gone", world.services.now());
        sites::flush_visits(&world.services).await.expect("written");
        visits.count(&made.id, world.services.now());
        sites::flush_visits(&world.services).await.expect("written");
        sites::flush_visits(&world.services).await.expect("nothing to write");
        assert_eq!(pages::get(&world.services, &lan, &made.id).await.expect("a page").views, 4);
        assert_eq!(world.count("page_days").await, 1);
    }
}

#[tokio::test]
async fn a_preview_is_signed_and_ends() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made = page(&world, &lan, "Draft").await;
        let preview = sites::preview(&world.services, &lan, &made.id).await.expect("a preview");
        let rest = preview.url.strip_prefix("http://").expect("http");
        let (label, token) =
            rest.split_once(".content.localhost:3000/preview/").expect("on the content origin");
        let shown = sites::previewed(&world.services, Look::Preview, label, token).await.expect("shown");
        assert!(shown.html.contains("Draft"));
        assert!(shown.csp.ends_with("; sandbox allow-scripts allow-forms"), "{}", shown.csp);
        assert!(shown.csp.contains("frame-ancestors http://localhost:3000"), "{}", shown.csp);
        let mut forged = token.to_owned();
        let last = if forged.pop() == Some('0') { '1' } else { '0' };
        forged.push(last);
        for (label, token) in [
            ("other", token),
            (label, &forged),
            (label, ""),
            (label, "a.b.c.d"),
            (label, &token.replace('.', "")),
        ] {
            assert_eq!(
                problem(sites::previewed(&world.services, Look::Preview, label, token).await).unwrap_err(),
                Problem::not_found()
            );
        }
        // A still is another permission than a preview.
        assert!(sites::previewed(&world.services, Look::Still, label, token).await.is_err());
        world.pass(1800);
        assert_eq!(
            problem(sites::previewed(&world.services, Look::Preview, label, token).await).unwrap_err(),
            Problem::not_found()
        );
    }
}

#[tokio::test]
async fn an_export_stands_by_itself() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let new =
            NewPage { title: "Launch".into(), template: Some("saas-launch".into()), ..Default::default() };
        let made = pages::create(&world.services, &lan, new).await.expect("a page");
        let first = export::export(&world.services, &lan, &made.id).await.expect("a zip");
        let again = export::export(&world.services, &lan, &made.id).await.expect("a zip");
        assert_eq!(first.file_name, "launch.zip");
        assert_eq!(first.bytes, again.bytes);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(first.bytes)).expect("a zip");
        let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
        assert!(
            names.contains(&"index.html".to_owned()) && names.contains(&"styles.css".to_owned()),
            "{names:?}"
        );
        let pictures: Vec<_> = names.iter().filter(|name| name.starts_with("assets/")).collect();
        assert!(!pictures.is_empty());
        let mut html = String::new();
        zip.by_name("index.html").expect("a page").read_to_string(&mut html).expect("UTF-8");
        assert!(html.contains("href=\"styles.css\"") && !html.contains("/_lh/t/"), "{html}");
        assert!(pictures.iter().all(|name| html.contains(name.as_str())));
    }
}

#[tokio::test]
async fn the_chat_of_an_export_opens_where_the_page_is_published() {
    for world in worlds().await {
        let lan = owner(&world, "lan@example.com").await;
        let made =
            pages::create(&world.services, &lan, NewPage { title: "Chat".into(), ..Default::default() });
        let made = made.await.expect("a page");
        let document = made.document.expect("a document");
        let ops = serde_json::json!({"base_revision": made.revision, "client": "t", "seq": 1, "ops": [{"op": "insert", "nodes": {
            "sectionofchat": {"kind": "section", "place": {"parent": document.root, "order": "a1V"}},
            "chatblock0001": {"kind": "chat", "place": {"parent": "sectionofchat", "order": "a0"}, "props": {"text": "Ask us"}},
        }}]});
        let ops = serde_json::from_value(ops).expect("operations");
        pages::apply_ops(&world.services, &lan, &made.id, ops).await.expect("applied");
        let html = async || {
            let zip = export::export(&world.services, &lan, &made.id).await.expect("a zip").bytes;
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("a zip");
            let mut html = String::new();
            zip.by_name("index.html").expect("a page").read_to_string(&mut html).expect("UTF-8");
            html
        };
        let draft = html().await;
        assert!(!draft.contains("Ask us") && draft.contains("<!-- The chat block"), "{draft}");
        sites::deploy(&world.services, &lan, &made.id).await.expect("deployed");
        let live = html().await;
        let address = format!("href=\"http://localhost:3000/chat/embed?page={}&amp;lang=", made.id);
        assert!(live.contains(&address) && live.contains("Ask us"), "{live}");
    }
}
