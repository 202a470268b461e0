//! Push and text messages, to a stand-in that keeps what it is sent.

use super::*;

type Heard = Arc<Mutex<Vec<String>>>;

/// A server that keeps what it is sent and answers `status`.
async fn stand_in(status: &'static str) -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heard = Heard::default();
    let kept = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move {
                let mut all = Vec::new();
                let mut part = [0_u8; 4096];
                while let Ok(count) = stream.read(&mut part).await {
                    all.extend_from_slice(part.get(..count).unwrap_or_default());
                    let end = all.windows(4).position(|window| window == b"\r\n\r\n");
                    let length = end.map(|end| {
                        let top =
                            String::from_utf8_lossy(all.get(..end).unwrap_or_default()).to_ascii_lowercase();
                        let length =
                            top.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                        end + 4 + length.unwrap_or(0_usize)
                    });
                    if count == 0 || length.is_some_and(|length| all.len() >= length) {
                        break;
                    }
                }
                kept.lock().unwrap().push(String::from_utf8_lossy(&all).into_owned());
                let _ = stream
                    .write_all(
                        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                            .as_bytes(),
                    )
                    .await;
            });
        }
    });
    (url, heard)
}

/// The keys of RFC 8291, section 5.
fn browser(endpoint: String) -> PushSubscription {
    PushSubscription {
        endpoint,
        keys: PushKeys {
            p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
                .into(),
            auth: "BTBZMqHH6r4Tts7J_aSIgg".into(),
        },
    }
}

async fn with_push() -> [World; 2] {
    worlds_with(|config| {
        config.reach.vapid_private_key = Secret::new("RS0WdYWWo1HajXg3NZR1olzCf31i-ZBGDkFyCs7j1jw");
    })
    .await
}

#[tokio::test]
async fn push_goes_to_browsers_that_are_logged_in_after_thirty_seconds_unseen() {
    for world in with_push().await {
        let (url, heard) = stand_in("201 Created").await;
        let (gone, heard_gone) = stand_in("410 Gone").await;
        let (seller, admin) = granted(&world).await;
        for endpoint in [format!("{url}/a"), format!("{gone}/b"), format!("{gone}/b")] {
            notifications::subscribe(&world.services, &seller, browser(endpoint)).await.unwrap();
        }
        assert_eq!(world.count("push_subscriptions").await, 2);
        world.pass(29);
        settle(&world).await;
        assert_eq!(heard.lock().unwrap().len(), 0);
        world.pass(1);
        settle(&world).await;
        let sent = heard.lock().unwrap().clone();
        let [sent] = sent.as_slice() else { panic!("one message: {sent:?}") };
        let top = sent.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
        assert!(top.starts_with("post /a http/1.1"), "{top}");
        for line in
            ["content-encoding: aes128gcm", "ttl: 86400", "urgency: normal", "authorization: vapid t="]
        {
            assert!(top.contains(line), "{line} in {top}");
        }
        assert!(!sent.contains("Quán") && !sent.contains("refused"), "encrypted");
        assert_eq!(heard_gone.lock().unwrap().len(), 1);
        assert_eq!(world.count("push_subscriptions").await, 1, "what is gone is forgotten");

        // Shown in the app: no push.
        decide(&world, &admin, &seller).await;
        let list = notifications::list(&world.services, &seller, &Query::default()).await.unwrap();
        let seen = Seeing { ids: vec![list.items[0].id.clone()] };
        notifications::see(&world.services, &admin, seen.clone()).await.unwrap();
        notifications::see(&world.services, &seller, seen).await.unwrap();
        world.pass(60);
        settle(&world).await;
        assert_eq!(heard.lock().unwrap().len(), 1);

        // Whose session is over isn't sent to.
        decide(&world, &admin, &seller).await;
        let session = seller.actor.as_ref().unwrap().session_id.clone();
        landinghub_services::accounts::end_session(&world.services, &seller, &session).await.unwrap();
        world.pass(60);
        settle(&world).await;
        assert_eq!(heard.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn subscriptions_are_checked_and_ones_own() {
    for world in with_push().await {
        let seller = person(&world, "seller", Role::Seller).await;
        let other = person(&world, "other", Role::User).await;
        assert_eq!(notifications::push_key(&world.services, &seller).unwrap().public_key.len(), 87);
        for endpoint in ["", "nonsense", "ftp://push.example.com/x", "https://u:p@push.example.com/x"] {
            let refused = notifications::subscribe(&world.services, &seller, browser(endpoint.into())).await;
            assert!(problem(refused).unwrap_err().fields.contains_key("endpoint"), "{endpoint}");
        }
        let mut bad = browser("https://push.example.com/x".into());
        bad.keys = PushKeys { p256dh: "AAAA".into(), auth: "AAAA".into() };
        let refused = problem(notifications::subscribe(&world.services, &seller, bad).await).unwrap_err();
        assert_eq!(refused.fields.keys().collect::<Vec<_>>(), ["keys.auth", "keys.p256dh"]);
        let endpoint = "https://push.example.com/x".to_owned();
        notifications::subscribe(&world.services, &seller, browser(endpoint.clone())).await.unwrap();
        notifications::end_push(&world.services, &other, PushEnd { endpoint: endpoint.clone() })
            .await
            .unwrap();
        assert_eq!(world.count("push_subscriptions").await, 1);
        // The next one to log in with this browser has it.
        notifications::subscribe(&world.services, &other, browser(endpoint.clone())).await.unwrap();
        assert_eq!(world.count("push_subscriptions").await, 1);
        notifications::end_push(&world.services, &seller, PushEnd { endpoint: endpoint.clone() })
            .await
            .unwrap();
        assert_eq!(world.count("push_subscriptions").await, 1);
        notifications::end_push(&world.services, &other, PushEnd { endpoint }).await.unwrap();
        assert_eq!(world.count("push_subscriptions").await, 0);
        for n in 0..12 {
            world.pass(1);
            let endpoint = format!("https://push.example.com/{n}");
            notifications::subscribe(&world.services, &seller, browser(endpoint)).await.unwrap();
        }
        assert_eq!(world.count("push_subscriptions").await, 10);
    }
}

#[tokio::test]
async fn text_messages_are_signed_and_only_for_what_was_asked_for() {
    let (url, heard) = stand_in("200 OK").await;
    for world in worlds_with(|config| {
        config.reach.sms = Some(SmsConfig {
            url: format!("{url}/sms"),
            secret: Some(Secret::new("shared")),
            template: Some(r#"{"dst":"{to}","msg":"{text}"}"#.into()),
        });
    })
    .await
    {
        let (seller, _) = granted(&world).await;
        let row = EventChange { sms: Some(true), ..EventChange::default() };
        let wanted = PreferencesChange {
            events: [("security".to_owned(), row), ("new_sale".to_owned(), row)].into(),
            phone: Some("+84901234567".into()),
            ..PreferencesChange::default()
        };
        change(&world, &seller, wanted).await;
        let preferences = notifications::preferences(&world.services, &seller).await.unwrap();
        assert!(preferences.sms_available && preferences.events[&Kind::Security].on.sms);
        assert!(!preferences.events[&Kind::NewSale].on.sms && preferences.events[&Kind::NewSale].locked.sms);
        let input = landinghub::api::PasswordChange {
            current_password: crate::support::PASSWORD.into(),
            password: "another good password".into(),
        };
        landinghub_services::accounts::change_password(&world.services, &seller, input).await.unwrap();
        world.pass(299);
        settle(&world).await;
        assert!(heard.lock().unwrap().is_empty());
        world.pass(1);
        settle(&world).await;
        let sent = heard.lock().unwrap().drain(..).collect::<Vec<_>>();
        let [sent] = sent.as_slice() else { panic!("one: {sent:?}") };
        let (top, body) = sent.split_once("\r\n\r\n").unwrap();
        assert!(top.to_ascii_lowercase().contains("x-landinghub-signature: t="), "{top}");
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["dst"], "+84901234567");
        assert_eq!(body["msg"], "LandingHub: Your password was changed");
    }
}
