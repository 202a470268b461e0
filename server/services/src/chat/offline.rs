//! Nobody is there: what a customer writes becomes a mail to the support as well.

use super::settings;
use super::transcript::News;
use crate::context::Services;
use crate::error::Result;
use crate::mail::{Letter, Mail};
use crate::outbox;
use landinghub::account::Locale;
use landinghub::api::chat::Message;
use landinghub_store::Conn;
use landinghub_store::chat::rooms::RoomRow;
use moka::sync::Cache;
use std::time::Duration;

/// A room's messages are gathered for so long: who writes ten short lines is one mail, which leads to all of them.
const GATHERED_SECONDS: i64 = 300;

/// Rooms that are remembered; for any other the key of the mail tells.
const ROOMS: u64 = 10_000;

/// Rooms that have their mail already, each with its five minutes.
#[derive(Debug)]
pub(crate) struct Mailed(Cache<String, i64>);

impl Default for Mailed {
    fn default() -> Self {
        // The time to live only frees memory.
        Self(Cache::builder().max_capacity(ROOMS).time_to_live(Duration::from_mins(5)).build())
    }
}

/// A room's mail that is in the outbox once its transaction commits.
#[derive(Clone, Debug)]
pub(super) struct Mailing {
    room: String,
    slot: i64,
}

impl Mailing {
    /// It isn't asked for again, and goes out. Only after the commit.
    pub(super) fn send(self, services: &Services) {
        services.chat_mailed.0.insert(self.room, self.slot);
        outbox::wake(services);
    }
}

/// Writes the mail in the transaction of the message, the first of a room in five minutes.
pub(super) async fn enqueue(
    services: &Services,
    conn: &mut Conn<'_>,
    room: &RoomRow,
    message: &Message,
) -> Result<Option<Mailing>> {
    let slot = message.created_at.unix_seconds() / GATHERED_SECONDS;
    if services.chat_mailed.0.get(&room.id) == Some(slot) {
        return Ok(None);
    }
    let settings = settings::load(conn).await?;
    let to = settings.support_email.or_else(|| sender(&services.config.mail_from));
    let Some(to) = to else { return Ok(None) };
    let news = News::Waiting {
        room: room.id.clone(),
        from: match &room.customer_email {
            Some(email) => format!("{} <{email}>", room.customer_name),
            None => room.customer_name.clone(),
        },
        subject: room.subject.clone(),
        text: message.message.clone(),
    };
    let mail =
        Mail { to, name: "LandingHub".to_owned(), locale: Locale::default(), letter: Letter::Chat { news } };
    let row = mail.message(services)?.once(format!("chat-offline:{}:{slot}", room.id));
    outbox::enqueue(conn, &row).await?;
    Ok(Some(Mailing { room: room.id.clone(), slot }))
}

/// The address in `Name <address>`.
fn sender(mailbox: &str) -> Option<String> {
    let address = mailbox.rsplit_once('<').map_or(mailbox, |(_, rest)| rest.trim_end_matches('>')).trim();
    address.contains('@').then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_a_mailbox() {
        assert_eq!(sender("LandingHub <a@b.example>").as_deref(), Some("a@b.example"));
        assert_eq!(sender("a@b.example").as_deref(), Some("a@b.example"));
        assert_eq!(sender("nobody"), None);
    }
}
