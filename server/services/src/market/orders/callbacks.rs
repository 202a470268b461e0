//! What gateways say, by callback or when asked: verified, matched, and folded into the order in one transaction.

use super::desk::{Desk, committed, receipt};
use crate::context::Services;
use crate::error::{Failure, Result};
use crate::gateways::{Incoming, News, Refusal, Told};
use landinghub::market::{
    AttemptStatus, Currency, Fact, Folded, Method, Money, OrderEffect, OrderStatus, Standing, fold,
};
use landinghub::{Code, Problem};
use landinghub_store::market::attempts::{self, AttemptRow};
use landinghub_store::market::refunds;
use landinghub_store::{Conn, Error};

/// What became of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is noted, and what follows from it is done.
    Applied,
    /// It came before, or is older than what we know.
    Known,
    /// We have no such payment.
    Unknown,
    /// Another amount or another currency than was asked for; a person decides.
    WrongAmount,
}

/// Takes a callback in. `Err` inside: it isn't news, for this reason.
pub async fn receive(
    services: &Services,
    method: Method,
    incoming: &Incoming,
) -> Result<Result<Heard, Refusal>> {
    let Some(gateway) = services.gateways.get(method) else { return Err(Problem::not_found().into()) };
    let news = match gateway.verify_callback(incoming, services.now()).await {
        Ok(news) => news,
        Err(refusal) => {
            tracing::warn!(method = method.as_str(), ?refusal, "a callback is no news");
            return Ok(Err(refusal));
        }
    };
    hear(services, method, gateway.account(), news).await.map(Ok)
}

/// Applies verified news, whether they came by themselves or were asked for.
pub(super) async fn hear(services: &Services, method: Method, account: &str, news: News) -> Result<Heard> {
    // A unique rule can only break where two transactions of PostgreSQL met; the second then sees the first.
    for _ in 0..3 {
        match apply(services, method, account.to_owned(), news.clone()).await {
            Err(Failure::Store(Error::Unique { rule })) => {
                tracing::info!(rule, "two payments met; looking again");
            }
            done => return done,
        }
    }
    Err(Code::Unavailable.into())
}

async fn apply(services: &Services, method: Method, account: String, news: News) -> Result<Heard> {
    let (parts, now) = (services.clone(), services.now());
    let (heard, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let nothing = |heard| Ok::<_, Failure>((heard, Vec::new()));
                let named = attempts::named(
                    &mut tx,
                    method.as_str(),
                    &account,
                    &news.reference,
                    news.gateway_ref.as_deref(),
                );
                let Some(found) = named.await? else { return nothing(Heard::Unknown) };
                let mut desk = Desk::open(&parts, &mut tx, &found.order_id).await?;
                // Locked now: read again.
                let Some(mut attempt) = attempts::find(&mut tx, &found.id).await? else {
                    return nothing(Heard::Unknown);
                };
                let asked = super::super::money(attempt.amount, &attempt.currency)?;
                let fits = match news.amount {
                    Told::Nothing => true,
                    Told::Sum(sum) => sum == asked,
                    Told::Nonsense => false,
                };
                // News of nothing having been paid needn't tell the right amount.
                let matters = matches!(news.fact, Fact::Paid | Fact::Doubtful);
                let (fact, dedupe) = if fits || !matters {
                    (with_sum(news.fact, news.amount, asked.currency), news.dedupe.clone())
                } else {
                    (Fact::Doubtful, format!("{}:amount", news.dedupe))
                };
                let wrong = !fits && (matters || method == Method::Vnpay);
                if !attempts::receive(&mut tx, method.as_str(), &dedupe, &attempt.id, now).await? {
                    return nothing(if wrong { Heard::WrongAmount } else { Heard::Known });
                }
                if !fits && !matters && method == Method::Vnpay {
                    return nothing(Heard::WrongAmount);
                }
                let before = attempt.status()?;
                let sum = match news.amount {
                    Told::Sum(sum) => Some(sum),
                    Told::Nothing | Told::Nonsense => None,
                };
                let held =
                    if fact == Fact::Doubtful { held(&mut tx, &attempt, &news, sum).await? } else { None };
                // All that came in is back where it came from.
                let fact = if held.is_some_and(|held| held.amount <= 0) { Fact::Failed } else { fact };
                let kept = desk.row.paid_attempt_id.as_deref() == Some(&attempt.id);
                let deliverable = fact == Fact::Paid && desk.deliverable(&mut tx).await?;
                let Folded { attempt: status, order, effects } =
                    fold(before, desk.state()?, fact, Standing { deliverable, kept });
                // What paid keeps its names, whatever is told of it later.
                if matches!(fact, Fact::Paid | Fact::Doubtful) && before != AttemptStatus::Succeeded {
                    attempts::set_names(
                        &mut tx,
                        &attempt.id,
                        news.transaction_id.as_deref(),
                        news.gateway_ref.as_deref(),
                    )
                    .await?;
                    attempt.transaction_id = news.transaction_id.clone().or(attempt.transaction_id);
                }
                if let (AttemptStatus::Review, Fact::Doubtful, Some(held)) = (status, fact, held)
                    && receipt(&attempt)? != Some(held)
                {
                    desk.hold_receipt(&mut tx, &attempt, Some(held)).await?;
                }
                if effects.contains(&OrderEffect::Remember) {
                    remember(&mut desk, &mut tx, &attempt, fact).await?;
                }
                let kind = kind(fact);
                // What tells of a refund tells of the payment once more.
                let is_new = news.refunded.is_none() || before != AttemptStatus::Succeeded;
                let text = if fits || !matters {
                    format!("{}: {}.", name(method), news.note)
                } else {
                    format!("{}: {}, but the amount isn't {asked}.", name(method), news.note)
                };
                if is_new {
                    desk.tell_money(&mut tx, kind, &text, sum, Some(&attempt.id)).await?;
                }
                if status != before {
                    attempts::set_status(&mut tx, &attempt.id, status, now).await?;
                }
                desk.went_back = news.refunded.unwrap_or_default();
                desk.taken = taken(fact);
                desk.become_state(&mut tx, order).await?;
                desk.act(&mut tx, Some(&attempt), &effects).await?;
                if fact == Fact::Doubtful && status != before {
                    desk.alert(&mut tx, if wrong { "wrong_amount" } else { "suspicious" }).await?;
                } else if effects.contains(&OrderEffect::Alert) {
                    desk.alert(&mut tx, kind).await?;
                }
                if fact == Fact::DisputeOpened && kept && desk.state()?.status == OrderStatus::Disputed {
                    desk.tell_of_dispute()?;
                }
                let landed = before != AttemptStatus::Succeeded && status == AttemptStatus::Succeeded;
                if landed {
                    catch_up(&mut desk, &mut tx, &attempt).await?;
                }
                let mut moved = false;
                if let (Some(total), AttemptStatus::Succeeded) = (news.refunded, status) {
                    moved = desk.returned_elsewhere(&mut tx, &attempt, total, name(method)).await?;
                }
                let sold = effects.contains(&OrderEffect::PostSales);
                let told = desk.notes(&mut tx, sold).await?;
                let heard = match (wrong, status == before && effects.is_empty() && !moved) {
                    (true, _) => Heard::WrongAmount,
                    (false, true) => Heard::Known,
                    (false, false) => Heard::Applied,
                };
                Ok((heard, told))
            })
        })
        .await?;
    committed(services, told);
    Ok(heard)
}

/// What stands of money that doesn't fit: what came in, less what went back. `None` where nobody tells.
async fn held(
    tx: &mut Conn<'_>,
    attempt: &AttemptRow,
    news: &News,
    sum: Option<Money>,
) -> Result<Option<Money>> {
    let Some(sum) = sum else { return Ok(None) };
    let back = refunds::sum(tx, &attempt.id).await?.max(news.refunded.unwrap_or_default());
    Ok(Some(Money::new(sum.amount.saturating_sub(back), sum.currency)))
}

/// Keeps what the bank says of a payment that hasn't landed. What it takes of money in review leaves the books.
async fn remember(desk: &mut Desk, tx: &mut Conn<'_>, attempt: &AttemptRow, fact: Fact) -> Result<()> {
    let mut early = early(attempt)?;
    early.push(fact);
    let text = serde_json::to_string(&early).map_err(|error| Failure::Internal(error.to_string()))?;
    attempts::set_early(tx, &attempt.id, Some(&text)).await?;
    if let (Fact::DisputeLost { amount }, Some(held)) = (fact, receipt(attempt)?) {
        let left = held.amount.saturating_sub(amount.unwrap_or(held.amount));
        let left = (left > 0).then(|| Money::new(left, held.currency));
        desk.hold_receipt(tx, attempt, left).await?;
    }
    Ok(())
}

fn early(attempt: &AttemptRow) -> Result<Vec<Fact>> {
    let Some(text) = &attempt.early else { return Ok(Vec::new()) };
    serde_json::from_str(text)
        .map_err(|error| Failure::Internal(format!("early news of attempt {}: {error}", attempt.id)))
}

/// A payment has landed: what the bank said of it before is folded in, in the order it came.
async fn catch_up(desk: &mut Desk, tx: &mut Conn<'_>, attempt: &AttemptRow) -> Result<()> {
    let early = early(attempt)?;
    if early.is_empty() {
        return Ok(());
    }
    let kept = desk.row.paid_attempt_id.as_deref() == Some(&attempt.id);
    for fact in early {
        let standing = Standing { deliverable: false, kept };
        let Folded { order, effects, .. } = fold(AttemptStatus::Succeeded, desk.state()?, fact, standing);
        desk.taken = taken(fact);
        desk.become_state(tx, order).await?;
        desk.act(tx, Some(attempt), &effects).await?;
        if effects.contains(&OrderEffect::Alert) {
            desk.alert(tx, kind(fact)).await?;
        }
        if fact == Fact::DisputeOpened && kept && order.status == OrderStatus::Disputed {
            desk.tell_of_dispute()?;
        }
    }
    Ok(attempts::set_early(tx, &attempt.id, None).await?)
}

const fn taken(fact: Fact) -> Option<i64> {
    match fact {
        Fact::DisputeLost { amount } => amount,
        _ => None,
    }
}

/// A lost dispute with what the bank took, where it counts in the order's currency.
fn with_sum(fact: Fact, told: Told, currency: Currency) -> Fact {
    match (fact, told) {
        (Fact::DisputeLost { amount: None }, Told::Sum(sum)) if sum.currency == currency => {
            Fact::DisputeLost { amount: Some(sum.amount) }
        }
        _ => fact,
    }
}

const fn kind(fact: Fact) -> &'static str {
    match fact {
        Fact::Processing => "payment_processing",
        Fact::Paid => "payment_succeeded",
        Fact::Failed => "payment_failed",
        Fact::Expired => "payment_expired",
        Fact::Doubtful => "payment_review",
        Fact::DisputeOpened => "dispute_opened",
        Fact::DisputeWon => "dispute_won",
        Fact::DisputeLost { .. } => "dispute_lost",
        Fact::RefundFailed => "refund_failed",
    }
}

/// What people call a gateway.
pub(crate) const fn name(method: Method) -> &'static str {
    match method {
        Method::Sandbox => "Sandbox",
        Method::Vnpay => "VNPay",
        Method::Momo => "MoMo",
        Method::Stripe => "Stripe",
        Method::Omise => "Omise",
    }
}
