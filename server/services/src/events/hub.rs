//! Who listens in this process. Nothing here waits: a listener that doesn't keep up is let go.

use super::neighbours::{Neighbours, Word};
use super::note::{Told, passing};
use super::online::Online;
use bytes::Bytes;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Signals a listener may be behind.
const BUFFER: usize = 128;
/// Streams of one account; one more closes the oldest.
const MAX_STREAMS: usize = 10;
/// Saying goodbye to everybody takes so long at the most, and a moment each while there are few.
const DRAIN: Duration = Duration::from_secs(20);
const DRAIN_EACH: Duration = Duration::from_millis(10);

/// What a listener is told.
#[derive(Clone, Debug)]
pub(super) enum Signal {
    /// An event of the log.
    Event(i64, Bytes),
    /// An event that isn't in the log.
    Passing(Bytes),
    /// The log has grown up to here.
    Head(i64),
    /// The session has changed, perhaps ended.
    LookAgain,
}

/// Why a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The server goes, or the stream has lasted long enough: within so long.
    Deploy(Duration),
    /// The session is over.
    Auth,
    /// Its listener didn't keep up.
    Slow,
    /// The account has opened another one.
    Replaced,
}

/// A listener's end.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) signals: mpsc::Receiver<Signal>,
    pub(super) closed: watch::Receiver<Option<Why>>,
    number: u64,
    topic: String,
    seats: Arc<Seats>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.remove(&self.topic, self.number);
    }
}

#[derive(Debug)]
struct Sender {
    number: u64,
    session_id: String,
    signals: mpsc::Sender<Signal>,
    close: watch::Sender<Option<Why>>,
}

#[derive(Debug, Default)]
struct Seats(Mutex<HashMap<String, VecDeque<Sender>>>);

impl Seats {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, VecDeque<Sender>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn remove(&self, topic: &str, number: u64) {
        self.with(|topics| {
            if let Some(senders) = topics.get_mut(topic) {
                senders.retain(|sender| sender.number != number);
                if senders.is_empty() {
                    topics.remove(topic);
                }
            }
        });
    }
}

/// The streams of this process, by account, who is here and who has which page open, and the way to other servers.
#[derive(Debug, Default)]
pub struct Hub {
    seats: Arc<Seats>,
    next: AtomicU64,
    draining: AtomicBool,
    pub(super) presence: super::presence::Pages,
    pub(super) online: Online,
    pub(super) neighbours: Neighbours,
}

impl Hub {
    /// Takes a seat; `None` while the server goes.
    pub(super) fn subscribe(&self, topic: &str, session_id: &str) -> Option<Seat> {
        if self.draining.load(Ordering::Acquire) {
            return None;
        }
        let (signals, receiver) = mpsc::channel(BUFFER);
        let (close, closed) = watch::channel(None);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let sender = Sender { number, session_id: session_id.to_owned(), signals, close };
        self.seats.with(|topics| {
            let senders = topics.entry(topic.to_owned()).or_default();
            senders.push_back(sender);
            while senders.len() > MAX_STREAMS {
                if let Some(oldest) = senders.pop_front() {
                    oldest.close.send_replace(Some(Why::Replaced));
                }
            }
        });
        let seats = Arc::clone(&self.seats);
        Some(Seat { signals: receiver, closed, number, topic: topic.to_owned(), seats })
    }

    fn send(&self, topic: &str, signal: &Signal, to: impl Fn(&Sender) -> bool) {
        self.seats.with(|topics| {
            let Some(senders) = topics.get_mut(topic) else { return };
            senders.retain(|sender| {
                if !to(sender) || sender.signals.try_send(signal.clone()).is_ok() {
                    return true;
                }
                sender.close.send_replace(Some(Why::Slow));
                false
            });
        });
    }

    pub(super) fn tell(&self, told: &Told) {
        self.send(&told.topic, &Signal::Event(told.seq, told.frame.clone()), |_| true);
        self.neighbours.say(|| Word::Head(told.topic.clone(), told.seq));
    }

    /// Tells an account something that isn't kept, whatever server its streams are on.
    pub(crate) fn tell_passing(&self, topic: &str, kind: &str, body: &str) {
        self.pass(topic, kind, body);
        self.neighbours.say(|| Word::Passing(topic.to_owned(), kind.to_owned(), body.to_owned()));
    }

    /// The same for the streams of this process.
    pub(super) fn pass(&self, topic: &str, kind: &str, body: &str) {
        self.send(topic, &Signal::Passing(passing(kind, body)), |_| true);
    }

    /// Another process, or the database, says how far a topic has grown.
    pub fn hint(&self, topic: &str, head: i64) {
        self.send(topic, &Signal::Head(head), |_| true);
    }

    /// A session has changed: its streams look whether it still holds.
    pub(crate) fn session_changed(&self, session_id: &str) {
        self.look_at_session(session_id);
        self.neighbours.say(|| Word::Session(session_id.to_owned()));
    }

    /// The same for the streams of this process.
    pub(crate) fn look_at_session(&self, session_id: &str) {
        let topics: Vec<String> = self.seats.with(|topics| {
            let has =
                |senders: &VecDeque<Sender>| senders.iter().any(|sender| sender.session_id == session_id);
            topics.iter().filter(|(_, senders)| has(senders)).map(|(topic, _)| topic.clone()).collect()
        });
        for topic in topics {
            self.send(&topic, &Signal::LookAgain, |sender| sender.session_id == session_id);
        }
    }

    /// From now on nobody is let in, and everybody is asked to come back elsewhere, not all at once.
    pub fn drain(&self) {
        if self.draining.swap(true, Ordering::AcqRel) {
            return;
        }
        self.seats.with(|topics| {
            let count = topics.values().map(VecDeque::len).sum::<usize>();
            let within = DRAIN.min(DRAIN_EACH.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX)));
            for sender in topics.values().flatten() {
                sender.close.send_replace(Some(Why::Deploy(within)));
            }
        });
    }

    /// Whether an account has a stream in this process.
    pub(super) fn listens(&self, topic: &str) -> bool {
        self.seats.with(|topics| topics.contains_key(topic))
    }

    /// The accounts with a stream in this process.
    pub(super) fn topics(&self) -> Vec<String> {
        self.seats.with(|topics| topics.keys().cloned().collect())
    }

    /// Whether nobody listens.
    pub fn is_empty(&self) -> bool {
        self.seats.with(|topics| topics.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(seq: i64) -> Told {
        Told { topic: "lan".to_owned(), seq, frame: Bytes::from_static(b"x") }
    }

    #[test]
    fn who_does_not_keep_up_is_let_go_and_others_are_not_slowed() {
        let hub = Hub::default();
        let slow = hub.subscribe("lan", "s").expect("a seat");
        let mut quick = hub.subscribe("lan", "s").expect("a seat");
        for seq in 1..=200 {
            hub.tell(&told(seq));
            assert!(matches!(quick.signals.try_recv(), Ok(Signal::Event(got, _)) if got == seq));
        }
        assert_eq!(*slow.closed.borrow(), Some(Why::Slow));
        assert_eq!(slow.signals.len(), BUFFER);
        assert_eq!(*quick.closed.borrow(), None);
    }

    #[test]
    fn the_eleventh_closes_the_oldest_and_nothing_stays_behind() {
        let hub = Hub::default();
        let seats: Vec<Seat> = (0..11).map(|_| hub.subscribe("lan", "s").expect("a seat")).collect();
        assert_eq!(seats.iter().filter(|seat| seat.closed.borrow().is_some()).count(), 1);
        assert_eq!(seats.first().and_then(|seat| *seat.closed.borrow()), Some(Why::Replaced));
        drop(seats);
        assert!(hub.is_empty());
        hub.drain();
        assert!(hub.subscribe("lan", "s").is_none());
    }
}
