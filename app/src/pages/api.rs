//! Server functions of the pages screens.

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::{context, tell};
use landinghub::Timestamp;
use landinghub::page::PageStatus;
#[cfg(feature = "ssr")]
use landinghub_services::{Slice, leads as lead_services, pages, templates as starters};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A page as the grid shows it: the contract's page without its document, which the browser needs no code for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCard {
    /// Opaque.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Where it is in its life.
    pub status: PageStatus,
    /// Where it is, or would be, live.
    pub url: String,
    /// A picture of it, if there is one.
    pub picture: Option<String>,
    /// Visits so far.
    pub views: u64,
    /// The last change.
    pub updated_at: Timestamp,
    /// The listing it is a trial of, while it isn't bought.
    pub trial: Option<String>,
    /// The order it was bought with, where its seller has something newer.
    pub update: Option<String>,
}

/// One slice of the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSlice {
    /// In order.
    pub items: Vec<PageCard>,
    /// Where it goes on.
    pub next: Option<String>,
}

/// A template as the picker shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateCard {
    /// Opaque.
    pub id: String,
    /// As shown.
    pub name: String,
    /// What it is for.
    pub category: String,
    /// The language of its words.
    pub language: String,
    /// A picture of it.
    pub picture: String,
    /// Where it can be looked at.
    pub look: String,
}

/// What a visitor left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    /// Opaque.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Field and value.
    pub fields: Vec<(String, String)>,
}

/// One slice of a page's leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadSlice {
    /// The page's title.
    pub title: String,
    /// The newest first.
    pub items: Vec<LeadRow>,
    /// Where it goes on.
    pub next: Option<String>,
}

#[cfg(feature = "ssr")]
impl From<landinghub::api::Page> for PageCard {
    fn from(page: landinghub::api::Page) -> Self {
        Self {
            id: page.id,
            title: page.title,
            status: page.status,
            url: page.url,
            picture: page.thumbnail_url,
            views: page.views,
            updated_at: page.updated_at,
            trial: page.trial.map(|trial| trial.listing_id),
            update: page.update_order_id,
        }
    }
}

/// The reader's pages.
#[server(prefix = "/_fn", endpoint = "list_pages")]
pub async fn list_pages(q: String, status: String, cursor: Option<String>) -> Answer<PageSlice> {
    let (services, caller) = context()?;
    let slice = Slice { limit: None, cursor };
    let query = pages::Query { q: Some(q), status: Some(status), sort: None, slice };
    let list = tell(&services, &caller, pages::list(&services, &caller, &query).await).await;
    Ok(list.map(|list| PageSlice {
        items: list.items.into_iter().map(PageCard::from).collect(),
        next: list.next_cursor,
    }))
}

/// The starter library.
#[server(prefix = "/_fn", endpoint = "list_templates")]
pub async fn list_templates() -> Answer<Vec<TemplateCard>> {
    let (services, _) = context()?;
    let card = |it: landinghub::api::Starter| TemplateCard {
        look: starters::look_url(&services, &it.id),
        id: it.id,
        name: it.name,
        category: it.category,
        language: it.language,
        picture: it.thumbnail_url,
    };
    Ok(Ok(starters::list(&services).into_iter().map(card).collect()))
}

/// Makes a page and answers with its id; without a template it is blank.
#[server(prefix = "/_fn", endpoint = "create_page")]
pub async fn create_page(title: String, template: Option<String>) -> Answer<String> {
    let (services, caller) = context()?;
    let new = landinghub::api::NewPage { title, template, ..Default::default() };
    let page = pages::create(&services, &caller, new).await;
    Ok(tell(&services, &caller, page).await.map(|page| page.id))
}

/// A page made from HTML, and what was left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedPage {
    /// Opaque.
    pub id: String,
    /// Blocks that were made.
    pub kept: u64,
    /// What was left out, and the word for why.
    pub dropped: Vec<(String, String)>,
}

/// Makes a page from HTML.
#[server(prefix = "/_fn", endpoint = "import_page")]
pub async fn import_page(html: String) -> Answer<ImportedPage> {
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
    Ok(tell(&services, &caller, page).await.map(shown))
}

/// Makes a page from a few words about it; its id.
#[server(prefix = "/_fn", endpoint = "page_from_brief")]
pub async fn page_from_brief(brief: String) -> Answer<String> {
    let (services, caller) = context()?;
    let new = landinghub::api::NewPage { brief: Some(brief), ..Default::default() };
    let page = pages::create(&services, &caller, new).await;
    Ok(tell(&services, &caller, page).await.map(|page| page.id))
}

/// Makes a copy.
#[server(prefix = "/_fn", endpoint = "duplicate_page")]
pub async fn duplicate_page(id: String) -> Answer<()> {
    let (services, caller) = context()?;
    let page = pages::duplicate(&services, &caller, &id).await;
    Ok(tell(&services, &caller, page).await.map(|_| ()))
}

/// Gives it another title.
#[server(prefix = "/_fn", endpoint = "rename_page")]
pub async fn rename_page(id: String, title: String) -> Answer<()> {
    let (services, caller) = context()?;
    let change = landinghub::api::PageChange { title: Some(title), ..Default::default() };
    let page = pages::update(&services, &caller, &id, change).await;
    Ok(tell(&services, &caller, page).await.map(|_| ()))
}

/// Puts it into the trash.
#[server(prefix = "/_fn", endpoint = "trash_page")]
pub async fn trash_page(id: String) -> Answer<()> {
    let (services, caller) = context()?;
    Ok(tell(&services, &caller, pages::trash(&services, &caller, &id).await).await)
}

/// Takes it out of the trash.
#[server(prefix = "/_fn", endpoint = "restore_page")]
pub async fn restore_page(id: String) -> Answer<()> {
    let (services, caller) = context()?;
    let page = pages::restore(&services, &caller, &id).await;
    Ok(tell(&services, &caller, page).await.map(|_| ()))
}

/// What visitors left on one of the reader's pages.
#[server(prefix = "/_fn", endpoint = "list_leads")]
pub async fn list_leads(id: String, cursor: Option<String>) -> Answer<LeadSlice> {
    let (services, caller) = context()?;
    let slice = Slice { limit: None, cursor };
    let page = pages::get(&services, &caller, &id).await;
    let leads = lead_services::list(&services, &caller, &id, &slice).await;
    let both = page.and_then(|page| leads.map(|leads| (page.title, leads)));
    let row = |lead: landinghub::api::Lead| LeadRow {
        id: lead.id,
        at: lead.created_at,
        fields: lead.fields.into_iter().collect(),
    };
    let slice = |(title, leads): (String, landinghub::api::List<landinghub::api::Lead>)| LeadSlice {
        title,
        items: leads.items.into_iter().map(row).collect(),
        next: leads.next_cursor,
    };
    Ok(tell(&services, &caller, both).await.map(slice))
}
