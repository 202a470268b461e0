//! SQLite and PostgreSQL behind one interface.
//!
//! One file per aggregate holds its statements and the functions that run them. A statement is one
//! text in the dialect both databases speak; the few that must differ hold both texts side by side.
//! Reads take a [`Reader`]; everything that changes rows goes through [`Store::write`].

#[macro_use]
mod sql;
mod connect;
mod error;
mod writer;

pub mod accounts;
pub mod addresses;
pub mod analytics;
pub mod audit;
pub mod chat;
pub mod doctor;
pub mod domains;
pub mod events;
pub mod help;
pub mod idempotency;
pub mod leads;
pub mod market;
pub mod notifications;
pub mod outbox;
pub mod overview;
pub mod page_lists;
pub mod page_ops;
pub mod pages;
pub mod seeding;
pub mod sessions;
pub mod settings;
pub mod sites;
pub mod takedowns;
pub mod thumbnails;
pub mod tokens;
pub mod transfer;
pub mod two_step;
pub mod uploads;
pub mod variants;
pub mod visits;

#[cfg(feature = "testing")]
pub mod testing;

pub use connect::{Backend, Conn, Migration, Reader, Store, StoreOptions};
pub use error::{Error, Result};
pub use sql::Sql;
pub use writer::WriterStats;

/// Every statement of the store with its name, for the test that prepares them all on both databases.
pub fn statements() -> Vec<(&'static str, Sql)> {
    let files: &[&[(&'static str, Sql)]] = &[
        accounts::STATEMENTS,
        addresses::STATEMENTS,
        analytics::STATEMENTS,
        audit::STATEMENTS,
        doctor::STATEMENTS,
        domains::STATEMENTS,
        events::STATEMENTS,
        help::STATEMENTS,
        idempotency::STATEMENTS,
        notifications::STATEMENTS,
        outbox::STATEMENTS,
        sessions::STATEMENTS,
        settings::STATEMENTS,
        takedowns::STATEMENTS,
        thumbnails::STATEMENTS,
        tokens::STATEMENTS,
        two_step::STATEMENTS,
        leads::STATEMENTS,
        overview::STATEMENTS,
        page_ops::STATEMENTS,
        page_lists::STATEMENTS,
        pages::STATEMENTS,
        sites::STATEMENTS,
        uploads::STATEMENTS,
        variants::STATEMENTS,
        visits::STATEMENTS,
    ];
    let mut all = files.concat();
    all.extend(chat::statements());
    all.extend(market::statements());
    all.extend(seeding::statements());
    all
}
