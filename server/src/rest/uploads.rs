//! `/api/uploads`: one's own media library.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use landinghub::api::{CropArea, List, Upload};
use landinghub::{Code, Problem};
use landinghub_services::{Services, uploads};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_uploads, upload))
        .routes(routes!(delete_upload))
        .routes(routes!(crop_upload))
}

/// Bytes that tell what a file is.
const HEAD: usize = 4096;

/// A file to be uploaded.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "the schema of a body that is read in pieces")]
pub(super) struct UploadForm {
    /// PNG, JPEG, GIF, WebP, SVG, MP4, WebM, PDF or ZIP, by content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Keeps a file: pictures are written anew, with smaller copies.
#[utoipa::path(post, path = "/api/uploads", tag = "uploads",
    request_body(content = UploadForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = Upload),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 413, body = ProblemBody, description = "`payload_too_large`"),
    (status = 415, body = ProblemBody, description = "`unsupported_media_type`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: no file, damaged, too many pixels, library full"),
))]
async fn upload(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiError> {
    uploads::admit(&state.services, &caller)?;
    let multipart = body.map_err(|_| {
        Problem::new(
            Code::UnsupportedMediaType,
            "Send the file as `multipart/form-data`, in a part called `file`.",
        )
    })?;
    let (name, bytes) = read(&state.services, multipart).await?;
    let upload = uploads::create(&state.services, &caller, &name, bytes).await?;
    Ok((StatusCode::CREATED, [(LOCATION, format!("/api/uploads/{}", upload.id))], Json(upload))
        .into_response())
}

/// Which files.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct UploadsQuery {
    /// Words of the name, whatever their case and marks.
    q: Option<String>,
    /// `image`, `video` or `file`.
    kind: Option<String>,
    /// `newest` (default), `name` or `size`.
    sort: Option<String>,
}

/// One's own files, the newest first where nobody says otherwise.
#[utoipa::path(get, path = "/api/uploads", tag = "uploads", params(UploadsQuery, SliceQuery), responses(
    (status = 200, body = List<Upload>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: no such kind or order"),
))]
async fn list_uploads(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<UploadsQuery>,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<Upload>>, ApiError> {
    let UploadsQuery { q, kind, sort } = query;
    let query = uploads::Query { q, kind, sort, slice };
    Ok(Json(uploads::list(&state.services, &caller, &query).await?))
}

/// Keeps a part of a picture as a picture of its own; the whole one stays, so that another part can be taken later.
#[utoipa::path(post, path = "/api/uploads/{id}/crop", tag = "uploads", params(("id" = String, Path)),
    request_body = CropArea, responses(
    (status = 201, body = Upload),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: not inside, not a still picture, library full"),
))]
async fn crop_upload(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(area): ApiJson<CropArea>,
) -> Result<Response, ApiError> {
    let upload = uploads::crop(&state.services, &caller, &id, area).await?;
    Ok((StatusCode::CREATED, [(LOCATION, format!("/api/uploads/{}", upload.id))], Json(upload))
        .into_response())
}

/// Deletes a file and its copies.
#[utoipa::path(delete, path = "/api/uploads/{id}", tag = "uploads", params(("id" = String, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn delete_upload(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    uploads::delete(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The part called `file`: its name and bytes, never more of them than its type may have.
pub(super) async fn read(services: &Services, mut multipart: Multipart) -> Result<(String, Bytes), Problem> {
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = read_field(services, field).await?;
            // To the end, so that the connection can be used again.
            while multipart.next_field().await.map_err(broken)?.is_some() {}
            return Ok((name, bytes));
        }
    }
    Err(Problem::field("file", "Choose a file."))
}

async fn read_field(services: &Services, mut field: Field<'_>) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    let mut limit = None;
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&chunk);
        if limit.is_none() && bytes.len() >= HEAD {
            limit = Some(uploads::size_limit(services, &bytes));
        }
        let over = limit.flatten().is_some_and(|most| u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most);
        if over {
            // The rest is read and forgotten: a sender that is cut off wouldn't get to read why.
            drop(bytes);
            while field.chunk().await.map_err(broken)?.is_some() {}
            return Err(uploads::too_large());
        }
    }
    Ok(bytes.freeze())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn broken(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        uploads::too_large()
    } else {
        Problem::new(Code::Malformed, "The parts of the form can't be read.")
    }
}
