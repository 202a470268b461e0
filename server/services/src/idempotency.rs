//! `Idempotency-Key`: a POST that was answered is answered the same way again, for a day.
//!
//! What a use case makes and the answer under its key are written in one transaction, see [`Mark`]: after a crash
//! there are both or neither, and a retry never makes a second one.

use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::secrets;
use bytes::Bytes;
use landinghub::{Code, Id, Problem};
use landinghub_store::Conn;
use landinghub_store::idempotency as store;
use serde::Serialize;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long answers are kept.
const KEEP_SECONDS: i64 = 86_400;
/// How long a request holds its key without saying that it is still at work; a dead one's key is free then.
const LEASE_SECONDS: i64 = 5;
/// How often a request at work says so.
const RENEWAL: Duration = Duration::from_millis(1500);
/// How often, and how many times, a second request looks whether the first is done.
const PAUSE: Duration = Duration::from_millis(50);
const LOOKS: u32 = 300;
/// Larger answers aren't kept; none of ours come near.
const LARGEST: usize = 1 << 20;

tokio::task_local! {
    static PRESENT: Claim;
}

/// An answer as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The headers that belong to it.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Bytes,
}

/// The right to do the work of a key.
#[derive(Clone, Debug)]
pub struct Claim {
    row: store::Claim,
    kept: Arc<AtomicBool>,
}

/// How a request with a key begins.
#[derive(Clone, Debug)]
pub enum Begun {
    /// It is the first: do the work [`within`] the claim, then [`finish`] or [`give_up`].
    First(Claim),
    /// It was done: answer this.
    Again(Answer),
}

/// Begins a request that carries `key`; `request` is everything that makes it that request.
///
/// While another request with the key is at work, this waits for its answer. Fails with `malformed` for a key
/// that isn't 1 to 255 visible ASCII characters and with `idempotency_conflict` where it came with another request.
pub async fn begin(services: &Services, caller: &Caller, key: &[u8], request: &[&[u8]]) -> Result<Begun> {
    let visible = (1..=255).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    let key = std::str::from_utf8(key).ok().filter(|_| visible).ok_or_else(|| {
        Problem::new(Code::Malformed, "An idempotency key has 1 to 255 visible ASCII characters.")
    })?;
    let scope = match (&caller.actor, &caller.guest) {
        (Some(actor), _) => format!("user:{}", actor.user_id),
        (None, Some(guest)) => format!("visitor:{}", guest.id),
        (None, None) => format!("ip:{}", caller.ip),
    };
    // Keyed, because the request may hold a password, and lengths first, so that parts can't run into each other.
    let mut text: Vec<u8> = request.iter().flat_map(|part| part.len().to_le_bytes()).collect();
    text.extend(request.concat());
    let digest = secrets::derive(&services.config.jwt_secret, "idempotency", &text)?;
    let row = store::Claim { scope, key: key.to_owned(), id: Id::random(&*services.rng) };
    for _ in 0..LOOKS {
        if take(services, row.clone(), digest.clone()).await? {
            return Ok(Begun::First(Claim { row, kept: Arc::default() }));
        }
        let mut reader = services.store.read().await?;
        let kept = store::find(&mut reader.conn(), &row).await?;
        drop(reader);
        match kept {
            Some(kept) if kept.body_hash != digest => return Err(Code::IdempotencyConflict.into()),
            Some(store::Kept { status: Some(status), headers, body, .. }) => {
                return Ok(Begun::Again(Answer {
                    status: u16::try_from(status)
                        .map_err(|_| Failure::Internal(format!("kept status {status}")))?,
                    headers: headers.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
                    body: body.unwrap_or_default().into(),
                }));
            }
            Some(_) => tokio::time::sleep(PAUSE).await,
            // The first one gave up meanwhile: try to be the next first.
            None => {}
        }
    }
    let detail = "Another request with this key is still at work.";
    Err(Problem { retry_after: Some(5), ..Problem::new(Code::Conflict, detail) }.into())
}

async fn take(services: &Services, row: store::Claim, digest: String) -> Result<bool> {
    let now = services.now();
    let (lease, expired) = (now.plus_seconds(LEASE_SECONDS), now.plus_seconds(-KEEP_SECONDS));
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok(store::claim(&mut tx, &row, &digest, (now, lease), expired).await?) })
        })
        .await
}

/// Does the work of a claim, and says meanwhile that it is at work.
pub async fn within<T>(services: &Services, claim: &Claim, work: impl Future<Output = T>) -> T {
    tokio::select! {
        done = PRESENT.scope(claim.clone(), work) => done,
        never = renew(services, claim) => match never {},
    }
}

async fn renew(services: &Services, claim: &Claim) -> Infallible {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let (row, lease) = (claim.row.clone(), services.now().plus_seconds(LEASE_SECONDS));
        let renewed = services
            .store
            .write(move |mut tx| {
                Box::pin(async move { Ok::<_, Failure>(store::renew(&mut tx, &row, lease).await?) })
            })
            .await;
        if let Err(error) = renewed {
            tracing::warn!(%error, "the lease of an idempotency key can't be renewed");
        }
    }
}

/// Keeps the answer, unless the use case has kept it already.
pub async fn finish(services: &Services, claim: Claim, answer: &Answer) -> Result<()> {
    if claim.kept.load(Ordering::Acquire) {
        return Ok(());
    }
    if answer.body.len() > LARGEST {
        return give_up(services, claim).await;
    }
    let (status, headers, body) = (i64::from(answer.status), json(&answer.headers)?, answer.body.clone());
    let kept = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                Ok::<_, Failure>(store::complete(&mut tx, &claim.row, status, &headers, &body).await?)
            })
        })
        .await?;
    if !kept {
        tracing::warn!("an idempotent request took so long that another took over its key");
    }
    Ok(())
}

/// Gives the key back: nothing was made, and a retry shall try anew.
pub async fn give_up(services: &Services, claim: Claim) -> Result<()> {
    services
        .store
        .write(move |mut tx| Box::pin(async move { Ok(store::release(&mut tx, &claim.row).await?) }))
        .await
}

/// Forgets answers older than a day.
pub async fn forget_old(services: &Services) -> Result<u64> {
    let before = services.now().plus_seconds(-KEEP_SECONDS);
    services
        .store
        .write(move |mut tx| Box::pin(async move { Ok(store::delete_old(&mut tx, before).await?) }))
        .await
}

/// The key of the request that is being answered, if it has one. A use case takes it before its transaction and
/// keeps its answer inside of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mark(Option<Claim>);

impl Mark {
    /// The present request's.
    pub(crate) fn present() -> Self {
        Self(PRESENT.try_with(Clone::clone).ok())
    }

    /// Keeps `201` with `body` as JSON, in the transaction that makes what it tells of. Fails, and so undoes the
    /// transaction, where the request was so slow that another holds its key by now.
    pub(crate) async fn keep_created(
        &self,
        conn: &mut Conn<'_>,
        body: &impl Serialize,
        location: Option<String>,
    ) -> Result<()> {
        let Some(claim) = &self.0 else { return Ok(()) };
        let mut headers = BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]);
        headers.extend(location.map(|location| ("location".to_owned(), location)));
        let body = serde_json::to_vec(body).map_err(|error| Failure::Internal(error.to_string()))?;
        if !store::complete(conn, &claim.row, 201, &json(&headers)?, &body).await? {
            let detail = "This took so long that another request with the same key has taken over.";
            return Err(Problem::new(Code::Conflict, detail).into());
        }
        claim.kept.store(true, Ordering::Release);
        Ok(())
    }
}

fn json(headers: &BTreeMap<String, String>) -> Result<String> {
    serde_json::to_string(headers).map_err(|error| Failure::Internal(error.to_string()))
}
