//! `/balance`: what is there, what is on its way, every line it comes from, and payouts.

use super::super::actions::settle;
use super::super::forms::slice;
use super::super::parts::{Said, ask, more, shown};
use super::listing_form::{minor, typed};
use super::tabs;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{Badge, Button, ButtonKind, Card, EmptyState, POST, Table, Tone};
use landinghub::api::market::{NewPayout, Payout, Price, StatementLine};
use landinghub::market::{Currency, PayoutStatus};
use landinghub_services::{Slice, market};
use leptos::prelude::*;

/// `/balance`: what is there, what is on its way, and every line it comes from.
#[component]
pub fn BalancePage() -> impl IntoView {
    let i = use_i18n();
    let money = ask(|services, caller| async move {
        let balances = market::balance(&services, &caller).await?;
        let lines = market::statement(&services, &caller, &slice()).await?;
        let payouts = market::payouts(&services, &caller, &Slice { limit: Some(24), cursor: None }).await?;
        Ok((balances, lines, payouts))
    });
    view! {
        <AppFrame section=Section::Selling>
            {tabs("/balance")}
            <div class="page-head"><h1>{i.t("market.balance")}</h1></div>
            <Said/>
            {Suspend::new(async move {
                shown(money.await, |(balances, lines, payouts)| {
                    let cards = balances
                        .balances
                        .into_iter()
                        .map(|balance| {
                            let ask_for = (balance.available.amount > 0).then(|| view! {
                                <form method=POST action="/_fn/request_payout" class="payout-form">
                                    <input type="hidden" name="currency" value=balance.available.currency.code()/>
                                    <label class="field">
                                        <span class="label">{i.t("market.amount")}</span>
                                        <input class="input" name="amount" inputmode="decimal" maxlength="18" required value=typed(balance.available)/>
                                    </label>
                                    <Button kind=ButtonKind::Primary submit=true>{i.t("market.payout.ask")}</Button>
                                </form>
                            });
                            view! {
                                <Card title=balance.available.currency.code()>
                                    <dl class="money">
                                        <div><dt>{i.t("market.available")}</dt><dd class="listing-cost">{i.money(balance.available)}</dd></div>
                                        <div><dt>{i.t("market.pending")}</dt><dd>{i.money(balance.pending)}</dd></div>
                                        <div><dt>{i.t("market.in_transit")}</dt><dd>{i.money(balance.in_transit)}</dd></div>
                                        <div><dt>{i.t("market.paid_out")}</dt><dd>{i.money(balance.paid_out)}</dd></div>
                                    </dl>
                                    {ask_for}
                                </Card>
                            }
                        })
                        .collect_view();
                    let next = more("/balance", &[], lines.next_cursor);
                    let none = lines.items.is_empty();
                    let rows = lines.items.into_iter().map(statement_line).collect_view();
                    let heads = [i.t("market.date"), i.t("market.statement.what"), i.t("market.statement.account"), i.t("market.amount")];
                    let asked = (!payouts.items.is_empty()).then(|| {
                        let rows = payouts.items.into_iter().map(payout_row).collect_view();
                        let heads = [i.t("market.date"), i.t("market.amount"), i.t("market.status")];
                        view! {
                            <h2>{i.t("market.payouts")}</h2>
                            <div class="stacks"><Card flush=true><Table caption=i.t("market.payouts") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
                        }
                    });
                    let statement = if none {
                        view! { <EmptyState icon="wallet" title=i.t("market.balance.empty") text=i.t("market.balance.text")/> }.into_any()
                    } else {
                        view! {
                            <h2>{i.t("market.statement")}</h2>
                            <div class="stacks"><Card flush=true><Table caption=i.t("market.statement") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
                            {next}
                        }
                        .into_any()
                    };
                    view! { <div class="grid">{cards}</div> {asked} {statement} }.into_any()
                })
            })}
        </AppFrame>
    }
}

fn statement_line(line: StatementLine) -> AnyView {
    let i = use_i18n();
    let what = i.find(&format!("market.posting.{}", line.kind)).map_or(line.kind, str::to_owned);
    // What belongs to an order leads to it.
    let what = match line.order_id {
        Some(order) => view! { <a href=format!("/my-sales/{order}")>{what}</a> }.into_any(),
        None => what.into_any(),
    };
    let account = i.find(&format!("market.account.{}", line.account)).map_or(line.account, str::to_owned);
    view! {
        <tr>
            <td data-label=i.t("market.date")><time datetime=line.at.to_string()>{i.moment(line.at)}</time></td>
            <td data-label=i.t("market.statement.what")>{what}</td>
            <td data-label=i.t("market.statement.account")>{account}</td>
            <td data-label=i.t("market.amount") class="numbers">{i.money(line.amount)}</td>
        </tr>
    }
    .into_any()
}

/// Where a payout is.
pub(in super::super) fn payout_badge(status: PayoutStatus) -> AnyView {
    let i = use_i18n();
    let tone = match status {
        PayoutStatus::Paid => Tone::Good,
        PayoutStatus::Failed | PayoutStatus::Returned => Tone::Bad,
        PayoutStatus::Requested | PayoutStatus::Approved | PayoutStatus::Processing => Tone::Brand,
    };
    let words = i.find(&format!("market.payout.status.{}", status.as_str())).unwrap_or_default();
    view! { <Badge tone>{words}</Badge> }.into_any()
}

fn payout_row(payout: Payout) -> AnyView {
    let i = use_i18n();
    let reason = payout.reason.clone().map(|reason| view! { <br/><span class="muted">{reason}</span> });
    view! {
        <tr>
            <td data-label=i.t("market.date")><time datetime=payout.created_at.to_string()>{i.moment(payout.created_at)}</time></td>
            <td data-label=i.t("market.amount") class="numbers">{i.money(payout.amount)}</td>
            <td data-label=i.t("market.status")>{payout_badge(payout.status)}{reason}</td>
        </tr>
    }
    .into_any()
}

/// Asks for money.
#[server(prefix = "/_fn", endpoint = "request_payout")]
async fn request_payout(
    #[server(default)] amount: String,
    #[server(default)] currency: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let code = Currency::parse(&currency).unwrap_or(Currency::Vnd);
    // What is no amount is out of range, and said to be.
    let amount = Some(Price { amount: minor(&amount, code).unwrap_or(-1), currency: code.code().to_owned() });
    let done = market::request_payout(&services, &caller, NewPayout { amount }).await;
    settle(&services, &caller, "payout", "/balance", done, "market.payout.asked").await
}
