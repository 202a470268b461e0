//! What happens by itself: gateways are asked about quiet payments, unpaid orders expire, holds end.

use super::callbacks::hear;
use super::desk::{Desk, committed};
use super::refunds::known;
use crate::context::Services;
use crate::error::{Failure, Result};
use futures::stream::{self, StreamExt, TryStreamExt};
use landinghub::Timestamp;
use landinghub::market::{Method, OrderEvent, OrderStatus};
use landinghub_store::market::attempts::{self, AttemptRow};
use landinghub_store::market::orders as store;

/// A payment that nobody has heard of for so long is asked about.
const QUIET_SECONDS: i64 = 120;
/// Rows looked at in one go.
const BATCH: i64 = 50;
/// Gateways' answers waited for at once.
const AT_ONCE: usize = 8;

/// One round; answers how many orders and payments it looked at.
pub async fn sweep(services: &Services) -> Result<u64> {
    let now = services.now();
    let (quiet, expired, due) = {
        let mut reader = services.store.read().await?;
        let mut conn = reader.conn();
        let quiet = attempts::quiet(&mut conn, now.plus_seconds(-QUIET_SECONDS), BATCH).await?;
        let expired = store::expired(&mut conn, now, BATCH).await?;
        (quiet, expired, store::releasable(&mut conn, now, BATCH).await?)
    };
    // Several at a time: a gateway that doesn't answer mustn't keep the others' orders waiting.
    let looked = quiet.len() + expired.len() + due.len();
    let asked = stream::iter(quiet)
        .map(|attempt| async move { ask(services, &attempt, now).await })
        .buffer_unordered(AT_ONCE);
    let ended = stream::iter(expired)
        .map(|order| async move { expire(services, &order).await })
        .buffer_unordered(AT_ONCE);
    let (asked, ended) = futures::join!(asked.try_collect::<()>(), ended.try_collect::<()>());
    asked.and(ended)?;
    for order in due {
        release(services, &order).await?;
    }
    Ok(u64::try_from(looked).unwrap_or_default())
}

/// Asks the gateway how a payment is. A gateway that doesn't answer is asked again later.
async fn ask(services: &Services, attempt: &AttemptRow, now: Timestamp) -> Result<()> {
    let id = attempt.id.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(attempts::asked(&mut tx, &id, now).await?) })
        })
        .await?;
    let (Ok((gateway, known)), Some(method)) = (known(services, attempt), Method::parse(&attempt.provider))
    else {
        return Ok(());
    };
    match gateway.query(&known, now).await {
        Ok(Some(news)) => {
            hear(services, method, gateway.account(), news).await?;
        }
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(%error, attempt = attempt.id, "a gateway can't be asked about a payment");
        }
    }
    Ok(())
}

/// An unpaid order's time is over: the gateways are asked a last time first.
async fn expire(services: &Services, order: &str) -> Result<()> {
    let open = {
        let mut reader = services.store.read().await?;
        attempts::of_order(&mut reader.conn(), order).await?
    };
    let now = services.now();
    for attempt in
        open.iter().filter(|attempt| attempt.status().is_ok_and(landinghub::market::AttemptStatus::is_open))
    {
        ask(services, attempt, now).await?;
    }
    let (parts, id) = (services.clone(), order.to_owned());
    let told = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &id).await?;
                if desk.state()?.status != OrderStatus::Pending {
                    return Ok(Vec::new());
                }
                desk.decide(&mut tx, OrderEvent::Expire).await?;
                desk.tell(&mut tx, "expired", "The order wasn't paid in time.", None, None).await?;
                desk.notes(&mut tx, false).await
            })
        })
        .await?;
    committed(services, told);
    Ok(())
}

async fn release(services: &Services, order: &str) -> Result<()> {
    let (parts, id) = (services.clone(), order.to_owned());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &id).await?;
                desk.release(&mut tx).await
            })
        })
        .await
}
