//! Published hosts and the content origin, as visitors and attackers meet them.

use crate::client::{Answer, Ask};
use crate::pages::form_page;
use crate::server::Server;
use serde_json::{Value, json};

struct Live {
    id: String,
    host: String,
}

async fn live(server: &Server, token: &str) -> Live {
    let page = form_page(server, token).await;
    let id = page["id"].as_str().expect("an id").to_owned();
    let host = server.sub(page["slug"].as_str().expect("a slug"));
    let deployed = server.ask(Ask::post(&format!("/api/pages/{id}/deploy")).bearer(token)).await;
    assert_eq!(deployed.status, 200, "{}", deployed.text());
    assert_eq!(deployed.json()["url"], format!("http://{host}/"));
    assert!(deployed.json()["bytes"]["html"].as_u64() > Some(0), "{}", deployed.text());
    Live { id, host }
}

fn assert_no_cookie(answer: &Answer) {
    assert!(answer.all("set-cookie").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_page_is_plain_fast_and_guarded() {
    for server in Server::both().await {
        let (token, _) = server.register("lan").await;
        let live = live(&server, &token).await;
        let plain = server.ask_host(&live.host, Ask::get("/")).await;
        assert_eq!((plain.status, plain.header("content-type")), (200, Some("text/html; charset=utf-8")));
        let html = plain.text();
        assert!(html.contains("<title>Tom &amp; &lt;b&gt;</title>"), "{html}");
        assert!(!html.replace("<script type=\"application/ld+json\">", "").contains("<script"), "{html}");
        let policy = plain.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("default-src 'none'")
                && policy.contains("'sha256-")
                && !policy.contains("unsafe")
                && !policy.contains("script-src"),
            "{policy}"
        );
        assert_eq!(
            (plain.header("x-content-type-options"), plain.header("vary")),
            (Some("nosniff"), Some("Accept-Encoding"))
        );
        assert_no_cookie(&plain);
        let mut tags = std::collections::BTreeSet::new();
        for (accept, encoding) in [
            ("br, gzip", Some("br")),
            ("gzip", Some("gzip")),
            ("zstd", Some("zstd")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("deflate", None),
            ("*;q=0", None),
        ] {
            let packed = server.ask_host(&live.host, Ask::get("/").header("accept-encoding", accept)).await;
            assert_eq!(packed.header("content-encoding"), encoding, "{accept}");
            assert!(encoding.is_none() || packed.body.len() < plain.body.len() / 2, "{accept}");
            let tag = packed.header("etag").expect("a tag").to_owned();
            let again = Ask::get("/").header("accept-encoding", accept).header("if-none-match", &tag);
            let again = server.ask_host(&live.host, again).await;
            assert_eq!(
                (again.status, again.body.len(), again.header("etag")),
                (304, 0, Some(tag.as_str())),
                "{accept}"
            );
            tags.insert(tag);
        }
        assert_eq!(tags.len(), 4, "a tag an encoding");
        let head = server.ask_host(&live.host, Ask::new("HEAD", "/")).await;
        assert_eq!(
            (head.status, head.body.len(), head.header("content-length")),
            (200, 0, plain.header("content-length"))
        );
        for (path, status) in [
            ("/api/pages", 404),
            ("/api/auth/me", 404),
            ("/healthz", 404),
            ("/dashboard", 404),
            ("/_fn/x", 404),
            ("/robots.txt", 200),
            ("/favicon.ico", 204),
        ] {
            let answer = server.ask_host(&live.host, Ask::get(path).bearer(&token)).await;
            assert_eq!(answer.status, status, "{path}");
            assert_no_cookie(&answer);
        }
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
            assert_eq!(server.ask_host(&live.host, Ask::new(method, "/")).await.status, 405, "{method}");
        }
        let worker = server.ask_host(&live.host, Ask::get("/").header("service-worker", "script")).await;
        assert_eq!(worker.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_tells_what_became_of_its_page() {
    for server in Server::both().await {
        let (token, _) = server.register("lan").await;
        let live = live(&server, &token).await;
        let at = format!("/api/pages/{}", live.id);
        let visit = |host: String, path: &'static str| {
            let server = &server;
            async move { server.ask_host(&host, Ask::get(path).header("accept-language", "vi")).await }
        };
        assert_eq!(visit(server.sub("no-such-page"), "/").await.status, 404);
        let moved =
            server.ask(Ask::new("PATCH", &at).bearer(&token).json(&json!({ "slug": "moved-here" }))).await;
        assert_eq!(moved.status, 200);
        let old = visit(live.host.clone(), "/x?a=1").await;
        let target = format!("http://{}/x?a=1", server.sub("moved-here"));
        assert_eq!((old.status, old.header("location")), (308, Some(target.as_str())));
        let (other, _) = server.register("minh").await;
        let page = server.page(&other, "Mine").await;
        let slug = live.host.split('.').next().expect("a slug").to_owned();
        let refused = server
            .ask(
                Ask::new("PATCH", &format!("/api/pages/{page}"))
                    .bearer(&other)
                    .json(&json!({ "slug": slug })),
            )
            .await;
        assert_eq!((refused.status, refused.problem().as_str()), (409, "slug_taken"));
        assert_eq!(server.ask(Ask::new("DELETE", &at).bearer(&token)).await.status, 204);
        let gone = visit(server.sub("moved-here"), "/").await;
        assert!(gone.status == 410 && gone.text().contains("lang=\"vi\""), "{}", gone.text());
        assert_eq!(
            server.ask(Ask::post(&format!("{at}/restore")).bearer(&token)).await.json()["status"],
            "published"
        );
        assert_eq!(visit(server.sub("moved-here"), "/").await.status, 200);
        assert_eq!(server.ask(Ask::new("DELETE", &format!("{at}/deploy")).bearer(&token)).await.status, 204);
        assert_eq!(visit(server.sub("moved-here"), "/").await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_work_with_and_without_script() {
    for server in Server::both().await {
        let (token, _) = server.register("lan").await;
        let live = live(&server, &token).await;
        let post = |body: &str| {
            Ask::post("/_lh/form/form").header("content-type", "application/x-www-form-urlencoded").body(body)
        };
        let sent = server.ask_host(&live.host, post("name=Mai+%E1%BA%A1&role=admin")).await;
        assert_eq!((sent.status, sent.header("location")), (303, Some("/?sent=form#lh-sent-form")));
        assert_no_cookie(&sent);
        let html = server.ask_host(&live.host, Ask::get("/?sent=form")).await.text();
        assert!(html.contains("id=\"lh-sent-form\"") && html.contains("Thank you!"), "{html}");
        let json_sent = Ask::post("/_lh/form/form")
            .header("accept", "application/json")
            .json(&json!({ "name": "Script" }));
        assert_eq!(server.ask_host(&live.host, json_sent).await.json(), json!({ "ok": true }));
        let parts = "--b\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\nParts\r\n--b--\r\n";
        let multipart =
            Ask::post("/_lh/form/form").header("content-type", "multipart/form-data; boundary=b").body(parts);
        assert_eq!(server.ask_host(&live.host, multipart).await.status, 303);
        assert_eq!(server.ask_host(&live.host, post("name=Bot&_lh_trap=x")).await.status, 303);
        let wrong = server.ask_host(&live.host, post("name=")).await;
        assert!(wrong.status == 422 && wrong.text().contains("<strong>Name</strong>"), "{}", wrong.text());
        let wrong = server.ask_host(&live.host, post("name=").header("accept", "application/json")).await;
        assert_eq!(
            (wrong.problem(), wrong.json()["fields"]["name"].is_string()),
            ("validation_failed".to_owned(), true)
        );
        for (ask, status) in [
            (post(&format!("name={}", "x".repeat(300_000))), 413),
            (post(&format!("name={}", "x".repeat(6000))), 422),
            (Ask::post("/_lh/form/form").header("content-type", "text/plain").body("name=x"), 415),
            (Ask::post("/_lh/form/form").header("content-type", "application/json").body("{"), 400),
            (
                Ask::post("/_lh/form/other")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body("name=x"),
                404,
            ),
            (Ask::get("/_lh/form/form"), 405),
        ] {
            assert_eq!(server.ask_host(&live.host, ask.clone()).await.status, status, "{}", ask.target);
        }
        let leads =
            server.ask(Ask::get(&format!("/api/pages/{}/leads", live.id)).bearer(&token)).await.json();
        let names: Vec<&Value> =
            leads["items"].as_array().expect("a list").iter().map(|lead| &lead["fields"]["name"]).collect();
        assert_eq!(names, ["Parts", "Script", "Mai ạ"]);
        assert_eq!(leads["items"][0]["fields"].as_object().expect("fields").len(), 1);
        let csv = server.ask(Ask::get(&format!("/api/pages/{}/leads.csv", live.id)).bearer(&token)).await;
        assert_eq!(
            (csv.header("content-type"), csv.text().lines().count()),
            (Some("text/csv; charset=utf-8"), 4)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visits_of_browsers_count() {
    let server = Server::start().await;
    let (token, _) = server.register("lan").await;
    let live = live(&server, &token).await;
    let browser = || {
        Ask::get("/")
            .header("accept", "text/html,*/*;q=0.8")
            .header("user-agent", "Mozilla/5.0 Firefox/140.0")
    };
    for ask in [
        browser(),
        browser(),
        browser().header("sec-purpose", "prefetch"),
        Ask::new("HEAD", "/").header("accept", "text/html"),
        Ask::get("/").header("accept", "*/*"),
        Ask::get("/?sent=form").header("accept", "text/html"),
        Ask::get("/").header("accept", "text/html").header("user-agent", "Googlebot/2.1"),
        Ask::get("/nothing").header("accept", "text/html"),
        Ask::post("/_lh/v").json(&json!({})),
    ] {
        server.ask_host(&live.host, ask).await;
    }
    landinghub_services::sites::flush_visits(&server.services).await.expect("written");
    let page = server.ask(Ask::get(&format!("/api/pages/{}", live.id)).bearer(&token)).await.json();
    assert_eq!(page["views"], 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn previews_live_apart_and_end_with_their_signature() {
    for server in Server::both().await {
        let (token, _) = server.register("lan").await;
        let page = form_page(&server, &token).await;
        let at = format!("/api/pages/{}/preview", page["id"].as_str().expect("an id"));
        let preview = server.ask(Ask::get(&at).bearer(&token)).await.json();
        let url =
            preview["url"].as_str().expect("an address").strip_prefix("http://").expect("http").to_owned();
        let (host, path) = url.split_once('/').expect("a path");
        let shown = server.ask_host(host, Ask::get(&format!("/{path}"))).await;
        assert_eq!(shown.status, 200);
        let policy = shown.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("sandbox allow-scripts allow-forms") && !policy.contains("allow-same-origin"),
            "{policy}"
        );
        assert!(policy.contains(&format!("frame-ancestors {}", server.origin())), "{policy}");
        assert!(shown.text().contains("content=\"noindex\""));
        assert_no_cookie(&shown);
        for other in [
            server.sub("content"),
            format!("x.{}", server.sub("content")),
            server.host(),
            server.sub("some-page"),
        ] {
            assert_eq!(server.ask_host(&other, Ask::get(&format!("/{path}"))).await.status, 404, "{other}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_are_served_where_they_can_do_nothing() {
    for server in Server::both().await {
        let (token, _) = server.register("lan").await;
        let upload = |bytes: &[u8]| {
            let mut body = b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../x.html\"\r\ncontent-type: text/html\r\n\r\n".to_vec();
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n--b--\r\n");
            Ask::post("/api/uploads")
                .bearer(&token)
                .header("content-type", "multipart/form-data; boundary=b")
                .body(body)
        };
        let svg = server
            .ask(upload(b"<svg viewBox='0 0 9 5'><script>alert(1)</script><path d='M0 0h9'/></svg>"))
            .await;
        assert_eq!(
            (svg.status, svg.json()["mime"].clone(), svg.json()["width"].clone()),
            (201, json!("image/svg+xml"), json!(9))
        );
        let pdf = server.ask(upload(b"%PDF-1.7 <script>")).await.json();
        for (upload, kind, disposition) in
            [(svg.json(), "image/svg+xml", "inline"), (pdf, "application/pdf", "attachment")]
        {
            let url =
                upload["url"].as_str().expect("an address").strip_prefix("http://").expect("http").to_owned();
            let (host, path) = url.split_once('/').expect("a path");
            let path = format!("/{path}");
            let file = server.ask_host(host, Ask::get(&path)).await;
            assert_eq!((file.status, file.header("content-type")), (200, Some(kind)));
            assert_eq!(file.header("content-security-policy"), Some("default-src 'none'; sandbox"));
            assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
            assert!(file.header("content-disposition").expect("a disposition").starts_with(disposition));
            assert!(file.header("cache-control").expect("a cache").contains("immutable"));
            assert!(kind != "image/svg+xml" || !file.text().contains("script"));
            assert_no_cookie(&file);
            let part = server.ask_host(host, Ask::get(&path).header("range", "bytes=0-3")).await;
            assert_eq!((part.status, part.body.len()), (206, 4));
            assert_eq!(
                server.ask_host(host, Ask::get(&path).header("service-worker", "script")).await.status,
                403
            );
            for elsewhere in [server.host(), server.sub("some-page"), format!("x.{host}")] {
                assert_eq!(server.ask_host(&elsewhere, Ask::get(&path)).await.status, 404, "{elsewhere}");
            }
            assert_eq!(server.ask_host(host, Ask::get("/api/pages").bearer(&token)).await.status, 404);
            assert_eq!(
                server
                    .ask(
                        Ask::new(
                            "DELETE",
                            &format!("/api/uploads/{}", upload["id"].as_str().expect("an id"))
                        )
                        .bearer(&token)
                    )
                    .await
                    .status,
                204
            );
            assert_eq!(server.ask_host(host, Ask::get(&path)).await.status, 404);
        }
        for (ask, status) in [
            (upload(b"<!doctype html><script>"), 415),
            (upload(b""), 415),
            (upload(b"\x89PNG\r\n\x1a\nbroken"), 422),
            (upload(&[b"%PDF-".to_vec(), vec![b'x'; 11 << 20]].concat()), 413),
            (Ask::post("/api/uploads").bearer(&token).json(&json!({})), 415),
            (
                Ask::post("/api/uploads")
                    .bearer(&token)
                    .header("content-type", "multipart/form-data")
                    .body("x"),
                415,
            ),
            (
                Ask::post("/api/uploads")
                    .bearer(&token)
                    .header("content-type", "multipart/form-data; boundary=b")
                    .body("--b\r\nbroken"),
                400,
            ),
            (
                Ask::post("/api/uploads")
                    .bearer(&token)
                    .header("content-type", "multipart/form-data; boundary=b")
                    .body("--b--\r\n"),
                422,
            ),
        ] {
            let answer = server.ask(ask).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            answer.problem();
        }
        assert_eq!(
            server.ask(Ask::get("/api/uploads").bearer(&token)).await.json(),
            json!({ "items": [], "next_cursor": null })
        );
    }
}
