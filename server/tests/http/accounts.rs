//! `/api/auth` from outside: statuses, cookies, and what changes or doesn't.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use crate::client::{Answer, Ask};
use crate::server::Server;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";

async fn register(server: &Server, email: &str) -> Answer {
    let body = json!({"name": "Mai", "email": email, "password": PASSWORD});
    let answer = server.ask(Ask::post("/api/auth/register").json(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer
}

fn token(answer: &Answer) -> String {
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// The `Set-Cookie` line of a cookie.
fn line(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case("set-cookie"));
    lines.map(|(_, line)| line.clone()).find(|line| line.starts_with(&format!("{name}=")))
}

/// The cookie as a browser sends it back.
fn cookie(answer: &Answer, name: &str) -> String {
    line(answer, name).unwrap().split(';').next().unwrap().to_owned()
}

async fn me(server: &Server, token: &str) -> Answer {
    server.ask(Ask::get("/api/auth/me").bearer(token)).await
}

#[tokio::test]
async fn registering_answers_the_user_a_token_and_both_cookies() {
    for server in Server::both().await {
        let answer = register(&server, "Mai@Example.com").await;
        let body = answer.json();
        let mut names: Vec<&str> = body["user"].as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let user =
            ["avatar_url", "created_at", "email", "email_verified", "id", "locale", "name", "role", "theme"];
        assert_eq!(names, user);
        assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert_eq!(body["user"]["email"], "mai@example.com");
        let access = line(&answer, "lh_access").unwrap();
        assert!(access.contains("; Path=/; Max-Age=900; HttpOnly; SameSite=Lax"), "{access}");
        let refresh = line(&answer, "lh_refresh").unwrap();
        assert!(
            refresh.contains("; Path=/; ") && refresh.contains("; HttpOnly; SameSite=Strict"),
            "{refresh}"
        );
        assert!(
            !answer.text().contains(cookie(&answer, "lh_refresh").split_once('=').unwrap().1),
            "never in a body"
        );
        assert_eq!(me(&server, &token(&answer)).await.json(), body["user"]);
        let by_cookie = Ask::get("/api/auth/me").header("cookie", &cookie(&answer, "lh_access"));
        assert_eq!(server.ask(by_cookie).await.status, 200);
        assert_eq!(server.ask(Ask::get("/api/auth/me")).await.status, 401);
    }
}

#[tokio::test]
async fn a_profile_takes_name_locale_and_theme_only() {
    for server in Server::both().await {
        let answer = register(&server, "mai@example.com").await;
        let (token, before) = (token(&answer), answer.json()["user"].clone());
        let patch = |body: Value| server.ask(Ask::new("PATCH", "/api/auth/me").bearer(&token).json(&body));
        let sly = json!({"role": "admin", "email": "x@y.co", "email_verified": true, "id": "x", "status": "suspended"});
        assert_eq!(patch(sly).await.json(), before);
        let changed =
            patch(json!({"name": " Lan ", "locale": "vi", "theme": "dark", "role": "admin"})).await.json();
        assert_eq!(
            (&changed["name"], &changed["locale"], &changed["theme"]),
            (&json!("Lan"), &json!("vi"), &json!("dark"))
        );
        assert_eq!(changed["role"], "user");
        for wrong in [
            json!({"name": ""}),
            json!({"locale": "xx"}),
            json!({"theme": "pink"}),
            json!({"name": "x".repeat(81)}),
        ] {
            assert_eq!(patch(wrong).await.status, 422);
        }
        for malformed in [json!({"name": 1}), json!("x"), json!(null)] {
            assert_eq!(patch(malformed).await.status, 400);
        }
        assert_eq!(me(&server, &token).await.json(), changed);
    }
}

#[tokio::test]
async fn refreshing_sets_both_cookies_anew_and_reuse_ends_the_family() {
    for server in Server::both().await {
        let answer = register(&server, "mai@example.com").await;
        let first = cookie(&answer, "lh_refresh");
        let refresh = |cookie: String| server.ask(Ask::post("/api/auth/refresh").header("cookie", &cookie));
        let renewed = refresh(first.clone()).await;
        assert_eq!(renewed.status, 200);
        assert_eq!(renewed.json()["expires_in"], 900);
        let second = cookie(&renewed, "lh_refresh");
        assert_ne!(first, second);
        assert_eq!(cookie(&refresh(first.clone()).await, "lh_refresh"), second, "another tab");
        assert_eq!(refresh(second.clone()).await.status, 200);
        let reused = refresh(first).await;
        assert_eq!((reused.status, &reused.json()["code"]), (401, &json!("session_ended")));
        assert_eq!(cookie(&reused, "lh_refresh"), "lh_refresh=", "taken back");
        assert_eq!(refresh(second).await.status, 401);
        assert_eq!(me(&server, &token(&renewed)).await.status, 401);
        let none = server.ask(Ask::post("/api/auth/refresh")).await;
        assert_eq!((none.status, &none.json()["code"]), (401, &json!("session_ended")));
        let body = server.ask(Ask::post("/api/auth/refresh").bearer(&token(&renewed))).await;
        assert_eq!(body.status, 401, "an access token refreshes nothing");
    }
}

#[tokio::test]
async fn logging_out_clears_cookies_and_browser() {
    for server in Server::both().await {
        let answer = register(&server, "mai@example.com").await;
        let cookies = format!("{}; {}", cookie(&answer, "lh_access"), cookie(&answer, "lh_refresh"));
        let gone = server.ask(Ask::post("/api/auth/logout").header("cookie", &cookies)).await;
        assert_eq!(gone.status, 204);
        assert!(gone.header("clear-site-data").is_some());
        assert!(line(&gone, "lh_access").unwrap().contains("Max-Age=0"));
        assert!(line(&gone, "lh_refresh").unwrap().contains("Max-Age=0"));
        assert_eq!(me(&server, &token(&answer)).await.status, 401);
        let again = server.ask(Ask::post("/api/auth/refresh").header("cookie", &cookies)).await;
        assert_eq!(again.status, 401);
        assert_eq!(server.ask(Ask::post("/api/auth/logout")).await.status, 204, "without a session as well");
    }
}

#[tokio::test]
async fn bad_input_is_refused_and_changes_nothing() {
    for server in Server::both().await {
        let account = register(&server, "mai@example.com").await;
        let token = token(&account);
        let cases = [
            ("POST", "/api/auth/register", json!({}), 422),
            (
                "POST",
                "/api/auth/register",
                json!({"name": "M", "email": "mai@example.com", "password": PASSWORD}),
                409,
            ),
            ("POST", "/api/auth/register", json!({"name": "M", "email": 1, "password": PASSWORD}), 400),
            (
                "POST",
                "/api/auth/register",
                json!({"name": "M", "email": "a@b.co", "password": "x".repeat(129)}),
                422,
            ),
            ("POST", "/api/auth/login", json!({}), 401),
            ("POST", "/api/auth/login", json!({"email": "mai@example.com", "password": ["x"]}), 400),
            ("POST", "/api/auth/login", json!({"email": "' OR 1=1 --", "password": "x"}), 401),
            ("POST", "/api/auth/verify", json!({"token": "x".repeat(10_000)}), 400),
            ("POST", "/api/auth/verify", json!({}), 400),
            ("POST", "/api/auth/password/forgot", json!({"email": "\r\nBcc: x@y.co"}), 202),
            ("POST", "/api/auth/password/forgot", json!({"email": {}}), 400),
            ("POST", "/api/auth/password/reset", json!({"token": "x", "password": "short"}), 422),
            ("POST", "/api/auth/password/reset", json!({"token": "x", "password": PASSWORD}), 400),
            (
                "POST",
                "/api/auth/password/change",
                json!({"current_password": "x", "password": "a new good one"}),
                401,
            ),
            ("POST", "/api/auth/password/change", json!({}), 422),
            ("POST", "/api/auth/email/change", json!({"current_password": PASSWORD, "email": "x"}), 422),
            ("POST", "/api/auth/email/change", json!({"current_password": "x", "email": "x@y.co"}), 401),
            ("GET", "/api/auth/sessions?limit=0", Value::Null, 422),
            ("GET", "/api/auth/sessions?limit=-1", Value::Null, 422),
            ("GET", "/api/auth/sessions?limit=x", Value::Null, 400),
            ("GET", "/api/auth/sessions?cursor=x", Value::Null, 400),
            ("DELETE", "/api/auth/sessions/x", Value::Null, 404),
            ("DELETE", "/api/auth/sessions/..%2F..", Value::Null, 400),
        ];
        for (method, target, body, status) in cases {
            let mut ask = Ask::new(method, target).bearer(&token);
            if !body.is_null() {
                ask = ask.json(&body);
            }
            let answer = server.ask(ask).await;
            assert_eq!(answer.status, status, "{method} {target} {body}: {}", answer.text());
            assert!(line(&answer, "lh_access").is_none(), "{method} {target} {body}");
        }
        assert_eq!(me(&server, &token).await.json(), account.json()["user"]);
        let login = json!({"email": "mai@example.com", "password": PASSWORD});
        assert_eq!(server.ask(Ask::post("/api/auth/login").json(&login)).await.status, 200);
    }
}

#[tokio::test]
async fn stale_credentials_do_not_stand_in_the_way_of_logging_in() {
    let server = Server::start().await;
    register(&server, "mai@example.com").await;
    let login = json!({"email": "mai@example.com", "password": PASSWORD});
    let stale =
        Ask::post("/api/auth/login").header("cookie", "lh_access=stale; lh_refresh=stale").json(&login);
    assert_eq!(server.ask(stale).await.status, 200);
    let listed = server.ask(Ask::get("/api/auth/sessions").header("cookie", "lh_access=stale")).await;
    assert_eq!(listed.status, 401);
}
