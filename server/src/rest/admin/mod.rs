//! `/api/admin`: what admins see and do. Every use case asks for the role by itself.

mod deliveries;
mod market;
mod people;
mod safety;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(deliveries::router())
        .merge(market::router())
        .merge(people::router())
        .merge(safety::router())
}
