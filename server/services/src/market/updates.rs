//! Newer revisions of what was bought: what the seller changed, and taking it over into the buyer's copy.

use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages::{self, count, heavy, parse};
use landinghub::api::market::{PageUpdate, TakeUpdate, TookUpdate};
use landinghub::document::merge::{Merged, merge};
use landinghub::{Code, Problem, Timestamp};
use landinghub_store::market::entitlements::{self, UpdatableRow};

/// What there is to take over into the caller's page; a page that was never bought has nothing.
pub async fn update_of(services: &Services, caller: &Caller, page: &str) -> Result<PageUpdate> {
    let user = &caller.actor()?.user_id;
    let loaded = pages::load(services, user, page).await?;
    let Some(row) = find(services, user, page).await? else { return Ok(PageUpdate::default()) };
    let (kept, document) = (row.clone(), loaded.document);
    let merged = heavy(move || {
        let (base, mine) = (parse(&kept.page_id, &kept.base)?, parse(&kept.page_id, &document)?);
        Ok::<_, Failure>(merge(&base, &mine, &parse(&kept.page_id, &kept.next)?))
    })
    .await??;
    Ok(PageUpdate {
        available: true,
        revision_id: Some(row.next_id),
        from: count(row.base_number),
        to: count(row.next_number),
        at: Some(Timestamp(row.next_at)),
        order_id: Some(row.order_id),
        listing_id: Some(row.listing_id),
        changes: merged.changes,
        conflicts: merged.conflicts,
    })
}

/// Takes it over: one revision of the caller's page, which its history can take back. Taken again it changes nothing.
pub async fn take_update(
    services: &Services,
    caller: &Caller,
    page: &str,
    input: TakeUpdate,
) -> Result<TookUpdate> {
    let actor = caller.actor()?;
    pages::own_page(services, &actor.user_id, page).await?;
    let Some(row) = find(services, &actor.user_id, page).await? else {
        return Err(Problem::new(Code::Conflict, "There is nothing newer than this copy.").into());
    };
    if input.revision_id.is_some_and(|seen| !seen.is_empty() && seen != row.next_id) {
        let detail = "The seller has sold a newer revision meanwhile. Look at it first.";
        return Err(Problem::new(Code::Conflict, detail).into());
    }
    let UpdatableRow { id, base, next, next_id, next_number, .. } = row;
    let name = page.to_owned();
    let both = heavy(move || Ok::<_, Failure>((parse(&name, &base)?, parse(&name, &next)?)));
    let (base, theirs) = both.await??;
    let make = move |mine: &landinghub::document::Document| {
        let Merged { ops, changes, conflicts } = merge(&base, mine, &theirs);
        (ops, (changes, conflicts))
    };
    let summary = format!("update {next_number}");
    let (revised, (changes, conflicts)) = pages::amend(services, actor, page, &summary, make).await?;
    // A crash before this offers the same once more, and then there is nothing to change.
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(entitlements::merged(&mut tx, &id, &next_id).await?) })
        })
        .await?;
    Ok(TookUpdate { revision: revised.revision, changes, conflicts })
}

async fn find(services: &Services, user: &str, page: &str) -> Result<Option<UpdatableRow>> {
    let mut reader = services.store.read().await?;
    Ok(entitlements::updatable(&mut reader.conn(), page, user).await?)
}
