//! Domains of pages from outside, with a stand-in for the name servers.

use crate::client::{Answer, Ask};
use crate::server::Server;
use landinghub_store::testing;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::UdpSocket;

/// A name server: name → text, `None` where it fails.
type Records = Arc<Mutex<BTreeMap<String, Option<String>>>>;

async fn name_server() -> (SocketAddr, Records) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let (address, records) = (socket.local_addr().expect("an address"), Records::default());
    let known = Arc::clone(&records);
    tokio::spawn(async move {
        let mut buffer = [0_u8; 2048];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let _ = socket.send_to(&reply(&buffer[..length], &known), from).await;
        }
    });
    (address, records)
}

fn reply(query: &[u8], records: &Records) -> Vec<u8> {
    let (mut at, mut labels) = (12, Vec::new());
    while query[at] != 0 {
        let end = at + 1 + usize::from(query[at]);
        labels.push(String::from_utf8_lossy(&query[at + 1..end]).into_owned());
        at = end;
    }
    let question = &query[12..at + 5];
    let found = records.lock().expect("the records").get(&labels.join(".")).cloned();
    let (code, count) = match &found {
        Some(Some(_)) => (0, 1),
        Some(None) => (2, 0),
        None => (3, 0),
    };
    let mut bytes = vec![query[0], query[1], 0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0];
    bytes.extend(question);
    if let Some(Some(text)) = found {
        bytes.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        let length = u8::try_from(text.len()).expect("a short text");
        bytes.extend((u16::from(length) + 1).to_be_bytes());
        bytes.push(length);
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// A server on each database that asks `dns`.
async fn servers(dns: SocketAddr) -> [Server; 2] {
    let [sqlite, postgres] = testing::both().await;
    [
        Server::with(sqlite, |config| config.dns = Some(dns)).await,
        Server::with(postgres, |config| config.dns = Some(dns)).await,
    ]
}

async fn add(server: &Server, token: &str, page: &str, domain: &str) -> Answer {
    let ask = Ask::post(&format!("/api/pages/{page}/domains")).bearer(token);
    server.ask(ask.json(&json!({"domain": domain}))).await
}

async fn verify(server: &Server, token: &str, page: &str, domain: &str) -> Answer {
    server.ask(Ask::post(&format!("/api/pages/{page}/domains/{domain}/verify")).bearer(token)).await
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} of {value}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_served_at_a_domain_once_its_record_is_there() {
    let (dns, records) = name_server().await;
    for server in servers(dns).await {
        records.lock().expect("the records").clear();
        let (owner, _) = server.register("owner").await;
        let (other, _) = server.register("other").await;
        let page = server.page(&owner, "Mine").await;
        let theirs = server.page(&other, "Theirs").await;
        assert_eq!(
            server.ask(Ask::post(&format!("/api/pages/{page}/deploy")).bearer(&owner)).await.status,
            200
        );

        let made = add(&server, &owner, &page, " WWW.Shop.Example ").await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(made.header("location"), Some(&*format!("/api/pages/{page}/domains/www.shop.example")));
        let made = made.json();
        assert_eq!((text(&made, "domain"), text(&made, "status")), ("www.shop.example", "pending"));
        assert_eq!(text(&made, "txt_name"), "_landinghub.www.shop.example");
        assert!(text(&made, "txt_value").starts_with("landinghub-verification="));
        let list = server.ask(Ask::get(&format!("/api/pages/{page}/domains")).bearer(&owner)).await.json();
        assert_eq!((&list["items"], &list["next_cursor"]), (&json!([made]), &Value::Null));
        assert_eq!(add(&server, &owner, &page, "www.shop.example").await.problem(), "conflict");

        let at = |host: &'static str| server.ask_host(host, Ask::get("/").header("accept", "text/html"));
        assert_eq!(at("www.shop.example").await.status, 421, "not theirs yet");
        let early = verify(&server, &owner, &page, "www.shop.example").await;
        assert_eq!((early.status, early.problem().as_str()), (422, "domain_unverified"));
        let set = |value: Option<String>| {
            let name = "_landinghub.www.shop.example".to_owned();
            records.lock().expect("the records").insert(name, value);
        };
        set(Some("landinghub-verification=another".to_owned()));
        assert_eq!(verify(&server, &owner, &page, "www.shop.example").await.status, 422);
        set(None);
        let failing = verify(&server, &owner, &page, "www.shop.example").await;
        assert_eq!((failing.status, failing.problem().as_str()), (503, "unavailable"));
        assert!(failing.header("retry-after").is_some());

        // Anybody may claim it; the record decides.
        let claim = add(&server, &other, &theirs, "www.shop.example").await.json();
        set(Some(text(&made, "txt_value").to_owned()));
        assert_eq!(verify(&server, &other, &theirs, "www.shop.example").await.status, 422);
        let done = verify(&server, &owner, &page, "www.shop.example").await;
        assert_eq!((done.status, text(&done.json(), "status")), (200, "verified"), "{}", done.text());
        let served = at("www.shop.example").await;
        assert_eq!(served.status, 200, "{}", served.text());
        assert!(served.text().contains("Mine"));
        assert!(served.all("set-cookie").is_empty());
        assert_eq!(
            server.ask_host("www.shop.example", Ask::get("/api/auth/me")).await.status,
            404,
            "no app there"
        );
        assert_eq!(at("shop.example").await.status, 421);

        // It has one page at a time.
        set(Some(text(&claim, "txt_value").to_owned()));
        let second = verify(&server, &other, &theirs, "www.shop.example").await;
        assert_eq!((second.status, second.problem().as_str()), (409, "domain_taken"));
        let third = server.page(&other, "Another").await;
        let refused = add(&server, &other, &third, "www.shop.example").await;
        assert_eq!((refused.status, refused.problem().as_str()), (409, "domain_taken"));

        let path = format!("/api/pages/{page}/domains/www.shop.example");
        assert_eq!(server.ask(Ask::new("DELETE", &path).bearer(&other)).await.status, 404);
        assert_eq!(at("www.shop.example").await.status, 200);
        assert_eq!(server.ask(Ask::new("DELETE", &path).bearer(&owner)).await.status, 204);
        assert_eq!(server.ask(Ask::new("DELETE", &path).bearer(&owner)).await.status, 404);
        assert_eq!(at("www.shop.example").await.status, 421, "at once");
        assert_eq!(
            verify(&server, &other, &theirs, "www.shop.example").await.status,
            200,
            "free for the other"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_of_ours_and_nothing_that_is_no_domain_is_taken() {
    let (dns, _) = name_server().await;
    let [server, _] = servers(dns).await;
    let (owner, _) = server.register("owner").await;
    let page = server.page(&owner, "Mine").await;
    for domain in [
        "",
        "localhost",
        "x.localhost",
        "content.localhost",
        "127.0.0.1",
        "a b.example",
        "example.com:80",
        "http://example.com",
        "*.example.com",
    ] {
        let answer = add(&server, &owner, &page, domain).await;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "validation_failed"), "{domain}");
        assert!(answer.json()["fields"]["domain"].is_string());
    }
    for n in 0..10 {
        assert_eq!(add(&server, &owner, &page, &format!("d{n}.example.com")).await.status, 201);
    }
    assert_eq!(add(&server, &owner, &page, "one-more.example.com").await.problem(), "conflict");
    let key = |domain: &str| {
        let ask =
            Ask::post(&format!("/api/pages/{page}/domains")).bearer(&owner).header("idempotency-key", "k");
        server.ask(ask.json(&json!({"domain": domain})))
    };
    server.ask(Ask::new("DELETE", &format!("/api/pages/{page}/domains/d0.example.com")).bearer(&owner)).await;
    let (first, again) = (key("again.example.com").await, key("again.example.com").await);
    assert_eq!((first.status, again.status, again.header("idempotency-replayed")), (201, 201, Some("true")));
}
