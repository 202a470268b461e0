//! Finding what is for sale: an index of folded words, filters, and how what was found is spread.

use crate::{Conn, Result};

/// What is looked for. Empty texts and widest numbers filter nothing.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A JSON list of folded words; each must begin a word of the listing.
    pub words: String,
    /// An id.
    pub category: String,
    /// Folded.
    pub tag: String,
    /// Minor units, of whatever currency.
    pub min_price: i64,
    /// Minor units, of whatever currency.
    pub max_price: i64,
    /// `en`, `vi`, `th`, …
    pub language: String,
    /// At least so many stars; 0 for all.
    pub rating: i64,
}

/// Which facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Category.
    Category,
    /// Tag.
    Tag,
    /// Language.
    Language,
    /// Band of prices.
    Price,
}

// Scores of words, summed; a whole word counts more than the beginning of one.
macro_rules! sqlite_hits {
    () => {
        "WITH hits AS (SELECT listing_id, CAST(SUM(w) AS BIGINT) AS score FROM (SELECT q.key AS n, t.listing_id AS listing_id, \
         MAX(t.weight + CASE WHEN t.term = q.value THEN 2 ELSE 0 END) AS w FROM json_each($1) q \
         JOIN listing_terms t ON t.term >= q.value AND t.term < q.value || char(1114111) GROUP BY q.key, t.listing_id) x \
         GROUP BY listing_id HAVING COUNT(*) = json_array_length($1)) "
    };
}
macro_rules! postgres_hits {
    () => {
        "WITH hits AS (SELECT listing_id, CAST(SUM(w) AS BIGINT) AS score FROM (SELECT q.key AS n, t.listing_id AS listing_id, \
         MAX(t.weight + CASE WHEN t.term = q.value THEN 2 ELSE 0 END) AS w \
         FROM jsonb_array_elements_text(CAST($1 AS JSONB)) WITH ORDINALITY AS q (value, key) \
         JOIN listing_terms t ON t.term >= q.value AND t.term < q.value || chr(1114111) GROUP BY q.key, t.listing_id) x \
         GROUP BY listing_id HAVING COUNT(*) = jsonb_array_length(CAST($1 AS JSONB))) "
    };
}
macro_rules! found {
    () => {
        " FROM listings l JOIN listing_revisions r ON r.id = l.live_revision_id LEFT JOIN hits h ON h.listing_id = l.id \
         WHERE l.status = 'approved' AND ($1 = '[]' OR h.listing_id IS NOT NULL) AND ($2 = '' OR r.category = $2) \
         AND ($3 = '' OR EXISTS (SELECT 1 FROM listing_tags g WHERE g.listing_id = l.id AND g.tag = $3)) \
         AND r.price >= $4 AND r.price <= $5 AND ($6 = '' OR r.language = $6) \
         AND ($7 = 0 OR (l.rating_count > 0 AND l.rating_sum >= $7 * l.rating_count)) "
    };
}
macro_rules! ranked {
    () => {
        "SELECT id, place FROM (SELECT l.id AS id, CASE $8 WHEN 'newest' THEN l.approved_at WHEN 'best_selling' THEN l.sold \
         WHEN 'price_asc' THEN -r.price WHEN 'price_desc' THEN r.price \
         WHEN 'rating' THEN CASE WHEN l.rating_count = 0 THEN 0 ELSE l.rating_sum * 1000 / l.rating_count END \
         ELSE COALESCE(h.score, 0) * 1000000 + CASE WHEN l.sold > 999999 THEN 999999 ELSE l.sold END END AS place"
    };
}
macro_rules! after {
    () => {
        ") y WHERE (place, id) < ($9, $10) ORDER BY place DESC, id DESC LIMIT $11"
    };
}
macro_rules! band {
    () => {
        "CASE WHEN r.price = 0 THEN 'free' WHEN r.price < 100000 THEN '1-99999' WHEN r.price < 200000 THEN '100000-199999' \
         WHEN r.price < 500000 THEN '200000-499999' ELSE '500000-' END"
    };
}

queries! {
    FIND = concat!(sqlite_hits!(), ranked!(), found!(), after!()), concat!(postgres_hits!(), ranked!(), found!(), after!());
    TOTAL = concat!(sqlite_hits!(), "SELECT COUNT(*)", found!()), concat!(postgres_hits!(), "SELECT COUNT(*)", found!());
    BY_CATEGORY = concat!(sqlite_hits!(), "SELECT r.category, COUNT(*)", found!(), "GROUP BY 1 ORDER BY 2 DESC, 1"),
        concat!(postgres_hits!(), "SELECT r.category, COUNT(*)", found!(), "GROUP BY 1 ORDER BY 2 DESC, 1");
    BY_LANGUAGE = concat!(sqlite_hits!(), "SELECT r.language, COUNT(*)", found!(), "GROUP BY 1 ORDER BY 2 DESC, 1"),
        concat!(postgres_hits!(), "SELECT r.language, COUNT(*)", found!(), "GROUP BY 1 ORDER BY 2 DESC, 1");
    BY_PRICE = concat!(sqlite_hits!(), "SELECT ", band!(), ", COUNT(*)", found!(), "GROUP BY 1 ORDER BY MIN(r.price)"),
        concat!(postgres_hits!(), "SELECT ", band!(), ", COUNT(*)", found!(), "GROUP BY 1 ORDER BY MIN(r.price)");
    BY_TAG = concat!(sqlite_hits!(), "SELECT a.tag, COUNT(*) FROM listing_tags a WHERE a.listing_id IN (SELECT l.id", found!(),
            ") GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"),
        concat!(postgres_hits!(), "SELECT a.tag, COUNT(*) FROM listing_tags a WHERE a.listing_id IN (SELECT l.id", found!(),
            ") GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20");
    HAS_WORD = "SELECT term FROM listing_terms WHERE term >= $1 AND term < $2 LIMIT 1";
    WORDS = "SELECT DISTINCT term FROM listing_terms WHERE term >= $1 AND term < $2 LIMIT $3";
    CLEAR_TERMS = "DELETE FROM listing_terms WHERE listing_id = $1";
    CLEAR_TAGS = "DELETE FROM listing_tags WHERE listing_id = $1";
    ADD_TERM = "INSERT INTO listing_terms (term, listing_id, weight) VALUES ($1, $2, $3) ON CONFLICT (term, listing_id) DO NOTHING";
    ADD_TAG = "INSERT INTO listing_tags (listing_id, tag) VALUES ($1, $2) ON CONFLICT (listing_id, tag) DO NOTHING";
}

/// One slice of what was found: ids with their places, by which the next slice goes on. `sort` is a word of the contract.
pub async fn find(
    conn: &mut Conn<'_>,
    wanted: &Wanted,
    sort: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<(String, i64)>> {
    fetch_all!(
        conn,
        FIND,
        (String, i64),
        [
            &wanted.words,
            &wanted.category,
            &wanted.tag,
            wanted.min_price,
            wanted.max_price,
            &wanted.language,
            wanted.rating,
            sort,
            after.0,
            &after.1,
            limit
        ]
    )
}

/// How much was found.
pub async fn total(conn: &mut Conn<'_>, wanted: &Wanted) -> Result<i64> {
    Ok(fetch_one!(
        conn,
        TOTAL,
        (i64,),
        [
            &wanted.words,
            &wanted.category,
            &wanted.tag,
            wanted.min_price,
            wanted.max_price,
            &wanted.language,
            wanted.rating
        ]
    )?
    .0)
}

/// How what was found is spread.
pub async fn facet(conn: &mut Conn<'_>, wanted: &Wanted, by: By) -> Result<Vec<(String, i64)>> {
    let sql = match by {
        By::Category => BY_CATEGORY,
        By::Tag => BY_TAG,
        By::Language => BY_LANGUAGE,
        By::Price => BY_PRICE,
    };
    fetch_all!(
        conn,
        sql,
        (String, i64),
        [
            &wanted.words,
            &wanted.category,
            &wanted.tag,
            wanted.min_price,
            wanted.max_price,
            &wanted.language,
            wanted.rating
        ]
    )
}

/// Whether a word of the index begins so.
pub async fn has_word(conn: &mut Conn<'_>, beginning: &str) -> Result<bool> {
    let end = format!("{beginning}\u{10FFFF}");
    Ok(fetch_optional!(conn, HAS_WORD, (String,), [beginning, &end])?.is_some())
}

/// Words of the index that begin so.
pub async fn words(conn: &mut Conn<'_>, beginning: &str, limit: i64) -> Result<Vec<String>> {
    let end = format!("{beginning}\u{10FFFF}");
    Ok(fetch_all!(conn, WORDS, (String,), [beginning, &end, limit])?.into_iter().map(|row| row.0).collect())
}

/// Takes a listing into the index, or out of it where there are no words.
pub async fn put(conn: &mut Conn<'_>, listing: &str, words: &[(String, i64)], tags: &[String]) -> Result<()> {
    execute!(conn, CLEAR_TERMS, [listing])?;
    execute!(conn, CLEAR_TAGS, [listing])?;
    for (word, weight) in words {
        execute!(conn, ADD_TERM, [word, listing, *weight])?;
    }
    for tag in tags {
        execute!(conn, ADD_TAG, [listing, tag])?;
    }
    Ok(())
}
