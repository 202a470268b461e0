//! The store on both databases.
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod accounts;
mod core;
mod pages;
