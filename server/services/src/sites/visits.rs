//! Visits: counted in memory, written together every few seconds.

use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub::Timestamp;
use landinghub_store::sites;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Visits since they were last written, by page and day.
#[derive(Debug, Default)]
pub struct Visits(Mutex<HashMap<(String, String), i64>>);

impl Visits {
    /// Counts a visit.
    pub fn count(&self, page_id: &str, now: Timestamp) {
        self.add(page_id.to_owned(), day(now), 1);
    }

    fn add(&self, page_id: String, day: String, visits: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((page_id, day)).or_default() += visits;
    }

    fn take(&self) -> HashMap<(String, String), i64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn day(now: Timestamp) -> String {
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
    let mut rows: Vec<(String, String, i64)> =
        counts.into_iter().map(|((page, day), visits)| (page, day, visits)).collect();
    // In one order everywhere, so that two processes never wait for each other in a circle.
    rows.sort();
    let kept = rows.clone();
    let written = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                for (page, day, visits) in &rows {
                    sites::add_visits(&mut tx, page, day, *visits).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await;
    if written.is_err() {
        for (page, day, visits) in kept {
            services.visits.add(page, day, visits);
        }
    }
    written
}
