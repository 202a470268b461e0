//! The OpenAPI document, made from the routes themselves, and a page to read it on.

use crate::middleware::headers::CspNonce;
use crate::state::AppState;
use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use std::sync::Arc;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi};

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
    document
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
