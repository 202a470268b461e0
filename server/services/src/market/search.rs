//! Finding what is for sale: what is asked for, checked; what was found, as the caller may see it.

use super::{Card, to_api, viewer};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, encode};
use crate::error::{Failure, Result};
use crate::search::{Filters, Found as Hits, OFFSET, Search, Sort};
use landinghub::api::market::{Category, Facets, Found};
use landinghub::market::{CATEGORIES, Currency};
use landinghub::{Problem, search};
use landinghub_store::market::listings;
use std::collections::BTreeMap;

/// Words of a query that are looked at.
const MOST_WORDS: usize = 12;
/// Characters of a query that are looked at.
const LONGEST: usize = 200;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words, with or without diacritics.
    pub q: Option<String>,
    /// An id.
    pub category: Option<String>,
    /// One tag.
    pub tag: Option<String>,
    /// Minor units of `currency`; without one, of the currency most of what is found has.
    pub min_price: Option<i64>,
    /// The same.
    pub max_price: Option<i64>,
    /// `en`, `vi`, `th`, …
    pub language: Option<String>,
    /// `VND`, `THB`, `USD`: only prices in it.
    pub currency: Option<String>,
    /// Only what costs nothing.
    pub free: bool,
    /// At least so many stars.
    pub rating: Option<i64>,
    /// `relevance`, `newest`, `best_selling`, `price_asc`, `price_desc`, `rating`.
    pub sort: Option<String>,
    /// How many, and from where.
    pub slice: Slice,
}

/// Finds what is for sale.
pub async fn find(services: &Services, caller: &Caller, query: &Query) -> Result<Found> {
    let (found, list) = look(services, query).await?;
    let mut reader = services.store.read().await?;
    let rows = listings::many(&mut reader.conn(), viewer(caller), &list).await?;
    drop(reader);
    let mut rows: BTreeMap<String, _> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    // What left the market a moment ago isn't shown, whatever the index says.
    let there = found.ids.iter().filter_map(|(id, _)| rows.remove(id)).filter(|row| row.status == "approved");
    let items = there.map(|row| to_api(services, caller, row)).collect::<Result<_>>()?;
    Ok(Found {
        items,
        next_cursor: next(&found),
        facets: found.counts.to_api(),
        total: found.counts.total,
        corrected: found.corrected.map(|words| words.join(" ")),
    })
}

/// What a search comes to, as a grid of cards.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// What was found.
    pub cards: Vec<Card>,
    /// Where it goes on.
    pub next_cursor: Option<String>,
    /// How many there are of each sort.
    pub facets: Facets,
    /// How many there are in all.
    pub total: u64,
    /// The words that were looked for instead.
    pub corrected: Option<String>,
}

/// Finds what is for sale and reads of it what cards show.
pub async fn shelf(services: &Services, caller: &Caller, query: &Query) -> Result<Shelf> {
    let (found, list) = look(services, query).await?;
    let mut reader = services.store.read().await?;
    let rows = listings::cards(&mut reader.conn(), viewer(caller), &list).await?;
    drop(reader);
    let mut rows: BTreeMap<String, _> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let there = found.ids.iter().filter_map(|(id, _)| rows.remove(id));
    let cards = there.map(|row| Card::of(services, row)).collect::<Result<_>>()?;
    Ok(Shelf {
        cards,
        next_cursor: next(&found),
        facets: found.counts.to_api(),
        total: found.counts.total,
        corrected: found.corrected.map(|words| words.join(" ")),
    })
}

/// What the engine finds, and its ids as a JSON list.
async fn look(services: &Services, query: &Query) -> Result<(Hits, String)> {
    let mut search = query.read()?;
    if search.filters.currency.is_none() && search.filters.is_priced() {
        search.filters.currency = Some(commonest_currency(services, &search).await?);
    }
    let found = services.search.find(search).await?;
    let list: Vec<&str> = found.ids.iter().map(|(id, _)| id.as_str()).collect();
    let list = serde_json::to_string(&list).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok((found, list))
}

fn next(found: &Hits) -> Option<String> {
    let (id, place) = found.ids.last().filter(|_| found.more)?;
    let id = if found.by_offset { OFFSET.to_owned() } else { id.clone() };
    Some(encode(&(place.to_string(), id)))
}

/// The currency most of what is found has, whatever its price: bounds without a currency are meant in it. Amounts of
/// different currencies can't be compared.
async fn commonest_currency(services: &Services, search: &Search) -> Result<Currency> {
    let unpriced = Filters { min_price: 0, max_price: i64::MAX, ..search.filters.clone() };
    let search = Search { filters: unpriced, after: None, limit: 1, ..search.clone() };
    let counts = services.search.find(search).await?.counts;
    let of = |bands: &[u64; 16]| bands.iter().sum::<u64>();
    let most = counts.bands.iter().map(of).max().unwrap_or_default();
    let found = Currency::ALL.iter().zip(&counts.bands).find(|(_, bands)| of(bands) == most);
    Ok(found.map_or(Currency::Vnd, |(currency, _)| *currency))
}

impl Query {
    /// Folded and checked.
    fn read(&self) -> Result<Search> {
        let limit = self.slice.limit()?;
        let asked: String = self.q.as_deref().unwrap_or_default().chars().take(LONGEST).collect();
        let words: Vec<String> = search::words(&asked).into_iter().take(MOST_WORDS).collect();
        let sort = match self.sort.as_deref().filter(|word| !word.is_empty()).map(Sort::parse) {
            Some(None) => {
                let known = "Sort by relevance, newest, best_selling, price_asc, price_desc or rating.";
                return Err(Problem::field("sort", known).into());
            }
            // Nothing is more relevant than the rest.
            None | Some(Some(Sort::Relevance)) if words.is_empty() => Sort::Newest,
            None => Sort::Relevance,
            Some(Some(sort)) => sort,
        };
        let given = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let currency = match given(&self.currency) {
            code if code.is_empty() => None,
            code => Some(
                Currency::parse(&code)
                    .ok_or_else(|| Problem::field("currency", "Choose VND, THB or USD."))?,
            ),
        };
        let filters = Filters {
            category: given(&self.category),
            tag: given(&self.tag).to_lowercase(),
            language: given(&self.language),
            currency,
            min_price: self.min_price.unwrap_or_default(),
            max_price: if self.free { 0 } else { self.max_price.unwrap_or(i64::MAX) },
            rating: u8::try_from(self.rating.unwrap_or_default().clamp(0, 5)).unwrap_or_default(),
        };
        let after = self.slice.after()?.is_some().then(|| self.slice.after_moment()).transpose()?;
        Ok(Search { words, filters, sort, after, limit })
    }
}

/// Another number whenever what is for sale has changed.
pub async fn moment(services: &Services) -> Result<i64> {
    let mut reader = services.store.read().await?;
    Ok(landinghub_store::market::search::last(&mut reader.conn()).await?)
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
