//! `/api/events`: what a stream tells, in which order, after which gap, and when it ends.

use crate::client::Ask;
use crate::pages::form_page;
use crate::server::Server;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An event as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: Option<String>,
    pub kind: String,
    pub data: Value,
    pub retry: Option<u64>,
}

/// A stream read byte by byte.
pub struct Stream {
    socket: TcpStream,
    raw: Vec<u8>,
    text: String,
    over: bool,
    pub head: String,
}

impl Stream {
    pub async fn open(server: &Server, ask: Ask) -> Self {
        let mut socket = TcpStream::connect(server.address).await.expect("connects");
        let ask = ask.header("accept-encoding", "gzip, br");
        socket.write_all(&ask.bytes(&server.host())).await.expect("sent");
        let mut stream =
            Self { socket, raw: Vec::new(), text: String::new(), over: false, head: String::new() };
        while !stream.raw.windows(4).any(|window| window == b"\r\n\r\n") {
            assert!(stream.fill().await, "a head, not only {:?}", String::from_utf8_lossy(&stream.raw));
        }
        let end =
            stream.raw.windows(4).position(|window| window == b"\r\n\r\n").expect("the end of the head");
        stream.head = String::from_utf8_lossy(&stream.raw[..end]).to_ascii_lowercase();
        stream.raw.drain(..end + 4);
        stream
    }

    /// Opened, with its greeting read.
    pub async fn greeted(server: &Server, ask: Ask) -> (Self, Event) {
        let mut stream = Self::open(server, ask).await;
        assert!(stream.head.starts_with("http/1.1 200"), "{}", stream.head);
        let hello = stream.next().await.expect("a greeting");
        assert_eq!(hello.kind, "hello", "{hello:?}");
        (stream, hello)
    }

    async fn fill(&mut self) -> bool {
        let mut bytes = vec![0; 16 * 1024];
        let read = tokio::time::timeout(Duration::from_secs(30), self.socket.read(&mut bytes));
        let count = read.await.expect("something in time").unwrap_or(0);
        self.raw.extend(&bytes[..count]);
        count > 0
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let frame: String = self.text.drain(..end + 2).collect();
                return Some(parse(&frame));
            }
            if !self.head.contains("transfer-encoding: chunked") {
                // On the bare socket: what comes is what was said. A character may come in two parts.
                let whole = match std::str::from_utf8(&self.raw) {
                    Ok(_) => self.raw.len(),
                    Err(cut) => cut.valid_up_to(),
                };
                self.text.push_str(&String::from_utf8_lossy(&self.raw[..whole]));
                self.raw.drain(..whole);
            }
            while let Some(end) = self.raw.windows(2).position(|window| window == b"\r\n") {
                let size =
                    usize::from_str_radix(&String::from_utf8_lossy(&self.raw[..end]), 16).expect("a size");
                if size == 0 {
                    // What came before the end is still to be told.
                    self.over = true;
                    break;
                }
                if self.raw.len() < end + 4 + size {
                    break;
                }
                self.text.push_str(&String::from_utf8_lossy(&self.raw[end + 2..end + 2 + size]));
                self.raw.drain(..end + 4 + size);
            }
            if !self.text.contains("\n\n") && (self.over || !self.fill().await) {
                return None;
            }
        }
    }

    /// The next event that is no sign of life.
    pub async fn told(&mut self) -> Event {
        loop {
            let event = self.next().await.expect("an event");
            if event.kind != "hb" {
                return event;
            }
        }
    }
}

fn parse(frame: &str) -> Event {
    let field = |name: &str| {
        frame.lines().find_map(|line| line.strip_prefix(name).map(|rest| rest.trim().to_owned()))
    };
    Event {
        id: field("id:"),
        kind: field("event:").expect("a name"),
        data: serde_json::from_str(&field("data:").expect("data")).expect("JSON on one line"),
        retry: field("retry:").map(|text| text.parse().expect("a number")),
    }
}

fn stream(token: &str) -> Ask {
    Ask::get("/api/events").bearer(token)
}

async fn write(server: &Server, token: &str, id: &str, base: u64, text: &str) {
    let op = json!({ "op": "set_prop", "node": "title", "prop": "text", "value": text });
    let body = json!({ "base_revision": base, "client": "tab", "seq": base, "ops": [op] });
    let answer = server.ask(Ask::post(&format!("/api/pages/{id}/ops")).bearer(token).json(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn page(server: &Server, token: &str) -> String {
    form_page(server, token).await["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_are_told_in_order_and_only_to_their_owner() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (minh, _) = server.register("minh").await;
        let id = page(&server, &lan).await;
        let (mut own, hello) = Stream::greeted(&server, stream(&lan)).await;
        for header in [
            "content-type: text/event-stream",
            "cache-control: no-cache, no-transform",
            "x-accel-buffering: no",
        ] {
            assert!(own.head.contains(header), "{}", own.head);
        }
        assert!(!own.head.contains("content-encoding"), "{}", own.head);
        assert!((2000..=8000).contains(&hello.retry.expect("a pause")), "{hello:?}");
        assert!(
            hello.id.is_none() && hello.data["epoch"].is_string() && hello.data["expires_at"].is_string()
        );
        let (mut theirs, _) = Stream::greeted(&server, stream(&minh)).await;
        for n in 1..=20 {
            write(&server, &lan, &id, n, &format!("Title {n}")).await;
        }
        let epoch = hello.data["epoch"].as_str().expect("an epoch");
        let head = hello.data["head"].as_i64().expect("a number");
        for n in 1..=20_u64 {
            let event = own.told().await;
            assert_eq!((event.kind.as_str(), event.data["revision"].as_u64()), ("page:ops", Some(n + 1)));
            assert_eq!(
                (event.data["page_id"].as_str(), event.data["seq"].as_u64()),
                (Some(id.as_str()), Some(n))
            );
            assert_eq!(event.data["ops"][0]["value"], format!("Title {n}"));
            assert_eq!(event.id, Some(format!("{epoch}-{}", head + i64::try_from(n).expect("small"))));
        }
        let other = page(&server, &minh).await;
        write(&server, &minh, &other, 1, "Theirs").await;
        assert_eq!(theirs.told().await.data["page_id"], other, "nothing of anybody else's");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_comes_first_exactly_once() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (minh, _) = server.register("minh").await;
        let id = page(&server, &lan).await;
        let (mut first, _) = Stream::greeted(&server, stream(&lan)).await;
        write(&server, &lan, &id, 1, "seen").await;
        let seen = first.told().await.id.expect("an id");
        drop(first);
        for n in 2..=130 {
            write(&server, &lan, &id, n, "missed").await;
        }
        // Written while it replays, too.
        let writes = async {
            for n in 131..=160 {
                write(&server, &lan, &id, n, "live").await;
            }
        };
        let reads = async {
            // The header beats the query.
            let ask = Ask::get("/api/events?after=nonsense-1").bearer(&lan).header("last-event-id", &seen);
            let (mut again, _) = Stream::greeted(&server, ask).await;
            let mut revisions = Vec::new();
            for _ in 2..=160 {
                revisions.push(again.told().await.data["revision"].as_u64().expect("a revision"));
            }
            revisions
        };
        let ((), revisions) = tokio::join!(writes, reads);
        assert_eq!(revisions, (3..=161).collect::<Vec<u64>>());
        // An id of somebody else, of another epoch, from the future, or none: start anew, once.
        let (_, hello) = Stream::greeted(&server, stream(&minh)).await;
        let foreign = format!("{}-0", hello.data["epoch"].as_str().expect("an epoch"));
        let ahead = format!("{}-999999", seen.rsplit_once('-').expect("a number").0);
        for cursor in [foreign.as_str(), "x", "epoch-1", &ahead] {
            let ask = Ask::get(&format!("/api/events?after={cursor}")).bearer(&lan);
            let (mut reset, _) = Stream::greeted(&server, ask).await;
            let event = reset.told().await;
            assert_eq!((event.kind.as_str(), event.data), ("reset", json!({})), "{cursor}");
            assert!(event.id.is_some());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_too_far_behind_starts_anew() {
    let server = Server::start().await;
    let (lan, _) = server.register("lan").await;
    let id = page(&server, &lan).await;
    let (mut first, hello) = Stream::greeted(&server, stream(&lan)).await;
    let start = format!("{}-{}", hello.data["epoch"].as_str().expect("an epoch"), hello.data["head"]);
    for n in 1..=501 {
        write(&server, &lan, &id, n, "x").await;
        assert_eq!(first.told().await.kind, "page:ops");
    }
    let (mut far, _) =
        Stream::greeted(&server, Ask::get(&format!("/api/events?after={start}")).bearer(&lan)).await;
    assert_eq!(far.told().await.kind, "reset");
    write(&server, &lan, &id, 502, "after").await;
    assert_eq!(far.told().await.data["revision"], 503, "and goes on from there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_stream_shows_that_it_lives() {
    let server = Server::start().await;
    let (lan, _) = server.register("lan").await;
    let (mut mine, hello) = Stream::greeted(&server, stream(&lan)).await;
    let began = std::time::Instant::now();
    let beat = mine.next().await.expect("a sign of life");
    assert_eq!((beat.kind.as_str(), &beat.data["head"], beat.id), ("hb", &hello.data["head"], None));
    assert!((14..=21).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_end_with_their_session() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let login = json!({"email": "lan@example.com", "password": "lan-has-a-password"});
        let other = server.ask(Ask::post("/api/auth/login").json(&login)).await.json();
        let other = other["access_token"].as_str().expect("a token").to_owned();
        let (mut mine, _) = Stream::greeted(&server, stream(&lan)).await;
        let (mut stays, _) = Stream::greeted(&server, stream(&other)).await;
        assert_eq!(server.ask(Ask::post("/api/auth/logout").bearer(&lan)).await.status, 204);
        assert_eq!(mine.told().await.kind, "session:ended");
        let bye = mine.told().await;
        assert_eq!((bye.kind.as_str(), bye.data["why"].as_str()), ("bye", Some("auth")));
        assert_eq!(mine.next().await, None);
        let id = page(&server, &other).await;
        write(&server, &other, &id, 1, "still here").await;
        assert_eq!(stays.told().await.kind, "page:ops");
        let refused = server.ask(stream(&lan)).await;
        assert_eq!((refused.status, refused.problem().as_str()), (401, "unauthenticated"));
        assert_eq!(server.ask(Ask::get("/api/events")).await.problem(), "unauthenticated");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_eleventh_stream_closes_the_oldest() {
    let server = Server::start().await;
    let (lan, _) = server.register("lan").await;
    let mut streams = Vec::new();
    for _ in 0..11 {
        streams.push(Stream::greeted(&server, stream(&lan)).await.0);
    }
    let bye = streams[0].told().await;
    assert_eq!((bye.kind.as_str(), bye.data["why"].as_str()), ("bye", Some("replaced")));
    assert_eq!(streams[0].next().await, None);
    let id = page(&server, &lan).await;
    write(&server, &lan, &id, 1, "x").await;
    assert_eq!(streams[1].told().await.kind, "page:ops");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_opens_one_stream() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let answer = server.ask(Ask::post("/api/events/ticket").bearer(&lan)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let ticket = answer.json()["ticket"].as_str().expect("a ticket").to_owned();
        let ask = || Ask::get(&format!("/api/events?ticket={ticket}"));
        Stream::greeted(&server, ask()).await;
        for again in [ask(), Ask::get("/api/events?ticket=x"), Ask::get("/api/events?ticket=")] {
            assert_eq!(server.ask(again).await.problem(), "unauthenticated");
        }
        let answer = server.ask(Ask::post("/api/events/ticket").bearer(&lan)).await.json();
        server.ask(Ask::post("/api/auth/logout").bearer(&lan)).await;
        let late = Ask::get(&format!("/api/events?ticket={}", answer["ticket"].as_str().expect("a ticket")));
        assert_eq!(server.ask(late).await.status, 401, "its session is over");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_says_goodbye_and_waits_for_nobody() {
    let server = Server::start().await;
    let (lan, _) = server.register("lan").await;
    let (mut mine, _) = Stream::greeted(&server, stream(&lan)).await;
    server.state.drain();
    let bye = mine.told().await;
    assert_eq!((bye.kind.as_str(), bye.data["why"].as_str()), ("bye", Some("deploy")));
    assert!(bye.data["after_ms"].is_u64());
    assert_eq!(mine.next().await, None);
    assert_eq!(server.ask(stream(&lan)).await.problem(), "unavailable");
    server.stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), server.served)
        .await
        .expect("ends")
        .expect("without a panic");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn editors_of_a_page_know_of_each_other() {
    let server = Server::start().await;
    let (lan, _) = server.register("lan").await;
    let id = page(&server, &lan).await;
    let (mut mine, _) = Stream::greeted(&server, stream(&lan)).await;
    let here = |body: Value| {
        let agent = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36";
        Ask::post(&format!("/api/pages/{id}/presence")).bearer(&lan).header("user-agent", agent).json(&body)
    };
    assert_eq!(server.ask(here(json!({"client": "a", "name": "Lan\nAnh"}))).await.status, 204);
    let told = mine.told().await;
    assert_eq!((told.kind.as_str(), told.id), ("presence", None));
    let one =
        json!({"client": "a", "name": "Lan Anh", "device": "Chrome, Linux", "selected": null, "branch": id});
    assert_eq!(told.data, json!({"page_id": id, "clients": [one]}));
    assert_eq!(server.ask(here(json!({"client": "b", "selected": "title"}))).await.status, 204);
    let both = mine.told().await.data;
    assert_eq!(
        (both["clients"].as_array().map(Vec::len), both["clients"][1]["selected"].as_str()),
        (Some(2), Some("title"))
    );
    assert_eq!(server.ask(here(json!({"client": "a", "gone": true}))).await.status, 204);
    assert_eq!(mine.told().await.data["clients"].as_array().map(Vec::len), Some(1));
    for bad in [json!({"client": ""}), json!({"client": "<script>"}), json!({})] {
        assert_eq!(server.ask(here(bad)).await.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn missed_operations_can_be_asked_for() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let id = page(&server, &lan).await;
        for n in 1..=3 {
            write(&server, &lan, &id, n, &format!("{n}")).await;
        }
        let missed =
            |after: &str| server.ask(Ask::get(&format!("/api/pages/{id}/ops?after={after}")).bearer(&lan));
        let answer = missed("2").await.json();
        assert_eq!(answer["revision"], 4);
        let revisions: Vec<_> =
            answer["missed"].as_array().expect("a list").iter().map(|row| row["revision"].as_u64()).collect();
        assert_eq!(revisions, [Some(3), Some(4)]);
        for all in ["4", "9"] {
            assert_eq!(missed(all).await.json(), json!({"revision": 4, "missed": []}));
        }
        assert_eq!(missed("x").await.status, 400);
    }
}
