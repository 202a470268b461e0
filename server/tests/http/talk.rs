//! What the chat's script needs beside its API: the log without a stream, words, and the frame of published pages.

use crate::client::Ask;
use crate::pages::form_page;
use crate::server::Server;
use serde_json::{Value, json};

async fn write(server: &Server, token: &str, id: &str, base: u64) {
    let op = json!({ "op": "set_prop", "node": "title", "prop": "text", "value": format!("Title {base}") });
    let body = json!({ "base_revision": base, "client": "tab", "seq": base, "ops": [op] });
    let answer = server.ask(Ask::post(&format!("/api/pages/{id}/ops")).bearer(token).json(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn poll(server: &Server, token: &str, after: &str) -> Value {
    let answer = server.ask(Ask::get(&format!("/api/events/poll?after={after}")).bearer(token)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_stream_the_same_events_are_asked_for() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (minh, _) = server.register("minh").await;
        let begin = poll(&server, &lan, "").await;
        assert_eq!((begin["reset"].clone(), begin["events"].clone()), (json!(false), json!([])));
        let cursor = begin["cursor"].as_str().expect("a cursor").to_owned();
        let id = form_page(&server, &lan).await["id"].as_str().expect("an id").to_owned();
        for base in 1..=3 {
            write(&server, &lan, &id, base).await;
        }
        let missed = poll(&server, &lan, &cursor).await;
        let events = missed["events"].as_array().expect("a list");
        let revisions: Vec<_> = events.iter().map(|event| event["data"]["revision"].as_u64()).collect();
        assert_eq!(revisions, [Some(2), Some(3), Some(4)]);
        assert!(events.iter().all(|event| event["event"] == "page:ops"));
        assert_eq!(events[2]["id"], missed["cursor"]);
        let last = events[1]["id"].as_str().expect("an id");
        assert_eq!(poll(&server, &lan, last).await["events"].as_array().map(Vec::len), Some(1));
        // Somebody else's, another epoch's, the future's, or nonsense: start anew.
        for bad in [cursor.as_str(), "nonsense", "other-1", &format!("{cursor}9999")] {
            let who = if bad == cursor { &minh } else { &lan };
            let answer = poll(&server, who, bad).await;
            assert_eq!(
                (answer["reset"].clone(), answer["events"].clone()),
                (json!(true), json!([])),
                "{bad}"
            );
        }
        assert_eq!(server.ask(Ask::get("/api/events/poll")).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_page_itself_may_frame_its_chat() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let page = form_page(&server, &lan).await;
        let id = page["id"].as_str().expect("an id");
        let embed = format!("/chat/embed?page={id}&lang=vi");
        let draft = server.ask(Ask::get(&embed)).await;
        let unknown = server.ask(Ask::get("/chat/embed?page=nothing&lang=vi")).await;
        assert_eq!((draft.status, unknown.status), (404, 404));
        assert_eq!(draft.text(), unknown.text(), "a draft is as missing as nothing");
        let title = json!({ "title": "</script><script>alert(1)</script>" });
        let named =
            server.ask(Ask::new("PATCH", &format!("/api/pages/{id}")).bearer(&lan).json(&title)).await;
        assert_eq!(named.status, 200, "{}", named.text());
        let deployed = server.ask(Ask::post(&format!("/api/pages/{id}/deploy")).bearer(&lan)).await;
        assert_eq!(deployed.status, 200, "{}", deployed.text());
        let answer = server.ask(Ask::get(&embed)).await;
        assert_eq!(answer.status, 200);
        let policy = answer.header("content-security-policy").expect("a policy");
        let origin = deployed.json()["url"].as_str().expect("an address").trim_end_matches('/').to_owned();
        assert!(policy.ends_with(&format!("frame-ancestors {origin}")), "{policy}");
        assert!(!policy.contains("unsafe-inline' ") && policy.contains("script-src 'self';"), "{policy}");
        assert!(answer.text().contains("<html lang=\"vi\"") && !answer.text().contains("<script>alert"));
        assert!(answer.all("set-cookie").is_empty());
        for (locale, status) in [("en", 200), ("vi", 200), ("th", 200), ("xx", 404)] {
            assert_eq!(server.ask(Ask::get(&format!("/chat/words/{locale}"))).await.status, status);
        }
        // A page may be another's, but only once it is there for everybody; taken back it is gone here, too.
        let undeployed =
            server.ask(Ask::new("DELETE", &format!("/api/pages/{id}/deploy")).bearer(&lan)).await;
        assert_eq!(undeployed.status, 204);
        assert_eq!(server.ask(Ask::get(&embed)).await.status, 404);
    }
}
