//! What came of a page, over some days.

use crate::analytics::day_of;
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::pages::{count, own_page};
use landinghub::api::visits::{DeviceVisits, PageAnalytics, Referrer, VariantVisits, VisitDay};
use landinghub::{Problem, Timestamp};
use landinghub_store::visits as store;
use std::collections::BTreeMap;

use super::visits::day;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Days where none are asked for.
const USUAL_DAYS: i64 = 30;
/// Days that may be asked for.
const MOST_DAYS: i64 = 400;

/// What came of the caller's page on whole days in UTC, both ends included; the last thirty where none are given.
pub async fn figures(
    services: &Services,
    caller: &Caller,
    page_id: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<PageAnalytics> {
    let page = own_page(services, &caller.actor()?.user_id, page_id).await?;
    let number = |moment: Timestamp| moment.unix_seconds().div_euclid(DAY);
    let moment = |day: i64| Timestamp(0).plus_seconds(day * DAY);
    let last = day_of("to", to)?.unwrap_or_else(|| number(services.now()));
    let first = day_of("from", from)?.unwrap_or(last - USUAL_DAYS + 1);
    if first > last {
        return Err(Problem::field("from", "It has to be before the last day.").into());
    }
    if last - first >= MOST_DAYS {
        return Err(Problem::field("from", "Ask for 400 days at the most.").into());
    }
    let (start, end) = (day(moment(first)), day(moment(last)));
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let counted = store::days(&mut conn, &page.id, &start, &end).await?;
    let referrers = store::sources(&mut conn, &page.id, "referrer", (&start, &end)).await?;
    let devices = store::sources(&mut conn, &page.id, "device", (&start, &end)).await?;
    let variants = store::variants(&mut conn, &page.id, &start, &end).await?;
    let leads = store::leads(&mut conn, &page.id, moment(first).0, moment(last + 1).0).await?;
    drop(reader);
    let mut days: BTreeMap<String, VisitDay> = (first..=last)
        .map(|at| {
            let date = day(moment(at));
            (date.clone(), VisitDay { date, visits: 0, uniques: 0 })
        })
        .collect();
    for row in counted {
        if let Some(day) = days.get_mut(&row.day) {
            (day.visits, day.uniques) = (count(row.visits), count(row.uniques));
        }
    }
    let days: Vec<VisitDay> = days.into_values().collect();
    Ok(PageAnalytics {
        visits: days.iter().map(|day| day.visits).sum(),
        uniques: days.iter().map(|day| day.uniques).sum(),
        conversions: count(leads),
        days,
        referrers: referrers
            .into_iter()
            .map(|(referrer, visits)| Referrer { referrer, visits: count(visits) })
            .collect(),
        devices: devices
            .into_iter()
            .map(|(device, visits)| DeviceVisits { device, visits: count(visits) })
            .collect(),
        variants: variants
            .into_iter()
            .map(|row| VariantVisits {
                id: (!row.variant.is_empty()).then_some(row.variant),
                name: row.name,
                visits: count(row.visits),
                conversions: count(row.leads),
            })
            .collect(),
    })
}
