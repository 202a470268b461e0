//! `/api/events`: the stream, its tickets, and who has a page open.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ChatCaller, Visitor};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use landinghub::live::{HereNow, Polled, Ticket};
use landinghub_services::events;
use serde::Deserialize;
use std::convert::Infallible;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(poll)).routes(routes!(ticket)).routes(routes!(presence))
}

/// The stream itself.
pub fn streams() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(stream))
}

/// How a stream begins.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Begin {
    /// From `POST /api/events/ticket`, where neither cookie nor header can be sent.
    ticket: Option<String>,
    /// The `id` of the last event that was seen; the header `Last-Event-ID` beats it.
    after: Option<String>,
}

/// Everything the caller may see, as it happens; what was missed first.
#[utoipa::path(get, path = "/api/events", tag = "events", params(Begin), responses(
    (status = 200, content_type = "text/event-stream", description =
        "`hello`, then events in order; `hb` every 15 to 20 seconds; `reset` where too much was missed; `bye` at the end"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`, `session_ended`"),
    (status = 503, body = ProblemBody, description = "`unavailable`: the server is about to stop"),
))]
async fn stream(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiQuery(begin): ApiQuery<Begin>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let actor = match &begin.ticket {
        Some(ticket) => events::redeem(&state.services, ticket).await?,
        None => caller.listener()?,
    };
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).filter(|id| !id.is_empty());
    let stream = events::open(&state.services, actor, last.or(begin.after.as_deref())).await?;
    let frames = futures::stream::unfold(stream, |mut stream| async {
        let frame = stream.next().await?;
        Some((Ok::<_, Infallible>(frame), stream))
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-cache, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(frames)).into_response())
}

/// Where to go on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// The `id` of the last event that was seen, or the last answer's `cursor`.
    after: Option<String>,
}

/// What the stream would have told since, for browsers behind a proxy that doesn't let streams through.
#[utoipa::path(get, path = "/api/events/poll", tag = "events", params(Since), responses(
    (status = 200, body = Polled),
    (status = 401, body = ProblemBody, description = "`unauthenticated`, `session_ended`"),
))]
async fn poll(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiQuery(since): ApiQuery<Since>,
) -> Result<Json<Polled>, ApiError> {
    Ok(Json(events::poll(&state.services, &caller, since.after.as_deref()).await?))
}

/// A ticket that opens one stream of this session.
#[utoipa::path(post, path = "/api/events/ticket", tag = "events", responses(
    (status = 200, body = Ticket),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn ticket(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
) -> Result<Json<Ticket>, ApiError> {
    Ok(Json(events::ticket(&state.services, &caller).await?))
}

/// Says that an editor has the page open and what is selected there; good for 60 seconds.
#[utoipa::path(post, path = "/api/pages/{id}/presence", tag = "events", params(("id" = String, Path)), request_body = HereNow, responses(
    (status = 204, description = "Everybody on the page is told"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn presence(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(now): ApiJson<HereNow>,
) -> Result<StatusCode, ApiError> {
    events::here(&state.services, &caller, &id, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
