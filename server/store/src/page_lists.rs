//! Lists of an owner's pages, in every order people look at them in.

use crate::pages::{PageRow, escape_like};
use crate::{Conn, Result};
use landinghub::page::PageStatus;

/// What lists can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By the last change.
    #[default]
    Updated,
    /// By age.
    Created,
    /// By title.
    Title,
    /// By visits.
    Views,
    /// By what visitors left.
    Leads,
    /// By where they are in their life.
    Status,
}

impl Sort {
    /// Whether it goes by letters. Letters rise where nobody says otherwise, numbers and moments fall.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Title | Self::Status)
    }
}

/// Where a list goes on: the last row's sort value and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The value, as text; numbers in decimal.
    pub value: String,
    /// The id.
    pub id: String,
}

/// What a list is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One status; `None` for all but the trash.
    pub status: Option<PageStatus>,
    /// Folded text the title must contain; empty for all.
    pub query: String,
    /// The order.
    pub sort: Sort,
    /// Whether the greatest comes first.
    pub falling: bool,
    /// Where to go on.
    pub after: Option<After>,
    /// Rows at the most.
    pub limit: i64,
}

/// Pages of an owner ($1) of a status ($2) whose title is like $3, after the value and id $4 and $5 ($6: from the
/// start), $7 of them. Leads are counted for the rows that are answered.
macro_rules! list {
    ($key:literal, $after:literal, $way:literal) => {
        concat!(
            "SELECT id, owner_id, title, slug, status, revision, meta, views, created_at, updated_at, published_at, \
             trashed_at, variant_of, thumbnail, trial_of, trial_until, \
             (SELECT u.order_id FROM page_updates u WHERE u.page_id = pages.id) AS update_of, \
             (SELECT count(*) FROM leads l WHERE l.page_id = pages.id) AS leads FROM pages \
             WHERE owner_id = $1 AND variant_of IS NULL AND (status = $2 OR ($2 = '' AND status <> 'trashed')) \
             AND title_folded LIKE $3 ESCAPE '\\' AND ($6 OR (",
            $key,
            ", id) ",
            $after,
            " ($4, $5)) ORDER BY ",
            $key,
            " ",
            $way,
            ", id ",
            $way,
            " LIMIT $7"
        )
    };
}

queries! {
    UPDATED_FALLING = list!("updated_at", "<", "DESC");
    UPDATED_RISING = list!("updated_at", ">", "ASC");
    CREATED_FALLING = list!("created_at", "<", "DESC");
    CREATED_RISING = list!("created_at", ">", "ASC");
    VIEWS_FALLING = list!("views", "<", "DESC");
    VIEWS_RISING = list!("views", ">", "ASC");
    LEADS_FALLING = list!("(SELECT count(*) FROM leads l WHERE l.page_id = pages.id)", "<", "DESC");
    LEADS_RISING = list!("(SELECT count(*) FROM leads l WHERE l.page_id = pages.id)", ">", "ASC");
    TITLE_FALLING = list!("title_folded", "<", "DESC");
    TITLE_RISING = list!("title_folded", ">", "ASC");
    STATUS_FALLING = list!("status", "<", "DESC");
    STATUS_RISING = list!("status", ">", "ASC");
}

/// One slice of an owner's pages.
pub async fn list(conn: &mut Conn<'_>, owner: &str, filter: &Filter) -> Result<Vec<PageRow>> {
    let status = filter.status.map_or("", PageStatus::as_str);
    let pattern = format!("%{}%", escape_like(&filter.query));
    let (value, id) = match &filter.after {
        Some(after) => (after.value.as_str(), after.id.as_str()),
        None => ("", ""),
    };
    let start = filter.after.is_none();
    let sql = match (filter.sort, filter.falling) {
        (Sort::Updated, true) => UPDATED_FALLING,
        (Sort::Updated, false) => UPDATED_RISING,
        (Sort::Created, true) => CREATED_FALLING,
        (Sort::Created, false) => CREATED_RISING,
        (Sort::Views, true) => VIEWS_FALLING,
        (Sort::Views, false) => VIEWS_RISING,
        (Sort::Leads, true) => LEADS_FALLING,
        (Sort::Leads, false) => LEADS_RISING,
        (Sort::Title, true) => TITLE_FALLING,
        (Sort::Title, false) => TITLE_RISING,
        (Sort::Status, true) => STATUS_FALLING,
        (Sort::Status, false) => STATUS_RISING,
    };
    if filter.sort.is_text() {
        return fetch_all!(conn, sql, PageRow, [owner, status, &pattern, value, id, start, filter.limit]);
    }
    let value: i64 = value.parse().unwrap_or_default();
    fetch_all!(conn, sql, PageRow, [owner, status, &pattern, value, id, start, filter.limit])
}
