//! Pages taken down and abuse reported, as the contract has it; the numbers admins and sellers see.

use crate::client::Ask;
use crate::market::{Market, market, person};
use crate::server::Server;
use landinghub::account::Role;
use serde_json::json;

fn rest_of<'u>(url: &'u str, host: &str) -> &'u str {
    url.split_once(host).map(|(_, rest)| rest).expect("an address there")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_taken_down_answers_451_everywhere() {
    for server in Server::both().await {
        let Market { admin, seller, lan, listing } = market(&server, "VND", 199_000).await;
        let shown = server.ask(Ask::get(&format!("/api/marketplace/{listing}")).bearer(&lan)).await.json();
        let page = shown["page_id"].as_str().expect("a page").to_owned();
        let slug = server.ask(Ask::get(&format!("/api/pages/{page}")).bearer(&seller)).await.json()["slug"]
            .as_str()
            .expect("a slug")
            .to_owned();
        let host = server.sub(&slug);
        let deployed = server.ask(Ask::post(&format!("/api/pages/{page}/deploy")).bearer(&seller)).await;
        assert_eq!(deployed.status, 200, "{}", deployed.text());
        assert_eq!(server.ask_host(&host, Ask::get("/")).await.status, 200);
        let picture = shown["gallery"][0]["url"].as_str().expect("a picture").to_owned();
        let content = picture.split('/').nth(2).expect("a host").to_owned();
        let drawn = server.ask_host(&content, Ask::get(rest_of(&picture, &content))).await;
        assert_eq!((drawn.status, drawn.header("content-type")), (200, Some("image/svg+xml")));
        assert!(drawn.header("content-security-policy").expect("a policy").contains("sandbox"));
        let tag = drawn.header("etag").expect("a tag").to_owned();
        let again = Ask::get(rest_of(&picture, &content)).header("if-none-match", &tag);
        assert_eq!(server.ask_host(&content, again.clone()).await.status, 304);

        let path = format!("/api/admin/pages/{page}/takedown");
        let reason = json!({ "reason": "Phishing" });
        assert_eq!(server.ask(Ask::post(&path).bearer(&seller).json(&reason)).await.status, 403);
        let empty = server.ask(Ask::post(&path).bearer(&admin).json(&json!({ "reason": " " }))).await;
        assert_eq!((empty.status, empty.problem().as_str()), (422, "validation_failed"));
        let down = server.ask(Ask::post(&path).bearer(&admin).json(&reason)).await;
        assert_eq!(down.status, 200, "{}", down.text());
        assert_eq!(down.json()["listings"], json!([listing]));
        let twice = server.ask(Ask::post(&path).bearer(&admin).json(&reason)).await;
        assert_eq!((twice.status, twice.problem().as_str()), (409, "conflict"));
        for target in ["/", "/robots.txt?x", "/?sent=x"] {
            let answer = server.ask_host(&host, Ask::get(target)).await;
            assert!(answer.status == 451 || target.starts_with("/robots"), "{target}: {}", answer.status);
        }
        assert_eq!(server.ask_host(&host, Ask::get("/")).await.header("cache-control"), Some("no-store"));
        assert_eq!(server.ask_host(&content, again).await.status, 451);
        let redeployed = server.ask(Ask::post(&format!("/api/pages/{page}/deploy")).bearer(&seller)).await;
        assert_eq!((redeployed.status, redeployed.problem().as_str()), (451, "taken_down"));
        assert_eq!(server.ask(Ask::get(&format!("/api/marketplace/{listing}"))).await.status, 404);
        let lifted = server.ask(Ask::new("DELETE", &path).bearer(&admin)).await;
        assert_eq!(lifted.status, 204);
        assert_eq!(server.ask_host(&host, Ask::get("/")).await.status, 200);
        assert_eq!(server.ask(Ask::get(&format!("/api/marketplace/{listing}"))).await.status, 200);
        let log = server.ask(Ask::get("/api/admin/audit?action=page.").bearer(&admin)).await.json();
        let actions: Vec<&str> = log["items"]
            .as_array()
            .expect("entries")
            .iter()
            .filter_map(|entry| entry["action"].as_str())
            .collect();
        assert_eq!(actions, ["page.put_back", "page.taken_down"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn abuse_is_reported_without_an_account_once() {
    for server in Server::both().await {
        let (admin, _) = person(&server, "admin", Role::Admin).await;
        let body = json!({ "url": "http://somewhere.example/x", "reason": "phishing", "detail": "It asks for cards.", "status": "acted" });
        let ask = || Ask::post("/api/reports").header("idempotency-key", "report-one").json(&body);
        let made = server.ask(ask()).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!((&made.json()["status"], &made.json()["reason"]), (&json!("open"), &json!("phishing")));
        let again = server.ask(ask()).await;
        assert_eq!(
            (again.status, again.header("idempotency-replayed"), &again.body),
            (201, Some("true"), &made.body)
        );
        for wrong in
            [json!({}), json!({ "url": "x", "reason": "spam" }), json!({ "url": "http://a.example" })]
        {
            let refused = server.ask(Ask::post("/api/reports").json(&wrong)).await;
            assert_eq!((refused.status, refused.problem().as_str()), (422, "validation_failed"), "{wrong}");
        }
        let open = server.ask(Ask::get("/api/admin/reports").bearer(&admin)).await.json();
        assert_eq!(open["items"].as_array().map(Vec::len), Some(1));
        let id = open["items"][0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/admin/reports/{id}/decide");
        let closed = server
            .ask(Ask::post(&path).bearer(&admin).json(&json!({ "decision": "act", "note": "Done" })))
            .await;
        assert_eq!((closed.status, &closed.json()["status"]), (200, &json!("acted")));
        assert_eq!(
            server.ask(Ask::post(&path).bearer(&admin).json(&json!({ "decision": "act" }))).await.status,
            409
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_are_whole_days_of_what_happened() {
    for server in Server::both().await {
        let Market { admin, seller, .. } = market(&server, "THB", 9_900).await;
        let answer = server.ask(Ask::get("/api/admin/analytics").bearer(&admin)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let numbers = answer.json();
        assert_eq!(numbers["days"].as_array().map(Vec::len), Some(30));
        assert_eq!((&numbers["totals"]["listings"], &numbers["totals"]["sellers"]), (&json!(1), &json!(1)));
        let day = numbers["to"].as_str().expect("a day");
        let one = server
            .ask(Ask::get(&format!("/api/admin/analytics?from={day}&to={day}")).bearer(&admin))
            .await
            .json();
        assert_eq!(one["days"].as_array().map(Vec::len), Some(1));
        assert!(one["days"][0]["users"].as_u64() >= Some(3), "{one}");
        for wrong in ["from=x", "from=2026-13-01", "from=2026-02-02&to=2026-01-01", "from=2001-01-01"] {
            let refused = server.ask(Ask::get(&format!("/api/admin/analytics?{wrong}")).bearer(&admin)).await;
            assert_eq!(refused.status, 422, "{wrong}");
        }
        let stats = server.ask(Ask::get("/api/dashboard/stats").bearer(&seller)).await.json();
        assert_eq!((&stats["pages"], &stats["sales"], &stats["revenue"]), (&json!(1), &json!(0), &json!([])));
        assert_eq!(stats["days"].as_array().map(Vec::len), Some(30));
        let sales = server.ask(Ask::get("/api/orders/sales").bearer(&seller)).await.json();
        assert_eq!(
            (&sales["items"], &sales["next_cursor"], &sales["totals"]),
            (&json!([]), &json!(null), &json!([]))
        );
    }
}
