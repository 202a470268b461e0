//! Pages from HTML, and parts of pictures.

use crate::client::Ask;
use crate::server::Server;
use serde_json::{Value, json};

const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";

async fn import(server: &Server, token: &str, title: &str, html: &str) -> crate::client::Answer {
    server.ask(Ask::post("/api/pages").bearer(token).json(&json!({ "title": title, "html": html }))).await
}

fn kinds(page: &Value) -> Vec<&str> {
    let nodes = page["document"]["nodes"].as_object().expect("nodes");
    let mut kinds: Vec<&str> = nodes.values().filter_map(|node| node["kind"].as_str()).collect();
    kinds.sort_unstable();
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_made_from_html_with_a_report() {
    let server = Server::start().await;
    let (token, _) = server.register("importer").await;
    let html = format!(
        "<html lang=vi><title>Quán Mộc</title><script src=/a.js></script><section><h1>Cà phê</h1><p>Ngon <b>lắm</b></p>\
         <img src='data:image/png;base64,{PNG}' alt=Ly><img src='data:image/png;base64,AAAA'><iframe src=https://x.example></iframe></section>"
    );
    let answer = import(&server, &token, "", &html).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let page = answer.json();
    assert_eq!(page["title"], "Quán Mộc");
    assert_eq!(kinds(&page), ["heading", "image", "rich_text", "root", "section"]);
    assert_eq!(page["import_report"]["kept"], 4);
    let codes: Vec<&str> = page["import_report"]["dropped"]
        .as_array()
        .expect("a list")
        .iter()
        .inspect(|row| assert!(row["what"].is_string() && row["why"].is_string(), "{row}"))
        .filter_map(|row| row["code"].as_str())
        .collect();
    assert_eq!(codes, ["script", "frame", "picture"]);
    // The picture is a file of the library now.
    let library = server.ask(Ask::get("/api/uploads").bearer(&token)).await.json();
    let files = library["items"].as_array().expect("files");
    assert_eq!(files.len(), 1);
    assert!(page["document"]["assets"][files[0]["id"].as_str().expect("an id")].is_object());
    // Asked for again, the page has no report.
    let id = page["id"].as_str().expect("an id");
    let again = server.ask(Ask::get(&format!("/api/pages/{id}")).bearer(&token)).await.json();
    assert!(again.get("import_report").is_none());
    assert_eq!(again["document"], page["document"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn html_that_is_none_is_refused_and_nothing_stays() {
    let server = Server::start().await;
    let (token, _) = server.register("importer").await;
    for html in ["", "  \n"] {
        let answer = import(&server, &token, "T", html).await;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "validation_failed"));
        assert!(answer.json()["fields"]["html"].is_string(), "{}", answer.text());
    }
    let both = json!({ "title": "T", "html": "<p>x", "template": "saas-launch" });
    assert_eq!(server.ask(Ask::post("/api/pages").bearer(&token).json(&both)).await.status, 422);
    assert_eq!(import(&server, &token, "", "<p>no title").await.status, 422);
    assert_eq!(server.pages(&token).await, 0);
    for (title, html) in
        [("Words", "just words"), ("Odd", "<table><li></p><b"), ("Script", "<script>alert(1)</script>")]
    {
        assert_eq!(import(&server, &token, title, html).await.status, 201, "{html}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_of_a_picture_is_an_upload_of_its_own() {
    let server = Server::start().await;
    let (token, _) = server.register("owner").await;
    let page = import(&server, &token, "T", &format!("<img src='data:image/png;base64,{PNG}'>")).await.json();
    assert!(page["id"].is_string(), "{page}");
    let uploads =
        || async { server.ask(Ask::get("/api/uploads").bearer(&token)).await.json()["items"].clone() };
    let id = uploads().await[0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/uploads/{id}/crop");
    let whole = json!({ "x": 0, "y": 0, "width": 1, "height": 1 });
    let part = server.ask(Ask::post(&path).bearer(&token).json(&whole)).await;
    assert_eq!(part.status, 201, "{}", part.text());
    assert_ne!(part.json()["id"].as_str(), Some(id.as_str()));
    assert_eq!((part.json()["width"].as_u64(), part.json()["height"].as_u64()), (Some(1), Some(1)));
    for outside in [
        json!({}),
        json!({ "x": 1, "y": 0, "width": 1, "height": 1 }),
        json!({ "x": 0, "y": 0, "width": 4_000_000_000_u32, "height": 1 }),
    ] {
        let answer = server.ask(Ask::post(&path).bearer(&token).json(&outside)).await;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "validation_failed"), "{outside}");
    }
    let (stranger, _) = server.register("stranger").await;
    assert_eq!(server.ask(Ask::post(&path).bearer(&stranger).json(&whole)).await.status, 404);
    assert_eq!(server.ask(Ask::post(&path).json(&whole)).await.status, 401);
    assert_eq!(uploads().await.as_array().map(Vec::len), Some(2));
}

async fn import_file(server: &Server, token: &str, name: &str, bytes: &[u8]) -> crate::client::Answer {
    let head = format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    let body = [head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    let ask = Ask::post("/api/pages/import").bearer(token);
    server.ask(ask.header("content-type", "multipart/form-data; boundary=b").body(body)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_in_a_zip_comes_with_its_styles_and_pictures() {
    let server = Server::start().await;
    let (token, _) = server.register("importer").await;
    let html = format!(
        "<title>Quán Mộc</title><style>.a{{background-color:#123456}}</style>\
         <section class=a><h1>Cà phê</h1><img src='data:image/png;base64,{PNG}' alt=Ly></section>"
    );
    let page = import(&server, &token, "", &html).await.json();
    let path = format!("/api/pages/{}/export", page["id"].as_str().expect("an id"));
    let zip = server.ask(Ask::get(&path).bearer(&token)).await;
    assert_eq!(zip.status, 200);
    // Somebody else takes it over.
    let (other, _) = server.register("other").await;
    let made = import_file(&server, &other, "x.zip", &zip.body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["title"], &made["status"]), (&json!("Quán Mộc"), &json!("draft")));
    let dropped = made["import_report"]["dropped"].as_array().expect("a list").clone();
    assert!(dropped.iter().all(|row| row["code"] == "style"), "{dropped:?}");
    assert_eq!(kinds(&made), ["heading", "image", "root", "section"]);
    assert!(made["document"]["declarations"].to_string().contains("#123456"), "{made}");
    let files = server.ask(Ask::get("/api/uploads").bearer(&other)).await.json()["items"].clone();
    assert_eq!(files.as_array().map(Vec::len), Some(1), "the picture is theirs now");
    assert!(made["document"]["assets"][files[0]["id"].as_str().expect("an id")].is_object());
    let answer = import_file(&server, &other, "Một trang.html", b"<h1>Hi</h1>").await;
    assert_eq!((answer.status, &answer.json()["title"]), (201, &json!("Một trang")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_page_is_refused_and_nothing_stays() {
    let server = Server::start().await;
    let (token, _) = server.register("importer").await;
    for (bytes, status, code) in [
        (b"PK\x03\x04 nonsense".as_slice(), 422, "validation_failed"),
        (b"PK\x05\x06".as_slice(), 422, "validation_failed"),
        (b"just words", 415, "unsupported_media_type"),
        (b"\x89PNG\r\n\x1a\n", 415, "unsupported_media_type"),
        (b"", 415, "unsupported_media_type"),
        (&vec![b'<'; 3 << 20], 422, "validation_failed"),
        (&vec![b'<'; 11 << 20], 413, "payload_too_large"),
    ] {
        let answer = import_file(&server, &token, "x.zip", bytes).await;
        let about = String::from_utf8_lossy(&bytes[..bytes.len().min(20)]);
        assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{about}");
        if status == 422 {
            assert!(answer.json()["fields"]["file"].is_string() && answer.json()["reason"].is_string());
        }
    }
    let none = Ask::post("/api/pages/import").bearer(&token).json(&json!({}));
    assert_eq!(server.ask(none).await.status, 415);
    assert_eq!(server.pages(&token).await, 0);
}
