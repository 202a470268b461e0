//! The history of a page: every revision is the last snapshot before it and the batches since.

use super::read::parse;
use super::{count, heavy, own, stored};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut};
use crate::error::{Failure, Result};
use landinghub::document::{Document, Op, apply_all};
use landinghub::{Code, Problem, Timestamp, api, text};
use landinghub_store::page_ops::{self, RevisionRow};

/// The longest name of a revision, in characters.
const LONGEST_NAME: usize = 80;

/// The revisions of the caller's page, the latest first.
pub async fn revisions(
    services: &Services,
    caller: &Caller,
    id: &str,
    slice: &Slice,
) -> Result<api::List<api::Revision>> {
    let row = own(services, &caller.actor()?.user_id, id).await?;
    let limit = slice.limit()?;
    let before = match slice.after()? {
        None => i64::MAX,
        Some((value, _)) => value.parse().map_err(|_| {
            Problem::new(Code::Malformed, "This cursor isn't one of this list. Start again without it.")
        })?,
    };
    let mut reader = services.store.read().await?;
    let rows =
        page_ops::history(&mut reader.conn(), &row.id, before, i64::try_from(limit).unwrap_or(100) + 1)
            .await?;
    let (rows, next_cursor) = cut(rows, limit, |row| (row.revision.to_string(), String::new()));
    Ok(api::List { items: rows.into_iter().map(shown).collect(), next_cursor })
}

fn shown(row: RevisionRow) -> api::Revision {
    api::Revision {
        revision: count(row.revision),
        created_at: Timestamp(row.created_at),
        author: row.author.unwrap_or_default(),
        summary: row.summary,
        name: row.name,
        size: count(row.size),
    }
}

/// Gives a revision of the caller's page a name of up to 80 characters, or takes it away.
pub async fn name_revision(
    services: &Services,
    caller: &Caller,
    id: &str,
    revision: u64,
    change: &api::RevisionChange,
) -> Result<api::Revision> {
    let row = own(services, &caller.actor()?.user_id, id).await?;
    let name = text::single_line(change.name.as_deref().unwrap_or_default()).trim().to_owned();
    if name.chars().count() > LONGEST_NAME {
        return Err(Problem::field("name", format!("Use at most {LONGEST_NAME} characters.")).into());
    }
    let revision = stored(revision);
    let named = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let name = (!name.is_empty()).then_some(name);
                page_ops::rename(&mut tx, &row.id, revision, name.as_deref()).await?;
                Ok::<_, Failure>(page_ops::revision(&mut tx, &row.id, revision).await?)
            })
        })
        .await?;
    named.map(shown).ok_or_else(|| Problem::not_found().into())
}

/// The document of the caller's page as it was at a revision.
pub async fn document_at(services: &Services, caller: &Caller, id: &str, revision: u64) -> Result<Document> {
    let row = own(services, &caller.actor()?.user_id, id).await?;
    let revision = stored(revision);
    if !(1..=row.revision).contains(&revision) {
        return Err(Problem::not_found().into());
    }
    rebuild(services, id, revision).await
}

/// Builds the document of a revision that exists.
pub(super) async fn rebuild(services: &Services, id: &str, revision: i64) -> Result<Document> {
    let (snapshot, batches) = {
        let mut reader = services.store.read().await?;
        let mut conn = reader.conn();
        let snapshot = page_ops::snapshot(&mut conn, id, revision).await?;
        let (from, text) = snapshot
            .ok_or_else(|| Failure::Internal(format!("page {id} has no snapshot before {revision}")))?;
        let batches = page_ops::between(&mut conn, id, from, revision).await?;
        if i64::try_from(batches.len()).ok() != Some(revision - from) {
            return Err(Failure::Internal(format!(
                "the history of page {id} has a gap between {from} and {revision}"
            )));
        }
        (text, batches)
    };
    let id = id.to_owned();
    heavy(move || {
        let mut document = parse(&id, &snapshot)?;
        for batch in batches {
            let ops: Vec<Op> = serde_json::from_str(&batch.ops).map_err(|error| {
                Failure::Internal(format!("operations of page {id} at {}: {error}", batch.revision))
            })?;
            apply_all(&mut document, &ops).map_err(|error| {
                Failure::Internal(format!("operations of page {id} at {}: {error}", batch.revision))
            })?;
        }
        Ok(document)
    })
    .await?
}
