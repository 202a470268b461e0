//! Canned replies, settings and reports, for admins.

use super::Answer;
use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use landinghub::api::List;
use landinghub::api::chat::{CannedDraft, CannedReply, ChatReport, ChatSettings};
use landinghub_services::chat;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_canned, create_canned))
        .routes(routes!(update_canned, delete_canned))
        .routes(routes!(settings, save_settings))
        .routes(routes!(reports))
}

/// Canned replies, by shortcut.
#[utoipa::path(get, path = "/api/admin/canned-replies", tag = "chat", params(SliceQuery), responses(
    (status = 200, body = List<CannedReply>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn list_canned(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<CannedReply>> {
    Ok(Json(chat::canned_replies(&state.services, &caller, &slice).await?))
}

/// Makes a canned reply.
#[utoipa::path(post, path = "/api/admin/canned-replies", tag = "chat", request_body = CannedDraft, responses(
    (status = 201, body = CannedReply),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn create_canned(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    draft: Option<ApiJson<CannedDraft>>,
) -> Result<Response, ApiError> {
    let draft = draft.map(|ApiJson(draft)| draft).unwrap_or_default();
    let made = chat::create_canned(&state.services, &caller, draft).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Changes a canned reply.
#[utoipa::path(patch, path = "/api/admin/canned-replies/{id}", tag = "chat", params(("id" = String, Path)), request_body = CannedDraft, responses(
    (status = 200, body = CannedReply),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn update_canned(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    draft: Option<ApiJson<CannedDraft>>,
) -> Answer<CannedReply> {
    let draft = draft.map(|ApiJson(draft)| draft).unwrap_or_default();
    Ok(Json(chat::update_canned(&state.services, &caller, &id, draft).await?))
}

/// Deletes a canned reply.
#[utoipa::path(delete, path = "/api/admin/canned-replies/{id}", tag = "chat", params(("id" = String, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn delete_canned(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    chat::delete_canned(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How the support works.
#[utoipa::path(get, path = "/api/admin/chat/settings", tag = "chat", responses(
    (status = 200, body = ChatSettings),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn settings(State(state): State<AppState>, ApiCaller(caller): ApiCaller) -> Answer<ChatSettings> {
    Ok(Json(chat::settings(&state.services, &caller).await?))
}

/// Changes how the support works; what is absent gets its default.
#[utoipa::path(put, path = "/api/admin/chat/settings", tag = "chat", request_body = ChatSettings, responses(
    (status = 200, body = ChatSettings),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn save_settings(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    new: Option<ApiJson<ChatSettings>>,
) -> Answer<ChatSettings> {
    let new = new.map(|ApiJson(new)| new).unwrap_or_default();
    Ok(Json(chat::save_settings(&state.services, &caller, new).await?))
}

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Period {
    /// The first day, such as 2026-11-01; 30 days before the last where absent.
    from: Option<String>,
    /// The last day; today where absent.
    to: Option<String>,
}

/// What the support did.
#[utoipa::path(get, path = "/api/admin/chat/reports", tag = "chat", params(Period), responses(
    (status = 200, body = ChatReport),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn reports(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(period): ApiQuery<Period>,
) -> Answer<ChatReport> {
    let (from, to) = (period.from.as_deref(), period.to.as_deref());
    Ok(Json(chat::support_report(&state.services, &caller, from, to).await?))
}
