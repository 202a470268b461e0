//! Health, the OpenAPI document, and the listener for numbers.

use crate::client::Ask;
use crate::server::Server;
use landinghub_server::health::metrics_router;
use landinghub_server::telemetry;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ready_means_that_the_database_answers() {
    for server in Server::both().await {
        assert_eq!(server.ask(Ask::get("/healthz")).await.json()["status"], "ok");
        let ready = server.ask(Ask::get("/readyz")).await;
        assert_eq!(
            (ready.status, ready.json()["database"].as_str(), ready.json()["store"].as_str()),
            (200, Some("ok"), Some("ok"))
        );
        server.services.store.close().await;
        let away = server.ask(Ask::get("/readyz")).await;
        assert_eq!((away.status, away.problem().as_str()), (503, "unavailable"));
        assert_eq!(away.json()["database"], "away");
        assert_eq!(server.ask(Ask::get("/healthz")).await.status, 200, "the process itself is fine");
        let home = server.ask(Ask::get("/")).await;
        assert_eq!(home.status, 200, "public pages stay up");
        let api = server.ask(Ask::get("/api/auth/me").bearer("x.y.z")).await;
        assert!(api.status == 401 || api.status >= 500);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_document_describes_itself() {
    let server = Server::start().await;
    let document = server.ask(Ask::get("/api/openapi.json")).await.json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                let kinds: Vec<_> = response["content"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(kind, _)| kind.as_str())
                    .collect();
                assert!(
                    status.starts_with('2')
                        || status.starts_with('3')
                        || kinds.is_empty()
                        || kinds == ["application/problem+json"],
                    "{method} {path} {status}: {kinds:?}"
                );
            }
        }
    }
    assert_eq!(document["info"]["title"], "LandingHub");
    for path in ["/api/auth/register", "/api/pages", "/api/pages/{id}/ops", "/api/uploads", "/api/templates"]
    {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        assert!(document["components"]["schemas"][name].is_object(), "{name} is described");
    }
    let docs = server.ask(Ask::get("/api/docs")).await;
    assert_eq!(docs.status, 200);
    assert!(!docs.text().contains("https://"), "it needs nobody else's server");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_name_routes_and_never_values() {
    let Some(handle) = telemetry::start_metrics() else {
        panic!("nothing else in this process collects numbers")
    };
    let server = Server::start().await;
    let (token, _) = server.register("counted").await;
    let id = server.page(&token, "Counted").await;
    server.ask(Ask::get(&format!("/api/pages/{id}?secret=canary-in-query")).bearer(&token)).await;
    server.ask(Ask::new("BREW", "/canary-in-path").bearer(&token)).await;
    let router = metrics_router(server.state.clone(), handle);
    let request = axum::http::Request::get("/metrics").body(axum::body::Body::empty()).expect("a request");
    let response = tower::ServiceExt::oneshot(router, request).await.expect("an answer");
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    assert!(
        text.contains(
            "http_requests_total{host=\"app\",method=\"GET\",route=\"/api/pages/{id}\",status=\"200\"}"
        ),
        "{text}"
    );
    assert!(text.contains("http_request_duration_seconds_bucket") && text.contains("method=\"other\""));
    for secret in ["canary", id.as_str(), "counted", token.as_str()] {
        assert!(!text.contains(secret), "{secret}");
    }
}
