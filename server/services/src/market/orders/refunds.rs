//! Money back: asked for by buyers, decided by sellers and admins, carried out by gateways.

use super::super::{News, tell};
use super::desk::{Desk, committed, moved, titles};
use super::{pay, to_api};
use crate::context::{Caller, Services};
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::events::Told;
use crate::gateways::{GatewayError, Known, NewRefund};
use landinghub::account::Role;
use landinghub::api::market::{Order, Reason, RefundRequest, Resolution, price};
use landinghub::market::{AttemptEvent, AttemptStatus, Method, OrderEvent, Posting};
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::market::attempts::{self, AttemptRow};
use landinghub_store::market::orders as store;
use landinghub_store::market::{ledger, refunds};
use landinghub_store::outbox::Claimed;
use landinghub_store::{Conn, audit};
use serde_json::{Value, json};

/// A buyer asks for their money back; or the seller of all of an order gives it.
pub async fn ask(services: &Services, caller: &Caller, id: &str, input: RefundRequest) -> Result<Order> {
    let actor = caller.actor()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let sellers = {
        let mut reader = services.store.read().await?;
        let mut conn = reader.conn();
        store::sellers(&mut conn, id).await?
    };
    if !sellers.is_empty() && sellers.iter().all(|seller| *seller == actor.user_id) {
        return give(services, caller, id, input).await;
    }
    let row = pay::own(services, caller, id).await?;
    let reason = super::super::lines("reason", &input.reason, 1000)?;
    let (parts, id, now) = (services.clone(), row.id, services.now());
    let (shown, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &id).await?;
                let state = desk.state()?;
                let left = state.total - state.refunded;
                // Whether it could be granted: nobody should wait for what can't be.
                if landinghub::market::order(state, OrderEvent::Refund { amount: left }).is_err() {
                    let detail = format!("Nothing can be given back: the order is {}.", desk.row.status);
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                store::ask_refund(&mut tx, &id, &reason, now).await?;
                desk.tell(&mut tx, "refund_requested", "The buyer asks for their money back.", None, None)
                    .await?;
                let told = desk.notes(&mut tx, false).await?;
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let items = store::items(&mut tx, &id).await?;
                // Whoever can decide is asked; of several sellers none can.
                if let [only] = sellers.as_slice() {
                    let buyer = row.buyer_name.clone();
                    let news = News::RefundAsked { order: id.clone(), titles: titles(items.iter()), buyer };
                    tell(&parts, &mut tx, only, news).await?;
                }
                let shown = to_api(&row, &items)?;
                Ok::<_, Failure>((shown, told))
            })
        })
        .await?;
    committed(services, told);
    Ok(shown)
}

/// The seller of all of an order, or an admin, says no to a buyer who asks for their money back.
pub async fn decline(services: &Services, caller: &Caller, id: &str, input: Reason) -> Result<Order> {
    let actor = caller.actor()?.clone();
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let sellers = {
        let mut reader = services.store.read().await?;
        store::sellers(&mut reader.conn(), id).await?
    };
    let sells = !sellers.is_empty() && sellers.iter().all(|seller| *seller == actor.user_id);
    if !sells && actor.role != Role::Admin {
        return Err(Problem::not_found().into());
    }
    let reason = super::super::some_lines("reason", &input.reason, 1000)?;
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: services.now(),
        actor_id: actor.user_id.clone(),
        action: "order.refund_declined",
        target: id.to_owned(),
        detail: json!({ "reason": reason }).to_string(),
    };
    let (parts, id) = (services.clone(), id.to_owned());
    let (shown, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &id).await?;
                if desk.row.refund_asked_at.is_none() {
                    let detail = "Nobody asks for this order's money, or it was decided already.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                store::clear_refund(&mut tx, &id).await?;
                let text = format!("The refund was declined: {reason}");
                desk.tell(&mut tx, "refund_declined", &text, None, None).await?;
                if actor.role == Role::Admin {
                    audit::insert(&mut tx, &entry).await?;
                }
                let told = desk.notes(&mut tx, false).await?;
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let items = store::items(&mut tx, &id).await?;
                let news = News::RefundDeclined { order: id, titles: titles(items.iter()), reason };
                tell(&parts, &mut tx, &row.buyer_id, news).await?;
                Ok::<_, Failure>((to_api(&row, &items)?, told))
            })
        })
        .await?;
    committed(services, told);
    Ok(shown)
}

/// An admin gives money back.
pub async fn refund(services: &Services, caller: &Caller, id: &str, input: RefundRequest) -> Result<Order> {
    caller.admin()?;
    super::super::some_lines("reason", &input.reason, 1000)?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    give(services, caller, id, input).await
}

/// Gives money back. Whether the caller may was looked at.
async fn give(services: &Services, caller: &Caller, id: &str, input: RefundRequest) -> Result<Order> {
    let actor = caller.actor()?.clone();
    let reason = super::super::lines("reason", &input.reason, 1000)?;
    let asked = match &input.amount {
        None => None,
        Some(raw) => {
            let wrong = || Problem::field("amount", "Give an amount in the order's currency.");
            Some(price(raw).filter(|sum| sum.amount > 0).ok_or_else(wrong)?)
        }
    };
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: services.now(),
        actor_id: actor.user_id.clone(),
        action: "order.refunded",
        target: id.to_owned(),
        detail: json!({ "amount": asked, "reason": reason }).to_string(),
    };
    let (parts, id) = (services.clone(), id.to_owned());
    let (shown, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &id).await?;
                let state = desk.state()?;
                desk.reason = reason;
                let unpaid = !state.status.is_settled() && asked.is_none() && actor.role == Role::Admin;
                if unpaid && return_doubtful(&mut desk, &mut tx).await? {
                    audit::insert(&mut tx, &entry).await?;
                    return seen(&mut desk, &mut tx).await;
                }
                let left = state.total - state.refunded;
                let amount = match asked {
                    None => left,
                    Some(sum) if sum.currency.code() != desk.row.currency => {
                        return Err(Problem::field(
                            "amount",
                            format!("The order is in {}.", desk.row.currency),
                        )
                        .into());
                    }
                    Some(sum) if state.status.is_settled() && sum.amount > left => {
                        let left = super::super::money(left, &desk.row.currency)?;
                        return Err(
                            Problem::field("amount", format!("At most {left} can be given back.")).into()
                        );
                    }
                    Some(sum) => sum.amount,
                };
                desk.decide(&mut tx, OrderEvent::Refund { amount }).await?;
                store::clear_refund(&mut tx, &id).await?;
                if actor.role == Role::Admin {
                    audit::insert(&mut tx, &entry).await?;
                }
                let told = desk.notes(&mut tx, false).await?;
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let shown = to_api(&row, &store::items(&mut tx, &id).await?)?;
                Ok::<_, Failure>((shown, told))
            })
        })
        .await?;
    committed(services, told);
    Ok(shown)
}

/// What came in for attempts in review goes back, all of it. `false` where there is none.
async fn return_doubtful(desk: &mut Desk, tx: &mut Conn<'_>) -> Result<bool> {
    let mut some = false;
    for row in attempts::of_order(tx, &desk.row.id).await? {
        let in_review = row.status()? == AttemptStatus::Review && row.received.is_some();
        // What went back once and came again is for the gateway's own books.
        if in_review && !refunds::has_surplus(tx, &row.id).await? {
            desk.return_doubtful(tx, &row).await?;
            attempts::set_status(tx, &row.id, moved(&row, AttemptEvent::Fail)?, desk.now()).await?;
            some = true;
        }
    }
    Ok(some)
}

/// Nobody needs to look at the order any more; answers it.
async fn seen(desk: &mut Desk, tx: &mut Conn<'_>) -> Result<(Order, Vec<Told>)> {
    store::set_attention(tx, &desk.row.id, None).await?;
    let told = desk.notes(tx, false).await?;
    let row = store::find(tx, &desk.row.id).await?.ok_or_else(Problem::not_found)?;
    Ok((to_api(&row, &store::items(tx, &row.id).await?)?, told))
}

/// An admin has looked at an order that needed it: what came in for payments in review goes back where they say so, and
/// the order is off the list.
pub async fn resolve(services: &Services, caller: &Caller, id: &str, input: Resolution) -> Result<Order> {
    let admin = caller.admin()?.clone();
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let reason = super::super::lines("reason", &input.reason, 1000)?;
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: services.now(),
        actor_id: admin.user_id,
        action: "order.resolved",
        target: id.to_owned(),
        detail: json!({
            "return_payment": input.return_payment, "retry_refund": input.retry_refund, "reason": reason,
        })
        .to_string(),
    };
    let (parts, id) = (services.clone(), id.to_owned());
    let (shown, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &id).await?;
                if desk.row.attention.is_none() {
                    return Err(Problem::new(Code::Conflict, "Nobody needs to look at this order.").into());
                }
                if desk.row.refund_asked_at.is_some() {
                    let detail = "The buyer asks for their money back. Refund it or decline.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                desk.reason = reason;
                if input.return_payment && !return_doubtful(&mut desk, &mut tx).await? {
                    let detail = "No payment of this order is in review.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                if input.retry_refund && !desk.try_refunds_again(&mut tx).await? {
                    let detail = "No refund of this order has failed.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                audit::insert(&mut tx, &entry).await?;
                seen(&mut desk, &mut tx).await
            })
        })
        .await?;
    committed(services, told);
    Ok(shown)
}

/// A row of the outbox: has the gateway give money back. The same refund asked for again is given once.
pub(crate) async fn give_back(services: &Services, row: &Claimed) -> Result<(), String> {
    let id = named(row, "refund")?;
    let (refund, attempt) = {
        let mut reader = services.store.read().await.map_err(|error| error.to_string())?;
        let mut conn = reader.conn();
        let refund = refunds::find(&mut conn, &id).await.map_err(|error| error.to_string())?;
        let Some(refund) = refund.filter(|refund| refund.status == "pending") else { return Ok(()) };
        let attempt =
            attempts::find(&mut conn, &refund.attempt_id).await.map_err(|error| error.to_string())?;
        (refund, attempt.ok_or("its attempt is gone")?)
    };
    let (gateway, known) = known(services, &attempt)?;
    let new = NewRefund {
        // Gateways answer a name they know as they answered before.
        id: match refund.tries {
            0 => refund.id.clone(),
            tries => format!("{}r{tries}", refund.id),
        },
        amount: refund.amount,
        // What wasn't owed goes back as it came.
        full: refund.kind == "surplus" || refund.amount == attempt.amount,
        reason: refund.reason.clone(),
        now: services.now(),
    };
    let error = match gateway.refund(&known, &new).await {
        Ok(()) => None,
        Err(GatewayError::Unavailable(error)) => return Err(error),
        Err(GatewayError::Refused(error)) => Some(error),
    };
    let (parts, now) = (services.clone(), services.now());
    let told = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &refund.order_id).await?;
                let status = if error.is_none() { "done" } else { "failed" };
                if !refunds::finish(&mut tx, &refund.id, status, error.as_deref(), now).await? {
                    return Ok(Vec::new());
                }
                if let Some(error) = &error {
                    let text = format!("The payment provider refused to give money back: {error}.");
                    desk.tell(&mut tx, "refund_failed", &text, Some(refund.amount), Some(&refund.attempt_id))
                        .await?;
                    desk.alert(&mut tx, "refund_failed").await?;
                } else {
                    let text = "The payment provider gave the money back.";
                    desk.tell(&mut tx, "refund_done", text, Some(refund.amount), Some(&refund.attempt_id))
                        .await?;
                    if refund.kind == "surplus" {
                        let currency = super::super::money(refund.amount, &refund.currency)?.currency;
                        let posting = Posting::surplus_returned(&refund.attempt_id, refund.amount, currency);
                        if let Some(posting) = posting {
                            ledger::post(&mut tx, &posting, Some(&refund.order_id), now).await?;
                        }
                    }
                }
                desk.notes(&mut tx, false).await
            })
        })
        .await
        .map_err(|failure: Failure| failure.to_string())?;
    committed(services, told);
    Ok(())
}

/// A row of the outbox: makes an attempt that nobody needs impossible at its gateway. What is refused is paid already,
/// and then the gateway says so.
pub(crate) async fn close(services: &Services, row: &Claimed) -> Result<(), String> {
    let id = named(row, "attempt")?;
    let attempt = {
        let mut reader = services.store.read().await.map_err(|error| error.to_string())?;
        attempts::find(&mut reader.conn(), &id).await.map_err(|error| error.to_string())?
    };
    let Some(attempt) = attempt else { return Ok(()) };
    let (gateway, known) = known(services, &attempt)?;
    match gateway.expire(&known).await {
        Ok(()) | Err(GatewayError::Refused(_)) => Ok(()),
        Err(GatewayError::Unavailable(error)) => Err(error),
    }
}

fn named(row: &Claimed, field: &str) -> Result<String, String> {
    let payload: Value = serde_json::from_str(&row.payload).map_err(|error| error.to_string())?;
    payload.get(field).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("no {field}"))
}

type Gateway = std::sync::Arc<dyn crate::gateways::Gateway>;

/// The gateway of an attempt, and the attempt as it knows it.
pub(super) fn known(services: &Services, attempt: &AttemptRow) -> Result<(Gateway, Known), String> {
    let method = Method::parse(&attempt.provider).ok_or("an unknown provider")?;
    let gateway =
        services.gateways.get(method).ok_or_else(|| format!("{} isn't set up", attempt.provider))?;
    let amount =
        super::super::money(attempt.amount, &attempt.currency).map_err(|failure| failure.to_string())?;
    let known = Known {
        reference: attempt.reference.clone(),
        gateway_ref: attempt.gateway_ref.clone(),
        transaction_id: attempt.transaction_id.clone(),
        amount,
        created_at: Timestamp(attempt.created_at),
    };
    Ok((gateway, known))
}
