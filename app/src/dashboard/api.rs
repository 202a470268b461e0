//! The server function of the dashboard.

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::{context, tell};
use crate::pages::api::PageCard;
use landinghub::Timestamp;
#[cfg(feature = "ssr")]
use landinghub_services::{Slice, overview, pages};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything the dashboard shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// Pages outside the trash.
    pub pages: u64,
    /// Of them, live ones.
    pub published: u64,
    /// Visits, ever.
    pub visits: u64,
    /// Leads, ever.
    pub leads: u64,
    /// The last 30 days and their visits.
    pub days: Vec<(Timestamp, u64)>,
    /// The pages changed last.
    pub latest: Vec<PageCard>,
}

/// The reader's numbers and latest pages.
#[server(prefix = "/_fn", endpoint = "glance")]
pub async fn glance() -> Answer<Numbers> {
    let (services, caller) = context()?;
    let query = pages::Query { slice: Slice { limit: Some(5), cursor: None }, ..Default::default() };
    let latest = pages::list(&services, &caller, &query).await;
    let both = overview::overview(&services, &caller).await.and_then(|numbers| Ok((numbers, latest?)));
    let glance = |(it, latest): (overview::Overview, landinghub::api::List<landinghub::api::Page>)| {
        let latest = latest.items.into_iter().map(PageCard::from).collect();
        Numbers {
            pages: it.pages,
            published: it.published,
            visits: it.visits,
            leads: it.leads,
            days: it.days,
            latest,
        }
    };
    Ok(tell(&services, &caller, both).await.map(glance))
}
