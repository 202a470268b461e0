//! Words to find things by: folded, Thai cut into overlapping pieces, and the nearest word to a mistyped one.
//!
//! The same function makes the words of an index and those of a query, so that they meet. The browser sends queries
//! as they are typed.

use crate::text::fold;
use std::collections::BTreeMap;

/// Characters of a word that are looked at.
const LONGEST: usize = 40;
/// Thai is written without spaces: its runs are cut into overlapping pieces of so many characters.
const PIECE: usize = 3;

/// The words of a text, in order, each once.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: String| {
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    };
    for run in folded.split(|c: char| !c.is_alphanumeric() && !is_thai(c)).filter(|run| !run.is_empty()) {
        let mut plain = String::new();
        let mut thai: Vec<char> = Vec::new();
        for c in run.chars().chain([' ']) {
            if is_thai(c) {
                add(std::mem::take(&mut plain));
                thai.push(c);
                continue;
            }
            if thai.len() <= PIECE {
                add(thai.iter().collect());
            } else {
                thai.windows(PIECE).for_each(|piece| add(piece.iter().collect()));
            }
            thai.clear();
            if c != ' ' && plain.chars().count() < LONGEST {
                plain.push(c);
            }
        }
        add(plain);
    }
    words
}

const fn is_thai(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}')
}

/// How many slips of the fingers are forgiven in a word: one in four to seven letters, two in more. `None` where it is
/// too short to guess, or Thai, whose pieces are no words.
pub fn slips_forgiven(word: &str) -> Option<u8> {
    match word.chars().count() {
        _ if word.contains(is_thai) => None,
        0..=3 => None,
        4..=7 => Some(1),
        _ => Some(2),
    }
}

/// The known word nearest to `word`, of those with their frequencies: whole words before beginnings of words, then fewer
/// slips, then the commoner. `None` where none is near.
pub fn nearest<'a>(word: &str, known: &'a BTreeMap<String, u64>) -> Option<&'a str> {
    let most = usize::from(slips_forgiven(word)?);
    let letters: Vec<char> = word.chars().collect();
    let far = |candidate: &str| {
        let other: Vec<char> = candidate.chars().collect();
        let whole = distance(&letters, &other);
        if whole <= most {
            return Some((false, whole));
        }
        // Still being typed: the nearest beginning of it.
        let lengths = letters.len().saturating_sub(most)..=(letters.len() + most).min(other.len());
        let begun =
            lengths.filter_map(|length| other.get(..length).map(|begun| distance(&letters, begun))).min()?;
        (begun <= most).then_some((true, begun))
    };
    let near = known.iter().filter_map(|(candidate, frequency)| {
        Some((far(candidate)?, std::cmp::Reverse(*frequency), candidate))
    });
    near.min().map(|(_, _, candidate)| candidate.as_str())
}

/// How many letters were added, left out, changed, or changed places with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    // Rows of the table: before the last, the last, the present one.
    let mut older: Vec<usize> = Vec::new();
    let mut old: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.iter().enumerate() {
        let mut new = vec![row + 1];
        for (column, to) in b.iter().enumerate() {
            let at = |cells: &[usize], n: usize| cells.get(n).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&old, column) + usize::from(from != to))
                .min(at(&old, column + 1) + 1)
                .min(at(&new, column) + 1);
            let swapped =
                row > 0 && column > 0 && a.get(row - 1) == Some(to) && b.get(column - 1) == Some(from);
            if swapped {
                cost = cost.min(at(&older, column - 1) + 1);
            }
            new.push(cost);
        }
        older = std::mem::replace(&mut old, new);
    }
    old.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_and_english_are_folded() {
        assert_eq!(words("Đặt bàn, nhà-hàng! SALE 50%"), ["dat", "ban", "nha", "hang", "sale", "50"]);
        assert_eq!(words("sale Sale SALE"), ["sale"]);
        assert_eq!(words(" \t"), Vec::<String>::new());
    }

    #[test]
    fn thai_is_cut_and_any_part_of_it_is_found() {
        let index = words("เปิดร้านอาหาร grand opening");
        for query in ["ร้านอาหาร", "อาหาร", "เปิดร้าน", "grand"] {
            let asked = words(query);
            assert!(!asked.is_empty());
            assert!(asked.iter().all(|word| index.contains(word)), "{query}: {asked:?} in {index:?}");
        }
        assert!(!words("โรงแรม").iter().all(|word| index.contains(word)));
    }

    #[test]
    fn slips_are_forgiven_within_reason() {
        let known: BTreeMap<String, u64> = [
            ("restaurant", 9),
            ("course", 5),
            ("curse", 1),
            ("nha", 3),
            ("landing", 8),
            ("lending", 2),
            ("coaching", 1),
        ]
        .into_iter()
        .map(|(word, frequency)| (word.to_owned(), frequency))
        .collect();
        for (typed, meant) in [
            ("restuarant", Some("restaurant")),
            ("resturant", Some("restaurant")),
            ("corse", Some("course")),
            ("cuorse", Some("course")),
            ("lnding", Some("landing")),
            // Still being typed.
            ("restuar", Some("restaurant")),
            ("coahc", Some("coaching")),
            ("nah", None),
            ("hospital", None),
            ("อาหาร", None),
        ] {
            assert_eq!(nearest(typed, &known), meant, "{typed}");
        }
    }
}
