//! Who may open the chat in a frame: the addresses a page is published at.

use crate::context::Services;
use crate::error::Result;
use landinghub::Problem;
use landinghub::page::PageStatus;
use landinghub_store::pages as store;

/// A published page, as its visitors' chat needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framed {
    /// The page.
    pub page_id: String,
    /// What it is called.
    pub title: String,
    /// The origins it is published at.
    pub origins: Vec<String>,
}

/// The page with this id; a missing one and one that isn't published are the same.
pub async fn framed(services: &Services, page_id: &str) -> Result<Framed> {
    let page = {
        let mut reader = services.store.read().await?;
        let mut conn = reader.conn();
        match store::slug_of(&mut conn, page_id).await? {
            Some(slug) => store::find_by_slug(&mut conn, &slug).await?,
            None => None,
        }
    };
    let page = page.filter(|page| page.status() == PageStatus::Published).ok_or_else(Problem::not_found)?;
    let origin = services.config.page_url(&page.slug).trim_end_matches('/').to_owned();
    Ok(Framed { page_id: page.id, title: page.title, origins: vec![origin] })
}
