//! Numbers over time: the platform's for admins, and an account's own for its dashboard.

use crate::context::{Caller, Services};
use crate::error::Result;
use crate::market::money;
use crate::overview::{self, Overview};
use crate::pages::count;
use landinghub::api::stats::{
    Analytics, AnalyticsDay, AnalyticsRevenue, AnalyticsSupport, AnalyticsTotals, AnalyticsWaiting,
    DashboardDay, DashboardStats,
};
use landinghub::market::Money;
use landinghub::{Problem, Timestamp};
use landinghub_store::analytics::{self as store, Count};
use std::collections::BTreeMap;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Days where none are asked for.
const USUAL_DAYS: i64 = 30;
/// Days that may be asked for.
const MOST_DAYS: i64 = 400;

/// The platform's numbers over whole days in UTC, both ends included; the last thirty where none are given.
pub async fn analytics(
    services: &Services,
    caller: &Caller,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Analytics> {
    caller.admin()?;
    let today = number(services.now());
    let last = day_of("to", to)?.unwrap_or(today);
    let first = day_of("from", from)?.unwrap_or(last - USUAL_DAYS + 1);
    if first > last {
        return Err(Problem::field("from", "It has to be before the last day.").into());
    }
    if last - first >= MOST_DAYS {
        return Err(Problem::field("from", "Ask for 400 days at the most.").into());
    }
    let (start, end) = (micros(first), micros(last + 1));
    let mut days: BTreeMap<i64, AnalyticsDay> = (first..=last)
        .map(|day| (day, AnalyticsDay { date: name(day), ..AnalyticsDay::default() }))
        .collect();
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    for what in [Count::Users, Count::Pages, Count::Publications, Count::Listings, Count::Orders] {
        for (day, found) in store::days(&mut conn, what, start, end).await? {
            let Some(row) = days.get_mut(&day) else { continue };
            *match what {
                Count::Users => &mut row.users,
                Count::Pages => &mut row.pages,
                Count::Publications => &mut row.publications,
                Count::Listings => &mut row.listings,
                Count::Orders => &mut row.orders,
            } = count(found);
        }
    }
    let mut sums: BTreeMap<String, (i64, i64, i64, i64)> = BTreeMap::new();
    for row in store::revenue(&mut conn, start, end).await? {
        if let Some(day) = days.get_mut(&row.day) {
            day.revenue.push(money(row.gross, &row.currency)?);
        }
        let sum = sums.entry(row.currency).or_default();
        (sum.0, sum.1, sum.2) = (sum.0 + row.orders, sum.1 + row.gross, sum.2 + row.refunded);
    }
    for (currency, fee) in store::fees(&mut conn, start, end).await? {
        sums.entry(currency).or_default().3 = fee;
    }
    let revenue = sums.into_iter().map(|(currency, (orders, gross, refunded, fee))| {
        Ok(AnalyticsRevenue {
            orders: count(orders),
            gross: money(gross, &currency)?,
            refunded: money(refunded, &currency)?,
            fee: money(fee, &currency)?,
        })
    });
    let all = store::totals(&mut conn).await?;
    let (open, unassigned, resolved) = store::support(&mut conn).await?;
    let days: Vec<AnalyticsDay> = days.into_values().collect();
    Ok(Analytics {
        from: name(first),
        to: name(last),
        totals: AnalyticsTotals {
            users: count(all.users),
            sellers: count(all.sellers),
            pages: count(all.pages),
            published: count(all.published),
            listings: count(all.listings),
            orders: days.iter().map(|day| day.orders).sum(),
        },
        waiting: AnalyticsWaiting {
            listings: count(all.pending_listings),
            sellers: count(all.pending_sellers),
            payouts: count(all.pending_payouts),
            orders: count(all.attention),
            reports: count(all.open_reports),
        },
        revenue: revenue.collect::<Result<_>>()?,
        days,
        support: AnalyticsSupport {
            open: count(open),
            unassigned: count(unassigned),
            resolved: count(resolved),
        },
    })
}

/// The caller's numbers.
pub async fn dashboard(services: &Services, caller: &Caller) -> Result<DashboardStats> {
    let Overview { pages, published, visits, leads, days } = overview::overview(services, caller).await?;
    let owner = &caller.actor()?.user_id;
    let first = days.first().map_or_else(|| number(services.now()), |(day, _)| number(*day));
    let mut rows: BTreeMap<i64, DashboardDay> = days
        .into_iter()
        .map(|(day, visits)| {
            let date = name(number(day));
            (number(day), DashboardDay { date, visits, ..DashboardDay::default() })
        })
        .collect();
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    for (day, found) in store::leads(&mut conn, owner, micros(first)).await? {
        if let Some(row) = rows.get_mut(&day) {
            row.leads = count(found);
        }
    }
    let (mut sales, mut sums): (i64, BTreeMap<String, i64>) = (0, BTreeMap::new());
    for sold in crate::market::orders::sold(&mut conn, owner).await? {
        sales += sold.count;
        *sums.entry(sold.currency.clone()).or_default() += sold.revenue;
        if let Some(row) = rows.get_mut(&sold.day) {
            row.sales += count(sold.count);
            row.revenue.push(money(sold.revenue, &sold.currency)?);
        }
    }
    let revenue =
        sums.into_iter().map(|(currency, sum)| money(sum, &currency)).collect::<Result<Vec<Money>>>()?;
    Ok(DashboardStats {
        pages,
        published,
        visits,
        leads,
        sales: count(sales),
        revenue,
        days: rows.into_values().collect(),
    })
}

fn number(moment: Timestamp) -> i64 {
    moment.unix_seconds().div_euclid(DAY)
}

fn micros(day: i64) -> i64 {
    Timestamp(0).plus_seconds(day * DAY).0
}

/// `YYYY-MM-DD`.
pub(crate) fn name(day: i64) -> String {
    let (year, month, day) = Timestamp(micros(day)).date();
    format!("{year:04}-{month:02}-{day:02}")
}

/// A day, or a moment within it.
pub(crate) fn day_of(field: &str, text: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let moment = Timestamp::parse(text).or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")));
    // The 30th of February would be some day of March.
    let moment = moment.filter(|moment| text.len() != 10 || name(number(*moment)) == text);
    let moment = moment.ok_or_else(|| Problem::field(field, "Give a day such as 2026-11-22."))?;
    Ok(Some(number(moment)))
}
