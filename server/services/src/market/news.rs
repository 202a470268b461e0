//! What sellers, buyers and owners of pages are told of what became of theirs.
//!
//! Written in the transaction of the deed; how it reaches them is the notifications' matter.

use crate::context::Services;
use crate::error::Result;
use crate::notifications;
use landinghub::Id;
use landinghub::market::Money;
use landinghub::notify::{Decision, Event};
use landinghub_store::Conn;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// They may sell.
    SellerApproved,
    /// They may not.
    SellerRefused {
        /// Why.
        reason: String,
    },
    /// A listing, or a change of one, is for sale.
    ListingApproved {
        /// Which.
        listing: String,
        /// Its title.
        title: String,
    },
    /// It isn't.
    ListingRejected {
        /// Which.
        listing: String,
        /// Its title.
        title: String,
        /// Why.
        reason: String,
    },
    /// It isn't any more.
    ListingSuspended {
        /// Which.
        listing: String,
        /// Its title.
        title: String,
        /// Why.
        reason: String,
    },
    /// A buyer said what they think.
    Reviewed {
        /// Of which listing.
        listing: String,
        /// Its title.
        title: String,
        /// Who says it.
        reviewer: String,
        /// Stars, 1 to 5.
        rating: u8,
    },
    /// A buyer asks for their money back, and the seller decides.
    RefundAsked {
        /// The order.
        order: String,
        /// The titles.
        titles: String,
        /// Who asks.
        buyer: String,
    },
    /// To the buyer: there is no money back.
    RefundDeclined {
        /// The order.
        order: String,
        /// The titles.
        titles: String,
        /// Why.
        reason: String,
    },
    /// Money is on its way.
    PayoutPaid {
        /// How much.
        amount: Money,
    },
    /// It came to nothing, or came back.
    PayoutFailed {
        /// How much.
        amount: Money,
        /// Why.
        reason: String,
    },
    /// A page isn't seen by anybody any more.
    TakenDown {
        /// Which.
        page: String,
        /// Its title.
        title: String,
        /// Why.
        reason: String,
    },
    /// It is again.
    PutBack {
        /// Which.
        page: String,
        /// Its title.
        title: String,
    },
}

/// Tells somebody; whoever is gone or suspended isn't told.
pub(crate) async fn tell(services: &Services, conn: &mut Conn<'_>, user: &str, news: News) -> Result<()> {
    let event = event(news, Id::random(&*services.rng));
    notifications::tell(services, conn, user, &event).await
}

/// The notification it is; `step` tells one deed from the next.
fn event(news: News, step: String) -> Event {
    let (granted, refused) = (Decision::Granted, Decision::Refused);
    match news {
        News::SellerApproved => {
            Event::SellerDecided { application_id: step, decision: granted, reason: String::new() }
        }
        News::SellerRefused { reason } => {
            Event::SellerDecided { application_id: step, decision: refused, reason }
        }
        News::ListingApproved { listing, title } => {
            Event::ListingApproved { listing_id: listing, title, step }
        }
        News::ListingRejected { listing, title, reason } => {
            Event::ListingRejected { listing_id: listing, title, reason, step }
        }
        News::ListingSuspended { listing, title, reason } => {
            Event::ListingSuspended { listing_id: listing, title, reason, step }
        }
        News::Reviewed { listing, title, reviewer, rating } => Event::ReviewReceived {
            review_id: step,
            listing_id: listing,
            title,
            reviewer,
            rating: rating.into(),
        },
        News::RefundAsked { order, titles, buyer } => {
            Event::RefundAsked { order_id: order, title: titles, buyer }
        }
        News::RefundDeclined { order, titles, reason } => {
            Event::RefundDeclined { order_id: order, title: titles, reason, step }
        }
        News::PayoutPaid { amount } => Event::Payout { payout_id: step, amount },
        News::PayoutFailed { amount, reason } => Event::PayoutFailed { payout_id: step, amount, reason },
        News::TakenDown { page, title, reason } => {
            Event::PageTakenDown { page_id: page, title, reason, step }
        }
        News::PutBack { page, title } => Event::PagePutBack { page_id: page, title, step },
    }
}
