//! `/admin/inbox/settings`: business hours, dealing out, promises, tags, topics, canned replies.
#![expect(clippy::too_many_arguments, reason = "they are the fields of one form")]

use super::canned;
use crate::answer::context;
use crate::i18n::{I18n, use_i18n};
use crate::market::actions::settle;
use crate::market::admin::AdminFrame;
use crate::market::parts::{ask, shown};
use crate::ui::{Breadcrumbs, Button, ButtonKind, POST};
use landinghub::Problem;
use landinghub::api::List;
use landinghub::api::chat::{CannedReply, ChatSettings};
use landinghub::chat::{BusinessHours, Priority, SlaTargets, Span, Target};
use landinghub_services::{Slice, chat};
use leptos::prelude::*;

/// Where its forms come back to.
pub(super) const PATH: &str = "/admin/inbox/settings";
/// Time zones offered, in minutes east of UTC.
const ZONES: &[i64] = &[
    -480, -420, -360, -300, -240, -180, 0, 60, 120, 180, 210, 240, 300, 330, 345, 360, 390, 420, 480, 540,
    570, 600, 660, 720,
];

/// The settings of the support.
#[component]
pub fn Settings() -> impl IntoView {
    let i = use_i18n();
    let asked = ask(|services, caller| async move {
        let settings = chat::settings(&services, &caller).await?;
        let slice = Slice { limit: Some(100), cursor: None };
        Ok((settings, chat::canned_replies(&services, &caller, &slice).await?))
    });
    let view = Suspend::new(async move { shown(asked.await, both) });
    view! {
        <AdminFrame here="/admin/inbox" title=i.t("inbox.settings")>
            <div class="inbox-crumbs"><Breadcrumbs above=vec![("/admin/inbox".to_owned(), i.t("inbox.title").to_owned())] here=i.t("inbox.settings")/></div>
            {view}
        </AdminFrame>
    }
}

fn both((settings, replies): (ChatSettings, List<CannedReply>)) -> AnyView {
    view! {
        <div class="stack inbox-settings">
            {form(&settings)}
            {canned::section(replies.items)}
        </div>
    }
    .into_any()
}

fn form(settings: &ChatSettings) -> AnyView {
    let i = use_i18n();
    let email = settings.support_email.clone().unwrap_or_default();
    view! {
        <form method=POST action="/_fn/save_support" class="stack">
            {hours(i, &settings.hours)}
            <section class="card card-body stack">
                <h2>{i.t("inbox.set.dealing")}</h2>
                <label class="check-line">
                    <input type="checkbox" name="round_robin" value="1" checked=settings.round_robin/>
                    <span>{i.t("inbox.set.round_robin")}</span>
                </label>
                <label class="field">
                    <span class="label">{i.t("inbox.set.most")}</span>
                    <input class="input tool" type="number" name="most" min="1" max="1000" value=settings.most_rooms.to_string() required/>
                </label>
            </section>
            {promises(i, &settings.sla)}
            <section class="card card-body stack">
                <h2>{i.t("inbox.set.words")}</h2>
                <label class="field">
                    <span class="label">{i.t("inbox.set.tags")}</span>
                    <input class="input" name="tags" value=settings.tags.join(", ") maxlength="800"/>
                </label>
                <label class="field">
                    <span class="label">{i.t("inbox.set.topics")}</span>
                    <textarea class="textarea" name="topics" rows="4" maxlength="800">{settings.topics.join("\n")}</textarea>
                </label>
                <div class="field">
                    <label class="label" for="support-email">{i.t("inbox.set.email")}</label>
                    <input class="input" type="email" id="support-email" name="email" value=email maxlength="254" autocomplete="off" aria-describedby="support-email-help"/>
                    <p class="help" id="support-email-help">{i.t("inbox.set.email.help")}</p>
                </div>
            </section>
            <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button></div>
        </form>
    }
    .into_any()
}

fn hours(i: I18n, hours: &BusinessHours) -> AnyView {
    let clock = |minute: Option<i64>| {
        // A day's end is the last minute a field of this kind can name.
        let minute = minute.map(|minute| minute.min(1439));
        minute.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60)).unwrap_or_default()
    };
    let days = hours
        .days
        .iter()
        .zip(0..7)
        .map(|(spans, n)| {
            let day = i.find(&format!("inbox.day.{n}")).unwrap_or_default();
            let cells = (0..2)
                .map(|at| {
                    let span = spans.get(at);
                    let (from, to) = (clock(span.map(|span| span.from)), clock(span.map(|span| span.to)));
                    let part = if at == 0 { i.t("inbox.set.morning") } else { i.t("inbox.set.afternoon") };
                    let name = format!("{day}, {part}");
                    let opens = i.t_with("inbox.set.opens", &[("day", &name)]);
                    let closes = i.t_with("inbox.set.closes", &[("day", &name)]);
                    view! {
                        <td>
                            <span class="hours-span">
                                <input class="input" type="time" name="from[]" value=from aria-label=opens/>
                                <span aria-hidden="true">"–"</span>
                                <input class="input" type="time" name="to[]" value=to aria-label=closes/>
                            </span>
                        </td>
                    }
                })
                .collect_view();
            view! { <tr><th scope="row">{day}</th>{cells}</tr> }
        })
        .collect_view();
    let mut known: Vec<i64> = ZONES.to_vec();
    if !known.contains(&hours.utc_offset_minutes) {
        known.push(hours.utc_offset_minutes);
    }
    let zones = known
        .into_iter()
        .map(|minutes| {
            let sign = if minutes < 0 { '−' } else { '+' };
            let words = format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
            view! { <option value=minutes.to_string() selected=minutes == hours.utc_offset_minutes>{words}</option> }
        })
        .collect_view();
    view! {
        <section class="card card-body stack">
            <h2>{i.t("inbox.set.hours")}</h2>
            <p class="muted">{i.t("inbox.set.hours.text")}</p>
            <label class="check-line">
                <input type="checkbox" name="hours" value="1" checked=hours.enabled/>
                <span>{i.t("inbox.set.hours.on")}</span>
            </label>
            <label class="field">
                <span class="label">{i.t("inbox.set.zone")}</span>
                <select class="select tool" name="zone">{zones}</select>
            </label>
            <div class="table-wrap" tabindex="0" role="region" aria-label=i.t("inbox.set.hours")>
                <table class="table hours-table">
                    <caption class="sr-only">{i.t("inbox.set.hours")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{i.t("inbox.set.day")}</th>
                            <th scope="col">{i.t("inbox.set.morning")}</th>
                            <th scope="col">{i.t("inbox.set.afternoon")}</th>
                        </tr>
                    </thead>
                    <tbody>{days}</tbody>
                </table>
            </div>
            <p class="help">{i.t("inbox.set.closed")}</p>
        </section>
    }
    .into_any()
}

fn promises(i: I18n, sla: &SlaTargets) -> AnyView {
    let rows = Priority::ALL
        .iter()
        .map(|priority| {
            let (target, name) =
                (sla.of(*priority), i.find(&format!("inbox.priority.{}", priority.as_str())).unwrap_or_default());
            let first = i.t_with("inbox.set.first", &[("priority", name)]);
            let resolution = i.t_with("inbox.set.resolution", &[("priority", name)]);
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td><input class="input" type="number" name="first[]" min="1" max="129600" required value=target.first_response_minutes.to_string() aria-label=first/></td>
                    <td><input class="input" type="number" name="resolution[]" min="1" max="129600" required value=target.resolution_minutes.to_string() aria-label=resolution/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card card-body stack">
            <h2>{i.t("inbox.set.promises")}</h2>
            <p class="muted">{i.t("inbox.set.promises.text")}</p>
            <div class="table-wrap" tabindex="0" role="region" aria-label=i.t("inbox.set.promises")>
                <table class="table promises-table">
                    <caption class="sr-only">{i.t("inbox.set.promises")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{i.t("inbox.priority")}</th>
                            <th scope="col">{i.t("inbox.sla.first")}</th>
                            <th scope="col">{i.t("inbox.sla.resolution")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// `09:30` in minutes of the day; nothing for an empty field.
fn minute(text: &str) -> Result<Option<i64>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = || {
        let (hour, minute) = text.split_once(':')?;
        let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
        ((0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
    };
    read().map(Some).ok_or_else(|| Problem::field("hours", "Give times such as 09:30."))
}

/// Two spans a day, seven days, in order.
fn days(from: &[String], to: &[String]) -> Result<Vec<Vec<Span>>, Problem> {
    let mut days = vec![Vec::new(); 7];
    for (n, (from, to)) in from.iter().zip(to).enumerate().take(14) {
        let (Some(from), Some(to)) = (minute(from)?, minute(to)?) else { continue };
        // Midnight is a day's end as well.
        let to = if to == 0 || to == 1439 { 1440 } else { to };
        if let Some(day) = days.get_mut(n / 2) {
            day.push(Span { from, to });
        }
    }
    Ok(days)
}

fn targets(first: &[i64], resolution: &[i64]) -> SlaTargets {
    let target = |n: usize| Target {
        first_response_minutes: first.get(n).copied().unwrap_or_default(),
        resolution_minutes: resolution.get(n).copied().unwrap_or_default(),
    };
    SlaTargets { low: target(0), normal: target(1), high: target(2), urgent: target(3) }
}

/// Keeps how the support works.
#[server(prefix = "/_fn", endpoint = "save_support")]
async fn save_support(
    #[server(default)] hours: String,
    #[server(default)] zone: i64,
    #[server(default)] from: Vec<String>,
    #[server(default)] to: Vec<String>,
    #[server(default)] round_robin: String,
    #[server(default)] most: i64,
    #[server(default)] first: Vec<i64>,
    #[server(default)] resolution: Vec<i64>,
    #[server(default)] tags: String,
    #[server(default)] topics: String,
    #[server(default)] email: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let made = days(&from, &to).map(|days| ChatSettings {
        hours: BusinessHours { enabled: !hours.is_empty(), utc_offset_minutes: zone, days },
        round_robin: !round_robin.is_empty(),
        most_rooms: most,
        sla: targets(&first, &resolution),
        tags: tags.split(',').map(str::to_owned).collect(),
        topics: topics.lines().map(str::to_owned).collect(),
        support_email: Some(email),
    });
    let done = match made {
        Ok(new) => chat::save_settings(&services, &caller, new).await,
        Err(problem) => Err(problem.into()),
    };
    settle(&services, &caller, "support", PATH, done, "inbox.set.saved").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read_from_its_fields() {
        let mut from = vec![String::new(); 14];
        let mut to = from.clone();
        (from[0], to[0]) = ("09:00".to_owned(), "12:30".to_owned());
        (from[1], to[1]) = ("13:30".to_owned(), "00:00".to_owned());
        let week = days(&from, &to).expect("a week");
        assert_eq!(week[0], [Span { from: 540, to: 750 }, Span { from: 810, to: 1440 }]);
        assert!(week[1..].iter().all(Vec::is_empty));
        from[4] = "nine".to_owned();
        to[4] = "10:00".to_owned();
        assert!(days(&from, &to).is_err());
    }
}
