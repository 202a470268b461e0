//! `/api/pages/{id}/draft`: sections for an open page, from a few words.

use crate::extract::{ApiCaller, ApiJson, ApiPath};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use landinghub::api::drafts::{NewSections, Sections};
use landinghub_services::pages;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(draft_sections))
}

/// Plans sections for a page, by a model where one is set up. Nothing is stored.
#[utoipa::path(post, path = "/api/pages/{id}/draft", tag = "pages", params(("id" = String, Path)), request_body = NewSections, responses(
    (status = 200, body = Sections),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: a brief has 3 to 4 000 characters"),
    (status = 429, body = ProblemBody, description = "`rate_limited`: a model plans so many an hour for an account"),
))]
async fn draft_sections(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<NewSections>,
) -> Result<Json<Sections>, ApiError> {
    Ok(Json(pages::draft(&state.services, &caller, &id, input).await?))
}
