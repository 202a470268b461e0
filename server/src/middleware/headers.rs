//! What browsers are told about our answers.

use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use landinghub::Id;
use landinghub_app::policy::{Extra, policy};
use landinghub_services::Config;

/// The number used once that scripts of this answer must carry.
#[derive(Clone, Debug)]
pub struct CspNonce(pub String);

/// Features of the browser that the app never uses.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(self), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), midi=(), payment=(self), usb=(), xr-spatial-tracking=()";

/// For the app's host. What a handler has set stays.
pub async fn protect(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = CspNonce(Id::token::<16>(&*state.services.rng));
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let config = &state.services.config;
    let headers = response.headers_mut();
    let is_html = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"));
    let line = if is_html {
        policy(config, &nonce.0, &Extra::default())
    } else {
        "default-src 'none'; frame-ancestors 'none'".to_owned()
    };
    if let Ok(line) = HeaderValue::from_str(&line) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(line);
    }
    everywhere(config, headers);
    set(headers, X_FRAME_OPTIONS, "DENY");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
    // Whatever doesn't say otherwise may be somebody's own.
    set(headers, CACHE_CONTROL, "no-store");
    response
}

/// For every host.
pub async fn protect_everywhere(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    everywhere(&state.services.config, response.headers_mut());
    response
}

fn everywhere(config: &Config, headers: &mut HeaderMap) {
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, REFERRER_POLICY, "strict-origin-when-cross-origin");
    if config.is_https() {
        set(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
