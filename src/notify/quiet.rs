//! Hours of the day: quiet ones, and the one at which a digest is sent.

use crate::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

const DAY: i64 = 86_400;

/// A place's time: how far its clocks are ahead of UTC at a moment, in seconds.
pub trait Zone {
    /// East of Greenwich it is more than nought.
    fn offset(&self, at: Timestamp) -> i64;
}

/// The same all year.
impl Zone for i64 {
    fn offset(&self, _: Timestamp) -> i64 {
        *self
    }
}

/// A minute of the day, `22:30` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(u16);

impl Minute {
    /// `None` where a day has no such minute.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 { Some(Self(hour * 60 + minute)) } else { None }
    }

    /// Reads `22:30` or `7:05`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.trim().split_once(':')?;
        let two = |text: &str, least: usize| {
            let fits = (least..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| text.parse::<u16>().ok()).flatten()
        };
        Self::new(two(hour, 1)?, two(minute, 2)?)
    }

    fn seconds(self) -> i64 {
        i64::from(self.0) * 60
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for Minute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Minute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a time of the day such as 22:30"))
    }
}

/// From one minute of the day up to another, over midnight where the first is later. The same twice is never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The first quiet minute.
    pub from: Minute,
    /// The first that isn't any more.
    pub to: Minute,
}

impl Quiet {
    fn holds(self, second_of_day: i64) -> bool {
        let (from, to) = (self.from.seconds(), self.to.seconds());
        if from <= to {
            (from..to).contains(&second_of_day)
        } else {
            second_of_day >= from || second_of_day < to
        }
    }

    /// When it is over, where it is quiet at `now`.
    pub fn until(self, now: Timestamp, zone: &impl Zone) -> Option<Timestamp> {
        let local = now.plus_seconds(zone.offset(now)).unix_seconds().rem_euclid(DAY);
        self.holds(local).then(|| next_at(self.to, now, zone))
    }
}

/// The next moment after `now` at which clocks of the zone show this minute.
pub fn next_at(minute: Minute, now: Timestamp, zone: &impl Zone) -> Timestamp {
    let local = now.plus_seconds(zone.offset(now)).unix_seconds();
    let midnight = local - local.rem_euclid(DAY);
    let today = midnight + minute.seconds();
    let wanted = if today > local { today } else { today + DAY };
    // Clocks may be changed in between: what they are ahead by counts as it is then.
    let guess = Timestamp(0).plus_seconds(wanted - zone.offset(now));
    let then = Timestamp(0).plus_seconds(wanted - zone.offset(guess));
    if then > now { then } else { guess.max(now.plus_seconds(60)) }
}
