//! How much an account keeps, and which of its pages show what.

use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::pages::count;
use landinghub_store::page_ops;
use landinghub_store::uploads as store;
use std::collections::BTreeMap;

/// How much of its library an account has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Bytes kept, smaller copies included.
    pub bytes: u64,
    /// Bytes it may keep; `None` for no limit.
    pub limit: Option<u64>,
}

/// A page that shows a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The page.
    pub page_id: String,
    /// Its name.
    pub title: String,
}

/// How much the caller keeps.
pub async fn usage(services: &Services, caller: &Caller) -> Result<Usage> {
    let actor = caller.actor()?;
    let mut reader = services.store.read().await?;
    let bytes = store::stored_bytes(&mut reader.conn(), &actor.user_id).await?;
    Ok(Usage { bytes: count(bytes), limit: services.config.limits.get(Limit::STORAGE_BYTES) })
}

/// Documents read at a time.
const BATCH: i64 = 50;

/// What stands before an upload's id in its address.
const BEFORE: &str = "/u/";

/// The ids of uploads that a document names.
fn named(document: &str) -> impl Iterator<Item = &str> {
    document.split(BEFORE).skip(1).filter_map(|rest| rest.split_once('/').map(|(id, _)| id))
}

/// The caller's pages that show these uploads as they are now, the trash included, by upload. Each document is read once,
/// however many uploads are asked for.
pub async fn used_on(
    services: &Services,
    caller: &Caller,
    uploads: &[String],
) -> Result<BTreeMap<String, Vec<Used>>> {
    let actor = caller.actor()?;
    let mut found: BTreeMap<String, Vec<Used>> = BTreeMap::new();
    if uploads.is_empty() {
        return Ok(found);
    }
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let mut after = String::new();
    loop {
        let read = page_ops::documents_of(&mut conn, &actor.user_id, &after, BATCH).await?;
        let whole = i64::try_from(read.len()).unwrap_or_default() == BATCH;
        for (page_id, title, document) in read {
            for id in named(&document) {
                if uploads.iter().any(|upload| upload == id) {
                    let pages = found.entry(id.to_owned()).or_default();
                    if pages.last().is_none_or(|used| used.page_id != page_id) {
                        pages.push(Used { page_id: page_id.clone(), title: title.clone() });
                    }
                }
            }
            after = page_id;
        }
        if !whole {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_uploads_of_a_document() {
        let document = r#"{"src":"http://content.localhost/u/abc1/file.webp","more":"/u/abc2/w640.webp /u/","x":"/u/q"}"#;
        assert_eq!(named(document).filter(|id| id.len() == 4).collect::<Vec<_>>(), ["abc1", "abc2"]);
    }
}
