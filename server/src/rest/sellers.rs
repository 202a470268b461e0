//! `/api/sellers`: applying, storefronts, balances, payouts.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiSlice, SliceQuery, Visitor};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use landinghub::api::List;
use landinghub::api::market::{
    Balances, NewPayout, Payout, SellerApplication, SellerApply, StatementLine, Storefront,
};
use landinghub_services::market;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(apply))
        .routes(routes!(balance))
        .routes(routes!(statement))
        .routes(routes!(payouts, request_payout))
        .routes(routes!(storefront))
}

type Answer<T> = Result<Json<T>, ApiError>;

/// Asks to become a seller.
#[utoipa::path(post, path = "/api/sellers/apply", tag = "sellers", request_body = SellerApply, responses(
    (status = 201, body = SellerApplication),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it waits, or was granted"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn apply(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    input: Option<ApiJson<SellerApply>>,
) -> Result<Response, ApiError> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    let made = market::apply(&state.services, &caller, input).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// A seller and what they have for sale.
#[utoipa::path(get, path = "/api/sellers/{id}", tag = "sellers", params(("id" = String, Path)), responses(
    (status = 200, body = Storefront),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn storefront(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiPath(id): ApiPath<String>,
) -> Answer<Storefront> {
    Ok(Json(market::storefront(&state.services, &caller, &id).await?))
}

/// What one has, by currency.
#[utoipa::path(get, path = "/api/sellers/me/balance", tag = "sellers", responses(
    (status = 200, body = Balances),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn balance(State(state): State<AppState>, ApiCaller(caller): ApiCaller) -> Answer<Balances> {
    Ok(Json(market::balance(&state.services, &caller).await?))
}

/// One's lines of the ledger, the latest first.
#[utoipa::path(get, path = "/api/sellers/me/statement", tag = "sellers", params(SliceQuery), responses(
    (status = 200, body = List<StatementLine>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn statement(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<StatementLine>> {
    Ok(Json(market::statement(&state.services, &caller, &slice).await?))
}

/// One's payouts, the latest first.
#[utoipa::path(get, path = "/api/sellers/me/payouts", tag = "sellers", params(SliceQuery), responses(
    (status = 200, body = List<Payout>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn payouts(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Payout>> {
    Ok(Json(market::payouts(&state.services, &caller, &slice).await?))
}

/// Asks for money.
#[utoipa::path(post, path = "/api/sellers/me/payouts", tag = "sellers", request_body = NewPayout, responses(
    (status = 201, body = Payout),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 409, body = ProblemBody, description = "`conflict`: there isn't that much"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn request_payout(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    input: Option<ApiJson<NewPayout>>,
) -> Result<Response, ApiError> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    let made = market::request_payout(&state.services, &caller, input).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}
