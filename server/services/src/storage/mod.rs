//! Where bytes are kept: uploads and published sites. The database says what they are; this keeps them.

mod local;
mod sweep;

pub use local::LocalObjects;
pub use sweep::sweep;

use bytes::Bytes;
use futures::future::BoxFuture;
use landinghub::Timestamp;
use std::fmt;
use std::io;

/// The name of an object: segments of `a-z 0-9 . _ -` between slashes, none of them of dots alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// Checks a name; whatever could leave the store's folder is no name.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let segment_fits = |segment: &str| {
            !segment.is_empty()
                && !segment.starts_with('.')
                && segment
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'))
        };
        (text.len() <= 200 && text.split('/').all(segment_fits)).then_some(Self(text))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place for bytes. After `put` answers they are there, whole, whatever happens next.
pub trait ObjectStore: Send + Sync {
    /// Keeps bytes under a name, in place of what was there.
    fn put(&self, key: ObjectKey, bytes: Bytes) -> BoxFuture<'_, io::Result<()>>;
    /// The bytes, or `None` where there are none under this name.
    fn get(&self, key: ObjectKey) -> BoxFuture<'_, io::Result<Option<Bytes>>>;
    /// Forgets bytes; that there are none is fine.
    fn delete(&self, key: ObjectKey) -> BoxFuture<'_, io::Result<()>>;
    /// Whether there are bytes under this name.
    fn exists(&self, key: ObjectKey) -> BoxFuture<'_, io::Result<bool>>;
    /// Every name that was written before a moment.
    fn list(&self, before: Timestamp) -> BoxFuture<'_, io::Result<Vec<ObjectKey>>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for good in ["uploads/ab12/image.jpg", "sites/00ff/index.html.br", "a"] {
            assert!(ObjectKey::new(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "/a",
            "a/",
            "a//b",
            "../a",
            "a/../b",
            "a/.b",
            "a\\b",
            "a b",
            "A",
            "a\0",
            "é",
            &"a".repeat(201),
        ] {
            assert!(ObjectKey::new(bad).is_none(), "{bad}");
        }
    }
}
