//! Connections: taking them, giving up on those that say nothing, and letting them finish.

mod events;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// From the first moment of a connection, or the end of the last answer, to the end of the next header.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest header, in bytes.
const HEADER_BYTES: usize = 64 * 1024;
/// The first bytes of HTTP/2 without TLS (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How long a silent connection may still begin a request once a shutdown has begun.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// What was sent and isn't acknowledged for so long ends a connection: a stream has long silences, and nobody else
/// would notice that the other end is gone.
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);
/// How long to rest when the system has no more file descriptors.
const REST: Duration = Duration::from_millis(50);

/// The other end of the connection a request came on.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How connections are treated.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Open at once at the most; more wait to be taken.
    pub connections: usize,
    /// After a shutdown began, what is still open then is cut.
    pub grace: Duration,
}

/// Serves until `shutdown`, then takes no more connections, lets requests in flight finish, and returns.
pub async fn serve(listener: TcpListener, router: Router, options: Options, shutdown: CancellationToken) {
    let places = Arc::new(Semaphore::new(options.connections.clamp(1, Semaphore::MAX_PERMITS)));
    let tracker = TaskTracker::new();
    let open = metrics::gauge!("http_connections");
    let take = |stream: TcpStream, peer: SocketAddr, place: Option<OwnedSemaphorePermit>| {
        // Without it, small answers wait for acknowledgements; that it fails means the peer is gone.
        let _ = stream.set_nodelay(true);
        let _ = SockRef::from(&stream).set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        let (router, shutdown, open) = (router.clone(), shutdown.clone(), open.clone());
        tracker.spawn(async move {
            open.increment(1.0);
            connection(stream, peer, router, &shutdown).await;
            open.decrement(1.0);
            drop(place);
        });
    };
    loop {
        let place = tokio::select! {
            () = shutdown.cancelled() => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => take(stream, peer, place.ok()),
            // A connection that is gone again harms nobody; a full table of files needs time.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection can't be accepted");
                sleep(REST).await;
            }
        }
    }
    // Those that wait in the system's queue are served, too: closing the listener would reset them. The runtime
    // may not have heard of them yet, so the system is asked directly.
    if let Ok(listener) = listener.into_std() {
        while let Ok((stream, peer)) = listener.accept() {
            if stream.set_nonblocking(true).is_ok()
                && let Ok(stream) = TcpStream::from_std(stream)
            {
                take(stream, peer, None);
            }
        }
    }
    tracker.close();
    if tokio::time::timeout(options.grace, tracker.wait()).await.is_err() {
        tracing::warn!("connections that didn't finish in time are cut");
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, shutdown: &CancellationToken) {
    let first = tokio::select! {
        biased;
        first = first(&stream) => first,
        // What was sent before the shutdown may still be on its way.
        () = after(shutdown, LAST_WORDS) => return,
    };
    let Ok(first) = first else { return };
    if first == First::Events
        && let Ok(Some(request)) = events::waiting(&stream).await
    {
        if let Err(error) = events::serve(stream, peer, router, request).await {
            tracing::debug!(%error, "a stream's connection ended early");
        }
        return;
    }
    // Boxed: those that wait for events don't need the room.
    Box::pin(exchange(stream, peer, router, first == First::Http2, shutdown)).await;
}

/// Requests and answers as hyper knows them.
async fn exchange(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    http2: bool,
    shutdown: &CancellationToken,
) {
    let service = router.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        request
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(HEADER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(20)))
        .keep_alive_timeout(HEADER_TIMEOUT)
        .max_header_list_size(u32::try_from(HEADER_BYTES).unwrap_or(u32::MAX))
        .max_concurrent_streams(128);
    let builder = if http2 { builder.http2_only() } else { builder.http1_only() };
    let io = TokioIo::new(stream);
    let mut served = pin!(builder.serve_connection(io, TowerToHyperService::new(service)));
    // Asked only once it has read what is there: a connection that has read nothing yet would just close.
    let done = tokio::select! {
        biased;
        done = served.as_mut() => done,
        () = shutdown.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = done {
        // Broken pipes, timeouts and nonsense of clients: theirs to notice.
        tracing::debug!(error = %error, "a connection ended early");
    }
}

async fn after(shutdown: &CancellationToken, pause: Duration) {
    shutdown.cancelled().await;
    sleep(pause).await;
}

/// What a connection begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    /// HTTP/2.
    Http2,
    /// Perhaps a request for the event stream.
    Events,
    /// Anything else.
    Other,
}

/// Waits for the first bytes and says what they begin; an error where none come in time.
async fn first(stream: &TcpStream) -> io::Result<First> {
    let deadline = Instant::now() + HEADER_TIMEOUT;
    let mut start = [0_u8; PREFACE.len()];
    loop {
        let count = timeout_at(deadline, stream.peek(&mut start)).await.map_err(io::Error::from)??;
        let seen = start.get(..count).unwrap_or_default();
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if seen.starts_with(events::BEGINNING) {
            return Ok(First::Events);
        }
        if !PREFACE.starts_with(seen) {
            return Ok(First::Other);
        }
        if count == PREFACE.len() {
            return Ok(First::Http2);
        }
        if Instant::now() >= deadline {
            return Err(io::ErrorKind::TimedOut.into());
        }
        // Peeking again answers at once with the same bytes.
        sleep(Duration::from_millis(10)).await;
    }
}
