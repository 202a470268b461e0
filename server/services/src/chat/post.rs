//! A message: stored once, in order, with everything that follows from it.

use super::access::{self, Part, is_for_support};
use super::attachments;
use super::audience::{Audience, News, spread};
use super::{Chatter, bells, offline, settings, view};
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::events::{Told, is_online};
use crate::idempotency::Mark;
use crate::limits::prefix;
use crate::{notifications, outbox};
use landinghub::api::chat::{Message, NewMessage};
use landinghub::api::notifications::Notification;
use landinghub::chat::{self as rules, Agent, MessageType, Stored, mentioned};
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::Conn;
use landinghub_store::chat::agents::{self, AgentRow};
use landinghub_store::chat::members;
use landinghub_store::chat::messages::{self, MessageRow};
use landinghub_store::chat::rooms::{self, RoomRow};

/// Longest name a client may give a message.
const LONGEST_CLIENT_ID: usize = 128;

/// What somebody writes, checked.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) client_id: String,
    pub(super) body: String,
    pub(super) kind: MessageType,
    /// JSON.
    pub(super) attachments: String,
    pub(super) private: bool,
}

/// What became of it.
#[derive(Debug)]
pub(super) struct Posted {
    pub(super) room: RoomRow,
    pub(super) message: Message,
    pub(super) told: Telling,
}

/// What those who listen are told after the commit.
#[derive(Debug)]
pub(super) struct Telling {
    told: Vec<Told>,
    recorded: Vec<(String, Notification)>,
}

impl Telling {
    /// Tells them, and has mail sent.
    pub(super) fn spread(self, services: &Services) {
        spread(services, self.told);
        notifications::pass(services, &self.recorded);
        outbox::wake(services);
    }
}

/// Stores a message. `false` beside it where its client has sent it before.
pub async fn post(
    services: &Services,
    caller: &Caller,
    room: &str,
    new: NewMessage,
) -> Result<(Message, bool)> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(room)?;
    {
        // Whose room it isn't learns nothing by what is wrong with the message.
        let mut reader = services.store.read().await?;
        access::find(&mut reader.conn(), &chatter, &id).await?;
    }
    let client_id = new.client_id.clone().unwrap_or_default();
    let draft = match draft(services, &chatter, new).await {
        Ok(draft) => draft,
        // What is stored already is answered, whatever has become of its files since.
        Err(refused) => {
            let mut reader = services.store.read().await?;
            let sent = messages::by_client(&mut reader.conn(), &id, &chatter.id, &client_id).await?;
            return sent.ok_or(refused).and_then(|sent| Ok((view::message(services, sent)?, false)));
        }
    };
    let (services_in, mark, now) = (services.clone(), Mark::present(), services.now());
    let network = prefix(caller.ip);
    let (message, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (room, part) = access::lock(&mut tx, &chatter, &id).await?;
                let sent = messages::by_client(&mut tx, &id, &chatter.id, &draft.client_id).await?;
                if let Some(sent) = sent {
                    return Ok((view::message(services, sent)?, None));
                }
                if draft.private && !part.sees_private() {
                    let detail = "Only the support writes private notes.";
                    return Err(Problem::new(Code::Forbidden, detail).into());
                }
                count(services, &chatter, &network)?;
                let posted = store(services, &mut tx, room, (&chatter, part), &draft, now).await?;
                let location = format!("/api/chat/rooms/{id}/messages?after={}", posted.message.seq - 1);
                mark.keep_created(&mut tx, &posted.message, Some(location)).await?;
                Ok::<_, Failure>((posted.message, Some(posted.told)))
            })
        })
        .await?;
    let is_new = told.is_some();
    if let Some(told) = told {
        told.spread(services);
    }
    Ok((message, is_new))
}

/// Counts a message: a person's, and those of all visitors of a network together.
fn count(services: &Services, chatter: &Chatter, network: &str) -> Result<()> {
    services.limits.check(Limit::CHAT_MESSAGES, &chatter.id)?;
    if chatter.is_visitor {
        services.limits.check(Limit::CHAT_VISITOR_MESSAGES, network)?;
    }
    Ok(())
}

/// Checks what somebody wants to write.
pub(super) async fn draft(services: &Services, chatter: &Chatter, new: NewMessage) -> Result<Draft> {
    let client_id = match new.client_id.filter(|id| !id.is_empty()) {
        Some(id) if id.chars().count() > LONGEST_CLIENT_ID || id.chars().any(char::is_control) => {
            let what = format!("Use 1 to {LONGEST_CLIENT_ID} visible characters.");
            return Err(Problem::field("client_id", what).into());
        }
        Some(id) => id,
        None => Id::random(&*services.rng),
    };
    let body = rules::body(&new.message, !new.attachments.is_empty())?;
    let (attachments, pictures) = attachments::taken(services, chatter, &new.attachments).await?;
    let kind = match (new.message_type, new.attachments.is_empty()) {
        (Some(MessageType::Image) | None, false) if pictures => MessageType::Image,
        (Some(MessageType::Image), _) => {
            return Err(Problem::field("message_type", "An image message needs a picture.").into());
        }
        (Some(MessageType::File), true) => {
            return Err(Problem::field("message_type", "A file message needs a file.").into());
        }
        (Some(MessageType::Text), _) | (None, true) => MessageType::Text,
        (_, false) => MessageType::File,
    };
    let id = Id::random(&*services.rng);
    Ok(Draft { id, client_id, body, kind, attachments, private: new.private })
}

/// Writes a message of a locked room with all that follows: the room's state, who hears of it, mail where nobody is there.
pub(super) async fn store(
    services: &Services,
    conn: &mut Conn<'_>,
    room: RoomRow,
    (chatter, part): (&Chatter, Part),
    draft: &Draft,
    now: Timestamp,
) -> Result<Posted> {
    let mut room = room;
    let mut state = room.state()?;
    let before = room.admin_id.clone();
    let is_new = room.last_seq == 0;
    let supported = is_for_support(&room);
    let settings = settings::load(conn).await?;
    let team = if supported && part == Part::Customer { agents::all(conn).await? } else { Vec::new() };
    let there = |agent: &AgentRow| is_online(services, &agent.id);
    let stored = match part {
        Part::Customer => {
            let assignee = team.iter().find(|agent| Some(&agent.id) == before.as_ref());
            let mut stored = state.customer_writes(assignee.is_some_and(there));
            if supported && before.is_some() && assignee.is_none() {
                // Whoever had it doesn't work here any more.
                stored.changed |= state.admin.take().is_some();
            }
            stored
        }
        _ if draft.private => state.staff_notes(),
        _ => state.staff_writes(),
    };
    note_times(&mut room, &stored, part, draft.private, now);
    if supported && part == Part::Customer && state.admin.is_none() && (is_new || stored.changed) {
        state.admin = deal_out(services, conn, &team, now).await?;
    }
    let changed = stored.changed || state.admin != before;
    let row = MessageRow {
        room_id: room.id.clone(),
        seq: stored.seq,
        id: draft.id.clone(),
        client_id: draft.client_id.clone(),
        sender_id: chatter.id.clone(),
        sender_name: String::new(),
        sender_type: part.sender_type().as_str().to_owned(),
        body: draft.body.clone(),
        message_type: draft.kind.as_str().to_owned(),
        attachments: draft.attachments.clone(),
        private: i64::from(draft.private),
        read_at: None,
        created_at: now.0,
    };
    messages::insert(conn, &row).await?;
    if !rooms::update(conn, &room, &state).await? {
        return Err(Failure::Internal(format!("room {} changed under its lock", room.id)));
    }
    let called = if draft.private { call(conn, &room.id, chatter, &draft.body).await? } else { Vec::new() };
    let stored_row = messages::find(conn, &room.id, stored.seq).await?;
    let stored_row = stored_row.ok_or_else(|| Failure::Internal("a message is gone".to_owned()))?;
    let message = view::message(services, stored_row)?;
    let room = rooms::find(conn, &room.id).await?.ok_or_else(Problem::not_found)?;
    let mut audience = Audience::of(conn, &room, before.as_deref(), now).await?;
    if part == Part::Agent {
        audience = audience.with_agent(&chatter.id);
    }
    let mut news = vec![News::Message(Box::new(message.clone()))];
    if changed || is_new {
        news.push(News::Room);
    }
    let told = audience.tell(services, conn, &room.id, &news, &settings).await?;
    let recorded = bells::written(services, conn, &room, (&audience, &called), &message).await?;
    if supported && part == Part::Customer && !team.iter().any(there) {
        offline::enqueue(services, conn, &room, &message, &settings).await?;
    }
    Ok(Posted { room, message, told: Telling { told, recorded } })
}

/// What a message does to a room's times.
fn note_times(room: &mut RoomRow, stored: &Stored, part: Part, private: bool, now: Timestamp) {
    if private {
        // A customer must not see by its time that there is a note.
        return;
    }
    room.updated_at = now.0.max(room.updated_at);
    if part == Part::Customer {
        room.snoozed_until = None;
        if stored.waits {
            room.waiting_since = Some(now.0);
        }
        if stored.reopened {
            (room.sla_started_at, room.answered_at, room.resolved_at) = (now.0, None, None);
        }
    } else {
        // An answer of the AI before it doesn't count: the promise is a person's.
        room.waiting_since = None;
        room.answered_at.get_or_insert(now.0);
        room.first_response.get_or_insert((now.0 - room.created_at).max(0));
    }
}

/// Gives a room to whoever is next, where rooms are dealt out.
async fn deal_out(
    services: &Services,
    conn: &mut Conn<'_>,
    team: &[AgentRow],
    now: Timestamp,
) -> Result<Option<String>> {
    if !settings::load(conn).await?.round_robin {
        return Ok(None);
    }
    let settings = settings::lock(conn).await?;
    // Read again: another room may have been dealt out while this one waited.
    let fresh = agents::all(conn).await?;
    let candidates: Vec<Agent> = fresh
        .iter()
        .filter(|agent| team.iter().any(|known| known.id == agent.id))
        .map(|agent| Agent {
            id: agent.id.clone(),
            is_there: is_online(services, &agent.id),
            load: agent.load,
            last_given: agent.last_given_at.map(Timestamp),
        })
        .collect();
    let next = rules::next_agent(&candidates, settings.most_rooms).map(str::to_owned);
    if let Some(next) = &next {
        agents::given(conn, next, now).await?;
    }
    Ok(next)
}

/// Those whom a private note calls by name hear of the room from now on.
async fn call(conn: &mut Conn<'_>, room: &str, chatter: &Chatter, note: &str) -> Result<Vec<String>> {
    if !note.contains('@') {
        return Ok(Vec::new());
    }
    let team = agents::all(conn).await?;
    let names: Vec<&str> = team.iter().map(|agent| agent.name.as_str()).collect();
    let called: Vec<String> = mentioned(note, &names)
        .into_iter()
        .filter_map(|place| team.get(place))
        .map(|agent| agent.id.clone())
        .filter(|id| *id != chatter.id)
        .collect();
    for id in &called {
        members::subscribe(conn, room, id).await?;
    }
    Ok(called)
}
