//! Becoming a seller, and the storefront.

use super::{News, after, line, lines, rows, some_lines, tell, to_api, viewer};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::{notifications, outbox};
use landinghub::account::{AccountStatus, Role};
use landinghub::api::List;
use landinghub::api::market::{Person, SellerApplication, SellerApply, SellerDecision, Storefront};
use landinghub::notify::Event;
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::market::listings;
use landinghub_store::market::sellers::{self as store, ApplicationRow};
use landinghub_store::{accounts, audit, sessions};

/// Asks to become a seller. Whoever was refused may ask again.
pub async fn apply(services: &Services, caller: &Caller, input: SellerApply) -> Result<SellerApplication> {
    let actor = caller.actor()?;
    if actor.role != Role::User {
        return Err(Problem::new(Code::Conflict, "You can sell already.").into());
    }
    let own = {
        let mut reader = services.store.read().await?;
        accounts::find(&mut reader.conn(), &actor.user_id).await?.ok_or_else(Problem::not_found)?.name
    };
    let name = input.store_name.filter(|name| !name.trim().is_empty()).unwrap_or(own);
    let name = line("store_name", &name, 80)?;
    let about = lines("about", input.about.as_deref().unwrap_or_default(), 2000)?;
    let (user, id, now, mark) =
        (actor.user_id.clone(), Id::random(&*services.rng), services.now(), Mark::present());
    let parts = services.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::apply(&mut tx, &id, &user, &name, &about, now).await? {
                    let detail = "Your application is waiting, or was granted already.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                let row = store::of_user(&mut tx, &user).await?.ok_or_else(Problem::not_found)?;
                let made = application(row);
                mark.keep_created(&mut tx, &made, None).await?;
                let waiting = Event::ApprovalWaiting {
                    listing: false,
                    title: made.store_name.clone(),
                    from: made.user.name.clone(),
                    step: format!("{}{}", made.id, now.0),
                };
                notifications::tell_admins(&parts, &mut tx, &user, &waiting).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

/// The caller's own application, if they have one.
pub async fn application_of(services: &Services, caller: &Caller) -> Result<Option<SellerApplication>> {
    let actor = caller.actor()?;
    let mut reader = services.store.read().await?;
    Ok(store::of_user(&mut reader.conn(), &actor.user_id).await?.map(application))
}

/// Applications for admins, the latest first; `pending` ones where no status is asked for.
pub async fn applications(
    services: &Services,
    caller: &Caller,
    status: Option<&str>,
    slice: &Slice,
) -> Result<List<SellerApplication>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let mut reader = services.store.read().await?;
    let status = match status {
        None => "pending",
        Some("all") => "",
        Some(word) => word,
    };
    let found = store::list(&mut reader.conn(), status, &after(slice)?, rows(limit)).await?;
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.id.clone()));
    Ok(List { items: found.into_iter().map(application).collect(), next_cursor })
}

/// An admin says yes or no.
pub async fn decide(
    services: &Services,
    caller: &Caller,
    input: SellerDecision,
) -> Result<SellerApplication> {
    let admin = caller.admin()?;
    let granted = match input.decision.as_deref() {
        None | Some("approve" | "approved") => true,
        Some("reject" | "rejected") => false,
        Some(_) => return Err(Problem::field("decision", "Say approve or reject.").into()),
    };
    let reason = match (granted, input.reason.as_deref()) {
        (true, _) => None,
        (false, reason) => Some(some_lines("reason", reason.unwrap_or_default(), 1000)?),
    };
    let now = services.now();
    let mut entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: now,
        actor_id: admin.user_id.clone(),
        action: if granted { "seller.approved" } else { "seller.rejected" },
        target: String::new(),
        detail: serde_json::json!({ "reason": reason }).to_string(),
    };
    let (id, user) = (input.application_id.unwrap_or_default(), input.user_id.unwrap_or_default());
    let parts = services.clone();
    let (decided, looked_at) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let found = if is_id(&id) {
                    store::find(&mut tx, &id).await?
                } else {
                    store::of_user(&mut tx, &user).await?
                };
                let row = found.ok_or_else(Problem::not_found)?;
                let word = if granted { "approved" } else { "rejected" };
                if !store::decide(&mut tx, &row.id, word, reason.as_deref(), now).await? {
                    return Err(Problem::new(Code::Conflict, "This application was decided already.").into());
                }
                if granted {
                    store::promote(&mut tx, &row.user_id, now).await?;
                }
                entry.target.clone_from(&row.user_id);
                audit::insert(&mut tx, &entry).await?;
                let row = store::find(&mut tx, &row.id).await?.ok_or_else(Problem::not_found)?;
                let looked_at = sessions::live_ids(&mut tx, &row.user_id).await?;
                let reason = row.reason.clone().unwrap_or_default();
                let news = if granted { News::SellerApproved } else { News::SellerRefused { reason } };
                tell(&parts, &mut tx, &row.user_id, news).await?;
                Ok::<_, Failure>((row, looked_at))
            })
        })
        .await?;
    for id in looked_at {
        crate::accounts::look_again(services, &id);
    }
    outbox::wake(services);
    Ok(application(decided))
}

/// A seller with what they have for sale.
pub async fn storefront(services: &Services, caller: &Caller, id: &str) -> Result<Storefront> {
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let account = accounts::find(&mut conn, id).await?.ok_or_else(Problem::not_found)?;
    let application = store::of_user(&mut conn, id).await?.filter(|row| row.status == "approved");
    let found = listings::of_seller(&mut conn, viewer(caller), id).await?;
    drop(reader);
    let sells = account.role == Role::Seller || !found.is_empty();
    if !sells || account.status != AccountStatus::Active {
        return Err(Problem::not_found().into());
    }
    let listings = found.into_iter().map(|row| to_api(services, caller, row)).collect::<Result<_>>()?;
    let (name, about, since) = match application {
        Some(row) => (row.store_name, row.about, Timestamp(row.created_at)),
        None => (account.name, String::new(), account.created_at),
    };
    Ok(Storefront { id: account.id, name, about, since, listings })
}

/// The name of a storefront and what it says of itself.
pub async fn store_headline(services: &Services, id: &str) -> Result<(String, String, Option<String>)> {
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let account = accounts::find(&mut conn, id).await?.ok_or_else(Problem::not_found)?;
    if account.role != Role::Seller || account.status != AccountStatus::Active {
        return Err(Problem::not_found().into());
    }
    let application = store::of_user(&mut conn, id).await?.filter(|row| row.status == "approved");
    let (name, about) = application.map_or((account.name, String::new()), |row| (row.store_name, row.about));
    Ok((name, about, None))
}

fn application(row: ApplicationRow) -> SellerApplication {
    SellerApplication {
        id: row.id,
        user: Person { id: row.user_id, name: row.name },
        store_name: row.store_name,
        about: row.about,
        status: row.status,
        reason: row.reason,
        created_at: Timestamp(row.created_at),
    }
}
