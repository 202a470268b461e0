//! `/api/notifications`: the centre, what one wants to be told of, and the browsers that may be sent to.

use crate::extract::{ApiCaller, ApiJson, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use landinghub::api::notifications::{
    NotificationPreferences, Notifications, PreferencesChange, PushEnd, PushKey, PushSubscription, Reading,
    Seeing, Unread,
};
use landinghub_services::notifications;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(see))
        .routes(routes!(preferences, change))
        .routes(routes!(push_key, subscribe, end))
}

/// Which notifications.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// One kind, such as `new_sale`.
    kind: Option<String>,
    /// Kinds of one group: `selling`, `buying`, `pages`, `chat`, `account` or `admin`.
    group: Option<String>,
    /// `true` for those that weren't read.
    unread: Option<String>,
}

/// One's own, the newest first, with how many are unread in all.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", params(Asked, SliceQuery), responses(
    (status = 200, body = Notifications),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn list(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(asked): ApiQuery<Asked>,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<Notifications>, ApiError> {
    let unread = matches!(asked.unread.as_deref(), Some("true" | "1" | "on" | ""));
    let query = notifications::Query { kind: asked.kind, group: asked.group, unread, slice };
    Ok(Json(notifications::list(&state.services, &caller, &query).await?))
}

/// Notes what was read; what would have gone out about it doesn't. Ids that aren't one's own change nothing.
#[utoipa::path(post, path = "/api/notifications/read", tag = "notifications", request_body = Reading, responses(
    (status = 200, body = Unread, description = "How many are left"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: neither `ids` nor `up_to` nor `all`"),
))]
async fn read(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(reading): ApiJson<Reading>,
) -> Result<Json<Unread>, ApiError> {
    Ok(Json(notifications::read(&state.services, &caller, reading).await?))
}

/// Notes what was shown: no browser has to show it again.
#[utoipa::path(post, path = "/api/notifications/seen", tag = "notifications", request_body = Seeing, responses(
    (status = 204, description = "Noted"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn see(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(seeing): ApiJson<Seeing>,
) -> Result<StatusCode, ApiError> {
    notifications::see(&state.services, &caller, seeing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What one wants to be told of, and how.
#[utoipa::path(get, path = "/api/notifications/preferences", tag = "notifications", responses(
    (status = 200, body = NotificationPreferences),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn preferences(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
) -> Result<Json<NotificationPreferences>, ApiError> {
    Ok(Json(notifications::preferences(&state.services, &caller).await?))
}

/// Changes it; what isn't named stays, and what can't be switched off stays on.
#[utoipa::path(put, path = "/api/notifications/preferences", tag = "notifications", request_body = PreferencesChange, responses(
    (status = 200, body = NotificationPreferences),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: a time, zone or number there isn't; nothing was changed"),
))]
async fn change(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<PreferencesChange>,
) -> Result<Json<NotificationPreferences>, ApiError> {
    Ok(Json(notifications::change(&state.services, &caller, input).await?))
}

/// What a browser needs to subscribe.
#[utoipa::path(get, path = "/api/notifications/push", tag = "notifications", responses(
    (status = 200, body = PushKey),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 503, body = ProblemBody, description = "`unavailable`: push isn't set up"),
))]
async fn push_key(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
) -> Result<Json<PushKey>, ApiError> {
    Ok(Json(notifications::push_key(&state.services, &caller)?))
}

/// This browser may be sent to, as long as the session lasts. Done twice it is done once.
#[utoipa::path(post, path = "/api/notifications/push", tag = "notifications", request_body = PushSubscription, responses(
    (status = 204, description = "Subscribed"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn subscribe(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<PushSubscription>,
) -> Result<StatusCode, ApiError> {
    notifications::subscribe(&state.services, &caller, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// This browser isn't sent to any more.
#[utoipa::path(delete, path = "/api/notifications/push", tag = "notifications", request_body = PushEnd, responses(
    (status = 204, description = "It isn't, whether it was or not"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn end(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<PushEnd>,
) -> Result<StatusCode, ApiError> {
    notifications::end_push(&state.services, &caller, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
