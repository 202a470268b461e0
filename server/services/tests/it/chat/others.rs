//! Who is there or isn't: mails, buyers and sellers, the AI.

use super::*;

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
