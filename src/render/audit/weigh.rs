//! How large a text will be when it is compressed, without compressing it: the matches a compressor would find, and
//! the entropy of what is left. Within a tenth or so of gzip for pages.

/// How far back a match may lie.
const WINDOW: usize = 32 * 1024;
const SLOTS: usize = 1 << 14;
/// What a match costs besides its distance: its length and its codes.
const MATCH_BITS: f64 = 9.0;

/// The estimated size in bytes.
#[must_use]
pub fn compressed(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut last = vec![usize::MAX; SLOTS];
    let mut literals = [0_u32; 256];
    let mut bits = 0.0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let from = remember(&mut last, bytes, at);
        let length = from.map_or(0, |from| same(bytes, from, at));
        if let (Some(from), true) = (from, length >= 4) {
            bits += MATCH_BITS + f64::from(u32::try_from(at - from).unwrap_or(u32::MAX)).log2() * 0.8;
            for inside in at + 1..at + length {
                remember(&mut last, bytes, inside);
            }
            at += length;
        } else {
            if let Some(count) = literals.get_mut(usize::from(*byte)) {
                *count += 1;
            }
            at += 1;
        }
    }
    let total: f64 = literals.iter().map(|count| f64::from(*count)).sum();
    for count in literals.iter().filter(|count| **count > 0) {
        let count = f64::from(*count);
        bits += count * (total / count).log2().max(1.0);
    }
    let bytes = format!("{:.0}", bits / 8.0).parse().unwrap_or(bytes.len());
    // A header, and the tables of codes.
    if text.is_empty() { 0 } else { bytes + 60 }
}

/// Notes this position and answers the last one that began alike, if it isn't too far.
fn remember(last: &mut [usize], bytes: &[u8], at: usize) -> Option<usize> {
    let head = bytes.get(at..at + 4)?;
    let hash = head.iter().fold(0_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let slot = last.get_mut(usize::try_from(hash >> 7).unwrap_or_default() % SLOTS)?;
    let from = std::mem::replace(slot, at);
    (from != usize::MAX && at - from <= WINDOW).then_some(from)
}

fn same(bytes: &[u8], from: usize, at: usize) -> usize {
    let (Some(a), Some(b)) = (bytes.get(from..), bytes.get(at..)) else { return 0 };
    a.iter().zip(b).take(258).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::compressed;

    #[test]
    fn repetition_weighs_little_and_noise_its_own_weight() {
        assert_eq!(compressed(""), 0);
        let again = "<li class=\"row\"><a href=\"#\">One more</a></li>".repeat(200);
        assert!(compressed(&again) < again.len() / 20, "{}", compressed(&again));
        let mut noise = String::new();
        let mut state = 7_u64;
        for _ in 0..4_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            noise.push(char::from(b'0' + u8::try_from((state >> 33) % 64).unwrap()));
        }
        // 64 signs are six bits each.
        assert!((2_900..3_300).contains(&compressed(&noise)), "{}", compressed(&noise));
    }

    #[test]
    fn a_page_weighs_what_gzip_makes_of_it() {
        // When this was written: 8637 bytes, `gzip -9` made 2801 of them and this 2873.
        let css = crate::render::base::rules(&std::collections::BTreeSet::new(), true);
        let estimate = compressed(&css);
        assert!((css.len() * 3 / 11..css.len() * 2 / 5).contains(&estimate), "{estimate} of {}", css.len());
    }
}
