//! What engines hold, what they are asked, and what they answer.

use crate::error::{Failure, Result};
use landinghub::api::market::{Facet, Facets};
use landinghub::market::{Band, Currency, Money};
use landinghub::search;
use landinghub_store::market::search::EntryRow;
use std::collections::BTreeMap;

/// Tags that are told with how many have them.
const MOST_TAGS: usize = 20;
/// Words of a description that it is found by; what comes later hardly says what it is about.
const MOST_WORDS: usize = 200;

/// A listing for sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Opaque.
    pub id: String,
    /// On one line.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// Lower case.
    pub tags: Vec<String>,
    /// Their name.
    pub seller: String,
    /// An id.
    pub category: String,
    /// `en`, `vi`, `th`, …
    pub language: String,
    /// For one.
    pub price: Money,
    /// How many were.
    pub sold: i64,
    /// Of all reviews.
    pub rating_sum: i64,
    /// How many reviews.
    pub rating_count: i64,
    /// Microseconds.
    pub approved_at: i64,
}

impl TryFrom<EntryRow> for Entry {
    type Error = Failure;

    fn try_from(row: EntryRow) -> Result<Self> {
        Ok(Self {
            price: Money::new(
                row.price,
                Currency::parse(&row.currency)
                    .ok_or_else(|| Failure::Internal(format!("{} is no currency of ours", row.currency)))?,
            ),
            id: row.id,
            title: row.title,
            description: row.description,
            tags: serde_json::from_str(&row.tags).unwrap_or_default(),
            seller: row.seller_name,
            category: row.category,
            language: row.language,
            sold: row.sold,
            rating_sum: row.rating_sum,
            rating_count: row.rating_count,
            approved_at: row.approved_at,
        })
    }
}

impl Entry {
    /// The folded words it is found by, each with the greatest of its weights.
    pub(super) fn words(&self) -> Vec<(String, u8)> {
        let mut weights: BTreeMap<String, u8> = BTreeMap::new();
        let tags = self.tags.join(" ");
        let texts = [&self.title, &tags, &self.seller, &self.description];
        for (text, weight) in texts.into_iter().zip(super::WEIGHTS) {
            for word in search::words(text).into_iter().take(MOST_WORDS) {
                weights.entry(word).or_insert(weight);
            }
        }
        weights.into_iter().collect()
    }

    /// Sorts by stars in hundredths, then by how many gave them; see [`super::STAR`].
    pub(super) fn rating(&self) -> i64 {
        if self.rating_count <= 0 {
            return 0;
        }
        let hundredths = self.rating_sum.saturating_mul(100) / self.rating_count;
        hundredths * (super::STAR / 100) + self.rating_count.min(super::STAR / 100 - 1)
    }
}

/// How what was found is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By the weights of words, then sales.
    #[default]
    Relevance,
    /// The latest first.
    Newest,
    /// By sales.
    BestSelling,
    /// The cheapest first, whatever the currency.
    PriceAsc,
    /// The dearest first.
    PriceDesc,
    /// By stars.
    Rating,
}

impl Sort {
    /// Reads a word of the contract.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "relevance" => Self::Relevance,
            "newest" => Self::Newest,
            "best_selling" => Self::BestSelling,
            "price_asc" => Self::PriceAsc,
            "price_desc" => Self::PriceDesc,
            "rating" => Self::Rating,
            _ => return None,
        })
    }
}

/// What may be found. Empty texts filter nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filters {
    /// An id.
    pub category: String,
    /// Lower case.
    pub tag: String,
    /// `en`, `vi`, `th`, …
    pub language: String,
    /// Only prices in it.
    pub currency: Option<Currency>,
    /// Minor units of `currency`.
    pub min_price: i64,
    /// Minor units of `currency`.
    pub max_price: i64,
    /// At least so many stars; 0 for all.
    pub rating: u8,
}

impl Filters {
    /// Whether amounts of more than nought are compared. What is free is free in any currency.
    pub const fn is_priced(&self) -> bool {
        self.min_price > 0 || (0 < self.max_price && self.max_price < i64::MAX)
    }
}

impl Default for Filters {
    fn default() -> Self {
        Self {
            category: String::new(),
            tag: String::new(),
            language: String::new(),
            currency: None,
            min_price: 0,
            max_price: i64::MAX,
            rating: 0,
        }
    }
}

/// What an engine is asked: folded and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Folded words; each must begin a word of what is found.
    pub words: Vec<String>,
    /// What may be found.
    pub filters: Filters,
    /// In which order.
    pub sort: Sort,
    /// The place and the id to go on after.
    pub after: Option<(i64, String)>,
    /// How many.
    pub limit: usize,
}

/// What an engine found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Ids with their places, by which the next slice goes on.
    pub ids: Vec<(String, i64)>,
    /// Whether there is more.
    pub more: bool,
    /// In all, on every slice.
    pub counts: Counts,
    /// The words that were looked for instead, where some were mistyped.
    pub corrected: Option<Vec<String>>,
    /// Places are counted from the first, so the next slice goes on after [`super::OFFSET`].
    pub by_offset: bool,
}

/// How all that was found is spread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In all.
    pub total: u64,
    /// By category.
    pub category: BTreeMap<String, u64>,
    /// By tag.
    pub tag: BTreeMap<String, u64>,
    /// By language.
    pub language: BTreeMap<String, u64>,
    /// By currency, then by band.
    pub bands: [[u64; 16]; 4],
    /// By whole stars.
    pub stars: [u64; 8],
}

impl Counts {
    /// As the contract has it: the commonest first.
    pub fn to_api(&self) -> Facets {
        let sorted = |counts: &BTreeMap<String, u64>| {
            let mut facets: Vec<Facet> =
                counts.iter().map(|(value, count)| Facet { value: value.clone(), count: *count }).collect();
            facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            facets
        };
        let (mut price, mut currency, mut free) = (Vec::new(), Vec::new(), 0);
        for (of, bands) in Currency::ALL.iter().zip(&self.bands) {
            let all: u64 = bands.iter().sum();
            if all > 0 {
                currency.push(Facet { value: of.code().to_owned(), count: all });
            }
            for (band, count) in (0..).map_while(Band::numbered).zip(bands) {
                if band.number() == 0 {
                    free += count;
                } else if *count > 0 {
                    price.push(Facet { value: band.word(*of), count: *count });
                }
            }
        }
        if free > 0 {
            price.insert(0, Facet { value: "free".to_owned(), count: free });
        }
        // From so many stars on.
        let rating = [4_usize, 3, 2, 1].into_iter().filter_map(|least| {
            let count = self.stars.iter().skip(least).sum();
            (count > 0).then(|| Facet { value: least.to_string(), count })
        });
        let mut tag = sorted(&self.tag);
        tag.truncate(MOST_TAGS);
        Facets {
            category: sorted(&self.category),
            tag,
            language: sorted(&self.language),
            currency,
            price,
            rating: rating.collect(),
        }
    }
}
