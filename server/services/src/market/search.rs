//! Finding what is for sale. One trait; the embedded engine looks in the installation's own database.

use super::{to_api, viewer};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, encode};
use crate::error::{Failure, Result};
use futures::future::BoxFuture;
use landinghub::api::market::{Category, Facet, Facets, Found};
use landinghub::market::{CATEGORIES, MAX_AMOUNT};
use landinghub::{Problem, search, text};
use landinghub_store::Store;
use landinghub_store::market::listings;
use landinghub_store::market::search::{self as store, By, Wanted};
use std::collections::BTreeMap;

/// Words of a query that are looked at.
const MOST_WORDS: usize = 12;
/// Words of the index that a mistyped one is compared with.
const VOCABULARY: i64 = 5000;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words, with or without diacritics.
    pub q: Option<String>,
    /// An id.
    pub category: Option<String>,
    /// One tag.
    pub tag: Option<String>,
    /// Minor units.
    pub min_price: Option<i64>,
    /// Minor units.
    pub max_price: Option<i64>,
    /// `en`, `vi`, `th`, …
    pub language: Option<String>,
    /// Only what costs nothing.
    pub free: bool,
    /// At least so many stars.
    pub rating: Option<i64>,
    /// `relevance`, `newest`, `best_selling`, `price_asc`, `price_desc`, `rating`.
    pub sort: Option<String>,
    /// How many, and from where.
    pub slice: Slice,
}

/// What an engine is asked: folded and checked.
#[derive(Clone, Debug)]
pub struct Search {
    /// Folded words.
    pub words: Vec<String>,
    /// The filters; its words are filled in by the engine.
    pub wanted: Wanted,
    /// A word of the contract.
    pub sort: &'static str,
    /// Where to go on.
    pub after: (i64, String),
    /// How many.
    pub limit: usize,
}

/// What an engine found.
#[derive(Clone, Debug)]
pub struct Hits {
    /// Ids with the place by which the next slice goes on.
    pub ids: Vec<(String, i64)>,
    /// Whether there is more.
    pub more: bool,
    /// In all.
    pub total: i64,
    /// How all is spread.
    pub facets: Facets,
}

/// Finds listings.
pub trait Engine: Send + Sync {
    /// Finds what is for sale.
    fn find(&self, search: Search) -> BoxFuture<'_, Result<Hits>>;
}

/// The installation's own database.
#[derive(Clone, Debug)]
pub struct Embedded(Store);

impl Embedded {
    /// Looks in this database.
    pub const fn new(store: Store) -> Self {
        Self(store)
    }

    /// Each word as the index has it: one that nothing begins with becomes the nearest that is there.
    async fn corrected(&self, words: Vec<String>) -> Result<Vec<String>> {
        let mut reader = self.0.read().await?;
        let mut conn = reader.conn();
        let mut corrected = Vec::new();
        for word in words {
            if store::has_word(&mut conn, &word).await? {
                corrected.push(word);
                continue;
            }
            let first: String = word.chars().take(1).collect();
            let known = store::words(&mut conn, &first, VOCABULARY).await?;
            corrected.push(search::nearest(&word, &known).map_or(word, str::to_owned));
        }
        Ok(corrected)
    }
}

impl Engine for Embedded {
    fn find(&self, mut search: Search) -> BoxFuture<'_, Result<Hits>> {
        Box::pin(async move {
            let words = self.corrected(search.words).await?;
            search.wanted.words =
                serde_json::to_string(&words).map_err(|error| Failure::Internal(error.to_string()))?;
            let mut reader = self.0.read().await?;
            let mut conn = reader.conn();
            let wanted = &search.wanted;
            let mut ids =
                store::find(&mut conn, wanted, search.sort, &search.after, super::rows(search.limit)).await?;
            let more = ids.len() > search.limit;
            ids.truncate(search.limit);
            let total = store::total(&mut conn, wanted).await?;
            let mut facets = Vec::new();
            for by in [By::Category, By::Tag, By::Language, By::Price] {
                let values = store::facet(&mut conn, wanted, by).await?;
                let facet = |(value, count)| Facet { value, count: crate::pages::count(count) };
                facets.push(values.into_iter().map(facet).collect::<Vec<_>>());
            }
            let mut facets = facets.into_iter();
            let mut next = || facets.next().unwrap_or_default();
            let facets = Facets { category: next(), tag: next(), language: next(), price: next() };
            Ok(Hits { ids, more, total, facets })
        })
    }
}

/// Finds what is for sale.
pub async fn find(services: &Services, caller: &Caller, query: &Query) -> Result<Found> {
    let limit = query.slice.limit()?;
    let words = search::words(&query.q.as_deref().unwrap_or_default().chars().take(200).collect::<String>());
    let words: Vec<String> = words.into_iter().take(MOST_WORDS).collect();
    let sort = match query.sort.as_deref() {
        None | Some("" | "relevance") if words.is_empty() => "newest",
        None | Some("" | "relevance") => "relevance",
        Some("newest") => "newest",
        Some("best_selling") => "best_selling",
        Some("price_asc") => "price_asc",
        Some("price_desc") => "price_desc",
        Some("rating") => "rating",
        Some(_) => {
            let known = "Sort by relevance, newest, best_selling, price_asc, price_desc or rating.";
            return Err(Problem::field("sort", known).into());
        }
    };
    let given = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let max_price = if query.free { 0 } else { query.max_price.unwrap_or(MAX_AMOUNT) };
    let wanted = Wanted {
        words: String::new(),
        category: given(&query.category),
        tag: given(&query.tag).to_lowercase(),
        min_price: query.min_price.unwrap_or(0),
        max_price,
        language: given(&query.language),
        rating: query.rating.unwrap_or(0).clamp(0, 5),
    };
    let search = Search { words, wanted, sort, after: query.slice.after_moment()?, limit };
    let Hits { ids, more, total, facets } = services.search.find(search).await?;
    let next_cursor = ids.last().filter(|_| more).map(|(id, place)| encode(&(place.to_string(), id.clone())));
    let list: Vec<&str> = ids.iter().map(|(id, _)| id.as_str()).collect();
    let list = serde_json::to_string(&list).map_err(|error| Failure::Internal(error.to_string()))?;
    let mut reader = services.store.read().await?;
    let rows = listings::many(&mut reader.conn(), viewer(caller), &list).await?;
    drop(reader);
    let mut rows: BTreeMap<String, _> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let found = ids.iter().filter_map(|(id, _)| rows.remove(id));
    let items = found.map(|row| to_api(services, caller, row)).collect::<Result<_>>()?;
    Ok(Found { items, next_cursor, facets, total: crate::pages::count(total) })
}

/// Categories with how many are for sale.
pub async fn categories(services: &Services) -> Result<Vec<Category>> {
    let mut reader = services.store.read().await?;
    let counts: BTreeMap<String, i64> =
        listings::count_by_category(&mut reader.conn()).await?.into_iter().collect();
    let category = |(id, name): &(&str, &str)| Category {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        count: crate::pages::count(counts.get(*id).copied().unwrap_or_default()),
    };
    Ok(CATEGORIES.iter().map(category).collect())
}

/// The folded words a listing is found by with their weights, and its tags.
pub(super) fn words_of(
    title: &str,
    description: &str,
    tags: &str,
    seller: &str,
) -> (Vec<(String, i64)>, Vec<String>) {
    let tags = super::tags(tags);
    let mut weights: BTreeMap<String, i64> = BTreeMap::new();
    let mut add = |text: &str, weight: i64| {
        for word in search::words(text) {
            let known = weights.entry(word).or_insert(weight);
            *known = weight.max(*known);
        }
    };
    add(title, 8);
    add(&tags.join(" "), 5);
    add(seller, 3);
    add(&text::fold(description), 1);
    (weights.into_iter().collect(), tags)
}
