//! The files of the font families in [`landinghub::fonts`].

use rust_embed::RustEmbed;
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../fonts"]
struct Fonts;

/// A file by its name. What is behind a name never changes.
pub fn file(name: &str) -> Option<Cow<'static, [u8]>> {
    Fonts::get(name)
        .filter(|_| name.rsplit_once('.').is_some_and(|(_, kind)| kind == "woff2"))
        .map(|file| file.data)
}
