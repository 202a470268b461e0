//! What buyers say, and what sellers answer.

use super::listings::known;
use super::{News, after, lines, rows, some_lines, tell, to_api as to_listing};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::events::Note;
use crate::idempotency::Mark;
use crate::{notifications, outbox};
use landinghub::api::List;
use landinghub::api::market::{NewReply, NewReview, Person, Review};
use landinghub::notify::Event;
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::market::reviews::{self as store, ReviewRow};
use landinghub_store::market::{entitlements, listings};

/// Those of a listing that is or was for sale, the latest first.
pub async fn reviews(services: &Services, id: &str, slice: &Slice) -> Result<List<Review>> {
    let id = known(id)?;
    let limit = slice.limit()?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let row = listings::find(&mut conn, "", &id).await?.ok_or_else(Problem::not_found)?;
    if row.status != "approved" {
        return Err(Problem::not_found().into());
    }
    let found = store::list(&mut conn, &id, &after(slice)?, rows(limit)).await?;
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.id.clone()));
    Ok(List { items: found.into_iter().map(to_api).collect(), next_cursor })
}

/// A buyer says what they think, once.
pub async fn post(services: &Services, caller: &Caller, listing: &str, input: NewReview) -> Result<Review> {
    let user = caller.actor()?.user_id.clone();
    let listing = known(listing)?;
    let comment = lines("comment", &input.comment, 2000)?;
    if !(1..=5).contains(&input.rating) {
        return Err(Problem::field("rating", "Give one to five stars.").into());
    }
    let (id, now, mark) = (Id::random(&*services.rng), services.now(), Mark::present());
    let (parts, caller) = (services.clone(), caller.clone());
    let (made, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = listings::find(&mut tx, &user, &listing).await?.ok_or_else(Problem::not_found)?;
                let owned = entitlements::live(&mut tx, &user, &listing).await?.is_some();
                if row.status != "approved" && row.seller_id != user && !owned {
                    return Err(Problem::not_found().into());
                }
                if row.seller_id == user {
                    return Err(Code::OwnListing.into());
                }
                if !owned {
                    let detail = "Only those who bought it can review it.";
                    return Err(Problem::new(Code::Forbidden, detail).into());
                }
                if !store::insert(&mut tx, &id, (&listing, &user), (input.rating, &comment), now).await? {
                    return Err(Problem::new(Code::Conflict, "You have reviewed this already.").into());
                }
                let made = to_api(store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?);
                mark.keep_created(&mut tx, &made, None).await?;
                let news = News::Reviewed {
                    listing,
                    title: row.title,
                    reviewer: made.user.name.clone(),
                    rating: made.rating,
                };
                tell(&parts, &mut tx, &row.seller_id, news).await?;
                let row = listings::find(&mut tx, "", &row.id).await?.ok_or_else(Problem::not_found)?;
                let (seller, id) = (row.seller_id.clone(), row.id.clone());
                let shown = to_listing(&parts, &Caller::anonymous(caller.ip), row)?;
                let told = Note::new(&parts, &seller, "listing:updated", &id, &shown)?.write(&mut tx).await?;
                Ok::<_, Failure>((made, told))
            })
        })
        .await?;
    told.spread(services);
    outbox::wake(services);
    Ok(made)
}

/// The seller answers; a second answer replaces the first.
pub async fn reply(services: &Services, caller: &Caller, id: &str, input: NewReply) -> Result<Review> {
    let user = caller.actor()?.user_id.clone();
    let text = some_lines("comment", &input.comment, 2000)?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let (parts, id) = (services.clone(), id.to_owned());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::reply(&mut tx, &id, &user, &text).await? {
                    return Err(Problem::not_found().into());
                }
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                if let Some(listing) = listings::find(&mut tx, "", &row.listing_id).await? {
                    let event = Event::ReviewReply {
                        review_id: id,
                        listing_id: listing.id,
                        title: listing.live_title.unwrap_or(listing.title),
                        seller: listing.seller_name,
                    };
                    notifications::tell(&parts, &mut tx, &row.user_id, &event).await?;
                }
                Ok::<_, Failure>(to_api(row))
            })
        })
        .await
}

fn to_api(row: ReviewRow) -> Review {
    Review {
        id: row.id,
        user: Person { id: row.user_id, name: row.user_name },
        rating: u8::try_from(row.rating).unwrap_or_default(),
        comment: row.comment,
        reply: row.reply,
        created_at: Timestamp(row.created_at),
    }
}
