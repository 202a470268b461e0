//! Visitors, rooms, and what their people do with them.

use super::Answer;
use crate::extract::{ApiJson, ApiPath, ApiQuery, ApiSlice, ChatCaller, SliceQuery, Visitor};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use landinghub::api::List;
use landinghub::api::chat::{HoursNow, NewRoom, NewVisitor, OpenedRoom, Rating, Room, VisitorPass};
use landinghub_services::chat::{self, RoomQuery};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(start_visitor))
        .routes(routes!(hours))
        .routes(routes!(list_rooms, open_room))
        .routes(routes!(room))
        .routes(routes!(rate))
        .routes(routes!(report))
        .routes(routes!(transcript))
}

/// Lets somebody in who has no account: the token is good for chat and its events.
#[utoipa::path(post, path = "/api/chat/visitors", tag = "chat", request_body = NewVisitor, responses(
    (status = 201, body = VisitorPass),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn start_visitor(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    input: Option<ApiJson<NewVisitor>>,
) -> Result<Response, ApiError> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    let pass = chat::start_visitor(&state.services, &caller, input).await?;
    Ok((StatusCode::CREATED, Json(pass)).into_response())
}

/// Whether the support is there, its hours, and by when to expect an answer.
#[utoipa::path(get, path = "/api/chat/hours", tag = "chat", responses((status = 200, body = HoursNow)))]
async fn hours(State(state): State<AppState>) -> Answer<HoursNow> {
    Ok(Json(chat::hours(&state.services).await?))
}

/// Which rooms.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct RoomsQuery {
    /// For admins: `unassigned`, `mine`, `all` (where absent) or `snoozed`.
    view: Option<String>,
    /// `open`, `pending` or `resolved`.
    status: Option<String>,
    /// For admins: `low`, `normal`, `high` or `urgent`.
    priority: Option<String>,
    /// For admins: one of its tags.
    tag: Option<String>,
    /// Words of messages or the subject; for admins also of notes and the customer's name or address.
    q: Option<String>,
    /// For admins: only rooms they are the customer or the seller of.
    own: Option<bool>,
}

/// One's rooms, the latest first; for admins those of the inbox.
#[utoipa::path(get, path = "/api/chat/rooms", tag = "chat", params(RoomsQuery, SliceQuery), responses(
    (status = 200, body = List<Room>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn list_rooms(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiQuery(query): ApiQuery<RoomsQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Room>> {
    let RoomsQuery { view, status, priority, tag, q, own } = query;
    let query = RoomQuery { view, status, priority, tag, q, own: own.unwrap_or_default(), slice };
    Ok(Json(chat::rooms(&state.services, &caller, &query).await?))
}

/// Opens a room with its first message.
#[utoipa::path(post, path = "/api/chat/rooms", tag = "chat", request_body = NewRoom, responses(
    (status = 201, body = OpenedRoom),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 403, body = ProblemBody, description = "`own_listing`; `forbidden`: visitors write to sellers with an account"),
    (status = 404, body = ProblemBody, description = "`not_found`: no such listing or order"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn open_room(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiJson(new): ApiJson<NewRoom>,
) -> Result<Response, ApiError> {
    let opened = chat::open(&state.services, &caller, new).await?;
    let location = format!("/api/chat/rooms/{}", opened.room.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(opened)).into_response())
}

/// One room.
#[utoipa::path(get, path = "/api/chat/rooms/{id}", tag = "chat", params(("id" = String, Path)), responses(
    (status = 200, body = Room),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn room(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Room> {
    Ok(Json(chat::room(&state.services, &caller, &id).await?))
}

/// The customer says how good it was.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/rating", tag = "chat", params(("id" = String, Path)), request_body = Rating, responses(
    (status = 200, body = Room),
    (status = 403, body = ProblemBody, description = "`forbidden`: only the customer"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn rate(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    rating: Option<ApiJson<Rating>>,
) -> Answer<Room> {
    let nothing = Rating { score: 0, comment: None };
    let rating = rating.map_or(nothing, |ApiJson(rating)| rating);
    Ok(Json(chat::rate(&state.services, &caller, &id, rating).await?))
}

/// A buyer or a seller asks the support to look at their room.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/report", tag = "chat", params(("id" = String, Path)), responses(
    (status = 200, body = Room),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: the support has it already"),
))]
async fn report(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Room> {
    Ok(Json(chat::report(&state.services, &caller, &id).await?))
}

/// Where a transcript goes.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
struct TranscriptTo {
    /// For visitors; an account's goes to its own address.
    email: Option<String>,
}

/// Sends the conversation by e-mail.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/transcript", tag = "chat", params(("id" = String, Path)), request_body = TranscriptTo, responses(
    (status = 202, description = "It is on its way"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: a visitor without an address"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn transcript(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    to: Option<ApiJson<TranscriptTo>>,
) -> Result<StatusCode, ApiError> {
    let to = to.map(|ApiJson(to)| to).unwrap_or_default();
    chat::transcript(&state.services, &caller, &id, to.email.as_deref()).await?;
    Ok(StatusCode::ACCEPTED)
}
