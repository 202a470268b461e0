//! What handlers take apart a request with; whatever doesn't fit is answered as a problem.

use crate::problem::ApiError;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use landinghub::{Code, Problem};
use landinghub_services::{Caller, Slice};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A JSON body. 415 without a JSON content type, 413 over the limit, 400 `malformed` where it is broken or a
/// value has the wrong type, 422 with the field's name where one is missing or isn't one of its words.
#[derive(Clone, Copy, Debug)]
pub struct ApiJson<T>(pub T);

/// The query string, 400 `malformed` where it can't be read.
#[derive(Clone, Copy, Debug)]
pub struct ApiQuery<T>(pub T);

/// The part of a list that is asked for, in the query string beside what else is asked. Routes name [`SliceQuery`] among
/// their `params`.
#[derive(Clone, Debug)]
pub struct ApiSlice(pub Slice);

/// How the part of a list is asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SliceQuery {
    /// 1 to 100; 24 where absent.
    limit: Option<u32>,
    /// `next_cursor` of the part before.
    cursor: Option<String>,
}

/// Parts of the path, 404 where they can't be read: nothing can be there.
#[derive(Clone, Copy, Debug)]
pub struct ApiPath<T>(pub T);

/// Who asks, for routes of accounts. 401 without good credentials, before anything else is read.
#[derive(Clone, Debug)]
pub struct ApiCaller(pub Caller);

/// Who asks, for chat and its events: an account or a visitor of the chat. 401 without good credentials.
#[derive(Clone, Debug)]
pub struct ChatCaller(pub Caller);

/// Who asks, for routes that need no account. Stale credentials count as none: they must not stand in the way of
/// logging in.
#[derive(Clone, Debug)]
pub struct Visitor(pub Caller);

/// What the middleware found out about who asks.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Anonymous where the credentials weren't good.
    pub caller: Caller,
    /// Why credentials that came along weren't good.
    pub refused: Option<Problem>,
}

impl<S: Sync> FromRequestParts<S> for ApiCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let resolved = resolved(parts)?;
        if let Some(problem) = &resolved.refused {
            return Err(problem.clone().into());
        }
        resolved.caller.actor()?;
        Ok(Self(resolved.caller.clone()))
    }
}

impl<S: Sync> FromRequestParts<S> for ChatCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let resolved = resolved(parts)?;
        if let Some(problem) = &resolved.refused {
            return Err(problem.clone().into());
        }
        resolved.caller.listener()?;
        Ok(Self(resolved.caller.clone()))
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        Ok(Self(resolved(parts)?.caller.clone()))
    }
}

fn resolved(parts: &Parts) -> Result<&Resolved, ApiError> {
    let missing = || landinghub_services::Failure::Internal("the route has no caller middleware".to_owned());
    Ok(parts.extensions.get::<Resolved>().ok_or_else(missing)?)
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                Code::UnsupportedMediaType,
                "Send JSON with `Content-Type: application/json`.",
            )
            .into());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(body_problem)?;
        Ok(Self(parse_json(&bytes)?))
    }
}

/// A body that may be left out: a request without a content type has none.
impl<S: Send + Sync, T: DeserializeOwned> OptionalFromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, ApiError> {
        if request.headers().get(CONTENT_TYPE).is_none() {
            return Ok(None);
        }
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::new(Code::Malformed, "Text can't hold the character U+0000.").into());
        }
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(query)) => Ok(Self(query)),
            // A number all the same, only out of range like others that fit.
            Err(_) if has_number(parts.uri.query().unwrap_or_default(), "limit") => {
                Err(Problem::field("limit", "Ask for 1 to 100 rows.").into())
            }
            Err(rejection) => Err(Problem::new(Code::Malformed, rejection.body_text()).into()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ApiSlice {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ApiQuery(SliceQuery { limit, cursor }) = ApiQuery::from_request_parts(parts, state).await?;
        Ok(Self(Slice { limit, cursor }))
    }
}

/// Whether the query has a whole number of this name that no limit can be: negative, or very large.
fn has_number(query: &str, name: &str) -> bool {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.is_some_and(|value| {
        let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && value.parse::<u32>().is_err()
    })
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(path)) => Ok(Self(path)),
            Err(_) => Err(Problem::not_found().into()),
        }
    }
}

/// Why a body couldn't be read: too large, or the connection broke.
pub fn body_problem(rejection: BytesRejection) -> Problem {
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(Code::PayloadTooLarge, "The body is larger than this address takes.")
    } else {
        Problem::new(Code::Malformed, "The body ended before it was complete.")
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Reads JSON as [`ApiJson`] does, for handlers that take the body otherwise.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if has_nul(bytes) {
        return Err(Problem::new(Code::Malformed, "Text can't hold the character U+0000."));
    }
    // Serde would take a list for an object with its fields in order.
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_some_and(|byte| *byte != b'{') {
        return Err(Problem::new(Code::Malformed, "The body must be a JSON object."));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let text = error.to_string();
        if let Some(field) = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
            return Problem::field(field, "This is required.");
        }
        if text.starts_with("unknown variant ")
            && let Some(field) = field_at_fault::<T>(bytes)
        {
            let words = text.split(" at line ").next().unwrap_or_default();
            let wanted = words.split_once("expected ").map_or("another word", |(_, wanted)| wanted);
            return Problem::field(&field, format!("Use {}.", wanted.replace('`', "")));
        }
        let what = if error.is_data() {
            "A value in the body has the wrong type"
        } else {
            "The body isn't valid JSON"
        };
        Problem::new(Code::Malformed, format!("{what}: line {}, column {}.", error.line(), error.column()))
    })
}

/// The field a body fails at.
fn field_at_fault<T: DeserializeOwned>(bytes: &[u8]) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let error = serde_path_to_error::deserialize::<_, T>(&mut reader).err()?;
    let path = error.path().to_string();
    (path != ".").then_some(path)
}

/// Whether a JSON text holds the escape `\u0000`: PostgreSQL's text can't store it, so nobody may send it.
fn has_nul(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let escape = rest.get(at + 1..).unwrap_or_default();
        if escape.starts_with(b"u0000") {
            return true;
        }
        rest = escape.get(1..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Body {
        #[expect(dead_code, reason = "only its reading is tested")]
        name: String,
        #[expect(dead_code, reason = "only its reading is tested")]
        word: Option<Word>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        One,
        Two,
    }

    #[test]
    fn json_is_refused_by_what_is_wrong_with_it() {
        let code = |text: &str| parse_json::<Body>(text.as_bytes()).err().map(|problem| problem.code);
        assert_eq!(code(r#"{"name":"a","more":1}"#), None);
        assert_eq!(code(r#"{"name":"a\\u0000"}"#), None);
        assert_eq!(code(r#"{"name":"a\u0000"}"#), Some(Code::Malformed));
        assert_eq!(code(r#"{"name":"a\\\u0000"}"#), Some(Code::Malformed));
        assert_eq!(code(r#"{"name":"\ud800"}"#), Some(Code::Malformed));
        for text in ["", "{", "[]", r#"["a"]"#, "null", r#"{"name":1}"#] {
            assert_eq!(code(text), Some(Code::Malformed), "{text}");
        }
        let other = parse_json::<Body>(br#"{"name":"a","word":"three"}"#).expect_err("another word");
        assert_eq!(other.code, Code::ValidationFailed);
        assert_eq!(other.fields.get("word").map(String::as_str), Some("Use one or two."));
        let missing = parse_json::<Body>(b"{}").expect_err("a missing field");
        assert_eq!(missing.code, Code::ValidationFailed);
        assert!(missing.fields.contains_key("name"));
    }
}
