//! What admins see and ask for.

use super::User;
use crate::Timestamp;
use crate::account::{AccountStatus, Role};
use serde::{Deserialize, Serialize};

/// An account as admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminUser {
    /// The account.
    #[serde(flatten)]
    pub user: User,
    /// Whether it may be used.
    pub status: AccountStatus,
}

/// A change of an account by an admin; what is absent stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserChange {
    /// What they may do.
    #[serde(default)]
    pub role: Option<Role>,
    /// Whether the account may be used; suspending ends its sessions.
    #[serde(default)]
    pub status: Option<AccountStatus>,
}

/// Whoever did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    /// The account, or `cli`.
    pub id: String,
    /// As shown to others.
    pub name: String,
}

/// Who did what with an admin's powers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Opaque.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The admin; `id` is `cli` and `name` empty for the command line.
    pub actor: Actor,
    /// A stable word: `user.suspended`.
    pub action: String,
    /// The id of what it was done to.
    pub target: String,
    /// More, by action.
    pub detail: serde_json::Value,
}

/// A page that is taken down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Takedown {
    /// The page.
    pub page_id: String,
    /// Its address, while it has one.
    pub url: Option<String>,
    /// As its owner calls it.
    pub title: String,
    /// Whose, while they are there.
    pub owner: Option<super::market::Person>,
    /// Why; the owner reads it.
    pub reason: String,
    /// Listings that were suspended with it.
    pub listings: Vec<String>,
    /// Since when.
    pub created_at: Timestamp,
}

/// A complaint as it is posted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewReport {
    /// What it is about: a whole address.
    pub url: String,
    /// 1 to 100 characters: `phishing`, `malware`, `copyright`, …
    pub reason: String,
    /// Up to 4 000 characters.
    pub detail: String,
}

/// A complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// Opaque.
    pub id: String,
    /// What it is about.
    pub url: String,
    /// In a word or a line.
    pub reason: String,
    /// More.
    pub detail: String,
    /// `open`, `acted` or `dismissed`.
    pub status: String,
    /// When.
    pub created_at: Timestamp,
    /// For admins: the page it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_id: Option<String>,
    /// For admins: its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_title: Option<String>,
    /// For admins: the listing it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing_id: Option<String>,
    /// For admins: whether the page is down.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub taken_down: bool,
    /// For admins: what was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What an admin decides about a complaint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ReportDecision {
    /// `act` or `dismiss`.
    pub decision: String,
    /// Up to 1 000 characters, for other admins.
    pub note: String,
}
