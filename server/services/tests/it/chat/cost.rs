//! What a message costs: SQLite has one writer, and whoever writes waits for everybody's statements.

use super::*;

/// Statements that `work` has the writer run.
async fn statements<T>(world: &World, work: impl Future<Output = T>) -> u64 {
    let run = || world.services.store.writer_stats().expect("SQLite").statements;
    let before = run();
    work.await;
    run() - before
}

#[tokio::test]
async fn a_message_costs_few_statements() {
    let [world, _] = worlds().await;
    let lan = person(&world, "lan", Role::User).await;
    let room = opened(&world, &lan, "Hello").await;
    // Nobody of the support is there: the first has written its mail, and this one is gathered with it.
    let alone = statements(&world, wrote(&world, &lan, &room.id, "Anybody?")).await;
    assert_eq!(alone, 6, "room, hearers, message, room, head, event");
    let again = NewMessage { client_id: Some("same".to_owned()), ..say("Really nobody?") };
    chat::post(&world.services, &lan, &room.id, again.clone()).await.expect("stored");
    let repeated = statements(&world, async {
        let (_, is_new) = chat::post(&world.services, &lan, &room.id, again).await.expect("found");
        assert!(!is_new);
    })
    .await;
    assert_eq!(repeated, 2, "room, message");

    let admin = person(&world, "admin", Role::Admin).await;
    chat::assign(&world.services, &admin, &room.id, Assign::default()).await.expect("taken");
    wrote(&world, &lan, &room.id, "Good morning").await;
    let heard = statements(&world, wrote(&world, &lan, &room.id, "I have a question")).await;
    assert_eq!(heard, 8, "the same, and a notification with what it sends later");
    wrote(&world, &admin, &room.id, "Yes?").await;
    let answered = statements(&world, wrote(&world, &admin, &room.id, "I'm here")).await;
    assert_eq!(answered, 9, "the same, and theirs are read");
}
