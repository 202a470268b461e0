//! `/api/help` and `/api/admin/help`: articles. `/api/admin/ai` and the AI's drafts.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery, Visitor};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use landinghub::account::Locale;
use landinghub::api::List;
use landinghub::api::help::{
    AiSettings, AiStatus, Article, ArticleChange, ArticleSummary, Draft, NewArticle,
};
use landinghub_services::{Caller, ai, help};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(article))
        .routes(routes!(suggest))
        .routes(routes!(helped))
        .routes(routes!(list_all, create))
        .routes(routes!(update, delete))
        .routes(routes!(draft))
        .routes(routes!(ai_status, save_ai))
}

/// Which articles.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ArticlesQuery {
    /// A question or the beginning of a word; the best articles come first, and there is no next slice.
    q: Option<String>,
    /// Only of this category.
    category: Option<String>,
}

/// Articles of the help centre.
#[utoipa::path(get, path = "/api/help/articles", tag = "help", params(ArticlesQuery, LanguageQuery, SliceQuery), responses(
    (status = 200, body = List<ArticleSummary>),
))]
async fn list(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiQuery(query): ApiQuery<ArticlesQuery>,
    ApiQuery(language): ApiQuery<LanguageQuery>,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<ArticleSummary>>, ApiError> {
    let locale = language.of(&caller);
    let (q, category) = (query.q.as_deref(), query.category.as_deref());
    Ok(Json(help::list(&state.services, locale, q, category, &slice).await?))
}

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct LanguageQuery {
    /// `en`, `vi` or `th`; the request's language where absent. What isn't translated comes in another.
    locale: Option<String>,
}

impl LanguageQuery {
    fn of(&self, caller: &Caller) -> Locale {
        self.locale.as_deref().and_then(Locale::parse).unwrap_or(caller.locale)
    }
}

/// One article.
#[utoipa::path(get, path = "/api/help/articles/{slug}", tag = "help", params(("slug" = String, Path), LanguageQuery), responses(
    (status = 200, body = Article),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn article(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiPath(slug): ApiPath<String>,
    ApiQuery(language): ApiQuery<LanguageQuery>,
) -> Result<Json<Article>, ApiError> {
    Ok(Json(help::article(&state.services, &slug, language.of(&caller)).await?))
}

/// What somebody is about to ask.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SuggestQuery {
    /// As far as it is written.
    q: Option<String>,
}

/// Articles that may answer a question while it is written: three at the most, none rather than one beside the point.
#[utoipa::path(get, path = "/api/help/suggestions", tag = "help", params(SuggestQuery, LanguageQuery), responses(
    (status = 200, body = List<ArticleSummary>),
))]
async fn suggest(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiQuery(query): ApiQuery<SuggestQuery>,
    ApiQuery(language): ApiQuery<LanguageQuery>,
) -> Result<Json<List<ArticleSummary>>, ApiError> {
    let (locale, q) = (language.of(&caller), query.q.as_deref().unwrap_or_default());
    Ok(Json(help::suggest(&state.services, locale, q).await?))
}

/// Says that an article helped.
#[utoipa::path(post, path = "/api/help/articles/{slug}/helped", tag = "help", params(("slug" = String, Path)), responses(
    (status = 204, description = "Counted, unless it was said often before"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn helped(
    State(state): State<AppState>,
    Visitor(caller): Visitor,
    ApiPath(slug): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    help::helped(&state.services, &caller, &slug).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every text in every language, drafts too.
#[utoipa::path(get, path = "/api/admin/help/articles", tag = "help", params(SliceQuery), responses(
    (status = 200, body = List<ArticleSummary>),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn list_all(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiSlice(slice): ApiSlice,
) -> Result<Json<List<ArticleSummary>>, ApiError> {
    Ok(Json(help::list_all(&state.services, &caller, &slice).await?))
}

/// Makes an article, or gives one a text in another language.
#[utoipa::path(post, path = "/api/admin/help/articles", tag = "help", request_body = NewArticle, responses(
    (status = 201, body = Article),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 409, body = ProblemBody, description = "`conflict`: there is a text of this name in this language"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn create(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(new): ApiJson<NewArticle>,
) -> Result<(StatusCode, Json<Article>), ApiError> {
    Ok((StatusCode::CREATED, Json(help::create(&state.services, &caller, new).await?)))
}

/// Changes a text.
#[utoipa::path(patch, path = "/api/admin/help/articles/{id}", tag = "help", params(("id" = String, Path)), request_body = ArticleChange, responses(
    (status = 200, body = Article),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn update(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(change): ApiJson<ArticleChange>,
) -> Result<Json<Article>, ApiError> {
    Ok(Json(help::update(&state.services, &caller, &id, change).await?))
}

/// Deletes a text.
#[utoipa::path(delete, path = "/api/admin/help/articles/{id}", tag = "help", params(("id" = String, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn delete(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, ApiError> {
    help::delete(&state.services, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Suggests a reply, with its sources. Nothing is sent; while a model writes, the agent's streams are told
/// `chat:ai_delta` `{room_id, text}` with the text so far.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/ai-draft", tag = "chat", params(("id" = String, Path)), responses(
    (status = 200, body = Draft),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn draft(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Draft>, ApiError> {
    Ok(Json(ai::draft(&state.services, &caller, &id).await?))
}

/// The AI as it is set up.
#[utoipa::path(get, path = "/api/admin/ai", tag = "admin", responses(
    (status = 200, body = AiStatus),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
))]
async fn ai_status(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
) -> Result<Json<AiStatus>, ApiError> {
    Ok(Json(ai::status(&state.services, &caller).await?))
}

/// What the AI may do.
#[utoipa::path(put, path = "/api/admin/ai", tag = "admin", request_body = AiSettings, responses(
    (status = 200, body = AiStatus),
    (status = 403, body = ProblemBody, description = "`forbidden`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn save_ai(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(new): ApiJson<AiSettings>,
) -> Result<Json<AiStatus>, ApiError> {
    Ok(Json(ai::save_settings(&state.services, &caller, new).await?))
}
