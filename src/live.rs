//! What editors of one page tell each other: operations as they are stored, and who is here.

use crate::api::MissedBatch;
use crate::document::Op;
use serde::{Deserialize, Serialize};

/// `page:ops` of the event stream: a batch that was stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageOps {
    /// Of which page, or which variant of one.
    pub page_id: String,
    /// The revision it made.
    pub revision: u64,
    /// Whose.
    pub client: String,
    /// Its number there.
    pub seq: u64,
    /// What it did; `null` where that is too large for an event and has to be asked for (`GET /ops?after=`).
    pub ops: Option<Vec<Op>>,
}

/// The batches after a revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Missed {
    /// The page's revision now.
    pub revision: u64,
    /// What came in between, in order; empty if it is too much, and the page has to be fetched anew.
    pub missed: Vec<MissedBatch>,
}

/// `presence` of the event stream: everybody who has the page open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Presence {
    /// Which page.
    pub page_id: String,
    /// In the order of their ids.
    pub clients: Vec<Here>,
}

/// One editor that has the page open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Here {
    /// Its id as a client of `/ops`.
    pub client: String,
    /// Whose it is.
    pub name: String,
    /// Browser and system, as far as the `User-Agent` tells.
    pub device: String,
    /// The selected node.
    pub selected: Option<String>,
    /// The page, or the variant of it, that is edited.
    pub branch: String,
}

/// What an editor says of itself; good for 60 seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HereNow {
    /// Its id as a client of `/ops`.
    pub client: String,
    /// The selected node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected: Option<String>,
    /// Whose it is, as others shall read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The variant that is edited, if it isn't the page itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// It is going away.
    #[serde(default)]
    pub gone: bool,
}

/// Opens one stream within 30 seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// Pass it as `?ticket=`; it is good once.
    pub ticket: String,
    /// Until when.
    pub expires_at: crate::Timestamp,
}

/// What was missed, for those who can't have a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Polled {
    /// Pass it as `?after=` the next time.
    pub cursor: String,
    /// The number of the last event there is.
    pub head: i64,
    /// Too much was missed: fetch everything anew.
    pub reset: bool,
    /// In order.
    pub events: Vec<PolledEvent>,
}

/// An event as the stream would have told it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolledEvent {
    /// As the stream's `id`.
    pub id: String,
    /// Its name.
    pub event: String,
    /// As the stream's `data`.
    pub data: serde_json::Value,
}
