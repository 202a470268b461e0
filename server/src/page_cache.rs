//! Pages that all strangers see alike, kept rendered: home and the marketplace as they find them. What is kept is as new as the last
//! change of what is for sale, which is asked for each time; the rest of it (a picture that was drawn meanwhile) may be
//! [`FRESH`] old. Only what is asked for a second time is kept: most addresses of a search are nobody else's.

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
/// Addresses that are remembered without their pages.
const MOST_ASKED: u64 = 10_000;
/// Longer addresses are nobody's habit.
const LONGEST: usize = 300;

/// What a page differs by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    address: String,
    locale: Locale,
    theme: Theme,
}

impl Key {
    /// The address's key, if what is there may be kept.
    pub fn of(uri: &Uri, locale: Locale, theme: Theme) -> Option<Self> {
        let address = uri.path_and_query()?.as_str();
        (matches!(uri.path(), "/" | "/marketplace") && address.len() <= LONGEST).then(|| Self {
            address: address.to_owned(),
            locale,
            theme,
        })
    }
}

/// A page as it was rendered.
#[derive(Debug)]
struct Kept {
    /// The last change of what is for sale when rendering began.
    moment: i64,
    headers: HeaderMap,
    /// The page's text, cut where its nonce stood.
    parts: Vec<String>,
    bytes: usize,
}

/// Rendered pages.
#[derive(Clone, Debug)]
pub struct PageCache {
    kept: Cache<Key, Arc<Kept>>,
    /// What was asked for a moment ago.
    asked: Cache<Key, ()>,
}

impl Default for PageCache {
    fn default() -> Self {
        let weight = |_: &Key, kept: &Arc<Kept>| u32::try_from(kept.bytes).unwrap_or(u32::MAX);
        Self {
            kept: Cache::builder().weigher(weight).max_capacity(MOST_BYTES).time_to_live(FRESH).build(),
            asked: Cache::builder().max_capacity(MOST_ASKED).time_to_live(FRESH).build(),
        }
    }
}

impl PageCache {
    /// Whether a page is worth keeping: somebody asked for it a moment ago, too.
    pub fn is_wanted(&self, key: &Key) -> bool {
        if self.kept.contains_key(key) || self.asked.contains_key(key) {
            return true;
        }
        self.asked.insert(key.clone(), ());
        false
    }

    /// The page as it is at a moment of the market, with the nonce of this answer.
    pub fn get(&self, key: &Key, moment: i64, nonce: &str) -> Option<Response> {
        let kept = self.kept.get(key).filter(|kept| kept.moment == moment)?;
        let mut response = Body::from(kept.parts.join(nonce)).into_response();
        *response.headers_mut() = kept.headers.clone();
        Some(response)
    }

    /// Keeps a page that was rendered with a nonce, not before that moment, and answers it.
    pub async fn keep(&self, key: Key, moment: i64, nonce: &str, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        let Ok(bytes) = to_bytes(body, usize::MAX).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        if parts.status == StatusCode::OK && !nonce.is_empty() {
            self.insert(key, moment, nonce, parts.headers.clone(), &bytes);
        }
        Response::from_parts(parts, Body::from(bytes))
    }

    fn insert(&self, key: Key, moment: i64, nonce: &str, headers: HeaderMap, bytes: &Bytes) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            let parts = text.split(nonce).map(str::to_owned).collect();
            self.kept.insert(key, Arc::new(Kept { moment, headers, parts, bytes: bytes.len() }));
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
        let key = Key::of(&uri, Locale::En, Theme::System).expect("may be kept");
        assert!(!cache.is_wanted(&key), "the first time");
        assert!(cache.is_wanted(&key), "and again");
        let page = "<script nonce=\"one\">1</script><script nonce=\"one\">2</script>";
        let first = cache.keep(key.clone(), 7, "one", page.into_response()).await;
        assert_eq!(to_bytes(first.into_body(), 1000).await.expect("bytes"), page);
        let second = cache.get(&key, 7, "two").expect("kept");
        assert_eq!(to_bytes(second.into_body(), 1000).await.expect("bytes"), page.replace("one", "two"));
        assert!(cache.get(&key, 8, "two").is_none(), "something has changed");
        assert!(cache.get(&Key { locale: Locale::Vi, ..key }, 7, "two").is_none());
        for other in ["/legal", "/marketplace/abc", "/cart"] {
            assert!(
                Key::of(&other.parse().expect("an address"), Locale::En, Theme::System).is_none(),
                "{other}"
            );
        }
    }
}
