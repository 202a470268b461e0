//! Logging in, and how often one may fail at it.

use super::sessions::{Grant, Opening};
use super::{Services, device, passwords, two_step};
use crate::config::Limit;
use crate::context::Caller;
use crate::error::{Failure, Result};
use crate::limits::{Limiter, prefix};
use landinghub::account::{AccountStatus, Email, Hidden};
use landinghub::api::Credentials;
use landinghub::{Code, Problem};
use landinghub_store::accounts as store;

/// Longest part of what was typed as an address that is counted under.
const LONGEST_KEY: usize = 254;

/// Opens a session for whoever knows an account's password.
///
/// An unknown address and a wrong password look the same from outside: the same answer after the same work. An account
/// with codes at login needs one, too: `code_required` without it.
pub async fn login(services: &Services, caller: &Caller, input: Credentials) -> Result<Grant> {
    let account = match &input.challenge {
        Some(challenge) => two_step::challenged(services, challenge.expose()).await?,
        None => by_password(services, caller, &input).await?,
    };
    if account.status != AccountStatus::Active {
        return Err(Code::Suspended.into());
    }
    let code = input.code.as_ref().map_or("", Hidden::expose);
    let passed = two_step::ask(services, caller, &account, code).await?;
    let opening = Opening::new(services, caller, &account.id);
    let second = passed.as_ref().map(two_step::Passed::second);
    let user_id = account.id.clone();
    let opened = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if let Some(second) = second
                    && !second.use_up(&mut tx, &user_id).await?
                {
                    return Ok(None);
                }
                opening.insert(&mut tx).await?;
                Ok::<_, Failure>(Some(opening))
            })
        })
        .await?;
    let Some(opening) = opened else { return Err(two_step::refusal(services, &account)?.into()) };
    if let Some(passed) = passed {
        passed.succeeded();
    }
    opening.grant(services, caller, account)
}

/// The account with this address and password.
async fn by_password(services: &Services, caller: &Caller, input: &Credentials) -> Result<store::Account> {
    let email = Email::try_from(input.email.as_str()).ok();
    let mut reader = services.store.read().await?;
    let address = email.as_ref().map_or("", Email::as_str);
    let account = store::find_by_email(&mut reader.conn(), address).await?;
    drop(reader);
    let known = match &account {
        Some(account) => device::knows(services, caller.device.as_deref(), &account.id)?,
        None => device::knows(services, caller.device.as_deref(), "")?,
    };
    let typed = input.email.trim().to_lowercase().chars().take(LONGEST_KEY).collect();
    let attempt = Attempt::begin(&services.limits, caller, typed, known)?;
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let matches = passwords::verify(services, hash, input.password.expose()).await?;
    let Some(account) = account.filter(|_| matches) else {
        return Err(Code::InvalidCredentials.into());
    };
    attempt.succeeded();
    Ok(account)
}

/// Fails with `invalid_credentials` unless `typed` is the account's password; failing counts like failing to log in.
pub(super) async fn confirm(
    services: &Services,
    caller: &Caller,
    account: &store::Account,
    typed: &str,
) -> Result<()> {
    let attempt = Attempt::begin(&services.limits, caller, account.email.clone(), true)?;
    if passwords::verify(services, Some(&account.password_hash), typed).await? {
        attempt.succeeded();
        return Ok(());
    }
    let mut problem = Problem::field("current_password", "This isn't your present password.");
    problem.code = Code::InvalidCredentials;
    Err(problem.into())
}

/// An attempt counts as failed until it has succeeded, so that many at the same time can't pass the limits.
pub(super) struct Attempt<'s> {
    limiter: &'s Limiter,
    counted: Vec<(Limit, String)>,
}

impl<'s> Attempt<'s> {
    /// Counts an attempt at an account, or fails where there were too many. From a browser that has logged into it
    /// before, failures elsewhere don't matter: nobody can lock somebody else out.
    fn begin(limiter: &'s Limiter, caller: &Caller, account: String, known_browser: bool) -> Result<Self> {
        let prefix = prefix(caller.ip);
        let mut counts = vec![
            (Limit::LOGIN_PREFIX, prefix.clone()),
            (Limit::LOGIN_ACCOUNT_PREFIX, format!("{prefix} {account}")),
        ];
        if !known_browser {
            counts.push((Limit::LOGIN_ACCOUNT, account));
        }
        Self::count(limiter, counts)
    }

    /// Counts an attempt against these limits, all of them or none.
    pub(super) fn count(limiter: &'s Limiter, counts: Vec<(Limit, String)>) -> Result<Self> {
        let mut attempt = Self { limiter, counted: Vec::with_capacity(counts.len()) };
        for (limit, key) in counts {
            if let Err(problem) = limiter.check(limit, &key) {
                attempt.give_back();
                return Err(problem.into());
            }
            attempt.counted.push((limit, key));
        }
        Ok(attempt)
    }

    pub(super) fn succeeded(mut self) {
        self.give_back();
    }

    fn give_back(&mut self) {
        for (limit, key) in self.counted.drain(..) {
            self.limiter.give_back(limit, &key);
        }
    }
}
