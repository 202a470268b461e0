//! The market over HTTP: a whole purchase through the sandbox's page, what each gateway is answered, and stand-ins that
//! check our requests as the real ones would.

use crate::client::{Answer, Ask};
use crate::server::Server;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use hmac::{Hmac, KeyInit, Mac};
use landinghub::Timestamp;
use landinghub::account::Role;
use landinghub_services::Secret;
use landinghub_services::gateways::{MomoConfig, OmiseConfig, StripeConfig, VnpayConfig};
use landinghub_services::{Failure, outbox};
use landinghub_store::market::{doctor, listings, orders};
use landinghub_store::{accounts, testing};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Registers somebody with a role and an address that is known to be theirs. Nothing was asked with the token yet, so
/// the role holds from the first request on.
pub async fn person(server: &Server, name: &str, role: Role) -> (String, String) {
    let (token, answer) = server.register(name).await;
    let id = answer.json()["user"]["id"].as_str().expect("an id").to_owned();
    let (user, email) = (id.clone(), format!("{name}@example.com"));
    server
        .services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                accounts::set_role(&mut tx, &user, role, Timestamp(1)).await?;
                accounts::mark_verified(&mut tx, &user, &email, Timestamp(1)).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .expect("a role");
    (token, id)
}

/// Rows for the matrix of tenants: a draft listing of somebody's page, and an order of theirs.
pub async fn draft_and_order(server: &Server, token: &str, page: &str) -> (String, String) {
    let me = server.ask(Ask::get("/api/auth/me").bearer(token)).await.json();
    let (owner, page) = (me["id"].as_str().expect("an id").to_owned(), page.to_owned());
    let (listing, order) = ("0draft0draft0draft0draft00".to_owned(), "0order0order0order0order00".to_owned());
    let ids = (listing.clone(), order.clone());
    server
        .services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let said = listings::Said {
                    title: "Private".into(),
                    description: String::new(),
                    price: 1,
                    currency: "VND".into(),
                    category: "other".into(),
                    tags: "[]".into(),
                    licence: "standard".into(),
                    stock: None,
                    gallery: "[\"desktop\"]".into(),
                };
                listings::insert(&mut tx, &ids.0, &owner, &page, &said, Timestamp(1)).await?;
                let new = orders::NewOrder {
                    id: ids.1,
                    buyer_id: owner,
                    currency: "VND".into(),
                    total: 0,
                    payment_method: None,
                    created_at: Timestamp(1),
                    expires_at: Timestamp(i64::MAX),
                };
                orders::insert(&mut tx, &new, &[]).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .expect("rows");
    (listing, order)
}

pub struct Market {
    pub admin: String,
    pub seller: String,
    pub lan: String,
    pub listing: String,
}

/// Somebody sells one thing.
pub async fn market(server: &Server, currency: &str, amount: i64) -> Market {
    let (admin, _) = person(server, "admin", Role::Admin).await;
    let (seller, _) = person(server, "seller", Role::Seller).await;
    let (lan, _) = person(server, "lan", Role::User).await;
    let page = server.page(&seller, "Nhà hàng").await;
    let body = json!({
        "page_id": page, "title": "Nhà hàng", "description": "Đẹp", "price": { "amount": amount, "currency": currency },
        "category": "restaurant", "tags": ["menu"], "licence": "standard",
    });
    let made = server.ask(Ask::post("/api/marketplace").bearer(&seller).json(&body)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let listing = made.json()["id"].as_str().expect("an id").to_owned();
    let submitted =
        server.ask(Ask::post(&format!("/api/marketplace/{listing}/submit")).bearer(&seller)).await;
    assert_eq!(submitted.json()["status"], "pending", "{}", submitted.text());
    let approved =
        server.ask(Ask::post(&format!("/api/admin/marketplace/{listing}/approve")).bearer(&admin)).await;
    assert_eq!(approved.json()["status"], "approved", "{}", approved.text());
    Market { admin, seller, lan, listing }
}

async fn place(server: &Server, market: &Market, method: &str) -> Answer {
    let body = json!({ "listing_id": market.listing, "payment_method": method });
    server.ask(Ask::post("/api/orders").bearer(&market.lan).json(&body)).await
}

async fn order(server: &Server, market: &Market, id: &str) -> Value {
    server.ask(Ask::get(&format!("/api/orders/{id}")).bearer(&market.lan)).await.json()
}

pub async fn in_order(server: &Server) {
    let mut reader = server.services.store.read().await.expect("a reader");
    assert_eq!(doctor::ills(&mut reader.conn()).await.expect("looked at"), Vec::<String>::new());
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} of {value}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_through_the_hosted_page() {
    for server in Server::both().await {
        let market = market(&server, "VND", 199_000).await;
        let found = server
            .ask(Ask::get("/api/marketplace?q=nha%20hang&sort=price_asc&category=restaurant"))
            .await
            .json();
        assert_eq!((&found["total"], &found["items"][0]["title"]), (&json!(1), &json!("Nhà hàng")));
        assert_eq!(found["facets"]["category"][0], json!({ "value": "restaurant", "count": 1 }));
        let key = "one-key-for-one-order";
        let body = json!({ "listing_id": market.listing, "payment_method": "sandbox" });
        let ask = || Ask::post("/api/orders").bearer(&market.lan).header("idempotency-key", key).json(&body);
        let placed = server.ask(ask()).await;
        assert_eq!(placed.status, 201, "{}", placed.text());
        let again = server.ask(ask()).await;
        assert_eq!(
            (again.status, again.header("idempotency-replayed"), &again.body),
            (201, Some("true"), &placed.body)
        );
        let placed = placed.json();
        let id = text(&placed["order"], "order_id").to_owned();
        assert_eq!(placed["order"]["status"], "pending");
        let url = text(&placed["payment"], "payment_url")
            .strip_prefix(&server.origin())
            .expect("our own page")
            .to_owned();
        let page = server.ask(Ask::get(&url)).await;
        assert_eq!(page.status, 200, "{}", page.text());
        for button in ["Pay</button>", "Fail</button>", "Cancel</button>", "199,000"] {
            assert!(page.text().contains(button), "{button}");
        }
        let (path, _) = url.split_once('?').expect("a token");
        assert_eq!(server.ask(Ask::get(&format!("{path}?token=0123"))).await.status, 404);
        let press = |action: &str| {
            let form = Ask::post(&url).header("content-type", "application/x-www-form-urlencoded");
            form.body(format!("action={action}"))
        };
        let failed = server.ask(press("fail")).await;
        assert_eq!(
            (failed.status, failed.header("location")),
            (303, Some(format!("/orders/{id}").as_str())),
            "{}",
            failed.text()
        );
        let shown = order(&server, &market, &id).await;
        assert_eq!(
            (&shown["status"], &shown["attempts"][0]["status"]),
            (&json!("pending"), &json!("failed"))
        );
        // The late truth: the same payment succeeds after all.
        assert_eq!(server.ask(press("pay")).await.status, 303);
        let shown = order(&server, &market, &id).await;
        assert_eq!((&shown["status"], &shown["payment_method"]), (&json!("delivered"), &json!("sandbox")));
        assert!(
            shown["paid_at"].is_string()
                && shown["delivered_at"].is_string()
                && shown["transaction_id"].is_string()
        );
        let copy = text(&shown["items"][0], "page_id").to_owned();
        assert_eq!(server.ask(Ask::get(&format!("/api/pages/{copy}")).bearer(&market.lan)).await.status, 200);
        assert_eq!(
            server.ask(Ask::get(&format!("/api/pages/{copy}")).bearer(&market.seller)).await.status,
            404
        );
        let zip = server.ask(Ask::get(&format!("/api/orders/{id}/download")).bearer(&market.lan)).await;
        assert_eq!((zip.status, zip.header("content-type")), (200, Some("application/zip")));
        let invoice = server.ask(Ask::get(&format!("/api/orders/{id}/invoice")).bearer(&market.lan)).await;
        assert!(invoice.header("content-security-policy").is_some_and(|policy| policy.contains("sha256-")));
        assert!(invoice.text().contains("Invoice"));
        let owned = place(&server, &market, "sandbox").await;
        assert_eq!((owned.status, owned.problem().as_str()), (409, "already_owned"));
        assert_eq!((&owned.json()["order_id"], &owned.json()["page_id"]), (&json!(id), &json!(copy)));
        let balance = server.ask(Ask::get("/api/sellers/me/balance").bearer(&market.seller)).await.json();
        assert_eq!(balance["balances"][0]["pending"], json!({ "amount": 179_100, "currency": "VND" }));
        let sales = server.ask(Ask::get("/api/orders/sales").bearer(&market.seller)).await.json();
        assert_eq!(sales["items"][0]["platform_fee"], json!({ "amount": 19_900, "currency": "VND" }));
        let forged =
            json!({ "event_id": "e", "reference": "x", "outcome": "paid", "amount": 1, "currency": "VND" });
        let forged = server
            .ask(Ask::post("/api/payment/sandbox/ipn").header("x-sandbox-signature", "00").json(&forged))
            .await;
        assert_eq!((forged.status, forged.problem().as_str()), (400, "signature_invalid"));
        let reason = json!({ "reason": "Broken", "amount": { "amount": 50_000, "currency": "VND" } });
        let refund = Ask::post(&format!("/api/admin/orders/{id}/refund"));
        assert_eq!(server.ask(refund.clone().bearer(&market.lan).json(&reason)).await.status, 403);
        let back = server.ask(refund.bearer(&market.admin).json(&reason)).await;
        assert_eq!(back.json()["status"], "partially_refunded", "{}", back.text());
        let preview =
            server.ask(Ask::get(&format!("/api/marketplace/{}/preview", market.listing))).await.json();
        let url = text(&preview, "url").strip_prefix("http://").expect("http").to_owned();
        let (host, path) = url.split_once('/').expect("a path");
        let shown = server.ask_host(host, Ask::get(&format!("/{path}"))).await;
        assert!(shown.status == 200 && shown.text().contains("lh-watermark"), "{}", shown.text());
        in_order(&server).await;
    }
}

fn hmac512(key: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(message.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn hmac256(key: &[u8], message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

/// A stand-in on a port of its own.
async fn stand_in(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

type Seen = Arc<Mutex<Vec<Value>>>;

/// VNPay's API, with a check of the hash as its documents have it.
async fn vnpay_api(State(seen): State<Seen>, Json(body): Json<Value>) -> Json<Value> {
    let of = |names: &str| {
        names
            .split('|')
            .map(|name| text(&body, &format!("vnp_{name}")).to_owned())
            .collect::<Vec<_>>()
            .join("|")
    };
    let refund = body["vnp_Command"] == "refund";
    let names = if refund {
        "RequestId|Version|Command|TmnCode|TransactionType|TxnRef|Amount|TransactionNo|TransactionDate|CreateBy|CreateDate|IpAddr|OrderInfo"
    } else {
        "RequestId|Version|Command|TmnCode|TxnRef|TransactionDate|CreateDate|IpAddr|OrderInfo"
    };
    let good = hmac512("vnpay secret", &of(names)) == text(&body, "vnp_SecureHash");
    let code = if good { "00" } else { "97" };
    let amount = if refund { text(&body, "vnp_Amount") } else { "19900000" };
    let fields = [
        "1",
        "x",
        code,
        "ok",
        "TMN",
        text(&body, "vnp_TxnRef"),
        amount,
        "NCB",
        "20260101000000",
        "55",
        "01",
        "00",
        "x",
    ]
    .map(str::to_owned);
    let mut parts = fields.to_vec();
    if !refund {
        parts.extend([String::new(), String::new()]);
    }
    let hash = hmac512("vnpay secret", &parts.join("|"));
    seen.lock().expect("seen").push(body.clone());
    let names = [
        "ResponseId",
        "Command",
        "ResponseCode",
        "Message",
        "TmnCode",
        "TxnRef",
        "Amount",
        "BankCode",
        "PayDate",
        "TransactionNo",
        "TransactionType",
        "TransactionStatus",
        "OrderInfo",
    ];
    let mut answer = json!({ "vnp_SecureHash": hash });
    for (name, value) in names.iter().zip(fields) {
        answer[format!("vnp_{name}")] = value.into();
    }
    Json(answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vnpay_is_answered_as_it_asks() {
    for store in testing::both().await {
        let seen = Seen::default();
        let api = stand_in(Router::new().route("/api", post(vnpay_api)).with_state(Arc::clone(&seen))).await;
        let server = Server::with(store, move |config| {
            config.payments.vnpay = Some(VnpayConfig {
                tmn_code: "TMN".into(),
                hash_secret: Secret::new("vnpay secret"),
                url: "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html".into(),
                api_url: format!("{api}/api"),
            });
        })
        .await;
        let market = market(&server, "VND", 199_000).await;
        assert_eq!(
            place(&server, &market, "sandbox").await.problem(),
            "method_not_available",
            "off where a real one is set up"
        );
        let placed = place(&server, &market, "vnpay").await.json();
        let id = text(&placed["order"], "order_id").to_owned();
        let url = text(&placed["payment"], "payment_url").to_owned();
        let (_, query) = url.split_once('?').expect("a query");
        let (signed, hash) = query.split_once("&vnp_SecureHash=").expect("a hash at the end");
        assert_eq!(hmac512("vnpay secret", signed), hash);
        let name = text(&order(&server, &market, &id).await["attempts"][0], "id").to_owned();
        let ipn = async |reference: &str, code: &str, amount: i64, secret: &str| {
            let query = format!(
                "vnp_Amount={amount}&vnp_ResponseCode={code}&vnp_TmnCode=TMN&vnp_TransactionNo=55&vnp_TransactionStatus={code}&vnp_TxnRef={reference}"
            );
            let hash = hmac512(secret, &query);
            let answer =
                server.ask(Ask::get(&format!("/api/payment/vnpay/ipn?{query}&vnp_SecureHash={hash}"))).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            text(&answer.json(), "RspCode").to_owned()
        };
        let returned = server
            .ask(Ask::get(&format!("/api/payment/vnpay/return?vnp_TxnRef={name}&vnp_ResponseCode=00")))
            .await;
        assert_eq!(
            (returned.status, returned.header("location")),
            (303, Some(format!("/orders/{id}").as_str()))
        );
        assert_eq!(order(&server, &market, &id).await["status"], "pending", "coming back changes nothing");
        assert_eq!(ipn(&name, "00", 19_900_000, "forged").await, "97");
        assert_eq!(server.ask(Ask::get("/api/payment/vnpay/ipn")).await.json()["RspCode"], "97");
        assert_eq!(ipn("nobody", "00", 19_900_000, "vnpay secret").await, "01");
        assert_eq!(ipn(&name, "24", 19_900_000, "vnpay secret").await, "00", "a failure is noted");
        assert_eq!(ipn(&name, "24", 19_900_000, "vnpay secret").await, "02");
        assert_eq!(ipn(&name, "00", 100, "vnpay secret").await, "04");
        assert_eq!(ipn(&name, "00", 19_900_000, "vnpay secret").await, "00", "the late truth");
        assert_eq!(ipn(&name, "00", 19_900_000, "vnpay secret").await, "02");
        assert_eq!(
            ipn(&name, "00", 100, "vnpay secret").await,
            "04",
            "the amount comes before what is known"
        );
        assert_eq!(order(&server, &market, &id).await["status"], "delivered");
        let reason = json!({ "reason": "Hỏng" });
        let back = server
            .ask(Ask::post(&format!("/api/admin/orders/{id}/refund")).bearer(&market.admin).json(&reason))
            .await;
        assert_eq!(back.json()["status"], "refunded", "{}", back.text());
        while outbox::run_once(&server.services).await.expect("the outbox works") > 0 {}
        let asked = seen.lock().expect("seen").clone();
        assert_eq!(
            (&asked[0]["vnp_Command"], &asked[0]["vnp_TransactionType"], &asked[0]["vnp_Amount"]),
            (&json!("refund"), &json!("02"), &json!("19900000"))
        );
        let kinds: Vec<Value> = order(&server, &market, &id).await["timeline"]
            .as_array()
            .expect("a history")
            .iter()
            .map(|line| line["kind"].clone())
            .collect();
        assert!(kinds.contains(&json!("refund_done")), "{kinds:?}");
        in_order(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn momo_checks_our_signature_and_we_its() {
    async fn create(State(seen): State<Seen>, Json(body): Json<Value>) -> Json<Value> {
        let raw = format!(
            "accessKey=access&amount={}&extraData={}&ipnUrl={}&orderId={}&orderInfo={}&partnerCode={}&redirectUrl={}&requestId={}&requestType={}",
            body["amount"],
            text(&body, "extraData"),
            text(&body, "ipnUrl"),
            text(&body, "orderId"),
            text(&body, "orderInfo"),
            text(&body, "partnerCode"),
            text(&body, "redirectUrl"),
            text(&body, "requestId"),
            text(&body, "requestType"),
        );
        let good = hmac256(b"momo secret", raw.as_bytes()) == text(&body, "signature");
        seen.lock().expect("seen").push(body);
        Json(if good {
            json!({ "resultCode": 0, "payUrl": "https://momo.test/pay" })
        } else {
            json!({ "resultCode": 13 })
        })
    }
    for store in testing::both().await {
        let seen = Seen::default();
        let routes =
            Router::new().route("/v2/gateway/api/create", post(create)).with_state(Arc::clone(&seen));
        let endpoint = stand_in(routes).await;
        let server = Server::with(store, move |config| {
            config.payments.momo = Some(MomoConfig {
                partner_code: "MOMO".into(),
                access_key: Secret::new("access"),
                secret_key: Secret::new("momo secret"),
                endpoint,
            });
        })
        .await;
        let market = market(&server, "VND", 50_000).await;
        let placed = place(&server, &market, "momo").await.json();
        assert_eq!(placed["payment"]["payment_url"], "https://momo.test/pay", "{placed}");
        let id = text(&placed["order"], "order_id").to_owned();
        let sent = seen.lock().expect("seen")[0].clone();
        assert!(
            !text(&sent, "ipnUrl").contains('?') && text(&sent, "ipnUrl").ends_with("/api/payment/momo/ipn")
        );
        let name = text(&sent, "orderId").to_owned();
        let ipn = async |reference: &str, amount: i64, code: i64, secret: &[u8]| {
            let raw = format!(
                "accessKey=access&amount={amount}&extraData=&message=ok&orderId={reference}&orderInfo=x&orderType=momo_wallet&partnerCode=MOMO&payType=qr&requestId={reference}&responseTime=1&resultCode={code}&transId=9"
            );
            let body = json!({
                "partnerCode": "MOMO", "orderId": reference, "requestId": reference, "amount": amount, "orderInfo": "x", "orderType": "momo_wallet",
                "transId": 9, "resultCode": code, "message": "ok", "payType": "qr", "responseTime": 1, "extraData": "",
                "signature": hmac256(secret, raw.as_bytes()),
            });
            let answer = server.ask(Ask::post("/api/payment/momo/ipn").json(&body)).await;
            (answer.status, answer.body.len())
        };
        assert_eq!(ipn(&name, 50_000, 0, b"forged").await.0, 400);
        assert_eq!(ipn("nobody", 50_000, 0, b"momo secret").await, (204, 0));
        assert_eq!(ipn(&name, 50_000, 1000, b"momo secret").await, (204, 0));
        assert_eq!(order(&server, &market, &id).await["attempts"][0]["status"], "processing");
        assert_eq!(ipn(&name, 50_000, 0, b"momo secret").await, (204, 0));
        assert_eq!(ipn(&name, 50_000, 0, b"momo secret").await, (204, 0));
        assert_eq!(order(&server, &market, &id).await["status"], "delivered");
        in_order(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stripe_gets_one_intent_and_is_believed_when_signed() {
    async fn create(State(seen): State<Seen>, headers: HeaderMap, body: Bytes) -> (StatusCode, Json<Value>) {
        if headers["authorization"] != "Bearer sk_test" {
            return (StatusCode::UNAUTHORIZED, Json(json!({ "error": { "message": "no" } })));
        }
        let key = headers["idempotency-key"].to_str().expect("a key").to_owned();
        let body = String::from_utf8_lossy(&body).into_owned();
        seen.lock().expect("seen").push(json!({ "key": key, "body": body }));
        (
            StatusCode::OK,
            Json(
                json!({ "id": "pi_1", "client_secret": "pi_1_secret", "status": "requires_payment_method" }),
            ),
        )
    }
    for store in testing::both().await {
        let seen = Seen::default();
        let routes = Router::new().route("/v1/payment_intents", post(create)).with_state(Arc::clone(&seen));
        let api_base = stand_in(routes).await;
        let server = Server::with(store, move |config| {
            config.payments.stripe = Some(StripeConfig {
                secret_key: Secret::new("sk_test"),
                publishable_key: "pk_test".into(),
                webhook_secret: Secret::new("whsec_test"),
                js_url: format!("{api_base}/v3/"),
                api_base,
            });
        })
        .await;
        let market = market(&server, "USD", 1250).await;
        let placed = place(&server, &market, "stripe").await.json();
        assert_eq!(placed["payment"]["client_secret"], "pi_1_secret", "{placed}");
        let id = text(&placed["order"], "order_id").to_owned();
        let sent = seen.lock().expect("seen")[0].clone();
        let name = text(&sent, "key").to_owned();
        assert!(
            text(&sent, "body").contains("amount=1250&currency=usd") && text(&sent, "body").contains(&name),
            "{sent}"
        );
        let hook = async |event: &str, kind: &str, object: Value, secret: &[u8]| {
            let body = json!({ "id": event, "type": kind, "data": { "object": object } }).to_string();
            let now = server.services.now().unix_seconds();
            let signature = hmac256(secret, format!("{now}.{body}").as_bytes());
            let ask = Ask::post("/api/payment/stripe/webhook")
                .header("stripe-signature", &format!("t={now},v1={signature}"));
            server.ask(ask.header("content-type", "application/json").body(body)).await.status
        };
        let paid = || json!({ "id": "pi_1", "amount_received": 1250, "currency": "usd", "metadata": { "attempt_id": name } });
        // The card's page loads their script, and no other page does.
        let page = async |path: &str| {
            let ask = Ask::get(path).header("cookie", &format!("lh_access={}", market.lan));
            let answer = server.ask(ask).await;
            let policy = answer.header("content-security-policy").unwrap_or_default().to_owned();
            (answer.status, policy, answer.text())
        };
        let (status, policy, html) = page(&format!("/checkout/{id}/card")).await;
        assert_eq!(status, 200);
        assert!(
            policy.contains(" http://127.0.0.1:") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(html.contains("pi_1_secret") && html.contains("pk_test") && html.contains("/v3/"), "{html}");
        assert!(!html.contains("sk_test"));
        let (status, policy, html) = page(&format!("/checkout/{id}")).await;
        assert_eq!(status, 200);
        assert!(!policy.contains(" http://127.0.0.1:") && !html.contains("/v3/"), "{policy}");
        assert_eq!(hook("evt_1", "payment_intent.succeeded", paid(), b"forged").await, 400);
        assert_eq!(hook("evt_2", "customer.created", json!({ "id": "cus_1" }), b"whsec_test").await, 200);
        assert_eq!(hook("evt_3", "payment_intent.succeeded", paid(), b"whsec_test").await, 200);
        assert_eq!(
            hook("evt_4", "payment_intent.processing", paid(), b"whsec_test").await,
            200,
            "out of order"
        );
        assert_eq!(hook("evt_3", "payment_intent.succeeded", paid(), b"whsec_test").await, 200);
        assert_eq!(order(&server, &market, &id).await["status"], "delivered");
        let back = |sum: i64| {
            json!({ "id": "ch_1", "payment_intent": "pi_1", "amount": 1250, "amount_captured": 1250,
            "amount_refunded": sum, "currency": "usd", "metadata": { "attempt_id": name } })
        };
        assert_eq!(hook("evt_7", "charge.refunded", back(250), b"whsec_test").await, 200);
        assert_eq!(hook("evt_8", "charge.refunded", back(250), b"whsec_test").await, 200);
        let shown = order(&server, &market, &id).await;
        assert_eq!(
            (&shown["status"], &shown["refunded"]["amount"]),
            (&json!("partially_refunded"), &json!(250))
        );
        in_order(&server).await;
        let lost = json!({ "id": "dp_1", "payment_intent": "pi_1", "status": "lost" });
        assert_eq!(hook("evt_5", "charge.dispute.closed", lost, b"whsec_test").await, 200);
        assert_eq!(
            hook(
                "evt_6",
                "charge.dispute.created",
                json!({ "payment_intent": "pi_1", "status": "needs_response" }),
                b"whsec_test"
            )
            .await,
            200
        );
        assert_eq!(order(&server, &market, &id).await["status"], "charged_back");
        in_order(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn omise_is_asked_again_before_it_is_believed() {
    #[derive(Clone, Default)]
    struct Opn {
        charge: Arc<Mutex<Value>>,
        down: Arc<Mutex<bool>>,
    }
    async fn charge(State(opn): State<Opn>, headers: HeaderMap, body: Bytes) -> (StatusCode, Json<Value>) {
        // `skey:` in base64.
        if headers["authorization"] != "Basic c2tleTo=" {
            return (StatusCode::UNAUTHORIZED, Json(json!({ "object": "error" })));
        }
        let fields = String::from_utf8_lossy(&body).into_owned();
        assert!(fields.contains("amount=12500&currency=thb") && fields.contains("source=src_1"), "{fields}");
        let attempt = fields
            .split('&')
            .find_map(|pair| pair.strip_prefix("metadata%5Battempt_id%5D="))
            .expect("our name")
            .to_owned();
        let made = json!({ "object": "charge", "id": "chrg_1", "status": "pending", "amount": 12500, "currency": "thb",
            "metadata": { "attempt_id": attempt }, "source": { "scannable_code": { "image": { "download_uri": "https://qr.test/1.png" } } } });
        *opn.charge.lock().expect("a charge") = made.clone();
        (StatusCode::OK, Json(made))
    }
    async fn fetch(
        State(opn): State<Opn>,
        Path(id): Path<String>,
        RawQuery(_): RawQuery,
    ) -> (StatusCode, Json<Value>) {
        if *opn.down.lock().expect("a switch") || id != "chrg_1" {
            return (StatusCode::NOT_FOUND, Json(json!({ "object": "error", "message": "no such charge" })));
        }
        (StatusCode::OK, Json(opn.charge.lock().expect("a charge").clone()))
    }
    async fn source(headers: HeaderMap) -> Json<Value> {
        assert_eq!(headers["authorization"], "Basic cGtleTo=", "sources are made with the public key");
        Json(json!({ "object": "source", "id": "src_1" }))
    }
    for store in testing::both().await {
        let opn = Opn::default();
        let routes = Router::new()
            .route("/charges", post(charge))
            .route("/charges/{id}", get(fetch))
            .route("/sources", post(source))
            .with_state(opn.clone());
        let api_base = stand_in(routes).await;
        let server = Server::with(store, move |config| {
            config.payments.omise = Some(OmiseConfig {
                public_key: "pkey".into(),
                secret_key: Secret::new("skey"),
                webhook_secret: None,
                api_base,
            });
        })
        .await;
        let market = market(&server, "THB", 12_500).await;
        let placed = place(&server, &market, "omise").await.json();
        assert_eq!(placed["payment"]["qr_url"], "https://qr.test/1.png", "{placed}");
        let id = text(&placed["order"], "order_id").to_owned();
        let ask =
            Ask::get(&format!("/checkout/{id}/qr")).header("cookie", &format!("lh_access={}", market.lan));
        let shown = server.ask(ask).await;
        assert_eq!(shown.status, 200);
        assert!(
            shown.header("content-security-policy").is_some_and(|policy| policy.contains(" https://qr.test"))
        );
        assert!(shown.text().contains("https://qr.test/1.png"));
        let hook = async |charge: &str| {
            let body = json!({ "object": "event", "key": "charge.complete", "data": { "object": "charge", "id": charge, "status": "successful", "amount": 12500 } });
            server.ask(Ask::post("/api/payment/omise/webhook").json(&body)).await.status
        };
        assert_eq!(hook("chrg_1").await, 200);
        assert_eq!(
            order(&server, &market, &id).await["status"],
            "pending",
            "what the webhook says isn't believed"
        );
        *opn.down.lock().expect("a switch") = true;
        opn.charge.lock().expect("a charge")["status"] = json!("successful");
        assert_eq!(hook("chrg_1").await, 503, "it comes again");
        assert_eq!(order(&server, &market, &id).await["status"], "pending");
        *opn.down.lock().expect("a switch") = false;
        assert_eq!(hook("chrg_other").await, 503);
        assert_eq!(hook("chrg_1").await, 200);
        assert_eq!(hook("chrg_1").await, 200);
        assert_eq!(order(&server, &market, &id).await["status"], "delivered");
        // Sent back in their dashboard: the refund's webhook leads to the charge, which tells how much.
        opn.charge.lock().expect("a charge")["refunded_amount"] = json!(12_500);
        let body = json!({ "object": "event", "key": "refund.create", "data": { "object": "refund", "id": "rfnd_1", "charge": "chrg_1", "amount": 1 } });
        for _ in 0..2 {
            assert_eq!(server.ask(Ask::post("/api/payment/omise/webhook").json(&body)).await.status, 200);
        }
        assert_eq!(order(&server, &market, &id).await["status"], "refunded");
        in_order(&server).await;
    }
}
