//! `/api/chat` and what admins set for it.

mod inbox;
mod messages;
mod rooms;
mod setup;

use crate::problem::ApiError;
use crate::state::AppState;
use axum::Json;
use utoipa_axum::router::OpenApiRouter;

type Answer<T> = Result<Json<T>, ApiError>;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(inbox::router())
        .merge(messages::router())
        .merge(rooms::router())
        .merge(setup::router())
}
