//! Backup and restore: everything of an installation in one file, and back, into either database.
//!
//! The file is a zip of `database/{table}.jsonl` (a JSON object a row), `objects/…` (the bytes rows promise),
//! `secrets/…` (those kept in the data folder) and, last, `manifest.json` with the length and SHA-256 of each. Rows are
//! of one moment. The search index isn't in it: it is made anew.

mod read;
mod write;

pub use read::{fill, unpack};
pub use write::backup;

use landinghub::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the first line of a manifest says.
const FORMAT: &str = "landinghub-backup/1";
/// The last entry of the file.
const MANIFEST: &str = "manifest.json";
/// The secrets that live in the data folder.
const SECRETS: [&str; 2] = ["jwt_secret", "vapid_private_key"];

/// A file of the backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its length.
    pub bytes: u64,
    /// In hexadecimal digits.
    pub sha256: String,
}

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `landinghub-backup/1`.
    pub format: String,
    /// The version that wrote it.
    pub version: String,
    /// The moment its rows are of.
    pub created_at: Timestamp,
    /// `sqlite` or `postgresql`; it restores into either.
    pub database: String,
    /// The migrations its rows have seen.
    pub migrations: Vec<i64>,
    /// Table → rows.
    pub tables: BTreeMap<String, u64>,
    /// Objects that rows promise and that weren't there, or not whole.
    pub missing: Vec<String>,
    /// Every file but the manifest.
    pub files: BTreeMap<String, Entry>,
}

impl Manifest {
    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.tables.values().sum()
    }

    /// Objects.
    pub fn objects(&self) -> usize {
        self.files.keys().filter(|name| name.starts_with("objects/")).count()
    }
}
