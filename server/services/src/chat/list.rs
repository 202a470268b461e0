//! Rooms and messages as they are asked for.

use super::access::{self, Part};
use super::{Chatter, LOOKING_SECONDS, settings, view};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut};
use crate::error::{Failure, Result};
use crate::pages::count;
use landinghub::api::List;
use landinghub::api::chat::{ChatCounts, Message, Room};
use landinghub::chat::{Priority, RoomStatus};
use landinghub::{Code, Problem, text};
use landinghub_store::chat::rooms::{self, Filter, RoomRow};
use landinghub_store::chat::{members, messages as store};

/// Longest search.
const LONGEST_QUERY: usize = 200;

/// Which rooms.
#[derive(Clone, Debug, Default)]
pub struct RoomQuery {
    /// For admins: `unassigned`, `mine`, `all` or `snoozed`.
    pub view: Option<String>,
    /// A word of `RoomStatus`.
    pub status: Option<String>,
    /// A word of `Priority`.
    pub priority: Option<String>,
    /// One of its tags.
    pub tag: Option<String>,
    /// Words of messages or the subject, or parts of the customer's name or address, whatever their case and marks.
    pub q: Option<String>,
    /// For admins: only those they are the customer or the seller of.
    pub own: bool,
    /// How many, and from where.
    pub slice: Slice,
}

/// Which messages.
#[derive(Clone, Debug, Default)]
pub struct MessageQuery {
    /// Before this number.
    pub before: Option<i64>,
    /// After this number.
    pub after: Option<i64>,
    /// How many, and from where.
    pub slice: Slice,
}

/// Rooms, the latest first: one's own; for admins those of the inbox.
pub async fn rooms(services: &Services, caller: &Caller, query: &RoomQuery) -> Result<List<Room>> {
    let chatter = Chatter::of(caller)?;
    let limit = query.slice.limit()?;
    let most = i64::try_from(limit).unwrap_or(100) + 1;
    let after = query.slice.after_moment()?;
    let word = |field: &str, given: &Option<String>, known: &dyn Fn(&str) -> bool| {
        let given = given.as_deref().unwrap_or_default();
        if given.is_empty() || known(given) {
            Ok(given.to_owned())
        } else {
            Err(Problem::field(field, "There is no such word."))
        }
    };
    let status = word("status", &query.status, &|word| RoomStatus::parse(word).is_some())?;
    let priority = word("priority", &query.priority, &|word| Priority::parse(word).is_some())?;
    let q: String = text::fold(query.q.as_deref().unwrap_or_default()).chars().take(LONGEST_QUERY).collect();
    let as_support = chatter.is_admin && !query.own;
    if !q.is_empty() {
        super::finding::catch_up(services).await?;
    }
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let found = if as_support {
        let view =
            word("view", &query.view, &|word| matches!(word, "unassigned" | "mine" | "all" | "snoozed"))?;
        let view = if view.is_empty() { "all".to_owned() } else { view };
        let tag = query.tag.as_deref().unwrap_or_default().trim().to_lowercase();
        let filter = Filter { view, status, priority, tag, q };
        rooms::inbox(&mut conn, &chatter.id, &filter, &after, most).await?
    } else {
        rooms::own(&mut conn, &chatter.id, (&status, &q), &after, most).await?
    };
    let (found, next_cursor) =
        cut(found, limit, |view| (view.room.updated_at.to_string(), view.room.id.clone()));
    let settings = settings::load(&mut conn).await?;
    let mut items = Vec::with_capacity(found.len());
    for row in found {
        let last = rooms::last_message(&mut conn, &row).await?;
        let is_agent = as_support && Part::of(&row.room, &chatter) == Some(Part::Agent);
        items.push(view::room(services, row, last, is_agent.then_some(&settings))?);
    }
    Ok(List { items, next_cursor })
}

/// How many rooms wait where, for admins.
pub async fn counts(services: &Services, caller: &Caller) -> Result<ChatCounts> {
    let actor = caller.admin()?;
    let mut reader = services.store.read().await?;
    let (unassigned, mine, all, snoozed) = rooms::counts(&mut reader.conn(), &actor.user_id).await?;
    Ok(ChatCounts {
        unassigned: count(unassigned),
        mine: count(mine),
        all: count(all),
        snoozed: count(snoozed),
    })
}

/// One room. An admin who asks for it counts as looking at it.
pub async fn room(services: &Services, caller: &Caller, id: &str) -> Result<Room> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    let (found, part) = {
        let mut reader = services.store.read().await?;
        access::find(&mut reader.conn(), &chatter, &id).await?
    };
    look(services, &chatter, &found, part).await?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let settings = settings::load(&mut conn).await?;
    view::load(services, &mut conn, (&chatter.id, part.sees_private()), &id, &settings).await
}

/// Messages of a room in order: after a number, before one, or else the last ones. What is private has its number, and
/// isn't there for those whom it isn't for.
pub async fn messages(
    services: &Services,
    caller: &Caller,
    room: &str,
    query: &MessageQuery,
) -> Result<List<Message>> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(room)?;
    let limit = query.slice.limit()?;
    let most = i64::try_from(limit).unwrap_or(100) + 1;
    let (found, part) = {
        let mut reader = services.store.read().await?;
        access::find(&mut reader.conn(), &chatter, &id).await?
    };
    look(services, &chatter, &found, part).await?;
    let (mut after, mut before) = (query.after, query.before);
    if let Some((way, seq)) = query.slice.after()? {
        let seq =
            seq.parse().map_err(|_| Problem::new(Code::Malformed, "This cursor isn't one of this list."))?;
        match way.as_str() {
            "after" => after = Some(seq),
            _ => before = Some(seq),
        }
    }
    let sees = part.sees_private();
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let (rows, way) = match (after, before) {
        (Some(after), before) => {
            let range = (after, before.unwrap_or(i64::MAX));
            (store::after(&mut conn, &id, range, sees, most).await?, "after")
        }
        (None, before) => {
            (store::before(&mut conn, &id, before.unwrap_or(i64::MAX), sees, most).await?, "before")
        }
    };
    drop(reader);
    let mut rows = rows;
    let more = rows.len() > limit;
    let next_cursor = if way == "after" {
        rows.truncate(limit);
        rows.last().filter(|_| more).map(|row| row.seq)
    } else {
        rows.drain(..rows.len().saturating_sub(limit));
        rows.first().filter(|_| more).map(|row| row.seq)
    };
    let next_cursor = next_cursor.map(|seq| crate::cursor::encode(&(way.to_owned(), seq.to_string())));
    let items = rows.into_iter().map(|row| view::message(services, row)).collect::<Result<_>>()?;
    Ok(List { items, next_cursor })
}

/// An admin has the room open; written now and then only.
pub(super) async fn look(services: &Services, chatter: &Chatter, room: &RoomRow, part: Part) -> Result<()> {
    if part != Part::Agent {
        return Ok(());
    }
    let now = services.now();
    let known = {
        let mut reader = services.store.read().await?;
        members::looking_until(&mut reader.conn(), &room.id, &chatter.id).await?
    };
    if known > now.plus_seconds(LOOKING_SECONDS / 2) {
        return Ok(());
    }
    let (room, user) = (room.id.clone(), chatter.id.clone());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                members::look(&mut tx, &room, &user, now.plus_seconds(LOOKING_SECONDS)).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}
