//! What is live, and how many came.

use crate::{Conn, Result};

/// A deployment as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DeploymentRow {
    /// Of which page.
    pub page_id: String,
    /// The revision that is live.
    pub revision: i64,
    /// SHA-256 of the HTML, in hex; names the bytes in the object store.
    pub hash: String,
    /// The `Content-Security-Policy` it is served with.
    pub csp: String,
    /// Its forms, as JSON.
    pub forms: String,
    /// Before compression.
    pub html_bytes: i64,
    /// Before compression.
    pub css_bytes: i64,
    /// Before compression.
    pub js_bytes: i64,
    /// The largest variants of its images.
    pub image_bytes: i64,
    /// Microseconds.
    pub deployed_at: i64,
}

statements! {
    PUT: "INSERT INTO deployments (page_id, revision, hash, csp, forms, html_bytes, css_bytes, js_bytes, image_bytes, deployed_at) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
          ON CONFLICT (page_id) DO UPDATE SET revision = excluded.revision, hash = excluded.hash, csp = excluded.csp, \
          forms = excluded.forms, html_bytes = excluded.html_bytes, css_bytes = excluded.css_bytes, js_bytes = excluded.js_bytes, \
          image_bytes = excluded.image_bytes, deployed_at = excluded.deployed_at WHERE deployments.revision <= excluded.revision";
    FIND: "SELECT page_id, revision, hash, csp, forms, html_bytes, css_bytes, js_bytes, image_bytes, deployed_at \
           FROM deployments WHERE page_id = $1";
    DELETE: "DELETE FROM deployments WHERE page_id = $1";
    USES: "SELECT (SELECT count(*) FROM deployments WHERE hash = $1) + (SELECT count(*) FROM variant_deployments WHERE hash = $1)";
    ADD_VIEWS: "UPDATE pages SET views = views + $2 WHERE id = $1";
    ADD_DAY: "INSERT INTO page_days (page_id, day, visits) VALUES ($1, $2, $3) \
              ON CONFLICT (page_id, day) DO UPDATE SET visits = page_days.visits + excluded.visits";
    DAYS: "SELECT day, visits FROM page_days WHERE page_id = $1 ORDER BY day";
}

/// Makes this the live deployment of its page; `false` where a later revision is live already.
pub async fn put(conn: &mut Conn<'_>, row: &DeploymentRow) -> Result<bool> {
    let rows = execute!(
        conn,
        PUT,
        [
            &row.page_id,
            row.revision,
            &row.hash,
            &row.csp,
            &row.forms,
            row.html_bytes,
            row.css_bytes,
            row.js_bytes,
            row.image_bytes,
            row.deployed_at
        ]
    )?;
    Ok(rows == 1)
}

/// The live deployment of a page.
pub async fn find(conn: &mut Conn<'_>, page_id: &str) -> Result<Option<DeploymentRow>> {
    fetch_optional!(conn, FIND, DeploymentRow, [page_id])
}

/// Takes a page offline; `false` where it wasn't live.
pub async fn delete(conn: &mut Conn<'_>, page_id: &str) -> Result<bool> {
    Ok(execute!(conn, DELETE, [page_id])? == 1)
}

/// How many deployments use these bytes.
pub async fn uses(conn: &mut Conn<'_>, hash: &str) -> Result<i64> {
    Ok(fetch_one!(conn, USES, (i64,), [hash])?.0)
}

/// Adds visits of one day (UTC, `YYYY-MM-DD`); a page that is gone meanwhile is skipped.
pub async fn add_visits(conn: &mut Conn<'_>, page_id: &str, day: &str, visits: i64) -> Result<()> {
    if execute!(conn, ADD_VIEWS, [page_id, visits])? == 1 {
        execute!(conn, ADD_DAY, [page_id, day, visits])?;
    }
    Ok(())
}

/// Visits by day, in order.
pub async fn days(conn: &mut Conn<'_>, page_id: &str) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, DAYS, (String, i64), [page_id])
}
