//! Codes at login from outside.

use crate::client::{Answer, Ask};
use crate::server::Server;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// What an authenticator shows for a key, `steps` of 30 seconds from now.
fn shown(secret: &str, steps: i64) -> String {
    let key = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("base32");
    #[expect(clippy::disallowed_methods, reason = "the server's clock is the system's")]
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let step = i64::try_from(seconds).expect("a time") / 30 + steps;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).expect("a key");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let four: [u8; 4] = digest[offset..offset + 4].try_into().expect("four bytes");
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

async fn login(server: &Server, more: Value) -> Answer {
    let mut body = json!({"email": "mai@example.com", "password": "mai-has-a-password"});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    server.ask(Ask::post("/api/auth/login").json(&body)).await
}

/// Switches codes on; the key and the recovery codes.
async fn switch_on(server: &Server, token: &str) -> (String, Vec<String>) {
    let setup = server.ask(Ask::get("/api/auth/totp").bearer(token)).await.json();
    let secret = setup["secret"].as_str().expect("a key").to_owned();
    let answer =
        server.ask(Ask::post("/api/auth/totp").bearer(token).json(&json!({"code": shown(&secret, 0)}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let codes = answer.json()["recovery_codes"].as_array().expect("codes").clone();
    (secret, codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_authenticator_is_set_up_asked_for_and_switched_off() {
    for server in Server::both().await {
        let (token, _) = server.register("mai").await;
        let setup = server.ask(Ask::get("/api/auth/totp").bearer(&token)).await.json();
        assert_eq!(setup["enabled"], false);
        let secret = setup["secret"].as_str().expect("a key");
        assert_eq!(secret.len(), 32);
        let url = setup["otpauth_url"].as_str().expect("a URL");
        assert!(url.starts_with("otpauth://totp/LandingHub:mai%40example%2Ecom?secret="), "{url}");
        assert!(setup["qr_svg"].as_str().expect("a picture").starts_with("<svg"));
        assert_eq!(
            server.ask(Ask::get("/api/auth/totp").bearer(&token)).await.json(),
            setup,
            "the same again"
        );
        assert_eq!(login(&server, json!({})).await.status, 200, "looking switches nothing on");

        for (code, status) in [("", 422), ("000", 422), (&*shown(secret, 9), 422)] {
            let answer =
                server.ask(Ask::post("/api/auth/totp").bearer(&token).json(&json!({"code": code}))).await;
            assert_eq!(
                (answer.status, answer.json()["fields"]["code"].is_string()),
                (status, true),
                "{code}"
            );
        }
        assert_eq!(login(&server, json!({})).await.status, 200, "wrong codes switch nothing on");

        let (secret, recovery) = switch_on(&server, &token).await;
        assert_eq!(recovery.len(), 10);
        let on = server.ask(Ask::get("/api/auth/totp").bearer(&token)).await.json();
        assert_eq!(on, json!({"enabled": true, "recovery_codes_left": 10}), "nothing to copy any more");
        let again = server
            .ask(Ask::post("/api/auth/totp").bearer(&token).json(&json!({"code": shown(&secret, 0)})))
            .await;
        assert_eq!((again.status, again.problem().as_str()), (409, "conflict"));

        let asked = login(&server, json!({})).await;
        assert_eq!((asked.status, asked.problem().as_str()), (401, "code_required"));
        assert!(asked.all("set-cookie").is_empty(), "no session yet");
        assert!(asked.json().get("access_token").is_none());
        let wrong = login(&server, json!({"code": shown(&secret, 9)})).await;
        assert_eq!((wrong.status, wrong.problem().as_str()), (401, "invalid_credentials"));
        assert!(wrong.json()["fields"]["code"].is_string());
        let password = json!({"password": "another", "code": shown(&secret, 0)});
        let wrong = login(&server, password).await;
        assert_eq!((wrong.status, wrong.problem().as_str()), (401, "invalid_credentials"));
        assert!(wrong.json().get("challenge").is_none(), "a right code tells nothing without the password");

        let code = shown(&secret, 0);
        let good = login(&server, json!({"code": format!(" {} {} ", &code[..3], &code[3..])})).await;
        assert_eq!(good.status, 200, "{}", good.text());
        assert_eq!(login(&server, json!({"code": code})).await.status, 401, "a code opens one session");
        assert_eq!(login(&server, json!({"code": shown(&secret, 1)})).await.status, 200, "a quick clock");
        assert_eq!(
            login(&server, json!({"code": shown(&secret, -1)})).await.status,
            401,
            "none before the last"
        );

        let challenge = asked.json()["challenge"].as_str().expect("what stands for the password").to_owned();
        let by_challenge = |code: &str| {
            let body = json!({"challenge": challenge, "code": code});
            server.ask(Ask::post("/api/auth/login").json(&body))
        };
        let kept = recovery[0].to_uppercase().replace('-', " ");
        assert_eq!(by_challenge(&kept).await.status, 200, "a recovery code, however typed");
        assert_eq!(by_challenge(&recovery[0]).await.status, 401, "once");
        let left = server.ask(Ask::get("/api/auth/totp").bearer(&token)).await.json();
        assert_eq!(left["recovery_codes_left"], 9);
        for forged in ["", "x", "a.b.c", &challenge.replace('.', ".1"), &format!("{challenge}x")] {
            let body = json!({"challenge": forged, "code": recovery[1]});
            let answer = server.ask(Ask::post("/api/auth/login").json(&body)).await;
            assert_eq!((answer.status, answer.problem().as_str()), (401, "invalid_credentials"), "{forged}");
        }

        let off = |body: Value| server.ask(Ask::new("DELETE", "/api/auth/totp").bearer(&token).json(&body));
        assert_eq!(off(json!({"code": "000000"})).await.status, 401);
        assert_eq!(off(json!({"current_password": "another"})).await.status, 401);
        assert_eq!(login(&server, json!({})).await.status, 401, "still on");
        assert_eq!(off(json!({"current_password": "mai-has-a-password"})).await.status, 204);
        assert_eq!(login(&server, json!({})).await.status, 200);
        let body = json!({"challenge": challenge, "code": recovery[1]});
        let after = server.ask(Ask::get("/api/auth/totp").bearer(&token)).await.json();
        assert_ne!(after["secret"], json!(secret), "the next key is another one");
        assert_eq!(
            server.ask(Ask::post("/api/auth/login").json(&body)).await.status,
            200,
            "no code is needed any more, and the password was right a moment ago"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_codes_ends_soon() {
    let server = Server::start().await;
    let (token, _) = server.register("mai").await;
    let (secret, _) = switch_on(&server, &token).await;
    let wrong = shown(&secret, 9);
    for _ in 0..10 {
        assert_eq!(login(&server, json!({"code": wrong})).await.status, 401);
    }
    let refused = login(&server, json!({"code": shown(&secret, 0)})).await;
    assert_eq!((refused.status, refused.problem().as_str()), (429, "rate_limited"));
    assert!(refused.header("retry-after").is_some());
    assert_eq!(login(&server, json!({})).await.status, 401, "the question itself isn't a guess");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_asks_for_the_code_in_a_second_step_without_script() {
    for server in Server::both().await {
        let (token, _) = server.register("mai").await;
        let (secret, _) = switch_on(&server, &token).await;
        let post = |body: String| {
            let ask = Ask::post("/_fn/login").header("accept", "text/html");
            server.ask(ask.header("content-type", "application/x-www-form-urlencoded").body(body))
        };
        let asked =
            post("email=mai%40example.com&password=mai-has-a-password&next=%2Fpages".to_owned()).await;
        assert_eq!(asked.status, 302);
        let location = asked.header("location").expect("a place").to_owned();
        assert_eq!(location, "/auth?next=/pages");
        let flash = crate::client::cookies(&asked).remove("lh_flash").expect("what to ask");
        let form =
            server.ask(Ask::get(&location).header("cookie", &format!("lh_flash={flash}"))).await.text();
        assert!(!form.contains("mai-has-a-password"));
        let challenge = form
            .split("name=\"challenge\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("no second step in {form}"));
        assert!(form.contains("name=\"code\"") && !form.contains("name=\"password\""), "{form}");
        let wrong = post(format!("challenge={challenge}&code=000&next=%2Fpages")).await;
        let flash = crate::client::cookies(&wrong).remove("lh_flash").expect("what was wrong");
        let form =
            server.ask(Ask::get(&location).header("cookie", &format!("lh_flash={flash}"))).await.text();
        assert!(form.contains("name=\"challenge\"") && form.contains("role=\"alert\""), "{form}");
        let done = post(format!("challenge={challenge}&code={}&next=%2Fpages", shown(&secret, 0))).await;
        assert_eq!((done.status, done.header("location")), (302, Some("/pages")));
        assert!(crate::client::cookies(&done).contains_key("lh_access"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_screen_switches_codes_on_and_shows_the_recovery_codes_once() {
    let server = Server::start().await;
    let (token, _) = server.register("mai").await;
    let cookie = format!("lh_access={token}");
    let screen = server.ask(Ask::get("/settings/security").header("cookie", &cookie)).await;
    assert_eq!(screen.status, 200);
    assert!(screen.text().contains("<svg xmlns") && screen.text().contains("name=\"code\""));
    let setup = server.ask(Ask::get("/api/auth/totp").bearer(&token)).await.json();
    let secret = setup["secret"].as_str().expect("a key");
    let post = |body: String| {
        let ask = Ask::post("/_fn/confirm_totp").header("accept", "text/html").header("cookie", &cookie);
        server.ask(ask.header("content-type", "application/x-www-form-urlencoded").body(body))
    };
    let wrong = post(format!("code={}&current_password=another", shown(secret, 0))).await;
    assert_eq!((wrong.status, wrong.header("location")), (302, Some("/settings/security")));
    assert_eq!(login(&server, json!({})).await.status, 200, "the password was wrong");
    let done = post(format!("code={}&current_password=mai-has-a-password", shown(secret, 0))).await;
    let flash = crate::client::cookies(&done).remove("lh_flash").expect("what came of it");
    let both = format!("{cookie}; lh_flash={flash}");
    let page = server.ask(Ask::get("/settings/security").header("cookie", &both)).await;
    let recovery = page.text().matches("<li><code>").count();
    assert_eq!(recovery, 10, "{}", page.text());
    assert!(page.all("set-cookie").iter().any(|line| line.starts_with("lh_flash=;")), "shown once");
    assert_eq!(login(&server, json!({})).await.problem(), "code_required");
}
