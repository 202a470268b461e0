//! Pages that all strangers see alike, kept rendered: home and the marketplace as they find them. What is kept is as new as the last
//! change of what is for sale, which is asked for each time; the rest of it (a picture that was drawn meanwhile) may be
//! [`FRESH`] old.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use landinghub::account::{Locale, Theme};
use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;

/// How long a page is kept.
const FRESH: Duration = Duration::from_secs(2);
/// Bytes of all that is kept.
const MOST_BYTES: u64 = 16 << 20;
/// Longer addresses are nobody's habit.
const LONGEST: usize = 300;

/// What a page differs by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    address: String,
    locale: Locale,
    theme: Theme,
    /// The last change of what is for sale when rendering began.
    moment: i64,
}

impl Key {
    /// The address's key, if what is there may be kept.
    pub fn of(uri: &Uri, locale: Locale, theme: Theme) -> Option<Self> {
        let address = uri.path_and_query()?.as_str();
        (matches!(uri.path(), "/" | "/marketplace") && address.len() <= LONGEST).then(|| Self {
            address: address.to_owned(),
            locale,
            theme,
            moment: 0,
        })
    }

    /// At a moment of the market.
    #[must_use]
    pub fn at(self, moment: i64) -> Self {
        Self { moment, ..self }
    }
}

/// A page as it was rendered.
#[derive(Debug)]
struct Kept {
    headers: HeaderMap,
    /// The page's text, cut where its nonce stood.
    parts: Vec<String>,
    bytes: usize,
}

/// Rendered pages.
#[derive(Clone, Debug)]
pub struct PageCache(Cache<Key, Arc<Kept>>);

impl Default for PageCache {
    fn default() -> Self {
        let weight = |_: &Key, kept: &Arc<Kept>| u32::try_from(kept.bytes).unwrap_or(u32::MAX);
        Self(Cache::builder().weigher(weight).max_capacity(MOST_BYTES).time_to_live(FRESH).build())
    }
}

impl PageCache {
    /// The page, with the nonce of this answer.
    pub fn get(&self, key: &Key, nonce: &str) -> Option<Response> {
        let kept = self.0.get(key)?;
        let mut response = Body::from(kept.parts.join(nonce)).into_response();
        *response.headers_mut() = kept.headers.clone();
        Some(response)
    }

    /// Keeps a page that was rendered with a nonce, and answers it.
    pub async fn keep(&self, key: Key, nonce: &str, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        let Ok(bytes) = to_bytes(body, usize::MAX).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        if parts.status == StatusCode::OK && !nonce.is_empty() {
            self.insert(key, nonce, parts.headers.clone(), &bytes);
        }
        Response::from_parts(parts, Body::from(bytes))
    }

    fn insert(&self, key: Key, nonce: &str, headers: HeaderMap, bytes: &Bytes) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            let parts = text.split(nonce).map(str::to_owned).collect();
            self.0.insert(key, Arc::new(Kept { headers, parts, bytes: bytes.len() }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_kept_page_has_the_nonce_of_its_answer() {
        let cache = PageCache::default();
        let uri: Uri = "/marketplace?q=a".parse().expect("an address");
        let key = Key::of(&uri, Locale::En, Theme::System).expect("may be kept").at(7);
        let page = "<script nonce=\"one\">1</script><script nonce=\"one\">2</script>";
        let first = cache.keep(key.clone(), "one", page.into_response()).await;
        assert_eq!(to_bytes(first.into_body(), 1000).await.expect("bytes"), page);
        let second = cache.get(&key, "two").expect("kept");
        assert_eq!(to_bytes(second.into_body(), 1000).await.expect("bytes"), page.replace("one", "two"));
        assert!(cache.get(&key.clone().at(8), "two").is_none(), "something has changed");
        assert!(cache.get(&Key { locale: Locale::Vi, ..key }, "two").is_none());
        for other in ["/legal", "/marketplace/abc", "/cart"] {
            assert!(
                Key::of(&other.parse().expect("an address"), Locale::En, Theme::System).is_none(),
                "{other}"
            );
        }
    }
}
