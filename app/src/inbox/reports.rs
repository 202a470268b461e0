//! `/admin/inbox/reports`: what the support did, as charts with their tables behind.

use crate::i18n::{I18n, use_i18n};
use crate::market::admin::AdminFrame;
use crate::market::charts::{bars, figure};
use crate::market::parts::{ask, query, shown};
use crate::ui::{Breadcrumbs, Button, EmptyState};
use landinghub::api::chat::{ChatReport, ChatReportAgent};
use landinghub_services::chat;
use leptos::prelude::*;

/// The reports of a period.
#[component]
pub fn Reports() -> impl IntoView {
    let i = use_i18n();
    let (from, to) = (query("from"), query("to"));
    let asked = ask(move |services, caller| async move {
        chat::support_report(&services, &caller, Some(&from), Some(&to)).await
    });
    let view = Suspend::new(async move { shown(asked.await, report) });
    view! {
        <AdminFrame here="/admin/inbox" title=i.t("inbox.reports")>
            <div class="inbox-crumbs"><Breadcrumbs above=vec![("/admin/inbox".to_owned(), i.t("inbox.title").to_owned())] here=i.t("inbox.reports")/></div>
            {view}
        </AdminFrame>
    }
}

/// Seconds as people say them.
fn duration(i: I18n, seconds: Option<i64>) -> String {
    let Some(seconds) = seconds else { return "–".to_owned() };
    let number = |value: i64| i.number(u64::try_from(value).unwrap_or_default());
    match seconds {
        ..=99 => i.t_with("inbox.duration.seconds", &[("count", &number(seconds))]),
        100..=5999 => i.t_with("inbox.duration.minutes", &[("count", &number((seconds + 30) / 60))]),
        _ => i.t_with("inbox.duration.hours", &[("count", &number((seconds + 1800) / 3600))]),
    }
}

/// Hundredths of a star.
fn stars(hundredths: Option<i64>) -> String {
    hundredths.map_or_else(|| "–".to_owned(), |n| format!("{}.{:02} / 5", n / 100, n % 100))
}

fn report(report: ChatReport) -> AnyView {
    let i = use_i18n();
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let form = view! {
        <form class="page-tools" action="/admin/inbox/reports" role="search" aria-label=i.t("admin.period")>
            <label class="field field-inline"><span class="label">{i.t("market.from")}</span><input class="input tool" type="date" name="from" value=report.from.clone()/></label>
            <label class="field field-inline"><span class="label">{i.t("market.to")}</span><input class="input tool" type="date" name="to" value=report.to.clone()/></label>
            <Button submit=true>{i.t("ui.show")}</Button>
        </form>
    };
    if report.rooms == 0 {
        return view! {
            {form}
            <EmptyState icon="message-circle" title=i.t("inbox.reports") text=i.t("inbox.report.none")/>
        }
        .into_any();
    }
    let figures = [
        figure(i.t("inbox.report.messages"), i.number(report.messages), None),
        figure(
            i.t("inbox.report.resolved"),
            format!("{} / {}", i.number(report.resolved), i.number(report.rooms)),
            None,
        ),
        figure(i.t("inbox.report.first"), duration(i, report.first_response_seconds), None),
        figure(i.t("inbox.report.p90"), duration(i, report.first_response_p90_seconds), None),
        figure(i.t("inbox.report.resolution"), duration(i, report.resolution_seconds), None),
        figure(i.t("inbox.report.csat"), stars(report.csat_hundredths), None),
    ]
    .into_iter()
    .collect_view();
    let volume =
        report.days.iter().map(|day| (day.date.clone(), signed(day.rooms), i.number(day.rooms))).collect();
    let first = report
        .days
        .iter()
        .map(|day| {
            let seconds = day.first_response_seconds;
            (day.date.clone(), seconds.unwrap_or_default(), duration(i, seconds))
        })
        .collect();
    let scores = report
        .scores
        .iter()
        .zip(1_u64..)
        .map(|(count, star)| (format!("{star} ★"), signed(*count), i.number(*count)))
        .collect();
    view! {
        {form}
        <div class="figures">{figures}</div>
        <div class="charts">
            {bars(i.t("inbox.report.rooms").to_owned(), i.number(report.rooms), volume)}
            {bars(i.t("inbox.report.first").to_owned(), duration(i, report.first_response_seconds), first)}
            {bars(i.t("inbox.report.scores").to_owned(), stars(report.csat_hundredths), scores)}
        </div>
        {agents(i, report.agents)}
    }
    .into_any()
}

fn agents(i: I18n, agents: Vec<ChatReportAgent>) -> Option<AnyView> {
    let rows = agents
        .into_iter()
        .map(|agent| {
            view! {
                <tr>
                    <th scope="row"><bdi>{agent.name}</bdi></th>
                    <td class="numbers">{i.number(agent.rooms)}</td>
                    <td class="numbers">{i.number(agent.resolved)}</td>
                    <td class="numbers">{stars(agent.csat_hundredths)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="card report-agents">
                <div class="table-wrap" tabindex="0" role="region" aria-label=i.t("inbox.report.agents")>
                    <table class="table">
                        <caption class="sr-only">{i.t("inbox.report.agents")}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{i.t("inbox.report.agent")}</th>
                                <th scope="col" class="numbers">{i.t("inbox.report.rooms")}</th>
                                <th scope="col" class="numbers">{i.t("inbox.report.resolved")}</th>
                                <th scope="col" class="numbers">{i.t("inbox.report.csat")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
}
