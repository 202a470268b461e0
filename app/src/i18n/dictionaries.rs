//! The dictionaries themselves: files under `app/locales`, built into the server.

use super::{I18n, Words, fill};
use landinghub::account::Locale;
use landinghub::{Code, Problem};
use std::sync::OnceLock;

/// What part of the interface a page belongs to; it decides which words are sent along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Auth, legal and missing pages.
    Public,
    /// Home, and everything behind the login but the editor: documents, too.
    Market,
    /// The editor, which is an app.
    App,
    /// What the chat's script says, wherever it runs.
    Chat,
}

impl Area {
    /// The area of a path of the app.
    pub fn of(path: &str) -> Self {
        let path = path.trim_matches('/');
        if path.starts_with("pages/") && path.ends_with("/edit") {
            return Self::App;
        }
        let first = path.split('/').next().unwrap_or_default();
        match first {
            // Home shows what is for sale.
            "" | "marketplace" | "domains" | "sellers" | "liked" | "cart" | "checkout" | "orders"
            | "my-orders" | "my-sales" | "my-listings" | "report" | "balance" | "sell" | "messages"
            | "notifications" | "unsubscribe" | "help" | "admin" | "dashboard" | "pages" | "media"
            | "settings" | "_gallery" => Self::Market,
            _ => Self::Public,
        }
    }

    fn files(self) -> &'static [File] {
        match self {
            Self::Public => &[File::Common, File::Public],
            Self::Market => {
                &[File::Common, File::Public, File::App, File::Market, File::Notify, File::Help, File::Inbox]
            }
            Self::App => &[File::Common, File::App, File::Editor],
            Self::Chat => &[File::Chat],
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum File {
    Common,
    Public,
    App,
    Editor,
    Market,
    Chat,
    Help,
    Inbox,
    Notify,
    Problems,
}

impl File {
    #[cfg(test)]
    pub(super) const ALL: [Self; 10] = [
        Self::Common,
        Self::Public,
        Self::App,
        Self::Editor,
        Self::Market,
        Self::Chat,
        Self::Help,
        Self::Notify,
        Self::Inbox,
        Self::Problems,
    ];

    pub(super) const fn json(self, locale: Locale) -> &'static str {
        macro_rules! in_language {
            ($file:literal) => {
                match locale {
                    Locale::En => include_str!(concat!("../../locales/en/", $file)),
                    Locale::Vi => include_str!(concat!("../../locales/vi/", $file)),
                    Locale::Th => include_str!(concat!("../../locales/th/", $file)),
                }
            };
        }
        match self {
            Self::Common => in_language!("common.json"),
            Self::Public => in_language!("public.json"),
            Self::App => in_language!("app.json"),
            Self::Editor => in_language!("editor.json"),
            Self::Market => in_language!("market.json"),
            Self::Chat => in_language!("chat.json"),
            Self::Help => in_language!("help.json"),
            Self::Inbox => in_language!("inbox.json"),
            Self::Notify => in_language!("notify.json"),
            Self::Problems => in_language!("problems.json"),
        }
    }

    /// A broken file reads as empty; a test reads them all.
    pub(super) fn read(self, locale: Locale) -> Words {
        serde_json::from_str(self.json(locale)).unwrap_or_default()
    }
}

/// The words of an area in a language.
pub fn dictionary(locale: Locale, area: Area) -> I18n {
    static READ: OnceLock<Vec<(Locale, Area, Words)>> = OnceLock::new();
    static NONE: Words = Words::new();
    let all = READ.get_or_init(|| {
        let mut all = Vec::new();
        for locale in Locale::ALL.iter().copied() {
            for area in [Area::Public, Area::Market, Area::App, Area::Chat] {
                all.push((locale, area, area.files().iter().flat_map(|file| file.read(locale)).collect()));
            }
        }
        all
    });
    let words = all.iter().find(|(l, a, _)| *l == locale && *a == area).map_or(&NONE, |(_, _, words)| words);
    I18n::new(locale, words)
}

/// The words of the inbox's script as JSON.
pub fn inbox_words(locale: Locale) -> &'static str {
    File::Inbox.json(locale)
}

/// What stands in a sentence in the places of a form such as `Keep it to {most} characters.`; `None` where it has another
/// form.
fn values<'t, 's>(form: &'t str, sentence: &'s str) -> Option<Vec<(&'t str, &'s str)>> {
    let (mut form, mut sentence, mut found) = (form, sentence, Vec::new());
    while let Some((before, place)) = form.split_once('{') {
        let (name, after) = place.split_once('}')?;
        sentence = sentence.strip_prefix(before)?;
        let next = after.split('{').next().filter(|next| !next.is_empty());
        let (value, rest) =
            sentence.split_at_checked(next.map_or(Some(sentence.len()), |next| sentence.find(next))?)?;
        found.push((name, value));
        (form, sentence) = (after, rest);
    }
    (form == sentence).then_some(found)
}

/// A problem in the reader's language: its sentences are looked up by their English text, as the domain
/// writes them, and stay English where there is no translation.
pub fn translate_problem(locale: Locale, mut problem: Problem) -> Problem {
    static READ: OnceLock<Vec<(Locale, Words)>> = OnceLock::new();
    let all = READ
        .get_or_init(|| Locale::ALL.iter().map(|locale| (*locale, File::Problems.read(*locale))).collect());
    let of = |locale| all.iter().find(|(l, _)| *l == locale).map(|(_, words)| words);
    let (Some(english), Some(words)) = (of(Locale::En), of(locale)) else { return problem };
    let translate = |sentence: &str| {
        if let Some((key, _)) = english.iter().find(|(_, known)| *known == sentence) {
            return words.get(key).cloned();
        }
        let mut forms = english.iter().filter(|(_, known)| known.contains('{'));
        let (key, values) = forms.find_map(|(key, known)| Some((key, values(known, sentence)?)))?;
        // Words of ours inside, such as an order's status, have words of their own.
        let word = |value: &str| words.get(&format!("problem.word.{value}")).cloned();
        let values: Vec<(&str, String)> = values
            .into_iter()
            .map(|(name, value)| (name, word(value).unwrap_or_else(|| value.to_owned())))
            .collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(fill(words.get(key)?, &values))
    };
    if let (Code::RateLimited, Some(seconds)) = (problem.code, problem.retry_after) {
        if let Some(words) = words.get("problem.rate_limited") {
            problem.detail = fill(words, &[("minutes", &seconds.div_ceil(60).to_string())]);
        }
    } else if let Some(detail) = translate(&problem.detail) {
        problem.detail = detail;
    } else if let Some(detail) = words.get(&format!("problem.{}", problem.code.word())) {
        problem.detail.clone_from(detail);
    }
    for sentence in problem.fields.values_mut() {
        if let Some(translated) = translate(sentence) {
            *sentence = translated;
        }
    }
    problem
}
