//! What one has and what to do next, at a glance: a document.

mod numbers;

use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::parts::{Said, ask, shown};
use crate::pages::PageArt;
use crate::settings::VerifyNotice;
use crate::ui::{Badge, ButtonKind, ButtonSize, Card, Icon, LinkButton, Tone};
use landinghub::Timestamp;
use landinghub::api::Page;
use landinghub::market::Money;
use landinghub::page::PageStatus;
use leptos::prelude::*;
use numbers::{Numbers, glance};

/// `/dashboard`.
#[component]
pub fn Dashboard() -> impl IntoView {
    let i = use_i18n();
    let name = use_boot().person.map(|person| person.name).unwrap_or_default();
    let numbers = ask(|services, caller| async move { glance(&services, &caller).await });
    view! {
        <AppFrame section=Section::Dashboard>
            <div class="page-head">
                <div>
                    <h1>{i.t_with("dashboard.hello", &[("name", &name)])}</h1>
                </div>
                <LinkButton href="/pages" kind=ButtonKind::Primary icon="file-text">{i.t("dashboard.to_pages")}</LinkButton>
            </div>
            <Said/>
            <div class="dashboard-notice"><VerifyNotice/></div>
            {Suspend::new(async move { shown(numbers.await, details) })}
        </AppFrame>
    }
}

fn details(glance: Numbers) -> AnyView {
    let i = use_i18n();
    let stat = move |icon: &'static str, words: &'static str, number: u64| {
        view! {
            <div class="card stat">
                <dt><Icon name=icon/>{words}</dt>
                <dd>{i.number(number)}</dd>
            </div>
        }
    };
    // Whoever has never sold anything isn't reminded of it.
    let sales = (glance.sold > 0).then(|| {
        let earned: Vec<String> = glance.earned.iter().map(|sum| i.money(*sum)).collect();
        view! {
            <div class="card stat">
                <dt><Icon name="tag"/>{i.t("dashboard.sold")}</dt>
                <dd>{i.number(glance.sold)}</dd>
                <dd class="stat-more"><a class="quiet" href="/my-sales">{earned.join(" · ")}</a></dd>
            </div>
        }
    });
    let next = next_steps(&glance);
    let latest = if glance.latest.is_empty() {
        view! { <div class="card-body"><p class="muted">{i.t("pages.empty.text")}</p></div> }.into_any()
    } else {
        let rows = glance.latest.into_iter().map(latest).collect_view();
        view! { <ul>{rows}</ul> }.into_any()
    };
    let label = i.n("dashboard.chart.label", glance.days.iter().map(|(_, visits)| *visits).sum());
    let visits = if glance.days.iter().all(|(_, visits)| *visits == 0) {
        view! { <p class="muted">{i.t("dashboard.chart.none")}</p> }.into_any()
    } else {
        let days = glance.days.into_iter().map(|(day, visits)| (day, visits, i.number(visits))).collect();
        chart(i.t("dashboard.chart"), label, days)
    };
    view! {
        <dl class="grid stats">
            {stat("file-text", i.t("dashboard.pages"), glance.pages)}
            {stat("globe", i.t("dashboard.published"), glance.published)}
            {stat("users", i.t("dashboard.visits"), glance.visits)}
            {stat("inbox", i.t("dashboard.leads"), glance.leads)}
            {sales}
        </dl>
        <div class="columns">
            <div class="stack" style="--gap:var(--s6)">
                <Card title=i.t("dashboard.chart")>{visits}</Card>
                {glance.earnings.into_iter().map(earned).collect_view()}
                <Card title=i.t("dashboard.latest") flush=true>{latest}</Card>
            </div>
            {next}
        </div>
    }
    .into_any()
}

/// What is left to do on the way to the first lead.
fn next_steps(glance: &Numbers) -> AnyView {
    let i = use_i18n();
    let verified = use_boot().person.is_some_and(|person| person.verified);
    let steps = [
        (verified, i.t("dashboard.step.verify"), "/settings"),
        (glance.pages > 0, i.t("dashboard.step.page"), "/pages"),
        (glance.published > 0, i.t("dashboard.step.publish"), "/pages"),
        (glance.visits > 0, i.t("dashboard.step.visit"), "/pages"),
        (glance.leads > 0, i.t("dashboard.step.lead"), "/pages"),
    ];
    if steps.iter().all(|(done, _, _)| *done) {
        return view! {
            <Card title=i.t("dashboard.next")>
                <p class="muted">{i.t("dashboard.all_done")}</p>
                <LinkButton href="/pages" size=ButtonSize::Small>{i.t("dashboard.to_pages")}</LinkButton>
            </Card>
        }
        .into_any();
    }
    let step = move |(done, words, href): (bool, &'static str, &'static str)| {
        let words = if done {
            view! { <span class="grow step-text">{words}<span class="sr-only">" ("{i.t("dashboard.step.done")}")"</span></span> }.into_any()
        } else {
            view! { <a class="grow" href=href>{words}</a> }.into_any()
        };
        view! {
            <li class=if done { "list-row is-done" } else { "list-row" }>
                <span class="step-mark">{done.then(|| view! { <Icon name="check"/> })}</span>
                {words}
            </li>
        }
    };
    view! {
        <Card title=i.t("dashboard.next") flush=true>
            <ol>{steps.into_iter().map(step).collect_view()}</ol>
        </Card>
    }
    .into_any()
}

/// A page changed lately.
fn latest(page: Page) -> AnyView {
    let i = use_i18n();
    let (tone, status) = match page.status {
        PageStatus::Published => (Tone::Good, i.t("pages.status.published")),
        _ => (Tone::Neutral, i.t("pages.status.draft")),
    };
    let picture = match page.thumbnail_url.clone() {
        Some(url) => view! { <img src=url alt="" loading="lazy" width="112" height="70"/> }.into_any(),
        None => view! { <PageArt seed=page.id.clone()/> }.into_any(),
    };
    view! {
        <li class="list-row">
            <span class="latest-thumb">{picture}</span>
            <div class="grow">
                <a class="truncate" style="display:block" href=format!("/pages/{}/edit", page.id)>{page.title}</a>
                <p class="small muted numbers">
                    {i.date(page.updated_at)} " · "
                    <a class="quiet" href=format!("/pages/{}/analytics", page.id)>{i.n("pages.visits", page.views)}</a>
                </p>
            </div>
            <Badge tone>{status}</Badge>
        </li>
    }
    .into_any()
}

/// What sales brought in one currency, by day.
fn earned(days: Vec<(Timestamp, Money)>) -> AnyView {
    let i = use_i18n();
    let Some(first) = days.first().map(|(_, sum)| *sum) else { return ().into_any() };
    let total = i.money(Money::new(days.iter().map(|(_, sum)| sum.amount).sum(), first.currency));
    let bars =
        days.into_iter().map(|(day, sum)| (day, sum.amount.max(0).unsigned_abs(), i.money(sum))).collect();
    let label = i.t_with("dashboard.sales.label", &[("sum", &total)]);
    view! {
        <Card title=i.t("dashboard.sales.chart")>
            <p class="muted">{label.clone()}</p>
            {chart(i.t("dashboard.sales.chart"), label, bars)}
        </Card>
    }
    .into_any()
}

/// Numbers by day as bars, with the same in words in a table for those who read it.
fn chart(title: &'static str, label: String, days: Vec<(Timestamp, u64, String)>) -> AnyView {
    let i = use_i18n();
    let most = days.iter().map(|(_, number, _)| *number).max().unwrap_or_default().max(1);
    let bars = days
        .iter()
        .enumerate()
        .map(|(n, (_, number, _))| {
            let height = if *number == 0 { 2 } else { (number.saturating_mul(96) / most).max(4) };
            let faint = if *number == 0 { "0.25" } else { "0.85" };
            view! { <rect x=(n * 12).to_string() y=(100 - height).to_string() width="8" height=height.to_string() rx="2" opacity=faint></rect> }
        })
        .collect_view();
    let ends = days.first().zip(days.last()).map(|((first, ..), (last, ..))| view! {
        <p class="chart-axis" aria-hidden="true"><span>{i.date(*first)}</span><span>{i.date(*last)}</span></p>
    });
    let rows = days
        .iter()
        .filter(|(_, number, _)| *number > 0)
        .map(|(day, _, words)| view! { <tr><th scope="row">{i.date(*day)}</th><td>{words.clone()}</td></tr> })
        .collect_view();
    view! {
        <svg class="chart" viewBox="0 0 356 100" preserveAspectRatio="none" role="img" aria-label=label>{bars}</svg>
        {ends}
        <table class="sr-only">
            <caption>{title}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
