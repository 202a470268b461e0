//! The interface: its pages, its server functions, and the empty document the editor draws into.

use crate::extract::{Resolved, Visitor, body_problem};
use crate::middleware::caller::{limit_calls, resolve_or_refresh};
use crate::middleware::headers::CspNonce;
use crate::middleware::observe::note_route;
use crate::page_cache::Key;
use crate::problem::{ApiError, problem_response};
use crate::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, MatchedPath, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::from_fn;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use landinghub::{Code, Problem};
use landinghub_app::boot::{about, prepare};
use landinghub_app::{App, shell};
use landinghub_services::{Caller, Failure, market};
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use leptos_router::SsrMode;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where the editor draws: it inherits nothing, runs nothing, and shows whatever the page shows.
const CANVAS_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline' *; img-src * data: blob:; media-src * data: blob:; font-src * data:; \
     frame-ancestors 'self'; sandbox allow-same-origin";
const CANVAS: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
     content=\"width=device-width, initial-scale=1\"><title>Canvas</title></head><body></body></html>\n";

/// Pages, server functions and the canvas.
pub fn router(state: &AppState) -> Router<AppState> {
    let listings = generate_route_list(App);
    let whole: BTreeSet<String> = listings
        .iter()
        .filter(|listing| matches!(listing.mode(), SsrMode::Async))
        .map(|listing| listing.path().to_owned())
        .collect();
    let whole = Arc::new(whole);
    let page = move |State(state): State<AppState>, request: Request| {
        let whole = Arc::clone(&whole);
        async move {
            let path = request.extensions().get::<MatchedPath>();
            let at_once = path.is_some_and(|path| whole.contains(path.as_str()));
            render(state, request, at_once).await
        }
    };
    Router::new()
        .leptos_routes_with_handler(listings, page)
        .route("/pages/{id}/canvas", get(canvas))
        .route("/unsubscribe", post(crate::unsubscribe::act))
        .route(
            "/_fn/{*name}",
            post(server_function).route_layer(from_fn_with_state(state.clone(), limit_calls)),
        )
        .layer(from_fn_with_state(state.clone(), resolve_or_refresh))
        .layer(from_fn(note_route))
}

/// The page that says there is no such page, in the interface's own look.
pub fn not_found(state: &AppState) -> Router {
    let page = |State(state): State<AppState>, request: Request| async move {
        let mut response = render(state, request, true).await;
        if response.status() == StatusCode::OK {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        response
    };
    Router::new()
        .fallback(page)
        .layer(from_fn_with_state(state.clone(), resolve_or_refresh))
        .with_state(state.clone())
}

/// Renders the app at the request's address; `at_once` waits for all data before the first byte.
async fn render(state: AppState, request: Request, at_once: bool) -> Response {
    let Some(Resolved { caller, .. }) = request.extensions().get::<Resolved>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut boot = prepare(&state.services, &caller, request.headers()).await;
    boot.about = about(&state.services, &caller, boot.locale, request.uri().path()).await;
    boot.build = crate::assets::build();
    let nonce = nonce(&request);
    // What every stranger sees alike is rendered once.
    let alike = request.method() == Method::GET && caller.actor.is_none() && boot.flash.is_none();
    let key = Key::of(request.uri(), boot.locale, boot.theme)
        .filter(|key| alike && at_once && state.pages.is_wanted(key));
    let key = match key {
        Some(key) => market::search::moment(&state.services).await.ok().map(|moment| (key, moment)),
        None => None,
    };
    let spoken =
        request.extensions().get::<CspNonce>().map(|nonce| (*nonce.0).to_owned()).unwrap_or_default();
    if let Some(kept) = key.as_ref().and_then(|(key, moment)| state.pages.get(key, *moment, &spoken)) {
        return kept;
    }
    let (services, options) = (state.services.clone(), state.leptos.clone());
    let context = move || {
        provide_context(services.clone());
        provide_context(caller.clone());
        provide_context(boot.clone());
        if let Some(nonce) = &nonce {
            provide_context(nonce.clone());
        }
    };
    let document = move || shell(options.clone());
    if at_once {
        let rendered = leptos_axum::render_app_async_with_context(context, document)(request).await;
        match key {
            Some((key, moment)) => state.pages.keep(key, moment, &spoken, rendered).await,
            None => rendered,
        }
    } else {
        leptos_axum::render_app_to_stream_with_context(context, document)(request).await
    }
}

fn nonce(request: &Request) -> Option<Nonce> {
    request.extensions().get::<CspNonce>().map(|nonce| Nonce::from_value(nonce.0.clone()))
}

/// Runs a server function. They are ours alone: POST only, under the same rules as REST.
async fn server_function(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    request: Request<Body>,
) -> Response {
    let known =
        leptos::server_fn::axum::get_server_fn_service(request.uri().path(), request.method().clone())
            .is_some();
    if !known {
        return problem_response(Problem::not_found());
    }
    let (parts, body) = request.into_parts();
    let bytes = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(bytes) => bytes,
        Err(rejection) => return problem_response(body_problem(rejection)),
    };
    // PostgreSQL's text can't hold it, so nobody may send it.
    if bytes.windows(3).any(|window| window == b"%00") || bytes.contains(&0) {
        return problem_response(Problem::new(Code::Malformed, "Text can't hold the character U+0000."));
    }
    let services = state.services.clone();
    let context = move || give(services.clone(), caller.clone());
    let request = Request::from_parts(parts, Body::from(bytes));
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    keep_relative(response.headers_mut(), state.services.config.base_url.as_str());
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR { failed(response).await } else { response }
}

/// A server function answers failures we know as values. What comes as a status is arguments that don't fit, which
/// is the caller's fault, or something that must not be shown.
async fn failed(response: Response) -> Response {
    let bytes = axum::body::to_bytes(response.into_body(), 64 * 1024).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    if ["Args|", "MissingArg|", "Deserialization|"].iter().any(|kind| text.starts_with(kind)) {
        return problem_response(Problem::new(Code::Malformed, "The arguments don't fit."));
    }
    ApiError(Failure::Internal(format!("server function: {text}"))).into_response()
}

fn give(services: landinghub_services::Services, caller: Caller) {
    provide_context(services);
    provide_context(caller);
}

/// A form without script is sent back to its `Referer`; whoever writes that header mustn't choose the way.
fn keep_relative(headers: &mut HeaderMap, base: &str) {
    let Some(location) = headers.get(LOCATION).and_then(|value| value.to_str().ok()) else { return };
    let path = match location.strip_prefix(base.trim_end_matches('/')) {
        Some("") => "/",
        Some(rest) => rest,
        None => location,
    };
    let relative = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let safe = if relative { path } else { "/" };
    if let Ok(value) = HeaderValue::from_str(safe) {
        headers.insert(LOCATION, value);
    }
}

/// An empty document. Whose page is drawn into it is the editor's matter: there is nothing here to protect.
async fn canvas() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, CANVAS_POLICY),
        (X_FRAME_OPTIONS, "SAMEORIGIN"),
    ];
    (headers, CANVAS).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_here() {
        let kept = |location: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(LOCATION, location.parse().expect("a value"));
            keep_relative(&mut headers, "http://localhost:3000/");
            headers.get(LOCATION).expect("kept").to_str().expect("text").to_owned()
        };
        assert_eq!(kept("/pages?a=b"), "/pages?a=b");
        assert_eq!(kept("http://localhost:3000/auth/login?x"), "/auth/login?x");
        assert_eq!(kept("http://localhost:3000"), "/");
        for bad in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "http://localhost:3000.evil.example/",
            "javascript:alert(1)",
        ] {
            assert_eq!(kept(bad), "/", "{bad}");
        }
    }
}
