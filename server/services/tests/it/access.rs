//! Access tokens: what is believed, and what isn't.

use crate::support::{World, worlds};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use landinghub::Code;
use landinghub_services::accounts;
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

fn part(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

/// A token as somebody with the secret could make it.
fn forge(world: &World, header: &Value, claims: &Value) -> String {
    let message = unsigned(header, claims);
    let secret = world.services.config.jwt_secret.expose().as_bytes();
    let signature = if header["alg"] == "HS512" {
        let mut mac = Hmac::<Sha512>::new_from_slice(secret).unwrap();
        mac.update(message.as_bytes());
        mac.finalize().into_bytes().to_vec()
    } else {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
        mac.update(message.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn refused(world: &World, token: &str) -> Option<Code> {
    let result = accounts::authenticate(&world.services, token).await;
    result.err().map(|failure| failure.into_problem().code)
}

#[tokio::test]
async fn an_access_token_says_what_it_must() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        let token = &grant.answer.access_token;
        assert_eq!(part(token, 0), json!({"typ": "JWT", "alg": "HS256"}));
        let claims = part(token, 1);
        let now = world.services.now().unix_seconds();
        assert_eq!(claims["iss"], "http://localhost:3000");
        assert_eq!(claims["sub"], json!(grant.answer.user.id));
        assert_eq!(
            (&claims["iat"], &claims["nbf"], &claims["exp"]),
            (&json!(now), &json!(now), &json!(now + 900))
        );
        assert_eq!(claims["role"], "user");
        let names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names.len(), 9, "{names:?}");
        let other = world.login("mai@example.com").await;
        assert_ne!(part(&other.answer.access_token, 1)["jti"], claims["jti"]);
        assert_ne!(part(&other.answer.access_token, 1)["sid"], claims["sid"]);
    }
}

#[tokio::test]
async fn tokens_that_are_not_ours_are_refused() {
    let [world, _] = worlds().await;
    let grant = world.register("mai@example.com").await;
    let other = world.register("lan@example.com").await;
    let token = grant.answer.access_token.as_str();
    let (header, claims) = (part(token, 0), part(token, 1));
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let under = |name: &str, value: Value| {
        let mut header = header.clone();
        header[name] = value;
        header
    };
    assert_eq!(refused(&world, &forge(&world, &header, &claims)).await, None, "the forger works");

    let now = world.services.now().unix_seconds();
    let mut forgeries = vec![
        ("nothing", String::new()),
        ("no token", "a.b.c".to_owned()),
        ("a refresh token", grant.refresh_token.expose().to_owned()),
        ("alg none", format!("{}.", unsigned(&json!({"typ": "JWT", "alg": "none"}), &claims))),
        ("alg None", format!("{}.", unsigned(&json!({"typ": "JWT", "alg": "None"}), &claims))),
        ("no signature", format!("{}.", unsigned(&header, &claims))),
        ("two parts", unsigned(&header, &claims)),
        ("another's signature", {
            let signature = other.answer.access_token.rsplit('.').next().unwrap().to_owned();
            format!("{}.{signature}", unsigned(&header, &claims))
        }),
        ("HS512", forge(&world, &under("alg", json!("HS512")), &claims)),
        ("RS256 signed with the secret", forge(&world, &under("alg", json!("RS256")), &claims)),
        ("EdDSA signed with the secret", forge(&world, &under("alg", json!("EdDSA")), &claims)),
        ("lower case", forge(&world, &under("alg", json!("hs256")), &claims)),
        ("another type", forge(&world, &under("typ", json!("refresh")), &claims)),
        ("too long", forge(&world, &header, &with("role", json!("user".repeat(2000))))),
        ("another account's session", forge(&world, &header, &with("sub", json!(other.answer.user.id)))),
        ("a session that never was", forge(&world, &header, &with("sid", json!("x")))),
    ];
    for (name, value) in [
        ("kid", json!("../../dev/null")),
        ("jku", json!("https://example.com/keys")),
        ("x5u", json!("https://example.com/cert")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("crit", json!(["exp"])),
        ("anything", json!(1)),
    ] {
        forgeries.push((name, forge(&world, &under(name, value), &claims)));
    }
    for (name, value) in [
        ("exp", json!(now - 5)),
        ("exp", json!((now + 900).to_string())),
        ("exp", json!(9e18)),
        ("exp", Value::Null),
        ("exp", json!(-1)),
        ("nbf", json!(now + 6)),
        ("nbf", json!("0")),
        ("iat", json!(now + 6)),
        ("aud", json!("somebody else")),
        ("aud", json!(["landinghub", "somebody else"])),
        ("iss", json!("https://example.com")),
        ("iss", json!(["http://localhost:3000"])),
        ("role", json!("god")),
        ("sub", json!(7)),
    ] {
        forgeries.push((name, forge(&world, &header, &with(name, value))));
    }
    for name in ["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "sid", "role"] {
        forgeries.push((name, forge(&world, &header, &without(name))));
    }
    for (what, token) in forgeries {
        let code = refused(&world, &token).await;
        assert!(
            matches!(code, Some(Code::Unauthenticated | Code::SessionEnded)),
            "{what}: {code:?} for {token}"
        );
    }
}

#[tokio::test]
async fn an_access_token_ends_after_fifteen_minutes() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        world.pass(904);
        assert!(world.works(&grant).await, "clocks may differ by five seconds");
        world.pass(1);
        assert_eq!(refused(&world, &grant.answer.access_token).await, Some(Code::Unauthenticated));
    }
}

#[tokio::test]
async fn what_an_account_may_do_comes_from_the_database() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        let token = &grant.answer.access_token;
        let mut claims = part(token, 1);
        claims["role"] = json!("admin");
        let forged = forge(&world, &part(token, 0), &claims);
        let actor = accounts::authenticate(&world.services, &forged).await.unwrap();
        assert_eq!(actor.role, landinghub::account::Role::User);
    }
}

#[tokio::test]
async fn a_session_that_another_server_ended_is_over_within_a_minute() {
    for world in worlds().await {
        let grant = world.register("mai@example.com").await;
        assert!(world.works(&grant).await);
        let (id, now) =
            (part(&grant.answer.access_token, 1)["sid"].as_str().unwrap().to_owned(), world.services.now());
        let ended = world.test_store.store.write(move |mut tx| {
            Box::pin(async move { landinghub_store::sessions::end(&mut tx, &id, now).await })
        });
        assert!(ended.await.unwrap());
        world.pass(60);
        assert_eq!(refused(&world, &grant.answer.access_token).await, Some(Code::SessionEnded));
    }
}
