//! Likes.

use super::listings::known;
use super::{after, rows, to_api};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, encode};
use crate::error::{Failure, Result};
use landinghub::Problem;
use landinghub::api::List;
use landinghub::api::market::Listing;
use landinghub_store::market::listings as store;

/// Likes what is for sale; twice is once.
pub async fn like(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let (user, id, now) = (caller.actor()?.user_id.clone(), known(id)?, services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = store::find(&mut tx, &user, &id).await?;
                if row.is_none_or(|row| row.status != "approved") {
                    return Err(Problem::not_found().into());
                }
                store::like(&mut tx, &id, &user, now).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Likes it no more; what isn't there isn't liked either.
pub async fn unlike(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let (user, id) = (caller.actor()?.user_id.clone(), known(id)?);
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if store::find(&mut tx, &user, &id)
                    .await?
                    .is_none_or(|row| row.status != "approved" && row.liked == 0)
                {
                    return Err(Problem::not_found().into());
                }
                store::unlike(&mut tx, &id, &user).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// What the caller likes and is for sale, the latest like first.
pub async fn liked(services: &Services, caller: &Caller, slice: &Slice) -> Result<List<Listing>> {
    let user = &caller.actor()?.user_id;
    let limit = slice.limit()?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let mut found = store::liked(&mut conn, user, &after(slice)?, rows(limit)).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = match found.last().filter(|_| more) {
        Some(last) => {
            Some(encode(&(store::liked_at(&mut conn, &last.id, user).await?.to_string(), last.id.clone())))
        }
        None => None,
    };
    drop(reader);
    let items = found.into_iter().map(|row| to_api(services, caller, row)).collect::<Result<_>>()?;
    Ok(List { items, next_cursor })
}
