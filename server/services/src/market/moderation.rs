//! What admins decide about listings. Each decision is in the audit log, and the seller is told.

use super::listings::{known, show, status_word, step};
use super::{after, rows, search, some_lines, to_api};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut};
use crate::error::{Failure, Result};
use crate::events::Note;
use landinghub::api::List;
use landinghub::api::market::{Listing, Reason};
use landinghub::market::{ListingEffect, ListingEvent};
use landinghub::{Id, Problem};
use landinghub_store::audit;
use landinghub_store::market::listings::{self as store};
use landinghub_store::market::search as index;
use serde_json::json;

/// Listings for admins. `pending` is the queue: all that waits, new revisions of approved ones too, the oldest first.
pub async fn queue(
    services: &Services,
    caller: &Caller,
    status: Option<&str>,
    slice: &Slice,
) -> Result<List<Listing>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let (found, next_cursor) = if status == Some("pending") {
        let from = slice.after()?.map_or(Ok((i64::MIN, String::new())), |(value, id)| {
            value
                .parse()
                .map(|value| (value, id))
                .map_err(|_| Problem::field("cursor", "Start again without it."))
        })?;
        let mut found = store::queue(&mut conn, &from, rows(limit)).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = match found.last().filter(|_| more) {
            Some(last) => {
                let submitted = store::submitted_at(&mut conn, &last.id).await?;
                Some(crate::cursor::encode(&(submitted.to_string(), last.id.clone())))
            }
            None => None,
        };
        (found, next)
    } else {
        let word = status_word(status)?;
        let found = store::by_status(&mut conn, word, &after(slice)?, rows(limit)).await?;
        cut(found, limit, |row| (row.updated_at.to_string(), row.id.clone()))
    };
    drop(reader);
    let items = found.into_iter().map(|row| to_api(services, caller, row)).collect::<Result<_>>()?;
    Ok(List { items, next_cursor })
}

/// What was submitted is for sale from now on; or a suspension is lifted.
pub async fn approve(services: &Services, caller: &Caller, id: &str) -> Result<Listing> {
    decide(services, caller, id, ListingEvent::Approve, None).await
}

/// What was submitted isn't.
pub async fn reject(services: &Services, caller: &Caller, id: &str, input: Reason) -> Result<Listing> {
    caller.admin()?;
    let reason = some_lines("reason", &input.reason, 1000)?;
    decide(services, caller, id, ListingEvent::Reject, Some(reason)).await
}

/// Takes a listing off the market.
pub async fn suspend(services: &Services, caller: &Caller, id: &str, input: Reason) -> Result<Listing> {
    caller.admin()?;
    let reason = some_lines("reason", &input.reason, 1000)?;
    decide(services, caller, id, ListingEvent::Suspend, Some(reason)).await
}

async fn decide(
    services: &Services,
    caller: &Caller,
    id: &str,
    event: ListingEvent,
    reason: Option<String>,
) -> Result<Listing> {
    let admin = caller.admin()?;
    let id = known(id)?;
    let now = services.now();
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: now,
        actor_id: admin.user_id.clone(),
        action: match event {
            ListingEvent::Approve => "listing.approved",
            ListingEvent::Reject => "listing.rejected",
            _ => "listing.suspended",
        },
        target: id.clone(),
        detail: json!({ "reason": reason }).to_string(),
    };
    let (parts, caller) = (services.clone(), caller.clone());
    let (shown, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::lock(&mut tx, &id).await? {
                    return Err(Problem::not_found().into());
                }
                let row = store::find(&mut tx, "", &id).await?.ok_or_else(Problem::not_found)?;
                let (state, effects) = step(&row, event)?;
                for effect in &effects {
                    match effect {
                        ListingEffect::GoLive => {
                            // Between submitting and approval some of the old revision may have been sold.
                            let sold = row.sold + row.reserved;
                            let limit = row.stock.map(|stock| stock.max(sold));
                            store::go_live(&mut tx, &id, limit, now).await?;
                            let (words, tags) =
                                search::words_of(&row.title, &row.description, &row.tags, &row.seller_name);
                            index::put(&mut tx, &id, &words, &tags).await?;
                        }
                        ListingEffect::ComeBack => {
                            store::set_reason(&mut tx, &id, None).await?;
                            let text = |text: &Option<String>| text.clone().unwrap_or_default();
                            let (words, tags) = search::words_of(
                                &text(&row.live_title),
                                &text(&row.live_description),
                                &text(&row.live_tags),
                                &row.seller_name,
                            );
                            index::put(&mut tx, &id, &words, &tags).await?;
                        }
                        ListingEffect::Unpin => store::unpin(&mut tx, &id, reason.as_deref()).await?,
                        ListingEffect::LeaveMarket => {
                            index::put(&mut tx, &id, &[], &[]).await?;
                            store::set_reason(&mut tx, &id, reason.as_deref()).await?;
                        }
                        ListingEffect::Pin | ListingEffect::TellSeller => {}
                    }
                }
                store::set_state(&mut tx, &id, state, now).await?;
                audit::insert(&mut tx, &entry).await?;
                let shown = show(&parts, &caller, &mut tx, &id).await?;
                let note = Note::new(&parts, &row.seller_id, "listing:updated", &id, &shown)?;
                let told = note.write(&mut tx).await?;
                Ok::<_, Failure>((shown, told))
            })
        })
        .await?;
    told.spread(services);
    Ok(shown)
}
