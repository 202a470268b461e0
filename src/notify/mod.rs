//! Notifications: what people are told of, by which ways, and when.
//!
//! Everything is decided here, without a clock: [`plan`] when something happens, [`verdict`] when its time has come.
//! Rows, sending and words are elsewhere.

mod event;
mod kind;
mod plan;
mod preferences;
mod quiet;
#[cfg(test)]
mod tests;

pub use event::{Alarm, Decision, Event};
pub use kind::{Channel, Group, Kind};
pub use plan::{EMAIL_SECONDS, Email, PUSH_SECONDS, Plan, SMS_SECONDS, State, Verdict, plan, verdict};
pub use preferences::{Channels, Phone, Preferences};
pub use quiet::{Minute, Quiet, Zone, next_at};
