//! What was to be sent or done and couldn't be.

use crate::extract::{ApiCaller, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use landinghub::api::List;
use landinghub::api::notifications::Delivery;
use landinghub_services::outbox;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(retry)).routes(routes!(discard))
}

/// Which deliveries.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `dead` (where absent) or `pending`.
    state: Option<String>,
    /// One kind, such as `mail`.
    kind: Option<String>,
}

/// Those that were given up after eight tries, or those that wait; the latest first.
#[utoipa::path(get, path = "/api/admin/deliveries", tag = "admin", params(Asked, SliceQuery), responses(
    (status = 200, body = List<Delivery>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn list(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(asked): ApiQuery<Asked>,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<Delivery>>, ApiError> {
    let (of, kind) = (asked.state.as_deref(), asked.kind.as_deref());
    Ok(Json(outbox::list_deliveries(&state.services, &caller, of, kind, &slice).await?))
}

/// Has one tried again, from the first try on.
#[utoipa::path(post, path = "/api/admin/deliveries/{id}/retry", tag = "admin", params(("id" = String, Path)), responses(
    (status = 200, body = Delivery),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it isn't dead"),
))]
async fn retry(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Delivery>, ApiError> {
    Ok(Json(outbox::retry(&state.services, &caller, &id).await?))
}

/// Lets go of one: it never happens.
#[utoipa::path(post, path = "/api/admin/deliveries/{id}/discard", tag = "admin", params(("id" = String, Path)), responses(
    (status = 204, description = "Gone"),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it isn't dead"),
))]
async fn discard(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    outbox::discard(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
