//! Finding what is for sale. One trait, two engines: the embedded one, an index in the data folder, and Meilisearch by
//! configuration. Both hold the same folded words, so the same queries find the same listings.
//!
//! What is looked for is decided in [`crate::market::search`]; here it is found.

mod columns;
mod embedded;
mod entry;
mod finding;
mod index;
mod meilisearch;

pub use embedded::Embedded;
pub use entry::{Counts, Entry, Filters, Found, Search, Sort};
pub use meilisearch::{Meilisearch, Server as MeilisearchServer};

use crate::context::Services;
use crate::error::Result;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Weights of words: of the title, the tags, the seller's name, the description. One digit each, falling.
const WEIGHTS: [u8; 4] = [8, 5, 3, 1];
/// Places by relevance leave so much room for sales, which decide between what is equally relevant.
const SALES: i64 = 1_000_000;
/// What one star is in [`Entry::rating`].
const STAR: i64 = 100 * 1_000_000;
/// Stands for an id in places that are counted from the first.
pub(crate) const OFFSET: &str = "+";
/// Rows read in one go.
const BATCH: i64 = 2_000;
/// Rows of the log of changes that are kept.
const LOG: i64 = 100_000;
/// How often an index is brought up to date by itself; a search does it at once where it must.
const PERIOD: Duration = Duration::from_secs(2);

/// Finds listings.
pub trait Engine: Send + Sync {
    /// Finds what is for sale.
    fn find(&self, search: Search) -> BoxFuture<'_, Result<Found>>;

    /// Takes in what changed since the last time. Answers how many listings that were.
    fn catch_up(&self) -> BoxFuture<'_, Result<usize>>;

    /// Makes the index anew. Answers how many listings are in it.
    fn rebuild(&self) -> BoxFuture<'_, Result<usize>>;
}

/// The engine that is configured.
pub(crate) fn engine(
    store: &landinghub_store::Store,
    clock: &Arc<dyn landinghub::Clock>,
    config: &crate::Config,
) -> Arc<dyn Engine> {
    let embedded = Embedded::new(store.clone(), config.data_dir.join("search"));
    match &config.meilisearch {
        None => Arc::new(embedded),
        Some(server) => {
            Arc::new(Meilisearch::new(store.clone(), Arc::clone(clock), server.clone(), embedded))
        }
    }
}

/// Keeps the index up to date until `stop`, and the log short.
pub async fn run(services: Services, stop: CancellationToken) {
    let mut round = 0_u64;
    while !stop.is_cancelled() {
        if let Err(error) = services.search.catch_up().await {
            tracing::warn!(%error, "the search index can't be brought up to date; trying again");
        }
        if round.is_multiple_of(1800)
            && let Err(error) = trim(&services).await
        {
            tracing::warn!(%error, "the log of changes for search can't be cut; trying again later");
        }
        round += 1;
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Forgets the oldest rows of the log, and notes which: an index that hasn't read them is made anew.
async fn trim(services: &Services) -> Result<()> {
    use landinghub_store::{market::search, settings};
    services
        .store
        .write(|mut tx| {
            Box::pin(async move {
                if let Some(last) = search::trim(&mut tx, LOG).await? {
                    settings::put(&mut tx, embedded::TRIMMED, &last.to_string()).await?;
                }
                Ok(())
            })
        })
        .await
}

/// A currency's number.
fn number(currency: landinghub::market::Currency) -> usize {
    landinghub::market::Currency::ALL.iter().position(|known| *known == currency).unwrap_or_default()
}

/// What decides between equal places: ids in their order, as far as their first ten characters tell.
fn tie(id: &str) -> u64 {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => u64::from(byte - b'0') + 1,
        b'a'..=b'z' => u64::from(byte - b'a') + 11,
        b'A'..=b'Z' => u64::from(byte - b'A') + 37,
        _ => 63,
    };
    let digits = id.bytes().map(digit).chain(std::iter::repeat(0));
    digits.take(10).fold(0, |tie, digit| tie << 6 | digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_in_the_order_of_ids() {
        let ids = ["", "0", "00", "01", "0z", "10", "1zzzzzzzzz", "2", "a", "az", "b0"];
        assert!(ids.is_sorted() && ids.map(tie).is_sorted_by(|a, b| a < b));
    }
}
