//! Dead letters.

use super::*;

#[tokio::test]
async fn dead_letters_are_tried_again_or_let_go_and_who_did_it_is_written_down() {
    for world in worlds().await {
        let admin = person(&world, "admin", Role::Admin).await;
        let user = person(&world, "user", Role::User).await;
        world.mails().await;
        let now = world.services.now();
        let entry = |id: &str| NewEntry {
            id: id.into(),
            kind: "unheard of",
            payload: r#"{"token":"secret"}"#.into(),
            dedup_key: id.into(),
            due_at: now,
            created_at: now,
        };
        for id in ["one", "two"] {
            let entry = entry(id);
            let write = world
                .services
                .store
                .write(move |mut tx| Box::pin(async move { store::insert(&mut tx, &entry).await }));
            write.await.unwrap();
        }
        let all = async |caller: &Caller, state: &str| {
            outbox::list_deliveries(&world.services, caller, Some(state), None, &Slice::default()).await
        };
        assert_eq!(problem(all(&user, "dead").await).unwrap_err().code, Code::Forbidden);
        let early = problem(outbox::retry(&world.services, &admin, "one").await).unwrap_err();
        assert_eq!(early.code, Code::Conflict, "it waits");
        for _ in 0..8 {
            settle(&world).await;
            world.pass(3600);
        }
        let dead = all(&admin, "dead").await.unwrap().items;
        assert_eq!(dead.len(), 2);
        assert_eq!((dead[0].attempts, dead[0].last_error.as_deref()), (8, Some("no handler for unheard of")));
        assert!(!serde_json::to_string(&dead).unwrap().contains("secret"));
        assert_eq!(
            problem(outbox::discard(&world.services, &user, "one").await).unwrap_err().code,
            Code::Forbidden
        );
        assert_eq!(outbox::retry(&world.services, &admin, "one").await.unwrap().state, "pending");
        outbox::discard(&world.services, &admin, "two").await.unwrap();
        for id in ["two", "three", "../x"] {
            assert!(outbox::discard(&world.services, &admin, id).await.is_err(), "{id}");
        }
        assert_eq!(all(&admin, "dead").await.unwrap().items.len(), 0);
        settle(&world).await;
        let again = all(&admin, "pending").await.unwrap().items;
        assert!(again.iter().any(|one| one.id == "one" && one.attempts == 1), "{again:?}");
        let log = audit::list(&world.services, &admin, Some("delivery."), &Slice::default()).await.unwrap();
        let actions: Vec<&str> = log.items.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!((actions.len(), actions.contains(&"delivery.retried")), (2, true));
        assert!(!serde_json::to_string(&log.items).unwrap().contains("secret"));
    }
}
