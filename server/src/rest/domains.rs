//! `/api/pages/{id}/domains`: hosts of the owner's where a page is served, too.

use crate::extract::{ApiCaller, ApiJson, ApiPath};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use landinghub::api::List;
use landinghub::api::domains::{Domain, NewDomain};
use landinghub_services::domains;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_domains, add_domain))
        .routes(routes!(verify_domain))
        .routes(routes!(remove_domain))
}

/// The domains of a page, with the records that prove whose they are.
#[utoipa::path(get, path = "/api/pages/{id}/domains", tag = "domains", params(("id" = String, Path)), responses(
    (status = 200, body = List<Domain>),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn list_domains(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<List<Domain>>, ApiError> {
    Ok(Json(domains::list(&state.services, &caller, &id).await?))
}

/// Adds a domain; the page is served there once its TXT record was seen.
#[utoipa::path(post, path = "/api/pages/{id}/domains", tag = "domains", params(("id" = String, Path)),
    request_body = NewDomain, responses(
    (status = 201, body = Domain),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`domain_taken`; `conflict`: the page has it, or as many as it may"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn add_domain(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<NewDomain>,
) -> Result<Response, ApiError> {
    let made = domains::add(&state.services, &caller, &id, input).await?;
    let location = [(LOCATION, format!("/api/pages/{id}/domains/{}", made.domain))];
    Ok((StatusCode::CREATED, location, Json(made)).into_response())
}

/// Looks for the TXT record of a domain.
#[utoipa::path(post, path = "/api/pages/{id}/domains/{domain}/verify", tag = "domains",
    params(("id" = String, Path), ("domain" = String, Path)), responses(
    (status = 200, body = Domain, description = "It was there; the page is served at the domain"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`domain_taken`"),
    (status = 422, body = ProblemBody, description = "`domain_unverified`: the record isn't there"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
    (status = 503, body = ProblemBody, description = "`unavailable`: the name servers don't answer"),
))]
async fn verify_domain(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, domain)): ApiPath<(String, String)>,
) -> Result<Json<Domain>, ApiError> {
    Ok(Json(domains::verify(&state.services, &caller, &id, &domain).await?))
}

/// Takes a domain away from a page.
#[utoipa::path(delete, path = "/api/pages/{id}/domains/{domain}", tag = "domains",
    params(("id" = String, Path), ("domain" = String, Path)), responses(
    (status = 204, description = "The page is no longer served there"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn remove_domain(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, domain)): ApiPath<(String, String)>,
) -> Result<StatusCode, ApiError> {
    domains::remove(&state.services, &caller, &id, &domain).await?;
    Ok(StatusCode::NO_CONTENT)
}
