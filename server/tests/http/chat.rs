//! `/api/chat` from outside: conversations, visitors, files, the limits of what one may write.

use crate::client::Ask;
use crate::events::Stream;
use crate::market::person;
use crate::server::Server;
use landinghub::account::Role;
use landinghub_store::testing;
use serde_json::{Value, json};

/// Opens a support room; its id.
pub async fn room(server: &Server, token: &str) -> String {
    let body = json!({"subject": "Help", "message": "Hello"});
    let answer = server.ask(Ask::post("/api/chat/rooms").bearer(token).json(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["room"]["id"].as_str().expect("an id").to_owned()
}

fn to(room: &str, rest: &str) -> String {
    format!("/api/chat/rooms/{room}{rest}")
}

async fn post(server: &Server, token: &str, target: &str, body: &Value) -> (u16, Value) {
    let answer = server.ask(Ask::post(target).bearer(token).json(body)).await;
    let json = if answer.body.is_empty() { Value::Null } else { answer.json() };
    (answer.status, json)
}

async fn get(server: &Server, token: &str, target: &str) -> Value {
    let answer = server.ask(Ask::get(target).bearer(token)).await;
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    answer.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_from_the_first_message_to_the_rating() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        let (mut inbox, _) = Stream::greeted(&server, Ask::get("/api/events").bearer(&admin)).await;
        let (mut own, _) = Stream::greeted(&server, Ask::get("/api/events").bearer(&lan)).await;
        let hostile = "<img src=x onerror=alert(1)>\r\n\r\ndata: {\"x\":1}\n\nevent: bye\u{2028}\u{7}";
        let key = Ask::post("/api/chat/rooms").bearer(&lan).header("idempotency-key", "k1");
        let key = key.json(&json!({"subject": "Trang\nbị lỗi", "message": hostile}));
        let first = server.ask(key.clone()).await;
        let again = server.ask(key).await;
        assert_eq!((first.status, again.status, first.body.clone()), (201, 201, again.body.clone()));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        let made = first.json();
        let id = made["room"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(
            (made["message"]["seq"].as_u64(), made["room"]["status"].as_str()),
            (Some(1), Some("open"))
        );
        assert_eq!(made["room"]["subject"], "Trang bị lỗi");
        for stream in [&mut inbox, &mut own] {
            let event = stream.told().await;
            assert_eq!(
                (event.kind.as_str(), event.data["message"].as_str()),
                ("chat:new_message", Some(hostile))
            );
            assert!(event.id.is_some());
            assert_eq!(stream.told().await.kind, "chat:room_updated");
        }
        let unassigned = get(&server, &admin, "/api/chat/rooms?view=unassigned").await;
        assert_eq!(unassigned["items"][0]["id"], id.as_str());
        assert_eq!(unassigned["items"][0]["unread"], 1);
        let (status, taken) = post(&server, &admin, &to(&id, "/assign"), &json!({})).await;
        assert_eq!((status, taken["admin"]["name"].as_str()), (200, Some("admin")));
        let (status, _) = post(&server, &admin, &to(&id, "/typing"), &json!({})).await;
        assert_eq!(status, 204);
        assert_eq!(own.told().await.kind, "chat:room_updated");
        let typing = own.told().await;
        assert_eq!((typing.kind.as_str(), typing.id), ("chat:typing", None));
        assert_eq!(typing.data["name"], "admin");
        let answer = json!({"client_id": "a1", "message": "Chào bạn"});
        assert_eq!(post(&server, &admin, &to(&id, "/messages"), &answer).await.0, 201);
        assert_eq!(post(&server, &admin, &to(&id, "/messages"), &answer).await.0, 200);
        assert_eq!(own.told().await.data["message"], "Chào bạn");
        let (status, read) = post(&server, &lan, &to(&id, "/read"), &json!({"up_to": 2})).await;
        assert_eq!((status, read["up_to"].as_u64()), (200, Some(2)));
        let messages = get(&server, &admin, &to(&id, "/messages")).await;
        assert!(messages["items"][1]["read_at"].is_string(), "{messages}");
        assert_eq!(messages["items"][0]["message"], hostile);
        let (status, newer) = post(&server, &admin, &to(&id, "/resolve"), &json!({"up_to": 0})).await;
        assert_eq!((status, newer["code"].as_str()), (409, Some("newer_message")));
        let (status, resolved) = post(&server, &admin, &to(&id, "/resolve"), &json!({"up_to": 2})).await;
        assert_eq!((status, resolved["status"].as_str()), (200, Some("resolved")));
        let (status, rated) =
            post(&server, &lan, &to(&id, "/rating"), &json!({"score": 5, "comment": "Tốt"})).await;
        assert_eq!((status, rated["rating"]["score"].as_i64()), (200, Some(5)));
        assert_eq!(post(&server, &lan, &to(&id, "/rating"), &json!({"score": 6})).await.0, 422);
        assert_eq!(post(&server, &lan, &to(&id, "/messages"), &json!({"message": "Lại lỗi"})).await.0, 201);
        assert_eq!(get(&server, &lan, &to(&id, "")).await["status"], "open");
        assert_eq!(post(&server, &lan, &to(&id, "/resolve"), &json!({})).await.0, 403);
        let change = json!({"priority": "urgent", "tags": ["Billing", "billing"]});
        let patch = Ask::new("PATCH", &to(&id, "")).bearer(&admin).json(&change);
        let changed = server.ask(patch).await.json();
        assert_eq!((changed["priority"].as_str(), &changed["tags"]), (Some("urgent"), &json!(["billing"])));
        for (query, found) in [
            ("tag=billing", 1),
            ("tag=bill", 0),
            ("priority=low", 0),
            ("status=open", 1),
            ("q=CHAO", 1),
            ("q=%25", 0),
        ] {
            let list = get(&server, &admin, &format!("/api/chat/rooms?view=all&{query}")).await;
            assert_eq!(list["items"].as_array().map(Vec::len), Some(found), "{query}");
        }
        assert_eq!(get(&server, &lan, &to(&id, "")).await["tags"], json!([]), "not the customer's to see");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_has_their_rooms_and_nothing_else() {
    for server in Server::both().await {
        let (owner, _) = server.register("owner").await;
        let page = server.page(&owner, "Quán phở").await;
        let deployed = server.ask(Ask::post(&format!("/api/pages/{page}/deploy")).bearer(&owner)).await;
        assert_eq!(deployed.status, 200, "{}", deployed.text());
        let body = json!({"name": "Mai", "email": "mai@example.com", "page_id": page, "locale": "vi"});
        let answer = server.ask(Ask::post("/api/chat/visitors").json(&body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let pass = answer.json();
        let token = pass["visitor_token"].as_str().expect("a token").to_owned();
        assert!(token.starts_with("lhv_"));
        let (mut stream, _) = Stream::greeted(&server, Ask::get("/api/events").bearer(&token)).await;
        let (status, made) =
            post(&server, &token, "/api/chat/rooms", &json!({"message": "Mấy giờ mở cửa?"})).await;
        assert_eq!(status, 201, "{made}");
        assert_eq!(
            (made["room"]["page_id"].as_str(), made["room"]["user"]["name"].as_str()),
            (Some(page.as_str()), Some("Mai"))
        );
        let id = made["room"]["id"].as_str().expect("an id").to_owned();
        let (_, reply) = post(&server, &owner, &to(&id, "/messages"), &json!({"message": "9 giờ"})).await;
        assert_eq!(reply["sender_type"], "seller");
        loop {
            let event = stream.told().await;
            if event.kind == "chat:new_message" && event.data["message"] == "9 giờ" {
                break;
            }
        }
        let ticket = server.ask(Ask::post("/api/events/ticket").bearer(&token)).await.json();
        let ticket = ticket["ticket"].as_str().expect("a ticket").to_owned();
        Stream::greeted(&server, Ask::get(&format!("/api/events?ticket={ticket}"))).await;
        assert_eq!(server.ask(Ask::get(&format!("/api/events?ticket={ticket}"))).await.status, 401, "once");
        assert_eq!(get(&server, &token, "/api/chat/rooms").await["items"].as_array().map(Vec::len), Some(1));
        for target in ["/api/auth/me", "/api/pages", "/api/uploads", "/api/orders", "/api/notifications"] {
            let refused = server.ask(Ask::get(target).bearer(&token)).await;
            assert_eq!((refused.status, refused.problem().as_str()), (401, "unauthenticated"), "{target}");
        }
        let other = server.ask(Ask::post("/api/chat/visitors").json(&json!({}))).await.json();
        let other = other["visitor_token"].as_str().expect("a token").to_owned();
        assert_eq!(server.ask(Ask::get(&to(&id, "")).bearer(&other)).await.status, 404);
        assert_eq!(server.ask(Ask::get(&to(&id, "")).bearer("lhv_nonsense")).await.status, 401);
        let hours = server.ask(Ask::get("/api/chat/hours")).await.json();
        assert!(hours["open"].is_boolean() && hours["expected_reply_minutes"].is_i64(), "{hours}");
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

async fn file(server: &Server, token: &str, target: &str) -> Value {
    let mut body =
        b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"d\xc3\xb3t.png\"\r\n\r\n".to_vec();
    body.extend(PNG);
    body.extend(b"\r\n--b--\r\n");
    let ask = Ask::post(target).bearer(token).header("content-type", "multipart/form-data; boundary=b");
    let answer = server.ask(ask.body(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_their_senders_and_their_addresses_are_signed() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (minh, _) = server.register("minh").await;
        let id = room(&server, &lan).await;
        let upload = file(&server, &lan, "/api/uploads").await;
        let body = json!({"message": "", "attachments": [upload["id"]]});
        let (status, sent) = post(&server, &lan, &to(&id, "/messages"), &body).await;
        assert_eq!((status, sent["message_type"].as_str()), (201, Some("image")), "{sent}");
        let attachment = &sent["attachments"][0];
        assert_eq!(
            (attachment["id"].as_str(), attachment["mime"].as_str()),
            (upload["id"].as_str(), Some("image/png"))
        );
        let theirs = room(&server, &minh).await;
        let (status, refused) = post(&server, &minh, &to(&theirs, "/messages"), &body).await;
        assert_eq!(
            (status, refused["code"].as_str()),
            (422, Some("validation_failed")),
            "not theirs to send"
        );
        let visitor = server.ask(Ask::post("/api/chat/visitors").json(&json!({}))).await.json();
        let visitor = visitor["visitor_token"].as_str().expect("a token").to_owned();
        let kept = file(&server, &visitor, "/api/chat/attachments").await;
        let body = json!({"message": "See", "attachments": [kept["id"]]});
        let (status, made) = post(&server, &visitor, "/api/chat/rooms", &body).await;
        assert_eq!(status, 201, "{made}");
        for url in [&attachment["url"], &made["message"]["attachments"][0]["url"]] {
            let url = url.as_str().expect("an address");
            let path = url.split_once(&server.sub("content")).expect("the content origin").1;
            let host = server.sub("content");
            let found = server.ask_host(&host, Ask::get(path)).await;
            assert_eq!((found.status, found.header("content-type")), (200, Some("image/png")), "{path}");
            assert!(found.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox")));
            for wrong in [path.replacen('~', "~1", 3), path.replacen("/a/", "/a/x", 1)] {
                assert_eq!(server.ask_host(&host, Ask::get(&wrong)).await.status, 404, "{wrong}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_long_and_so_many() {
    let server = Server::with(testing::sqlite().await, |_| {}).await;
    let (lan, _) = server.register("lan").await;
    let id = room(&server, &lan).await;
    let send = |text: String| post_owned(&server, &lan, to(&id, "/messages"), json!({"message": text}));
    assert_eq!(send("ạ".repeat(5000)).await.0, 201);
    assert_eq!(send("🙂".repeat(5000)).await.0, 201);
    let (status, long) = send("a".repeat(5001)).await;
    assert_eq!((status, long["fields"]["message"].is_string()), (422, true));
    assert_eq!(send(" \n ".to_owned()).await.0, 422);
    for n in 2..30 {
        assert_eq!(send(format!("message {n}")).await.0, 201, "{n}");
    }
    let over =
        server.ask(Ask::post(&to(&id, "/messages")).bearer(&lan).json(&json!({"message": "31"}))).await;
    assert_eq!((over.status, over.problem().as_str()), (429, "rate_limited"));
    let wait: u64 = over.header("retry-after").expect("when").parse().expect("a number");
    assert!((1..=60).contains(&wait));
    let page = get(&server, &lan, &to(&id, "/messages?limit=10")).await;
    let seqs = |page: &Value| -> Vec<u64> {
        page["items"].as_array().expect("items").iter().filter_map(|item| item["seq"].as_u64()).collect()
    };
    assert_eq!(seqs(&page), (22..=31).collect::<Vec<_>>(), "the last ones, in order");
    assert_eq!(
        seqs(&get(&server, &lan, &to(&id, "/messages?before=22&limit=5")).await),
        [17, 18, 19, 20, 21]
    );
    assert_eq!(seqs(&get(&server, &lan, &to(&id, "/messages?after=5&limit=3")).await), [6, 7, 8]);
    let cursor = page["next_cursor"].as_str().expect("more").to_owned();
    let older = get(&server, &lan, &to(&id, &format!("/messages?limit=10&cursor={cursor}"))).await;
    assert_eq!(seqs(&older), (12..=21).collect::<Vec<_>>());
    assert_eq!(server.ask(Ask::get(&to(&id, "/messages?limit=101")).bearer(&lan)).await.status, 422);
}

async fn post_owned(server: &Server, token: &str, target: String, body: Value) -> (u16, Value) {
    post(server, token, &target, &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_in_a_conversation_comes_in_order_once() {
    for store in testing::both().await {
        let server = Server::with(store, |config| {
            config.limits.set("CHAT_MESSAGES", 0);
        })
        .await;
        let (lan, _) = server.register("lan").await;
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        let id = room(&server, &lan).await;
        let (mut stream, _) = Stream::greeted(&server, Ask::get("/api/events").bearer(&lan)).await;
        assert_eq!(post(&server, &admin, &to(&id, "/messages"), &json!({"message": "0"})).await.0, 201);
        let seen = stream.told().await.id.expect("an id");
        drop(stream);
        for n in 1..=500 {
            let body = json!({"message": n.to_string(), "client_id": format!("c{n}")});
            assert_eq!(post(&server, &admin, &to(&id, "/messages"), &body).await.0, 201);
        }
        let ask = Ask::get("/api/events").bearer(&lan).header("last-event-id", &seen);
        let (mut stream, _) = Stream::greeted(&server, ask).await;
        for n in 1..=500 {
            let event = stream.told().await;
            assert_eq!(
                (event.kind.as_str(), event.data["message"].as_str()),
                ("chat:new_message", Some(n.to_string().as_str()))
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn canned_replies_and_settings_are_the_admins() {
    let server = Server::start().await;
    let (lan, _) = server.register("lan").await;
    let (admin, _) = person(&server, "admin", Role::Admin).await;
    let id = room(&server, &lan).await;
    let draft = json!({"shortcut": "/Hello", "title": "Greeting", "body": "Hi {{customer.name}}, {{agent.name}} here"});
    let (status, made) = post(&server, &admin, "/api/admin/canned-replies", &draft).await;
    assert_eq!((status, made["shortcut"].as_str()), (201, Some("hello")), "{made}");
    assert_eq!(post(&server, &admin, "/api/admin/canned-replies", &draft).await.0, 422, "taken");
    let filled = get(&server, &admin, &format!("/api/admin/chat/rooms/{id}/canned-replies")).await;
    assert_eq!(filled[0]["body"], "Hi lan, admin here");
    let reply = format!("/api/admin/canned-replies/{}", made["id"].as_str().expect("an id"));
    let patched = server.ask(Ask::new("PATCH", &reply).bearer(&admin).json(&json!({"body": "Bye"}))).await;
    assert_eq!(patched.json()["body"], "Bye");
    assert_eq!(server.ask(Ask::new("DELETE", &reply).bearer(&admin)).await.status, 204);
    assert_eq!(server.ask(Ask::new("DELETE", &reply).bearer(&admin)).await.status, 404);
    let settings = get(&server, &admin, "/api/admin/chat/settings").await;
    let mut changed = settings.clone();
    changed["round_robin"] = json!(true);
    changed["hours"]["enabled"] = json!(true);
    changed["topics"] = json!(["Billing"]);
    let put = |body: Value| Ask::new("PUT", "/api/admin/chat/settings").bearer(&admin).json(&body);
    assert_eq!(server.ask(put(changed.clone())).await.status, 200);
    assert_eq!(get(&server, &admin, "/api/admin/chat/settings").await, changed);
    changed["hours"]["days"] = json!([[{"from": 5, "to": 3}]]);
    assert_eq!(server.ask(put(changed)).await.status, 422);
    assert_eq!(server.ask(Ask::get("/api/chat/hours")).await.json()["topics"], json!(["Billing"]));
}
