//! Requests that another site makes a browser send.

use crate::client::{Ask, cookies};
use crate::server::Server;
use serde_json::json;

/// (Sec-Fetch-Site, Origin: own/foreign/null) → refused?
const TABLE: &[(Option<&str>, Option<&str>, bool)] = &[
    (None, None, false),
    (Some("same-origin"), None, false),
    (Some("none"), None, false),
    (Some("same-site"), None, true),
    (Some("cross-site"), None, true),
    (Some("nonsense"), None, true),
    (Some("same-origin"), Some("foreign"), false),
    (Some("cross-site"), Some("own"), true),
    (None, Some("own"), false),
    (None, Some("foreign"), true),
    (None, Some("null"), true),
];

fn with_origin(server: &Server, ask: Ask, site: Option<&str>, origin: Option<&str>) -> Ask {
    let ask = site.map_or(ask.clone(), |site| ask.header("sec-fetch-site", site));
    match origin {
        Some("own") => ask.header("origin", &server.origin()),
        Some("foreign") => ask.header("origin", "http://evil.localhost"),
        Some(other) => ask.header("origin", other),
        None => ask,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsafe_requests_with_our_cookies_must_come_from_us() {
    let server = Server::start().await;
    let (token, registered) = server.register("clicker").await;
    let jar = cookies(&registered);
    let cookie = format!("lh_access={}; lh_refresh={}", jar["lh_access"], jar["lh_refresh"]);
    let mut made = 0;
    for (site, origin, refused) in TABLE {
        let ask = Ask::post("/api/pages").header("cookie", &cookie).json(&json!({"title": "A page"}));
        let answer = server.ask(with_origin(&server, ask, *site, *origin)).await;
        if *refused {
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (403, "cross_site"),
                "{site:?} {origin:?}"
            );
        } else {
            assert_eq!(answer.status, 201, "{site:?} {origin:?}: {}", answer.text());
            made += 1;
        }
        let read = with_origin(&server, Ask::get("/api/auth/me").header("cookie", &cookie), *site, *origin);
        assert_eq!(server.ask(read).await.status, 200, "reading is safe: {site:?} {origin:?}");
    }
    assert_eq!(server.pages(&token).await, made, "what was refused made nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_would_set_our_cookies_must_come_from_us() {
    let server = Server::start().await;
    server.register("victim").await;
    let credentials = json!({"email": "victim@example.com", "password": "victim-has-a-password"});
    for (site, origin, refused) in TABLE {
        let answer = server
            .ask(with_origin(&server, Ask::post("/api/auth/login").json(&credentials), *site, *origin))
            .await;
        if *refused {
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (403, "cross_site"),
                "{site:?} {origin:?}"
            );
            assert!(answer.all("set-cookie").is_empty());
        } else {
            assert_eq!(answer.status, 200, "{site:?} {origin:?}");
        }
        for path in ["/api/auth/refresh", "/api/auth/logout", "/_fn/login", "/_fn/anything"] {
            let answer = server.ask(with_origin(&server, Ask::post(path), *site, *origin)).await;
            assert_eq!(answer.status == 403, *refused, "{path}: {site:?} {origin:?}: {}", answer.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bearer_tokens_need_no_origin() {
    let server = Server::start().await;
    let (token, _) = server.register("program").await;
    let ask = Ask::post("/api/pages")
        .bearer(&token)
        .json(&json!({"title": "x"}))
        .header("origin", "http://evil.example");
    let answer = server.ask(ask).await;
    assert_eq!(answer.status, 201, "no browser adds a bearer token by itself");
    assert_eq!(answer.header("access-control-allow-origin"), None);
}
