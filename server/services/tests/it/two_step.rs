//! Codes at login: how long keys and challenges live, what switching on and off takes, and who is told.

use crate::support::{PASSWORD, World, at, problem, worlds};
use hmac::{Hmac, KeyInit, Mac};
use landinghub::api::security::{TotpConfirmation, TotpProof};
use landinghub::api::{Credentials, PasswordChange};
use landinghub::{Code, Problem};
use landinghub_services::accounts::{self, Grant};
use landinghub_services::{Caller, Failure};

const MAI: &str = "mai@example.com";

/// What an authenticator shows for a key at the world's moment.
fn shown(world: &World, secret: &str) -> String {
    let key = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let step = world.services.now().unix_seconds() / 30;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().unwrap() & 15);
    let four: [u8; 4] = digest.get(offset..offset + 4).unwrap().try_into().unwrap();
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

fn code<T>(result: Result<T, Failure>) -> Option<Code> {
    problem(result).err().map(|problem| problem.code)
}

async fn key(world: &World, caller: &Caller) -> String {
    accounts::totp(&world.services, caller).await.unwrap().secret.expect("codes are off")
}

async fn confirm(
    world: &World,
    caller: &Caller,
    code: &str,
    password: Option<&str>,
) -> Result<usize, Problem> {
    let input = TotpConfirmation { code: code.into(), current_password: password.map(Into::into) };
    problem(accounts::confirm_totp(&world.services, caller, input).await).map(|on| on.recovery_codes.len())
}

async fn login(world: &World, change: impl FnOnce(&mut Credentials)) -> Result<Grant, Problem> {
    let mut input = Credentials { email: MAI.into(), password: PASSWORD.into(), ..Credentials::default() };
    change(&mut input);
    problem(accounts::login(&world.services, &at("192.0.2.1"), input).await)
}

async fn challenge(world: &World) -> String {
    let asked = login(world, |_| {}).await.expect_err("a code is asked for");
    assert_eq!(asked.code, Code::CodeRequired);
    asked.extra.unwrap().get("challenge").and_then(|text| text.as_str()).unwrap().to_owned()
}

/// Somebody who has just registered and switched codes on: their key.
async fn switched_on(world: &World) -> (Caller, String) {
    let caller = world.caller(&world.register(MAI).await.answer.access_token).await;
    let secret = key(world, &caller).await;
    assert_eq!(confirm(world, &caller, &shown(world, &secret), None).await, Ok(10));
    (caller, secret)
}

#[tokio::test]
async fn a_key_waits_an_hour_and_is_another_one_for_another_session() {
    for world in worlds().await {
        let caller = world.caller(&world.register(MAI).await.answer.access_token).await;
        let other = world.caller(&world.login(MAI).await.answer.access_token).await;
        let secret = key(&world, &caller).await;
        assert_ne!(secret, key(&world, &other).await, "whoever has stolen one session doesn't know the key");
        assert_eq!(world.count("two_step").await, 0, "looking writes nothing");
        world.pass(3600);
        assert_ne!(secret, key(&world, &caller).await, "what was seen long ago is no use");
        let late = shown(&world, &secret);
        assert_eq!(
            confirm(&world, &caller, &late, Some(PASSWORD)).await,
            Ok(10),
            "who has scanned it goes on"
        );
        assert_eq!(world.count("recovery_codes").await, 10);
    }
    for world in worlds().await {
        let caller = world.caller(&world.register(MAI).await.answer.access_token).await;
        let secret = key(&world, &caller).await;
        world.pass(7200);
        let late = confirm(&world, &caller, &shown(&world, &secret), Some(PASSWORD)).await;
        assert_eq!(late.expect_err("too late").code, Code::ValidationFailed);
        assert_eq!(world.count("two_step").await, 0);
    }
}

#[tokio::test]
async fn an_old_session_needs_the_password_to_switch_them_on_or_off() {
    for world in worlds().await {
        let caller = world.caller(&world.register(MAI).await.answer.access_token).await;
        world.pass(601);
        let secret = key(&world, &caller).await;
        let refused =
            confirm(&world, &caller, &shown(&world, &secret), None).await.expect_err("too long ago");
        assert_eq!(refused.code, Code::InvalidCredentials);
        assert!(refused.fields.contains_key("current_password"));
        assert!(confirm(&world, &caller, &shown(&world, &secret), Some("another")).await.is_err());
        assert_eq!(world.count("two_step").await, 0);
        assert_eq!(confirm(&world, &caller, &shown(&world, &secret), Some(PASSWORD)).await, Ok(10));

        let off = |code: Option<String>, password: Option<&str>| {
            let code = code.map(Into::into);
            let input = TotpProof { code, current_password: password.map(Into::into) };
            accounts::end_totp(&world.services, &caller, input)
        };
        assert_eq!(code(off(None, None).await), Some(Code::InvalidCredentials));
        assert_eq!(code(off(Some("000000".to_owned()), None).await), Some(Code::InvalidCredentials));
        assert_eq!(code(off(None, Some("another")).await), Some(Code::InvalidCredentials));
        assert_eq!(challenge(&world).await.matches('.').count(), 2, "still on");
        assert_eq!(code(off(Some(shown(&world, &secret)), None).await), None);
        assert!(login(&world, |_| {}).await.is_ok());
        assert_eq!(world.count("recovery_codes").await, 0);
    }
}

#[tokio::test]
async fn a_challenge_lasts_five_minutes_and_not_beyond_the_password() {
    for world in worlds().await {
        let (caller, secret) = switched_on(&world).await;
        let first = challenge(&world).await;
        world.pass(300);
        let by = async |challenge: &str, code: String| {
            let input = Credentials {
                challenge: Some(challenge.into()),
                code: Some(code.into()),
                ..Credentials::default()
            };
            problem(accounts::login(&world.services, &at("192.0.2.1"), input).await)
                .map(|grant| grant.answer.user.email)
        };
        assert_eq!(by(&first, shown(&world, &secret)).await, Ok(MAI.to_owned()));
        world.pass(60);
        let over = by(&first, shown(&world, &secret)).await.expect_err("too late");
        assert_eq!((over.code, over.extra), (Code::InvalidCredentials, None));
        let second = challenge(&world).await;
        let input = PasswordChange { current_password: PASSWORD.into(), password: "another good one".into() };
        accounts::change_password(&world.services, &caller, input).await.unwrap();
        world.pass(30);
        assert!(by(&second, shown(&world, &secret)).await.is_err(), "the password it stood for is gone");
    }
}

#[tokio::test]
async fn the_owner_is_told_once_each_time() {
    for world in worlds().await {
        let (caller, _) = switched_on(&world).await;
        let told = async || {
            let mails = world.mails_to(MAI).await;
            let about = |words: &str| mails.iter().filter(|mail| mail.contains(words)).count();
            (about("takes a code from now on"), about("takes no code any more"))
        };
        assert_eq!(told().await, (1, 0));
        accounts::end_totp(&world.services, &caller, TotpProof::default()).await.unwrap();
        accounts::end_totp(&world.services, &caller, TotpProof::default()).await.unwrap();
        assert_eq!(told().await, (1, 1), "nothing is said where nothing changes");
        assert!(!accounts::end_totp_of(&world.services, MAI).await.unwrap());
        assert_eq!(
            code(accounts::end_totp_of(&world.services, "nobody@example.com").await),
            Some(Code::NotFound)
        );
    }
}
