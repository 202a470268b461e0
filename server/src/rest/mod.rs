//! The public HTTP interface, one file per feature. A handler parses, calls one use case, and maps the answer.

mod addresses;
mod admin;
mod auth;
mod cart;
mod chat;
mod domains;
mod drafts;
mod events;
mod help;
mod imports;
mod marketplace;
mod notifications;
mod orders;
mod pages;
mod payment;
mod reports;
mod sellers;
mod templates;
mod totp;
mod trials;
mod uploads;
mod variants;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;

/// Every feature's routes below `/api`, each with its part of the OpenAPI document.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(addresses::router())
        .merge(admin::router())
        .merge(auth::router())
        .merge(cart::router())
        .merge(chat::router())
        .merge(drafts::router())
        .merge(domains::router())
        .merge(events::router())
        .merge(help::router())
        .merge(imports::router())
        .merge(marketplace::router())
        .merge(notifications::router())
        .merge(orders::router())
        .merge(pages::router())
        .merge(payment::router())
        .merge(reports::router())
        .merge(sellers::router())
        .merge(templates::router())
        .merge(totp::router())
        .merge(trials::router())
        .merge(uploads::router())
        .merge(variants::router())
}

/// What lasts: the event stream.
pub fn streams() -> OpenApiRouter<AppState> {
    events::streams()
}
