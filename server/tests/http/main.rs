//! The server from outside: a real socket, requests as bytes, both databases.

mod assets;
mod client;
mod csrf;
mod drain;
mod health;
mod hosts;
mod idempotency;
mod limits;
mod logs;
mod problems;
mod server;
mod tenants;
