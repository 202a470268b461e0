//! The servers under load, each started for it and ended after it.

use crate::client::{Opening, Poster};
use crate::load::EACH;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinSet;

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ours: a support message, stored with its events, on the sender's own streams.
    LandingHub,
    /// Express: a row in SQLite (synchronous FULL), then server-sent events.
    ExpressSse,
    /// The same with socket.io over WebSocket.
    SocketIo,
}

impl Kind {
    /// As printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LandingHub => "LandingHub",
            Self::ExpressSse => "Express, SSE",
            Self::SocketIo => "Express, socket.io",
        }
    }
}

/// A running server with accounts that have a room each.
pub struct Peer {
    /// Which.
    pub kind: Kind,
    /// Where it listens.
    pub port: u16,
    /// Where ours tells its figures.
    metrics: u16,
    /// Token and room of every account.
    accounts: Vec<(String, String)>,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The password of seeded accounts.
const PASSWORD: &str = "landinghub-seed";

impl Peer {
    /// Starts one in a folder of its own, with as many accounts as the streams need.
    pub async fn start(kind: Kind, binary: &Path, express: &Path, streams: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let free = || std::net::TcpListener::bind("127.0.0.1:0")?.local_addr().map(|at| at.port());
        let (port, metrics) = (free()?, free()?);
        let count = streams.div_ceil(EACH);
        let mut command = if kind == Kind::LandingHub {
            let mut seed = ours(binary, folder.path(), (port, metrics));
            let users = count.to_string();
            let seeded = seed.args(["seed", "--users", &users, "--pages", "0", "--listings", "0"]);
            let seeded = seeded.args(["--orders", "0", "--rooms", "0", "--messages", "0"]).status()?;
            if !seeded.success() {
                bail!("the accounts can't be seeded");
            }
            let mut serve = ours(binary, folder.path(), (port, metrics));
            serve.arg("serve");
            serve
        } else {
            let mut node = Command::new("node");
            node.arg(express.join("server.mjs")).env("PORT", port.to_string()).env("DATA", folder.path());
            node
        };
        let log = std::fs::File::create(folder.path().join("log"))?;
        let process = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut peer = Self { kind, port, metrics, accounts: Vec::new(), process, _folder: folder };
        let patience = Instant::now() + Duration::from_secs(30);
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if Instant::now() > patience {
                bail!("{} doesn't listen", kind.name());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        peer.accounts = if kind == Kind::LandingHub {
            log_in(port, count).await?
        } else {
            (0..count).map(|number| (number.to_string(), String::new())).collect()
        };
        peer.settle().await;
        Ok(peer)
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// How a stream of this account is opened.
    pub fn opening(&self, account: usize) -> Opening {
        let port = self.port;
        let token = self.accounts.get(account).map_or("", |(token, _)| token.as_str());
        let get = |path: &str, more: &str| {
            format!(
                "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n{more}\r\n"
            )
        };
        match self.kind {
            Kind::LandingHub => {
                Opening { request: get("/api/events", ""), then: None, greeting: "event: hello", ping: None }
            }
            Kind::ExpressSse => {
                Opening { request: get("/events", ""), then: None, greeting: "event: hello", ping: None }
            }
            Kind::SocketIo => Opening {
                request: get(
                    &format!("/socket.io/?EIO=4&transport=websocket&user={token}"),
                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                ),
                // `40`, masked with zeros, in one text frame (RFC 6455, 5.2): connect to the default namespace.
                then: Some(b"\x81\x82\0\0\0\x0040"),
                greeting: "40{\"sid\"",
                // `2` asks for `3`.
                ping: Some((b"\x81\x012", b"\x81\x81\0\0\0\x003")),
            },
        }
    }

    /// Path, token and body of a message of this account.
    pub fn message(&self, account: usize, number: u64) -> (String, String, String) {
        let (token, room) = self.accounts.get(account).cloned().unwrap_or_default();
        let text = format!("bench-{number}. Is the blue template still for sale?");
        if self.kind == Kind::LandingHub {
            // The number stands once in what arrives.
            let body = json!({"client_id": format!("c{number}"), "message": text});
            (format!("/api/chat/rooms/{room}/messages"), token, body.to_string())
        } else {
            (
                "/messages".to_owned(),
                token,
                json!({"client_id": format!("c{number}"), "message": text}).to_string(),
            )
        }
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
        Ok(line.split_whitespace().nth(1).context("a number")?.parse::<f64>()? * 1024.0)
    }

    /// Jobs, commits and statements of the writer so far; nothing for a server that isn't ours.
    pub async fn written(&self) -> Result<Option<[f64; 3]>> {
        if self.kind != Kind::LandingHub {
            return Ok(None);
        }
        let mut socket = tokio::net::TcpStream::connect(("127.0.0.1", self.metrics)).await?;
        socket.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
        let mut text = String::new();
        socket.read_to_string(&mut text).await?;
        let of = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("store_write_{name}_total ")))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        Ok(of("jobs")
            .zip(of("commits"))
            .zip(of("statements"))
            .map(|((jobs, commits), run)| [jobs, commits, run]))
    }

    /// Waits until the server does nothing.
    pub async fn settle(&self) {
        let mut before = 0;
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let stat =
                std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
            let ticks: u64 =
                stat.split(' ').skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
            if ticks - before.min(ticks) <= 2 {
                return;
            }
            before = ticks;
        }
    }
}

fn ours(binary: &Path, folder: &Path, (port, metrics): (u16, u16)) -> Command {
    let mut command = Command::new(binary);
    command
        .env_clear()
        .env("LANDINGHUB_LISTEN", format!("127.0.0.1:{port}"))
        .env("LANDINGHUB_BASE_URL", format!("http://localhost:{port}"))
        .env("LANDINGHUB_PAGES_DOMAIN", format!("localhost:{port}"))
        .env("LANDINGHUB_CONTENT_DOMAIN", format!("content.localhost:{port}"))
        .env("LANDINGHUB_DATA_DIR", folder.join("data"))
        .env("LANDINGHUB_CHROMIUM", "off")
        .env("LANDINGHUB_METRICS_LISTEN", format!("127.0.0.1:{metrics}"));
    for limit in ["LOGIN_ACCOUNT_PREFIX", "LOGIN_ACCOUNT", "LOGIN_PREFIX", "API_USER", "CHAT_MESSAGES"] {
        command.env(format!("LANDINGHUB_LIMIT_{limit}"), "0");
    }
    command
}

/// Everybody logs in and opens a room.
async fn log_in(port: u16, count: usize) -> Result<Vec<(String, String)>> {
    let mut workers = JoinSet::new();
    for worker in 0..4 {
        workers.spawn(async move {
            let mut poster = Poster::new(port);
            let mut found = Vec::new();
            for number in (worker..count).step_by(4) {
                let login = json!({"email": format!("user{}@seed.test", number + 1), "password": PASSWORD});
                let answer = ask(&mut poster, "/api/auth/login", "", &login).await?;
                let token = answer["access_token"].as_str().context("a token")?.to_owned();
                let room = json!({"subject": "A question", "message": "Hello"});
                let answer = ask(&mut poster, "/api/chat/rooms", &token, &room).await?;
                let room = answer["room"]["id"].as_str().context("a room")?.to_owned();
                found.push((number, (token, room)));
            }
            Ok::<_, anyhow::Error>(found)
        });
    }
    let mut all = Vec::new();
    while let Some(worker) = workers.join_next().await {
        all.extend(worker??);
    }
    all.sort_by_key(|(number, _)| *number);
    Ok(all.into_iter().map(|(_, account)| account).collect())
}

async fn ask(poster: &mut Poster, path: &str, token: &str, body: &Value) -> Result<Value> {
    let (status, answer) = poster.post(path, token, &body.to_string()).await?;
    if status >= 300 {
        bail!("{path} answered with {status}: {answer}");
    }
    Ok(serde_json::from_str(&answer)?)
}
