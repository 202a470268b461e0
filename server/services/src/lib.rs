//! Use cases by feature: authorise, act, enqueue, commit.
//!
//! REST handlers, server functions and jobs are thin callers of this crate, so a rule is written once.
//! Every function that a person can cause takes a [`Caller`] and decides by itself whether they may.

mod config;
mod context;
mod error;
mod system;

pub use config::{Config, Limit, Limits, Secret};
pub use context::{Actor, Caller, Services};
pub use error::{Failure, Result};
pub use system::{SystemClock, SystemRng};
