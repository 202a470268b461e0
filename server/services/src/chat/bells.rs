//! Notifications about conversations: for those who aren't looking.

use super::access::is_for_support;
use super::audience::{Audience, Hearers};
use crate::context::Services;
use crate::error::Result;
use crate::notifications;
use landinghub::Id;
use landinghub::api::chat::Message;
use landinghub::api::notifications::Notification;
use landinghub::chat::SenderType;
use landinghub::notify::Event;
use landinghub_store::Conn;
use landinghub_store::chat::rooms::RoomRow;

/// Longest text that goes along, in characters.
const LONGEST: usize = 200;

/// Where somebody finds a room.
fn path(room: &RoomRow, is_agent: bool) -> String {
    let place = if is_agent && is_for_support(room) { "/admin/support" } else { "/messages" };
    format!("{place}/{}", room.id)
}

/// Whoever writes has read what was there.
pub(super) async fn answered(
    services: &Services,
    conn: &mut Conn<'_>,
    room: &RoomRow,
    sender: &str,
) -> Result<()> {
    notifications::read_subject(services, conn, sender, &room.id).await?;
    Ok(())
}

/// Somebody wrote: everybody else in the room is told, of a private note only those it calls by name, of what the support
/// answers nobody of the support. A message is in the
/// log by itself; a second event for each would halve what a stream can replay. What comes back is for
/// [`notifications::pass`] after the commit.
pub(super) async fn written(
    services: &Services,
    conn: &mut Conn<'_>,
    room: &RoomRow,
    (hearers, audience, called): (&Hearers, &Audience, &[String]),
    message: &Message,
) -> Result<Vec<(String, Notification)>> {
    let text: String = message.message.chars().take(LONGEST).collect();
    let seq = i64::try_from(message.seq).unwrap_or(i64::MAX);
    let (from, sender) = (message.sender.name.clone(), message.sender.id.as_str());
    let by_support = message.sender_type == SenderType::Admin;
    let (mut events, mut recorded) = (Vec::new(), Vec::new());
    for (id, is_agent) in audience.others_with_part(sender) {
        // A visitor has no notifications.
        let Some(to) = hearers.recipient(id) else { continue };
        let (room_id, about, from, text) =
            (room.id.clone(), room.subject.clone(), from.clone(), text.clone());
        let path = path(room, is_agent);
        if message.private {
            if called.iter().any(|one| one == id) {
                let event = Event::ChatMention { room_id, seq, about, from, text, path };
                events.push((id.to_owned(), event));
            }
        } else if !(by_support && is_agent) {
            // What a colleague answers needs nobody else's answer.
            let event = Event::ChatMessage { room_id, seq, about, from, text, path };
            let shown = notifications::record_for(services, conn, &to, &event).await?;
            recorded.extend(shown.map(|shown| (id.to_owned(), shown)));
        }
    }
    notifications::tell_all(services, conn, events).await?;
    Ok(recorded)
}

/// A room was given to somebody: others need no reminding any more, and whoever didn't take it themselves is told.
pub(super) async fn assigned(
    services: &Services,
    conn: &mut Conn<'_>,
    room: &RoomRow,
    (to, team): (&str, &[String]),
    by: (&str, &str),
) -> Result<()> {
    for other in team.iter().filter(|id| *id != to) {
        notifications::read_subject(services, conn, other, &room.id).await?;
    }
    if by.0 == to {
        return Ok(());
    }
    let event = Event::ChatAssigned {
        room_id: room.id.clone(),
        about: room.subject.clone(),
        by: by.1.to_owned(),
        step: Id::random(&*services.rng),
        path: path(room, true),
    };
    notifications::tell(services, conn, to, &event).await
}
