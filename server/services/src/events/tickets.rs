//! Tickets: for clients that can't send a cookie or a header along with a stream.

use crate::accounts;
use crate::context::{Actor, Caller, Services};
use crate::error::{Failure, Result};
use crate::secrets;
use landinghub::live::Ticket;
use landinghub::{Code, Timestamp};
use landinghub_store::events as store;

/// How long a ticket is good.
const SECONDS: i64 = 30;

/// A ticket for one stream of the caller's session.
pub async fn ticket(services: &Services, caller: &Caller) -> Result<Ticket> {
    let session_id = caller.actor()?.session_id.clone();
    let ticket = secrets::random::<16>(&*services.rng);
    let (hash, expires_at) = (secrets::hash(&ticket), services.now().plus_seconds(SECONDS));
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                Ok::<_, Failure>(store::add_ticket(&mut tx, &hash, &session_id, expires_at).await?)
            })
        })
        .await?;
    Ok(Ticket { ticket, expires_at })
}

/// Whom a ticket lets in: `unauthenticated` where it isn't one, was used, or is too old.
pub async fn redeem(services: &Services, ticket: &str) -> Result<Actor> {
    let hash = secrets::hash(ticket);
    let taken = services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::take_ticket(&mut tx, &hash).await?) })
        })
        .await?;
    let (session_id, expires_at) = taken.ok_or(Code::Unauthenticated)?;
    if Timestamp(expires_at) <= services.now() {
        return Err(Code::Unauthenticated.into());
    }
    accounts::actor_of(services, &session_id).await
}
