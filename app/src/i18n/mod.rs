//! Words of the interface in English, Vietnamese and Thai.
//!
//! The dictionaries are part of the server only. It renders with them and writes the ones a page needs into
//! its `lh-boot` script (see [`crate::boot`]), from which the browser reads them back once: WebAssembly
//! holds no text.

#[cfg(feature = "ssr")]
mod dictionaries;
mod format;
#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(feature = "ssr")]
pub use dictionaries::{Area, dictionary, inbox_words, translate_problem};

use landinghub::account::Locale;
use leptos::prelude::use_context;
use std::collections::BTreeMap;

/// Key → sentence.
pub type Words = BTreeMap<String, String>;

/// The language of this page. Copy it into closures as you like.
#[derive(Clone, Copy, Debug)]
pub struct I18n {
    locale: Locale,
    words: &'static Words,
}

static NO_WORDS: Words = Words::new();

/// The language of this page, from the context.
pub fn use_i18n() -> I18n {
    use_context().unwrap_or(I18n { locale: Locale::En, words: &NO_WORDS })
}

impl I18n {
    /// A language with its words.
    pub const fn new(locale: Locale, words: &'static Words) -> Self {
        Self { locale, words }
    }

    /// The words themselves, to be sent along.
    #[cfg(feature = "ssr")]
    pub const fn words(self) -> &'static Words {
        self.words
    }

    /// Which language it is.
    pub const fn locale(self) -> Locale {
        self.locale
    }

    /// The words for a key; the key itself where there are none, so that a gap is seen and nothing fails.
    pub fn t(self, key: &'static str) -> &'static str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// The words for a key that is put together, if there are any.
    pub fn find(self, key: &str) -> Option<&'static str> {
        self.words.get(key).map(String::as_str)
    }

    /// The words for a key, each `{name}` in them replaced by its value.
    pub fn t_with(self, key: &'static str, values: &[(&str, &str)]) -> String {
        fill(self.t(key), values)
    }

    /// The words for a number of things: `key.one` for 1 where the language has a singular, else `key.other`;
    /// `{count}` in them is the number.
    pub fn n(self, key: &str, count: u64) -> String {
        let form = if count == 1 && matches!(self.locale, Locale::En) { "one" } else { "other" };
        let words = self.words.get(&format!("{key}.{form}"));
        words.map_or_else(|| key.to_owned(), |words| fill(words, &[("count", &self.number(count))]))
    }
}

fn fill(words: &str, values: &[(&str, &str)]) -> String {
    let mut filled = words.to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}
