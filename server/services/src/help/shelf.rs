//! Articles as searches need them: one text of each in every language, with its words. Read when they have changed, which a
//! version beside them tells every server.

use crate::context::Services;
use crate::error::Result;
use landinghub::Id;
use landinghub::account::Locale;
use landinghub::help::{self as rules, Hit, Indexed};
use landinghub_store::help::{self as store, ArticleRow};
use landinghub_store::{Conn, settings};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the version is kept.
const VERSION: &str = "help.version";

/// What was last read.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<Option<Arc<Books>>>);

struct Books {
    version: String,
    languages: Vec<(Locale, Arc<Language>)>,
}

/// Every published article once, by category and name: in this language, or else in English, or as it is.
#[derive(Default)]
pub(super) struct Language {
    pub(super) rows: Vec<ArticleRow>,
    words: Vec<Indexed>,
}

impl Language {
    /// The articles a question is about, the best first. `typing` takes the last word for a beginning.
    pub(super) fn hits(&self, question: &str, typing: bool) -> Vec<Hit> {
        rules::rank(question, &self.words, typing)
    }

    fn of(all: &[ArticleRow], locale: Locale) -> Self {
        let mut kept: Vec<&ArticleRow> = Vec::new();
        for row in all.iter().filter(|row| row.published != 0) {
            match kept.iter_mut().find(|known| known.slug == row.slug) {
                Some(known) if distance(row, locale) < distance(known, locale) => *known = row,
                Some(_) => {}
                None => kept.push(row),
            }
        }
        kept.sort_by(|a, b| (&a.category, &a.slug).cmp(&(&b.category, &b.slug)));
        let words = kept.iter().map(|row| Indexed::new(&row.title, &row.body)).collect();
        Self { rows: kept.into_iter().cloned().collect(), words }
    }
}

/// 0 for the language asked for, 1 for English, 2 for the others.
pub(super) fn distance(row: &ArticleRow, locale: Locale) -> u8 {
    match row.locale.as_str() {
        own if own == locale.as_str() => 0,
        "en" => 1,
        _ => 2,
    }
}

/// In the transaction of a change: what others have read is old.
pub(super) async fn changed(services: &Services, conn: &mut Conn<'_>) -> Result<()> {
    Ok(settings::put(conn, VERSION, &Id::random(&*services.rng)).await?)
}

/// The articles in a language as they are now.
pub(super) async fn in_language(services: &Services, locale: Locale) -> Result<Arc<Language>> {
    let pick = |books: &Books| {
        let found = books.languages.iter().find(|(known, _)| *known == locale);
        found.map(|(_, language)| Arc::clone(language)).unwrap_or_default()
    };
    let mut reader = services.store.read().await?;
    // Before the articles: what is newer than its version is read once more, what is older never stays.
    let version = settings::get(&mut reader.conn(), VERSION).await?.unwrap_or_default();
    let known = services.shelf.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(books) = known.filter(|books| books.version == version) {
        return Ok(pick(&books));
    }
    let rows = store::all(&mut reader.conn()).await?;
    drop(reader);
    let languages = Locale::ALL.iter().map(|locale| (*locale, Arc::new(Language::of(&rows, *locale))));
    let books = Arc::new(Books { version, languages: languages.collect() });
    *services.shelf.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&books));
    Ok(pick(&books))
}
