//! What happened, with what its words and its address need.

use super::Kind;
use crate::market::Money;
use serde::{Deserialize, Serialize};

/// What became of something that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Yes.
    Granted,
    /// No.
    Refused,
}

/// What may threaten an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// There is another password.
    PasswordChanged,
    /// The address is about to change.
    AddressChanging,
    /// An old key was used again, so its session was ended.
    SessionReused,
    /// Logging in takes a code from now on.
    TwoStepOn,
    /// It takes none any more.
    TwoStepOff,
}

impl Alarm {
    /// The word in dictionaries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password_changed",
            Self::AddressChanging => "address_changing",
            Self::SessionReused => "session_reused",
            Self::TwoStepOn => "two_step_on",
            Self::TwoStepOff => "two_step_off",
        }
    }
}

/// Something that happened to somebody. Texts in it are people's own: they are never markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub enum Event {
    /// See [`Kind::NewSale`].
    NewSale { order_id: String, listing_id: String, title: String, buyer: String, amount: Money },
    /// See [`Kind::RefundAsked`].
    RefundAsked { order_id: String, title: String, buyer: String },
    /// See [`Kind::OrderDisputed`].
    OrderDisputed { order_id: String, title: String, amount: Money },
    /// See [`Kind::StockAlert`].
    StockAlert { listing_id: String, title: String, left: u64 },
    /// See [`Kind::ListingApproved`]. `step` tells one decision from another.
    ListingApproved { listing_id: String, title: String, step: String },
    /// See [`Kind::ListingRejected`].
    ListingRejected { listing_id: String, title: String, reason: String, step: String },
    /// See [`Kind::ListingSuspended`].
    ListingSuspended { listing_id: String, title: String, reason: String, step: String },
    /// See [`Kind::SellerDecided`].
    SellerDecided { application_id: String, decision: Decision, reason: String },
    /// See [`Kind::ReviewReceived`].
    ReviewReceived { review_id: String, listing_id: String, title: String, reviewer: String, rating: i64 },
    /// See [`Kind::Payout`].
    Payout { payout_id: String, amount: Money },
    /// See [`Kind::OrderPaid`].
    OrderPaid { order_id: String, title: String, total: Money },
    /// See [`Kind::OrderRefunded`]. `so_far` counts what came back before, too, in minor units; it is negative, and
    /// different each time, for a payment that wasn't owed.
    OrderRefunded { order_id: String, title: String, amount: Money, so_far: i64 },
    /// See [`Kind::Payout`]. It is in the balance again.
    PayoutFailed { payout_id: String, amount: Money, reason: String },
    /// See [`Kind::RefundDeclined`].
    RefundDeclined { order_id: String, title: String, reason: String, step: String },
    /// See [`Kind::PageModerated`].
    PageTakenDown { page_id: String, title: String, reason: String, step: String },
    /// See [`Kind::PageModerated`].
    PagePutBack { page_id: String, title: String, step: String },
    /// See [`Kind::ReviewReply`].
    ReviewReply { review_id: String, listing_id: String, title: String, seller: String },
    /// See [`Kind::TemplateUpdate`].
    TemplateUpdate { listing_id: String, title: String, order_id: String, page_id: String, step: String },
    /// See [`Kind::LeadReceived`]. What the visitor wrote stays in the list of leads.
    LeadReceived { page_id: String, lead_id: String, title: String },
    /// See [`Kind::DomainTrouble`]. `since` tells one trouble from the next.
    DomainTrouble { page_id: String, domain: String, since: String },
    /// See [`Kind::ChatMessage`]. `path` leads to the conversation.
    ChatMessage { room_id: String, seq: i64, about: String, from: String, text: String, path: String },
    /// See [`Kind::ChatMention`].
    ChatMention { room_id: String, seq: i64, about: String, from: String, text: String, path: String },
    /// See [`Kind::ChatAssigned`].
    ChatAssigned { room_id: String, about: String, by: String, step: String, path: String },
    /// See [`Kind::Security`].
    Security { alarm: Alarm, detail: String, step: String },
    /// See [`Kind::ApprovalWaiting`]: a listing, or an application to sell.
    ApprovalWaiting { listing: bool, title: String, from: String, step: String },
}

impl Event {
    /// What sort of thing it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::NewSale { .. } => Kind::NewSale,
            Self::RefundAsked { .. } => Kind::RefundAsked,
            Self::OrderDisputed { .. } => Kind::OrderDisputed,
            Self::StockAlert { .. } => Kind::StockAlert,
            Self::ListingApproved { .. } => Kind::ListingApproved,
            Self::ListingRejected { .. } => Kind::ListingRejected,
            Self::ListingSuspended { .. } => Kind::ListingSuspended,
            Self::SellerDecided { .. } => Kind::SellerDecided,
            Self::ReviewReceived { .. } => Kind::ReviewReceived,
            Self::Payout { .. } | Self::PayoutFailed { .. } => Kind::Payout,
            Self::RefundDeclined { .. } => Kind::RefundDeclined,
            Self::PageTakenDown { .. } | Self::PagePutBack { .. } => Kind::PageModerated,
            Self::OrderPaid { .. } => Kind::OrderPaid,
            Self::OrderRefunded { .. } => Kind::OrderRefunded,
            Self::ReviewReply { .. } => Kind::ReviewReply,
            Self::TemplateUpdate { .. } => Kind::TemplateUpdate,
            Self::LeadReceived { .. } => Kind::LeadReceived,
            Self::DomainTrouble { .. } => Kind::DomainTrouble,
            Self::ChatMessage { .. } => Kind::ChatMessage,
            Self::ChatMention { .. } => Kind::ChatMention,
            Self::ChatAssigned { .. } => Kind::ChatAssigned,
            Self::Security { .. } => Kind::Security,
            Self::ApprovalWaiting { .. } => Kind::ApprovalWaiting,
        }
    }

    /// The id of what it is about: unread ones of one kind about one conversation are one.
    pub fn subject(&self) -> &str {
        match self {
            Self::NewSale { order_id, .. }
            | Self::RefundAsked { order_id, .. }
            | Self::OrderDisputed { order_id, .. }
            | Self::OrderPaid { order_id, .. }
            | Self::RefundDeclined { order_id, .. }
            | Self::OrderRefunded { order_id, .. } => order_id,
            Self::StockAlert { listing_id, .. }
            | Self::ListingApproved { listing_id, .. }
            | Self::ListingRejected { listing_id, .. }
            | Self::ListingSuspended { listing_id, .. }
            | Self::ReviewReceived { listing_id, .. }
            | Self::ReviewReply { listing_id, .. }
            | Self::TemplateUpdate { listing_id, .. } => listing_id,
            Self::SellerDecided { application_id, .. } => application_id,
            Self::Payout { payout_id, .. } | Self::PayoutFailed { payout_id, .. } => payout_id,
            Self::LeadReceived { page_id, .. }
            | Self::DomainTrouble { page_id, .. }
            | Self::PageTakenDown { page_id, .. }
            | Self::PagePutBack { page_id, .. } => page_id,
            Self::ChatMessage { room_id, .. }
            | Self::ChatMention { room_id, .. }
            | Self::ChatAssigned { room_id, .. } => room_id,
            Self::Security { step, .. } | Self::ApprovalWaiting { step, .. } => step,
        }
    }

    /// What makes it this one and no other: told twice, it is told once.
    pub fn key(&self) -> String {
        let kind = self.kind().as_str();
        let subject = self.subject();
        let rest = match self {
            Self::NewSale { listing_id, .. } => listing_id.clone(),
            Self::StockAlert { left, .. } => left.to_string(),
            Self::ListingApproved { step, .. }
            | Self::ListingRejected { step, .. }
            | Self::ListingSuspended { step, .. }
            | Self::TemplateUpdate { step, .. }
            | Self::RefundDeclined { step, .. }
            | Self::PageTakenDown { step, .. }
            | Self::PagePutBack { step, .. }
            | Self::ChatAssigned { step, .. } => step.clone(),
            Self::ReviewReceived { review_id, .. } | Self::ReviewReply { review_id, .. } => review_id.clone(),
            Self::OrderRefunded { so_far, .. } => so_far.to_string(),
            Self::PayoutFailed { .. } => "failed".to_owned(),
            Self::LeadReceived { lead_id, .. } => lead_id.clone(),
            Self::DomainTrouble { domain, since, .. } => format!("{domain}:{since}"),
            Self::ChatMessage { seq, .. } | Self::ChatMention { seq, .. } => seq.to_string(),
            _ => String::new(),
        };
        format!("{kind}:{subject}:{rest}")
    }

    /// Whether unread ones about the same thing become one with a number.
    pub const fn adds_up(&self) -> bool {
        matches!(self, Self::ChatMessage { .. } | Self::LeadReceived { .. })
    }

    /// The conversation whose mails belong together.
    pub fn thread(&self) -> Option<String> {
        match self {
            Self::ChatMessage { room_id, .. }
            | Self::ChatMention { room_id, .. }
            | Self::ChatAssigned { room_id, .. } => Some(format!("room-{room_id}")),
            Self::NewSale { order_id, .. }
            | Self::RefundAsked { order_id, .. }
            | Self::OrderDisputed { order_id, .. }
            | Self::OrderPaid { order_id, .. }
            | Self::RefundDeclined { order_id, .. }
            | Self::OrderRefunded { order_id, .. } => Some(format!("order-{order_id}")),
            _ => None,
        }
    }

    /// Where one can do something about it, within the app.
    pub fn path(&self) -> String {
        match self {
            Self::NewSale { order_id, .. } | Self::OrderDisputed { order_id, .. } => {
                format!("/my-sales/{order_id}")
            }
            // There the decision is made.
            Self::RefundAsked { .. } => "/my-sales".to_owned(),
            Self::OrderPaid { order_id, .. }
            | Self::OrderRefunded { order_id, .. }
            | Self::RefundDeclined { order_id, .. } => format!("/my-orders/{order_id}"),
            Self::StockAlert { listing_id, .. }
            | Self::ListingRejected { listing_id, .. }
            | Self::ListingSuspended { listing_id, .. } => format!("/my-listings/{listing_id}"),
            Self::ListingApproved { listing_id, .. }
            | Self::ReviewReceived { listing_id, .. }
            | Self::ReviewReply { listing_id, .. } => format!("/marketplace/{listing_id}"),
            Self::TemplateUpdate { order_id, page_id, .. } => {
                format!("/my-orders/{order_id}/updates/{page_id}")
            }
            Self::SellerDecided { decision: Decision::Granted, .. } => "/my-listings".to_owned(),
            Self::SellerDecided { .. } => "/sell".to_owned(),
            Self::Payout { .. } | Self::PayoutFailed { .. } => "/balance".to_owned(),
            Self::LeadReceived { page_id, .. } => format!("/pages/{page_id}/leads"),
            Self::DomainTrouble { .. } | Self::PageTakenDown { .. } | Self::PagePutBack { .. } => {
                "/pages".to_owned()
            }
            Self::ChatMessage { path, .. }
            | Self::ChatMention { path, .. }
            | Self::ChatAssigned { path, .. } => path.clone(),
            Self::Security { .. } => "/settings".to_owned(),
            Self::ApprovalWaiting { listing: true, .. } => "/admin/marketplace".to_owned(),
            Self::ApprovalWaiting { listing: false, .. } => "/admin/sellers".to_owned(),
        }
    }
}
