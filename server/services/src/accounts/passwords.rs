//! Hashing passwords: argon2id, away from the threads that serve requests, and only so many at a time.

use super::Services;
use crate::error::{Failure, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use landinghub::account::Password;
use landinghub::{Code, Problem};
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

/// 19 MiB, the least the OWASP password storage cheat sheet allows with two passes and one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Bytes of a hash.
const LENGTH: usize = 32;
/// How long to wait for a free core before the server is overloaded.
const PATIENCE: Duration = Duration::from_secs(10);
/// Working memories kept at the most.
const KEPT: usize = 8;

/// The hash of a password nobody has, for accounts nobody has: checking it takes as long as checking a real one.
const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bGFuZGluZ2h1Yi1kdW1teQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// As many hashes at a time as there are cores.
pub(super) struct Hashing {
    turns: Arc<Semaphore>,
    /// Kept from hash to hash. Fresh memory costs half as much time as hashing, now and then: enough to make
    /// two logins look different that must not.
    memories: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl Default for Hashing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { turns: Arc::new(Semaphore::new(cores)), memories: Arc::default() }
    }
}

impl Hashing {
    /// Runs `work` once a core is free.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T, String> + Send + 'static,
    ) -> Result<T> {
        let turn = match tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(closed)) => return Err(Failure::Internal(closed.to_string())),
            Err(_) => {
                let busy = Problem::new(
                    Code::Unavailable,
                    "Too many people are logging in right now. Try again in a moment.",
                );
                return Err(Problem { retry_after: Some(5), ..busy }.into());
            }
        };
        let memories = Arc::clone(&self.memories);
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut memory =
                memories.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let result = work(&mut memory);
            let mut memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
            if memories.len() < KEPT {
                memories.push(memory);
            }
            result
        });
        let done = done.await.map_err(|error| Failure::Internal(error.to_string()))?;
        done.map_err(|error| Failure::Internal(format!("argon2: {error}")))
    }
}

/// The PHC string of a new password.
pub(super) async fn hash(services: &Services, password: Password) -> Result<String> {
    let mut salt = [0_u8; 16];
    services.rng.fill(&mut salt);
    let work = move |memory: &mut Vec<Block>| {
        let params =
            Params::new(MEMORY_KIB, PASSES, LANES, Some(LENGTH)).map_err(|error| error.to_string())?;
        let hash = digest(memory, params, password.expose(), &salt)?;
        let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
        Ok(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}"))
    };
    services.accounts.hashing.run(work).await
}

/// Whether the password as typed belongs to `hash`. Without a hash it takes as long and the answer is `false`.
pub(super) async fn verify(services: &Services, hash: Option<&str>, typed: &str) -> Result<bool> {
    let (hash, exists) = hash.map_or((DUMMY.to_owned(), false), |hash| (hash.to_owned(), true));
    let (password, fits) = match Password::attempt(typed) {
        Some(password) => (password.expose().to_owned(), true),
        // No account has so long a password, and hashing it would cost what its sender chooses.
        None => (String::new(), false),
    };
    let matches = services.accounts.hashing.run(move |memory| matches(memory, &hash, &password)).await?;
    Ok(matches && exists && fits)
}

/// Whether a password belongs to a PHC string, with the costs that stand there.
fn matches(memory: &mut Vec<Block>, hash: &str, password: &str) -> Result<bool, String> {
    let parsed = PasswordHash::new(hash).map_err(|error| error.to_string())?;
    if parsed.algorithm.as_str() != "argon2id" || parsed.version != Some(Version::V0x13.into()) {
        return Err("a hash of another algorithm".to_owned());
    }
    let params = Params::try_from(&parsed).map_err(|error| error.to_string())?;
    let (Some(salt), Some(expected)) = (&parsed.salt, &parsed.hash) else {
        return Err("a hash without salt or output".to_owned());
    };
    Ok(digest(memory, params, password, salt)?.ct_eq(expected.as_bytes()).into())
}

fn digest(memory: &mut Vec<Block>, params: Params, password: &str, salt: &[u8]) -> Result<Vec<u8>, String> {
    let blocks = params.block_count();
    memory.resize(blocks.max(memory.len()), Block::new());
    let memory = memory.get_mut(..blocks).ok_or("too little memory")?;
    let mut out = vec![0; params.output_len().unwrap_or(LENGTH)];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut out, memory)
        .map_err(|error| error.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordVerifier;

    #[test]
    fn the_dummy_costs_what_a_real_hash_costs() {
        let dummy = PasswordHash::new(DUMMY).expect("a PHC string");
        let params = Params::try_from(&dummy).expect("parameters");
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert_eq!(dummy.hash.expect("an output").as_bytes().len(), LENGTH);
        assert_eq!(matches(&mut Vec::new(), DUMMY, ""), Ok(false));
    }

    #[test]
    fn used_memory_changes_nothing() {
        let params = || Params::new(MEMORY_KIB, PASSES, LANES, Some(LENGTH)).expect("parameters");
        let mut memory = Vec::new();
        let first = digest(&mut memory, params(), "one", b"salt of sixteen!").expect("hashes");
        digest(&mut memory, params(), "another", b"salt of sixteen!").expect("hashes");
        assert_eq!(digest(&mut memory, params(), "one", b"salt of sixteen!").expect("hashes"), first);
        let (salt, hash) = (STANDARD_NO_PAD.encode(b"salt of sixteen!"), STANDARD_NO_PAD.encode(&first));
        let text = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}");
        assert_eq!(matches(&mut memory, &text, "one"), Ok(true));
        assert_eq!(matches(&mut memory, &text, "One"), Ok(false));
        let parsed = PasswordHash::new(&text).expect("a PHC string");
        assert!(Argon2::default().verify_password(b"one", &parsed).is_ok(), "the library agrees");
    }
}
