//! One page, or a list of them.

use super::{Overlay, own, to_api};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use landinghub::document::Document;
use landinghub::page::PageStatus;
use landinghub::{Problem, api, text};
use landinghub_store::page_lists::{self as lists, After, Filter, Sort};
use landinghub_store::page_ops;
use landinghub_store::pages::{self as store, PageRow};

/// Which of the caller's pages a list shows.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words of the title, whatever their case and marks.
    pub q: Option<String>,
    /// `draft`, `published` or `trashed`; without it all but the trash.
    pub status: Option<String>,
    /// `updated` (default), `created`, `title`, `status`, `views` or `leads`.
    pub sort: Option<String>,
    /// `asc` or `desc`; without it titles and states rise, numbers and moments fall.
    pub order: Option<String>,
    /// How many, and from where.
    pub slice: Slice,
}

/// Longest search text looked at, in characters.
const MAX_QUERY: usize = 120;

/// A page with its document.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The row; its revision is the document's.
    pub row: PageRow,
    /// Fields of the head beside the document.
    pub overlay: Overlay,
    /// As stored.
    pub document: String,
}

impl Loaded {
    /// Reads the document and puts the fields beside it in: what is rendered.
    pub(crate) fn for_rendering(&self) -> Result<Document> {
        let mut document = parse(&self.row.id, &self.document)?;
        self.overlay.apply(&mut document);
        Ok(document)
    }
}

/// The caller's page with its document, or `not_found`.
pub(crate) async fn load(services: &Services, owner: &str, id: &str) -> Result<Loaded> {
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, id, owner).await?;
    let document = page_ops::document(&mut conn, id, owner).await?;
    let (Some(mut row), Some((revision, document))) = (row, document) else {
        return Err(Problem::not_found().into());
    };
    // A batch may have come between the two statements; the document counts.
    row.revision = revision;
    Ok(Loaded { overlay: Overlay::read(&row.meta), row, document })
}

/// Reads a stored document.
pub(crate) fn parse(page_id: &str, document: &str) -> Result<Document> {
    Document::from_json(document)
        .map_err(|error| Failure::Internal(format!("the document of page {page_id}: {error}")))
}

/// The page with its document.
pub async fn get(services: &Services, caller: &Caller, id: &str) -> Result<api::Page> {
    let loaded = load(services, &caller.actor()?.user_id, id).await?;
    let document = parse(id, &loaded.document)?;
    let meta = loaded.overlay.effective(&document);
    Ok(to_api(services, &loaded.row, Some((meta, document))))
}

/// The caller's pages, without documents.
pub async fn list(services: &Services, caller: &Caller, query: &Query) -> Result<api::List<api::Page>> {
    let actor = caller.actor()?;
    let limit = query.slice.limit()?;
    let sort = match query.sort.as_deref() {
        None | Some("" | "updated" | "updated_at") => Sort::Updated,
        Some("created" | "created_at") => Sort::Created,
        Some("title") => Sort::Title,
        Some("views") => Sort::Views,
        Some("leads") => Sort::Leads,
        Some("status") => Sort::Status,
        Some(_) => {
            let detail = "Sort by updated, created, title, status, views or leads.";
            return Err(Problem::field("sort", detail).into());
        }
    };
    let falling = match query.order.as_deref() {
        None | Some("") => !sort.is_text(),
        Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Problem::field("order", "Order by asc or desc.").into()),
    };
    let status = match query.status.as_deref() {
        None | Some("") => None,
        Some(word) => Some(
            PageStatus::parse(word)
                .ok_or_else(|| Problem::field("status", "Ask for draft, published or trashed."))?,
        ),
    };
    let words: String =
        query.q.as_deref().unwrap_or_default().chars().filter(|c| !c.is_control()).take(MAX_QUERY).collect();
    let after = query.slice.after()?;
    if let Some((value, _)) = &after
        && !sort.is_text()
        && value.parse::<i64>().is_err()
    {
        return Err(Problem::new(
            landinghub::Code::Malformed,
            "This cursor belongs to a list in another order.",
        )
        .into());
    }
    let filter = Filter {
        status,
        query: text::fold(&words),
        sort,
        falling,
        after: after.map(|(value, id)| After { value, id }),
        limit: i64::try_from(limit).unwrap_or(100) + 1,
    };
    let mut reader = services.store.read().await?;
    let rows = lists::list(&mut reader.conn(), &actor.user_id, &filter).await?;
    let (rows, next_cursor) = cut(rows, limit, |row| {
        let value = match sort {
            Sort::Updated => row.updated_at.to_string(),
            Sort::Created => row.created_at.to_string(),
            Sort::Views => row.views.to_string(),
            Sort::Leads => row.leads.unwrap_or_default().to_string(),
            Sort::Title => text::fold(&row.title),
            Sort::Status => row.status.clone(),
        };
        (value, row.id.clone())
    });
    Ok(api::List { items: rows.iter().map(|row| to_api(services, row, None)).collect(), next_cursor })
}

/// The page without its document, for answers to changes.
pub(super) async fn shown(services: &Services, owner: &str, id: &str) -> Result<api::Page> {
    Ok(to_api(services, &own(services, owner, id).await?, None))
}
