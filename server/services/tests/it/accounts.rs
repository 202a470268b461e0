//! Registering, logging in, sessions, recovery, addresses.

use crate::support::{PASSWORD, World, at, problem, reading, worlds, worlds_with};
use futures::future::join_all;
use landinghub::Code;
use landinghub::account::{AccountStatus, Locale, Role};
use landinghub::api::admin::UserChange;
use landinghub::api::{
    EmailChange, ForgottenPassword, MailedToken, PasswordChange, PasswordReset, ProfileChange, Registration,
};
use landinghub_services::accounts::cookies::{self, Cookie};
use landinghub_services::accounts::{self, Grant, UserQuery};
use landinghub_services::{Caller, Slice, audit};

fn code<T>(result: Result<T, landinghub_services::Failure>) -> Option<Code> {
    problem(result).err().map(|problem| problem.code)
}

fn registration(name: &str, email: &str, password: &str) -> Registration {
    Registration { name: name.into(), email: email.into(), password: password.into(), admin_token: None }
}

async fn verify(world: &World, token: &str) -> Option<Code> {
    code(accounts::verify(&world.services, &at("192.0.2.1"), MailedToken { token: token.into() }).await)
}

async fn forgot(world: &World, caller: &Caller, email: &str) -> Option<Code> {
    world.pass(1);
    code(accounts::forgot_password(&world.services, caller, ForgottenPassword { email: email.into() }).await)
}

async fn reset(world: &World, token: &str, password: &str) -> Option<Code> {
    world.pass(1);
    let input = PasswordReset { token: token.into(), password: password.into() };
    code(accounts::reset_password(&world.services, &at("192.0.2.1"), input).await)
}

async fn refresh(world: &World, token: &str) -> Result<String, Code> {
    let renewal = problem(accounts::refresh(&world.services, &at("192.0.2.1"), token).await)
        .map_err(|problem| problem.code)?;
    Ok(renewal.refresh_token.expose().to_owned())
}

#[tokio::test]
async fn whoever_registers_is_logged_in_and_gets_a_verification_link() {
    for world in worlds().await {
        let caller = reading(at("192.0.2.1"), Locale::Vi);
        let input = registration("  Mai Nguyễn ", " Mai@Example.com ", PASSWORD);
        let grant = accounts::register(&world.services, &caller, input).await.unwrap();
        let user = &grant.answer.user;
        assert_eq!((user.name.as_str(), user.email.as_str()), ("Mai Nguyễn", "mai@example.com"));
        assert_eq!((user.role, user.email_verified, user.locale), (Role::User, false, Locale::Vi));
        assert_eq!((grant.answer.token_type.as_str(), grant.answer.expires_in), ("Bearer", 900));

        let caller = world.caller(&grant.answer.access_token).await;
        assert_eq!(accounts::me(&world.services, &caller).await.unwrap(), *user);

        let mails = world.mails_to("mai@example.com").await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains("Chào Mai Nguyễn,"), "in their language: {}", mails[0]);
        let token = world.token("mai@example.com", "/auth/verify").await;
        assert_eq!(token.len(), 26, "128 bits, and no character that programs leave out of a link");
        assert_eq!(verify(&world, &token).await, None);
        assert!(accounts::me(&world.services, &caller).await.unwrap().email_verified);
        let actor = accounts::authenticate(&world.services, &grant.answer.access_token).await.unwrap();
        assert!(actor.email_verified, "at once, though the session was looked up before");
        assert_eq!(verify(&world, &token).await, Some(Code::TokenInvalid), "once only");
        assert_eq!(verify(&world, "").await, Some(Code::TokenInvalid));
    }
}

#[tokio::test]
async fn a_verification_link_ends_after_a_day() {
    for world in worlds().await {
        world.register("mai@example.com").await;
        let token = world.token("mai@example.com", "/auth/verify").await;
        world.pass(86_400);
        assert_eq!(verify(&world, &token).await, Some(Code::TokenInvalid));
        let caller = world.caller(&world.login("mai@example.com").await.answer.access_token).await;
        accounts::resend_verification(&world.services, &caller).await.unwrap();
        let again = world.token("mai@example.com", "/auth/verify").await;
        assert_ne!(again, token);
        assert_eq!(verify(&world, &again).await, None);
        accounts::resend_verification(&world.services, &caller).await.unwrap();
        assert_eq!(world.mails().await.len(), 2, "nothing more to verify, nothing mailed");
    }
}

#[tokio::test]
async fn every_wrong_field_is_named_and_nothing_is_made() {
    for world in worlds().await {
        let caller = at("192.0.2.1");
        let wrong = accounts::register(&world.services, &caller, registration(" ", "mai@", "short")).await;
        let wrong = problem(wrong).unwrap_err();
        assert_eq!(wrong.code, Code::ValidationFailed);
        assert_eq!(wrong.fields.keys().collect::<Vec<_>>(), ["email", "name", "password"]);
        let common =
            accounts::register(&world.services, &caller, registration("M", "a@b.co", "Password1")).await;
        assert!(problem(common).unwrap_err().fields.contains_key("password"));
        for table in ["users", "sessions", "outbox", "mailed_tokens"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
    }
}

#[tokio::test]
async fn an_address_has_one_account_even_in_a_race() {
    for world in worlds().await {
        let one = |n: usize| {
            let services = world.services.clone();
            async move {
                let email = if n.is_multiple_of(2) { "mai@example.com" } else { "MAI@example.com" };
                problem(
                    accounts::register(&services, &at("192.0.2.1"), registration("M", email, PASSWORD)).await,
                )
            }
        };
        let all = join_all((0..6).map(one)).await;
        assert_eq!(all.iter().filter(|result| result.is_ok()).count(), 1);
        for problem in all.into_iter().filter_map(Result::err) {
            assert_eq!(problem.code, Code::EmailTaken);
        }
        assert_eq!(world.count("users").await, 1);
        assert_eq!(world.count("sessions").await, 1);
        assert_eq!(world.mails().await.len(), 1);
    }
}

#[tokio::test]
async fn registrations_from_one_network_are_limited() {
    for world in worlds_with(|config| assert!(config.limits.set("REGISTER_PREFIX", 2))).await {
        for n in 0..2 {
            world.register(&format!("mai{n}@example.com")).await;
        }
        let third = |ip| {
            accounts::register(&world.services, at_ref(ip), registration("M", "mai9@example.com", PASSWORD))
        };
        let refused = problem(third("192.0.2.200").await).unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (Code::RateLimited, Some(3600)));
        assert_eq!(world.count("users").await, 2);
        assert!(third("192.0.3.1").await.is_ok(), "another network");
    }
}

/// A caller that lives as long as the test.
fn at_ref(ip: &str) -> &'static Caller {
    Box::leak(Box::new(at(ip)))
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_look_the_same() {
    for world in worlds().await {
        world.register("mai@example.com").await;
        let caller = at("192.0.2.1");
        let wrong = world.login_as(&caller, "mai@example.com", "not the password").await.unwrap_err();
        for (email, password) in [
            ("nobody@example.com", PASSWORD),
            ("not an address", PASSWORD),
            ("", ""),
            ("mai@example.com", ""),
            ("mai@example.com", &"x".repeat(1000)),
        ] {
            assert_eq!(world.login_as(&caller, email, password).await.unwrap_err(), wrong, "{email}");
        }
        assert_eq!(wrong.code, Code::InvalidCredentials);
        assert!(world.login_as(&caller, " MAI@example.com", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn failed_logins_are_limited_by_account_and_network() {
    for world in worlds().await {
        world.register("mai@example.com").await;
        let (here, elsewhere) = (at("192.0.2.1"), at("198.51.100.1"));
        for _ in 0..12 {
            world.login_as(&here, "mai@example.com", PASSWORD).await.expect("logging in well isn't limited");
        }
        for _ in 0..10 {
            let wrong = world.login_as(&here, "mai@example.com", "wrong password").await.unwrap_err();
            assert_eq!(wrong.code, Code::InvalidCredentials);
        }
        let refused = world.login_as(&at("192.0.2.77"), "mai@example.com", PASSWORD).await.unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (Code::RateLimited, Some(900)));
        assert!(world.login_as(&elsewhere, "mai@example.com", PASSWORD).await.is_ok(), "another network");
        assert_eq!(
            world.login_as(&here, "lan@example.com", "x").await.unwrap_err().code,
            Code::InvalidCredentials
        );
        for _ in 0..10 {
            let _ = world.login_as(&elsewhere, "nobody@example.com", "x").await;
        }
        let unknown = world.login_as(&elsewhere, "nobody@example.com", "x").await.unwrap_err();
        assert_eq!(unknown.code, Code::RateLimited, "unknown addresses are counted as well");
        world.pass(900);
        assert!(world.login_as(&here, "mai@example.com", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn nobody_can_lock_somebody_else_out() {
    for world in worlds().await {
        let known = world.register("mai@example.com").await;
        for n in 0..50 {
            let _ = world.login_as(&at(&format!("198.51.{n}.1")), "mai@example.com", "wrong password").await;
        }
        let stranger = world.login_as(&at("203.0.113.1"), "mai@example.com", PASSWORD).await.unwrap_err();
        assert_eq!(stranger.code, Code::RateLimited);
        assert!(stranger.retry_after.is_some_and(|seconds| seconds <= 3600));
        let own = Caller { device: Some(known.device.clone()), ..at("203.0.113.1") };
        assert!(
            world.login_as(&own, "mai@example.com", PASSWORD).await.is_ok(),
            "a browser that was here before"
        );
        let forged = Caller { device: Some("A".repeat(43)), ..at("203.0.113.1") };
        assert!(world.login_as(&forged, "mai@example.com", PASSWORD).await.is_err());
        assert!(world.works(&known).await, "sessions go on");
        assert!(refresh(&world, known.refresh_token.expose()).await.is_ok());
        assert_eq!(forgot(&world, &at("203.0.113.1"), "mai@example.com").await, None);
        assert_eq!(world.mails_to("mai@example.com").await.len(), 2);
    }
}

#[tokio::test]
async fn a_refresh_token_is_replaced_and_its_parent_gets_the_same_successor() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        let first = grant.refresh_token.expose();
        let second = refresh(&world, first).await.unwrap();
        assert_ne!(second, first);
        world.pass(10);
        let (again, tokens) = (refresh(&world, first).await, world.count("refresh_tokens").await);
        assert_eq!(again.as_ref(), Ok(&second), "another tab");
        assert_eq!(tokens, 2, "and no third token");
        let third = refresh(&world, &second).await.unwrap();
        assert!(world.works(&grant).await);

        assert_eq!(refresh(&world, first).await, Err(Code::SessionEnded), "a grandparent, however young");
        assert_eq!(refresh(&world, &third).await, Err(Code::SessionEnded), "the family has ended");
        assert!(!world.works(&grant).await, "access as well, at once");
        assert_eq!(refresh(&world, first).await, Err(Code::SessionEnded));
        let told = world.mails_to("mai@example.com").await;
        assert_eq!(told.len(), 2, "verification, and one word about the reuse");
        assert!(told[1].contains("We logged you out for safety"));
    }
}

#[tokio::test]
async fn a_parent_is_too_old_after_ten_seconds() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        let other = world.login("mai@example.com").await;
        let second = refresh(&world, grant.refresh_token.expose()).await.unwrap();
        world.pass(11);
        assert_eq!(refresh(&world, grant.refresh_token.expose()).await, Err(Code::SessionEnded));
        assert_eq!(refresh(&world, &second).await, Err(Code::SessionEnded));
        assert!(world.works(&other).await, "another session has nothing to do with it");
        assert_eq!(refresh(&world, "no token of ours").await, Err(Code::SessionEnded));
    }
}

#[tokio::test]
async fn tabs_that_refresh_at_once_agree() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        let all = join_all((0..8).map(|_| refresh(&world, grant.refresh_token.expose()))).await;
        let first = all[0].clone().unwrap();
        assert!(all.iter().all(|token| token.as_ref() == Ok(&first)));
        assert_eq!(world.count("refresh_tokens").await, 2);
        assert!(world.works(&grant).await);
    }
}

#[tokio::test]
async fn sessions_end_after_a_week_unused_and_a_month_in_all() {
    for world in worlds().await {
        let idle = world.register("mai@example.com").await;
        let used = world.login("mai@example.com").await;
        let mut token = used.refresh_token.expose().to_owned();
        for _ in 0..4 {
            world.pass(6 * 86_400);
            token = refresh(&world, &token).await.expect("used within a week");
        }
        assert_eq!(refresh(&world, idle.refresh_token.expose()).await, Err(Code::SessionEnded));
        world.pass(6 * 86_400);
        assert_eq!(refresh(&world, &token).await, Err(Code::SessionEnded), "30 days");
        assert_eq!(world.mails().await.len(), 1, "nobody is told about what simply ended");
        world.pass(8 * 86_400);
        assert!(accounts::forget_expired(&world.services).await.unwrap() >= 2);
        assert_eq!(world.count("refresh_tokens").await, 0);
    }
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once() {
    for world in worlds().await {
        let (a, b) = (world.register("mai@example.com").await, world.login("mai@example.com").await);
        let caller = world.caller(&a.answer.access_token).await;
        accounts::logout(&world.services, &caller, None).await.unwrap();
        assert!(!world.works(&a).await);
        assert_eq!(refresh(&world, a.refresh_token.expose()).await, Err(Code::SessionEnded));
        assert!(world.works(&b).await);
        accounts::logout(&world.services, &at("192.0.2.1"), Some(b.refresh_token.expose())).await.unwrap();
        assert!(!world.works(&b).await);
        accounts::logout(&world.services, &at("192.0.2.1"), None).await.expect("nothing to end");
        accounts::logout(&world.services, &at("192.0.2.1"), Some("nonsense")).await.expect("nothing to end");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_reset_once_and_ends_all_sessions() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        assert_eq!(forgot(&world, &at("192.0.2.1"), "Mai@example.com").await, None);
        let token = world.token("mai@example.com", "/auth/reset").await;
        assert_eq!(reset(&world, &token, "short").await, Some(Code::ValidationFailed));
        assert_eq!(
            reset(&world, &token, "password1").await,
            Some(Code::ValidationFailed),
            "the token stays good"
        );
        assert_eq!(reset(&world, "wrong", "another good one").await, Some(Code::TokenInvalid));
        assert!(world.works(&grant).await);
        assert_eq!(reset(&world, &token, "another good one").await, None);
        assert_eq!(reset(&world, &token, "yet another good one").await, Some(Code::TokenInvalid));
        assert!(!world.works(&grant).await);
        assert_eq!(refresh(&world, grant.refresh_token.expose()).await, Err(Code::SessionEnded));
        assert!(world.login_as(&at("192.0.2.1"), "mai@example.com", PASSWORD).await.is_err());
        assert!(world.login_as(&at("192.0.2.1"), "mai@example.com", "another good one").await.is_ok());
        let told = world.mails_to("mai@example.com").await;
        assert!(told.last().unwrap().contains("Your password was changed"));
    }
}

#[tokio::test]
async fn a_reset_link_ends_after_ten_minutes_and_of_two_requests_one_wins() {
    for world in worlds().await {
        world.register("mai@example.com").await;
        forgot(&world, &at("192.0.2.1"), "mai@example.com").await;
        let old = world.token("mai@example.com", "/auth/reset").await;
        world.pass(600);
        assert_eq!(reset(&world, &old, "another good one").await, Some(Code::TokenInvalid));
        forgot(&world, &at("192.0.2.1"), "mai@example.com").await;
        let token = world.token("mai@example.com", "/auth/reset").await;
        let results = join_all((0..4).map(|n| {
            let (world, token) = (&world, &token);
            async move { reset(world, token, &format!("another good one {n}")).await }
        }))
        .await;
        assert_eq!(results.iter().filter(|result| result.is_none()).count(), 1, "{results:?}");
    }
}

#[tokio::test]
async fn asking_for_a_reset_never_tells_whether_there_is_an_account() {
    for world in worlds().await {
        world.register("mai@example.com").await;
        world.mails().await;
        let rows = (world.count("mailed_tokens").await, world.count("outbox").await);
        for (n, email) in
            ["mai@example.com", "nobody@example.com", "not an address", ""].into_iter().enumerate()
        {
            assert_eq!(forgot(&world, &at("192.0.2.1"), email).await, None, "{email}");
            let n = i64::try_from(n).unwrap() + 1;
            let now = (world.count("mailed_tokens").await, world.count("outbox").await);
            assert_eq!(now, (rows.0 + n, rows.1 + n), "the same writes for {email:?}");
        }
        assert_eq!(world.mails().await.len(), 2, "the registration's, and one reset");
        for _ in 0..6 {
            assert_eq!(forgot(&world, &at("192.0.2.1"), "mai@example.com").await, None);
        }
        assert_eq!(world.mails().await.len(), 6, "five an hour, silently");
        for _ in 0..20 {
            forgot(&world, &at("192.0.2.1"), "nobody@example.com").await;
        }
        assert_eq!(forgot(&world, &at("192.0.2.1"), "nobody@example.com").await, Some(Code::RateLimited));
        assert_eq!(forgot(&world, &at("192.0.2.1"), "mai@example.com").await, Some(Code::RateLimited));
    }
}

#[tokio::test]
async fn changing_the_password_needs_the_present_one_and_ends_other_sessions() {
    for world in worlds().await {
        let (a, b) = (world.register("mai@example.com").await, world.login("mai@example.com").await);
        let caller = world.caller(&a.answer.access_token).await;
        let change = |current: &str, password: &str| {
            world.pass(1);
            let input = PasswordChange { current_password: current.into(), password: password.into() };
            let (services, caller) = (world.services.clone(), caller.clone());
            async move { problem(accounts::change_password(&services, &caller, input).await) }
        };
        let wrong = change("wrong password", "another good one").await.unwrap_err();
        assert_eq!(wrong.code, Code::InvalidCredentials);
        assert!(wrong.fields.contains_key("current_password"));
        assert_eq!(change(PASSWORD, "short").await.unwrap_err().code, Code::ValidationFailed);
        forgot(&world, &at("192.0.2.1"), "mai@example.com").await;
        let token = world.token("mai@example.com", "/auth/reset").await;
        assert!(world.works(&b).await);
        change(PASSWORD, "another good one").await.unwrap();
        assert!(world.works(&a).await);
        assert!(!world.works(&b).await);
        assert_eq!(
            reset(&world, &token, "an attacker's").await,
            Some(Code::TokenInvalid),
            "links from before"
        );
        assert!(
            world.mails_to("mai@example.com").await.last().unwrap().contains("Your password was changed")
        );
        let anonymous =
            accounts::change_password(&world.services, &at("192.0.2.1"), PasswordChange::default()).await;
        assert_eq!(code(anonymous), Some(Code::Unauthenticated));
    }
}

#[tokio::test]
async fn a_new_address_counts_once_it_is_verified_and_the_old_one_is_told() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        world.register("lan@example.com").await;
        let caller = world.caller(&grant.answer.access_token).await;
        let change = |password: &str, email: &str| {
            world.pass(1);
            let input = EmailChange { current_password: password.into(), email: email.into() };
            let (services, caller) = (world.services.clone(), caller.clone());
            async move { code(accounts::change_email(&services, &caller, input).await) }
        };
        assert_eq!(change("wrong password", "new@example.com").await, Some(Code::InvalidCredentials));
        assert_eq!(change(PASSWORD, "lan@example.com").await, Some(Code::EmailTaken));
        assert_eq!(change(PASSWORD, "mai@example.com").await, Some(Code::ValidationFailed));
        assert_eq!(change(PASSWORD, "new@").await, Some(Code::ValidationFailed));
        assert_eq!(world.mails().await.len(), 2, "nothing mailed so far");

        assert_eq!(change(PASSWORD, "new@example.com").await, None);
        let told = world.mails_to("mai@example.com").await;
        assert!(told.last().unwrap().contains("new@example.com"), "the old address is told");
        assert_eq!(accounts::me(&world.services, &caller).await.unwrap().email, "mai@example.com");
        forgot(&world, &at("192.0.2.1"), "mai@example.com").await;
        let reset_token = world.token("mai@example.com", "/auth/reset").await;
        let token = world.token("new@example.com", "/auth/verify").await;
        assert_eq!(verify(&world, &token).await, None);
        let me = accounts::me(&world.services, &caller).await.unwrap();
        assert_eq!((me.email.as_str(), me.email_verified), ("new@example.com", true));
        assert_eq!(reset(&world, &reset_token, "an attacker's").await, Some(Code::TokenInvalid));
        assert!(world.login_as(&at("192.0.2.1"), "mai@example.com", PASSWORD).await.is_err());
        assert!(world.login_as(&at("192.0.2.1"), "new@example.com", PASSWORD).await.is_ok());

        assert_eq!(change(PASSWORD, "late@example.com").await, None);
        let late = world.token("late@example.com", "/auth/verify").await;
        world.register("late@example.com").await;
        assert_eq!(verify(&world, &late).await, Some(Code::TokenInvalid), "somebody else has it meanwhile");
        assert_eq!(accounts::me(&world.services, &caller).await.unwrap().email, "new@example.com");
    }
}

#[tokio::test]
async fn a_profile_is_changed_in_parts() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        let caller = world.caller(&grant.answer.access_token).await;
        let change = ProfileChange { locale: Some("th".into()), ..ProfileChange::default() };
        let user = accounts::update_profile(&world.services, &caller, change).await.unwrap();
        assert_eq!((user.name.as_str(), user.locale), ("Mai", Locale::Th));
        let change = ProfileChange {
            name: Some(String::new()),
            locale: Some("xx".into()),
            theme: Some("pink".into()),
        };
        let wrong = problem(accounts::update_profile(&world.services, &caller, change).await).unwrap_err();
        assert_eq!(wrong.fields.keys().collect::<Vec<_>>(), ["locale", "name", "theme"]);
        assert_eq!(accounts::me(&world.services, &caller).await.unwrap(), user);
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    for world in worlds().await {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let a = world.register("mai@example.com").await;
        world.pass(1);
        let browser = Caller { user_agent: chrome.into(), ..at("::ffff:198.51.100.7") };
        let b = world.login_as(&browser, "mai@example.com", PASSWORD).await.unwrap();
        let lan = world.register("lan@example.com").await;
        let mai = world.caller(&a.answer.access_token).await;
        let list = accounts::list_sessions(&world.services, &mai, &Slice::default()).await.unwrap();
        let seen: Vec<_> = list.items.iter().map(|s| (s.device.as_str(), s.ip.as_str(), s.current)).collect();
        assert_eq!(seen, [("Chrome, Linux", "198.51.100.7", false), ("", "192.0.2.1", true)]);
        assert_eq!(list.next_cursor, None);

        let one = Slice { limit: Some(1), cursor: None };
        let first = accounts::list_sessions(&world.services, &mai, &one).await.unwrap();
        let rest = Slice { limit: Some(1), cursor: first.next_cursor.clone() };
        let second = accounts::list_sessions(&world.services, &mai, &rest).await.unwrap();
        assert_eq!([&first.items[0].id, &second.items[0].id], [&list.items[0].id, &list.items[1].id]);
        assert_eq!(second.next_cursor, None);

        let lan = world.caller(&lan.answer.access_token).await;
        let id = &list.items[0].id;
        assert_eq!(code(accounts::end_session(&world.services, &lan, id).await), Some(Code::NotFound));
        assert_eq!(code(accounts::end_session(&world.services, &lan, "missing").await), Some(Code::NotFound));
        assert!(world.works(&b).await);
        accounts::end_session(&world.services, &mai, id).await.unwrap();
        assert!(!world.works(&b).await);
        assert_eq!(code(accounts::end_session(&world.services, &mai, id).await), Some(Code::NotFound));
        let list = accounts::list_sessions(&world.services, &mai, &Slice::default()).await.unwrap();
        assert_eq!(list.items.len(), 1);
    }
}

#[tokio::test]
async fn a_suspended_account_is_shut_at_once() {
    for world in worlds().await {
        let mai = world.register("mai@example.com").await;
        let created =
            accounts::create_admin(&world.services, "boss@example.com", "Boss", PASSWORD).await.unwrap();
        assert_eq!((created.role, created.email_verified), (Role::Admin, true));
        let again = accounts::create_admin(&world.services, "boss@example.com", "Boss", PASSWORD).await;
        assert_eq!(code(again), Some(Code::EmailTaken));
        let boss = world.caller(&world.login("boss@example.com").await.answer.access_token).await;
        let id = mai.answer.user.id.clone();
        let own = world.caller(&mai.answer.access_token).await;
        let suspend = UserChange { status: Some(AccountStatus::Suspended), role: None };
        for (caller, target, expected) in [
            (&own, id.as_str(), Code::Forbidden),
            (&boss, "missing", Code::NotFound),
            (&boss, created.id.as_str(), Code::Conflict),
        ] {
            let refused = accounts::change_user(&world.services, caller, target, suspend).await;
            assert_eq!(code(refused), Some(expected), "{target}");
        }
        assert!(world.works(&mai).await);

        let closed = accounts::change_user(&world.services, &boss, &id, suspend).await.unwrap();
        assert_eq!(closed.status, AccountStatus::Suspended);
        assert!(!world.works(&mai).await);
        assert_eq!(refresh(&world, mai.refresh_token.expose()).await, Err(Code::SessionEnded));
        let login = |password: &'static str| {
            let world = &world;
            async move { world.login_as(&at("192.0.2.1"), "mai@example.com", password).await.unwrap_err().code }
        };
        assert_eq!(login(PASSWORD).await, Code::Suspended);
        assert_eq!(login("wrong password").await, Code::InvalidCredentials, "strangers aren't told");
        assert_eq!(forgot(&world, &at("192.0.2.1"), "mai@example.com").await, None);
        assert_eq!(world.mails_to("mai@example.com").await.len(), 1, "no reset for it");
        let reinstate = UserChange { status: Some(AccountStatus::Active), role: None };
        accounts::change_user(&world.services, &boss, &id, reinstate).await.unwrap();
        assert!(world.login_as(&at("192.0.2.1"), "mai@example.com", PASSWORD).await.is_ok());
        assert_eq!(world.count("audit").await, 3);
    }
}

#[tokio::test]
async fn the_first_admins_link_works_once() {
    for world in worlds().await {
        let token = accounts::first_admin_token(&world.services).await.unwrap().expect("no admin yet");
        assert_eq!(
            accounts::first_admin_token(&world.services).await.unwrap().as_ref(),
            Some(&token),
            "until it's used"
        );
        let with = |email: &str, token: &str| {
            let input =
                Registration { admin_token: Some(token.into()), ..registration("Mai", email, PASSWORD) };
            let services = world.services.clone();
            async move { accounts::register(&services, &at("192.0.2.1"), input).await }
        };
        assert_eq!(code(with("mai@example.com", "wrong").await), Some(Code::TokenInvalid));
        assert_eq!(world.count("users").await, 0);
        let all =
            join_all((0..4).map(|n| with(Box::leak(format!("mai{n}@example.com").into_boxed_str()), &token)))
                .await;
        let admins: Vec<Grant> = all.into_iter().filter_map(Result::ok).collect();
        assert_eq!(admins.len(), 1, "of four at once");
        assert_eq!(admins[0].answer.user.role, Role::Admin);
        assert_eq!(world.count("users").await, 1);
        assert_eq!(accounts::first_admin_token(&world.services).await.unwrap(), None);
        assert_eq!(code(with("late@example.com", &token).await), Some(Code::TokenInvalid));
    }
}

#[tokio::test]
async fn cookies_are_named_and_guarded_by_the_scheme() {
    let [world, _] = worlds_with(|config| config.base_url = "https://app.example.com".parse().unwrap()).await;
    let grant = world.register("mai@example.com").await;
    let config = &world.services.config;
    let set = cookies::signed_in(config, &grant);
    let access = &grant.answer.access_token;
    assert_eq!(
        set[0],
        format!("__Host-lh_access={access}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure")
    );
    assert!(
        set[1].starts_with("__Host-lh_refresh=") && set[1].ends_with("; HttpOnly; SameSite=Strict; Secure")
    );
    assert!(cookies::signed_out(config)[1].starts_with("__Host-lh_refresh=; Path=/; Max-Age=0;"));
    let [world, _] = worlds().await;
    let config = &world.services.config;
    let set = cookies::signed_in(config, &grant);
    assert_eq!(set[0], format!("lh_access={access}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax"));
    assert_eq!(Cookie::Access.find(config, "xlh_access=1; lh_access=2;lh_access=3"), Some("2"));
    assert_eq!(Cookie::Refresh.find(config, "lh_access=2"), None);
}

#[tokio::test]
async fn admins_find_people_and_give_roles() {
    for world in worlds().await {
        let dang = world.register("dang@example.com").await;
        let input = ProfileChange { name: Some("Đặng Thu Thảo".into()), ..ProfileChange::default() };
        let own = world.caller(&dang.answer.access_token).await;
        accounts::update_profile(&world.services, &own, input).await.unwrap();
        world.register("other@example.com").await;
        accounts::create_admin(&world.services, "boss@example.com", "Boss", PASSWORD).await.unwrap();
        let boss = world.caller(&world.login("boss@example.com").await.answer.access_token).await;
        let found = async |query: UserQuery| {
            let list = accounts::list_users(&world.services, &boss, &query).await.unwrap();
            list.items.into_iter().map(|it| it.user.email).collect::<Vec<_>>()
        };
        let words = |q: &str| UserQuery { q: Some(q.into()), ..UserQuery::default() };
        assert_eq!(found(words("dang thu")).await, ["dang@example.com"]);
        assert_eq!(found(words("OTHER@")).await, ["other@example.com"]);
        assert_eq!(found(words("%")).await, [""; 0]);
        assert_eq!(
            found(UserQuery { role: Some("admin".into()), ..UserQuery::default() }).await,
            ["boss@example.com"]
        );
        assert_eq!(
            found(UserQuery { status: Some("suspended".into()), ..UserQuery::default() }).await,
            [""; 0]
        );
        let strange = UserQuery { role: Some("king".into()), ..UserQuery::default() };
        assert_eq!(
            code(accounts::list_users(&world.services, &boss, &strange).await),
            Some(Code::ValidationFailed)
        );
        assert_eq!(
            code(accounts::list_users(&world.services, &own, &words("")).await),
            Some(Code::Forbidden)
        );
        // Slices follow each other without gap or overlap.
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let query = UserQuery { slice: Slice { limit: Some(1), cursor }, ..UserQuery::default() };
            let list = accounts::list_users(&world.services, &boss, &query).await.unwrap();
            seen.extend(list.items.into_iter().map(|it| it.user.email));
            cursor = list.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        seen.sort();
        assert_eq!(seen, ["boss@example.com", "dang@example.com", "other@example.com"]);

        let seller = UserChange { role: Some(Role::Seller), status: None };
        let id = dang.answer.user.id.clone();
        accounts::change_user(&world.services, &boss, &id, seller).await.unwrap();
        accounts::change_user(&world.services, &boss, &id, seller).await.unwrap();
        let now = world.caller(&dang.answer.access_token).await;
        assert_eq!(now.actor.unwrap().role, Role::Seller, "at once, with the same token");
        let log = audit::list(&world.services, &boss, Some("user.role"), &Slice::default()).await.unwrap();
        assert_eq!(log.items.len(), 1, "the second time changed nothing");
        assert_eq!(
            (log.items[0].actor.name.as_str(), log.items[0].action.as_str(), &log.items[0].target),
            ("Boss", "user.role", &id)
        );
        assert_eq!(log.items[0].detail, serde_json::json!({"from": "user", "to": "seller"}));
        assert_eq!(
            code(audit::list(&world.services, &own, None, &Slice::default()).await),
            Some(Code::Forbidden)
        );
    }
}
