//! What a customer says about a room: how good it was, or that the support shall look at it.

use super::access::{self, Part};
use super::audience::{Audience, News, spread};
use super::{Chatter, settings, view};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::market::lines;
use landinghub::api::chat::{Rating, Room};
use landinghub::{Code, Problem};
use landinghub_store::chat::rooms;

/// Longest comment, in characters.
const LONGEST_COMMENT: usize = 2000;

/// The customer rates a room; a second rating replaces the first.
pub async fn rate(services: &Services, caller: &Caller, id: &str, input: Rating) -> Result<Room> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    {
        let mut reader = services.store.read().await?;
        access::find(&mut reader.conn(), &chatter, &id).await?;
    }
    if !(1..=5).contains(&input.score) {
        return Err(Problem::field("score", "Give one to five stars.").into());
    }
    let comment = lines("comment", input.comment.as_deref().unwrap_or_default(), LONGEST_COMMENT)?;
    let (services_in, now) = (services.clone(), services.now());
    let (room, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (_, part) = access::lock(&mut tx, &chatter, &id).await?;
                if part != Part::Customer {
                    return Err(
                        Problem::new(Code::Forbidden, "Only the customer rates a conversation.").into()
                    );
                }
                let comment = Some(comment.as_str()).filter(|comment| !comment.is_empty());
                rooms::rate(&mut tx, &id, (input.score, comment), now).await?;
                tell(services, &mut tx, &chatter, part, &id).await
            })
        })
        .await?;
    spread(services, told);
    Ok(room)
}

/// A buyer or a seller asks the support to look at their room.
pub async fn report(services: &Services, caller: &Caller, id: &str) -> Result<Room> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    let (services_in, now) = (services.clone(), services.now());
    let (room, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (room, part) = access::lock(&mut tx, &chatter, &id).await?;
                if room.kind != "seller" {
                    return Err(
                        Problem::new(Code::Conflict, "The support has this conversation already.").into()
                    );
                }
                if room.reported_at.is_none() {
                    rooms::report(&mut tx, &id, now).await?;
                }
                tell(services, &mut tx, &chatter, part, &id).await
            })
        })
        .await?;
    spread(services, told);
    Ok(room)
}

async fn tell(
    services: &Services,
    tx: &mut landinghub_store::Conn<'_>,
    chatter: &Chatter,
    part: Part,
    id: &str,
) -> Result<(Room, Vec<crate::events::Told>), Failure> {
    let room = rooms::find(tx, id).await?.ok_or_else(Problem::not_found)?;
    let settings = settings::load(tx).await?;
    let audience = Audience::of(tx, &room, room.admin_id.as_deref(), services.now()).await?;
    let told = audience.tell(services, tx, id, &[News::Room]).await?;
    let seen = view::load(services, tx, (&chatter.id, part.sees_private()), id, &settings).await?;
    Ok((seen, told))
}
