//! The transactional outbox: what must happen because something was committed, at least once.
//!
//! [`enqueue`] writes a row in the transaction of its cause. [`run`] claims rows under a lease, hands them to
//! their handler, and backs off from 5 seconds to an hour; after eight tries a row is dead and stays for people.

mod dead;

pub use dead::{discard, list as list_deliveries, retry};

use crate::context::Services;
use crate::error::{Failure, Result};
use crate::{mail, market, notifications};
use futures::future::join_all;
use landinghub::{Id, Rng, Timestamp};
use landinghub_store::Conn;
use landinghub_store::outbox::{self as store, Claimed, NewEntry};
use serde::Serialize;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A worker that takes longer than this is taken for dead; longer than any handler's own time limit.
const LEASE_SECONDS: i64 = 120;
/// Rows handled at once.
const BATCH: i64 = 8;
/// Tries before a row is dead.
const TRIES: i64 = 8;
/// How long to rest when nothing is due; a commit in this process wakes the worker earlier.
const REST: Duration = Duration::from_secs(2);
/// How long done rows stay, for their keys.
const KEEP_SECONDS: i64 = 7 * 86_400;

/// Wakes the worker.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    committed: Notify,
}

/// What a row asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A mail: [`mail::Mail`].
    Mail,
    /// A mail about a notification.
    NotificationEmail,
    /// The mail about a day's notifications.
    Digest,
    /// A notification for all browsers of an account.
    Push,
    /// A notification for one of them.
    PushOne,
    /// A notification as a text message.
    Sms,
    /// Word to all who own an older version of what is for sale now.
    TemplateUpdate,
    /// Money that goes back to a buyer.
    Refund,
    /// A payment that nobody needs any more.
    ClosePayment,
    /// Nothing, at the cost of a mail. Written where a visible difference in work would tell a secret.
    Decoy,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::NotificationEmail => "notification_email",
            Self::Digest => "digest",
            Self::Push => "push",
            Self::PushOne => "push_one",
            Self::Sms => "sms",
            Self::TemplateUpdate => "template_update",
            Self::Refund => "refund",
            Self::ClosePayment => "close_payment",
            Self::Decoy => "decoy",
        }
    }
}

/// How handling a row went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It is done, or not needed any more.
    Yes,
    /// Not now; it isn't a try.
    Later(Timestamp),
}

/// A row to be written; made before the transaction, because it takes time and randomness.
#[derive(Clone, Debug)]
pub struct Message(NewEntry);

impl Message {
    /// Asks for `payload` to be handled as soon as possible.
    pub fn new(services: &Services, kind: Kind, payload: &impl Serialize) -> Result<Self> {
        let now = services.now();
        let id = Id::random(&*services.rng);
        let payload =
            serde_json::to_string(payload).map_err(|error| Failure::Internal(format!("outbox: {error}")))?;
        Ok(Self(NewEntry {
            dedup_key: id.clone(),
            id,
            kind: kind.as_str(),
            payload,
            due_at: now,
            created_at: now,
        }))
    }

    /// Only one row with this key is ever written.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.0.dedup_key = key.into();
        self
    }

    /// Not before `due`.
    #[must_use]
    pub const fn not_before(mut self, due: Timestamp) -> Self {
        self.0.due_at = due;
        self
    }
}

/// Writes a row in the caller's transaction. Call [`wake`] once that has committed.
pub async fn enqueue(conn: &mut Conn<'_>, message: &Message) -> Result<()> {
    store::insert(conn, &message.0).await?;
    Ok(())
}

/// The same for several rows at once.
pub async fn enqueue_all(conn: &mut Conn<'_>, messages: &[Message]) -> Result<()> {
    let rows: Vec<&NewEntry> = messages.iter().map(|message| &message.0).collect();
    store::insert_all(conn, &rows).await?;
    Ok(())
}

/// Tells this process's worker that rows were committed.
pub fn wake(services: &Services) {
    services.outbox.committed.notify_one();
}

/// Works until `shutdown`; what is in hand is finished first.
pub async fn run(services: Services, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        match run_once(&services).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, "the outbox can't be read; trying again"),
        }
        tokio::select! {
            () = services.outbox.committed.notified() => {}
            () = tokio::time::sleep(REST) => {}
            () = shutdown.cancelled() => {}
        }
    }
}

/// Handles one batch of what is due; answers how many rows that were.
pub async fn run_once(services: &Services) -> Result<usize> {
    let now = services.now();
    let lease = now.plus_seconds(LEASE_SECONDS);
    let claimed = services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::claim(&mut tx, now, lease, BATCH).await?) })
        })
        .await?;
    let count = claimed.len();
    join_all(claimed.into_iter().map(|row| handle(services, row, lease))).await;
    Ok(count)
}

/// Deletes rows that were done long ago.
pub async fn forget_done(services: &Services) -> Result<u64> {
    let before = services.now().plus_seconds(-KEEP_SECONDS);
    services
        .store
        .write(move |mut tx| Box::pin(async move { Ok(store::forget(&mut tx, before).await?) }))
        .await
}

async fn handle(services: &Services, row: Claimed, lease: Timestamp) {
    let done = if row.attempts > TRIES {
        // Its workers died without a word: it may be the row that kills them.
        Err("its last try was never finished".to_owned())
    } else {
        dispatch(services, &row).await
    };
    if let Err(error) = &done {
        tracing::warn!(id = row.id, kind = row.kind, attempt = row.attempts, error, "an outbox row failed");
    }
    let (id, attempts, now) = (row.id.clone(), row.attempts, services.now());
    let due = now.plus_seconds(backoff_seconds(attempts, &*services.rng));
    let noted = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                match done {
                    Ok(Done::Yes) => store::done(&mut tx, &id, lease, now).await,
                    Ok(Done::Later(at)) => store::postpone(&mut tx, &id, lease, at).await,
                    Err(error) if attempts >= TRIES => store::dead(&mut tx, &id, lease, now, &error).await,
                    Err(error) => store::retry(&mut tx, &id, lease, due, &error).await,
                }
            })
        })
        .await;
    match noted {
        Ok(true) => {}
        Ok(false) => tracing::warn!(id = row.id, "an outbox row was handled after its lease had ended"),
        Err(error) => {
            tracing::error!(%error, id = row.id, "the end of an outbox row can't be noted; it will run again");
        }
    }
}

async fn dispatch(services: &Services, row: &Claimed) -> Result<Done, String> {
    let plain = |done: Result<(), String>| done.map(|()| Done::Yes);
    let told = |done: Result<Done>| done.map_err(|failure| failure.to_string());
    match row.kind.as_str() {
        "mail" => plain(mail::deliver(services, row).await),
        "decoy" => plain(mail::pretend(services, row).await),
        "notification_email" => told(notifications::email(services, row).await),
        "digest" => told(notifications::digest(services, row).await),
        "push" => told(notifications::push_all(services, row).await),
        "push_one" => told(notifications::push_one(services, row).await),
        "sms" => told(notifications::text_message(services, row).await),
        "template_update" => told(notifications::template_update(services, row).await),
        "refund" => plain(market::orders::give_back(services, row).await),
        "close_payment" => plain(market::orders::close(services, row).await),
        other => Err(format!("no handler for {other}")),
    }
}

/// 5, 15, 45 … seconds, an hour at the most, each up to a fifth shorter or longer, so that what failed together
/// doesn't come back together.
fn backoff_seconds(attempts: i64, rng: &dyn Rng) -> i64 {
    let tripled =
        u32::try_from(attempts - 1).ok().and_then(|power| 3_i64.checked_pow(power)).unwrap_or(i64::MAX);
    let base = tripled.saturating_mul(5).min(3600);
    let mut byte = [0_u8; 1];
    rng.fill(&mut byte);
    let [byte] = byte;
    (base * (800 + i64::from(byte) * 400 / 255) / 1000).clamp(4, 3600)
}

#[cfg(test)]
mod tests {
    use super::*;
    use landinghub::rng::SeededRng;

    #[test]
    fn backing_off_grows_from_seconds_to_an_hour() {
        let rng = SeededRng::new(3);
        for (attempt, low, high) in
            [(1, 4, 6), (2, 12, 18), (3, 36, 54), (7, 2880, 3600), (8, 2880, 3600), (60, 2880, 3600)]
        {
            for _ in 0..50 {
                let seconds = backoff_seconds(attempt, &rng);
                assert!((low..=high).contains(&seconds), "attempt {attempt}: {seconds}");
            }
        }
    }
}
