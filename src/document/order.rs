//! Fractional indices: keys between which there is always another, so that moving one node changes one record.
//!
//! The form is the well-known one with an integer part whose first letter says its length (`a0`, `a1`, … `b00`)
//! followed by a fraction in base 62. Appending a thousand children therefore costs three characters a key, not
//! a thousand. Plain byte order of the text is the order of the keys.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ids::{BadId, bad};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Longest key accepted, in bytes: some three thousand hostile insertions into the same gap.
pub const MAX_ORDER_LEN: usize = 512;

/// The position of a node among its siblings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "a0"))]
pub struct FractionalIndex(String);

impl FractionalIndex {
    /// # Errors
    /// If the text isn't a key of the form described above.
    pub fn new(text: &str) -> Result<Self, BadId> {
        if is_key(text) { Ok(Self(text.to_owned())) } else { Err(bad("order key", text)) }
    }

    /// The first key of an empty list.
    #[must_use]
    pub fn first() -> Self {
        Self("a0".to_owned())
    }

    /// A key strictly between the two; `None` on a side means the end of the list.
    /// Answers `None` if `before` isn't less than `after`, or no key of at most 512 bytes is left.
    #[must_use]
    pub fn between(before: Option<&Self>, after: Option<&Self>) -> Option<Self> {
        if let (Some(before), Some(after)) = (before, after)
            && before >= after
        {
            return None;
        }
        let key = key_between(before.map(Self::as_str), after.map(Self::as_str))?;
        (key.len() <= MAX_ORDER_LEN).then_some(Self(key))
    }

    /// A key after this one and everything else that was before `None`.
    #[must_use]
    pub fn next(&self) -> Self {
        // Only a key of 27 bytes of `z` has no successor, and nobody gets there by appending.
        Self::between(Some(self), None).unwrap_or_else(|| self.clone())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for FractionalIndex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FractionalIndex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

fn digit(index: usize) -> u8 {
    DIGITS.get(index).copied().unwrap_or(b'0')
}

fn value(byte: u8) -> usize {
    DIGITS.iter().position(|d| *d == byte).unwrap_or(0)
}

fn integer_len(head: u8) -> Option<usize> {
    match head {
        b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

/// Splits a key into its integer and its fraction.
fn split(key: &str) -> Option<(&str, &str)> {
    let len = integer_len(*key.as_bytes().first()?)?;
    key.split_at_checked(len)
}

fn smallest() -> String {
    format!("A{}", "0".repeat(26))
}

fn is_key(text: &str) -> bool {
    text.len() <= MAX_ORDER_LEN
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && split(text).is_some_and(|(integer, fraction)| {
            !(fraction.ends_with('0') || fraction.is_empty() && integer == smallest())
        })
}

fn key_between(before: Option<&str>, after: Option<&str>) -> Option<String> {
    match (before, after) {
        (None, None) => Some("a0".to_owned()),
        (None, Some(after)) => {
            let (integer, fraction) = split(after)?;
            if integer == smallest() {
                return Some(format!("{integer}{}", midpoint("", Some(fraction))));
            }
            if !fraction.is_empty() {
                return Some(integer.to_owned());
            }
            let less = decrement(integer)?;
            // The very smallest integer needs a fraction, so that something fits before it.
            if less == smallest() { Some(format!("{less}V")) } else { Some(less) }
        }
        (Some(before), None) => {
            let (integer, fraction) = split(before)?;
            Some(increment(integer).unwrap_or_else(|| format!("{integer}{}", midpoint(fraction, None))))
        }
        (Some(before), Some(after)) => {
            let (integer, fraction) = split(before)?;
            let (upper, upper_fraction) = split(after)?;
            if integer == upper {
                return Some(format!("{integer}{}", midpoint(fraction, Some(upper_fraction))));
            }
            match increment(integer) {
                Some(next) if next.as_str() < after => Some(next),
                _ => Some(format!("{integer}{}", midpoint(fraction, None))),
            }
        }
    }
}

/// A fraction strictly between two, without a trailing zero. `None` above means one.
fn midpoint(low: &str, high: Option<&str>) -> String {
    let mut out = Vec::with_capacity(low.len() + 1);
    let mut low = low.as_bytes();
    let mut high = high.map(str::as_bytes);
    // What both share (the lower padded with zeros) is kept.
    while let Some(bytes) = high {
        let Some((first, rest)) = bytes.split_first() else { break };
        if *first != low.first().copied().unwrap_or(b'0') {
            break;
        }
        out.push(*first);
        high = Some(rest);
        low = low.get(1..).unwrap_or_default();
    }
    loop {
        let from = low.first().map_or(0, |b| value(*b));
        let to = high.and_then(|h| h.first()).map_or(62, |b| value(*b));
        if to - from > 1 {
            out.push(digit((from + to).div_ceil(2).min(61)));
            break;
        }
        // Neighbouring digits: the upper's first digit alone lies between, if it has more after it.
        if let Some(bytes) = high
            && bytes.len() > 1
        {
            out.extend(bytes.first());
            break;
        }
        out.push(digit(from));
        low = low.get(1..).unwrap_or_default();
        high = None;
    }
    // Every byte is one of DIGITS.
    String::from_utf8(out).unwrap_or_default()
}

fn increment(integer: &str) -> Option<String> {
    let (head, digits) = integer.as_bytes().split_first()?;
    let mut digits = digits.to_vec();
    for byte in digits.iter_mut().rev() {
        let next = value(*byte) + 1;
        if next < 62 {
            *byte = digit(next);
            return joined(*head, digits);
        }
        *byte = b'0';
    }
    match head {
        b'Z' => Some("a0".to_owned()),
        b'z' => None,
        b'a'..=b'y' => {
            digits.push(b'0');
            joined(head + 1, digits)
        }
        _ => {
            digits.pop();
            joined(head + 1, digits)
        }
    }
}

fn decrement(integer: &str) -> Option<String> {
    let (head, digits) = integer.as_bytes().split_first()?;
    let mut digits = digits.to_vec();
    for byte in digits.iter_mut().rev() {
        if let Some(less) = value(*byte).checked_sub(1) {
            *byte = digit(less);
            return joined(*head, digits);
        }
        *byte = b'z';
    }
    match head {
        b'a' => Some("Zz".to_owned()),
        b'A' => None,
        b'b'..=b'z' => {
            digits.pop();
            joined(head - 1, digits)
        }
        _ => {
            digits.push(b'z');
            joined(head - 1, digits)
        }
    }
}

fn joined(head: u8, digits: Vec<u8>) -> Option<String> {
    let mut out = vec![head];
    out.extend(digits);
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn appending_stays_short() {
        let mut key = FractionalIndex::first();
        for _ in 0..5_000 {
            let next = key.next();
            assert!(next > key && is_key(next.as_str()), "{next:?}");
            key = next;
        }
        assert!(key.as_str().len() <= 4, "{key:?}");
    }

    #[test]
    fn prepending_stays_short() {
        let mut key = FractionalIndex::first();
        for _ in 0..5_000 {
            let less = FractionalIndex::between(None, Some(&key)).unwrap();
            assert!(less < key && is_key(less.as_str()), "{less:?}");
            key = less;
        }
        assert!(key.as_str().len() <= 4, "{key:?}");
    }

    #[test]
    fn hostile_keys_are_refused() {
        for text in ["", "a", "a00", "a1V0", "0a", "b1", "a-", "é0", &format!("a0{}", "1".repeat(600))] {
            assert!(FractionalIndex::new(text).is_err(), "{text}");
        }
        for text in ["a0", "Zz", "b00", "a0V", "zzzzzzzzzzzzzzzzzzzzzzzzzzz"] {
            assert!(FractionalIndex::new(text).is_ok(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn there_is_always_a_key_between(moves in prop::collection::vec(any::<prop::sample::Index>(), 1..120)) {
            let mut keys: Vec<FractionalIndex> = Vec::new();
            for pick in moves {
                let at = pick.index(keys.len() + 1);
                let before = at.checked_sub(1).and_then(|i| keys.get(i));
                let key = FractionalIndex::between(before, keys.get(at)).unwrap();
                prop_assert!(is_key(key.as_str()), "{:?}", key);
                keys.insert(at, key);
                prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", keys);
            }
        }
    }
}
