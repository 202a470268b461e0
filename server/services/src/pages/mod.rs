//! Pages: making, finding, editing, their history and their trash. Publishing is in [`crate::sites`].
//!
//! Every function takes the owner from the caller and asks the store for *their* page: someone else's answers
//! exactly like a missing one.

mod create;
mod draft;
mod edit;
mod folder;
mod history;
mod import;
mod meta;
mod read;
mod trash;
mod update;

pub use create::{create, duplicate, import};
pub use draft::draft;
pub use edit::{apply_ops, missed, restore_revision};
pub use history::{document_at, name_revision, revisions};
pub use read::{Query, get, list};
pub use trash::{purge_trash, restore, trash};
pub use update::{check_address, update};

pub(crate) use create::{FIRST_REVISION, begin};
pub(crate) use edit::{amend, replace};
pub(crate) use meta::Overlay;
pub(crate) use read::{Loaded, load, parse};

use crate::context::Services;
use crate::cursor::is_id;
use crate::error::Result;
use crate::thumbnails;
use landinghub::document::{Document, Meta};
use landinghub::{Code, Problem, Timestamp, api};
use landinghub_store::pages::{self as store, PageRow};

/// Revisions between two snapshots.
const SNAPSHOT_EVERY: i64 = 50;
/// How long a page stays in the trash.
pub(crate) const TRASH_SECONDS: i64 = 30 * 86_400;
/// How long an address that was left leads on, and is nobody else's.
pub(crate) const REST_SECONDS: i64 = 90 * 86_400;

/// The row of the caller's page, or `not_found`.
pub(crate) async fn own(services: &Services, owner: &str, id: &str) -> Result<PageRow> {
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let mut reader = services.store.read().await?;
    let row = store::find(&mut reader.conn(), id, owner).await?;
    row.ok_or_else(|| Problem::not_found().into())
}

/// The row of the caller's page that is no variant of another, or `not_found`: what has an address, a trash, a title.
pub(crate) async fn own_page(services: &Services, owner: &str, id: &str) -> Result<PageRow> {
    let row = own(services, owner, id).await?;
    if row.variant_of.is_some() { Err(Problem::not_found().into()) } else { Ok(row) }
}

/// Whoever tries a page edits it; all else is for those who bought it.
pub(crate) fn refuse_trial(row: &PageRow) -> Result<(), Problem> {
    let Some(listing) = &row.trial_of else { return Ok(()) };
    let detail = "This page is a trial: you can edit it. Buy it to publish, export or copy it.";
    Err(Problem::new(Code::TrialPage, detail).with("listing_id", listing.clone().into()))
}

/// The page as the contract shows it.
pub(crate) fn to_api(services: &Services, row: &PageRow, content: Option<(Meta, Document)>) -> api::Page {
    let (meta, document) = content.unzip();
    api::Page {
        id: row.id.clone(),
        title: row.title.clone(),
        slug: row.slug.clone(),
        status: row.status(),
        revision: count(row.revision),
        url: services.config.page_url(&row.slug),
        thumbnail_url: thumbnails::url(services, row),
        views: count(row.views),
        leads: row.leads.map(count),
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
        published_at: row.published_at.map(Timestamp),
        trial: row.trial_of.clone().map(|listing_id| {
            let expires_at = Timestamp(row.trial_until.unwrap_or_default());
            api::market::Trial { listing_id, expires_at, expired: expires_at <= services.now() }
        }),
        update_order_id: row.update_of.clone(),
        meta,
        document,
        import_report: None,
        composed_by: None,
    }
}

/// A number of the store as the contract's unsigned one; none is negative.
pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// A number for the store; none of ours is near the limit.
pub(crate) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Runs work that takes more than a moment of CPU away from the tasks that answer others.
pub(crate) async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| crate::Failure::Internal(format!("blocking work failed: {error}")))
}
