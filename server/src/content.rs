//! The content origin: uploads, previews of drafts, pictures of templates. Whatever people upload can do nothing
//! here: no cookie of ours reaches it, and every answer is a sandbox.

use crate::hosts::Target;
use crate::problem::problem_response;
use crate::sites::problem;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, RANGE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use bytes::Bytes;
use landinghub::{Code, Problem};
use landinghub_services::{chat, fonts, market, sites, templates, thumbnails, uploads};

/// The policy of files.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// The routes of the content origin.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/u/{id}/{file}", get(upload))
        .route("/preview/{token}", get(preview))
        .route("/a/{token}/{name}", get(attachment))
        .route("/listing/{token}", get(listing))
        .route("/still/{token}", get(still))
        .route("/t/{page}/{file}", get(thumbnail))
        .route("/l/{revision}/{file}", get(listing_picture))
        .route("/_lh/t/{file}", get(template_picture))
        .route("/_lh/starters/{id}", get(starter))
        .route("/_lh/fonts/{file}", get(font))
        .route("/robots.txt", get(|| async { "User-agent: *\nDisallow: /\n" }))
        .fallback(|| async { problem_response(Problem::not_found()) })
        .method_not_allowed_fallback(|| async {
            let mut response = problem_response(Code::MethodNotAllowed.into());
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        })
        .layer(from_fn(refuse_service_worker))
        .with_state(state)
}

/// The pictures of templates and the fonts, for the canvas of the editor: it shows pages as the published host does.
pub fn pictures() -> Router {
    Router::new().route("/_lh/t/{file}", get(template_picture)).route("/_lh/fonts/{file}", get(font))
}

/// A service worker would answer for the whole origin, for ever.
pub async fn refuse_service_worker(request: Request, next: Next) -> Response {
    if request.headers().get("service-worker").is_some() {
        return problem_response(Problem::new(Code::Forbidden, "Service workers aren't allowed here."));
    }
    next.run(request).await
}

/// An uploaded file, or a smaller copy of one.
async fn upload(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    Path((id, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if target != (Target::Content { label: None }) {
        return problem_response(Problem::not_found());
    }
    let (bytes, kind) = match uploads::open(&state.services, &id, &file).await {
        Ok(found) => found,
        Err(failure) => return problem(failure),
    };
    // The bytes behind an address never change.
    let etag = format!("\"{id}-{file}\"");
    let unchanged = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.contains(&etag));
    let mut response =
        if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { ranged(bytes, &headers) };
    let disposition = if kind.is_inline() { "inline" } else { "attachment" };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.mime()));
    if let (Ok(disposition), Ok(etag)) =
        (HeaderValue::from_str(&format!("{disposition}; filename=\"{file}\"")), HeaderValue::from_str(&etag))
    {
        headers.insert(CONTENT_DISPOSITION, disposition);
        headers.insert(ETAG, etag);
    }
    harmless(headers, "public, max-age=31536000, immutable");
    response
}

/// A file of a conversation, at an address that is signed and doesn't last.
async fn attachment(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    Path((token, _name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if target != (Target::Content { label: None }) {
        return problem_response(Problem::not_found());
    }
    let (bytes, kind) = match chat::open_attachment(&state.services, &token).await {
        Ok(found) => found,
        Err(failure) => return problem(failure),
    };
    let mut response = ranged(bytes, &headers);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.mime()));
    // Without a name here browsers take the address's last part, which is the file's own name.
    let disposition = if kind.is_inline() { "inline" } else { "attachment" };
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    harmless(headers, "private, max-age=600");
    response
}

/// The whole, or the one range that was asked for: players of videos ask for ranges.
fn ranged(bytes: Bytes, headers: &HeaderMap) -> Response {
    let length = bytes.len();
    let asked = headers
        .get(RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("bytes="));
    let mut response =
        match asked.filter(|ranges| !ranges.contains(',')).and_then(|range| parse_range(range, length)) {
            None => Response::new(Body::from(bytes)),
            Some(Err(())) => {
                let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
                set(response.headers_mut(), CONTENT_RANGE, &format!("bytes */{length}"));
                response
            }
            Some(Ok((from, to))) => {
                let mut response = Response::new(Body::from(bytes.slice(from..to)));
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                set(response.headers_mut(), CONTENT_RANGE, &format!("bytes {from}-{}/{length}", to - 1));
                response
            }
        };
    set(response.headers_mut(), ACCEPT_RANGES, "bytes");
    response
}

/// From and up to (RFC 9110, section 14.1.2); `None` for what can't be read and is ignored.
fn parse_range(range: &str, length: usize) -> Option<Result<(usize, usize), ()>> {
    let (from, to) = range.split_once('-')?;
    let (from, to) = match (from.trim(), to.trim()) {
        ("", last) => (length.saturating_sub(last.parse().ok()?), length),
        (from, "") => (from.parse().ok()?, length),
        (from, to) => (from.parse().ok()?, to.parse::<usize>().ok()?.saturating_add(1).min(length)),
    };
    Some(if from < to && from < length { Ok((from, to)) } else { Err(()) })
}

/// A draft as it would be published, on an origin of its own.
async fn preview(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    Path(token): Path<String>,
) -> Response {
    draft(&state, sites::Look::Preview, target, &token).await
}

/// A draft without script, for the browser that draws thumbnails.
async fn still(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    Path(token): Path<String>,
) -> Response {
    draft(&state, sites::Look::Still, target, &token).await
}

async fn draft(state: &AppState, look: sites::Look, target: Target, token: &str) -> Response {
    let Target::Content { label: Some(label) } = target else {
        return problem_response(Problem::not_found());
    };
    let previewed = match sites::previewed(&state.services, look, &label, token).await {
        Ok(previewed) => previewed,
        Err(failure) => return problem(failure),
    };
    looked_at(previewed)
}

/// A listing as it is sold, watermarked, on an origin of its own.
async fn listing(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    Path(token): Path<String>,
) -> Response {
    let Target::Content { label: Some(label) } = target else {
        return problem_response(Problem::not_found());
    };
    match market::previewed(&state.services, &label, &token).await {
        Ok(previewed) => looked_at(previewed),
        Err(failure) => problem(failure),
    }
}

/// A template as its page would be published.
async fn starter(State(state): State<AppState>, Path(id): Path<String>) -> Response {
    match templates::look(&state.services, &id).await {
        Ok(previewed) => looked_at(previewed),
        Err(failure) => problem(failure),
    }
}

fn looked_at(previewed: sites::Previewed) -> Response {
    let mut response = Response::new(Body::from(previewed.html));
    let headers = response.headers_mut();
    set(headers, CONTENT_TYPE, "text/html; charset=utf-8");
    set(headers, CONTENT_SECURITY_POLICY, &previewed.csp);
    set(headers, CACHE_CONTROL, "no-store");
    // The address is the permission: it must not travel with the page's links.
    set(headers, REFERRER_POLICY, "no-referrer");
    response
}

/// The picture of a page. Its address holds the page's id, which nobody guesses, and changes with every revision.
async fn thumbnail(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    Path((page, file)): Path<(String, String)>,
) -> Response {
    if target != (Target::Content { label: None }) {
        return problem_response(Problem::not_found());
    }
    let bytes = match thumbnails::open(&state.services, &page, &file).await {
        Ok(bytes) => bytes,
        Err(failure) => return problem(failure),
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/webp"));
    harmless(headers, "public, max-age=31536000, immutable");
    response
}

/// A picture of what is for sale. It never changes, but its page may be taken down: caches ask again after a minute.
async fn listing_picture(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    Path((revision, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if target != (Target::Content { label: None }) {
        return problem_response(Problem::not_found());
    }
    let etag = format!("\"{revision}-{file}\"");
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.contains(&etag));
    let (bytes, mime) = match thumbnails::open_listing(&state.services, &revision, &file, known).await {
        Ok(found) => found,
        Err(failure) => return problem(failure),
    };
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(bytes)) };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(mime));
    set(headers, ETAG, &etag);
    harmless(headers, "public, max-age=60, stale-while-revalidate=0");
    response
}

/// A font file. Another version of a font would have another name.
pub async fn font(Path(file): Path<String>) -> Response {
    if file == landinghub::fonts::SHEET {
        return all_faces();
    }
    let Some(bytes) = fonts::file(&file) else { return problem_response(Problem::not_found()) };
    let mut response = Response::new(Body::from(bytes.into_owned()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("font/woff2"));
    // Previews are sandboxes: their origin is nobody's, and fonts are fetched across origins.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    harmless(headers, "public, max-age=31536000, immutable");
    response
}

/// The faces of every family, for the editor's list of them.
fn all_faces() -> Response {
    let mut css = String::new();
    for family in landinghub::fonts::FAMILIES {
        family.faces(&mut css, |file| format!("{}{file}", landinghub::fonts::PATH));
    }
    let mut response = Response::new(Body::from(css));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    harmless(headers, "public, max-age=3600");
    response
}

/// A picture that came with a template.
pub async fn template_picture(Path(file): Path<String>) -> Response {
    let kind = file.rsplit_once('.').and_then(|(_, extension)| uploads::Kind::of_extension(extension));
    let (Some(kind), Some(bytes)) = (kind, templates::picture(&file)) else {
        return problem_response(Problem::not_found());
    };
    let mut response = Response::new(Body::from(bytes.into_owned()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.mime()));
    harmless(headers, "public, max-age=86400");
    response
}

fn harmless(headers: &mut HeaderMap, cache: &'static str) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(parse_range("0-9", 100), Some(Ok((0, 10))));
        assert_eq!(parse_range("90-", 100), Some(Ok((90, 100))));
        assert_eq!(parse_range("-10", 100), Some(Ok((90, 100))));
        assert_eq!(parse_range("-1000", 100), Some(Ok((0, 100))));
        assert_eq!(parse_range("50-1000", 100), Some(Ok((50, 100))));
        assert_eq!(parse_range("100-", 100), Some(Err(())));
        assert_eq!(parse_range("9-2", 100), Some(Err(())));
        assert_eq!(parse_range("x", 100), None);
        assert_eq!(parse_range("-0", 100), Some(Err(())));
    }
}
