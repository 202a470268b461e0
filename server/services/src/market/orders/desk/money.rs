//! What an order does to the ledger, and money on its way back.

use super::super::super::money;
use super::Desk;
use crate::error::{Failure, Result};
use crate::outbox::{self, Kind, Message};
use landinghub::Id;
use landinghub::market::{
    AttemptStatus, Money, OrderEffect, OrderEvent, OrderStatus, Posting, SoldItem, order, split,
};
use landinghub_store::Conn;
use landinghub_store::market::attempts::{self, AttemptRow};
use landinghub_store::market::ledger;
use landinghub_store::market::orders::{self as store, ItemRow};
use landinghub_store::market::refunds::{self, NewRefund};
use serde_json::json;

impl Desk {
    pub(super) async fn post_sales(&mut self, conn: &mut Conn<'_>, by: Option<&AttemptRow>) -> Result<()> {
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

    pub(super) fn sold(&self, item: &ItemRow) -> Result<SoldItem> {
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

    pub(super) async fn post(&self, conn: &mut Conn<'_>, posting: Option<Posting>) -> Result<()> {
        if let Some(posting) = posting {
            ledger::post(conn, &posting, Some(&self.row.id), self.now).await?;
        }
        Ok(())
    }

    /// Money that isn't owed goes back whole: what of it the gateway didn't send back before we heard of it.
    pub(super) async fn return_payment(
        &mut self,
        conn: &mut Conn<'_>,
        by: Option<&AttemptRow>,
    ) -> Result<()> {
        let by = caused(by)?;
        let sum = money(by.amount, &by.currency)?;
        if refunds::has_surplus(conn, &by.id).await? {
            // It went back before, and then came once more: a person has to look at the gateway's books.
            return self.alert(conn, "paid_again").await;
        }
        let went_back = self.went_back.clamp(0, sum.amount);
        let left =
            if went_back == sum.amount { sum } else { Money::new(sum.amount - went_back, sum.currency) };
        if 0 < went_back && went_back < sum.amount {
            "Sent back at the payment provider.".clone_into(&mut self.reason);
            self.note_return(conn, Some(by), went_back).await?;
        }
        self.post_surplus(conn, &by.id, left).await?;
        let refund =
            self.return_unowed(conn, &by.id, left, "The order was settled or can't be delivered.").await?;
        if went_back == sum.amount {
            refunds::finish(conn, &refund, "done", None, self.now).await?;
            self.post(conn, Posting::surplus_returned(&by.id, sum.amount, sum.currency)).await?;
        }
        Ok(())
    }

    /// What came in for an attempt in review goes back as it came: by an admin's word, for their reason.
    pub(in super::super) async fn return_doubtful(
        &mut self,
        conn: &mut Conn<'_>,
        by: &AttemptRow,
    ) -> Result<()> {
        let (Some(amount), Some(currency)) = (by.received, by.received_currency.as_deref()) else {
            return Err(Failure::Internal(format!("nobody said what came in for attempt {}", by.id)));
        };
        let (sum, reason) = (money(amount, currency)?, self.reason.clone());
        self.return_unowed(conn, &by.id, sum, &reason).await.map(drop)
    }

    /// Money that stands among what isn't owed goes back. Answers the refund.
    async fn return_unowed(
        &mut self,
        conn: &mut Conn<'_>,
        attempt: &str,
        sum: Money,
        reason: &str,
    ) -> Result<String> {
        let text = "This payment wasn't needed and goes back to the buyer.";
        self.tell_money(conn, "payment_returned", text, Some(sum), Some(attempt)).await?;
        // Told once, and apart from what goes back of the order itself.
        self.tell_of_return(sum, -self.events);
        self.send_back(conn, attempt, "surplus", sum, reason).await
    }

    async fn post_surplus(&self, conn: &mut Conn<'_>, attempt: &str, sum: Money) -> Result<()> {
        let before = ledger::posted(conn, &self.row.id, &format!("surplus:{attempt}")).await?;
        self.post(conn, Posting::surplus(attempt, before, sum.amount, sum.currency)).await
    }

    /// What a gateway says came in for an attempt in review, kept for whoever decides, and in the books from now on as
    /// something that isn't owed. `None`: nothing of it is ours any more.
    pub(in super::super) async fn hold_receipt(
        &mut self,
        conn: &mut Conn<'_>,
        by: &AttemptRow,
        sum: Option<Money>,
    ) -> Result<()> {
        self.reverse_receipt(conn, Some(by)).await?;
        if let Some(sum) = sum {
            self.post_surplus(conn, &by.id, sum).await?;
        }
        Ok(attempts::set_received(conn, &by.id, sum.as_ref().map(|sum| (sum.amount, sum.currency.code())))
            .await?)
    }

    /// What came in for an attempt that was in review is something else: the payment itself, another sum, or nothing.
    pub(super) async fn reverse_receipt(&self, conn: &mut Conn<'_>, by: Option<&AttemptRow>) -> Result<()> {
        let by = caused(by)?;
        let Some(held) = receipt(by)? else { return Ok(()) };
        let before = ledger::posted(conn, &self.row.id, &format!("surplus_reversed:{}", by.id)).await?;
        self.post(conn, Posting::surplus_reversed(&by.id, before, held.amount, held.currency)).await
    }

    /// The bank looks into money that is about to go back: whether it still should is for a person to say.
    pub(super) async fn hold_return(&self, conn: &mut Conn<'_>, by: Option<&AttemptRow>) -> Result<()> {
        refunds::hold(conn, &caused(by)?.id, "the buyer's bank looks into it", self.now).await?;
        Ok(())
    }

    /// The bank took money that was to go back: nobody needs to send it.
    pub(super) async fn note_taken(&self, conn: &mut Conn<'_>, by: Option<&AttemptRow>) -> Result<()> {
        let by = caused(by)?;
        let most = self.taken.unwrap_or(by.amount);
        if let Some((amount, currency)) = refunds::taken(conn, &by.id, most, self.now).await? {
            let sum = money(amount, &currency)?;
            self.post(conn, Posting::surplus_returned(&by.id, sum.amount, sum.currency)).await?;
        }
        Ok(())
    }

    pub(super) async fn return_money(&mut self, conn: &mut Conn<'_>, amount: i64) -> Result<()> {
        let Some(attempt) = self.row.paid_attempt_id.clone() else {
            return Err(Failure::Internal(format!("order {} was paid by no attempt", self.row.id)));
        };
        let reason = self.reason.clone();
        self.tell_of_return(money(amount, &self.row.currency)?, self.row.refunded);
        self.tell(conn, "refunded", "Money goes back to the buyer.", Some(amount), Some(&attempt)).await?;
        let sum = money(amount, &self.row.currency)?;
        self.send_back(conn, &attempt, "refund", sum, &reason).await.map(drop)
    }

    /// A gateway tells how much of an attempt's money went back in all. What goes beyond what we had it send back was
    /// sent by somebody with an account there: the books follow. Answers whether anything was new.
    pub(in super::super) async fn returned_elsewhere(
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

    pub(super) async fn note_return(
        &mut self,
        conn: &mut Conn<'_>,
        by: Option<&AttemptRow>,
        amount: i64,
    ) -> Result<()> {
        let by = caused(by)?;
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
        self.tell_of_return(money(amount, &self.row.currency)?, self.row.refunded);
        Ok(())
    }

    /// Refunds that gateways refused are asked for once more, under new names. `false` where there are none.
    pub(in super::super) async fn try_refunds_again(&mut self, conn: &mut Conn<'_>) -> Result<bool> {
        let again = refunds::retry(conn, &self.row.id).await?;
        for (refund, tries) in &again {
            let message = Message::new(&self.services, Kind::Refund, &json!({ "refund": refund }))?;
            outbox::enqueue(conn, &message.once(format!("refund:{refund}:{tries}"))).await?;
        }
        if again.is_empty() {
            return Ok(false);
        }
        self.tell(conn, "refund_retried", "The refund is asked for once more.", None, None).await?;
        Ok(true)
    }

    /// Notes money that goes back, and has the gateway asked after the commit. Answers the refund.
    pub(super) async fn send_back(
        &mut self,
        conn: &mut Conn<'_>,
        attempt: &str,
        kind: &'static str,
        sum: Money,
        reason: &str,
    ) -> Result<String> {
        let new = NewRefund {
            id: Id::random(&*self.services.rng),
            order_id: self.row.id.clone(),
            attempt_id: attempt.to_owned(),
            kind,
            amount: sum.amount,
            currency: sum.currency.code().to_owned(),
            reason: reason.to_owned(),
        };
        refunds::insert(conn, &new, self.now).await?;
        let message = Message::new(&self.services, Kind::Refund, &json!({ "refund": new.id }))?;
        outbox::enqueue(conn, &message.once(format!("refund:{}", new.id))).await?;
        Ok(new.id)
    }

    /// Takes money back from sellers and ourselves, over the items.
    pub(super) async fn take_back(
        &mut self,
        conn: &mut Conn<'_>,
        amount: i64,
        by_the_bank: bool,
    ) -> Result<()> {
        let left: Vec<i64> = self.items.iter().map(|item| item.price - item.refunded).collect();
        let parts = split(amount, &left)
            .ok_or_else(|| Failure::Internal(format!("order {} has less to give back", self.row.id)))?;
        let cause = Id::random(&*self.services.rng);
        for (n, part) in parts.into_iter().enumerate() {
            let Some(item) = self.items.get(n) else { continue };
            let sold = self.sold(item)?;
            let posting = if by_the_bank {
                Posting::chargeback(&sold, part)
            } else {
                Posting::refund(&sold, part, &cause)
            };
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

    /// Ends the hold on what is due.
    pub(in super::super) async fn release(&mut self, conn: &mut Conn<'_>) -> Result<()> {
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
}

/// The attempt that money is of.
fn caused(by: Option<&AttemptRow>) -> Result<&AttemptRow> {
    by.ok_or_else(|| Failure::Internal("money without an attempt".to_owned()))
}

/// What came in for an attempt in review and stands in the books.
pub(in super::super) fn receipt(by: &AttemptRow) -> Result<Option<Money>> {
    match (by.status()?, by.received, by.received_currency.as_deref()) {
        (AttemptStatus::Review, Some(amount), Some(currency)) => Ok(Some(money(amount, currency)?)),
        _ => Ok(None),
    }
}
