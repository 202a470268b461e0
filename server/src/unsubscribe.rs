//! Leaving by the link in a mail (RFC 8058): a POST acts, from a mail program or from the page that a GET shows.

use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use landinghub_services::notifications;
use serde::Deserialize;

/// What the link carries.
#[derive(Debug, Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// Mail programs are answered in short, people with the page again, which says that it is done.
pub async fn act(State(state): State<AppState>, Query(link): Query<Link>, body: Bytes) -> Response {
    let by_program = body.windows(9).any(|part| part.eq_ignore_ascii_case(b"One-Click"));
    match notifications::unsubscribe(&state.services, &link.token).await {
        Ok(_) if by_program => (StatusCode::OK, "You are unsubscribed.\n").into_response(),
        Ok(_) => {
            // The token was read, so it has nothing but letters, digits, points, hyphens and underscores.
            (StatusCode::SEE_OTHER, [(LOCATION, format!("/unsubscribe?token={}&done=1", link.token))])
                .into_response()
        }
        Err(failure) => crate::problem::ApiError(failure).into_response(),
    }
}
