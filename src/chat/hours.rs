//! When somebody is there to answer: hours of each weekday, in a time zone without summer time.

use crate::clock::Timestamp;
use crate::error::Problem;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub const MINUTES_A_DAY: i64 = 1440;
const MINUTE: i64 = 60_000_000;
/// Days looked ahead for the next opening: a schedule repeats every seven.
const LOOK_AHEAD: i64 = 15;

/// From and to, in minutes of the day; `to` is not part of it and may be 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// First minute.
    pub from: i64,
    /// First minute after it.
    pub to: i64,
}

/// Whether and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Now, until then.
    Open {
        /// When it closes; `None` where it never does.
        until: Option<Timestamp>,
    },
    /// Not now.
    Closed {
        /// When it opens; `None` where it never does.
        opens: Option<Timestamp>,
    },
}

/// A week's hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BusinessHours {
    /// Without them it is always open.
    pub enabled: bool,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i64,
    /// Seven lists, from Monday on; spans in order and apart.
    pub days: Vec<Vec<Span>>,
}

impl Default for BusinessHours {
    /// Monday to Friday, 9 to 18 o'clock in Hà Nội and Bangkok; not enabled.
    fn default() -> Self {
        let day = vec![Span { from: 540, to: 1080 }];
        let days = vec![day.clone(), day.clone(), day.clone(), day.clone(), day, Vec::new(), Vec::new()];
        Self { enabled: false, utc_offset_minutes: 420, days }
    }
}

impl BusinessHours {
    /// Checks what somebody has typed.
    pub fn checked(self) -> Result<Self, Problem> {
        let wrong = |what: &str| Err(Problem::field("hours", what));
        if self.days.len() != 7 {
            return wrong("Give hours for seven days, from Monday on.");
        }
        if !(-720..=840).contains(&self.utc_offset_minutes) {
            return wrong("A time zone is between UTC-12 and UTC+14.");
        }
        for day in &self.days {
            let mut free_from = 0;
            for span in day {
                if span.from < free_from || span.to <= span.from || span.to > MINUTES_A_DAY {
                    return wrong("Hours of a day begin before they end and don't overlap.");
                }
                free_from = span.to;
            }
            if day.len() > 6 {
                return wrong("A day has at most six spans.");
            }
        }
        Ok(self)
    }

    /// The day's number since the epoch and the microsecond of it, there.
    const fn local(&self, at: Timestamp) -> (i64, i64) {
        let local = at.0.saturating_add(self.utc_offset_minutes.saturating_mul(MINUTE));
        (local.div_euclid(MINUTES_A_DAY * MINUTE), local.rem_euclid(MINUTES_A_DAY * MINUTE))
    }

    const fn moment(&self, day: i64, minute: i64) -> Timestamp {
        Timestamp(
            day.saturating_mul(MINUTES_A_DAY)
                .saturating_add(minute)
                .saturating_sub(self.utc_offset_minutes)
                .saturating_mul(MINUTE),
        )
    }

    /// 1970-01-01 was a Thursday.
    fn spans(&self, day: i64) -> &[Span] {
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        self.days.get(weekday).map_or(&[], Vec::as_slice)
    }

    fn never_opens(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }

    /// The spans that end after `from`, as moments, for the next weeks.
    fn ahead(&self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let (today, _) = self.local(from);
        (today..today.saturating_add(LOOK_AHEAD)).flat_map(move |day| {
            self.spans(day)
                .iter()
                .map(move |span| (self.moment(day, span.from), self.moment(day, span.to)))
                .filter(move |(_, to)| *to > from)
        })
    }

    /// Whether it is open at a moment, and until or from when.
    pub fn at(&self, now: Timestamp) -> Opening {
        if !self.enabled {
            return Opening::Open { until: None };
        }
        let mut until: Option<Timestamp> = None;
        for (from, to) in self.ahead(now) {
            match until {
                None if from > now => return Opening::Closed { opens: Some(from) },
                None => until = Some(to),
                // Spans that touch, over midnight for instance, are one.
                Some(end) if from <= end => until = Some(to),
                Some(_) => return Opening::Open { until },
            }
        }
        match until {
            // Open all week.
            Some(_) => Opening::Open { until: None },
            None => Opening::Closed { opens: None },
        }
    }

    /// The moment at which so many open minutes have passed since `start`.
    pub fn plus_minutes(&self, start: Timestamp, minutes: i64) -> Timestamp {
        let mut left = minutes.max(0).saturating_mul(MINUTE);
        if !self.enabled || self.never_opens() {
            return Timestamp(start.0.saturating_add(left));
        }
        let mut from = start;
        loop {
            for (opens, closes) in self.ahead(from) {
                let begins = opens.max(from);
                let open = closes.0.saturating_sub(begins.0);
                if left <= open {
                    return Timestamp(begins.0.saturating_add(left));
                }
                left -= open;
            }
            let (today, _) = self.local(from);
            let next = self.moment(today.saturating_add(LOOK_AHEAD), 0);
            if next <= from {
                return from;
            }
            from = next;
        }
    }

    /// Open minutes between two moments, rounded down; 0 where `end` is before `start`.
    pub fn minutes_between(&self, start: Timestamp, end: Timestamp) -> i64 {
        if !self.enabled || self.never_opens() {
            return end.0.saturating_sub(start.0).max(0) / MINUTE;
        }
        let (mut from, mut open) = (start, 0_i64);
        while from < end {
            for (opens, closes) in self.ahead(from) {
                open = open.saturating_add(closes.min(end).0.saturating_sub(opens.max(from).0).max(0));
            }
            let (today, _) = self.local(from);
            let next = self.moment(today.saturating_add(LOOK_AHEAD), 0);
            if next <= from {
                break;
            }
            from = next;
        }
        open / MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a moment")
    }

    fn office() -> BusinessHours {
        BusinessHours { enabled: true, ..BusinessHours::default() }
    }

    #[test]
    fn a_week_in_the_office() {
        let hours = office();
        // 2026-11-20 is a Friday; 9 to 18 there is 2 to 11 in UTC.
        for (now, expected) in [
            ("2026-11-20T01:59:59Z", Opening::Closed { opens: Some(moment("2026-11-20T02:00:00Z")) }),
            ("2026-11-20T02:00:00Z", Opening::Open { until: Some(moment("2026-11-20T11:00:00Z")) }),
            ("2026-11-20T11:00:00Z", Opening::Closed { opens: Some(moment("2026-11-23T02:00:00Z")) }),
            ("2026-11-22T12:00:00Z", Opening::Closed { opens: Some(moment("2026-11-23T02:00:00Z")) }),
        ] {
            assert_eq!(hours.at(moment(now)), expected, "{now}");
        }
        assert_eq!(hours.plus_minutes(moment("2026-11-20T10:30:00Z"), 60), moment("2026-11-23T02:30:00Z"));
        assert_eq!(hours.plus_minutes(moment("2026-11-21T10:30:00Z"), 60), moment("2026-11-23T03:00:00Z"));
        assert_eq!(hours.minutes_between(moment("2026-11-20T10:30:00Z"), moment("2026-11-23T02:30:00Z")), 60);
    }

    #[test]
    fn always_and_never() {
        let now = moment("2026-11-20T01:00:00Z");
        let always = BusinessHours::default();
        assert_eq!(always.at(now), Opening::Open { until: None });
        assert_eq!(always.plus_minutes(now, 5), now.plus_seconds(300));
        let never = BusinessHours { enabled: true, utc_offset_minutes: 0, days: vec![Vec::new(); 7] };
        assert_eq!(never.at(now), Opening::Closed { opens: None });
        assert_eq!(never.plus_minutes(now, 5), now.plus_seconds(300));
        let whole = BusinessHours {
            enabled: true,
            utc_offset_minutes: 0,
            days: vec![vec![Span { from: 0, to: MINUTES_A_DAY }]; 7],
        };
        assert_eq!(whole.at(now), Opening::Open { until: None });
    }

    #[test]
    fn nonsense_is_refused() {
        let with = |spans: &[(i64, i64)]| {
            let mut hours = office();
            hours.days[0] = spans.iter().map(|(from, to)| Span { from: *from, to: *to }).collect();
            hours.checked()
        };
        assert!(with(&[(0, 60), (60, 120)]).is_ok());
        for wrong in [&[(60, 60)][..], &[(60, 30)], &[(0, 1441)], &[(-1, 5)], &[(0, 60), (59, 80)]] {
            assert!(with(wrong).is_err(), "{wrong:?}");
        }
        assert!(BusinessHours { days: Vec::new(), ..office() }.checked().is_err());
        assert!(BusinessHours { utc_offset_minutes: 1000, ..office() }.checked().is_err());
    }

    fn week() -> impl Strategy<Value = BusinessHours> {
        let day = proptest::option::of((0_i64..1380, 10_i64..60)).prop_map(|span| {
            span.map(|(from, long)| vec![Span { from, to: from + long }]).unwrap_or_default()
        });
        (proptest::collection::vec(day, 7), -720_i64..=840)
            .prop_map(|(days, utc_offset_minutes)| BusinessHours { enabled: true, utc_offset_minutes, days })
    }

    proptest! {
        #[test]
        fn as_many_open_minutes_pass_as_were_asked_for(
            hours in week(), start in 0_i64..2_000_000, minutes in 0_i64..2_000
        ) {
            let start = Timestamp(start * MINUTE);
            let due = hours.plus_minutes(start, minutes);
            prop_assert!(due >= start);
            prop_assert_eq!(hours.minutes_between(start, due), minutes);
        }

        #[test]
        fn later_targets_are_due_later(hours in week(), start in 0_i64..2_000_000, a in 0_i64..500, b in 0_i64..500) {
            let start = Timestamp(start * MINUTE);
            prop_assert!(hours.plus_minutes(start, a) <= hours.plus_minutes(start, a + b));
        }

        #[test]
        fn it_opens_when_it_says(hours in week(), now in 0_i64..2_000_000) {
            if let Opening::Closed { opens: Some(opens) } = hours.at(Timestamp(now * MINUTE)) {
                let open = matches!(hours.at(opens), Opening::Open { .. });
                prop_assert!(open);
            }
        }
    }
}
