//! Charts as the server draws them: SVG, named for those who don't see it, with the numbers in a table behind.

use crate::i18n::{I18n, use_i18n};
use landinghub::Timestamp;
use leptos::prelude::*;

/// A bar: its day, its height, and the number as it is read.
pub(crate) type Bar = (String, i64, String);

/// Bars over days under a title, with what they come to.
pub(crate) fn bars(title: String, total: String, days: Vec<Bar>) -> AnyView {
    let i = use_i18n();
    let most = days.iter().map(|(_, height, _)| *height).max().unwrap_or_default().max(1);
    let count = i64::try_from(days.len()).unwrap_or(1).max(1);
    // In units of the drawing; thin bars where there are many days.
    let step = (720 / count).clamp(2, 24);
    let width = (step * 2 / 3).max(1);
    let drawn = days
        .iter()
        .enumerate()
        .map(|(n, (day, value, read))| {
            let height = if *value <= 0 { 1 } else { (i128::from(*value) * 96 / i128::from(most)).max(3).try_into().unwrap_or(96_i64) };
            let x = i64::try_from(n).unwrap_or_default() * step;
            let class = if *value <= 0 { "bar is-none" } else { "bar" };
            view! {
                <rect class=class x=x.to_string() y=(100 - height).to_string() width=width.to_string() height=height.to_string() rx="1">
                    <title>{format!("{day}: {read}")}</title>
                </rect>
            }
        })
        .collect_view();
    let view_box = format!("0 0 {} 100", count * step);
    let ends = days.first().zip(days.last()).map(|(first, last)| {
        view! { <p class="chart-axis" aria-hidden="true"><span>{first.0.clone()}</span><span>{last.0.clone()}</span></p> }
    });
    let rows = days
        .iter()
        .filter(|(_, value, _)| *value != 0)
        .map(|(day, _, read)| view! { <tr><th scope="row">{day.clone()}</th><td class="numbers">{read.clone()}</td></tr> })
        .collect_view();
    let label = format!("{title}: {total}");
    let table = view! {
        <details class="chart-table">
            <summary>{i.t("chart.table")}</summary>
            <div class="chart-rows" tabindex="0" role="region" aria-label=title.clone()>
                <table class="table"><caption class="sr-only">{title.clone()}</caption><tbody>{rows}</tbody></table>
            </div>
        </details>
    };
    view! {
        <figure class="card chart-card">
            <figcaption><span class="chart-title">{title}</span><strong class="chart-total">{total}</strong></figcaption>
            <svg class="chart" viewBox=view_box preserveAspectRatio="none" role="img" aria-label=label>{drawn}</svg>
            {ends}
            {table}
        </figure>
    }
    .into_any()
}

/// A number with what it counts, perhaps leading somewhere.
pub(crate) fn figure(words: &'static str, number: String, href: Option<&'static str>) -> AnyView {
    let inner =
        view! { <span class="figure-words">{words}</span><strong class="figure-number">{number}</strong> };
    match href {
        Some(href) => view! { <a class="card figure" href=href>{inner}</a> }.into_any(),
        None => view! { <div class="card figure">{inner}</div> }.into_any(),
    }
}

/// A number with what it counts, and what more there is to say of it.
pub(crate) fn figure_with(words: &'static str, number: String, more: Option<String>) -> AnyView {
    let more = more.map(|more| view! { <span class="figure-more">{more}</span> });
    view! { <div class="card figure"><span class="figure-words">{words}</span><strong class="figure-number">{number}</strong>{more}</div> }
        .into_any()
}

/// A day, `YYYY-MM-DD`, as people write it.
pub(crate) fn date(i: I18n, day: &str) -> String {
    Timestamp::parse(&format!("{day}T00:00:00Z")).map_or_else(|| day.to_owned(), |moment| i.date(moment))
}
