//! A backup is read into a folder of its own and checked against its manifest, then its rows go into an empty database.
//! Nothing of it is believed: names lead nowhere else, and lengths are those the manifest says.

use super::{Entry, FORMAT, MANIFEST, Manifest, SECRETS};
use crate::error::{Failure, Result};
use crate::storage::ObjectKey;
use landinghub::{Code, Problem};
use landinghub_store::{Conn, Store, settings, transfer};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use zip::ZipArchive;

/// Longest manifest that is read.
const LONGEST_MANIFEST: u64 = 256 << 20;
/// Where the search engines keep how far they have come.
const SEARCH: &str = "search.";
const SEARCH_BOOK: &str = "search.book";
/// Rows that go into the database at once are about so many bytes.
const CHUNK: usize = 1 << 20;

/// Takes the backup at `path` apart into `folder`, and fails where it isn't what its manifest says: damaged, cut off,
/// with something missing or something more.
pub fn unpack(path: &Path, folder: &Path) -> Result<Manifest> {
    let broken = |error: String| wrong(format!("This isn't a whole backup: {error}"));
    let file =
        File::open(path).map_err(|error| wrong(format!("{} can't be read: {error}", path.display())))?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(error.to_string()))?;
    let manifest = manifest(&mut zip)?;
    if zip.len() != manifest.files.len() + 1 {
        return Err(broken("it has files that its manifest doesn't know, or lacks some.".to_owned()));
    }
    for (name, entry) in &manifest.files {
        if !is_ours(name) {
            return Err(broken(format!("{name} doesn't belong into one.")));
        }
        let target = folder.join(name);
        let made = target.parent().map_or(Ok(()), fs::create_dir_all);
        made.map_err(|error| inside(&error))?;
        let part = zip.by_name(name).map_err(|error| broken(format!("{name}: {error}")))?;
        let found =
            extract(part, &target, entry.bytes).map_err(|error| broken(format!("{name}: {error}")))?;
        if found != *entry {
            return Err(broken(format!("{name} is damaged.")));
        }
    }
    Ok(manifest)
}

fn manifest(zip: &mut ZipArchive<BufReader<File>>) -> Result<Manifest> {
    let broken = || wrong("This isn't a backup of LandingHub: its manifest is missing or can't be read.");
    let mut text = Vec::new();
    let part = zip.by_name(MANIFEST).map_err(|_| broken())?;
    part.take(LONGEST_MANIFEST).read_to_end(&mut text).map_err(|_| broken())?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| broken())?;
    if manifest.format != FORMAT {
        return Err(wrong("This backup is of another version's format."));
    }
    Ok(manifest)
}

/// Whether an entry may have this name: none leads out of the folder.
fn is_ours(name: &str) -> bool {
    let is_table = |name: &str| {
        name.strip_suffix(".jsonl").is_some_and(|table| {
            !table.is_empty()
                && table.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
    };
    match name.split_once('/') {
        Some(("database", table)) => is_table(table),
        Some(("objects", key)) => ObjectKey::new(key).is_some(),
        Some(("secrets", secret)) => SECRETS.contains(&secret),
        _ => false,
    }
}

fn extract(part: impl Read, target: &Path, bytes: u64) -> io::Result<Entry> {
    // One byte more than it should be shows that it is longer.
    let mut part = part.take(bytes.saturating_add(1));
    let mut file = File::create(target)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    let (mut hasher, mut length, mut buffer) = (Sha256::new(), 0_u64, vec![0_u8; 1 << 16]);
    loop {
        let count = part.read(&mut buffer)?;
        let Some(read) = buffer.get(..count).filter(|read| !read.is_empty()) else { break };
        hasher.update(read);
        file.write_all(read)?;
        length += u64::try_from(count).unwrap_or_default();
    }
    file.sync_all()?;
    Ok(Entry { bytes: length, sha256: hex::encode(hasher.finalize()) })
}

/// Puts the rows of an unpacked backup into an empty database, all of them or none, and brings it up to date.
pub async fn fill(store: &Store, folder: &Path, manifest: &Manifest) -> Result<()> {
    let known = store.migrations().await?;
    if let Some(unknown) =
        manifest.migrations.iter().find(|it| known.iter().all(|known| known.version != **it))
    {
        let text = format!("This backup is of a newer version: it knows migration {unknown:04}.");
        return Err(wrong(text));
    }
    let Some(last) = manifest.migrations.iter().max() else {
        return Err(wrong("This backup has no tables."));
    };
    // Rows of an earlier version fit its tables; what came since is done to them afterwards.
    store.migrate_to(*last).await?;
    let applied = store.migrations().await?;
    let applied: Vec<i64> = applied.into_iter().filter(|it| it.applied).map(|it| it.version).collect();
    if applied.iter().any(|it| !manifest.migrations.contains(it)) {
        return Err(wrong("The database isn't empty, or has seen migrations that the backup hasn't."));
    }
    let (folder, manifest) = (folder.to_owned(), manifest.clone());
    store.write(move |mut tx| Box::pin(async move { load(&mut tx, &folder, &manifest).await })).await?;
    Ok(store.migrate().await?)
}

async fn load(tx: &mut Conn<'_>, folder: &Path, manifest: &Manifest) -> Result<()> {
    // Tells an index of this database from one of another: the new one stays, and so the index is made anew.
    let book = settings::get(tx, SEARCH_BOOK).await?;
    settings::forget(tx, SEARCH).await?;
    let tables = transfer::tables(tx).await?;
    for table in &tables {
        if transfer::count(tx, table).await? > 0 {
            return Err(wrong(format!("The database isn't empty: there are rows in {table}.")));
        }
    }
    let constraints = transfer::begin_load(tx).await?;
    for (table, rows) in &manifest.tables {
        if !tables.contains(table) {
            return Err(wrong(format!("The database has no table {table}.")));
        }
        let columns = transfer::columns(tx, table).await?;
        let file = File::open(folder.join("database").join(format!("{table}.jsonl")));
        let mut lines = BufReader::new(file.map_err(|error| inside(&error))?).lines();
        loop {
            let mut chunk = String::from("[");
            while chunk.len() < CHUNK
                && let Some(line) = lines.next()
            {
                if chunk.len() > 1 {
                    chunk.push(',');
                }
                chunk.push_str(&line.map_err(|error| inside(&error))?);
            }
            if chunk.len() == 1 {
                break;
            }
            chunk.push(']');
            transfer::load(tx, table, &columns, &chunk).await?;
        }
        let loaded = transfer::count(tx, table).await?;
        if u64::try_from(loaded).ok() != Some(*rows) {
            return Err(wrong(format!("{table} should have {rows} rows and has {loaded}.")));
        }
    }
    transfer::end_load(tx, constraints).await?;
    settings::forget(tx, SEARCH).await?;
    if let Some(book) = book {
        settings::put(tx, SEARCH_BOOK, &book).await?;
    }
    Ok(())
}

fn wrong(text: impl Into<String>) -> Failure {
    Problem::new(Code::ValidationFailed, text).into()
}

fn inside(error: &io::Error) -> Failure {
    Failure::Internal(format!("the backup can't be unpacked: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_elsewhere() {
        for good in ["database/users.jsonl", "objects/uploads/a/b.png", "secrets/jwt_secret"] {
            assert!(is_ours(good), "{good}");
        }
        for bad in [
            "",
            "manifest.json",
            "database/../x.jsonl",
            "database/x",
            "database/.jsonl",
            "objects/../jwt_secret",
            "objects//etc/passwd",
            "objects/a\\b",
            "secrets/other",
            "/etc/passwd",
            "../x",
        ] {
            assert!(!is_ours(bad), "{bad}");
        }
    }
}
