//! Counting against the limits of [`Limit`]: at most so many in any window of so many seconds.
//!
//! Counts live in this process; what other servers count is counted here, too, where they can tell
//! ([`Limiter::share`], [`Limiter::heard`]). Keys that weren't used for long, and the oldest of very many, are forgotten.

use crate::config::{Limit, Limits};
use landinghub::{Clock, Problem, Timestamp};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use std::collections::VecDeque;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// Keys kept at the most.
const KEYS: u64 = 200_000;
/// Longer than any window.
const IDLE: Duration = Duration::from_hours(2);

type Key = (&'static str, String);
type Marks = Arc<Mutex<VecDeque<Timestamp>>>;
type Teller = Box<dyn Fn(Limit, &str, Counted) + Send + Sync>;

/// What became of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// One more.
    More,
    /// The latest was taken back.
    Back,
}

/// Counts what callers do.
#[derive(Clone)]
pub struct Limiter {
    clock: Arc<dyn Clock>,
    limits: Limits,
    marks: Cache<Key, Marks>,
    teller: Arc<OnceLock<Teller>>,
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("keys", &self.marks.entry_count()).finish_non_exhaustive()
    }
}

impl Limiter {
    /// Counts by `clock` against `limits`.
    pub fn new(clock: Arc<dyn Clock>, limits: Limits) -> Self {
        let marks = Cache::builder()
            .max_capacity(KEYS)
            .time_to_idle(IDLE)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { clock, limits, marks, teller: Arc::default() }
    }

    /// Counts one more for `key`, or fails with `rate_limited` where the limit is reached; a refused one isn't counted.
    pub fn check(&self, limit: Limit, key: &str) -> Result<(), Problem> {
        let Some(most) = self.limits.get(limit) else { return Ok(()) };
        let now = self.clock.now();
        let marks = self.marks.get_with((limit.name, key.to_owned()), Marks::default);
        let mut marks = lock(&marks);
        expire(&mut marks, limit, now);
        room(&marks, most, limit, now)?;
        marks.push_back(now);
        drop(marks);
        self.tell(limit, key, Counted::More);
        Ok(())
    }

    /// From now on others are told of what is counted here.
    pub(crate) fn share(&self, teller: impl Fn(Limit, &str, Counted) + Send + Sync + 'static) {
        // Shared already: the first one stays.
        let _ = self.teller.set(Box::new(teller));
    }

    /// Another server has counted. It is only late by the way between: the present moment is near enough.
    pub(crate) fn heard(&self, limit: Limit, key: &str, counted: Counted) {
        let Some(most) = self.limits.get(limit) else { return };
        let now = self.clock.now();
        let marks = self.marks.get_with((limit.name, key.to_owned()), Marks::default);
        let mut marks = lock(&marks);
        expire(&mut marks, limit, now);
        match counted {
            Counted::More if u64::try_from(marks.len()).is_ok_and(|count| count < most) => {
                marks.push_back(now);
            }
            Counted::More => {}
            Counted::Back => {
                marks.pop_back();
            }
        }
    }

    fn tell(&self, limit: Limit, key: &str, counted: Counted) {
        if let Some(teller) = self.teller.get() {
            teller(limit, key, counted);
        }
    }

    /// Fails where [`check`](Self::check) would, without counting.
    pub fn peek(&self, limit: Limit, key: &str) -> Result<(), Problem> {
        let Some(most) = self.limits.get(limit) else { return Ok(()) };
        let Some(marks) = self.marks.get(&(limit.name, key.to_owned())) else { return Ok(()) };
        let now = self.clock.now();
        let mut marks = lock(&marks);
        expire(&mut marks, limit, now);
        room(&marks, most, limit, now)
    }

    /// Takes the latest count back: what was counted on suspicion turned out well.
    pub fn give_back(&self, limit: Limit, key: &str) {
        if let Some(marks) = self.marks.get(&(limit.name, key.to_owned())) {
            lock(&marks).pop_back();
            self.tell(limit, key, Counted::Back);
        }
    }
}

fn lock(marks: &Marks) -> MutexGuard<'_, VecDeque<Timestamp>> {
    marks.lock().unwrap_or_else(PoisonError::into_inner)
}

fn expire(marks: &mut VecDeque<Timestamp>, limit: Limit, now: Timestamp) {
    let seconds = i64::try_from(limit.seconds).unwrap_or(i64::MAX);
    while marks.front().is_some_and(|mark| mark.plus_seconds(seconds) <= now) {
        marks.pop_front();
    }
}

fn room(marks: &VecDeque<Timestamp>, most: u64, limit: Limit, now: Timestamp) -> Result<(), Problem> {
    let count = u64::try_from(marks.len()).unwrap_or(u64::MAX);
    if count < most {
        return Ok(());
    }
    // Room comes when as many as are above the limit, plus one, have left the window.
    let leaves =
        usize::try_from(count - most).ok().and_then(|index| marks.get(index)).copied().unwrap_or(now);
    let seconds = i64::try_from(limit.seconds).unwrap_or(i64::MAX);
    let wait = leaves.plus_seconds(seconds).0.saturating_sub(now.0).max(1);
    Err(Problem::rate_limited(u64::try_from(wait).unwrap_or(1).div_ceil(1_000_000)))
}

/// The network an address is in, as far as one person can have many addresses: /24 or /64.
pub fn prefix(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[derive(Default)]
    struct Watch(AtomicI64);

    impl Clock for Watch {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }
    }

    impl Watch {
        fn pass(&self, seconds: i64) {
            self.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
        }
    }

    fn limiter(limits: Limits) -> (Arc<Watch>, Limiter) {
        let watch = Arc::new(Watch::default());
        (Arc::clone(&watch), Limiter::new(watch, limits))
    }

    #[test]
    fn no_window_holds_more_than_the_limit() {
        let (watch, limiter) = limiter(Limits::default());
        let limit = Limit { name: "T", default: 3, seconds: 60, what: "" };
        for _ in 0..3 {
            limiter.check(limit, "a").expect("within the limit");
            watch.pass(10);
        }
        let problem = limiter.check(limit, "a").expect_err("the fourth in 30 seconds");
        assert_eq!(problem.retry_after, Some(30));
        assert!(limiter.peek(limit, "a").is_err());
        assert!(limiter.check(limit, "b").is_ok(), "another key");
        watch.pass(29);
        assert!(limiter.check(limit, "a").is_err());
        watch.pass(1);
        assert!(limiter.peek(limit, "a").is_ok());
        assert!(limiter.check(limit, "a").is_ok());
        assert!(limiter.check(limit, "a").is_err(), "the second and third still count");
    }

    #[test]
    fn what_is_given_back_does_not_count() {
        let (_watch, limiter) = limiter(Limits::default());
        let limit = Limit { name: "T", default: 1, seconds: 60, what: "" };
        for _ in 0..5 {
            limiter.check(limit, "a").expect("given back each time");
            limiter.give_back(limit, "a");
        }
    }

    #[test]
    fn two_servers_that_tell_each_other_count_as_one() {
        let (_first_watch, first) = limiter(Limits::default());
        let (watch, second) = limiter(Limits::default());
        let heard = second.clone();
        first.share(move |limit, key, counted| heard.heard(limit, key, counted));
        let limit = Limit { name: "T", default: 3, seconds: 60, what: "" };
        first.check(limit, "a").expect("the first");
        first.check(limit, "a").expect("the second");
        second.check(limit, "a").expect("the third, elsewhere");
        assert!(second.check(limit, "a").is_err(), "the fourth");
        first.give_back(limit, "a");
        assert!(second.peek(limit, "a").is_ok());
        for _ in 0..10 {
            second.heard(limit, "a", Counted::More);
        }
        watch.pass(60);
        assert!(second.check(limit, "a").is_ok(), "no more than the limit is remembered");
    }

    #[test]
    fn zero_switches_a_limit_off() {
        let mut limits = Limits::default();
        assert!(limits.set("LOGIN_PREFIX", 0));
        let (_watch, limiter) = limiter(limits);
        for _ in 0..1000 {
            limiter.check(Limit::LOGIN_PREFIX, "a").expect("switched off");
        }
    }

    #[test]
    fn prefixes() {
        let prefix = |text: &str| prefix(text.parse().expect("an address"));
        assert_eq!(prefix("192.0.2.1"), prefix("192.0.2.254"));
        assert_ne!(prefix("192.0.2.1"), prefix("192.0.3.1"));
        assert_eq!(prefix("::ffff:192.0.2.1"), prefix("192.0.2.9"));
        assert_eq!(prefix("2001:db8:1:2::1"), prefix("2001:db8:1:2:ffff::1"));
        assert_ne!(prefix("2001:db8:1:2::1"), prefix("2001:db8:1:3::1"));
    }
}
