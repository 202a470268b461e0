//! `/api/marketplace`: finding, looking, liking, reviewing, and a seller's own listings.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery, Visitor};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use landinghub::api::market::{Category, Found, Listing, ListingChanges, NewReply, NewReview, Review};
use landinghub::api::{List, Preview};
use landinghub_services::market;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(search, create))
        .routes(routes!(categories))
        .routes(routes!(mine))
        .routes(routes!(liked))
        .routes(routes!(get, update))
        .routes(routes!(preview))
        .routes(routes!(submit))
        .routes(routes!(withdraw))
        .routes(routes!(recall))
        .routes(routes!(like, unlike))
        .routes(routes!(reviews, review))
        .routes(routes!(reply))
}

type Answer<T> = Result<Json<T>, ApiError>;

/// What is looked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Words, with or without diacritics; slips are forgiven.
    q: Option<String>,
    /// The id of a category.
    category: Option<String>,
    /// One tag.
    tag: Option<String>,
    /// Minor units of `currency`; without it, of the currency most of what is found has.
    min_price: Option<i64>,
    /// The same.
    max_price: Option<i64>,
    /// `en`, `vi`, `th`, …
    language: Option<String>,
    /// `VND`, `THB` or `USD`: only prices in it.
    currency: Option<String>,
    /// `true` for what costs nothing.
    free: Option<String>,
    /// At least so many stars.
    rating: Option<i64>,
    /// `relevance` (default), `newest`, `best_selling`, `price_asc`, `price_desc` or `rating`.
    sort: Option<String>,
}

/// Of which status.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StatusQuery {
    /// One status; without it all.
    pub status: Option<String>,
}

/// What is for sale.
#[utoipa::path(get, path = "/api/marketplace", tag = "marketplace", params(SearchQuery, SliceQuery), responses(
    (status = 200, body = Found),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn search(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiQuery(query): ApiQuery<SearchQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<Found> {
    let query = market::search::Query {
        q: query.q,
        category: query.category,
        tag: query.tag,
        min_price: query.min_price,
        max_price: query.max_price,
        language: query.language,
        currency: query.currency,
        free: matches!(query.free.as_deref(), Some("true" | "1" | "on" | "")),
        rating: query.rating,
        sort: query.sort,
        slice,
    };
    Ok(Json(market::search::find(&state.services, &caller, &query).await?))
}

/// Categories, with how many are for sale.
#[utoipa::path(get, path = "/api/marketplace/categories", tag = "marketplace", responses(
    (status = 200, body = List<Category>),
))]
async fn categories(State(state): State<AppState>) -> Answer<List<Category>> {
    let items = market::search::categories(&state.services).await?;
    Ok(Json(List { items, next_cursor: None }))
}

/// Makes a draft of a page of one's own.
#[utoipa::path(post, path = "/api/marketplace", tag = "marketplace", request_body = ListingChanges, responses(
    (status = 201, body = Listing),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 403, body = ProblemBody, description = "`not_a_seller`, `email_unverified`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn create(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<ListingChanges>,
) -> Result<Response, ApiError> {
    let made = market::create(&state.services, &caller, input).await?;
    let location = format!("/api/marketplace/{}", made.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(made)).into_response())
}

/// One's own listings, the last change first.
#[utoipa::path(get, path = "/api/marketplace/mine", tag = "marketplace", params(StatusQuery, SliceQuery), responses(
    (status = 200, body = List<Listing>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn mine(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<StatusQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Listing>> {
    Ok(Json(market::mine(&state.services, &caller, query.status.as_deref(), &slice).await?))
}

/// What one likes and is for sale.
#[utoipa::path(get, path = "/api/marketplace/liked", tag = "marketplace", params(SliceQuery), responses(
    (status = 200, body = List<Listing>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn liked(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Listing>> {
    Ok(Json(market::liked(&state.services, &caller, &slice).await?))
}

/// A listing.
#[utoipa::path(get, path = "/api/marketplace/{id}", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 200, body = Listing),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn get(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiPath(id): ApiPath<String>,
) -> Answer<Listing> {
    Ok(Json(market::get(&state.services, &caller, &id).await?))
}

/// Changes what a seller says; what is for sale stays until it was approved.
#[utoipa::path(patch, path = "/api/marketplace/{id}", tag = "marketplace", params(("id" = String, Path)), request_body = ListingChanges, responses(
    (status = 200, body = Listing),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it is being reviewed, or suspended"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn update(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<ListingChanges>,
) -> Answer<Listing> {
    Ok(Json(market::update(&state.services, &caller, &id, input).await?))
}

/// An address on the content origin at which it can be looked at, watermarked.
#[utoipa::path(get, path = "/api/marketplace/{id}/preview", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 200, body = Preview),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn preview(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiPath(id): ApiPath<String>,
) -> Answer<Preview> {
    Ok(Json(market::preview(&state.services, &caller, &id).await?))
}

/// Asks for approval of the page as it is now.
#[utoipa::path(post, path = "/api/marketplace/{id}/submit", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 200, body = Listing),
    (status = 403, body = ProblemBody, description = "`not_a_seller`, `email_unverified`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`"),
))]
async fn submit(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Listing> {
    Ok(Json(market::submit(&state.services, &caller, &id).await?))
}

/// Takes it off the market, or back from review.
#[utoipa::path(post, path = "/api/marketplace/{id}/withdraw", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 200, body = Listing),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`"),
))]
async fn withdraw(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Listing> {
    Ok(Json(market::withdraw(&state.services, &caller, &id).await?))
}

/// Takes a change of an approved listing back from review; the listing stays for sale as it is.
#[utoipa::path(post, path = "/api/marketplace/{id}/recall", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 200, body = Listing),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: no change is being reviewed"),
))]
async fn recall(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Listing> {
    Ok(Json(market::recall(&state.services, &caller, &id).await?))
}

/// Likes it.
#[utoipa::path(put, path = "/api/marketplace/{id}/like", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 204, description = "Liked"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn like(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    market::like(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Likes it no more.
#[utoipa::path(delete, path = "/api/marketplace/{id}/like", tag = "marketplace", params(("id" = String, Path)), responses(
    (status = 204, description = "Not liked"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn unlike(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    market::unlike(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What buyers say, the latest first.
#[utoipa::path(get, path = "/api/marketplace/{id}/reviews", tag = "marketplace", params(("id" = String, Path), SliceQuery), responses(
    (status = 200, body = List<Review>),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn reviews(
    State(state): State<AppState>,
    ApiPath(id): ApiPath<String>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Review>> {
    Ok(Json(market::reviews(&state.services, &id, &slice).await?))
}

/// Says what one thinks of what one bought, once.
#[utoipa::path(post, path = "/api/marketplace/{id}/reviews", tag = "marketplace", params(("id" = String, Path)), request_body = NewReview, responses(
    (status = 201, body = Review),
    (status = 403, body = ProblemBody, description = "`forbidden`: not bought; `own_listing`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: reviewed already"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn review(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<NewReview>,
) -> Result<Response, ApiError> {
    let made = market::post_review(&state.services, &caller, &id, input).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// The seller answers a review.
#[utoipa::path(post, path = "/api/marketplace/reviews/{id}/reply", tag = "marketplace", params(("id" = String, Path)), request_body = NewReply, responses(
    (status = 200, body = Review),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn reply(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<NewReply>,
) -> Answer<Review> {
    Ok(Json(market::reply_to_review(&state.services, &caller, &id, input).await?))
}
