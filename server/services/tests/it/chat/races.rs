//! What races leave: one who has the room, no message without an answer, each message once.

use super::*;

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
