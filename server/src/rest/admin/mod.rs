//! `/api/admin`: what admins see and do. Every use case asks for the role by itself.

mod market;
mod people;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(market::router()).merge(people::router())
}
