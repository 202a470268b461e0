//! What filters, facets and sorts read of a listing, as plain arrays: one set for each segment of the index, made when
//! the segment is first seen. Reading the index's own columns value by value would cost more than all the rest.

use super::index::Fields;
use landinghub::market::{Band, Currency};
use std::collections::BTreeMap;
use tantivy::SegmentReader;
use tantivy::columnar::StrColumn;

/// Facets of a listing in one word: reading them is what a search for a common word does most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks(u32);

impl Marks {
    fn new(category: u8, language: u8, currency: u8, band: u8, stars: u8) -> Self {
        Self(
            u32::from(category)
                | u32::from(language) << 8
                | u32::from(currency & 0b11) << 16
                | u32::from(band & 0b1111) << 18
                | u32::from(stars & 0b111) << 22,
        )
    }

    fn bits(self, from: u32, mask: u32) -> usize {
        usize::try_from((self.0 >> from) & mask).unwrap_or_default()
    }

    /// Number among the segment's categories.
    pub(super) fn category(self) -> usize {
        self.bits(0, 0xFF)
    }

    /// Number among the segment's languages.
    pub(super) fn language(self) -> usize {
        self.bits(8, 0xFF)
    }

    /// Number among all currencies.
    pub(super) fn currency(self) -> usize {
        self.bits(16, 0b11)
    }

    /// Number among the bands of its currency.
    pub(super) fn band(self) -> usize {
        self.bits(18, 0b1111)
    }

    /// Whole stars, 0 without reviews.
    pub(super) fn stars(self) -> usize {
        self.bits(22, 0b111)
    }
}

/// The arrays of one segment, by document.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) marks: Vec<Marks>,
    pub(super) price: Vec<i64>,
    pub(super) comparable: Vec<i64>,
    pub(super) approved_at: Vec<i64>,
    pub(super) sold: Vec<i64>,
    pub(super) rating: Vec<i64>,
    pub(super) tie: Vec<u64>,
    /// Where a document's tags begin in `tags`; one more than there are documents.
    tag_starts: Vec<u32>,
    tags: Vec<u32>,
    /// The words behind the numbers.
    pub(super) categories: Vec<String>,
    pub(super) languages: Vec<String>,
    pub(super) tag_words: Vec<String>,
}

impl Columns {
    pub(super) fn read(segment: &SegmentReader) -> tantivy::Result<Self> {
        let documents = segment.max_doc();
        let fields = segment.fast_fields();
        let whole = |name: &str| -> tantivy::Result<Vec<i64>> {
            let column = fields.i64(name)?;
            Ok((0..documents).map(|document| column.first(document).unwrap_or_default()).collect())
        };
        let (category, categories) = words(fields.str(Fields::CATEGORY)?)?;
        let (language, languages) = words(fields.str(Fields::LANGUAGE)?)?;
        let (tag, tag_words) = words(fields.str(Fields::TAG)?)?;
        let price = whole(Fields::PRICE)?;
        let rating = whole(Fields::RATING)?;
        let currency = whole(Fields::CURRENCY)?;
        let one = |column: &Option<StrColumn>, document: u32| {
            let number = column.as_ref().and_then(|column| column.term_ords(document).next());
            number.and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX)
        };
        let mut marks = Vec::with_capacity(price.len());
        let (mut tag_starts, mut tags) = (vec![0], Vec::new());
        for (document, ((price, rating), currency)) in
            (0..documents).zip(price.iter().zip(&rating).zip(&currency))
        {
            let number = u8::try_from(*currency).unwrap_or_default();
            let of = Currency::ALL.get(usize::from(number)).copied().unwrap_or(Currency::Vnd);
            let stars = u8::try_from(rating / super::STAR).unwrap_or_default();
            let band = u8::try_from(Band::of(*price, of).number()).unwrap_or_default();
            marks.push(Marks::new(one(&category, document), one(&language, document), number, band, stars));
            if let Some(column) = &tag {
                tags.extend(column.term_ords(document).filter_map(|number| u32::try_from(number).ok()));
            }
            tag_starts.push(u32::try_from(tags.len()).unwrap_or(u32::MAX));
        }
        let tie = fields.u64(Fields::TIE)?;
        Ok(Self {
            tie: (0..documents).map(|document| tie.first(document).unwrap_or_default()).collect(),
            comparable: whole(Fields::COMPARABLE)?,
            approved_at: whole(Fields::APPROVED_AT)?,
            sold: whole(Fields::SOLD)?,
            marks,
            price,
            rating,
            tag_starts,
            tags,
            categories,
            languages,
            tag_words,
        })
    }

    /// The numbers of a document's tags.
    pub(super) fn tags(&self, document: usize) -> &[u32] {
        let at =
            |n: usize| self.tag_starts.get(n).and_then(|at| usize::try_from(*at).ok()).unwrap_or_default();
        self.tags.get(at(document)..at(document + 1)).unwrap_or_default()
    }
}

/// The column, and the word behind each of its numbers.
fn words(column: Option<StrColumn>) -> tantivy::Result<(Option<StrColumn>, Vec<String>)> {
    let Some(column) = column else { return Ok((None, Vec::new())) };
    let mut words = Vec::with_capacity(column.num_terms());
    let mut word = String::new();
    for number in (0_u64..).take(column.num_terms()) {
        column.ord_to_str(number, &mut word)?;
        words.push(std::mem::take(&mut word));
    }
    Ok((Some(column), words))
}

/// Counts by word, from counts by number.
pub(super) fn add(counts: &mut BTreeMap<String, u64>, words: &[String], numbers: &[u64]) {
    for (word, count) in words.iter().zip(numbers).filter(|(_, count)| **count > 0) {
        *counts.entry(word.clone()).or_default() += count;
    }
}
