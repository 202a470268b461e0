//! Telling people what happened: in the app at once, elsewhere later and only as needed.
//!
//! [`tell`] writes a notification in the transaction of what happened, with the rows of the outbox that may follow;
//! what is due is looked at again before it goes out ([`deliver`]), since reading cancels it. When and by which way is
//! decided by [`landinghub::notify`]; what is said is in [`words`].

mod deliver;
mod push;
mod settings;
mod sms;
mod unsubscribe;
mod words;
mod zone;

pub(crate) use deliver::{digest, email, push as push_all, push_one, sms as text_message, template_update};
pub(crate) use push::Push;
pub use push::{end as end_push, is_vapid_key, key as push_key, new_vapid_key, subscribe};
pub use settings::{change, preferences};
pub(crate) use sms::Sms;
pub use sms::SmsConfig;
pub use unsubscribe::{Scope, act as unsubscribe, scope as unsubscribe_scope};

use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::events::Note;
use crate::outbox::{self, Kind as Row, Message};
use landinghub::account::Locale;
use landinghub::api::notifications::{Notification, Notifications, Reading, Seeing, Unread};
use landinghub::notify::{Email, Event, Group, Kind, Preferences, plan};
use landinghub::{Id, Problem, Timestamp};
use landinghub_store::Conn;
use landinghub_store::notifications::{self as store, NewNotification, NotificationRow};
use serde_json::json;

/// How long notifications are kept.
const KEPT_SECONDS: i64 = 180 * 86_400;
/// A transaction is over by then, as a rule.
const SETTLED: std::time::Duration = std::time::Duration::from_millis(300);
/// Ids in one request.
const MOST_IDS: usize = 100;

/// Tells an account what happened, in the transaction in which it does. Told twice, it is told once. Its streams hear of
/// it after the commit by themselves. Several accounts are told in the order of their ids, since topics are locked by
/// writing.
pub(crate) async fn tell(
    services: &Services,
    conn: &mut Conn<'_>,
    user_id: &str,
    event: &Event,
) -> Result<()> {
    if let Some(shown) = record(services, conn, user_id, event).await? {
        Note::new(services, user_id, "notification", &shown.id, &shown)?.write(conn).await?.soon(services);
    }
    Ok(())
}

/// The same without a place in the event log.
async fn record(
    services: &Services,
    conn: &mut Conn<'_>,
    user_id: &str,
    event: &Event,
) -> Result<Option<Notification>> {
    let Some(to) = store::recipient(conn, user_id).await? else { return Ok(None) };
    record_for(services, conn, &to, event).await
}

/// The same for somebody who is known already. What is told in the event log by an event of its own needs no second one:
/// whoever listens is told of what comes back after the commit, by [`pass`].
pub(crate) async fn record_for(
    services: &Services,
    conn: &mut Conn<'_>,
    to: &store::Recipient,
    event: &Event,
) -> Result<Option<Notification>> {
    let (user_id, kind) = (to.id.as_str(), event.kind());
    if !kind.concerns(to.role()) {
        return Ok(None);
    }
    let (now, locale) = (services.now(), to.locale());
    let preferences = settings::read(to.preferences.as_deref());
    let plan = plan(kind, &preferences, now, &zone::of(&preferences.time_zone, locale));
    let data = serde_json::to_string(event).map_err(|error| Failure::Internal(error.to_string()))?;
    let added = if event.adds_up() {
        store::add_up(conn, user_id, (kind.as_str(), event.subject()), &data, now).await?
    } else {
        None
    };
    let row = if let Some(row) = added {
        row
    } else {
        let new = NewNotification {
            id: Id::random(&*services.rng),
            user_id: user_id.to_owned(),
            kind: kind.as_str(),
            subject: event.subject().to_owned(),
            data,
            dedup_key: format!("{user_id}:{}", event.key()),
            in_app: plan.in_app,
            digest: matches!(plan.email, Some(Email::Digest(_))),
            created_at: now,
        };
        let Some(row) = store::insert(conn, new).await? else { return Ok(None) };
        row
    };
    let due = json!({ "notification": row.id, "count": row.count });
    let later = |kind: Row, name: &str, at: Timestamp| {
        let message = Message::new(services, kind, &due)?;
        Ok::<_, Failure>(message.once(format!("{name}:{}:{}", row.id, row.count)).not_before(at))
    };
    let mut messages = Vec::new();
    if let Some(at) = plan.push {
        messages.push(later(Row::Push, "push", at)?);
    }
    if let Some(at) = plan.sms {
        messages.push(later(Row::Sms, "sms", at)?);
    }
    match plan.email {
        None => {}
        Some(Email::At(at)) => messages.push(later(Row::NotificationEmail, "email", at)?),
        Some(Email::Digest(at)) => {
            let message = Message::new(services, Row::Digest, &json!({ "user": user_id }))?;
            messages.push(message.once(format!("digest:{user_id}:{}", at.0)).not_before(at));
        }
    }
    outbox::enqueue_all(conn, &messages).await?;
    if plan.in_app { Ok(Some(to_api(&row, locale)?)) } else { Ok(None) }
}

/// Tells those who listen of what was recorded. Only after the commit.
pub(crate) fn pass(services: &Services, recorded: &[(String, Notification)]) {
    for (user_id, shown) in recorded {
        if let Ok(body) = serde_json::to_string(shown) {
            services.events.tell_passing(user_id, "notification", &body);
        }
    }
}

/// The same for several accounts.
pub(crate) async fn tell_all(
    services: &Services,
    conn: &mut Conn<'_>,
    mut events: Vec<(String, Event)>,
) -> Result<()> {
    events.sort_by(|a, b| a.0.cmp(&b.0));
    for (user_id, event) in &events {
        tell(services, conn, user_id, event).await?;
    }
    Ok(())
}

/// The same for every admin but the one who caused it.
pub(crate) async fn tell_admins(
    services: &Services,
    conn: &mut Conn<'_>,
    but: &str,
    event: &Event,
) -> Result<()> {
    for admin in store::admins(conn).await?.iter().filter(|admin| *admin != but) {
        tell(services, conn, admin, event).await?;
    }
    Ok(())
}

/// What it was about was read where it happened, so nothing more goes out about it.
pub(crate) async fn read_subject(
    services: &Services,
    conn: &mut Conn<'_>,
    user_id: &str,
    subject: &str,
) -> Result<u64> {
    let read = store::read_subject(conn, user_id, subject, services.now()).await?;
    if read > 0 {
        count_soon(services, user_id);
    }
    Ok(read)
}

/// Tells an account's pages how many are unread, once the transaction at work should be over; a page that asks earlier
/// or later counts for itself.
fn count_soon(services: &Services, user_id: &str) {
    let (services, user) = (services.clone(), user_id.to_owned());
    tokio::spawn(async move {
        tokio::time::sleep(SETTLED).await;
        let Ok(mut reader) = services.store.read().await else { return };
        let Ok(left) = store::unread(&mut reader.conn(), &user).await else { return };
        drop(reader);
        tell_count(&services, &user, Unread { unread: crate::pages::count(left) });
    });
}

fn tell_count(services: &Services, user_id: &str, unread: Unread) {
    if let Ok(body) = serde_json::to_string(&unread) {
        services.events.tell_passing(user_id, "notification:read", &body);
    }
}

/// Which notifications are asked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// One kind; without it all.
    pub kind: Option<String>,
    /// Kinds of one group; without it all.
    pub group: Option<String>,
    /// Only those that weren't read.
    pub unread: bool,
    /// Which part of the list.
    pub slice: Slice,
}

/// The caller's, the newest first.
pub async fn list(services: &Services, caller: &Caller, query: &Query) -> Result<Notifications> {
    let user = &caller.actor()?.user_id;
    let limit = query.slice.limit()?;
    let (moment, id) = query.slice.after_moment()?;
    let kinds = asked_kinds(query)?;
    let rows = i64::try_from(limit).unwrap_or(100) + 1;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let locale = store::recipient(&mut conn, user).await?.map_or(Locale::En, |to| to.locale());
    let found = store::list(&mut conn, user, (moment, &id), (&kinds, query.unread), rows).await?;
    let unread = store::unread(&mut conn, user).await?;
    drop(reader);
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.id.clone()));
    let items = found.iter().map(|row| to_api(row, locale)).collect::<Result<_>>()?;
    Ok(Notifications { items, next_cursor, unread: crate::pages::count(unread) })
}

/// The kinds that are asked for with commas around them; none where all are.
fn asked_kinds(query: &Query) -> Result<String> {
    let some = |word: &Option<String>| word.clone().filter(|word| !word.is_empty());
    let kind = match some(&query.kind) {
        None => None,
        Some(word) => {
            Some(Kind::parse(&word).ok_or_else(|| Problem::field("kind", "There is no such kind."))?)
        }
    };
    let group = match some(&query.group) {
        None => None,
        Some(word) => {
            Some(Group::parse(&word).ok_or_else(|| Problem::field("group", "There is no such group."))?)
        }
    };
    if kind.is_none() && group.is_none() {
        return Ok(String::new());
    }
    let wanted =
        |one: &Kind| kind.is_none_or(|kind| kind == *one) && group.is_none_or(|group| group == one.group());
    Ok(Kind::ALL.iter().copied().filter(wanted).fold(",".to_owned(), |list, kind| list + kind.as_str() + ","))
}

/// The caller has read some; answers how many are left. Ids that aren't theirs change nothing.
pub async fn read(services: &Services, caller: &Caller, reading: Reading) -> Result<Unread> {
    let user = caller.actor()?.user_id.clone();
    let ids = checked(reading.ids)?;
    let up_to = reading.up_to.filter(|id| is_id(id));
    if ids.is_empty() && up_to.is_none() && !reading.all {
        return Err(Problem::field("ids", "Say which: ids, up_to or all.").into());
    }
    let (now, about) = (services.now(), user.clone());
    let left = services
        .store
        .write(move |mut tx| {
            let ids = ids.clone();
            Box::pin(async move {
                for id in &ids {
                    store::read_one(&mut tx, id, &user, now).await?;
                }
                if let Some(id) = &up_to {
                    store::read_up_to(&mut tx, &user, id, now).await?;
                }
                if reading.all {
                    store::read_all(&mut tx, &user, now).await?;
                }
                Ok::<_, Failure>(store::unread(&mut tx, &user).await?)
            })
        })
        .await?;
    let unread = Unread { unread: crate::pages::count(left) };
    tell_count(services, &about, unread);
    Ok(unread)
}

/// Some were shown to the caller: no browser has to show them.
pub async fn see(services: &Services, caller: &Caller, seeing: Seeing) -> Result<()> {
    let user = caller.actor()?.user_id.clone();
    let (ids, now) = (checked(seeing.ids)?, services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                for id in &ids {
                    store::see(&mut tx, id, &user, now).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

fn checked(ids: Vec<String>) -> Result<Vec<String>> {
    if ids.len() > MOST_IDS {
        return Err(Problem::field("ids", "Send up to 100 at once.").into());
    }
    Ok(ids.into_iter().filter(|id| is_id(id)).collect())
}

/// Time zones one may choose, by name.
pub fn time_zones() -> Vec<String> {
    let places =
        ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    let of_a_place =
        |name: &String| name == "UTC" || name.split_once('/').is_some_and(|(area, _)| places.contains(&area));
    let mut names: Vec<String> =
        jiff::tz::db().available().map(|name| name.to_string()).filter(of_a_place).collect();
    names.sort();
    names
}

/// Deletes what is half a year old. A job; answers how many rows went.
pub async fn forget_old(services: &Services) -> Result<u64> {
    let before = services.now().plus_seconds(-KEPT_SECONDS);
    services
        .store
        .write(move |mut tx| Box::pin(async move { Ok(store::forget(&mut tx, before).await?) }))
        .await
}

fn event_of(row: &NotificationRow) -> Result<Event> {
    serde_json::from_str(&row.data)
        .map_err(|error| Failure::Internal(format!("notification {}: {error}", row.id)))
}

fn to_api(row: &NotificationRow, locale: Locale) -> Result<Notification> {
    let event = event_of(row)?;
    let said = words::say(&event, row.count, locale);
    Ok(Notification {
        id: row.id.clone(),
        kind: event.kind(),
        title: said.title,
        text: said.text,
        url: event.path(),
        count: crate::pages::count(row.count),
        created_at: Timestamp(row.created_at),
        read_at: row.read_at.map(Timestamp),
    })
}

/// What somebody has chosen, with where they are.
struct Reader {
    to: store::Recipient,
    preferences: Preferences,
    zone: zone::Place,
}

impl Reader {
    fn new(to: store::Recipient) -> Self {
        let preferences = settings::read(to.preferences.as_deref());
        let zone = zone::of(&preferences.time_zone, to.locale());
        Self { to, preferences, zone }
    }
}
