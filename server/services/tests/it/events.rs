//! Streams' tickets, and what is too old to be told again.

use crate::market::person;
use crate::support::{problem, worlds};
use landinghub::Code;
use landinghub::account::Role;
use landinghub::api::chat::NewRoom;
use landinghub_services::{chat, events};

#[tokio::test]
async fn a_ticket_is_good_for_thirty_seconds_and_once() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let ticket = events::ticket(&world.services, &lan).await.expect("a ticket");
        assert_eq!(ticket.expires_at, world.services.now().plus_seconds(30));
        world.pass(29);
        let actor = events::redeem(&world.services, &ticket.ticket).await.expect("in time");
        assert_eq!(Some(actor.user_id), lan.actor.as_ref().map(|actor| actor.user_id.clone()));
        let again = problem(events::redeem(&world.services, &ticket.ticket).await);
        assert_eq!(again.unwrap_err().code, Code::Unauthenticated);
        let ticket = events::ticket(&world.services, &lan).await.expect("a ticket");
        world.pass(30);
        let late = problem(events::redeem(&world.services, &ticket.ticket).await);
        assert_eq!(late.unwrap_err().code, Code::Unauthenticated);
    }
}

#[tokio::test]
async fn what_is_older_than_a_week_is_fetched_anew() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let begun = events::poll(&world.services, &lan, None).await.expect("where it stands");
        let new = NewRoom { message: "Hello".to_owned(), ..NewRoom::default() };
        chat::open(&world.services, &lan, new.clone()).await.expect("opened");
        let told = events::poll(&world.services, &lan, Some(&begun.cursor)).await.expect("events");
        assert_eq!((told.reset, told.events.len()), (false, 2));
        world.pass(6 * 86_400);
        events::forget_old(&world.services).await.expect("cleaned");
        let told = events::poll(&world.services, &lan, Some(&begun.cursor)).await.expect("events");
        assert_eq!((told.reset, told.events.len()), (false, 2), "still there");
        chat::open(&world.services, &lan, new.clone()).await.expect("opened");
        world.pass(86_401);
        events::forget_old(&world.services).await.expect("cleaned");
        let told = events::poll(&world.services, &lan, Some(&begun.cursor)).await.expect("events");
        assert_eq!((told.reset, told.events.len()), (true, 0));
        let rest = told.cursor.rsplit_once('-').map(|(epoch, _)| format!("{epoch}-2")).expect("a cursor");
        let told = events::poll(&world.services, &lan, Some(&rest)).await.expect("events");
        assert_eq!((told.reset, told.events.len()), (false, 2), "what is kept is told");
    }
}
