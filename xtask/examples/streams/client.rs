//! The client's side: connections that only read, and posts over a few that stay open.

use anyhow::{Context as _, Result, bail};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// A message that has arrived on a stream: which, and when.
pub type Arrived = (u64, Instant);

/// How a stream is asked for and what opens it.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The request, or the handshake, as bytes.
    pub request: String,
    /// What is sent once the first answer is there (socket.io's connect).
    pub then: Option<&'static [u8]>,
    /// The stream is open once this was read.
    pub greeting: &'static str,
    /// What is answered to this ping, where the protocol wants it: both as bytes of frames.
    pub ping: Option<(&'static [u8], &'static [u8])>,
}

/// How long one that was sent away waits before it asks again.
const AGAIN: Duration = Duration::from_millis(250);

/// Opens a stream, again where it is sent away, and reads it until it ends.
pub async fn listen(
    port: u16,
    opening: Arc<Opening>,
    open: Arc<AtomicUsize>,
    arrived: mpsc::UnboundedSender<Arrived>,
) -> Result<()> {
    while !attend(port, &opening, &open, &arrived).await? {
        tokio::time::sleep(AGAIN).await;
    }
    Ok(())
}

/// Reads one stream until it ends, and says whether it was opened. Marks of messages in it (`bench-N.`) are told with
/// their time.
async fn attend(
    port: u16,
    opening: &Opening,
    open: &AtomicUsize,
    arrived: &mpsc::UnboundedSender<Arrived>,
) -> Result<bool> {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await?;
    socket.set_nodelay(true)?;
    socket.write_all(opening.request.as_bytes()).await?;
    let mut then = opening.then;
    let mut greeted = false;
    let mut rest = Vec::new();
    let mut bytes = [0_u8; 2048];
    // A message may come with an event about its room that quotes it: it counts once.
    let mut seen = VecDeque::new();
    loop {
        let count = socket.read(&mut bytes).await?;
        if count == 0 {
            if greeted {
                open.fetch_sub(1, Ordering::Relaxed);
            }
            return Ok(greeted);
        }
        let now = Instant::now();
        rest.extend_from_slice(&bytes[..count]);
        if let Some(frame) = then.take() {
            socket.write_all(frame).await?;
        }
        if !greeted && find(&rest, opening.greeting.as_bytes()).is_some() {
            greeted = true;
            open.fetch_add(1, Ordering::Relaxed);
            rest.clear();
        }
        if let Some((ping, pong)) = opening.ping
            && greeted
            && find(&bytes[..count], ping).is_some()
        {
            socket.write_all(pong).await?;
        }
        let mut from = 0;
        while let Some(at) = find(&rest[from..], MARK) {
            let begin = from + at + MARK.len();
            let Some(length) = rest[begin..].iter().position(|byte| *byte == b'.') else { break };
            if let Ok(number) = String::from_utf8_lossy(&rest[begin..begin + length]).parse()
                && !seen.contains(&number)
            {
                let _ = arrived.send((number, now));
                seen.push_front(number);
                seen.truncate(16);
            }
            from = begin + length;
        }
        // What may be half a mark stays.
        let keep = if greeted { rest.len().max(from + 64) - 64 } else { 0 };
        rest.drain(..keep.max(from).min(rest.len()));
    }
}

/// Begins the number of a message in its text; a dot ends it.
pub const MARK: &[u8] = b"bench-";

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// A connection for posts, kept open.
pub struct Poster {
    port: u16,
    socket: Option<BufReader<TcpStream>>,
}

impl Poster {
    /// Not connected yet.
    pub const fn new(port: u16) -> Self {
        Self { port, socket: None }
    }

    /// Posts JSON and answers status and body.
    pub async fn post(&mut self, path: &str, token: &str, body: &str) -> Result<(u16, String)> {
        let port = self.port;
        let socket = match &mut self.socket {
            Some(socket) => socket,
            none => none.insert(BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?)),
        };
        socket.get_mut().set_nodelay(true)?;
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        socket.write_all(request.as_bytes()).await?;
        let answer = read(socket).await;
        if answer.is_err() {
            self.socket = None;
        }
        answer
    }
}

async fn read(socket: &mut BufReader<TcpStream>) -> Result<(u16, String)> {
    let mut line = String::new();
    socket.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).context("a status")?.parse()?;
    let mut length = None;
    let mut chunked = false;
    loop {
        line.clear();
        if socket.read_line(&mut line).await? == 0 {
            bail!("the connection has ended");
        }
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = Some(value.trim().parse::<usize>()?);
        }
        chunked |= header.starts_with("transfer-encoding:") && header.contains("chunked");
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            line.clear();
            socket.read_line(&mut line).await?;
            let size = usize::from_str_radix(line.trim(), 16)?;
            let mut chunk = vec![0; size + 2];
            socket.read_exact(&mut chunk).await?;
            body.extend_from_slice(&chunk[..size]);
            if size == 0 {
                break;
            }
        }
    } else {
        body.resize(length.unwrap_or(0), 0);
        socket.read_exact(&mut body).await?;
    }
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}
