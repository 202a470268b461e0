//! Is everything there that was acknowledged, once, and nothing else? Reads only, so it runs beside a live server.

use crate::context::Services;
use crate::error::{Failure, Result};
use crate::sites::Encoding;
use crate::storage::ObjectKey;
use landinghub::document::{Document, Op, apply_all, validate};
use landinghub_store::doctor::{self as store, PageRevisions};
use landinghub_store::market::doctor as market;
use landinghub_store::page_ops;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Pages looked at in one go.
const BATCH: i64 = 100;
/// Bytes come before their row: younger ones may be waiting for it.
const YOUNG: Duration = Duration::from_mins(10);

/// What was looked at and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// What was looked at, with how many.
    pub checked: Vec<(&'static str, usize)>,
    /// One sentence for each thing that is wrong.
    pub ills: Vec<String>,
    /// What isn't wrong but needs somebody.
    pub notes: Vec<String>,
}

/// Looks at everything.
pub async fn diagnose(services: &Services) -> Result<Diagnosis> {
    let mut found = Diagnosis::default();
    database(services, &mut found).await?;
    histories(services, &mut found).await?;
    let promised = objects(services, &mut found).await?;
    orphans(services, &promised, &mut found).await?;
    books(services, &mut found).await?;
    Ok(found)
}

async fn database(services: &Services, found: &mut Diagnosis) -> Result<()> {
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    found.ills.extend(store::integrity(&mut conn).await?.into_iter().map(|text| format!("database: {text}")));
    found
        .ills
        .extend(store::foreign_keys(&mut conn).await?.into_iter().map(|text| format!("database: {text}")));
    for page in store::unpublished(&mut conn).await? {
        found.ills.push(format!("page {page} is published, but there is nothing to serve"));
    }
    for room in store::broken_conversations(&mut conn).await? {
        found.ills.push(format!("conversation {room} lacks messages, or has too many"));
    }
    let dead = store::dead_letters(&mut conn).await?;
    if dead > 0 {
        found.notes.push(format!("{dead} outbox rows were given up after eight tries"));
    }
    found.checked.push(("database", 1));
    Ok(())
}

/// Money and goods add up: every rule of the market, on the rows as they are.
async fn books(services: &Services, found: &mut Diagnosis) -> Result<()> {
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    found.ills.extend(market::ills(&mut conn).await?);
    let refused = market::refused(&mut conn).await?;
    if refused > 0 {
        found
            .notes
            .push(format!("{refused} refunds were refused by their gateway: give that money back by hand"));
    }
    let orders = market::orders(&mut conn).await?;
    found.checked.push(("orders with their money", usize::try_from(orders).unwrap_or_default()));
    Ok(())
}

/// Every page has its document, every revision of it has its operations, and they make that document.
async fn histories(services: &Services, found: &mut Diagnosis) -> Result<()> {
    let mut after = String::new();
    let mut count = 0;
    loop {
        let mut reader = services.store.read().await?;
        let pages = store::pages(&mut reader.conn(), &after, BATCH).await?;
        drop(reader);
        let Some(last) = pages.last() else { break };
        after.clone_from(&last.id);
        for page in &pages {
            count += 1;
            found.ills.extend(revision_ill(page));
            found.ills.extend(document_ill(services, page).await?);
        }
    }
    found.checked.push(("pages with their histories", count));
    Ok(())
}

fn revision_ill(page: &PageRevisions) -> Option<String> {
    let PageRevisions { id, revision, document, first, last, count } = page;
    if *document != Some(*revision) {
        return Some(format!("page {id} is at revision {revision}, its document at {document:?}"));
    }
    if *last != Some(*revision) {
        return Some(format!("page {id} is at revision {revision}, its history ends at {last:?}"));
    }
    let gaps = last.zip(*first).map(|(last, first)| last - first + 1 - count);
    (gaps != Some(0))
        .then(|| format!("the history of page {id} has gaps: {count} batches from {first:?} to {last:?}"))
}

/// Makes the document again from its snapshot and its operations.
async fn document_ill(services: &Services, page: &PageRevisions) -> Result<Option<String>> {
    let id = &page.id;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let Some((revision, text)) = store::document(&mut conn, id).await? else { return Ok(None) };
    let Some((start, snapshot)) = page_ops::snapshot(&mut conn, id, revision).await? else {
        return Ok(Some(format!("page {id} has no snapshot to make its document from")));
    };
    let batches = page_ops::between(&mut conn, id, start, revision).await?;
    drop(reader);
    let Ok(document) = Document::from_json(&text) else {
        return Ok(Some(format!("the document of page {id} can't be read")));
    };
    if let Err(wrong) = validate(&document) {
        return Ok(Some(format!("the document of page {id} is not valid: {} faults", wrong.len())));
    }
    let Ok(mut made) = Document::from_json(&snapshot) else {
        return Ok(Some(format!("the snapshot of page {id} at revision {start} can't be read")));
    };
    for batch in batches {
        let applied =
            serde_json::from_str::<Vec<Op>>(&batch.ops).is_ok_and(|ops| apply_all(&mut made, &ops).is_ok());
        if !applied {
            return Ok(Some(format!("revision {} of page {id} can't be applied", batch.revision)));
        }
    }
    Ok((made != document).then(|| format!("the document of page {id} is not what its history makes")))
}

/// Every promised object is there. Answers all promised names.
async fn objects(services: &Services, found: &mut Diagnosis) -> Result<BTreeSet<String>> {
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let uploads = store::uploads(&mut conn).await?;
    let deployments = store::deployments(&mut conn).await?;
    drop(reader);
    found.checked.push(("files of uploads", uploads.len()));
    found.checked.push(("published pages", deployments.len()));
    let files = uploads.into_iter().map(|row| {
        (ObjectKey::new(format!("uploads/{}/{}", row.owner, row.name)), format!("upload {}", row.owner))
    });
    let sites = deployments.into_iter().flat_map(|row| {
        Encoding::ALL.map(|encoding| (encoding.key(&row.owner), format!("published page {}", row.name)))
    });
    let mut promised = BTreeSet::new();
    for (key, whose) in files.chain(sites) {
        let Some(key) = key else {
            found.ills.push(format!("{whose} has a name that no object can have"));
            continue;
        };
        let bytes = services
            .objects
            .get(key.clone())
            .await
            .map_err(|error| Failure::Internal(format!("object store: {error}")))?;
        let ill = match bytes {
            None => Some("are missing"),
            Some(bytes) if !is_whole(&key, &bytes) => Some("are damaged"),
            Some(_) => None,
        };
        // What was deleted in the moment between the two looks isn't missing: rows go first.
        if let Some(ill) = ill
            && still_promised(services, &key).await?
        {
            found.ills.push(format!("the bytes {key} of {whose} {ill}"));
        }
        promised.insert(key.as_str().to_owned());
    }
    Ok(promised)
}

/// Published pages are kept under the digest of their HTML. Nothing is ever kept empty.
pub(crate) fn is_whole(key: &ObjectKey, bytes: &[u8]) -> bool {
    let mut parts = key.as_str().split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("sites"), Some(hash), Some("index.html")) => hex::encode(Sha256::digest(bytes)) == hash,
        _ => !bytes.is_empty(),
    }
}

async fn still_promised(services: &Services, key: &ObjectKey) -> Result<bool> {
    let mut parts = key.as_str().split('/');
    let (folder, owner) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    Ok(match folder {
        "uploads" => landinghub_store::uploads::bytes_of(&mut conn, owner).await?.is_some(),
        _ => landinghub_store::sites::uses(&mut conn, owner).await? > 0,
    })
}

/// Bytes that no row knows, and that are too old to be waiting for one.
async fn orphans(services: &Services, promised: &BTreeSet<String>, found: &mut Diagnosis) -> Result<()> {
    let root = services.config.data_dir.join("objects");
    let now = services.now();
    let walked = tokio::task::spawn_blocking(move || old_files(&root, now)).await;
    let old = walked
        .map_err(|error| Failure::Internal(error.to_string()))?
        .map_err(|error| Failure::Internal(format!("object store: {error}")))?;
    found.checked.push(("files in the object store", old.len()));
    for name in old {
        let known = promised.contains(&name) || ObjectKey::new(name.as_str()).is_none();
        if !known && !still_promised_name(services, &name).await? {
            found.ills.push(format!("the bytes {name} belong to nothing"));
        }
    }
    Ok(())
}

async fn still_promised_name(services: &Services, name: &str) -> Result<bool> {
    match ObjectKey::new(name) {
        Some(key) => still_promised(services, &key).await,
        None => Ok(false),
    }
}

/// Names of the files below `root` that were last written a while before `now`.
fn old_files(root: &Path, now: landinghub::Timestamp) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut folders = vec![PathBuf::from(root)];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let written =
                metadata.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_micros();
            let age = now.0.saturating_sub(i64::try_from(written).unwrap_or(i64::MAX));
            if u128::try_from(age).unwrap_or(0) > YOUNG.as_micros()
                && let Ok(name) = entry.path().strip_prefix(root)
            {
                names.push(name.to_string_lossy().into_owned());
            }
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_must_agree() {
        let whole = PageRevisions {
            id: "p".into(),
            revision: 3,
            document: Some(3),
            first: Some(1),
            last: Some(3),
            count: 3,
        };
        assert_eq!(revision_ill(&whole), None);
        for ill in [
            PageRevisions { document: None, ..whole.clone() },
            PageRevisions { document: Some(2), ..whole.clone() },
            PageRevisions { last: Some(4), ..whole.clone() },
            PageRevisions { first: None, last: None, count: 0, ..whole.clone() },
            PageRevisions { count: 2, ..whole.clone() },
        ] {
            assert!(revision_ill(&ill).is_some(), "{ill:?}");
        }
    }
}
