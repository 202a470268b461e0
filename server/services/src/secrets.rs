//! Random tokens, their hashes, and keys derived from the installation's secret.

use crate::config::Secret;
use crate::error::{Failure, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use landinghub::Rng;
use sha2::{Digest, Sha256};

/// `N` random bytes as base64url.
pub(crate) fn random<const N: usize>(rng: &dyn Rng) -> String {
    let mut bytes = [0_u8; N];
    rng.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a token: without salt, because tokens have at least 128 random bits.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// 256 bits as base64url that only the holder of `secret` can compute from `input`; different for each `purpose`.
pub(crate) fn derive(secret: &Secret, purpose: &str, input: &[u8]) -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(derive_bytes(secret, purpose, input)?))
}

/// The same 256 bits as bytes.
pub(crate) fn derive_bytes(secret: &Secret, purpose: &str, input: &[u8]) -> Result<Vec<u8>> {
    let key = sign(secret.expose().as_bytes(), purpose.as_bytes())?;
    sign(&key, input)
}

fn sign(key: &[u8], input: &[u8]) -> Result<Vec<u8>> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).map_err(|error| Failure::Internal(format!("hmac: {error}")))?;
    mac.update(input);
    Ok(mac.finalize().into_bytes().to_vec())
}

/// Compares without telling by the time how much agrees.
pub(crate) fn same(a: &str, b: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(a.as_bytes(), b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_keys_depend_on_secret_purpose_and_input() {
        let derive = |secret: &str, purpose: &str, input: &str| {
            derive(&Secret::new(secret), purpose, input.as_bytes()).expect("derives")
        };
        let base = derive("a", "b", "c");
        assert_eq!(base, derive("a", "b", "c"));
        assert_eq!(base.len(), 43);
        for other in [derive("x", "b", "c"), derive("a", "x", "c"), derive("a", "b", "x")] {
            assert_ne!(base, other);
        }
    }
}
