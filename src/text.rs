//! Text as people type it: folding for search and comparison, lengths in what people count.

#[cfg(not(target_arch = "wasm32"))]
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds for search: lower case, without diacritics, đ as d, white space collapsed.
///
/// "Đặt  Bàn" and "dat ban" fold to the same text. Thai vowels and tone marks are letters there, not
/// decoration, so they stay.
#[cfg(not(target_arch = "wasm32"))]
pub fn fold(text: &str) -> String {
    fold_decomposed(text.nfd())
}

/// [`fold`] for characters that are decomposed already (NFD). Browsers decompose by themselves
/// (`String.prototype.normalize`), which saves them the tables.
pub fn fold_decomposed(characters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    for c in characters.filter(|c| !is_combining_mark(*c) || is_thai(*c)).flat_map(char::to_lowercase) {
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

/// The marks of Latin, Greek and Cyrillic; the interface's own words have no others.
#[cfg(target_arch = "wasm32")]
const fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}')
}

const fn is_thai(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}')
}

/// How well a folded text answers a folded query: every letter in order, the better the closer they stand and the
/// more of them begin words. `None` where it doesn't answer; an empty query is answered by all alike.
pub fn closeness(text: &str, query: &str) -> Option<u32> {
    let query = query.trim();
    if let Some(at) = text.find(query) {
        let begins = at == 0 || text.get(..at).is_some_and(|before| before.ends_with([' ', ':', '-']));
        let short = u32::try_from(40_usize.saturating_sub(text.chars().count())).unwrap_or_default();
        return Some(if begins { 1_000 } else { 600 } + short);
    }
    let (mut score, mut run, mut start) = (0, 0, true);
    let mut wanted = query.chars().filter(|c| *c != ' ').peekable();
    for c in text.chars() {
        if wanted.peek() == Some(&c) {
            wanted.next();
            run += 1;
            score += run + if start { 12 } else { 0 };
        } else {
            run = 0;
        }
        start = c == ' ';
    }
    wanted.peek().is_none().then_some(score.min(590))
}

/// What a single-line field keeps: NFC, without control and bidirectional-override characters, trimmed.
///
/// In the browser the composition is left to the server, which does it again anyway.
pub fn single_line(text: &str) -> String {
    #[cfg(not(target_arch = "wasm32"))]
    let composed = text.nfc();
    #[cfg(target_arch = "wasm32")]
    let composed = text.chars();
    let kept: String = composed
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_comes_first() {
        let best = |query: &str, texts: &[&'static str]| {
            let mut found: Vec<_> =
                texts.iter().filter_map(|text| Some((closeness(text, query)?, *text))).collect();
            crate::lean::sort_by(&mut found, |a, b| b.0.cmp(&a.0));
            found.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        let all = ["add: heading", "page settings", "publish", "go to: heading: dau de", "redo"];
        assert_eq!(best("pub", &all), ["publish"]);
        assert_eq!(best("head", &all), ["add: heading", "go to: heading: dau de"]);
        assert_eq!(best("pset", &all), ["page settings"], "letters in order");
        assert_eq!(best("de dau", &all), Vec::<&str>::new());
        assert_eq!(best("dau de", &all), ["go to: heading: dau de"]);
        assert_eq!(best("", &all).len(), all.len());
        assert_eq!(best("zz", &all), Vec::<&str>::new());
    }

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
