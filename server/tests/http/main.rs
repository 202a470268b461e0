//! The server from outside: a real socket, requests as bytes, both databases.

mod accounts;
mod assets;
mod client;
mod csrf;
mod drain;
mod health;
mod hosts;
mod idempotency;
mod limits;
mod logs;
mod pages;
mod problems;
mod server;
mod sites;
mod tenants;
