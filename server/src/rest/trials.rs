//! Trying what is for sale in the editor, and newer revisions of what was bought.

use crate::extract::{ApiCaller, ApiJson, ApiPath};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use landinghub::api::market::{PageUpdate, TakeUpdate, TookUpdate, Tried};
use landinghub_services::market;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(try_out)).routes(routes!(update_of, take_update))
}

/// A copy of what is for sale to be edited before it is bought; buying unlocks that very page.
#[utoipa::path(post, path = "/api/marketplace/{id}/try", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 201, body = Tried),
    (status = 200, body = Tried, description = "The one there was"),
    (status = 403, body = ProblemBody, description = "`own_listing`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`already_owned`; `conflict`: too many at once"),
))]
async fn try_out(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let (tried, is_new) = market::try_out(&state.services, &caller, &id).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let location = format!("/api/pages/{}", tried.page.id);
    Ok((status, [(LOCATION, location)], Json(tried)).into_response())
}

/// What the seller of this copy changed since, and what taking it over would do.
#[utoipa::path(get, path = "/api/pages/{id}/update", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, body = PageUpdate),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn update_of(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<PageUpdate>, ApiError> {
    Ok(Json(market::update_of(&state.services, &caller, &id).await?))
}

/// Takes it over, as one revision; what the buyer changed, too, stays.
#[utoipa::path(post, path = "/api/pages/{id}/update", tag = "pages", params(("id" = String, Path)), request_body = TakeUpdate, responses(
    (status = 200, body = TookUpdate),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: nothing is newer, or something newer than what was looked at"),
))]
async fn take_update(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<TakeUpdate>>,
) -> Result<Json<TookUpdate>, ApiError> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    Ok(Json(market::take_update(&state.services, &caller, &id, input).await?))
}
