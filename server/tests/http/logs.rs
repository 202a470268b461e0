//! The log tells what happened, and no secrets.

use crate::client::{Ask, cookies};
use crate::server::{Server, log};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_never_reach_the_log() {
    let server = Server::start().await;
    let password = "canary-password-93b1";
    let body = json!({"name": "Canary", "email": "canary@example.com", "password": password});
    let registered = server.ask(Ask::post("/api/auth/register").json(&body)).await;
    let token = registered.json()["access_token"].as_str().expect("a token").to_owned();
    let jar = cookies(&registered);
    let cookie = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    server
        .ask(
            Ask::post("/api/auth/login")
                .json(&json!({"email": "canary@example.com", "password": "canary-wrong-77"})),
        )
        .await;
    server.ask(Ask::get("/auth/verify?token=canary-verify-11")).await;
    server.ask(Ask::get("/auth/reset?token=canary-reset-12").header("cookie", &cookie)).await;
    server.ask(Ask::post("/api/auth/verify").json(&json!({"token": "canary-token-13"}))).await;
    server
        .ask(
            Ask::post("/api/auth/password/reset")
                .json(&json!({"token": "canary-token-14", "password": password})),
        )
        .await;
    server.ask(Ask::get("/api/auth/me").bearer(&token)).await;
    server.ask(Ask::get("/api/auth/me").bearer("canary-bearer-15")).await;
    server.ask(Ask::post("/api/auth/refresh").header("cookie", &cookie)).await;
    server.ask(Ask::get("/canary-path-16/%F0%9F")).await;
    server
        .ask(
            Ask::post("/api/auth/login")
                .header("content-type", "application/json")
                .body("{\"password\":\"canary-broken-17"),
        )
        .await;
    let text = log();
    let mut secrets: Vec<&str> = jar.values().map(String::as_str).filter(|value| !value.is_empty()).collect();
    secrets.extend([password, token.as_str(), "canary-"]);
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(secret) && !line.contains("canary@"));
        assert_eq!(line, None, "{secret} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_has_its_line() {
    let server = Server::start().await;
    let answer = server.ask(Ask::get("/api/templates")).await;
    let id = answer.header("x-request-id").expect("an id").to_owned();
    let lines: Vec<Value> = log()
        .lines()
        .filter(|line| line.contains(&id))
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let [line] = lines.as_slice() else { panic!("one line: {lines:?}") };
    assert_eq!(line["message"], "a request was answered");
    assert_eq!(
        (line["status"].as_u64(), line["route"].as_str(), line["host"].as_str()),
        (Some(200), Some("/api/templates"), Some("app"))
    );
    assert_eq!(
        (line["span"]["id"].as_str(), line["span"]["method"].as_str()),
        (Some(id.as_str()), Some("GET"))
    );
}
