//! `/api/pages`: what each route answers to good and to bad input, and what stays untouched.

use crate::client::Ask;
use crate::server::Server;
use serde_json::{Value, json};

/// A page from a document whose ids are known.
pub async fn form_page(server: &Server, token: &str) -> Value {
    let place = |parent: &str, order: &str| json!({ "parent": parent, "order": order });
    let document = json!({
        "schema": 1, "lang": "en", "root": "root",
        "nodes": {
            "root": { "kind": "root" },
            "band": { "kind": "section", "place": place("root", "a0") },
            "title": { "kind": "heading", "place": place("band", "a0"), "props": { "text": "Sign up", "level": 1 } },
            "form": { "kind": "form", "place": place("band", "a1"), "props": { "name": "Sign up", "success": "Thank you!" } },
            "name": { "kind": "text_field", "place": place("form", "a0"), "props": { "name": "name", "label": "Name", "required": true } },
            "send": { "kind": "submit_button", "place": place("form", "a1"), "props": { "text": "Send" } }
        }
    });
    let answer = server
        .ask(
            Ask::post("/api/pages")
                .bearer(token)
                .json(&json!({ "title": "Tom & <b>", "document": document })),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/pages/{}", answer.json()["id"].as_str().expect("an id")).as_str())
    );
    answer.json()
}

fn ops(base: u64, seq: u64, text: &str) -> Value {
    let op = json!({ "op": "set_prop", "node": "title", "prop": "text", "value": text });
    json!({ "base_revision": base, "client": "tab", "seq": seq, "ops": [op] })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_through_its_life() {
    for server in Server::both().await {
        let (token, _) = server.register("lan").await;
        let page = form_page(&server, &token).await;
        let at = |rest: &str| format!("/api/pages/{}{rest}", page["id"].as_str().expect("an id"));
        for field in [
            "id",
            "title",
            "slug",
            "status",
            "revision",
            "url",
            "thumbnail_url",
            "views",
            "created_at",
            "updated_at",
            "published_at",
            "document",
        ] {
            assert!(page.get(field).is_some(), "{field}");
        }
        let send = |ask: Ask| server.ask(ask.bearer(&token));
        let list = send(Ask::get("/api/pages?q=TOM&status=draft&sort=title")).await.json();
        assert_eq!(
            (list["items"][0]["id"].clone(), list["items"][0].get("document"), list["next_cursor"].clone()),
            (page["id"].clone(), None, Value::Null)
        );
        assert_eq!(
            send(Ask::post(&at("/ops")).json(&ops(1, 1, "One"))).await.json(),
            json!({ "revision": 2 })
        );
        assert_eq!(
            send(Ask::post(&at("/ops")).json(&ops(1, 1, "One"))).await.json(),
            json!({ "revision": 2 })
        );
        let stale = send(Ask::post(&at("/ops")).json(&ops(1, 2, "Two"))).await;
        assert_eq!((stale.status, stale.problem().as_str()), (409, "revision_conflict"));
        assert_eq!(stale.json()["revision"], 2);
        assert_eq!(
            stale.json()["missed"][0],
            json!({ "revision": 2, "client": "tab", "seq": 1, "ops": ops(1, 1, "One")["ops"] })
        );
        let history = send(Ask::get(&at("/revisions"))).await.json();
        assert_eq!(
            (history["items"][0]["revision"].clone(), history["items"][0]["author"].clone()),
            (json!(2), json!("lan"))
        );
        assert_eq!(send(Ask::post(&at("/revisions/1/restore"))).await.json(), json!({ "revision": 3 }));
        assert_eq!(
            send(Ask::get(&at(""))).await.json()["document"]["nodes"]["title"]["props"]["text"],
            "Sign up"
        );
        let changed = send(
            Ask::new("PATCH", &at(""))
                .json(&json!({ "title": "New", "owner_id": "x", "status": "published", "views": 9 })),
        )
        .await;
        assert_eq!(
            (changed.status, changed.json()["title"].clone(), changed.json()["status"].clone()),
            (200, json!("New"), json!("draft"))
        );
        assert_eq!(changed.json()["revision"], 3);
        assert_eq!(send(Ask::post(&at("/duplicate"))).await.status, 201);
        let export = send(Ask::get(&at("/export"))).await;
        assert_eq!(
            (export.header("content-type"), export.header("content-disposition")),
            (Some("application/zip"), Some("attachment; filename=\"new.zip\""))
        );
        assert!(export.body.starts_with(b"PK\x03\x04"));
        assert_eq!(send(Ask::new("DELETE", &at(""))).await.status, 204);
        assert_eq!(send(Ask::get("/api/pages?status=trashed")).await.json()["items"][0]["status"], "trashed");
        assert_eq!(send(Ask::post(&at("/restore"))).await.json()["status"], "draft");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_is_told_and_changes_nothing() {
    for server in Server::both().await {
        let (token, _) = server.register("lan").await;
        let page = form_page(&server, &token).await;
        let id = page["id"].as_str().expect("an id");
        let ops_path = format!("/api/pages/{id}/ops");
        let send = |ask: Ask| server.ask(ask.bearer(&token));
        let good = ops(1, 1, "x")["ops"][0].clone();
        let batch = |ops: Value| json!({ "base_revision": 1, "client": "tab", "seq": 1, "ops": ops });
        for (body, status, code) in [
            (json!([]), 400, "malformed"),
            (json!({ "base_revision": "1", "client": "tab", "seq": 1, "ops": [good] }), 400, "malformed"),
            (json!({ "client": "tab", "seq": 1, "ops": [good] }), 422, "validation_failed"),
            (batch(json!([])), 422, "validation_failed"),
            (batch(json!([good, { "op": "no_such" }])), 422, "validation_failed"),
            (batch(json!([good, "text"])), 422, "validation_failed"),
            (
                batch(
                    json!([good, { "op": "set_prop", "node": "title", "prop": "text", "value": { "link": { "href": "javascript:alert(1)" } } }]),
                ),
                422,
                "validation_failed",
            ),
            (
                batch(
                    json!([good, { "op": "set_prop", "node": "\"><script>", "prop": "text", "value": "x" }]),
                ),
                422,
                "validation_failed",
            ),
            (
                json!({ "base_revision": 1, "client": "<tab>", "seq": 1, "ops": [good] }),
                422,
                "validation_failed",
            ),
            (
                json!({ "base_revision": 7, "client": "tab", "seq": 1, "ops": [good] }),
                409,
                "revision_conflict",
            ),
        ] {
            let answer = send(Ask::post(&ops_path).json(&body)).await;
            assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{body}");
        }
        let huge =
            send(Ask::post(&ops_path).json(&batch(json!([{ "op": "x", "text": "x".repeat(3 << 20) }]))))
                .await;
        assert_eq!(huge.problem(), "payload_too_large");
        assert_eq!(
            send(Ask::post(&ops_path).header("content-type", "text/plain").body("x")).await.problem(),
            "unsupported_media_type"
        );
        for body in [
            json!({}),
            json!({ "title": "" }),
            json!({ "title": "x", "template": "none" }),
            json!({ "title": "x", "document": { "schema": 99 } }),
            json!({ "title": "x", "html": " " }),
        ] {
            assert_eq!(
                send(Ask::post("/api/pages").json(&body)).await.problem(),
                "validation_failed",
                "{body}"
            );
        }
        for body in [
            json!({ "slug": "admin" }),
            json!({ "slug": "a" }),
            json!({ "title": "" }),
            json!({ "meta": { "title": 7 } }),
        ] {
            assert_eq!(
                send(Ask::new("PATCH", &format!("/api/pages/{id}")).json(&body)).await.status,
                422,
                "{body}"
            );
        }
        for path in ["/api/pages?limit=0", "/api/pages?sort=x", "/api/pages?status=x"] {
            assert_eq!(send(Ask::get(path)).await.problem(), "validation_failed", "{path}");
        }
        for path in ["/api/pages?limit=x", "/api/pages?cursor=%3F", "/api/uploads?cursor=x"] {
            assert_eq!(send(Ask::get(path)).await.problem(), "malformed", "{path}");
        }
        for revision in ["0", "2", "-1", "x", "99999999999999999999"] {
            assert_eq!(
                send(Ask::post(&format!("/api/pages/{id}/revisions/{revision}/restore"))).await.problem(),
                "not_found",
                "{revision}"
            );
        }
        let after = send(Ask::get(&format!("/api/pages/{id}"))).await.json();
        assert_eq!(after, page);
        assert_eq!(server.pages(&token).await, 1);
    }
}
