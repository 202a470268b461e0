//! What can be done with pages, for forms with and without script: a script gets the sentence to show, or what went
//! wrong; without one the browser is sent back to where it was, which says the same.

use crate::answer::{Answer, Trouble, context, tell};
use crate::auth::forms::own_path;
use crate::boot::Flash;
use crate::cookies::set_flash;
use crate::i18n::{Area, I18n, dictionary};
use http::header::{ACCEPT, REFERER};
use http::request::Parts;
use landinghub_services::{Caller, Failure, Services, accounts, pages};
use leptos::prelude::*;
use leptos_axum::redirect;
use serde::{Deserialize, Serialize};

/// Whether a browser asks by itself, not a script of ours.
fn wants_html() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok());
        accept.is_some_and(|accept| accept.contains("text/html"))
    })
}

/// Where the form stands, if the browser says so.
fn from() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let uri: http::Uri = parts.headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    Some(uri.path_and_query()?.as_str().to_owned())
}

/// The words of whoever asks.
async fn reader(services: &Services, caller: &Caller) -> I18n {
    let locale = match caller.actor {
        Some(_) => accounts::me(services, caller).await.ok().map(|user| user.locale),
        None => None,
    };
    dictionary(locale.unwrap_or(caller.locale), Area::Market)
}

/// Says what came of it: to a script, or on the page that the form stands on.
pub(crate) async fn said<T>(
    services: &Services,
    caller: &Caller,
    done: Result<T, Failure>,
    words: impl FnOnce(I18n, T) -> String,
) -> Answer<String> {
    let told = match tell(services, caller, done).await {
        Ok(value) => Ok(words(reader(services, caller).await, value)),
        Err(trouble) => Err(trouble),
    };
    if wants_html() {
        let from = from();
        let here = own_path(from.as_deref().unwrap_or("/dashboard"), "/dashboard");
        turn_back(&told, here);
    }
    Ok(told)
}

/// Sends a browser without script to `here`, or to the login.
fn turn_back(told: &Result<String, Trouble>, here: &str) {
    let (good, message) = match told {
        Ok(words) => (true, words.clone()),
        Err(trouble) if matches!(trouble.code.as_str(), "unauthenticated" | "session_ended") => {
            redirect(&format!("/auth?next={}", here.split('?').next().unwrap_or("/")), false);
            return;
        }
        Err(trouble) => (false, trouble.message.clone()),
    };
    set_flash(Flash { form: "acts".to_owned(), good, message, ..Flash::default() });
    redirect(here, false);
}

/// On to the editor of a new page, for a browser without script.
fn opened<T>(told: &Result<T, Trouble>, id: impl FnOnce(&T) -> &str, start: &str) {
    if !wants_html() {
        return;
    }
    match told {
        Ok(made) => redirect(&format!("/pages/{}/edit", id(made)), false),
        Err(trouble) => turn_back(&Err(trouble.clone()), &format!("/pages/new{start}")),
    }
}

/// Makes a page and answers with its id; without a template it is blank, without a title it is called like the template.
#[server(prefix = "/_fn", endpoint = "create_page")]
async fn create_page(title: String, #[server(default)] template: String) -> Answer<String> {
    let (services, caller) = context()?;
    let template = Some(template).filter(|template| !template.is_empty());
    let title = if title.is_empty() {
        let called = |id: &String| {
            let all = landinghub_services::templates::list(&services);
            all.into_iter().find(|it| it.id == *id).map(|it| it.name)
        };
        match template.as_ref().and_then(called) {
            Some(name) => name,
            None => reader(&services, &caller).await.t("pages.untitled").to_owned(),
        }
    } else {
        title
    };
    let new = landinghub::api::NewPage { title, template, ..Default::default() };
    let page = pages::create(&services, &caller, new).await;
    let told = tell(&services, &caller, page).await.map(|page| page.id);
    opened(&told, |id| id, "");
    Ok(told)
}

/// A page made from HTML, and what was left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ImportedPage {
    /// Opaque.
    id: String,
    /// Blocks that were made.
    kept: u64,
    /// What was left out, and the word for why.
    dropped: Vec<(String, String)>,
}

/// Makes a page from HTML.
#[server(prefix = "/_fn", endpoint = "import_page")]
async fn import_page(html: String) -> Answer<ImportedPage> {
    let (services, caller) = context()?;
    let new = landinghub::api::NewPage { html: Some(html), ..Default::default() };
    let page = pages::create(&services, &caller, new).await;
    let shown = |page: landinghub::api::Page| {
        let report = page.import_report.unwrap_or_default();
        let row = |dropped: landinghub::import::Dropped| (dropped.what, dropped.code.as_str().to_owned());
        ImportedPage {
            id: page.id,
            kept: u64::try_from(report.kept).unwrap_or(u64::MAX),
            dropped: report.dropped.into_iter().map(row).collect(),
        }
    };
    let told = tell(&services, &caller, page).await.map(shown);
    opened(&told, |page| &page.id, "?start=html");
    Ok(told)
}

/// Makes a page from a few words about it; its id.
#[server(prefix = "/_fn", endpoint = "page_from_brief")]
async fn page_from_brief(brief: String) -> Answer<String> {
    let (services, caller) = context()?;
    let new = landinghub::api::NewPage { brief: Some(brief), ..Default::default() };
    let page = pages::create(&services, &caller, new).await;
    let told = tell(&services, &caller, page).await.map(|page| page.id);
    opened(&told, |id| id, "?start=brief");
    Ok(told)
}

/// Makes a copy.
#[server(prefix = "/_fn", endpoint = "duplicate_page")]
async fn duplicate_page(id: String) -> Answer<String> {
    let (services, caller) = context()?;
    let done = pages::duplicate(&services, &caller, &id).await;
    said(&services, &caller, done, |i, _| i.t("pages.duplicated").to_owned()).await
}

/// Gives it another title.
#[server(prefix = "/_fn", endpoint = "rename_page")]
async fn rename_page(id: String, title: String) -> Answer<String> {
    let (services, caller) = context()?;
    let change = landinghub::api::PageChange { title: Some(title), ..Default::default() };
    let done = pages::update(&services, &caller, &id, change).await;
    said(&services, &caller, done, |i, _| i.t("pages.renamed").to_owned()).await
}

/// Puts it into the trash.
#[server(prefix = "/_fn", endpoint = "trash_page")]
async fn trash_page(id: String) -> Answer<String> {
    let (services, caller) = context()?;
    let done = pages::trash(&services, &caller, &id).await;
    said(&services, &caller, done, |i, ()| i.t("pages.trashed").to_owned()).await
}

/// Takes it out of the trash.
#[server(prefix = "/_fn", endpoint = "restore_page")]
async fn restore_page(id: String) -> Answer<String> {
    let (services, caller) = context()?;
    let done = pages::restore(&services, &caller, &id).await;
    said(&services, &caller, done, |i, _| i.t("pages.restored").to_owned()).await
}

/// Puts several into the trash. Someone else's among them is a missing one, and nothing after it is touched.
#[server(prefix = "/_fn", endpoint = "trash_pages")]
async fn trash_pages(#[server(default)] ids: Vec<String>) -> Answer<String> {
    let (services, caller) = context()?;
    let mut done = caller.actor().map(|_| 0);
    for id in &ids {
        let Ok(count) = done else { break };
        done = pages::trash(&services, &caller, id).await.map(|()| count + 1);
    }
    said(&services, &caller, done, |i, count| i.n("pages.trashed.all", count)).await
}

/// Takes several out of the trash, likewise.
#[server(prefix = "/_fn", endpoint = "restore_pages")]
async fn restore_pages(#[server(default)] ids: Vec<String>) -> Answer<String> {
    let (services, caller) = context()?;
    let mut done = caller.actor().map(|_| 0);
    for id in &ids {
        let Ok(count) = done else { break };
        done = pages::restore(&services, &caller, id).await.map(|_| count + 1);
    }
    said(&services, &caller, done, |i, count| i.n("pages.restored.all", count)).await
}
