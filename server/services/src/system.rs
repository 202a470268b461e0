//! The machine's clock and random numbers: the one place that may ask for them.

use landinghub::{Clock, Rng, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time enters")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The machine's cryptographic generator.
#[derive(Clone, Copy, Debug)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, bytes: &mut [u8]) {
        // Without entropy no token may be made: there is nothing better to do than stop.
        #[expect(
            clippy::expect_used,
            clippy::disallowed_methods,
            reason = "randomness enters here; without it no secret may be made"
        )]
        getrandom::fill(bytes).expect("the system's random generator answers");
    }
}
