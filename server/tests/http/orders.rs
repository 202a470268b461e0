//! Orders over HTTP: what is free, what a method takes, callbacks signed as the documents say, money that doesn't fit.

use crate::client::{Answer, Ask};
use crate::market::{Market, in_order, market, person};
use crate::server::Server;
use hmac::{Hmac, KeyInit, Mac};
use landinghub::account::Role;
use landinghub_services::Secret;
use landinghub_services::gateways::{MomoConfig, VnpayConfig};
use landinghub_store::testing;
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

fn hmac256(key: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(message.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// As `docs/payments.md` says, with the secret of `Server`.
fn sandbox_key() -> String {
    hmac256("a secret of tests, thirty-two bytes", "landinghub sandbox gateway 1")
}

async fn sandbox(server: &Server, key: &str, notice: &Value) -> Answer {
    let body = notice.to_string();
    let signature = hmac256(key, &body);
    let ask = Ask::post("/api/payment/sandbox/ipn").header("content-type", "application/json");
    server.ask(ask.header("x-sandbox-signature", &signature).body(body)).await
}

async fn place(server: &Server, token: &str, body: &Value) -> Answer {
    server.ask(Ask::post("/api/orders").bearer(token).json(body)).await
}

async fn order(server: &Server, token: &str, id: &str) -> Value {
    server.ask(Ask::get(&format!("/api/orders/{id}")).bearer(token)).await.json()
}

fn id(placed: &Answer) -> String {
    placed.json()["order"]["order_id"].as_str().unwrap_or_else(|| panic!("{}", placed.text())).to_owned()
}

/// Something more for sale.
async fn sell(server: &Server, market: &Market, title: &str, amount: i64, currency: &str) -> String {
    let page = server.page(&market.seller, title).await;
    let body =
        json!({ "page_id": page, "title": title, "price": { "amount": amount, "currency": currency } });
    let made = server.ask(Ask::post("/api/marketplace").bearer(&market.seller).json(&body)).await;
    let listing = made.json()["id"].as_str().expect("an id").to_owned();
    server.ask(Ask::post(&format!("/api/marketplace/{listing}/submit")).bearer(&market.seller)).await;
    server.ask(Ask::post(&format!("/api/admin/marketplace/{listing}/approve")).bearer(&market.admin)).await;
    listing
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_free_needs_no_method_and_what_costs_does() {
    for server in Server::both().await {
        let market = market(&server, "VND", 199_000).await;
        let gift = sell(&server, &market, "Gift", 0, "VND").await;
        let got = place(&server, &market.lan, &json!({ "listing_id": gift })).await;
        assert_eq!(
            (got.status, &got.json()["order"]["status"]),
            (201, &json!("delivered")),
            "{}",
            got.text()
        );
        assert_eq!(got.json()["payment"], Value::Null);
        for method in [json!(null), json!(""), json!("cash"), json!("stripe")] {
            let mut body = json!({ "listing_id": market.listing });
            if !method.is_null() {
                body["payment_method"] = method;
            }
            let refused = place(&server, &market.lan, &body).await;
            assert_eq!((refused.status, refused.problem().as_str()), (422, "method_not_available"), "{body}");
        }
        let list = server.ask(Ask::get("/api/orders").bearer(&market.lan)).await.json();
        assert_eq!(list["items"].as_array().expect("a list").len(), 1, "nothing was ordered by them");
        in_order(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callbacks_of_the_sandbox_are_signed_as_documented() {
    for server in Server::both().await {
        let market = market(&server, "VND", 199_000).await;
        let body = json!({ "listing_id": market.listing, "payment_method": "sandbox" });
        let id = id(&place(&server, &market.lan, &body).await);
        let shown = order(&server, &market.lan, &id).await;
        let attempt = shown["attempts"][0]["id"].as_str().expect("an id").to_owned();
        let notice = |event: &str, outcome: &str, amount: i64, currency: &str| json!({ "event_id": event, "reference": attempt, "outcome": outcome, "amount": amount, "currency": currency });
        let key = sandbox_key();
        let say = async |notice: Value| sandbox(&server, &key, &notice).await.status;
        let forged = sandbox(&server, "another key", &notice("e0", "paid", 199_000, "VND")).await;
        assert_eq!((forged.status, forged.problem().as_str()), (400, "signature_invalid"));
        let mut unknown = notice("e0", "paid", 199_000, "VND");
        unknown["reference"] = json!("nobody");
        assert_eq!(say(unknown).await, 404);
        // Another currency is another amount, and the history says which.
        assert_eq!(say(notice("e1", "paid", 199_000, "THB")).await, 200);
        let shown = order(&server, &market.lan, &id).await;
        assert_eq!(
            (&shown["status"], &shown["attempts"][0]["status"]),
            (&json!("pending"), &json!("review"))
        );
        let line = shown["timeline"].as_array().expect("a history").last().expect("a line").clone();
        assert_eq!(
            (&line["kind"], &line["amount"]),
            (&json!("payment_review"), &json!({ "amount": 199_000, "currency": "THB" }))
        );
        let looks = Ask::get("/api/admin/orders?attention=true").bearer(&market.admin);
        assert_eq!(server.ask(looks.clone()).await.json()["items"][0]["attention"], "wrong_amount");
        // An admin sends it back; what comes later in full is taken.
        let refund = Ask::post(&format!("/api/admin/orders/{id}/refund")).bearer(&market.admin);
        let back = server.ask(refund.json(&json!({ "reason": "Another currency" }))).await;
        assert_eq!((back.status, &back.json()["status"]), (200, &json!("pending")), "{}", back.text());
        assert_eq!(server.ask(looks).await.json()["items"], json!([]));
        assert_eq!(say(notice("e2", "paid", 199_000, "VND")).await, 200);
        assert_eq!(say(notice("e2", "paid", 199_000, "VND")).await, 200);
        let shown = order(&server, &market.lan, &id).await;
        assert_eq!(shown["status"], "delivered");
        // The seller sees the money's way, and not the buyer's copy.
        let theirs = order(&server, &market.seller, &id).await;
        assert_eq!((&theirs["status"], &theirs["items"][0]["page_id"]), (&json!("delivered"), &Value::Null));
        assert!(theirs["timeline"].as_array().expect("a history").iter().any(|line| line["kind"] == "paid"));
        let (stranger, _) = person(&server, "stranger", Role::Seller).await;
        let asked = server.ask(Ask::get(&format!("/api/orders/{id}")).bearer(&stranger)).await;
        assert_eq!((asked.status, asked.problem().as_str()), (404, "not_found"));
        in_order(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_accounts_and_sums_a_wallet_does_not_move() {
    for store in testing::both().await {
        let server = Server::with(store, |config| {
            config.payments.vnpay = Some(VnpayConfig {
                tmn_code: "TMN".into(),
                hash_secret: Secret::new("vnpay secret"),
                url: "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html".into(),
                api_url: "http://127.0.0.1:9/api".into(),
            });
            config.payments.momo = Some(MomoConfig {
                partner_code: "MOMO".into(),
                access_key: Secret::new("access"),
                secret_key: Secret::new("momo secret"),
                endpoint: "http://127.0.0.1:9".into(),
            });
        })
        .await;
        let market = market(&server, "VND", 199_000).await;
        let cheap = sell(&server, &market, "Cheap", 999, "VND").await;
        let small =
            place(&server, &market.lan, &json!({ "listing_id": cheap, "payment_method": "momo" })).await;
        assert_eq!((small.status, small.problem().as_str()), (422, "method_not_available"));
        let placed =
            place(&server, &market.lan, &json!({ "listing_id": market.listing, "payment_method": "vnpay" }))
                .await;
        let id = id(&placed);
        let attempt = order(&server, &market.lan, &id).await["attempts"][0]["id"].clone();
        let attempt = attempt.as_str().expect("an id");
        let query = format!(
            "vnp_Amount=19900000&vnp_ResponseCode=00&vnp_TmnCode=OTHER&vnp_TransactionNo=5&vnp_TransactionStatus=00&vnp_TxnRef={attempt}"
        );
        let mut mac = Hmac::<Sha512>::new_from_slice(b"vnpay secret").expect("a key");
        mac.update(query.as_bytes());
        let hash = hex::encode(mac.finalize().into_bytes());
        let answer =
            server.ask(Ask::get(&format!("/api/payment/vnpay/ipn?{query}&vnp_SecureHash={hash}"))).await;
        assert_eq!((answer.status, &answer.json()["RspCode"]), (200, &json!("01")));
        let raw = format!(
            "accessKey=access&amount=199000&extraData=&message=ok&orderId={attempt}&orderInfo=x&orderType=momo_wallet&partnerCode=OTHER&payType=qr&requestId=r&responseTime=1&resultCode=0&transId=9"
        );
        let body = json!({
            "partnerCode": "OTHER", "orderId": attempt, "requestId": "r", "amount": 199_000, "orderInfo": "x", "orderType": "momo_wallet",
            "transId": 9, "resultCode": 0, "message": "ok", "payType": "qr", "responseTime": 1, "extraData": "",
            "signature": hmac256("momo secret", &raw),
        });
        let answer = server.ask(Ask::post("/api/payment/momo/ipn").json(&body)).await;
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        assert_eq!(order(&server, &market.lan, &id).await["attempts"][0]["status"], "redirected");
        in_order(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_taken_back_and_the_listing_goes_on_selling() {
    for server in Server::both().await {
        let market = market(&server, "VND", 199_000).await;
        let at = |verb: &str| format!("/api/marketplace/{}{verb}", market.listing);
        let ask = async |verb: &str| server.ask(Ask::post(&at(verb)).bearer(&market.seller)).await;
        assert_eq!(ask("/recall").await.status, 409, "nothing is being reviewed");
        let change = json!({ "title": "Nhà hàng mới" });
        let change =
            async || server.ask(Ask::new("PATCH", &at("")).bearer(&market.seller).json(&change)).await;
        assert_eq!(change().await.json()["change"], "draft");
        assert_eq!(ask("/submit").await.json()["change"], "pending");
        assert_eq!(change().await.status, 409);
        let recalled = ask("/recall").await.json();
        assert_eq!((&recalled["status"], &recalled["change"]), (&json!("approved"), &json!("draft")));
        assert_eq!(recalled["draft"]["title"], "Nhà hàng mới", "nothing that was written is lost");
        let queue = Ask::get("/api/admin/marketplace?status=pending").bearer(&market.admin);
        assert_eq!(server.ask(queue.clone()).await.json()["items"], json!([]));
        assert_eq!(server.ask(Ask::get(&at(""))).await.json()["title"], "Nhà hàng", "it sells as it was");
        // Off the market: what was being reviewed is taken back with it, and stays a draft.
        assert_eq!(ask("/submit").await.json()["change"], "pending");
        let gone = ask("/withdraw").await.json();
        assert_eq!((&gone["status"], &gone["change"]), (&json!("withdrawn"), &Value::Null));
        assert_eq!(gone["title"], "Nhà hàng mới");
        assert_eq!(server.ask(queue).await.json()["items"], json!([]));
        assert_eq!(server.ask(Ask::get(&at(""))).await.status, 404);
        let approve = Ask::post(&format!("/api/admin/marketplace/{}/approve", market.listing));
        assert_eq!(server.ask(approve.bearer(&market.admin)).await.status, 409, "nothing waits");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prices_without_a_currency_are_of_the_commonest() {
    for server in Server::both().await {
        let market = market(&server, "VND", 199_000).await;
        sell(&server, &market, "Dear", 2_500_000, "VND").await;
        sell(&server, &market, "Ten dollars", 1_000, "USD").await;
        let titles = async |query: &str| {
            let mut found = Vec::new();
            let answer = server.ask(Ask::get(&format!("/api/marketplace?{query}"))).await.json();
            for item in answer["items"].as_array().unwrap_or_else(|| panic!("{answer}")) {
                found.push(item["title"].as_str().expect("a title").to_owned());
            }
            found.sort();
            found
        };
        assert_eq!(titles("max_price=300000").await, ["Nhà hàng"], "ten dollars aren't a thousand đồng");
        assert_eq!(titles("min_price=1000").await, ["Dear", "Nhà hàng"]);
        assert_eq!(titles("max_price=1500&currency=USD").await, ["Ten dollars"]);
        assert_eq!(
            titles("max_price=1500&q=dollars").await,
            ["Ten dollars"],
            "all that is found is in dollars"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_fetched_ahead_is_nobodys_look() {
    for server in Server::both().await {
        let market = market(&server, "VND", 199_000).await;
        let (page, rest) =
            (format!("/marketplace/{}", market.listing), format!("/api/marketplace/{}", market.listing));
        let views = async || {
            let seen = server.ask(Ask::get(&rest).bearer(&market.admin)).await;
            seen.json()["views"].as_u64().expect("a number")
        };
        for (name, value) in
            [("sec-purpose", "prefetch"), ("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch")]
        {
            for path in [&page, &rest] {
                let ahead = server.ask(Ask::get(path).bearer(&market.lan).header(name, value)).await;
                assert_eq!(ahead.status, 200, "{}", ahead.text());
            }
        }
        assert_eq!(views().await, 0);
        for _ in 0..2 {
            assert_eq!(server.ask(Ask::get(&rest).bearer(&market.lan)).await.status, 200);
        }
        assert_eq!(views().await, 1, "once a viewer and day");
    }
}
