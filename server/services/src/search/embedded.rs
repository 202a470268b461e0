//! The embedded engine: an index in the data folder, which follows the database by its log of changes.
//!
//! Each process has an index of its own. A search first reads the log: whatever enters or leaves the market is seen by
//! the next search; sales and stars too, unless they change so often that searches would do nothing else.

use super::index::{Unopened, View, Volume};
use super::{BATCH, Engine, Entry, Found, Search, finding};
use crate::error::{Failure, Result};
use futures::future::BoxFuture;
use landinghub_store::market::search::{self as store, ChangeRow};
use landinghub_store::{Store, settings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Raised when what the index holds changes: the next start makes it anew.
const VERSION: u32 = 1;
/// Which database an index is of.
pub(super) const BOOK: &str = "search.book";
/// The last transaction of which rows of the log are gone.
pub(super) const TRIMMED: &str = "search.trimmed";
/// Processes that share a data folder: each has an index in it.
const VOLUMES: u32 = 16;
/// More changes than that are a reason to begin anew.
const MOST_CHANGES: i64 = 20_000;
/// Places by counting that are followed.
const MOST_SKIPPED: usize = 10_000;
/// Soft changes may take one part in so many of a search's time.
const PATIENCE: u32 = 20;

/// A search doesn't wait longer for whoever writes, where there is something to search.
const BUSY: Duration = Duration::from_secs(5);

/// Where in the log an index is, kept with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    version: u32,
    book: String,
    horizon: i64,
}

/// The index and how far it is.
struct Open {
    /// `None` while a thread has it, or after one has died with it.
    volume: Option<Volume>,
    note: Note,
    /// Rows at and after the horizon that are in already.
    seen: BTreeSet<i64>,
    last: Instant,
    cost: Duration,
}

/// The embedded engine.
pub struct Embedded(Arc<Inner>);

struct Inner {
    store: Store,
    folder: PathBuf,
    open: Mutex<Option<Open>>,
    /// For searches, which don't wait for whoever writes.
    view: RwLock<Option<Arc<View>>>,
    /// Made anew: what was is searched until then.
    filling: AtomicBool,
}

impl Embedded {
    /// An engine whose index is in `folder`; it is opened when it is first needed.
    pub fn new(store: Store, folder: PathBuf) -> Self {
        let (open, view, filling) = (Mutex::new(None), RwLock::new(None), AtomicBool::new(false));
        Self(Arc::new(Inner { store, folder, open, view, filling }))
    }

    /// Works on the index to the end, even if whoever asked is gone by then.
    async fn work<F>(&self, work: impl FnOnce(Arc<Inner>) -> F) -> Result<usize>
    where
        F: Future<Output = Result<usize>> + Send + 'static,
    {
        tokio::spawn(work(Arc::clone(&self.0))).await.map_err(|error| died(&error))?
    }
}

impl Inner {
    fn view(&self) -> Option<Arc<View>> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn show(&self, volume: &Volume) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(volume.view());
    }

    /// Brings the index up to date where it must be: `all` also where only sales and stars changed. Answers how many
    /// listings were taken in.
    async fn follow(&self, all: bool) -> Result<usize> {
        if self.filling.load(Ordering::Relaxed) && self.view().is_some() {
            return Ok(0);
        }
        let mut guard = match tokio::time::timeout(BUSY, self.open.lock()).await {
            Ok(guard) => guard,
            Err(_) if self.view().is_some() => return Ok(0),
            Err(_) => self.open.lock().await,
        };
        if guard.as_ref().is_none_or(|open| open.volume.is_none()) {
            *guard = None;
            *guard = Some(self.start().await?);
        }
        let Some(open) = guard.as_mut() else { return Ok(0) };
        let rows = {
            let mut reader = self.store.read().await?;
            store::changes(&mut reader.conn(), open.note.horizon, MOST_CHANGES + 1).await?
        };
        let rows: Vec<ChangeRow> = rows.into_iter().filter(|row| !open.seen.contains(&row.seq)).collect();
        let soft = rows.iter().all(|row| row.soft);
        if rows.is_empty() || (soft && !all && open.last.elapsed() < open.cost * PATIENCE) {
            return Ok(0);
        }
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) > MOST_CHANGES {
            return self.fill(open).await;
        }
        let began = Instant::now();
        let (horizon, rows, entries) = {
            let mut reader = self.store.read().await?;
            let mut conn = reader.conn();
            let horizon = store::horizon(&mut conn).await?;
            // Once more, after the horizon was read: nothing may come between.
            let rows = store::changes(&mut conn, open.note.horizon, i64::MAX).await?;
            let ids: BTreeSet<&str> = rows
                .iter()
                .filter(|row| !open.seen.contains(&row.seq))
                .map(|row| row.listing_id.as_str())
                .collect();
            let json = serde_json::to_string(&ids).map_err(|error| Failure::Internal(error.to_string()))?;
            let entries = store::many(&mut conn, &json).await?;
            let gone: Vec<String> = ids
                .iter()
                .filter(|id| entries.iter().all(|entry| entry.id != **id))
                .map(|id| (*id).to_owned())
                .collect();
            (horizon, rows, (entries, gone))
        };
        let (entries, gone) = entries;
        let entries = entries.into_iter().map(Entry::try_from).collect::<Result<Vec<_>>>()?;
        let count = entries.len() + gone.len();
        let note = Note { horizon, ..open.note.clone() };
        let kept = note.clone();
        self.with(open, move |volume| {
            volume.put(&entries)?;
            for id in &gone {
                volume.remove(id);
            }
            volume.commit(&text(&kept))
        })
        .await?;
        open.note = note;
        open.seen = rows.into_iter().filter(|row| row.tx >= horizon).map(|row| row.seq).collect();
        open.cost = began.elapsed();
        open.last = Instant::now();
        Ok(count)
    }

    /// Takes an index of the folder that no other process has, and fills it where it is of another database, of another
    /// version, or too far behind.
    async fn start(&self) -> Result<Open> {
        let folder = self.folder.clone();
        let volume =
            tokio::task::spawn_blocking(move || take(&folder)).await.map_err(|error| died(&error))??;
        let (book, trimmed, horizon) = {
            let mut reader = self.store.read().await?;
            let mut conn = reader.conn();
            let book = settings::get(&mut conn, BOOK).await?.unwrap_or_default();
            let trimmed: Option<i64> =
                settings::get(&mut conn, TRIMMED).await?.and_then(|trimmed| trimmed.parse().ok());
            (book, trimmed.unwrap_or_default(), store::horizon(&mut conn).await?)
        };
        let note: Note = serde_json::from_str(&volume.view().note).unwrap_or_default();
        // A horizon ahead of the database's: the database was put back to an earlier state.
        let follows =
            note.version == VERSION && note.book == book && (trimmed + 1..=horizon).contains(&note.horizon);
        let note = Note { version: VERSION, book, horizon: note.horizon };
        let mut open = Open {
            volume: Some(volume),
            note,
            seen: BTreeSet::new(),
            last: Instant::now(),
            cost: Duration::ZERO,
        };
        if follows {
            open.volume.iter().for_each(|volume| self.show(volume));
        } else {
            self.fill(&mut open).await?;
        }
        Ok(open)
    }

    /// Makes the index anew.
    async fn fill(&self, open: &mut Open) -> Result<usize> {
        self.filling.store(true, Ordering::Relaxed);
        let filled = self.refill(open).await;
        self.filling.store(false, Ordering::Relaxed);
        filled
    }

    async fn refill(&self, open: &mut Open) -> Result<usize> {
        let (horizon, seen) = {
            let mut reader = self.store.read().await?;
            let mut conn = reader.conn();
            let horizon = store::horizon(&mut conn).await?;
            // What the log has by now is in what is read next.
            (horizon, store::changes(&mut conn, horizon, i64::MAX).await?)
        };
        self.with(open, Volume::clear).await?;
        let (mut after, mut count) = (String::new(), 0);
        loop {
            let rows = {
                let mut reader = self.store.read().await?;
                store::batch(&mut reader.conn(), &after, BATCH).await?
            };
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.id);
            count += rows.len();
            let entries = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>>>()?;
            self.with(open, move |volume| volume.add(&entries)).await?;
        }
        open.note.horizon = horizon;
        open.seen = seen.into_iter().map(|row| row.seq).collect();
        let note = text(&open.note);
        self.with(open, move |volume| volume.commit(&note)).await?;
        tracing::info!(count, "the search index was made anew");
        Ok(count)
    }

    /// Works on the index on a thread that may wait for the disk, then shows searches what it is like.
    async fn with(
        &self,
        open: &mut Open,
        work: impl FnOnce(&mut Volume) -> tantivy::Result<()> + Send + 'static,
    ) -> Result<()> {
        let Some(mut volume) = open.volume.take() else {
            return Err(Failure::Internal("the search index was lost".to_owned()));
        };
        let (volume, done) = tokio::task::spawn_blocking(move || {
            let mut done = work(&mut volume);
            if done.is_err() {
                done = volume.rollback().and(done);
            }
            (volume, done)
        })
        .await
        .map_err(|error| died(&error))?;
        // One that failed is opened again by whoever comes next.
        done.map_err(|error| broken(&error))?;
        self.show(&volume);
        open.volume = Some(volume);
        Ok(())
    }
}

impl Engine for Embedded {
    fn find(&self, search: Search) -> BoxFuture<'_, Result<Found>> {
        Box::pin(async move {
            let followed = self.work(|inner| async move { inner.follow(false).await }).await;
            let Some(view) = self.0.view() else {
                followed?;
                return Err(Failure::Internal("there is no search index".to_owned()));
            };
            if let Err(error) = followed {
                // What was is better than nothing.
                tracing::warn!(%error, "the search index can't be brought up to date");
            }
            let looked = tokio::task::spawn_blocking(move || look(&view, search)).await;
            looked.map_err(|error| died(&error))?.map_err(|error| broken(&error))
        })
    }

    fn catch_up(&self) -> BoxFuture<'_, Result<usize>> {
        Box::pin(self.work(|inner| async move { inner.follow(true).await }))
    }

    fn rebuild(&self) -> BoxFuture<'_, Result<usize>> {
        Box::pin(self.work(|inner| async move { inner.rebuild().await }))
    }
}

impl Inner {
    async fn rebuild(&self) -> Result<usize> {
        let mut guard = self.open.lock().await;
        if guard.as_ref().is_none_or(|open| open.volume.is_none()) {
            *guard = None;
            *guard = Some(self.start().await?);
        }
        match guard.as_mut() {
            Some(open) => self.fill(open).await,
            None => Ok(0),
        }
    }
}

/// Finds, with words that nothing begins with put right.
fn look(view: &View, mut search: Search) -> tantivy::Result<Found> {
    let limit = search.limit;
    // Meilisearch began to count, and is away now.
    let skipped = match search.after.take_if(|(_, id)| id == super::OFFSET) {
        Some((offset, _)) => usize::try_from(offset).unwrap_or_default().min(MOST_SKIPPED),
        None => 0,
    };
    search.limit += skipped;
    let mut corrected = false;
    for word in &mut search.words {
        if !view.beginning(word)?
            && let Some(nearest) = view.nearest(word)?
        {
            *word = nearest;
            corrected = true;
        }
    }
    let mut found = finding::find(view, &search)?;
    found.ids = found.ids.split_off(skipped.min(found.ids.len()));
    found.ids.truncate(limit);
    Ok(Found { corrected: corrected.then_some(search.words), ..found })
}

/// The first index of the folder that is free; one that can't be read is thrown away.
fn take(folder: &std::path::Path) -> Result<Volume> {
    for number in 1..=VOLUMES {
        let own = folder.join(number.to_string());
        match Volume::open(&own) {
            Ok(volume) => return Ok(volume),
            Err(Unopened::Taken) => {}
            Err(Unopened::Broken(error)) => {
                tracing::warn!(%error, "the search index can't be read and is made anew");
                std::fs::remove_dir_all(&own)
                    .map_err(|error| Failure::Internal(format!("search index: {error}")))?;
                if let Ok(volume) = Volume::open(&own) {
                    return Ok(volume);
                }
            }
            Err(Unopened::Disk(error)) => return Err(Failure::Internal(format!("search index: {error}"))),
        }
    }
    Err(Failure::Internal(format!("{VOLUMES} processes have a search index in this data folder already")))
}

fn text(note: &Note) -> String {
    serde_json::to_string(note).unwrap_or_default()
}

fn broken(error: &tantivy::TantivyError) -> Failure {
    Failure::Internal(format!("search index: {error}"))
}

fn died(error: &tokio::task::JoinError) -> Failure {
    Failure::Internal(format!("search index: {error}"))
}
