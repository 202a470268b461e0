//! Listings and their revisions.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::market::{ListingChange, ListingState, ListingStatus};

/// A listing with what is for sale of it, as one account sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListingRow {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub seller_id: String,
    /// Their name.
    pub seller_name: String,
    /// The page it is made from.
    pub page_id: String,
    /// A word of `ListingStatus`.
    pub status: String,
    /// A word of `ListingChange`.
    pub change: String,
    /// As the seller says.
    pub title: String,
    /// As the seller says.
    pub description: String,
    /// Minor units.
    pub price: i64,
    /// ISO 4217.
    pub currency: String,
    /// An id.
    pub category: String,
    /// JSON.
    pub tags: String,
    /// A word of `Licence`.
    pub licence: String,
    /// How many in all.
    pub stock: Option<i64>,
    /// Why an admin said no.
    pub rejection_reason: Option<String>,
    /// What is for sale.
    pub live_revision_id: Option<String>,
    /// What is reviewed.
    pub pending_revision_id: Option<String>,
    /// How many of the live revision may be sold in all.
    pub stock_limit: Option<i64>,
    /// Sold and not given back.
    pub sold: i64,
    /// Held for orders.
    pub reserved: i64,
    /// Looked at.
    pub views: i64,
    /// Liked by.
    pub likes: i64,
    /// Of all reviews.
    pub rating_sum: i64,
    /// How many reviews.
    pub rating_count: i64,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
    /// Of the live revision.
    pub live_title: Option<String>,
    /// Of the live revision.
    pub live_description: Option<String>,
    /// Of the live revision.
    pub live_price: Option<i64>,
    /// Of the live revision.
    pub live_currency: Option<String>,
    /// Of the live revision.
    pub live_category: Option<String>,
    /// Of the live revision.
    pub live_tags: Option<String>,
    /// Of the live revision.
    pub live_licence: Option<String>,
    /// Of the live revision.
    pub live_language: Option<String>,
    /// Whether the viewer likes it.
    pub liked: i64,
    /// The order the viewer has it from.
    pub owned_order: Option<String>,
    /// The revision of the page that its picture shows.
    pub thumbnail: Option<i64>,
    /// As the seller says: words of `View` as JSON.
    pub gallery: String,
    /// Of the live revision.
    pub live_gallery: Option<String>,
    /// When a browser drew the live revision.
    pub live_drawn_at: Option<i64>,
    /// When a browser drew the one that is reviewed.
    pub pending_drawn_at: Option<i64>,
}

impl ListingRow {
    /// Its state; a word that isn't one is corrupt.
    pub fn state(&self) -> Result<ListingState> {
        let wrong = || Error::Corrupt(format!("state of listing {}", self.id));
        Ok(ListingState {
            status: ListingStatus::parse(&self.status).ok_or_else(wrong)?,
            change: ListingChange::parse(&self.change).ok_or_else(wrong)?,
        })
    }
}

/// What a card shows of a listing that is for sale.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CardRow {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub seller_id: String,
    /// Their name.
    pub seller_name: String,
    /// Of the live revision, as all that follows.
    pub title: String,
    /// Minor units.
    pub price: i64,
    /// ISO 4217.
    pub currency: String,
    /// Of all reviews.
    pub rating_sum: i64,
    /// How many reviews.
    pub rating_count: i64,
    /// Whether the viewer likes it.
    pub liked: i64,
    /// The live revision.
    pub revision_id: String,
    /// Words of `View` as JSON.
    pub gallery: String,
    /// When a browser drew it.
    pub drawn_at: Option<i64>,
}

/// A pinned revision, without its document.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RevisionRow {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub listing_id: String,
    /// From 1.
    pub number: i64,
    /// The page's revision it was.
    pub page_revision: i64,
    /// As reviewed.
    pub title: String,
    /// As reviewed.
    pub description: String,
    /// Minor units.
    pub price: i64,
    /// ISO 4217.
    pub currency: String,
    /// An id.
    pub category: String,
    /// JSON.
    pub tags: String,
    /// A word of `Licence`.
    pub licence: String,
    /// How many in all.
    pub stock: Option<i64>,
    /// Of the page.
    pub language: String,
    /// Microseconds.
    pub created_at: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.seller_id, u.name AS seller_name, l.page_id, l.status, l.change, l.title, l.description, l.price, l.currency, \
             l.category, l.tags, l.licence, l.stock, l.rejection_reason, l.live_revision_id, l.pending_revision_id, l.stock_limit, l.sold, \
             l.reserved, l.views, l.likes, l.rating_sum, l.rating_count, l.created_at, l.updated_at, r.title AS live_title, \
             r.description AS live_description, r.price AS live_price, r.currency AS live_currency, r.category AS live_category, \
             r.tags AS live_tags, r.licence AS live_licence, r.language AS live_language, \
             CAST(CASE WHEN EXISTS (SELECT 1 FROM listing_likes k WHERE k.listing_id = l.id AND k.user_id = $1) THEN 1 ELSE 0 END AS BIGINT) AS liked, \
             (SELECT e.order_id FROM entitlements e WHERE e.listing_id = l.id AND e.buyer_id = $1 AND e.ended_at IS NULL) AS owned_order, \
             (SELECT p.thumbnail FROM pages p WHERE p.id = l.page_id) AS thumbnail, l.gallery, r.gallery AS live_gallery, \
             r.drawn_at AS live_drawn_at, \
             (SELECT d.drawn_at FROM listing_revisions d WHERE d.id = l.pending_revision_id) AS pending_drawn_at \
             FROM listings l JOIN users u ON u.id = l.seller_id LEFT JOIN listing_revisions r ON r.id = l.live_revision_id ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO listings (id, seller_id, page_id, status, change, title, description, price, currency, category, tags, licence, \
        stock, created_at, updated_at, gallery) VALUES ($1, $2, $3, 'draft', 'none', $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)";
    FIND = select!("WHERE l.id = $2");
    MANY = select!("WHERE l.id IN (SELECT value FROM json_each($2))"),
        select!("WHERE l.id IN (SELECT jsonb_array_elements_text(CAST($2 AS JSONB)))");
    CARDS = "SELECT l.id, l.seller_id, u.name AS seller_name, r.title, r.price, r.currency, l.rating_sum, l.rating_count, \
        CAST(CASE WHEN $1 <> '' AND EXISTS (SELECT 1 FROM listing_likes k WHERE k.listing_id = l.id AND k.user_id = $1) THEN 1 ELSE 0 END AS BIGINT) AS liked, \
        r.id AS revision_id, r.gallery, r.drawn_at \
        FROM listings l JOIN users u ON u.id = l.seller_id JOIN listing_revisions r ON r.id = l.live_revision_id \
        WHERE l.status = 'approved' AND l.id IN (SELECT value FROM json_each($2))",
        "SELECT l.id, l.seller_id, u.name AS seller_name, r.title, r.price, r.currency, l.rating_sum, l.rating_count, \
        CAST(CASE WHEN $1 <> '' AND EXISTS (SELECT 1 FROM listing_likes k WHERE k.listing_id = l.id AND k.user_id = $1) THEN 1 ELSE 0 END AS BIGINT) AS liked, \
        r.id AS revision_id, r.gallery, r.drawn_at \
        FROM listings l JOIN users u ON u.id = l.seller_id JOIN listing_revisions r ON r.id = l.live_revision_id \
        WHERE l.status = 'approved' AND l.id IN (SELECT jsonb_array_elements_text(CAST($2 AS JSONB)))";
    MINE = select!("WHERE l.seller_id = $1 AND ($2 = '' OR l.status = $2) AND (l.updated_at, l.id) < ($3, $4) \
        ORDER BY l.updated_at DESC, l.id DESC LIMIT $5");
    OTHERS = select!("WHERE l.seller_id = $2 AND l.status = 'approved' AND l.id <> $3 ORDER BY l.approved_at DESC, l.id DESC LIMIT $4");
    OF_PAGE = "SELECT id FROM listings WHERE page_id = $1 ORDER BY id";
    OF_SELLER = select!("WHERE l.seller_id = $2 AND l.status = 'approved' ORDER BY l.approved_at DESC, l.id DESC LIMIT 100");
    LIKED = select!("JOIN listing_likes m ON m.listing_id = l.id AND m.user_id = $1 WHERE l.status = 'approved' \
        AND (m.created_at, l.id) < ($2, $3) ORDER BY m.created_at DESC, l.id DESC LIMIT $4");
    LIKED_AT = "SELECT created_at FROM listing_likes WHERE listing_id = $1 AND user_id = $2";
    QUEUE = select!("WHERE l.pending_revision_id IS NOT NULL AND (l.submitted_at, l.id) > ($2, $3) \
        ORDER BY l.submitted_at, l.id LIMIT $4");
    BY_STATUS = select!("WHERE ($2 = '' OR l.status = $2) AND (l.updated_at, l.id) < ($3, $4) ORDER BY l.updated_at DESC, l.id DESC LIMIT $5");
    SUBMITTED_AT = "SELECT submitted_at FROM listings WHERE id = $1";
    LOCK = "SELECT id FROM listings WHERE id = $1", "SELECT id FROM listings WHERE id = $1 FOR UPDATE";
    SAVE_DRAFT = "UPDATE listings SET status = $2, change = $3, title = $4, description = $5, price = $6, currency = $7, category = $8, \
        tags = $9, licence = $10, stock = $11, updated_at = $12, gallery = $13 WHERE id = $1";
    SET_STATE = "UPDATE listings SET status = $2, change = $3, updated_at = $4 WHERE id = $1";
    PINNED = "UPDATE listings SET pending_revision_id = $2, submitted_at = $3, rejection_reason = NULL WHERE id = $1";
    UNPINNED = "UPDATE listings SET pending_revision_id = NULL, rejection_reason = $2 WHERE id = $1";
    WENT_LIVE = "UPDATE listings SET live_revision_id = pending_revision_id, pending_revision_id = NULL, stock_limit = $2, approved_at = $3, \
        rejection_reason = NULL WHERE id = $1";
    SET_REASON = "UPDATE listings SET rejection_reason = $2 WHERE id = $1";
    INSERT_REVISION = "INSERT INTO listing_revisions (id, listing_id, number, page_revision, title, description, price, currency, category, \
        tags, licence, stock, language, created_at, document, gallery) \
        SELECT $2, l.id, (SELECT COUNT(*) + 1 FROM listing_revisions o WHERE o.listing_id = l.id), $3, l.title, l.description, l.price, \
        l.currency, l.category, l.tags, l.licence, l.stock, $4, $5, $6, l.gallery FROM listings l WHERE l.id = $1";
    REVISION = "SELECT id, listing_id, number, page_revision, title, description, price, currency, category, tags, licence, stock, language, \
        created_at FROM listing_revisions WHERE id = $1";
    DOCUMENT = "SELECT title, document FROM listing_revisions WHERE id = $1";
    RESERVE = "UPDATE listings SET reserved = reserved + 1 WHERE id = $1 AND status = 'approved' \
        AND (stock_limit IS NULL OR sold + reserved < stock_limit)";
    UNRESERVE = "UPDATE listings SET reserved = reserved - 1 WHERE id = $1";
    SELL_RESERVED = "UPDATE listings SET reserved = reserved - 1, sold = sold + 1 WHERE id = $1";
    SELL_FREE = "UPDATE listings SET sold = sold + 1 WHERE id = $1 AND (stock_limit IS NULL OR sold + reserved < stock_limit)";
    GIVE_BACK = "UPDATE listings SET sold = sold - 1 WHERE id = $1";
    LIKE = "INSERT INTO listing_likes (listing_id, user_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (listing_id, user_id) DO NOTHING";
    UNLIKE = "DELETE FROM listing_likes WHERE listing_id = $1 AND user_id = $2";
    COUNT_LIKES = "UPDATE listings SET likes = likes + $2 WHERE id = $1";
    LOOKED = "INSERT INTO listing_viewers (listing_id, day, viewer) VALUES ($1, $2, $3) ON CONFLICT (listing_id, day, viewer) DO NOTHING";
    COUNT_VIEW = "UPDATE listings SET views = views + 1 WHERE id = $1";
    FORGET_VIEWERS = "DELETE FROM listing_viewers WHERE day < $1";
    COUNT_BY_CATEGORY = "SELECT r.category, COUNT(*) FROM listings l JOIN listing_revisions r ON r.id = l.live_revision_id \
        WHERE l.status = 'approved' GROUP BY r.category ORDER BY r.category";
}

/// What a seller says about a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// On one line.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// Minor units.
    pub price: i64,
    /// ISO 4217.
    pub currency: String,
    /// An id.
    pub category: String,
    /// JSON.
    pub tags: String,
    /// A word of `Licence`.
    pub licence: String,
    /// How many in all.
    pub stock: Option<i64>,
    /// Words of `View` as JSON, the cover first.
    pub gallery: String,
}

/// Makes a draft.
pub async fn insert(
    conn: &mut Conn<'_>,
    id: &str,
    seller: &str,
    page: &str,
    said: &Said,
    now: Timestamp,
) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            id,
            seller,
            page,
            &said.title,
            &said.description,
            said.price,
            &said.currency,
            &said.category,
            &said.tags,
            &said.licence,
            said.stock,
            now.0,
            &said.gallery
        ]
    )?;
    Ok(())
}

/// A listing, whosever and wherever, as `viewer` (perhaps empty) sees it.
pub async fn find(conn: &mut Conn<'_>, viewer: &str, id: &str) -> Result<Option<ListingRow>> {
    fetch_optional!(conn, FIND, ListingRow, [viewer, id])
}

/// Those of a JSON list of ids that are there, in no order.
pub async fn many(conn: &mut Conn<'_>, viewer: &str, ids: &str) -> Result<Vec<ListingRow>> {
    fetch_all!(conn, MANY, ListingRow, [viewer, ids])
}

/// The cards of those of them that are for sale, in any order; `ids` is a JSON list.
pub async fn cards(conn: &mut Conn<'_>, viewer: &str, ids: &str) -> Result<Vec<CardRow>> {
    fetch_all!(conn, CARDS, CardRow, [viewer, ids])
}

/// A seller's own, the last change first.
pub async fn mine(
    conn: &mut Conn<'_>,
    seller: &str,
    status: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ListingRow>> {
    fetch_all!(conn, MINE, ListingRow, [seller, status, after.0, &after.1, limit])
}

/// What a seller has for sale, the newest first.
pub async fn of_seller(conn: &mut Conn<'_>, viewer: &str, seller: &str) -> Result<Vec<ListingRow>> {
    fetch_all!(conn, OF_SELLER, ListingRow, [viewer, seller])
}

/// Some of what a seller has for sale beside one listing, the newest first.
pub async fn others(
    conn: &mut Conn<'_>,
    viewer: &str,
    seller: &str,
    but: &str,
    limit: i64,
) -> Result<Vec<ListingRow>> {
    fetch_all!(conn, OTHERS, ListingRow, [viewer, seller, but, limit])
}

/// The ids of a page's listings, in order.
pub async fn of_page(conn: &mut Conn<'_>, page: &str) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, OF_PAGE, (String,), [page])?.into_iter().map(|row| row.0).collect())
}

/// What an account likes and is for sale, the latest like first.
pub async fn liked(
    conn: &mut Conn<'_>,
    user: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ListingRow>> {
    fetch_all!(conn, LIKED, ListingRow, [user, after.0, &after.1, limit])
}

/// Since when an account likes it.
pub async fn liked_at(conn: &mut Conn<'_>, id: &str, user: &str) -> Result<i64> {
    Ok(fetch_optional!(conn, LIKED_AT, (i64,), [id, user])?.map_or(0, |row| row.0))
}

/// What waits for an admin, the oldest first.
pub async fn queue(conn: &mut Conn<'_>, after: &(i64, String), limit: i64) -> Result<Vec<ListingRow>> {
    fetch_all!(conn, QUEUE, ListingRow, ["", after.0, &after.1, limit])
}

/// Listings with a status, or all, the last change first.
pub async fn by_status(
    conn: &mut Conn<'_>,
    status: &str,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ListingRow>> {
    fetch_all!(conn, BY_STATUS, ListingRow, ["", status, after.0, &after.1, limit])
}

/// When it was submitted.
pub async fn submitted_at(conn: &mut Conn<'_>, id: &str) -> Result<i64> {
    Ok(fetch_optional!(conn, SUBMITTED_AT, (Option<i64>,), [id])?.and_then(|row| row.0).unwrap_or_default())
}

/// Nobody else changes it until the transaction ends; `false` where there is none.
pub async fn lock(conn: &mut Conn<'_>, id: &str) -> Result<bool> {
    Ok(fetch_optional!(conn, LOCK, (String,), [id])?.is_some())
}

/// Keeps what the seller says, with the state that makes.
pub async fn save_draft(
    conn: &mut Conn<'_>,
    id: &str,
    state: ListingState,
    said: &Said,
    now: Timestamp,
) -> Result<()> {
    execute!(
        conn,
        SAVE_DRAFT,
        [
            id,
            state.status.as_str(),
            state.change.as_str(),
            &said.title,
            &said.description,
            said.price,
            &said.currency,
            &said.category,
            &said.tags,
            &said.licence,
            said.stock,
            now.0,
            &said.gallery
        ]
    )?;
    Ok(())
}

/// Sets the state.
pub async fn set_state(conn: &mut Conn<'_>, id: &str, state: ListingState, now: Timestamp) -> Result<()> {
    execute!(conn, SET_STATE, [id, state.status.as_str(), state.change.as_str(), now.0])?;
    Ok(())
}

/// Pins a document, with what the seller says at this moment, as what is reviewed.
pub async fn pin(
    conn: &mut Conn<'_>,
    id: &str,
    revision: &str,
    (page_revision, language, document): (i64, &str, &str),
    now: Timestamp,
) -> Result<()> {
    execute!(conn, INSERT_REVISION, [id, revision, page_revision, language, now.0, document])?;
    execute!(conn, PINNED, [id, revision, now.0])?;
    Ok(())
}

/// Nothing is reviewed any more; perhaps with the reason.
pub async fn unpin(conn: &mut Conn<'_>, id: &str, reason: Option<&str>) -> Result<()> {
    execute!(conn, UNPINNED, [id, reason])?;
    Ok(())
}

/// What was reviewed is for sale.
pub async fn go_live(conn: &mut Conn<'_>, id: &str, stock_limit: Option<i64>, now: Timestamp) -> Result<()> {
    execute!(conn, WENT_LIVE, [id, stock_limit, now.0])?;
    Ok(())
}

/// Why an admin took it off the market, or `None`.
pub async fn set_reason(conn: &mut Conn<'_>, id: &str, reason: Option<&str>) -> Result<()> {
    execute!(conn, SET_REASON, [id, reason])?;
    Ok(())
}

/// A pinned revision.
pub async fn revision(conn: &mut Conn<'_>, id: &str) -> Result<Option<RevisionRow>> {
    fetch_optional!(conn, REVISION, RevisionRow, [id])
}

/// The title and document of a pinned revision.
pub async fn document(conn: &mut Conn<'_>, revision: &str) -> Result<Option<(String, String)>> {
    fetch_optional!(conn, DOCUMENT, (String, String), [revision])
}

/// Holds one; `false` where none is left or it isn't for sale.
pub async fn reserve(conn: &mut Conn<'_>, id: &str) -> Result<bool> {
    Ok(execute!(conn, RESERVE, [id])? == 1)
}

/// Lets a held one go.
pub async fn unreserve(conn: &mut Conn<'_>, id: &str) -> Result<()> {
    execute!(conn, UNRESERVE, [id])?;
    Ok(())
}

/// Sells a held one.
pub async fn sell_reserved(conn: &mut Conn<'_>, id: &str) -> Result<()> {
    execute!(conn, SELL_RESERVED, [id])?;
    Ok(())
}

/// Sells one that nobody holds; `false` where none is left.
pub async fn sell_free(conn: &mut Conn<'_>, id: &str) -> Result<bool> {
    Ok(execute!(conn, SELL_FREE, [id])? == 1)
}

/// A sold one came back.
pub async fn give_back(conn: &mut Conn<'_>, id: &str) -> Result<()> {
    execute!(conn, GIVE_BACK, [id])?;
    Ok(())
}

/// Likes it; twice is once.
pub async fn like(conn: &mut Conn<'_>, id: &str, user: &str, now: Timestamp) -> Result<()> {
    if execute!(conn, LIKE, [id, user, now.0])? == 1 {
        execute!(conn, COUNT_LIKES, [id, 1_i64])?;
    }
    Ok(())
}

/// Likes it no more.
pub async fn unlike(conn: &mut Conn<'_>, id: &str, user: &str) -> Result<()> {
    if execute!(conn, UNLIKE, [id, user])? == 1 {
        execute!(conn, COUNT_LIKES, [id, -1_i64])?;
    }
    Ok(())
}

/// Counts a look, once a viewer and day.
pub async fn look(conn: &mut Conn<'_>, id: &str, day: &str, viewer: &str) -> Result<()> {
    if execute!(conn, LOOKED, [id, day, viewer])? == 1 {
        execute!(conn, COUNT_VIEW, [id])?;
    }
    Ok(())
}

/// Forgets who looked before a day.
pub async fn forget_viewers(conn: &mut Conn<'_>, day: &str) -> Result<u64> {
    execute!(conn, FORGET_VIEWERS, [day])
}

/// Category → how many are for sale.
pub async fn count_by_category(conn: &mut Conn<'_>) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, COUNT_BY_CATEGORY, (String, i64), [])
}
