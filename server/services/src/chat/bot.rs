//! Where the AI comes in: what it may read of a room, and how its answer gets there.

use super::access::is_for_support;
use super::audience::{Audience, News, spread};
use super::view::{self, BOT};
use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub::api::chat::Message;
use landinghub::chat::{self as rules, MessageType, SenderType};
use landinghub::{Id, Problem};
use landinghub_store::chat::messages::{self, MessageRow};
use landinghub_store::chat::rooms;

/// A line of a conversation. Private notes are never among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The message's number.
    pub seq: i64,
    /// Who wrote it.
    pub sender: SenderType,
    /// What.
    pub text: String,
}

/// What became of the AI's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum BotAnswer {
    /// It is in the room.
    Posted(Box<Message>),
    /// A person has taken the room, it is done, or the customer has written since: it is dropped.
    Superseded,
}

/// The last `most` lines of a room that its customer can read, in order.
pub async fn lines(services: &Services, room: &str, most: i64) -> Result<Vec<Line>> {
    let mut reader = services.store.read().await?;
    let rows = messages::before(&mut reader.conn(), room, i64::MAX, false, most).await?;
    let line = |row: MessageRow| {
        Some(Line { seq: row.seq, sender: SenderType::parse(&row.sender_type)?, text: row.body })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

/// Puts the AI's answer to the customer's message `answers` into the room, unless somebody took over meanwhile.
pub async fn answer(services: &Services, room: &str, answers: i64, text: &str) -> Result<BotAnswer> {
    let body = rules::body(text, false)?;
    let (services_in, now, room) = (services.clone(), services.now(), room.to_owned());
    let id = Id::random(&*services.rng);
    let (answer, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let mut room = rooms::lock(&mut tx, &room).await?.ok_or_else(Problem::not_found)?;
                let mut state = room.state()?;
                let free = is_for_support(&room) && state.admin.is_none();
                if !free || state.status != rules::RoomStatus::Open || state.customer_seq != answers {
                    return Ok((BotAnswer::Superseded, Vec::new()));
                }
                let stored = state.staff_writes();
                room.waiting_since = None;
                room.updated_at = room.updated_at.max(now.0);
                let row = MessageRow {
                    room_id: room.id.clone(),
                    seq: stored.seq,
                    client_id: id.clone(),
                    id,
                    sender_id: BOT.to_owned(),
                    sender_name: String::new(),
                    sender_type: SenderType::Bot.as_str().to_owned(),
                    body,
                    message_type: MessageType::Text.as_str().to_owned(),
                    attachments: "[]".to_owned(),
                    private: 0,
                    read_at: None,
                    created_at: now.0,
                };
                messages::insert(&mut tx, &row).await?;
                rooms::update(&mut tx, &room, &state).await?;
                let message = view::message(services, row)?;
                let audience = Audience::of(&mut tx, &room, None, now).await?;
                let news = [News::Message(Box::new(message.clone()))];
                let told = audience.tell(services, &mut tx, &room.id, &news).await?;
                Ok::<_, Failure>((BotAnswer::Posted(Box::new(message)), told))
            })
        })
        .await?;
    spread(services, told);
    Ok(answer)
}
