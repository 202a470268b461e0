//! `/api/templates` and `/api/sections`: the starter library. Public.

use crate::extract::{ApiQuery, Visitor};
use crate::problem::ApiError;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::response::IntoResponse;
use landinghub::account::Locale;
use landinghub::api::{List, Starter};
use landinghub_app::i18n::{Area, dictionary};
use landinghub_services::cursor::part;
use landinghub_services::{Slice, templates};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_templates)).routes(routes!(list_sections))
}

/// Which part of the library.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct LibraryQuery {
    /// 1 to 100; 100 where absent: the library is small, and shown whole.
    limit: Option<u32>,
    /// `next_cursor` of the part before.
    cursor: Option<String>,
}

impl From<LibraryQuery> for Slice {
    fn from(LibraryQuery { limit, cursor }: LibraryQuery) -> Self {
        Self { limit: limit.or(Some(100)), cursor }
    }
}

/// The templates a page can start from.
#[utoipa::path(get, path = "/api/templates", tag = "templates", params(LibraryQuery), responses(
    (status = 200, body = List<Starter>),
))]
async fn list_templates(
    State(state): State<AppState>,
    ApiQuery(query): ApiQuery<LibraryQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let list = part(templates::list(&state.services), &query.into(), |starter| &starter.id)?;
    Ok(([(CACHE_CONTROL, "public, max-age=300")], Json(list)))
}

/// Which sections.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SectionsQuery {
    /// `en`, `vi` or `th`: the language of names and words; the request's language where absent.
    language: Option<String>,
}

/// The sections the editor offers.
#[utoipa::path(get, path = "/api/sections", tag = "templates", params(SectionsQuery, LibraryQuery), responses(
    (status = 200, body = List<Starter>),
))]
async fn list_sections(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiQuery(query): ApiQuery<SectionsQuery>,
    ApiQuery(slice): ApiQuery<LibraryQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let locale = query.language.as_deref().and_then(Locale::parse).unwrap_or(caller.locale);
    let words = dictionary(locale, Area::App);
    let items =
        templates::sections(&state.services, locale, |name| words.find(&format!("editor.section.{name}")));
    let list = part(items, &slice.into(), |starter| &starter.id)?;
    Ok(([(CACHE_CONTROL, "private, max-age=300"), (VARY, "Accept-Language")], Json(list)))
}
