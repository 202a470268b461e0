//! `/api/chat` sentence by sentence: answers, conflicts, numbers, marks, what outsiders and customers never get.

use crate::chat::room;
use crate::client::{Answer, Ask};
use crate::events::Stream;
use crate::market::person;
use crate::server::Server;
use landinghub::account::Role;
use landinghub_services::help;
use serde_json::{Value, json};

fn to(room: &str, rest: &str) -> String {
    format!("/api/chat/rooms/{room}{rest}")
}

async fn post(server: &Server, token: &str, target: &str, body: Value) -> Answer {
    server.ask(Ask::post(target).bearer(token).json(&body)).await
}

async fn say(server: &Server, token: &str, room: &str, body: Value) -> Value {
    let answer = post(server, token, &to(room, "/messages"), body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

async fn get(server: &Server, token: &str, target: &str) -> Value {
    let answer = server.ask(Ask::get(target).bearer(token)).await;
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    answer.json()
}

/// `[number, text]` of each message somebody reads.
async fn read(server: &Server, token: &str, room: &str, query: &str) -> Vec<(u64, String)> {
    let list = get(server, token, &to(room, &format!("/messages?{query}"))).await;
    let one = |message: &Value| Some((message["seq"].as_u64()?, message["message"].as_str()?.to_owned()));
    list["items"].as_array().expect("items").iter().map(|message| one(message).expect("a message")).collect()
}

/// The next event of a kind; what belongs to the bell comes in between.
async fn heard(stream: &mut Stream, kind: &str) -> crate::events::Event {
    loop {
        let event = stream.told().await;
        if !event.kind.starts_with("notification") {
            assert_eq!(event.kind, kind, "{event:?}");
            return event;
        }
    }
}

async fn found(server: &Server, token: &str, query: &str) -> usize {
    let list = get(server, token, &format!("/api/chat/rooms?{query}")).await;
    list["items"].as_array().expect("items").len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_sent_again_is_the_first_one() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        let id = room(&server, &lan).await;
        let first = say(&server, &lan, &id, json!({"client_id": "c1", "message": "Once"})).await;
        assert_eq!((first["seq"].as_u64(), first["client_id"].as_str()), (Some(2), Some("c1")));
        // With the same words, with others, with what would be refused: what is stored is answered.
        for message in ["Once", "Twice", "", &"x".repeat(5001)] {
            let body =
                json!({"client_id": "c1", "message": message, "attachments": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]});
            let again = post(&server, &lan, &to(&id, "/messages"), body).await;
            assert_eq!((again.status, again.json()), (200, first.clone()), "{message:.10}");
        }
        // The name is its sender's, and the room's.
        assert_eq!(say(&server, &admin, &id, json!({"client_id": "c1", "message": "Mine"})).await["seq"], 3);
        let other = room(&server, &lan).await;
        assert_eq!(
            say(&server, &lan, &other, json!({"client_id": "c1", "message": "There"})).await["seq"],
            2
        );
        // A resolved room isn't brought back by it.
        assert_eq!(post(&server, &admin, &to(&id, "/resolve"), json!({})).await.status, 200);
        let again =
            post(&server, &lan, &to(&id, "/messages"), json!({"client_id": "c1", "message": "Once"})).await;
        assert_eq!(again.status, 200);
        assert_eq!(get(&server, &lan, &to(&id, "")).await["status"], "resolved");
        assert_eq!(read(&server, &lan, &id, "after=0").await.len(), 3);
        // The room's first message has a name, too.
        let body = json!({"subject": "", "message": "Named\nsecond line", "client_id": "r1"});
        let made = post(&server, &lan, "/api/chat/rooms", body).await.json();
        assert_eq!(
            (&made["message"]["client_id"], &made["room"]["subject"]),
            (&json!("r1"), &json!("Named second line"))
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_says_why_and_outsiders_get_what_nobody_gets() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (minh, _) = server.register("minh").await;
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        let id = room(&server, &lan).await;
        let messages = to(&id, "/messages");
        for (token, method, target, body, expected) in [
            (
                &lan,
                "POST",
                "/api/chat/rooms".to_owned(),
                json!({"subject": "No message"}),
                (422, "validation_failed"),
            ),
            (
                &lan,
                "POST",
                "/api/chat/rooms".to_owned(),
                json!({"message": "x", "kind": "friend"}),
                (422, "validation_failed"),
            ),
            (
                &lan,
                "POST",
                "/api/chat/rooms".to_owned(),
                json!({"message": "x", "subject": "s".repeat(201)}),
                (422, "validation_failed"),
            ),
            (
                &lan,
                "POST",
                "/api/chat/rooms".to_owned(),
                json!({"message": "x", "kind": "seller"}),
                (422, "validation_failed"),
            ),
            (&lan, "POST", messages.clone(), json!({"message": "  \n"}), (422, "validation_failed")),
            (
                &lan,
                "POST",
                messages.clone(),
                json!({"message": "x", "message_type": "song"}),
                (422, "validation_failed"),
            ),
            (
                &lan,
                "POST",
                messages.clone(),
                json!({"message": "x", "message_type": "image"}),
                (422, "validation_failed"),
            ),
            (
                &lan,
                "POST",
                messages.clone(),
                json!({"message": "x", "client_id": "c".repeat(129)}),
                (422, "validation_failed"),
            ),
            (
                &lan,
                "POST",
                messages.clone(),
                json!({"message": "x", "client_id": "a\nb"}),
                (422, "validation_failed"),
            ),
            (&lan, "POST", messages.clone(), json!({"message": "x", "private": true}), (403, "forbidden")),
            (&lan, "POST", messages.clone(), json!({"message": "a\u{0}b"}), (400, "malformed")),
            (&lan, "POST", messages.clone(), json!({"message": 7}), (400, "malformed")),
            (&lan, "POST", messages.clone(), json!(["x"]), (400, "malformed")),
            (&lan, "GET", to(&id, "/messages?after=x"), Value::Null, (400, "malformed")),
            (&lan, "GET", to(&id, "/messages?limit=0"), Value::Null, (422, "validation_failed")),
            (&lan, "POST", to(&id, "/read"), json!({"up_to": -1}), (422, "validation_failed")),
            (&lan, "POST", to(&id, "/assign"), json!({}), (403, "forbidden")),
            (&lan, "PATCH", to(&id, ""), json!({"priority": "urgent"}), (403, "forbidden")),
            (&lan, "POST", to(&id, "/resolve"), json!({}), (403, "forbidden")),
            (&lan, "POST", to(&id, "/ai-draft"), json!({}), (403, "forbidden")),
            (&lan, "GET", "/api/chat/rooms?status=lost".to_owned(), Value::Null, (422, "validation_failed")),
            (
                &admin,
                "GET",
                "/api/chat/rooms?view=theirs".to_owned(),
                Value::Null,
                (422, "validation_failed"),
            ),
            (&admin, "PATCH", to(&id, ""), json!({"priority": "asap"}), (422, "validation_failed")),
            (&admin, "PATCH", to(&id, ""), json!({"tags": ["a,b"]}), (422, "validation_failed")),
            (
                &admin,
                "POST",
                to(&id, "/assign"),
                json!({"admin_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}),
                (422, "validation_failed"),
            ),
            (&admin, "POST", to(&id, "/rating"), json!({"score": 5}), (403, "forbidden")),
            (&lan, "POST", to(&id, "/rating"), json!({"score": 0}), (422, "validation_failed")),
        ] {
            let ask = Ask::new(method, &target).bearer(token);
            let answer = server.ask(if body.is_null() { ask } else { ask.json(&body) }).await;
            assert_eq!((answer.status, answer.problem().as_str()), expected, "{method} {target} {body}");
        }
        assert_eq!(read(&server, &admin, &id, "after=0").await.len(), 1, "nothing of it was stored");
        // A stranger's room is a missing one, whatever is wrong with the request besides.
        let nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
        for (method, rest, body) in [
            ("GET", "", Value::Null),
            ("GET", "/messages", Value::Null),
            ("POST", "/messages", json!({"message": ""})),
            ("POST", "/messages", json!({"message": "x", "private": true})),
            ("POST", "/read", json!({"up_to": 1})),
            ("POST", "/typing", json!({})),
            ("POST", "/assign", json!({})),
            ("PATCH", "", json!({"priority": "low"})),
            ("POST", "/resolve", json!({})),
            ("POST", "/reopen", json!({})),
            ("POST", "/rating", json!({"score": 9})),
        ] {
            let ask = |room: &str| {
                let ask = Ask::new(method, &to(room, rest)).bearer(&minh);
                if body.is_null() { ask } else { ask.json(&body) }
            };
            let (theirs, missing) = (server.ask(ask(&id)).await, server.ask(ask(nowhere)).await);
            assert_eq!((theirs.status, theirs.problem().as_str()), (404, "not_found"), "{method} {rest}");
            assert_eq!(theirs.body, missing.body, "{method} {rest}");
            let ask = Ask::new(method, &to(&id, rest));
            let nobody = server.ask(if body.is_null() { ask } else { ask.json(&body) }).await;
            assert_eq!(
                (nobody.status, nobody.problem().as_str()),
                (401, "unauthenticated"),
                "{method} {rest}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_is_taken_once_and_given_on() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (hoa, hoa_id) = person(&server, "hoa", Role::Admin).await;
        let (minh, minh_id) = person(&server, "minh", Role::Admin).await;
        let id = room(&server, &lan).await;
        let assign = to(&id, "/assign");
        let given = post(&server, &hoa, &assign, json!({"admin_id": minh_id})).await;
        assert_eq!((given.status, &given.json()["admin"]), (200, &json!({"id": minh_id, "name": "minh"})));
        let taken = post(&server, &hoa, &assign, json!({})).await;
        assert_eq!((taken.status, taken.problem().as_str()), (409, "already_assigned"));
        assert_eq!(taken.json()["admin"], json!({"id": minh_id, "name": "minh"}));
        assert_eq!(taken.header("content-type"), Some("application/problem+json"));
        // Without a body, it is oneself.
        let again = server.ask(Ask::post(&assign).bearer(&minh)).await;
        assert_eq!((again.status, &again.json()["admin"]["id"]), (200, &json!(minh_id)));
        let over = post(&server, &hoa, &assign, json!({"take_over": true})).await;
        assert_eq!((over.status, &over.json()["admin"]["id"]), (200, &json!(hoa_id)));
        for (view, whose, count) in
            [("mine", &hoa, 1), ("mine", &minh, 0), ("unassigned", &minh, 0), ("all", &minh, 1)]
        {
            assert_eq!(found(&server, whose, &format!("view={view}")).await, count, "{view}");
        }
        let (other, _) = person(&server, "plain", Role::User).await;
        assert_eq!(post(&server, &other, &assign, json!({})).await.status, 404, "no admin, not theirs");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn private_notes_have_numbers_and_are_nowhere_else() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (admin, admin_id) = person(&server, "admin", Role::Admin).await;
        let id = room(&server, &lan).await;
        let (mut own, hello) = Stream::greeted(&server, Ask::get("/api/events").bearer(&lan)).await;
        let begin = format!("{}-{}", hello.data["epoch"].as_str().expect("an epoch"), hello.data["head"]);
        let before = get(&server, &lan, &to(&id, "")).await;
        let note = say(&server, &admin, &id, json!({"message": "canarynote zebra", "private": true})).await;
        assert_eq!((note["seq"].as_u64(), note["private"].as_bool()), (Some(2), Some(true)));
        let after = get(&server, &lan, &to(&id, "")).await;
        for same in ["last_message", "unread", "updated_at", "status"] {
            assert_eq!(before[same], after[same], "{same}");
        }
        post(&server, &admin, &to(&id, "/read"), json!({"up_to": 2})).await;
        say(&server, &admin, &id, json!({"message": "Hello"})).await;
        assert_eq!(read(&server, &lan, &id, "after=0").await, [(1, "Hello".into()), (3, "Hello".into())]);
        assert_eq!(read(&server, &lan, &id, "after=1&limit=1").await, [(3, "Hello".into())]);
        assert_eq!(read(&server, &lan, &id, "before=3&limit=1").await, [(1, "Hello".into())]);
        assert_eq!(read(&server, &admin, &id, "before=3").await.len(), 2);
        assert_eq!(read(&server, &admin, &id, "after=1&before=3").await, [(2, "canarynote zebra".into())]);
        // By the stream and by asking: the support has read one message as far as the customer can know.
        let read_by = heard(&mut own, "chat:read").await;
        assert_eq!(
            (read_by.kind.as_str(), &read_by.data),
            ("chat:read", &json!({"room_id": id, "user_id": admin_id, "up_to": 1}))
        );
        assert_eq!(heard(&mut own, "chat:new_message").await.data["seq"], 3);
        let polled = get(&server, &lan, &format!("/api/events/poll?after={begin}")).await;
        assert_eq!(polled["events"].as_array().map(Vec::len), Some(2));
        for (query, theirs, ours) in
            [("q=zebra", 0, 1), ("q=hello", 1, 1), ("q=canarynot", 0, 1), ("q=hello+zebra", 0, 1)]
        {
            assert_eq!(found(&server, &lan, query).await, theirs, "{query}");
            assert_eq!(found(&server, &admin, query).await, ours, "{query}");
        }
        for target in [
            to(&id, ""),
            to(&id, "/messages"),
            "/api/chat/rooms".into(),
            "/api/notifications".into(),
            format!("/api/events/poll?after={begin}"),
        ] {
            assert!(!get(&server, &lan, &target).await.to_string().contains("canary"), "{target}");
        }
        // Who was of the support once isn't told its notes again, nor of the room.
        let (boss, _) = person(&server, "boss", Role::Admin).await;
        let cursor =
            get(&server, &admin, "/api/events/poll").await["cursor"].as_str().expect("a cursor").to_owned();
        let epoch = cursor.rsplit_once('-').expect("an epoch").0.to_owned();
        let all = get(&server, &admin, &format!("/api/events/poll?after={epoch}-0")).await;
        assert!(all.to_string().contains("canarynote"));
        let role = Ask::new("PATCH", &format!("/api/admin/users/{admin_id}"))
            .bearer(&boss)
            .json(&json!({"role": "user"}));
        assert_eq!(server.ask(role).await.status, 200);
        let login = json!({"email": "admin@example.com", "password": "admin-has-a-password"});
        let again = server.ask(Ask::post("/api/auth/login").json(&login)).await.json();
        let again = again["access_token"].as_str().expect("a token").to_owned();
        let all = get(&server, &again, &format!("/api/events/poll?after={epoch}-0")).await;
        assert!(!all.to_string().contains("canarynote"), "{all}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_only_move_on_and_typing_is_never_kept() {
    for server in Server::both().await {
        let (lan, lan_id) = person(&server, "lan", Role::User).await;
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        let id = room(&server, &lan).await;
        for n in 2..=4 {
            say(&server, &admin, &id, json!({"message": n.to_string()})).await;
        }
        assert_eq!(get(&server, &lan, &to(&id, "")).await["unread"], 3);
        let (mut inbox, _) = Stream::greeted(&server, Ask::get("/api/events").bearer(&admin)).await;
        for (up_to, stands) in [(3, 3), (1, 3), (3, 3), (99, 4), (2, 4)] {
            let read = post(&server, &lan, &to(&id, "/read"), json!({"up_to": up_to})).await;
            assert_eq!((read.status, &read.json()["up_to"]), (200, &json!(stands)), "{up_to}");
        }
        for stands in [3, 4] {
            let told = heard(&mut inbox, "chat:read").await;
            assert_eq!(
                (told.kind.as_str(), &told.data),
                ("chat:read", &json!({"room_id": id, "user_id": lan_id.clone(), "up_to": stands}))
            );
        }
        assert_eq!(get(&server, &lan, &to(&id, "")).await["unread"], 0);
        let before = get(&server, &admin, "/api/events/poll").await;
        for body in [Some(json!({})), None] {
            let ask = Ask::post(&to(&id, "/typing")).bearer(&lan);
            let answer = server.ask(body.map_or(ask.clone(), |body| ask.json(&body))).await;
            assert_eq!((answer.status, answer.body.len()), (204, 0));
            let told = heard(&mut inbox, "chat:typing").await;
            assert_eq!((told.kind.as_str(), told.id), ("chat:typing", None));
            assert_eq!(told.data, json!({"room_id": id, "user_id": lan_id.clone(), "name": "lan"}));
        }
        assert_eq!(get(&server, &admin, "/api/events/poll").await, before, "nothing of it is in the log");
        assert_eq!(read(&server, &lan, &id, "after=0").await.len(), 4);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conversations_are_found_by_their_words() {
    for server in Server::both().await {
        let (lan, _) = server.register("lan").await;
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        let made = json!({"subject": "Hoá đơn tháng Mười", "message": "Tôi muốn HOÀN TIỀN đơn #4711"});
        let id = post(&server, &lan, "/api/chat/rooms", made).await.json()["room"]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        room(&server, &lan).await;
        for (query, count) in [
            ("hoan", 1),
            ("hoàn tiền", 1),
            ("tien hoan", 1),
            ("4711", 1),
            ("thang muoi", 1),
            ("hoan dau", 0),
            ("lan@example", 2),
            ("' OR 1=1 --", 0),
            ("%", 0),
            ("_", 0),
        ] {
            let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
            assert_eq!(found(&server, &admin, &format!("view=all&q={query}")).await, count, "{query}");
        }
        assert_eq!(found(&server, &lan, "q=lan").await, 0, "one's own name is no word of a conversation");
        // What is written next is found next; another subject replaces the old one.
        say(&server, &lan, &id, json!({"message": "ร้านอาหารของฉัน"})).await;
        let thai: String = url::form_urlencoded::byte_serialize("อาหาร".as_bytes()).collect();
        assert_eq!(found(&server, &lan, &format!("q={thai}")).await, 1);
        let change = Ask::new("PATCH", &to(&id, "")).bearer(&admin).json(&json!({"subject": "Refund"}));
        assert_eq!(server.ask(change).await.status, 200);
        assert_eq!((found(&server, &lan, "q=muoi").await, found(&server, &lan, "q=refund").await), (0, 1));
        assert_eq!(found(&server, &lan, "q=4711").await, 1, "the messages are still there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn articles_are_suggested_and_what_helped_is_counted() {
    for server in Server::both().await {
        let suggested = async |query: &str| {
            let answer = server.ask(Ask::get(&format!("/api/help/suggestions?{query}"))).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let items = answer.json()["items"].as_array().expect("items").clone();
            items.iter().map(|item| item["slug"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(suggested("q=refund").await, Vec::<String>::new(), "there are none yet");
        help::add_starters(&server.services).await.expect("articles");
        assert_eq!(
            suggested("q=how+do+i+get+a+refund&locale=en").await.first().map(String::as_str),
            Some("refunds")
        );
        assert_eq!(
            suggested("q=lam+sao+de+hoan+tien&locale=vi").await.first().map(String::as_str),
            Some("refunds")
        );
        for none in ["", "q=", "q=xyzzy+plugh+quux", "q=the+weather+is+nice+in+hanoi+today"] {
            assert_eq!(suggested(none).await, Vec::<String>::new(), "{none}");
        }
        assert!(suggested("q=publish+refund+payout+seller+domain").await.len() <= 3);
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        for _ in 0..5 {
            assert_eq!(server.ask(Ask::post("/api/help/articles/refunds/helped")).await.status, 204);
        }
        assert_eq!(server.ask(Ask::post("/api/help/articles/nothing/helped")).await.status, 404);
        let all = get(&server, &admin, "/api/admin/help/articles?limit=100").await;
        let counted: Vec<_> =
            all["items"].as_array().expect("items").iter().filter(|item| item["helped"] != 0).collect();
        assert_eq!(counted.len(), 1, "one language's");
        assert_eq!(
            (&counted[0]["slug"], &counted[0]["helped"]),
            (&json!("refunds"), &json!(3)),
            "as often as one network may"
        );
        let public = server.ask(Ask::get("/api/help/articles?q=refund")).await.json();
        assert!(public["items"][0].get("helped").is_none());
        // What an admin changes is searched at once.
        let id = counted[0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/admin/help/articles/{id}");
        let locale = counted[0]["locale"].as_str().expect("a language").to_owned();
        let change = Ask::new("PATCH", &path).bearer(&admin).json(&json!({"title": "Xylophone lessons"}));
        assert_eq!(server.ask(change).await.status, 200);
        assert_eq!(suggested(&format!("q=xylophone&locale={locale}")).await, ["refunds"]);
        assert_eq!(server.ask(Ask::new("DELETE", &path).bearer(&admin)).await.status, 204);
        assert_eq!(suggested(&format!("q=xylophone&locale={locale}")).await, Vec::<String>::new());
    }
}
