//! Accounts, sessions, mailed tokens, settings and the outbox.

use futures::future::join_all;
use landinghub::Timestamp;
use landinghub::account::{AccountStatus, Locale, Role, Theme};
use landinghub_store::accounts::{self, NewAccount};
use landinghub_store::outbox::{self, NewEntry};
use landinghub_store::sessions::{self, NewSession};
use landinghub_store::tokens::{self, NewToken, TokenKind};
use landinghub_store::{Conn, Error, Store, settings, testing};
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp(1_795_000_000_000_000);

/// A write of one store function.
macro_rules! write {
    ($store:expr, |$tx:ident| $body:expr) => {
        $store.write(move |mut $tx: Conn<'_>| Box::pin(async move { $body.await })).await
    };
}

fn account(id: &str, email: &str) -> NewAccount {
    NewAccount {
        id: id.into(),
        email: email.into(),
        email_verified_at: None,
        name: "Mai".into(),
        password_hash: "$argon2id$".into(),
        role: Role::User,
        locale: Locale::Vi,
        created_at: NOW,
    }
}

fn session(id: &str, user_id: &str, created_at: Timestamp) -> NewSession {
    NewSession {
        id: id.into(),
        user_id: user_id.into(),
        user_agent: "test".into(),
        ip: "192.0.2.1".into(),
        created_at,
        expires_at: created_at.plus_seconds(86_400 * 30),
    }
}

async fn with_account(store: &Store, id: &'static str, email: &'static str) {
    write!(store, |tx| accounts::insert(&mut tx, &account(id, email))).unwrap();
}

#[tokio::test]
async fn accounts_are_found_as_they_were_written() {
    for t in testing::both().await {
        with_account(&t.store, "u1", "mai@example.com").await;
        let taken =
            write!(t.store, |tx| accounts::insert(&mut tx, &account("u2", "mai@example.com"))).unwrap_err();
        assert!(taken.breaks("users_email"), "{taken:?}");
        let mut reader = t.store.read().await.unwrap();
        let mut conn = reader.conn();
        let found = accounts::find(&mut conn, "u1").await.unwrap().unwrap();
        assert_eq!(accounts::find_by_email(&mut conn, "mai@example.com").await.unwrap(), Some(found.clone()));
        assert_eq!((found.role, found.status, found.locale), (Role::User, AccountStatus::Active, Locale::Vi));
        assert_eq!((found.theme, found.created_at, found.avatar_url), (Theme::System, NOW, None));
        assert_eq!(accounts::find(&mut conn, "u2").await.unwrap(), None);
        assert_eq!(accounts::count_admins(&mut conn).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_profile_keeps_what_is_not_given() {
    for t in testing::both().await {
        with_account(&t.store, "u1", "mai@example.com").await;
        let changed =
            write!(t.store, |tx| accounts::update_profile(&mut tx, "u1", None, None, Some(Theme::Dark), NOW));
        let changed = changed.unwrap().unwrap();
        assert_eq!((changed.name.as_str(), changed.locale, changed.theme), ("Mai", Locale::Vi, Theme::Dark));
        let missing =
            write!(t.store, |tx| accounts::update_profile(&mut tx, "u9", Some("X"), None, None, NOW));
        assert_eq!(missing.unwrap(), None);
    }
}

#[tokio::test]
async fn an_address_is_verified_only_while_it_is_the_accounts() {
    for t in testing::both().await {
        with_account(&t.store, "u1", "mai@example.com").await;
        assert!(
            !write!(t.store, |tx| accounts::mark_verified(&mut tx, "u1", "old@example.com", NOW)).unwrap()
        );
        assert!(
            write!(t.store, |tx| accounts::mark_verified(&mut tx, "u1", "mai@example.com", NOW)).unwrap()
        );
        let later = NOW.plus_seconds(9);
        assert!(
            write!(t.store, |tx| accounts::mark_verified(&mut tx, "u1", "mai@example.com", later)).unwrap()
        );
        let found = accounts::find(&mut t.store.read().await.unwrap().conn(), "u1").await.unwrap().unwrap();
        assert_eq!(found.email_verified_at, Some(NOW), "the first time counts");
    }
}

#[tokio::test]
async fn a_token_is_replaced_by_one_of_many() {
    for t in testing::both().await {
        with_account(&t.store, "u1", "mai@example.com").await;
        write!(t.store, |tx| sessions::insert(&mut tx, &session("s1", "u1", NOW))).unwrap();
        write!(t.store, |tx| sessions::insert_token(&mut tx, b"first", "s1", None, NOW)).unwrap();
        let attempts = (0..6).map(|_| async {
            write!(t.store, |tx| sessions::replace_token(&mut tx, b"first", NOW)).unwrap()
        });
        assert_eq!(join_all(attempts).await.into_iter().filter(|won| *won).count(), 1);
        write!(t.store, |tx| sessions::insert_token(&mut tx, b"second", "s1", Some(b"first"), NOW)).unwrap();
        let find = async |hash: &[u8]| {
            sessions::find_token(&mut t.store.read().await.unwrap().conn(), hash).await.unwrap()
        };
        assert!(find(b"first").await.unwrap().has_live_child);
        assert_eq!(find(b"second").await.unwrap().replaced_at, None);
        write!(t.store, |tx| sessions::replace_token(&mut tx, b"second", NOW)).unwrap();
        assert!(!find(b"first").await.unwrap().has_live_child);
        assert_eq!(find(b"third").await, None);
    }
}

#[tokio::test]
async fn ended_expired_and_unused_sessions_are_not_listed() {
    for t in testing::both().await {
        with_account(&t.store, "u1", "mai@example.com").await;
        with_account(&t.store, "u2", "lan@example.com").await;
        for (id, user, at) in
            [("a", "u1", 0), ("b", "u1", 5), ("c", "u1", 5), ("d", "u2", 5), ("old", "u1", -8 * 86_400)]
        {
            write!(t.store, |tx| sessions::insert(&mut tx, &session(id, user, NOW.plus_seconds(at))))
                .unwrap();
        }
        let ids = async |before: (Timestamp, &str)| {
            let (now, idle) = (NOW.plus_seconds(10), NOW.plus_seconds(-7 * 86_400));
            let mut reader = t.store.read().await.unwrap();
            let rows = sessions::list(&mut reader.conn(), "u1", now, idle, before, 10).await.unwrap();
            rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(ids((Timestamp(i64::MAX), "")).await, ["c", "b", "a"]);
        assert_eq!(ids((NOW.plus_seconds(5), "c")).await, ["b", "a"]);
        assert!(!write!(t.store, |tx| sessions::end_own(&mut tx, "d", "u1", NOW)).unwrap(), "another's");
        assert!(write!(t.store, |tx| sessions::end_own(&mut tx, "b", "u1", NOW)).unwrap());
        assert_eq!(ids((Timestamp(i64::MAX), "")).await, ["c", "a"]);
        let mut ended = write!(t.store, |tx| sessions::end_all(&mut tx, "u1", Some("a"), NOW)).unwrap();
        ended.sort();
        assert_eq!(ended, ["c", "old"]);
        let live = sessions::live_ids(&mut t.store.read().await.unwrap().conn(), "u1").await.unwrap();
        assert_eq!(live, ["a"]);
    }
}

#[tokio::test]
async fn a_mailed_token_is_taken_once_while_it_is_good() {
    for t in testing::both().await {
        with_account(&t.store, "u1", "mai@example.com").await;
        let token = |hash: &[u8], user_id: Option<&str>| NewToken {
            hash: hash.to_vec(),
            user_id: user_id.map(str::to_owned),
            kind: TokenKind::Reset,
            email: "mai@example.com".into(),
            created_at: NOW,
            expires_at: NOW.plus_seconds(600),
        };
        for new in [token(b"good", Some("u1")), token(b"late", Some("u1")), token(b"decoy", None)] {
            write!(t.store, |tx| tokens::insert(&mut tx, &new)).unwrap();
        }
        let take = async |hash: &'static [u8], kind: TokenKind, at: Timestamp| {
            write!(t.store, |tx| tokens::take(&mut tx, hash, kind, at)).unwrap()
        };
        assert_eq!(take(b"good", TokenKind::Verify, NOW).await, None, "another kind");
        assert_eq!(take(b"late", TokenKind::Reset, NOW.plus_seconds(600)).await, None);
        assert_eq!(take(b"decoy", TokenKind::Reset, NOW).await, None);
        let takes = join_all((0..6).map(|_| take(b"good", TokenKind::Reset, NOW))).await;
        assert_eq!(takes.into_iter().flatten().count(), 1);
        assert_eq!(write!(t.store, |tx| tokens::forget(&mut tx, NOW.plus_seconds(601))).unwrap(), 2);
    }
}

#[tokio::test]
async fn a_setting_is_made_once() {
    for t in testing::both().await {
        let attempts = (0..6).map(|n| {
            let value = n.to_string();
            let store = &t.store;
            async move { write!(store, |tx| settings::insert_once(&mut tx, "k", &value)).unwrap() }
        });
        assert_eq!(join_all(attempts).await.into_iter().filter(|won| *won).count(), 1);
        assert!(settings::get(&mut t.store.read().await.unwrap().conn(), "k").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn claims_never_overlap_and_a_lost_lease_changes_nothing() {
    for t in testing::both().await {
        for n in 0..20_i64 {
            let entry = NewEntry {
                id: format!("e{n:02}"),
                kind: "mail",
                payload: "{}".into(),
                dedup_key: format!("e{n:02}"),
                due_at: NOW.plus_seconds(n),
                created_at: NOW,
            };
            assert!(write!(t.store, |tx| outbox::insert(&mut tx, &entry)).unwrap());
        }
        let (now, lease) = (NOW.plus_seconds(9), NOW.plus_seconds(100));
        let claim = async || write!(t.store, |tx| outbox::claim(&mut tx, now, lease, 3)).unwrap();
        let claimed: Vec<_> = join_all((0..5).map(|_| claim())).await.into_iter().flatten().collect();
        let ids: BTreeSet<_> = claimed.iter().map(|row| row.id.clone()).collect();
        assert_eq!((claimed.len(), ids.len()), (10, 10), "those that are due, each once");
        assert!(claimed.iter().all(|row| row.attempts == 1));

        let stale = NOW.plus_seconds(99);
        assert!(!write!(t.store, |tx| outbox::done(&mut tx, "e00", stale, now)).unwrap());
        assert!(write!(t.store, |tx| outbox::done(&mut tx, "e00", lease, now)).unwrap());
        assert!(
            !write!(t.store, |tx| outbox::retry(&mut tx, "e00", lease, now, "late")).unwrap(),
            "done is done"
        );
        assert!(write!(t.store, |tx| outbox::retry(&mut tx, "e01", lease, now, "why")).unwrap());
        let again = claim().await;
        assert_eq!(again.iter().map(|row| (row.id.as_str(), row.attempts)).collect::<Vec<_>>(), [("e01", 2)]);
    }
}

#[tokio::test]
async fn a_session_needs_an_account() {
    for t in testing::both().await {
        let orphan =
            write!(t.store, |tx| sessions::insert(&mut tx, &session("s1", "nobody", NOW))).unwrap_err();
        assert!(matches!(orphan, Error::ForeignKey), "{orphan:?}");
    }
}
