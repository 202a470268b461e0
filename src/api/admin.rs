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
