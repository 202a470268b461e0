//! Use cases by feature: authorise, act, enqueue, commit.
//!
//! REST handlers, server functions and jobs are thin callers of this crate, so a rule is written once.
//! Every function that a person can cause takes a [`Caller`] and decides by itself whether they may.

pub mod accounts;
pub mod addresses;
pub mod ai;
pub mod analytics;
pub mod audit;
pub mod backup;
pub mod chat;
mod config;
mod context;
pub mod cursor;
pub mod doctor;
pub mod domains;
mod error;
pub mod events;
pub mod export;
pub mod fonts;
pub mod gateways;
pub mod help;
pub mod idempotency;
pub mod leads;
pub mod limits;
pub mod mail;
pub mod market;
pub mod notifications;
pub mod outbox;
mod outward;
pub mod overview;
pub mod pages;
pub mod search;
pub(crate) mod secrets;
pub mod seeding;
pub mod sites;
pub mod storage;
mod system;
pub mod takedowns;
pub mod templates;
pub mod thumbnails;
pub mod uploads;
pub mod variants;

pub use config::{Config, Limit, Limits, Reach, Secret};
pub use context::{Actor, Caller, Guest, Services};
pub use cursor::Slice;
pub use error::{Failure, Result};
pub use system::{SystemClock, SystemRng};
