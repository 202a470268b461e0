//! The site's own files.

use crate::client::Ask;
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_outside_the_site_are_not_served() {
    let server = Server::start().await;
    for path in
        ["/Cargo.toml", "/jwt_secret", "/pkg", "/pkg/", "/.env", "/pkg/landinghub.js.br", "//etc/passwd"]
    {
        let answer = server.ask(Ask::get(path)).await;
        assert!(matches!(answer.status, 404), "{path}: {}", answer.status);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_compressed_for_those_who_can_read_it() {
    let server = Server::start().await;
    for (accepted, encoding) in [("br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let answer = server.ask(Ask::get("/api/openapi.json").header("accept-encoding", accepted)).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, encoding));
    }
}
