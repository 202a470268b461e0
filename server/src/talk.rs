//! What the chat's script needs beside the API: its words, and the page that published pages open in a frame.

use crate::extract::{ApiPath, ApiQuery};
use crate::problem::{ApiError, problem_response};
use crate::state::AppState;
use axum::extract::State;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use landinghub::Problem;
use landinghub::account::Locale;
use landinghub_app::i18n::{Area, I18n, dictionary};
use landinghub_services::Config;
use landinghub_services::sites::{Framed, framed};
use serde::Deserialize;
use serde_json::json;

/// Routes of the app's host.
pub fn router() -> Router<AppState> {
    Router::new().route("/chat/words/{locale}", get(words)).route("/chat/embed", get(embed))
}

/// The words of a language.
async fn words(ApiPath(locale): ApiPath<String>) -> Response {
    let Some(locale) = Locale::parse(&locale) else { return problem_response(Problem::not_found()) };
    let words = Json(dictionary(locale, Area::Chat).words());
    ([(CACHE_CONTROL, "public, max-age=300")], words).into_response()
}

/// Which page's chat, and in which language.
#[derive(Debug, Deserialize)]
struct Embed {
    page: String,
    lang: Option<String>,
}

/// The chat of a published page: the panel alone. No cookie is read or set; whoever writes is a visitor.
async fn embed(
    State(state): State<AppState>,
    ApiQuery(Embed { page, lang }): ApiQuery<Embed>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let locale = lang.and_then(|lang| Locale::parse(&lang)).unwrap_or_else(|| Locale::negotiate(accepted));
    let found = framed(&state.services, &page).await;
    let (status, page) = match found {
        Ok(page) => (StatusCode::OK, Some(page)),
        Err(failure) if failure.is_internal() => return Err(failure.into()),
        Err(_) => (StatusCode::NOT_FOUND, None),
    };
    let policy = policy(&state.services.config, page.as_ref().map_or(&[], |page| page.origins.as_slice()));
    let html = html(locale, page.as_ref(), &state.leptos.output_name, &state.leptos.site_pkg_dir);
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((status, headers, html).into_response())
}

/// Its own script, its own API, and frames only on the page it belongs to. Where this says who may frame it, browsers
/// don't look at `X-Frame-Options`.
fn policy(config: &Config, origins: &[String]) -> String {
    let scheme = config.scheme();
    let content = format!("{scheme}://{0} {scheme}://*.{0}", config.content_domain);
    let ancestors = if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob: {content}; font-src 'self'; connect-src 'self'; form-action 'self'; object-src 'none'; \
         base-uri 'none'; frame-ancestors {ancestors}"
    )
}

fn html(locale: Locale, page: Option<&Framed>, name: &str, folder: &str) -> String {
    let i: I18n = dictionary(locale, Area::Chat);
    let title = i.t("chat.with_page");
    let head = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\" class=\"talk-frame\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"/{folder}/{name}.css\"><link rel=\"stylesheet\" href=\"/chat/chat.css\">",
        locale.as_str()
    );
    let Some(page) = page else {
        return format!(
            "{head}</head><body><p class=\"talk-none\">{}</p></body></html>\n",
            i.t("chat.page.missing")
        );
    };
    let data = json!({ "id": page.page_id, "title": page.title }).to_string();
    let data = data.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!(
        "{head}<script type=\"application/json\" id=\"lh-page\">{data}</script><script type=\"module\" src=\"/chat/embed.js\"></script>\
         </head><body><noscript><p class=\"talk-none\">{}</p></noscript></body></html>\n",
        i.t("chat.page.script")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_end_its_script() {
        let page = Framed { page_id: "p1".into(), title: "</script><b>\u{2028}".into(), origins: Vec::new() };
        let html = html(Locale::En, Some(&page), "landinghub", "pkg");
        assert!(!html.contains("</script><b>") && !html.contains('\u{2028}'), "{html}");
    }
}
