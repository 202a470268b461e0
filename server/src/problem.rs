//! Failures as answers: RFC 9457 `application/problem+json`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use landinghub::{Code, Fields, Problem};
use landinghub_services::Failure;
use serde::Serialize;

/// What a handler fails with. Everything a use case fails with turns into it, so `?` is enough.
#[derive(Debug)]
pub struct ApiError(pub Failure);

impl<E: Into<Failure>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The body of every failure.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// `urn:landinghub:problem:{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short English title of the code.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The stable word to decide by.
    pub code: Code,
    /// What happened and what to do next.
    pub detail: String,
    /// Field name → what is wrong with it.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// Members of single codes, such as `revision` and `missed` of a revision conflict.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if self.0.is_internal() {
            // The one place where internals are written down; the span has the request's id.
            tracing::error!(error = %self.0, "a request failed inside");
        }
        problem_response(self.0.into_problem())
    }
}

/// A problem as an answer, with `Retry-After` where it has one.
pub fn problem_response(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let retry_after = problem.retry_after;
    let body = ProblemBody {
        kind: format!("urn:landinghub:problem:{}", problem.code.word()),
        title: problem.code.title(),
        status: status.as_u16(),
        code: problem.code,
        detail: problem.detail,
        fields: problem.fields,
        extra: problem.extra.unwrap_or_default(),
    };
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
