//! The help centre: articles in three languages, searched as one types; admins write them.

mod edit;
mod markdown;
mod shelf;
mod starter;

pub use edit::{by_id, create, delete, list_all, update};
pub use markdown::to_html;
pub(crate) use shelf::Shelf;
pub use starter::add_starters;

use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::cursor::Slice;
use crate::error::{Failure, Result};
use crate::limits::prefix;
use landinghub::account::Locale;
use landinghub::api::List;
use landinghub::api::help::{Article, ArticleSummary};
use landinghub::help::{self as rules, Hit};
use landinghub::{Problem, Timestamp};
use landinghub_store::help::{self as store, ArticleRow};

/// Articles of a search at the most.
const FOUND: usize = 20;
/// Articles suggested to whoever is about to ask.
const SUGGESTED: usize = 3;
/// The score of an article that is likely to be meant: one word that few have in its title, or two in its text. Words
/// between them, which every article has, hardly count.
const LIKELY: f64 = 0.9;
/// Characters of a question that are looked at: its end, where it is being written.
const LOOKED_AT: usize = 300;

/// Published articles in a language, by category; those that aren't translated come in English, or as they are. With
/// `q` the ones it is about, the best first.
pub async fn list(
    services: &Services,
    locale: Locale,
    q: Option<&str>,
    category: Option<&str>,
    slice: &Slice,
) -> Result<List<ArticleSummary>> {
    let limit = slice.limit()?;
    let shelf = shelf::in_language(services, locale).await?;
    let category = category.filter(|category| !category.is_empty());
    let fits = |row: &&ArticleRow| category.is_none_or(|category| row.category == category);
    if let Some(q) = q.map(str::trim).filter(|q| !q.is_empty()) {
        let hits = shelf.hits(q, true);
        let found =
            hits.iter().filter_map(|hit| shelf.rows.get(hit.index)).filter(fits).take(limit.min(FOUND));
        let items = found.map(|row| summary(row.clone())).collect::<Result<_>>()?;
        return Ok(List { items, next_cursor: None });
    }
    let after = slice.after()?;
    let rows: Vec<ArticleRow> = shelf
        .rows
        .iter()
        .filter(fits)
        .filter(|row| {
            after.as_ref().is_none_or(|(category, slug)| (&row.category, &row.slug) > (category, slug))
        })
        .take(limit + 1)
        .cloned()
        .collect();
    let (rows, next_cursor) = crate::cursor::cut(rows, limit, |row| (row.category.clone(), row.slug.clone()));
    Ok(List { items: rows.into_iter().map(summary).collect::<Result<_>>()?, next_cursor })
}

/// A published article in a language, or in another where it isn't translated.
pub async fn article(services: &Services, slug: &str, locale: Locale) -> Result<Article> {
    let rows = {
        let mut reader = services.store.read().await?;
        store::by_slug(&mut reader.conn(), slug).await?
    };
    let published = rows.into_iter().filter(|row| row.published != 0);
    let row = published.min_by_key(|row| shelf::distance(row, locale)).ok_or_else(Problem::not_found)?;
    full(row)
}

/// An article that may answer a question, for drafts and for the AI.
pub(crate) struct Candidate {
    pub(crate) row: ArticleRow,
    pub(crate) coverage: f64,
}

/// The articles a question is about, the best first.
pub(crate) async fn candidates(
    services: &Services,
    locale: Locale,
    question: &str,
    most: usize,
) -> Result<Vec<Candidate>> {
    let shelf = shelf::in_language(services, locale).await?;
    let found = shelf.hits(question, false);
    let hit = |hit: &Hit| Some(Candidate { row: shelf.rows.get(hit.index)?.clone(), coverage: hit.coverage });
    Ok(found.iter().take(most).filter_map(hit).collect())
}

/// The articles that may answer what somebody is about to ask, the best first; none rather than one beside the point.
pub async fn suggest(services: &Services, locale: Locale, text: &str) -> Result<List<ArticleSummary>> {
    let skipped = text.chars().count().saturating_sub(LOOKED_AT);
    let question: String = text.chars().skip(skipped).collect();
    let shelf = shelf::in_language(services, locale).await?;
    let mut hits = shelf.hits(&question, true);
    let best = hits.first().map_or(0.0, |hit| hit.score);
    hits.retain(|hit| hit.score >= LIKELY && hit.score * 2.0 >= best);
    let found = hits.iter().take(SUGGESTED).filter_map(|hit| shelf.rows.get(hit.index));
    Ok(List { items: found.map(|row| summary(row.clone())).collect::<Result<_>>()?, next_cursor: None })
}

/// A reader says that an article helped. Admins see how many did; what is said too often is heard and not counted.
pub async fn helped(services: &Services, caller: &Caller, slug: &str) -> Result<()> {
    let article = article(services, slug, caller.locale).await?.summary;
    let key = format!("{} {}", prefix(caller.ip), article.slug);
    if services.limits.check(Limit::HELPED, &key).is_err() {
        return Ok(());
    }
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::helped(&mut tx, &article.id).await?) })
        })
        .await
}

fn summary(row: ArticleRow) -> Result<ArticleSummary> {
    let locale = Locale::parse(&row.locale)
        .ok_or_else(|| Failure::Internal(format!("the language of article {}", row.id)))?;
    Ok(ArticleSummary {
        summary: rules::summary(&row.body),
        id: row.id,
        slug: row.slug,
        locale,
        category: row.category,
        title: row.title,
        published: row.published != 0,
        helped: None,
        updated_at: Timestamp(row.updated_at),
    })
}

fn full(row: ArticleRow) -> Result<Article> {
    let body = row.body.clone();
    Ok(Article { html: markdown::to_html(&body), summary: summary(row)?, body })
}
