//! The site's files, inside the binary: styles, scripts, WebAssembly, fonts, icons.

use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::OnceLock;

/// In release builds the bytes are in the binary; in debug builds they are read from the folder.
#[derive(RustEmbed)]
#[folder = "$LANDINGHUB_EMBED_DIR"]
struct Site;

/// The service worker's own policy: it fetches from here, and nothing from elsewhere.
const WORKER: &str = "sw.js";
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'";

/// Where the browser's half is.
const CODE: &str = "pkg/";

/// Files of many drawings, of which a page shows each by its fragment.
const DRAWINGS: &[&str] = &["icons.svg", "block-icons.svg"];

/// Encodings we may have beside a file, the smallest first.
const ENCODINGS: &[(&str, &str)] = &[("br", ".br"), ("gzip", ".gz")];

/// What the browser's half of this build is called: a hash over its scripts and modules. Modules of one build fit no
/// other, so a page asks for them by it (`?v=`).
pub fn build() -> &'static str {
    static BUILD: OnceLock<String> = OnceLock::new();
    BUILD.get_or_init(|| {
        let is_code = |name: &Cow<'_, str>| {
            let end = std::path::Path::new(&**name).extension();
            name.starts_with(CODE) && end.is_some_and(|end| end == "wasm" || end == "js")
        };
        let mut names: Vec<Cow<'static, str>> = Site::iter().filter(is_code).collect();
        names.sort();
        let mut all = Sha256::new();
        for file in names.iter().filter_map(|name| Site::get(name)) {
            all.update(file.metadata.sha256_hash());
        }
        hex(all.finalize().iter().take(8))
    })
}

/// Whether code of another build is asked for.
fn is_of_another_build(name: &str, query: Option<&str>) -> bool {
    name.starts_with(CODE) && asked_build(query).is_some_and(|asked| asked != build())
}

fn asked_build(query: Option<&str>) -> Option<&str> {
    query?.split('&').find_map(|pair| pair.strip_prefix("v="))
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The file at a path, if there is one.
pub fn serve(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let name = uri.path().trim_start_matches('/');
    if is_of_another_build(name, uri.query()) {
        let gone = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
        return Some((StatusCode::GONE, gone).into_response());
    }
    if ENCODINGS.iter().any(|(_, ending)| name.ends_with(ending)) {
        return None;
    }
    let plain = Site::get(name)?;
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoded = ENCODINGS
        .iter()
        .filter(|(encoding, _)| accepts(accepted, encoding))
        .find_map(|(encoding, ending)| Some((*encoding, Site::get(&format!("{name}{ending}"))?)));
    let (encoding, file) = match encoded {
        Some((encoding, file)) => (Some(encoding), file),
        None => (None, plain),
    };
    let hash = hex(file.metadata.sha256_hash().iter().take(12));
    let etag = HeaderValue::from_str(&format!("\"{hash}\"")).ok()?;
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| matches(tags, &hash));
    let body = if known || method == Method::HEAD { Vec::new() } else { file.data.into_owned() };
    let mut response = (if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK }, body).into_response();
    let answer = response.headers_mut();
    answer.remove(CONTENT_TYPE);
    answer.insert(ETAG, etag);
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(caching(name, uri.query())));
    if name == WORKER {
        answer.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_POLICY));
    }
    if !known {
        let kind = mime_guess::from_path(name).first_or_octet_stream();
        let kind = if kind.type_() == "text" || kind.subtype() == "javascript" {
            format!("{kind}; charset=utf-8")
        } else {
            kind.to_string()
        };
        answer.insert(CONTENT_TYPE, HeaderValue::from_str(&kind).ok()?);
        if let Some(encoding) = encoding {
            answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    Some(response)
}

/// Fonts never change under their name, nor does code under the name of its build, but while it is developed. Other
/// names in `pkg/` don't change with their content, so browsers ask each time, and a 304 is all it costs. Not so the
/// drawings: a browser that has to ask does so, and reads all of them again, for every icon that appears in a page.
fn caching(name: &str, query: Option<&str>) -> &'static str {
    let of_build = name.starts_with(CODE) && asked_build(query).is_some() && !cfg!(debug_assertions);
    if of_build || name.starts_with("fonts/") {
        "public, max-age=31536000, immutable"
    } else if DRAWINGS.contains(&name) {
        "public, max-age=600"
    } else {
        "public, max-age=0, must-revalidate"
    }
}

fn matches(tags: &str, hash: &str) -> bool {
    tags.split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/").trim_matches('"') == hash)
}

/// Whether `Accept-Encoding` allows an encoding (RFC 9110, section 12.5.3); `q=0` forbids it.
fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let name = pieces.next().unwrap_or_default();
        let forbidden = pieces
            .filter_map(|piece| piece.strip_prefix("q="))
            .any(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        name.eq_ignore_ascii_case(encoding) && !forbidden
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_negotiated() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "gzip"));
    }

    #[test]
    fn an_icon_that_appears_asks_for_nothing() {
        for name in DRAWINGS {
            assert_eq!(caching(name, None), "public, max-age=600", "{name}");
        }
        assert_eq!(caching("acts.js", None), "public, max-age=0, must-revalidate");
        assert!(caching("fonts/x.woff2", None).contains("immutable"));
    }

    #[test]
    fn code_of_another_build_is_gone() {
        assert_eq!(build().len(), 16);
        let ask = |target: &str| {
            let uri: Uri = target.parse().expect("an address");
            serve(&Method::GET, &uri, &HeaderMap::new()).map(|answer| answer.status().as_u16())
        };
        // The script, the module that is linked first, and those that are split off.
        for part in ["editor.js", "editor.wasm", "split_editor_more.wasm", "split_editor_rare.wasm"] {
            assert_eq!(ask(&format!("/pkg/{part}?v=0123456789abcdef")), Some(410), "{part}");
        }
        assert_eq!(ask("/pkg/none.wasm?x=1&v=0"), Some(410));
        assert_eq!(ask(&format!("/pkg/none.wasm?v={}", build())), None);
        assert_eq!(ask("/none.svg?v=1"), None);
    }

    #[test]
    fn tags_match_weakly() {
        assert!(matches("\"ab\", W/\"cd\"", "cd") && matches("*", "x") && !matches("\"ab\"", "cd"));
    }
}
