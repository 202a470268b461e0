//! Private notes, and how far somebody has read.

use super::*;

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
