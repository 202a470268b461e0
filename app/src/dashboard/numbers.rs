//! Everything the dashboard shows.

use landinghub::Timestamp;
use landinghub::api::Page;
use landinghub::api::market::SalesTotal;
use landinghub::market::Money;
use landinghub_services::market::orders;
use landinghub_services::{Caller, Failure, Services, Slice, overview, pages};

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    /// Pages outside the trash.
    pub pages: u64,
    /// Of them, live ones.
    pub published: u64,
    /// Visits, ever.
    pub visits: u64,
    /// Leads, ever.
    pub leads: u64,
    /// The last 30 days and their visits.
    pub days: Vec<(Timestamp, u64)>,
    /// The pages changed last.
    pub latest: Vec<Page>,
    /// Items sold, ever.
    pub sold: u64,
    /// What they brought, one amount a currency.
    pub earned: Vec<Money>,
    /// The last 30 days and what their sales brought, one row a currency that was earned in.
    pub earnings: Vec<Vec<(Timestamp, Money)>>,
}

/// What a currency's sales brought on each of these days; nothing where there were none.
fn by_day(total: &SalesTotal, days: &[(Timestamp, u64)]) -> Option<Vec<(Timestamp, Money)>> {
    let currency = total.gross.currency;
    let of = |day: Timestamp| {
        let (year, month, number) = day.date();
        let date = format!("{year:04}-{month:02}-{number:02}");
        total.days.iter().find(|sold| sold.date == date).map(|sold| sold.revenue)
    };
    let some = days.iter().any(|(day, _)| of(*day).is_some());
    let row = |(day, _): &(Timestamp, u64)| (*day, Money::new(of(*day).unwrap_or_default(), currency));
    some.then(|| days.iter().map(row).collect())
}

/// The reader's numbers and latest pages.
pub(super) async fn glance(services: &Services, caller: &Caller) -> Result<Numbers, Failure> {
    let query = pages::Query { slice: Slice { limit: Some(5), cursor: None }, ..Default::default() };
    let latest = pages::list(services, caller, &query).await?.items;
    let it = overview::overview(services, caller).await?;
    // The rest is worth showing without them.
    let slice = Slice { limit: Some(1), cursor: None };
    let sales = orders::sales(services, caller, &orders::OrdersQuery { slice, ..Default::default() }).await;
    let totals = sales.map(|sales| sales.totals).unwrap_or_default();
    let earnings = totals.iter().filter_map(|total| by_day(total, &it.days)).collect();
    Ok(Numbers {
        pages: it.pages,
        published: it.published,
        visits: it.visits,
        leads: it.leads,
        days: it.days,
        latest,
        sold: totals.iter().map(|total| total.count).sum(),
        earned: totals.iter().map(|total| total.revenue).collect(),
        earnings,
    })
}
