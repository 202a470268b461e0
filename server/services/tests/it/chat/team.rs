//! Who of the support hears of a room, gets it, gets it back; and what the report says.

use super::*;

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
