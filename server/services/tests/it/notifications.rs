//! Notifications: written with their cause, told as somebody wants it, cancelled by reading.

use crate::market::person;
use crate::support::{World, problem, worlds, worlds_with};
use landinghub::Code;
use landinghub::account::Role;
use landinghub::api::market::{SellerApply, SellerDecision};
use landinghub::api::notifications::{
    Digest, EventChange, PreferencesChange, PushEnd, PushKeys, PushSubscription, QuietHours, Reading, Seeing,
};
use landinghub::notify::Kind;
use landinghub_services::notifications::{self, Query, Scope, SmsConfig};
use landinghub_services::{Caller, Secret, Slice, audit, market, outbox};
use landinghub_store::outbox::{self as store, NewEntry};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A seller whose application has just been granted: one notification of theirs, with a mail and a push.
async fn granted(world: &World) -> (Caller, Caller) {
    let admin = person(world, "admin", Role::Admin).await;
    let seller = person(world, "seller", Role::User).await;
    // The mails of signing up are out, and older than what follows: they are sorted by their time.
    world.mails().await;
    world.pass(1);
    decide(world, &admin, &seller).await;
    (seller, admin)
}

async fn decide(world: &World, admin: &Caller, seller: &Caller) {
    market::apply(&world.services, seller, SellerApply { store_name: Some("Quán “&”".into()), about: None })
        .await
        .expect("applied");
    let user_id = seller.actor.as_ref().map(|actor| actor.user_id.clone());
    let decision = SellerDecision {
        user_id,
        application_id: None,
        decision: Some("reject".into()),
        reason: Some("<b>Say {more}</b>\r\nplease".into()),
    };
    market::decide(&world.services, admin, decision).await.expect("decided");
}

async fn unread(world: &World, caller: &Caller) -> u64 {
    notifications::list(&world.services, caller, &Query::default()).await.expect("a list").unread
}

async fn change(world: &World, caller: &Caller, change: PreferencesChange) {
    notifications::change(&world.services, caller, change).await.expect("changed");
}

fn headers(mail: &str) -> &str {
    mail.split("\r\n\r\n").next().unwrap_or_default()
}

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

async fn settle(world: &World) {
    while outbox::run_once(&world.services).await.unwrap() > 0 {}
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
