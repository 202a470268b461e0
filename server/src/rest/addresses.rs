//! `/api/me/addresses`: billing addresses.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use landinghub::api::List;
use landinghub::api::addresses::{Address, AddressChange};
use landinghub_services::addresses;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_addresses, create_address)).routes(routes!(
        get_address,
        update_address,
        delete_address
    ))
}

/// One's own addresses, the newest first.
#[utoipa::path(get, path = "/api/me/addresses", tag = "addresses", params(SliceQuery), responses(
    (status = 200, body = List<Address>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn list_addresses(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<Address>>, ApiError> {
    Ok(Json(addresses::list(&state.services, &caller, &slice).await?))
}

/// Keeps an address; `name`, `line1`, `city` and `country` are needed. The first is the default one.
#[utoipa::path(post, path = "/api/me/addresses", tag = "addresses", request_body = AddressChange, responses(
    (status = 201, body = Address),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 409, body = ProblemBody, description = "`conflict`: the account has as many as it may"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn create_address(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<AddressChange>,
) -> Result<Response, ApiError> {
    let made = addresses::create(&state.services, &caller, input).await?;
    let location = [(LOCATION, format!("/api/me/addresses/{}", made.id))];
    Ok((StatusCode::CREATED, location, Json(made)).into_response())
}

/// An address.
#[utoipa::path(get, path = "/api/me/addresses/{id}", tag = "addresses", params(("id" = String, Path)), responses(
    (status = 200, body = Address),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn get_address(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Address>, ApiError> {
    Ok(Json(addresses::get(&state.services, &caller, &id).await?))
}

/// Changes an address; invoices of earlier orders keep theirs.
#[utoipa::path(patch, path = "/api/me/addresses/{id}", tag = "addresses", params(("id" = String, Path)),
    request_body = AddressChange, responses(
    (status = 200, body = Address),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn update_address(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(change): ApiJson<AddressChange>,
) -> Result<Json<Address>, ApiError> {
    Ok(Json(addresses::update(&state.services, &caller, &id, change).await?))
}

/// Deletes an address.
#[utoipa::path(delete, path = "/api/me/addresses/{id}", tag = "addresses", params(("id" = String, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn delete_address(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    addresses::delete(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
