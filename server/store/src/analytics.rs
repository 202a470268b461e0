//! Counts over everything, by day, for admins; and over what is one account's, for its dashboard.
//!
//! Days are whole ones in UTC, as microseconds divided by a day's.

use crate::{Conn, Result};

/// A day (since 1970) and how many.
pub type Day = (i64, i64);

/// A day, a currency, and sums in minor units: how many orders, paid, our fees, and what went back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RevenueRow {
    /// Since 1970.
    pub day: i64,
    /// ISO 4217.
    pub currency: String,
    /// Orders.
    pub orders: i64,
    /// Paid by buyers.
    pub gross: i64,
    /// Went back to them.
    pub refunded: i64,
}

/// What there is in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Totals {
    /// Accounts.
    pub users: i64,
    /// Those that may sell.
    pub sellers: i64,
    /// Pages outside the trash.
    pub pages: i64,
    /// Live ones.
    pub published: i64,
    /// For sale.
    pub listings: i64,
    /// Waiting for an admin.
    pub pending_listings: i64,
    /// Applications that wait.
    pub pending_sellers: i64,
    /// Payouts that wait.
    pub pending_payouts: i64,
    /// Orders somebody should look at.
    pub attention: i64,
    /// Complaints that wait.
    pub open_reports: i64,
}

statements! {
    TOTALS: "SELECT (SELECT COUNT(*) FROM users) AS users, (SELECT COUNT(*) FROM users WHERE role = 'seller') AS sellers, \
        (SELECT COUNT(*) FROM pages WHERE status <> 'trashed' AND variant_of IS NULL) AS pages, \
        (SELECT COUNT(*) FROM pages WHERE status = 'published' AND variant_of IS NULL) AS published, \
        (SELECT COUNT(*) FROM listings WHERE status = 'approved') AS listings, \
        (SELECT COUNT(*) FROM listings WHERE pending_revision_id IS NOT NULL) AS pending_listings, \
        (SELECT COUNT(*) FROM seller_applications WHERE status = 'pending') AS pending_sellers, \
        (SELECT COUNT(*) FROM payouts WHERE status = 'requested') AS pending_payouts, \
        (SELECT COUNT(*) FROM orders WHERE attention IS NOT NULL) AS attention, \
        (SELECT COUNT(*) FROM reports WHERE status = 'open') AS open_reports";
    USERS: "SELECT created_at / 86400000000 AS day, COUNT(*) FROM users WHERE created_at >= $1 AND created_at < $2 GROUP BY 1 ORDER BY 1";
    PAGES: "SELECT created_at / 86400000000 AS day, COUNT(*) FROM pages WHERE created_at >= $1 AND created_at < $2 AND variant_of IS NULL GROUP BY 1 ORDER BY 1";
    PUBLICATIONS: "SELECT deployed_at / 86400000000 AS day, COUNT(*) FROM deployments WHERE deployed_at >= $1 AND deployed_at < $2 GROUP BY 1 ORDER BY 1";
    LISTINGS: "SELECT created_at / 86400000000 AS day, COUNT(*) FROM listings WHERE created_at >= $1 AND created_at < $2 GROUP BY 1 ORDER BY 1";
    ORDERS: "SELECT created_at / 86400000000 AS day, COUNT(*) FROM orders WHERE created_at >= $1 AND created_at < $2 GROUP BY 1 ORDER BY 1";
    REVENUE: "SELECT paid_at / 86400000000 AS day, currency, COUNT(*) AS orders, CAST(SUM(total) AS BIGINT) AS gross, CAST(SUM(refunded) AS BIGINT) AS refunded \
        FROM orders WHERE paid_at >= $1 AND paid_at < $2 GROUP BY 1, 2 ORDER BY 1, 2";
    FEES: "SELECT o.currency, CAST(COALESCE(SUM(-e.amount), 0) AS BIGINT) FROM ledger_entries e JOIN ledger_postings o ON o.key = e.posting_key \
        WHERE e.account = 'platform_revenue' AND e.owner_id = '' AND e.at >= $1 AND e.at < $2 GROUP BY o.currency ORDER BY o.currency";
    LEADS: "SELECT l.created_at / 86400000000 AS day, COUNT(*) FROM leads l JOIN pages p ON p.id = l.page_id \
        WHERE p.owner_id = $1 AND p.status <> 'trashed' AND l.created_at >= $2 GROUP BY 1 ORDER BY 1";
    SUPPORT: "SELECT CAST(COALESCE(SUM(CASE WHEN status <> 'resolved' THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN status <> 'resolved' AND admin_id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN status = 'resolved' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM chat_rooms WHERE kind = 'support'";
}

/// What there is in all, now.
pub async fn totals(conn: &mut Conn<'_>) -> Result<Totals> {
    fetch_one!(conn, TOTALS, Totals, [])
}

/// What is counted by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// New accounts.
    Users,
    /// New pages.
    Pages,
    /// Pages whose last publication was then.
    Publications,
    /// New listings.
    Listings,
    /// New orders, paid or not.
    Orders,
}

/// How many a day, from a moment up to another; days without any are left out.
pub async fn days(conn: &mut Conn<'_>, what: Count, from: i64, to: i64) -> Result<Vec<Day>> {
    let sql = match what {
        Count::Users => USERS,
        Count::Pages => PAGES,
        Count::Publications => PUBLICATIONS,
        Count::Listings => LISTINGS,
        Count::Orders => ORDERS,
    };
    fetch_all!(conn, sql, Day, [from, to])
}

/// What was paid by day and currency.
pub async fn revenue(conn: &mut Conn<'_>, from: i64, to: i64) -> Result<Vec<RevenueRow>> {
    fetch_all!(conn, REVENUE, RevenueRow, [from, to])
}

/// Our fees by currency, as the ledger has them: what went back is taken off.
pub async fn fees(conn: &mut Conn<'_>, from: i64, to: i64) -> Result<Vec<(String, i64)>> {
    fetch_all!(conn, FEES, (String, i64), [from, to])
}

/// Leads of an account's pages by day.
pub async fn leads(conn: &mut Conn<'_>, owner: &str, from: i64) -> Result<Vec<Day>> {
    fetch_all!(conn, LEADS, Day, [owner, from])
}

/// Conversations with support: open, of them those nobody has taken, resolved.
pub async fn support(conn: &mut Conn<'_>) -> Result<(i64, i64, i64)> {
    fetch_one!(conn, SUPPORT, (i64, i64, i64), [])
}
