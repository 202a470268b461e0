//! `Idempotency-Key`: a POST that was answered is answered the same way again, for a day.

use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::secrets;
use bytes::Bytes;
use landinghub::{Code, Problem, Timestamp};
use landinghub_store::idempotency::{self as store, Key};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long answers are kept.
const KEEP_SECONDS: i64 = 86_400;
/// A request at work for longer died with its process.
const ABANDONED_SECONDS: i64 = 120;
/// How often, and how many times, a second request looks whether the first is done.
const PAUSE: Duration = Duration::from_millis(50);
const LOOKS: u32 = 300;
/// Larger answers aren't kept; none of ours come near.
const LARGEST: usize = 1 << 20;

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
    key: Key,
    digest: String,
    claimed: Timestamp,
}

/// How a request with a key begins.
#[derive(Clone, Debug)]
pub enum Begun {
    /// It is the first: do the work, then [`finish`] or [`give_up`].
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
    let scope = caller
        .actor
        .as_ref()
        .map_or_else(|| format!("ip:{}", caller.ip), |actor| format!("user:{}", actor.user_id));
    let key = Key { scope, key: key.to_owned() };
    // Keyed, because the request may hold a password, and lengths first, so that parts can't run into each other.
    let lengths: Vec<u8> = request.iter().flat_map(|part| part.len().to_le_bytes()).collect();
    let digest = secrets::derive(
        &services.config.jwt_secret,
        "idempotency",
        &[&lengths, request.concat().as_slice()].concat(),
    )?;
    for _ in 0..LOOKS {
        if let Some(claim) = claim(services, key.clone(), digest.clone()).await? {
            return Ok(Begun::First(claim));
        }
        let mut reader = services.store.read().await?;
        let kept = store::find(&mut reader.conn(), &key).await?;
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

async fn claim(services: &Services, key: Key, digest: String) -> Result<Option<Claim>> {
    let now = services.now();
    let (expired, abandoned) = (now.plus_seconds(-KEEP_SECONDS), now.plus_seconds(-ABANDONED_SECONDS));
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let won = store::claim(&mut tx, &key, &digest, now, expired, abandoned).await?;
                Ok(won.then_some(Claim { key, digest, claimed: now }))
            })
        })
        .await
}

/// Keeps the answer.
pub async fn finish(services: &Services, claim: Claim, answer: &Answer) -> Result<()> {
    if answer.body.len() > LARGEST {
        return give_up(services, claim).await;
    }
    let headers =
        serde_json::to_string(&answer.headers).map_err(|error| Failure::Internal(error.to_string()))?;
    let kept = store::Kept {
        body_hash: claim.digest,
        status: Some(i64::from(answer.status)),
        headers: Some(headers),
        body: Some(answer.body.to_vec()),
    };
    let (key, claimed) = (claim.key, claim.claimed);
    let kept_it = services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::complete(&mut tx, &key, claimed, &kept).await?) })
        })
        .await?;
    if !kept_it {
        tracing::warn!("an idempotent request took so long that another took over its key");
    }
    Ok(())
}

/// Gives the key back: nothing was made, and a retry shall try anew.
pub async fn give_up(services: &Services, claim: Claim) -> Result<()> {
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok(store::release(&mut tx, &claim.key, claim.claimed).await?) })
        })
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
