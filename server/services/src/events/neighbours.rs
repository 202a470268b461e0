//! Several servers: what happens on one, the others hear of through Redis' publish and subscribe.
//!
//! Only hints go through it (a topic has grown, somebody types, who is here). Nothing waits for Redis, and nothing is
//! lost with it: the log is in the database, and every server compares heads (`compare_heads`) anyway.

use super::{compare_heads, presence};
use crate::accounts;
use crate::config::{Limit, Secret};
use crate::context::Services;
use crate::limits::Counted;
use futures::StreamExt as _;
use landinghub::Id;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The channel all servers of an installation share.
const CHANNEL: &str = "landinghub:events";
/// Words that may wait for Redis; more are dropped, as comparing heads finds what they would have said.
const QUEUE: usize = 4096;
/// Words sent at once.
const BATCH: usize = 256;
/// Between two lists of who is here.
const ALIVE: Duration = Duration::from_secs(20);
/// Accounts in one list.
const ALIVE_CHUNK: usize = 500;
/// Until Redis is asked again after it went away: doubled from the first to the last.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

/// What servers tell each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    /// A topic has grown up to here.
    Head(String, i64),
    /// An event that isn't kept: topic, kind, body.
    Passing(String, String, String),
    /// A session has changed, perhaps ended.
    Session(String),
    /// An editor has a page open, or has left it.
    Here(presence::Lease),
    /// These accounts have a stream.
    Alive(Vec<String>),
    /// Something was counted against a limit: its name, the key, whether it was taken back.
    Counted(String, String, bool),
}

#[derive(Debug, Serialize, Deserialize)]
struct Envelope {
    from: String,
    word: Word,
}

/// The way to the other servers; silent without Redis.
#[derive(Debug, Default)]
pub(super) struct Neighbours(OnceLock<mpsc::Sender<Word>>);

impl Neighbours {
    /// Says something to the others, if there are any. Never waits.
    pub(super) fn say(&self, word: impl FnOnce() -> Word) {
        if let Some(sender) = self.0.get() {
            let _ = sender.try_send(word());
        }
    }
}

/// Keeps in touch with the other servers, if `REDIS_URL` names where. Ends with `stop`.
pub async fn keep_in_touch(services: Services, stop: CancellationToken) {
    let Some(url) = services.config.redis_url.clone() else { return };
    let (sender, mut queue) = mpsc::channel(QUEUE);
    let counts = sender.clone();
    if services.events.neighbours.0.set(sender).is_err() {
        return;
    }
    services.limits.share(move |limit, key, counted| {
        // Counts leave room for what matters more.
        if counts.capacity() > QUEUE / 2 {
            let word = Word::Counted(limit.name.to_owned(), key.to_owned(), counted == Counted::Back);
            let _ = counts.try_send(word);
        }
    });
    let node = Id::random(&*services.rng);
    let mut pause = BACK_OFF.0;
    loop {
        let ended = tokio::select! {
            () = stop.cancelled() => return,
            ended = talk(&services, &url, &node, &mut queue, &mut pause) => ended,
        };
        let error =
            ended.err().map_or_else(|| "the connection has closed".to_owned(), |error| error.to_string());
        tracing::warn!(
            error,
            "Redis is away; events of other servers arrive by comparing heads until it is back"
        );
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(BACK_OFF.1);
    }
}

/// One connection's life.
async fn talk(
    services: &Services,
    url: &Secret,
    node: &str,
    queue: &mut mpsc::Receiver<Word>,
    pause: &mut Duration,
) -> redis::RedisResult<()> {
    let client = redis::Client::open(url.expose())?;
    let mut out = client.get_multiplexed_async_connection().await?;
    let mut listening = client.get_async_pubsub().await?;
    listening.subscribe(CHANNEL).await?;
    let mut heard = listening.into_on_message();
    *pause = BACK_OFF.0;
    // What was said into the void is old; heads tell it.
    while queue.try_recv().is_ok() {}
    if let Err(error) = compare_heads(services).await {
        tracing::warn!(%error, "the heads of event topics can't be read; trying again later");
    }
    tracing::info!("in touch with the other servers through Redis");
    let mut alive = tokio::time::interval(ALIVE);
    let mut words = Vec::with_capacity(BATCH);
    loop {
        tokio::select! {
            _ = alive.tick() => {
                let users = services.events.topics();
                for chunk in users.chunks(ALIVE_CHUNK) {
                    publish(&mut out, node, &[Word::Alive(chunk.to_vec())]).await?;
                }
                // A quiet connection that is dead shows here.
                let _: String = redis::cmd("PING").query_async(&mut out).await?;
            }
            count = queue.recv_many(&mut words, BATCH) => {
                if count == 0 {
                    return Ok(());
                }
                publish(&mut out, node, &words).await?;
                words.clear();
            }
            message = heard.next() => {
                let Some(message) = message else { return Ok(()) };
                match serde_json::from_slice::<Envelope>(message.get_payload_bytes()) {
                    Ok(envelope) if envelope.from == node => {}
                    Ok(envelope) => take(services, envelope.word),
                    // Another version's; its heads are compared.
                    Err(error) => tracing::debug!(%error, "a word of another server wasn't understood"),
                }
            }
        }
    }
}

async fn publish(
    out: &mut redis::aio::MultiplexedConnection,
    node: &str,
    words: &[Word],
) -> redis::RedisResult<()> {
    let mut pipe = redis::pipe();
    for word in words {
        let envelope = Envelope { from: node.to_owned(), word: word.clone() };
        if let Ok(text) = serde_json::to_string(&envelope) {
            pipe.publish(CHANNEL, text).ignore();
        }
    }
    pipe.query_async::<()>(out).await
}

fn take(services: &Services, word: Word) {
    let hub = &services.events;
    match word {
        Word::Head(topic, head) => hub.hint(&topic, head),
        Word::Passing(topic, kind, body) => hub.pass(&topic, &kind, &body),
        Word::Session(session_id) => accounts::look_again_here(services, &session_id),
        Word::Here(lease) => presence::heard(services, lease),
        Word::Counted(name, key, back) => {
            if let Some(limit) = Limit::ALL.iter().find(|limit| limit.name == name) {
                services.limits.heard(*limit, &key, if back { Counted::Back } else { Counted::More });
            }
        }
        Word::Alive(users) => {
            let now = services.now();
            for user in users {
                hub.online.elsewhere(&user, now);
            }
        }
    }
}
