//! Words to find things by: folded, Thai cut into overlapping pieces, and the nearest word to a mistyped one.
//!
//! The same function makes the words of an index and those of a query, so that they meet. The browser sends queries
//! as they are typed.

use crate::text::fold;

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

/// The known word nearest to `word`: one slip of the fingers in four to seven letters, two in more. `None` where none is
/// near, or the word is too short to guess.
pub fn nearest<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().collect();
    let most = match letters.len() {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let other: Vec<char> = candidate.chars().collect();
        if other.len().abs_diff(letters.len()) > most {
            continue;
        }
        let far = distance(&letters, &other);
        if far <= most && best.is_none_or(|(nearest, _)| far < nearest) {
            best = Some((far, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
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
        let known: Vec<String> = ["restaurant", "course", "nha", "landing"].map(str::to_owned).to_vec();
        for (typed, meant) in [
            ("restuarant", Some("restaurant")),
            ("resturant", Some("restaurant")),
            ("corse", Some("course")),
            ("cuorse", Some("course")),
            ("lnding", Some("landing")),
            ("nah", None),
            ("hospital", None),
        ] {
            assert_eq!(nearest(typed, &known), meant, "{typed}");
        }
    }
}
