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
    let policy = if is_html {
        app_policy(config, &nonce.0)
    } else {
        "default-src 'none'; frame-ancestors 'none'".to_owned()
    };
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
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

/// Scripts are ours and carry the nonce; pictures and frames may come from the content origin, too.
///
/// `'self'` beside the nonce is for module preloads, which can't carry one; the app's host serves no file of users.
/// Style attributes are allowed: rendered components position things with them.
fn app_policy(config: &Config, nonce: &str) -> String {
    let scheme = config.scheme();
    let content = format!("{scheme}://{0} {scheme}://*.{0}", config.content_domain);
    // `cargo leptos watch` reloads over a socket of its own.
    let watch = if cfg!(debug_assertions) { " ws://127.0.0.1:3001 ws://localhost:3001" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob: {content}; media-src 'self' blob: {content}; font-src 'self'; \
         connect-src 'self'{watch}; frame-src 'self' {content}; worker-src 'self'; manifest-src 'self'; form-action 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}
