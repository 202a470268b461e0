//! Billing addresses. The default one stands on the invoices of orders placed from then on.

use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use landinghub::address::changed;
use landinghub::api::List;
use landinghub::api::addresses::{Address, AddressChange, AddressFields};
use landinghub::{Code, Id, Problem};
use landinghub_store::addresses as store;

/// The caller's addresses, the newest first.
pub async fn list(services: &Services, caller: &Caller, slice: &Slice) -> Result<List<Address>> {
    let user = &caller.actor()?.user_id;
    let limit = slice.limit()?;
    let (before, before_id) = slice.after_moment()?;
    let most = i64::try_from(limit).unwrap_or(100) + 1;
    let mut reader = services.store.read().await?;
    let rows = store::list(&mut reader.conn(), user, (before, &before_id), most).await?;
    let (items, next_cursor) = cut(rows, limit, |row| (row.created_at.0.to_string(), row.id.clone()));
    Ok(List { items, next_cursor })
}

/// One of the caller's addresses.
pub async fn get(services: &Services, caller: &Caller, id: &str) -> Result<Address> {
    let user = &caller.actor()?.user_id;
    let mut reader = services.store.read().await?;
    let found = if is_id(id) { store::find(&mut reader.conn(), user, id).await? } else { None };
    Ok(found.ok_or_else(Problem::not_found)?)
}

/// Keeps a new address. The first is the default one, whatever is asked for.
pub async fn create(services: &Services, caller: &Caller, input: AddressChange) -> Result<Address> {
    let user = caller.actor()?.user_id.clone();
    let is_default = input.is_default.unwrap_or_default();
    let fields = changed(AddressFields::default(), input)?;
    let now = services.now();
    let id = Id::random(&*services.rng);
    let mut made = Address { id, fields, is_default, created_at: now, updated_at: now };
    let most = services.config.limits.get(Limit::ADDRESSES);
    let mark = Mark::present();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let has = u64::try_from(store::count(&mut tx, &user).await?).unwrap_or(u64::MAX);
                if most.is_some_and(|most| has >= most) {
                    let detail = "You have as many addresses as an account may have. Delete one first.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                made.is_default |= has == 0;
                if made.is_default {
                    store::clear_default(&mut tx, &user).await?;
                }
                store::insert(&mut tx, &user, &made).await?;
                mark.keep_created(&mut tx, &made, Some(format!("/api/me/addresses/{}", made.id))).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

/// Changes an address of the caller's. The default one stays so until another becomes it.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: &str,
    change: AddressChange,
) -> Result<Address> {
    let user = caller.actor()?.user_id.clone();
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let (id, now) = (id.to_owned(), services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let before = store::find(&mut tx, &user, &id).await?.ok_or_else(Problem::not_found)?;
                let is_default = before.is_default || change.is_default.unwrap_or_default();
                let fields = changed(before.fields, change)?;
                let after = Address { fields, is_default, updated_at: now, ..before };
                if is_default {
                    store::clear_default(&mut tx, &user).await?;
                }
                store::update(&mut tx, &user, &after).await?;
                Ok::<_, Failure>(after)
            })
        })
        .await
}

/// Deletes an address of the caller's. Orders keep their copies; the newest left becomes the default one.
pub async fn delete(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let user = caller.actor()?.user_id.clone();
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let id = id.to_owned();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::delete(&mut tx, &user, &id).await? {
                    return Err(Problem::not_found().into());
                }
                store::ensure_default(&mut tx, &user).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}
