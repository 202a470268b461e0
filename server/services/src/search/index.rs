//! The index on disk: what is for sale, as words and columns. Tantivy keeps it; nothing here knows the database.

use super::Entry;
use super::columns::Columns;
use landinghub::search;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentId;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::store::Compressor;
use tantivy::{
    Directory, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term,
};

/// Bytes the writer collects before it writes a segment.
const ARENA: usize = 48 << 20;

/// Letters of a word that begin so many words that they are indexed by themselves: going through the words would take
/// longer than all the rest of a search.
pub(super) const BEGINNING: usize = 2;

/// Names of fields, and the fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) id: Field,
    /// Words with their weight in front.
    pub(super) words: Field,
    /// First letters of words with the greatest weight of those words in front.
    pub(super) beginnings: Field,
    category: Field,
    language: Field,
    tag: Field,
    currency: Field,
    price: Field,
    comparable: Field,
    approved_at: Field,
    sold: Field,
    rating: Field,
    tie: Field,
}

impl Fields {
    pub(super) const CATEGORY: &str = "category";
    pub(super) const LANGUAGE: &str = "language";
    pub(super) const TAG: &str = "tag";
    pub(super) const CURRENCY: &str = "currency";
    pub(super) const PRICE: &str = "price";
    pub(super) const COMPARABLE: &str = "comparable";
    pub(super) const APPROVED_AT: &str = "approved_at";
    pub(super) const SOLD: &str = "sold";
    pub(super) const RATING: &str = "rating";
    pub(super) const TIE: &str = "tie";

    fn make() -> (Self, Schema) {
        let mut schema = Schema::builder();
        let plain = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let fields = Self {
            id: schema.add_text_field("id", STRING | STORED),
            words: schema.add_text_field("words", TextOptions::default().set_indexing_options(plain.clone())),
            beginnings: schema
                .add_text_field("beginnings", TextOptions::default().set_indexing_options(plain)),
            category: schema.add_text_field(Self::CATEGORY, TextOptions::default().set_fast("raw")),
            language: schema.add_text_field(Self::LANGUAGE, TextOptions::default().set_fast("raw")),
            tag: schema.add_text_field(Self::TAG, TextOptions::default().set_fast("raw")),
            currency: schema.add_i64_field(Self::CURRENCY, FAST),
            price: schema.add_i64_field(Self::PRICE, FAST),
            comparable: schema.add_i64_field(Self::COMPARABLE, FAST),
            approved_at: schema.add_i64_field(Self::APPROVED_AT, FAST),
            sold: schema.add_i64_field(Self::SOLD, FAST),
            rating: schema.add_i64_field(Self::RATING, FAST),
            tie: schema.add_u64_field(Self::TIE, FAST),
        };
        (fields, schema.build())
    }

    fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.id, &entry.id);
        let mut beginnings: BTreeMap<&str, u8> = BTreeMap::new();
        let words = entry.words();
        for (word, weight) in &words {
            document.add_text(self.words, format!("{weight}{word}"));
            for (at, c) in word.char_indices().take(BEGINNING) {
                let greatest =
                    beginnings.entry(word.get(..at + c.len_utf8()).unwrap_or_default()).or_default();
                *greatest = (*greatest).max(*weight);
            }
        }
        for (beginning, weight) in beginnings {
            document.add_text(self.beginnings, format!("{weight}{beginning}"));
        }
        document.add_text(self.category, &entry.category);
        document.add_text(self.language, &entry.language);
        for tag in &entry.tags {
            document.add_text(self.tag, tag);
        }
        let currency = super::number(entry.price.currency);
        document.add_i64(self.currency, i64::try_from(currency).unwrap_or_default());
        document.add_i64(self.price, entry.price.amount);
        document.add_i64(self.comparable, entry.price.comparable());
        document.add_i64(self.approved_at, entry.approved_at);
        document.add_i64(self.sold, entry.sold);
        document.add_i64(self.rating, entry.rating());
        document.add_u64(self.tie, super::tie(&entry.id));
        document
    }
}

/// One moment of the index: what a search sees from its beginning to its end.
pub(super) struct View {
    pub(super) searcher: Searcher,
    /// One for each segment, in the searcher's order.
    pub(super) columns: Vec<Arc<Columns>>,
    pub(super) fields: Fields,
    /// What the last writer left: where in the log of changes this is.
    pub(super) note: String,
}

/// An index in a folder of its own. One process at a time has it.
pub(super) struct Volume {
    fields: Fields,
    index: Index,
    reader: IndexReader,
    writer: IndexWriter,
    view: Arc<RwLock<Arc<View>>>,
}

/// Why a folder can't be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unopened {
    /// Another process has it.
    #[error("another process has this index")]
    Taken,
    /// It can't be read; a new one can be made in its place.
    #[error(transparent)]
    Broken(#[from] tantivy::TantivyError),
    /// The folder can't be made or read.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

impl Volume {
    /// Opens the index in `folder`, or makes one there.
    pub(super) fn open(folder: &Path) -> Result<Self, Unopened> {
        std::fs::create_dir_all(folder)?;
        let (fields, schema) = Fields::make();
        let directory: Box<dyn Directory> =
            Box::new(MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?);
        let settings = IndexSettings { docstore_compression: Compressor::None, ..IndexSettings::default() };
        let index = Index::builder().schema(schema).settings(settings).open_or_create(directory)?;
        let writer = index.writer_with_num_threads(1, ARENA).map_err(|error| match error {
            tantivy::TantivyError::LockFailure(..) => Unopened::Taken,
            other => Unopened::Broken(other),
        })?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let view = Arc::new(RwLock::new(Arc::new(look(&index, &reader, fields, &HashMap::new())?)));
        Ok(Self { fields, index, reader, writer, view })
    }

    /// The present moment.
    pub(super) fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Empties it.
    pub(super) fn clear(&mut self) -> tantivy::Result<()> {
        self.writer.delete_all_documents()?;
        Ok(())
    }

    /// Puts listings in, in place of what was there of them. Seen after [`Self::commit`].
    pub(super) fn put<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) -> tantivy::Result<()> {
        for entry in entries {
            self.remove(&entry.id);
            self.writer.add_document(self.fields.document(entry))?;
        }
        Ok(())
    }

    /// Adds listings that aren't there.
    pub(super) fn add<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) -> tantivy::Result<()> {
        for entry in entries {
            self.writer.add_document(self.fields.document(entry))?;
        }
        Ok(())
    }

    /// Takes a listing out.
    pub(super) fn remove(&mut self, id: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// What was put in and taken out is seen from now on, and survives a crash, with the note.
    pub(super) fn commit(&mut self, note: &str) -> tantivy::Result<()> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(note);
        commit.commit()?;
        self.refresh()
    }

    /// What wasn't committed is forgotten.
    pub(super) fn rollback(&mut self) -> tantivy::Result<()> {
        self.writer.rollback()?;
        Ok(())
    }

    fn refresh(&self) -> tantivy::Result<()> {
        self.reader.reload()?;
        let before = self.view();
        let segments = before.searcher.segment_readers().iter().map(tantivy::SegmentReader::segment_id);
        let known = segments.zip(before.columns.iter().map(Arc::clone)).collect();
        let now = look(&self.index, &self.reader, self.fields, &known)?;
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(now);
        Ok(())
    }
}

fn look(
    index: &Index,
    reader: &IndexReader,
    fields: Fields,
    known: &HashMap<SegmentId, Arc<Columns>>,
) -> tantivy::Result<View> {
    let searcher = reader.searcher();
    let columns = |segment: &tantivy::SegmentReader| match known.get(&segment.segment_id()) {
        Some(columns) => Ok(Arc::clone(columns)),
        None => Columns::read(segment).map(Arc::new),
    };
    let columns = searcher.segment_readers().iter().map(columns).collect::<tantivy::Result<_>>()?;
    let note = index.load_metas()?.payload.unwrap_or_default();
    Ok(View { searcher, columns, fields, note })
}

impl View {
    /// The id of a document.
    pub(super) fn id(&self, segment: u32, document: u32) -> tantivy::Result<String> {
        let stored: TantivyDocument = self.searcher.doc(tantivy::DocAddress::new(segment, document))?;
        let id = stored.get_first(self.fields.id).and_then(|value| value.as_str());
        Ok(id.unwrap_or_default().to_owned())
    }

    /// How many listings have a word that begins so, roughly: deleted ones count, and one with two such words twice.
    pub(super) fn beginning(&self, word: &str) -> tantivy::Result<bool> {
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.words)?;
            for weight in super::WEIGHTS {
                let (from, to) = range(weight, word);
                if index.terms().range().ge(from).lt(to).into_stream()?.advance() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The word nearest to a mistyped one, where one is near.
    pub(super) fn nearest(&self, word: &str) -> tantivy::Result<Option<String>> {
        let Some(most) = search::slips_forgiven(word) else { return Ok(None) };
        let mut known: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.words)?;
            for weight in super::WEIGHTS {
                let term = Term::from_field_text(self.fields.words, &format!("{weight}{word}"));
                let near = tantivy::query::FuzzyTermQuery::new_prefix(term, most, true).automaton()?;
                let mut stream = index.terms().search(near).into_stream()?;
                while stream.advance() {
                    let term = std::str::from_utf8(stream.key()).unwrap_or_default();
                    if let Some(word) = term.get(1..) {
                        *known.entry(word.to_owned()).or_default() += u64::from(stream.value().doc_freq);
                    }
                }
            }
        }
        Ok(search::nearest(word, &known).map(str::to_owned))
    }
}

/// Where the words that begin so are among those of a weight.
pub(super) fn range(weight: u8, word: &str) -> (Vec<u8>, Vec<u8>) {
    let from = format!("{weight}{word}").into_bytes();
    let mut to = from.clone();
    // No character begins with this byte.
    to.push(0xFF);
    (from, to)
}
