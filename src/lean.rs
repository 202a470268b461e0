//! Collecting, sorting and reading with little code, as the browser has to load it: each use of the standard library's
//! sort brings 5 KB along, and what serde derives for tagged, untagged and flattened types reads everything below them
//! with code of its own.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A value's JSON, to be looked at before it is read.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<str>, D::Error> {
    Box::<RawValue>::deserialize(deserializer).map(Into::into)
}

/// Reads an enum that stands as an object with a tag by way of its form with the variant's name outside: `F`.
pub(crate) fn tagged<'de, D: Deserializer<'de>, F: DeserializeOwned>(
    deserializer: D,
    tag: &str,
) -> Result<F, D::Error> {
    let text = text(deserializer)?;
    let fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(&text).map_err(D::Error::custom)?;
    let word = fields.get(tag).ok_or_else(|| D::Error::custom(format_args!("missing field `{tag}`")))?;
    serde_json::from_str(&["{", word.get(), ":", &text, "}"].concat()).map_err(D::Error::custom)
}

/// Collects by putting in one after the other. Collecting a `BTreeMap` or a `BTreeSet` sorts all of it first.
pub trait Gather: Iterator {
    /// Everything the iterator has.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C
    where
        Self: Sized,
    {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Gather for I {}

/// Sorts; what is equal keeps its order.
#[expect(clippy::ptr_arg, reason = "the browser's has to move elements about")]
#[cfg(not(target_arch = "wasm32"))]
pub fn sort_by<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    list.sort_by(compare);
}

/// Sorts; what is equal keeps its order. For lists as short, or as nearly sorted, as the editor's are.
#[cfg(target_arch = "wasm32")]
pub fn sort_by<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    for at in 1..list.len() {
        let item = list.remove(at);
        let before = |other: &T| compare(other, &item).is_le();
        let sorted = list.get(..at).unwrap_or_default();
        let to = if sorted.last().is_some_and(before) { at } else { sorted.partition_point(before) };
        list.insert(to, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gathers_what_collecting_would() {
        let words = ["b", "a", "c", "a"];
        let set: std::collections::BTreeSet<&str> = words.into_iter().gather();
        assert_eq!(set, words.into_iter().collect());
        let mut list = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        sort_by(&mut list, |a, b| a.0.cmp(&b.0));
        assert_eq!(list, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
