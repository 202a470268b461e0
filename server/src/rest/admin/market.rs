//! Moderation of listings and sellers; orders, refunds and payouts.

use super::super::marketplace::StatusQuery;
use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use landinghub::api::List;
use landinghub::api::market::{
    Listing, Order, Payout, Reason, RefundRequest, Resolution, SellerApplication, SellerDecision,
};
use landinghub_services::market;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(queue))
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(suspend))
        .routes(routes!(applications, decide))
        .routes(routes!(orders))
        .routes(routes!(refund))
        .routes(routes!(resolve))
        .routes(routes!(payouts))
        .routes(routes!(approve_payout))
        .routes(routes!(fail_payout))
        .routes(routes!(return_payout))
}

type Answer<T> = Result<Json<T>, ApiError>;

/// Which orders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct OrdersQuery {
    /// One status; without it all.
    status: Option<String>,
    /// `true` for those somebody should look at.
    attention: Option<String>,
    /// Part of the order's id, the buyer's name or address, a gateway's name for a payment, or a title.
    q: Option<String>,
    /// A day or a moment in UTC, from when on.
    from: Option<String>,
    /// A day or a moment in UTC, until when.
    to: Option<String>,
}

/// Which listings.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListingsQuery {
    /// A status; all where absent. `pending` without words is the queue.
    status: Option<String>,
    /// Words of the title or the seller's name, whatever their case and marks; the last change comes first then.
    q: Option<String>,
}

/// Listings; `pending` is the queue, the oldest first.
#[utoipa::path(get, path = "/api/admin/marketplace", tag = "admin", params(ListingsQuery, SliceQuery), responses(
    (status = 200, body = List<Listing>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn queue(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<ListingsQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Listing>> {
    let (status, words) = (query.status.as_deref(), query.q.as_deref().unwrap_or_default());
    if words.is_empty() {
        return Ok(Json(market::queue(&state.services, &caller, status, &slice).await?));
    }
    Ok(Json(market::all(&state.services, &caller, words, status, &slice).await?))
}

/// What was submitted is for sale; or a suspension is lifted.
#[utoipa::path(post, path = "/api/admin/marketplace/{id}/approve", tag = "admin", params(("id" = String, Path)), responses(
    (status = 200, body = Listing),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: nothing waits"),
))]
async fn approve(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Listing> {
    Ok(Json(market::approve(&state.services, &caller, &id).await?))
}

/// What was submitted isn't.
#[utoipa::path(post, path = "/api/admin/marketplace/{id}/reject", tag = "admin", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, body = Listing),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: nothing waits"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn reject(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Reason>,
) -> Answer<Listing> {
    Ok(Json(market::reject(&state.services, &caller, &id, input).await?))
}

/// Takes a listing off the market.
#[utoipa::path(post, path = "/api/admin/marketplace/{id}/suspend", tag = "admin", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, body = Listing),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it isn't for sale"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn suspend(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Reason>,
) -> Answer<Listing> {
    Ok(Json(market::suspend(&state.services, &caller, &id, input).await?))
}

/// Applications to sell, the latest first; waiting ones unless another status (or `all`) is asked for.
#[utoipa::path(get, path = "/api/admin/sellers", tag = "admin", params(StatusQuery, SliceQuery), responses(
    (status = 200, body = List<SellerApplication>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn applications(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<StatusQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<SellerApplication>> {
    Ok(Json(market::applications(&state.services, &caller, query.status.as_deref(), &slice).await?))
}

/// Says yes or no to an application.
#[utoipa::path(post, path = "/api/admin/sellers", tag = "admin", request_body = SellerDecision, responses(
    (status = 200, body = SellerApplication),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: decided already"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn decide(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<SellerDecision>,
) -> Answer<SellerApplication> {
    Ok(Json(market::decide(&state.services, &caller, input).await?))
}

/// Everybody's orders, the latest first.
#[utoipa::path(get, path = "/api/admin/orders", tag = "admin", params(OrdersQuery, SliceQuery), responses(
    (status = 200, body = List<Order>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn orders(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<OrdersQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Order>> {
    let attention = matches!(query.attention.as_deref(), Some("true" | "1" | "on" | ""));
    let OrdersQuery { status, q, from, to, .. } = query;
    let wanted = market::orders::OrdersQuery { status, q, from, to, slice };
    Ok(Json(market::orders::all(&state.services, &caller, &wanted, attention).await?))
}

/// Gives money back, all of it or some; of an unpaid order, what came in for payments in review.
#[utoipa::path(post, path = "/api/admin/orders/{id}/refund", tag = "admin", params(("id" = String, Path)), request_body = RefundRequest, responses(
    (status = 200, body = Order),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: there is nothing to give back, or a dispute is open"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn refund(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<RefundRequest>,
) -> Answer<Order> {
    Ok(Json(market::orders::refund(&state.services, &caller, &id, input).await?))
}

/// Somebody has looked at an order that needed it; payments in review go back where they say so.
#[utoipa::path(post, path = "/api/admin/orders/{id}/resolve", tag = "admin", params(("id" = String, Path)), request_body = Resolution, responses(
    (status = 200, body = Order),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: nobody needs to look, or no payment is in review"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn resolve(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Resolution>,
) -> Answer<Order> {
    Ok(Json(market::orders::resolve(&state.services, &caller, &id, input).await?))
}

/// Payouts, the latest first; requested ones unless another status (or `all`) is asked for.
#[utoipa::path(get, path = "/api/admin/payouts", tag = "admin", params(StatusQuery, SliceQuery), responses(
    (status = 200, body = List<Payout>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn payouts(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<StatusQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Payout>> {
    Ok(Json(market::waiting_payouts(&state.services, &caller, query.status.as_deref(), &slice).await?))
}

/// The money was sent.
#[utoipa::path(post, path = "/api/admin/payouts/{id}/approve", tag = "admin", params(("id" = String, Path)), responses(
    (status = 200, body = Payout),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: decided already"),
))]
async fn approve_payout(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Payout> {
    Ok(Json(market::approve_payout(&state.services, &caller, &id).await?))
}

/// The bank says no, or an admin does: the money is the seller's balance again.
#[utoipa::path(post, path = "/api/admin/payouts/{id}/fail", tag = "admin", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, body = Payout),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it was paid, or has failed"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn fail_payout(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Reason>,
) -> Answer<Payout> {
    Ok(Json(market::fail_payout(&state.services, &caller, &id, input).await?))
}

/// A paid one came back: the money is the seller's balance again.
#[utoipa::path(post, path = "/api/admin/payouts/{id}/return", tag = "admin", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, body = Payout),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it wasn't paid"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn return_payout(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Reason>,
) -> Answer<Payout> {
    Ok(Json(market::return_payout(&state.services, &caller, &id, input).await?))
}
