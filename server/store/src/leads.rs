//! What visitors left in forms.

use crate::{Conn, Result};

/// A lead as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LeadRow {
    /// Opaque.
    pub id: String,
    /// The form's node.
    pub form_id: String,
    /// Name → value, as JSON.
    pub fields: String,
    /// Microseconds.
    pub created_at: i64,
}

statements! {
    INSERT: "INSERT INTO leads (id, page_id, form_id, fields, created_at) VALUES ($1, $2, $3, $4, $5)";
    PAGE: "SELECT owner_id, title FROM pages WHERE id = $1";
    LIST: "SELECT l.id, l.form_id, l.fields, l.created_at FROM leads l JOIN pages p ON p.id = l.page_id \
           WHERE l.page_id = $1 AND p.owner_id = $2 AND (l.created_at, l.id) < ($3, $4) \
           ORDER BY l.created_at DESC, l.id DESC LIMIT $5";
}

/// Whose page it is, and its title.
pub async fn page(conn: &mut Conn<'_>, page_id: &str) -> Result<Option<(String, String)>> {
    fetch_optional!(conn, PAGE, (String, String), [page_id])
}

/// Adds a lead.
pub async fn insert(conn: &mut Conn<'_>, page_id: &str, lead: &LeadRow) -> Result<()> {
    execute!(conn, INSERT, [&lead.id, page_id, &lead.form_id, &lead.fields, lead.created_at])?;
    Ok(())
}

/// One slice of the leads of an owner's page, the newest first, after (moment, id).
pub async fn list(
    conn: &mut Conn<'_>,
    page: (&str, &str),
    after: (i64, &str),
    limit: i64,
) -> Result<Vec<LeadRow>> {
    fetch_all!(conn, LIST, LeadRow, [page.0, page.1, after.0, after.1, limit])
}
