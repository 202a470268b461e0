//! The public HTTP interface, one file per feature. A handler parses, calls one use case, and maps the answer.

mod admin;
mod auth;
mod cart;
mod events;
mod marketplace;
mod orders;
mod pages;
mod payment;
mod sellers;
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
        .merge(cart::router())
        .merge(events::router())
        .merge(marketplace::router())
        .merge(orders::router())
        .merge(pages::router())
        .merge(payment::router())
        .merge(sellers::router())
        .merge(templates::router())
        .merge(uploads::router())
        .merge(variants::router())
}
