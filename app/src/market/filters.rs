//! The filters of the marketplace: each value a link with how many there are, those that are on as chips, and what to try
//! where nothing fits.

use super::browse::Asked;
use crate::i18n::{I18n, use_i18n};
use crate::ui::Icon;
use landinghub::api::market::{Facet, Facets};
use landinghub::market::{Currency, Money};
use leptos::prelude::*;

/// Values of a facet that are shown.
const SHOWN: usize = 12;

/// The column of filters, a sheet on small screens.
#[component]
pub fn Filters(asked: Asked, facets: Facets, total: u64) -> impl IntoView {
    let i = use_i18n();
    let same = |word: &str| word.to_owned();
    let stars = |least: &str| i.t_with("market.from_stars", &[("stars", least)]);
    let price = prices(&asked, &facets);
    let rating: Vec<Facet> =
        facets.rating.iter().filter(|facet| matches!(facet.value.as_str(), "4" | "3")).cloned().collect();
    let one_currency = facets.currency.len() < 2 && asked.currency.is_empty();
    let sections = [
        section(&asked, "category", i.t("market.category"), &asked.category, &facets.category, |word| {
            category(i, word)
        }),
        price,
        (!one_currency)
            .then(|| {
                section(&asked, "currency", i.t("market.currency"), &asked.currency, &facets.currency, same)
            })
            .flatten(),
        section(&asked, "language", i.t("market.language"), &asked.language, &facets.language, |word| {
            language(i, word)
        }),
        section(&asked, "rating", i.t("market.rating"), &asked.rating, &rating, stars),
        section(&asked, "tag", i.t("market.tags"), &asked.tag, &facets.tag, same),
    ]
    .into_iter()
    .collect_view();
    view! {
        <aside class="market-facets" id="filters" popover="auto" aria-label=i.t("market.filters")>
            <header class="sheet-head">
                <h2>{i.t("market.filters")}</h2>
                <button type="button" class="btn btn-ghost btn-icon" popovertarget="filters" popovertargetaction="hide" aria-label=i.t("ui.close")>
                    <Icon name="x"/>
                </button>
            </header>
            {sections}
            <button type="button" class="btn btn-primary sheet-done" popovertarget="filters" popovertargetaction="hide">
                {i.n("market.count", total)}
            </button>
        </aside>
    }
    .into_any()
}

/// What opens the sheet, and the filters that are on, each a link that takes it away.
#[component]
pub fn Chosen(asked: Asked) -> impl IntoView {
    let i = use_i18n();
    let chips = chosen(i, &asked);
    let count = (!chips.is_empty()).then(|| view! { <span class="badge">{chips.len()}</span> });
    let clear = (!chips.is_empty()).then(|| {
        view! { <a class="market-clear" href=asked.unfiltered()>{i.t("market.clear")}</a> }
    });
    let chips = chips
        .into_iter()
        .map(|(name, href)| {
            let label = i.t_with("market.remove", &[("name", &name)]);
            view! { <li><a class="chip" href=href aria-label=label>{name}<Icon name="x"/></a></li> }
        })
        .collect_view();
    view! {
        <div class="market-chosen">
            <button type="button" class="btn btn-secondary market-filter" popovertarget="filters">
                <Icon name="sliders-horizontal"/>{i.t("market.filters")}{count}
            </button>
            <ul role="list" class="chips">{chips}</ul>
            {clear}
        </div>
    }
    .into_any()
}

/// What to try where nothing fits: the same words without filters, and what there is most of.
#[component]
pub fn Instead(asked: Asked, facets: Facets) -> impl IntoView {
    let i = use_i18n();
    let everywhere = (!asked.q.is_empty() && asked.is_filtered()).then(|| {
        let words = i.t_with("market.everywhere", &[("q", &asked.q)]);
        view! { <p><a class="btn btn-secondary" href=asked.unfiltered()>{words}</a></p> }
    });
    let link = |name: &str, value: &str, words: String| {
        let href = Asked::default().with(name, value);
        view! { <li><a class="chip" href=href>{words}</a></li> }
    };
    let categories =
        facets.category.iter().take(6).map(|facet| link("category", &facet.value, category(i, &facet.value)));
    let tags = facets.tag.iter().take(6).map(|facet| link("tag", &facet.value, facet.value.clone()));
    let links: Vec<_> = categories.chain(tags).collect();
    let popular = (!links.is_empty()).then(|| {
        view! {
            <section aria-label=i.t("market.popular")>
                <h2>{i.t("market.popular")}</h2>
                <ul role="list" class="chips">{links}</ul>
            </section>
        }
    });
    view! { <div class="market-instead">{everywhere}{popular}</div> }.into_any()
}

/// The values of one facet with their numbers, each a link that puts it on or takes it away.
fn section(
    asked: &Asked,
    name: &str,
    title: &'static str,
    chosen: &str,
    values: &[Facet],
    words: impl Fn(&str) -> String,
) -> Option<AnyView> {
    if values.is_empty() {
        return None;
    }
    let links = values
        .iter()
        .take(SHOWN)
        .map(|facet| {
            let on = facet.value == chosen;
            let href = asked.with(name, if on { "" } else { &facet.value });
            row(href, on, words(&facet.value), facet.count)
        })
        .collect_view();
    Some(view! { <section><h2>{title}</h2><ul role="list">{links}</ul></section> }.into_any())
}

fn row(href: String, on: bool, words: String, count: u64) -> AnyView {
    let i = use_i18n();
    view! {
        <li>
            <a class="facet" href=href aria-current=on.then_some("true")>
                <span>{words}</span>
                <span class="facet-count">{i.number(count)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Bands of prices: those of the currency that is chosen, or of the only one there is. What is free is free anywhere.
fn prices(asked: &Asked, facets: &Facets) -> Option<AnyView> {
    let i = use_i18n();
    let only = match (asked.currency.as_str(), facets.currency.as_slice()) {
        ("", [one]) => one.value.clone(),
        (chosen, _) => chosen.to_owned(),
    };
    let rows: Vec<AnyView> = facets
        .price
        .iter()
        .filter_map(|facet| {
            if facet.value == "free" {
                let on = !asked.free.is_empty();
                let href = asked.with("free", if on { "" } else { "1" });
                return Some(row(href, on, i.t("market.free").to_owned(), facet.count));
            }
            let (code, range) = facet.value.split_once(':')?;
            let currency = Currency::parse(code).filter(|currency| currency.code() == only)?;
            let (least, most) = range.split_once('-')?;
            let on = asked.min_price == least && asked.max_price == most;
            let href = if on {
                asked.with_all(&[("min_price", ""), ("max_price", ""), ("currency", "")])
            } else {
                asked.with_all(&[("min_price", least), ("max_price", most), ("currency", code), ("free", "")])
            };
            Some(row(href, on, band(i, least, most, currency), facet.count))
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <section><h2>{i.t("market.price")}</h2><ul role="list">{rows}</ul></section> }.into_any()
    })
}

/// A range of prices in words; its ends as they stand in the address.
fn band(i: I18n, least: &str, most: &str, currency: Currency) -> String {
    let money = |text: &str| text.parse().ok().map(|amount| i.money(Money::new(amount, currency)));
    // "Up to 99 999" says less than "under 100 000".
    let next = most.parse::<i64>().ok().map(|most| i.money(Money::new(most.saturating_add(1), currency)));
    match (money(least).filter(|_| least != "1"), next) {
        (None, Some(to)) => i.t_with("market.price.under", &[("to", &to)]),
        (Some(from), Some(to)) => i.t_with("market.price.between", &[("from", &from), ("to", &to)]),
        (Some(from), None) => i.t_with("market.price.from", &[("from", &from)]),
        (None, None) => i.t("market.price").to_owned(),
    }
}

fn category(i: I18n, id: &str) -> String {
    i.find(&format!("market.category.{id}")).unwrap_or(id).to_owned()
}

fn language(i: I18n, word: &str) -> String {
    i.find(&format!("market.language.{word}")).unwrap_or(word).to_owned()
}

/// The filters that are on, in words, with the address without each.
fn chosen(i: I18n, asked: &Asked) -> Vec<(String, String)> {
    let mut chips = Vec::new();
    let mut add = |on: &str, words: String, without: String| {
        if !on.is_empty() {
            chips.push((words, without));
        }
    };
    add(&asked.category, category(i, &asked.category), asked.with("category", ""));
    add(&asked.tag, asked.tag.clone(), asked.with("tag", ""));
    add(&asked.language, language(i, &asked.language), asked.with("language", ""));
    add(&asked.free, i.t("market.free").to_owned(), asked.with("free", ""));
    let stars = i.t_with("market.from_stars", &[("stars", &asked.rating)]);
    add(&asked.rating, stars, asked.with("rating", ""));
    let priced = format!("{}{}", asked.min_price, asked.max_price);
    let currency = Currency::parse(&asked.currency);
    // Without a currency they are minor units of any, which people don't ask for; the numbers say it.
    let words = currency.map_or_else(
        || format!("{}–{}", asked.min_price, asked.max_price),
        |currency| band(i, &asked.min_price, &asked.max_price, currency),
    );
    add(&priced, words, asked.with_all(&[("min_price", ""), ("max_price", ""), ("currency", "")]));
    if priced.is_empty() {
        add(&asked.currency, asked.currency.clone(), asked.with("currency", ""));
    }
    chips
}
