//! `/my-sales`: what was sold, what it comes to, and buyers who ask for their money back.

use super::super::actions::{plain, settle};
use super::super::charts::{Bar, bars, figure};
use super::super::forms::{press, reasoned};
use super::super::orders::{asked, filters, status_badge};
use super::super::parts::{Said, ask, more, price, shown, with_query};
use super::tabs;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{ButtonKind, Card, EmptyState, Icon, LinkButton, Table};
use landinghub::Timestamp;
use landinghub::api::market::{Reason, RefundRequest, Sale, SalesTotal};
use landinghub::market::{Money, OrderStatus};
use landinghub_services::market::orders;
use leptos::prelude::*;

/// Days a chart shows at the most.
const MOST_DAYS: i64 = 92;
/// Days it shows at the least, so that few bars aren't slabs.
const LEAST_DAYS: i64 = 30;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// `/my-sales`.
#[component]
pub fn MySales() -> impl IntoView {
    let i = use_i18n();
    let (wanted, pairs) = asked();
    let form = filters("/my-sales", &pairs);
    let list = ask(move |services, caller| async move {
        let today = services.now();
        Ok((orders::sales(&services, &caller, &wanted).await?, today))
    });
    let words: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let csv = with_query("/api/orders/sales.csv", &words);
    let asks = pairs.iter().any(|(_, value)| !value.is_empty());
    view! {
        <AppFrame section=Section::Selling>
            {tabs("/my-sales")}
            <div class="page-head">
                <h1>{i.t("market.sales")}</h1>
                <LinkButton href=csv icon="download">{i.t("market.csv")}</LinkButton>
            </div>
            <Said/>
            {form}
            {Suspend::new(async move {
                shown(list.await, |(list, today)| {
                    if list.items.is_empty() && asks {
                        return view! { <EmptyState icon="search" title=i.t("market.none.title") text=i.t("market.none.text")/> }.into_any();
                    }
                    if list.items.is_empty() {
                        return view! { <EmptyState icon="chart-no-axes-column" title=i.t("market.sales.empty") text=i.t("market.sales.text")/> }.into_any();
                    }
                    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    let next = more("/my-sales", &pairs, list.next_cursor);
                    let totals = list.totals.into_iter().map(|total| totals(total, today)).collect_view();
                    let waiting = list.items.iter().filter(|sale| sale.refund_requested).cloned().map(refund).collect_view();
                    let rows = list.items.into_iter().map(row).collect_view();
                    let heads = [i.t("market.listing.title"), i.t("market.buyer"), i.t("market.price"), i.t("market.fee"), i.t("market.revenue"), i.t("market.status"), i.t("market.date")];
                    view! {
                        {waiting}
                        {totals}
                        <div class="stacks"><Card flush=true><Table caption=i.t("market.sales") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AppFrame>
    }
}

/// What all that is listed comes to in one currency, and its days as a chart.
fn totals(total: SalesTotal, today: Timestamp) -> AnyView {
    let i = use_i18n();
    let currency = total.gross.currency;
    let last = today.unix_seconds().div_euclid(DAY);
    let first = total
        .days
        .first()
        .and_then(|day| Timestamp::parse(&format!("{}T00:00:00Z", day.date)))
        .map_or(last, |day| day.unix_seconds().div_euclid(DAY))
        .clamp(last - MOST_DAYS + 1, last - LEAST_DAYS + 1);
    let days: Vec<Bar> = (first..=last)
        .map(|day| {
            let moment = Timestamp(0).plus_seconds(day * DAY);
            let (year, month, number) = moment.date();
            let name = format!("{year:04}-{month:02}-{number:02}");
            let revenue = total.days.iter().find(|sold| sold.date == name).map_or(0, |sold| sold.revenue);
            (i.date(moment), revenue, i.money(Money::new(revenue, currency)))
        })
        .collect();
    view! {
        <section class="sales-totals" aria-label=i.t_with("market.totals", &[("currency", currency.code())])>
            <div class="figures">
                {figure(i.t("market.sold.items"), i.number(total.count), None)}
                {figure(i.t("market.gross"), i.money(total.gross), None)}
                {figure(i.t("market.refunded"), i.money(total.refunded), None)}
                {figure(i.t("market.fee"), i.money(total.fee), None)}
                {figure(i.t("market.revenue"), i.money(total.revenue), None)}
            </div>
            {bars(i.t_with("market.revenue.days", &[("currency", currency.code())]), i.money(total.revenue), days)}
        </section>
    }
    .into_any()
}

/// A buyer who asks for their money back, with the decision where it is the seller's.
fn refund(sale: Sale) -> AnyView {
    let i = use_i18n();
    let reason = sale.refund_reason.clone().filter(|reason| !reason.is_empty());
    let words = i.t_with("market.refund.wants", &[("name", &sale.buyer.name), ("title", &sale.title)]);
    let ids = || vec![("id", sale.order_id.clone())];
    let acts = if sale.decides {
        view! {
            <div class="row acts">
                {press("accept_refund", ids(), i.t("market.refund.accept"), ButtonKind::Primary)}
                {reasoned("decline_refund", ids(), i.t("market.refund.decline"), i.t("admin.reason.buyer"))}
            </div>
        }
        .into_any()
    } else {
        view! { <p class="muted">{i.t("market.refund.admin")}</p> }.into_any()
    };
    view! {
        <section class="card refund-asked">
            <div class="card-body">
                <h2 class="line-title"><Icon name="receipt"/> {words}</h2>
                {reason.map(|reason| view! { <blockquote class="lines-text">{reason}</blockquote> })}
                {acts}
            </div>
        </section>
    }
    .into_any()
}

fn row(sale: Sale) -> AnyView {
    let i = use_i18n();
    let disputed = (sale.status == OrderStatus::Disputed)
        .then(|| view! { <br/><span class="muted">{i.t("market.disputed")}</span> });
    view! {
        <tr>
            <td><a href=format!("/my-sales/{}", sale.order_id)><strong>{sale.title}</strong></a>{disputed}</td>
            <td data-label=i.t("market.buyer")>{sale.buyer.name}</td>
            <td data-label=i.t("market.price") class="numbers">{price(i, sale.price)}</td>
            <td data-label=i.t("market.fee") class="numbers">{i.money(sale.platform_fee)}</td>
            <td data-label=i.t("market.revenue") class="numbers"><strong>{i.money(sale.seller_revenue)}</strong></td>
            <td data-label=i.t("market.status")>{status_badge(sale.status)}</td>
            <td data-label=i.t("market.date")><time datetime=sale.created_at.to_string()>{i.date(sale.created_at)}</time></td>
        </tr>
    }
    .into_any()
}

/// Gives a buyer their money back.
#[server(prefix = "/_fn", endpoint = "accept_refund")]
async fn accept_refund(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = orders::ask_refund(&services, &caller, &plain(&id), RefundRequest::default()).await;
    settle(&services, &caller, "refund", "/my-sales", done, "market.refund.accepted").await
}

/// Doesn't, and says why.
#[server(prefix = "/_fn", endpoint = "decline_refund")]
async fn decline_refund(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = orders::decline_refund(&services, &caller, &plain(&id), Reason { reason }).await;
    settle(&services, &caller, "refund", "/my-sales", done, "market.refund.declined").await
}
