//! The server from outside: a real socket, requests as bytes, both databases.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod accounts;
mod addresses;
mod assets;
mod chat;
mod client;
mod commands;
mod conversation;
mod csrf;
mod domains;
mod drain;
mod events;
mod functions;
mod health;
mod help;
mod hosts;
mod idempotency;
mod imports;
mod limits;
mod logs;
mod market;
mod notifications;
mod orders;
mod pages;
mod problems;
mod refresh;
mod safety;
mod server;
mod sites;
mod talk;
mod templates;
mod tenants;
mod two_step;
mod variants;
