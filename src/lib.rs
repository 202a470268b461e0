//! The domain of LandingHub: names, rules, documents and their rendering.
//!
//! Everything here is pure: no clock, no randomness, no I/O. Time and random bytes come in through
//! [`Clock`] and [`Rng`]. The crate compiles natively and for the browser, so the server and the
//! editor apply the same operations with the same code and come to the same bytes.

pub mod account;
#[cfg(not(target_arch = "wasm32"))]
pub mod address;
pub mod api;
#[cfg(not(target_arch = "wasm32"))]
pub mod assistant;
pub mod chat;
pub mod clock;
pub mod compose;
pub mod document;
#[cfg(not(target_arch = "wasm32"))]
pub mod domain_name;
pub mod dragging;
pub mod editing;
pub mod error;
pub mod fonts;
#[cfg(not(target_arch = "wasm32"))]
pub mod help;
pub mod import;
pub mod lean;
pub mod live;
pub mod market;
mod markup;
pub mod notify;
pub mod page;
pub mod render;
pub mod rng;
#[cfg(not(target_arch = "wasm32"))]
pub mod search;
pub mod text;
pub mod variant;

pub use clock::{Clock, Timestamp};
pub use error::{Code, Fields, Problem};
pub use rng::{Id, Rng};
