//! `/api/pages/{id}/variants`: A/B variants, and the batches of operations a live editor missed.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use landinghub::api::Revised;
use landinghub::live::Missed;
use landinghub::variant::{NewVariant, Variant, VariantChange, Variants};
use landinghub_services::{pages, variants};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_variants, create_variant))
        .routes(routes!(update_variant, delete_variant))
        .routes(routes!(choose_variant))
        .routes(routes!(missed_ops))
}

type Answer<T> = Result<Json<T>, ApiError>;

/// The variants of a page, their shares, and what each has brought.
#[utoipa::path(get, path = "/api/pages/{id}/variants", tag = "variants", params(("id" = String, Path)), responses(
    (status = 200, body = Variants),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn list_variants(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Variants> {
    Ok(Json(variants::list(&state.services, &caller, &id).await?))
}

/// Makes a variant as a copy of the page or of another variant; its document is `/api/pages/{variant id}`.
#[utoipa::path(post, path = "/api/pages/{id}/variants", tag = "variants", params(("id" = String, Path)), request_body = NewVariant, responses(
    (status = 201, body = Variant),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: the page has as many as it may"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn create_variant(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(new): ApiJson<NewVariant>,
) -> Result<Response, ApiError> {
    let made = variants::create(&state.services, &caller, &id, new).await?;
    let location = format!("/api/pages/{id}/variants/{}", made.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(made)).into_response())
}

/// Changes a variant's name or share; a share counts at once.
#[utoipa::path(patch, path = "/api/pages/{id}/variants/{variant}", tag = "variants",
    params(("id" = String, Path), ("variant" = String, Path)), request_body = VariantChange, responses(
    (status = 200, body = Variant),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: more than 100 per cent together"),
))]
async fn update_variant(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, variant)): ApiPath<(String, String)>,
    ApiJson(change): ApiJson<VariantChange>,
) -> Answer<Variant> {
    Ok(Json(variants::update(&state.services, &caller, (&id, &variant), change).await?))
}

/// Stops and deletes a variant.
#[utoipa::path(delete, path = "/api/pages/{id}/variants/{variant}", tag = "variants",
    params(("id" = String, Path), ("variant" = String, Path)), responses(
    (status = 204, description = "Its visitors see the page again"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn delete_variant(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, variant)): ApiPath<(String, String)>,
) -> Result<StatusCode, ApiError> {
    variants::delete(&state.services, &caller, &id, &variant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a variant the page, ends the test, and publishes a live page anew.
#[utoipa::path(post, path = "/api/pages/{id}/variants/{variant}/choose", tag = "variants",
    params(("id" = String, Path), ("variant" = String, Path)), responses(
    (status = 200, body = Revised),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn choose_variant(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, variant)): ApiPath<(String, String)>,
) -> Answer<Revised> {
    Ok(Json(variants::choose(&state.services, &caller, &id, &variant).await?))
}

/// Since when.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct After {
    /// The last revision that was seen.
    after: u64,
}

/// The batches stored after a revision, for editors whose event stream is blocked.
#[utoipa::path(get, path = "/api/pages/{id}/ops", tag = "pages", params(("id" = String, Path), After), responses(
    (status = 200, body = Missed),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn missed_ops(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(After { after }): ApiQuery<After>,
) -> Answer<Missed> {
    Ok(Json(pages::missed(&state.services, &caller, &id, after).await?))
}
