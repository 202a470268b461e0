//! Sizes, rates and patience.

use crate::client::{Ask, read};
use crate::server::Server;
use landinghub_store::testing;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_have_limits() {
    let server =
        Server::with(testing::sqlite().await, |config| assert!(config.limits.set("JSON_BYTES", 1000))).await;
    let (token, _) = server.register("sender").await;
    let large = json!({"title": "x".repeat(2000)}).to_string();
    let ask = |path: &str| Ask::post(path).bearer(&token).header("content-type", "application/json");
    for path in ["/api/pages", "/api/auth/login", "/api/pages/x/ops"] {
        let announced = server.ask(ask(path).body(large.clone())).await;
        assert_eq!((announced.status, announced.problem().as_str()), (413, "payload_too_large"), "{path}");
        let chunk = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
        let chunked = ask(path).header("transfer-encoding", "chunked");
        let mut bytes = chunked.bytes(&server.host());
        // No length beside chunks.
        bytes = String::from_utf8(bytes).expect("text").replace("content-length: 0\r\n", "").into_bytes();
        bytes.extend(chunk.as_bytes());
        let surprise = crate::client::send(server.address, &bytes).await;
        assert_eq!(
            (surprise.status, surprise.problem().as_str()),
            (413, "payload_too_large"),
            "{path}, chunked"
        );
    }
    assert_eq!(server.pages(&token).await, 0);
    let fits = server.ask(ask("/api/pages").body(json!({"title": "x"}).to_string())).await;
    assert_eq!(fits.status, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_sends_much_too_much_still_reads_why() {
    let server = Server::start().await;
    let (token, _) = server.register("pusher").await;
    let answer = server
        .ask(
            Ask::post("/api/pages")
                .bearer(&token)
                .header("content-type", "application/json")
                .body(vec![b' '; 20 << 20]),
        )
        .await;
    assert_eq!((answer.status, answer.problem().as_str()), (413, "payload_too_large"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_counted_by_account() {
    let server =
        Server::with(testing::sqlite().await, |config| assert!(config.limits.set("API_USER", 5))).await;
    let (token, _) = server.register("eager").await;
    let (other, _) = server.register("calm").await;
    for _ in 0..5 {
        assert_eq!(server.ask(Ask::get("/api/auth/me").bearer(&token)).await.status, 200);
    }
    let refused = server.ask(Ask::get("/api/auth/me").bearer(&token)).await;
    assert_eq!((refused.status, refused.problem().as_str()), (429, "rate_limited"));
    let wait: u64 = refused.header("retry-after").and_then(|text| text.parse().ok()).expect("seconds");
    assert!((1..=60).contains(&wait));
    assert_eq!(
        server.ask(Ask::get("/api/auth/me").bearer(&other)).await.status,
        200,
        "others are not counted together with them"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_at_once_are_shed_but_health_is_not() {
    let server =
        Server::with(testing::sqlite().await, |config| assert!(config.limits.set("CONCURRENT_REQUESTS", 1)))
            .await;
    // A body that never comes keeps the one place, once it got it: ours may take it first.
    let head = format!(
        "POST /api/auth/login HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n",
        server.host()
    );
    let mut holding = Vec::new();
    let shed = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            let mut stream = TcpStream::connect(server.address).await.expect("connects");
            stream.write_all(head.as_bytes()).await.expect("sent");
            holding.push(stream);
            let answer = server.ask(Ask::get("/api/templates")).await;
            if answer.status == 503 {
                return answer;
            }
        }
    })
    .await
    .expect("the place is taken");
    assert_eq!(shed.problem(), "unavailable");
    assert!(shed.header("retry-after").is_some());
    assert_eq!(server.ask(Ask::get("/healthz")).await.status, 200);
    drop(holding);
    let answer = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            let answer = server.ask(Ask::get("/api/templates")).await;
            if answer.status != 503 {
                return answer;
            }
        }
    });
    assert_eq!(answer.await.expect("the place is free again").status, 200);
}

/// Silent, half a line, half a header, and half of HTTP/2's first words.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_do_not_get_to_the_point_are_closed() {
    let server = Server::start().await;
    let starts = ["", "GE", "GET / HTTP/1.1\r\nhost: local", "PRI * HTTP/2.0\r\n"];
    let waits = starts.map(|start| {
        let address = server.address;
        tokio::spawn(async move {
            let began = Instant::now();
            let mut stream = TcpStream::connect(address).await.expect("connects");
            stream.write_all(start.as_bytes()).await.expect("sent");
            let mut rest = Vec::new();
            // Closed or reset: either way it is over.
            let _ = tokio::time::timeout(Duration::from_secs(15), stream.read_to_end(&mut rest))
                .await
                .expect("closed in time");
            began.elapsed()
        })
    });
    for (wait, start) in waits.into_iter().zip(starts) {
        let elapsed = wait.await.expect("ran");
        assert!(
            (Duration::from_secs(8)..Duration::from_secs(14)).contains(&elapsed),
            "{start:?}: {elapsed:?}"
        );
    }
    assert_eq!(server.ask(Ask::get("/healthz")).await.status, 200);
}

/// A header that grows a little all the time is over after ten seconds, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_that_drips_is_closed() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.expect("connects");
    stream.write_all(b"GET / HTTP/1.1\r\n").await.expect("sent");
    let began = Instant::now();
    let mut byte = [0_u8; 64];
    loop {
        if stream.write_all(b"x-a: b\r\n").await.is_err() {
            break;
        }
        match tokio::time::timeout(Duration::from_millis(500), stream.read(&mut byte)).await {
            Ok(Ok(0) | Err(_)) => break,
            _ => assert!(began.elapsed() < Duration::from_secs(14), "still open"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_2_without_tls_is_understood() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.expect("connects");
    // The preface, in two pieces, and an empty SETTINGS frame.
    stream.write_all(b"PRI * HTTP/2.0\r\n").await.expect("sent");
    tokio::time::sleep(Duration::from_millis(50)).await;
    stream.write_all(b"\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.expect("sent");
    let mut frame = [0_u8; 9];
    stream.read_exact(&mut frame).await.expect("a frame");
    assert_eq!(frame[3], 4, "the server's SETTINGS");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn huge_headers_are_refused() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.expect("connects");
    let ask = Ask::get("/healthz").header("x-large", &"a".repeat(200_000));
    let _ = stream.write_all(&ask.bytes(&server.host())).await;
    let answer = read(&mut stream).await;
    assert_eq!(answer.status, 431);
}
