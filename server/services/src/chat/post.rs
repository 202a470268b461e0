//! A message: stored once, in order, with everything that follows from it.

use super::access::{self, Part, is_for_support};
use super::attachments;
use super::audience::{Hearers, News, spread};
use super::offline::{self, Mailing};
use super::{Chatter, bells, settings, view};
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::events::{Told, is_online};
use crate::idempotency::Mark;
use crate::limits::prefix;
use crate::notifications;
use landinghub::api::chat::{Message, NewMessage};
use landinghub::api::notifications::Notification;
use landinghub::chat::{self as rules, Agent, MessageType, Stored, mentioned};
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::Conn;
use landinghub_store::chat::agents;
use landinghub_store::chat::members;
use landinghub_store::chat::messages::{self, MessageRow};
use landinghub_store::chat::rooms::{self, RoomRow};

/// Longest name a client may give a message.
const LONGEST_CLIENT_ID: usize = 128;
/// Broken by a second message of a sender with the same name in a room.
pub(super) const SENT_BEFORE: &str = "chat_messages_room_id_sender_id_client_id";

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
    pub(super) message: Message,
    pub(super) told: Telling,
}

/// What those who listen are told after the commit.
#[derive(Debug)]
pub(super) struct Telling {
    told: Vec<Told>,
    recorded: Vec<(String, Notification)>,
    mailing: Option<Mailing>,
}

impl Telling {
    /// Tells them, and has mail sent.
    pub(super) fn spread(self, services: &Services) {
        spread(services, self.told);
        notifications::pass(services, &self.recorded);
        if let Some(mailing) = self.mailing {
            mailing.send(services);
        }
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
    let client_id = new.client_id.clone().unwrap_or_default();
    let draft = match draft(services, &chatter, new).await {
        Ok(draft) => draft,
        Err(refused) => return sent_before(services, &chatter, (&id, &client_id), refused).await,
    };
    let client_id = draft.client_id.clone();
    match write(services, caller, &chatter, &id, draft).await {
        // The same was sent twice at once, and the other one was first.
        Err(Failure::Store(error)) if error.breaks(SENT_BEFORE) => {
            services.limits.give_back(Limit::CHAT_MESSAGES, &chatter.id);
            sent_before(services, &chatter, (&id, &client_id), error.into()).await
        }
        Err(refused) if !refused.is_internal() => {
            sent_before(services, &chatter, (&id, &client_id), refused).await
        }
        done => done,
    }
}

/// What is stored already is answered, whatever else is wrong with sending it again; anything else is refused. Whose room it
/// isn't doesn't learn what is wrong with the message.
async fn sent_before(
    services: &Services,
    chatter: &Chatter,
    (room, client_id): (&str, &str),
    refused: Failure,
) -> Result<(Message, bool)> {
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    access::find(&mut conn, chatter, room).await?;
    let sent = messages::by_client(&mut conn, room, &chatter.id, client_id).await?;
    let sent = sent.ok_or(refused)?;
    Ok((view::message(services, sent)?, false))
}

async fn write(
    services: &Services,
    caller: &Caller,
    chatter: &Chatter,
    room: &str,
    draft: Draft,
) -> Result<(Message, bool)> {
    let (id, chatter) = (room.to_owned(), chatter.clone());
    let (services_in, mark, now) = (services.clone(), Mark::present(), services.now());
    let network = prefix(caller.ip);
    let (message, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (room, part, sent) = access::lock_for(&mut tx, &chatter, &id, &draft.client_id).await?;
                if sent
                    && let Some(sent) =
                        messages::by_client(&mut tx, &id, &chatter.id, &draft.client_id).await?
                {
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
/// What was written isn't read again: everybody's messages wait for this one.
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
    let went_on = room.customer_seq == room.last_seq;
    let supported = is_for_support(&room);
    let hearers = Hearers::of(conn, &room, now).await?;
    let stored = match part {
        Part::Customer => {
            let assignee = before.as_deref().and_then(|id| hearers.agent(id));
            let mut stored = state.customer_writes(assignee.is_some_and(|one| is_online(services, &one.id)));
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
        state.admin = deal_out(services, conn, &hearers, now).await?;
    }
    let changed = stored.changed || state.admin != before;
    let row = MessageRow {
        room_id: room.id.clone(),
        seq: stored.seq,
        id: draft.id.clone(),
        client_id: draft.client_id.clone(),
        sender_id: chatter.id.clone(),
        sender_name: name(conn, &room, &hearers, (chatter, part)).await?,
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
    room.apply(&state);
    let called =
        if draft.private { call(conn, &room.id, &hearers, chatter, &draft.body).await? } else { Vec::new() };
    let message = view::message(services, row)?;
    let mut audience = hearers.audience(&room, before.as_deref());
    for id in &called {
        audience = audience.with_agent(id);
    }
    if part == Part::Agent {
        audience = audience.with_agent(&chatter.id);
    }
    let mut news = vec![News::Message(Box::new(message.clone()))];
    if changed || is_new {
        news.push(News::Room);
    }
    let told = audience.tell(services, conn, &room.id, &news).await?;
    // A customer who goes on writing has nothing to read: nobody has written to them since.
    if !is_new && (chatter.is_admin || part != Part::Customer || !went_on) {
        bells::answered(services, conn, &room, &chatter.id).await?;
    }
    let recorded = bells::written(services, conn, &room, (&hearers, &audience, &called), &message).await?;
    let mut mailing = None;
    if supported && part == Part::Customer && !hearers.somebody_is_there(services) {
        mailing = offline::enqueue(services, conn, &room, &message).await?;
    }
    Ok(Posted { message, told: Telling { told, recorded, mailing } })
}

/// The name of whoever writes.
async fn name(
    conn: &mut Conn<'_>,
    room: &RoomRow,
    hearers: &Hearers,
    (chatter, part): (&Chatter, Part),
) -> Result<String> {
    let known = match part {
        Part::Customer => Some(room.customer_name.clone()),
        Part::Seller => room.seller_name.clone(),
        Part::Agent => hearers.agent(&chatter.id).and_then(|agent| agent.name.clone()),
    };
    match known {
        Some(name) => Ok(name),
        None => settings::name_of(conn, &chatter.id).await,
    }
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
    hearers: &Hearers,
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
        .filter(|agent| hearers.agent(&agent.id).is_some())
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
async fn call(
    conn: &mut Conn<'_>,
    room: &str,
    hearers: &Hearers,
    chatter: &Chatter,
    note: &str,
) -> Result<Vec<String>> {
    if !note.contains('@') {
        return Ok(Vec::new());
    }
    let mut team: Vec<(&str, &str)> =
        hearers.team().filter_map(|agent| Some((agent.name.as_deref()?, agent.id.as_str()))).collect();
    // Of two with one name the same is called each time.
    team.sort_unstable();
    let names: Vec<&str> = team.iter().map(|(name, _)| *name).collect();
    let called: Vec<String> = mentioned(note, &names)
        .into_iter()
        .filter_map(|place| team.get(place))
        .map(|(_, id)| (*id).to_owned())
        .filter(|id| *id != chatter.id)
        .collect();
    for id in &called {
        members::subscribe(conn, room, id).await?;
    }
    Ok(called)
}
