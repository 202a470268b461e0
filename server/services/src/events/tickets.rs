//! Tickets: for clients that can't send a cookie or a header along with a stream.

use crate::accounts;
use crate::context::{Actor, Caller, Services};
use crate::error::{Failure, Result};
use crate::secrets;
use landinghub::live::Ticket;
use landinghub::{Code, Timestamp};
use landinghub_store::chat::visitors;
use landinghub_store::events as store;

/// How long a ticket is good.
const SECONDS: i64 = 30;

/// A ticket for one stream of the caller's session.
pub async fn ticket(services: &Services, caller: &Caller) -> Result<Ticket> {
    let listener = caller.listener()?;
    let (guest, session_id) = (caller.guest.clone(), listener.session_id);
    let ticket = secrets::random::<16>(&*services.rng);
    let (hash, expires_at) = (secrets::hash(&ticket), services.now().plus_seconds(SECONDS));
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                match guest {
                    Some(guest) => visitors::add_ticket(&mut tx, &hash, &guest.id, expires_at).await?,
                    None => store::add_ticket(&mut tx, &hash, &session_id, expires_at).await?,
                }
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(Ticket { ticket, expires_at })
}

/// Whom a ticket lets in: `unauthenticated` where it isn't one, was used, or is too old.
pub async fn redeem(services: &Services, ticket: &str) -> Result<Actor> {
    let hash = secrets::hash(ticket);
    let (session, guest) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let session = store::take_ticket(&mut tx, &hash).await?;
                Ok::<_, Failure>((session, visitors::take_ticket(&mut tx, &hash).await?))
            })
        })
        .await?;
    let (id, expires_at) = session.as_ref().or(guest.as_ref()).ok_or(Code::Unauthenticated)?;
    if Timestamp(*expires_at) <= services.now() {
        return Err(Code::Unauthenticated.into());
    }
    if session.is_some() { accounts::actor_of(services, id).await } else { Ok(Actor::guest(id)) }
}
