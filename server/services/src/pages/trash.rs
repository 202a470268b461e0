//! The trash: 30 days in which a page can come back.

use super::read::shown;
use super::{REST_SECONDS, TRASH_SECONDS, own_page};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::sites;
use landinghub::api;
use landinghub_store::pages as store;

/// Pages purged in one go; the next hour takes the rest.
const PURGE_BATCH: i64 = 500;

/// Puts the caller's page into the trash; its address answers 410. Nothing changes if it is there already.
pub async fn trash(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let actor = caller.actor()?;
    let row = own_page(services, &actor.user_id, id).await?;
    let (now, id, owner) = (services.now(), row.id, row.owner_id);
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::trash(&mut tx, &id, &owner, now).await?) })
        })
        .await?;
    services.sites.forget(&row.slug);
    Ok(())
}

/// Takes the caller's page out of the trash, to what it was: a published page is live again.
pub async fn restore(services: &Services, caller: &Caller, id: &str) -> Result<api::Page> {
    let actor = caller.actor()?;
    let row = own_page(services, &actor.user_id, id).await?;
    let (now, page_id, owner) = (services.now(), row.id, row.owner_id);
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::restore(&mut tx, &page_id, &owner, now).await?) })
        })
        .await?;
    services.sites.forget(&row.slug);
    shown(services, &actor.user_id, id).await
}

/// Deletes for good what has been in the trash for 30 days, and ends the rest of addresses that is over.
/// A job, run hourly; answers how many pages went.
pub async fn purge_trash(services: &Services) -> Result<u64> {
    let now = services.now();
    let old = {
        let mut reader = services.store.read().await?;
        store::trashed_before(&mut reader.conn(), now.plus_seconds(-TRASH_SECONDS), PURGE_BATCH).await?
    };
    let mut purged = 0;
    for (id, slug) in old {
        let rested = slug.clone();
        let live = services
            .store
            .write(move |mut tx| {
                Box::pin(async move {
                    let live = sites::live_hashes(&mut tx, &id).await?;
                    let gone = store::purge(&mut tx, &id).await?;
                    if gone {
                        store::rest_slug(&mut tx, &rested, &id, now.plus_seconds(REST_SECONDS)).await?;
                    }
                    Ok::<_, Failure>(gone.then_some(live))
                })
            })
            .await?;
        let Some(live) = live else { continue };
        purged += 1;
        services.sites.forget(&slug);
        for hash in live {
            sites::delete_unused(services, &hash).await;
        }
    }
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::free_expired_slugs(&mut tx, now).await?) })
        })
        .await?;
    Ok(purged)
}
