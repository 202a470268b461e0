//! Chat's part of the contract: rooms, messages, visitors, and what the support works with.

use super::market::Person;
use crate::account::Locale;
use crate::chat::{BusinessHours, Due, MessageType, Priority, RoomKind, RoomStatus, SenderType, SlaTargets};
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// A room, as whoever asks may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Room {
    /// Opaque.
    pub id: String,
    /// Between whom.
    pub kind: RoomKind,
    /// The customer.
    pub user: Person,
    /// Who answers for the support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<Person>,
    /// The seller, or the owner of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<Person>,
    /// Where it is.
    pub status: RoomStatus,
    /// One line.
    pub subject: String,
    /// How soon.
    pub priority: Priority,
    /// In lower case; empty for those who aren't of the support.
    pub tags: Vec<String>,
    /// Messages of others after the last one that was read.
    pub unread: u64,
    /// The last one whoever asks can see.
    pub last_message: Option<Message>,
    /// The page it was opened from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_id: Option<String>,
    /// The listing it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing_id: Option<String>,
    /// The order it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Set aside until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    /// What the customer thinks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// For the support only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<RoomSupport>,
    /// Grows with every change of the room; the larger one is the newer.
    pub version: u64,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
}

/// What only the support sees of a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomSupport {
    /// Whether the customer has no account.
    pub is_visitor: bool,
    /// The customer's address, where they gave one.
    pub email: Option<String>,
    /// The language they read.
    pub locale: Locale,
    /// Since when the customer waits for an answer.
    pub waiting_since: Option<Timestamp>,
    /// The promise of a first answer.
    pub first_response: Due,
    /// The promise that it is done.
    pub resolution: Due,
    /// A room between buyer and seller that one of them has reported.
    pub reported: bool,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Opaque.
    pub id: String,
    /// In which room.
    pub room_id: String,
    /// Its number there; private notes have numbers too.
    pub seq: u64,
    /// As its sender's client named it.
    pub client_id: String,
    /// Who wrote it.
    pub sender: Person,
    /// In which part.
    pub sender_type: SenderType,
    /// Plain text, never HTML.
    pub message: String,
    /// What it is.
    pub message_type: MessageType,
    /// What hangs on it.
    pub attachments: Vec<Attachment>,
    /// For the support only.
    pub private: bool,
    /// When the other side has read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// A file on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// The upload's.
    pub id: String,
    /// Signed, and good for an hour; ask for the messages again for a new one.
    pub url: String,
    /// As it was called.
    pub name: String,
    /// By content.
    pub mime: String,
    /// Its size.
    pub bytes: u64,
}

/// What a customer says about a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rating {
    /// 1 to 5.
    pub score: i64,
    /// Plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A room to be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRoom {
    /// One line; the beginning of the message where it is empty.
    #[serde(default)]
    pub subject: String,
    /// The first message: 1 to 5 000 characters.
    pub message: String,
    /// Names the first message for retries.
    #[serde(default)]
    pub client_id: Option<String>,
    /// With whom.
    #[serde(default)]
    pub kind: RoomKind,
    /// About which listing.
    #[serde(default)]
    pub listing_id: Option<String>,
    /// From or about which page.
    #[serde(default)]
    pub page_id: Option<String>,
    /// About which order.
    #[serde(default)]
    pub order_id: Option<String>,
    /// Uploads of the sender.
    #[serde(default)]
    pub attachments: Vec<String>,
}

/// A room with its first message; where a buyer has a room with the seller about it already, that room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenedRoom {
    /// The room.
    pub room: Room,
    /// The message that was sent with it.
    pub message: Message,
}

/// A message to be stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMessage {
    /// 1 to 128 visible characters, made where absent; the same one again is the same message.
    #[serde(default)]
    pub client_id: Option<String>,
    /// 1 to 5 000 characters; may be empty where something is attached.
    #[serde(default)]
    pub message: String,
    /// What it is; by what is attached where absent.
    #[serde(default)]
    pub message_type: Option<MessageType>,
    /// Uploads of the sender.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// For the support only.
    #[serde(default)]
    pub private: bool,
}

/// How far somebody has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadUpTo {
    /// The number of a message.
    pub up_to: i64,
}

/// `chat:read` of the event stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Read {
    /// In which room.
    pub room_id: String,
    /// Who.
    pub user_id: String,
    /// Up to which message.
    pub up_to: u64,
}

/// Somebody writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypingNow {
    /// A private note, of which the customer isn't told.
    #[serde(default)]
    pub private: bool,
}

/// `chat:typing` of the event stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Typing {
    /// In which room.
    pub room_id: String,
    /// Who.
    pub user_id: String,
    /// Their name.
    pub name: String,
}

/// Who shall answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assign {
    /// An admin; whoever asks where absent.
    #[serde(default)]
    pub admin_id: Option<String>,
    /// Also from somebody else.
    #[serde(default)]
    pub take_over: bool,
}

/// A change of a room; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomChange {
    /// How soon.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// All of them.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// One line.
    #[serde(default)]
    pub subject: Option<String>,
}

/// A room is done, as far as it was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resolve {
    /// The last message seen.
    #[serde(default)]
    pub up_to: Option<i64>,
}

/// Set aside; `null` takes it up again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snooze {
    /// Until when.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// Somebody without an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewVisitor {
    /// As they want to be called.
    #[serde(default)]
    pub name: Option<String>,
    /// For answers when they are gone.
    #[serde(default)]
    pub email: Option<String>,
    /// The published page they are on.
    #[serde(default)]
    pub page_id: Option<String>,
    /// The language they read.
    #[serde(default)]
    pub locale: Option<Locale>,
}

/// A visitor with the token that speaks for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorPass {
    /// For `Authorization: Bearer`; good for chat and its events only.
    pub visitor_token: String,
    /// Who they are.
    pub visitor: Person,
}

/// Whether the support is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursNow {
    /// Within business hours.
    pub open: bool,
    /// Somebody is there right now.
    pub online: bool,
    /// When it opens or closes next; absent where that never changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
    /// Minutes until an answer, as of late; counted in open hours.
    pub expected_reply_minutes: i64,
    /// By when an answer is expected.
    pub expected_reply_at: Timestamp,
    /// The week's hours.
    pub hours: BusinessHours,
    /// Topics to begin with.
    pub topics: Vec<String>,
}

/// A canned reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedReply {
    /// Opaque.
    pub id: String,
    /// What it is called by, after `/`.
    pub shortcut: String,
    /// What it is for.
    pub title: String,
    /// With placeholders such as `{{customer.name}}`.
    pub body: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A canned reply to be made or changed; what is absent in a change stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedDraft {
    /// What it is called by.
    #[serde(default)]
    pub shortcut: Option<String>,
    /// What it is for; the shortcut where absent.
    #[serde(default)]
    pub title: Option<String>,
    /// 1 to 5 000 characters.
    #[serde(default)]
    pub body: Option<String>,
}

/// How the support works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChatSettings {
    /// When somebody is there.
    pub hours: BusinessHours,
    /// New rooms are dealt out to those who are there.
    pub round_robin: bool,
    /// Open rooms of one agent at the most, as far as they are dealt out.
    pub most_rooms: i64,
    /// What is promised.
    pub sla: SlaTargets,
    /// Suggested for rooms.
    pub tags: Vec<String>,
    /// What customers may begin with.
    pub topics: Vec<String>,
    /// Where messages go while nobody is there; the sender of mails where absent.
    pub support_email: Option<String>,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self {
            hours: BusinessHours::default(),
            round_robin: false,
            most_rooms: 20,
            sla: SlaTargets::default(),
            tags: Vec::new(),
            topics: Vec::new(),
            support_email: None,
        }
    }
}

/// Somebody of the support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupportAgent {
    /// The account.
    pub id: String,
    /// As shown to others.
    pub name: String,
    /// Whether they are there.
    pub online: bool,
    /// Open rooms they have.
    pub load: u64,
}

/// What the support should know of a customer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerContext {
    /// Whether they have no account.
    pub is_visitor: bool,
    /// As shown to others.
    pub name: String,
    /// Where they can be reached.
    pub email: Option<String>,
    /// The role of the account.
    pub role: Option<String>,
    /// Since when there is one.
    pub since: Option<Timestamp>,
    /// The language they read.
    pub locale: Option<Locale>,
    /// Their last rooms, without this one.
    pub rooms: Vec<ContextItem>,
    /// Their last pages.
    pub pages: Vec<ContextItem>,
    /// Their last listings.
    pub listings: Vec<ContextItem>,
    /// Their last purchases.
    pub orders: Vec<ContextItem>,
    /// What the room is about.
    pub about: Vec<ContextItem>,
}

/// A row of a customer's context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContextItem {
    /// Opaque.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub status: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its amount, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<crate::market::Money>,
}

/// How many rooms wait where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatCounts {
    /// Nobody has them.
    pub unassigned: u64,
    /// Open, and whoever asks has them.
    pub mine: u64,
    /// Open.
    pub all: u64,
    /// Set aside.
    pub snoozed: u64,
}

/// What the support did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatReport {
    /// First day, `2026-11-01`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Rooms opened.
    pub rooms: u64,
    /// Messages written in them by customers and others.
    pub messages: u64,
    /// Of the rooms, done by now.
    pub resolved: u64,
    /// Median seconds until the first answer; `null` without any.
    pub first_response_seconds: Option<i64>,
    /// Nine of ten were answered within so many seconds.
    pub first_response_p90_seconds: Option<i64>,
    /// Median seconds until it was done.
    pub resolution_seconds: Option<i64>,
    /// Mean of the ratings, in hundredths.
    pub csat_hundredths: Option<i64>,
    /// How many rated.
    pub ratings: u64,
    /// How often each score was given, from 1 to 5.
    pub scores: Vec<u64>,
    /// Each day.
    pub days: Vec<ChatReportDay>,
    /// Each agent with rooms, the busiest first.
    pub agents: Vec<ChatReportAgent>,
}

/// A day of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatReportDay {
    /// `2026-11-22`, in the time zone of the business hours.
    pub date: String,
    /// Rooms opened.
    pub rooms: u64,
    /// Of those, done by now.
    pub resolved: u64,
    /// Median seconds until their first answer.
    pub first_response_seconds: Option<i64>,
}

/// An agent of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatReportAgent {
    /// As shown to others.
    pub name: String,
    /// Rooms they have.
    pub rooms: u64,
    /// Of those, done.
    pub resolved: u64,
    /// Mean of the ratings, in hundredths.
    pub csat_hundredths: Option<i64>,
}
