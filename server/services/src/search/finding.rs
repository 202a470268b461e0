//! A search of the index: candidates by words, filtered, counted and sorted in one pass.

use super::columns::{Columns, Marks, add};
use super::index::{BEGINNING, View, range};
use super::{Counts, Filters, Found, Search, Sort, WEIGHTS};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::SegmentReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption::Basic;

/// What counts above its weight: the whole word, not only its beginning.
const WHOLE: u16 = 2;
/// In a candidate's number: bits below count its weights, those above the words it has.
const WORD: u16 = 1 << 12;

/// Place and tie of a document, then where it is.
type Ranked = (i64, u64, u32, u32);

/// Finds what matches.
pub(super) fn find(view: &View, search: &Search) -> tantivy::Result<Found> {
    let mut best = Best {
        after: search.after.as_ref().map(|(place, id)| (*place, super::tie(id))),
        room: search.limit.saturating_add(1),
        heap: BinaryHeap::new(),
    };
    let mut counts = Counts::default();
    for (number, (segment, columns)) in
        (0_u32..).zip(view.searcher.segment_readers().iter().zip(&view.columns))
    {
        let Ok(filter) = Filter::new(&search.filters, columns) else { continue };
        let mut pass = Pass { number, columns, filter, sort: search.sort, tally: Tally::new(columns) };
        let alive = segment.alive_bitset();
        let is_alive = |document: u32| alive.is_none_or(|alive| alive.is_alive(document));
        if search.words.is_empty() {
            // The latest come last: from there the best are found soonest.
            for document in (0..segment.max_doc()).rev().filter(|document| is_alive(*document)) {
                pass.take(document, 0, &mut best);
            }
        } else {
            let (candidates, scores) = candidates(view, segment, &search.words)?;
            for document in candidates.into_iter().filter(|document| is_alive(*document)) {
                let score = scores.get(at(document)).copied().unwrap_or_default() & (WORD - 1);
                pass.take(document, i64::from(score), &mut best);
            }
        }
        pass.tally.add_to(&mut counts, columns);
    }
    let mut ranked: Vec<Ranked> = best.heap.into_iter().map(|Reverse(ranked)| ranked).collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let more = ranked.len() > search.limit;
    ranked.truncate(search.limit);
    let ids = ranked
        .into_iter()
        .map(|(place, _, segment, document)| Ok((view.id(segment, document)?, place)))
        .collect::<tantivy::Result<_>>()?;
    Ok(Found { ids, more, counts, corrected: None, by_offset: false })
}

/// Documents of a segment that have all words, with the numbers of all documents.
fn candidates(
    view: &View,
    segment: &SegmentReader,
    words: &[String],
) -> tantivy::Result<(Vec<u32>, Vec<u16>)> {
    let mut scores = vec![0_u16; at(segment.max_doc())];
    let mut last = Vec::new();
    let index = segment.inverted_index(view.fields.words)?;
    let beginnings = segment.inverted_index(view.fields.beginnings)?;
    for (have, word) in (0_u16..).zip(words) {
        last.clear();
        let mut take = |postings: &mut BlockSegmentPostings, more: u16| {
            while !postings.docs().is_empty() {
                for document in postings.docs() {
                    if let Some(score) = scores.get_mut(at(*document))
                        && *score / WORD == have
                    {
                        *score += WORD + more;
                        last.push(*document);
                    }
                }
                postings.advance();
            }
        };
        let is_short = word.chars().count() <= BEGINNING;
        // By falling weight: what a document gets first for a word is the most.
        for weight in WEIGHTS {
            let (from, to) = range(weight, word);
            let points = u16::from(weight);
            let mut terms = index.terms().range().ge(&from).lt(to).into_stream()?;
            while terms.advance() {
                let whole = terms.key() == from.as_slice();
                if !whole && is_short {
                    break;
                }
                let points = if whole { points + WHOLE } else { points };
                take(&mut index.read_block_postings_from_terminfo(terms.value(), Basic)?, points);
            }
            if is_short && let Some(term) = beginnings.terms().get(&from)? {
                take(&mut beginnings.read_block_postings_from_terminfo(&term, Basic)?, points);
            }
        }
    }
    Ok((last, scores))
}

/// One segment's documents on their way through filters, counts and the best places.
struct Pass<'a> {
    number: u32,
    columns: &'a Columns,
    filter: Filter<'a>,
    sort: Sort,
    tally: Tally,
}

impl Pass<'_> {
    fn take(&mut self, document: u32, score: i64, best: &mut Best) {
        let columns = self.columns;
        let n = at(document);
        let Some(marks) = columns.marks.get(n).copied() else { return };
        if !self.filter.lets(marks, n) {
            return;
        }
        self.tally.count(marks, columns.tags(n));
        let of = |column: &[i64]| column.get(n).copied().unwrap_or_default();
        let place = match self.sort {
            Sort::Relevance => score * super::SALES + of(&columns.sold).min(super::SALES - 1),
            Sort::Newest => of(&columns.approved_at),
            Sort::BestSelling => of(&columns.sold),
            Sort::PriceAsc => -of(&columns.comparable),
            Sort::PriceDesc => of(&columns.comparable),
            Sort::Rating => of(&columns.rating),
        };
        best.offer(place, columns.tie.get(n).copied().unwrap_or_default(), self.number, document);
    }
}

/// Nothing can pass.
struct Void;

/// The filters, in the numbers of one segment.
struct Filter<'a> {
    columns: &'a Columns,
    category: Option<usize>,
    language: Option<usize>,
    tag: Option<u32>,
    currency: Option<usize>,
    prices: Option<(i64, i64)>,
    stars: usize,
}

impl<'a> Filter<'a> {
    /// The filters as they are in a segment, unless nothing of it can pass.
    fn new(filters: &Filters, columns: &'a Columns) -> Result<Self, Void> {
        let number = |word: &str, words: &[String]| {
            if word.is_empty() {
                return Ok(None);
            }
            words.iter().position(|known| known == word).map(Some).ok_or(Void)
        };
        let tag = number(&filters.tag, &columns.tag_words)?;
        let prices = (filters.min_price > 0 || filters.max_price < i64::MAX)
            .then_some((filters.min_price, filters.max_price));
        Ok(Self {
            category: number(&filters.category, &columns.categories)?,
            language: number(&filters.language, &columns.languages)?,
            tag: tag.and_then(|tag| u32::try_from(tag).ok()),
            currency: filters.currency.map(super::number),
            prices,
            stars: usize::from(filters.rating),
            columns,
        })
    }

    fn lets(&self, marks: Marks, document: usize) -> bool {
        let price = || self.columns.price.get(document).copied().unwrap_or_default();
        self.category.is_none_or(|category| category == marks.category())
            && self.language.is_none_or(|language| language == marks.language())
            && self.currency.is_none_or(|currency| currency == marks.currency())
            && marks.stars() >= self.stars
            && self.prices.is_none_or(|(least, most)| (least..=most).contains(&price()))
            && self.tag.is_none_or(|tag| self.columns.tags(document).contains(&tag))
    }
}

/// Counts of one segment, by number.
struct Tally {
    total: u64,
    categories: [u64; 256],
    languages: [u64; 256],
    /// Currency × band.
    bands: [[u64; 16]; 4],
    stars: [u64; 8],
    tags: Vec<u64>,
}

impl Tally {
    fn new(columns: &Columns) -> Self {
        Self {
            total: 0,
            categories: [0; 256],
            languages: [0; 256],
            bands: [[0; 16]; 4],
            stars: [0; 8],
            tags: vec![0; columns.tag_words.len()],
        }
    }

    fn count(&mut self, marks: Marks, tags: &[u32]) {
        self.total += 1;
        let one = |count: Option<&mut u64>| {
            if let Some(count) = count {
                *count += 1;
            }
        };
        one(self.categories.get_mut(marks.category()));
        one(self.languages.get_mut(marks.language()));
        one(self.bands.get_mut(marks.currency()).and_then(|bands| bands.get_mut(marks.band())));
        one(self.stars.get_mut(marks.stars()));
        for tag in tags {
            one(self.tags.get_mut(at(*tag)));
        }
    }

    fn add_to(&self, counts: &mut Counts, columns: &Columns) {
        counts.total += self.total;
        add(&mut counts.category, &columns.categories, &self.categories);
        add(&mut counts.language, &columns.languages, &self.languages);
        add(&mut counts.tag, &columns.tag_words, &self.tags);
        for (all, here) in counts.bands.iter_mut().flatten().zip(self.bands.iter().flatten()) {
            *all += here;
        }
        for (all, here) in counts.stars.iter_mut().zip(&self.stars) {
            *all += here;
        }
    }
}

/// The best places after a place.
struct Best {
    after: Option<(i64, u64)>,
    room: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

impl Best {
    fn offer(&mut self, place: i64, tie: u64, segment: u32, document: u32) {
        if self.after.is_some_and(|after| (place, tie) >= after) {
            return;
        }
        if self.heap.len() < self.room {
            self.heap.push(Reverse((place, tie, segment, document)));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && (worst.0.0, worst.0.1) < (place, tie)
        {
            *worst = Reverse((place, tie, segment, document));
        }
    }
}

fn at(document: u32) -> usize {
    usize::try_from(document).unwrap_or(usize::MAX)
}
