//! Rooms and messages as they are answered.

use super::access::is_for_support;
use super::attachments;
use crate::context::Services;
use crate::error::{Failure, Result};
use crate::pages::count;
use landinghub::Timestamp;
use landinghub::account::Locale;
use landinghub::api::chat::{ChatSettings, Message, Rating, Room, RoomSupport};
use landinghub::api::market::Person;
use landinghub::chat::{MessageType, SenderType, SlaClock};
use landinghub_store::Conn;
use landinghub_store::chat::messages::MessageRow;
use landinghub_store::chat::rooms::{self, RoomRow, ViewRow};

/// Who writes as the AI.
pub(super) const BOT: &str = "bot";

/// A message.
pub(super) fn message(services: &Services, row: MessageRow) -> Result<Message> {
    let corrupt = |what: &str| Failure::Internal(format!("{what} of message {}", row.id));
    let attachments = attachments::signed(services, &row.attachments)?;
    let name = if row.sender_id == BOT { "LandingHub AI".to_owned() } else { row.sender_name };
    Ok(Message {
        sender_type: SenderType::parse(&row.sender_type).ok_or_else(|| corrupt("sender_type"))?,
        message_type: MessageType::parse(&row.message_type).ok_or_else(|| corrupt("message_type"))?,
        id: row.id,
        room_id: row.room_id,
        seq: count(row.seq),
        client_id: row.client_id,
        sender: Person { id: row.sender_id, name },
        message: row.body,
        attachments,
        private: row.private != 0,
        read_at: row.read_at.map(Timestamp),
        created_at: Timestamp(row.created_at),
    })
}

/// A room as one viewer has it before them; `settings` where they are of the support.
pub(super) fn room(
    services: &Services,
    view: ViewRow,
    last: Option<MessageRow>,
    settings: Option<&ChatSettings>,
) -> Result<Room> {
    let ViewRow { room: row, unread, .. } = view;
    let support = match settings {
        Some(settings) if is_for_support(&row) => Some(support(services, &row, settings)?),
        _ => None,
    };
    let person = |id: &Option<String>, name: &Option<String>| {
        id.clone().map(|id| Person { id, name: name.clone().unwrap_or_default() })
    };
    let tags = if support.is_some() { tags(&row) } else { Vec::new() };
    Ok(Room {
        kind: row.kind()?,
        status: row.status()?,
        priority: row.priority()?,
        user: Person { id: row.customer_id, name: row.customer_name },
        admin: person(&row.admin_id, &row.admin_name),
        seller: person(&row.seller_id, &row.seller_name),
        id: row.id,
        subject: row.subject,
        tags,
        unread: count(unread),
        last_message: last.map(|last| message(services, last)).transpose()?,
        page_id: row.page_id,
        listing_id: row.listing_id,
        order_id: row.order_id,
        snoozed_until: row.snoozed_until.filter(|_| support.is_some()).map(Timestamp),
        rating: row.rating.map(|score| Rating { score, comment: row.rating_comment }),
        support,
        version: count(row.version),
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
    })
}

/// The tags of a room.
pub(super) fn tags(row: &RoomRow) -> Vec<String> {
    serde_json::from_str(&row.tags).unwrap_or_default()
}

fn support(services: &Services, row: &RoomRow, settings: &ChatSettings) -> Result<RoomSupport> {
    let clock = SlaClock {
        started: Timestamp(row.sla_started_at),
        answered: row.answered_at.map(Timestamp),
        resolved: row.resolved_at.map(Timestamp),
    };
    let (target, now) = (settings.sla.of(row.priority()?), services.now());
    Ok(RoomSupport {
        is_visitor: row.is_visitor != 0,
        email: row.customer_email.clone(),
        locale: Locale::parse(&row.locale).unwrap_or_default(),
        waiting_since: row.waiting_since.map(Timestamp),
        first_response: clock.first_response(target, &settings.hours, now),
        resolution: clock.resolution(target, &settings.hours, now),
        reported: row.reported_at.is_some(),
    })
}

/// A room as `viewer` has it before them.
pub(super) async fn load(
    services: &Services,
    conn: &mut Conn<'_>,
    viewer: (&str, bool),
    id: &str,
    settings: &ChatSettings,
) -> Result<Room> {
    let view = rooms::view(conn, viewer, id).await?;
    let view = view.ok_or_else(|| Failure::Internal(format!("room {id} is gone")))?;
    let last = rooms::last_message(conn, &view).await?;
    room(services, view, last, viewer.1.then_some(settings))
}
