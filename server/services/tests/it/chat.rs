//! Chat: who gets a room, what races leave, who hears and sees what.

mod cost;
mod finding;
mod notes;
mod others;
mod races;
mod team;

use crate::market::{for_sale, people, person};
use crate::support::{World, at, problem, worlds, worlds_with};
use futures::future::join_all;
use landinghub::account::Role;
use landinghub::api::ProfileChange;
use landinghub::api::chat::{
    Assign, ChatSettings, NewMessage, NewRoom, NewVisitor, Rating, ReadUpTo, Resolve, Room, Snooze,
};
use landinghub::api::market::ListingChanges;
use landinghub::chat::{RoomKind, RoomStatus, SenderType};
use landinghub::{Code, Id};
use landinghub_services::chat::{self, BotAnswer, MessageQuery, RoomQuery};
use landinghub_services::{Caller, Failure, Slice, accounts, events};

fn say(text: &str) -> NewMessage {
    NewMessage { message: text.to_owned(), ..NewMessage::default() }
}

fn note(text: &str) -> NewMessage {
    NewMessage { private: true, ..say(text) }
}

async fn opened(world: &World, caller: &Caller, text: &str) -> Room {
    let new = NewRoom { subject: "Help".to_owned(), message: text.to_owned(), ..NewRoom::default() };
    chat::open(&world.services, caller, new).await.expect("opened").room
}

async fn wrote(world: &World, caller: &Caller, room: &str, text: &str) -> u64 {
    chat::post(&world.services, caller, room, say(text)).await.expect("stored").0.seq
}

async fn seen(world: &World, caller: &Caller, room: &str) -> Vec<(u64, String)> {
    let query = MessageQuery {
        after: Some(0),
        slice: Slice { limit: Some(100), cursor: None },
        ..MessageQuery::default()
    };
    let list = chat::messages(&world.services, caller, room, &query).await.expect("messages");
    list.items.into_iter().map(|message| (message.seq, message.message)).collect()
}

async fn inbox(world: &World, admin: &Caller, view: &str) -> Vec<String> {
    let query = RoomQuery { view: Some(view.to_owned()), ..RoomQuery::default() };
    let rooms = chat::rooms(&world.services, admin, &query).await.expect("rooms");
    rooms.items.into_iter().map(|room| room.id).collect()
}

/// Everything an account's log holds, as text.
async fn log(world: &World, caller: &Caller) -> Vec<(String, String)> {
    let topic = caller.listener().expect("somebody").user_id;
    let mut reader = world.services.store.read().await.expect("a reader");
    let rows = landinghub_store::events::after(&mut reader.conn(), &topic, (0, i64::MAX), 1000).await;
    rows.expect("events").into_iter().map(|row| (row.kind, row.body)).collect()
}
