//! `/api/me/addresses` from outside.

use crate::client::Ask;
use crate::server::Server;
use serde_json::{Value, json};

fn body(name: &str) -> Value {
    json!({"name": name, "line1": "1 Phố Huế", "city": "Hà Nội", "country": "vn"})
}

/// Enters an address; its id.
pub async fn address(server: &Server, token: &str, name: &str) -> String {
    let answer = server.ask(Ask::post("/api/me/addresses").bearer(token).json(&body(name))).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

async fn list(server: &Server, token: &str) -> Vec<Value> {
    let answer = server.ask(Ask::get("/api/me/addresses").bearer(token)).await.json();
    assert!(answer["next_cursor"].is_null(), "{answer}");
    answer["items"].as_array().expect("items").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_are_kept_changed_and_deleted() {
    for server in Server::both().await {
        let (token, _) = server.register("mai").await;
        assert!(list(&server, &token).await.is_empty());
        let mut input = body("Mai");
        input["user_id"] = json!("somebody else");
        input["company"] = json!("");
        let answer = server.ask(Ask::post("/api/me/addresses").bearer(&token).json(&input)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let first = answer.json();
        let id = first["id"].as_str().expect("an id");
        assert_eq!(answer.header("location"), Some(&*format!("/api/me/addresses/{id}")));
        assert_eq!(first["country"], "VN");
        assert_eq!(first["is_default"], true, "the first is");
        assert_eq!(first["company"], Value::Null);
        assert!(first.get("user_id").is_none());
        let second = address(&server, &token, "An").await;
        let third = address(&server, &token, "Bo").await;
        let defaults = |items: &[Value]| {
            items
                .iter()
                .filter(|item| item["is_default"] == true)
                .map(|item| item["id"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(defaults(&list(&server, &token).await), [json!(id)]);

        let path = format!("/api/me/addresses/{second}");
        let change = json!({"is_default": true, "tax_id": " 0101 ", "line2": "Tầng 3"});
        let changed = server.ask(Ask::new("PATCH", &path).bearer(&token).json(&change)).await.json();
        assert_eq!((&changed["name"], &changed["tax_id"]), (&json!("An"), &json!("0101")));
        let items = list(&server, &token).await;
        assert_eq!(defaults(&items), [json!(second)]);
        assert_eq!(items.len(), 3);
        assert_eq!(items[0]["id"], json!(third), "the newest first");
        assert_eq!(server.ask(Ask::get(&path).bearer(&token)).await.json(), changed);

        // Taking the default away from one without naming another leaves it.
        let off = json!({"is_default": false, "line2": ""});
        let changed = server.ask(Ask::new("PATCH", &path).bearer(&token).json(&off)).await.json();
        assert_eq!((&changed["is_default"], &changed["line2"]), (&json!(true), &Value::Null));

        let page = server.ask(Ask::get("/api/me/addresses?limit=2").bearer(&token)).await.json();
        let cursor = page["next_cursor"].as_str().expect("more");
        let rest =
            server.ask(Ask::get(&format!("/api/me/addresses?limit=2&cursor={cursor}")).bearer(&token)).await;
        assert_eq!(rest.json()["items"][0]["id"], json!(id));

        assert_eq!(server.ask(Ask::new("DELETE", &path).bearer(&token)).await.status, 204);
        assert_eq!(server.ask(Ask::new("DELETE", &path).bearer(&token)).await.status, 404);
        assert_eq!(defaults(&list(&server, &token).await), [json!(third)], "the newest that is left");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_addresses_name_their_fields_and_leave_nothing() {
    let server = Server::start().await;
    let (token, _) = server.register("mai").await;
    for (input, fields) in [
        (json!({}), vec!["city", "country", "line1", "name"]),
        (json!({"name": "x", "line1": "x", "city": "x", "country": "Vietnam"}), vec!["country"]),
        (
            json!({"name": "x", "line1": "x", "city": " ", "country": "TH", "phone": "soon"}),
            vec!["city", "phone"],
        ),
        (json!({"name": "x".repeat(121), "line1": "x", "city": "x", "country": "TH"}), vec!["name"]),
    ] {
        let answer = server.ask(Ask::post("/api/me/addresses").bearer(&token).json(&input)).await;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "validation_failed"));
        let named: Vec<String> =
            answer.json()["fields"].as_object().expect("fields").keys().cloned().collect();
        assert_eq!(named, fields);
    }
    assert!(list(&server, &token).await.is_empty());
    for n in 0..20 {
        address(&server, &token, &format!("Mai {n}")).await;
    }
    let answer = server.ask(Ask::post("/api/me/addresses").bearer(&token).json(&body("Mai"))).await;
    assert_eq!((answer.status, answer.problem().as_str()), (409, "conflict"));
    assert_eq!(list(&server, &token).await.len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retried_post_makes_one_address() {
    for server in Server::both().await {
        let (token, _) = server.register("mai").await;
        let ask = || {
            Ask::post("/api/me/addresses").bearer(&token).header("idempotency-key", "a").json(&body("Mai"))
        };
        let (first, again) = (server.ask(ask()).await, server.ask(ask()).await);
        assert_eq!((first.status, again.status), (201, 201));
        assert_eq!(first.body, again.body);
        assert_eq!(
            (first.header("idempotency-replayed"), again.header("idempotency-replayed")),
            (None, Some("true"))
        );
        let other = server.ask(ask().json(&body("An"))).await;
        assert_eq!(other.status, 409);
        assert_eq!(list(&server, &token).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invoice_keeps_the_address_the_order_was_placed_with() {
    for server in Server::both().await {
        let market = crate::market::market(&server, "VND", 0).await;
        let id = address(&server, &market.lan, "<b>Lan</b>").await;
        let body = json!({"listing_id": market.listing, "payment_method": "sandbox"});
        let placed = server.ask(Ask::post("/api/orders").bearer(&market.lan).json(&body)).await;
        assert_eq!(placed.status, 201, "{}", placed.text());
        let order = placed.json()["order"]["order_id"].as_str().expect("an id").to_owned();
        let path = format!("/api/me/addresses/{id}");
        let change = json!({"name": "Somebody else"});
        assert_eq!(server.ask(Ask::new("PATCH", &path).bearer(&market.lan).json(&change)).await.status, 200);
        for _ in 0..2 {
            let ask = Ask::get(&format!("/api/orders/{order}/invoice")).bearer(&market.lan);
            let invoice = server.ask(ask).await;
            assert_eq!(invoice.status, 200, "{}", invoice.text());
            let text = invoice.text();
            assert!(text.contains("&lt;b&gt;Lan&lt;/b&gt;") && text.contains("Hà Nội"), "{text}");
            assert!(!text.contains("Somebody else"), "{text}");
            // Nor does it go when the address does.
            server.ask(Ask::new("DELETE", &path).bearer(&market.lan)).await;
        }
    }
}
