//! The marketplace's screens. They are documents: the server renders them whole, forms post and come back, and they
//! work without script and without WebAssembly. What script adds is in `start.js`: results while one types
//! (`data-live`), and pages that turn when something has happened (`data-poll`).

mod actions;
mod browse;
mod listing;
mod parts;

pub use browse::{Browse, Liked, Store};
pub use listing::Listing;
