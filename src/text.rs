//! Text as people type it: folding for search and comparison, lengths in what people count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds for search: lower case, without diacritics, đ as d, white space collapsed.
///
/// "Đặt  Bàn" and "dat ban" fold to the same text. Thai vowels and tone marks are letters there, not
/// decoration, so they stay.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c) || is_thai(*c)).flat_map(char::to_lowercase) {
        match c {
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') && !folded.is_empty() {
                    folded.push(' ');
                }
            }
            c if is_combining_mark(c) && !is_thai(c) => {}
            c => folded.push(c),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

const fn is_thai(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}')
}

/// What a single-line field keeps: NFC, without control and bidirectional-override characters, trimmed.
pub fn single_line(text: &str) -> String {
    let kept: String = text
        .nfc()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_folds_to_plain_letters() {
        assert_eq!(fold("Đặt  Bàn\tNgay"), "dat ban ngay");
        assert_eq!(fold("ƯỚC MƠ"), "uoc mo");
    }

    #[test]
    fn thai_keeps_its_vowels() {
        assert_eq!(fold("น้ำ ดื่ม"), fold("น้ำ  ดื่ม"));
        assert!(fold("ดื่ม").contains('ื'));
    }

    #[test]
    fn a_single_line_has_no_hidden_characters() {
        assert_eq!(single_line("  a\u{202E}b\r\nc\u{0}  "), "ab  c");
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
