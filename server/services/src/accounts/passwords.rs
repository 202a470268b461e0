//! Hashing passwords: argon2id, away from the threads that serve requests, and only so many at a time.

use super::Services;
use crate::error::{Failure, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use landinghub::account::Password;
use landinghub::{Code, Problem};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// 19 MiB, the least the OWASP password storage cheat sheet allows with two passes and one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// How long to wait for a free core before the server is overloaded.
const PATIENCE: Duration = Duration::from_secs(10);

/// The hash of a password nobody has, for accounts nobody has: checking it takes as long as checking a real one.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bGFuZGluZ2h1Yi1kdW1teQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// As many hashes at a time as there are cores.
pub(super) struct Hashing(Arc<Semaphore>);

impl Default for Hashing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self(Arc::new(Semaphore::new(cores)))
    }
}

impl Hashing {
    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        match tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(closed)) => Err(Failure::Internal(closed.to_string())),
            Err(_) => {
                let busy = Problem::new(Code::Unavailable, "Too many people are logging in right now. Try again in a moment.");
                Err(Problem { retry_after: Some(5), ..busy }.into())
            }
        }
    }
}

/// The PHC string of a new password.
pub(super) async fn hash(services: &Services, password: Password) -> Result<String> {
    let mut salt = [0_u8; 16];
    services.rng.fill(&mut salt);
    let permit = services.accounts.hashing.turn().await?;
    blocking(move || {
        let _permit = permit;
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| error.to_string())?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon.hash_password_with_salt(password.expose().as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| error.to_string())
    })
    .await
}

/// Whether the password as typed belongs to `hash`. Without a hash it takes as long and the answer is `false`.
pub(super) async fn verify(services: &Services, hash: Option<&str>, typed: &str) -> Result<bool> {
    let (hash, exists) = hash.map_or((DUMMY.to_owned(), false), |hash| (hash.to_owned(), true));
    let (password, fits) = match Password::attempt(typed) {
        Some(password) => (password.expose().to_owned(), true),
        // No account has so long a password, and hashing it would cost what its sender chooses.
        None => (String::new(), false),
    };
    let permit = services.accounts.hashing.turn().await?;
    let matches = blocking(move || {
        let _permit = permit;
        let parsed = PasswordHash::new(&hash).map_err(|error| error.to_string())?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await?;
    Ok(matches && exists && fits)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Internal(error.to_string()))?;
    done.map_err(|error| Failure::Internal(format!("argon2: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dummy_costs_what_a_real_hash_costs() {
        let dummy = PasswordHash::new(DUMMY).expect("a PHC string");
        assert_eq!(Params::try_from(&dummy).expect("parameters").m_cost(), MEMORY_KIB);
        assert_eq!(Params::try_from(&dummy).expect("parameters").t_cost(), PASSES);
        assert_eq!(Params::try_from(&dummy).expect("parameters").p_cost(), LANES);
        assert_eq!(dummy.hash.expect("an output").as_bytes().len(), Params::DEFAULT_OUTPUT_LEN);
        assert!(Argon2::default().verify_password(b"", &dummy).is_err());
    }
}
