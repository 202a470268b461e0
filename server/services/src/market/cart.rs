//! Carts, across sellers.

use super::listings::known;
use super::to_api;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use landinghub::api::market::{Cart, CartItem};
use landinghub::market::{Currency, Money};
use landinghub::{Code, Problem, Timestamp};
use landinghub_store::market::cart as store;
use landinghub_store::market::listings;
use std::collections::BTreeMap;

/// Listings a cart holds.
const MOST: i64 = 50;

/// What is in the caller's cart and still for sale.
pub async fn cart(services: &Services, caller: &Caller) -> Result<Cart> {
    let user = &caller.actor()?.user_id;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let lines = store::list(&mut conn, user).await?;
    let ids: Vec<&str> = lines.iter().map(|(id, _)| id.as_str()).collect();
    let ids = serde_json::to_string(&ids).map_err(|error| Failure::Internal(error.to_string()))?;
    let mut found: BTreeMap<String, _> = listings::many(&mut conn, user, &ids)
        .await?
        .into_iter()
        .filter(|row| row.status == "approved")
        .map(|row| (row.id.clone(), row))
        .collect();
    drop(reader);
    let mut items = Vec::new();
    let mut totals: BTreeMap<Currency, i64> = BTreeMap::new();
    for (id, added_at) in lines {
        let Some(row) = found.remove(&id) else { continue };
        let listing = to_api(services, caller, row)?;
        *totals.entry(listing.price.currency).or_default() += listing.price.amount;
        items.push(CartItem { listing, added_at: Timestamp(added_at) });
    }
    let totals = totals.into_iter().map(|(currency, amount)| Money::new(amount, currency)).collect();
    Ok(Cart { items, totals })
}

/// Puts a listing in.
pub async fn add(services: &Services, caller: &Caller, id: &str) -> Result<Cart> {
    let (user, id, now) = (caller.actor()?.user_id.clone(), known(id)?, services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = listings::find(&mut tx, &user, &id).await?;
                let row = row.filter(|row| row.status == "approved").ok_or_else(Problem::not_found)?;
                if row.seller_id == user {
                    return Err(Code::OwnListing.into());
                }
                if let Some(order) = row.owned_order {
                    return Err(Problem::from(Code::AlreadyOwned).with("order_id", order.into()).into());
                }
                if store::count(&mut tx, &user).await? >= MOST {
                    let detail = format!("A cart holds {MOST} listings.");
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                store::add(&mut tx, &user, &id, now).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    cart(services, caller).await
}

/// Takes a listing out; what isn't in is `not_found`.
pub async fn remove(services: &Services, caller: &Caller, id: &str) -> Result<Cart> {
    let (user, id) = (caller.actor()?.user_id.clone(), known(id)?);
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if store::remove(&mut tx, &user, &id).await? {
                    Ok(())
                } else {
                    Err(Failure::from(Problem::not_found()))
                }
            })
        })
        .await?;
    cart(services, caller).await
}
