//! One stream: what was missed, then what happens, in order and once; a sign of life now and then; a goodbye.

use super::MAX_REPLAY;
use super::hub::{Seat, Signal, Why};
use super::note::{durable, passing};
use crate::accounts;
use crate::chat::{self, Hears};
use crate::context::{Actor, Services};
use crate::error::{Failure, Result};
use bytes::Bytes;
use landinghub::{Code, Id, Problem};
use landinghub_store::events::{self as store, EventRow};
use landinghub_store::pages;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Events read at once.
const SLICE: i64 = 50;
/// Between two signs of life, in milliseconds.
const HEARTBEAT: (u64, u64) = (15_000, 19_000);
/// How long a stream lasts, in milliseconds: draining is routine.
const LIFETIME: (u64, u64) = (480_000, 600_000);
/// What `EventSource` waits before it comes back by itself, in milliseconds.
const RETRY: (u64, u64) = (2_000, 8_000);

/// A stream of one account. [`Stream::next`] is cancel-safe only between frames, which is where bodies are dropped.
#[derive(Debug)]
pub struct Stream {
    services: Services,
    actor: Actor,
    seat: Seat,
    epoch: String,
    /// The last number that was sent.
    last: i64,
    /// The log is known to have grown up to here.
    known: i64,
    ready: VecDeque<Bytes>,
    heartbeat: Instant,
    end: Instant,
    over: bool,
    allowed: HashMap<String, Hears>,
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Services")
    }
}

/// A number between two, ends included.
fn between(services: &Services, (from, to): (u64, u64)) -> u64 {
    let mut bytes = [0_u8; 8];
    services.rng.fill(&mut bytes);
    from + u64::from_le_bytes(bytes) % (to - from + 1)
}

fn later(services: &Services, range: (u64, u64)) -> Instant {
    Instant::now() + Duration::from_millis(between(services, range))
}

/// Opens a stream. `since` is the id of the last event that was seen; without it the stream begins now.
pub async fn open(services: &Services, actor: Actor, since: Option<&str>) -> Result<Stream> {
    let Some(seat) = services.events.subscribe(&actor.user_id, &actor.session_id) else {
        let detail = "The server is about to stop. Try again in a moment.";
        return Err(Problem { retry_after: Some(2), ..Problem::new(Code::Unavailable, detail) }.into());
    };
    services.events.online.passed(&actor.user_id, services.now());
    let head = head(services, &actor.user_id).await?;
    let end = later(services, LIFETIME);
    let mut stream = Stream {
        services: services.clone(),
        seat,
        last: head.head,
        known: head.head,
        epoch: head.epoch,
        ready: VecDeque::new(),
        heartbeat: later(services, HEARTBEAT),
        end,
        over: false,
        allowed: HashMap::new(),
        actor,
    };
    let seconds = i64::try_from(end.saturating_duration_since(Instant::now()).as_secs()).unwrap_or_default();
    let hello = serde_json::json!({
        "epoch": stream.epoch, "head": head.head, "expires_at": services.now().plus_seconds(seconds),
    });
    let retry = between(services, RETRY);
    let mut first = format!("retry: {retry}\n").into_bytes();
    first.extend_from_slice(&passing("hello", &hello.to_string()));
    stream.ready.push_back(first.into());
    if let Some(since) = since.filter(|since| !since.is_empty()) {
        match cursor(since).filter(|(epoch, _)| *epoch == stream.epoch) {
            Some((_, seq)) if (0..=head.head).contains(&seq) && head.head - seq <= MAX_REPLAY => {
                stream.last = seq;
            }
            _ => stream.reset(),
        }
    }
    Ok(stream)
}

/// `epoch-number`.
pub(super) fn cursor(text: &str) -> Option<(&str, i64)> {
    let (epoch, number) = text.rsplit_once('-')?;
    Some((epoch, number.parse().ok()?))
}

/// Where the topic stands; an account's first stream gives it its epoch.
pub(super) async fn head(services: &Services, topic: &str) -> Result<store::Head> {
    for _ in 0..2 {
        let found = {
            let mut reader = services.store.read().await?;
            store::head(&mut reader.conn(), topic).await?
        };
        if let Some(head) = found {
            return Ok(head);
        }
        let (topic, epoch, now) = (topic.to_owned(), Id::random(&*services.rng), services.now());
        services
            .store
            .write(move |mut tx| {
                Box::pin(async move { Ok::<_, Failure>(store::open(&mut tx, &topic, &epoch, now).await?) })
            })
            .await?;
    }
    Err(Failure::Internal(format!("the topic of {topic} can't be opened")))
}

/// What was this account's when it was written may not be any more; `allowed` keeps what was found.
pub(super) async fn may_see(
    services: &Services,
    actor: &Actor,
    allowed: &mut HashMap<String, Hears>,
    row: &EventRow,
) -> Result<bool> {
    let is_chat = row.kind.starts_with("chat:");
    if !is_chat && !row.kind.starts_with("page:") {
        return Ok(true);
    }
    let hears = if let Some(known) = allowed.get(&row.subject) {
        *known
    } else {
        let hears = if is_chat {
            chat::hears(services, actor, &row.subject).await?
        } else {
            let mut reader = services.store.read().await?;
            let found = pages::find(&mut reader.conn(), &row.subject, &actor.user_id).await?;
            if found.is_some() { Hears::Everything } else { Hears::Nothing }
        };
        allowed.insert(row.subject.clone(), hears);
        hears
    };
    Ok(match hears {
        Hears::Everything => true,
        // Who was of the support once has no business with its notes any more.
        Hears::WhatIsShown => !chat::is_for_support_only(&row.body),
        Hears::Nothing => false,
    })
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.services.events.online.passed(&self.actor.user_id, self.services.now());
    }
}

impl Stream {
    /// The next bytes to send; `None` at the end. What is seldom waited for is boxed: a stream waits nearly always, and
    /// ten thousand of them would keep room for it (13 KB each).
    pub async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Some(frame);
            }
            if self.over {
                return None;
            }
            if self.last < self.known {
                if let Err(error) = Box::pin(self.replay()).await {
                    tracing::warn!(%error, "a stream can't read its log and ends");
                    return None;
                }
                continue;
            }
            tokio::select! {
                biased;
                changed = self.seat.closed.changed() => {
                    let why = *self.seat.closed.borrow_and_update();
                    match why {
                        Some(Why::Deploy(within)) => {
                            let most = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
                            self.end = self.end.min(later(&self.services, (0, most)));
                        }
                        Some(why) => self.goodbye(why),
                        None if changed.is_err() => self.goodbye(Why::Slow),
                        None => {}
                    }
                }
                () = sleep_until(self.end) => self.goodbye(Why::Deploy(Duration::ZERO)),
                signal = self.seat.signals.recv() => match signal {
                    Some(signal) => self.take(signal).await,
                    // Let go; the reason follows by the other channel, or did.
                    None => self.let_go(),
                },
                () = sleep_until(self.heartbeat) => Box::pin(self.beat()).await,
            }
        }
    }

    async fn take(&mut self, signal: Signal) {
        match signal {
            Signal::Event(seq, frame) if seq == self.last + 1 => {
                self.last = seq;
                self.known = self.known.max(seq);
                self.ready.push_back(frame);
            }
            // Older was sent; a gap is read from the log.
            Signal::Event(seq, _) | Signal::Head(seq) => self.known = self.known.max(seq),
            Signal::Passing(frame) => self.ready.push_back(frame),
            Signal::LookAgain => Box::pin(self.look_again()).await,
        }
    }

    /// Reads a slice of what was missed.
    async fn replay(&mut self) -> Result<()> {
        let rows = {
            let mut reader = self.services.store.read().await?;
            store::after(&mut reader.conn(), &self.actor.user_id, (self.last, self.known), SLICE).await?
        };
        if rows.first().is_none_or(|row| row.seq != self.last + 1) {
            // Too old: it isn't kept any more.
            self.reset();
            return Ok(());
        }
        for row in rows {
            if may_see(&self.services, &self.actor, &mut self.allowed, &row).await? {
                self.ready.push_back(durable(&row.kind, &self.epoch, row.seq, &row.body));
            }
            self.last = row.seq;
        }
        Ok(())
    }

    /// The client is too far behind and starts anew from here.
    fn reset(&mut self) {
        self.last = self.known;
        self.ready.push_back(durable("reset", &self.epoch, self.known, "{}"));
    }

    async fn beat(&mut self) {
        self.heartbeat = later(&self.services, HEARTBEAT);
        self.allowed.clear();
        self.look_again().await;
        if !self.over {
            self.ready.push_back(passing("hb", &format!("{{\"head\":{}}}", self.last)));
        }
    }

    async fn look_again(&mut self) {
        // A visitor's token lasts as long as the visitor.
        if self.actor.is_guest() {
            return;
        }
        match accounts::actor_of(&self.services, &self.actor.session_id).await {
            Err(failure) if !failure.is_internal() => self.goodbye(Why::Auth),
            // A role may be another by now.
            Ok(actor) => {
                self.allowed.clear();
                self.actor = actor;
            }
            // The database is away: the next look tells.
            _ => {}
        }
    }

    fn let_go(&mut self) {
        let why = *self.seat.closed.borrow_and_update();
        self.goodbye(why.unwrap_or(Why::Slow));
    }

    fn goodbye(&mut self, why: Why) {
        let (word, after) = match why {
            Why::Deploy(_) => ("deploy", between(&self.services, (0, 2_000))),
            Why::Auth => ("auth", 0),
            Why::Slow => ("slow", between(&self.services, (500, 3_000))),
            // Whoever opens eleven shall not chase themselves in a circle.
            Why::Replaced => ("replaced", 60_000),
        };
        if why == Why::Auth {
            self.ready.push_back(passing("session:ended", "{}"));
        }
        self.ready.push_back(passing("bye", &format!("{{\"why\":\"{word}\",\"after_ms\":{after}}}")));
        self.over = true;
    }
}
