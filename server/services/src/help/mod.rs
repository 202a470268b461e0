//! The help centre: articles in three languages, searched as one types; admins write them.

mod edit;
mod markdown;
mod starter;

pub use edit::{by_id, create, delete, list_all, update};
pub use starter::add_starters;

use crate::context::Services;
use crate::cursor::Slice;
use crate::error::{Failure, Result};
use landinghub::account::Locale;
use landinghub::api::List;
use landinghub::api::help::{Article, ArticleSummary};
use landinghub::help::{self as rules, Hit, Indexed};
use landinghub::{Problem, Timestamp};
use landinghub_store::help::{self as store, ArticleRow};

/// Articles of a search at the most.
const FOUND: usize = 20;

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
    let mut rows = in_language(services, locale).await?;
    if let Some(category) = category.filter(|category| !category.is_empty()) {
        rows.retain(|row| row.category == category);
    }
    if let Some(q) = q.map(str::trim).filter(|q| !q.is_empty()) {
        let hits = hits(&rows, q, true);
        let found = hits.iter().take(limit.min(FOUND)).filter_map(|hit| rows.get(hit.index));
        let items = found.map(|row| summary(row.clone())).collect::<Result<_>>()?;
        return Ok(List { items, next_cursor: None });
    }
    let after = slice.after()?;
    let rows: Vec<ArticleRow> = rows
        .into_iter()
        .filter(|row| {
            after.as_ref().is_none_or(|(category, slug)| (&row.category, &row.slug) > (category, slug))
        })
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
    let row = published.min_by_key(|row| distance(row, locale)).ok_or_else(Problem::not_found)?;
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
    let rows = in_language(services, locale).await?;
    let found = hits(&rows, question, false);
    let hit = |hit: &Hit| Some(Candidate { row: rows.get(hit.index)?.clone(), coverage: hit.coverage });
    Ok(found.iter().take(most).filter_map(hit).collect())
}

fn hits(rows: &[ArticleRow], q: &str, typing: bool) -> Vec<Hit> {
    let indexed: Vec<Indexed> = rows.iter().map(|row| Indexed::new(&row.title, &row.body)).collect();
    rules::rank(q, &indexed, typing)
}

/// 0 for the language asked for, 1 for English, 2 for the others.
fn distance(row: &ArticleRow, locale: Locale) -> u8 {
    match row.locale.as_str() {
        own if own == locale.as_str() => 0,
        "en" => 1,
        _ => 2,
    }
}

/// Every published article once.
async fn in_language(services: &Services, locale: Locale) -> Result<Vec<ArticleRow>> {
    let rows = {
        let mut reader = services.store.read().await?;
        store::all(&mut reader.conn()).await?
    };
    let mut kept: Vec<ArticleRow> = Vec::new();
    for row in rows.into_iter().filter(|row| row.published != 0) {
        match kept.iter_mut().find(|known| known.slug == row.slug) {
            Some(known) if distance(&row, locale) < distance(known, locale) => *known = row,
            Some(_) => {}
            None => kept.push(row),
        }
    }
    kept.sort_by(|a, b| (&a.category, &a.slug).cmp(&(&b.category, &b.slug)));
    Ok(kept)
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
        updated_at: Timestamp(row.updated_at),
    })
}

fn full(row: ArticleRow) -> Result<Article> {
    let body = row.body.clone();
    Ok(Article { html: markdown::to_html(&body), summary: summary(row)?, body })
}
