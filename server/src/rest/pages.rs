//! `/api/pages`: pages, their history, publishing, leads, export.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse, Response};
use landinghub::api::visits::PageAnalytics;
use landinghub::api::{
    AddressCheck, Deployed, Lead, List, NewPage, OpBatch, Page, PageChange, PastPage, Preview, RawOpBatch,
    Revised, Revision, RevisionChange,
};
use landinghub_services::{export, leads, pages, sites};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_pages, create_page))
        .routes(routes!(get_page, update_page, trash_page))
        .routes(routes!(apply_ops))
        .routes(routes!(check_address))
        .routes(routes!(list_revisions))
        .routes(routes!(get_revision, name_revision))
        .routes(routes!(restore_revision))
        .routes(routes!(duplicate_page))
        .routes(routes!(restore_page))
        .routes(routes!(deployed_page, deploy_page, undeploy_page))
        .routes(routes!(preview_page))
        .routes(routes!(qr_page))
        .routes(routes!(export_page))
        .routes(routes!(list_leads))
        .routes(routes!(leads_csv))
        .routes(routes!(page_analytics))
}

type Answer<T> = Result<Json<T>, ApiError>;

/// Which pages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PagesQuery {
    /// Words of the title, whatever their case and marks.
    q: Option<String>,
    /// `draft`, `published` or `trashed`; without it all but the trash.
    status: Option<String>,
    /// `updated` (default), `created`, `title`, `status`, `views` or `leads`.
    sort: Option<String>,
    /// `asc` or `desc`; without it titles and states rise, numbers and moments fall.
    order: Option<String>,
}

/// Makes a page: blank, from a template, from a document, or from HTML.
#[utoipa::path(post, path = "/api/pages", tag = "pages", request_body = NewPage, responses(
    (status = 201, body = Page),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 409, body = ProblemBody, description = "`conflict`: the account has as many pages as it may"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn create_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(new): ApiJson<NewPage>,
) -> Result<Response, ApiError> {
    Ok(created(pages::create(&state.services, &caller, new).await?))
}

/// One's own pages, without documents.
#[utoipa::path(get, path = "/api/pages", tag = "pages", params(PagesQuery, SliceQuery), responses(
    (status = 200, body = List<Page>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn list_pages(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(query): ApiQuery<PagesQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Page>> {
    let PagesQuery { q, status, sort, order } = query;
    let query = pages::Query { q, status, sort, order, slice };
    Ok(Json(pages::list(&state.services, &caller, &query).await?))
}

/// A page with its document.
#[utoipa::path(get, path = "/api/pages/{id}", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, body = Page),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn get_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Page> {
    Ok(Json(pages::get(&state.services, &caller, &id).await?))
}

/// Changes title, address or head; the document's revision stays.
#[utoipa::path(patch, path = "/api/pages/{id}", tag = "pages", params(("id" = String, Path)), request_body = PageChange, responses(
    (status = 200, body = Page),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`slug_taken`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`, `slug_reserved`"),
))]
async fn update_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(change): ApiJson<PageChange>,
) -> Answer<Page> {
    Ok(Json(pages::update(&state.services, &caller, &id, change).await?))
}

/// The address asked about.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct AddressQuery {
    /// The first label of the address.
    #[serde(default)]
    slug: String,
}

/// Whether the page could have this address.
#[utoipa::path(get, path = "/api/pages/{id}/address", tag = "pages", params(("id" = String, Path), AddressQuery), responses(
    (status = 200, body = AddressCheck),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn check_address(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<AddressQuery>,
) -> Answer<AddressCheck> {
    Ok(Json(pages::check_address(&state.services, &caller, &id, &query.slug).await?))
}

/// Puts a page into the trash for 30 days.
#[utoipa::path(delete, path = "/api/pages/{id}", tag = "pages", params(("id" = String, Path)), responses(
    (status = 204, description = "It is in the trash; its address answers 410"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn trash_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    pages::trash(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a page out of the trash, to what it was.
#[utoipa::path(post, path = "/api/pages/{id}/restore", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, body = Page),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn restore_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Page> {
    Ok(Json(pages::restore(&state.services, &caller, &id).await?))
}

/// Applies a batch of operations: all of them, or none.
#[utoipa::path(post, path = "/api/pages/{id}/ops", tag = "pages", params(("id" = String, Path)), request_body = OpBatch, responses(
    (status = 200, body = Revised),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`revision_conflict`, with `revision` and `missed`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`; `fields` names the operation: `ops[3]`"),
))]
async fn apply_ops(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(batch): ApiJson<RawOpBatch>,
) -> Answer<Revised> {
    Ok(Json(pages::apply_ops(&state.services, &caller, &id, batch).await?))
}

/// The history of a page, the latest first.
#[utoipa::path(get, path = "/api/pages/{id}/revisions", tag = "pages", params(("id" = String, Path), SliceQuery), responses(
    (status = 200, body = List<Revision>),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn list_revisions(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Revision>> {
    Ok(Json(pages::revisions(&state.services, &caller, &id, &slice).await?))
}

/// The page as it was at a revision.
#[utoipa::path(get, path = "/api/pages/{id}/revisions/{revision}", tag = "pages",
    params(("id" = String, Path), ("revision" = u64, Path)), responses(
    (status = 200, body = PastPage),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn get_revision(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, revision)): ApiPath<(String, u64)>,
) -> Answer<PastPage> {
    let document = pages::document_at(&state.services, &caller, &id, revision).await?;
    Ok(Json(PastPage { revision, document }))
}

/// Names a revision, or takes its name away.
#[utoipa::path(patch, path = "/api/pages/{id}/revisions/{revision}", tag = "pages",
    params(("id" = String, Path), ("revision" = u64, Path)), request_body = RevisionChange, responses(
    (status = 200, body = Revision),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: the name is too long"),
))]
async fn name_revision(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, revision)): ApiPath<(String, u64)>,
    ApiJson(change): ApiJson<RevisionChange>,
) -> Answer<Revision> {
    Ok(Json(pages::name_revision(&state.services, &caller, &id, revision, &change).await?))
}

/// Makes an earlier revision the present one, as a new revision.
#[utoipa::path(post, path = "/api/pages/{id}/revisions/{revision}/restore", tag = "pages",
    params(("id" = String, Path), ("revision" = u64, Path)), responses(
    (status = 200, body = Revised),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn restore_revision(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath((id, revision)): ApiPath<(String, u64)>,
) -> Answer<Revised> {
    Ok(Json(pages::restore_revision(&state.services, &caller, &id, revision).await?))
}

/// Makes a page like this one.
#[utoipa::path(post, path = "/api/pages/{id}/duplicate", tag = "pages", params(("id" = String, Path)), responses(
    (status = 201, body = Page),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn duplicate_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    Ok(created(pages::duplicate(&state.services, &caller, &id).await?))
}

/// What is live.
#[utoipa::path(get, path = "/api/pages/{id}/deploy", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, body = Deployed),
    (status = 404, body = ProblemBody, description = "`not_found`: nothing is live"),
))]
async fn deployed_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Deployed> {
    Ok(Json(sites::deployment(&state.services, &caller, &id).await?))
}

/// Publishes the present revision.
#[utoipa::path(post, path = "/api/pages/{id}/deploy", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, body = Deployed),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it is in the trash"),
))]
async fn deploy_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Deployed> {
    Ok(Json(sites::deploy(&state.services, &caller, &id).await?))
}

/// Takes a page offline.
#[utoipa::path(delete, path = "/api/pages/{id}/deploy", tag = "pages", params(("id" = String, Path)), responses(
    (status = 204, description = "Its address answers 404"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn undeploy_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    sites::undeploy(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An address at which the draft can be looked at for half an hour.
#[utoipa::path(get, path = "/api/pages/{id}/preview", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, body = Preview),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn preview_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Preview> {
    Ok(Json(sites::preview(&state.services, &caller, &id).await?))
}

/// What a QR code leads to.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct QrQuery {
    /// `site` (default): the page's address; `preview`: the draft, for half an hour.
    of: Option<String>,
}

/// A QR code that takes a telephone to the page.
#[utoipa::path(get, path = "/api/pages/{id}/qr.svg", tag = "pages", params(("id" = String, Path), QrQuery), responses(
    (status = 200, content_type = "image/svg+xml"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`: `of` is neither"),
))]
async fn qr_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<QrQuery>,
) -> Result<Response, ApiError> {
    let of = sites::QrOf::parse(query.of.as_deref())?;
    let svg = sites::qr(&state.services, &caller, &id, of).await?;
    Ok(([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "no-store")], svg).into_response())
}

/// The page as a zip of plain files.
#[utoipa::path(get, path = "/api/pages/{id}/export", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, content_type = "application/zip", description = "`index.html`, `styles.css`, `assets/…`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn export_page(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let export = export::export(&state.services, &caller, &id).await?;
    let disposition = format!("attachment; filename=\"{}\"", export.file_name);
    Ok(([(CONTENT_TYPE, "application/zip".to_owned()), (CONTENT_DISPOSITION, disposition)], export.bytes)
        .into_response())
}

/// What visitors left in the page's forms, the newest first.
#[utoipa::path(get, path = "/api/pages/{id}/leads", tag = "pages", params(("id" = String, Path), SliceQuery), responses(
    (status = 200, body = List<Lead>),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn list_leads(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Lead>> {
    Ok(Json(leads::list(&state.services, &caller, &id, &slice).await?))
}

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Days {
    /// The first, `YYYY-MM-DD`; thirty days before the last by default.
    from: Option<String>,
    /// The last; today (UTC) by default.
    to: Option<String>,
}

/// Visits, visitors and forms sent, by day, by where they came from and with what.
#[utoipa::path(get, path = "/api/pages/{id}/analytics", tag = "pages", params(("id" = String, Path), Days), responses(
    (status = 200, body = PageAnalytics),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn page_analytics(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(days): ApiQuery<Days>,
) -> Answer<PageAnalytics> {
    let (from, to) = (days.from.as_deref(), days.to.as_deref());
    Ok(Json(sites::figures(&state.services, &caller, &id, from, to).await?))
}

/// All leads as a spreadsheet.
#[utoipa::path(get, path = "/api/pages/{id}/leads.csv", tag = "pages", params(("id" = String, Path)), responses(
    (status = 200, content_type = "text/csv"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn leads_csv(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let csv = leads::csv(&state.services, &caller, &id).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"leads.csv\""),
    ];
    Ok((headers, csv).into_response())
}

pub(super) fn created(page: Page) -> Response {
    (StatusCode::CREATED, [(LOCATION, format!("/api/pages/{}", page.id))], Json(page)).into_response()
}
