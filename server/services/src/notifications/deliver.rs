//! Handlers of the outbox: what is due is looked at again, and goes out, waits, or isn't needed any more.

use super::unsubscribe::{self, Scope};
use super::{Reader, event_of, push, sms as service, words};
use crate::context::Services;
use crate::error::{Failure, Result};
use crate::mail::{self, Content, Item};
use crate::outbox::{self, Done, Kind as Row, Message};
use landinghub::Timestamp;
use landinghub::notify::{Channel, Event, State, Verdict, verdict};
use landinghub_store::market::entitlements;
use landinghub_store::notifications::{self as store, NotificationRow};
use landinghub_store::outbox::Claimed;
use serde_json::{Value, json};

/// Between two mails about one conversation, in seconds.
const PAUSE_SECONDS: i64 = 900;
/// Until a row looks again what another one about the same has made of it, in seconds.
const LOOK_AGAIN_SECONDS: i64 = 10;
/// People told in one transaction.
const AT_ONCE: i64 = 50;
/// Lines of a digest.
const MOST_LINES: i64 = 50;

/// A notification whose time has come, with whoever it is for.
struct Due {
    row: NotificationRow,
    event: Event,
    reader: Reader,
    /// How many it was when it was planned.
    count: i64,
}

impl Due {
    /// `None` where the notification or the account has gone.
    async fn find(services: &Services, row: &Claimed) -> Result<Option<Self>> {
        let payload = payload(row)?;
        let id = text(&payload, "notification")?;
        let count = payload.get("count").and_then(Value::as_i64).unwrap_or(1);
        let mut reader = services.store.read().await?;
        let mut conn = reader.conn();
        let Some(row) = store::find(&mut conn, &id).await? else { return Ok(None) };
        let Some(to) = store::recipient(&mut conn, &row.user_id).await? else { return Ok(None) };
        Ok(Some(Self { event: event_of(&row)?, row, reader: Reader::new(to), count }))
    }

    fn verdict(&self, channel: Channel, now: Timestamp) -> Verdict {
        let state = State { seen: self.row.seen_at.is_some(), read: self.row.read_at.is_some() };
        let Reader { preferences, zone, .. } = &self.reader;
        verdict(self.event.kind(), channel, state, preferences, now, zone)
    }

    /// Another one has been added since: its own message says more.
    fn outdated(&self) -> bool {
        self.row.count > self.count
    }
}

fn payload(row: &Claimed) -> Result<Value> {
    serde_json::from_str(&row.payload).map_err(|error| Failure::Internal(error.to_string()))
}

fn text(payload: &Value, name: &str) -> Result<String> {
    let found = payload.get(name).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| Failure::Internal(format!("no {name} in the row's payload")))
}

/// A mail about one notification.
pub(crate) async fn email(services: &Services, row: &Claimed) -> Result<Done> {
    let Some(due) = Due::find(services, row).await? else { return Ok(Done::Yes) };
    let now = services.now();
    match due.verdict(Channel::Email, now) {
        Verdict::Cancel => return Ok(Done::Yes),
        Verdict::Later(at) => return Ok(Done::Later(at)),
        Verdict::Send => {}
    }
    // What this row has begun it goes on with: whether the mail went out isn't known.
    let begun = due.row.mailed_by.as_deref() == Some(&row.id);
    if let Some(mailed) = due.row.mailed_at.map(Timestamp).filter(|_| !begun) {
        if mailed.0 >= due.row.created_at || due.outdated() {
            return Ok(Done::Yes);
        }
        let next = mailed.plus_seconds(PAUSE_SECONDS);
        if next > now {
            return Ok(Done::Later(next));
        }
    }
    let (known, outbox_row) = (due.row.clone(), row.id.clone());
    let taken = services
        .store
        .write(move |mut tx| {
            Box::pin(
                async move { Ok::<_, Failure>(store::take_mail(&mut tx, &known, &outbox_row, now).await?) },
            )
        })
        .await?;
    if !taken {
        // Messages in a row fall due together: another row mails about all of them.
        return Ok(Done::Later(now.plus_seconds(LOOK_AGAIN_SECONDS)));
    }
    mail::send(services, row, &letter(services, &due)?).await.map_err(Failure::Internal)?;
    Ok(Done::Yes)
}

fn letter(services: &Services, due: &Due) -> Result<Content> {
    let to = &due.reader.to;
    let locale = to.locale();
    let kind = due.event.kind();
    let said = words::say(&due.event, due.row.count, locale);
    let receipt = kind.is_receipt();
    let unsubscribe =
        if receipt { None } else { Some(unsubscribe::url(services, &to.id, Scope::Kind(kind))?) };
    Ok(Content {
        to: to.email.clone(),
        name: to.name.clone(),
        locale,
        subject: said.title,
        greeting: words::word(locale, "mail.greeting"),
        lead: said.text,
        items: Vec::new(),
        action: said.action,
        link: services.config.app_url(&due.event.path()),
        note: words::word(locale, if receipt { "mail.receipt" } else { "mail.why" }).to_owned(),
        leave: Some(leave(services, locale, unsubscribe)),
        thread: due.event.thread(),
    })
}

fn leave(
    services: &Services,
    locale: landinghub::account::Locale,
    unsubscribe: Option<String>,
) -> mail::Leave {
    mail::Leave {
        settings_words: words::word(locale, "mail.settings"),
        settings: services.config.app_url("/settings/notifications"),
        unsubscribe_words: words::word(locale, "mail.unsubscribe"),
        unsubscribe,
    }
}

/// What a day has brought, in one mail.
pub(crate) async fn digest(services: &Services, row: &Claimed) -> Result<Done> {
    let user = text(&payload(row)?, "user")?;
    // What has happened since belongs to the next one.
    let until = row.due_at;
    let (to, rows) = {
        let mut reader = services.store.read().await?;
        let mut conn = reader.conn();
        let Some(to) = store::recipient(&mut conn, &user).await? else { return Ok(Done::Yes) };
        (to, store::digestible(&mut conn, &user, until, MOST_LINES).await?)
    };
    let reader = Reader::new(to);
    let locale = reader.to.locale();
    let mut items = Vec::new();
    for row in &rows {
        let event = event_of(row)?;
        if !reader.preferences.wants(event.kind(), Channel::Email) {
            continue;
        }
        let said = words::say(&event, row.count, locale);
        items.push(Item { title: said.title, text: said.text, link: services.config.app_url(&event.path()) });
    }
    if !items.is_empty() {
        let content = Content {
            to: reader.to.email.clone(),
            name: reader.to.name.clone(),
            locale,
            subject: words::digest_subject(locale, items.len()),
            greeting: words::word(locale, "mail.greeting"),
            lead: words::word(locale, "digest.lead").to_owned(),
            items,
            action: words::word(locale, "digest.action").to_owned(),
            link: services.config.app_url("/notifications"),
            note: words::word(locale, "mail.why").to_owned(),
            leave: Some(leave(services, locale, Some(unsubscribe::url(services, &user, Scope::All)?))),
            thread: None,
        };
        mail::send(services, row, &content).await.map_err(Failure::Internal)?;
    }
    let now = services.now();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::digested(&mut tx, &user, until, now).await?) })
        })
        .await?;
    Ok(Done::Yes)
}

/// A message to every browser of an account: each gets a row of its own, so that one that fails doesn't repeat the
/// others.
pub(crate) async fn push(services: &Services, row: &Claimed) -> Result<Done> {
    let Some(due) = Due::find(services, row).await? else { return Ok(Done::Yes) };
    let now = services.now();
    match due.verdict(Channel::Push, now) {
        Verdict::Cancel => return Ok(Done::Yes),
        Verdict::Later(at) => return Ok(Done::Later(at)),
        Verdict::Send if due.outdated() => return Ok(Done::Yes),
        Verdict::Send => {}
    }
    let found = {
        let mut reader = services.store.read().await?;
        store::subscriptions(&mut reader.conn(), &due.row.user_id, now).await?
    };
    let mut messages = Vec::new();
    for subscription in found {
        let body = json!({ "notification": due.row.id, "count": due.count, "subscription": subscription.id });
        let key = format!("{}:{}", row.id, subscription.id);
        messages.push(Message::new(services, Row::PushOne, &body)?.once(key));
    }
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                for message in &messages {
                    outbox::enqueue(&mut tx, message).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(Done::Yes)
}

/// A message to one browser.
pub(crate) async fn push_one(services: &Services, row: &Claimed) -> Result<Done> {
    let Some(due) = Due::find(services, row).await? else { return Ok(Done::Yes) };
    let now = services.now();
    match due.verdict(Channel::Push, now) {
        Verdict::Cancel => return Ok(Done::Yes),
        Verdict::Later(at) => return Ok(Done::Later(at)),
        Verdict::Send if due.outdated() => return Ok(Done::Yes),
        Verdict::Send => {}
    }
    let id = text(&payload(row)?, "subscription")?;
    let found = {
        let mut reader = services.store.read().await?;
        store::subscription(&mut reader.conn(), &id, &due.row.user_id, now).await?
    };
    let Some(found) = found else { return Ok(Done::Yes) };
    let said = words::say(&due.event, due.row.count, due.reader.to.locale());
    let body = json!({
        "id": due.row.id,
        "title": said.title,
        "text": said.text,
        "url": due.event.path(),
        "tag": due.row.id,
        "locale": due.reader.to.locale().as_str(),
    });
    let urgent = due.event.kind().is_critical();
    let sent = push::send(services, &found, body.to_string(), (&due.row.id, urgent)).await;
    if sent.map_err(Failure::Internal)? == push::Sent::Gone {
        services
            .store
            .write(move |mut tx| {
                Box::pin(async move { Ok::<_, Failure>(store::drop_subscription(&mut tx, &id).await?) })
            })
            .await?;
    }
    Ok(Done::Yes)
}

/// A text message.
pub(crate) async fn sms(services: &Services, row: &Claimed) -> Result<Done> {
    let Some(due) = Due::find(services, row).await? else { return Ok(Done::Yes) };
    match due.verdict(Channel::Sms, services.now()) {
        Verdict::Cancel => return Ok(Done::Yes),
        Verdict::Later(at) => return Ok(Done::Later(at)),
        Verdict::Send => {}
    }
    let Some(phone) = &due.reader.preferences.phone else { return Ok(Done::Yes) };
    let said = words::say(&due.event, due.row.count, due.reader.to.locale());
    let sent = service::send(services, phone.as_str(), &format!("LandingHub: {}", said.title), &row.id).await;
    sent.map_err(Failure::Internal)?;
    Ok(Done::Yes)
}

/// There is a newer revision of a listing: whoever owns an older one is told. Done again, those who were told aren't.
pub(crate) async fn template_update(services: &Services, row: &Claimed) -> Result<Done> {
    let payload = payload(row)?;
    let (listing, title) = (text(&payload, "listing")?, text(&payload, "title")?);
    let mut after = String::new();
    loop {
        let behind = {
            let mut reader = services.store.read().await?;
            entitlements::behind(&mut reader.conn(), &listing, &after, AT_ONCE).await?
        };
        let Some(last) = behind.last() else { return Ok(Done::Yes) };
        after.clone_from(&last.page_id);
        let events = behind.into_iter().map(|row| {
            let event = Event::TemplateUpdate {
                listing_id: listing.clone(),
                title: title.clone(),
                order_id: row.order_id,
                page_id: row.page_id,
                step: row.next_id,
            };
            (row.buyer_id, event)
        });
        let (parts, events) = (services.clone(), events.collect());
        services
            .store
            .write(move |mut tx| Box::pin(async move { super::tell_all(&parts, &mut tx, events).await }))
            .await?;
    }
}
