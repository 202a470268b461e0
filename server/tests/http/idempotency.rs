//! `Idempotency-Key`: made once, answered alike.

use crate::client::{Answer, Ask};
use crate::server::Server;
use landinghub::Code;
use landinghub::api::NewPage;
use landinghub_services::idempotency::{Begun, Claim, begin, within};
use landinghub_services::{Actor, Caller, Failure, Services, accounts, pages};
use serde_json::json;
use std::time::Duration;

async fn make(server: &Server, token: &str, key: &str, title: &str) -> Answer {
    let ask =
        Ask::post("/api/pages").bearer(token).header("idempotency-key", key).json(&json!({"title": title}));
    server.ask(ask).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_again_is_answered_alike_and_makes_nothing() {
    for server in Server::both().await {
        let (token, _) = server.register("twice").await;
        let first = make(&server, &token, "k-1", "Once").await;
        assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
        let again = make(&server, &token, "k-1", "Once").await;
        assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
        assert_eq!(again.body, first.body);
        assert_eq!(
            (again.header("location"), again.header("content-type")),
            (first.header("location"), first.header("content-type"))
        );
        assert_eq!(server.pages(&token).await, 1);

        let other = make(&server, &token, "k-1", "Another").await;
        assert_eq!((other.status, other.problem().as_str()), (409, "idempotency_conflict"));
        let elsewhere = server
            .ask(
                Ask::post("/api/auth/verify")
                    .bearer(&token)
                    .header("idempotency-key", "k-1")
                    .json(&json!({"title": "Once"})),
            )
            .await;
        assert_eq!(elsewhere.status, 409, "the key belongs to the other address");
        assert_eq!(server.pages(&token).await, 1);

        let (stranger, _) = server.register("stranger").await;
        assert_eq!(make(&server, &stranger, "k-1", "Mine").await.status, 201, "everybody has their own keys");
        assert_eq!(make(&server, &token, "k-2", "Once").await.header("idempotency-replayed"), None);
        assert_eq!(server.pages(&token).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_once_it_is_made_once() {
    for server in Server::both().await {
        let (token, _) = server.register("racer").await;
        let asks = (0..8).map(|_| make(&server, &token, "race", "Only one"));
        let answers = futures::future::join_all(asks).await;
        let bodies: std::collections::BTreeSet<_> =
            answers.iter().map(|answer| (answer.status, answer.body.clone())).collect();
        assert_eq!(bodies.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        assert_eq!(
            answers.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count(),
            1
        );
        assert_eq!(server.pages(&token).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_failed_may_be_tried_again_under_its_key() {
    let server = Server::start().await;
    let (token, _) = server.register("retry").await;
    assert_eq!(make(&server, &token, "k", "").await.status, 422);
    assert_eq!(make(&server, &token, "k", "Better").await.status, 201);
    assert_eq!(server.pages(&token).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_visible_ascii() {
    let server = Server::start().await;
    let (token, _) = server.register("keys").await;
    for key in ["", " ", "a b", "ä", &"k".repeat(256)] {
        let answer = make(&server, &token, key, "x").await;
        assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{key:?}");
    }
    assert_eq!(make(&server, &token, &"k".repeat(255), "x").await.status, 201);
    assert_eq!(server.pages(&token).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_hangs_up_finds_its_answer_later() {
    let server = Server::start().await;
    let (token, _) = server.register("gone").await;
    let ask = Ask::post("/api/pages")
        .bearer(&token)
        .header("idempotency-key", "left")
        .json(&json!({"title": "Left"}));
    let mut stream = tokio::net::TcpStream::connect(server.address).await.expect("connects");
    tokio::io::AsyncWriteExt::write_all(&mut stream, &ask.bytes(&server.host())).await.expect("sent");
    drop(stream);
    let answer = make(&server, &token, "left", "Left").await;
    assert_eq!(answer.status, 201);
    assert_eq!(server.pages(&token).await, 1);
}

fn new_page(title: &str) -> NewPage {
    serde_json::from_value(json!({"title": title})).expect("a new page")
}

async fn first(services: &Services, caller: &Caller, key: &str) -> Claim {
    match begin(services, caller, key.as_bytes(), &[b"the request"]).await.expect("begins") {
        Begun::First(claim) => claim,
        Begun::Again(answer) => panic!("{answer:?}"),
    }
}

async fn caller(server: &Server, token: &str) -> Caller {
    let actor: Actor = accounts::authenticate(&server.services, token).await.expect("logged in");
    Caller { actor: Some(actor), ..Caller::anonymous("127.0.0.1".parse().expect("an address")) }
}

/// The process dies after the transaction and before the answer: the retry gets the answer of what was made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_made_and_its_answer_are_kept_together() {
    for server in Server::both().await {
        let (token, _) = server.register("crash").await;
        let caller = caller(&server, &token).await;
        let claim = first(&server.services, &caller, "k").await;
        let made = within(
            &server.services,
            &claim,
            Box::pin(pages::create(&server.services, &caller, new_page("Made"))),
        )
        .await;
        let made = made.expect("made");
        drop(claim);
        let again = begin(&server.services, &caller, b"k", &[b"the request"]).await.expect("begins");
        let Begun::Again(answer) = again else { panic!("it would be made twice") };
        assert_eq!(answer.status, 201);
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&answer.body).expect("JSON"),
            serde_json::to_value(&made).expect("JSON")
        );
        assert_eq!(answer.headers["location"], format!("/api/pages/{}", made.id));
        assert_eq!(server.pages(&token).await, 1);
    }
}

/// The process dies before the transaction: the key is free when its lease is over, and not before. Whoever held
/// it can't make anything any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_of_a_dead_request_is_free_after_its_lease() {
    for server in Server::both().await {
        let (token, _) = server.register("dead").await;
        let caller = caller(&server, &token).await;
        let dead = first(&server.services, &caller, "k").await;
        let waited = tokio::time::timeout(
            Duration::from_secs(2),
            begin(&server.services, &caller, b"k", &[b"the request"]),
        )
        .await;
        assert!(waited.is_err(), "it may be at work still");
        let next = tokio::time::timeout(Duration::from_secs(8), first(&server.services, &caller, "k"))
            .await
            .expect("free");
        let late = within(
            &server.services,
            &dead,
            Box::pin(pages::create(&server.services, &caller, new_page("Late"))),
        )
        .await;
        assert!(matches!(late, Err(Failure::Problem(problem)) if problem.code == Code::Conflict));
        assert_eq!(server.pages(&token).await, 0, "what came too late was undone");
        within(&server.services, &next, Box::pin(pages::create(&server.services, &caller, new_page("Next"))))
            .await
            .expect("made");
        assert_eq!(server.pages(&token).await, 1);
    }
}

/// A request that takes longer than a lease keeps its key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_request_keeps_its_key() {
    let server = Server::start().await;
    let (token, _) = server.register("slow").await;
    let caller = caller(&server, &token).await;
    let claim = first(&server.services, &caller, "k").await;
    let slow = within(&server.services, &claim, async {
        tokio::time::sleep(Duration::from_secs(7)).await;
        pages::create(&server.services, &caller, new_page("Slow")).await
    });
    let second = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        begin(&server.services, &caller, b"k", &[b"the request"]).await
    };
    let (made, again) = tokio::join!(slow, second);
    made.expect("made");
    assert!(matches!(again, Ok(Begun::Again(_))));
    assert_eq!(server.pages(&token).await, 1);
}
