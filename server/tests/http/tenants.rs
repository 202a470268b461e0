//! Whose is it? A table with a row for every route there is: one without a row fails.

use crate::client::Ask;
use crate::server::Server;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Everybody; it tells nobody anything of anybody.
    Public,
    /// Whoever is logged in, for what is their own.
    Own,
    /// The owner of the page in the path.
    Page,
    /// The owner of the upload in the path.
    Upload,
    /// The owner of the session in the path.
    Session,
    /// Admins.
    Admin,
    /// The seller of the listing in the path, which is a draft.
    Listing,
    /// The buyer of the order in the path.
    Order,
    /// Whoever is in the room in the path.
    Room,
    /// The owner of the billing address in the path.
    Address,
}

use Access::{Address, Admin, Listing, Order, Own, Page, Public, Room, Session, Upload};

const TABLE: &[(&str, &str, Access)] = &[
    ("post", "/api/auth/register", Public),
    ("post", "/api/auth/login", Public),
    ("post", "/api/auth/refresh", Public),
    ("post", "/api/auth/logout", Public),
    ("post", "/api/auth/verify", Public),
    ("post", "/api/auth/password/forgot", Public),
    ("post", "/api/auth/password/reset", Public),
    ("post", "/api/auth/password/change", Own),
    ("post", "/api/auth/email/change", Own),
    ("get", "/api/auth/me", Own),
    ("patch", "/api/auth/me", Own),
    ("get", "/api/auth/totp", Own),
    ("post", "/api/auth/totp", Own),
    ("delete", "/api/auth/totp", Own),
    ("get", "/api/auth/sessions", Own),
    ("delete", "/api/auth/sessions/{id}", Session),
    ("get", "/api/me/addresses", Own),
    ("post", "/api/me/addresses", Own),
    ("get", "/api/me/addresses/{id}", Address),
    ("patch", "/api/me/addresses/{id}", Address),
    ("delete", "/api/me/addresses/{id}", Address),
    ("get", "/api/help/articles", Public),
    ("get", "/api/help/articles/{slug}", Public),
    ("get", "/api/help/suggestions", Public),
    ("post", "/api/help/articles/{slug}/helped", Public),
    ("get", "/api/admin/help/articles", Admin),
    ("post", "/api/admin/help/articles", Admin),
    ("patch", "/api/admin/help/articles/{id}", Admin),
    ("delete", "/api/admin/help/articles/{id}", Admin),
    ("post", "/api/chat/rooms/{id}/ai-draft", Admin),
    ("get", "/api/admin/ai", Admin),
    ("put", "/api/admin/ai", Admin),
    ("get", "/api/templates", Public),
    ("get", "/api/sections", Public),
    ("get", "/api/pages", Own),
    ("post", "/api/pages", Own),
    ("get", "/api/pages/{id}", Page),
    ("patch", "/api/pages/{id}", Page),
    ("delete", "/api/pages/{id}", Page),
    ("post", "/api/pages/{id}/ops", Page),
    ("get", "/api/pages/{id}/revisions", Page),
    ("get", "/api/pages/{id}/address", Page),
    ("get", "/api/pages/{id}/revisions/{revision}", Page),
    ("patch", "/api/pages/{id}/revisions/{revision}", Page),
    ("post", "/api/pages/{id}/revisions/{revision}/restore", Page),
    ("post", "/api/pages/{id}/restore", Page),
    ("post", "/api/pages/{id}/duplicate", Page),
    ("post", "/api/pages/{id}/draft", Page),
    ("post", "/api/pages/import", Own),
    ("post", "/api/pages/{id}/deploy", Page),
    ("get", "/api/pages/{id}/deploy", Page),
    ("delete", "/api/pages/{id}/deploy", Page),
    ("get", "/api/pages/{id}/preview", Page),
    ("get", "/api/pages/{id}/qr.svg", Page),
    ("get", "/api/pages/{id}/export", Page),
    ("get", "/api/pages/{id}/leads", Page),
    ("get", "/api/pages/{id}/leads.csv", Page),
    ("get", "/api/pages/{id}/analytics", Page),
    ("get", "/api/pages/{id}/ops", Page),
    ("post", "/api/pages/{id}/presence", Page),
    ("get", "/api/pages/{id}/domains", Page),
    ("post", "/api/pages/{id}/domains", Page),
    ("post", "/api/pages/{id}/domains/{domain}/verify", Page),
    ("delete", "/api/pages/{id}/domains/{domain}", Page),
    ("get", "/api/pages/{id}/variants", Page),
    ("post", "/api/pages/{id}/variants", Page),
    ("patch", "/api/pages/{id}/variants/{variant}", Page),
    ("delete", "/api/pages/{id}/variants/{variant}", Page),
    ("post", "/api/pages/{id}/variants/{variant}/choose", Page),
    ("get", "/api/events", Own),
    ("get", "/api/events/poll", Own),
    ("post", "/api/events/ticket", Own),
    ("get", "/api/notifications", Own),
    ("post", "/api/notifications/read", Own),
    ("post", "/api/notifications/seen", Own),
    ("get", "/api/notifications/preferences", Own),
    ("put", "/api/notifications/preferences", Own),
    ("get", "/api/notifications/push", Own),
    ("post", "/api/notifications/push", Own),
    ("delete", "/api/notifications/push", Own),
    ("get", "/api/admin/deliveries", Admin),
    ("post", "/api/admin/deliveries/{id}/retry", Admin),
    ("post", "/api/admin/deliveries/{id}/discard", Admin),
    ("get", "/api/uploads", Own),
    ("post", "/api/uploads", Own),
    ("delete", "/api/uploads/{id}", Upload),
    ("post", "/api/uploads/{id}/crop", Upload),
    ("get", "/api/admin/users", Admin),
    ("patch", "/api/admin/users/{id}", Admin),
    ("get", "/api/admin/audit", Admin),
    ("get", "/api/marketplace", Public),
    ("post", "/api/marketplace", Own),
    ("get", "/api/marketplace/categories", Public),
    ("get", "/api/marketplace/mine", Own),
    ("get", "/api/marketplace/liked", Own),
    ("get", "/api/marketplace/{id}", Public),
    ("patch", "/api/marketplace/{id}", Listing),
    ("get", "/api/marketplace/{id}/preview", Public),
    ("post", "/api/marketplace/{id}/try", Listing),
    ("get", "/api/pages/{id}/update", Page),
    ("post", "/api/pages/{id}/update", Page),
    ("post", "/api/marketplace/{id}/submit", Listing),
    ("post", "/api/marketplace/{id}/withdraw", Listing),
    ("post", "/api/marketplace/{id}/recall", Listing),
    ("put", "/api/marketplace/{id}/like", Listing),
    ("delete", "/api/marketplace/{id}/like", Listing),
    ("get", "/api/marketplace/{id}/reviews", Public),
    ("post", "/api/marketplace/{id}/reviews", Listing),
    ("post", "/api/marketplace/reviews/{id}/reply", Listing),
    ("get", "/api/cart", Own),
    ("put", "/api/cart/items/{id}", Listing),
    ("delete", "/api/cart/items/{id}", Listing),
    ("get", "/api/orders", Own),
    ("post", "/api/orders", Own),
    ("get", "/api/orders/sales", Own),
    ("get", "/api/orders/sales.csv", Own),
    ("get", "/api/orders/{id}", Order),
    ("post", "/api/orders/{id}/pay", Order),
    ("post", "/api/orders/{id}/cancel", Order),
    ("post", "/api/orders/{id}/refund", Order),
    ("post", "/api/orders/{id}/refund/decline", Order),
    ("get", "/api/orders/{id}/download", Order),
    ("get", "/api/orders/{id}/invoice", Order),
    ("get", "/api/payment/vnpay/ipn", Public),
    ("get", "/api/payment/vnpay/return", Public),
    ("post", "/api/payment/momo/ipn", Public),
    ("get", "/api/payment/momo/return", Public),
    ("post", "/api/payment/stripe/webhook", Public),
    ("post", "/api/payment/omise/webhook", Public),
    ("post", "/api/payment/sandbox/ipn", Public),
    ("post", "/api/sellers/apply", Own),
    ("get", "/api/sellers/{id}", Public),
    ("get", "/api/sellers/me/balance", Own),
    ("get", "/api/sellers/me/statement", Own),
    ("get", "/api/sellers/me/payouts", Own),
    ("post", "/api/sellers/me/payouts", Own),
    ("get", "/api/admin/marketplace", Admin),
    ("post", "/api/admin/marketplace/{id}/approve", Admin),
    ("post", "/api/admin/marketplace/{id}/reject", Admin),
    ("post", "/api/admin/marketplace/{id}/suspend", Admin),
    ("get", "/api/admin/sellers", Admin),
    ("post", "/api/admin/sellers", Admin),
    ("get", "/api/admin/orders", Admin),
    ("post", "/api/admin/orders/{id}/refund", Admin),
    ("post", "/api/admin/orders/{id}/resolve", Admin),
    ("get", "/api/admin/payouts", Admin),
    ("post", "/api/admin/payouts/{id}/approve", Admin),
    ("post", "/api/admin/payouts/{id}/fail", Admin),
    ("post", "/api/admin/payouts/{id}/return", Admin),
    ("post", "/api/admin/pages/{id}/takedown", Admin),
    ("delete", "/api/admin/pages/{id}/takedown", Admin),
    ("get", "/api/admin/takedowns", Admin),
    ("get", "/api/admin/reports", Admin),
    ("post", "/api/admin/reports/{id}/decide", Admin),
    ("get", "/api/admin/analytics", Admin),
    ("post", "/api/reports", Public),
    ("get", "/api/dashboard/stats", Own),
    ("post", "/api/chat/visitors", Public),
    ("get", "/api/chat/hours", Public),
    ("get", "/api/chat/rooms", Own),
    ("post", "/api/chat/rooms", Own),
    ("get", "/api/chat/rooms/{id}", Room),
    ("patch", "/api/chat/rooms/{id}", Room),
    ("get", "/api/chat/rooms/{id}/messages", Room),
    ("post", "/api/chat/rooms/{id}/messages", Room),
    ("post", "/api/chat/rooms/{id}/read", Room),
    ("post", "/api/chat/rooms/{id}/typing", Room),
    ("post", "/api/chat/rooms/{id}/assign", Room),
    ("post", "/api/chat/rooms/{id}/resolve", Room),
    ("post", "/api/chat/rooms/{id}/reopen", Room),
    ("post", "/api/chat/rooms/{id}/snooze", Room),
    ("post", "/api/chat/rooms/{id}/rating", Room),
    ("post", "/api/chat/rooms/{id}/report", Room),
    ("post", "/api/chat/rooms/{id}/transcript", Room),
    ("get", "/api/chat/rooms/{id}/customer", Room),
    ("post", "/api/chat/attachments", Own),
    ("get", "/api/admin/chat/rooms/{id}/canned-replies", Admin),
    ("get", "/api/admin/chat/agents", Admin),
    ("get", "/api/admin/chat/counts", Admin),
    ("get", "/api/admin/chat/settings", Admin),
    ("put", "/api/admin/chat/settings", Admin),
    ("get", "/api/admin/chat/reports", Admin),
    ("get", "/api/admin/canned-replies", Admin),
    ("post", "/api/admin/canned-replies", Admin),
    ("patch", "/api/admin/canned-replies/{id}", Admin),
    ("delete", "/api/admin/canned-replies/{id}", Admin),
];

/// A body that would do something, so that a refusal isn't about the body.
fn body(method: &str, path: &str) -> Option<Value> {
    match (method, path) {
        ("patch", "/api/pages/{id}" | "/api/marketplace/{id}") => Some(json!({"title": "Taken over"})),
        ("patch", "/api/pages/{id}/revisions/{revision}") => Some(json!({"name": "Theirs"})),
        ("post", "/api/pages/{id}/ops") => Some(
            json!({"base_revision": 1, "client": "c", "seq": 1, "ops": [{"op": "set_meta", "meta": {}}]}),
        ),
        ("post", "/api/auth/totp") => Some(json!({"code": "123456"})),
        ("patch", "/api/me/addresses/{id}") => Some(json!({"name": "Taken over"})),
        ("post", "/api/pages/{id}/domains") => Some(json!({"domain": "www.example.com"})),
        ("post", "/api/pages") => Some(json!({"title": "x"})),
        ("post", "/api/pages/{id}/draft") => Some(json!({"brief": "A bakery"})),
        ("post", "/api/pages/{id}/presence") => Some(json!({"client": "c"})),
        ("post", "/api/pages/{id}/variants") => Some(json!({"name": "B"})),
        ("patch", "/api/pages/{id}/variants/{variant}") => Some(json!({"share": 1})),
        ("patch", "/api/admin/users/{id}") => Some(json!({"role": "admin"})),
        ("post", "/api/marketplace/{id}/reviews" | "/api/marketplace/reviews/{id}/reply") => {
            Some(json!({"rating": 1, "comment": "x"}))
        }
        (
            "post",
            "/api/orders/{id}/refund/decline"
            | "/api/admin/payouts/{id}/fail"
            | "/api/admin/payouts/{id}/return"
            | "/api/admin/pages/{id}/takedown",
        ) => Some(json!({"reason": "x"})),
        ("post", "/api/admin/reports/{id}/decide") => Some(json!({"decision": "dismiss"})),
        ("put", "/api/admin/ai") | ("patch", "/api/admin/help/articles/{id}") => Some(json!({})),
        ("post", "/api/notifications/read") => Some(json!({"all": true})),
        ("post", "/api/notifications/seen") => Some(json!({"ids": ["x"]})),
        ("put", "/api/notifications/preferences") => Some(json!({"events": {"new_sale": {"email": false}}})),
        ("delete", "/api/notifications/push") => Some(json!({"endpoint": "https://push.example.com/x"})),
        ("post", "/api/notifications/push") => {
            Some(json!({"endpoint": "https://push.example.com/x", "keys": {"p256dh": "x", "auth": "x"}}))
        }
        ("post", "/api/uploads/{id}/crop") => Some(json!({"x": 0, "y": 0, "width": 1, "height": 1})),
        ("post", "/api/orders/{id}/pay") => Some(json!({"payment_method": "sandbox"})),
        ("post", "/api/admin/sellers") => Some(json!({"user_id": "x"})),
        ("post", "/api/chat/rooms" | "/api/chat/rooms/{id}/messages") => Some(json!({"message": "x"})),
        ("post", "/api/chat/rooms/{id}/read") => Some(json!({"up_to": 1})),
        ("post", "/api/chat/rooms/{id}/rating") => Some(json!({"score": 5})),
        ("patch", "/api/chat/rooms/{id}") => Some(json!({"subject": "Taken over"})),
        ("post", path) if path.starts_with("/api/admin/") => Some(json!({"reason": "x"})),
        ("post" | "patch", "/api/auth/me" | "/api/auth/password/change" | "/api/auth/email/change") => {
            Some(json!({"current_password": "x", "password": "long enough it is", "email": "y@example.com"}))
        }
        _ => None,
    }
}

fn ask(method: &str, path: &str, id: &str) -> Ask {
    let target = path
        .replace("{id}", id)
        .replace("{revision}", "1")
        .replace("{variant}", "00000000000000000000000000")
        .replace("{domain}", "www.example.com");
    let query = if (method, path) == ("get", "/api/pages/{id}/ops") { "?after=1" } else { "" };
    let ask = Ask::new(&method.to_uppercase(), &[&target, query].concat());
    match body(method, path) {
        Some(body) => ask.json(&body),
        None => ask,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_has_its_row_and_keeps_to_it() {
    for server in Server::both().await {
        let (owner, _) = server.register("owner").await;
        let (stranger, _) = server.register("stranger").await;
        let page = server.page(&owner, "Private plans").await;
        let upload = upload(&server, &owner).await;
        let session =
            server.ask(Ask::get("/api/auth/sessions").bearer(&owner)).await.json()["items"][0]["id"]
                .as_str()
                .expect("a session")
                .to_owned();
        let room = crate::chat::room(&server, &owner).await;
        let address = crate::addresses::address(&server, &owner, "Mai").await;
        let (listing, order) = crate::market::draft_and_order(&server, &owner, &page).await;
        let table: BTreeMap<(&str, &str), Access> =
            TABLE.iter().map(|(method, path, access)| ((*method, *path), *access)).collect();
        let document = server.ask(Ask::get("/api/openapi.json")).await.json();
        let mut checked = 0;
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for method in methods
                .as_object()
                .expect("methods")
                .keys()
                .filter(|key| ["get", "post", "put", "patch", "delete"].contains(&key.as_str()))
            {
                let access = *table
                    .get(&(method.as_str(), path.as_str()))
                    .unwrap_or_else(|| panic!("{method} {path} has no row"));
                checked += 1;
                let id = match access {
                    Page | Admin => &page,
                    Upload => &upload,
                    Session => &session,
                    Listing => &listing,
                    Order => &order,
                    Room => &room,
                    Address => &address,
                    Public => continue,
                    Own => "",
                };
                let anonymous = server.ask(ask(method, path, id)).await;
                assert_eq!(
                    (anonymous.status, anonymous.problem().as_str()),
                    (401, "unauthenticated"),
                    "{method} {path}"
                );
                if access == Own {
                    continue;
                }
                if access == Admin {
                    let theirs = server.ask(ask(method, path, &page).bearer(&stranger)).await;
                    assert_eq!(
                        (theirs.status, theirs.problem().as_str()),
                        (403, "forbidden"),
                        "{method} {path}"
                    );
                    continue;
                }
                let theirs = server.ask(ask(method, path, id).bearer(&stranger)).await;
                assert_eq!(
                    (theirs.status, theirs.problem().as_str()),
                    (404, "not_found"),
                    "{method} {path}: {}",
                    theirs.text()
                );
                let missing =
                    server.ask(ask(method, path, "00000000000000000000000000").bearer(&stranger)).await;
                assert_eq!(
                    (missing.status, missing.body),
                    (theirs.status, theirs.body),
                    "{method} {path}: like a missing one"
                );
                for strange in ["x", "..%20", "'%20OR%201=1", "%E1%BA%A1", &"z".repeat(3000)] {
                    let answer = server.ask(ask(method, path, strange).bearer(&stranger)).await;
                    assert_eq!(answer.status, 404, "{method} {path} with {strange}: {}", answer.text());
                }
            }
        }
        assert!(checked >= 25, "{checked} routes");
        let untouched = server.ask(Ask::get(&format!("/api/pages/{page}")).bearer(&owner)).await.json();
        assert_eq!(
            (untouched["title"].as_str(), untouched["status"].as_str(), untouched["revision"].as_u64()),
            (Some("Private plans"), Some("draft"), Some(1))
        );
        assert_eq!(server.pages(&owner).await, 1);
        assert_eq!(server.pages(&stranger).await, 0);
        assert_eq!(
            server.ask(Ask::get("/api/uploads").bearer(&owner)).await.json()["items"]
                .as_array()
                .map(Vec::len),
            Some(1)
        );
        assert_eq!(
            server.ask(Ask::get("/api/auth/me").bearer(&owner)).await.status,
            200,
            "the owner's session goes on"
        );
    }
}

/// A picture of one pixel.
async fn upload(server: &Server, token: &str) -> String {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
    let mut body = b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"dot.png\"\r\ncontent-type: image/png\r\n\r\n".to_vec();
    body.extend(PNG);
    body.extend(b"\r\n--b--\r\n");
    let answer = server
        .ask(
            Ask::post("/api/uploads")
                .bearer(token)
                .header("content-type", "multipart/form-data; boundary=b")
                .body(body),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}
