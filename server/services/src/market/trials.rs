//! Trying before buying: a copy of what is for sale that can be edited and nothing else, until it is bought.

use super::listings::known;
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::pages::{self, FIRST_REVISION, stored};
use landinghub::api::market::Tried;
use landinghub::page::Slug;
use landinghub::{Code, Id, Problem, Timestamp, text};
use landinghub_store::Conn;
use landinghub_store::market::{entitlements, listings, sellers};
use landinghub_store::pages::{self as store, NewPage};

/// How long a page can be tried.
const SECONDS: i64 = 14 * 86_400;
/// How long it is kept after that: whoever buys late still has their changes.
const KEPT_SECONDS: i64 = 30 * 86_400;

/// Makes the page on which the caller tries a listing; the one there is comes back instead of a second. Answers whether
/// it is new.
pub async fn try_out(services: &Services, caller: &Caller, id: &str) -> Result<(Tried, bool)> {
    let user = caller.actor()?.user_id.clone();
    let (parts, id, mark) = (services.clone(), known(id)?, Mark::present());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                // One at a time: two presses of a button make one page.
                sellers::lock(&mut tx, &user).await?;
                let row = listings::find(&mut tx, &user, &id).await?.ok_or_else(Problem::not_found)?;
                if row.seller_id == user {
                    return Err(Code::OwnListing.into());
                }
                if let Some(has) = entitlements::live(&mut tx, &user, &id).await? {
                    return Err(Problem::from(Code::AlreadyOwned)
                        .with("order_id", has.order_id.into())
                        .with("page_id", has.page_id.into())
                        .into());
                }
                if let Some(page) = store::trial(&mut tx, &user, &id).await? {
                    store::restore(&mut tx, &page, &user, parts.now()).await?;
                    return Ok((shown(&parts, &mut tx, &page, &user).await?, false));
                }
                let (Some(revision), "approved") = (row.live_revision_id, row.status.as_str()) else {
                    return Err(Problem::not_found().into());
                };
                room(&parts, &mut tx, &user).await?;
                let page = copy(&parts, &mut tx, &user, (&id, &revision)).await?;
                let tried = shown(&parts, &mut tx, &page, &user).await?;
                mark.keep_created(&mut tx, &tried, Some(format!("/api/pages/{page}"))).await?;
                Ok::<_, Failure>((tried, true))
            })
        })
        .await
}

/// Whether the account may have another page, and try another one.
async fn room(services: &Services, tx: &mut Conn<'_>, user: &str) -> Result<()> {
    let limits = &services.config.limits;
    if let Some(most) = limits.get(Limit::TRIALS)
        && store::count_trials(tx, user, services.now()).await? >= stored(most)
    {
        let detail = format!("You can try up to {most} pages at once. Buy or delete some first.");
        return Err(Problem::new(Code::Conflict, detail).into());
    }
    if let Some(most) = limits.get(Limit::PAGES)
        && store::count(tx, user).await? >= stored(most)
    {
        let detail = format!("An account keeps up to {most} pages, the trash included. Delete some first.");
        return Err(Problem::new(Code::Conflict, detail).into());
    }
    Ok(())
}

async fn copy(
    services: &Services,
    tx: &mut Conn<'_>,
    user: &str,
    (listing, revision): (&str, &str),
) -> Result<String> {
    let (title, document) = listings::document(tx, revision).await?.ok_or_else(Problem::not_found)?;
    let (rng, now) = (&*services.rng, services.now());
    let suffix: String = Id::random(rng).chars().take(12).collect();
    let page = NewPage {
        id: Id::random(rng),
        owner_id: user.to_owned(),
        title_folded: text::fold(&title),
        slug: Slug::from_title(&title, &suffix).as_str().to_owned(),
        title,
        revision: FIRST_REVISION,
        meta: "{}".to_owned(),
        created_at: now,
        variant_of: None,
    };
    pages::begin(tx, &page, &document, "trial".to_owned()).await?;
    store::mark_trial(tx, &page.id, (listing, revision), now.plus_seconds(SECONDS)).await?;
    Ok(page.id)
}

async fn shown(services: &Services, tx: &mut Conn<'_>, page: &str, user: &str) -> Result<Tried> {
    let row = store::find(tx, page, user).await?.ok_or_else(Problem::not_found)?;
    Ok(Tried { page: pages::to_api(services, &row, None) })
}

/// The page on which the caller tries a listing, and until when.
pub async fn trial_of(
    services: &Services,
    caller: &Caller,
    listing: &str,
) -> Result<Option<(String, Timestamp)>> {
    let Some(actor) = &caller.actor else { return Ok(None) };
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let Some(page) = store::trial(&mut conn, &actor.user_id, listing).await? else { return Ok(None) };
    let row = store::find(&mut conn, &page, &actor.user_id).await?;
    Ok(row.map(|row| (page, Timestamp(row.trial_until.unwrap_or_default()))))
}

/// Deletes what was tried long ago and never bought. A job.
pub async fn purge_trials(services: &Services) -> Result<u64> {
    let before = services.now().plus_seconds(-KEPT_SECONDS);
    services
        .store
        .write(move |mut tx| Box::pin(async move { Ok(store::purge_trials(&mut tx, before).await?) }))
        .await
}
