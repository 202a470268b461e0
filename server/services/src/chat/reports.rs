//! What the support did, by day and by agent.

use super::settings;
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::pages::count;
use landinghub::api::chat::{ChatReport, ChatReportAgent, ChatReportDay};
use landinghub::{Problem, Timestamp};
use landinghub_store::chat::reports::{self as store, ReportRow};
use std::collections::BTreeMap;

/// Longest period.
const MOST_DAYS: i64 = 366;
/// The period where nobody says.
const DEFAULT_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 86_400;

/// Volume, first answers, resolutions and ratings of rooms opened from one day to another, both included; days are those
/// of the business hours' time zone. Without days the last thirty.
pub async fn report(
    services: &Services,
    caller: &Caller,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<ChatReport> {
    caller.admin()?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let offset = settings::load(&mut conn).await?.hours.utc_offset_minutes * 60;
    let day = |field: &str, text: Option<&str>| match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => Timestamp::parse(&format!("{text}T00:00:00Z"))
            .filter(|moment| date(*moment) == text)
            .map(Some)
            .ok_or_else(|| Problem::field(field, "Give a day such as 2026-11-22.")),
    };
    let today = services.now().plus_seconds(offset);
    let last = day("to", to)?.unwrap_or(today);
    let first = day("from", from)?.unwrap_or_else(|| last.plus_seconds(-(DEFAULT_DAYS - 1) * DAY_SECONDS));
    let (first, last) = (midnight(first), midnight(last));
    let days = last.seconds_since(first) / DAY_SECONDS + 1;
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::field("from", "Give a period of 1 to 366 days.").into());
    }
    let range = (first.plus_seconds(-offset), last.plus_seconds(DAY_SECONDS - offset));
    let rows = store::rooms(&mut conn, range.0, range.1).await?;
    let messages = store::messages(&mut conn, range.0, range.1).await?;
    drop(reader);
    let mut by_day: BTreeMap<String, Vec<&ReportRow>> =
        (0..days).map(|n| (date(first.plus_seconds(n * DAY_SECONDS)), Vec::new())).collect();
    let mut by_agent: BTreeMap<&str, Vec<&ReportRow>> = BTreeMap::new();
    for row in &rows {
        by_day.entry(date(Timestamp(row.created_at).plus_seconds(offset))).or_default().push(row);
        if let Some(name) = &row.admin_name {
            by_agent.entry(name).or_default().push(row);
        }
    }
    let mut agents: Vec<ChatReportAgent> = by_agent
        .into_iter()
        .map(|(name, rows)| ChatReportAgent {
            name: name.to_owned(),
            rooms: len(rows.len()),
            resolved: resolved(rows.iter().copied()),
            csat_hundredths: csat(rows.iter().copied()),
        })
        .collect();
    agents.sort_by(|a, b| b.rooms.cmp(&a.rooms).then_with(|| a.name.cmp(&b.name)));
    let responses = || rows.iter().filter_map(|row| row.first_response).collect();
    let score = |n: i64| len(rows.iter().filter(|row| row.rating == Some(n)).count());
    Ok(ChatReport {
        from: date(first),
        to: date(last),
        rooms: len(rows.len()),
        messages: count(messages),
        resolved: resolved(rows.iter()),
        first_response_seconds: quantile(responses(), 50),
        first_response_p90_seconds: quantile(responses(), 90),
        resolution_seconds: quantile(rows.iter().filter_map(|row| row.resolution).collect(), 50),
        csat_hundredths: csat(rows.iter()),
        ratings: len(rows.iter().filter(|row| row.rating.is_some()).count()),
        scores: (1..=5).map(score).collect(),
        days: by_day
            .into_iter()
            .map(|(date, rows)| ChatReportDay {
                date,
                rooms: len(rows.len()),
                resolved: resolved(rows.iter().copied()),
                first_response_seconds: quantile(
                    rows.iter().filter_map(|row| row.first_response).collect(),
                    50,
                ),
            })
            .collect(),
        agents,
    })
}

fn len(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn midnight(moment: Timestamp) -> Timestamp {
    let seconds = moment.unix_seconds();
    Timestamp(0).plus_seconds(seconds - seconds.rem_euclid(DAY_SECONDS))
}

fn date(moment: Timestamp) -> String {
    let (year, month, day) = moment.date();
    format!("{year:04}-{month:02}-{day:02}")
}

fn resolved<'a>(rows: impl Iterator<Item = &'a ReportRow>) -> u64 {
    len(rows.filter(|row| row.status == "resolved").count())
}

/// The mean rating in hundredths, rounded.
fn csat<'a>(rows: impl Iterator<Item = &'a ReportRow>) -> Option<i64> {
    let scores: Vec<i64> = rows.filter_map(|row| row.rating).collect();
    let number = i64::try_from(scores.len()).ok().filter(|number| *number > 0)?;
    Some((scores.iter().sum::<i64>() * 100 + number / 2) / number)
}

/// The value so many of a hundred don't exceed, in whole seconds.
fn quantile(mut micros: Vec<i64>, percent: usize) -> Option<i64> {
    micros.sort_unstable();
    let place = (micros.len() * percent).div_ceil(100).max(1) - 1;
    micros.get(place).map(|micros| micros / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles() {
        let seconds = |numbers: &[i64]| numbers.iter().map(|n| n * 1_000_000).collect::<Vec<_>>();
        assert_eq!(quantile(Vec::new(), 50), None);
        assert_eq!(quantile(seconds(&[7]), 90), Some(7));
        assert_eq!(quantile(seconds(&[4, 1, 3, 2]), 50), Some(2));
        assert_eq!(quantile(seconds(&(1..=10).collect::<Vec<_>>()), 90), Some(9));
    }

    #[test]
    fn days_have_names() {
        let noon = Timestamp::parse("2026-03-01T12:00:00Z").expect("a moment");
        assert_eq!(date(midnight(noon)), "2026-03-01");
        assert_eq!(midnight(noon).to_string(), "2026-03-01T00:00:00.000Z");
    }
}
