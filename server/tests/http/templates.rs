//! `/api/templates` and `/api/sections`: the starter library, with pictures that are there.

use crate::client::Ask;
use crate::server::Server;
use serde_json::Value;
use std::collections::BTreeSet;

/// Every entry is whole, its id is its own, and its picture is served to anybody.
async fn whole(server: &Server, list: &Value) -> BTreeSet<String> {
    assert!(list["next_cursor"].is_null());
    let items = list["items"].as_array().expect("a list");
    let mut ids = BTreeSet::new();
    for item in items {
        for field in ["id", "name", "category", "language", "thumbnail_url"] {
            assert!(item[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {item}");
        }
        let url = item["thumbnail_url"].as_str().expect("an address");
        let (_, rest) = url.split_once("://").expect("a whole address");
        let (host, path) = rest.split_once('/').expect("a path");
        let picture = server.ask_host(host, Ask::get(&format!("/{path}"))).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/webp")), "{url}");
        assert!(ids.insert(item["id"].as_str().expect("an id").to_owned()), "{item} is there twice");
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_is_there_for_everybody() {
    let server = Server::start().await;
    let templates = server.ask(Ask::get("/api/templates")).await;
    assert_eq!(templates.status, 200);
    let ids = whole(&server, &templates.json()).await;
    assert!(ids.len() >= 12 && ids.contains("sale-cham-soc-da"), "{ids:?}");
    let categories: BTreeSet<String> = templates.json()["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["category"].as_str().expect("a word").to_owned())
        .collect();
    for category in [
        "product",
        "event",
        "course",
        "restaurant",
        "portfolio",
        "app",
        "coming_soon",
        "real_estate",
        "charity",
        "sale",
    ] {
        assert!(categories.contains(category), "nothing for {category}");
    }

    let sections = server.ask(Ask::get("/api/sections")).await;
    assert_eq!(sections.status, 200);
    assert!(whole(&server, &sections.json()).await.len() >= 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_template_is_looked_at_in_a_sandbox() {
    let server = Server::start().await;
    let content = server.sub("content");
    let page = server.ask_host(&content, Ask::get("/_lh/starters/sale-cham-soc-da")).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.text().contains("Sen Th\u{1ea3}o") && page.text().contains("noindex"));
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.ends_with("sandbox allow-scripts allow-popups"));
    let font = server.ask_host(&content, Ask::get("/_lh/fonts/inter-latin-wght-normal.woff2")).await;
    assert_eq!((font.status, font.header("access-control-allow-origin")), (200, Some("*")));
    for id in ["none", "%3Cscript%3E"] {
        let missing = server.ask_host(&content, Ask::get(&format!("/_lh/starters/{id}"))).await;
        assert_eq!(missing.status, 404, "{id}");
    }
    let own = server.ask(Ask::get("/_lh/starters/webinar")).await;
    assert_eq!(own.status, 404, "it is no part of the app's origin");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sections_are_named_in_the_language_asked_for() {
    let server = Server::start().await;
    let named = |answer: Value| {
        let items = answer["items"].as_array().expect("a list").clone();
        let hero = items.into_iter().find(|item| item["id"] == "hero_split").expect("the section");
        (
            hero["language"].as_str().unwrap_or_default().to_owned(),
            hero["name"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let english = named(server.ask(Ask::get("/api/sections")).await.json());
    assert_eq!(english.0, "en");
    let asked = named(server.ask(Ask::get("/api/sections?language=vi")).await.json());
    assert_eq!(asked, ("vi".to_owned(), "Mở đầu kèm ảnh".to_owned()));
    let header = Ask::get("/api/sections").header("accept-language", "th-TH,th;q=0.9");
    let told = named(server.ask(header).await.json());
    assert_eq!(told.0, "th");
    assert!(told.1 != english.1 && told.1 != asked.1);
    let odd = named(server.ask(Ask::get("/api/sections?language=%3Cb%3E")).await.json());
    assert_eq!(odd, english, "a language nobody knows is as good as none");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_can_be_read_in_parts() {
    let server = Server::start().await;
    for path in ["/api/templates", "/api/sections"] {
        let all = server.ask(Ask::get(path)).await.json();
        assert!(all["next_cursor"].is_null(), "{path}");
        let all = all["items"].as_array().expect("a list").clone();
        let (mut parts, mut cursor) = (Vec::new(), String::new());
        loop {
            let part = server.ask(Ask::get(&format!("{path}?limit=5{cursor}"))).await;
            assert_eq!(part.status, 200, "{}", part.text());
            let part = part.json();
            let items = part["items"].as_array().expect("a list");
            assert!((1..=5).contains(&items.len()), "{path}");
            parts.extend(items.clone());
            match part["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(parts, all, "{path}");
        for (query, status, code) in [
            ("limit=0", 422, "validation_failed"),
            ("limit=101", 422, "validation_failed"),
            ("limit=-1", 422, "validation_failed"),
            ("limit=99999999999999999999", 422, "validation_failed"),
            ("limit=x", 400, "malformed"),
            ("cursor=x", 400, "malformed"),
        ] {
            let answer = server.ask(Ask::get(&format!("{path}?{query}"))).await;
            assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{path}?{query}");
        }
    }
}
