//! Errors have one shape, and answers the headers that protect their readers.

use crate::client::Ask;
use crate::server::Server;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_body_decides_the_answer() {
    for server in Server::both().await {
        let (token, _) = server.register("maker").await;
        let post = |body: &str, kind: &str| {
            Ask::post("/api/pages").bearer(&token).header("content-type", kind).body(body)
        };
        for (body, kind, status, code) in [
            ("{", "application/json", 400, "malformed"),
            ("", "application/json", 400, "malformed"),
            ("[]", "application/json", 400, "malformed"),
            ("\"x\"", "application/json", 400, "malformed"),
            (r#"{"title":1}"#, "application/json", 400, "malformed"),
            (r#"{"title":null}"#, "application/json", 400, "malformed"),
            (r#"{"title":"a\u0000b"}"#, "application/json", 400, "malformed"),
            (r#"{"title":"\ud800"}"#, "application/json", 400, "malformed"),
            (r#"{"title":""}"#, "application/json", 422, "validation_failed"),
            (r#"{"title":"x"}"#, "text/plain", 415, "unsupported_media_type"),
            (r#"{"title":"x"}"#, "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
            ("title=x", "multipart/form-data; boundary=x", 415, "unsupported_media_type"),
        ] {
            let answer = server.ask(post(body, kind)).await;
            assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{body} as {kind}");
        }
        let nested = format!("{{\"title\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(server.ask(post(&nested, "application/json")).await.status, 400);
        let missing = server.ask(post("{}", "application/json")).await;
        assert_eq!(missing.problem(), "validation_failed");
        assert!(missing.json()["fields"]["title"].is_string());
        assert_eq!(server.pages(&token).await, 0, "nothing was made");
        let unknown = server
            .ask(post(
                r#"{"title":"x","owner_id":"someone","status":"published"}"#,
                "application/json; charset=utf-8",
            ))
            .await;
        assert_eq!((unknown.status, unknown.json()["status"].as_str()), (201, Some("draft")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_paths_and_wrong_methods() {
    let server = Server::start().await;
    for path in ["/api", "/api/", "/api/nope", "/api/pages/x/nope", "/_fn/nope", "/api/pages/"] {
        let answer = server.ask(Ask::post(path).json(&json!({}))).await;
        assert_eq!((answer.status, answer.problem().as_str()), (404, "not_found"), "{path}");
    }
    for (method, path, allowed) in [
        ("PUT", "/api/pages", "POST"),
        ("DELETE", "/api/auth/login", "POST"),
        ("POST", "/healthz", "GET"),
        ("GET", "/_fn/x", "POST"),
    ] {
        let answer = server.ask(Ask::new(method, path)).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (405, "method_not_allowed"),
            "{method} {path}"
        );
        assert!(
            answer.header("allow").is_some_and(|methods| methods.contains(allowed)),
            "{method} {path}: {:?}",
            answer.header("allow")
        );
    }
    let page = server.ask(Ask::get("/no/such/page")).await;
    assert_eq!(page.status, 404);
    assert!(
        page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")),
        "people get a page"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_that_are_not_good_are_refused() {
    let server = Server::start().await;
    let (token, _) = server.register("who").await;
    for value in ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", &format!("Bearer {token}x"), &token] {
        let answer = server.ask(Ask::get("/api/auth/me").header("authorization", value)).await;
        assert_eq!(answer.status, 401, "{value}");
        assert!(matches!(answer.problem().as_str(), "unauthenticated" | "session_ended"));
        assert!(answer.header("www-authenticate").is_some());
    }
    assert_eq!(server.ask(Ask::get("/api/auth/me")).await.status, 401);
    assert_eq!(
        server.ask(Ask::get("/api/auth/me").header("cookie", &format!("lh_access={token}"))).await.status,
        200
    );
    assert_eq!(server.ask(Ask::get("/api/auth/me").bearer(&token)).await.status, 200);
    let both = server
        .ask(Ask::get("/api/auth/me").bearer("x").header("cookie", &format!("lh_access={token}")))
        .await;
    assert_eq!(both.status, 401, "a bearer token that came along counts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_protected_and_has_an_id_of_ours() {
    let server = Server::start().await;
    let mut seen = std::collections::BTreeSet::new();
    for path in [
        "/",
        "/auth/login",
        "/api/nope",
        "/api/auth/me",
        "/no/such/page",
        "/healthz",
        "/api/openapi.json",
        "/api/docs",
    ] {
        let answer = server.ask(Ask::get(path).header("x-request-id", "mine")).await;
        let id = answer.header("x-request-id").expect("an id").to_owned();
        assert!(id != "mine" && id.len() >= 16 && seen.insert(id), "{path}");
        assert_eq!(answer.all("x-request-id").len(), 1);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
        assert!(
            answer.header("referrer-policy").is_some() && answer.header("permissions-policy").is_some(),
            "{path}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
        assert_eq!(answer.header("strict-transport-security"), None, "not without TLS");
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-eval'")
                || policy.contains("'wasm-unsafe-eval'"),
            "{policy}"
        );
    }
    let private = server.ask(Ask::get("/api/auth/me")).await;
    assert_eq!(private.header("cache-control"), Some("no-store"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_carry_the_policys_nonce() {
    let server = Server::start().await;
    let mut nonces = std::collections::BTreeSet::new();
    for path in ["/", "/api/docs", "/no/such/page"] {
        let answer = server.ask(Ask::get(path)).await;
        let policy = answer.header("content-security-policy").expect("a policy").to_owned();
        assert_eq!(answer.header("cache-control"), Some("no-store"), "a kept page would repeat its nonce");
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .expect("a nonce")
            .to_owned();
        assert!(nonces.insert(nonce.clone()), "used once");
        let script =
            policy.split(';').find(|part| part.trim().starts_with("script-src ")).expect("a script policy");
        assert!(!script.contains("unsafe-inline") && !script.contains("'unsafe-eval'"), "{script}");
        let html = answer.text();
        for tag in html.split("<script").skip(1) {
            let open = tag.split('>').next().unwrap_or_default();
            assert!(
                open.contains(&format!("nonce=\"{nonce}\"")) || open.contains("application/json"),
                "{path}: <script{open}>"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_tls_before_it_browsers_are_told_to_stay_there() {
    let server = Server::with(landinghub_store::testing::sqlite().await, |config| {
        config.base_url = "https://app.example.com".parse().expect("a URL");
        config.pages_domain = "pages.example.com".to_owned();
        config.content_domain = "content.example.net".to_owned();
    })
    .await;
    let answer = server.ask_host("app.example.com", Ask::get("/healthz")).await;
    assert_eq!(answer.status, 200);
    assert!(
        answer.header("strict-transport-security").is_some_and(|value| value.contains("max-age=31536000"))
    );
    let body = json!({"name": "x", "email": "x@example.com", "password": "x-has-a-password"});
    let registered = server.ask_host("app.example.com", Ask::post("/api/auth/register").json(&body)).await;
    for line in registered.all("set-cookie") {
        assert!(
            line.starts_with("__Host-lh_")
                && line.contains("; Secure")
                && line.contains("; HttpOnly")
                && line.contains("Path=/"),
            "{line}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_editors_canvas_is_an_empty_document_that_runs_nothing() {
    let server = Server::start().await;
    let answer = server.ask(Ask::get("/pages/abc/canvas")).await;
    assert_eq!(answer.status, 200);
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("default-src 'none'")
            && policy.contains("sandbox allow-same-origin")
            && policy.contains("frame-ancestors 'self'")
    );
    assert!(!policy.contains("script-src"), "{policy}");
    assert_eq!(answer.header("x-frame-options"), Some("SAMEORIGIN"));
    assert!(answer.text().contains("<body></body>"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_panics_answers_without_telling_why() {
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt;
    let server = Server::start().await;
    let broken = || async {
        assert!(!server_is_broken(), "canary-panic");
        "fine"
    };
    let layer = axum::middleware::from_fn_with_state(
        server.state.clone(),
        landinghub_server::middleware::observe::observe,
    );
    let router = axum::Router::new().route("/", axum::routing::get(broken)).layer(layer);
    for _ in 0..2 {
        let request = axum::http::Request::get("/").body(Body::empty()).expect("a request");
        let response = router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), 500);
        assert!(response.headers().contains_key("x-request-id"));
        let body = to_bytes(response.into_body(), 10_000).await.expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["code"], "internal");
        assert!(!body.to_string().contains("canary"));
    }
}

/// Always, though the compiler mustn't know.
fn server_is_broken() -> bool {
    std::hint::black_box(true)
}
