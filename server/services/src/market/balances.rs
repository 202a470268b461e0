//! What sellers have earned, and how it reaches them.

use super::{News, after, money, rows, some_lines, tell};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::events::Note;
use crate::idempotency::Mark;
use crate::outbox;
use landinghub::api::List;
use landinghub::api::market::{Balance, Balances, NewPayout, Payout, Person, Reason, StatementLine, price};
use landinghub::market::{Account, Money, PayoutEffect, PayoutEvent, PayoutStatus, Posting, payout};
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::audit;
use landinghub_store::market::ledger;
use landinghub_store::market::payouts::{self as store, PayoutRow};
use landinghub_store::market::sellers;
use serde_json::json;
use std::collections::BTreeMap;

/// What the caller has, by currency.
pub async fn balance(services: &Services, caller: &Caller) -> Result<Balances> {
    let seller = &caller.actor()?.user_id;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let mut rows: BTreeMap<String, [i64; 4]> = BTreeMap::new();
    for (currency, account, amount) in ledger::balances(&mut conn, seller).await? {
        let [pending, available, ..] = rows.entry(currency).or_default();
        *(if account == Account::SellerPending.as_str() { pending } else { available }) = amount;
    }
    for (currency, on_its_way, arrived) in store::gone(&mut conn, seller).await? {
        let [_, _, in_transit, paid_out] = rows.entry(currency).or_default();
        (*in_transit, *paid_out) = (on_its_way, arrived);
    }
    let row = |(currency, [pending, available, in_transit, paid_out]): (String, [i64; 4])| {
        Ok(Balance {
            pending: money(pending, &currency)?,
            available: money(available, &currency)?,
            in_transit: money(in_transit, &currency)?,
            paid_out: money(paid_out, &currency)?,
        })
    };
    Ok(Balances { balances: rows.into_iter().map(row).collect::<Result<_>>()? })
}

/// The caller's lines of the ledger, the latest first.
pub async fn statement(services: &Services, caller: &Caller, slice: &Slice) -> Result<List<StatementLine>> {
    let seller = &caller.actor()?.user_id;
    let limit = slice.limit()?;
    let mut reader = services.store.read().await?;
    let found = ledger::statement(&mut reader.conn(), seller, &after(slice)?, rows(limit)).await?;
    let name = |row: &ledger::StatementRow| format!("{}:{}", row.posting_key, row.n);
    let (found, next_cursor) = cut(found, limit, |row| (row.at.to_string(), name(row)));
    let line = |row: ledger::StatementRow| {
        Ok(StatementLine {
            id: name(&row),
            at: Timestamp(row.at),
            kind: row.kind,
            account: row.account.trim_start_matches("seller_").to_owned(),
            amount: money(row.amount, &row.currency)?,
            order_id: row.order_id,
        })
    };
    Ok(List { items: found.into_iter().map(line).collect::<Result<_>>()?, next_cursor })
}

/// The caller's payouts, the latest first.
pub async fn payouts(services: &Services, caller: &Caller, slice: &Slice) -> Result<List<Payout>> {
    let seller = &caller.actor()?.user_id;
    let limit = slice.limit()?;
    let mut reader = services.store.read().await?;
    shown(store::of_seller(&mut reader.conn(), seller, &after(slice)?, rows(limit)).await?, limit)
}

/// Everybody's, for admins; those that wait where no status is asked for.
pub async fn waiting_payouts(
    services: &Services,
    caller: &Caller,
    status: Option<&str>,
    slice: &Slice,
) -> Result<List<Payout>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let word = match status {
        None => PayoutStatus::Requested.as_str(),
        Some("" | "all") => "",
        Some(word) => PayoutStatus::parse(word)
            .ok_or_else(|| Problem::field("status", "There is no such status."))?
            .as_str(),
    };
    let mut reader = services.store.read().await?;
    shown(store::list(&mut reader.conn(), word, &after(slice)?, rows(limit)).await?, limit)
}

fn shown(found: Vec<PayoutRow>, limit: usize) -> Result<List<Payout>> {
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.id.clone()));
    Ok(List { items: found.into_iter().map(to_api).collect::<Result<_>>()?, next_cursor })
}

/// Asks for money: it is set aside at once, and nobody can ask for it twice.
pub async fn request_payout(services: &Services, caller: &Caller, input: NewPayout) -> Result<Payout> {
    let seller = caller.actor()?.user_id.clone();
    let wanted = match &input.amount {
        None => None,
        Some(raw) => {
            let wrong = || Problem::field("amount", "Enter an amount of more than nought.");
            Some(price(raw).filter(|sum| sum.amount > 0).ok_or_else(wrong)?)
        }
    };
    let (id, now, mark) = (Id::random(&*services.rng), services.now(), Mark::present());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                sellers::lock(&mut tx, &seller).await?;
                let mut available: Vec<Money> = Vec::new();
                for (currency, account, amount) in ledger::balances(&mut tx, &seller).await? {
                    if account == Account::SellerAvailable.as_str() && amount > 0 {
                        available.push(money(amount, &currency)?);
                    }
                }
                let has = |sum: &Money| {
                    available.iter().any(|have| have.currency == sum.currency && have.amount >= sum.amount)
                };
                let sum = match (wanted, available.as_slice()) {
                    (Some(sum), _) if has(&sum) => sum,
                    (None, [all]) => *all,
                    (None, [_, _, ..]) => {
                        return Err(Problem::field("amount", "Say in which currency, and how much.").into());
                    }
                    _ => {
                        let detail = "There isn't that much to be paid out.";
                        return Err(Problem::new(Code::Conflict, detail).into());
                    }
                };
                store::insert(&mut tx, &id, &seller, (sum.amount, sum.currency.code()), now).await?;
                if let Some(posting) = Posting::payout(&id, &seller, sum.amount, sum.currency) {
                    ledger::post(&mut tx, &posting, None, now).await?;
                }
                let row = store::lock(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let made = to_api(row)?;
                mark.keep_created(&mut tx, &made, None).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

/// An admin has sent the money and says so.
pub async fn approve_payout(services: &Services, caller: &Caller, id: &str) -> Result<Payout> {
    // There is no bank behind this: whoever approves has made the transfer.
    const PAID: &[PayoutEvent] = &[PayoutEvent::Approve, PayoutEvent::Process, PayoutEvent::Settle];
    advance(services, caller, id, PAID, "payout.approved", None).await
}

/// The bank says no, or an admin does: the money set aside is the seller's balance again.
pub async fn fail_payout(services: &Services, caller: &Caller, id: &str, input: Reason) -> Result<Payout> {
    const FAILED: &[PayoutEvent] = &[PayoutEvent::Approve, PayoutEvent::Process, PayoutEvent::Fail];
    caller.admin()?;
    let reason = some_lines("reason", &input.reason, 1000)?;
    advance(services, caller, id, FAILED, "payout.failed", Some(reason)).await
}

/// A paid one came back from the bank: it is the seller's balance again.
pub async fn return_payout(services: &Services, caller: &Caller, id: &str, input: Reason) -> Result<Payout> {
    caller.admin()?;
    let reason = some_lines("reason", &input.reason, 1000)?;
    advance(services, caller, id, &[PayoutEvent::Return], "payout.returned", Some(reason)).await
}

/// Moves a payout through events; those that lie behind it already are skipped, the last has to be possible.
async fn advance(
    services: &Services,
    caller: &Caller,
    id: &str,
    events: &'static [PayoutEvent],
    action: &'static str,
    reason: Option<String>,
) -> Result<Payout> {
    let admin = caller.admin()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let now = services.now();
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: now,
        actor_id: admin.user_id.clone(),
        action,
        target: id.to_owned(),
        detail: json!({ "reason": reason }).to_string(),
    };
    let (parts, id) = (services.clone(), id.to_owned());
    let (shown, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = store::lock(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let amount = money(row.amount, &row.currency)?;
                let (mut status, mut moved) = (row.status()?, false);
                for (n, event) in events.iter().enumerate() {
                    let Ok((next, effect)) = payout(status, *event) else {
                        if n + 1 < events.len() && !moved {
                            continue;
                        }
                        let detail = format!("This payout is {} already.", row.status);
                        return Err(Problem::new(Code::Conflict, detail).into());
                    };
                    (status, moved) = (next, true);
                    let posting = match effect {
                        Some(PayoutEffect::PostSettled) => {
                            Posting::payout_settled(&id, row.amount, amount.currency)
                        }
                        Some(PayoutEffect::PostFailed) => {
                            Posting::payout_failed(&id, &row.seller_id, row.amount, amount.currency)
                        }
                        Some(PayoutEffect::PostReturned) => {
                            Posting::payout_returned(&id, &row.seller_id, row.amount, amount.currency)
                        }
                        None => None,
                    };
                    if let Some(posting) = posting {
                        ledger::post(&mut tx, &posting, None, now).await?;
                    }
                }
                store::set_status(&mut tx, &id, status, reason.as_deref(), now).await?;
                audit::insert(&mut tx, &entry).await?;
                let news = match reason {
                    None => News::PayoutPaid { amount },
                    Some(reason) => News::PayoutFailed { amount, reason },
                };
                tell(&parts, &mut tx, &row.seller_id, news).await?;
                let row = store::lock(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let seller = row.seller_id.clone();
                let shown = to_api(row)?;
                let note = Note::new(&parts, &seller, "payout:updated", &id, &shown)?;
                Ok::<_, Failure>((shown, note.write(&mut tx).await?))
            })
        })
        .await?;
    told.spread(services);
    outbox::wake(services);
    Ok(shown)
}

fn to_api(row: PayoutRow) -> Result<Payout> {
    Ok(Payout {
        status: row.status()?,
        amount: money(row.amount, &row.currency)?,
        seller: Person { id: row.seller_id, name: row.seller_name },
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
        reason: row.reason,
        id: row.id,
    })
}
