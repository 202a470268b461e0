//! `/api/pages/import`: a page from a file.

use super::uploads::{UploadForm, read};
use crate::extract::{ApiCaller, ApiQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::Response;
use landinghub::api::Page;
use landinghub::{Code, Problem};
use landinghub_services::{pages, uploads};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(import_page))
}

/// What it is called.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// 1 to 120 characters; without it the page's own title, else the file's name.
    #[serde(default)]
    title: String,
}

/// Makes a page from HTML or from a zip with a page, its stylesheets and its pictures, which become uploads. What couldn't
/// be kept is in `import_report`.
#[utoipa::path(post, path = "/api/pages/import", tag = "pages", params(ImportQuery),
    request_body(content = UploadForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = Page),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 409, body = ProblemBody, description = "`conflict`: the account has as many pages as it may"),
    (status = 413, body = ProblemBody, description = "`payload_too_large`"),
    (status = 415, body = ProblemBody, description = "`unsupported_media_type`: neither HTML nor a zip"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: a zip that isn't taken, `reason` says why"),
))]
async fn import_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<ImportQuery>,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiError> {
    uploads::admit(&state.services, &caller)?;
    let multipart = body.map_err(|_| {
        let detail = "Send the file as `multipart/form-data`, in a part called `file`.";
        Problem::new(Code::UnsupportedMediaType, detail)
    })?;
    let (name, bytes) = read(&state.services, multipart).await?;
    Ok(super::pages::created(pages::import(&state.services, &caller, &query.title, &name, bytes).await?))
}
