//! `/api/templates`: the starter library. Public.

use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use landinghub::api::{List, Starter};
use landinghub_services::templates;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_templates))
}

/// The templates a page can start from.
#[utoipa::path(get, path = "/api/templates", tag = "templates", responses((status = 200, body = List<Starter>)))]
async fn list_templates(State(state): State<AppState>) -> impl IntoResponse {
    let list = List { items: templates::list(&state.services), next_cursor: None };
    ([(CACHE_CONTROL, "public, max-age=300")], Json(list))
}
