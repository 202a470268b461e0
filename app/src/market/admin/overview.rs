//! `/admin`: the platform's numbers over time, and what waits.

use super::super::charts::{Bar, bars, date, figure};
use super::super::parts::{ask, query, shown};
use super::AdminFrame;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Card, Table};
use landinghub::api::stats::{Analytics, AnalyticsDay};
use landinghub::market::{Currency, Money};
use landinghub_services::analytics;
use leptos::prelude::*;

/// `/admin`.
#[component]
pub fn Overview() -> impl IntoView {
    let i = use_i18n();
    let (from, to) = (query("from"), query("to"));
    let numbers = ask(move |services, caller| async move {
        analytics::analytics(&services, &caller, Some(&from), Some(&to)).await
    });
    view! {
        <AdminFrame here="/admin" title=i.t("admin.overview")>
            {Suspend::new(async move { shown(numbers.await, page) })}
        </AdminFrame>
    }
}

fn page(it: Analytics) -> AnyView {
    let i = use_i18n();
    let number = |number: u64| i.number(number);
    let (waiting, totals) = (it.waiting, it.totals);
    let waits = [
        (i.t("admin.approvals"), waiting.listings, "/admin/marketplace"),
        (i.t("admin.sellers"), waiting.sellers, "/admin/sellers?status=pending"),
        (i.t("market.payouts"), waiting.payouts, "/admin/payouts?status=requested"),
        (i.t("admin.attention"), waiting.orders, "/admin/orders?show=attention"),
        (i.t("admin.reports"), waiting.reports, "/admin/reports"),
        (i.t("admin.support.open"), it.support.open, "/admin/support"),
    ]
    .into_iter()
    .map(|(words, count, href)| figure(words, number(count), Some(href)))
    .collect_view();
    let there = [
        (i.t("admin.users"), totals.users),
        (i.t("admin.total.sellers"), totals.sellers),
        (i.t("admin.total.pages"), totals.pages),
        (i.t("admin.total.published"), totals.published),
        (i.t("admin.total.listings"), totals.listings),
        (i.t("admin.total.orders"), totals.orders),
        (i.t("admin.support.unassigned"), it.support.unassigned),
        (i.t("admin.support.resolved"), it.support.resolved),
    ]
    .into_iter()
    .map(|(words, count)| figure(words, number(count), None))
    .collect_view();
    let counted = [
        (i.t("admin.chart.users"), (|day| day.users) as fn(&AnalyticsDay) -> u64),
        (i.t("admin.chart.pages"), |day| day.pages),
        (i.t("admin.chart.publications"), |day| day.publications),
        (i.t("admin.chart.listings"), |day| day.listings),
        (i.t("admin.chart.orders"), |day| day.orders),
    ]
    .into_iter()
    .map(|(words, of)| {
        let total: u64 = it.days.iter().map(of).sum();
        let days = it.days.iter().map(|day| {
            let count = of(day);
            (date(i, &day.date), i64::try_from(count).unwrap_or(i64::MAX), i.number(count))
        });
        bars(words.to_owned(), i.number(total), days.collect())
    })
    .collect_view();
    let paid = Currency::ALL
        .iter()
        .filter(|currency| {
            it.revenue.iter().any(|row| row.gross.currency == **currency && row.gross.amount > 0)
        })
        .map(|currency| paid(i, *currency, &it))
        .collect_view();
    let rows = it
        .revenue
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.gross.currency.code()}</th>
                    <td class="numbers">{i.number(row.orders)}</td>
                    <td class="numbers">{i.money(row.gross)}</td>
                    <td class="numbers">{i.money(row.refunded)}</td>
                    <td class="numbers"><strong>{i.money(row.fee)}</strong></td>
                </tr>
            }
        })
        .collect_view();
    let heads = [
        i.t("market.listing.currency"),
        i.t("admin.orders"),
        i.t("market.gross"),
        i.t("market.refunded"),
        i.t("market.fee"),
    ];
    let revenue = (!it.revenue.is_empty()).then(|| view! {
        <Card flush=true><Table caption=i.t("admin.revenue") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
    });
    view! {
        <h2>{i.t("admin.waiting")}</h2>
        <div class="figures">{waits}</div>
        <h2>{i.t("admin.now")}</h2>
        <div class="figures">{there}</div>
        <form class="page-tools" action="/admin" role="search" aria-label=i.t("admin.period")>
            <label class="field field-inline"><span class="label">{i.t("market.from")}</span><input class="input tool" type="date" name="from" value=it.from.clone()/></label>
            <label class="field field-inline"><span class="label">{i.t("market.to")}</span><input class="input tool" type="date" name="to" value=it.to.clone()/></label>
            <Button submit=true>{i.t("ui.show")}</Button>
        </form>
        <div class="charts">{counted} {paid}</div>
        {revenue}
    }
    .into_any()
}

fn paid(i: I18n, currency: Currency, it: &Analytics) -> AnyView {
    let of = |day: &AnalyticsDay| {
        day.revenue.iter().find(|sum| sum.currency == currency).copied().unwrap_or(Money::new(0, currency))
    };
    let total = it.days.iter().map(|day| of(day).amount).sum();
    let days: Vec<Bar> =
        it.days.iter().map(|day| (date(i, &day.date), of(day).amount, i.money(of(day)))).collect();
    bars(
        i.t_with("admin.chart.paid", &[("currency", currency.code())]),
        i.money(Money::new(total, currency)),
        days,
    )
}
