//! What conversations are found by, and what they aren't.

use super::*;

async fn found(world: &World, caller: &Caller, q: &str, own: bool) -> Vec<String> {
    let query = RoomQuery { q: Some(q.to_owned()), own, ..RoomQuery::default() };
    let rooms = chat::rooms(&world.services, caller, &query).await.expect("rooms");
    rooms.items.into_iter().map(|room| room.id).collect()
}

#[tokio::test]
async fn words_follow_messages_and_notes_are_the_supports() {
    for world in worlds().await {
        let people = people(&world).await;
        let (lan, minh, admin) = (people.lan, people.minh, people.admin);
        let first = opened(&world, &lan, "Đơn hàng của tôi chưa tới").await.id;
        world.pass(1);
        let second = opened(&world, &minh, "Hoá đơn bị sai").await.id;
        world.pass(1);
        wrote(&world, &admin, &second, "Đơn nào ạ?").await;
        chat::post(&world.services, &admin, &second, note("khách khó tính")).await.expect("stored");
        assert_eq!(
            found(&world, &admin, "don", false).await,
            [second.clone(), first.clone()],
            "the latest first"
        );
        assert_eq!(found(&world, &lan, "đơn", false).await, std::slice::from_ref(&first), "one's own only");
        assert_eq!(found(&world, &admin, "khach kho", false).await, std::slice::from_ref(&second));
        assert!(found(&world, &minh, "khach kho", false).await.is_empty(), "not the customer's to find");
        assert!(found(&world, &minh, "sai khach", false).await.is_empty(), "not even beside what is");
        assert_eq!(
            found(&world, &admin, "minh", false).await,
            std::slice::from_ref(&second),
            "by the customer's name"
        );
        // The job has nothing left to do, and doing it again changes nothing.
        assert_eq!(chat::index_words(&world.services).await.expect("indexed"), 0);
        let words = world.count("chat_words").await;
        wrote(&world, &minh, &second, "hoá đơn sai").await;
        assert_eq!(chat::index_words(&world.services).await.expect("indexed"), 1);
        assert_eq!(world.count("chat_words").await, words, "known words aren't kept twice");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn searches_at_once_index_once() {
    for world in worlds_with(|config| {
        config.limits.set("CHAT_MESSAGES", 0);
    })
    .await
    {
        let lan = person(&world, "lan", Role::User).await;
        let admin = person(&world, "admin", Role::Admin).await;
        let id = opened(&world, &lan, "Hello").await.id;
        // More than one transaction takes.
        for n in 0..230 {
            wrote(&world, &lan, &id, &format!("number{n} <script> {}", "x".repeat(n))).await;
        }
        let asked = join_all((0..8).map(|n| {
            let (services, admin) = (world.services.clone(), admin.clone());
            tokio::spawn(async move {
                let q = Some(format!("number{}", n * 32));
                let query = RoomQuery { q, ..RoomQuery::default() };
                chat::rooms(&services, &admin, &query).await.expect("rooms").items.len()
            })
        }))
        .await;
        for count in asked {
            assert_eq!(count.expect("no panic"), 1);
        }
        assert_eq!(
            found(&world, &admin, "number229", false).await,
            std::slice::from_ref(&id),
            "the last one, too"
        );
        assert!(found(&world, &admin, "number230", false).await.is_empty());
    }
}
