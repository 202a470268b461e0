//! Visits: counted in memory, written together every few seconds.

use super::LiveSite;
use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub::Timestamp;
use landinghub_store::{sites, variants};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Whose visits: a page's, and, while it is tested, those of one of its variants ('' is the page itself).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Counter {
    page: String,
    variant: Option<String>,
    day: String,
}

/// Visits since they were last written.
#[derive(Debug, Default)]
pub struct Visits(Mutex<HashMap<Counter, i64>>);

impl Visits {
    /// Counts a visit.
    pub fn count(&self, page_id: &str, now: Timestamp) {
        self.add(Counter { page: page_id.to_owned(), variant: None, day: day(now) }, 1);
    }

    /// Counts a visit of the document that was served.
    pub fn count_at(&self, site: &LiveSite, now: Timestamp) {
        self.count(&site.page_id, now);
        if let Some(variant) = site.counted_as() {
            let variant = Some(variant.to_owned());
            self.add(Counter { page: site.page_id.clone(), variant, day: day(now) }, 1);
        }
    }

    fn add(&self, counter: Counter, visits: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(counter).or_default() += visits;
    }

    fn take(&self) -> HashMap<Counter, i64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// In UTC, `YYYY-MM-DD`.
pub(crate) fn day(now: Timestamp) -> String {
    let (year, month, day) = now.date();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Writes the visits counted so far. A job, run every few seconds and once at the end; what can't be written is
/// counted on.
pub async fn flush_visits(services: &Services) -> Result<()> {
    let counts = services.visits.take();
    if counts.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<(Counter, i64)> = counts.into_iter().collect();
    // In one order everywhere, so that two processes never wait for each other in a circle.
    rows.sort();
    let kept = rows.clone();
    let written = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                for (Counter { page, variant, day }, visits) in &rows {
                    match variant {
                        None => sites::add_visits(&mut tx, page, day, *visits).await?,
                        Some(variant) => {
                            variants::add_day(&mut tx, (page, variant), day, (*visits, 0)).await?;
                        }
                    }
                }
                Ok::<_, Failure>(())
            })
        })
        .await;
    if written.is_err() {
        for (counter, visits) in kept {
            services.visits.add(counter, visits);
        }
    }
    written
}
