//! The list, what reading cancels, mails and digests, and what somebody wants.

use super::*;

#[tokio::test]
async fn what_stays_unread_becomes_a_mail_after_three_minutes_once() {
    for world in worlds().await {
        let (seller, admin) = granted(&world).await;
        let list = notifications::list(&world.services, &seller, &Query::default()).await.unwrap();
        let [one] = list.items.as_slice() else { panic!("one notification: {list:?}") };
        assert_eq!((one.kind, list.unread, one.url.as_str()), (Kind::SellerDecided, 1, "/sell"));
        assert!(one.text.contains("<b>Say {more}</b>"), "text is text: {}", one.text);
        // The admin was told that somebody applied, without a mail.
        assert_eq!(unread(&world, &admin).await, 1);
        assert!(world.mails_to("seller@example.com").await.len() <= 1);
        let before = world.mails().await.len();
        world.pass(179);
        assert_eq!(world.mails().await.len(), before, "not yet");
        world.pass(1);
        let mails = world.mails().await;
        assert_eq!(mails.len(), before + 1);
        let mail = mails.last().unwrap();
        assert!(headers(mail).contains("To: Mai <seller@example.com>"), "{mail}");
        assert!(
            headers(mail).contains("List-Unsubscribe: <http://localhost:3000/unsubscribe?token="),
            "{mail}"
        );
        assert!(headers(mail).contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{mail}");
        assert!(mail.contains("&lt;b&gt;Say {more}&lt;/b&gt;"), "escaped in HTML");
        assert!(!mail.contains("<b>Say {more}</b> please</p>"));
        world.pass(3600);
        assert_eq!(world.mails().await.len(), before + 1, "once");
    }
}

#[tokio::test]
async fn messages_in_a_row_are_one_mail() {
    for world in worlds().await {
        let lan = person(&world, "lan", Role::User).await;
        let agent = person(&world, "agent", Role::Admin).await;
        let new = NewRoom { subject: "Broken".to_owned(), message: "It is".to_owned(), ..NewRoom::default() };
        let room = chat::open(&world.services, &lan, new).await.expect("opened").room;
        // All fall due within one look of the worker.
        for n in 0..5 {
            let new = NewMessage { message: format!("Hello {n}"), ..NewMessage::default() };
            chat::post(&world.services, &lan, &room.id, new).await.expect("stored");
        }
        world.mails().await;
        world.pass(180);
        let about = |mails: Vec<String>| mails.iter().filter(|mail| mail.contains("Broken")).count();
        assert_eq!(about(world.mails_to("agent@example.com").await), 1);
        world.pass(30);
        assert_eq!(about(world.mails_to("agent@example.com").await), 1, "nor when the others look again");
        // What is written later is mailed once the pause is over, again once.
        for n in 5..8 {
            let new = NewMessage { message: format!("Hello {n}"), ..NewMessage::default() };
            chat::post(&world.services, &lan, &room.id, new).await.expect("stored");
        }
        world.pass(180);
        assert_eq!(about(world.mails_to("agent@example.com").await), 1, "not yet");
        world.pass(900);
        assert_eq!(about(world.mails_to("agent@example.com").await), 2);
        chat::read(&world.services, &agent, &room.id, ReadUpTo { up_to: 9 }).await.expect("read");
        world.pass(3600);
        assert_eq!(about(world.mails_to("agent@example.com").await), 2);
    }
}

#[tokio::test]
async fn reading_cancels_what_is_on_its_way() {
    for world in worlds().await {
        let (seller, admin) = granted(&world).await;
        let before = world.mails().await.len();
        let list = notifications::list(&world.services, &seller, &Query::default()).await.unwrap();
        let ids = vec![list.items[0].id.clone()];
        // Another's id changes nothing.
        let theirs = Reading { ids: ids.clone(), ..Reading::default() };
        notifications::read(&world.services, &admin, theirs.clone()).await.unwrap();
        assert_eq!(unread(&world, &seller).await, 1);
        let left = notifications::read(&world.services, &seller, theirs).await.unwrap();
        assert_eq!(left.unread, 0);
        world.pass(3600);
        assert_eq!(world.mails().await.len(), before);
        let problem = problem(notifications::read(&world.services, &seller, Reading::default()).await);
        assert_eq!(problem.unwrap_err().code, Code::ValidationFailed);
        // Up to one, and all.
        decide(&world, &admin, &seller).await;
        let list = notifications::list(&world.services, &seller, &Query::default()).await.unwrap();
        let up_to = Reading { up_to: Some(list.items[0].id.clone()), ..Reading::default() };
        assert_eq!(notifications::read(&world.services, &admin, up_to.clone()).await.unwrap().unread, 2);
        assert_eq!(notifications::read(&world.services, &seller, up_to).await.unwrap().unread, 0);
        let all = Reading { all: true, ..Reading::default() };
        assert_eq!(notifications::read(&world.services, &admin, all).await.unwrap().unread, 0);
    }
}

#[tokio::test]
async fn lists_are_ones_own_filtered_and_cut() {
    for world in worlds().await {
        let (seller, admin) = granted(&world).await;
        for _ in 0..3 {
            world.pass(1);
            decide(&world, &admin, &seller).await;
        }
        let query = |kind: Option<&str>, group: Option<&str>, cursor: Option<String>| Query {
            kind: kind.map(str::to_owned),
            group: group.map(str::to_owned),
            unread: false,
            slice: Slice { limit: Some(3), cursor },
        };
        let list = async |query| notifications::list(&world.services, &seller, &query).await;
        let first = list(query(None, None, None)).await.unwrap();
        assert_eq!((first.items.len(), first.unread), (3, 4));
        let rest = list(query(None, None, first.next_cursor)).await.unwrap();
        assert_eq!((rest.items.len(), rest.next_cursor), (1, None));
        assert!(first.items.iter().all(|one| one.created_at > rest.items[0].created_at));
        assert_eq!(list(query(Some("new_sale"), None, None)).await.unwrap().items.len(), 0);
        assert_eq!(list(query(Some("seller_decided"), Some("selling"), None)).await.unwrap().items.len(), 3);
        assert_eq!(list(query(None, Some("chat"), None)).await.unwrap().items.len(), 0);
        assert!(list(query(Some("nonsense"), None, None)).await.is_err());
        let admins = notifications::list(&world.services, &admin, &Query::default()).await.unwrap();
        assert!(admins.items.iter().all(|one| one.kind == Kind::ApprovalWaiting), "nobody else's");
        world.pass(181 * 86_400);
        assert!(notifications::forget_old(&world.services).await.unwrap() >= 8);
        assert_eq!(unread(&world, &seller).await, 0);
    }
}

#[tokio::test]
async fn the_link_in_a_mail_leaves_one_kind_and_nothing_else() {
    for world in worlds().await {
        let (seller, admin) = granted(&world).await;
        world.pass(180);
        let mail = world.mails().await.pop().unwrap();
        let token =
            mail.split("unsubscribe?token=").nth(1).unwrap().split('>').next().unwrap().trim().to_owned();
        assert_eq!(
            notifications::unsubscribe_scope(&world.services, &token).unwrap(),
            Scope::Kind(Kind::SellerDecided)
        );
        let forged = token.replace("seller_decided", "all");
        for bad in [forged.as_str(), "", "a.b.c", "x", &token[..token.len() - 1]] {
            let refused = problem(notifications::unsubscribe(&world.services, bad).await).unwrap_err();
            assert_eq!(refused.code, Code::NotFound, "{bad}");
        }
        let on = async || notifications::preferences(&world.services, &seller).await.unwrap().events;
        assert!(on().await[&Kind::SellerDecided].on.email, "showing it changes nothing");
        for _ in 0..2 {
            notifications::unsubscribe(&world.services, &token).await.unwrap();
        }
        let now = on().await;
        assert!(!now[&Kind::SellerDecided].on.email && now[&Kind::SellerDecided].on.in_app);
        assert!(now[&Kind::NewSale].on.email && now[&Kind::Security].on.email);
        let before = world.mails().await.len();
        decide(&world, &admin, &seller).await;
        world.pass(3600);
        assert_eq!(world.mails().await.len(), before, "no mail of this kind any more");
        assert_eq!(unread(&world, &seller).await, 2, "the centre has it");
    }
}

#[tokio::test]
async fn a_digest_holds_a_day_and_quiet_hours_hold_the_night() {
    for world in worlds().await {
        let (seller, admin) = granted(&world).await;
        notifications::read(&world.services, &seller, Reading { all: true, ..Reading::default() })
            .await
            .unwrap();
        let change_to = PreferencesChange {
            digest: Some(Digest { enabled: true, at: "08:00".into() }),
            time_zone: Some("Asia/Bangkok".into()),
            ..PreferencesChange::default()
        };
        change(&world, &seller, change_to).await;
        let before = world.mails().await.len();
        decide(&world, &admin, &seller).await;
        world.pass(60);
        decide(&world, &admin, &seller).await;
        world.pass(3600);
        // The clock of these tests begins at 11:06:40 in UTC, which is 18:06:40 there.
        assert_eq!(world.mails().await.len(), before);
        world.pass(24 * 3600);
        let mails = world.mails().await;
        assert_eq!(mails.len(), before + 1, "both in one");
        assert!(mails.last().unwrap().contains("Your day on LandingHub: 2 notifications"));
        world.pass(24 * 3600);
        assert_eq!(world.mails().await.len(), before + 1, "an empty day brings none");

        let night = PreferencesChange {
            digest: Some(Digest { enabled: false, at: "08:00".into() }),
            quiet_hours: Some(QuietHours { enabled: true, from: "18:00".into(), to: "21:00".into() }),
            ..PreferencesChange::default()
        };
        change(&world, &seller, night).await;
        decide(&world, &admin, &seller).await;
        world.pass(600);
        assert_eq!(world.mails().await.len(), before + 1, "it is quiet");
        world.pass(3 * 3600);
        assert_eq!(world.mails().await.len(), before + 2, "and then it isn't");
    }
}

#[tokio::test]
async fn preferences_are_changed_whole_or_not_at_all() {
    for world in worlds().await {
        let seller = person(&world, "seller", Role::Seller).await;
        let now = async || notifications::preferences(&world.services, &seller).await.unwrap();
        let before = now().await;
        assert!(!before.events.contains_key(&Kind::ApprovalWaiting), "that is for admins");
        assert!(!before.quiet_hours.enabled && !before.digest.enabled && before.phone.is_none());
        let off = EventChange { email: Some(false), ..EventChange::default() };
        let bad = PreferencesChange {
            events: [("new_sale".to_owned(), off)].into(),
            quiet_hours: Some(QuietHours { enabled: true, from: "25:00".into(), to: "x".into() }),
            time_zone: Some("Mars/Olympus".into()),
            phone: Some("12345".into()),
            ..PreferencesChange::default()
        };
        let refused = problem(notifications::change(&world.services, &seller, bad).await).unwrap_err();
        let fields: Vec<&str> = refused.fields.keys().map(String::as_str).collect();
        assert_eq!(fields, ["phone", "quiet_hours.from", "quiet_hours.to", "time_zone"]);
        assert_eq!(now().await, before, "nothing was changed");
        let good = PreferencesChange {
            events: [("new_sale", off), ("security", off), ("order_paid", off), ("nonsense", off)]
                .map(|(word, row)| (word.to_owned(), row))
                .into(),
            phone: Some("+84 90 123 45 67".into()),
            ..PreferencesChange::default()
        };
        change(&world, &seller, good).await;
        let after = now().await;
        assert!(!after.events[&Kind::NewSale].on.email && after.events[&Kind::NewSale].on.push);
        assert!(
            after.events[&Kind::Security].on.email && after.events[&Kind::OrderPaid].on.email,
            "insisted on"
        );
        assert!(after.events[&Kind::Security].locked.email && !after.events[&Kind::NewSale].locked.email);
        assert_eq!(after.phone.as_deref(), Some("+84901234567"));
        change(
            &world,
            &seller,
            PreferencesChange { phone: Some(String::new()), ..PreferencesChange::default() },
        )
        .await;
        assert_eq!(now().await.phone, None);
    }
}
