//! `/api/cart`.

use crate::extract::{ApiCaller, ApiPath};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use landinghub::api::market::Cart;
use landinghub_services::market;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(put, delete))
}

/// What one means to buy.
#[utoipa::path(get, path = "/api/cart", tag = "orders", responses(
    (status = 200, body = Cart),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn get(State(state): State<AppState>, ApiCaller(caller): ApiCaller) -> Result<Json<Cart>, ApiError> {
    Ok(Json(market::cart(&state.services, &caller).await?))
}

/// Puts a listing in.
#[utoipa::path(put, path = "/api/cart/items/{id}", tag = "orders", params(("id" = String, Path)), responses(
    (status = 200, body = Cart),
    (status = 403, body = ProblemBody, description = "`own_listing`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`already_owned`"),
))]
async fn put(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Cart>, ApiError> {
    Ok(Json(market::add_to_cart(&state.services, &caller, &id).await?))
}

/// Takes a listing out.
#[utoipa::path(delete, path = "/api/cart/items/{id}", tag = "orders", params(("id" = String, Path)), responses(
    (status = 200, body = Cart),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn delete(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Cart>, ApiError> {
    Ok(Json(market::remove_from_cart(&state.services, &caller, &id).await?))
}
