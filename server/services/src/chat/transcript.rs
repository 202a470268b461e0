//! A conversation as a mail, and the other mails of chat.

use super::access;
use super::{Chatter, view};
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::mail::{Letter, Mail};
use crate::outbox;
use landinghub::account::{Email, Locale};
use landinghub::{Problem, Timestamp};
use landinghub_store::chat::messages;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Messages of a transcript at the most; the last ones.
const MOST: i64 = 500;

/// What mails of chat tell.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// A customer writes while nobody is there.
    Waiting {
        /// The room.
        room: String,
        /// The customer.
        from: String,
        /// The room's subject.
        subject: String,
        /// The message.
        text: String,
    },
    /// A conversation, for somebody who took part.
    Transcript {
        /// The room.
        room: String,
        /// The room's subject.
        subject: String,
        /// Its lines.
        text: String,
    },
}

/// Sends the conversation to whoever asks: to the account's address, or where a visitor wants it. Private notes are
/// never in it.
pub async fn transcript(services: &Services, caller: &Caller, id: &str, email: Option<&str>) -> Result<()> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(id)?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let (room, _) = access::find(&mut conn, &chatter, &id).await?;
    let (name, own) = if chatter.is_visitor {
        (room.customer_name.clone(), room.customer_email.clone())
    } else {
        let account = landinghub_store::accounts::find(&mut conn, &chatter.id).await?;
        account.map(|account| (account.name, Some(account.email))).unwrap_or_default()
    };
    // An account's mail goes to its own address: it is no way to write to others.
    let wanted = email.filter(|email| chatter.is_visitor && !email.trim().is_empty());
    let to = match wanted {
        Some(email) => Some(Email::try_from(email)?.as_str().to_owned()),
        None => own,
    };
    let to = to.ok_or_else(|| Problem::field("email", "Say where to send it."))?;
    services.limits.check(Limit::CHAT_TRANSCRIPTS, &chatter.id)?;
    let rows = messages::before(&mut conn, &id, i64::MAX, false, MOST).await?;
    drop(reader);
    let mut text = String::new();
    for row in rows {
        let message = view::message(services, row)?;
        let files: Vec<&str> = message.attachments.iter().map(|file| file.name.as_str()).collect();
        text.push_str(&line(message.created_at, &message.sender.name, &message.message, &files));
    }
    let locale = if chatter.is_visitor { Locale::parse(&room.locale) } else { Some(caller.locale) };
    let news = News::Transcript { room: id, subject: room.subject, text };
    let mail = Mail { to, name, locale: locale.unwrap_or_default(), letter: Letter::Chat { news } };
    let row = mail.message(services)?;
    services.store.write(move |mut tx| Box::pin(async move { outbox::enqueue(&mut tx, &row).await })).await?;
    outbox::wake(services);
    Ok(())
}

fn line(at: Timestamp, name: &str, text: &str, files: &[&str]) -> String {
    let (year, month, day) = at.date();
    let (hour, minute, ..) = at.time_of_day();
    let mut line = format!("{name} · {year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC\n{text}\n");
    for file in files {
        let _ = writeln!(line, "[{file}]");
    }
    line.push('\n');
    line
}
