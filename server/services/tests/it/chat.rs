//! Chat: who gets a room, what races leave, who hears and sees what.

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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_take_a_room_one_gets_it() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let mut admins = Vec::new();
        for n in 0..5 {
            admins.push(person(&world, &format!("admin{n}"), Role::Admin).await);
        }
        let room = opened(&world, &lan, "Hello").await;
        let taken = join_all(admins.iter().map(|admin| {
            let (services, admin, id) = (world.services.clone(), admin.clone(), room.id.clone());
            tokio::spawn(
                async move { problem(chat::assign(&services, &admin, &id, Assign::default()).await) },
            )
        }))
        .await;
        let taken: Vec<_> = taken.into_iter().map(|done| done.expect("no panic")).collect();
        assert_eq!(taken.iter().filter(|done| done.is_ok()).count(), 1);
        let owner = taken.iter().find_map(|done| done.as_ref().ok()?.admin.clone()).expect("an owner");
        for refused in taken.iter().filter_map(|done| done.as_ref().err()) {
            assert_eq!(refused.code, Code::AlreadyAssigned);
            let extra = refused.extra.as_ref().expect("more");
            assert_eq!(extra["admin"]["id"], owner.id, "told who has it");
        }
        let place =
            admins.iter().position(|admin| admin.actor().expect("one").user_id == owner.id).expect("one");
        let mine = chat::assign(&world.services, &admins[place], &room.id, Assign::default()).await;
        assert_eq!(mine.expect("mine already").admin, Some(owner));
        let other = &admins[(place + 1) % 5];
        let over = Assign { take_over: true, ..Assign::default() };
        let over = chat::assign(&world.services, other, &room.id, over).await.expect("taken over");
        assert_eq!(over.admin.map(|admin| admin.id), Some(other.actor().expect("one").user_id.clone()));
        let customer = problem(chat::assign(&world.services, &lan, &room.id, Assign::default()).await);
        assert_eq!(customer.unwrap_err().code, Code::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_resolve_that_races_a_message_never_leaves_it_unanswered() {
    for world in worlds_with(|config| {
        config.limits.set("CHAT_MESSAGES", 0);
    })
    .await
    {
        let lan = person(&world, "lan", Role::User).await;
        let admin = person(&world, "admin", Role::Admin).await;
        let room = opened(&world, &lan, "Hello").await;
        let mut last = 1;
        for round in 0..25 {
            let (services, caller, id) = (world.services.clone(), lan.clone(), room.id.clone());
            let writing =
                tokio::spawn(async move { chat::post(&services, &caller, &id, say("again")).await });
            let (services, caller, id) = (world.services.clone(), admin.clone(), room.id.clone());
            let up_to = Some(i64::try_from(last).expect("small"));
            let resolving =
                tokio::spawn(async move { chat::resolve(&services, &caller, &id, Resolve { up_to }).await });
            last = writing.await.expect("no panic").expect("stored").0.seq;
            let resolved = problem(resolving.await.expect("no panic"));
            if let Err(refused) = &resolved {
                assert_eq!(refused.code, Code::NewerMessage, "{refused:?}");
            }
            let now = chat::room(&world.services, &admin, &room.id).await.expect("the room");
            assert_eq!(now.status, RoomStatus::Open, "round {round}: {resolved:?}");
        }
        assert_eq!(seen(&world, &lan, &room.id).await.len(), 26, "each once");
        let done = chat::resolve(&world.services, &admin, &room.id, Resolve { up_to: Some(26) }).await;
        assert_eq!(done.expect("resolved").status, RoomStatus::Resolved);
        wrote(&world, &admin, &room.id, "By the way").await;
        chat::post(&world.services, &admin, &room.id, note("done")).await.expect("stored");
        chat::read(&world.services, &lan, &room.id, ReadUpTo { up_to: 27 }).await.expect("read");
        chat::rate(&world.services, &lan, &room.id, Rating { score: 5, comment: None }).await.expect("rated");
        let now = chat::room(&world.services, &admin, &room.id).await.expect("the room");
        assert_eq!(now.status, RoomStatus::Resolved, "nothing else brings it back");
        wrote(&world, &lan, &room.id, "One more thing").await;
        let now = chat::room(&world.services, &admin, &room.id).await.expect("the room");
        assert_eq!(now.status, RoomStatus::Open);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_message_sent_many_times_at_once_is_stored_once() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let admin = person(&world, "admin", Role::Admin).await;
        let room = opened(&world, &lan, "Hello").await;
        let before = log(&world, &admin).await.len();
        let sent = join_all((0..40).map(|n| {
            let (services, lan, id) = (world.services.clone(), lan.clone(), room.id.clone());
            let new = NewMessage { client_id: Some("same".to_owned()), ..say(&format!("try {n}")) };
            tokio::spawn(async move { chat::post(&services, &lan, &id, new).await })
        }))
        .await;
        let sent: Vec<_> = sent.into_iter().map(|done| done.expect("no panic").expect("answered")).collect();
        assert_eq!(sent.iter().filter(|(_, new)| *new).count(), 1);
        assert!(sent.iter().all(|(message, _)| message.id == sent[0].0.id && message.seq == 2));
        assert_eq!(seen(&world, &admin, &room.id).await.len(), 2);
        assert_eq!(log(&world, &admin).await.len(), before + 1, "told once");
        // 29 are left of this minute.
        for n in 0..29 {
            wrote(&world, &lan, &room.id, &n.to_string()).await;
        }
        let over = problem(chat::post(&world.services, &lan, &room.id, say("31st")).await).unwrap_err();
        assert_eq!((over.code, over.retry_after.is_some()), (Code::RateLimited, true));
        let again = NewMessage { client_id: Some("same".to_owned()), ..say("x") };
        assert!(!chat::post(&world.services, &lan, &room.id, again).await.expect("the first one").1);
        world.watch_passes_a_minute();
        wrote(&world, &lan, &room.id, "later").await;
    }
}

impl World {
    fn watch_passes_a_minute(&self) {
        self.pass(61);
    }
}

#[tokio::test]
async fn private_notes_are_nowhere_a_customer_looks() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let admin = person(&world, "Hoa", Role::Admin).await;
        let minh = person(&world, "minh", Role::Admin).await;
        for (admin, name) in [(&admin, "Hoa"), (&minh, "Minh")] {
            let change = ProfileChange { name: Some(name.to_owned()), ..ProfileChange::default() };
            accounts::update_profile(&world.services, admin, change).await.expect("renamed");
        }
        let room = opened(&world, &lan, "Hello").await;
        chat::assign(&world.services, &admin, &room.id, Assign::default()).await.expect("taken");
        let before = chat::room(&world.services, &lan, &room.id).await.expect("the room");
        world.pass(5);
        chat::post(&world.services, &admin, &room.id, note("secret @minh")).await.expect("stored");
        let refused = problem(chat::post(&world.services, &lan, &room.id, note("mine")).await).unwrap_err();
        assert_eq!(refused.code, Code::Forbidden);
        let after = chat::room(&world.services, &lan, &room.id).await.expect("the room");
        assert_eq!((after.unread, after.updated_at), (0, before.updated_at), "nothing shows");
        assert_eq!(after.last_message.expect("one").seq, 1);
        assert_eq!(seen(&world, &lan, &room.id).await, [(1, "Hello".to_owned())]);
        wrote(&world, &admin, &room.id, "Hi").await;
        assert_eq!(
            seen(&world, &lan, &room.id).await.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(),
            [1, 3],
            "a gap where the note is"
        );
        assert_eq!(chat::room(&world.services, &lan, &room.id).await.expect("the room").unread, 1);
        let query = |q: &str| RoomQuery { q: Some(q.to_owned()), ..RoomQuery::default() };
        assert!(chat::rooms(&world.services, &lan, &query("secret")).await.expect("rooms").items.is_empty());
        assert_eq!(
            chat::rooms(&world.services, &admin, &query("SECRET")).await.expect("rooms").items.len(),
            1
        );
        assert!(log(&world, &lan).await.iter().all(|(_, body)| !body.contains("secret")));
        assert!(log(&world, &admin).await.iter().any(|(_, body)| body.contains("secret")));
        assert!(log(&world, &minh).await.iter().any(|(_, body)| body.contains("secret")), "mentioned");
        chat::transcript(&world.services, &lan, &room.id, None).await.expect("on its way");
        let email = "lan@example.com";
        let mails = world.mails_to(email).await;
        let transcript = mails.iter().find(|mail| mail.contains("Your conversation")).expect("a transcript");
        assert!(!transcript.contains("secret") && transcript.contains("Hi"), "{transcript}");
        let lines = chat::lines_for_bot(&world.services, &room.id, 50).await.expect("lines");
        assert!(lines.iter().all(|line| !line.text.contains("secret")) && lines.len() == 2);
        // Reading doesn't tell of it either.
        chat::read(&world.services, &admin, &room.id, ReadUpTo { up_to: 2 }).await.expect("read");
        let read = log(&world, &lan).await.into_iter().rfind(|(kind, _)| kind == "chat:read").expect("told");
        assert!(read.1.contains("\"up_to\":1"), "{}", read.1);
    }
}

#[tokio::test]
async fn unassigned_rooms_reach_the_team_and_others_theirs() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let (hoa, minh) =
            (person(&world, "hoa", Role::Admin).await, person(&world, "minh", Role::Admin).await);
        let stranger = person(&world, "stranger", Role::User).await;
        let room = opened(&world, &lan, "first").await;
        for admin in [&hoa, &minh] {
            assert!(log(&world, admin).await.iter().any(|(_, body)| body.contains("first")));
        }
        chat::assign(&world.services, &hoa, &room.id, Assign::default()).await.expect("taken");
        assert_eq!(log(&world, &minh).await.last().expect("told").0, "chat:room_updated", "it is taken");
        wrote(&world, &lan, &room.id, "second").await;
        let heard = |log: Vec<(String, String)>, text: &str| {
            log.iter().any(|(kind, body)| kind == "chat:new_message" && body.contains(text))
        };
        assert!(heard(log(&world, &hoa).await, "second") && !heard(log(&world, &minh).await, "second"));
        chat::room(&world.services, &minh, &room.id).await.expect("looking");
        wrote(&world, &lan, &room.id, "third").await;
        assert!(heard(log(&world, &minh).await, "third"), "whoever looks hears");
        world.pass(121);
        wrote(&world, &lan, &room.id, "fourth").await;
        assert!(!heard(log(&world, &minh).await, "fourth"), "and no more later");
        assert!(heard(log(&world, &lan).await, "fourth"), "also the sender's own streams");
        assert!(log(&world, &stranger).await.is_empty());
        for result in [
            problem(chat::room(&world.services, &stranger, &room.id).await.map(|_| ())),
            problem(chat::post(&world.services, &stranger, &room.id, say("x")).await.map(|_| ())),
            problem(
                chat::room(&world.services, &stranger, &Id::random(&landinghub::rng::SeededRng::new(1)))
                    .await
                    .map(|_| ()),
            ),
        ] {
            assert_eq!(result.unwrap_err().code, Code::NotFound);
        }
    }
}

#[tokio::test]
async fn a_reopened_room_leaves_who_is_not_there() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let hoa = person(&world, "hoa", Role::Admin).await;
        let room = opened(&world, &lan, "Hello").await;
        chat::assign(&world.services, &hoa, &room.id, Assign::default()).await.expect("taken");
        wrote(&world, &lan, &room.id, "more").await;
        assert_eq!(
            inbox(&world, &hoa, "mine").await,
            std::slice::from_ref(&room.id),
            "an open room stays theirs"
        );
        let stream =
            events::open(&world.services, hoa.listener().expect("one"), None).await.expect("a stream");
        chat::resolve(&world.services, &hoa, &room.id, Resolve::default()).await.expect("resolved");
        wrote(&world, &lan, &room.id, "again").await;
        assert_eq!(
            inbox(&world, &hoa, "mine").await,
            std::slice::from_ref(&room.id),
            "there: it stays theirs"
        );
        drop(stream);
        world.pass(40);
        chat::resolve(&world.services, &hoa, &room.id, Resolve::default()).await.expect("resolved");
        wrote(&world, &lan, &room.id, "and again").await;
        assert!(inbox(&world, &hoa, "mine").await.is_empty());
        assert_eq!(inbox(&world, &hoa, "unassigned").await, std::slice::from_ref(&room.id));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rooms_are_dealt_out_evenly_to_those_who_are_there() {
    for world in worlds().await {
        let admins = [person(&world, "a", Role::Admin).await, person(&world, "b", Role::Admin).await];
        let away = person(&world, "away", Role::Admin).await;
        let settings = ChatSettings { round_robin: true, ..ChatSettings::default() };
        chat::save_settings(&world.services, &away, settings).await.expect("saved");
        let mut streams = Vec::new();
        for admin in &admins {
            let listener = admin.listener().expect("one");
            streams.push(events::open(&world.services, listener, None).await.expect("a stream"));
        }
        let mut customers = Vec::new();
        for n in 0..8 {
            customers.push(person(&world, &format!("c{n}"), Role::User).await);
        }
        let rooms = join_all(customers.iter().map(|customer| opened(&world, customer, "Hello"))).await;
        assert!(rooms.iter().all(|room| room.admin.is_some()));
        for admin in &admins {
            assert_eq!(inbox(&world, admin, "mine").await.len(), 4);
        }
        assert!(inbox(&world, &away, "mine").await.is_empty());
    }
}

#[tokio::test]
async fn set_aside_until_its_time_or_the_customer_writes() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let hoa = person(&world, "hoa", Role::Admin).await;
        let room = opened(&world, &lan, "Hello").await;
        let until = |seconds| Snooze { until: Some(world.services.now().plus_seconds(seconds)) };
        let set = chat::snooze(&world.services, &hoa, &room.id, until(3600)).await.expect("set aside");
        assert_eq!(set.status, RoomStatus::Pending);
        assert_eq!(inbox(&world, &hoa, "snoozed").await, std::slice::from_ref(&room.id));
        assert!(inbox(&world, &hoa, "unassigned").await.is_empty());
        assert_eq!(chat::wake_snoozed(&world.services).await.expect("woken"), 0);
        world.pass(3600);
        assert_eq!(chat::wake_snoozed(&world.services).await.expect("woken"), 1);
        assert_eq!(inbox(&world, &hoa, "unassigned").await, std::slice::from_ref(&room.id));
        chat::snooze(&world.services, &hoa, &room.id, until(3600)).await.expect("set aside");
        wrote(&world, &lan, &room.id, "still there?").await;
        let now = chat::room(&world.services, &hoa, &room.id).await.expect("the room");
        assert_eq!((now.status, now.snoozed_until), (RoomStatus::Open, None));
        let past = problem(chat::snooze(&world.services, &hoa, &room.id, until(0)).await).unwrap_err();
        assert_eq!(past.code, Code::ValidationFailed);
    }
}

#[tokio::test]
async fn reading_only_moves_on() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let hoa = person(&world, "hoa", Role::Admin).await;
        let room = opened(&world, &lan, "Hello").await;
        for n in 2..=5 {
            wrote(&world, &hoa, &room.id, &n.to_string()).await;
        }
        let unread = || async { chat::room(&world.services, &lan, &room.id).await.expect("the room").unread };
        assert_eq!(unread().await, 4);
        for (up_to, stands, left) in [(3, 3, 2), (2, 3, 2), (99, 5, 0), (1, 5, 0)] {
            let read = chat::read(&world.services, &lan, &room.id, ReadUpTo { up_to }).await.expect("read");
            assert_eq!((read.up_to, unread().await), (stands, left), "{up_to}");
        }
        let told = log(&world, &hoa).await.into_iter().filter(|(kind, _)| kind == "chat:read").count();
        assert_eq!(told, 2, "told when it moves on only");
    }
}

#[tokio::test]
async fn nobody_there_makes_a_mail_and_somebody_there_does_not() {
    for world in worlds().await {
        let visitor = chat::start_visitor(
            &world.services,
            &at("192.0.2.7"),
            NewVisitor {
                name: Some("Mai".to_owned()),
                email: Some("Mai@Example.com".to_owned()),
                ..NewVisitor::default()
            },
        )
        .await
        .expect("let in");
        let guest = chat::visitor_of_token(&world.services, &visitor.visitor_token).await.expect("known");
        let mai = Caller { guest: Some(guest), ..at("192.0.2.7") };
        let hoa = person(&world, "hoa", Role::Admin).await;
        let room = opened(&world, &mai, "Is anybody there?").await;
        let mails = world.mails_to("noreply@localhost.localdomain").await;
        assert!(
            mails.iter().any(|mail| mail.contains("Is anybody there?") && mail.contains("mai@example.com")),
            "{mails:?}"
        );
        let stream =
            events::open(&world.services, hoa.listener().expect("one"), None).await.expect("a stream");
        wrote(&world, &mai, &room.id, "Hello?").await;
        assert_eq!(world.mails_to("noreply@localhost.localdomain").await.len(), mails.len());
        drop(stream);
        let room = chat::room(&world.services, &hoa, &room.id).await.expect("the room");
        let support = room.support.expect("for the support");
        assert!(support.is_visitor && support.email.as_deref() == Some("mai@example.com"));
        let other = Caller {
            guest: Some(landinghub_services::Guest {
                id: "x".to_owned(),
                page_id: None,
                locale: landinghub::account::Locale::En,
            }),
            ..at("192.0.2.7")
        };
        assert_eq!(
            problem(chat::room(&world.services, &other, &room.id).await).unwrap_err().code,
            Code::NotFound
        );
    }
}

#[tokio::test]
async fn buyers_and_sellers_have_one_room_that_is_theirs_alone_until_reported() {
    for world in worlds().await {
        let people = people(&world).await;
        let stranger = person(&world, "stranger", Role::User).await;
        let listing =
            for_sale(&world, &people.seller, &people.admin, "Restaurant", ListingChanges::default()).await;
        let new = |message: &str| NewRoom {
            kind: RoomKind::Seller,
            listing_id: Some(listing.id.clone()),
            message: message.to_owned(),
            ..NewRoom::default()
        };
        let ask = |caller: Caller, text: &'static str| {
            let (services, new) = (world.services.clone(), new(text));
            async move { chat::open(&services, &caller, new).await }
        };
        let (first, second) = tokio::join!(ask(people.lan.clone(), "one"), ask(people.lan.clone(), "two"));
        let room = first.expect("opened").room;
        assert_eq!(second.expect("the same").room.id, room.id);
        assert_eq!(seen(&world, &people.seller, &room.id).await.len(), 2);
        let own = problem(ask(people.seller.clone(), "mine").await).unwrap_err();
        assert_eq!(own.code, Code::OwnListing);
        let answer =
            chat::post(&world.services, &people.seller, &room.id, say("Hello")).await.expect("stored").0;
        assert_eq!(answer.sender_type, SenderType::Seller);
        for outsider in [&stranger, &people.admin] {
            assert_eq!(
                problem(chat::room(&world.services, outsider, &room.id).await).unwrap_err().code,
                Code::NotFound
            );
        }
        assert!(inbox(&world, &people.admin, "all").await.is_empty());
        chat::report(&world.services, &people.lan, &room.id).await.expect("reported");
        assert_eq!(inbox(&world, &people.admin, "all").await, std::slice::from_ref(&room.id));
        chat::room(&world.services, &people.admin, &room.id).await.expect("before the support now");
    }
}

#[tokio::test]
async fn the_ai_answers_only_if_nobody_took_over() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let hoa = person(&world, "hoa", Role::Admin).await;
        let room = opened(&world, &lan, "Hello").await;
        let answered = chat::answer_as_bot(&world.services, &room.id, 1, "Hi").await.expect("answered");
        assert!(
            matches!(answered, BotAnswer::Posted(message) if message.sender_type == SenderType::Bot && message.seq == 2)
        );
        wrote(&world, &lan, &room.id, "a person please").await;
        let late = chat::answer_as_bot(&world.services, &room.id, 1, "late").await.expect("answered");
        assert_eq!(late, BotAnswer::Superseded);
        chat::assign(&world.services, &hoa, &room.id, Assign::default()).await.expect("taken");
        let taken = chat::answer_as_bot(&world.services, &room.id, 3, "late").await.expect("answered");
        assert_eq!(taken, BotAnswer::Superseded);
        assert_eq!(seen(&world, &lan, &room.id).await.len(), 3);
    }
}

#[tokio::test]
async fn a_report_counts_what_happened() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let hoa = person(&world, "hoa", Role::Admin).await;
        let room = opened(&world, &lan, "Hello").await;
        chat::assign(&world.services, &hoa, &room.id, Assign::default()).await.expect("taken");
        world.pass(120);
        wrote(&world, &hoa, &room.id, "Hi").await;
        world.pass(480);
        chat::resolve(&world.services, &hoa, &room.id, Resolve::default()).await.expect("resolved");
        let score = Rating { score: 4, comment: Some("Good".to_owned()) };
        chat::rate(&world.services, &lan, &room.id, score).await.expect("rated");
        opened(&world, &lan, "Another").await;
        let report = chat::support_report(&world.services, &hoa, None, None).await.expect("a report");
        assert_eq!((report.rooms, report.resolved, report.messages), (2, 1, 3));
        assert_eq!((report.first_response_seconds, report.resolution_seconds), (Some(120), Some(600)));
        assert_eq!((report.csat_hundredths, report.ratings), (Some(400), 1));
        assert_eq!(report.scores, [0, 0, 0, 1, 0]);
        assert_eq!((report.days.len(), report.days.iter().map(|day| day.rooms).sum::<u64>()), (30, 2));
        assert_eq!(report.agents.first().map(|agent| (agent.rooms, agent.resolved)), Some((1, 1)));
        let refused = chat::support_report(&world.services, &lan, None, None).await;
        assert!(matches!(refused, Err(Failure::Problem(problem)) if problem.code == Code::Forbidden));
        let wrong = chat::support_report(&world.services, &hoa, Some("2026-02-31"), None).await;
        assert_eq!(problem(wrong).unwrap_err().code, Code::ValidationFailed);
    }
}
