//! Everything put together: host first, then each host's own routes behind its own layers.

use crate::hosts::Target;
use crate::middleware::{admission, caller, csrf, headers, idempotency, observe};
use crate::problem::problem_response;
use crate::state::AppState;
use crate::{app_routes, assets, content, health, openapi, rest, sites, talk};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use landinghub::{Code, Problem};
use tower::ServiceExt;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// One router a host.
#[derive(Clone)]
struct Routers {
    app: Router,
    site: Router,
    content: Router,
    local: Router,
}

/// The whole server as a service.
pub fn router(state: &AppState) -> Router {
    let routers = Routers {
        app: app(state),
        site: plain(sites::router(state.clone()), state),
        content: plain(content::router(state.clone()), state),
        local: plain(health::router(state.clone()), state),
    };
    Router::new()
        .fallback(dispatch)
        .with_state(routers)
        .layer(from_fn_with_state(state.clone(), admission::admit))
        .layer(from_fn_with_state(state.clone(), headers::protect_everywhere))
        .layer(from_fn_with_state(state.clone(), observe::observe))
}

async fn dispatch(State(routers): State<Routers>, request: Request) -> Response {
    let router = match request.extensions().get::<Target>() {
        Some(Target::App) => routers.app,
        Some(Target::Site { .. }) => routers.site,
        Some(Target::Content { .. }) => routers.content,
        Some(Target::Local) => routers.local,
        Some(Target::Unknown) | None => return problem_response(Code::Misdirected.into()),
    };
    router.oneshot(request).await.unwrap_or_else(|never| match never {})
}

/// Routes without the app's layers: other people's content has no cookies and no accounts.
fn plain(router: Router, _state: &AppState) -> Router {
    router.layer(from_fn(observe::note_route)).layer(DefaultBodyLimit::disable())
}

fn app(state: &AppState) -> Router {
    let (api, mut document) = rest::router().split_for_parts();
    let (streams, of_streams) = rest::streams().split_for_parts();
    document.merge(of_streams);
    let guarded = |api: Router<AppState>| {
        api.layer(from_fn_with_state(state.clone(), idempotency::repeat_safely))
            .layer(from_fn_with_state(state.clone(), caller::limit_calls))
            .layer(from_fn_with_state(state.clone(), caller::resolve))
            .layer(from_fn(observe::note_route))
    };
    let not_found = app_routes::not_found(state);
    let compression = CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(
        SizeAbove::new(512).and(NotForContentType::IMAGES).and(NotForContentType::const_new("font/")),
    );
    let compressed = Router::new()
        .merge(guarded(api))
        .merge(openapi::router(openapi::complete(document)).layer(from_fn(observe::note_route)))
        .merge(app_routes::router(state))
        .merge(talk::router().layer(from_fn(observe::note_route)))
        .with_state(state.clone())
        .merge(health::router(state.clone()).layer(from_fn(observe::note_route)))
        .merge(content::pictures().layer(from_fn(observe::note_route)))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(move |request: Request| otherwise(not_found.clone(), request))
        .layer(compression);
    // A stream is never compressed, and as long as it lasts it would keep room for each compression there is.
    guarded(streams)
        .with_state(state.clone())
        .method_not_allowed_fallback(method_not_allowed)
        .fallback_service(compressed)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(state.clone(), csrf::refuse_cross_site))
        .layer(from_fn_with_state(state.clone(), headers::protect))
}

/// No route: a file of the site, a page that says so, or a problem for programs.
async fn otherwise(not_found: Router, request: Request) -> Response {
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let for_programs = path == "/api" || path.starts_with("/api/") || path.starts_with("/_fn/");
    if !reads || for_programs {
        return problem_response(Problem::not_found());
    }
    if let Some(mut file) = assets::serve(request.method(), request.uri(), request.headers()) {
        file.extensions_mut().insert(observe::Route("file".to_owned()));
        return file;
    }
    not_found.oneshot(request).await.unwrap_or_else(|never| match never {})
}

/// The router adds `Allow`.
async fn method_not_allowed() -> Response {
    problem_response(Code::MethodNotAllowed.into())
}
