//! How the support works: hours, promises, dealing out, tags and topics.

use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::events::is_online;
use landinghub::account::Email;
use landinghub::api::chat::{ChatSettings, HoursNow};
use landinghub::chat::{Opening, Priority, normalise_tags};
use landinghub::{Problem, text};
use landinghub_store::Conn;
use landinghub_store::chat::{agents, reports};
use landinghub_store::{accounts, audit, settings as store};

/// First answers of so many days make the expectation.
const LATELY_SECONDS: i64 = 14 * 86_400;
/// Topics at the most, and their longest, in characters.
const TOPICS: usize = 8;
const LONGEST_TOPIC: usize = 80;

/// As they are kept; defaults where nothing is.
pub(super) async fn load(conn: &mut Conn<'_>) -> Result<ChatSettings> {
    Ok(read(store::get(conn, "chat").await?))
}

/// The same, and rooms are dealt out one after the other until the transaction ends.
pub(super) async fn lock(conn: &mut Conn<'_>) -> Result<ChatSettings> {
    Ok(read(agents::lock_settings(conn).await?))
}

fn read(json: Option<String>) -> ChatSettings {
    json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// The settings, for admins.
pub async fn settings(services: &Services, caller: &Caller) -> Result<ChatSettings> {
    caller.admin()?;
    let mut reader = services.store.read().await?;
    load(&mut reader.conn()).await
}

/// Changes the settings.
pub async fn save(services: &Services, caller: &Caller, new: ChatSettings) -> Result<ChatSettings> {
    let actor = caller.admin()?.user_id.clone();
    let checked = checked(new)?;
    let json = serde_json::to_string(&checked).map_err(|error| Failure::Internal(error.to_string()))?;
    let (id, now) = (landinghub::Id::random(&*services.rng), services.now());
    let kept = checked.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                agents::save_settings(&mut tx, &json).await?;
                let entry = audit::Entry {
                    id,
                    at: now,
                    actor_id: actor,
                    action: "chat.settings",
                    target: "chat".to_owned(),
                    detail: "{}".to_owned(),
                };
                audit::insert(&mut tx, &entry).await?;
                Ok::<_, Failure>(kept)
            })
        })
        .await?;
    Ok(checked)
}

fn checked(new: ChatSettings) -> Result<ChatSettings> {
    if !(1..=1000).contains(&new.most_rooms) {
        return Err(Problem::field("most_rooms", "Give 1 to 1000 rooms.").into());
    }
    let support_email = match new.support_email.as_deref().map(str::trim).filter(|email| !email.is_empty()) {
        Some(email) => Some(Email::try_from(email).map_err(|_| {
            Problem::field("support_email", "Enter an e-mail address such as name@example.com.")
        })?),
        None => None,
    };
    let topics: Vec<String> =
        new.topics.iter().map(|topic| text::single_line(topic)).filter(|topic| !topic.is_empty()).collect();
    if topics.len() > TOPICS || topics.iter().any(|topic| topic.chars().count() > LONGEST_TOPIC) {
        let what = format!("Give at most {TOPICS} topics of {LONGEST_TOPIC} characters.");
        return Err(Problem::field("topics", what).into());
    }
    Ok(ChatSettings {
        hours: new.hours.checked()?,
        sla: new.sla.checked()?,
        tags: normalise_tags(&new.tags)?,
        topics,
        support_email: support_email.map(|email| email.as_str().to_owned()),
        round_robin: new.round_robin,
        most_rooms: new.most_rooms,
    })
}

/// Whether the support is there, and by when to expect an answer.
pub async fn hours(services: &Services) -> Result<HoursNow> {
    let now = services.now();
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let settings = load(&mut conn).await?;
    let agents = agents::all(&mut conn).await?;
    let mut lately = reports::first_responses(&mut conn, now.plus_seconds(-LATELY_SECONDS)).await?;
    drop(reader);
    lately.sort_unstable();
    // With few answers the promise is the better guess.
    let promised = settings.sla.of(Priority::Normal).first_response_minutes;
    let median = lately.get(lately.len() / 2).filter(|_| lately.len() >= 5).map(|us| us / 60_000_000 + 1);
    let expected_reply_minutes = median.unwrap_or(promised).clamp(1, 60 * 24 * 7);
    let (open, changes_at) = match settings.hours.at(now) {
        Opening::Open { until } => (true, until),
        Opening::Closed { opens } => (false, opens),
    };
    Ok(HoursNow {
        open,
        online: agents.iter().any(|agent| is_online(services, &agent.id)),
        changes_at,
        expected_reply_minutes,
        expected_reply_at: settings.hours.plus_minutes(now, expected_reply_minutes),
        hours: settings.hours,
        topics: settings.topics,
    })
}

/// The name of an account; empty where there is none.
pub(super) async fn name_of(conn: &mut Conn<'_>, id: &str) -> Result<String> {
    Ok(accounts::find(conn, id).await?.map(|account| account.name).unwrap_or_default())
}
