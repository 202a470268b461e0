//! `/api/pages/{id}/variants`, and what visitors see of them.

use crate::client::{Answer, Ask};
use crate::pages::form_page;
use crate::server::Server;
use landinghub_services::sites;
use serde_json::{Value, json};
use std::collections::BTreeMap;

struct Page<'s> {
    server: &'s Server,
    token: String,
    id: String,
    host: String,
}

impl<'s> Page<'s> {
    async fn new(server: &'s Server) -> Self {
        let (token, _) = server.register("lan").await;
        let page = form_page(server, &token).await;
        let host = server.sub(page["slug"].as_str().expect("a slug"));
        Self { server, token, id: page["id"].as_str().expect("an id").to_owned(), host }
    }

    async fn ask(&self, method: &str, rest: &str, body: Value) -> Answer {
        let ask = Ask::new(method, &format!("/api/pages/{}{rest}", self.id)).bearer(&self.token);
        let ask = if body.is_null() { ask } else { ask.json(&body) };
        self.server
            .ask(if method == "POST" && body.is_null() { ask.header("content-length", "0") } else { ask })
            .await
    }

    async fn variant(&self, name: &str, share: i64) -> String {
        let answer = self.ask("POST", "/variants", json!({"name": name, "share": share})).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    async fn write(&self, id: &str, text: &str) {
        let op = json!({ "op": "set_prop", "node": "title", "prop": "text", "value": text });
        let body = json!({ "base_revision": 1, "client": "tab", "seq": 1, "ops": [op] });
        let ask = Ask::post(&format!("/api/pages/{id}/ops")).bearer(&self.token).json(&body);
        let answer = self.server.ask(ask).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"revision": 2})));
    }

    async fn visit(&self, agent: &str) -> Answer {
        let ask = Ask::get("/").header("user-agent", agent).header("accept", "text/html");
        self.server.ask_host(&self.host, ask).await
    }
}

/// Which of the headlines a page shows.
fn headline(answer: &Answer) -> String {
    let html = answer.text();
    assert_eq!(answer.status, 200, "{html}");
    let (_, rest) = html.split_once("<h1").expect("a headline");
    let (_, rest) = rest.split_once('>').expect("its start");
    rest.split_once("</h1>").expect("its end").0.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_are_shared_out_and_stay_with_what_they_saw() {
    for server in Server::both().await {
        let page = Page::new(&server).await;
        let variant = page.variant("Variant B", 40).await;
        page.write(&variant, "Another headline").await;
        assert_eq!(page.ask("POST", "/deploy", Value::Null).await.status, 200);
        let mut counts = BTreeMap::<String, u64>::new();
        for n in 0..150 {
            let agent = format!("Browser {n}");
            let first = page.visit(&agent).await;
            assert!(first.all("set-cookie").is_empty() && !first.text().contains("<script src"));
            assert_eq!(first.header("cache-control"), Some("private, max-age=0, must-revalidate"));
            assert_eq!(headline(&page.visit(&agent).await), headline(&first), "the same again");
            *counts.entry(headline(&first)).or_default() += 2;
        }
        let (b, a) = (counts["Another headline"], counts["Sign up"]);
        assert_eq!(a + b, 300);
        assert!((70..=170).contains(&b), "{counts:?}");
        assert_eq!(headline(&page.visit("Googlebot/2.1").await), "Sign up", "machines see the page");
        sites::flush_visits(&server.services).await.expect("written");
        let list = page.ask("GET", "/variants", Value::Null).await.json();
        assert_eq!(
            (list["items"][0]["visits"].as_u64(), list["original"]["visits"].as_u64()),
            (Some(b), Some(a))
        );
        assert_eq!((&list["original"]["share"], &list["next_cursor"]), (&json!(60), &Value::Null));
        assert_eq!(
            (&list["items"][0]["live_revision"], &list["items"][0]["revision"]),
            (&json!(2), &json!(2))
        );
        // All of it, and nothing of it, at once; a lead counts for what was seen.
        assert_eq!(
            page.ask("PATCH", &format!("/variants/{variant}"), json!({"share": 100})).await.json()["share"],
            100
        );
        assert_eq!(headline(&page.visit("Browser 1").await), "Another headline");
        let form = Ask::post("/_lh/form/form")
            .header("content-type", "application/json")
            .header("accept", "application/json");
        let sent = server.ask_host(&page.host, form.body(r#"{"name":"Mai"}"#)).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        assert_eq!(page.ask("GET", "/variants", Value::Null).await.json()["items"][0]["leads"], 1);
        assert_eq!(page.ask("PATCH", &format!("/variants/{variant}"), json!({"share": 0})).await.status, 200);
        for n in 0..20 {
            assert_eq!(headline(&page.visit(&format!("Browser {n}")).await), "Sign up");
        }
        assert_eq!(page.ask("DELETE", &format!("/variants/{variant}"), Value::Null).await.status, 204);
        let plain = page.visit("Browser 1").await;
        assert_eq!(plain.header("cache-control"), Some("public, max-age=0, must-revalidate"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_winner_becomes_the_page() {
    for server in Server::both().await {
        let page = Page::new(&server).await;
        let (b, c) = (page.variant("B", 30).await, page.variant("C", 30).await);
        page.write(&b, "The winner").await;
        assert_eq!(page.ask("POST", "/deploy", Value::Null).await.status, 200);
        let chosen = page.ask("POST", &format!("/variants/{b}/choose"), Value::Null).await;
        assert_eq!((chosen.status, chosen.json()), (200, json!({"revision": 2})));
        for n in 0..10 {
            assert_eq!(headline(&page.visit(&format!("Browser {n}")).await), "The winner");
        }
        let list = page.ask("GET", "/variants", Value::Null).await.json();
        assert_eq!(
            list,
            json!({"items": [], "next_cursor": null, "original": {"share": 100, "visits": 0, "leads": 0}})
        );
        for gone in [b, c] {
            assert_eq!(
                server.ask(Ask::get(&format!("/api/pages/{gone}")).bearer(&page.token)).await.status,
                404
            );
        }
        let old = page.ask("POST", "/revisions/1/restore", Value::Null).await;
        assert_eq!(old.status, 200, "the page before is in the history");
        let doctor = landinghub_services::doctor::diagnose(&server.services).await;
        assert!(doctor.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_variant_is_no_page_and_shares_have_an_end() {
    for server in Server::both().await {
        let page = Page::new(&server).await;
        let variant = page.variant("B", 60).await;
        for (method, rest, body, status) in [
            ("POST", "/variants".to_owned(), json!({"name": "C", "share": 41}), 422),
            ("POST", "/variants".to_owned(), json!({"name": " ", "share": 1}), 422),
            ("POST", "/variants".to_owned(), json!({"name": "C", "from": "nothing"}), 422),
            ("POST", "/variants".to_owned(), json!({"name": "C", "share": "1"}), 400),
            ("PATCH", format!("/variants/{variant}"), json!({"share": 101}), 422),
            ("PATCH", format!("/variants/{variant}"), json!({"share": -1}), 422),
            ("PATCH", format!("/variants/{variant}"), json!({"name": "x".repeat(61)}), 422),
            ("PATCH", "/variants/none".to_owned(), json!({"share": 1}), 404),
            ("DELETE", "/variants/none".to_owned(), Value::Null, 404),
            ("POST", "/variants/none/choose".to_owned(), Value::Null, 404),
        ] {
            let answer = page.ask(method, &rest, body).await;
            assert_eq!(answer.status, status, "{method} {rest}: {}", answer.text());
            answer.problem();
        }
        assert_eq!(server.pages(&page.token).await, 1, "no list shows it");
        let at = format!("/api/pages/{variant}");
        for (method, path) in [
            ("DELETE", at.clone()),
            ("POST", format!("{at}/deploy")),
            ("DELETE", format!("{at}/deploy")),
            ("POST", format!("{at}/restore")),
            ("POST", format!("{at}/variants/{variant}/choose")),
            ("GET", format!("{at}/variants")),
        ] {
            let answer = server.ask(Ask::new(method, &path).bearer(&page.token)).await;
            assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text());
        }
        let host = server.sub(&format!("variant-{variant}"));
        assert_eq!(server.ask_host(&host, Ask::get("/")).await.status, 404, "nor has it an address");
        let (stranger, _) = server.register("stranger").await;
        let theirs = server.ask(Ask::get(&at).bearer(&stranger)).await;
        assert_eq!(theirs.status, 404);
        for n in 0..4 {
            page.variant(&format!("V{n}"), 10).await;
        }
        assert_eq!(page.ask("POST", "/variants", json!({"name": "sixth"})).await.problem(), "conflict");
    }
}
