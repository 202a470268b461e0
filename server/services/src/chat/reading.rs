//! How far somebody has read, and who is writing.

use super::access::{self, Part};
use super::audience::{Audience, News, spread};
use super::{Chatter, list, settings};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages::count;
use landinghub::Problem;
use landinghub::api::chat::{Read, ReadUpTo, Typing, TypingNow};
use landinghub_store::chat::{members, messages, visitors};

/// Notes that somebody has read up to a message; never less than before. Answers how far they have read.
pub async fn read(services: &Services, caller: &Caller, id: &str, input: ReadUpTo) -> Result<Read> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    if input.up_to < 0 {
        return Err(Problem::field("up_to", "Give the number of a message.").into());
    }
    let (found, part) = {
        let mut reader = services.store.read().await?;
        access::find(&mut reader.conn(), &chatter, &id).await?
    };
    list::look(services, &chatter, &found, part).await?;
    let (services_in, now) = (services.clone(), services.now());
    let (read, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (room, part) = access::lock(&mut tx, &chatter, &id).await?;
                // Nobody reads what isn't written, or isn't for them.
                let up_to = if part.sees_private() {
                    input.up_to.min(room.last_seq)
                } else {
                    messages::highest_public(&mut tx, &id, input.up_to).await?
                };
                let moved =
                    up_to > 0 && members::read(&mut tx, &id, (&chatter.id, part.role()), up_to).await?;
                let up_to = members::last_read(&mut tx, &id, &chatter.id).await?;
                let read = Read { room_id: id.clone(), user_id: chatter.id.clone(), up_to: count(up_to) };
                crate::notifications::read_subject(services, &mut tx, &chatter.id, &id).await?;
                let mut told = Vec::new();
                if moved {
                    messages::mark_read(&mut tx, &id, up_to, part == Part::Customer, now).await?;
                    let mut audience = Audience::of(&mut tx, &room, room.admin_id.as_deref(), now).await?;
                    if part == Part::Agent {
                        audience = audience.with_agent(&chatter.id);
                    }
                    let news = [News::Read(shown(&mut tx, &room.id, &read, part).await?)];
                    told = audience.tell(services, &mut tx, &id, &news).await?;
                }
                Ok::<_, Failure>((read, told))
            })
        })
        .await?;
    spread(services, told);
    Ok(read)
}

/// As the others hear of it: a number must not tell of private notes.
async fn shown(conn: &mut landinghub_store::Conn<'_>, room: &str, read: &Read, part: Part) -> Result<Read> {
    if !part.sees_private() {
        return Ok(read.clone());
    }
    let up_to = i64::try_from(read.up_to).unwrap_or(i64::MAX);
    let up_to = count(messages::highest_public(conn, room, up_to).await?);
    Ok(Read { up_to, ..read.clone() })
}

/// Tells the others in the room that somebody writes; nothing is kept.
pub async fn typing(services: &Services, caller: &Caller, id: &str, input: TypingNow) -> Result<()> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    let now = services.now();
    let (found, part) = {
        let mut reader = services.store.read().await?;
        access::find(&mut reader.conn(), &chatter, &id).await?
    };
    list::look(services, &chatter, &found, part).await?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let audience = Audience::of(&mut conn, &found, found.admin_id.as_deref(), now).await?;
    let name = if chatter.is_visitor {
        visitors::find(&mut conn, &chatter.id).await?.map(|visitor| visitor.name).unwrap_or_default()
    } else {
        settings::name_of(&mut conn, &chatter.id).await?
    };
    drop(reader);
    let typing = Typing { room_id: found.id, user_id: chatter.id.clone(), name };
    let body = serde_json::to_string(&typing).map_err(|error| Failure::Internal(error.to_string()))?;
    let support_only = input.private && part.sees_private();
    for other in audience.others(&chatter.id, support_only) {
        services.events.tell_passing(other, "chat:typing", &body);
    }
    Ok(())
}
