//! Pages taken down, abuse reports, and the platform's numbers.

use super::super::marketplace::StatusQuery;
use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use landinghub::api::List;
use landinghub::api::admin::{Report, ReportDecision, Takedown};
use landinghub::api::market::Reason;
use landinghub::api::stats::Analytics;
use landinghub_services::{analytics, takedowns};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(take_down, lift))
        .routes(routes!(list_takedowns))
        .routes(routes!(list_reports))
        .routes(routes!(decide_report))
        .routes(routes!(numbers))
}

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Days {
    /// The first day in UTC, `YYYY-MM-DD`; thirty days before the last where absent.
    from: Option<String>,
    /// The last day; today where absent.
    to: Option<String>,
}

/// Takes a page down: it answers 451 until that is lifted, and its listings are suspended.
#[utoipa::path(post, path = "/api/admin/pages/{id}/takedown", tag = "admin", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, body = Takedown),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it is down already"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn take_down(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Reason>,
) -> Result<Json<Takedown>, ApiError> {
    Ok(Json(takedowns::take_down(&state.services, &caller, &id, input).await?))
}

/// Lets a page up again, and its listings with it.
#[utoipa::path(delete, path = "/api/admin/pages/{id}/takedown", tag = "admin", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`: it isn't down"),
))]
async fn lift(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    takedowns::lift(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pages that are down, the latest first.
#[utoipa::path(get, path = "/api/admin/takedowns", tag = "admin", params(SliceQuery), responses(
    (status = 200, body = List<Takedown>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn list_takedowns(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<Takedown>>, ApiError> {
    Ok(Json(takedowns::list(&state.services, &caller, &slice).await?))
}

/// Abuse reports, the latest first; open ones unless another status (or `all`) is asked for.
#[utoipa::path(get, path = "/api/admin/reports", tag = "admin", params(StatusQuery, SliceQuery), responses(
    (status = 200, body = List<Report>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn list_reports(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<StatusQuery>,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<Report>>, ApiError> {
    Ok(Json(takedowns::reports(&state.services, &caller, query.status.as_deref(), &slice).await?))
}

/// Closes a report.
#[utoipa::path(post, path = "/api/admin/reports/{id}/decide", tag = "admin", params(("id" = String, Path)), request_body = ReportDecision, responses(
    (status = 200, body = Report),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: decided already"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn decide_report(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<ReportDecision>,
) -> Result<Json<Report>, ApiError> {
    Ok(Json(takedowns::decide(&state.services, &caller, &id, input).await?))
}

/// The platform's numbers by day.
#[utoipa::path(get, path = "/api/admin/analytics", tag = "admin", params(Days), responses(
    (status = 200, body = Analytics),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn numbers(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(days): ApiQuery<Days>,
) -> Result<Json<Analytics>, ApiError> {
    let (from, to) = (days.from.as_deref(), days.to.as_deref());
    Ok(Json(analytics::analytics(&state.services, &caller, from, to).await?))
}
