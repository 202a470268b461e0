//! Rows on their way into the database, and how far it is.

use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub_store::seeding::{self as store, Table};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Rows and bytes of documents that are kept in memory.
const MOST_ROWS: usize = 2_000;
const MOST_BYTES: usize = 8 << 20;
/// How often people hear how far it is.
const PULSE: Duration = Duration::from_millis(500);

/// Rows by table, written in the order of tables: those that others refer to come first.
pub(super) struct Rows<'a> {
    services: &'a Services,
    waiting: BTreeMap<Table, Vec<Value>>,
    copies: Vec<Value>,
    /// Pages whose first snapshot is like their document.
    snapshots: Vec<String>,
    count: usize,
    bytes: usize,
}

impl<'a> Rows<'a> {
    pub(super) const fn new(services: &'a Services) -> Self {
        Self {
            services,
            waiting: BTreeMap::new(),
            copies: Vec::new(),
            snapshots: Vec::new(),
            count: 0,
            bytes: 0,
        }
    }

    pub(super) fn add(&mut self, table: Table, row: Value) {
        self.count += 1;
        self.waiting.entry(table).or_default().push(row);
    }

    /// A document of a page, with its first snapshot.
    pub(super) fn document(&mut self, page: &str, document: &str) {
        self.bytes += document.len();
        self.add(Table::Documents, serde_json::json!({"page_id": page, "revision": 1, "document": document}));
        self.snapshots.push(page.to_owned());
    }

    /// A document of a page like that of a listing's revision.
    pub(super) fn copy(&mut self, page: &str, revision: &str) {
        self.count += 1;
        self.copies.push(serde_json::json!({"page": page, "revision": revision}));
        self.snapshots.push(page.to_owned());
    }

    /// Counts bytes of another row.
    pub(super) const fn weigh(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    /// Writes what waits if that is much.
    pub(super) async fn spill(&mut self) -> Result<()> {
        if self.count >= MOST_ROWS || self.bytes >= MOST_BYTES { self.flush().await } else { Ok(()) }
    }

    /// Writes what waits, in one transaction.
    pub(super) async fn flush(&mut self) -> Result<()> {
        let json = |value: &Vec<Value>| {
            serde_json::to_string(value).map_err(|error| Failure::Internal(error.to_string()))
        };
        let tables = std::mem::take(&mut self.waiting);
        let tables: Vec<(Table, String)> =
            tables.iter().map(|(table, rows)| Ok((*table, json(rows)?))).collect::<Result<_>>()?;
        let copies = json(&std::mem::take(&mut self.copies))?;
        let snapshots = serde_json::to_string(&std::mem::take(&mut self.snapshots))
            .map_err(|error| Failure::Internal(error.to_string()))?;
        (self.count, self.bytes) = (0, 0);
        self.services
            .store
            .write(move |mut tx| {
                Box::pin(async move {
                    for (table, rows) in &tables {
                        store::insert(&mut tx, *table, rows).await?;
                        // Copies are documents; histories come after them.
                        if *table == Table::Pages && copies != "[]" {
                            store::copies(&mut tx, &copies).await?;
                        }
                    }
                    store::snapshots(&mut tx, &snapshots).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }
}

/// Tells how far something is.
pub(super) struct Progress<'a> {
    tell: &'a (dyn Fn(&str) + Send + Sync),
    what: &'static str,
    all: usize,
    began: Instant,
    told: Instant,
}

impl<'a> Progress<'a> {
    pub(super) fn new(tell: &'a (dyn Fn(&str) + Send + Sync), what: &'static str, all: usize) -> Self {
        Self { tell, what, all, began: Instant::now(), told: Instant::now() }
    }

    /// So many are done.
    pub(super) fn at(&mut self, done: usize) {
        if self.told.elapsed() >= PULSE {
            self.told = Instant::now();
            (self.tell)(&format!("\r{}: {done} of {}", self.what, self.all));
        }
    }

    /// All are.
    pub(super) fn end(self) {
        let (all, seconds) = (self.all, self.began.elapsed().as_secs_f32());
        (self.tell)(&format!("\r{}: {all} of {all} in {seconds:.1} s\n", self.what));
    }
}
