//! The OpenAPI document, made from the routes themselves, and a page to read it on.

use crate::middleware::headers::CspNonce;
use crate::state::AppState;
use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use std::sync::Arc;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, RefOr};

const PAGE: &str = include_str!("openapi.html");

/// Completes the document that the routes made.
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("LandingHub")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Errors are RFC 9457 problems with a stable `code`. Lists are `{items, next_cursor}`.",
        ))
        .build();
    let bearer =
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build());
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("lh_access")));
    let components = document.components.take().unwrap_or_else(|| ComponentsBuilder::new().build());
    let mut components = components;
    components.add_security_scheme("bearer", bearer);
    components.add_security_scheme("cookie", cookie);
    document.components = Some(components);
    problems(&mut document);
    document
}

/// Failures are problems, whatever the routes' annotations make of their bodies.
fn problems(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            for (status, response) in &mut operation.responses.responses {
                if status.starts_with(['4', '5'])
                    && let RefOr::T(response) = response
                    && let Some(content) = response.content.swap_remove("application/json")
                {
                    response.content.insert("application/problem+json".to_owned(), content);
                }
            }
        }
    }
}

/// `/api/openapi.json` and `/api/docs`.
pub fn router(document: OpenApi) -> Router<AppState> {
    let document = Arc::new(document);
    let json = move || {
        let document = Arc::clone(&document);
        async move { ([(CACHE_CONTROL, "public, max-age=300")], Json(OpenApi::clone(&document))).into_response() }
    };
    Router::new().route("/api/openapi.json", get(json)).route("/api/docs", get(docs))
}

async fn docs(Extension(nonce): Extension<CspNonce>) -> Response {
    Html(PAGE.replace("{nonce}", &nonce.0)).into_response()
}
