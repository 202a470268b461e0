//! What the AI may do, for admins.

use super::used;
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use landinghub::api::help::{AiSettings, AiStatus, Engine};
use landinghub::{Id, Problem, Timestamp, text};
use landinghub_store::{audit, settings as store};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Longest wish for the tone, in characters.
const TONE: usize = 300;

/// How long what was read is believed, in seconds: another server may have been told otherwise.
const BELIEVED: i64 = 15;

/// Whether the AI may answer by itself, as it was last read, and when.
#[derive(Debug, Default)]
pub(crate) struct Allowed {
    is: AtomicBool,
    /// Microseconds.
    read_at: AtomicI64,
}

/// Whether the AI may answer by itself: what this server was told at once, what another was within [`BELIEVED`].
pub(super) async fn may_answer(services: &Services) -> Result<bool> {
    let (known, now) = (&services.ai_allowed, services.now());
    if Timestamp(known.read_at.load(Ordering::Acquire)).plus_seconds(BELIEVED) > now {
        return Ok(known.is.load(Ordering::Acquire));
    }
    let allowed = load(services).await?.auto_answer;
    known.is.store(allowed, Ordering::Release);
    known.read_at.store(now.0, Ordering::Release);
    Ok(allowed)
}

/// As they are kept; nothing is allowed where nothing is.
pub(super) async fn load(services: &Services) -> Result<AiSettings> {
    let mut reader = services.store.read().await?;
    let kept = store::get(&mut reader.conn(), "ai").await?;
    Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// The AI as it is set up, and what it has used.
pub async fn status(services: &Services, caller: &Caller) -> Result<AiStatus> {
    caller.admin()?;
    let model = services.config.ai.as_ref();
    Ok(AiStatus {
        settings: load(services).await?,
        engine: model.map_or(Engine::Articles, |model| model.engine),
        model: model.map(|model| model.name.clone()),
        tokens_today: used(services).await?,
        tokens_limit: services.config.limits.get(Limit::AI_TOKENS),
    })
}

/// Allows or forbids.
pub async fn save(services: &Services, caller: &Caller, new: AiSettings) -> Result<AiStatus> {
    let actor = caller.admin()?.user_id.clone();
    let kept = AiSettings { auto_answer: new.auto_answer, tone: text::single_line(&new.tone) };
    if kept.tone.chars().count() > TONE {
        return Err(Problem::field("tone", format!("Use at most {TONE} characters.")).into());
    }
    let json = serde_json::to_string(&kept).map_err(|error| Failure::Internal(error.to_string()))?;
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: services.now(),
        actor_id: actor,
        action: "ai.settings",
        target: "ai".to_owned(),
        detail: serde_json::json!({"auto_answer": kept.auto_answer}).to_string(),
    };
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::put(&mut tx, "ai", &json).await?;
                audit::insert(&mut tx, &entry).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    services.ai_allowed.read_at.store(0, Ordering::Release);
    status(services, caller).await
}
