//! Randomness as a parameter, and the identifiers made from it.

use std::fmt;

/// Where random bytes come from. Servers and browsers pass the system's generator, tests a seeded one.
pub trait Rng: Send + Sync {
    /// Fills `bytes`. For secrets the source must be cryptographically secure.
    fn fill(&self, bytes: &mut [u8]);
}

/// Crockford's base 32 in lower case: no `i l o u`, so ids survive being read aloud.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm',
    'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
];

/// Makes opaque identifiers and tokens.
#[derive(Debug)]
pub struct Id;

impl Id {
    /// An identifier of 128 random bits: 26 characters of `[0-9a-hjkmnp-tv-z]`.
    pub fn random(rng: &dyn Rng) -> String {
        Self::token::<16>(rng)
    }

    /// `N` random bytes as base 32; `N = 32` gives the 256 bits of a refresh token.
    pub fn token<const N: usize>(rng: &dyn Rng) -> String {
        let mut bytes = [0_u8; N];
        rng.fill(&mut bytes);
        encode(&bytes)
    }
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(&mut text, buffer >> bits);
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        push(&mut text, buffer << (5 - bits));
    }
    text
}

fn push(text: &mut String, value: u32) {
    let index = usize::try_from(value & 31).unwrap_or_default();
    text.extend(ALPHABET.get(index));
}

/// A deterministic generator for tests and seeds (SplitMix64). Never for secrets.
pub struct SeededRng(std::sync::atomic::AtomicU64);

impl SeededRng {
    /// The sequence that belongs to `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(std::sync::atomic::AtomicU64::new(seed))
    }

    /// The next 64 bits of the sequence.
    pub fn next_u64(&self) -> u64 {
        const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
        let state = self.0.fetch_add(GAMMA, std::sync::atomic::Ordering::Relaxed).wrapping_add(GAMMA);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl fmt::Debug for SeededRng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededRng")
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let value = self.next_u64().to_le_bytes();
            for (to, from) in chunk.iter_mut().zip(value) {
                *to = from;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_all_its_bits() {
        assert_eq!(encode(&[0xFF; 16]).len(), 26);
        assert_eq!(encode(&[0xFF, 0, 0xFF]), "zw0fy");
        assert_eq!(encode(&[]), "");
    }

    #[test]
    fn ids_of_one_generator_differ() {
        let rng = SeededRng::new(1);
        assert_ne!(Id::random(&rng), Id::random(&rng));
        assert_eq!(Id::random(&SeededRng::new(7)), Id::random(&SeededRng::new(7)));
    }
}
