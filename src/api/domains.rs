//! Domains of a page (`/api/pages/{id}/domains`).

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a domain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DomainStatus {
    /// Its TXT record wasn't seen yet.
    Pending,
    /// The page is served there.
    Verified,
    /// The page is served there, but the record is gone: it ends after seven days.
    Failing,
}

/// A host of the owner's where a page is served, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Domain {
    /// In lower case, as DNS has it.
    pub domain: String,
    /// How far it is.
    pub status: DomainStatus,
    /// Where the page is, once the domain is verified and leads here.
    pub url: String,
    /// The name of the TXT record that proves whose it is.
    pub txt_name: String,
    /// What the record must say.
    pub txt_value: String,
    /// Where the domain should lead: a `CNAME`, or its provider's equivalent.
    pub target: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// Since when it is verified.
    pub verified_at: Option<Timestamp>,
    /// The last look at the record.
    pub checked_at: Option<Timestamp>,
}

/// A domain to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewDomain {
    /// `www.example.com`.
    pub domain: String,
}
