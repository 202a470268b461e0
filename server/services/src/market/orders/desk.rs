//! An order on the desk: locked with its listings for one transaction, moved by the machines, its effects made rows.

mod goods;
mod money;
mod news;

pub(super) use money::receipt;
pub(super) use news::titles;

use crate::context::Services;
use crate::error::Result;
use crate::events::Told;
use crate::outbox::{self, Kind, Message};
use landinghub::market::{
    AttemptEvent, AttemptStatus, Money, OrderEffect, OrderEvent, OrderState, attempt, order,
};
use landinghub::notify::Event;
use landinghub::{Code, Problem, Timestamp};
use landinghub_store::Conn;
use landinghub_store::market::attempts::{self, AttemptRow};
use landinghub_store::market::orders::{self as store, ItemRow, NewEvent, OrderRow};
use landinghub_store::market::{entitlements, listings};
use serde_json::json;

/// An order within a transaction.
pub(super) struct Desk {
    services: Services,
    now: Timestamp,
    /// As it is now.
    pub row: OrderRow,
    /// As they are now.
    pub items: Vec<ItemRow>,
    /// Why money moves, for people.
    pub reason: String,
    /// Of the payment that lands: how much went back before we heard of it, minor units.
    pub went_back: i64,
    /// Of a lost dispute: how much the bank took, minor units; all of it where it doesn't say.
    pub taken: Option<i64>,
    /// Lines of its history.
    events: i64,
    /// Whom to tell what, once all is done.
    tidings: Vec<(String, Event)>,
}

impl Desk {
    /// Locks an order and its listings, or `not_found`.
    pub(super) async fn open(services: &Services, conn: &mut Conn<'_>, id: &str) -> Result<Self> {
        let row = store::lock(conn, id).await?.ok_or_else(Problem::not_found)?;
        let items = store::items(conn, id).await?;
        let mut ids: Vec<&str> = items.iter().map(|item| item.listing_id.as_str()).collect();
        ids.sort_unstable();
        for id in ids {
            listings::lock(conn, id).await?;
        }
        let events = store::count_events(conn, &row.id).await?;
        let (services, now) = (services.clone(), services.now());
        let (reason, tidings) = (String::new(), Vec::new());
        Ok(Self { services, now, row, items, reason, went_back: 0, taken: None, events, tidings })
    }

    /// The moment of the transaction.
    pub(super) const fn now(&self) -> Timestamp {
        self.now
    }

    /// Where the order is.
    pub(super) fn state(&self) -> Result<OrderState> {
        Ok(self.row.state()?)
    }

    /// Whether the buyer can have what is in the order: nothing of it is theirs already, and what isn't held for it
    /// is still for sale.
    pub(super) async fn deliverable(&self, conn: &mut Conn<'_>) -> Result<bool> {
        for item in &self.items {
            if entitlements::live(conn, &self.row.buyer_id, &item.listing_id).await?.is_some() {
                return Ok(false);
            }
            let Some(listing) = listings::find(conn, "", &item.listing_id).await? else { return Ok(false) };
            let held = item.stock == "held" && listing.status != "suspended";
            let room = listing.stock_limit.is_none_or(|limit| listing.sold + listing.reserved < limit);
            if !held && (listing.status != "approved" || !room) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Adds a line to the order's history.
    pub(super) async fn tell(
        &mut self,
        conn: &mut Conn<'_>,
        kind: &str,
        text: &str,
        amount: Option<i64>,
        attempt: Option<&str>,
    ) -> Result<()> {
        let sum = amount.map(|amount| super::super::money(amount, &self.row.currency)).transpose()?;
        self.tell_money(conn, kind, text, sum, attempt).await
    }

    /// The same, about money that may be of another currency than the order.
    pub(super) async fn tell_money(
        &mut self,
        conn: &mut Conn<'_>,
        kind: &str,
        text: &str,
        amount: Option<Money>,
        attempt: Option<&str>,
    ) -> Result<()> {
        self.events += 1;
        let event = NewEvent {
            id: format!("{}{:06}", self.row.id, self.events),
            order_id: self.row.id.clone(),
            attempt_id: attempt.map(str::to_owned),
            at: self.now,
            kind: kind.to_owned(),
            text: text.to_owned(),
            amount: amount.map(|sum| (sum.amount, sum.currency.code().to_owned())),
        };
        Ok(store::tell(conn, &event).await?)
    }

    /// Moves the order by an event of ours, or `conflict`.
    pub(super) async fn decide(&mut self, conn: &mut Conn<'_>, event: OrderEvent) -> Result<()> {
        let (state, effects) = order(self.state()?, event).map_err(|_| {
            let detail = format!("This isn't possible with an order that is {}.", self.row.status);
            Problem::new(Code::Conflict, detail)
        })?;
        self.become_state(conn, state).await?;
        self.act(conn, None, &effects).await
    }

    /// Puts the order into a state the machine has made.
    pub(super) async fn become_state(&mut self, conn: &mut Conn<'_>, state: OrderState) -> Result<()> {
        if self.state()? != state {
            store::set_state(conn, &self.row.id, state).await?;
            state.status.as_str().clone_into(&mut self.row.status);
            self.row.refunded = state.refunded;
            self.row.dispute_over = i64::from(state.dispute_over);
        }
        Ok(())
    }

    /// Makes effects rows. `by` is the attempt that caused them, if one did.
    pub(super) async fn act(
        &mut self,
        conn: &mut Conn<'_>,
        by: Option<&AttemptRow>,
        effects: &[OrderEffect],
    ) -> Result<()> {
        for effect in effects {
            match *effect {
                OrderEffect::PostSales => self.post_sales(conn, by).await?,
                OrderEffect::TakeStock => self.take_stock(conn).await?,
                OrderEffect::ReleaseStock => self.release_stock(conn).await?,
                OrderEffect::CloseAttempts => self.close_attempts(conn).await?,
                OrderEffect::Deliver => self.deliver(conn).await?,
                OrderEffect::ReturnPayment => self.return_payment(conn, by).await?,
                OrderEffect::PostRefund { amount } => self.take_back(conn, amount, false).await?,
                OrderEffect::PostChargeback { amount } => self.take_back(conn, amount, true).await?,
                OrderEffect::ReturnMoney { amount } => self.return_money(conn, amount).await?,
                OrderEffect::NoteReturn { amount } => self.note_return(conn, by, amount).await?,
                OrderEffect::EndEntitlements => self.end_entitlements(conn).await?,
                OrderEffect::ReverseReceipt => self.reverse_receipt(conn, by).await?,
                OrderEffect::HoldReturn => self.hold_return(conn, by).await?,
                OrderEffect::NoteTaken => self.note_taken(conn, by).await?,
                OrderEffect::Alert => self.alert(conn, "gateway").await?,
                // By whoever knows the news.
                OrderEffect::Remember => {}
            }
        }
        Ok(())
    }

    /// Puts the order before people's eyes.
    pub(super) async fn alert(&mut self, conn: &mut Conn<'_>, why: &str) -> Result<()> {
        self.row.attention = Some(why.to_owned());
        Ok(store::set_attention(conn, &self.row.id, Some(why)).await?)
    }

    /// Nobody shall pay any more: the attempts expire here, and at the gateways that can.
    async fn close_attempts(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        for row in attempts::of_order(conn, &self.row.id).await? {
            let before = row.status()?;
            if before.is_open() {
                let status = attempt(before, AttemptEvent::Expire).unwrap_or(before);
                attempts::set_status(conn, &row.id, status, self.now).await?;
                let close = Message::new(&self.services, Kind::ClosePayment, &json!({ "attempt": row.id }))?;
                outbox::enqueue(conn, &close.once(format!("close:{}", row.id))).await?;
            }
        }
        Ok(())
    }
}

/// Tells whoever listens, and wakes the outbox. After the commit.
pub(super) fn committed(services: &Services, told: Vec<Told>) {
    for one in told {
        one.spread(services);
    }
    outbox::wake(services);
}

/// The status of an attempt as the machine makes it; ours only, gateways go through the fold.
pub(super) fn moved(row: &AttemptRow, event: AttemptEvent) -> Result<AttemptStatus> {
    let before = row.status()?;
    Ok(attempt(before, event).unwrap_or(before))
}
