//! Server functions: the private half of the interface, under the same rules as REST.

use crate::client::{Answer, Ask};
use crate::server::Server;
use std::collections::BTreeMap;

/// Who may call a server function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Everybody.
    Public,
    /// Whoever is logged in, for what is their own.
    Own,
    /// The owner of the page `id`.
    Page,
    /// The owner of the pages `ids`.
    Pages,
    /// The owner of the session `id`.
    Session,
    /// A form of a document: a stranger is sent to the login, whoever may not is told so, and nothing happens.
    Form,
}

use Access::{Form, Own, Page, Pages, Public, Session};

/// Name, access, arguments.
const TABLE: &[(&str, Access, &str)] = &[
    ("login", Public, "email=x&password=x"),
    ("register", Public, "name=&email=&password="),
    ("forgot", Public, "email=x"),
    ("reset", Public, "token=x&password=x"),
    ("verify", Public, "token=x"),
    ("logout", Public, ""),
    ("choose_locale", Public, "locale=vi"),
    ("choose_theme", Public, "theme=dark"),
    // Forms of documents: a stranger is sent to the login.
    ("like_listing", Form, "id=x&on=1"),
    ("post_review", Form, "id=x&rating=5&comment=x"),
    ("reply_review", Form, "id=x&comment=x"),
    ("try_listing", Form, "id=x"),
    ("take_update", Form, "page=x&order=x&revision=x"),
    ("cart_add", Form, "id=x"),
    ("cart_remove", Form, "id=x"),
    ("place_order", Form, "listing=x&method=sandbox"),
    ("pay_order", Form, "id=x&method=sandbox"),
    ("cancel_order", Form, "id=x"),
    ("ask_refund", Form, "id=x&reason=x"),
    ("apply_seller", Form, "store_name=x"),
    ("save_listing", Form, "page=x&title=x&amount=1&currency=USD"),
    ("submit_listing", Form, "id=x"),
    ("withdraw_listing", Form, "id=x"),
    ("recall_listing", Form, "id=x"),
    ("resolve_order", Form, "id=x"),
    ("request_payout", Form, ""),
    ("approve_listing", Form, "id=x"),
    ("reject_listing", Form, "id=x&reason=x"),
    ("suspend_listing", Form, "id=x&reason=x"),
    ("decide_seller", Form, "id=x"),
    ("refuse_seller", Form, "id=x&reason=x"),
    ("save_support", Form, "most=20"),
    ("save_canned", Form, "shortcut=x&body=x"),
    ("delete_canned", Form, "id=x"),
    ("change_user", Form, "id=x&role=admin"),
    ("page_from_brief", Own, "brief=A+bakery"),
    ("save_article", Form, "title=x&body=x"),
    ("delete_article", Form, "id=x"),
    ("save_ai", Form, "tone=x"),
    ("refund_order", Form, "id=x&reason=x"),
    ("approve_payout", Form, "id=x"),
    ("fail_payout", Form, "id=x&reason=x"),
    ("retry_delivery", Form, "id=x"),
    ("discard_delivery", Form, "id=x"),
    ("read_notifications", Form, "id=x"),
    ("save_notifications", Form, ""),
    ("confirm_totp", Form, "code=123456"),
    ("end_totp", Form, "code=123456"),
    ("add_domain", Form, "id=x&domain=www.example.com"),
    ("verify_domain", Form, "id=x&domain=www.example.com"),
    ("remove_domain", Form, "id=x&domain=www.example.com"),
    ("save_address", Form, "id=x&name=x"),
    ("default_address", Form, "id=x"),
    ("delete_address", Form, "id=x"),
    ("return_payout", Form, "id=x&reason=x"),
    ("decline_order", Form, "id=x&reason=x"),
    ("accept_refund", Form, "id=x"),
    ("decline_refund", Form, "id=x&reason=x"),
    ("take_down", Form, "id=x&reason=x"),
    ("lift_takedown", Form, "id=x"),
    ("decide_report", Form, "id=x&decision=act"),
    ("report_abuse", Public, "url=x&reason=x"),
    ("save_profile", Form, "name=Taken&locale=en&theme=dark"),
    ("change_password", Form, "current_password=x&password=a-long-new-one"),
    ("change_email", Form, "current_password=x&email=y%40example.com"),
    ("resend_verification", Own, ""),
    ("end_session", Session, ""),
    ("create_page", Own, "title=x"),
    ("import_page", Own, "html=%3Cp%3Ex"),
    ("duplicate_page", Page, ""),
    ("rename_page", Page, "title=Taken"),
    ("trash_page", Page, ""),
    ("restore_page", Page, ""),
    ("trash_pages", Pages, ""),
    ("restore_pages", Pages, ""),
    ("delete_upload", Page, ""),
];

async fn call(server: &Server, name: &str, arguments: &str, token: Option<&str>) -> Answer {
    let ask = Ask::post(&format!("/_fn/{name}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json");
    let ask = match token {
        Some(token) => ask.header("cookie", &format!("lh_access={token}")),
        None => ask,
    };
    server.ask(ask.body(arguments)).await
}

fn code(answer: &Answer) -> String {
    let json = answer.json();
    let code = json["Err"]["code"].as_str().or_else(|| json["code"].as_str());
    code.unwrap_or_else(|| panic!("no refusal: {json}")).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_function_has_its_row_and_keeps_to_it() {
    let table: BTreeMap<&str, (Access, &str)> =
        TABLE.iter().map(|(name, access, arguments)| (*name, (*access, *arguments))).collect();
    for server in Server::both().await {
        let (owner, _) = server.register("owner").await;
        let (stranger, _) = server.register("stranger").await;
        let page = server.page(&owner, "Private plans").await;
        let session =
            server.ask(Ask::get("/api/auth/sessions").bearer(&owner)).await.json()["items"][0]["id"]
                .as_str()
                .expect("a session")
                .to_owned();
        let mut checked = 0;
        for (path, method) in leptos::server_fn::axum::server_fn_paths() {
            let name = path.strip_prefix("/_fn/").unwrap_or_else(|| panic!("{path} isn't below /_fn"));
            assert_eq!(method, "POST", "{path} could be called by a link");
            let (access, arguments) = *table.get(name).unwrap_or_else(|| panic!("{path} has no row"));
            checked += 1;
            let broken = call(&server, name, "%00=%00&%FF", Some(&owner)).await;
            assert!(broken.status < 500, "{path}: {}", broken.text());
            let with = |id: &str| match access {
                Page | Session => format!("id={id}&{arguments}"),
                Pages => format!("ids[]={id}&{arguments}"),
                _ => arguments.to_owned(),
            };
            if access == Form {
                refused_form(&server, name, arguments, &stranger).await;
                continue;
            }
            if access == Public {
                continue;
            }
            let anonymous = call(&server, name, &with(&page), None).await;
            assert_eq!(code(&anonymous), "unauthenticated", "{path}");
            let id = match access {
                Page | Pages => &page,
                Session => &session,
                _ => continue,
            };
            let theirs = call(&server, name, &with(id), Some(&stranger)).await;
            assert_eq!(code(&theirs), "not_found", "{path}");
            let missing = call(&server, name, &with("00000000000000000000000000"), Some(&stranger)).await;
            assert_eq!(
                (missing.status, missing.body),
                (theirs.status, theirs.body),
                "{path}: like a missing one"
            );
        }
        assert!(checked >= 20, "{checked} server functions");
        let untouched = server.ask(Ask::get(&format!("/api/pages/{page}")).bearer(&owner)).await.json();
        assert_eq!(
            (untouched["title"].as_str(), untouched["status"].as_str()),
            (Some("Private plans"), Some("draft"))
        );
        assert_eq!((server.pages(&owner).await, server.pages(&stranger).await), (1, 0));
    }
}

/// A form of the market's posted by somebody who isn't logged in, and by somebody whose things these aren't.
async fn refused_form(server: &Server, name: &str, arguments: &str, stranger: &str) {
    let post = async |token: Option<&str>| {
        let ask = Ask::post(&format!("/_fn/{name}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html");
        let ask = match token {
            Some(token) => ask.header("cookie", &format!("lh_access={token}")),
            None => ask,
        };
        let answer = server.ask(ask.body(arguments)).await;
        assert_eq!(answer.status, 302, "{name}: {}", answer.text());
        answer.header("location").unwrap_or_default().to_owned()
    };
    let location = post(None).await;
    assert!(location.starts_with("/auth?next=/"), "{name}: a stranger goes to {location}");
    let location = post(Some(stranger)).await;
    assert!(location.starts_with('/') && !location.starts_with("/auth"), "{name}: {location}");
    assert!(!location.contains("/pages/"), "{name}: {location}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn arguments_that_do_not_fit_are_the_callers_fault() {
    let server = Server::start().await;
    let (token, _) = server.register("caller").await;
    for (name, arguments) in [
        ("create_page", ""),
        ("create_page", "%00"),
        ("create_page", "title=a%00b"),
        ("rename_page", "nonsense"),
    ] {
        let answer = call(&server, name, arguments, Some(&token)).await;
        assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{name} {arguments}");
    }
    let large = call(&server, "create_page", &format!("title={}", "x".repeat(3 << 20)), Some(&token)).await;
    assert_eq!((large.status, large.problem().as_str()), (413, "payload_too_large"));
    assert_eq!(server.pages(&token).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_without_script_is_sent_back_to_us_only() {
    let server = Server::start().await;
    for referer in ["https://evil.example/x", "//evil.example", "/\\evil.example"] {
        let ask = Ask::post("/_fn/choose_theme").header("accept", "text/html").header("referer", referer);
        let answer = server
            .ask(ask.header("content-type", "application/x-www-form-urlencoded").body("theme=dark"))
            .await;
        assert_eq!(answer.status, 302);
        let location = answer.header("location").expect("somewhere");
        assert!(
            location.starts_with('/')
                && !location.starts_with("//")
                && !location.contains('\\')
                && !location.contains("evil"),
            "{location}"
        );
    }
    let ask = Ask::post("/_fn/choose_theme")
        .header("accept", "text/html")
        .header("referer", &format!("{}/auth/login?next=%2Fpages", server.origin()));
    let answer =
        server.ask(ask.header("content-type", "application/x-www-form-urlencoded").body("theme=dark")).await;
    assert_eq!(answer.header("location"), Some("/auth/login?next=%2Fpages"));
}
