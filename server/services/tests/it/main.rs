//! Use cases on both databases.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests stop at the first surprise")]

mod access;
mod accounts;
mod books;
mod callbacks;
mod chat;
mod events;
mod market;
mod meilisearch;
mod money;
mod notifications;
mod outbox;
mod overtaking;
mod pages;
mod search;
mod selling;
mod sites;
mod support;
mod trials;
mod two_step;
mod uploads;
