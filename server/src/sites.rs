//! Published pages: `{slug}.<pages domain>`. None of the app's routes exist here, and no cookie is ever set.

use crate::content::{font, refuse_service_worker, template_picture};
use crate::hosts::Target;
use crate::middleware::ClientIp;
use crate::middleware::caller::fetches_ahead;
use crate::problem::{ApiError, problem_response};
use crate::site_pages;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Path, RawQuery, Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, LOCATION, REFERER, USER_AGENT, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use bytes::Bytes;
use landinghub::account::Locale;
use landinghub::render::forms::sent_fragment;
use landinghub::{Code, Problem};
use landinghub_services::leads::{self, Sent};
use landinghub_services::sites::{Encoding, LiveSite, Site, Visitor, at};
use landinghub_services::{Caller, Failure};
use serde_json::Value;
use std::net::IpAddr;
use std::sync::Arc;

/// The routes of a published page's host.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/robots.txt", get(robots))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .route("/_lh/t/{file}", get(template_picture))
        .route("/_lh/fonts/{file}", get(font))
        .route("/_lh/form/{form_id}", post(form))
        .route("/_lh/v", post(visit))
        .fallback(otherwise)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(refuse_service_worker))
        .with_state(state)
}

/// The page itself.
async fn home(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    ClientIp(ip): ClientIp,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let site = match find(&state, &target, &uri, &headers).await {
        Ok(site) => for_visitor(&site, ip, &headers),
        Err(answer) => return *answer,
    };
    // Coming back from a form isn't another visit.
    let returning =
        query.as_deref().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("sent=")));
    if method == Method::GET && !returning && is_visit(&headers) {
        count(&state, &site, ip, &headers);
    }
    serve(&site, &headers)
}

/// The page, or the variant of it that this visitor gets. Machines that index and preview get the page itself.
fn for_visitor(site: &Arc<LiveSite>, ip: IpAddr, headers: &HeaderMap) -> Arc<LiveSite> {
    if is_machine(headers) { Arc::clone(site) } else { site.for_visitor(ip, text(headers, &USER_AGENT)) }
}

/// Counts a visit.
fn count(state: &AppState, site: &LiveSite, ip: IpAddr, headers: &HeaderMap) {
    let services = &state.services;
    let visitor = Visitor {
        ip,
        user_agent: text(headers, &USER_AGENT),
        referrer: text(headers, &REFERER),
        host: text(headers, &HOST),
    };
    let key = services.config.jwt_secret.expose().as_bytes();
    services.visits.count_at(site, &visitor, key, services.now());
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The site at the request's host, or what to answer instead.
async fn find(
    state: &AppState,
    target: &Target,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Arc<LiveSite>, Box<Response>> {
    let locale = locale(headers);
    let Target::Site { slug } = target else { return Err(Box::new(site_pages::missing(locale))) };
    match at(&state.services, slug).await {
        Ok(Site::Live(site)) => Ok(site),
        Ok(Site::Moved(base)) => Err(Box::new(moved(&base, uri))),
        Ok(Site::Gone) => Err(Box::new(site_pages::gone(locale))),
        Ok(Site::TakenDown) => Err(Box::new(site_pages::taken_down(locale))),
        Ok(Site::Missing) => Err(Box::new(site_pages::missing(locale))),
        Err(failure) => {
            tracing::error!(error = %failure, %slug, "a site couldn't be looked up");
            let problem = Problem { retry_after: Some(5), ..Problem::from(Code::Unavailable) };
            Err(Box::new(site_pages::failed(locale, &problem)))
        }
    }
}

/// To the page's present address; the browser repeats a form's post there.
fn moved(base: &str, uri: &Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let location = format!("{}{path}", base.trim_end_matches('/'));
    let Ok(location) = HeaderValue::from_str(&location) else { return StatusCode::NOT_FOUND.into_response() };
    // Asked again every time: the page may come back to its old address, and two remembered redirects are a circle.
    let cache = HeaderValue::from_static("public, max-age=0, must-revalidate");
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, location), (CACHE_CONTROL, cache)]).into_response()
}

fn serve(site: &LiveSite, headers: &HeaderMap) -> Response {
    let (encoding, body) = negotiate(site, headers);
    let etag = site.etag(encoding);
    let mut response = if headers.get_all(IF_NONE_MATCH).iter().any(|value| matches_etag(value, &etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(body));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if let Some(word) = encoding.word() {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(word));
        }
        if let Ok(policy) = HeaderValue::from_str(&site.csp) {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    };
    let headers = response.headers_mut();
    // What differs from visitor to visitor is nothing for shared caches.
    let cache = if site.is_tested() {
        "private, max-age=0, must-revalidate"
    } else {
        "public, max-age=0, must-revalidate"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, etag);
    }
    response
}

/// The best encoding that is stored and accepted (RFC 9110, section 12.5.3).
fn negotiate(site: &LiveSite, headers: &HeaderMap) -> (Encoding, Bytes) {
    let accepted: String = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect::<Vec<_>>()
        .join(",")
        .to_ascii_lowercase();
    let takes = |word: &str| {
        let mut star = false;
        for part in accepted.split(',') {
            let mut pieces = part.split(';').map(str::trim);
            let name = pieces.next().unwrap_or_default();
            let refused = pieces.any(|piece| {
                piece
                    .strip_prefix("q=")
                    .is_some_and(|quality| quality.trim().parse::<f32>().is_ok_and(|quality| quality <= 0.0))
            });
            if name == word {
                return !refused;
            }
            star |= name == "*" && !refused;
        }
        star
    };
    Encoding::ALL
        .into_iter()
        .filter(|encoding| encoding.word().is_none_or(takes))
        .find_map(|encoding| Some((encoding, site.body(encoding)?)))
        .unwrap_or((Encoding::Identity, Bytes::new()))
}

fn matches_etag(value: &HeaderValue, etag: &str) -> bool {
    let Ok(value) = value.to_str() else { return false };
    value.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// Whether a person's browser asks to show the page: no machine, and no fetching ahead.
fn is_visit(headers: &HeaderMap) -> bool {
    text(headers, &ACCEPT).to_ascii_lowercase().contains("text/html")
        && !fetches_ahead(headers)
        && !is_machine(headers)
}

/// Whether a program asks that calls itself one.
fn is_machine(headers: &HeaderMap) -> bool {
    const MACHINES: [&str; 12] = [
        "bot",
        "crawl",
        "spider",
        "slurp",
        "preview",
        "facebookexternalhit",
        "curl/",
        "wget",
        "python",
        "monitor",
        "scan",
        "lighthouse",
    ];
    let agent = text(headers, &USER_AGENT).to_ascii_lowercase();
    MACHINES.iter().any(|machine| agent.contains(machine))
}

/// Takes in a form.
async fn form(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    ClientIp(ip): ClientIp,
    Path(form_id): Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let site = match find(&state, &target, request.uri(), &headers).await {
        Ok(site) => site.with_form(for_visitor(&site, ip, &headers), &form_id),
        Err(answer) => return *answer,
    };
    let caller = Caller { locale: locale(&headers), ..Caller::anonymous(ip) };
    let taken = match read_form(request).await {
        Ok(sent) => leads::submit(&state.services, &caller, &site, &form_id, sent).await,
        Err(problem) => Err(problem.into()),
    };
    let wants_json = wants_json(&headers);
    match taken {
        Ok(()) if wants_json => {
            ([(CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "ok": true }))).into_response()
        }
        Ok(()) => {
            let location = format!("/?sent={form_id}#{}", sent_fragment(&form_id));
            (StatusCode::SEE_OTHER, [(LOCATION, location), (CACHE_CONTROL, "no-store".to_owned())])
                .into_response()
        }
        Err(failure) if wants_json => ApiError(failure).into_response(),
        Err(failure) => {
            if failure.is_internal() {
                tracing::error!(error = %failure, page = %site.page_id, "a form couldn't be taken in");
            }
            let label = |name: &str| label(&site, &form_id, name);
            site_pages::refused(caller.locale, &failure.into_problem(), label)
        }
    }
}

fn label(site: &LiveSite, form_id: &str, name: &str) -> String {
    let field = site.forms.get(form_id).and_then(|form| form.fields.iter().find(|field| field.name == name));
    field.map(|field| field.label.as_str()).filter(|label| !label.is_empty()).unwrap_or(name).to_owned()
}

/// Names and values, however they were sent. Files aren't taken and are left out.
async fn read_form(request: Request) -> Result<Sent, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind == "multipart/form-data" {
        return read_multipart(request).await;
    }
    let is_json = kind == "application/json";
    // Nothing at all is a form without fields.
    if !is_json && !matches!(kind.as_str(), "application/x-www-form-urlencoded" | "") {
        return Err(Problem::new(Code::UnsupportedMediaType, "Send a form, or JSON."));
    }
    let bytes = Bytes::from_request(request, &()).await.map_err(crate::extract::body_problem)?;
    if !is_json {
        return Ok(url::form_urlencoded::parse(&bytes).into_owned().collect());
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice(&bytes) else {
        return Err(Problem::new(Code::Malformed, "Send a JSON object of names and values."));
    };
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    Ok(fields
        .into_iter()
        .flat_map(|(name, value)| {
            let values = if let Value::Array(values) = value { values } else { vec![value] };
            values.into_iter().filter_map(text).map(move |value| (name.clone(), value)).collect::<Vec<_>>()
        })
        .collect())
}

async fn read_multipart(request: Request) -> Result<Sent, Problem> {
    let broken = |status: StatusCode| {
        let code =
            if status == StatusCode::PAYLOAD_TOO_LARGE { Code::PayloadTooLarge } else { Code::Malformed };
        Problem::from(code)
    };
    let mut multipart =
        Multipart::from_request(request, &()).await.map_err(|rejection| broken(rejection.status()))?;
    let mut sent = Sent::new();
    while let Some(field) = multipart.next_field().await.map_err(|error| broken(error.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let value = field.bytes().await.map_err(|error| broken(error.status()))?;
        if !is_file {
            sent.push((name, String::from_utf8_lossy(&value).into_owned()));
        }
    }
    Ok(sent)
}

/// A visit, told by the page itself where something else serves it.
async fn visit(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    ClientIp(ip): ClientIp,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match find(&state, &target, &uri, &headers).await {
        Ok(site) => {
            count(&state, &for_visitor(&site, ip, &headers), ip, &headers);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(answer) => *answer,
    }
}

async fn robots() -> Response {
    ([(CACHE_CONTROL, "public, max-age=3600")], "User-agent: *\nAllow: /\n").into_response()
}

async fn otherwise(
    State(state): State<AppState>,
    Extension(target): Extension<Target>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // A moved page takes all its addresses along; everything else is as missing as it looks.
    match find(&state, &target, &uri, &headers).await {
        Ok(_) => site_pages::missing(locale(&headers)),
        Err(answer) => *answer,
    }
}

async fn wrong_method(headers: HeaderMap) -> Response {
    let problem = Problem::from(Code::MethodNotAllowed);
    if wants_json(&headers) {
        problem_response(problem)
    } else {
        site_pages::failed(locale(&headers), &problem)
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") || accept.contains("application/problem+json")
}

fn locale(headers: &HeaderMap) -> Locale {
    Locale::negotiate(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default())
}

/// A failure of a service, for hosts that answer problems.
pub(crate) fn problem(failure: Failure) -> Response {
    ApiError(failure).into_response()
}
