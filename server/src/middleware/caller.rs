//! Who asks: from the bearer token or the access cookie, resolved once a request.

use crate::extract::Resolved;
use crate::middleware::ClientIp;
use crate::problem::{ApiError, problem_response};
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use landinghub::Code;
use landinghub::account::Locale;
use landinghub_services::accounts::cookies::{Cookie, renewed, signed_out};
use landinghub_services::limits::prefix;
use landinghub_services::{Actor, Caller, Config, Failure, Limit, accounts, chat};
use std::net::IpAddr;

/// Longer `User-Agent`s are cut: they are kept with sessions.
const USER_AGENT_CHARS: usize = 300;

/// For REST: credentials that aren't good are kept as a refusal for [`crate::extract::ApiCaller`].
pub async fn resolve(
    State(state): State<AppState>,
    ClientIp(ip): ClientIp,
    mut request: Request,
    next: Next,
) -> Response {
    let mut caller = stranger(&state, ip, request.headers());
    let mut refused = None;
    if let Some(token) = presented_token(&state, request.headers()) {
        if token.starts_with(chat::TOKEN_PREFIX) {
            match chat::visitor_of_token(&state.services, &token).await {
                Ok(guest) => {
                    caller.locale = guest.locale;
                    caller.guest = Some(guest);
                }
                Err(failure) if failure.is_internal() => return ApiError(failure).into_response(),
                Err(failure) => refused = Some(failure.into_problem()),
            }
            request.extensions_mut().insert(Resolved { caller, refused });
            return next.run(request).await;
        }
        match accounts::authenticate(&state.services, &token).await {
            Ok(actor) => caller.actor = Some(actor),
            Err(failure) if failure.is_internal() => return ApiError(failure).into_response(),
            Err(failure) => refused = Some(failure.into_problem()),
        }
    }
    request.extensions_mut().insert(Resolved { caller, refused });
    next.run(request).await
}

/// For pages and server functions: a browser whose access cookie is gone or old, but whose refresh cookie is
/// good, gets new ones along with its answer and never notices.
pub async fn resolve_or_refresh(
    State(state): State<AppState>,
    ClientIp(ip): ClientIp,
    mut request: Request,
    next: Next,
) -> Response {
    let config = &state.services.config;
    let mut caller = stranger(&state, ip, request.headers());
    let mut new_cookies = Vec::new();
    let actor = match cookie(config, request.headers(), Cookie::Access) {
        Some(token) => accounts::authenticate(&state.services, token).await,
        None => Err(Code::Unauthenticated.into()),
    };
    match actor {
        Ok(actor) => caller.actor = Some(actor),
        Err(failure) if failure.is_internal() => log_once(&failure),
        Err(_) => {
            if let Some(token) = cookie(config, request.headers(), Cookie::Refresh) {
                match refresh(&state, &caller, token).await {
                    Ok((actor, cookies)) => {
                        caller.actor = Some(actor);
                        new_cookies = cookies;
                    }
                    Err(failure) if failure.is_internal() => log_once(&failure),
                    // The session is over: the browser shall forget it.
                    Err(_) => new_cookies = signed_out(config),
                }
            }
        }
    }
    request.extensions_mut().insert(Resolved { caller, refused: None });
    let mut response = next.run(request).await;
    // What the handler sets itself (login, logout) is newer.
    if !sets_session(config, &response) {
        for line in new_cookies {
            if let Ok(value) = HeaderValue::from_str(&line) {
                response.headers_mut().append(SET_COOKIE, value);
            }
        }
    }
    response
}

async fn refresh(state: &AppState, caller: &Caller, token: &str) -> Result<(Actor, Vec<String>), Failure> {
    let renewal = accounts::refresh(&state.services, caller, token).await?;
    let actor = accounts::authenticate(&state.services, &renewal.answer.access_token).await?;
    Ok((actor, renewed(&state.services.config, &renewal)))
}

/// Public pages stay up when the database is away; the reason is in the log.
fn log_once(failure: &Failure) {
    tracing::error!(error = %failure, "a page is rendered as for a stranger: who asks can't be read");
}

fn sets_session(config: &Config, response: &Response) -> bool {
    let names = [Cookie::Access.name(config), Cookie::Refresh.name(config)];
    let mut lines = response.headers().get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.any(|line| line.split('=').next().is_some_and(|name| names.iter().any(|ours| ours == name)))
}

/// Counts API calls: an account's together, a stranger's by their network.
pub async fn limit_calls(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // Gateways come when they come; what isn't signed by one changes nothing.
    if request.uri().path().starts_with("/api/payment/") {
        return next.run(request).await;
    }
    let key = request.extensions().get::<Resolved>().map(|resolved| match &resolved.caller.actor {
        Some(actor) => actor.user_id.clone(),
        None if resolved.caller.guest.is_some() => {
            resolved.caller.guest.as_ref().map(|guest| guest.id.clone()).unwrap_or_default()
        }
        None => prefix(resolved.caller.ip),
    });
    match state.services.limits.check(Limit::API_USER, &key.unwrap_or_default()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem_response(problem),
    }
}

fn stranger(state: &AppState, ip: IpAddr, headers: &HeaderMap) -> Caller {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Caller {
        user_agent: text(USER_AGENT).chars().take(USER_AGENT_CHARS).collect(),
        locale: Locale::negotiate(text(ACCEPT_LANGUAGE)),
        device: cookie(&state.services.config, headers, Cookie::Device).map(str::to_owned),
        ahead: fetches_ahead(headers),
        ..Caller::anonymous(ip)
    }
}

/// Whether a browser fetches or renders ahead what somebody may look at next.
pub fn fetches_ahead(headers: &HeaderMap) -> bool {
    ["purpose", "sec-purpose", "x-moz"].iter().any(|name| {
        let value = headers.get(*name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.contains("prefetch") || value.contains("prerender")
    })
}

/// The token that came along: a bearer's beats the cookie's.
fn presented_token(state: &AppState, headers: &HeaderMap) -> Option<String> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        // Another scheme, or no text at all, is a credential that isn't good.
        let text = value.to_str().unwrap_or_default();
        let token = text
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        return Some(token.unwrap_or_default().to_owned());
    }
    cookie(&state.services.config, headers, Cookie::Access).map(str::to_owned)
}

/// A cookie of ours that came along; an empty one counts as none.
fn cookie<'h>(config: &Config, headers: &'h HeaderMap, which: Cookie) -> Option<&'h str> {
    let mut lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.find_map(|line| which.find(config, line)).filter(|value| !value.is_empty())
}
