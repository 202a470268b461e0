//! Notifications' part of the contract.

use crate::Timestamp;
use crate::notify::{Channels, Group, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something somebody was told of, in their language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    /// Opaque.
    pub id: String,
    /// What sort of thing happened.
    pub kind: Kind,
    /// One line.
    pub title: String,
    /// A sentence or two; plain text.
    pub text: String,
    /// Where one can do something about it: a path within the app.
    pub url: String,
    /// So many of the same sort became one.
    pub count: u64,
    /// When it happened; the last, where several became one.
    pub created_at: Timestamp,
    /// When it was read, if it was.
    pub read_at: Option<Timestamp>,
}

/// A part of the list, with how many are unread in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notifications {
    /// The newest first.
    pub items: Vec<Notification>,
    /// For what follows.
    pub next_cursor: Option<String>,
    /// All there are.
    pub unread: u64,
}

/// Which were read: these, or all up to one, or all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reading {
    /// These.
    #[serde(default)]
    pub ids: Vec<String>,
    /// This one and all that are older.
    #[serde(default)]
    pub up_to: Option<String>,
    /// All.
    #[serde(default)]
    pub all: bool,
}

/// How many are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unread {
    /// All there are.
    pub unread: u64,
}

/// Which were shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seeing {
    /// These.
    #[serde(default)]
    pub ids: Vec<String>,
}

/// A row of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventRow {
    /// With which others it is shown.
    pub group: Group,
    /// What is on.
    #[serde(flatten)]
    pub on: Channels,
    /// What can't be changed.
    pub locked: Channels,
}

/// Hours in which nothing that can wait is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuietHours {
    /// Whether there are any.
    pub enabled: bool,
    /// `22:00`.
    pub from: String,
    /// `07:00`.
    pub to: String,
}

/// A day's mail in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Digest {
    /// Whether it comes in one.
    pub enabled: bool,
    /// `08:00`.
    pub at: String,
}

/// What somebody wants to be told of, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationPreferences {
    /// Every kind there is for them.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub events: BTreeMap<Kind, EventRow>,
    /// When nothing that can wait is sent.
    pub quiet_hours: QuietHours,
    /// When mail comes in one.
    pub digest: Digest,
    /// An IANA name; times above are of there.
    pub time_zone: String,
    /// Where text messages go, as E.164 has it.
    pub phone: Option<String>,
    /// Whether this installation sends text messages.
    pub sms_available: bool,
}

/// A row to be changed; what is absent stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventChange {
    /// In the app.
    #[serde(default)]
    pub in_app: Option<bool>,
    /// Mail.
    #[serde(default)]
    pub email: Option<bool>,
    /// Push.
    #[serde(default)]
    pub push: Option<bool>,
    /// Text messages.
    #[serde(default)]
    pub sms: Option<bool>,
}

/// A change of preferences; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreferencesChange {
    /// Kind → ways. Kinds there aren't are ignored.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub events: BTreeMap<String, EventChange>,
    /// When nothing that can wait is sent.
    #[serde(default)]
    pub quiet_hours: Option<QuietHours>,
    /// When mail comes in one.
    #[serde(default)]
    pub digest: Option<Digest>,
    /// An IANA name, such as `Asia/Ho_Chi_Minh`.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Where text messages go; empty for nowhere.
    #[serde(default)]
    pub phone: Option<String>,
}

/// What a browser needs to ask its push service for a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushKey {
    /// The application server's public key, as base64url.
    pub public_key: String,
}

/// A browser's subscription, as `PushSubscription.toJSON()` writes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushSubscription {
    /// Whoever knows it can send.
    pub endpoint: String,
    /// For encryption.
    pub keys: PushKeys,
}

/// The keys of a subscription.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushKeys {
    /// The browser's public key, as base64url.
    pub p256dh: String,
    /// Its secret, as base64url.
    pub auth: String,
}

/// Which subscription ends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushEnd {
    /// As it was subscribed.
    pub endpoint: String,
}

/// Something that was to be sent or done, as admins see it. What it holds isn't shown: there may be secrets in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// Opaque.
    pub id: String,
    /// `mail`, `notification_email`, `push`, `sms`, `refund`, …
    pub kind: String,
    /// What it is about, as far as it may be shown.
    pub about: String,
    /// `pending` or `dead`.
    pub state: String,
    /// Tried so often.
    pub attempts: u64,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When its cause happened.
    pub created_at: Timestamp,
    /// When it is tried next, or was given up.
    pub at: Timestamp,
}
