//! Connections that ask for the event stream. Thousands of them stay open and say little, so nothing is kept for them but
//! the socket and the stream: hyper would hold 16 KB of buffers for each as long as it lasts. Only a clean request that is
//! there as a whole, and has no body, comes this way; hyper serves whatever else there is.

use super::Peer;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, Version, header};
use http_body_util::BodyExt;
use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::time::SystemTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;

/// How such a request begins; a space or a question mark follows.
pub(super) const BEGINNING: &[u8] = b"GET /api/events";
/// Longer heads are hyper's.
const MOST: usize = 8 * 1024;
/// More headers are hyper's.
const MOST_HEADERS: usize = 64;
/// Those whose requests are hyper's: they announce a body or want another protocol.
const NOT_HERE: [HeaderName; 4] =
    [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::EXPECT, header::UPGRADE];

/// The request that waits on this connection, and how many bytes it has, if it is one for this way.
pub(super) async fn waiting(stream: &TcpStream) -> io::Result<Option<(Request, usize)>> {
    let mut bytes = vec![0_u8; MOST];
    let count = stream.peek(&mut bytes).await?;
    Ok(read(bytes.get(..count).unwrap_or_default()))
}

fn read(bytes: &[u8]) -> Option<(Request, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = head.parse(bytes).ok()? else { return None };
    if head.method != Some("GET") || head.version != Some(1) || length != bytes.len() {
        return None;
    }
    let uri: Uri = head.path?.parse().ok()?;
    if uri.path() != "/api/events" || uri.authority().is_some() {
        return None;
    }
    let mut request = Request::builder().method(Method::GET).version(Version::HTTP_11).uri(uri);
    let kept = request.headers_mut()?;
    for line in head.headers.iter() {
        let name = HeaderName::from_bytes(line.name.as_bytes()).ok()?;
        if NOT_HERE.contains(&name) {
            return None;
        }
        kept.append(name, HeaderValue::from_bytes(line.value).ok()?);
    }
    Some((request.body(Body::empty()).ok()?, length))
}

/// Answers it, and sends what comes until either side is gone. The connection ends with the answer.
pub(super) async fn serve(
    mut stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    (mut request, length): (Request, usize),
) -> io::Result<()> {
    stream.read_exact(&mut vec![0_u8; length]).await?;
    request.extensions_mut().insert(Peer(peer));
    // Boxed and gone before the waiting begins.
    let answer = Box::pin(router.oneshot(request)).await.unwrap_or_else(|never| match never {});
    let (parts, mut body) = answer.into_parts();
    stream.write_all(head(parts.status, &parts.headers).as_slice()).await?;
    drop(parts);
    let (mut from, mut to) = stream.split();
    let mut nothing = [0_u8; 64];
    loop {
        tokio::select! {
            frame = body.frame() => match frame {
                Some(Ok(frame)) => if let Ok(bytes) = frame.into_data() {
                    to.write_all(&bytes).await?;
                },
                Some(Err(_)) | None => return to.shutdown().await,
            },
            // Who listens has nothing to say: what comes is thrown away until the end does.
            count = from.read(&mut nothing) => if count? == 0 { return Ok(()) },
        }
    }
}

/// The lines before the body, which ends with the connection (RFC 9112, section 6.3).
#[expect(clippy::disallowed_methods, reason = "nothing depends on the date in a header")]
fn head(status: axum::http::StatusCode, headers: &HeaderMap) -> Vec<u8> {
    let mut lines =
        format!("HTTP/1.1 {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let _ = write!(lines, "connection: close\r\ndate: {}\r\n", httpdate::HttpDate::from(SystemTime::now()));
    let mut bytes = lines.into_bytes();
    for (name, value) in headers {
        if name == header::CONNECTION || name == header::DATE {
            continue;
        }
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<String> {
        read(text.as_bytes()).map(|(request, _)| request.uri().to_string())
    }

    #[test]
    fn a_whole_clean_request_for_the_stream_is_taken() {
        let taken = "GET /api/events?after=e-7 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAccept: */*\r\n\r\n";
        let (request, length) = read(taken.as_bytes()).expect("taken");
        assert_eq!((request.uri().query(), length), (Some("after=e-7"), taken.len()));
        assert_eq!(request.headers().get_all("accept").iter().count(), 2);
    }

    #[test]
    fn everything_else_is_left_alone() {
        for other in [
            "GET /api/events HTTP/1.1\r\nHost: a\r\n",
            "GET /api/events/poll HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /api/events HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /api/events HTTP/1.0\r\nHost: a\r\n\r\n",
            "GET http://other/api/events HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /api/events HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "GET /api/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET /api/events HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n",
            "GET /api/events HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "GET /api/events HTTP/1.1\r\nHo st: a\r\n\r\n",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
    }

    #[test]
    fn an_answer_ends_with_its_connection() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("text/event-stream"));
        headers.insert("connection", HeaderValue::from_static("keep-alive"));
        let head = String::from_utf8(head(axum::http::StatusCode::OK, &headers)).expect("text");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\nconnection: close\r\ndate: "), "{head}");
        assert!(head.ends_with(" GMT\r\ncontent-type: text/event-stream\r\n\r\n"), "{head}");
    }
}
