//! `/pages/{id}/analytics`: what came of a page over some days. A document: it works without script.

use crate::i18n::{I18n, translate_problem, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::market::charts::{bars, date, figure_with};
use crate::market::parts::{ask, param, query, with_query};
use crate::ui::{Breadcrumbs, Button, Card, EmptyState, ErrorState, LinkButton, Table};
use landinghub::api::Page;
use landinghub::api::visits::{PageAnalytics, VariantVisits};
use landinghub::page::PageStatus;
use landinghub::{Problem, Timestamp};
use landinghub_services::{Failure, pages, sites};
use leptos::prelude::*;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Spans that are offered, in days.
const SPANS: [i64; 4] = [7, 30, 90, 365];
/// Days where none are asked for.
const USUAL: i64 = 30;

/// The page, its numbers on the days asked for and on as many days before, and today.
struct Found {
    page: Page,
    now: Result<PageAnalytics, Problem>,
    before: Option<PageAnalytics>,
    today: i64,
}

/// See the module.
#[component]
pub fn Analytics() -> impl IntoView {
    let i = use_i18n();
    let (id, from, to) = (param("id"), query("from"), query("to"));
    let span = (from.clone(), to.clone());
    let found = ask(move |services, caller| async move {
        let page = pages::get(&services, &caller, &id).await?;
        let today = services.now().unix_seconds().div_euclid(DAY);
        let now = match sites::figures(&services, &caller, &id, Some(&from), Some(&to)).await {
            Ok(now) => Ok(now),
            // Days that can't be shown can be changed.
            Err(Failure::Problem(problem)) if !problem.fields.is_empty() => Err(problem),
            Err(failure) => return Err(failure),
        };
        let before = match now.as_ref().ok().and_then(earlier) {
            Some((from, to)) => sites::figures(&services, &caller, &id, Some(&from), Some(&to)).await.ok(),
            None => None,
        };
        Ok(Found { page, now, before, today })
    });
    view! {
        <AppFrame section=Section::Pages>
            {Suspend::new(async move {
                match found.await {
                    Ok(found) => screen(found, span),
                    Err(trouble) if trouble.code == "not_found" => view! {
                        <EmptyState icon="search" title=i.t("missing.title") text=i.t("missing.text")>
                            <LinkButton href="/pages">{i.t("pages.title")}</LinkButton>
                        </EmptyState>
                    }
                    .into_any(),
                    Err(trouble) => view! { <ErrorState message=trouble.message/> }.into_any(),
                }
            })}
        </AppFrame>
    }
}

/// As many days right before those that were asked for.
fn earlier(it: &PageAnalytics) -> Option<(String, String)> {
    let first = day_number(&it.days.first()?.date)?;
    let count = i64::try_from(it.days.len()).ok()?;
    Some((day_name(first - count), day_name(first - 1)))
}

fn day_number(date: &str) -> Option<i64> {
    Some(Timestamp::parse(&format!("{date}T00:00:00Z"))?.unix_seconds().div_euclid(DAY))
}

/// `YYYY-MM-DD`.
fn day_name(number: i64) -> String {
    let (year, month, day) = Timestamp(0).plus_seconds(number * DAY).date();
    format!("{year:04}-{month:02}-{day:02}")
}

fn screen(found: Found, asked: (String, String)) -> AnyView {
    let i = use_i18n();
    let Found { page, now, before, today } = found;
    let live = page.status == PageStatus::Published;
    let path = format!("/pages/{}/analytics", page.id);
    let visit = live.then(|| {
        view! { <LinkButton href=page.url.clone() icon="external-link">{i.t("pages.visit")}</LinkButton> }
    });
    let head = view! {
        <div class="page-head">
            <div>
                <Breadcrumbs above=vec![("/pages".to_owned(), i.t("pages.title").to_owned())] here=page.title.clone()/>
                <h1>{i.t("analytics.title")}</h1>
            </div>
            <div class="row">
                {visit}
                <LinkButton href=format!("/pages/{}/leads", page.id) icon="inbox">{i.t("pages.leads")}</LinkButton>
                <LinkButton href=format!("/domains/{}", page.id) icon="globe">{i.t("pages.domains")}</LinkButton>
                <LinkButton href=format!("/pages/{}/edit", page.id) icon="pencil">{i.t("analytics.edit")}</LinkButton>
            </div>
        </div>
    };
    let (shown, wrong) = match &now {
        Ok(it) => {
            let ends = it.days.first().zip(it.days.last());
            (ends.map(|(first, last)| (first.date.clone(), last.date.clone())).unwrap_or(asked), None)
        }
        Err(problem) => (asked, Some(translate_problem(i.locale(), problem.clone()))),
    };
    let body = match now {
        Ok(it) if it.visits == 0 && it.conversions == 0 => nothing(i, &page),
        Ok(it) => numbers(i, &page, &it, before.as_ref()),
        Err(_) => ().into_any(),
    };
    view! {
        {head}
        {days_form(i, &path, &shown, today, wrong.as_ref())}
        {body}
    }
    .into_any()
}

/// Which days: a few spans at a press, or any two days.
fn days_form(
    i: I18n,
    path: &str,
    (from, to): &(String, String),
    today: i64,
    wrong: Option<&Problem>,
) -> AnyView {
    let spans = SPANS
        .into_iter()
        .map(|days| {
            let (first, last) = (day_name(today - days + 1), day_name(today));
            let current = *from == first && *to == last;
            let pairs = [("from", first.as_str()), ("to", last.as_str())];
            let href = if days == USUAL { path.to_owned() } else { with_query(path, &pairs) };
            let words = i.n("analytics.span", u64::try_from(days).unwrap_or_default());
            view! { <a class="chip" href=href aria-current=current.then_some("true")>{words}</a> }
        })
        .collect_view();
    let wrong_with = |name: &str| wrong.and_then(|problem| problem.fields.get(name).cloned());
    let errors = ["from", "to"].into_iter().filter_map(wrong_with).collect::<Vec<_>>();
    let error = (!errors.is_empty()).then(|| {
        view! { <p class="field-error" id="analytics-wrong" role="alert">{errors.join(" ")}</p> }
    });
    let invalid = |name: &str| wrong_with(name).map(|_| "true");
    let about = |name: &str| wrong_with(name).map(|_| "analytics-wrong");
    let newest = day_name(today);
    view! {
        <nav class="chips" aria-label=i.t("analytics.spans")>{spans}</nav>
        <form class="page-tools" action=path.to_owned() role="search" aria-label=i.t("admin.period")>
            <label class="field field-inline"><span class="label">{i.t("market.from")}</span><input class="input tool" type="date" name="from" max=newest.clone() value=from.clone() aria-invalid=invalid("from") aria-describedby=about("from")/></label>
            <label class="field field-inline"><span class="label">{i.t("market.to")}</span><input class="input tool" type="date" name="to" max=newest value=to.clone() aria-invalid=invalid("to") aria-describedby=about("to")/></label>
            <Button submit=true>{i.t("ui.show")}</Button>
        </form>
        {error}
    }
    .into_any()
}

/// No visit on these days: what to do about it.
fn nothing(i: I18n, page: &Page) -> AnyView {
    if page.status == PageStatus::Published {
        let url = page.url.clone();
        return view! {
            <EmptyState icon="chart-column" title=i.t("analytics.empty.title") text=i.t("analytics.empty.text")>
                <LinkButton href=url icon="external-link">{i.t("pages.visit")}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let edit = format!("/pages/{}/edit", page.id);
    view! {
        <EmptyState icon="rocket" title=i.t("analytics.draft.title") text=i.t("analytics.draft.text")>
            <LinkButton href=edit icon="pencil">{i.t("analytics.edit")}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn numbers(i: I18n, page: &Page, it: &PageAnalytics, before: Option<&PageAnalytics>) -> AnyView {
    let change = |now: u64, of: fn(&PageAnalytics) -> u64| {
        let then = before.map(of).filter(|then| *then > 0)?;
        Some(i.t_with("analytics.change", &[("percent", &signed(i, now, then))]))
    };
    let figures = [
        figure_with(i.t("analytics.visits"), i.number(it.visits), change(it.visits, |it| it.visits)),
        figure_with(i.t("analytics.uniques"), i.number(it.uniques), change(it.uniques, |it| it.uniques)),
        figure_with(
            i.t("analytics.conversions"),
            i.number(it.conversions),
            change(it.conversions, |it| it.conversions),
        ),
        figure_with(i.t("analytics.rate"), percent(i, it.conversions, it.visits), None),
    ];
    let chart = |words: &'static str, total: u64, of: fn(&landinghub::api::visits::VisitDay) -> u64| {
        let days = it.days.iter().map(|day| {
            let count = of(day);
            (date(i, &day.date), i64::try_from(count).unwrap_or(i64::MAX), i.number(count))
        });
        bars(words.to_owned(), i.number(total), days.collect())
    };
    let referrers = it
        .referrers
        .iter()
        .map(|row| {
            let direct = row.referrer == "direct" || row.referrer.is_empty();
            let name = if direct { i.t("analytics.direct").to_owned() } else { row.referrer.clone() };
            (name, row.visits)
        })
        .collect();
    let devices = it
        .devices
        .iter()
        .map(|row| {
            let name = i.find(&format!("analytics.device.{}", row.device));
            (name.map_or_else(|| row.device.clone(), str::to_owned), row.visits)
        })
        .collect();
    let tested = it.variants.iter().any(|row| row.id.is_some());
    view! {
        <div class="figures">{figures.collect_view()}</div>
        <div class="charts">
            {chart(i.t("analytics.visits"), it.visits, |day| day.visits)}
            {chart(i.t("analytics.uniques"), it.uniques, |day| day.uniques)}
        </div>
        <div class="charts">
            {shares(i, i.t("analytics.referrers"), i.t("analytics.referrer"), referrers)}
            {shares(i, i.t("analytics.devices"), i.t("analytics.device"), devices)}
        </div>
        {tested.then(|| variants(i, page, &it.variants))}
    }
    .into_any()
}

/// What the visits are made of, each with its share of them all.
fn shares(i: I18n, title: &'static str, head: &'static str, rows: Vec<(String, u64)>) -> AnyView {
    let total: u64 = rows.iter().map(|(_, visits)| visits).sum();
    if total == 0 {
        return ().into_any();
    }
    let rows = rows
        .into_iter()
        .map(|(name, visits)| {
            let share = percent(i, visits, total);
            // A drawing of the number beside it.
            let style = format!("--share:{}%", visits * 100 / total);
            view! {
                <tr>
                    <th scope="row" class="share" style=style><span>{name}</span></th>
                    <td class="numbers">{i.number(visits)}</td>
                    <td class="numbers muted">{share}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [head, i.t("analytics.visits"), i.t("analytics.share")].map(str::to_owned).to_vec();
    view! { <Card title=title flush=true><Table caption=title heads>{rows}</Table></Card> }.into_any()
}

/// The page and its variants side by side; the best rate stands out.
fn variants(i: I18n, page: &Page, rows: &[VariantVisits]) -> AnyView {
    // Rates as fractions with one denominator, compared exactly.
    let better = |a: &VariantVisits, b: &VariantVisits| {
        u128::from(a.conversions) * u128::from(b.visits.max(1))
            > u128::from(b.conversions) * u128::from(a.visits.max(1))
    };
    let leads = |row: &VariantVisits| {
        row.conversions > 0 && rows.iter().all(|other| std::ptr::eq(other, row) || better(row, other))
    };
    let lines = rows
        .iter()
        .map(|row| {
            let name = match (&row.id, &row.name) {
                (None, _) => i.t_with("analytics.original", &[("title", &page.title)]),
                (_, Some(name)) => name.clone(),
                (Some(_), None) => i.t("analytics.variant.gone").to_owned(),
            };
            let best = leads(row)
                .then(|| view! { " " <span class="badge badge-good">{i.t("analytics.best")}</span> });
            view! {
                <tr>
                    <th scope="row">{name}{best}</th>
                    <td class="numbers">{i.number(row.visits)}</td>
                    <td class="numbers">{i.number(row.conversions)}</td>
                    <td class="numbers"><strong>{percent(i, row.conversions, row.visits)}</strong></td>
                </tr>
            }
        })
        .collect_view();
    let heads = [
        i.t("analytics.variant"),
        i.t("analytics.visits"),
        i.t("analytics.conversions"),
        i.t("analytics.rate"),
    ];
    let heads = heads.map(str::to_owned).to_vec();
    view! { <Card title=i.t("analytics.variants") flush=true><Table caption=i.t("analytics.variants") heads>{lines}</Table></Card> }
        .into_any()
}

/// A part of a whole with one digit behind the point; a dash where there is no whole.
fn percent(i: I18n, part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2) / u128::from(whole);
    format!("{}%", i.decimal(f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0))
}

/// How much more or less it is than before, in whole per cent with its sign.
fn signed(i: I18n, now: u64, then: u64) -> String {
    let change = (i128::from(now) - i128::from(then)) * 100 / i128::from(then.max(1));
    let size = i.number(u64::try_from(change.unsigned_abs()).unwrap_or(u64::MAX));
    match change {
        0 => "±0%".to_owned(),
        more if more > 0 => format!("+{size}%"),
        _ => format!("−{size}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Area, dictionary};
    use landinghub::account::Locale;

    #[test]
    fn days_and_rates_are_exact() {
        let i = dictionary(Locale::En, Area::Market);
        assert_eq!(percent(i, 1, 3), "33.3%");
        assert_eq!(percent(i, 0, 0), "–");
        assert_eq!(percent(i, 7, 7), "100.0%");
        assert_eq!(
            (signed(i, 3, 2), signed(i, 1, 2), signed(i, 2, 2)),
            ("+50%".into(), "−50%".into(), "±0%".into())
        );
        assert_eq!(day_number("2026-03-01").map(|day| day_name(day - 1)), Some("2026-02-28".to_owned()));
        let day = |date: &str| landinghub::api::visits::VisitDay { date: date.into(), visits: 0, uniques: 0 };
        let it = PageAnalytics {
            visits: 0,
            uniques: 0,
            conversions: 0,
            days: vec![day("2026-11-01"), day("2026-11-02")],
            referrers: Vec::new(),
            devices: Vec::new(),
            variants: Vec::new(),
        };
        assert_eq!(earlier(&it), Some(("2026-10-30".to_owned(), "2026-10-31".to_owned())));
    }
}
