//! What an account has, at a glance: the numbers of the dashboard.

use crate::context::{Caller, Services};
use crate::error::Result;
use landinghub::Timestamp;
use landinghub_store::overview as store;

/// Days the chart of visits shows.
const DAYS: i64 = 30;

/// The numbers of the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Pages outside the trash.
    pub pages: u64,
    /// Of them, those that are live.
    pub published: u64,
    /// Visits of all of them, ever.
    pub visits: u64,
    /// Leads of all of them, ever.
    pub leads: u64,
    /// The last 30 days with their visits, today (UTC) the last, none left out.
    pub days: Vec<(Timestamp, u64)>,
}

/// The caller's numbers.
pub async fn overview(services: &Services, caller: &Caller) -> Result<Overview> {
    let actor = caller.actor()?;
    let today = services.now();
    let days: Vec<Timestamp> = (0..DAYS).rev().map(|ago| today.plus_seconds(-ago * 86_400)).collect();
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let totals = store::totals(&mut conn, &actor.user_id).await?;
    let from = days.first().map(|day| name(*day)).unwrap_or_default();
    let counted = store::days(&mut conn, &actor.user_id, &from).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let visits = |day: Timestamp| {
        let name = name(day);
        counted.iter().find(|(day, _)| *day == name).map_or(0, |(_, visits)| count(*visits))
    };
    Ok(Overview {
        pages: count(totals.pages),
        published: count(totals.published),
        visits: count(totals.visits),
        leads: count(totals.leads),
        days: days.into_iter().map(|day| (day, visits(day))).collect(),
    })
}

/// `YYYY-MM-DD` in UTC, as visits are counted under.
fn name(moment: Timestamp) -> String {
    let (year, month, day) = moment.date();
    format!("{year:04}-{month:02}-{day:02}")
}
