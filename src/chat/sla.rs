//! What was promised: how soon a first answer comes and how soon a room is done, counted in open hours.

use super::{BusinessHours, Priority};
use crate::account::words;
use crate::clock::Timestamp;
use crate::error::Problem;
use serde::{Deserialize, Serialize};

/// Minutes promised, counted while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// Until the first answer.
    pub first_response_minutes: i64,
    /// Until it is done.
    pub resolution_minutes: i64,
}

/// By priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaTargets {
    /// Of low rooms.
    pub low: Target,
    /// Of normal ones.
    pub normal: Target,
    /// Of high ones.
    pub high: Target,
    /// Of urgent ones.
    pub urgent: Target,
}

impl Default for SlaTargets {
    fn default() -> Self {
        let target = |first_response_minutes, resolution_minutes| Target {
            first_response_minutes,
            resolution_minutes,
        };
        Self {
            low: target(480, 2880),
            normal: target(120, 1440),
            high: target(30, 480),
            urgent: target(10, 120),
        }
    }
}

impl SlaTargets {
    /// What is promised for a priority.
    pub const fn of(&self, priority: Priority) -> Target {
        match priority {
            Priority::Low => self.low,
            Priority::Normal => self.normal,
            Priority::High => self.high,
            Priority::Urgent => self.urgent,
        }
    }

    /// Checks what somebody has typed.
    pub fn checked(self) -> Result<Self, Problem> {
        for target in [self.low, self.normal, self.high, self.urgent] {
            let fits = |minutes: i64| (1..=60 * 24 * 90).contains(&minutes);
            if !fits(target.first_response_minutes) || !fits(target.resolution_minutes) {
                return Err(Problem::field("sla", "Give 1 minute to 90 days."));
            }
        }
        Ok(self)
    }
}

words! {
    /// How a promise stands.
    SlaState {
        /// Kept.
        Met = "met",
        /// There is time.
        Running = "running",
        /// Less than a quarter of the time is left.
        Soon = "soon",
        /// Broken.
        Late = "late",
    }
}

/// One promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Due {
    /// Until when.
    pub at: Timestamp,
    /// How it stands.
    pub state: SlaState,
}

/// What a room's promises are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlaClock {
    /// The customer's first message, or the one that brought it back.
    pub started: Timestamp,
    /// The first answer since.
    pub answered: Option<Timestamp>,
    /// When it was done.
    pub resolved: Option<Timestamp>,
}

impl SlaClock {
    /// The first answer's promise.
    pub fn first_response(&self, target: Target, hours: &BusinessHours, now: Timestamp) -> Due {
        due(self.started, target.first_response_minutes, self.answered, hours, now)
    }

    /// The promise that it is done.
    pub fn resolution(&self, target: Target, hours: &BusinessHours, now: Timestamp) -> Due {
        due(self.started, target.resolution_minutes, self.resolved, hours, now)
    }
}

fn due(
    start: Timestamp,
    minutes: i64,
    done: Option<Timestamp>,
    hours: &BusinessHours,
    now: Timestamp,
) -> Due {
    let at = hours.plus_minutes(start, minutes);
    let state = match done {
        Some(done) if done <= at => SlaState::Met,
        Some(_) => SlaState::Late,
        None if now > at => SlaState::Late,
        None if hours.minutes_between(now, at) * 4 < minutes => SlaState::Soon,
        None => SlaState::Running,
    };
    Due { at, state }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_promise_runs_then_presses_then_breaks() {
        let targets = SlaTargets::default();
        let hours = BusinessHours::default();
        let clock = SlaClock { started: Timestamp(0), answered: None, resolved: None };
        let target = targets.of(Priority::High);
        for (minute, state) in [
            (0, SlaState::Running),
            (22, SlaState::Running),
            (23, SlaState::Soon),
            (30, SlaState::Soon),
            (31, SlaState::Late),
        ] {
            let now = Timestamp(0).plus_seconds(minute * 60);
            assert_eq!(clock.first_response(target, &hours, now).state, state, "{minute}");
        }
        let answered = SlaClock { answered: Some(Timestamp(0).plus_seconds(60)), ..clock };
        assert_eq!(
            answered.first_response(target, &hours, Timestamp(0).plus_seconds(9000)).state,
            SlaState::Met
        );
        let late = SlaClock { resolved: Some(Timestamp(0).plus_seconds(481 * 60)), ..clock };
        assert_eq!(late.resolution(target, &hours, Timestamp(0).plus_seconds(9000)).state, SlaState::Late);
    }

    #[test]
    fn nobody_promises_nought() {
        let mut targets = SlaTargets::default();
        targets.low.first_response_minutes = 0;
        assert!(targets.checked().is_err());
    }

    proptest! {
        /// A promise never gets better by waiting.
        #[test]
        fn states_only_worsen(start in 0_i64..10_000, a in 0_i64..5_000, b in 0_i64..5_000) {
            let hours = BusinessHours { enabled: true, ..BusinessHours::default() };
            let rank = |state| match state {
                SlaState::Met | SlaState::Running => 0,
                SlaState::Soon => 1,
                SlaState::Late => 2,
            };
            let started = Timestamp(0).plus_seconds(start * 60);
            let clock = SlaClock { started, answered: None, resolved: None };
            let at = |minutes: i64| {
                let now = started.plus_seconds(minutes * 60);
                rank(clock.first_response(SlaTargets::default().of(Priority::Normal), &hours, now).state)
            };
            prop_assert!(at(a) <= at(a + b));
        }
    }
}
