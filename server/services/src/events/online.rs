//! Who is here: whoever has a stream open on any server. A lease that signs of life renew; half a minute's absence,
//! a page that is reloaded, isn't told.

use crate::context::Services;
use landinghub::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long a sign of life of another server counts.
const LEASE_SECONDS: i64 = 60;
/// How long somebody still counts as here after their last stream has closed.
const ABSENCE_SECONDS: i64 = 30;
/// How long it is known when somebody was last seen.
const KEPT_SECONDS: i64 = 86_400;

/// When an account was last heard of, and until when it counts as here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    at: Timestamp,
    until: Timestamp,
}

/// Accounts that were heard of in the last day.
#[derive(Debug, Default)]
pub(super) struct Online(Mutex<HashMap<String, Seen>>);

impl Online {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Seen>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn saw(&self, user_id: &str, now: Timestamp, seconds: i64) {
        let until = now.plus_seconds(seconds);
        self.with(|seen| match seen.get_mut(user_id) {
            Some(known) => *known = Seen { at: known.at.max(now), until: known.until.max(until) },
            None => {
                seen.insert(user_id.to_owned(), Seen { at: now, until });
            }
        });
    }

    /// Another server has a stream of theirs.
    pub(super) fn elsewhere(&self, user_id: &str, now: Timestamp) {
        self.saw(user_id, now, LEASE_SECONDS);
    }

    /// A stream of theirs has opened or closed here.
    pub(super) fn passed(&self, user_id: &str, now: Timestamp) {
        self.saw(user_id, now, ABSENCE_SECONDS);
    }

    /// Forgets whoever wasn't heard of for a day.
    pub(super) fn forget(&self, now: Timestamp) {
        self.with(|seen| seen.retain(|_, seen| seen.at.plus_seconds(KEPT_SECONDS) > now));
    }
}

/// Whether somebody has the app open, here or on another server, or had it half a minute ago.
pub fn is_online(services: &Services, user_id: &str) -> bool {
    let now = services.now();
    services.events.listens(user_id)
        || services.events.online.with(|seen| seen.get(user_id).is_some_and(|seen| seen.until > now))
}

/// When somebody last had the app open, as far as it was within a day.
pub fn last_seen(services: &Services, user_id: &str) -> Option<Timestamp> {
    if services.events.listens(user_id) {
        return Some(services.now());
    }
    services.events.online.with(|seen| seen.get(user_id).map(|seen| seen.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_absence_is_not_told_and_a_day_is_kept() {
        let online = Online::default();
        let at = |seconds| Timestamp(0).plus_seconds(seconds);
        let here = |now: Timestamp| online.with(|seen| seen.get("lan").is_some_and(|seen| seen.until > now));
        online.passed("lan", at(0));
        assert!(here(at(29)) && !here(at(30)));
        online.elsewhere("lan", at(40));
        assert!(here(at(99)) && !here(at(100)));
        // An older sign of life, late, takes nothing away.
        online.passed("lan", at(20));
        assert!(here(at(99)));
        online.forget(at(40 + KEPT_SECONDS - 1));
        assert_eq!(online.with(|seen| seen.len()), 1);
        online.forget(at(40 + KEPT_SECONDS));
        assert_eq!(online.with(|seen| seen.len()), 0);
    }
}
