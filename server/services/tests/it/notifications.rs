//! Notifications: written with their cause, told as somebody wants it, cancelled by reading.

mod centre;
mod dead;
mod reach;

use crate::market::person;
use crate::support::{World, problem, worlds, worlds_with};
use landinghub::Code;
use landinghub::account::Role;
use landinghub::api::chat::{NewMessage, NewRoom, ReadUpTo};
use landinghub::api::market::{SellerApply, SellerDecision};
use landinghub::api::notifications::{
    Digest, EventChange, PreferencesChange, PushEnd, PushKeys, PushSubscription, QuietHours, Reading, Seeing,
};
use landinghub::notify::Kind;
use landinghub_services::notifications::{self, Query, Scope, SmsConfig};
use landinghub_services::{Caller, Secret, Slice, audit, chat, market, outbox};
use landinghub_store::outbox::{self as store, NewEntry};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A seller whose application has just been granted: one notification of theirs, with a mail and a push.
async fn granted(world: &World) -> (Caller, Caller) {
    let admin = person(world, "admin", Role::Admin).await;
    let seller = person(world, "seller", Role::User).await;
    // The mails of signing up are out, and older than what follows: they are sorted by their time.
    world.mails().await;
    world.pass(1);
    decide(world, &admin, &seller).await;
    (seller, admin)
}

async fn decide(world: &World, admin: &Caller, seller: &Caller) {
    market::apply(&world.services, seller, SellerApply { store_name: Some("Quán “&”".into()), about: None })
        .await
        .expect("applied");
    let user_id = seller.actor.as_ref().map(|actor| actor.user_id.clone());
    let decision = SellerDecision {
        user_id,
        application_id: None,
        decision: Some("reject".into()),
        reason: Some("<b>Say {more}</b>\r\nplease".into()),
    };
    market::decide(&world.services, admin, decision).await.expect("decided");
}

async fn unread(world: &World, caller: &Caller) -> u64 {
    notifications::list(&world.services, caller, &Query::default()).await.expect("a list").unread
}

async fn change(world: &World, caller: &Caller, change: PreferencesChange) {
    notifications::change(&world.services, caller, change).await.expect("changed");
}

fn headers(mail: &str) -> &str {
    mail.split("\r\n\r\n").next().unwrap_or_default()
}

async fn settle(world: &World) {
    while outbox::run_once(&world.services).await.unwrap() > 0 {}
}
