//! What an account has, at a glance.

use crate::{Conn, Result};

/// Sums over an account's pages outside the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Totals {
    /// Drafts and published ones.
    pub pages: i64,
    /// Live now.
    pub published: i64,
    /// Ever.
    pub visits: i64,
    /// Ever.
    pub leads: i64,
}

statements! {
    TOTALS: "SELECT COUNT(*) AS pages, \
        CAST(COALESCE(SUM(CASE WHEN p.status = 'published' THEN 1 ELSE 0 END), 0) AS BIGINT) AS published, \
        CAST(COALESCE(SUM(p.views), 0) AS BIGINT) AS visits, \
        CAST(COALESCE(SUM((SELECT COUNT(*) FROM leads l WHERE l.page_id = p.id)), 0) AS BIGINT) AS leads \
        FROM pages p WHERE p.owner_id = $1 AND p.status <> 'trashed' AND p.variant_of IS NULL";
    DAYS: "SELECT d.day, CAST(SUM(d.visits) AS BIGINT) FROM page_days d JOIN pages p ON p.id = d.page_id \
        WHERE p.owner_id = $1 AND p.status <> 'trashed' AND d.day >= $2 GROUP BY d.day ORDER BY d.day";
}

/// The sums.
pub async fn totals(conn: &mut Conn<'_>, owner: &str) -> Result<Totals> {
    fetch_one!(conn, TOTALS, Totals, [owner])
}

/// Visits by day (`YYYY-MM-DD`, UTC) from a day on, in order; days without visits are left out.
pub async fn days(conn: &mut Conn<'_>, owner: &str, from: &str) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, DAYS, (String, i64), [owner, from])
}
