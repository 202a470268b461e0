//! A request's identity, its line in the log, its numbers, and the net under its panics.

use crate::accept::Peer;
use crate::hosts::Target;
use crate::middleware::ClientIp;
use crate::problem::problem_response;
use crate::proxies::client_ip;
use crate::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use landinghub::{Code, Id, Problem};
use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Instrument;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers that only a trusted proxy may set, and that nothing behind this needs.
const FORWARDED: &[&str] = &[
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-real-ip",
    "x-request-id",
];

/// The route that answered, for the log and the numbers; never the path itself, which has no end of values.
#[derive(Clone, Debug)]
pub struct Route(pub String);

/// The host a request was for, as the admission found it.
#[derive(Clone, Copy, Debug)]
pub struct Host(pub &'static str);

impl Host {
    /// A word for the log.
    pub const fn of(target: &Target) -> Self {
        Self(match target {
            Target::App => "app",
            Target::Site { .. } => "site",
            Target::Content { .. } => "content",
            Target::Local => "local",
            Target::Unknown => "unknown",
        })
    }
}

/// The outermost layer.
pub async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = Id::token::<10>(&*state.services.rng);
    let peer =
        request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let ip = client_ip(peer, request.headers(), &state.trusted_proxies);
    for name in FORWARDED {
        request.headers_mut().remove(*name);
    }
    request.extensions_mut().insert(ClientIp(ip));
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method);
    let started = Instant::now();
    let in_flight = metrics::gauge!("http_requests_in_flight");
    in_flight.increment(1.0);
    let outcome = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    in_flight.decrement(1.0);
    // The panic's hook has logged it.
    let mut response = outcome.unwrap_or_else(|_| {
        problem_response(Problem::new(
            Code::Internal,
            "Something went wrong on our side. It has been logged; try again.",
        ))
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    let route =
        response.extensions().get::<Route>().map_or_else(|| "unmatched".to_owned(), |route| route.0.clone());
    let host = response.extensions().get::<Host>().map_or("unknown", |host| host.0);
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(host, route, status, milliseconds, %ip, "a request was answered"));
    metrics::counter!("http_requests_total", "host" => host, "method" => method_label(&method), "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("http_request_duration_seconds", "host" => host, "route" => route)
        .record(elapsed.as_secs_f64());
    response
}

/// Clients may make up methods; numbers have labels for the known ones.
fn method_label(method: &axum::http::Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| method == known)
        .unwrap_or("other")
}

/// Around each route: tells the outermost layer which one answered.
pub async fn note_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| Route(path.as_str().to_owned()));
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}
