//! The public HTTP interface, one file per feature. A handler parses, calls one use case, and maps the answer.

mod admin;
mod auth;
mod events;
mod pages;
mod templates;
mod uploads;
mod variants;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;

/// Every feature's routes below `/api`, each with its part of the OpenAPI document.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(admin::router())
        .merge(auth::router())
        .merge(events::router())
        .merge(pages::router())
        .merge(templates::router())
        .merge(uploads::router())
        .merge(variants::router())
}
