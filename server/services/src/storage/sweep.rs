//! Bytes that nothing knows: a process that dies between the bytes and their row leaves some behind.

use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub_store::chat::visitors;
use landinghub_store::market::reviewing;
use landinghub_store::{pages, sites, uploads};
use std::collections::BTreeMap;

/// Younger bytes may be waiting for their row.
const AGE_SECONDS: i64 = 300;

/// Deletes bytes that no row knows. A job; answers how many objects went.
pub async fn sweep(services: &Services) -> Result<u64> {
    let failed = |error: std::io::Error| Failure::Internal(format!("object store: {error}"));
    let old = services.objects.list(services.now().plus_seconds(-AGE_SECONDS)).await.map_err(failed)?;
    // All objects of a folder belong to one row.
    let mut folders: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for key in old {
        if let Some((folder, _)) = key.as_str().rsplit_once('/') {
            folders.entry(folder.to_owned()).or_default().push(key);
        }
    }
    let mut swept = 0;
    for (folder, keys) in folders {
        if is_known(services, &folder).await? {
            continue;
        }
        for key in keys {
            services.objects.delete(key).await.map_err(failed)?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Whether a row knows the folder. Whatever isn't ours to judge is left alone.
async fn is_known(services: &Services, folder: &str) -> Result<bool> {
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    Ok(match folder.split_once('/') {
        Some(("uploads", id)) => uploads::bytes_of(&mut conn, id).await?.is_some(),
        Some(("chat", id)) => visitors::file_bytes(&mut conn, id).await?.is_some(),
        Some(("thumbnails", page)) => pages::slug_of(&mut conn, page).await?.is_some(),
        Some(("listings", revision)) => reviewing::is_drawn(&mut conn, revision).await?.is_some(),
        Some(("sites", hash)) => sites::uses(&mut conn, hash).await? > 0,
        _ => true,
    })
}
