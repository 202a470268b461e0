//! Finding: the marketplace, a seller's storefront, what one likes.

use super::filters::{Chosen, Filters, Instead};
use super::parts::{Stars, ask, grid, more, param, query, shown, with_query};
use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::ui::{Avatar, EmptyState, Icon, LinkButton};
use landinghub::api::market::Facets;
use landinghub_services::market::search::Shelf;
use landinghub_services::{Slice, market};
use leptos::prelude::*;

/// What is asked for, as it stands in the address.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub(super) q: String,
    pub(super) category: String,
    pub(super) tag: String,
    pub(super) language: String,
    pub(super) currency: String,
    pub(super) free: String,
    pub(super) rating: String,
    pub(super) max_price: String,
    pub(super) min_price: String,
    sort: String,
    cursor: String,
}

const PATH: &str = "/marketplace";
const SORTS: [&str; 6] = ["relevance", "newest", "best_selling", "price_asc", "price_desc", "rating"];

impl Asked {
    fn read() -> Self {
        Self {
            q: query("q"),
            category: query("category"),
            tag: query("tag"),
            language: query("language"),
            currency: query("currency"),
            free: query("free"),
            rating: query("rating"),
            max_price: query("max_price"),
            min_price: query("min_price"),
            sort: query("sort"),
            cursor: query("cursor"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("q", &self.q),
            ("category", &self.category),
            ("tag", &self.tag),
            ("language", &self.language),
            ("currency", &self.currency),
            ("free", &self.free),
            ("rating", &self.rating),
            ("min_price", &self.min_price),
            ("max_price", &self.max_price),
            ("sort", &self.sort),
        ]
    }

    /// The address with one part changed.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        self.with_all(&[(name, value)])
    }

    /// The address with parts changed.
    pub(super) fn with_all(&self, changes: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, &str)> = self.pairs();
        for pair in &mut pairs {
            if let Some((_, value)) = changes.iter().find(|(name, _)| *name == pair.0) {
                pair.1 = value;
            }
        }
        with_query(PATH, &pairs)
    }

    /// The address with the words and the order alone.
    pub(super) fn unfiltered(&self) -> String {
        with_query(PATH, &[("q", &self.q), ("sort", &self.sort)])
    }

    /// Whether more than words is asked for.
    pub(super) fn is_filtered(&self) -> bool {
        self.pairs().iter().any(|(name, value)| !value.is_empty() && !matches!(*name, "sort" | "q"))
    }

    fn to_query(&self) -> market::search::Query {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        market::search::Query {
            q: some(&self.q),
            category: some(&self.category),
            tag: some(&self.tag),
            min_price: self.min_price.parse().ok(),
            max_price: self.max_price.parse().ok(),
            language: some(&self.language),
            currency: some(&self.currency),
            free: !self.free.is_empty(),
            rating: self.rating.parse().ok(),
            sort: some(&self.sort),
            slice: Slice { limit: None, cursor: some(&self.cursor) },
        }
    }

    fn is_plain(&self) -> bool {
        self.pairs().iter().all(|(name, value)| value.is_empty() || *name == "sort")
    }
}

/// `/marketplace`.
#[component]
pub fn Browse() -> impl IntoView {
    let i = use_i18n();
    let asked = Asked::read();
    let search = asked.to_query();
    let found = ask(move |services, caller| async move {
        let found = market::search::shelf(&services, &caller, &search).await?;
        // Where nothing fits, what there is.
        let instead = if found.total == 0 {
            market::search::shelf(&services, &caller, &market::search::Query::default()).await?.facets
        } else {
            Facets::default()
        };
        Ok((found, instead))
    });
    view! {
        <PublicFrame>
            <div class="wrap market">
                <header class="market-head">
                    <h1>{i.t("market.title")}</h1>
                    <p class="muted">{i.t("market.lead")}</p>
                    <SearchForm asked=asked.clone()/>
                </header>
                <div id="results">{Suspend::new(async move { shown(found.await, |(found, instead)| results(asked, found, instead)) })}</div>
            </div>
        </PublicFrame>
    }
}

#[component]
fn SearchForm(asked: Asked) -> impl IntoView {
    let i = use_i18n();
    let hidden = asked
        .pairs()
        .into_iter()
        .filter(|(name, value)| *name != "q" && *name != "sort" && !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> })
        .collect_view();
    let sorts = SORTS
        .into_iter()
        .map(|sort| {
            let chosen = asked.sort == sort;
            view! { <option value=sort selected=chosen>{i.find(&format!("market.sort.{sort}"))}</option> }
        })
        .collect_view();
    view! {
        <form class="market-search" action=PATH role="search" data-live="results">
            <div class="input-group">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=asked.q.clone() aria-label=i.t("market.search") placeholder=i.t("market.search.hint") maxlength="120" autocomplete="off"/>
            </div>
            <label class="market-sort">
                <span class="sr-only">{i.t("market.sort")}</span>
                <select class="select" name="sort">{sorts}</select>
            </label>
            {hidden}
            <button class="btn btn-primary">{i.t("market.search")}</button>
        </form>
    }
    .into_any()
}

fn results(asked: Asked, found: Shelf, instead: Facets) -> AnyView {
    let i = use_i18n();
    let Shelf { cards, next_cursor, facets, total, corrected } = found;
    let body = if cards.is_empty() {
        let (title, text) = if asked.is_plain() {
            (i.t("market.empty.title"), i.t("market.empty.text"))
        } else {
            (i.t("market.none.title"), i.t("market.none.text"))
        };
        let theirs = asked.clone();
        view! {
            <EmptyState icon="search" title=title text=text><Instead asked=theirs facets=instead/></EmptyState>
        }
        .into_any()
    } else {
        let pairs: Vec<(&str, &str)> = asked.pairs();
        let next = more(PATH, &pairs, next_cursor);
        view! { {grid(cards)} {next} }.into_any()
    };
    let corrected = corrected.map(|words| {
        view! { <p class="market-corrected">{i.t("market.corrected")} " " <strong>{words}</strong></p> }
    });
    view! {
        <div class="market-body">
            <Filters asked=asked.clone() facets total/>
            <section class="market-found" aria-label=i.t("market.found")>
                <Chosen asked/>
                <p class="market-total" role="status">{i.n("market.count", total)}</p>
                {corrected}
                {body}
            </section>
        </div>
    }
    .into_any()
}

/// `/sellers/{id}`.
#[component]
pub fn Store() -> impl IntoView {
    let i = use_i18n();
    let id = param("id");
    let store = ask(move |services, caller| async move { market::storefront(&services, &caller, &id).await });
    view! {
        <PublicFrame>
            <div class="wrap market">
                {Suspend::new(async move {
                    shown(store.await, |store| {
                        let about: Vec<_> = store.about.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect();
                        let count = u64::try_from(store.listings.len()).unwrap_or_default();
                        let sold: u64 = store.listings.iter().map(|listing| listing.sold_count).sum();
                        let rated: u64 = store.listings.iter().map(|listing| listing.rating_count).sum();
                        let rating = mean(&store.listings);
                        let body = if store.listings.is_empty() {
                            view! { <EmptyState icon="layout-template" title=i.t("market.store.empty") text=i.t("market.empty.text")/> }.into_any()
                        } else {
                            grid(store.listings)
                        };
                        view! {
                            <header class="market-head store-head">
                                <Avatar name=store.name.clone()/>
                                <div class="store-text">
                                    <h1>{store.name.clone()}</h1>
                                    <p class="page-meta">
                                        <Stars rating count=rated/>
                                        <span>{i.n("market.store.listings", count)}</span>
                                        {(sold > 0).then(|| view! { <span>{i.n("market.sold", sold)}</span> })}
                                        <span>{i.t_with("market.store.since", &[("date", &i.date(store.since))])}</span>
                                    </p>
                                    {about}
                                </div>
                            </header>
                            {body}
                        }
                        .into_any()
                    })
                })}
            </div>
        </PublicFrame>
    }
}

/// The mean of all reviews of some listings; nothing where there are none.
fn mean(listings: &[landinghub::api::market::Listing]) -> Option<f64> {
    let count = |number: u64| u32::try_from(number).map_or(0.0, f64::from);
    let (sum, reviews) = listings
        .iter()
        .filter_map(|listing| Some((listing.rating?, count(listing.rating_count))))
        .fold((0.0, 0.0), |(sum, reviews), (rating, of)| (sum + rating * of, reviews + of));
    (reviews > 0.0).then(|| sum / reviews)
}

/// `/liked`.
#[component]
pub fn Liked() -> impl IntoView {
    let i = use_i18n();
    let cursor = query("cursor");
    let slice = Slice { limit: None, cursor: (!cursor.is_empty()).then_some(cursor) };
    let list = ask(move |services, caller| async move { market::liked(&services, &caller, &slice).await });
    view! {
        <PublicFrame>
            <div class="wrap market">
                <header class="market-head"><h1>{i.t("market.liked")}</h1></header>
                {Suspend::new(async move {
                    shown(list.await, |list| {
                        if list.items.is_empty() {
                            return view! {
                                <EmptyState icon="heart" title=i.t("market.liked.empty") text=i.t("market.liked.text")>
                                    <LinkButton href=PATH>{i.t("market.title")}</LinkButton>
                                </EmptyState>
                            }
                            .into_any();
                        }
                        let next = more("/liked", &[], list.next_cursor);
                        view! { {grid(list.items)} {next} }.into_any()
                    })
                })}
            </div>
        </PublicFrame>
    }
}
