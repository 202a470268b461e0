//! Mail: composed in the reader's language, sent by SMTP, or put down as files where there is no SMTP server.
//!
//! Mails go through the outbox: `Mail` is what its rows hold, [`deliver`] is their handler. What a mail says is
//! in [`letters`]; how it is written down is in [`compose`].

mod chat;
mod compose;
mod letters;

pub(crate) use compose::{Content, Item, Leave};

use crate::config::Config;
use crate::context::Services;
use crate::error::Result;
use crate::outbox::{Kind, Message};
use landinghub::account::Locale;
use landinghub_store::outbox::Claimed;
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// For each command of an SMTP conversation.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(10);
/// For a whole delivery; shorter than the outbox's lease.
const DELIVERY_TIMEOUT: Duration = Duration::from_mins(1);

/// A mail to one person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// Whom it greets.
    pub name: String,
    /// In which language.
    pub locale: Locale,
    /// What it says.
    pub letter: Letter,
}

/// What a mail says, with what differs from mail to mail.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// To a new account: show that this address is yours.
    Verify {
        /// Good for 24 hours.
        token: String,
    },
    /// To a new address of an account: show that it is yours.
    ConfirmAddress {
        /// Good for 24 hours.
        token: String,
    },
    /// To the old address: somebody with the password wants another one.
    AddressChanging {
        /// The one they want.
        new_email: String,
    },
    /// Set a new password.
    Reset {
        /// Good for 10 minutes.
        token: String,
    },
    /// The password is another one now.
    PasswordChanged,
    /// A refresh token came a second time, so its session was ended.
    SessionReused {
        /// The browser the session began in.
        device: String,
    },
    /// Logging in takes a code from now on, or none any more.
    TwoStep {
        /// Which.
        on: bool,
    },
    /// Something about a conversation.
    Chat {
        /// What.
        news: crate::chat::News,
    },
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Most have a token in them.
        f.write_str("Letter(…)")
    }
}

impl Mail {
    /// The mail as a row of the outbox.
    pub fn message(&self, services: &Services) -> Result<Message> {
        Message::new(services, Kind::Mail, self)
    }
}

/// Where mail goes.
pub(crate) enum Mailer {
    /// To an SMTP server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Into a folder, one file a mail.
    Folder(PathBuf),
    /// Nowhere: the settings can't be used, and this is why.
    Broken(String),
}

impl Mailer {
    /// By `SMTP_URL` where it is set, else into the data folder.
    pub(crate) fn new(config: &Config) -> Self {
        let Some(url) = &config.smtp_url else { return Self::Folder(config.data_dir.join("outbox")) };
        match AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose()) {
            Ok(builder) => Self::Smtp(builder.timeout(Some(COMMAND_TIMEOUT)).build()),
            Err(error) => Self::Broken(format!("SMTP_URL can't be used: {error}")),
        }
    }
}

/// Delivers a row of the outbox.
pub(crate) async fn deliver(services: &Services, row: &Claimed) -> Result<(), String> {
    let mail: Mail =
        serde_json::from_str(&row.payload).map_err(|error| format!("the row's payload: {error}"))?;
    send(services, row, &letters::content(&services.config, mail)).await
}

/// Sends a mail for a row of the outbox. A repeated delivery has the same `Message-ID`, and in a folder the same file.
pub(crate) async fn send(services: &Services, row: &Claimed, content: &Content) -> Result<(), String> {
    match &services.mailer {
        Mailer::Smtp(transport) => {
            let message = compose::message(&services.config, content, row, compose::Wire::Smtp)?;
            let sent = tokio::time::timeout(DELIVERY_TIMEOUT, transport.send(message)).await;
            sent.map_err(|_| "the SMTP server took too long".to_owned())?
                .map_err(|error| format!("SMTP: {error}"))?;
        }
        Mailer::Folder(folder) => {
            let bytes = compose::message(&services.config, content, row, compose::Wire::File)?.formatted();
            let time: String =
                row.created_at.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
            let (folder, name) = (folder.clone(), format!("{time}-{}.eml", row.id));
            let written = tokio::task::spawn_blocking(move || put_down(&folder, &name, &bytes)).await;
            written
                .map_err(|error| error.to_string())?
                .map_err(|error| format!("the outbox folder: {error}"))?;
        }
        Mailer::Broken(why) => return Err(why.clone()),
    }
    Ok(())
}

/// Does to the disk what [`deliver`] does and leaves nothing behind: whoever asks next waits as long as after a mail.
pub(crate) async fn pretend(services: &Services, row: &Claimed) -> Result<(), String> {
    let Mailer::Folder(folder) = &services.mailer else { return Ok(()) };
    let (folder, name) = (folder.clone(), format!("{}.decoy", row.id));
    let written = tokio::task::spawn_blocking(move || {
        put_down(&folder, &format!(".{name}"), &[b' '; 4096])?;
        std::fs::remove_file(folder.join(format!(".{name}")))
    });
    written.await.map_err(|error| error.to_string())?.map_err(|error| format!("the outbox folder: {error}"))
}

/// Whoever reads the folder sees whole mails only, also after a crash.
fn put_down(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let temporary = folder.join(format!(".{name}.part"));
    let mut file = std::fs::File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&temporary, folder.join(name))?;
    std::fs::File::open(folder)?.sync_all()
}
