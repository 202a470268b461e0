//! Nobody is there: what a customer writes becomes a mail to the support as well.

use super::transcript::News;
use crate::context::Services;
use crate::error::Result;
use crate::mail::{Letter, Mail};
use crate::outbox;
use landinghub::account::Locale;
use landinghub::api::chat::{ChatSettings, Message};
use landinghub_store::Conn;
use landinghub_store::chat::rooms::RoomRow;

/// A room's messages are gathered for so long: who writes ten short lines is one mail, which leads to all of them.
const GATHERED_SECONDS: i64 = 300;

/// Writes the mail in the transaction of the message, the first of a room in five minutes.
pub(super) async fn enqueue(
    services: &Services,
    conn: &mut Conn<'_>,
    room: &RoomRow,
    message: &Message,
    settings: &ChatSettings,
) -> Result<()> {
    let to = settings.support_email.clone().or_else(|| sender(&services.config.mail_from));
    let Some(to) = to else { return Ok(()) };
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
    let row = mail.message(services)?.once(format!(
        "chat-offline:{}:{}",
        room.id,
        message.created_at.unix_seconds() / GATHERED_SECONDS
    ));
    outbox::enqueue(conn, &row).await
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
