//! Chance that is the same for the same seed.

use landinghub::Id;
use landinghub::rng::SeededRng;

/// Decides what is made up.
pub(super) struct Chance(SeededRng);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    /// A number below `end`, which isn't 0.
    pub(super) fn below(&self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0.next_u64() % end).unwrap_or_default()
    }

    /// From `least` to `most`.
    pub(super) fn between(&self, least: i64, most: i64) -> i64 {
        let span = usize::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.below(span)).unwrap_or_default()
    }

    /// True in so many of a hundred cases.
    pub(super) fn in_hundred(&self, cases: usize) -> bool {
        self.below(100) < cases
    }

    /// A number below `end`, small ones far more often: how popularity is spread.
    pub(super) fn popular(&self, end: usize) -> usize {
        self.below(self.below(self.below(end) + 1) + 1)
    }

    /// One of some.
    pub(super) fn one<T: Copy>(&self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }

    /// One of some words.
    pub(super) fn word(&self, of: &[&'static str]) -> &'static str {
        self.one(of).unwrap_or_default()
    }

    /// Some sentences of a list, one after another.
    pub(super) fn text(&self, of: &[&'static str], count: usize) -> String {
        let from = self.below(of.len());
        let sentences: Vec<&str> = of.iter().cycle().skip(from).step_by(3).take(count).copied().collect();
        sentences.join(" ")
    }

    pub(super) fn id(&self) -> String {
        Id::random(&self.0)
    }

    /// A moment before `now`, the later the likelier, at most so many days ago; microseconds.
    pub(super) fn past(&self, now: i64, days: i64) -> i64 {
        let span = days * DAY;
        let ago = self.between(0, span - 1).min(self.between(0, span - 1));
        now - ago
    }
}

/// Microseconds of a minute.
pub(super) const MINUTE: i64 = 60_000_000;
/// Microseconds of a day.
pub(super) const DAY: i64 = 1440 * MINUTE;
