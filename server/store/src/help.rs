//! Articles of the help centre, and what the AI has used.

use crate::{Conn, Result};
use landinghub::Timestamp;

/// One language's text of an article.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ArticleRow {
    /// Opaque.
    pub id: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its language.
    pub locale: String,
    /// What it is about.
    pub category: String,
    /// One line.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// 1, or 0 for a draft.
    pub published: i64,
    /// How many readers said that it helped.
    pub helped: i64,
    /// Microseconds.
    pub updated_at: i64,
}

/// A support room whose customer waits and which nobody has taken.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct WaitingRow {
    /// The room.
    pub id: String,
    /// The customer's last message.
    pub customer_seq: i64,
    /// The customer's language.
    pub locale: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, slug, locale, category, title, body, published, helped, updated_at FROM help_articles ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO help_articles (id, slug, locale, category, title, body, published, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    UPDATE = "UPDATE help_articles SET slug = $2, locale = $3, category = $4, title = $5, body = $6, published = $7, updated_at = $8 WHERE id = $1";
    DELETE = "DELETE FROM help_articles WHERE id = $1";
    HELPED = "UPDATE help_articles SET helped = helped + 1 WHERE id = $1";
    FIND = select!("WHERE id = $1");
    BY_SLUG = select!("WHERE slug = $1");
    ALL = select!("ORDER BY category, slug, locale");
    USE_TOKENS = "INSERT INTO ai_usage (day, tokens) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET tokens = ai_usage.tokens + excluded.tokens";
    TOKENS = "SELECT tokens FROM ai_usage WHERE day = $1";
    WAITING = "SELECT id, customer_seq, locale FROM chat_rooms WHERE kind = 'support' AND status = 'open' AND admin_id IS NULL \
        AND customer_seq > answer_seq AND updated_at > $1 ORDER BY updated_at, id LIMIT $2";
}

/// Adds one; breaks `help_articles_slug_locale` where the article has a text in this language.
pub async fn insert(conn: &mut Conn<'_>, row: &ArticleRow) -> Result<()> {
    let texts = (&row.category, &row.title, &row.body);
    execute!(
        conn,
        INSERT,
        [&row.id, &row.slug, &row.locale, texts.0, texts.1, texts.2, row.published, row.updated_at]
    )?;
    Ok(())
}

/// Changes one.
pub async fn update(conn: &mut Conn<'_>, row: &ArticleRow) -> Result<()> {
    let texts = (&row.category, &row.title, &row.body);
    execute!(
        conn,
        UPDATE,
        [&row.id, &row.slug, &row.locale, texts.0, texts.1, texts.2, row.published, row.updated_at]
    )?;
    Ok(())
}

/// Deletes one; `false` where it isn't there.
pub async fn delete(conn: &mut Conn<'_>, id: &str) -> Result<bool> {
    Ok(execute!(conn, DELETE, [id])? == 1)
}

/// One more reader was helped.
pub async fn helped(conn: &mut Conn<'_>, id: &str) -> Result<()> {
    execute!(conn, HELPED, [id])?;
    Ok(())
}

/// One of them.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<ArticleRow>> {
    fetch_optional!(conn, FIND, ArticleRow, [id])
}

/// An article's texts in all languages.
pub async fn by_slug(conn: &mut Conn<'_>, slug: &str) -> Result<Vec<ArticleRow>> {
    fetch_all!(conn, BY_SLUG, ArticleRow, [slug])
}

/// Every text there is, by category and name. There are hundreds at the most.
pub async fn all(conn: &mut Conn<'_>) -> Result<Vec<ArticleRow>> {
    fetch_all!(conn, ALL, ArticleRow, [])
}

/// Counts what the AI has used on a day.
pub async fn use_tokens(conn: &mut Conn<'_>, day: i64, tokens: i64) -> Result<()> {
    execute!(conn, USE_TOKENS, [day, tokens])?;
    Ok(())
}

/// What the AI has used on a day.
pub async fn tokens(conn: &mut Conn<'_>, day: i64) -> Result<i64> {
    Ok(fetch_optional!(conn, TOKENS, (i64,), [day])?.map_or(0, |row| row.0))
}

/// Rooms that wait for an answer since `moment` at the earliest.
pub async fn waiting(conn: &mut Conn<'_>, moment: Timestamp, limit: i64) -> Result<Vec<WaitingRow>> {
    fetch_all!(conn, WAITING, WaitingRow, [moment.0, limit])
}
