//! What is known of visits to a page: how many a day, by how many, from where, with what. Visits themselves are counted
//! in [`crate::sites`].

use crate::{Conn, Result};

/// A day of a page.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DayRow {
    /// In UTC, `YYYY-MM-DD`.
    pub day: String,
    /// Visits.
    pub visits: i64,
    /// By so many.
    pub uniques: i64,
}

/// What one of a page's documents brought.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VariantFigures {
    /// The variant's id; empty for the page itself.
    pub variant: String,
    /// Its name, if it is still there.
    pub name: Option<String>,
    /// Who saw it.
    pub visits: i64,
    /// Forms they sent.
    pub leads: i64,
}

statements! {
    ADD_SOURCE: "INSERT INTO visit_sources (page_id, day, kind, name, visits) \
        SELECT p.id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT) FROM pages p WHERE p.id = $1 \
        ON CONFLICT (page_id, day, kind, name) DO UPDATE SET visits = visit_sources.visits + excluded.visits";
    ADD_PERSON: "INSERT INTO visit_people (day, page_id, visitor) \
        SELECT CAST($2 AS TEXT), p.id, CAST($3 AS TEXT) FROM pages p WHERE p.id = $1 ON CONFLICT DO NOTHING";
    ADD_UNIQUE: "INSERT INTO page_days (page_id, day, visits, uniques) VALUES ($1, $2, 0, 1) \
        ON CONFLICT (page_id, day) DO UPDATE SET uniques = page_days.uniques + 1";
    FORGET_PEOPLE: "DELETE FROM visit_people WHERE day < $1";
    DAYS: "SELECT day, visits, uniques FROM page_days WHERE page_id = $1 AND day >= $2 AND day <= $3 ORDER BY day";
    SOURCES: "SELECT name, CAST(SUM(visits) AS BIGINT) FROM visit_sources \
        WHERE page_id = $1 AND kind = $2 AND day >= $3 AND day <= $4 GROUP BY name ORDER BY 2 DESC, name LIMIT 50";
    VARIANTS: "SELECT t.variant, v.name, CAST(SUM(t.visits) AS BIGINT) AS visits, CAST(SUM(t.leads) AS BIGINT) AS leads \
        FROM variant_days t LEFT JOIN page_variants v ON v.id = t.variant \
        WHERE t.page_id = $1 AND t.day >= $2 AND t.day <= $3 GROUP BY t.variant, v.name ORDER BY t.variant";
    LEADS: "SELECT COUNT(*) FROM leads WHERE page_id = $1 AND created_at >= $2 AND created_at < $3";
}

/// Adds visits from one place or with one sort of device; a page that is gone meanwhile is skipped.
pub async fn add_source(
    conn: &mut Conn<'_>,
    (page_id, day): (&str, &str),
    (kind, name): (&str, &str),
    visits: i64,
) -> Result<()> {
    execute!(conn, ADD_SOURCE, [page_id, day, kind, name, visits])?;
    Ok(())
}

/// Notes that somebody came that day; counts them if it is the first time.
pub async fn add_person(conn: &mut Conn<'_>, page_id: &str, day: &str, visitor: &str) -> Result<()> {
    if execute!(conn, ADD_PERSON, [page_id, day, visitor])? == 1 {
        execute!(conn, ADD_UNIQUE, [page_id, day])?;
    }
    Ok(())
}

/// Forgets who came before this day.
pub async fn forget_people(conn: &mut Conn<'_>, before: &str) -> Result<()> {
    execute!(conn, FORGET_PEOPLE, [before])?;
    Ok(())
}

/// Days with visits, both ends included, in order.
pub async fn days(conn: &mut Conn<'_>, page_id: &str, from: &str, to: &str) -> Result<Vec<DayRow>> {
    fetch_all!(conn, DAYS, DayRow, [page_id, from, to])
}

/// Visits by where they came from or what they came with, the most first, fifty at the most.
pub async fn sources(
    conn: &mut Conn<'_>,
    page_id: &str,
    kind: &str,
    (from, to): (&str, &str),
) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, SOURCES, (String, i64), [page_id, kind, from, to])
}

/// What each of a page's documents brought while it had variants.
pub async fn variants(
    conn: &mut Conn<'_>,
    page_id: &str,
    from: &str,
    to: &str,
) -> Result<Vec<VariantFigures>> {
    fetch_all!(conn, VARIANTS, VariantFigures, [page_id, from, to])
}

/// Forms sent, between two moments in microseconds.
pub async fn leads(conn: &mut Conn<'_>, page_id: &str, from: i64, until: i64) -> Result<i64> {
    Ok(fetch_one!(conn, LEADS, (i64,), [page_id, from, until])?.0)
}
