//! Browsers whose access cookie is over: pages and server functions refresh by themselves, REST says so.

use crate::client::{Ask, cookies};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_refreshes_the_session_by_itself() {
    for server in Server::both().await {
        let (_, registered) = server.register("reader").await;
        let jar = cookies(&registered);
        let refresh_only = format!("lh_refresh={}", jar["lh_refresh"]);

        let page = server.ask(Ask::get("/dashboard").header("cookie", &refresh_only)).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("reader@example.com"), "it knows who asks");
        let new = cookies(&page);
        assert!(new["lh_access"] != jar["lh_access"] && new["lh_refresh"] != jar["lh_refresh"]);
        for line in page.all("set-cookie") {
            assert!(line.contains("HttpOnly") && line.contains("Path=/"), "{line}");
        }

        let stale = format!("lh_access=x.y.z; lh_refresh={}", new["lh_refresh"]);
        let again = server.ask(Ask::get("/pages").header("cookie", &stale)).await;
        assert_eq!(again.status, 200);
        let newer = cookies(&again);
        let rest = server
            .ask(Ask::get("/api/auth/me").header("cookie", &format!("lh_access={}", newer["lh_access"])))
            .await;
        assert_eq!(rest.status, 200);
        let rest = server
            .ask(
                Ask::get("/api/auth/me")
                    .header("cookie", &format!("lh_access=x.y.z; lh_refresh={}", newer["lh_refresh"])),
            )
            .await;
        assert_eq!(rest.status, 401, "REST leaves the refresh to its client");
        assert!(rest.all("set-cookie").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_over_is_forgotten() {
    let server = Server::start().await;
    let (token, registered) = server.register("leaver").await;
    let jar = cookies(&registered);
    let cookie = format!("lh_access={}; lh_refresh={}", jar["lh_access"], jar["lh_refresh"]);
    assert_eq!(server.ask(Ask::post("/api/auth/logout").header("cookie", &cookie)).await.status, 204);
    assert_eq!(server.ask(Ask::get("/api/auth/me").bearer(&token)).await.status, 401);
    let home = server.ask(Ask::get("/").header("cookie", &cookie)).await;
    assert_eq!(home.status, 200);
    assert!(!home.text().contains("leaver@example.com"));
    let lines = home.all("set-cookie");
    assert!(
        lines.iter().any(|line| line.starts_with("lh_refresh=;") && line.contains("Max-Age=0")),
        "{lines:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_tabs_refresh_at_once_and_all_stay_logged_in() {
    let server = Server::start().await;
    let (_, registered) = server.register("tabs").await;
    let cookie = format!("lh_refresh={}", cookies(&registered)["lh_refresh"]);
    let asks = (0..5).map(|_| server.ask(Ask::get("/dashboard").header("cookie", &cookie)));
    for answer in futures::future::join_all(asks).await {
        assert_eq!(answer.status, 200);
        let access = cookies(&answer)["lh_access"].clone();
        assert_eq!(server.ask(Ask::get("/api/auth/me").bearer(&access)).await.status, 200);
    }
}
