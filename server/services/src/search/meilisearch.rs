//! Meilisearch over its HTTP API: settings, documents, tasks, search. It is fed from the log of changes by whichever
//! process holds the lease; while it is away, the embedded engine answers.
//!
//! Its documents hold our folded words, so that diacritics, đ and Thai are treated as the embedded engine treats them;
//! forgiving slips is left to Meilisearch.

mod shape;

use super::{BATCH, Embedded, Engine, Entry, Found, Search, Sort};
use crate::config::Secret;
use crate::error::{Failure, Result};
use crate::gateways::http::{Ask, Client};
use futures::future::BoxFuture;
use landinghub::Clock;
use landinghub_store::market::search as store;
use landinghub_store::{Store, settings};
use serde_json::{Value, json};
use shape::{document, our_settings, queries, read};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use url::Url;

/// The index, and the one that a rebuild fills before they change places.
const INDEX: &str = "listings";
const NEXT: &str = "listings_next";
/// How far the log is read.
const CURSOR: &str = "search.meilisearch";
/// Until when a process feeds.
const LEASE: &str = "search.meilisearch.lease";
const LEASE_SECONDS: i64 = 120;
/// A search that takes longer is answered by the embedded engine.
const PATIENCE: Duration = Duration::from_secs(2);
/// So long it isn't asked again after a failure.
const REST_SECONDS: i64 = 5;
/// How often a task is asked after, 100 ms apart.
const TASK_TRIES: u32 = 600;
/// Raised when what documents hold changes.
const VERSION: i64 = 1;

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Without a path.
    pub url: Url,
    /// One that may write to our indexes; none where the server asks for none.
    pub key: Option<Secret>,
}

/// The engine.
pub struct Meilisearch {
    store: Store,
    clock: Arc<dyn Clock>,
    server: Server,
    client: Client,
    embedded: Embedded,
    /// Microseconds: it rests until then.
    rests: AtomicI64,
}

impl Meilisearch {
    /// Asks `server`, and `embedded` while it is away.
    pub fn new(store: Store, clock: Arc<dyn Clock>, server: Server, embedded: Embedded) -> Self {
        Self { store, clock, server, client: Client::new(), embedded, rests: AtomicI64::new(0) }
    }

    async fn ask(&self, method: hyper::Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let url = format!("{}{path}", self.server.url.as_str().trim_end_matches('/'));
        let mut ask = match body {
            Some(body) => Ask::json(url, body),
            None => Ask::get(url),
        }
        .method(method);
        if let Some(key) = &self.server.key {
            ask = ask.bearer(key.expose());
        }
        let answer = self.client.send(ask).await.map_err(|error| away(&error.to_string()))?;
        let body = answer.json();
        if answer.status.is_success() {
            return Ok(body);
        }
        let message = body.get("message").and_then(Value::as_str).unwrap_or_default();
        Err(away(&format!("{} {message}", answer.status)))
    }

    /// Asks for something that is done later, and waits until it is.
    async fn task(&self, method: hyper::Method, path: &str, body: &Value) -> Result<()> {
        let task = self.ask(method, path, Some(body)).await?;
        let number = task.get("taskUid").and_then(Value::as_i64);
        let number = number.ok_or_else(|| away("it took a task without a number"))?;
        for _ in 0..TASK_TRIES {
            let task = self.ask(hyper::Method::GET, &format!("/tasks/{number}"), None).await?;
            match task.get("status").and_then(Value::as_str) {
                Some("succeeded") => return Ok(()),
                Some("failed" | "canceled") => {
                    let error = task.get("error").cloned().unwrap_or_default();
                    if error.get("code").and_then(Value::as_str) == Some("index_already_exists") {
                        return Ok(());
                    }
                    return Err(away(&format!("task {number} failed: {error}")));
                }
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        Err(away(&format!("task {number} takes too long")))
    }

    /// Whether this process feeds now.
    async fn lease(&self, seconds: i64) -> Result<bool> {
        let (now, until) = (self.clock.now(), self.clock.now().plus_seconds(seconds));
        self.store
            .write(move |mut tx| {
                Box::pin(async move {
                    let held =
                        settings::get(&mut tx, LEASE).await?.and_then(|until| until.parse::<i64>().ok());
                    let free = held.is_none_or(|until| until <= now.0) || seconds <= 0;
                    if free {
                        settings::put(&mut tx, LEASE, &until.0.to_string()).await?;
                    }
                    Ok(free)
                })
            })
            .await
    }

    /// How far it is: `seen` rows at and after the horizon were sent already.
    async fn keep_cursor(&self, book: &str, horizon: i64, seen: &[i64]) -> Result<()> {
        let cursor = json!({"version": VERSION, "book": book, "horizon": horizon, "seen": seen}).to_string();
        self.store
            .write(move |mut tx| Box::pin(async move { Ok(settings::put(&mut tx, CURSOR, &cursor).await?) }))
            .await
    }

    /// Sends what changed; with the lease in hand.
    async fn feed(&self) -> Result<usize> {
        let (book, trimmed, cursor, (horizon, open), rows, entries) = {
            let mut reader = self.store.read().await?;
            let mut conn = reader.conn();
            let book = settings::get(&mut conn, super::embedded::BOOK).await?.unwrap_or_default();
            let trimmed = settings::get(&mut conn, super::embedded::TRIMMED).await?;
            let trimmed = trimmed.and_then(|trimmed| trimmed.parse().ok()).unwrap_or(0_i64);
            let cursor = settings::get(&mut conn, CURSOR).await?.unwrap_or_default();
            let cursor: Value = serde_json::from_str(&cursor).unwrap_or_default();
            let horizon = store::horizon(&mut conn).await?;
            let from = cursor.get("horizon").and_then(Value::as_i64).unwrap_or(i64::MAX);
            let seen = cursor.get("seen").and_then(Value::as_array);
            let seen: BTreeSet<i64> = seen.into_iter().flatten().filter_map(Value::as_i64).collect();
            let all = store::changes(&mut conn, from, BATCH * 10).await?;
            let open: Vec<i64> = all.iter().filter(|row| row.tx >= horizon).map(|row| row.seq).collect();
            let rows: Vec<_> = all.into_iter().filter(|row| !seen.contains(&row.seq)).collect();
            let ids: BTreeSet<&str> = rows.iter().map(|row| row.listing_id.as_str()).collect();
            let ids = serde_json::to_string(&ids).unwrap_or_default();
            let entries = store::many(&mut conn, &ids).await?;
            (book, trimmed, cursor, (horizon, open), rows, entries)
        };
        let number = |name: &str| cursor.get(name).and_then(Value::as_i64).unwrap_or_default();
        let known =
            cursor.get("book").and_then(Value::as_str) == Some(book.as_str()) && number("version") == VERSION;
        let many = i64::try_from(rows.len()).unwrap_or(i64::MAX) >= BATCH * 10;
        if !known || many || !(trimmed + 1..=horizon).contains(&number("horizon")) {
            return self.fill(&book).await;
        }
        if rows.is_empty() {
            return Ok(0);
        }
        let entries = entries.into_iter().map(Entry::try_from).collect::<Result<Vec<_>>>()?;
        let there: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let gone: BTreeSet<&str> =
            rows.iter().map(|row| row.listing_id.as_str()).filter(|id| !there.contains(id)).collect();
        if !gone.is_empty() {
            self.task(hyper::Method::POST, &format!("/indexes/{INDEX}/documents/delete-batch"), &json!(gone))
                .await?;
        }
        if !entries.is_empty() {
            let documents: Vec<Value> = entries.iter().map(document).collect();
            self.task(hyper::Method::PUT, &format!("/indexes/{INDEX}/documents"), &json!(documents)).await?;
        }
        self.keep_cursor(&book, horizon, &open).await?;
        Ok(entries.len() + gone.len())
    }

    /// Fills a second index and lets it change places with the first, which answers meanwhile.
    async fn fill(&self, book: &str) -> Result<usize> {
        let (horizon, seen) = {
            let mut reader = self.store.read().await?;
            let mut conn = reader.conn();
            let horizon = store::horizon(&mut conn).await?;
            // What the log has by now is in what is read next.
            (horizon, store::changes(&mut conn, horizon, i64::MAX).await?)
        };
        let seen: Vec<i64> = seen.into_iter().map(|row| row.seq).collect();
        for index in [INDEX, NEXT] {
            let made = json!({"uid": index, "primaryKey": "id"});
            self.task(hyper::Method::POST, "/indexes", &made).await?;
        }
        self.task(hyper::Method::DELETE, &format!("/indexes/{NEXT}/documents"), &Value::Null).await?;
        self.task(hyper::Method::PATCH, &format!("/indexes/{NEXT}/settings"), &our_settings()).await?;
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
            let documents: Vec<Value> = entries.iter().map(document).collect();
            self.task(hyper::Method::POST, &format!("/indexes/{NEXT}/documents"), &json!(documents)).await?;
            self.lease_longer().await?;
        }
        self.task(hyper::Method::POST, "/swap-indexes", &json!([{"indexes": [INDEX, NEXT]}])).await?;
        self.keep_cursor(book, horizon, &seen).await?;
        tracing::info!(count, "Meilisearch's index was made anew");
        Ok(count)
    }

    async fn lease_longer(&self) -> Result<()> {
        let until = self.clock.now().plus_seconds(LEASE_SECONDS).0.to_string();
        self.store
            .write(move |mut tx| Box::pin(async move { Ok(settings::put(&mut tx, LEASE, &until).await?) }))
            .await
    }

    /// Works with the lease in hand, or does nothing where another process has it.
    async fn leased(&self, anew: bool) -> Result<usize> {
        if !self.lease(LEASE_SECONDS).await? {
            return Ok(0);
        }
        let done = if anew {
            let mut reader = self.store.read().await?;
            let book = settings::get(&mut reader.conn(), super::embedded::BOOK).await?.unwrap_or_default();
            drop(reader);
            self.fill(&book).await
        } else {
            self.feed().await
        };
        self.lease(0).await?;
        done
    }

    async fn search(&self, search: &Search) -> Result<Found> {
        let (counting, finding) = queries(search);
        let body = json!({"queries": [counting, finding]});
        let asked = self.ask(hyper::Method::POST, "/multi-search", Some(&body));
        let answer = tokio::time::timeout(PATIENCE, asked).await.map_err(|_| away("no answer in time"))??;
        let results = answer.get("results").and_then(Value::as_array);
        let [counted, found] = results.map(Vec::as_slice).unwrap_or_default() else {
            return Err(away("it answered something else"));
        };
        Ok(read(search, counted, found))
    }
}

impl Engine for Meilisearch {
    fn find(&self, search: Search) -> BoxFuture<'_, Result<Found>> {
        Box::pin(async move {
            let now = self.clock.now();
            // A place of the embedded engine's: it goes on with what it began.
            let ours = search.sort != Sort::Relevance
                || search.after.as_ref().is_none_or(|(_, id)| id == super::OFFSET);
            if ours && now.0 >= self.rests.load(Ordering::Relaxed) {
                match self.search(&search).await {
                    Ok(found) => return Ok(found),
                    Err(error) => {
                        tracing::warn!(%error, "Meilisearch is away; the embedded engine answers");
                        self.rests.store(now.plus_seconds(REST_SECONDS).0, Ordering::Relaxed);
                    }
                }
            }
            self.embedded.find(search).await
        })
    }

    fn catch_up(&self) -> BoxFuture<'_, Result<usize>> {
        Box::pin(self.leased(false))
    }

    fn rebuild(&self) -> BoxFuture<'_, Result<usize>> {
        Box::pin(self.leased(true))
    }
}

fn away(what: &str) -> Failure {
    Failure::Internal(format!("Meilisearch: {what}"))
}
