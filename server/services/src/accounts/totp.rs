//! Codes of six digits that change every 30 seconds: RFC 6238 with SHA-1, which is what every authenticator does.

use crate::error::{Failure, Result};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use landinghub::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Seconds a code is shown for.
const STEP_SECONDS: i64 = 30;
/// How far the clock of a telephone may be off, in steps.
const WINDOW: i64 = 1;

/// What an authenticator and the server share.
pub(super) struct Key(Vec<u8>);

impl Key {
    /// Of 160 bits, as RFC 4226 advises; there are more in `bytes`.
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(bytes.iter().copied().take(20).collect())
    }

    /// As people type it where they can't scan.
    pub(super) fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// What an authenticator reads from a QR code.
    pub(super) fn url(&self, issuer: &str, account: &str) -> String {
        let plain = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (issuer, account) = (plain(issuer), plain(account));
        format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_SECONDS}",
            self.base32()
        )
    }

    /// The step `typed` is the code of, among the present one and its neighbours.
    pub(super) fn step(&self, typed: &str, now: Timestamp) -> Result<Option<i64>> {
        let present = now.unix_seconds().div_euclid(STEP_SECONDS);
        let mut found = None;
        // All of them, so that the time tells nothing.
        for step in (present - WINDOW)..=(present + WINDOW) {
            if bool::from(self.code(step)?.as_bytes().ct_eq(typed.as_bytes())) {
                found = Some(step);
            }
        }
        Ok(found)
    }

    fn code(&self, step: i64) -> Result<String> {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0)
            .map_err(|error| Failure::Internal(format!("totp: {error}")))?;
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest.last().copied().unwrap_or_default() & 0xf);
        let four = digest.get(offset..offset + 4).and_then(|part| part.try_into().ok()).unwrap_or_default();
        Ok(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new(b"12345678901234567890")
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(key().code(seconds / 30).expect("a code"), code, "{seconds}");
            let at = |seconds: i64| Timestamp(seconds * 1_000_000);
            let step = |seconds| key().step(code, at(seconds)).expect("a comparison");
            assert_eq!(step(seconds), Some(seconds / 30));
            assert_eq!(step(seconds + 30), Some(seconds / 30), "a slow telephone");
            assert_eq!(step(seconds - 30), Some(seconds / 30), "a quick one");
            assert_eq!(step(seconds + 60), None);
            assert_eq!(step(seconds - 60), None);
        }
        for wrong in ["", "28708", "2870820", "28708a", "２８７０８２"] {
            assert_eq!(key().step(wrong, Timestamp(59_000_000)).expect("a comparison"), None, "{wrong}");
        }
    }

    #[test]
    fn authenticators_can_read_it() {
        assert_eq!(key().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let url = key().url("Landing Hub", "a+b@example.com");
        assert!(
            url.starts_with("otpauth://totp/Landing%20Hub:a%2Bb%40example%2Ecom?secret=GEZDGNBV"),
            "{url}"
        );
    }
}
