//! What admins decide about listings. Each decision is in the audit log, and the seller is told.

use super::listings::{known, show, status_word, step};
use super::{News, after, reviewing, rows, some_lines, tell, to_api};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut};
use crate::error::{Failure, Result};
use crate::events::{Note, Told};
use crate::outbox::{self, Kind, Message};
use crate::takedowns;
use landinghub::api::List;
use landinghub::api::market::{Listing, Reason};
use landinghub::market::{ListingEffect, ListingEvent};
use landinghub::{Id, Problem, text};
use landinghub_store::market::listings::{self as store, ListingRow};
use landinghub_store::{Conn, audit};
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
    let mut items: Vec<Listing> =
        found.into_iter().map(|row| to_api(services, caller, row)).collect::<Result<_>>()?;
    reviewing::with_checks(services, &mut items).await?;
    Ok(List { items, next_cursor })
}

/// Rows read at a time while listings are searched.
const BATCH: i64 = 200;
/// Batches a search reads at the most; the next part goes on from there.
const BATCHES: usize = 50;

/// All listings of every seller, the last change first: those whose title or seller's name has the words, whatever their
/// case and marks, of one status or all. A part may have fewer than were asked for where few fit.
pub async fn all(
    services: &Services,
    caller: &Caller,
    words: &str,
    status: Option<&str>,
    slice: &Slice,
) -> Result<List<Listing>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let (wanted, word) = (text::fold(words), status_word(status)?);
    let mut from = after(slice)?;
    let batch = if wanted.is_empty() { rows(limit) } else { BATCH };
    let fits = |row: &ListingRow| {
        wanted.is_empty()
            || text::fold(&row.title).contains(&wanted)
            || text::fold(&row.seller_name).contains(&wanted)
    };
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let (mut found, mut more) = (Vec::new(), false);
    for _ in 0..BATCHES {
        let read = store::by_status(&mut conn, word, &from, batch).await?;
        more = i64::try_from(read.len()).unwrap_or_default() == batch;
        if let Some(last) = read.last() {
            from = (last.updated_at, last.id.clone());
        }
        found.extend(read.into_iter().filter(fits));
        if !more || found.len() > limit {
            break;
        }
    }
    drop(reader);
    let unread = more && found.len() <= limit;
    let (found, next) = cut(found, limit, |row| (row.updated_at.to_string(), row.id.clone()));
    let next_cursor = if unread { Some(crate::cursor::encode(&(from.0.to_string(), from.1))) } else { next };
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
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: services.now(),
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
                let row = store::find(&mut tx, "", &id).await?.ok_or_else(Problem::not_found)?;
                if event == ListingEvent::Approve {
                    takedowns::refuse_in(&mut tx, &row.page_id).await?;
                }
                let done = apply(&parts, &caller, &mut tx, &id, event, reason.as_deref()).await?;
                let Some(done) = done else {
                    // Says why it isn't possible.
                    step(&row, event)?;
                    return Err(Problem::not_found().into());
                };
                audit::insert(&mut tx, &entry).await?;
                let (listing, title, reason) = (id, row.title, reason.unwrap_or_default());
                let news = match event {
                    ListingEvent::Approve => News::ListingApproved { listing, title },
                    ListingEvent::Reject => News::ListingRejected { listing, title, reason },
                    _ => News::ListingSuspended { listing, title, reason },
                };
                tell(&parts, &mut tx, &row.seller_id, news).await?;
                Ok::<_, Failure>(done)
            })
        })
        .await?;
    told.spread(services);
    outbox::wake(services);
    Ok(shown)
}

/// Moves a listing by an admin's event, with all that follows from it; `None` where its state doesn't allow that. The
/// caller has looked at who acts.
pub(crate) async fn apply(
    services: &Services,
    caller: &Caller,
    tx: &mut Conn<'_>,
    id: &str,
    event: ListingEvent,
    reason: Option<&str>,
) -> Result<Option<(Listing, Told)>> {
    if !store::lock(tx, id).await? {
        return Ok(None);
    }
    let row = store::find(tx, "", id).await?.ok_or_else(Problem::not_found)?;
    let Ok((state, effects)) = step(&row, event) else { return Ok(None) };
    for effect in &effects {
        match effect {
            ListingEffect::GoLive => {
                // Between submitting and approval some of the old revision may have been sold.
                let sold = row.sold + row.reserved;
                let limit = row.stock.map(|stock| stock.max(sold));
                store::go_live(tx, id, limit, services.now()).await?;
                let about = json!({ "listing": id, "title": row.title });
                outbox::enqueue(tx, &Message::new(services, Kind::TemplateUpdate, &about)?).await?;
            }
            ListingEffect::ComeBack => {
                store::set_reason(tx, id, None).await?;
            }
            ListingEffect::Unpin => store::unpin(tx, id, reason).await?,
            ListingEffect::LeaveMarket => {
                store::set_reason(tx, id, reason).await?;
            }
            ListingEffect::Pin | ListingEffect::TellSeller => {}
        }
    }
    store::set_state(tx, id, state, services.now()).await?;
    let shown = show(services, caller, tx, id).await?;
    let told = Note::new(services, &row.seller_id, "listing:updated", id, &shown)?.write(tx).await?;
    Ok(Some((shown, told)))
}
