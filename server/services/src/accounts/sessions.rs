//! Sessions: opened by a login, kept by refreshing, ended by logging out or by what looks like theft.

use super::{ACCESS_SECONDS, IDLE_SECONDS, SESSION_SECONDS, Services, access, device, user};
use crate::config::Secret;
use crate::context::Caller;
use crate::cursor::{Slice, cut};
use crate::error::{Failure, Result};
use crate::mail::{Letter, Mail};
use crate::{notifications, outbox, secrets};
use landinghub::account::AccountStatus;
use landinghub::api::{List, Refreshed, Session, SignedIn};
use landinghub::notify::{Alarm, Event};
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::Conn;
use landinghub_store::accounts::{self as account_store, Account};
use landinghub_store::sessions::{self as store, FoundToken, NewSession};

/// How long after its rotation the latest replaced token still gets its successor: several tabs refresh at once.
const PARENT_SECONDS: i64 = 10;

/// A login: the answer, and what goes into cookies.
#[derive(Clone, Debug)]
pub struct Grant {
    /// For the body.
    pub answer: SignedIn,
    /// For its cookie, never for a body.
    pub refresh_token: Secret,
    /// Seconds until the refresh token ends by itself.
    pub refresh_seconds: i64,
    /// For the cookie that remembers which accounts have logged in from this browser.
    pub device: String,
}

/// A refresh: the answer, and what goes into cookies.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// For the body.
    pub answer: Refreshed,
    /// For its cookie, never for a body.
    pub refresh_token: Secret,
    /// Seconds until the refresh token ends by itself.
    pub refresh_seconds: i64,
    /// Whom it is for.
    pub user_id: String,
}

/// A session about to be written.
pub(super) struct Opening {
    session: NewSession,
    token: String,
    hash: Vec<u8>,
}

impl Opening {
    pub(super) fn new(services: &Services, caller: &Caller, user_id: &str) -> Self {
        let now = services.now();
        let token = secrets::random::<32>(&*services.rng);
        let session = NewSession {
            id: Id::random(&*services.rng),
            user_id: user_id.to_owned(),
            user_agent: device::stored(&caller.user_agent),
            ip: caller.ip.to_canonical().to_string(),
            created_at: now,
            expires_at: now.plus_seconds(SESSION_SECONDS),
        };
        Self { session, hash: secrets::hash(&token), token }
    }

    /// Writes it; the account has to be there.
    pub(super) async fn insert(&self, conn: &mut Conn<'_>) -> Result<(), landinghub_store::Error> {
        store::insert(conn, &self.session).await?;
        store::insert_token(conn, &self.hash, &self.session.id, None, self.session.created_at).await
    }

    /// What the caller gets once it is written.
    pub(super) fn grant(self, services: &Services, caller: &Caller, account: Account) -> Result<Grant> {
        let access_token = access::issue(services, &account.id, &self.session.id, account.role)?;
        let device = device::remember(services, caller.device.as_deref(), &account.id)?;
        let answer = SignedIn {
            user: user(account),
            access_token,
            token_type: "Bearer".to_owned(),
            expires_in: ACCESS_SECONDS,
        };
        Ok(Grant { answer, refresh_token: Secret::new(self.token), refresh_seconds: IDLE_SECONDS, device })
    }
}

enum Refresh {
    Renewed(FoundToken),
    Over,
    Reused(String),
}

/// Exchanges a refresh token for its successor and a new access token.
///
/// A token's successor is computed from it, so the token that was replaced last gets the same one again for ten
/// seconds. Any older token means that two parties hold the session: it ends, and its owner is told.
pub async fn refresh(services: &Services, caller: &Caller, token: &str) -> Result<Renewal> {
    let successor = secrets::derive(&services.config.jwt_secret, "refresh", token.as_bytes())?;
    let (hash, successor_hash) = (secrets::hash(token), secrets::hash(&successor));
    let (ip, user_agent) = (caller.ip.to_canonical().to_string(), device::stored(&caller.user_agent));
    let (now, parts) = (services.now(), services.clone());
    let refreshed = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let Some(found) = store::find_token(&mut tx, &hash).await? else { return Ok(Refresh::Over) };
                if is_over(&found, now) {
                    return Ok(Refresh::Over);
                }
                if found.replaced_at.is_none() && store::replace_token(&mut tx, &hash, now).await? {
                    store::insert_token(&mut tx, &successor_hash, &found.session_id, Some(&hash), now)
                        .await?;
                    store::touch(&mut tx, &found.session_id, &ip, &user_agent, now).await?;
                    return Ok(Refresh::Renewed(found));
                }
                // Replaced before, or by another transaction since the first look.
                let Some(found) = store::find_token(&mut tx, &hash).await? else { return Ok(Refresh::Over) };
                let fresh = found.replaced_at.is_some_and(|at| now.0 - at.0 <= PARENT_SECONDS * 1_000_000);
                if found.has_live_child && fresh {
                    return Ok(Refresh::Renewed(found));
                }
                end_reused(&parts, &mut tx, &found, now).await?;
                Ok::<_, Failure>(Refresh::Reused(found.session_id))
            })
        })
        .await?;
    match refreshed {
        Refresh::Renewed(found) => renewal(services, found, successor).await,
        Refresh::Over => Err(Code::SessionEnded.into()),
        Refresh::Reused(session_id) => {
            tracing::warn!(session_id, "an old refresh token came again; its session was ended");
            access::look_again(services, &session_id);
            outbox::wake(services);
            Err(Code::SessionEnded.into())
        }
    }
}

fn is_over(found: &FoundToken, now: Timestamp) -> bool {
    found.ended_at.is_some()
        || found.expires_at <= now
        || found.last_used_at.plus_seconds(IDLE_SECONDS) <= now
        || found.status != AccountStatus::Active
}

async fn end_reused(
    services: &Services,
    conn: &mut Conn<'_>,
    found: &FoundToken,
    now: Timestamp,
) -> Result<()> {
    store::end(conn, &found.session_id, now).await?;
    if let Some(account) = account_store::find(conn, &found.user_id).await? {
        let letter = Letter::SessionReused { device: device::describe(&found.user_agent) };
        let mail = Mail { to: account.email, name: account.name, locale: account.locale, letter };
        let message = mail.message(services)?.once(format!("session-reused:{}", found.session_id));
        outbox::enqueue(conn, &message).await?;
        let (alarm, step) = (Alarm::SessionReused, found.session_id.clone());
        let reused = Event::Security { alarm, detail: device::describe(&found.user_agent), step };
        notifications::tell(services, conn, &found.user_id, &reused).await?;
    }
    Ok(())
}

async fn renewal(services: &Services, found: FoundToken, successor: String) -> Result<Renewal> {
    let mut reader = services.store.read().await?;
    let account = account_store::find(&mut reader.conn(), &found.user_id).await?.ok_or(Code::SessionEnded)?;
    let access_token = access::issue(services, &account.id, &found.session_id, account.role)?;
    Ok(Renewal {
        answer: Refreshed { access_token, expires_in: ACCESS_SECONDS },
        refresh_token: Secret::new(successor),
        refresh_seconds: IDLE_SECONDS.min(found.expires_at.seconds_since(services.now())),
        user_id: account.id,
    })
}

/// Ends the caller's session and the one of `refresh_token`, usually the same. Succeeds without either.
pub async fn logout(services: &Services, caller: &Caller, refresh_token: Option<&str>) -> Result<()> {
    let session_id = caller.actor.as_ref().map(|actor| actor.session_id.clone());
    let hash = refresh_token.map(secrets::hash);
    if session_id.is_none() && hash.is_none() {
        return Ok(());
    }
    let now = services.now();
    let ended = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let by_token = match &hash {
                    Some(hash) => store::find_token(&mut tx, hash).await?.map(|found| found.session_id),
                    None => None,
                };
                let ids: Vec<String> = session_id.into_iter().chain(by_token).collect();
                for id in &ids {
                    store::end(&mut tx, id, now).await?;
                }
                Ok::<_, Failure>(ids)
            })
        })
        .await?;
    for id in ended {
        access::look_again(services, &id);
    }
    Ok(())
}

/// A slice of the caller's sessions, the newest first.
pub async fn list_sessions(services: &Services, caller: &Caller, slice: &Slice) -> Result<List<Session>> {
    let actor = caller.actor()?;
    let limit = slice.limit()?;
    let (before, before_id) = slice.after_moment()?;
    let (now, rows) = (services.now(), i64::try_from(limit).unwrap_or(100) + 1);
    let (idle, before) = (now.plus_seconds(-IDLE_SECONDS), (Timestamp(before), before_id.as_str()));
    let mut reader = services.store.read().await?;
    let rows = store::list(&mut reader.conn(), &actor.user_id, now, idle, before, rows).await?;
    let (rows, next_cursor) = cut(rows, limit, |row| (row.created_at.0.to_string(), row.id.clone()));
    let items = rows
        .into_iter()
        .map(|row| Session {
            device: device::describe(&row.user_agent),
            current: row.id == actor.session_id,
            id: row.id,
            ip: row.ip,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        })
        .collect();
    Ok(List { items, next_cursor })
}

/// Ends one of the caller's sessions; somebody else's is not found.
pub async fn end_session(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let (actor, now) = (caller.actor()?, services.now());
    let (id, user_id) = (id.to_owned(), actor.user_id.clone());
    let ended = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let ended = store::end_own(&mut tx, &id, &user_id, now).await?;
                Ok::<_, Failure>(ended.then_some(id))
            })
        })
        .await?;
    let id = ended.ok_or_else(Problem::not_found)?;
    access::look_again(services, &id);
    Ok(())
}
