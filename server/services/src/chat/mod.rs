//! Chat: support rooms with their inbox, rooms between buyers and sellers, and visitors without an account.
//!
//! The rules are [`landinghub::chat`]'s. Here a room is locked, its rules are asked, and what follows is written with its
//! events in one transaction, so that whoever hears of a message can read it, and a crash leaves both or neither.

mod access;
mod agents;
mod attachments;
mod audience;
mod bells;
mod bot;
mod canned;
mod customer;
mod finding;
mod list;
mod offline;
mod open;
mod post;
mod rating;
mod reading;
mod reports;
mod settings;
mod transcript;
mod view;
mod visitors;
mod work;

pub(crate) use access::{Hears, hears, is_for_support_only};
pub use agents::agents;
pub use attachments::{attach, open_attachment};
pub use bot::{BotAnswer, Line, answer as answer_as_bot, lines as lines_for_bot};
pub use canned::{
    canned_replies, create as create_canned, delete as delete_canned, filled as filled_canned,
    update as update_canned,
};
pub use customer::customer;
pub use finding::index as index_words;
pub use list::{MessageQuery, RoomQuery, counts, messages, room, rooms};
pub(crate) use offline::Mailed;
pub use open::open;
pub use post::post;
pub use rating::{rate, report};
pub use reading::{read, typing};
pub use reports::report as support_report;
pub use settings::{hours, save as save_settings, settings};
pub use transcript::{News, transcript};
pub use visitors::{TOKEN_PREFIX, of_token as visitor_of_token, start as start_visitor};
pub use work::{assign, change, reopen, resolve, snooze, wake_snoozed};

use crate::context::Caller;
use crate::error::Result;
use landinghub::Code;
use landinghub::account::Role;

/// How long an agent who opened a room counts as looking at it.
const LOOKING_SECONDS: i64 = 120;

/// Whoever chats: an account or a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chatter {
    /// The account's id, or the visitor's.
    pub(crate) id: String,
    /// Whether they answer for the support.
    pub(crate) is_admin: bool,
    /// Whether they have no account.
    pub(crate) is_visitor: bool,
}

impl Chatter {
    /// Who asks, or `unauthenticated`.
    pub(crate) fn of(caller: &Caller) -> Result<Self> {
        if let Some(actor) = &caller.actor {
            let is_admin = actor.role == Role::Admin;
            return Ok(Self { id: actor.user_id.clone(), is_admin, is_visitor: false });
        }
        let guest = caller.guest.as_ref().ok_or(Code::Unauthenticated)?;
        Ok(Self { id: guest.id.clone(), is_admin: false, is_visitor: true })
    }
}
