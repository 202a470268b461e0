//! `/api/auth`: accounts and sessions.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiSlice, SliceQuery, Visitor};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use landinghub::Code;
use landinghub::api::{
    Credentials, EmailChange, ForgottenPassword, List, MailedToken, PasswordChange, PasswordReset,
    ProfileChange, Refreshed, Registration, Session, SignedIn, User,
};
use landinghub_services::accounts::cookies::{self, Cookie};
use landinghub_services::{Config, Failure, accounts};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me, update_me))
        .routes(routes!(verify))
        .routes(routes!(forgot_password))
        .routes(routes!(reset_password))
        .routes(routes!(change_password))
        .routes(routes!(change_email))
        .routes(routes!(list_sessions))
        .routes(routes!(end_session))
}

type Answer = Result<Response, ApiError>;

/// Makes an account and logs it in; a verification mail is sent.
#[utoipa::path(post, path = "/api/auth/register", tag = "auth", request_body = Registration, responses(
    (status = 201, body = SignedIn, description = "Registered; both cookies are set"),
    (status = 409, body = ProblemBody, description = "`email_taken`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn register(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiJson(input): ApiJson<Registration>,
) -> Answer {
    let grant = accounts::register(&state.services, &caller, input).await?;
    let cookies = cookies::signed_in(&state.services.config, &grant);
    with_cookies((StatusCode::CREATED, Json(grant.answer)), cookies)
}

/// Logs in.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = Credentials, responses(
    (status = 200, body = SignedIn, description = "Logged in; both cookies are set"),
    (status = 401, body = ProblemBody, description = "`invalid_credentials`; `code_required` for an account with codes at login"),
    (status = 403, body = ProblemBody, description = "`suspended`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn login(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiJson(input): ApiJson<Credentials>,
) -> Answer {
    let grant = accounts::login(&state.services, &caller, input).await?;
    let cookies = cookies::signed_in(&state.services.config, &grant);
    with_cookies(Json(grant.answer), cookies)
}

/// Exchanges the refresh cookie for a new pair of cookies.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "auth", responses(
    (status = 200, body = Refreshed, description = "Both cookies are set anew"),
    (status = 401, body = ProblemBody, description = "`session_ended`: no cookie, or one that is no longer good"),
))]
async fn refresh(State(state): State<AppState>, Visitor(caller): Visitor, headers: HeaderMap) -> Answer {
    let config = &state.services.config;
    let renewal = match refresh_token(config, &headers) {
        Some(token) => accounts::refresh(&state.services, &caller, token).await,
        None => Err(Code::SessionEnded.into()),
    };
    match renewal {
        Ok(renewal) => {
            let cookies = cookies::renewed(config, &renewal);
            with_cookies(Json(renewal.answer), cookies)
        }
        // Cookies that lead nowhere would be sent for ever.
        Err(failure @ Failure::Problem(_)) => with_cookies(ApiError(failure), cookies::signed_out(config)),
        Err(failure) => Err(failure.into()),
    }
}

/// Ends the session.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", responses((status = 204, description = "Logged out")))]
async fn logout(State(state): State<AppState>, Visitor(caller): Visitor, headers: HeaderMap) -> Answer {
    let config = &state.services.config;
    accounts::logout(&state.services, &caller, refresh_token(config, &headers)).await?;
    let clear = [(HeaderName::from_static("clear-site-data"), cookies::CLEAR_SITE_DATA)];
    with_cookies((StatusCode::NO_CONTENT, clear), cookies::signed_out(config))
}

/// One's own account.
#[utoipa::path(get, path = "/api/auth/me", tag = "auth", responses(
    (status = 200, body = User),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn me(State(state): State<AppState>, ApiCaller(caller): ApiCaller) -> Result<Json<User>, ApiError> {
    Ok(Json(accounts::me(&state.services, &caller).await?))
}

/// Changes name, language or theme.
#[utoipa::path(patch, path = "/api/auth/me", tag = "auth", request_body = ProfileChange, responses(
    (status = 200, body = User),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn update_me(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(change): ApiJson<ProfileChange>,
) -> Result<Json<User>, ApiError> {
    Ok(Json(accounts::update_profile(&state.services, &caller, change).await?))
}

/// Uses a verification link: of a new account, or of a new address.
#[utoipa::path(post, path = "/api/auth/verify", tag = "auth", request_body = MailedToken, responses(
    (status = 204, description = "The address is verified"),
    (status = 400, body = ProblemBody, description = "`token_invalid`"),
))]
async fn verify(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiJson(input): ApiJson<MailedToken>,
) -> Result<StatusCode, ApiError> {
    accounts::verify(&state.services, &caller, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mails a reset link, if there is such an account.
#[utoipa::path(post, path = "/api/auth/password/forgot", tag = "auth", request_body = ForgottenPassword, responses(
    (status = 202, description = "Always"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn forgot_password(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiJson(input): ApiJson<ForgottenPassword>,
) -> Result<StatusCode, ApiError> {
    accounts::forgot_password(&state.services, &caller, input).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by a reset link; all sessions end.
#[utoipa::path(post, path = "/api/auth/password/reset", tag = "auth", request_body = PasswordReset, responses(
    (status = 204, description = "The password is set"),
    (status = 400, body = ProblemBody, description = "`token_invalid`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`; the token stays good"),
))]
async fn reset_password(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiJson(input): ApiJson<PasswordReset>,
) -> Result<StatusCode, ApiError> {
    accounts::reset_password(&state.services, &caller, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets a new password by the present one; other sessions end.
#[utoipa::path(post, path = "/api/auth/password/change", tag = "auth", request_body = PasswordChange, responses(
    (status = 204, description = "The password is set"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`, `invalid_credentials`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn change_password(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<PasswordChange>,
) -> Result<StatusCode, ApiError> {
    accounts::change_password(&state.services, &caller, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for another address; it counts once the link mailed there is opened.
#[utoipa::path(post, path = "/api/auth/email/change", tag = "auth", request_body = EmailChange, responses(
    (status = 202, description = "Both addresses were written to"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`, `invalid_credentials`"),
    (status = 409, body = ProblemBody, description = "`email_taken`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn change_email(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<EmailChange>,
) -> Result<StatusCode, ApiError> {
    accounts::change_email(&state.services, &caller, input).await?;
    Ok(StatusCode::ACCEPTED)
}

/// One's own sessions, the newest first.
#[utoipa::path(get, path = "/api/auth/sessions", tag = "auth", params(SliceQuery), responses(
    (status = 200, body = List<Session>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn list_sessions(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<Session>>, ApiError> {
    Ok(Json(accounts::list_sessions(&state.services, &caller, &slice).await?))
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "auth", params(("id" = String, Path)), responses(
    (status = 204, description = "It has ended"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn end_session(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    accounts::end_session(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refresh_token<'h>(config: &Config, headers: &'h HeaderMap) -> Option<&'h str> {
    let mut lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.find_map(|line| Cookie::Refresh.find(config, line))
}

fn with_cookies(answer: impl IntoResponse, cookies: Vec<String>) -> Answer {
    let mut response = answer.into_response();
    for cookie in cookies {
        let value =
            HeaderValue::from_str(&cookie).map_err(|error| Failure::Internal(format!("cookie: {error}")))?;
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}
