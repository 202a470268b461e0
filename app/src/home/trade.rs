//! The home page's part about the market: pages people buy, why that is safe, and what a sale brings.

use super::bands::points;
use crate::i18n::use_i18n;
use crate::market::parts::{grid, with_query};
use crate::ui::{ButtonKind, LinkButton};
use landinghub::account::Locale;
use landinghub::market::{Currency, FEE_BPS, Money, fee};
use landinghub_services::market::{self, Card};
use landinghub_services::{Caller, Services, Slice};
use leptos::prelude::*;

/// How many pages are shown.
const SHOWN: u32 = 4;

/// What sells best in the reader's language, filled up from all others. Empty where nothing is for sale or can't be asked.
pub(super) async fn featured(services: &Services, caller: &Caller, locale: Locale) -> Vec<Card> {
    let mut found: Vec<Card> = Vec::new();
    for language in [Some(locale.as_str().to_owned()), None] {
        let query = market::search::Query {
            language,
            sort: Some("best_selling".to_owned()),
            slice: Slice { limit: Some(SHOWN), cursor: None },
            ..market::search::Query::default()
        };
        let Ok(more) = market::search::shelf(services, caller, &query).await else { continue };
        for card in more.cards {
            if found.iter().all(|known| known.id != card.id) {
                found.push(card);
            }
        }
        if found.len() >= usize::try_from(SHOWN).unwrap_or_default() {
            break;
        }
    }
    found.truncate(usize::try_from(SHOWN).unwrap_or_default());
    found
}

/// Pages for sale and what protects whoever buys them.
pub(super) fn buying(items: Vec<Card>) -> AnyView {
    let i = use_i18n();
    let shelf = (!items.is_empty()).then(|| view! { <div class="shelf">{grid(items)}</div> });
    let protects = [
        ("user-check", i.t("home.buy.reviewed.title"), i.t("home.buy.reviewed.text")),
        ("pencil", i.t("home.buy.try.title"), i.t("home.buy.try.text")),
        ("package-check", i.t("home.buy.pinned.title"), i.t("home.buy.pinned.text")),
        ("rotate-ccw", i.t("home.buy.refund.title"), i.t("home.buy.refund.text")),
    ];
    view! {
        <section class="band" id="market">
            <div class="wrap">
                <div class="band-head">
                    <div>
                        <h2>{i.t("home.buy.title")}</h2>
                        <p class="band-lead">{i.t("home.buy.lead")}</p>
                    </div>
                    <LinkButton href="/marketplace">{i.t("home.buy.all")}</LinkButton>
                </div>
                {shelf}
                <div class="protects">{points(&protects)}</div>
            </div>
        </section>
    }
    .into_any()
}

/// What a sale of an ordinary price brings, by the fee that is taken.
#[component]
pub(super) fn Selling() -> impl IntoView {
    let i = use_i18n();
    let price = match i.locale() {
        Locale::Vi => Money::new(490_000, Currency::Vnd),
        Locale::Th => Money::new(59_000, Currency::Thb),
        Locale::En => Money::new(2_900, Currency::Usd),
    };
    let kept = fee(price.amount, FEE_BPS);
    let yours = Money::new(price.amount - kept, price.currency);
    let percent = i.number(u64::try_from(FEE_BPS / 100).unwrap_or_default());
    let start = if crate::boot::use_boot().person.is_some() {
        "/sell".to_owned()
    } else {
        with_query("/auth/register", &[("next", "/sell")])
    };
    let rules = [
        ("tag", i.t("home.sell.free.title"), i.t("home.sell.free.text")),
        ("timer", i.t("home.sell.hold.title"), i.t("home.sell.hold.text")),
        ("receipt", i.t("home.sell.line.title"), i.t("home.sell.line.text")),
    ];
    view! {
        <section class="band band-plain" id="sell">
            <div class="wrap selling">
                <div>
                    <h2>{i.t("home.sell.title")}</h2>
                    <p class="band-lead">{i.t("home.sell.lead")}</p>
                    {points(&rules)}
                    <LinkButton href=start kind=ButtonKind::Primary>{i.t("home.sell.start")}</LinkButton>
                </div>
                <table class="card receipt">
                    <caption>{i.t("home.sell.receipt")}</caption>
                    <tbody>
                        <tr><th scope="row">{i.t("home.sell.price")}</th><td>{i.money(price)}</td></tr>
                        <tr><th scope="row">{i.t_with("home.sell.fee", &[("percent", &percent)])}</th><td>{i.money(Money::new(-kept, price.currency))}</td></tr>
                        <tr><th scope="row">{i.t("home.sell.month")}</th><td>{i.money(Money::new(0, price.currency))}</td></tr>
                        <tr class="receipt-sum"><th scope="row">{i.t("home.sell.yours")}</th><td>{i.money(yours)}</td></tr>
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
