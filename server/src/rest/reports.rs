//! `/api/reports`: abuse, said by anybody. `/api/dashboard`: an account's own numbers.

use crate::extract::{ApiCaller, ApiJson, Visitor};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use landinghub::api::admin::{NewReport, Report};
use landinghub::api::stats::DashboardStats;
use landinghub_services::{analytics, takedowns};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(report)).routes(routes!(stats))
}

/// Says that something here is abuse. No account is needed.
#[utoipa::path(post, path = "/api/reports", tag = "reports", request_body = NewReport, responses(
    (status = 201, body = Report),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn report(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiJson(input): ApiJson<NewReport>,
) -> Result<(StatusCode, Json<Report>), ApiError> {
    Ok((StatusCode::CREATED, Json(takedowns::report(&state.services, &caller, input).await?)))
}

/// One's own numbers: pages, visits, leads, sales, by day.
#[utoipa::path(get, path = "/api/dashboard/stats", tag = "dashboard", responses(
    (status = 200, body = DashboardStats),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn stats(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
) -> Result<Json<DashboardStats>, ApiError> {
    Ok(Json(analytics::dashboard(&state.services, &caller).await?))
}
