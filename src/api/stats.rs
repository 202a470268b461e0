//! Numbers over time: an account's own, and the platform's for admins.

use crate::market::Money;
use serde::{Deserialize, Serialize};

/// What an account has and earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DashboardStats {
    /// Pages outside the trash.
    pub pages: u64,
    /// Of them, those that are live.
    pub published: u64,
    /// Visits of all of them, ever.
    pub visits: u64,
    /// Leads of all of them, ever.
    pub leads: u64,
    /// Items sold, ever.
    pub sales: u64,
    /// The seller's part of what stayed, ever; one row a currency.
    pub revenue: Vec<Money>,
    /// The last 30 days, today (UTC) the last, none left out.
    pub days: Vec<DashboardDay>,
}

/// A day of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DashboardDay {
    /// In UTC, `YYYY-MM-DD`.
    pub date: String,
    /// Visits.
    pub visits: u64,
    /// Leads.
    pub leads: u64,
    /// Items sold.
    pub sales: u64,
    /// The seller's part of what stayed; one row a currency.
    pub revenue: Vec<Money>,
}

/// The platform's numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Analytics {
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// What there is in all, now.
    pub totals: AnalyticsTotals,
    /// What waits for an admin, now.
    pub waiting: AnalyticsWaiting,
    /// Of the days asked for; one row a currency.
    pub revenue: Vec<AnalyticsRevenue>,
    /// Every day asked for, none left out.
    pub days: Vec<AnalyticsDay>,
    /// Support, now.
    pub support: AnalyticsSupport,
}

/// What there is in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsTotals {
    /// Accounts.
    pub users: u64,
    /// Those that may sell.
    pub sellers: u64,
    /// Pages outside the trash.
    pub pages: u64,
    /// Live ones.
    pub published: u64,
    /// For sale.
    pub listings: u64,
    /// Orders made in the days asked for.
    pub orders: u64,
}

/// What waits for an admin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsWaiting {
    /// Listings to review.
    pub listings: u64,
    /// Applications to sell.
    pub sellers: u64,
    /// Payouts asked for.
    pub payouts: u64,
    /// Orders somebody should look at.
    pub orders: u64,
    /// Abuse reports.
    pub reports: u64,
}

/// What was paid in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsRevenue {
    /// Orders that were paid.
    pub orders: u64,
    /// What buyers paid.
    pub gross: Money,
    /// Of it, what went back to them.
    pub refunded: Money,
    /// Our fees, as the ledger has them.
    pub fee: Money,
}

/// A day of the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsDay {
    /// In UTC, `YYYY-MM-DD`.
    pub date: String,
    /// New accounts.
    pub users: u64,
    /// New pages.
    pub pages: u64,
    /// Pages that were last published on this day.
    pub publications: u64,
    /// New listings.
    pub listings: u64,
    /// New orders, paid or not.
    pub orders: u64,
    /// What was paid, one row a currency.
    pub revenue: Vec<Money>,
}

/// Conversations with support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsSupport {
    /// Open ones.
    pub open: u64,
    /// Of them, those nobody has taken.
    pub unassigned: u64,
    /// Resolved ones.
    pub resolved: u64,
}
