//! `/api/auth/totp`: codes of an authenticator at login.

use crate::extract::{ApiCaller, ApiJson};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use landinghub::api::security::{Totp, TotpConfirmation, TotpEnabled, TotpProof};
use landinghub_services::accounts;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(totp, confirm_totp, end_totp))
}

/// Whether logging in takes a code; while it doesn't, the key an authenticator needs to make them.
#[utoipa::path(get, path = "/api/auth/totp", tag = "auth", responses(
    (status = 200, body = Totp),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn totp(State(state): State<AppState>, ApiCaller(caller): ApiCaller) -> Result<Json<Totp>, ApiError> {
    Ok(Json(accounts::totp(&state.services, &caller).await?))
}

/// Switches codes on by the first one.
#[utoipa::path(post, path = "/api/auth/totp", tag = "auth", request_body = TotpConfirmation, responses(
    (status = 200, body = TotpEnabled, description = "On; the recovery codes are shown this once"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`, `invalid_credentials`"),
    (status = 409, body = ProblemBody, description = "`conflict`: they are on already"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: not the code of now"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn confirm_totp(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<TotpConfirmation>,
) -> Result<Json<TotpEnabled>, ApiError> {
    Ok(Json(accounts::confirm_totp(&state.services, &caller, input).await?))
}

/// Switches codes off. A login of the last ten minutes needs no body.
#[utoipa::path(delete, path = "/api/auth/totp", tag = "auth", request_body = Option<TotpProof>, responses(
    (status = 204, description = "Off"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`, `invalid_credentials`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn end_totp(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    input: Option<ApiJson<TotpProof>>,
) -> Result<StatusCode, ApiError> {
    let proof = input.map(|ApiJson(proof)| proof).unwrap_or_default();
    accounts::end_totp(&state.services, &caller, proof).await?;
    Ok(StatusCode::NO_CONTENT)
}
