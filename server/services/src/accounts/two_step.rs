//! The second step of a login: a code of an authenticator, or a recovery code in its place.
//!
//! A secret is derived from the installation's and from a *seed*: the session that set it up, the hour, and how often
//! codes were switched off before. So setting up writes nothing until the first code has shown that it worked, and the
//! database alone makes no codes. Recovery codes are random and kept as hashes; they outlive another installation
//! secret.

use super::login::{Attempt, confirm};
use super::profile::own;
use super::totp::Key;
use super::{Services, device};
use crate::config::Limit;
use crate::context::{Actor, Caller};
use crate::error::{Failure, Result};
use crate::limits::prefix;
use crate::mail::{Letter, Mail};
use crate::{notifications, outbox, secrets, sites};
use landinghub::account::Hidden;
use landinghub::api::security::{Totp, TotpConfirmation, TotpEnabled, TotpProof};
use landinghub::notify::{Alarm, Event};
use landinghub::{Code, Id, Problem, Rng, Timestamp};
use landinghub_store::accounts::{self as account_store, Account};
use landinghub_store::two_step::{self as store, TwoStep};
use landinghub_store::{Conn, sessions};

/// Seconds a key waits to be confirmed, at least; at most twice as long.
const SETUP_SECONDS: i64 = 3600;
/// How young a login must be to stand for the password.
const FRESH_SECONDS: i64 = 600;
/// Seconds between the right password and the code.
const CHALLENGE_SECONDS: i64 = 300;
/// Recovery codes an account gets.
const RECOVERY_CODES: usize = 10;
/// The name authenticators show.
const ISSUER: &str = "LandingHub";

/// How the caller's account stands, with what an authenticator needs while codes are off.
pub async fn totp(services: &Services, caller: &Caller) -> Result<Totp> {
    let actor = caller.actor()?;
    let account = own(services, actor).await?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let found = store::find(&mut conn, &actor.user_id).await?;
    if is_on(found.as_ref()) {
        let left = store::count_codes(&mut conn, &actor.user_id).await?;
        let recovery_codes_left = u64::try_from(left).unwrap_or_default();
        return Ok(Totp { enabled: true, recovery_codes_left, ..Totp::default() });
    }
    drop(reader);
    let key = key(services, &actor.user_id, &seed(actor, found.as_ref(), services.now(), 0))?;
    let url = key.url(ISSUER, &account.email);
    Ok(Totp {
        secret: Some(key.base32()),
        qr_svg: Some(sites::draw_qr(&url)?),
        otpauth_url: Some(url),
        ..Totp::default()
    })
}

/// Switches codes on once one of them has shown that the authenticator works; answers the recovery codes, this once.
pub async fn confirm_totp(
    services: &Services,
    caller: &Caller,
    input: TotpConfirmation,
) -> Result<TotpEnabled> {
    let actor = caller.actor()?;
    let account = own(services, actor).await?;
    let typed = plain(input.code.expose());
    if typed.is_empty() {
        return Err(Problem::field("code", "Enter the six digits your authenticator shows.").into());
    }
    let password = input.current_password.as_ref().map(Hidden::expose);
    prove(services, caller, &account, password, None).await?;
    let mut reader = services.store.read().await?;
    let found = store::find(&mut reader.conn(), &actor.user_id).await?;
    drop(reader);
    if is_on(found.as_ref()) {
        return Err(already_on().into());
    }
    let now = services.now();
    let attempt = count(services, caller, &account)?;
    let mut confirmed = None;
    for ago in [0, 1] {
        let seed = seed(actor, found.as_ref(), now, ago);
        if key(services, &actor.user_id, &seed)?.step(&typed, now)?.is_some() {
            confirmed = Some(seed);
        }
    }
    let seed = confirmed.ok_or_else(|| {
        Problem::field(
            "code",
            "This isn't the code your authenticator shows now. Check its clock and try again.",
        )
    })?;
    attempt.succeeded();
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(&*services.rng)).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| recovery_hash(&plain(code))).collect();
    let told = Told::new(services, account, true)?;
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::confirm(&mut tx, &told.account.id, &seed, now).await? {
                    return Err(already_on().into());
                }
                for hash in &hashes {
                    store::add_code(&mut tx, &told.account.id, hash, now).await?;
                }
                told.write(&mut tx).await
            })
        })
        .await?;
    outbox::wake(services);
    Ok(TotpEnabled { enabled: true, recovery_codes: codes })
}

/// Switches codes off. Succeeds where they are off already.
pub async fn end_totp(services: &Services, caller: &Caller, input: TotpProof) -> Result<()> {
    let actor = caller.actor()?;
    let account = own(services, actor).await?;
    let password = input.current_password.as_ref().map(Hidden::expose);
    let code = input.code.as_ref().map(Hidden::expose);
    prove(services, caller, &account, password, code).await?;
    switch_off(services, account).await?;
    Ok(())
}

/// Switches codes off for somebody who has lost authenticator and recovery codes; for the command line. `false` where
/// they were off.
pub async fn end_totp_of(services: &Services, email: &str) -> Result<bool> {
    let mut reader = services.store.read().await?;
    let account = account_store::find_by_email(&mut reader.conn(), &email.trim().to_lowercase()).await?;
    drop(reader);
    switch_off(services, account.ok_or_else(Problem::not_found)?).await
}

async fn switch_off(services: &Services, account: Account) -> Result<bool> {
    let told = Told::new(services, account, false)?;
    let was_on = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let was_on = store::switch_off(&mut tx, &told.account.id).await?;
                if was_on {
                    told.write(&mut tx).await?;
                }
                Ok::<_, Failure>(was_on)
            })
        })
        .await?;
    outbox::wake(services);
    Ok(was_on)
}

/// The owner hears of either.
struct Told {
    services: Services,
    account: Account,
    message: outbox::Message,
    alarm: Alarm,
}

impl Told {
    fn new(services: &Services, account: Account, on: bool) -> Result<Self> {
        let mail = Mail {
            to: account.email.clone(),
            name: account.name.clone(),
            locale: account.locale,
            letter: Letter::TwoStep { on },
        };
        let alarm = if on { Alarm::TwoStepOn } else { Alarm::TwoStepOff };
        Ok(Self { services: services.clone(), message: mail.message(services)?, account, alarm })
    }

    async fn write(&self, conn: &mut Conn<'_>) -> Result<()> {
        outbox::enqueue(conn, &self.message).await?;
        let step = Id::random(&*self.services.rng);
        let event = Event::Security { alarm: self.alarm, detail: String::new(), step };
        notifications::tell(&self.services, conn, &self.account.id, &event).await
    }
}

/// Whoever changes how an account is logged into shows once more that it is theirs: by the password, by a code, or by
/// having logged in a moment ago.
async fn prove(
    services: &Services,
    caller: &Caller,
    account: &Account,
    password: Option<&str>,
    code: Option<&str>,
) -> Result<()> {
    if let Some(password) = password.filter(|it| !it.is_empty()) {
        return confirm(services, caller, account, password).await;
    }
    let mut reader = services.store.read().await?;
    let found = store::find(&mut reader.conn(), &account.id).await?;
    if let (Some(code), true) = (code.filter(|it| !it.is_empty()), is_on(found.as_ref())) {
        drop(reader);
        let attempt = count(services, caller, account)?;
        let second = Second::read(services, account, found.as_ref(), code)?.ok_or_else(|| wrong(None))?;
        let user_id = account.id.clone();
        // The code that has just logged in is as good as a new one here: it opens nothing.
        let is_good = match second {
            Second::Step(_) => true,
            Second::Recovery(hash) => {
                let used = services.store.write(move |mut tx| {
                    Box::pin(
                        async move { Ok::<_, Failure>(store::use_code(&mut tx, &user_id, &hash).await?) },
                    )
                });
                used.await?
            }
        };
        if !is_good {
            return Err(wrong(None).into());
        }
        attempt.succeeded();
        return Ok(());
    }
    let session = &caller.actor()?.session_id;
    let began = sessions::began(&mut reader.conn(), session).await?.ok_or(Code::SessionEnded)?;
    if services.now().seconds_since(began) <= FRESH_SECONDS {
        return Ok(());
    }
    let mut problem = Problem::field("current_password", "Enter your present password.");
    problem.code = Code::InvalidCredentials;
    Err(problem.into())
}

/// A second step that was passed; it counts once it is used up.
pub(super) struct Passed<'s> {
    second: Second,
    attempt: Attempt<'s>,
}

/// What was typed as the second step, as far as it can be told without the database.
#[derive(Clone)]
pub(super) enum Second {
    /// The code of this step.
    Step(i64),
    /// The hash of a recovery code.
    Recovery(Vec<u8>),
}

impl Second {
    /// `None` for what can't be right.
    fn read(
        services: &Services,
        account: &Account,
        found: Option<&TwoStep>,
        typed: &str,
    ) -> Result<Option<Self>> {
        let typed = plain(typed);
        if typed.len() == 6 {
            let seed = found.map_or("", |found| found.seed.as_str());
            let step = key(services, &account.id, seed)?.step(&typed, services.now())?;
            return Ok(step.map(Self::Step));
        }
        Ok((typed.len() == 16).then(|| Self::Recovery(recovery_hash(&typed))))
    }

    /// Within the transaction that opens the session: no code opens two.
    pub(super) async fn use_up(&self, conn: &mut Conn<'_>, user_id: &str) -> Result<bool> {
        Ok(match self {
            Self::Step(step) => store::use_step(conn, user_id, *step).await?,
            Self::Recovery(hash) => store::use_code(conn, user_id, hash).await?,
        })
    }
}

impl Passed<'_> {
    pub(super) fn second(&self) -> Second {
        self.second.clone()
    }

    pub(super) fn succeeded(self) {
        self.attempt.succeeded();
    }
}

/// Asks for the second step after a right password: `None` where the account has none.
///
/// Fails with `code_required` without a code. The problem has a `challenge`, which stands for address and password for
/// five minutes, so that nobody has to keep the password for the next question.
pub(super) async fn ask<'s>(
    services: &'s Services,
    caller: &Caller,
    account: &Account,
    typed: &str,
) -> Result<Option<Passed<'s>>> {
    let mut reader = services.store.read().await?;
    let found = store::find(&mut reader.conn(), &account.id).await?;
    drop(reader);
    if !is_on(found.as_ref()) {
        return Ok(None);
    }
    if typed.trim().is_empty() {
        let detail = "Enter the code your authenticator shows, or one of your recovery codes.";
        let problem = Problem::new(Code::CodeRequired, detail);
        return Err(problem.with("challenge", challenge(services, account)?.into()).into());
    }
    let attempt = count(services, caller, account)?;
    match Second::read(services, account, found.as_ref(), typed)? {
        Some(second) => Ok(Some(Passed { second, attempt })),
        None => Err(refusal(services, account)?.into()),
    }
}

/// What a wrong or used code is answered with; the login can go on with another one.
pub(super) fn refusal(services: &Services, account: &Account) -> Result<Problem> {
    Ok(wrong(Some(challenge(services, account)?)))
}

fn wrong(challenge: Option<String>) -> Problem {
    let mut problem =
        Problem::field("code", "This code is wrong or was used already. Wait for the next one.");
    problem.code = Code::InvalidCredentials;
    match challenge {
        Some(challenge) => problem.with("challenge", challenge.into()),
        None => problem,
    }
}

/// Counts a typed code until it turns out to be right. Failures elsewhere don't matter to a browser that has logged
/// into the account before.
fn count<'s>(services: &'s Services, caller: &Caller, account: &Account) -> Result<Attempt<'s>> {
    let known = caller.actor.is_some() || device::knows(services, caller.device.as_deref(), &account.id)?;
    let mut counts = vec![(Limit::CODE_ACCOUNT_PREFIX, format!("{} {}", prefix(caller.ip), account.id))];
    if !known {
        counts.push((Limit::CODE_ACCOUNT, account.id.clone()));
    }
    Attempt::count(&services.limits, counts)
}

/// Says for five minutes that the account's password was right. Another password makes it worthless.
fn challenge(services: &Services, account: &Account) -> Result<String> {
    let until = services.now().plus_seconds(CHALLENGE_SECONDS).unix_seconds();
    Ok(format!("{}.{until}.{}", account.id, signature(services, account, until)?))
}

fn signature(services: &Services, account: &Account, until: i64) -> Result<String> {
    let text = format!("{}.{until}.{}", account.id, account.password_hash);
    secrets::derive(&services.config.jwt_secret, "login-challenge", text.as_bytes())
}

/// The account a challenge is for; `code_required` doesn't come without one, so a bad one is a login to start again.
pub(super) async fn challenged(services: &Services, challenge: &str) -> Result<Account> {
    let over = || Problem::new(Code::InvalidCredentials, "This took too long. Log in again.");
    let mut parts = challenge.splitn(3, '.');
    let (Some(id), Some(until), Some(signed)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(over().into());
    };
    let until: i64 = until.parse().map_err(|_| over())?;
    if !crate::cursor::is_id(id) {
        return Err(over().into());
    }
    let mut reader = services.store.read().await?;
    let account = account_store::find(&mut reader.conn(), id).await?.ok_or_else(over)?;
    drop(reader);
    let is_ours = secrets::same(&signature(services, &account, until)?, signed);
    if is_ours && services.now().unix_seconds() <= until { Ok(account) } else { Err(over().into()) }
}

fn is_on(found: Option<&TwoStep>) -> bool {
    found.is_some_and(|found| found.confirmed_at.is_some())
}

fn already_on() -> Problem {
    Problem::new(
        Code::Conflict,
        "Codes at login are on already. Switch them off first to set up another authenticator.",
    )
}

/// The seed of what the session is shown now, or was shown `ago` hours before.
fn seed(actor: &Actor, found: Option<&TwoStep>, now: Timestamp, ago: i64) -> String {
    let hour = now.unix_seconds().div_euclid(SETUP_SECONDS) - ago;
    let generation = found.map_or(0, |found| found.generation);
    format!("{}.{hour}.{generation}", actor.session_id)
}

fn key(services: &Services, user_id: &str, seed: &str) -> Result<Key> {
    let input = format!("{user_id}.{seed}");
    Ok(Key::new(&secrets::derive_bytes(&services.config.jwt_secret, "totp", input.as_bytes())?))
}

/// A code as typed, without what people put between its parts.
fn plain(typed: &str) -> String {
    let kept = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.take(64).collect::<String>().to_ascii_lowercase()
}

/// 80 random bits in groups of four.
fn recovery_code(rng: &dyn Rng) -> String {
    let letters: Vec<char> = Id::token::<10>(rng).chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What is stored of a recovery code, with letters read as the digits they are taken for.
fn recovery_hash(plain: &str) -> Vec<u8> {
    secrets::hash(&plain.replace('o', "0").replace(['i', 'l'], "1"))
}
