//! The settings use cases need, already checked. Reading them from flags, environment and file is the server's job.

use crate::thumbnails::Browser;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use url::Url;

/// A value that must not show itself in logs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// For the function that needs it, never for a message.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How people are reached outside the app, beside mail.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Signs what we send to push services: 32 bytes as base64url.
    pub vapid_private_key: Secret,
    /// Whom push services may ask about us; the sender of mails where it isn't set.
    pub vapid_subject: Option<String>,
    /// Sends text messages.
    pub sms: Option<crate::notifications::SmsConfig>,
}

/// Settings of an installation.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the app is reached, without a path: `http://localhost:3000`.
    pub base_url: Url,
    /// Pages are published below it: `localhost:3000`, with the port where it isn't the scheme's.
    pub pages_domain: String,
    /// Uploads and previews are served from it: `content.localhost:3000`.
    pub content_domain: String,
    /// Files of this installation: database, bytes, secrets, outbox.
    pub data_dir: PathBuf,
    /// Signs access tokens and derives what must survive a restart.
    pub jwt_secret: Secret,
    /// Where mail goes; without it mails land in `outbox/` of the data folder.
    pub smtp_url: Option<Secret>,
    /// Where several servers of one installation hear of each other.
    pub redis_url: Option<Secret>,
    /// The sender of mails.
    pub mail_from: String,
    /// Push and text messages.
    pub reach: Reach,
    /// Asked for the records of domains; the machine's own name servers where it isn't set.
    pub dns: Option<std::net::SocketAddr>,
    /// Draws pictures of pages; without one there are none.
    pub browser: Option<Browser>,
    /// Finds what is for sale in place of the embedded engine.
    pub meilisearch: Option<crate::search::MeilisearchServer>,
    /// Writes drafts and answers; without one the help centre's articles do.
    pub ai: Option<crate::ai::Model>,
    /// Limits that differ from their defaults.
    pub limits: Limits,
    /// Payment gateways.
    pub payments: crate::gateways::Payments,
    /// Seconds until an unpaid order expires.
    pub order_ttl_seconds: i64,
}

impl Config {
    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        self.base_url.scheme()
    }

    /// The address of a published page.
    pub fn page_url(&self, slug: &str) -> String {
        format!("{}://{slug}.{}/", self.scheme(), self.pages_domain)
    }

    /// An address on the content origin; `path` starts with a slash.
    pub fn content_url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme(), self.content_domain)
    }

    /// An address in the app; `path` starts with a slash.
    pub fn app_url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    /// Whether cookies are `Secure` and named `__Host-…`.
    pub fn is_https(&self) -> bool {
        self.scheme() == "https"
    }
}

/// One limit: its name in the environment, how many, and in how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// `LANDINGHUB_LIMIT_<NAME>` sets it.
    pub name: &'static str,
    /// How many by default.
    pub default: u64,
    /// The window in seconds; 0 where it isn't a rate.
    pub seconds: u64,
    /// What it limits, for `config check`.
    pub what: &'static str,
}

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = $default:literal, $seconds:literal, $what:literal;)*) => {
        impl Limit {
            $($(#[$doc])* pub const $name: Self = Self { name: stringify!($name), default: $default, seconds: $seconds, what: $what };)*
            /// The table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

limits! {
    /// Failed logins for one account from one prefix.
    LOGIN_ACCOUNT_PREFIX = 10, 900, "failed logins for an account from one /24 or /64";
    /// Failed logins for one account from anywhere.
    LOGIN_ACCOUNT = 50, 3600, "failed logins for an account from anywhere";
    /// Failed logins from one prefix.
    LOGIN_PREFIX = 100, 3600, "failed logins from one /24 or /64";
    /// Wrong codes at login for one account from one prefix.
    CODE_ACCOUNT_PREFIX = 10, 900, "wrong codes at login for an account from one /24 or /64";
    /// Wrong codes at login for one account from anywhere.
    CODE_ACCOUNT = 50, 3600, "wrong codes at login for an account from anywhere";
    /// Registrations from one prefix.
    REGISTER_PREFIX = 30, 3600, "registrations from one /24 or /64";
    /// Reset mails for one account.
    RESET_ACCOUNT = 5, 3600, "password resets for an account (silently)";
    /// Reset requests from one prefix.
    RESET_PREFIX = 30, 3600, "password resets from one /24 or /64";
    /// API calls of one user.
    API_USER = 600, 60, "API calls of a user";
    /// Uploads of one user.
    UPLOAD_USER = 60, 60, "uploads of a user";
    /// Form posts from one prefix to one page.
    FORM_PREFIX = 20, 60, "form posts to a page from one /24 or /64";
    /// Abuse reports from one prefix.
    REPORTS = 20, 3600, "abuse reports from one /24 or /64";
    /// Chat messages of one person.
    CHAT_MESSAGES = 30, 60, "chat messages of a person";
    /// Chat messages of all visitors from one prefix.
    CHAT_VISITOR_MESSAGES = 120, 60, "chat messages of visitors from one /24 or /64";
    /// Chat rooms one person opens.
    CHAT_ROOMS = 30, 60, "chat rooms a person opens";
    /// Visitors without an account from one prefix.
    CHAT_VISITORS = 60, 3600, "new chat visitors from one /24 or /64";
    /// Transcripts one person asks for.
    CHAT_TRANSCRIPTS = 10, 3600, "chat transcripts a person asks for";
    /// JSON bodies.
    JSON_BYTES = 2_097_152, 0, "bytes of a JSON body";
    /// Images and files.
    UPLOAD_BYTES = 10_485_760, 0, "bytes of an uploaded image or file";
    /// Videos.
    VIDEO_BYTES = 52_428_800, 0, "bytes of an uploaded video";
    /// Posts to forms of published pages.
    FORM_BYTES = 262_144, 0, "bytes of a form post on a published page";
    /// Bytes one account may keep.
    STORAGE_BYTES = 1_073_741_824, 0, "bytes of uploads an account may keep";
    /// Open connections; more wait to be taken.
    CONNECTIONS = 16_384, 0, "open connections";
    /// Requests at work at once; more are refused with 503.
    CONCURRENT_REQUESTS = 1024, 0, "requests at work at once";
    /// Times an article is counted as helpful from one prefix.
    HELPED = 3, 86_400, "times an article counts as helpful from one /24 or /64 (silently)";
    /// Drafts the AI writes for one admin.
    AI_USER = 120, 3600, "drafts of the AI for an admin";
    /// Pages a model plans for one account.
    AI_PAGES = 20, 3600, "pages the AI plans for an account";
    /// Tokens of models.
    AI_TOKENS = 500_000, 0, "tokens a day (UTC) for the AI, of questions and answers together";
    /// Pages one account may keep.
    PAGES = 1000, 0, "pages an account may keep";
    /// Domains one page may have.
    DOMAINS = 10, 0, "domains a page may have";
    /// Looks at domains' records for one account.
    DOMAIN_CHECKS = 60, 3600, "looks at domains' records for an account";
    /// Billing addresses one account may keep.
    ADDRESSES = 20, 0, "billing addresses an account may keep";
    /// Listings one account may try at once.
    TRIALS = 10, 0, "listings an account may try at once";
}

/// Limits as set; what isn't set has its default, and 0 switches a limit off.
#[derive(Clone, Debug, Default)]
pub struct Limits(BTreeMap<&'static str, u64>);

impl Limits {
    /// Sets one by its name in the environment; `false` where there is no such limit.
    pub fn set(&mut self, name: &str, value: u64) -> bool {
        let Some(limit) = Limit::ALL.iter().find(|limit| limit.name == name) else { return false };
        self.0.insert(limit.name, value);
        true
    }

    /// The number in force; `None` where it is off.
    pub fn get(&self, limit: Limit) -> Option<u64> {
        match self.0.get(limit.name).copied().unwrap_or(limit.default) {
            0 => None,
            number => Some(number),
        }
    }
}
