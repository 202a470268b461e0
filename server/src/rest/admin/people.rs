//! Accounts, and the log of what admins did.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use landinghub::api::List;
use landinghub::api::admin::{AdminUser, AuditEntry, UserChange};
use landinghub_services::{accounts, audit};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_users)).routes(routes!(change_user)).routes(routes!(list_audit))
}

/// Which accounts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct UsersQuery {
    /// Words of the name or the address, whatever their case and marks.
    q: Option<String>,
    /// `user`, `seller` or `admin`.
    role: Option<String>,
    /// `active` or `suspended`.
    status: Option<String>,
}

/// Accounts, the newest first.
#[utoipa::path(get, path = "/api/admin/users", tag = "admin", params(UsersQuery, SliceQuery), responses(
    (status = 200, body = List<AdminUser>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn list_users(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<UsersQuery>,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<AdminUser>>, ApiError> {
    let query = accounts::UserQuery { q: query.q, role: query.role, status: query.status, slice };
    Ok(Json(accounts::list_users(&state.services, &caller, &query).await?))
}

/// Gives a role, suspends or reinstates.
#[utoipa::path(patch, path = "/api/admin/users/{id}", tag = "admin", request_body = UserChange,
    params(("id" = String, Path, description = "The account")), responses(
    (status = 200, body = AdminUser),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: one's own account, or the last admin"),
))]
async fn change_user(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(change): ApiJson<UserChange>,
) -> Result<Json<AdminUser>, ApiError> {
    Ok(Json(accounts::change_user(&state.services, &caller, &id, change).await?))
}

/// Which entries.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// The beginning of the action's word, such as `user.`.
    action: Option<String>,
}

/// Who did what, when: the newest first.
#[utoipa::path(get, path = "/api/admin/audit", tag = "admin", params(AuditQuery, SliceQuery), responses(
    (status = 200, body = List<AuditEntry>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn list_audit(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<AuditQuery>,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<AuditEntry>>, ApiError> {
    Ok(Json(audit::list(&state.services, &caller, query.action.as_deref(), &slice).await?))
}
