//! Documents, queries and answers as Meilisearch has them.

use super::super::{Counts, Entry, Filters, Found, Search, Sort, WEIGHTS};
use super::INDEX;
use landinghub::market::{Band, Currency};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Words of a query that Meilisearch looks at.
const MOST_WORDS: usize = 10;

/// What its index is told once.
pub(super) fn our_settings() -> Value {
    let words: Vec<String> =
        WEIGHTS.iter().map(|weight| format!("words{weight}")).chain(["pieces".to_owned()]).collect();
    json!({
        "searchableAttributes": words,
        "displayedAttributes": ["id", "approved_at", "sold", "comparable", "rating"],
        "filterableAttributes":
            ["category", "tags", "language", "currency", "price", "stars", "band", "tie", "approved_at", "sold", "comparable", "rating"],
        "sortableAttributes": ["approved_at", "sold", "comparable", "rating", "tie"],
        // Sorted first where a sort is asked for, so that slices follow each other without gaps.
        "rankingRules": ["sort", "words", "typo", "attribute", "exactness", "sold:desc", "tie:desc"],
        "stopWords": [],
        "typoTolerance": {
            "enabled": true,
            "minWordSizeForTypos": {"oneTypo": 4, "twoTypos": 8},
            "disableOnAttributes": ["pieces"],
        },
        "faceting": {"maxValuesPerFacet": 500, "sortFacetValuesBy": {"*": "count"}},
        "pagination": {"maxTotalHits": 10_000_000},
    })
}

/// A listing as its index has it.
pub(super) fn document(entry: &Entry) -> Value {
    let mut fields: Map<String, Value> = Map::new();
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (word, weight) in entry.words() {
        let field = if is_thai(&word) { "pieces".to_owned() } else { format!("words{weight}") };
        words.entry(field).or_default().push(spelled(&word));
    }
    fields.extend(words.into_iter().map(|(field, words)| (field, words.join(" ").into())));
    let (price, currency) = (entry.price.amount, entry.price.currency);
    let more = [
        ("id", json!(entry.id)),
        ("category", json!(entry.category)),
        ("tags", json!(entry.tags)),
        ("language", json!(entry.language)),
        ("currency", json!(currency.code())),
        ("price", json!(price)),
        ("comparable", json!(entry.price.comparable())),
        ("band", json!(format!("{}:{}", currency.code(), Band::of(price, currency).number()))),
        ("stars", json!(entry.rating() / super::super::STAR)),
        ("rating", json!(entry.rating())),
        ("sold", json!(entry.sold)),
        ("approved_at", json!(entry.approved_at)),
        ("tie", json!(short_tie(&entry.id))),
    ];
    fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(fields)
}

fn is_thai(word: &str) -> bool {
    word.chars().any(|c| matches!(c, '\u{0E00}'..='\u{0E7F}'))
}

/// Our pieces of Thai in letters that Meilisearch doesn't cut once more: two of sixteen for each character.
fn spelled(word: &str) -> String {
    if !is_thai(word) {
        return word.to_owned();
    }
    let letter = |n: u32| char::from_u32(u32::from('a') + (n & 15)).unwrap_or('a');
    let spelled = word.chars().map(u32::from).flat_map(|c| [letter(c >> 4), letter(c)]);
    std::iter::once('q').chain(spelled).collect()
}

/// Numbers there are 64-bit floats, which hold no more bits exactly.
fn short_tie(id: &str) -> u64 {
    super::super::tie(id) >> 12
}

/// The query that counts everything, and the one that finds a slice.
pub(super) fn queries(search: &Search) -> (Value, Value) {
    let words: Vec<String> = search.words.iter().take(MOST_WORDS).map(|word| spelled(word)).collect();
    let filter = filter(&search.filters);
    let counting = json!({
        "indexUid": INDEX,
        "q": words.join(" "),
        "matchingStrategy": "all",
        "filter": filter,
        "facets": ["category", "tags", "language", "band", "stars"],
        "page": 1,
        "hitsPerPage": 1,
        "attributesToRetrieve": ["id"],
    });
    let mut finding: Map<String, Value> = [
        ("indexUid", json!(INDEX)),
        ("q", json!(words.join(" "))),
        ("matchingStrategy", json!("all")),
        ("limit", json!(search.limit + 1)),
        ("attributesToRetrieve", json!(["id", "approved_at", "sold", "comparable", "rating"])),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect();
    let (field, rises) = field(search.sort);
    let mut all: Vec<Value> = filter;
    if let Some(field) = field {
        let direction = if rises { "asc" } else { "desc" };
        finding.insert("sort".to_owned(), json!([format!("{field}:{direction}"), "tie:desc"]));
        if let Some((place, id)) = &search.after {
            let (beyond, place) = if rises { (">", -place) } else { ("<", *place) };
            let tie = short_tie(id);
            all.push(json!([
                format!("{field} {beyond} {place}"),
                format!("{field} = {place} AND tie < {tie}")
            ]));
        }
    } else if let Some((offset, _)) = &search.after {
        finding.insert("offset".to_owned(), json!(offset));
    }
    finding.insert("filter".to_owned(), json!(all));
    (counting, Value::Object(finding))
}

/// The field a sort is by, and whether it rises.
const fn field(sort: Sort) -> (Option<&'static str>, bool) {
    match sort {
        Sort::Relevance => (None, false),
        Sort::Newest => (Some("approved_at"), false),
        Sort::BestSelling => (Some("sold"), false),
        Sort::PriceAsc => (Some("comparable"), true),
        Sort::PriceDesc => (Some("comparable"), false),
        Sort::Rating => (Some("rating"), false),
    }
}

fn filter(filters: &Filters) -> Vec<Value> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut all = Vec::new();
    for (field, value) in
        [("category", &filters.category), ("tags", &filters.tag), ("language", &filters.language)]
    {
        if !value.is_empty() {
            all.push(json!(format!("{field} = {}", quoted(value))));
        }
    }
    if let Some(currency) = filters.currency {
        all.push(json!(format!("currency = {}", quoted(currency.code()))));
    }
    if filters.min_price > 0 {
        all.push(json!(format!("price >= {}", filters.min_price)));
    }
    if filters.max_price < i64::MAX {
        all.push(json!(format!("price <= {}", filters.max_price)));
    }
    if filters.rating > 0 {
        all.push(json!(format!("stars >= {}", filters.rating)));
    }
    all
}

pub(super) fn read(search: &Search, counted: &Value, found: &Value) -> Found {
    let offset = match (&search.after, search.sort) {
        (Some((offset, _)), Sort::Relevance) => *offset,
        _ => 0,
    };
    let hits = found.get("hits").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let more = hits.len() > search.limit;
    let (field, rises) = field(search.sort);
    let ids = (offset + 1..).zip(hits.iter().take(search.limit)).map(|(position, hit)| {
        let id = hit.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let place = field.map_or(position, |field| {
            let place = hit.get(field).and_then(Value::as_i64).unwrap_or_default();
            if rises { -place } else { place }
        });
        (id, place)
    });
    let distribution = |facet: &str| -> BTreeMap<String, u64> {
        let values =
            counted.get("facetDistribution").and_then(|all| all.get(facet)).and_then(Value::as_object);
        values
            .into_iter()
            .flatten()
            .filter_map(|(value, count)| Some((value.clone(), count.as_u64()?)))
            .collect()
    };
    let mut counts = Counts {
        total: counted.get("totalHits").and_then(Value::as_u64).unwrap_or_default(),
        category: distribution("category"),
        tag: distribution("tags"),
        language: distribution("language"),
        ..Counts::default()
    };
    for (word, count) in distribution("band") {
        let parts = word.split_once(':').and_then(|(currency, band)| {
            Some((super::super::number(Currency::parse(currency)?), band.parse::<usize>().ok()?))
        });
        if let Some((currency, band)) = parts
            && let Some(known) = counts.bands.get_mut(currency).and_then(|bands| bands.get_mut(band))
        {
            *known += count;
        }
    }
    for (word, count) in distribution("stars") {
        if let Some(known) = word.parse::<usize>().ok().and_then(|stars| counts.stars.get_mut(stars)) {
            *known += count;
        }
    }
    Found { ids: ids.collect(), more, counts, corrected: None, by_offset: search.sort == Sort::Relevance }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thai_is_spelled_so_that_beginnings_stay_beginnings() {
        let (whole, begun) = (spelled("อาหา"), spelled("อา"));
        assert!(whole.starts_with(&begun) && whole.bytes().all(|byte| byte.is_ascii_lowercase()), "{whole}");
        assert_eq!(spelled("nha"), "nha");
    }

    #[test]
    fn nothing_gets_out_of_a_filter() {
        let filters = Filters { tag: "a\" OR price > 0 \\".to_owned(), ..Filters::default() };
        assert_eq!(filter(&filters), [json!("tags = \"a\\\" OR price > 0 \\\\\"")]);
    }
}
