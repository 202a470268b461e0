//! Which requests are let in at all: sane, for one of our hosts, not too many, not too large, not for ever.

use crate::hosts::{Target, is_sane_path, requested_host};
use crate::middleware::observe::Host;
use crate::problem::problem_response;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CONTENT_LENGTH};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt;
use http_body_util::Limited;
use landinghub::{Code, Problem};
use landinghub_services::Limit;
use std::time::Duration;

/// How long a request waits for a place where too many are in hand: when a server is back, thousands of streams ask at
/// once, and are let in within seconds rather than sent away to ask again.
const PLACE: Duration = Duration::from_secs(3);
/// How long a handler may take.
const HANDLER: Duration = Duration::from_secs(30);
/// How long one with a large body may take: 50 MB on a slow line.
const UPLOAD: Duration = Duration::from_mins(5);
/// A body of which nothing comes for so long is given up.
const BODY_IDLE: Duration = Duration::from_secs(15);
/// Room for the boundaries and names around an uploaded file.
const MULTIPART_BYTES: u64 = 64 * 1024;
/// A refused body up to this size is read to its end, so that its sender gets to read why.
const DRAIN_BYTES: u64 = 128 << 20;

/// Decides and passes on; [`Target`] is in the request's extensions afterwards.
pub async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let target = match target(&state, &request) {
        Ok(target) => target,
        Err(refused) => return *refused,
    };
    let host = Host::of(&target);
    let takes_files =
        matches!(request.uri().path(), "/api/uploads" | "/api/chat/attachments" | "/api/pages/import");
    let is_upload = target == Target::App && takes_files && request.method() == Method::POST;
    let most = body_limit(&state, &target, is_upload);
    request.extensions_mut().insert(target);
    let mut response = within_limits(&state, request, next, most, is_upload).await;
    response.extensions_mut().insert(host);
    response
}

fn target(state: &AppState, request: &Request) -> Result<Target, Box<Response>> {
    let refuse = |code, detail: &str| Err(Box::new(problem_response(Problem::new(code, detail))));
    if matches!(*request.method(), Method::TRACE | Method::CONNECT) {
        let mut response = problem_response(Code::MethodNotAllowed.into());
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE"));
        return Err(Box::new(response));
    }
    let Some(host) = requested_host(request.uri(), request.headers()) else {
        return refuse(Code::Malformed, "A request names one host.");
    };
    let target = match state.hosts.target(&host) {
        Target::Unknown => match state.services.domains.slug(&state.hosts.foreign(&host)) {
            Some(slug) => Target::Site { slug },
            None => Target::Unknown,
        },
        known => known,
    };
    if target == Target::Unknown {
        return refuse(Code::Misdirected, "This host isn't served here.");
    }
    if target == Target::Local && !matches!(request.uri().path(), "/healthz" | "/readyz") {
        return refuse(Code::Misdirected, "This host isn't served here; use the configured address.");
    }
    if !is_sane_path(request.uri().path()) {
        return refuse(Code::Malformed, "The path can't be read.");
    }
    Ok(target)
}

fn body_limit(state: &AppState, target: &Target, is_upload: bool) -> Option<u64> {
    let limits = &state.services.config.limits;
    match target {
        Target::App if is_upload => {
            let largest = limits
                .get(Limit::VIDEO_BYTES)
                .zip(limits.get(Limit::UPLOAD_BYTES))
                .map(|(video, file)| video.max(file));
            largest.map(|bytes| bytes.saturating_add(MULTIPART_BYTES))
        }
        Target::App => limits.get(Limit::JSON_BYTES),
        _ => limits.get(Limit::FORM_BYTES),
    }
}

async fn within_limits(
    state: &AppState,
    request: Request,
    next: Next,
    most: Option<u64>,
    is_upload: bool,
) -> Response {
    let is_health = matches!(request.uri().path(), "/healthz" | "/readyz");
    let place = match &state.places {
        Some(places) if !is_health => {
            let Ok(Ok(place)) = tokio::time::timeout(PLACE, places.clone().acquire_owned()).await else {
                metrics::counter!("http_requests_shed_total").increment(1);
                let detail = "The server has too much to do right now. Try again in a moment.";
                return problem_response(Problem {
                    retry_after: Some(1),
                    ..Problem::new(Code::Unavailable, detail)
                });
            };
            Some(place)
        }
        _ => None,
    };
    let patience = if is_upload { UPLOAD } else { HANDLER };
    let answered = tokio::time::timeout(patience, with_body_limit(request, next, most)).await;
    drop(place);
    answered.unwrap_or_else(|_| {
        tracing::warn!("a request took too long and was given up");
        let detail = "This took too long and was given up. Try again in a moment.";
        problem_response(Problem { retry_after: Some(5), ..Problem::new(Code::Unavailable, detail) })
    })
}

async fn with_body_limit(request: Request, next: Next, most: Option<u64>) -> Response {
    let (parts, body) = request.into_parts();
    let announced =
        parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if let (Some(announced), Some(most)) = (announced, most)
        && announced > most
    {
        if announced <= DRAIN_BYTES {
            drain(body).await;
        }
        return problem_response(Problem::new(
            Code::PayloadTooLarge,
            format!("A body has at most {most} bytes here."),
        ));
    }
    let body = unstalled(body);
    let body = match most.and_then(|most| usize::try_from(most).ok()) {
        Some(most) => Body::new(Limited::new(body, most)),
        None => body,
    };
    next.run(Request::from_parts(parts, body)).await
}

/// The same body, but an error where nothing comes for too long.
fn unstalled(body: Body) -> Body {
    if http_body::Body::is_end_stream(&body) {
        return body;
    }
    let frames = futures::stream::unfold(Some(body.into_data_stream()), |stream| async {
        let mut stream = stream?;
        match tokio::time::timeout(BODY_IDLE, stream.next()).await {
            Ok(Some(frame)) => Some((frame.map_err(axum::BoxError::from), Some(stream))),
            Ok(None) => None,
            Err(_) => Some((Err("the body stalled".into()), None)),
        }
    });
    Body::from_stream(frames)
}

/// Reads and forgets: a connection closed with unread bytes is reset, and the answer lost with it.
async fn drain(body: Body) {
    let mut stream = body.into_data_stream();
    while let Ok(Some(Ok(_))) = tokio::time::timeout(BODY_IDLE, stream.next()).await {}
}
