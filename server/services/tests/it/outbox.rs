//! The outbox and the mails that leave by it.

use crate::support::{PASSWORD, World, at, reading, worlds, worlds_with};
use landinghub::account::Locale;
use landinghub::api::Registration;
use landinghub_services::outbox::{self, Kind, Message};
use landinghub_services::{Failure, Secret, accounts};
use landinghub_store::outbox::{self as store, EntryState, NewEntry};

async fn enqueue(world: &World, message: Message) {
    let write = world
        .services
        .store
        .write(move |mut tx| Box::pin(async move { outbox::enqueue(&mut tx, &message).await }));
    write.await.unwrap();
}

async fn in_state(world: &World, state: EntryState) -> i64 {
    store::count(&mut world.services.store.read().await.unwrap().conn(), state).await.unwrap()
}

#[tokio::test]
async fn a_row_is_written_with_its_cause_or_not_at_all() {
    for world in worlds().await {
        let message = Message::new(&world.services, Kind::Decoy, &()).unwrap();
        let undone = world.services.store.write(move |mut tx| {
            Box::pin(async move {
                outbox::enqueue(&mut tx, &message).await?;
                Err::<(), _>(Failure::Internal("the cause failed".into()))
            })
        });
        assert!(undone.await.is_err());
        assert_eq!(world.count("outbox").await, 0);
    }
}

#[tokio::test]
async fn a_key_is_enqueued_once_and_nothing_runs_before_it_is_due() {
    for world in worlds().await {
        for _ in 0..2 {
            enqueue(&world, Message::new(&world.services, Kind::Decoy, &()).unwrap().once("k")).await;
        }
        assert_eq!(world.count("outbox").await, 1);
        let later = world.services.now().plus_seconds(60);
        enqueue(&world, Message::new(&world.services, Kind::Decoy, &()).unwrap().not_before(later)).await;
        assert_eq!(outbox::run_once(&world.services).await.unwrap(), 1);
        world.pass(59);
        assert_eq!(outbox::run_once(&world.services).await.unwrap(), 0);
        world.pass(1);
        assert_eq!(outbox::run_once(&world.services).await.unwrap(), 1);
        assert_eq!(in_state(&world, EntryState::Done).await, 2);
        world.pass(8 * 86_400);
        assert_eq!(outbox::forget_done(&world.services).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn what_fails_is_tried_eight_times_and_then_dead() {
    for world in worlds().await {
        let now = world.services.now();
        let entry = NewEntry {
            id: "1".into(),
            kind: "unheard of",
            payload: "{}".into(),
            dedup_key: "1".into(),
            due_at: now,
            created_at: now,
        };
        let write = world
            .services
            .store
            .write(move |mut tx| Box::pin(async move { store::insert(&mut tx, &entry).await }));
        write.await.unwrap();
        let mut waits = Vec::new();
        for attempt in 1..=8 {
            assert_eq!(outbox::run_once(&world.services).await.unwrap(), 1, "attempt {attempt}");
            assert_eq!(outbox::run_once(&world.services).await.unwrap(), 0, "not again at once");
            let mut waited = 0;
            while attempt < 8 && outbox::run_once(&world.services).await.unwrap() == 0 {
                world.pass(1);
                waited += 1;
                assert!(waited <= 3600, "attempt {attempt} never comes");
                if waited == 3 {
                    break;
                }
            }
            waits.push(waited);
            world.pass(3600);
        }
        assert_eq!(waits[0], 3, "at least four seconds");
        assert_eq!(in_state(&world, EntryState::Dead).await, 1);
        world.pass(86_400);
        assert_eq!(outbox::run_once(&world.services).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_row_whose_worker_died_is_taken_up_again_and_a_poison_row_is_given_up() {
    for world in worlds().await {
        enqueue(&world, Message::new(&world.services, Kind::Decoy, &()).unwrap()).await;
        for attempt in 1..=8 {
            let now = world.services.now();
            let claim = world.services.store.write(move |mut tx| {
                Box::pin(async move { store::claim(&mut tx, now, now.plus_seconds(120), 10).await })
            });
            let claimed = claim.await.unwrap();
            assert_eq!(claimed.len(), 1, "attempt {attempt}: the worker that had it never came back");
            assert_eq!(claimed[0].attempts, attempt);
            assert_eq!(outbox::run_once(&world.services).await.unwrap(), 0, "it is leased");
            world.pass(120);
        }
        assert_eq!(outbox::run_once(&world.services).await.unwrap(), 1);
        assert_eq!(in_state(&world, EntryState::Dead).await, 1);
    }
}

#[tokio::test]
async fn several_workers_send_each_mail_once() {
    for world in worlds_with(|config| assert!(config.limits.set("REGISTER_PREFIX", 0))).await {
        for n in 0..6 {
            world.register(&format!("mai{n}@example.com")).await;
        }
        let runs = futures::future::join_all((0..4).map(|_| outbox::run_once(&world.services))).await;
        assert_eq!(runs.into_iter().map(Result::unwrap).sum::<usize>(), 6);
        assert_eq!(world.mails().await.len(), 6);
    }
}

#[tokio::test]
async fn a_mail_is_whole_readable_and_can_not_be_bent() {
    for world in worlds().await {
        let caller = reading(at("192.0.2.1"), Locale::En);
        let name = "Eve\r\nBcc: all@example.com <script>\"&";
        let input = Registration {
            name: name.into(),
            email: "eve@example.com".into(),
            password: PASSWORD.into(),
            admin_token: None,
        };
        accounts::register(&world.services, &caller, input).await.unwrap();
        let mails = world.mails().await;
        let mail = &mails[0];
        let head: Vec<&str> = mail.lines().take_while(|line| !line.is_empty()).collect();
        for name in [
            "From: LandingHub <noreply@localhost.localdomain>",
            "Subject: Confirm your e-mail address",
            "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
            "Date: Wed, 18 Nov 2026 ",
        ] {
            assert!(head.iter().any(|line| line.starts_with(name)), "{name} in {head:#?}");
        }
        assert!(
            head.iter().any(|line| line.starts_with("Message-ID: <") && line.ends_with("@localhost>")),
            "{head:#?}"
        );
        assert!(!head.iter().any(|line| line.starts_with("Bcc")), "{head:#?}");
        assert!(mail.contains("Content-Type: text/plain; charset=utf-8"));
        assert!(mail.contains("Content-Type: text/html; charset=utf-8"));
        let token = world.token("eve@example.com", "/auth/verify").await;
        assert!(mail.contains(&format!("<a href=\"http://localhost:3000/auth/verify?token={token}\"")));
        assert!(!mail.contains("<script>\"&,</p>"), "the name is text in HTML");
        assert!(mail.contains("&lt;script&gt;&quot;&amp;"));

        let folder = world.services.config.data_dir.join("outbox");
        let names: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 1, "no temporary files: {names:?}");
        let name = std::path::Path::new(&names[0]);
        assert!(name.to_str().unwrap().starts_with("20261118T"), "{names:?}");
        assert_eq!(name.extension().unwrap(), "eml");
        assert_eq!(in_state(&world, EntryState::Done).await, 1);
    }
}

#[tokio::test]
async fn without_its_server_mail_waits() {
    let set =
        |config: &mut landinghub_services::Config| config.smtp_url = Some(Secret::new("smtp://127.0.0.1:9"));
    for world in worlds_with(set).await {
        world.register("mai@example.com").await;
        assert_eq!(outbox::run_once(&world.services).await.unwrap(), 1);
        assert_eq!(in_state(&world, EntryState::Pending).await, 1);
        assert!(!world.services.config.data_dir.join("outbox").exists());
    }
}

#[tokio::test]
async fn every_mail_exists_in_every_language() {
    use landinghub_services::mail::{Letter, Mail};
    let [world, _] = worlds().await;
    let letters = [
        Letter::Verify { token: "t".into() },
        Letter::ConfirmAddress { token: "t".into() },
        Letter::AddressChanging { new_email: "new@example.com".into() },
        Letter::Reset { token: "t".into() },
        Letter::PasswordChanged,
        Letter::SessionReused { device: "Firefox, Windows".into() },
    ];
    for locale in Locale::ALL {
        for letter in letters.clone() {
            let mail = Mail { to: "mai@example.com".into(), name: "Mai".into(), locale: *locale, letter };
            enqueue(&world, mail.message(&world.services).unwrap()).await;
        }
    }
    let mails = world.mails().await;
    assert_eq!(mails.len(), letters.len() * Locale::ALL.len());
    let html = mails.iter().filter(|mail| mail.contains("<html lang=\"th\">")).count();
    assert_eq!(html, letters.len());
    for mail in &mails {
        assert!(mail.lines().all(|line| line.len() <= 998), "RFC 5322, section 2.1.1");
    }
}
