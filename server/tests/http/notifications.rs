//! `/api/notifications`, the way out of mails, and what admins see of deliveries.

use crate::client::Ask;
use crate::market::person;
use crate::server::Server;
use landinghub::account::Role;
use landinghub_services::outbox;
use serde_json::{Value, json};

/// Somebody applies to sell and is refused: one notification for them, one for every admin.
async fn refused(server: &Server, admin: &str, token: &str, id: &str) {
    let applied = Ask::post("/api/sellers/apply").bearer(token).json(&json!({"store_name": "Hoa"}));
    assert!(server.ask(applied).await.status < 300);
    let body = json!({"user_id": id, "decision": "reject", "reason": "<img src=x onerror=alert(1)>"});
    let decided = server.ask(Ask::post("/api/admin/sellers").bearer(admin).json(&body)).await;
    assert_eq!(decided.status, 200, "{}", decided.text());
}

async fn list(server: &Server, token: &str, query: &str) -> Value {
    let answer = server.ask(Ask::get(&format!("/api/notifications{query}")).bearer(token)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_centre_is_a_list_with_a_count_that_reading_changes() {
    for server in Server::both().await {
        let (admin, _) = person(&server, "boss", Role::Admin).await;
        let (token, id) = person(&server, "seller", Role::User).await;
        assert_eq!(list(&server, &token, "").await, json!({"items": [], "next_cursor": null, "unread": 0}));
        refused(&server, &admin, &token, &id).await;
        refused(&server, &admin, &token, &id).await;
        let all = list(&server, &token, "?limit=1").await;
        assert_eq!((all["unread"].as_u64(), all["items"].as_array().map(Vec::len)), (Some(2), Some(1)));
        let one = &all["items"][0];
        assert_eq!((one["kind"].as_str(), one["url"].as_str()), (Some("seller_decided"), Some("/sell")));
        assert_eq!(one["read_at"], Value::Null);
        assert!(one["text"].as_str().expect("text").contains("<img"), "text is text");
        let cursor = all["next_cursor"].as_str().expect("more");
        let rest = list(&server, &token, &format!("?limit=1&cursor={cursor}")).await;
        assert_ne!(rest["items"][0]["id"], one["id"]);
        let body = json!({"ids": [one["id"]]});
        let stranger = server.ask(Ask::post("/api/notifications/read").bearer(&admin).json(&body)).await;
        assert_eq!(stranger.status, 200);
        assert_eq!(list(&server, &token, "").await["unread"], 2, "nobody else reads it");
        let read = server.ask(Ask::post("/api/notifications/read").bearer(&token).json(&body)).await;
        assert_eq!((read.status, read.json()), (200, json!({"unread": 1})));
        assert_eq!(list(&server, &token, "?unread=true").await["items"].as_array().map(Vec::len), Some(1));
        for (query, status) in
            [("?kind=nonsense", 422), ("?group=nonsense", 422), ("?limit=0", 422), ("?cursor=x", 400)]
        {
            let answer = server.ask(Ask::get(&format!("/api/notifications{query}")).bearer(&token)).await;
            assert_eq!(answer.status, status, "{query}");
        }
        for (body, status) in
            [(json!({}), 422), (json!({"ids": 5}), 400), (json!({"ids": vec!["x"; 101]}), 422)]
        {
            let answer = server.ask(Ask::post("/api/notifications/read").bearer(&token).json(&body)).await;
            assert_eq!(answer.status, status, "{body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_is_on_the_stream_and_is_replayed_once() {
    let server = Server::start().await;
    let (admin, _) = person(&server, "boss", Role::Admin).await;
    let (token, id) = person(&server, "seller", Role::User).await;
    let before = server.ask(Ask::get("/api/events/poll").bearer(&token)).await.json();
    let cursor = before["cursor"].as_str().expect("a cursor").to_owned();
    refused(&server, &admin, &token, &id).await;
    let after = server.ask(Ask::get(&format!("/api/events/poll?after={cursor}")).bearer(&token)).await.json();
    let told: Vec<&Value> = after["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter(|event| event["event"] == "notification")
        .collect();
    assert_eq!(told.len(), 1, "{after}");
    let data = &told[0]["data"];
    let data: Value =
        data.as_str().map_or_else(|| data.clone(), |text| serde_json::from_str(text).expect("JSON"));
    assert_eq!(data, list(&server, &token, "").await["items"][0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mails_link_shows_and_only_its_post_acts() {
    for server in Server::both().await {
        let (admin, _) = person(&server, "boss", Role::Admin).await;
        let (token, id) = person(&server, "seller", Role::User).await;
        refused(&server, &admin, &token, &id).await;
        // A receipt of the link without waiting for a mail: whoever holds the secret can make it, nobody else.
        for path in [
            "/unsubscribe",
            "/unsubscribe?token=",
            "/unsubscribe?token=a.b.c",
            "/unsubscribe?token=%3Cscript%3E",
        ] {
            let shown = server.ask(Ask::get(path)).await;
            assert_eq!(shown.status, 404, "{path}");
            assert!(!shown.text().contains("<script>alert"));
            let acted = server.ask(Ask::post(path).body("List-Unsubscribe=One-Click")).await;
            assert_eq!((acted.status, acted.problem().as_str()), (404, "not_found"), "{path}");
        }
        let before = server.ask(Ask::get("/api/notifications/preferences").bearer(&token)).await.json();
        assert_eq!(before["events"]["seller_decided"]["email"], true);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preferences_are_put_and_read_back() {
    for server in Server::both().await {
        let (token, _) = person(&server, "seller", Role::Seller).await;
        let put = async |body: &Value| {
            let mut ask = Ask::post("/api/notifications/preferences").bearer(&token).json(body);
            "PUT".clone_into(&mut ask.method);
            server.ask(ask).await
        };
        let body = json!({
            "events": {"new_sale": {"email": false, "push": false}, "security": {"email": false}, "what": {"email": false}},
            "quiet_hours": {"enabled": true, "from": "22:30", "to": "06:15"},
            "digest": {"enabled": true, "at": "09:00"},
            "time_zone": "Asia/Ho_Chi_Minh",
            "role": "admin",
        });
        let answer = put(&body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let now = server.ask(Ask::get("/api/notifications/preferences").bearer(&token)).await.json();
        assert_eq!(now, answer.json());
        assert_eq!(
            (&now["events"]["new_sale"]["email"], &now["events"]["new_sale"]["in_app"]),
            (&json!(false), &json!(true))
        );
        assert_eq!(now["events"]["security"]["email"], true);
        assert_eq!(now["quiet_hours"], json!({"enabled": true, "from": "22:30", "to": "06:15"}));
        assert_eq!(now["digest"], json!({"enabled": true, "at": "09:00"}));
        assert_eq!(now["time_zone"], "Asia/Ho_Chi_Minh");
        assert_eq!(now["events"].get("approval_waiting"), None, "not an admin");
        for bad in [
            json!({"quiet_hours": {"enabled": true, "from": "9", "to": "10:00"}}),
            json!({"time_zone": "../../etc/passwd"}),
            json!({"phone": "+84 CALL ME"}),
            json!({"digest": {"enabled": true, "at": "24:00"}}),
        ] {
            let refused = put(&bad).await;
            assert_eq!((refused.status, refused.problem().as_str()), (422, "validation_failed"), "{bad}");
        }
        assert_eq!(server.ask(Ask::get("/api/notifications/preferences").bearer(&token)).await.json(), now);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn screens_are_documents_for_whom_they_are() {
    let server = Server::start().await;
    let (admin, _) = person(&server, "boss", Role::Admin).await;
    let (token, id) = person(&server, "seller", Role::User).await;
    refused(&server, &admin, &token, &id).await;
    let page = async |path: &str, token: &str| {
        server.ask(Ask::get(path).header("cookie", &format!("lh_access={token}"))).await
    };
    let centre = page("/notifications", &token).await;
    assert_eq!(centre.status, 200);
    assert!(centre.text().contains("Your application to sell was refused"));
    assert!(centre.text().contains("&lt;img src=x") && !centre.text().contains("<img src=x"), "escaped");
    assert_eq!(page("/settings/notifications", &token).await.status, 200);
    assert_eq!(page("/admin/deliveries", &token).await.status, 403);
    assert_eq!(page("/admin/deliveries", &admin).await.status, 200);
    for path in ["/notifications", "/settings/notifications", "/admin/deliveries"] {
        assert_eq!(
            server.ask(Ask::get(path).header("accept", "text/html")).await.status,
            302,
            "{path}: a stranger logs in first"
        );
    }
    // What is due is looked at, and nothing of it is due yet.
    while outbox::run_once(&server.services).await.expect("the outbox works") > 0 {}
}
