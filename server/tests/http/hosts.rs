//! Hosts: what exists on one doesn't on another.

use crate::client::Ask;
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_hosts_are_misdirected() {
    let server = Server::start().await;
    let port = server.address.port();
    for host in [
        "evil.example",
        "localhost:1",
        "localhost.",
        &format!("a.b.localhost:{port}"),
        &format!("localhost.evil.example:{port}"),
        "x y",
    ] {
        let answer = server.ask_host(host, Ask::get("/")).await;
        assert_eq!((answer.status, answer.problem().as_str()), (421, "misdirected"), "{host}");
    }
    let absolute = server.ask(Ask::get("http://evil.example/")).await;
    assert_eq!(absolute.status, 421, "the target's authority counts before `Host`");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_names_one_host() {
    let server = Server::start().await;
    let twice =
        server.ask(Ask::get("/healthz").header("host", &server.host()).header("host", &server.host())).await;
    assert_eq!(twice.status, 400);
    let none =
        crate::client::send(server.address, b"GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n").await;
    assert_eq!(none.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_apps_routes_exist_on_its_host_only() {
    let server = Server::start().await;
    let (token, _) = server.register("owner").await;
    for host in [server.sub("some-page"), server.sub("content"), server.sub("abc.content")] {
        for path in [
            "/api/auth/me",
            "/api/pages",
            "/healthz",
            "/readyz",
            "/api/openapi.json",
            "/api/docs",
            "/auth/login",
            "/dashboard",
            "/metrics",
            "/_fn/x",
        ] {
            let answer = server.ask_host(&host, Ask::get(path).bearer(&token)).await;
            assert_eq!(answer.status, 404, "{host}{path}: {}", answer.text());
            assert_eq!(answer.header("set-cookie"), None);
            assert!(!answer.text().contains("owner@example.com"));
        }
        let login = server.ask_host(&host, Ask::post("/api/auth/login").json(&serde_json::json!({}))).await;
        assert!(matches!(login.status, 404 | 405), "{host}: {}", login.status);
    }
    assert_eq!(server.ask(Ask::get("/metrics")).await.status, 404, "numbers have a listener of their own");
    assert_eq!(
        server.ask(Ask::post("/_lh/v")).await.status,
        404,
        "what visitors use is not on the app's host"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn this_machine_by_address_answers_health_only() {
    let server = Server::start().await;
    for host in [format!("127.0.0.1:{}", server.address.port()), "localhost".to_owned(), "[::1]".to_owned()] {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(server.ask_host(&host, Ask::get(path)).await.status, 200, "{host}{path}");
        }
        for path in ["/", "/api/auth/me", "/api/pages"] {
            assert_eq!(server.ask_host(&host, Ask::get(path)).await.status, 421, "{host}{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paths_that_hide_something_and_tracing_are_refused() {
    let server = Server::start().await;
    for path in [
        "/../etc/passwd",
        "/pkg/../x",
        "/%2e%2e/x",
        "/a%2f..%2fb",
        "/%252e%252e/x",
        "/a%5cb",
        "/a%00b",
        "/a%0d%0ab",
    ] {
        for host in [server.host(), server.sub("some-page"), server.sub("content")] {
            let answer = server.ask_host(&host, Ask::get(path)).await;
            assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{host}{path}");
        }
    }
    let trace = server.ask(Ask::new("TRACE", "/").header("cookie", "lh_access=canary")).await;
    assert_eq!((trace.status, trace.problem().as_str()), (405, "method_not_allowed"));
    assert!(
        !trace.text().contains("canary")
            && trace.header("allow").is_some_and(|methods| !methods.contains("TRACE"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forwarded_headers_of_strangers_are_ignored() {
    let server = Server::start().await;
    let body = serde_json::json!({"name": "x", "email": "x@example.com", "password": "x-has-a-password"});
    let ask = Ask::post("/api/auth/register").json(&body);
    let ask = ask
        .header("x-forwarded-for", "203.0.113.7")
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "https");
    let answer = server.ask(ask).await;
    assert_eq!(answer.status, 201);
    let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
    let sessions = server.ask(Ask::get("/api/auth/sessions").bearer(&token)).await.json();
    assert_eq!(sessions["items"][0]["ip"], "127.0.0.1");
}
