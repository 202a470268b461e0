//! What use cases work with, and who asks.

use crate::accounts::Accounts;
use crate::config::Config;
use crate::error::Result;
use crate::events::Hub;
use crate::gateways::Gateways;
use crate::limits::Limiter;
use crate::mail::Mailer;
use crate::outbox::Outbox;
use crate::search::{self, Engine};
use crate::sites::{Sites, Visits};
use crate::storage::{LocalObjects, ObjectStore};
use crate::uploads::Decoding;
use landinghub::account::{Locale, Role};
use landinghub::{Clock, Code, Rng, Timestamp};
use landinghub_store::Store;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

/// Everything use cases need. Cloning shares it.
#[derive(Clone)]
pub struct Services(Arc<Parts>);

/// The parts of [`Services`]; reached through `Deref`.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Settings.
    pub config: Config,
    /// Counts against limits.
    pub limits: Limiter,
    /// What accounts keep in memory.
    pub(crate) accounts: Accounts,
    /// Wakes the worker of the outbox.
    pub(crate) outbox: Outbox,
    /// Sends mail.
    pub(crate) mailer: Mailer,
    /// Sends to browsers.
    pub(crate) push: crate::notifications::Push,
    /// Sends text messages.
    pub(crate) sms: crate::notifications::Sms,
    /// Bytes of uploads and published sites.
    pub objects: Arc<dyn ObjectStore>,
    /// The table published sites are served from.
    pub(crate) sites: Sites,
    /// Visits that aren't written yet.
    pub visits: Visits,
    /// Finds what is for sale.
    pub search: Arc<dyn Engine>,
    /// Asks servers of others.
    pub(crate) http: crate::gateways::http::Client,
    /// Those who move money.
    pub gateways: Gateways,
    /// Pictures of listings that no browser has drawn.
    pub(crate) sketches: crate::thumbnails::Sketches,
    /// Pictures wait here for their turn.
    pub(crate) decoding: Decoding,
    /// Hosts of other people's that are served.
    pub domains: crate::domains::Domains,
    /// Who listens to events.
    pub events: Hub,
    /// Whose turn it is to index conversations.
    pub(crate) chat_words: tokio::sync::Mutex<()>,
    /// Conversations whose mail to the support is on its way.
    pub(crate) chat_mailed: crate::chat::Mailed,
    /// The help centre's articles, as they were last read.
    pub(crate) shelf: crate::help::Shelf,
    /// Whether the AI may answer by itself, as it was last read.
    pub(crate) ai_allowed: crate::ai::Allowed,
}

impl Services {
    /// Puts the parts together.
    pub fn new(store: Store, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>, config: Config) -> Self {
        let limits = Limiter::new(Arc::clone(&clock), config.limits.clone());
        let mailer = Mailer::new(&config);
        let push = crate::notifications::Push::new(&config);
        let sms = crate::notifications::Sms::new(&config);
        let objects = Arc::new(LocalObjects::new(config.data_dir.join("objects")));
        let gateways = Gateways::new(&config);
        Self(Arc::new(Parts {
            gateways,
            http: crate::gateways::http::Client::new(),
            search: search::engine(&store, &clock, &config),
            store,
            clock,
            rng,
            config,
            limits,
            accounts: Accounts::default(),
            outbox: Outbox::default(),
            mailer,
            push,
            sms,
            objects,
            sites: Sites::default(),
            visits: Visits::default(),
            sketches: crate::thumbnails::Sketches::default(),
            decoding: Decoding::default(),
            domains: crate::domains::Domains::default(),
            events: Hub::default(),
            chat_words: tokio::sync::Mutex::default(),
            chat_mailed: crate::chat::Mailed::default(),
            shelf: crate::help::Shelf::default(),
            ai_allowed: crate::ai::Allowed::default(),
        }))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Deref for Services {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// A logged-in account, as read from the database for this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user_id: String,
    /// The session the access token belongs to.
    pub session_id: String,
    /// From the database, not from the token.
    pub role: Role,
    /// Whether they have shown that the address is theirs.
    pub email_verified: bool,
}

impl Actor {
    /// A visitor of the chat, as one who listens to events: they have no session, and nothing but their rooms.
    pub(crate) fn guest(id: &str) -> Self {
        let session_id = format!("{GUEST_SESSION}{id}");
        Self { user_id: id.to_owned(), session_id, role: Role::User, email_verified: false }
    }

    /// Whether this is a visitor who listens.
    pub(crate) fn is_guest(&self) -> bool {
        self.session_id.starts_with(GUEST_SESSION)
    }
}

/// What stands for a session where a visitor listens; no session's id holds a colon.
const GUEST_SESSION: &str = "visitor:";

/// A visitor without an account, as their token told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// The visitor.
    pub id: String,
    /// The published page they came from.
    pub page_id: Option<String>,
    /// The language they read.
    pub locale: Locale,
}

/// Whoever causes a use case: perhaps logged in, always from somewhere.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who, if logged in.
    pub actor: Option<Actor>,
    /// Which visitor of the chat, if they have no account; never beside an account.
    pub guest: Option<Guest>,
    /// From which address.
    pub ip: IpAddr,
    /// With which program, as it says itself.
    pub user_agent: String,
    /// The language they would rather read, from their request; mail to a new account is in it.
    pub locale: Locale,
    /// The cookie that tells accounts which have logged in from this browser before.
    pub device: Option<String>,
    /// A browser fetches ahead what nobody looks at yet.
    pub ahead: bool,
}

impl Caller {
    /// Somebody at `ip` of whom nothing else is known.
    pub const fn anonymous(ip: IpAddr) -> Self {
        let user_agent = String::new();
        Self { actor: None, guest: None, ip, user_agent, locale: Locale::En, device: None, ahead: false }
    }

    /// The account, or `unauthenticated`.
    pub fn actor(&self) -> Result<&Actor> {
        self.actor.as_ref().ok_or_else(|| Code::Unauthenticated.into())
    }

    /// Whoever listens to events: an account, or a visitor of the chat.
    pub fn listener(&self) -> Result<Actor> {
        match &self.guest {
            Some(guest) => Ok(Actor::guest(&guest.id)),
            None => self.actor().cloned(),
        }
    }

    /// The account if it is an admin's, else `forbidden` (or `unauthenticated`).
    pub fn admin(&self) -> Result<&Actor> {
        let actor = self.actor()?;
        if actor.role == Role::Admin { Ok(actor) } else { Err(Code::Forbidden.into()) }
    }
}
