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
