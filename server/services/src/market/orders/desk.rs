//! An order on the desk: locked with its listings for one transaction, moved by the machines, its effects made rows.

use super::super::money;
use super::{HOLD_SECONDS, to_api};
use crate::context::Services;
use crate::error::{Failure, Result};
use crate::events::{Note, Told};
use crate::notifications;
use crate::outbox::{self, Kind, Message};
use crate::pages::{self, FIRST_REVISION};
use landinghub::api::market::{Person, Sale};
use landinghub::market::{
    AttemptEvent, AttemptStatus, OrderEffect, OrderEvent, OrderState, OrderStatus, Posting, SoldItem,
    attempt, order, split,
};
use landinghub::notify::Event;
use landinghub::page::Slug;
use landinghub::{Code, Id, Problem, Timestamp, text};
use landinghub_store::Conn;
use landinghub_store::market::attempts::{self, AttemptRow};
use landinghub_store::market::entitlements::{self, NewEntitlement};
use landinghub_store::market::orders::{self as store, ItemRow, NewEvent, OrderRow};
use landinghub_store::market::refunds::{self, NewRefund};
use landinghub_store::market::{cart, ledger, listings};
use landinghub_store::pages::{self as tried, NewPage};
use serde_json::json;
use std::collections::BTreeMap;

/// So few left of a listing are worth a word to its seller.
const FEW: i64 = 2;

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
        Ok(Self { services, now, row, items, reason: String::new(), events, tidings: Vec::new() })
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
        self.events += 1;
        let event = NewEvent {
            id: format!("{}{:06}", self.row.id, self.events),
            order_id: self.row.id.clone(),
            attempt_id: attempt.map(str::to_owned),
            at: self.now,
            kind: kind.to_owned(),
            text: text.to_owned(),
            amount: amount.map(|amount| (amount, self.row.currency.clone())),
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
                OrderEffect::Alert => self.alert(conn, "gateway").await?,
            }
        }
        Ok(())
    }

    /// Puts the order before people's eyes.
    pub(super) async fn alert(&mut self, conn: &mut Conn<'_>, why: &str) -> Result<()> {
        self.row.attention = Some(why.to_owned());
        Ok(store::set_attention(conn, &self.row.id, Some(why)).await?)
    }

    fn sold(&self, item: &ItemRow) -> Result<SoldItem> {
        Ok(SoldItem {
            id: item.id.clone(),
            seller: item.seller_id.clone(),
            currency: money(item.price, &self.row.currency)?.currency,
            price: item.price,
            fee: item.fee,
            refunded: item.refunded,
            released: item.released_at.is_some(),
        })
    }

    async fn post(&self, conn: &mut Conn<'_>, posting: Option<Posting>) -> Result<()> {
        if let Some(posting) = posting {
            ledger::post(conn, &posting, Some(&self.row.id), self.now).await?;
        }
        Ok(())
    }

    async fn post_sales(&mut self, conn: &mut Conn<'_>, by: Option<&AttemptRow>) -> Result<()> {
        for item in &self.items {
            self.post(conn, Posting::sale(&self.sold(item)?)).await?;
        }
        let attempt = by.map(|attempt| attempt.id.as_str());
        self.tell_of_sale()?;
        let transaction = by.and_then(|attempt| attempt.transaction_id.as_deref());
        let method = by.map(|attempt| attempt.provider.as_str()).or(self.row.payment_method.as_deref());
        store::set_paid(conn, &self.row.id, self.now, (attempt, transaction, method)).await?;
        self.row.paid_attempt_id = attempt.map(str::to_owned);
        self.tell(conn, "paid", "The order is paid.", Some(self.row.total), attempt).await
    }

    /// Each seller hears once of all that was bought of theirs; the buyer gets a receipt.
    fn tell_of_sale(&mut self) -> Result<()> {
        let mut sold: BTreeMap<&str, Vec<&ItemRow>> = BTreeMap::new();
        for item in &self.items {
            sold.entry(&item.seller_id).or_default().push(item);
        }
        let mut tidings = Vec::new();
        for (seller, items) in sold {
            let sale = Event::NewSale {
                order_id: self.row.id.clone(),
                listing_id: items.first().map(|item| item.listing_id.clone()).unwrap_or_default(),
                title: titles(items.iter().copied()),
                buyer: self.row.buyer_name.clone(),
                amount: money(items.iter().map(|item| item.price).sum(), &self.row.currency)?,
            };
            tidings.push((seller.to_owned(), sale));
        }
        if self.row.total > 0 {
            let receipt = Event::OrderPaid {
                order_id: self.row.id.clone(),
                title: titles(self.items.iter()),
                total: money(self.row.total, &self.row.currency)?,
            };
            tidings.push((self.row.buyer_id.clone(), receipt));
        }
        self.tidings.extend(tidings);
        Ok(())
    }

    /// The sellers hear of a payment that the buyer's bank disputes.
    pub(super) fn tell_of_dispute(&mut self) -> Result<()> {
        let mut sellers: BTreeMap<&str, Vec<&ItemRow>> = BTreeMap::new();
        for item in &self.items {
            sellers.entry(&item.seller_id).or_default().push(item);
        }
        let mut tidings = Vec::new();
        for (seller, items) in sellers {
            let dispute = Event::OrderDisputed {
                order_id: self.row.id.clone(),
                title: titles(items.iter().copied()),
                amount: money(items.iter().map(|item| item.price).sum(), &self.row.currency)?,
            };
            tidings.push((seller.to_owned(), dispute));
        }
        self.tidings.extend(tidings);
        Ok(())
    }

    async fn take_stock(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        for item in &self.items {
            if item.stock == "held" {
                listings::sell_reserved(conn, &item.listing_id).await?;
            } else if !listings::sell_free(conn, &item.listing_id).await? {
                return Err(Failure::Internal(format!(
                    "listing {} is sold out under its lock",
                    item.listing_id
                )));
            }
            store::sold(conn, &item.id, self.now.plus_seconds(HOLD_SECONDS)).await?;
            let listing = listings::find(conn, "", &item.listing_id).await?;
            let left = listing.as_ref().and_then(|row| Some((row.stock_limit? - row.sold).max(0)));
            if let (Some(listing), Some(left)) = (listing, left.filter(|left| *left <= FEW)) {
                let alert = Event::StockAlert {
                    listing_id: listing.id,
                    title: item.title.clone(),
                    left: u64::try_from(left).unwrap_or_default(),
                };
                self.tidings.push((listing.seller_id, alert));
            }
        }
        self.items.iter_mut().for_each(|item| "sold".clone_into(&mut item.stock));
        Ok(())
    }

    async fn release_stock(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        for item in self.items.iter_mut().filter(|item| item.stock == "held") {
            listings::unreserve(conn, &item.listing_id).await?;
            store::set_stock(conn, &item.id, "free").await?;
            "free".clone_into(&mut item.stock);
        }
        Ok(())
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

    /// Each item becomes a page of the buyer's: the one they tried it on, or a copy of the revision they bought.
    async fn deliver(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        let rng = &*self.services.rng;
        for item in &mut self.items {
            // What they tried becomes theirs, with what they made of it.
            let tried = tried::unlock(conn, &self.row.buyer_id, &item.listing_id, self.now).await?;
            let (page_id, copied) = match tried {
                Some((page, revision)) => (page, (revision != item.revision_id).then_some(revision)),
                None => (copy(conn, &self.services, self.now, &self.row.buyer_id, item).await?, None),
            };
            let key = Id::random(rng).to_uppercase();
            let key: Vec<&str> = [key.get(..5), key.get(5..10), key.get(10..15), key.get(15..20)]
                .into_iter()
                .flatten()
                .collect();
            let new = NewEntitlement {
                id: Id::random(rng),
                buyer_id: self.row.buyer_id.clone(),
                listing_id: item.listing_id.clone(),
                order_id: self.row.id.clone(),
                item_id: item.id.clone(),
                revision_id: item.revision_id.clone(),
                page_id: page_id.clone(),
                copied_revision_id: copied,
                licence_key: format!("LH-{}", key.join("-")),
            };
            entitlements::insert(conn, &new, self.now).await?;
            cart::remove(conn, &self.row.buyer_id, &item.listing_id).await?;
            item.page_id = Some(page_id);
            item.licence_key = Some(new.licence_key);
        }
        let (state, _) = order(self.state()?, OrderEvent::Deliver)
            .map_err(|_| Failure::Internal(format!("order {} can't be delivered", self.row.id)))?;
        self.become_state(conn, state).await?;
        store::set_delivered(conn, &self.row.id, self.now).await?;
        self.row.delivered_at = Some(self.now.0);
        self.tell(conn, "delivered", "The copies and licences are the buyer's.", None, None).await
    }

    /// Money that isn't owed goes back whole.
    async fn return_payment(&mut self, conn: &mut Conn<'_>, by: Option<&AttemptRow>) -> Result<()> {
        let Some(by) = by else { return Err(Failure::Internal("money without an attempt".to_owned())) };
        let currency = money(by.amount, &by.currency)?.currency;
        self.post(conn, Posting::surplus(&by.id, by.amount, currency)).await?;
        let text = "This payment wasn't needed and goes back to the buyer.";
        self.tell(conn, "payment_returned", text, Some(by.amount), Some(&by.id)).await?;
        self.send_back(conn, &by.id, "surplus", by.amount, "The order was settled or can't be delivered.")
            .await
    }

    async fn return_money(&mut self, conn: &mut Conn<'_>, amount: i64) -> Result<()> {
        let Some(attempt) = self.row.paid_attempt_id.clone() else {
            return Err(Failure::Internal(format!("order {} was paid by no attempt", self.row.id)));
        };
        let reason = self.reason.clone();
        let back = Event::OrderRefunded {
            order_id: self.row.id.clone(),
            title: titles(self.items.iter()),
            amount: money(amount, &self.row.currency)?,
            so_far: self.row.refunded,
        };
        self.tidings.push((self.row.buyer_id.clone(), back));
        self.tell(conn, "refunded", "Money goes back to the buyer.", Some(amount), Some(&attempt)).await?;
        self.send_back(conn, &attempt, "refund", amount, &reason).await
    }

    /// A gateway tells how much of an attempt's money went back in all. What goes beyond what we had it send back was
    /// sent by somebody with an account there: the books follow. Answers whether anything was new.
    pub(super) async fn returned_elsewhere(
        &mut self,
        conn: &mut Conn<'_>,
        attempt: &AttemptRow,
        total: i64,
        provider: &str,
    ) -> Result<bool> {
        let amount = total - refunds::sum(conn, &attempt.id).await?;
        if amount <= 0 {
            return Ok(false);
        }
        self.reason = format!("Sent back at {provider}.");
        let text = format!("{provider}: money was sent back there.");
        self.tell(conn, "refunded_elsewhere", &text, Some(amount), Some(&attempt.id)).await?;
        let event = OrderEvent::RefundElsewhere { amount };
        match order(self.state()?, event) {
            Ok((state, effects)) if self.row.paid_attempt_id.as_deref() == Some(&attempt.id) => {
                let unexplained = effects.contains(&OrderEffect::Alert);
                self.become_state(conn, state).await?;
                self.act(conn, Some(attempt), &effects).await?;
                if unexplained {
                    self.alert(conn, "refunded_elsewhere").await?;
                }
            }
            _ => self.alert(conn, "refunded_elsewhere").await?,
        }
        store::clear_refund(conn, &self.row.id).await?;
        Ok(true)
    }

    async fn note_return(&mut self, conn: &mut Conn<'_>, by: Option<&AttemptRow>, amount: i64) -> Result<()> {
        let Some(by) = by else { return Err(Failure::Internal("money without an attempt".to_owned())) };
        let new = NewRefund {
            id: Id::random(&*self.services.rng),
            order_id: self.row.id.clone(),
            attempt_id: by.id.clone(),
            kind: "refund",
            amount,
            currency: self.row.currency.clone(),
            reason: self.reason.clone(),
        };
        refunds::insert(conn, &new, self.now).await?;
        refunds::finish(conn, &new.id, "done", None, self.now).await?;
        Ok(())
    }

    /// Notes money that goes back, and has the gateway asked after the commit.
    async fn send_back(
        &mut self,
        conn: &mut Conn<'_>,
        attempt: &str,
        kind: &'static str,
        amount: i64,
        reason: &str,
    ) -> Result<()> {
        let new = NewRefund {
            id: Id::random(&*self.services.rng),
            order_id: self.row.id.clone(),
            attempt_id: attempt.to_owned(),
            kind,
            amount,
            currency: self.row.currency.clone(),
            reason: reason.to_owned(),
        };
        refunds::insert(conn, &new, self.now).await?;
        let message = Message::new(&self.services, Kind::Refund, &json!({ "refund": new.id }))?;
        outbox::enqueue(conn, &message.once(format!("refund:{}", new.id))).await
    }

    /// Takes money back from sellers and ourselves, over the items.
    async fn take_back(&mut self, conn: &mut Conn<'_>, amount: i64, by_the_bank: bool) -> Result<()> {
        let left: Vec<i64> = self.items.iter().map(|item| item.price - item.refunded).collect();
        let parts = split(amount, &left)
            .ok_or_else(|| Failure::Internal(format!("order {} has less to give back", self.row.id)))?;
        let cause = Id::random(&*self.services.rng);
        for (n, part) in parts.into_iter().enumerate() {
            let Some(item) = self.items.get(n) else { continue };
            let sold = self.sold(item)?;
            let posting =
                if by_the_bank { Posting::chargeback(&sold) } else { Posting::refund(&sold, part, &cause) };
            self.post(conn, posting).await?;
            let refunded = item.refunded + part;
            store::set_refunded(conn, &item.id, refunded).await?;
            if let Some(item) = self.items.get_mut(n) {
                item.refunded = refunded;
            }
        }
        if by_the_bank {
            self.tell(conn, "charged_back", "The buyer's bank took the money back.", Some(amount), None)
                .await?;
        }
        Ok(())
    }

    async fn end_entitlements(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        entitlements::end_of_order(conn, &self.row.id, self.now).await?;
        for item in self.items.iter_mut().filter(|item| item.stock == "sold") {
            listings::give_back(conn, &item.listing_id).await?;
            store::set_stock(conn, &item.id, "free").await?;
            "free".clone_into(&mut item.stock);
        }
        Ok(())
    }

    /// Ends the hold on what is due.
    pub(super) async fn release(&mut self, conn: &mut Conn<'_>) -> Result<()> {
        if self.state()?.status == OrderStatus::Disputed || !self.state()?.status.is_settled() {
            return Ok(());
        }
        for item in &self.items {
            if item.released_at.is_none() && store::set_released(conn, &item.id, self.now).await? {
                self.post(conn, Posting::release(&self.sold(item)?)).await?;
            }
        }
        Ok(())
    }

    /// Events for whom it concerns, in the transaction. `sold`: the sellers hear of new sales.
    pub(super) async fn notes(&mut self, conn: &mut Conn<'_>, sold: bool) -> Result<Vec<Told>> {
        let Some(row) = store::find(conn, &self.row.id).await? else { return Ok(Vec::new()) };
        let items = store::items(conn, &self.row.id).await?;
        let shown = to_api(&row, &items)?;
        let mut notes = vec![(
            row.buyer_id.clone(),
            Note::new(&self.services, &row.buyer_id, "order:updated", &row.id, &shown)?,
        )];
        for item in items.iter().filter(|_| sold) {
            let sale = Sale {
                order_id: row.id.clone(),
                listing_id: item.listing_id.clone(),
                title: item.title.clone(),
                buyer: Person { id: row.buyer_id.clone(), name: row.buyer_name.clone() },
                price: money(item.price, &row.currency)?,
                platform_fee: money(item.fee, &row.currency)?,
                seller_revenue: money(item.price - item.fee, &row.currency)?,
                status: shown.status,
                created_at: Timestamp(row.created_at),
                refund_requested: false,
                refund_reason: None,
                decides: false,
            };
            let note = Note::new(&self.services, &item.seller_id, "new_sale", &row.id, &sale)?;
            notes.push((item.seller_id.clone(), note));
        }
        let tidings = std::mem::take(&mut self.tidings);
        for (user, event) in &tidings {
            if let Event::StockAlert { listing_id, title, left } = event {
                let body = json!({ "listing_id": listing_id, "title": title, "left": left });
                notes
                    .push((user.clone(), Note::new(&self.services, user, "stock:alert", listing_id, &body)?));
            }
        }
        // Topics are locked by writing to them: always in one order.
        let mut all: BTreeMap<String, (Vec<Note>, Vec<Event>)> = BTreeMap::new();
        for (user, note) in notes {
            all.entry(user).or_default().0.push(note);
        }
        for (user, event) in tidings {
            all.entry(user).or_default().1.push(event);
        }
        let mut told = Vec::new();
        for (user, (notes, events)) in all {
            for note in notes {
                told.push(note.write(conn).await?);
            }
            for event in &events {
                notifications::tell(&self.services, conn, &user, event).await?;
            }
        }
        Ok(told)
    }
}

/// What is in an order, in a word.
pub(super) fn titles<'a>(items: impl Iterator<Item = &'a ItemRow>) -> String {
    items.map(|item| item.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// A page of the buyer's: a copy of the revision they bought.
async fn copy(
    conn: &mut Conn<'_>,
    services: &Services,
    now: Timestamp,
    buyer: &str,
    item: &ItemRow,
) -> Result<String> {
    let found = listings::document(conn, &item.revision_id).await?;
    let (_, document) =
        found.ok_or_else(|| Failure::Internal(format!("the revision {} is gone", item.revision_id)))?;
    let rng = &*services.rng;
    let suffix: String = Id::random(rng).chars().take(12).collect();
    let page = NewPage {
        id: Id::random(rng),
        owner_id: buyer.to_owned(),
        title: item.title.clone(),
        title_folded: text::fold(&item.title),
        slug: Slug::from_title(&item.title, &suffix).as_str().to_owned(),
        revision: FIRST_REVISION,
        meta: "{}".to_owned(),
        created_at: now,
        variant_of: None,
    };
    pages::begin(conn, &page, &document, "purchase".to_owned()).await?;
    Ok(page.id)
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
