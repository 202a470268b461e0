//! `Idempotency-Key` on POSTs of the API: the adapter of [`landinghub_services::idempotency`].

use crate::extract::{Resolved, body_problem};
use crate::problem::ApiError;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use landinghub::{Code, Problem};
use landinghub_services::Failure;
use landinghub_services::idempotency::{Answer, Begun, Claim, begin, finish, give_up, within};
use std::panic::AssertUnwindSafe;

static KEY: HeaderName = HeaderName::from_static("idempotency-key");
static REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// They make no object, and their answers hold secrets that mustn't be kept.
const EXEMPT: &[&str] = &["/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/auth/totp"];

/// Answers a repeated POST as the first one was answered.
pub async fn repeat_safely(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST
        || EXEMPT.contains(&request.uri().path())
        || !request.headers().contains_key(&KEY)
    {
        return next.run(request).await;
    }
    attempt(state, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn attempt(state: AppState, request: Request, next: Next) -> Result<Response, ApiError> {
    let key = {
        let mut keys = request.headers().get_all(&KEY).iter();
        let key = keys.next().cloned().unwrap_or(HeaderValue::from_static(""));
        if keys.next().is_some() {
            return Err(Problem::new(Code::Malformed, "A request has one idempotency key.").into());
        }
        key
    };
    let resolved = request.extensions().get::<Resolved>().cloned();
    // Credentials that aren't good are the handler's to refuse; what it refuses isn't kept.
    let resolved =
        resolved.ok_or_else(|| Failure::Internal("the route has no caller middleware".to_owned()))?;
    let (parts, body) = request.into_parts();
    let bytes =
        Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await.map_err(body_problem)?;
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let kind = parts.headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    // The boundary of a form with files differs in every attempt of the same client; its parts decide.
    let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
    let begun =
        begin(&state.services, &resolved.caller, key.as_bytes(), &[target.as_bytes(), kind, &bytes]).await?;
    let claim = match begun {
        Begun::Again(answer) => return Ok(replay(answer)),
        Begun::First(claim) => claim,
    };
    let request = Request::from_parts(parts, Body::from(bytes));
    // In a task of its own: a client that hangs up must not leave the key without its answer.
    let span = tracing::Span::current();
    let work = tokio::spawn(tracing::Instrument::instrument(run(state, claim, request, next), span));
    work.await.map_err(|_| Failure::Internal("an idempotent request panicked".to_owned()))?
}

async fn run(state: AppState, claim: Claim, request: Request, next: Next) -> Result<Response, ApiError> {
    // A panic must give the key back, too.
    let work = futures::FutureExt::catch_unwind(AssertUnwindSafe(next.run(request)));
    let Ok(response) = within(&state.services, &claim, work).await else {
        give_up(&state.services, claim).await?;
        return Err(Failure::Internal("an idempotent request panicked".to_owned()).into());
    };
    if !response.status().is_success() {
        give_up(&state.services, claim).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|error| Failure::Internal(error.to_string()))?.to_bytes();
    let kept = [CONTENT_TYPE, LOCATION].into_iter().filter_map(|name| {
        let value = parts.headers.get(&name)?.to_str().ok()?;
        Some((name.to_string(), value.to_owned()))
    });
    let answer = Answer { status: parts.status.as_u16(), headers: kept.collect(), body: body.clone() };
    finish(&state.services, claim, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replay(answer: Answer) -> Response {
    let mut response =
        (StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK), answer.body).into_response();
    let headers = response.headers_mut();
    headers.remove(CONTENT_TYPE);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers.insert(REPLAYED.clone(), HeaderValue::from_static("true"));
    response
}
