//! Chat's aggregates: rooms with their members, messages, visitors, agents, canned replies.
//!
//! Whoever changes a room locks it first ([`rooms::lock`]), then the settings where it is dealt out, then topics of events in
//! sorted order, so that no two transactions wait for each other.

pub mod agents;
pub mod canned;
pub mod context;
pub mod members;
pub mod messages;
pub mod reports;
pub mod rooms;
pub mod visitors;
pub mod words;

use crate::Sql;

/// Every statement of chat.
pub(crate) fn statements() -> Vec<(&'static str, Sql)> {
    [
        agents::STATEMENTS,
        canned::STATEMENTS,
        context::STATEMENTS,
        members::STATEMENTS,
        messages::STATEMENTS,
        reports::STATEMENTS,
        rooms::STATEMENTS,
        visitors::STATEMENTS,
        words::STATEMENTS,
    ]
    .concat()
}
