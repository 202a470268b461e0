//! What the support does with rooms.

use super::Answer;
use crate::extract::{ApiCaller, ApiJson, ApiPath, ChatCaller};
use crate::problem::ProblemBody;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use landinghub::api::chat::{
    Assign, CannedReply, ChatCounts, CustomerContext, Resolve, Room, RoomChange, Snooze, SupportAgent,
};
use landinghub_services::chat;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(assign))
        .routes(routes!(change))
        .routes(routes!(resolve))
        .routes(routes!(reopen))
        .routes(routes!(snooze))
        .routes(routes!(customer))
        .routes(routes!(canned))
        .routes(routes!(agents))
        .routes(routes!(counts))
}

/// Takes a room, or gives it to another admin.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/assign", tag = "chat", params(("id" = String, Path)), request_body = Assign, responses(
    (status = 200, body = Room),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`already_assigned`, with `admin`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: no such admin"),
))]
async fn assign(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<Assign>>,
) -> Answer<Room> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    Ok(Json(chat::assign(&state.services, &caller, &id, input).await?))
}

/// Changes priority, tags or subject.
#[utoipa::path(patch, path = "/api/chat/rooms/{id}", tag = "chat", params(("id" = String, Path)), request_body = RoomChange, responses(
    (status = 200, body = Room),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn change(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<RoomChange>>,
) -> Answer<Room> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    Ok(Json(chat::change(&state.services, &caller, &id, input).await?))
}

/// It is done, as far as it was seen.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/resolve", tag = "chat", params(("id" = String, Path)), request_body = Resolve, responses(
    (status = 200, body = Room),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`newer_message`, with its `seq`"),
))]
async fn resolve(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<Resolve>>,
) -> Answer<Room> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    Ok(Json(chat::resolve(&state.services, &caller, &id, input).await?))
}

/// Brings a room back by hand.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/reopen", tag = "chat", params(("id" = String, Path)), responses(
    (status = 200, body = Room),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn reopen(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Room> {
    Ok(Json(chat::reopen(&state.services, &caller, &id).await?))
}

/// Sets a room aside until a moment, or takes it up again.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/snooze", tag = "chat", params(("id" = String, Path)), request_body = Snooze, responses(
    (status = 200, body = Room),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it is resolved"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: not within a year"),
))]
async fn snooze(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<Snooze>>,
) -> Answer<Room> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    Ok(Json(chat::snooze(&state.services, &caller, &id, input).await?))
}

/// The customer of a room: who they are and what they have.
#[utoipa::path(get, path = "/api/chat/rooms/{id}/customer", tag = "chat", params(("id" = String, Path)), responses(
    (status = 200, body = CustomerContext),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn customer(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<CustomerContext> {
    Ok(Json(chat::customer(&state.services, &caller, &id).await?))
}

/// Canned replies with their placeholders filled in for a room.
#[utoipa::path(get, path = "/api/admin/chat/rooms/{id}/canned-replies", tag = "chat", params(("id" = String, Path)), responses(
    (status = 200, body = Vec<CannedReply>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn canned(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Vec<CannedReply>> {
    Ok(Json(chat::filled_canned(&state.services, &caller, &id).await?))
}

/// Who answers for the support, and whether they are there.
#[utoipa::path(get, path = "/api/admin/chat/agents", tag = "chat", responses(
    (status = 200, body = Vec<SupportAgent>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn agents(State(state): State<AppState>, ApiCaller(caller): ApiCaller) -> Answer<Vec<SupportAgent>> {
    Ok(Json(chat::agents(&state.services, &caller).await?))
}

/// How many rooms wait where.
#[utoipa::path(get, path = "/api/admin/chat/counts", tag = "chat", responses(
    (status = 200, body = ChatCounts),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn counts(State(state): State<AppState>, ApiCaller(caller): ApiCaller) -> Answer<ChatCounts> {
    Ok(Json(chat::counts(&state.services, &caller).await?))
}
