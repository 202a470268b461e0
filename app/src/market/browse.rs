//! Finding: the marketplace, a seller's storefront, what one likes.

use super::parts::{Stars, ask, grid, more, param, query, shown, with_query};
use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::ui::{Avatar, EmptyState, Icon, LinkButton};
use landinghub::api::market::{Facet, Found};
use landinghub_services::{Slice, market};
use leptos::prelude::*;

/// What is asked for, as it stands in the address.
#[derive(Clone, Debug, Default)]
struct Asked {
    q: String,
    category: String,
    tag: String,
    language: String,
    free: String,
    rating: String,
    max_price: String,
    min_price: String,
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
            ("free", &self.free),
            ("rating", &self.rating),
            ("min_price", &self.min_price),
            ("max_price", &self.max_price),
            ("sort", &self.sort),
        ]
    }

    /// The address with one part changed.
    fn with(&self, name: &str, value: &str) -> String {
        let mut pairs = self.pairs();
        for pair in &mut pairs {
            if pair.0 == name {
                pair.1 = value;
            }
        }
        with_query(PATH, &pairs)
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
            currency: None,
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
    let found =
        ask(move |services, caller| async move { market::search::find(&services, &caller, &search).await });
    view! {
        <PublicFrame title=i.t("market.title")>
            <div class="wrap market">
                <header class="market-head">
                    <h1>{i.t("market.title")}</h1>
                    <p class="muted">{i.t("market.lead")}</p>
                    <SearchForm asked=asked.clone()/>
                </header>
                <div id="results">{Suspend::new(async move { shown(found.await, |found| results(asked, found)) })}</div>
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

fn results(asked: Asked, found: Found) -> AnyView {
    let i = use_i18n();
    let facets = found.facets.clone();
    let category_name = |id: &str| i.find(&format!("market.category.{id}")).unwrap_or(id).to_owned();
    let same = |word: &str| word.to_owned();
    let language = |word: &str| i.find(&format!("market.language.{word}")).unwrap_or(word).to_owned();
    let list = [
        facet(&asked, "category", i.t("market.category"), &asked.category, &facets.category, category_name),
        facet(&asked, "language", i.t("market.language"), &asked.language, &facets.language, language),
        facet(&asked, "tag", i.t("market.tags"), &asked.tag, &facets.tag, same),
    ]
    .into_iter()
    .collect_view();
    let stars = ["4", "3"]
        .into_iter()
        .map(|least| {
            let on = asked.rating == least;
            let href = asked.with("rating", if on { "" } else { least });
            view! { <li><a class="facet" href=href aria-current=on.then_some("true")>{i.t_with("market.from_stars", &[("stars", least)])}</a></li> }
        })
        .collect_view();
    let free = asked.with("free", if asked.free.is_empty() { "1" } else { "" });
    let body = if found.items.is_empty() {
        let filtered = !asked.is_plain();
        let text = if asked.is_plain() { i.t("market.empty.text") } else { i.t("market.none.text") };
        let title = if asked.is_plain() { i.t("market.empty.title") } else { i.t("market.none.title") };
        view! {
            <EmptyState icon="search" title=title text=text>
                {filtered.then(|| view! { <LinkButton href=PATH external=true>{i.t("market.clear")}</LinkButton> })}
            </EmptyState>
        }
        .into_any()
    } else {
        let pairs: Vec<(&str, &str)> = asked.pairs();
        let next = more(PATH, &pairs, found.next_cursor);
        view! { {grid(found.items)} {next} }.into_any()
    };
    let cleared = (!asked.is_plain()).then(|| {
        view! { <a href=PATH class="market-clear"><Icon name="x"/>{i.t("market.clear")}</a> }
    });
    view! {
        <div class="market-body">
            <aside class="market-facets" aria-label=i.t("market.filters")>
                <details open class="market-filters">
                    <summary>{i.t("market.filters")}</summary>
                    {cleared}
                    {list}
                    <section>
                        <h2>{i.t("market.price")}</h2>
                        <ul role="list">
                            <li><a class="facet" href=free aria-current=(!asked.free.is_empty()).then_some("true")>{i.t("market.free")}</a></li>
                        </ul>
                    </section>
                    <section><h2>{i.t("market.rating")}</h2><ul role="list">{stars}</ul></section>
                </details>
            </aside>
            <section class="market-found" aria-label=i.t("market.found")>
                <p class="market-total" role="status">{i.n("market.count", found.total)}</p>
                {body}
            </section>
        </div>
    }
    .into_any()
}

/// The values of one facet with their numbers, each a link that adds or takes it away.
fn facet(
    asked: &Asked,
    name: &str,
    title: &'static str,
    chosen: &str,
    values: &[Facet],
    words: impl Fn(&str) -> String,
) -> Option<AnyView> {
    let i = use_i18n();
    if values.is_empty() && chosen.is_empty() {
        return None;
    }
    let links = values
        .iter()
        .take(12)
        .map(|facet| {
            let on = facet.value == chosen;
            let href = asked.with(name, if on { "" } else { &facet.value });
            view! {
                <li>
                    <a class="facet" href=href aria-current=on.then_some("true")>
                        <span>{words(&facet.value)}</span>
                        <span class="facet-count">{i.number(facet.count)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    Some(view! { <section><h2>{title}</h2><ul role="list">{links}</ul></section> }.into_any())
}

/// `/sellers/{id}`.
#[component]
pub fn Store() -> impl IntoView {
    let i = use_i18n();
    let id = param("id");
    let store = ask(move |services, caller| async move { market::storefront(&services, &caller, &id).await });
    view! {
        <PublicFrame title=i.t("market.store")>
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
        <PublicFrame title=i.t("market.liked")>
            <div class="wrap market">
                <header class="market-head"><h1>{i.t("market.liked")}</h1></header>
                {Suspend::new(async move {
                    shown(list.await, |list| {
                        if list.items.is_empty() {
                            return view! {
                                <EmptyState icon="heart" title=i.t("market.liked.empty") text=i.t("market.liked.text")>
                                    <LinkButton href=PATH external=true>{i.t("market.title")}</LinkButton>
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
