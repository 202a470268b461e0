//! What the support does with a room: take it, finish it, bring it back, set it aside, describe it.

use super::access::{self, Part};
use super::audience::{Audience, News, spread};
use super::{Chatter, bells, settings, view};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use landinghub::api::chat::{Assign, Resolve, Room, RoomChange, Snooze};
use landinghub::chat::{self as rules, Assigned, AssignedBy, RoomState};
use landinghub::{Code, Problem, Timestamp};
use landinghub_store::Conn;
use landinghub_store::chat::agents;
use landinghub_store::chat::rooms::{self, RoomRow};
use serde_json::json;

/// Longest time a room is set aside.
const LONGEST_SNOOZE_SECONDS: i64 = 366 * 86_400;
/// Rooms brought back at once.
const BATCH: i64 = 50;

/// Who may work on a room: the support; and the other party but the customer, unless it is for the support only.
fn worker(part: Part, support_only: bool) -> Result<()> {
    match part {
        Part::Agent => Ok(()),
        Part::Seller if !support_only => Ok(()),
        _ => Err(Code::Forbidden.into()),
    }
}

/// Locks a room, lets `work` change it, and tells everybody. `work` answers whether something changed.
async fn change_room<W>(
    services: &Services,
    caller: &Caller,
    id: &str,
    support_only: bool,
    work: W,
) -> Result<Room>
where
    W: FnOnce(&mut RoomRow, &mut RoomState, Timestamp) -> Result<bool> + Send + 'static,
{
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    let (services_in, now) = (services.clone(), services.now());
    let (room, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (mut room, part) = access::lock(&mut tx, &chatter, &id).await?;
                worker(part, support_only)?;
                let mut state = room.state()?;
                let before = room.admin_id.clone();
                let changed = work(&mut room, &mut state, now)?;
                finish(services, &mut tx, (&chatter, part), room, state, before, changed).await
            })
        })
        .await?;
    spread(services, told);
    Ok(room)
}

type Done = (Room, Vec<crate::events::Told>);

async fn finish(
    services: &Services,
    tx: &mut Conn<'_>,
    (chatter, part): (&Chatter, Part),
    room: RoomRow,
    state: RoomState,
    before: Option<String>,
    changed: bool,
) -> Result<Done> {
    let settings = settings::load(tx).await?;
    let mut told = Vec::new();
    if changed {
        if !rooms::update(tx, &room, &state).await? {
            return Err(Failure::Internal(format!("room {} changed under its lock", room.id)));
        }
        let room = rooms::find(tx, &room.id).await?.ok_or_else(Problem::not_found)?;
        let mut audience = Audience::of(tx, &room, before.as_deref(), services.now()).await?;
        if part == Part::Agent {
            audience = audience.with_agent(&chatter.id);
        }
        told = audience.tell(services, tx, &room.id, &[News::Room]).await?;
    }
    let seen = view::load(services, tx, (&chatter.id, part.sees_private()), &room.id, &settings).await?;
    Ok((seen, told))
}

/// Takes a room, or gives it to another admin. `already_assigned` with whoever has it.
pub async fn assign(services: &Services, caller: &Caller, id: &str, input: Assign) -> Result<Room> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    let who = input.admin_id.filter(|id| !id.is_empty()).unwrap_or_else(|| chatter.id.clone());
    let how = if input.take_over { AssignedBy::TakingOver } else { AssignedBy::Asking };
    let (services_in, now) = (services.clone(), services.now());
    let (room, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (mut room, part) = access::lock(&mut tx, &chatter, &id).await?;
                worker(part, true)?;
                let team = agents::all(&mut tx).await?;
                if !team.iter().any(|agent| agent.id == who) {
                    return Err(Problem::field("admin_id", "There is no such admin.").into());
                }
                let mut state = room.state()?;
                let before = room.admin_id.clone();
                // Somebody who doesn't work here any more has no room.
                let gone = before.as_ref().is_some_and(|id| !team.iter().any(|agent| agent.id == *id));
                if gone {
                    state.admin = None;
                }
                let assigned = state.assign(&who, how).map_err(|taken| {
                    let name = room.admin_name.clone().unwrap_or_default();
                    let detail = format!("{name} has this conversation already.");
                    Problem::new(Code::AlreadyAssigned, detail)
                        .with("admin", json!({ "id": taken.admin, "name": name }))
                })?;
                let changed = assigned == Assigned::Now;
                if changed {
                    agents::given(&mut tx, &who, now).await?;
                    room.updated_at = room.updated_at.max(now.0);
                }
                let given = room.clone();
                let done = finish(services, &mut tx, (&chatter, part), room, state, before, changed).await?;
                if changed {
                    let ids: Vec<String> = team.iter().map(|agent| agent.id.clone()).collect();
                    let by = team.iter().find(|agent| agent.id == chatter.id);
                    let by = (chatter.id.as_str(), by.map_or("", |agent| agent.name.as_str()));
                    bells::assigned(services, &mut tx, &given, (&who, &ids), by).await?;
                }
                Ok::<_, Failure>(done)
            })
        })
        .await?;
    spread(services, told);
    Ok(room)
}

/// It is done, as far as it was seen. `newer_message` where the customer has written since.
pub async fn resolve(services: &Services, caller: &Caller, id: &str, input: Resolve) -> Result<Room> {
    if input.up_to.is_some_and(i64::is_negative) {
        return Err(Problem::field("up_to", "Give the number of a message.").into());
    }
    change_room(services, caller, id, false, move |room, state, now| {
        let changed = state.resolve(input.up_to).map_err(|newer| {
            let detail = "The customer has written since. Read that first.";
            Problem::new(Code::NewerMessage, detail).with("seq", json!(newer.seq))
        })?;
        if changed {
            room.snoozed_until = None;
            room.waiting_since = None;
            room.resolved_at = Some(now.0);
            room.resolution.get_or_insert((now.0 - room.created_at).max(0));
            room.updated_at = room.updated_at.max(now.0);
        }
        Ok(changed)
    })
    .await
}

/// Brings a room back by hand.
pub async fn reopen(services: &Services, caller: &Caller, id: &str) -> Result<Room> {
    change_room(services, caller, id, false, |room, state, now| {
        let changed = state.reopen();
        if changed {
            room.resolved_at = None;
            room.updated_at = room.updated_at.max(now.0);
        }
        Ok(changed)
    })
    .await
}

/// Sets a room aside until a moment, or takes it up again.
pub async fn snooze(services: &Services, caller: &Caller, id: &str, input: Snooze) -> Result<Room> {
    let now = services.now();
    if input.until.is_some_and(|until| until <= now || until > now.plus_seconds(LONGEST_SNOOZE_SECONDS)) {
        return Err(Problem::field("until", "Give a moment within the next year.").into());
    }
    change_room(services, caller, id, true, move |room, state, now| {
        let Some(until) = input.until else {
            room.snoozed_until = None;
            return Ok(state.wake());
        };
        if !state.snooze() && state.status != rules::RoomStatus::Pending {
            return Err(Problem::new(Code::Conflict, "This conversation is resolved.").into());
        }
        room.snoozed_until = Some(until.0);
        room.updated_at = room.updated_at.max(now.0);
        Ok(true)
    })
    .await
}

/// Changes priority, tags or subject.
pub async fn change(services: &Services, caller: &Caller, id: &str, change: RoomChange) -> Result<Room> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    let (services_in, now) = (services.clone(), services.now());
    let (room, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let (room, part) = access::lock(&mut tx, &chatter, &id).await?;
                worker(part, true)?;
                let priority = change.priority.map_or_else(|| room.priority(), Ok)?;
                let tags = match &change.tags {
                    Some(tags) => rules::normalise_tags(tags)?,
                    None => view::tags(&room),
                };
                let subject = match &change.subject {
                    Some(subject) => rules::subject(subject, &room.subject)?,
                    None => room.subject.clone(),
                };
                let json =
                    serde_json::to_string(&tags).map_err(|error| Failure::Internal(error.to_string()))?;
                rooms::describe(&mut tx, &id, (priority, &json, &subject), now).await?;
                let room = rooms::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let settings = settings::load(&mut tx).await?;
                let audience = Audience::of(&mut tx, &room, room.admin_id.as_deref(), now).await?;
                let audience = audience.with_agent(&chatter.id);
                let told = audience.tell(services, &mut tx, &id, &[News::Room]).await?;
                let seen = view::load(services, &mut tx, (&chatter.id, true), &id, &settings).await?;
                Ok::<_, Failure>((seen, told))
            })
        })
        .await?;
    spread(services, told);
    Ok(room)
}

/// Brings back rooms whose time has come. A job; answers how many.
pub async fn wake_snoozed(services: &Services) -> Result<usize> {
    let now = services.now();
    let due = {
        let mut reader = services.store.read().await?;
        rooms::snoozed(&mut reader.conn(), now, BATCH).await?
    };
    let mut woken = 0;
    for id in due {
        let services_in = services.clone();
        let told = services
            .store
            .write(move |mut tx| {
                Box::pin(async move {
                    let services = &services_in;
                    let Some(mut room) = rooms::lock(&mut tx, &id).await? else { return Ok(Vec::new()) };
                    if room.snoozed_until.is_none_or(|until| until > now.0) {
                        return Ok(Vec::new());
                    }
                    let mut state = room.state()?;
                    state.wake();
                    room.snoozed_until = None;
                    room.updated_at = room.updated_at.max(now.0);
                    rooms::update(&mut tx, &room, &state).await?;
                    let audience = Audience::of(&mut tx, &room, room.admin_id.as_deref(), now).await?;
                    audience.tell(services, &mut tx, &id, &[News::Room]).await
                })
            })
            .await?;
        woken += usize::from(!told.is_empty());
        spread(services, told);
    }
    Ok(woken)
}
